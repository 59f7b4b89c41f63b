"""Answers: words, buttons, yes, no, I do not know, I would rather not, let me correct."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from actions.entendu import MOMENT
from actions.interpretation import NE_SAIT_PAS, REFUSE
from actions.moments import open_moment
from actions.titres import closest_title
from actions.tour import GESTES, ActionJalons, Tour

# What else may be proposed, and what a yes or a no to it does (filled by bilan).
PROPOSITIONS: dict[str, Callable[[Tour, dict[str, Any], bool], Awaitable[None]]] = {}


class Ecouter(ActionJalons):
    """Before a digression: note what was said; an answer ends the turn with what comes next."""

    nom = "action_ecouter"

    async def act(self, tour: Tour) -> None:
        if (tour.slot("question") or tour.entendu.faits) and await tour.listen():
            await tour.go_on()


class Choisir(ActionJalons):
    """A pressed answer."""

    nom = "action_choisir"

    async def act(self, tour: Tour) -> None:
        bouton = tour.entendu.bouton
        nom = bouton.get("fait")
        fait = await tour.api.fact(nom) if isinstance(nom, str) else None
        if fait is None or not isinstance(nom, str):
            await tour.miss()
            return
        corps: dict[str, Any] = {"nom": nom, "comment": "bouton"}
        if bouton.get("statut") in (NE_SAIT_PAS, REFUSE):
            corps["statut"] = bouton["statut"]
        else:
            valeurs = bouton.get("valeurs", [])
            corps["valeur"] = valeurs if fait["type"] == "liste" else next(iter(valeurs), None)
        notes = await tour.note([corps])
        tour.slots["rates"] = 0
        for refus in notes["refuses"]:
            tour.refuse(refus)
            tour.ask(refus["nom"])
        corriges = [
            {"nom": n["nom"], "valeur": n["valeur"], "ancien": n["ancien_valeur"]}
            for n in notes["notes"]
            if n.get("ancien_valeur") is not None
        ]
        if corriges and not tour.fini:
            tour.say("faits_notes", faits=corriges)
        await tour.go_on()


class Oui(ActionJalons):
    """Yes: to the question, else to what was proposed, else to go on."""

    nom = "action_oui"

    async def act(self, tour: Tour) -> None:
        proposition = tour.slot("proposition")
        attendu = tour.slot("question") and await _waits_for_yes_no(tour)
        nomme = tour.entendu.second(MOMENT).removeprefix(MOMENT)
        if proposition and not attendu:
            await _accept(tour, proposition)
        elif nomme and not attendu and nomme not in (await tour.dossier())["moments"]:
            # « Oui, ajoutez la perte d'emploi », even when it was offered a while ago.
            await _accept(tour, {"moment": nomme})
        elif tour.slot("question"):
            if await tour.listen():
                await tour.go_on()
            else:
                await tour.recall_question()
        else:
            await tour.listen()
            await tour.go_on()


async def _waits_for_yes_no(tour: Tour) -> bool:
    question = await tour.question()
    return bool(question and question["type"] == "oui_non")


async def _accept(tour: Tour, proposition: dict[str, Any]) -> None:
    tour.slots["proposition"] = None
    for cle, accepte in PROPOSITIONS.items():
        if cle in proposition:
            await accepte(tour, proposition, True)
            return
    if "moment" in proposition:
        await open_moment(tour, proposition["moment"])
    elif "fait" in proposition:
        await tour.note(
            [{"nom": proposition["fait"], "valeur": proposition["valeur"], "comment": "phrase"}]
        )
    await tour.go_on()


class Non(ActionJalons):
    """No: to the question, else to what was proposed; else a quiet stop."""

    nom = "action_non"

    async def act(self, tour: Tour) -> None:
        proposition = tour.slot("proposition")
        if proposition and not (tour.slot("question") and await _waits_for_yes_no(tour)):
            tour.slots["proposition"] = None
            for cle, refuse in PROPOSITIONS.items():
                if cle in proposition:
                    await refuse(tour, proposition, False)
                    return
            await tour.listen()
            if not tour.fini and not tour.slot("question"):
                await tour.go_on()
            await tour.recall_question()
        elif tour.slot("question"):
            if await tour.listen():
                await tour.go_on()
            else:
                await tour.recall_question()
        elif await tour.listen() or tour.actes:
            await tour.go_on()
        elif tour.slot("urgence"):
            tour.say("toujours_la")  # « non, c'est juste la fatigue »
        else:
            tour.say("pause")


class NeSaitPas(ActionJalons):
    nom = "action_ne_sait_pas"

    async def act(self, tour: Tour) -> None:
        if tour.slot("question"):
            await tour.listen()
            await tour.go_on()
        elif tour.slot("urgence"):
            tour.say("toujours_la")
        elif (await tour.dossier())["moments"]:
            await tour.go_on()
        else:
            await tour.offer_moments()


class Passer(ActionJalons):
    """The person would rather not answer."""

    nom = "action_passer"

    async def act(self, tour: Tour) -> None:
        nom = tour.slot("question")
        if nom:
            await tour.note([{"nom": nom, "statut": REFUSE, "comment": "bouton"}])
            if not tour.fini:
                tour.say("passer")
        await tour.go_on()


class Retour(ActionJalons):
    """Take back the last thing said, and ask it again."""

    nom = "action_retour"

    async def act(self, tour: Tour) -> None:
        nom = await tour.api.forget_last(tour.dossier_id)
        if nom is None:
            tour.say("rien_avant")
            await tour.recall_question()
            return
        tour.changed()
        fait = await tour.api.fact(nom)
        if (await tour.suite())["garde"]:
            await tour.go_on()  # what was taken back is not what holds the guard
            return
        tour.say("retour")
        if fait and fait["demander"]:
            tour.ask(nom)
        else:
            await tour.go_on()


class Corriger(ActionJalons):
    """The correction itself when it is said; else which answer is to be corrected."""

    nom = "action_corriger"

    async def act(self, tour: Tour) -> None:
        if "retour" in tour.entendu.gestes:
            await Retour().act(tour)
            return
        if await tour.listen() or tour.actes:
            await tour.go_on()
            return
        if (await tour.suite())["garde"]:
            await tour.go_on()
            return
        faits = (await tour.dossier())["faits"]
        titres = {nom: f["titre"] for nom, f in faits.items()}
        nomme = closest_title(tour.entendu.texte, titres)
        if nomme:
            tour.ask(nomme)
            return
        derniers = [
            {"nom": nom, "valeur": f["valeur"]}
            for nom, f in faits.items()
            if f["statut"] == "connu"
        ][-6:]
        tour.say("corriger_quoi", faits=derniers)
        tour.end()


GESTES |= {"retour": Retour(), "passer": Passer()}
