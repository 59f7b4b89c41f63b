"""Rehearses a written conversation on the parcours engine alone, with nobody to understand words.

What is expected to be understood is taken as said. So a contradiction between a conversation
and the content (a step that cannot be in the plan, a question that cannot come) shows in
seconds, without a server, to the expert who changed one or the other.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from api.bilan.contenu import load_texts
from api.dossiers.droits import NE_DEMANDE_PAS
from api.parcours.parties import left_in, places
from api.parcours.plan import make_plan
from api.parcours.questions import next_question
from api.parcours.service import ParcoursService
from tests.conversations.specification import (
    LIMITE_REPONSES,
    SUITES,
    ConversationEcrite,
    Tour,
    sent_value,
)


class Repetition:
    """One conversation on the engine alone."""

    def __init__(self, ecrite: ConversationEcrite, parcours: ParcoursService, le: dt.date) -> None:
        self.ecrite = ecrite
        self.parcours = parcours
        self.le = le
        self.moments: list[str] = []
        self.bruts: dict[str, Any] = {}
        self.jamais: set[str] = set()
        self.suivis: dict[str, str] = {}
        self.passees: dict[str, list[str]] = {}

    def contradictions(self) -> list[str]:
        """What the content makes impossible; empty when the conversation can happen."""
        trouvees = [c for tour in self.ecrite.tours for c in self._take(tour)]
        e = self.ecrite
        if e.moments is not None and sorted(self.moments) != sorted(e.moments):
            trouvees.append(f"opens {self.moments}, expected {e.moments}")
        situation = self._situation()
        plan = [x.situee.etape.id for x in make_plan(situation).etapes] if self.moments else []
        plan = [i for i in plan if i not in self._settled()]
        trouvees += [f"step {i} cannot be in the plan {plan}" for i in e.etapes if i not in plan]
        trouvees += [f"step {i} is in the plan" for i in e.absentes if i in plan]
        if e.seules is not None and sorted(e.seules) != sorted(plan):
            trouvees.append(f"the plan is {plan}, expected only {e.seules}")
        return trouvees

    def _take(self, tour: Tour) -> list[str]:
        self.jamais |= {*tour.pas_demande}
        avant = self._question()
        self._open(tour)
        for nom, valeur in tour.given_values().items():
            if tour.repond is None or nom in tour.faits:
                self.bruts[nom] = sent_value(valeur, self.le)
        if tour.choix and tour.choix.get("fait") and "statut" in tour.choix:
            self.bruts[tour.choix["fait"]] = tour.choix["statut"]
        self._press_review(tour.choix or {})
        self.bruts.update(dict.fromkeys(tour.passes, "refuse"))
        for nom in tour.inconnus:
            self.bruts.pop(nom, None)
        trouvees = self._answer_from(tour.repond) if tour.repond is not None else []
        question = self._question()
        if tour.question and question != tour.question:
            trouvees.append(f"would ask {question}, expected {tour.question}")
        if tour.meme_question and question != avant:
            trouvees.append(f"would ask {question}, expected {avant} again")
        if "plan_pret" in tour.actes and question:
            trouvees.append(f"would ask {question}, expected a settled plan")
        if question in self.jamais:
            trouvees.append(f"would ask {question}, which must not be")
        return trouvees

    def _press_review(self, choix: dict[str, Any]) -> None:
        """A button of the rights review: a right, a part skipped or taken up again."""
        if choix.get("droit"):
            famille = load_texts().non_recours.family(choix["droit"])
            self.suivis |= dict.fromkeys(famille, choix["etat"])
        if choix.get("acte") == "passer_partie":
            situation = self._situation()
            partie = places(situation)[self._question() or ""].partie
            self.passees[partie.id] = left_in(situation, partie)
            self.bruts |= dict.fromkeys(self.passees[partie.id], "refuse")
        for nom in self.passees.pop(choix.get("partie", ""), []):
            self.bruts.pop(nom, None)

    def _settled(self) -> set[str]:
        """Steps that nothing is left to do of: their rights are asked for."""
        demandes = {d: NE_DEMANDE_PAS for d, etat in self.suivis.items() if etat != NE_DEMANDE_PAS}
        return set(self.parcours.ecarter(demandes)) if self.parcours.ecarter else set()

    def _open(self, tour: Tour) -> None:
        """Open the moments whose opening is expected, or whose button is pressed."""
        nommes = [a.removesuffix(".ouverture") for a in tour.actes if isinstance(a, str)]
        for moment in [*nommes, (tour.choix or {}).get("moment") or ""]:
            if self.parcours.is_available(moment) and moment not in self.moments:
                self.moments.append(moment)

    def _answer_from(self, table: dict[str, Any]) -> list[str]:
        for _ in range(LIMITE_REPONSES):
            fait = self._question()
            if fait in self.jamais:
                return [f"would ask {fait}, which must not be"]
            if fait is None or fait not in table:
                return []
            valeur = table[fait]
            self.bruts[fait] = valeur if valeur in SUITES else sent_value(valeur, self.le)
        return [f"still questions after {LIMITE_REPONSES} answers"]

    def _situation(self) -> Any:
        dits = self.parcours.read_facts(self.bruts, self.le)
        return self.parcours.situate(self.moments, dits, self.le, self.suivis)

    def _question(self) -> str | None:
        situation = self._situation()
        poids = self.parcours.weights(situation)
        return next_question(situation, poids) if self.moments else None
