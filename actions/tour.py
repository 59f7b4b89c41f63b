"""One turn of dialogue: what was understood, where the dialogue is, what is answered."""

from __future__ import annotations

import json
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.client import Api, ApiIndisponible
from actions.interpretation import Message


class Tour:
    """Reads the tracker once, collects acts and slot changes."""

    def __init__(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> None:
        metadata = tracker.latest_message.get("metadata") or {}
        self._dispatcher = dispatcher
        self._slots: dict[str, Any] = dict(tracker.slots)
        self._changes: dict[str, Any] = {}
        self.message = Message.from_rasa(dict(tracker.latest_message))
        self.api = Api(str(metadata.get("dossier", "")))

    def slot(self, nom: str) -> Any:
        return self._changes.get(nom, self._slots.get(nom))

    def set(self, **slots: Any) -> None:
        self._changes.update(slots)

    def say(self, acte: str, **params: Any) -> None:
        """Emit one act."""
        self._dispatcher.utter_message(json_message={"acte": acte, "params": params})

    def charge(self) -> dict[str, Any]:
        """What a pressed button carried."""
        for entite in self.message.entites:
            if entite["entity"] == "charge":
                return dict(json.loads(entite["value"]))
        return {e["entity"]: e["value"] for e in self.message.entites}

    @property
    def events(self) -> list[EventType]:
        return [SlotSet(nom, valeur) for nom, valeur in self._changes.items()]

    # What every answer ends with --------------------------------------------------------------

    async def go_on(self) -> None:
        """Ask the next question, or say that the plan is ready. A guard stops everything else."""
        suite = await self.api.next()
        self.set(incompris=0.0, suspendu=False, proposition=None)
        dites = list(self.slot("paroles") or [])
        for parole in suite.get("paroles") or []:
            if parole not in dites:
                self.say(parole)
                dites.append(parole)
        self.set(paroles=dites)
        if suite["garde"]:
            self.set(question=None)
            self.say(suite["garde"])
            return
        question = suite["question"]
        if question:
            self.set(question=question["fait"])
            self.say("question", fait=question["fait"])
            return
        self.set(question=None)
        if suite["moments"]:
            prochaine = suite["plan"]["prochaine"]
            self.say("plan_pret", etapes=[prochaine["id"]] if prochaine else [])

    async def ask_again(self) -> None:
        """Put the pending question again, if there is one and nothing urgent was answered."""
        if self.slot("suspendu") or not self.slot("question"):
            return
        self.say("question", fait=self.slot("question"))

    async def pending_question(self) -> dict[str, Any] | None:
        """The pending question as the API sees it now."""
        if not self.slot("question"):
            return None
        question = (await self.api.next())["question"]
        return dict(question) if question and question["fait"] == self.slot("question") else None

    async def note(self, faits: list[dict[str, Any]], *, echo: bool = True) -> bool:
        """Keep facts; say what was understood of volunteered ones, and what was refused and why.

        Returns False when the answer to the pending question was refused: it must be asked again.
        """
        if not faits:
            return True
        resultat = await self.api.note_facts(faits)
        notes = resultat["notes"]
        if notes:
            self.set(dernier_fait=notes[-1]["nom"])
        if echo:
            dits = [
                {"nom": n["nom"], "valeur": n["valeur"], "ancien": n["ancien_valeur"]}
                for n in notes
                if n["valeur"] is not None
            ]
            if dits:
                self.say("faits_notes", faits=dits)
        for refus in resultat["refuses"]:
            if refus["code"] != "fait_inconnu":
                self.say("fait_refuse", nom=refus["nom"], code=refus["code"])
        return self.slot("question") not in {r["nom"] for r in resultat["refuses"]}


class ActionJalons(Action):  # type: ignore[misc]
    """An action whose answer is never silence: when the API is down it says so, with a human."""

    nom = ""

    def name(self) -> str:
        return self.nom

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Run one turn; Rasa's interface."""
        tour = Tour(dispatcher, tracker)
        try:
            await self.answer(tour)
        except ApiIndisponible:
            tour.say("panne")
        return tour.events

    async def answer(self, tour: Tour) -> None:
        """What this action does; each has its own."""
        raise ApiIndisponible
