"""How many questions until the plan is settled, beside fixed questionnaires. In process.

Why: each question spared is a chance that a tired person stays to the end. The comparison is with
the experts' own list, asked in their order, in two ways:

- `whole form`: every listed question whose answer does not already follow from another one,
  relevant or not, as a paper form does;
- `form with skips`: the same order, but a question is skipped when no undecided step and no date
  of the plan hangs on it any more, and the form stops once the plan is settled.

The founding dossier's own list (bench/dossiers.yml) is beside: the product's lists are already
shorter, since many of its questions are derived, merged into a list to tick, or have a default.

A plan is settled when no open question could change it. People: bench/people.py.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

import yaml

from api.parcours.engine import Situation
from api.parcours.questions import next_question
from api.parcours.service import ParcoursService
from api.parcours.vocabulary import Dit
from bench.figures import Mesure, median, percentile
from bench.people import Personne, draw_people, listed_questions

DOSSIERS = Path(__file__).parent / "dossiers.yml"
PERSONNES = 300
LIMITE = 200  # a dialogue that never settles is a bug worth a loud failure


@dataclass(frozen=True)
class Comptes:
    """Questions that one person had to answer, in each way of asking, and how it ended."""

    dialogue: int
    formulaire: int
    formulaire_abrege: int
    garde: bool  # a guard of the parcours stopped all questions
    a_verifier: bool  # settled, with a step that no question can decide


def hold_dialogue(
    parcours: ParcoursService, moments: list[str], personne: Personne, le: dt.date
) -> tuple[int, Situation]:
    """(questions asked by the product, what is known when it stops asking)."""
    dits: dict[str, Dit] = {}
    for rang in range(LIMITE):
        situation = parcours.situate(moments, dits, le)
        nom = next_question(situation)
        if nom is None:
            return rang, situation
        dits[nom] = personne.answer(nom)
    raise RuntimeError(f"{moments}: still asking after {LIMITE} questions")


def fill_form(
    parcours: ParcoursService, moments: list[str], personne: Personne, le: dt.date
) -> int:
    """Questions of the whole form: those whose answer is not known yet when their turn comes."""
    dits: dict[str, Dit] = {}
    for nom in listed_questions(parcours, moments):
        if nom not in parcours.vocabulaire.resolve(dits, le):
            dits[nom] = personne.answer(nom)
    return len(dits)


def fill_form_with_skips(
    parcours: ParcoursService, moments: list[str], personne: Personne, le: dt.date
) -> int:
    """Questions of a form that skips what no longer matters and stops when the plan is settled."""
    dits: dict[str, Dit] = {}
    for nom in listed_questions(parcours, moments):
        situation = parcours.situate(moments, dits, le)
        if next_question(situation) is None:
            break
        if nom in _still_relevant(situation, moments):
            dits[nom] = personne.answer(nom)
    return len(dits)


def _still_relevant(situation: Situation, moments: list[str]) -> set[str]:
    parcours = [situation.moteur.bibliotheque.parcours[m] for m in moments]
    noms = {nom for p in parcours for nom in (*p.premieres, *(a.fait for a in p.ancres))}
    for situee in situation.undecided:
        noms |= situation.questions_for(situee.etape.si)
    return {nom for nom in noms if nom not in situation.valeurs and situation.is_open(nom)}


def simulate(
    parcours: ParcoursService, moments: list[str], nombre: int, le: dt.date
) -> list[Comptes]:
    """Every person answers the dialogue and both forms."""
    comptes = []
    for personne in draw_people(parcours, moments, nombre, le):
        dialogue, fin = hold_dialogue(parcours, moments, personne, le)
        comptes.append(
            Comptes(
                dialogue,
                fill_form(parcours, moments, personne, le),
                fill_form_with_skips(parcours, moments, personne, le),
                garde=bool(fin.gardes),
                a_verifier=bool(fin.undecided) and not fin.gardes,
            )
        )
    return comptes


def measure(
    parcours: ParcoursService, nombre: int = PERSONNES, le: dt.date | None = None
) -> list[Mesure]:
    """Median and worst of each written moment, against both forms."""
    le = le or dt.date.today()
    mesures = []
    for moment in parcours.bibliotheque.parcours:
        comptes = simulate(parcours, [moment], nombre, le)
        dialogue = [c.dialogue for c in comptes]
        formulaire = [c.formulaire for c in comptes]
        abrege = [c.formulaire_abrege for c in comptes]
        gardes = sum(c.garde for c in comptes)
        a_verifier = sum(c.a_verifier for c in comptes)
        mesures += [
            Mesure(
                f"{moment}: questions to a settled plan, median",
                median(dialogue),
                "questions",
                median(formulaire),
                repere="whole form",
                note=f"{nombre} people; p95 {percentile(dialogue, 95)}; "
                f"{gardes} stopped by a guard; {a_verifier} plans keep a step to be checked",
            ),
            *against_dossier(moment, median(dialogue)),
            Mesure(
                f"{moment}: the same, against a form with skips",
                median(dialogue),
                "questions",
                median(abrege),
                repere="form with skips",
                note=f"fewer questions for {share_won(dialogue, abrege)} of people, "
                f"more for {share_won(abrege, dialogue)}",
            ),
            Mesure(
                f"{moment}: questions to a settled plan, worst",
                max(dialogue),
                "questions",
                max(formulaire),
                repere="whole form",
                note=f"form with skips, worst: {max(abrege)}",
            ),
        ]
    return mesures


def against_dossier(moment: str, mediane: float) -> list[Mesure]:
    """The median beside the founding dossier's list; nothing for a moment that has no dossier."""
    listees = yaml.safe_load(DOSSIERS.read_text(encoding="utf-8")).get(moment)
    if listees is None:
        return []
    nom = f"{moment}: the same, against the dossier's list"
    return [Mesure(nom, mediane, "questions", listees, repere="dossier's list")]


def share_won(a: list[int], b: list[int]) -> str:
    """Share of people for whom `a` is strictly smaller than `b`."""
    return f"{sum(x < y for x, y in zip(a, b, strict=True)) / len(a):.0%}"
