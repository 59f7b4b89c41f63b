"""What follows from what was heard: what the dialogue engine is told, and which act answers."""

from __future__ import annotations

from typing import Any

from api.safety.depistage import Ecoute
from api.safety.lexique import Lexiques, load_lexiques

URGENCE = "urgence"
# Someone who hurts and says so; someone who looks for another person. Neither is told anything of
# that other person, and neither goes through the dialogue.
ROUTES = {"auteur": "violences.auteur", "recherche": "recherche_refusee"}
DISCRETS = frozenset(ROUTES.values())  # violence is in them: nothing of it is kept (decision 0011)
A_SOI = ("suicide", "urgence_medicale")
VIOLENCES = ("violence_immediate", "enfant_danger")

Reponse = tuple[str, dict[str, Any]]


def sent_to_bot(ecoute: Ecoute, lexiques: Lexiques | None = None) -> dict[str, Any] | None:
    """What the lexicon heard, as the union of both paths reads it (bot/surete.py)."""
    if ecoute.alerte is None:
        return None
    commun = (lexiques or load_lexiques()).commun
    return {
        "signal": ecoute.alerte.signal,
        "force": ecoute.alerte.force,
        "seuil": commun.seuil_possible,
        "gravite": commun.gravite,
    }


def route_of(ecoute: Ecoute) -> Reponse | None:
    """The act of a request that has its own way, when no one asks for help in the same message."""
    alerte = ecoute.alerte if ecoute.alerte and ecoute.alerte.force == "certaine" else None
    if ecoute.route is None or (alerte and alerte.signal != "violence_immediate"):
        return None
    if ecoute.route == "recherche" and alerte:
        return None
    return ROUTES[ecoute.route], {}


def urgent_act(signal: str, ecoute: Ecoute) -> Reponse:
    """The act that answers a danger: for oneself, for someone else, by a child."""
    if signal in VIOLENCES and "mineur" in ecoute.marques:
        return "violences.mineur", {"signal": "enfant_danger"}
    if signal == "violence_immediate" and "temoin" in ecoute.marques:
        return "violences.temoin", {"signal": signal}
    if signal in A_SOI and "proche" in ecoute.marques and "soi" not in ecoute.marques:
        return "urgence_proche", {"signal": signal}
    return URGENCE, {"signal": signal}


def without_bot(ecoute: Ecoute) -> Reponse | None:
    """The lexicon alone, when no other voice can be heard: a possible danger is answered too."""
    return urgent_act(ecoute.alerte.signal, ecoute) if ecoute.alerte else None


def finish(actes: list[Reponse], ecoute: Ecoute) -> list[Reponse]:
    """The acts of the dialogue, once a danger heard for sure is certain to be answered, and by the
    act meant for who writes. Nothing else is said in the same breath."""
    for nom, params in actes:
        if nom == URGENCE:
            return [urgent_act(params["signal"], ecoute)]
    dit = any("signal" in params for _, params in actes)
    if ecoute.alerte and ecoute.alerte.force == "certaine" and not dit:
        return [urgent_act(ecoute.alerte.signal, ecoute)]
    return actes
