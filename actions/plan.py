"""Questions about the plan: show it, until when, with which papers, with whom."""

from __future__ import annotations

from typing import Any

from actions.entendu import MOMENT
from actions.moments import DIGRESSIONS
from actions.titres import closest_title, first_with_rare_words
from actions.tour import ActionJalons, Tour

NOMBRE_MONTRE = 5
NOMBRE_PROCHE = 2


async def remaining_steps(tour: Tour) -> list[dict[str, Any]]:
    """Steps still to do, in the plan's order; empty before a moment is open."""
    if not (await tour.dossier())["moments"]:
        return []
    plan = await tour.api.plan(tour.dossier_id)
    return [e for e in plan["etapes"] if e["statut"] != "faite"]


def named_steps(etapes: list[dict[str, Any]], texte: str) -> list[dict[str, Any]]:
    """Steps that a sentence names: by their title, an organisation, or a word of the title."""
    titres = {e["id"]: e["titre"] for e in etapes}
    trouvee = closest_title(texte, titres)
    if trouvee:
        return [e for e in etapes if e["id"] == trouvee]
    mots = {m.strip(".,;:!?'\"").lower() for m in texte.replace("'", " ").split()}
    chez = [e for e in etapes if any({o["id"], o["nom"].lower()} & mots for o in e["organismes"])]
    rare = None if chez else first_with_rare_words(texte, titres)
    return [e for e in etapes if e["id"] == rare] if rare else chez


async def answer_with(tour: Tour, acte: str, a_dire: str) -> None:
    """Emit `acte` about the named steps, else about the next one that has something to say."""
    await tour.listen()
    if tour.fini:
        return
    etapes = await remaining_steps(tour)
    if etapes and (await tour.suite())["garde"]:
        await tour.go_on()
        return
    if not etapes:
        if tour.slot("question"):
            tour.say("plan_pas_encore")
            await tour.recall_question()
        else:
            await tour.go_on()
        return
    # One organisation may appear in many steps: the first that answers is enough.
    voulues = [e for e in named_steps(etapes, tour.entendu.texte) if e[a_dire]]
    certaines = [e for e in etapes if e[a_dire] and e["statut"] == "a-faire"]
    choisies = voulues or certaines or [e for e in etapes if e[a_dire]]
    if choisies:
        tour.say(acte, etapes=[choisies[0]["id"]])
    else:
        tour.say("plan_etapes", etapes=[e["id"] for e in etapes[:NOMBRE_MONTRE]])
    await tour.recall_question()


class Plan(ActionJalons):
    nom = "action_plan"

    async def act(self, tour: Tour) -> None:
        await tour.listen()
        if tour.fini:
            return
        etapes = await remaining_steps(tour)
        if not etapes or (await tour.suite())["garde"]:
            await tour.go_on()
            return
        tour.say("plan_etapes", etapes=[e["id"] for e in etapes[:NOMBRE_MONTRE]])
        await tour.recall_question()


class Delai(ActionJalons):
    nom = "action_delai"

    async def act(self, tour: Tour) -> None:
        await answer_with(tour, "delai", "echeance")


class Documents(ActionJalons):
    nom = "action_documents"

    async def act(self, tour: Tour) -> None:
        await answer_with(tour, "documents", "documents")


class Contact(ActionJalons):
    """Who to call or visit for the named step, else for the next one."""

    nom = "action_contact"

    async def act(self, tour: Tour) -> None:
        await tour.listen()
        if tour.fini:
            return
        etapes = await remaining_steps(tour)
        if etapes and (await tour.suite())["ferme_tout"]:
            await tour.go_on()
            return
        if not etapes:
            escalade = await tour.api.escalate(tour.dossier_id, "demander_contact", None)
            tour.say("contact", contacts=escalade["organismes"])
        else:
            choisies = named_steps(etapes, tour.entendu.texte) or etapes
            tour.say("contact", contacts=[o["id"] for o in choisies[0]["organismes"]])
        await tour.recall_question()


class Redite(ActionJalons):
    """The moment that is open is spoken of again: the step that the words name, if any."""

    nom = "action_redite"

    async def act(self, tour: Tour) -> None:
        if await tour.listen() or tour.actes:
            await tour.go_on()
            return
        if tour.fini:
            return
        etapes = await remaining_steps(tour)
        if (await tour.suite())["garde"] or not etapes:
            await tour.go_on()
            return
        nommees = named_steps(etapes, tour.entendu.texte)[:NOMBRE_PROCHE]
        if nommees:
            tour.say("etapes_nommees", etapes=[e["id"] for e in nommees])
        await tour.recall_question() if tour.slot("question") else await tour.go_on()


DIGRESSIONS |= {
    MOMENT: Redite(),
    "act_demander_delai": Delai(),
    "act_demander_documents": Documents(),
    "act_demander_contact": Contact(),
    "act_demander_plan": Plan(),
}
