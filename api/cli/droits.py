"""`jalons droits`: the rights of a situation, without any server."""

from __future__ import annotations

import asyncio

from api.cli.report import print_json
from api.cli.situation import EnJson, Faits, Jour, Lieu, Moments, read_situation
from api.languages.labels import Labels
from api.parcours.engine import Situation
from api.parcours.service import ParcoursService
from api.rights.openfisca.processus import Calculateur
from api.rights.rendu import Rendu
from api.rights.schemas import DroitsLus
from api.rights.service import DroitsService

DELAI = 120.0  # seconds: the first calculation also starts OpenFisca


def droits(
    moment: Moments,
    facts: Faits = None,
    on: Jour = None,
    place: Lieu = None,
    as_json: EnJson = False,
) -> None:
    """Print the rights that a person can probably claim, estimated on what is known."""
    dite = read_situation(moment, facts, on, place)
    lus = asyncio.run(estimate(dite.parcours, dite.labels, dite.situation, dite.lieu))
    if as_json:
        print_json(lus.model_dump(mode="json"))
    else:
        _print(lus)


async def estimate(
    parcours: ParcoursService, labels: Labels, situation: Situation, place: str | None
) -> DroitsLus:
    """One estimation, with a calculator of its own, started if there is something to compute."""
    calculateur = Calculateur(delai=DELAI, patience=DELAI)
    service = DroitsService(parcours, calculateur, delai=2 * DELAI)
    try:
        bilan = await service.estimate(situation, place)
    finally:
        calculateur.close()
    return Rendu(labels, service.catalogue, service.bareme).show(bilan, situation)


def _print(lus: DroitsLus) -> None:
    for droit in lus.droits:
        montant = f"  {droit.montant.texte}" if droit.montant else ""
        print(f"{droit.statut_texte:<28}{droit.titre}{montant}")
        if droit.depend_de:
            print(" " * 28 + "? " + ", ".join(d.titre for d in droit.depend_de))
    if lus.total:
        print(f"\n= {lus.total.texte}")
    for evenement in lus.effets:
        print(f"\n{evenement.texte}")
        for effet in evenement.effets:
            if effet.avant and effet.apres:
                suite = f"{effet.avant.texte} → {effet.apres.texte}"
            else:
                suite = f"{effet.sens_texte}. {effet.quand}"
            print(f"  {effet.titre} : {suite}")
    print(f"\n{lus.message or lus.mention}")
