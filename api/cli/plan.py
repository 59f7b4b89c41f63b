"""`jalons plan`: the plan of a situation, without any server."""

from __future__ import annotations

from typing import Any

from api.cli.report import print_json
from api.cli.situation import EnJson, Faits, Jour, Lieu, Moments, read_situation
from api.languages.catalogues import Textes
from api.parcours.engine import Situation
from api.parcours.fait import option_values
from api.parcours.plan import Plan
from api.parcours.schemas import PlanLu
from api.parcours.values import to_json


def plan(
    moment: Moments,
    facts: Faits = None,
    on: Jour = None,
    place: Lieu = None,
    as_json: EnJson = False,
) -> None:
    """Print the personal plan of a situation and the next question.

    Fact names are the product's; the founding dossiers' own names are understood too.
    """
    dite = read_situation(moment, facts, on, place)
    resultat = dite.parcours.plan_of(dite.situation, dite.lieu)
    lu = dite.labels.plan(resultat, dite.situation, dite.lieu)
    if as_json:
        print_json(plan_json(resultat, dite.situation) | (place_json(lu) if dite.lieu else {}))
    else:
        _print_plan(lu, dite.labels.textes)


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
