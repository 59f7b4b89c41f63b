"""What the figures of an examination mean: each right, the total, the effects of an event. Pure."""

from __future__ import annotations

import datetime as dt

from api.dossiers.droits import NE_DEMANDE_PAS
from api.parcours.conditions import evaluate, facts_of, missing_facts
from api.rights.bilan import (
    RANG,
    Bilan,
    Chiffre,
    Decisif,
    DroitExamine,
    Effet,
    EffetsEvenement,
    Montant,
)
from api.rights.catalogue import Droit, Evenement
from api.rights.chiffres import Applique, Resultats, figure
from api.rights.examen import Examen, already
from api.rights.situation import complete
from api.rights.synthese import (
    amount,
    deciding,
    monthly,
    mutual_exclusions,
    round_down,
    status,
    total,
)
from api.rights.variantes import Variante

QUESTIONS = 6  # offered at once


def conclude(examen: Examen, calcules: Resultats | None, appliquer: Applique) -> Bilan:
    """What the figures say. `calcules`: None when OpenFisca did not answer."""
    chiffres = {
        nom: _figures(examen, droit, examen.variantes, 0, calcules, appliquer)
        for nom, droit in examen.droits.items()
        if calcules is not None or not droit.calcul.openfisca
    }
    examines = sorted(
        (_examine(examen, nom, droit, chiffres.get(nom)) for nom, droit in examen.droits.items()),
        key=lambda e: (RANG[e.statut], -_height(e), list(examen.droits).index(e.id)),
    )
    suivis = examen.situation.suivis
    gardes = [e for e in examines if suivis.get(e.id) != NE_DEMANDE_PAS]
    return Bilan(
        le=examen.le,
        disponible=calcules is not None,
        droits=examines,
        plus_tard=_later(examen),
        total=total(gardes, chiffres, mutual_exclusions(examen.catalogue.droits)),
        effets=_effects(examen, calcules, appliquer) if calcules is not None else [],
        questions=_questions(examen, gardes),
        supposes=examen.variantes[0].supposes,
        variantes=len(examen.variantes),
    )


def _figures(
    examen: Examen,
    droit: Droit,
    variantes: list[Variante],
    premier: int,
    calcules: Resultats | None,
    appliquer: Applique,
) -> list[Chiffre]:
    """A right in each case. Each case has two households, from the rank `2 × premier`."""
    return [
        figure(
            examen.catalogue,
            droit,
            complete(variante.valeurs, examen.catalogue.reperes),
            examen.le,
            calcules=calcules or {},
            rang=2 * (premier + n) + int(droit.attente),
            appliquer=appliquer,
        )
        for n, variante in enumerate(variantes)
    ]


def _examine(
    examen: Examen, nom: str, droit: Droit, chiffres: list[Chiffre] | None
) -> DroitExamine:
    pourquoi = _facts_said(examen, droit)
    if already(droit, examen.situation.valeurs):
        return DroitExamine(nom, droit, "deja_percu", pourquoi=pourquoi)
    if chiffres is None:
        ferme = evaluate(droit.si, examen.situation.valeurs) is False
        return DroitExamine(
            nom, droit, "peu_probable" if ferme else "indisponible", pourquoi=pourquoi
        )
    statut = status(chiffres, verifiable=not droit.calcul.verifier)
    decisifs = deciding(examen.paires, chiffres, droit)
    if statut == "a_verifier":
        vus = {d.fait for d in decisifs}
        decisifs += [d for d in _missing(examen, droit, chiffres) if d.fait not in vus]
    return DroitExamine(
        nom,
        droit,
        statut,
        montant=amount(chiffres, droit),
        depend_de=decisifs,
        pourquoi=pourquoi,
    )


def _missing(examen: Examen, droit: Droit, chiffres: list[Chiffre]) -> list[Decisif]:
    """Facts that keep it undecided and that no hypothesis stands for."""
    inconnus = [v for v, c in zip(examen.variantes, chiffres, strict=True) if c.ouvert is None]
    if not inconnus:
        return []
    noms: dict[str, None] = {}
    for variante in inconnus:
        noms |= dict.fromkeys(sorted(missing_facts(droit.si, variante.valeurs)))
        if droit.calcul.regle:
            lus = examen.lus_par(droit.calcul.regle)
            noms |= dict.fromkeys(sorted(n for n in lus if n not in variante.valeurs))
    situation = examen.situation
    vocabulaire = situation.moteur.vocabulaire
    questions: dict[str, None] = {}
    for nom in noms:  # what is derived is said by the question that settles it
        sources = vocabulaire.askable(nom, situation.valeurs, situation.dits)
        questions |= dict.fromkeys(sorted(sources) or [nom])
    return [Decisif(nom, droit.enjeu) for nom in questions]


