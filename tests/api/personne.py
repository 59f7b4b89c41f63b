"""A person with a dossier, seen from the API: what they hold, say, press and read."""

from __future__ import annotations

import asyncio
import uuid
from typing import Any

import httpx

API = "/api/v1"
PATIENCE = 10.0  # seconds


class Personne:
    """One person, one device. Requests carry the token that only they were given."""

    def __init__(self, client: httpx.AsyncClient, ouverture: dict[str, str]) -> None:
        self.client = client
        self.id = ouverture["id"]
        self.conversation = ouverture["conversation"]
        self.jeton = ouverture["jeton"]

    @classmethod
    async def arrives(cls, client: httpx.AsyncClient) -> Personne:
        reponse = await client.post(f"{API}/dossiers", json={})
        assert reponse.status_code == 201, reponse.text
        return cls(client, reponse.json())

    @property
    def entetes(self) -> dict[str, str]:
        return {"authorization": f"Bearer {self.jeton}"}

    async def call(
        self, methode: str, chemin: str, corps: Any = None, client: httpx.AsyncClient | None = None
    ) -> httpx.Response:
        """A request on the person's dossier ("" is the dossier itself)."""
        return await (client or self.client).request(
            methode, f"{API}/dossiers/{self.id}{chemin}", json=corps, headers=self.entetes
        )

    async def opens(self, moment: str) -> None:
        assert (await self.call("POST", "/moments", {"moment": moment})).status_code == 200

    async def notes(self, *faits: dict[str, Any]) -> dict[str, Any]:
        reponse = await self.call("POST", "/faits", {"faits": list(faits)})
        assert reponse.status_code == 200, reponse.text
        return dict(reponse.json())

    async def knows(self, **faits: Any) -> dict[str, Any]:
        """Note plain values, by name."""
        return await self.notes(*({"nom": n, "valeur": v} for n, v in faits.items()))

    async def dossier(self) -> dict[str, Any]:
        return dict((await self.call("GET", "")).json())

    async def plan(self) -> dict[str, Any]:
        reponse = await self.call("GET", "/plan")
        assert reponse.status_code == 200, reponse.text
        return dict(reponse.json())

    # The conversation ------------------------------------------------------------------------

    async def sends(
        self,
        corps: dict[str, Any],
        client_id: str | None = None,
        client: httpx.AsyncClient | None = None,
    ) -> httpx.Response:
        return await (client or self.client).post(
            f"{API}/conversations/{self.conversation}/messages",
            json={"client_id": client_id or str(uuid.uuid4()), **corps},
            headers=self.entetes,
        )

    async def writes(self, texte: str) -> int:
        """Send words; the rank they were kept at."""
        reponse = await self.sends({"texte": texte})
        assert reponse.status_code == 202, reponse.text
        return int(reponse.json()["seq"])

    async def presses(self, **choix: Any) -> int:
        """Press a button; the rank it was kept at."""
        reponse = await self.sends({"choix": choix})
        assert reponse.status_code == 202, reponse.text
        return int(reponse.json()["seq"])

    async def reads(self, depuis: int = 0) -> list[dict[str, Any]]:
        reponse = await self.client.get(
            f"{API}/conversations/{self.conversation}/messages",
            params={"depuis": depuis},
            headers=self.entetes,
        )
        assert reponse.status_code == 200, reponse.text
        return list(reponse.json()["messages"])

    async def hears(self, seq: int, combien: int = 1) -> list[dict[str, Any]]:
        """The answers that follow rank `seq`, once there are at least `combien`."""
        fin = asyncio.get_running_loop().time() + PATIENCE
        while asyncio.get_running_loop().time() < fin:
            bulles = [b for b in await self.reads(seq) if b["auteur"] == "bot"]
            if len(bulles) >= combien:
                assert not any("{" in b["texte"] for b in bulles), bulles
                return bulles
            await asyncio.sleep(0.02)
        raise AssertionError(f"{combien} answers were expected after {seq}: {bulles}")

    async def says(self, texte: str) -> list[dict[str, Any]]:
        """Write and wait for the answer."""
        return await self.hears(await self.writes(texte))

    async def chooses(self, **choix: Any) -> list[dict[str, Any]]:
        """Press and wait for the answer."""
        return await self.hears(await self.presses(**choix))


def acts(bulles: list[dict[str, Any]]) -> list[str | None]:
    """The names of the acts of these bubbles."""
    return [b["acte"] for b in bulles]
