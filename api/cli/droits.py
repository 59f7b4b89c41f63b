"""`jalons droits`: the rights of a situation, without any server."""

from __future__ import annotations

import asyncio
import datetime as dt
from pathlib import Path
from typing import Annotated

import typer

from api.cli.report import fail, print_json, read_json
from api.errors import Refus
from api.languages.catalogues import Textes
from api.languages.labels import Labels
from api.parcours.engine import Situation
from api.parcours.service import ParcoursService
from api.parcours.yaml_lines import ContenuInvalide
from api.rights.openfisca.processus import Calculateur
from api.rights.rendu import Rendu
from api.rights.schemas import DroitsLus
from api.rights.service import DroitsService

DELAI = 120.0  # seconds: the first calculation also starts OpenFisca


def droits(
    moment: Annotated[list[str], typer.Option("--moment", help="Life moment; may be repeated.")],
    facts: Annotated[Path | None, typer.Option(help="JSON file: fact name → value.")] = None,
    on: Annotated[str | None, typer.Option(help="Date seen from, YYYY-MM-DD.")] = None,
    place: Annotated[str | None, typer.Option(help="Postal code or département.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Machine-readable output.")] = False,
) -> None:
    """Print the rights that a person can probably claim, estimated on what is known."""
    textes = Textes("fr")
    try:
        parcours = ParcoursService()
        le = dt.date.fromisoformat(on) if on else dt.date.today()
        moments = parcours.check_moments(moment)
        bruts = read_json(facts) if facts else {}
        if not isinstance(bruts, dict):
            fail(f"{facts}: expected an object {{fact: value}}")
        lieu = parcours.place(place)
        dits = parcours.read_facts(parcours.vocabulaire.from_dossier_names(moments, bruts), le)
        situation = parcours.situate(moments, dits, le)
        lus = asyncio.run(estimate(parcours, Labels(parcours, textes), situation, lieu))
    except ContenuInvalide as erreur:
        fail(str(erreur))
    except KeyError as inconnu:
        connus = ", ".join(sorted(parcours.vocabulaire.faits))
        fail(f"unknown fact {inconnu}; known: {connus}")
    except ValueError:
        fail(f"--on: expected a date YYYY-MM-DD, not {on!r}")
    except Refus as refus:
        connus = f" ({', '.join(refus.connus)})" if refus.connus else ""
        fail(f"{refus.champ}: {textes.error(refus.code)}{connus}")
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
