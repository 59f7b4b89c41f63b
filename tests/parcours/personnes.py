"""Made-up people: consistent answers to every question of a moment, and how they converse."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st

from api.parcours.engine import Moteur, Situation
from api.parcours.questions import next_question
from api.parcours.values import Valeur
from api.parcours.vocabulary import Dit, option_values

LE = dt.date(2026, 11, 22)
Reponses = dict[str, Valeur]
# Few examples and no shrinking: a whole conversation is long, and tells what went wrong itself.
PEU = settings(
    max_examples=20,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=list(HealthCheck),
)


def people(moteur: Moteur, moment: str) -> st.SearchStrategy[Reponses]:
    """Everything a person would answer. What follows from their other answers is not said."""
    vocabulaire = moteur.vocabulaire
    parcours = moteur.bibliotheque.parcours[moment]

    @st.composite
    def draw_person(draw: st.DrawFn) -> Reponses:
        reponses: Reponses = {}
        for nom in _sources_first(moteur, parcours.questions):
            valeurs = dict(reponses)
            vocabulaire.derive_into(valeurs, vocabulaire.order, LE)
            fait = vocabulaire.faits[nom]
            if nom not in valeurs and fait.defaut is None:
                reponses[nom] = draw(st.sampled_from(option_values(fait, LE)), label=nom)
        return reponses

    return draw_person()


def _sources_first(moteur: Moteur, questions: list[str]) -> list[str]:
    ordre: list[str] = []

    def visit(nom: str) -> None:
        if nom in ordre:
            return
        for source in sorted(moteur.vocabulaire.sources_of(nom)):
            visit(source)
        if moteur.vocabulaire.faits[nom].demander:
            ordre.append(nom)

    for nom in questions:
        visit(nom)
    return ordre


def converse(
    moteur: Moteur,
    moment: str,
    reponses: Mapping[str, Valeur],
    spontanes: Mapping[str, Dit] | None = None,
    observe: Callable[[Situation, str], None] = lambda _situation, _question: None,
) -> tuple[Situation, list[str]]:
    """Answer every question until none is left; what has no answer is skipped."""
    dits = dict(spontanes or {})
    posees: list[str] = []
    while True:
        situation = moteur.situate([moment], dits, LE)
        question = next_question(situation)
        if question is None:
            return situation, posees
        assert len(posees) <= len(moteur.vocabulaire.faits), "the loop never ends"
        observe(situation, question)
        posees.append(question)
        connue = question in reponses
        dits[question] = Dit(reponses[question]) if connue else Dit(statut="ne_sait_pas")


def steps_by_status(situation: Situation) -> dict[str, str]:
    """What the person sees: each step, certain or to be checked."""
    return {s.etape.id: "sûre" if verdict else "à vérifier" for s, verdict in situation.retenues}
