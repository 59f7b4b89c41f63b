"""One examination: what is looked at, the cases and their households, and what they give. Pure.

`prepare` says what to compute; the service has it computed; `conclude` draws the conclusions.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

from api.dossiers.droits import NE_DEMANDE_PAS
from api.parcours.conditions import evaluate, facts_of, missing_facts
from api.parcours.engine import Situation
from api.parcours.values import Valeur, add_duration
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
from api.rights.catalogue import Catalogue, Droit, Evenement
from api.rights.chiffres import Applique, Resultats, figure
from api.rights.foyer import RIEN, Foyer, Serie
from api.rights.situation import complete, make_household
from api.rights.synthese import (
    amount,
    comparables,
    deciding,
    monthly,
    mutual_exclusions,
    round_down,
    status,
    total,
)
from api.rights.variantes import MAXIMUM, Variante, expand

ARE = "are_allocation_nette_mensuelle"
CAS_EVENEMENT = 8  # cases of an event: before and after, they count twice
QUESTIONS = 6  # offered at once


Lit = Callable[[str], frozenset[str]]  # the facts that open a rule


@dataclass(frozen=True)
class Passage:
    """An event that concerns this person: cases before it, the same after it."""

    evenement: Evenement
    avant: list[Variante]
    apres: list[Variante]


@dataclass(frozen=True)
class Examen:
    """What is looked at for one person. Households of a case: decided now, then all decided."""

    situation: Situation
    catalogue: Catalogue
    droits: dict[str, Droit]  # looked at: in season, and something said bears on them
    variantes: list[Variante]
    passages: list[Passage]
    foyers: list[Foyer]
    lus_par: Lit

    @cached_property
    def paires(self) -> dict[str, list[tuple[int, int]]]:
        """Cases that differ by one fact alone."""
        return comparables(self.variantes)

    @property
    def le(self) -> dt.date:
        return self.situation.le


def is_silent(catalogue: Catalogue, situation: Situation) -> bool:
    """Whether no right may be shown: a guard holds, or the catalogue asks for silence."""
    return bool(situation.gardes) or any(
        evaluate(s.si, situation.valeurs) is True for s in catalogue.silences
    )


def prepare(
    catalogue: Catalogue,
    situation: Situation,
    ordre: Callable[[Situation], Mapping[str, float]],
    lus_par: Lit,
    commune: str | None = None,
) -> Examen:
    """The rights to look at, the cases and their households.

    `ordre`: the weight of each fact. `lus_par`: the facts that open a rule.
    """
    droits = _looked_at(catalogue, situation)
    ouverts = [d for d in droits.values() if evaluate(d.si, situation.valeurs) is not False]
    poids = ordre(situation)
    rangs = catalogue.rank()
    noms = {nom for d in ouverts for nom in catalogue.facts_of(d)}
    if commune:
        noms.discard("zone_logement")
    tries = sorted(noms, key=lambda n: (-poids.get(n, 0.0), rangs[n]))
    variantes = _expand(situation, situation.valeurs, tries, MAXIMUM)
    passages = list(_passages(catalogue, situation, tries))
    deja = frozenset(
        v
        for d in catalogue.droits.values()
        if _already(d, situation.valeurs)
        for v in d.calcul.openfisca
    )
    foyers = [
        make_household(
            v.valeurs,
            situation.le,
            catalogue.reperes,
            commune=commune,
            attente=attente,
            deja_percues=deja,
        )
        for v in [*variantes, *(v for p in passages for v in (*p.avant, *p.apres))]
        for attente in (False, True)
    ]
    return Examen(situation, catalogue, droits, variantes, passages, foyers, lus_par)


def _looked_at(catalogue: Catalogue, situation: Situation) -> dict[str, Droit]:
    """Rights in season that concern this person and on which something that was said bears."""
    dits = {nom for nom, dit in situation.dits.items() if dit.valeur is not None}
    fermeture = situation.moteur.closure
    return {
        nom: droit
        for nom, droit in catalogue.in_season(situation.le)
        if evaluate(droit.concerne, situation.valeurs) is True
        and dits & fermeture({*catalogue.facts_of(droit), *facts_of(droit.si)})
    }


def _already(droit: Droit, valeurs: Mapping[str, Valeur]) -> bool:
    return droit.deja is not None and evaluate(droit.deja, valeurs) is True


def _expand(
    situation: Situation, valeurs: Mapping[str, Valeur], noms: list[str], maximum: int
) -> list[Variante]:
    return expand(situation.moteur, situation.dits, valeurs, noms, situation.le, maximum)


def _passages(catalogue: Catalogue, situation: Situation, noms: list[str]) -> list[Passage]:
    """Events of the open moments that may concern this person."""
    return [
        Passage(
            evenement,
            avants := _expand(
                situation,
                _override(situation, situation.valeurs, evenement.avant),
                noms,
                CAS_EVENEMENT,
            ),
            [
                Variante(_override(situation, v.valeurs, evenement.apres), v.hypotheses)
                for v in avants
            ],
        )
        for evenement in catalogue.evenements
        if evenement.moment in situation.free_moments
        and evaluate(evenement.si, situation.valeurs) is True
    ]


def _override(
    situation: Situation, valeurs: Mapping[str, Valeur], faits: Mapping[str, object]
) -> Mapping[str, Valeur]:
    for nom, brut in faits.items():
        valeur = situation.moteur.vocabulaire.faits[nom].coerce(brut, situation.le)
        valeurs = situation.moteur.suppose(valeurs, situation.dits, nom, valeur, situation.le)
    return valeurs


def with_unemployment(examen: Examen, calcules: Resultats) -> list[Foyer] | None:
    """The same households once the ARE that they may claim is paid; None when none may.

    OpenFisca computes it apart: without it, RSA would be promised to who will soon be paid more.
    """
    montants = calcules.get(ARE, ())
    if not any(euros > 0 for euros in montants):
        return None
    return [
        dataclasses.replace(
            foyer,
            demandeur=dataclasses.replace(
                foyer.demandeur,
                chomage_net=Serie(euros, debut=_month_after(foyer.demandeur.fin_contrat)),
            ),
        )
        if euros > 0 and foyer.demandeur.chomage_net == RIEN
        else foyer
        for foyer, euros in zip(examen.foyers, montants, strict=True)
    ]


def _month_after(fin: dt.date | None) -> dt.date | None:
    return add_duration(fin.replace(day=1), "1 mois") if fin else None


# Conclusions -------------------------------------------------------------------------------------


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
    if _already(droit, examen.situation.valeurs):
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
    return [Decisif(nom, droit.enjeu) for nom in noms]


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
    montant = examine.montant
    return monthly(montant.haut, montant.periode) if montant else 0.0


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
        if effets:
            tous.append(EffetsEvenement(passage.evenement, effets))
    return tous


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
        amount(avant, droit) or rien,
        amount(apres, droit) or rien,
        "incertain" if hausse and baisse else ("hausse" if hausse else "baisse"),
    )
