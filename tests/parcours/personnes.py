"""Made-up people: consistent answers to every question of a moment, and how they converse."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st

from api.parcours.engine import Moteur, Situation
from api.parcours.fait import Fait, option_values
from api.parcours.questions import next_question
from api.parcours.values import (
    DateDite,
    Intervalle,
    Valeur,
    ValeurInvalide,
    add_duration,
    whole_units,
)
from api.parcours.vocabulary import Dit

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
    """Someone's life, as told when every question is answered: their answers and what follows.

    What follows is kept too: said first, or asked in another order, it must give the same plan.
    """
    vocabulaire = moteur.vocabulaire

    @st.composite
    def draw_person(draw: st.DrawFn) -> Reponses:
        dits: dict[str, Dit] = {}
        situation = moteur.situate([moment], dits, LE)
        while (question := next_question(situation)) is not None:
            possibles = [
                r
                for r in answers(vocabulaire.faits[question])
                if consistent(moteur, {**dits, question: Dit(r)}, question)
            ]
            dits[question] = (
                Dit(draw(st.sampled_from(possibles), label=question))
                if possibles
                else Dit(statut="ne_sait_pas")
            )
            situation = moteur.situate([moment], dits, LE)
        faits = vocabulaire.faits
        return {n: v for n, v in situation.valeurs.items() if n in faits and faits[n].demander}

    return draw_person()


def consistent(moteur: Moteur, dits: dict[str, Dit], nom: str) -> bool:
    """Whether one life can hold these answers: what is refused, and an age that is not of its date."""
    if moteur.contradiction(dits, nom, LE):
        return False
    age, naissance = dits.get("age_jeune"), dits.get("date_naissance")
    if not (age and naissance and isinstance(naissance.valeur, DateDite)):
        return True
    ans = float(whole_units(naissance.valeur.jour, LE, "ans"))
    dit = age.valeur
    assert dit is None or isinstance(dit, Intervalle)
    return dit is None or (dit.bas or 0) <= ans <= (dit.haut if dit.haut is not None else ans)


def answers(fait: Fait) -> list[Valeur]:
    """What may be answered: the buttons, or a few typed dates and numbers when there are none."""
    reponses = option_values(fait, LE)
    ecarts = ("-62 ans", "-40 ans", "-19 ans", "-2 ans", "-1 mois", "2 mois", "1 an")
    libres = [add_duration(LE, e) for e in ecarts] if fait.type == "date" else [0, 1, 3, 40]
    for libre in [] if reponses else libres:
        try:
            reponses.append(fait.coerce(libre, LE))
        except ValeurInvalide:
            continue
    return reponses


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
