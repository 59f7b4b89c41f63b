"""Answers to the pending question, corrections, going back, not knowing."""

from __future__ import annotations

from typing import Any

from actions.interpretation import answer_to, volunteered_facts
from actions.moments import open_and_go_on
from actions.tour import ActionJalons, Tour


async def take_answer(tour: Tour) -> bool:
    """Note what the message says, if it answers or volunteers anything; True when it did."""
    question = await tour.pending_question()
    reponse = answer_to(question, tour.message) if question else None
    faits = volunteered_facts(tour.message)
    if reponse:
        faits = [reponse, *(f for f in faits if f["nom"] != reponse["nom"])]
    if not faits:
        return False
    # A plain answer to the question needs no echo; what was volunteered beside it does.
    seul = bool(reponse) and len(faits) == 1
    await tour.note(faits, echo=not seul)
    await tour.go_on()
    return True


class Choisir(ActionJalons):
    """A pressed answer, or one of the buttons that are not words (continue, back)."""

    nom = "action_choisir"

    async def answer(self, tour: Tour) -> None:
        charge = tour.charge()
        if charge.get("acte") == "retour":
            await self._go_back(tour)
        elif charge.get("fait"):
            await tour.note([_fact_of(charge)], echo=False)
            await tour.go_on()
        else:
            await tour.go_on()

    async def _go_back(self, tour: Tour) -> None:
        oublie = await tour.api.forget_last()
        if oublie is None:
            tour.say("corriger_quoi")
            await tour.ask_again()
            return
        tour.say("retour")
        tour.set(question=oublie)
        tour.say("question", fait=oublie)


def _fact_of(charge: dict[str, Any]) -> dict[str, Any]:
    fait = {"nom": charge["fait"], "comment": "bouton"}
    if charge.get("statut"):
        return {**fait, "statut": charge["statut"]}
    return {**fait, "valeur": charge.get("valeur")}


async def _yes_or_no(tour: Tour, valeur: bool) -> None:
    """A yes or no answers a proposal first, then the pending question."""
    proposition = tour.slot("proposition")
    question = await tour.pending_question()
    if question and question["type"] == "oui_non":
        fait = {"nom": question["fait"], "valeur": valeur, "comment": "phrase"}
        autres = [f for f in volunteered_facts(tour.message) if f["nom"] != question["fait"]]
        await tour.note([fait, *autres], echo=bool(autres))
        await tour.go_on()
    elif await take_answer(tour):
        return
    elif valeur and isinstance(proposition, dict) and proposition.get("moment"):
        tour.set(proposition=None)
        await open_and_go_on(tour, proposition["moment"])
    elif tour.slot("suspendu") and valeur:
        await tour.go_on()
    elif question:
        await tour.ask_again()
    else:
        await tour.go_on()


class DireOui(ActionJalons):
    nom = "action_dire_oui"

    async def answer(self, tour: Tour) -> None:
        await _yes_or_no(tour, True)


class DireNon(ActionJalons):
    nom = "action_dire_non"

    async def answer(self, tour: Tour) -> None:
        await _yes_or_no(tour, False)


class Repondre(ActionJalons):
    """Words that answer the question, whatever their intent."""

    nom = "action_repondre"

    async def answer(self, tour: Tour) -> None:
        if not await take_answer(tour):
            await tour.ask_again()


class Passer(ActionJalons):
    """« Je ne sais pas »: an answer like any other, never asked again."""

    nom = "action_passer"

    async def answer(self, tour: Tour) -> None:
        question = tour.slot("question")
        if not question:
            await tour.go_on()
            return
        autres = [f for f in volunteered_facts(tour.message) if f["nom"] != question]
        fait = {"nom": question, "statut": "ne_sait_pas", "comment": "phrase"}
        await tour.note([fait, *autres], echo=bool(autres))
        tour.say("passer")
        await tour.go_on()


class Corriger(ActionJalons):
    """« Non, trois enfants »; « je me suis trompée »."""

    nom = "action_corriger"

    async def answer(self, tour: Tour) -> None:
        faits = volunteered_facts(tour.message) or await self._same_fact_again(tour)
        if faits:
            await tour.note([{**f, "comment": "correction"} for f in faits])
            await tour.go_on()
            return
        tour.say("corriger_quoi")

    async def _same_fact_again(self, tour: Tour) -> list[dict[str, Any]]:
        """« Non, trois »: a bare value corrects the last thing noted, when it fits its type."""
        nom = tour.slot("dernier_fait")
        if not nom:
            return []
        question = await tour.api.question(nom)
        reponse = answer_to(question, tour.message) if question else None
        return [reponse] if reponse else []
