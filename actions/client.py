"""The parcours API as the actions see it: one pooled client, short time limits, clear failures."""

from __future__ import annotations

import os
from typing import Any

import httpx

_clients: list[httpx.AsyncClient] = []


class ApiIndisponible(Exception):
    """The API did not answer, or refused in a way that the dialogue cannot mend."""


def _shared_client() -> httpx.AsyncClient:
    if not _clients:
        _clients.append(
            httpx.AsyncClient(
                base_url=os.environ.get("JALONS_API_URL", "http://127.0.0.1:8000") + "/api/v1",
                headers={"authorization": f"Bearer {os.environ.get('JALONS_SECRET_INTERNE', '')}"},
                timeout=httpx.Timeout(8.0, connect=1.0),
            )
        )
    return _clients[0]


async def close_client() -> None:
    """Close the pooled connections at the end of the process."""
    while _clients:
        await _clients.pop().aclose()


class Api:
    """The routes of one dossier."""

    def __init__(self, dossier: str, client: httpx.AsyncClient | None = None) -> None:
        self._racine = f"/dossiers/{dossier}"
        self._client = client or _shared_client()

    async def _call(self, methode: str, chemin: str, corps: Any = None) -> Any:
        try:
            reponse = await self._client.request(methode, self._racine + chemin, json=corps)
            reponse.raise_for_status()
            return reponse.json() if reponse.content else None
        except (httpx.HTTPError, ValueError) as erreur:
            raise ApiIndisponible(type(erreur).__name__) from None

    async def dossier(self) -> dict[str, Any]:
        """What the dossier knows: moments, facts, pending question."""
        return dict(await self._call("GET", ""))

    async def open_moment(self, moment: str) -> dict[str, Any]:
        """{ouverts, nouveau, disponible}."""
        return dict(await self._call("POST", "/moments", {"moment": moment}))

    async def note_facts(self, faits: list[dict[str, Any]]) -> dict[str, Any]:
        """{notes, refuses}; each fact {nom, valeur | statut, comment}."""
        return dict(await self._call("POST", "/faits", {"faits": faits}))

    async def forget_last(self) -> str | None:
        """Name of the fact taken back, or None when there was none."""
        try:
            return str((await self._call("DELETE", "/faits/dernier"))["nom"])
        except ApiIndisponible:
            return None

    async def next(self) -> dict[str, Any]:
        """{question, plan, garde, precisions, paroles, moments}."""
        return dict(await self._call("GET", "/suite"))

    async def question(self, nom: str) -> dict[str, Any] | None:
        """A fact as a question, whatever is pending."""
        try:
            lu = (await self._client.get(f"/faits/{nom}")).raise_for_status().json()
            return {**lu, "fait": lu["nom"]}
        except (httpx.HTTPError, ValueError, KeyError):
            return None

    async def plan(self) -> dict[str, Any]:
        return dict(await self._call("GET", "/plan"))

    async def request_human(self, motif: str) -> dict[str, Any]:
        """{reference, organismes, contacts}."""
        return dict(await self._call("POST", "/escalades", {"motif": motif}))
