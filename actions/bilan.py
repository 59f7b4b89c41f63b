"""The rights review: its parts, a right that is left aside, and the talk three months later."""

from __future__ import annotations

from typing import Any

from actions.reponses import PROPOSITIONS, Passer
from actions.tour import (
    APRES_PLAN,
    AVANT_QUESTION,
    DIGRESSIONS_COURTES,
    GESTES,
    ActionJalons,
    Tour,
)

LAISSE, REPRENDRE = "ne_demande_pas", "reprendre"
SANS_REPONSE = "sans_reponse"
RAISON = "raison_"
REFUSE = "refuse"

# Parts -----------------------------------------------------------------------------------------


def announce(tour: Tour, question: dict[str, Any]) -> None:
    """Before the first question of a part: which one, of how many. Never backwards."""
    partie = question.get("partie")
    if not partie:
        return
    avant = tour.slot("partie") or {}
    meme_moment = avant.get("moment") == partie["moment"]
    if not meme_moment or partie["rang"] > avant["rang"]:
        tour.say("partie", partie=partie["id"], rang=partie["rang"], total=partie["total"])
    if not meme_moment or partie["rang"] >= avant["rang"]:
        tour.slots["partie"] = {k: partie[k] for k in ("id", "moment", "rang")}


class PasserPartie(ActionJalons):
    """« Passer cette partie » : none of its questions is asked again, unless the person comes back."""

    nom = "action_passer_partie"

    async def act(self, tour: Tour) -> None:
        question = (await tour.dossier()).get("question") or {}
        partie = question.get("partie") or (tour.slot("partie") if tour.slot("question") else None)
        if not partie:
            await Passer().act(tour)
            return
        await tour.api.skip_part(tour.dossier_id, partie["id"], passee=True)
        tour.changed()
        tour.slots |= {"rates": 0, "question": None}
        tour.say("partie_passee", partie=partie["id"])
        await tour.go_on()


class ReprendrePartie(ActionJalons):
    """Back to a part that was skipped: the one of the button, else the last one."""

    nom = "action_reprendre_partie"

    async def act(self, tour: Tour) -> None:
        parties = await tour.api.parts(tour.dossier_id)
        passees = [p for p in parties if p["etat"] == "passee"]
        voulue = tour.entendu.bouton.get("partie")
        partie = next((p for p in parties if p["id"] == voulue), passees[-1] if passees else None)
        if partie is None:
            await tour.go_on()
            return
        await tour.api.skip_part(tour.dossier_id, partie["id"], passee=False)
        tour.changed()
        tour.say("partie_reprise", partie=partie["id"])
        tour.slots["partie"] = {k: partie[k] for k in ("id", "moment", "rang")}
        await tour.go_on()


# A right -----------------------------------------------------------------------------------------


class Droit(ActionJalons):
    """A button about a right: asked for, open, refused, left aside, looked at again."""

    nom = "action_droit"

    async def act(self, tour: Tour) -> None:
        bouton = tour.entendu.bouton
        await stand(tour, bouton["droit"], bouton.get("etat", LAISSE), bouton.get("raison"))


async def stand(tour: Tour, droit: str, etat: str, raison: str | None = None) -> None:
    """Keep where the person is with a right; say it once, and never come back to it."""
    tour.slots |= {"rates": 0, "proposition": None}
    if etat == REPRENDRE:
        await tour.api.take_back_right(tour.dossier_id, droit)
        tour.changed()
        tour.say("droit_repris", droit=droit)
        await tour.recall_question()
        return
    position = await tour.api.set_right(tour.dossier_id, droit, etat, raison)
    tour.changed()
    if etat == LAISSE:
        await _leave(tour, droit, position)
    elif etat == REFUSE:
        tour.say("droit_refuse", droit=droit, etat=etat)
    elif not position["suivant"] and not position["suivi_fini"]:
        tour.say("droit_note", droit=droit, etat=etat)
    if position["suivant"]:
        ask_right(tour, position["suivant"])
    elif position["suivi_fini"]:
        tour.say("suivi_merci")
        tour.end()
    elif etat != LAISSE:
        await tour.recall_question()


