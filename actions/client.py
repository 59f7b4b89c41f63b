"""The API as the actions see it: one pooled connection, short time limits, one kind of failure."""

from __future__ import annotations

import os
from typing import Any, cast

import httpx

ATTENTE = httpx.Timeout(5.0, connect=1.0)
ATTENTE_DROITS = httpx.Timeout(9.0, connect=1.0)  # a calculation; the person sees it is coming


class ApiIndisponible(Exception):
    """The API did not answer, or answered with an error that no action expects."""


class Api:
    """Calls made with the internal secret, on loopback."""

    def __init__(
        self,
        url: str | None = None,
        secret: str | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self._client = httpx.AsyncClient(
            base_url=(url or os.environ.get("JALONS_API_URL", "http://127.0.0.1:8000")) + "/api/v1",
            headers={
                "authorization": f"Bearer {secret or os.environ.get('JALONS_SECRET_INTERNE', '')}"
            },
            timeout=ATTENTE,
            limits=httpx.Limits(max_connections=32, max_keepalive_connections=8),
            transport=transport,
        )
        self._faits: dict[str, dict[str, Any]] = {}
        self._moments: list[dict[str, Any]] | None = None
        self._sigles: dict[str, str] | None = None
        self._droits: list[dict[str, Any]] | None = None

    async def _call(
        self, verbe: str, chemin: str, corps: Any = None, attente: httpx.Timeout = ATTENTE
    ) -> Any:
        """JSON of a success; None for 204 and 404."""
        try:
            reponse = await self._client.request(verbe, chemin, json=corps, timeout=attente)
            if reponse.status_code in (204, 404):
                return None
            reponse.raise_for_status()
            return reponse.json()
        except (httpx.HTTPError, ValueError) as erreur:
            raise ApiIndisponible(f"{verbe} {chemin}: {type(erreur).__name__}") from None

    async def dossier(self, dossier: str) -> dict[str, Any]:
        """Open moments, known facts and the question that comes next."""
        return _required(await self._call("GET", f"/dossiers/{dossier}"))

    async def suite(self, dossier: str) -> dict[str, Any]:
        return _required(await self._call("GET", f"/dossiers/{dossier}/suite"))

    async def plan(self, dossier: str) -> dict[str, Any]:
        return _required(await self._call("GET", f"/dossiers/{dossier}/plan"))

    async def open_moment(self, dossier: str, moment: str) -> dict[str, Any]:
        return _required(
            await self._call("POST", f"/dossiers/{dossier}/moments", {"moment": moment})
        )

    async def note(self, dossier: str, faits: list[dict[str, Any]]) -> dict[str, Any]:
        """Keep facts; those refused come back one by one."""
        return _required(await self._call("POST", f"/dossiers/{dossier}/faits", {"faits": faits}))

    async def forget_last(self, dossier: str) -> str | None:
        """Name of the fact taken back; None when there was none."""
        oublie = await self._call("DELETE", f"/dossiers/{dossier}/faits/dernier")
        return oublie["nom"] if oublie else None

    async def fact(self, nom: str) -> dict[str, Any] | None:
        """A fact of the vocabulary (kept in memory: it only changes with the content)."""
        if nom not in self._faits:
            fait = await self._call("GET", f"/faits/{nom}")
            if fait is None:
                return None
            self._faits[nom] = fait
        return self._faits[nom]

    async def moments(self) -> list[dict[str, Any]]:
        """The catalogue of life moments (kept in memory: it only changes with the content)."""
        if self._moments is None:
            self._moments = await self._call("GET", "/moments") or []
        return self._moments

    async def anchor(self, moment: str) -> str | None:
        """The date that a moment counts from; None when it has none."""
        return next((m["ancre"] for m in await self.moments() if m["id"] == moment), None)

    async def definitions(self) -> dict[str, str]:
        """Acronyms and what they mean (kept in memory: they only change with the content)."""
        if self._sigles is None:
            self._sigles = await self._call("GET", "/sigles") or {}
        return self._sigles

    async def right_names(self) -> list[dict[str, Any]]:
        """Every right and its names (kept in memory: they only change with the content)."""
        if self._droits is None:
            self._droits = await self._call("GET", "/droits") or []
        return self._droits

    async def rights(self, dossier: str) -> dict[str, Any]:
        """The rights of a dossier, estimated now."""
        return _required(
            await self._call("GET", f"/dossiers/{dossier}/droits", attente=ATTENTE_DROITS)
        )

    async def gates(self) -> dict[str, str]:
        """Facts that open a moment when they are said alone: fact → moment."""
        return {fait: m["id"] for m in await self.moments() for fait in m["portes"]}

    async def escalate(self, dossier: str, motif: str, acte: str | None) -> dict[str, Any]:
        return _required(
            await self._call(
                "POST", f"/dossiers/{dossier}/escalades", {"motif": motif, "acte": acte}
            )
        )

    async def parts(self, dossier: str) -> list[dict[str, Any]]:
        """The parts of the rights review, and where each is."""
        return await self._call("GET", f"/dossiers/{dossier}/parties") or []

    async def skip_part(self, dossier: str, partie: str, *, passee: bool) -> None:
        await self._call("PUT", f"/dossiers/{dossier}/parties/{partie}", {"passee": passee})

    async def set_right(
        self, dossier: str, droit: str, etat: str, raison: str | None = None
    ) -> dict[str, Any]:
        """Where the person is with a right; what may answer them comes back."""
        corps = {"etat": etat, "raison": raison}
        return _required(await self._call("PUT", f"/dossiers/{dossier}/droits/{droit}", corps))

    async def take_back_right(self, dossier: str, droit: str) -> None:
        await self._call("DELETE", f"/dossiers/{dossier}/droits/{droit}")

    async def offer_follow_up(self, dossier: str) -> bool:
        """True the first time only: it is never offered twice."""
        return bool(
            _required(await self._call("POST", f"/dossiers/{dossier}/suivi/proposition"))["nouveau"]
        )

    async def accept_follow_up(self, dossier: str) -> None:
        await self._call("PUT", f"/dossiers/{dossier}/suivi", {})

    async def decline_follow_up(self, dossier: str) -> None:
        await self._call("DELETE", f"/dossiers/{dossier}/suivi")

    async def begin_follow_up(self, dossier: str) -> str | None:
        """The first right to ask about."""
        debut = _required(await self._call("POST", f"/dossiers/{dossier}/suivi/debut"))
        return cast("str | None", debut["droit"])

    async def end_follow_up(self, dossier: str) -> None:
        await self._call("POST", f"/dossiers/{dossier}/suivi/fin")

    async def close(self) -> None:
        await self._client.aclose()


def _required(reponse: Any) -> dict[str, Any]:
    if not isinstance(reponse, dict):
        raise ApiIndisponible("unexpected answer")
    return cast(dict[str, Any], reponse)