def _facts_said(examen: Examen, droit: Droit) -> list[str]:
    """What the person said that counts for this right, in the experts' order."""
    situation = examen.situation
    dits = {nom for nom, dit in situation.dits.items() if dit.valeur is not None}
    noms: dict[str, None] = {}
    for nom in [*examen.catalogue.facts_of(droit), *sorted(facts_of(droit.si))]:
        if nom in dits:
            noms[nom] = None
        elif nom in situation.valeurs:
            noms |= dict.fromkeys(sorted(situation.moteur.closure({nom}) & dits))
    return list(noms)


def _height(examine: DroitExamine) -> float:
    """Euros a month that rank it; its stake when what it pays may not be shown."""
    montant, droit = examine.montant, examine.droit
    if montant:
        return monthly(montant.haut, montant.periode)
    a_dire = examine.statut in ("probable", "a_verifier") and droit.nature == "montant"
    return droit.enjeu if a_dire and not droit.chiffrable else 0.0


def _later(examen: Examen) -> list[tuple[str, Droit, dt.date]]:
    """Rights out of season that concern this person, and from when."""
    return [
        (nom, droit, droit.saison.next_start(examen.le))
        for nom, droit in examen.catalogue.droits.items()
        if droit.saison
        and not droit.saison.holds(examen.le)
        and evaluate(droit.concerne, examen.situation.valeurs) is True
        and all(evaluate(droit.si, v.valeurs) is not False for v in examen.variantes)
        and set(_facts_said(examen, droit))
    ]


def _questions(examen: Examen, examines: list[DroitExamine]) -> list[str]:
    """The open questions that move most euros a month, all rights together."""
    situation = examen.situation
    vocabulaire = situation.moteur.vocabulaire
    poids: dict[str, float] = {}
    for examine in examines:
        for decisif in examine.depend_de:
            euros = monthly(decisif.euros, examine.droit.periode)
            for nom in vocabulaire.askable(decisif.fait, situation.valeurs, situation.dits):
                poids[nom] = poids.get(nom, 0.0) + euros
    return sorted(poids, key=lambda n: (-round(poids[n], 2), n))[:QUESTIONS]


# Effects of an event -----------------------------------------------------------------------------


def _effects(examen: Examen, calcules: Resultats, appliquer: Applique) -> list[EffetsEvenement]:
    premier = len(examen.variantes)
    tous = []
    for passage in examen.passages:
        n = len(passage.avant)
        effets = []
        for nom in passage.evenement.droits:
            droit = examen.catalogue.droits[nom]
            avant = _figures(examen, droit, passage.avant, premier, calcules, appliquer)
            apres = _figures(examen, droit, passage.apres, premier + n, calcules, appliquer)
            effet = _effect(nom, droit, avant, apres)
            if effet:
                effets.append(effet)
        premier += 2 * n
        effets += _announced(examen, passage.evenement, {e.id for e in effets})
        if effets:
            tous.append(EffetsEvenement(passage.evenement, effets))
    return tous


def _announced(examen: Examen, evenement: Evenement, calcules: set[str]) -> list[Effet]:
    """What nothing computes, for those whom it concerns."""
    return [
        Effet(a.droit, examen.catalogue.droits[a.droit], a.sens, quand=a.quand)
        for a in evenement.annonces
        if a.droit not in calcules and evaluate(a.si, examen.situation.valeurs) is True
    ]


def _effect(nom: str, droit: Droit, avant: list[Chiffre], apres: list[Chiffre]) -> Effet | None:
    """What changes, when it can be seen once rounded."""
    ecarts = [
        round_down(b.haut, droit.periode) - round_down(a.haut, droit.periode)
        for a, b in zip(avant, apres, strict=True)
        if droit.chiffrable
    ]
    if not any(ecarts):
        return None
    rien = Montant(0, 0, 0, droit.periode)
    hausse, baisse = any(e > 0 for e in ecarts), any(e < 0 for e in ecarts)
    return Effet(
        nom,
        droit,
        "incertain" if hausse and baisse else ("hausse" if hausse else "baisse"),
        amount(avant, droit) or rien,
        amount(apres, droit) or rien,
    )