async def _leave(tour: Tour, droit: str, position: dict[str, Any]) -> None:
    if position["raisons"]:
        # The reasons are offered with the right: no question stands over them in this turn.
        tour.say("droit_laisse", droit=droit)
        tour.slots["proposition"] = {"droit": droit}
        tour.fini = True
        return
    if position["reponse"]:
        tour.say("droit_reponse", droit=droit, raison=position["raison"])
    else:
        tour.say("droit_laisse_note", droit=droit)
    await tour.recall_question()


async def leave_in_words(tour: Tour) -> bool:
    """« Je ne veux pas du RSA »."""
    if not tour.entendu.droit:
        return False
    await stand(tour, tour.entendu.droit, LAISSE)
    return True


async def give_reason(tour: Tour) -> bool:
    """« C'est trop compliqué », said just after a right was left aside; anywhere else, ordinary words."""
    droit = (tour.slot("proposition") or {}).get("droit")
    if not droit:
        return False
    raison = next(g for g in sorted(tour.entendu.gestes) if g.startswith(RAISON))
    await stand(tour, droit, LAISSE, raison.removeprefix(RAISON))
    return True


async def answer_reason(tour: Tour, proposition: dict[str, Any], oui: bool) -> None:
    """« Non », « peu importe » : not saying why is an answer."""
    await stand(tour, proposition["droit"], LAISSE, SANS_REPONSE)


# Three months later ------------------------------------------------------------------------------


class Suivi(ActionJalons):
    """A button of the follow-up."""

    nom = "action_suivi"

    async def act(self, tour: Tour) -> None:
        await follow_up(tour, str(tour.entendu.bouton.get("suivi")))


async def follow_up(tour: Tour, geste: str) -> None:
    tour.slots |= {"rates": 0, "proposition": None}
    if geste == "accepter":
        await tour.api.accept_follow_up(tour.dossier_id)
        tour.say("suivi_accepte")
    elif geste == "commencer":
        droit = await tour.api.begin_follow_up(tour.dossier_id)
        if droit:
            ask_right(tour, droit)
        else:
            tour.say("suivi_merci")
    elif geste == "arreter":
        await tour.api.end_follow_up(tour.dossier_id)
        tour.say("suivi_merci")
    else:
        await tour.api.decline_follow_up(tour.dossier_id)
        tour.say("suivi_refuse")
    tour.changed()
    tour.end()


def ask_right(tour: Tour, droit: str) -> None:
    """What became of one right: its buttons are the question."""
    tour.say("suivi_droit", droit=droit)
    tour.end()


async def answer_offer(tour: Tour, proposition: dict[str, Any], oui: bool) -> None:
    """« Oui », « non », after the follow-up was offered or its day came."""
    await follow_up(tour, proposition["suivi"] if oui else "refuser")


async def offer_follow_up(tour: Tour) -> None:
    """After a settled plan: offered once in a life of the dossier, reminded when its day came."""
    etat = (await tour.suite()).get("suivi")
    if etat == "a_proposer" and await tour.api.offer_follow_up(tour.dossier_id):
        tour.say("suivi_propose")
        tour.slots["proposition"] = {"suivi": "accepter"}
    elif etat == "du":
        tour.say("suivi_du")
        tour.slots["proposition"] = {"suivi": "commencer"}


AVANT_QUESTION.append(announce)
APRES_PLAN.append(offer_follow_up)
GESTES |= {"passer_partie": PasserPartie(), "reprendre_partie": ReprendrePartie()}
DIGRESSIONS_COURTES["laisser_droit"] = leave_in_words
for _raison in ("complexe", "honte", "rembourser", "succession", "pas_pour_moi", SANS_REPONSE):
    DIGRESSIONS_COURTES[RAISON + _raison] = give_reason
PROPOSITIONS |= {"droit": answer_reason, "suivi": answer_offer}
