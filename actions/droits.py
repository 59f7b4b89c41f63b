"""« Combien je vais toucher ? » : what the rights say, with their date; never a promise."""

from __future__ import annotations

from typing import Any

from actions.client import ApiIndisponible
from actions.interpretation import fold
from actions.moments import DIGRESSIONS
from actions.tour import ActionJalons, Tour

NOMBRE_DITS = 3
DECISIFS_DITS = 2
CERTITUDE = ("probable", "deja_percu", "a_verifier", "peu_probable")  # most certain first


class Montant(ActionJalons):
    """The estimate of the right that is named, else of the most certain ones."""

    nom = "action_montant"

    async def act(self, tour: Tour) -> None:
        if (tour.slot("question") or tour.entendu.faits) and await tour.listen():
            await tour.go_on()
            return
        if tour.fini:
            return
        if (await tour.suite())["garde"]:
            await tour.go_on()
            return
        await say_amounts(tour)
        await tour.recall_question()


async def say_amounts(tour: Tour) -> None:
    """Figures go in the act: what was said that day stays what was said."""
    try:
        nommes = named_rights(await tour.api.right_names(), tour.entendu.texte)
        lus = await tour.api.rights(tour.dossier_id)
    except ApiIndisponible:
        tour.say("montant")
        return
    if lus["silence"]:
        tour.say("montant_silence")
        return
    estimes = [d for d in lus["droits"] if d["statut"] in CERTITUDE]
    if nommes:
        _say_one(tour, nommes, estimes, lus)
        return
    certains = [_figures(d) for d in _most_certain(estimes)]
    if certains:
        tour.say("montants", droits=certains, le=lus["le"])
    else:
        tour.say("montant")


def _say_one(
    tour: Tour, nommes: list[str], estimes: list[dict[str, Any]], lus: dict[str, Any]
) -> None:
    """Several rights may have one name (three « capital décès »): the one nearest to be open."""
    siens = [d for d in estimes if d["id"] in nommes]
    if siens:
        trouve = min(siens, key=lambda d: CERTITUDE.index(d["statut"]))
        decisifs = [d["fait"] for d in trouve["depend_de"][:DECISIFS_DITS]]
        tour.say("montant_droit", **_figures(trouve), depend_de=decisifs, le=lus["le"])
    elif lus["disponible"]:
        tour.say("montant_droit", droit=nommes[0], statut=None, depend_de=[], le=lus["le"])
    else:
        tour.say("montant")


def named_rights(connus: list[dict[str, Any]], texte: str) -> list[str]:
    """Rights that the sentence names, by the longest name said; empty when it names none."""
    dit = f" {fold(texte)} "
    noms = [(len(n), droit["id"]) for droit in connus for nom in droit["noms"]
            if f" {(n := fold(nom))} " in dit]  # fmt: skip
    longueur = max((n for n, _ in noms), default=0)
    return [droit for n, droit in noms if n == longueur]


def _most_certain(estimes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rights that bring money and have a figure, the probable ones first."""
    chiffres = [
        d
        for d in estimes
        if d["montant"] and d["nature"] == "montant" and d["statut"] in ("probable", "a_verifier")
    ]
    return sorted(chiffres, key=lambda d: CERTITUDE.index(d["statut"]))[:NOMBRE_DITS]


def _figures(droit: dict[str, Any]) -> dict[str, Any]:
    montant = droit["montant"] and {
        cle: droit["montant"][cle] for cle in ("bas", "haut", "periode", "au_moins")
    }
    return {"droit": droit["id"], "statut": droit["statut"], "montant": montant}


class PoserQuestion(ActionJalons):
    """A button asks for one question: what decides a right, or what a step depends on."""

    nom = "action_poser_question"

    async def act(self, tour: Tour) -> None:
        nom = tour.entendu.bouton.get("fait")
        fait = await tour.api.fact(nom) if isinstance(nom, str) else None
        if fait is None or not isinstance(nom, str):
            await tour.miss()
        elif (await tour.suite())["garde"]:
            await tour.go_on()
        else:
            tour.slots |= {"urgence": None, "proposition": None, "rates": 0}
            tour.ask(nom)


DIGRESSIONS["act_demander_montant"] = Montant()
