"""One examination: what is looked at, the cases and their households. Pure.

`prepare` says what to compute; the service has it computed; conclusions.py says what it means.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

from api.parcours.conditions import evaluate, facts_of
from api.parcours.engine import Situation
from api.parcours.values import Valeur, add_duration
from api.rights.catalogue import Catalogue, Droit, Evenement
from api.rights.chiffres import Resultats
from api.rights.foyer import RIEN, Foyer, Serie
from api.rights.situation import make_household
from api.rights.synthese import (
    comparables,
)
from api.rights.variantes import MAXIMUM, Variante, expand

ARE = "are_allocation_nette_mensuelle"
CAS_EVENEMENT = 8  # cases of an event: before and after, they count twice


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
    """Whether no right may be shown: someone may be in danger, a guard holds, the catalogue says so."""
    return (
        situation.protegee
        or bool(situation.gardes)
        or any(evaluate(s.si, situation.valeurs) is True for s in catalogue.silences)
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
        if already(d, situation.valeurs)
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


def already(droit: Droit, valeurs: Mapping[str, Valeur]) -> bool:
    return droit.deja is not None and evaluate(droit.deja, valeurs) is True


def _expand(
    situation: Situation, valeurs: Mapping[str, Valeur], noms: list[str], maximum: int
) -> list[Variante]:
    return expand(situation.moteur, situation.dits, valeurs, noms, situation.le, maximum)


def _passages(catalogue: Catalogue, situation: Situation, noms: list[str]) -> list[Passage]:
    """Events of the open moments that may concern this person."""
    return [
        Passage(evenement, [], [])
        if not evenement.droits
        else Passage(
            evenement,
            avants := _expand(
                situation,
                _override(situation, situation.valeurs, evenement.avant),
                noms,
                CAS_EVENEMENT,
            ),
            [
                _expand(situation, _override(situation, v.valeurs, evenement.apres), noms, 1)[0]
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
        if isinstance(brut, dict) and set(brut) == {"fait"}:
            dite = situation.valeurs.get(brut["fait"])
            if dite is not None:
                valeurs = situation.moteur.suppose(valeurs, situation.dits, nom, dite, situation.le)
            continue
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
        if euros > 0 and foyer.demandeur.chomage_net == RIEN and _is_jobless(foyer)
        else foyer
        for foyer, euros in zip(examen.foyers, montants, strict=True)
    ]


def _is_jobless(foyer: Foyer) -> bool:
    """Not so before the job was lost, which is computed too."""
    return foyer.demandeur.activite == "chomeur"


def _month_after(fin: dt.date | None) -> dt.date | None:
    return add_duration(fin.replace(day=1), "1 mois") if fin else None
