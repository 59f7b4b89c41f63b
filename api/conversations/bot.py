"""The door to Rasa: one call a turn, on loopback, with a time limit."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import httpx

from api.conversations.moteur import engine_url
from api.safety.reponse import DISCRETS
from api.settings import Settings

LONGUEUR_ACTE = 80  # what the database keeps of an act's name


class BotIndisponible(Exception):
    """Rasa is down, slow or confused; the cause is in the log, without content."""


@dataclass(frozen=True)
class Acte:
    """A language-neutral answer: its name and parameters."""

    nom: str
    params: dict[str, Any]


def is_danger(acte: Acte) -> bool:
    """An answer to someone who may be in danger: nothing silences it."""
    return "signal" in acte.params or acte.nom in DISCRETS


@dataclass(frozen=True)
class Dit:
    """The engine's answer: its acts, and what it understood (bot/comprehension.py), if it told."""

    actes: list[Acte]
    compris: dict[str, Any] | None = None


class Bot:
    """Sends a turn to the dialogue engine and gives back its acts."""

    def __init__(
        self, settings: Settings, transport: httpx.AsyncBaseTransport | None = None
    ) -> None:
        self._settings = settings
        self._client = httpx.AsyncClient(
            headers={"authorization": f"Bearer {settings.secret_rasa}"},
            timeout=httpx.Timeout(settings.delai_rasa, connect=1.0),
            transport=transport,
        )

    async def answer(self, conversation: str, message: str, metadata: dict[str, Any]) -> Dit:
        """The acts that answer one message; BotIndisponible when none can be had."""
        corps = {"sender": conversation, "message": message, "metadata": metadata}
        try:
            adresse = f"{engine_url(self._settings)}/webhooks/jalons/webhook"
            reponse = await self._client.post(adresse, json=corps)
            lu = reponse.raise_for_status().json()
            actes = [_read_act(a) for a in lu["messages"]]
            compris = lu.get("comprehension")
        except (httpx.HTTPError, ValueError, KeyError, TypeError) as erreur:
            raise BotIndisponible(type(erreur).__name__) from None
        if not actes:  # nobody is left without an answer
            raise BotIndisponible("no act")
        return Dit(actes, compris if isinstance(compris, dict) else None)

    async def is_ready(self) -> bool:
        try:
            adresse = f"{engine_url(self._settings)}/webhooks/jalons/"
            return (await self._client.get(adresse, timeout=1.0)).is_success
        except httpx.HTTPError:
            return False

    async def close(self) -> None:
        await self._client.aclose()


def _read_act(brut: Any) -> Acte:
    """An act as Rasa sent it; TypeError when it could be neither kept nor shown."""
    nom, params = brut["acte"], brut.get("params") or {}
    if not isinstance(nom, str) or not isinstance(params, dict) or len(nom) > LONGUEUR_ACTE:
        raise TypeError("act")
    return Acte(nom, params)


def encode_choice(choix: dict[str, Any]) -> str:
    """A pressed button in Rasa's own form, `/intent{json}` (bot/flows/boutons.yml)."""
    if choix.get("langue"):  # the dialogue has nothing to know of it: its question comes again
        return "/act_continuer"
    if choix.get("moment"):
        return "/ouvrir" + json.dumps({"moment": choix["moment"]})
    if choix.get("question"):
        return "/poser_question" + json.dumps({"fait": choix["question"]})
    if choix.get("droit"):
        return "/droit" + json.dumps(
            {k: choix[k] for k in ("droit", "etat", "raison") if k in choix}
        )
    for cle in ("partie", "suivi"):
        if choix.get(cle):
            return f"/{cle}" + json.dumps({cle: choix[cle]})
    if choix.get("acte"):
        return f"/act_{choix['acte']}"
    return "/choisir" + json.dumps(
        {k: choix[k] for k in ("fait", "valeur", "statut") if k in choix}
    )
