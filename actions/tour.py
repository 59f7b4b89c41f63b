"""One turn of the dialogue: what was heard, what the dossier knows, the acts that answer.

Every action is a short list of these gestures.
"""

from __future__ import annotations

import datetime as dt
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.client import Api, ApiIndisponible
from actions.entendu import SECURITE, Entendu, FaitEntendu, read_message
from actions.interpretation import (
    MOTS_REPONSE,
    Reponse,
    corrected_date,
    fact_to_offer,
    facts_to_note,
    read_answer,
    said_date,
    takes_back_date,
)

RATES_AVANT_HUMAIN = 2
PROPOSES = 3  # moments offered as buttons when in doubt
ECOUTE = "action_listen"
SORTES = "montant_"  # refusals of a figure of another kind: gross, by the year (nlu_data/faits)

_api: Api | None = None


def shared_api() -> Api:
    """The process's client; made at first use so that tests can put their own."""
    global _api
    if _api is None:
        _api = Api()
    return _api


def use_api(api: Api | None) -> None:
    """Replace the process's client."""
    global _api
    _api = api


class Tour:
    """A turn. `actes` go out in order; `slots` say where the dialogue now is."""

    def __init__(self, api: Api, tracker: Tracker) -> None:
        self.api = api
        message = tracker.latest_message or {}
        metadonnees = message.get("metadata") or {}
        self.dossier_id: str = metadonnees.get("dossier") or tracker.sender_id
        self.le = _day(metadonnees.get("le"))
        self.entendu: Entendu = read_message(message)
        self.actes: list[tuple[str, dict[str, Any]]] = []
        self.slots: dict[str, Any] = {}
        self.fini = False  # nothing more may follow in this turn
        self.ouvre = False  # a moment is being opened: its own first words fit what is known
        self._anciens = tracker.current_slot_values()
        self._dossier: dict[str, Any] | None = None
        self._suite: dict[str, Any] | None = None
        self._dits: set[str] | None = None  # acts of the content already due, or said in this turn

    # State ---------------------------------------------------------------------------------

    def slot(self, nom: str) -> Any:
        return self.slots[nom] if nom in self.slots else self._anciens.get(nom)

    def say(self, acte: str, **params: Any) -> None:
        self.actes.append((acte, params))

    async def dossier(self) -> dict[str, Any]:
        if self._dossier is None:
            self._dossier = await self.api.dossier(self.dossier_id)
        return self._dossier

    async def suite(self) -> dict[str, Any]:
        """What comes next, as the API sees it."""
        if self._suite is None:
            self._suite = await self.api.suite(self.dossier_id)
        return self._suite

    def changed(self) -> None:
        """The dossier has just changed: what was read of it no longer holds."""
        self._dossier = self._suite = None

    async def known(self) -> dict[str, Any]:
        """Values of the facts said so far."""
        faits = (await self.dossier())["faits"]
        return {nom: f["valeur"] for nom, f in faits.items() if f["statut"] == "connu"}

    async def question(self) -> dict[str, Any] | None:
        """The question last asked, with its options; None when none is waiting."""
        nom = self.slot("question")
        if not nom:
            return None
        prochaine = (await self.dossier()).get("question")
        if prochaine and prochaine["fait"] == nom:
            return dict(prochaine)
        fait = await self.api.fact(nom)
        return {**fait, "fait": nom} if fait else None

    # Hearing -------------------------------------------------------------------------------

    async def listen(self) -> bool:
        """Note what the message says; True when it answered the question asked."""
        question = await self.question()
        reprend = takes_back_date(self.entendu)
        connus = await self.known() if question or self.entendu.faits or reprend else {}
        reponse = read_answer(question, self.entendu, connus, self.le) if question else None
        nom = question["fait"] if question and reponse else None
        en_passant = facts_to_note(self.entendu, connus, sauf=[nom] if nom else [])
        if reprend and not reponse and (date := await self._date_taken_back(connus)):
            en_passant = [date]
        a_noter = [(f.nom, f.valeur, "connu", f.certitude) for f in en_passant]
        if nom and reponse:
            a_noter.insert(0, (nom, reponse.valeur, reponse.statut, 1.0))
        refuses = await self._keep(a_noter, repondu=nom, connus=connus) if a_noter else []
        if nom and reponse and reponse.statut != "connu" and not self.fini:
            self.say("passer")
        if a_noter or reponse:
            self.slots["rates"] = 0
        if not en_passant and not self.fini:
            doute = fact_to_offer(self.entendu, connus, sauf=[nom] if nom else [])
            self._offer(doute or (None if reponse else await self._date_of_the_event(connus)))
        if nom and nom in refuses:
            self.say("question", fait=nom)
            self.fini = True
        return reponse is not None

    async def _date_taken_back(self, connus: dict[str, Any]) -> FaitEntendu | None:
        """The last date said, as now corrected."""
        for nom, connu in reversed(connus.items()):
            fait = await self.api.fact(nom)
            if fait and fait["type"] == "date":
                return corrected_date({**fait, "fait": nom}, connu, self.entendu, self.le)
        return None

    async def _date_of_the_event(self, connus: dict[str, Any]) -> FaitEntendu | None:
        """« Depuis deux mois », said alone under another question: the event's own date, to confirm."""
        moment = self.slot("moment")
        nom = await self.api.anchor(moment) if moment else None
        if self.entendu.faits or self.entendu.mots > MOTS_REPONSE or nom is None or nom in connus:
            return None
        if (await self.suite())["garde"]:
            return None
        fait = await self.api.fact(nom)
        return said_date({**fait, "fait": nom}, self.entendu, self.le) if fait else None

    async def _keep(
        self, faits: list[tuple[str, Any, str, float]], repondu: str | None, connus: dict[str, Any]
    ) -> list[str]:
        """Send facts to the dossier; show those said in passing; names of the refused ones."""
        notes = await self.note(
            [
                {
                    "nom": nom,
                    "statut": statut,
                    "certitude": certitude,
                    "comment": "correction" if nom in connus else "phrase",
                }
                | ({"valeur": valeur} if statut == "connu" else {})
                for nom, valeur, statut, certitude in faits
            ]
        )
        montres = [
            {"nom": n["nom"], "valeur": n["valeur"]}
            | ({"ancien": n["ancien_valeur"]} if n.get("ancien_valeur") is not None else {})
            for n in notes["notes"]
            if n["nom"] != repondu or n.get("ancien_valeur") is not None
        ]
        # Beside words that end the turn (a loss, a danger), a receipt has no place.
        if montres and not self.fini and not (await self.suite())["ferme_tout"]:
            self.say("faits_notes", faits=montres)
        for refus in notes["refuses"]:
            # A fact said in passing that does not fit is dropped; an answer is asked again, and so
            # is a figure of another kind (« 2 000 brut ») that no answer was given with.
            if refus["nom"] == repondu:
                self.refuse(refus)
            elif repondu is None and refus["code"].startswith(SORTES) and not self.fini:
                self.refuse(refus)
                self.ask(refus["nom"])
        return [r["nom"] for r in notes["refuses"]]

    async def note(self, faits: list[dict[str, Any]]) -> dict[str, Any]:
        """Keep facts in the dossier and say what the content has to say about them."""
        await self.watch_words()
        notes = await self.api.note(self.dossier_id, faits)
        self.changed()
        await self.say_words_due()
        return notes

    async def watch_words(self) -> None:
        """Before a change: remember which words of the content are already due."""
        if self._dits is None:
            self._dits = _acts_due(await self.suite())

    async def say_words_due(self) -> None:
        """After a change: say, once, the words of the content that have just become due."""
        suite = await self.suite()
        deja, self._dits = self._dits or set(), (self._dits or set()) | _acts_due(suite)
        for parole in suite["paroles"]:
            if parole["acte"] in deja:
                continue
            if parole["puis"] == "question":
                self.say(parole["acte"])
                continue
            # The words of an opening fit already: only leave the person the choice of what follows.
            self.say("a_votre_rythme" if self.ouvre else parole["acte"])
            self.end()
        if suite["garde"] and suite["garde"] not in deja:
            self.say(suite["garde"])
            self.end()

    def refuse(self, refus: dict[str, Any]) -> None:
        """An answer that does not fit: why, in a form that every language can say."""
        self.say("fait_refuse", nom=refus["nom"], code=refus["code"], details=refus["details"])

    def _offer(self, fait: FaitEntendu | None) -> None:
        if fait:
            self.say("doute_fait", fait=fait.nom, valeur=fait.valeur)
            self.slots["proposition"] = {"fait": fait.nom, "valeur": fait.valeur}
            self.slots["question"] = None
            self.fini = True

    # Speaking ------------------------------------------------------------------------------

    async def go_on(self) -> None:
        """The next question, the guard that stops everything else, or the settled plan."""
        if self.fini:
            return
        self.slots["urgence"] = None
        self.slots.setdefault("proposition", None)  # what this very turn proposes still waits
        suite = await self.suite()
        if suite["garde"]:
            self.say(suite["garde"])
            self.end()
        elif suite["question"]:
            for annonce in AVANT_QUESTION:
                annonce(self, suite["question"])
            self.ask(suite["question"]["fait"])
        elif not suite["moments"]:
            await self.offer_moments()
        elif suite["precisions"] and self.slot("precisions"):
            self.ask(suite["precisions"][0]["fait"])
        else:
            self.end()
            self.slots |= {"precisions": None, "plan_pret": True}
            prochaine = suite["plan"]["prochaine"]
            self.say(
                "plan_pret",
                a_faire=suite["plan"]["a_faire"],
                a_verifier=suite["plan"]["a_verifier"],
                precisions=len(suite["precisions"]),
                etapes=[prochaine["id"]] if prochaine else [],
            )
            for suite_du_plan in APRES_PLAN:
                await suite_du_plan(self)

    def ask(self, fait: str) -> None:
        self.say("question", fait=fait)
        self.slots |= {"question": fait, "plan_pret": False}
        self.fini = True

    def end(self) -> None:
        """Close the turn: no question waits."""
        self.slots["question"] = None
        self.fini = True

    async def offer_moments(self) -> None:
        """Three buttons rather than a guess: the likeliest moments, then the most frequent."""
        frequents = [m["id"] for m in await self.api.moments() if m["frequent"]]
        proches = self.entendu.likely_moments
        self.say("proposer_moments", moments=list(dict.fromkeys([*proches, *frequents]))[:PROPOSES])
        self.end()

    async def recall_question(self) -> None:
        """Put the waiting question again under a digression."""
        if not self.fini and not self.slot("urgence") and self.slot("question"):
            self.ask(self.slot("question"))

    async def thank(self) -> None:
        """Something was told that the waiting question does not need: it is not a misunderstanding."""
        if not self.slot("question") or self.slot("urgence") or (await self.suite())["garde"]:
            await self.miss()
            return
        self.slots["rates"] = 1
        self.say("pas_besoin")
        await self.recall_question()

    async def miss(self) -> None:
        """Not understood: say so, help with buttons, and after two misses offer a human."""
        rates = int(self.slot("rates") or 0) + 1
        self.slots["rates"] = rates
        if self.slot("urgence") or (await self.suite())["garde"]:
            self.say("toujours_la")
        elif rates >= RATES_AVANT_HUMAIN:
            self.say("incompris_encore")
            await self.recall_question()
        elif self.slot("question"):
            self.say("incompris")
            await self.recall_question()
        else:
            await self.offer_moments()


