"""What a person may ask in the middle: why, a deadline, papers, a contact, a person."""

from __future__ import annotations

from typing import Any

from actions.interpretation import named_step
from actions.reponses import take_answer
from actions.tour import ActionJalons, Tour

NOMBRE_ETAPES = 3
ETAPES_DU_PLAN = 6


async def _steps(tour: Tour, *, datees: bool = False) -> list[dict[str, Any]]:
    """The steps a question is about: the one it names, else the next ones."""
    etapes = [e for e in (await tour.api.plan())["etapes"] if e["statut"] != "faite"]
    nommee = named_step(tour.message.texte, etapes)
    if nommee:
        return [nommee]
    if datees:
        etapes = [e for e in etapes if e["echeance"]]
    return etapes[:NOMBRE_ETAPES]


class ExpliquerQuestion(ActionJalons):
    nom = "action_expliquer_question"

    async def answer(self, tour: Tour) -> None:
        if tour.slot("question"):
            tour.say("pourquoi", fait=tour.slot("question"))
            await tour.ask_again()
        else:
            tour.say("qui_es_tu")


class Reposer(ActionJalons):
    """After an answer that is not about the parcours, the pending question again."""

    nom = "action_reposer"

    async def answer(self, tour: Tour) -> None:
        await tour.ask_again()


class Repeter(ActionJalons):
    nom = "action_repeter"

    async def answer(self, tour: Tour) -> None:
        if tour.slot("question"):
            tour.say("repeter")
            await tour.ask_again()
        else:
            tour.say("salutation")


class Simplifier(ActionJalons):
    nom = "action_simplifier"

    async def answer(self, tour: Tour) -> None:
        if tour.slot("question"):
            tour.say("plus_simple", fait=tour.slot("question"))
            await tour.ask_again()
        else:
            tour.say("qui_es_tu")


class MontrerPlan(ActionJalons):
    nom = "action_montrer_plan"

    async def answer(self, tour: Tour) -> None:
        suite = await tour.api.next()
        if suite["garde"]:
            tour.say(suite["garde"])
            return
        etapes = (
            [e for e in (await tour.api.plan())["etapes"] if e["statut"] != "faite"]
            if suite["moments"]
            else []
        )
        if not etapes:
            tour.say("salutation")
            return
        tour.say("plan_etapes", etapes=[e["id"] for e in etapes[:ETAPES_DU_PLAN]])
        await tour.ask_again()


class _SurUneEtape(ActionJalons):
    """A question about one step of the plan."""

    acte = ""
    datees = False

    async def answer(self, tour: Tour) -> None:
        suite = await tour.api.next()
        if suite["garde"]:
            tour.say(suite["garde"])
            return
        etapes = await _steps(tour, datees=self.datees) if suite["moments"] else []
        if not etapes:
            tour.say("salutation")
            return
        self.tell(tour, etapes)
        await tour.ask_again()

    def tell(self, tour: Tour, etapes: list[dict[str, Any]]) -> None:
        tour.say(self.acte, etapes=[e["id"] for e in etapes])


class DireDelai(_SurUneEtape):
    nom = "action_dire_delai"
    acte = "delai"
    datees = True


class DireDocuments(_SurUneEtape):
    nom = "action_dire_documents"
    acte = "documents"


class DireMontant(_SurUneEtape):
    nom = "action_dire_montant"
    acte = "montant"


class DireContact(_SurUneEtape):
    nom = "action_dire_contact"
    acte = "contact"

    def tell(self, tour: Tour, etapes: list[dict[str, Any]]) -> None:
        contacts = dict.fromkeys(o["id"] for e in etapes for o in e["organismes"])
        tour.say(self.acte, etapes=[e["id"] for e in etapes], contacts=list(contacts))


class DemanderHumain(ActionJalons):
    nom = "action_demander_humain"

    async def answer(self, tour: Tour) -> None:
        escalade = await tour.api.request_human("demander_humain")
        tour.set(suspendu=True, incompris=0.0)
        tour.say("humain", reference=escalade["reference"], contacts=escalade["organismes"])


class Alerter(ActionJalons):
    """A safety signal: the right people to call, and nothing administrative in the same breath."""

    nom = "action_alerter"

    async def answer(self, tour: Tour) -> None:
        signal = tour.message.intention.removeprefix("safety_")
        tour.set(suspendu=True, incompris=0.0)
        tour.say("urgence", signal=signal)


class Clarifier(ActionJalons):
    """Doubt: maybe an answer; else the likeliest moments as buttons; after two misses, a human."""

    nom = "action_clarifier"

    async def answer(self, tour: Tour) -> None:
        if await take_answer(tour):
            return
        manques = float(tour.slot("incompris") or 0) + 1
        tour.set(incompris=manques)
        if manques >= 2:
            tour.say("incompris")
            await tour.ask_again()
            return
        tour.say("proposer_moments", moments=tour.message.likely_moments())


class HorsSujet(ActionJalons):
    nom = "action_hors_sujet"

    async def answer(self, tour: Tour) -> None:
        if tour.slot("question") and await take_answer(tour):
            return
        manques = float(tour.slot("incompris") or 0) + 1
        tour.set(incompris=manques)
        tour.say("hors_sujet" if manques < 2 else "incompris")
        await tour.ask_again()


class Saluer(ActionJalons):
    nom = "action_saluer"

    async def answer(self, tour: Tour) -> None:
        if tour.slot("question"):
            await tour.ask_again()
        else:
            tour.say("salutation")
