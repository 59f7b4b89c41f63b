"""Gestures around the questions: why, again, more simply, a human, an emergency, erasing, doubt."""

from __future__ import annotations

import contextlib

from rasa_sdk.events import EventType, UserUtteranceReverted

from actions.client import ApiIndisponible
from actions.entendu import INFORMATION, MOMENT, SECURITE
from actions.interpretation import facts_to_note
from actions.moments import EN_DANGER, moment_of_facts, open_moment
from actions.naissance import MON_MOMENT, tells_a_loss
from actions.reponses import Passer, Retour
from actions.tour import GESTES, RATES_AVANT_HUMAIN, ActionJalons, Tour


class Saluer(ActionJalons):
    """A greeting; « bonjour, je me sépare » is more than one."""

    nom = "action_saluer"

    async def act(self, tour: Tour) -> None:
        moment = tour.entendu.second(MOMENT).removeprefix(MOMENT)
        if moment and tour.entendu.mots > 1:
            await open_moment(tour, moment)
            await tour.go_on()
            return
        tour.say("salutation")
        await tour.recall_question()


class Reprendre(ActionJalons):
    """Go on from where the person is; with a settled plan, refine it."""

    nom = "action_reprendre"

    async def act(self, tour: Tour) -> None:
        if not tour.slot("question"):
            tour.slots["precisions"] = True
        await tour.go_on()


class RappelerQuestion(ActionJalons):
    """Put the waiting question again at the end of a digression."""

    nom = "action_rappeler_question"

    async def act(self, tour: Tour) -> None:
        await tour.recall_question()


class Pourquoi(ActionJalons):
    nom = "action_pourquoi"

    async def act(self, tour: Tour) -> None:
        nom = tour.slot("question")
        if nom:
            tour.say("pourquoi", fait=nom)
            await tour.recall_question()
        else:
            tour.say("confidentialite")


class Repeter(ActionJalons):
    nom = "action_repeter"

    async def act(self, tour: Tour) -> None:
        if await tour.listen() or tour.actes:
            await tour.go_on()  # « pardon, c'était hier » answers, or corrects
            return
        tour.say("repeter")
        await _again(tour)


class PlusSimple(ActionJalons):
    nom = "action_plus_simple"

    async def act(self, tour: Tour) -> None:
        tour.say("plus_simple")
        if tour.slot("question"):
            tour.say("pourquoi", fait=tour.slot("question"))
        await _again(tour)


async def _again(tour: Tour) -> None:
    if tour.slot("question"):
        await tour.recall_question()
    else:
        await tour.go_on()


class Humain(ActionJalons):
    """A human, now: the request is kept and the right people are given."""

    nom = "action_humain"

    async def act(self, tour: Tour) -> None:
        escalade = await tour.api.escalate(
            tour.dossier_id, "demander_humain", tour.slot("question")
        )
        if escalade["reference"]:
            tour.say(
                "humain",
                reference=escalade["reference"],
                contacts=escalade["organismes"],
                promesse=escalade.get("promesse"),
            )
        else:  # no agent has an account here: nobody would read a request
            tour.say("humain", contacts=escalade["organismes"])
        tour.slots["rates"] = 0


class Urgence(ActionJalons):
    """A danger was heard: who to call, and not one administrative question."""

    nom = "action_urgence"

    async def act(self, tour: Tour) -> None:
        signal = tour.entendu.intention.removeprefix(SECURITE)
        if signal == "urgence_medicale" and tells_a_loss(tour.entendu):
            # A lost baby, told: the loss is answered first, and it names those who care.
            await open_moment(tour, MON_MOMENT)
            await tour.go_on()
            return
        tour.say("urgence", signal=signal)
        tour.slots |= {"urgence": True, "rates": 0, "proposition": None}
        tour.end()
        with contextlib.suppress(ApiIndisponible):  # who to call is said, whatever happens
            await self._note_quietly(tour)

    async def _note_quietly(self, tour: Tour) -> None:
        """What was said besides, without a word more: it is not asked again, and a guard answers
        every turn that follows. Only « not safe » may be heard of one's safety."""
        danger = tour.entendu.fact(EN_DANGER["nom"])
        dits = [EN_DANGER] if danger and danger.valeur == EN_DANGER["valeur"] else []
        dits += [
            {"nom": f.nom, "valeur": f.valeur, "certitude": f.certitude, "comment": "phrase"}
            for f in facts_to_note(tour.entendu, await tour.known())
            if f.nom != EN_DANGER["nom"]
        ]
        if dits:
            await tour.api.note(tour.dossier_id, dits)


class Effacer(ActionJalons):
    """Erasing is confirmed with a button: words alone could be misread."""

    nom = "action_effacer"

    async def act(self, tour: Tour) -> None:
        tour.say("effacer_confirmer")


class Douter(ActionJalons):
    """Not sure to have understood: an answer or facts are still heard, else help is offered."""

    nom = "action_douter"

    async def act(self, tour: Tour) -> None:
        gestes = tour.entendu.gestes
        if "retour" in gestes:
            await Retour().act(tour)
        elif "continuer" in gestes:
            await tour.go_on()
        elif "passer" in gestes and tour.slot("question"):
            await Passer().act(tour)
        elif moment := await moment_of_facts(tour):
            await open_moment(tour, moment)
            await tour.go_on()
        elif await tour.listen() or tour.actes:
            await tour.go_on()
        elif tour.entendu.intention == INFORMATION and not tour.slot("rates"):
            await tour.thank()
        else:
            await tour.miss()


class HorsSujet(ActionJalons):
    """Off topic, insults, attempts to divert: one calm sentence, then the person's matter."""

    nom = "action_hors_sujet"

    async def act(self, tour: Tour) -> None:
        if tour.slot("question") and await tour.listen():
            await tour.go_on()
            return
        if not any(c.isalpha() for c in tour.entendu.texte):
            # Tears in emojis are not off topic: help with buttons.
            await tour.miss()
            return
        rates = int(tour.slot("rates") or 0) + 1
        tour.slots["rates"] = rates
        if rates >= RATES_AVANT_HUMAIN:
            tour.say("incompris_encore")
            await tour.recall_question()
            return
        if "injure" in tour.entendu.gestes:
            tour.say("injure")
        elif tour.entendu.intention == "act_insatisfaction_bot":
            tour.say("excuses")
        else:
            tour.say("hors_sujet")
        await tour.recall_question()


class RepliParDefaut(ActionJalons):
    """Nothing matched in the flows: treated as a doubt, and the tracker returns to listening."""

    nom = "action_default_fallback"

    async def run(self, dispatcher, tracker, domain) -> list[EventType]:  # type: ignore[no-untyped-def]
        evenements = await super().run(dispatcher, tracker, domain)
        # Without this event the same action would be predicted again, ten times over.
        return [UserUtteranceReverted(), *[e for e in evenements if e["event"] != "followup"]]

    async def act(self, tour: Tour) -> None:
        await Douter().act(tour)


GESTES["continuer"] = Reprendre()
