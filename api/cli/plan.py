"""`jalons plan`: the plan of a situation, without any server."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated, Any

import typer

from api.cli.report import fail, print_json, read_json
from api.errors import Refus
from api.languages.catalogues import Textes
from api.languages.labels import Labels
from api.parcours.engine import Situation
from api.parcours.fait import option_values
from api.parcours.plan import Plan
from api.parcours.schemas import PlanLu
from api.parcours.service import ParcoursService
from api.parcours.values import to_json
from api.parcours.yaml_lines import ContenuInvalide


def plan(
    moment: Annotated[list[str], typer.Option("--moment", help="Life moment; may be repeated.")],
    facts: Annotated[Path | None, typer.Option(help="JSON file: fact name → value.")] = None,
    on: Annotated[str | None, typer.Option(help="Date seen from, YYYY-MM-DD.")] = None,
    place: Annotated[str | None, typer.Option(help="Postal code, commune, département.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Machine-readable output.")] = False,
) -> None:
    """Print the personal plan of a situation and the next question.

    Fact names are the product's; the founding dossiers' own names are understood too.
    """
    textes = Textes("fr")
    try:
        service = ParcoursService()
        le = dt.date.fromisoformat(on) if on else dt.date.today()
        moments = service.check_moments(moment)
        bruts = read_json(facts) if facts else {}
        if not isinstance(bruts, dict):
            fail(f"{facts}: expected an object {{fact: value}}")
        dits = service.read_facts(service.vocabulaire.from_dossier_names(moments, bruts), le)
        situation = service.situate(moments, dits, le)
        lieu = service.place(place)
        resultat = service.plan_of(situation, lieu)
    except ContenuInvalide as erreur:
        fail(str(erreur))
    except KeyError as inconnu:
        connus = ", ".join(sorted(service.vocabulaire.faits))
        fail(f"unknown fact {inconnu}; known: {connus}")
    except ValueError:
        fail(f"--on: expected a date YYYY-MM-DD, not {on!r}")
    except Refus as refus:
        connus = f" ({', '.join(refus.connus)})" if refus.connus else ""
        fail(f"{refus.champ}: {textes.error(refus.code)}{connus}")
    lu = Labels(service, textes).plan(resultat, situation, lieu)
    if as_json:
        print_json(plan_json(resultat, situation) | (place_json(lu) if lieu else {}))
    else:
        _print_plan(lu, textes)


def place_json(lu: PlanLu) -> dict[str, Any]:
    """With a place: who is in charge of each organisation's business, and the commune to ask."""
    competents = {
        o.id: o.competent.model_dump() for e in lu.etapes for o in e.organismes if o.competent
    }
    territoire = lu.territoire.model_dump() if lu.territoire else None
    return {"lieu": lu.lieu, "territoire": territoire, "competents": competents}


def plan_json(plan: Plan, situation: Situation) -> dict[str, Any]:
    """The plan in the command's stable form."""
    question = None
    if plan.prochaine_question:
        fait = situation.moteur.vocabulaire.faits[plan.prochaine_question]
        options = [to_json(v) for v in option_values(fait, plan.le)]
        question = {"fait": plan.prochaine_question, "options": options}
    reunis = {
        "cette_semaine": [e.situee.etape.id for e in plan.cette_semaine],
        "remplacees": [
            {"id": r.etape.id, "par": r.par.id, "pourquoi": r.pourquoi} for r in plan.remplacees
        ],
    }
    return (reunis if len(plan.moments) > 1 else {}) | {
        "moment": plan.moments[0] if len(plan.moments) == 1 else plan.moments,
        "etapes": [
            {
                "id": e.situee.etape.id,
                "titre": e.situee.etape.titre,
                "statut": e.statut,
                "avant_le": e.avant_le.isoformat() if e.avant_le else None,
                "organismes": e.organismes,
                "doute": any(x.situee.etape.doute for x in (e, *e.avec)),
            }
            | ({"avec": e.ids[1:]} if e.avec else {})
            for e in plan.etapes
        ],
        "prochaine_question": question,
    }


def _print_plan(lu: PlanLu, textes: Textes) -> None:
    for etape in lu.etapes:
        date = f"  [{etape.avant_le:%d/%m/%Y}]" if etape.avant_le else ""
        doute = f"  ({textes.word('a_confirmer')})" if etape.doute else ""
        organismes = ", ".join(o.nom_ici for o in etape.organismes)
        print(f"{etape.statut:<11} {etape.id:<8} {etape.titre}{date}  — {organismes}{doute}")
        for autre in etape.avec:
            print(f"{'':<11} + {autre.id}: {autre.titre} ({autre.moment})")
    for retiree in lu.remplacees:
        print(f"{'':<11} − {retiree.titre}: {retiree.pourquoi}")
    if lu.territoire and lu.territoire.question:
        print(f"\n? {lu.territoire.question}  [--place]")
        for commune in lu.territoire.communes:
            print(f"   - {commune.nom}  {commune.lieu}")
    if lu.prochaine_question:
        print(f"\n? {lu.prochaine_question.question}  [{lu.prochaine_question.fait}]")
        for option in lu.prochaine_question.options:
            print(f"   - {option.libelle}")
