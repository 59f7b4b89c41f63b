"""What a question weighs for rights, in euros a month, before anything is computed. Pure and fast.

The weight is the stake that the catalogue gives to each right still open: whole for a fact that
alone can close it, shared for those of its amount. OpenFisca is not asked: the order of questions
must be the same whether it is warm or not.
"""

from __future__ import annotations

from collections.abc import Mapping

from api.dossiers.droits import NE_DEMANDE_PAS
from api.parcours.conditions import evaluate, missing_facts
from api.parcours.engine import Situation
from api.rights.catalogue import Catalogue

PART_DU_MONTANT = 0.25  # a fact of the amount decides less than one of the right itself


def weigh(catalogue: Catalogue, situation: Situation) -> Mapping[str, float]:
    """Facts that could still change a right, and the stake behind each."""
    poids: dict[str, float] = {}
    for nom_droit, droit in catalogue.in_season(situation.le):
        if situation.suivis.get(nom_droit) == NE_DEMANDE_PAS:
            continue  # left aside by the person: no question is asked for it
        concerne = evaluate(droit.concerne, situation.valeurs)
        if concerne is False or evaluate(droit.si, situation.valeurs) is False:
            continue
        if droit.deja is not None and evaluate(droit.deja, situation.valeurs) is True:
            continue
        if concerne is None:  # few people are concerned: as little as a fact of the amount
            decisifs: set[str] = set()
            noms = missing_facts(droit.concerne, situation.valeurs)
        else:
            decisifs = missing_facts(droit.si, situation.valeurs)
            noms = {*decisifs, *catalogue.facts_of(droit)}
        for nom in noms:
            part = 1.0 if nom in decisifs else PART_DU_MONTANT
            poids[nom] = poids.get(nom, 0.0) + part * droit.enjeu
    return poids


def weigh_questions(catalogue: Catalogue, situation: Situation) -> Mapping[str, float]:
    """The same, of the questions that may be put: what is derived weighs on its sources."""
    vocabulaire = situation.moteur.vocabulaire
    poids: dict[str, float] = {}
    for nom, euros in weigh(catalogue, situation).items():
        for question in vocabulaire.askable(nom, situation.valeurs, situation.dits):
            poids[question] = max(poids.get(question, 0.0), euros)
    return poids
