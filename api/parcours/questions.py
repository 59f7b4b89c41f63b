"""The next question: the one whose answers settle most of the plan."""

from __future__ import annotations

from collections.abc import Mapping

from api.parcours.conditions import evaluate, missing_facts
from api.parcours.content import AUJOURDHUI
from api.parcours.engine import EtapeSituee, Situation
from api.parcours.fait import option_values
from api.parcours.parties import places
from api.parcours.values import Valeur

POIDS = {"urgente": 3.0, "importante": 2.0, "utile": 1.0}
POIDS_DATE = 0.3  # knowing a reference date dates a step: useful, but the step is there already
EUROS_PAR_POINT = 100.0  # a month: a right of 200 € weighs as much as an important step
PRUDENCE = 0.5  # a sensitive question comes later than an ordinary one of the same use


def next_question(situation: Situation, poids: Mapping[str, float] | None = None) -> str | None:
    """Name of the fact to ask now, or None when no open question would change the plan.

    A moment that protects is settled before anything is asked for another one.
    """
    parcours = situation.moteur.bibliotheque.parcours
    protegent = [m for m in situation.free_moments if parcours[m].protege]
    autres = [m for m in situation.free_moments if m not in protegent]
    return _best_question(situation, protegent, poids) or _best_question(situation, autres, poids)


def _best_question(
    situation: Situation, moments: list[str], poids: Mapping[str, float] | None
) -> str | None:
    """The question to ask for the sake of these moments.

    Gate questions of each moment (`premieres`) come first. Then the greedy choice: for each open
    question, the average over its answers of the weight of steps that it settles. Ties follow
    the experts' order.

    `poids`: what questions weigh otherwise, in euros a month. It only ranks the questions of the
    moments that ask for it (`pese_les_droits`): never one more question.

    Where a moment has parts, one part is ended before the next is begun: its questions are ranked
    inside the part.
    """
    vocabulaire = situation.moteur.vocabulaire
    for moment in moments:
        for nom in situation.moteur.bibliotheque.parcours[moment].premieres:
            if nom in situation.valeurs or not situation.is_open(nom):
                continue
            if not vocabulaire.may_ask(nom, situation.valeurs):
                continue
            if _may_matter(situation, moment, nom):
                return nom
    candidates = _candidates(situation, moments)
    if not candidates:
        return None
    pesees = _weighed(situation)
    ordre = {
        nom: rang
        for rang, nom in enumerate(
            nom
            for moment in moments
            for nom in situation.moteur.bibliotheque.parcours[moment].questions
        )
    }

    def rank(nom: str) -> tuple[float, int, str]:
        gain = _gain(situation, nom, candidates[nom])
        if poids and nom in pesees:
            gain += poids.get(nom, 0.0) / EUROS_PAR_POINT
        if vocabulaire.faits[nom].sensible:
            gain *= PRUDENCE
        return (-round(gain, 6), ordre.get(nom, 999), nom)

    meilleure = min(candidates, key=rank)
    parties = places(situation)
    if meilleure not in parties:
        return meilleure
    moment = parties[meilleure].moment
    return min(
        (nom for nom in candidates if nom in parties and parties[nom].moment == moment),
        key=lambda nom: (parties[nom].rang, rank(nom)),
    )


def _weighed(situation: Situation) -> set[str]:
    """Questions of the open moments that weigh rights."""
    parcours = [situation.moteur.bibliotheque.parcours[m] for m in situation.free_moments]
    return {nom for p in parcours if p.pese_les_droits for nom in p.questions}


def _may_matter(situation: Situation, moment: str, nom: str) -> bool:
    """Whether a gate question still serves: something undecided waits for it, or for what follows.

    A guard counts too: safety is asked as long as nobody said the person is safe. So does a fact
    that only a default decides: a list put first (« what do you lack? ») is there to know better.
    """
    vocabulaire = situation.moteur.vocabulaire
    if any(
        vocabulaire.faits[fait].defaut is not None
        and fait not in situation.dits
        and nom in vocabulaire.sources_of(fait, demandees=True)
        for situee in situation.moteur.steps_of(moment)
        for fait in situee.faits
    ):
        return True
    parcours = situation.moteur.bibliotheque.parcours[moment]
    conditions = [s.etape.si for s in situation.undecided] + [g.si for g in parcours.gardes]
    return any(
        nom in situation.moteur.closure({manquant})
        for condition in conditions
        for manquant in missing_facts(condition, situation.valeurs)
    )


def _candidates(
    situation: Situation, moments: list[str]
) -> dict[str, tuple[list[EtapeSituee], float]]:
    """Each open question: the undecided steps it touches, and the weight of deadlines it dates."""
    touches: dict[str, list[EtapeSituee]] = {}
    dates: dict[str, float] = {}
    libres = [(s, v) for s, v in situation.retenues if s.parcours.moment in moments]
    for situee, verdict in libres:
        if verdict is None:
            for nom in situation.questions_for(situee.etape.si):
                touches.setdefault(nom, []).append(situee)
        for nom in _missing_anchors(situation, situee):
            dates[nom] = dates.get(nom, 0.0) + POIDS_DATE * POIDS[situee.etape.priorite]
    return {nom: (touches.get(nom, []), dates.get(nom, 0.0)) for nom in {*touches, *dates}}


def _missing_anchors(situation: Situation, situee: EtapeSituee) -> set[str]:
    """Open questions that would date the main deadline of a kept step."""
    principale = next(
        (e for e in situee.etape.echeance if evaluate(e.si, situation.valeurs) is True), None
    )
    if principale is None or principale.ancre in (None, AUJOURDHUI) or principale.delai is None:
        return set()
    fait = situee.parcours.anchor_fact(principale.ancre)
    if fait is None or fait in situation.valeurs:
        return set()
    return situation.moteur.vocabulaire.askable(fait, situation.valeurs, situation.dits)


def _gain(situation: Situation, nom: str, touche: tuple[list[EtapeSituee], float]) -> float:
    etapes, gain_dates = touche
    fait = situation.moteur.vocabulaire.faits[nom]
    options = option_values(fait, situation.le)
    if not etapes or not options:
        # A free answer (a date, a number) is taken to settle half of what it touches.
        return gain_dates + sum(POIDS[s.etape.priorite] for s in etapes) / 2
    total = 0.0
    for option in options:
        valeurs = _suppose(situation, nom, option)
        total += sum(
            POIDS[s.etape.priorite]
            for s in etapes
            if nom in s.faits and evaluate(s.etape.si, valeurs) is not None
        )
    # A question that touches a step but settles nothing alone still opens the way to the next.
    return gain_dates + total / len(options) + 0.01 * len(etapes)


def _suppose(situation: Situation, nom: str, option: Valeur) -> Mapping[str, Valeur]:
    moteur = situation.moteur
    return moteur.suppose(situation.valeurs, situation.dits, nom, option, situation.le)


def refinements(situation: Situation) -> list[str]:
    """Facts with a default whose other answers would add a step: offered, never imposed."""
    vocabulaire = situation.moteur.vocabulaire
    trouves: dict[str, None] = {}
    for moment in situation.free_moments:
        for situee in situation.moteur.steps_of(moment):
            if evaluate(situee.etape.si, situation.valeurs) is not False:
                continue
            for nom in sorted(situee.faits):
                fait = vocabulaire.faits[nom]
                if fait.defaut is None or not fait.demander or not situation.is_open(nom):
                    continue
                options = option_values(fait, situation.le)
                if any(
                    evaluate(situee.etape.si, _suppose(situation, nom, option)) is True
                    for option in options
                ):
                    trouves[nom] = None
    return list(trouves)