# « Revenir en arrière », « passez » mean it whatever intent they resemble (filled by reponses).
GESTES: dict[str, ActionJalons] = {}
# What is said just before a question, and after a settled plan (filled by bilan).
AVANT_QUESTION: list[Callable[[Tour, dict[str, Any]], None]] = []
APRES_PLAN: list[Callable[[Tour], Awaitable[None]]] = []
# What a gesture asks for aside; False leaves the message to its own action (filled by definitions).
DIGRESSIONS_COURTES: dict[str, Callable[[Tour], Awaitable[bool]]] = {}


class ActionJalons(Action, ABC):  # type: ignore[misc]
    """An action as a list of gestures. When the API is away, says so: nothing is lost."""

    nom: str

    def name(self) -> str:
        return self.nom

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        tour = Tour(shared_api(), tracker)
        geste = GESTES.get(tour.entendu.plain_gesture) or self
        try:
            if not await _digress(tour):
                await geste.act(tour)
        except ApiIndisponible:
            tour.actes, tour.slots, tour.fini = [("panne", {})], {}, True
        for acte, params in tour.actes:
            dispatcher.utter_message(json_message={"acte": acte, "params": params})
        evenements: list[EventType] = [SlotSet(nom, v) for nom, v in tour.slots.items()]
        if tour.fini:
            # The rest of the rule would speak after the last word of this turn.
            evenements.append(FollowupAction(ECOUTE))
        return evenements

    @abstractmethod
    async def act(self, tour: Tour) -> None:
        """The gestures of this action."""


async def _digress(tour: Tour) -> bool:
    """Whether a short digression answered the whole message; a danger never waits for one."""
    if tour.entendu.intention.startswith(SECURITE):
        return False
    for geste, digression in DIGRESSIONS_COURTES.items():
        if geste in tour.entendu.gestes and await digression(tour):
            return True
    return False


def _acts_due(suite: dict[str, Any]) -> set[str]:
    """The acts that the content calls for: its words due, and its guard."""
    return {p["acte"] for p in suite["paroles"]} | ({suite["garde"]} if suite["garde"] else set())


def _day(texte: Any) -> dt.date:
    try:
        return dt.date.fromisoformat(str(texte)[:10])
    except ValueError:
        return dt.date.today()


__all__ = ["ActionJalons", "Reponse", "Tour", "shared_api", "use_api"]
