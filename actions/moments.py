"""Opening a life moment, and what people say of it while doing so."""

from __future__ import annotations

from actions.interpretation import PREFIXE_MOMENT, answer_to, volunteered_facts
from actions.tour import ActionJalons, Tour


async def open_and_go_on(tour: Tour, moment: str) -> None:
    """Open a moment (or go on with it), note what was volunteered, propose the others, ask."""
    faits = volunteered_facts(tour.message)
    ouverture = await tour.api.open_moment(moment)
    if not ouverture["disponible"]:
        if faits:
            await tour.note(faits, echo=False)
        tour.say("moment_indisponible", moment=moment)
        await _propose_others(tour, moment)
        await tour.ask_again()
        return
    resultat = await tour.api.note_facts(faits) if faits else {"notes": [], "refuses": []}
    if ouverture["nouveau"]:
        tour.set(moment=moment)
        # The opening already fits what is known: its words are not said twice.
        tour.set(paroles=[*(tour.slot("paroles") or []), *(await tour.api.next())["paroles"]])
        tour.say(f"{moment}.ouverture")
    dits = [
        {"nom": n["nom"], "valeur": n["valeur"], "ancien": n["ancien_valeur"]}
        for n in resultat["notes"]
        if n["valeur"] is not None
    ]
    if dits:
        tour.set(dernier_fait=dits[-1]["nom"])
        tour.say("faits_notes", faits=dits)
    for refus in resultat["refuses"]:
        tour.say("fait_refuse", nom=refus["nom"], code=refus["code"])
    await _propose_others(tour, moment)
    await tour.go_on()


async def _propose_others(tour: Tour, moment: str) -> None:
    ouverts = (await tour.api.dossier())["moments"]
    for autre in tour.message.other_moments(moment)[:1]:
        if autre not in ouverts:
            tour.say("moment_aussi", moment=autre)
            tour.set(proposition={"moment": autre})


class OuvrirMoment(ActionJalons):
    """A person speaks of a life moment."""

    nom = "action_ouvrir_moment"

    async def answer(self, tour: Tour) -> None:
        moment = tour.message.intention.removeprefix(PREFIXE_MOMENT)
        question = await tour.pending_question()
        reponse = answer_to(question, tour.message) if question else None
        ouverts = (await tour.api.dossier())["moments"] if question else []
        if reponse and moment not in ouverts:
            # « Je suis au chômage » answers « Votre situation ? »: no new moment is opened unasked.
            autres = [f for f in volunteered_facts(tour.message) if f["nom"] != reponse["nom"]]
            await tour.note([reponse, *autres])
            tour.say("moment_aussi", moment=moment)
            await tour.go_on()
            tour.set(proposition={"moment": moment})
            return
        await open_and_go_on(tour, moment)


class Ouvrir(ActionJalons):
    """A pressed moment button."""

    nom = "action_ouvrir"

    async def answer(self, tour: Tour) -> None:
        await open_and_go_on(tour, str(tour.charge().get("moment", "")))


class SignalerViolences(ActionJalons):
    """Violence told during a separation: it is noted as such, and the guard closes the plan."""

    nom = "action_signaler_violences"

    async def answer(self, tour: Tour) -> None:
        fait = {"nom": "en_securite", "valeur": "non", "comment": "phrase"}
        await tour.note([fait], echo=False)
        await tour.go_on()
