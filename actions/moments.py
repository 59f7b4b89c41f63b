"""Opening a moment of life, and what may happen inside one."""

from __future__ import annotations

from typing import Any

from actions.entendu import MOMENT, Entendu
from actions.interpretation import PROPOSER, corrects_known, read_answer
from actions.tour import ActionJalons, Tour

SUR = 0.5  # a moment said while a question waits must be clearer than an answer
MOTS_DESCRIPTION = 8
EN_DANGER: dict[str, Any] = {"nom": "en_securite", "valeur": "non", "comment": "phrase"}


class OuvrirMoment(ActionJalons):
    """A moment was said or pressed: open it, note what was said, propose the others, go on."""

    nom = "action_ouvrir_moment"

    async def act(self, tour: Tour) -> None:
        moment = tour.entendu.bouton.get("moment") or tour.entendu.intention.removeprefix(MOMENT)
        if (await tour.suite())["ferme_tout"] and not await protects(tour, moment):
            # Someone may be in danger: what is said is kept, nothing else is opened.
            await tour.listen()
            await tour.go_on()
            return
        if tour.entendu.bouton:
            await open_moment(tour, moment)
            await tour.go_on()
            return
        if await _is_answer(tour):
            autre = await moment_of_facts(tour)
            await tour.listen()
            if autre and not tour.fini:
                propose(tour, autre)
            await tour.go_on()
            return
        question = await tour.question()
        ouverts = (await tour.dossier())["moments"]
        moment = await first_told(tour, moment)
        if moment in ouverts and not await moment_of_facts(tour):
            # « C'est quoi le délai pour déclarer ma grossesse ? » asks, it opens nothing.
            asked = DIGRESSIONS.get(tour.entendu.second("act_demander"))
            await (asked or DIGRESSIONS[MOMENT]).act(tour)
            return
        if question and moment not in ouverts and _only_describes(tour.entendu):
            await tour.listen()
            await tour.go_on()
            return
        sur = tour.entendu.confiance >= SUR and await is_precise(tour, moment)
        if question and moment not in ouverts and not sur:
            # Not an answer, not clear (or not precise) enough to change the subject: offer it.
            await tour.listen()
            if not tour.fini:
                propose(tour, moment)
            await tour.recall_question()
            return
        await open_moment(tour, moment)
        for autre in tour.entendu.moments:
            if autre not in (moment, *ouverts) and await is_precise(tour, autre) and not tour.fini:
                propose(tour, autre)
                break
        await tour.go_on()


def _only_describes(entendu: Entendu) -> bool:
    """« j'ai deux enfants » in the middle of a parcours is a fact, not another moment of life."""
    return (
        bool(entendu.faits)
        and entendu.mots <= MOTS_DESCRIPTION
        and all(f.descriptif for f in entendu.faits if f.certitude >= PROPOSER)
    )


# Questions about the plan that also name its moment, and the moment said again (filled by plan).
DIGRESSIONS: dict[str, ActionJalons] = {}


async def first_told(tour: Tour, moment: str) -> str:
    """Of two moments told in one message, both likely, the one whose facts were said first."""
    portes = await tour.api.gates()
    proches = {n.removeprefix(MOMENT) for n in tour.entendu.classement[:2] if n.startswith(MOMENT)}
    if len(proches) < 2 or not tour.entendu.second(MOMENT + (proches - {moment}).pop()):
        return moment
    dits = [portes[f.nom] for f in tour.entendu.faits if portes.get(f.nom) in proches]
    return dits[0] if dits else moment


async def moment_of_facts(tour: Tour) -> str | None:
    """The moment that a fact said alone opens (« j'ai fait une fausse couche »), or None."""
    portes = await tour.api.gates()
    ouverts = (await tour.dossier())["moments"]
    moments = [portes[f.nom] for f in tour.entendu.faits if f.nom in portes]
    return next((m for m in moments if m not in ouverts), None)


async def _is_answer(tour: Tour) -> bool:
    """The question asked comes first: « à la retraite » may only say what one does."""
    question = await tour.question()
    if question is None:
        return False
    connus = await tour.known()
    if corrects_known(tour.entendu, connus) and not await moment_of_facts(tour):
        return True
    return read_answer(question, tour.entendu, connus, tour.le) is not None


async def open_moment(tour: Tour, moment: str) -> bool:
    """Open a moment and note what was said with it; False when its parcours is not written yet."""
    await tour.watch_words()
    ouverture = await tour.api.open_moment(tour.dossier_id, moment)
    tour.changed()
    if not ouverture["disponible"]:
        if await protects(tour, moment):
            await protect(tour)
            return False
        tour.say("moment_indisponible", moment=moment)
        await tour.listen()
        if not (await tour.dossier())["moments"]:
            tour.end()
        return False
    tour.slots |= {"moment": moment, "rates": 0}
    if ouverture["nouveau"]:
        place, tour.ouvre = len(tour.actes), True
        await tour.listen()
        # What was known before may call for words now that this moment is open.
        await tour.say_words_due()
        # Facts first, so that the opening fits them; its words come first all the same.
        tour.actes.insert(place, (f"{moment}.ouverture", {}))
        tour.ouvre = False
    else:
        await tour.listen()
    return True


async def protects(tour: Tour, moment: str) -> bool:
    """A moment whose first answer is the people who protect."""
    return any(m["id"] == moment and m["protege"] for m in await tour.api.moments())


async def is_precise(tour: Tour, moment: str) -> bool:
    """A general moment (what am I entitled to) is not offered beside a precise one."""
    return not any(m["id"] == moment and m["general"] for m in await tour.api.moments())


def propose(tour: Tour, moment: str) -> None:
    """Offer to add a moment; a « oui » or its button opens it."""
    tour.say("moment_aussi", moment=moment)
    tour.slots["proposition"] = {"moment": moment}


async def protect(tour: Tour) -> None:
    """Violence was said: the people who protect, and not one question in this turn.

    The protecting moment is opened: its steps are in the plan, its first question comes with the
    next message. A witness is not in danger themselves.
    """
    if not tour.entendu.fact("role_violences"):
        await tour.note([EN_DANGER])
    if (await tour.suite())["ferme_tout"]:
        await tour.go_on()
        tour.slots["urgence"] = True
    else:
        for moment in await tour.api.moments():
            if moment["protege"] and moment.get("disponible"):
                await tour.api.open_moment(tour.dossier_id, moment["id"])
                tour.slots["moment"] = moment["id"]
        tour.say("violences.ouverture")
    tour.slots["rates"] = 0
    tour.end()


class Proteger(ActionJalons):
    nom = "action_proteger"

    async def act(self, tour: Tour) -> None:
        if await _is_answer(tour) and not tour.entendu.fact("en_securite"):
            await tour.listen()
            await tour.go_on()
            return
        await protect(tour)
