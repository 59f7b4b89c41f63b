"""Messages answered per second by the whole, beside the bare dialogue engine, in one run.

Why: what surrounds Rasa (storage before anything else, rendering, live streams) must not cost more
than a fifth of it. Same model, same messages, same number of people, same real dossiers, so that
actions do the same work on the same API. Rounds alternate (A B, B A, …): a machine that slows down
slows both, and the ratio is taken pair by pair.

- whole: POST a message to the API, wait for the first bubble on the live stream;
- bare: POST the same message to Rasa's own channel and wait for its JSON. Its actions still call
  the API for facts and plans: what is compared is the way around Rasa, not the actions.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import itertools
import time
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass

import httpx

from bench.conversation import (
    DELAI,
    Conversation,
    Reponses,
    delete_dossier,
    hold_conversation,
    make_client,
    open_dossier,
    scripts_from,
)
from bench.figures import Absente, Ligne, Mesure, median

CLIENTS = 8
PAIRES = 4
VISEE = 0.8
NOM = "throughput of the whole over bare Rasa"


@dataclass(frozen=True)
class Porte:
    """How to speak to bare Rasa."""

    url: str
    secret: str


@dataclass(frozen=True)
class Manche:
    """One timed round."""

    messages: int
    duree: float
    pannes: int

    @property
    def debit(self) -> float:
        return self.messages / self.duree


def _script(rang: int) -> list[str]:
    return next(itertools.islice(scripts_from(rang), 1))


async def _timed(parleurs: list[Callable[[Reponses], Awaitable[None]]]) -> Manche:
    reponses = Reponses()
    debut = time.perf_counter()
    async with asyncio.TaskGroup() as groupe:
        for parler in parleurs:
            groupe.create_task(parler(reponses))  # type: ignore[arg-type]
    duree = time.perf_counter() - debut
    return Manche(len(reponses.delais), duree, reponses.pannes)


async def run_whole(api: httpx.AsyncClient, clients: int) -> Manche:
    """A round through the whole; dossiers and streams are opened before the clock starts."""

    def speaker(conversation: Conversation, rang: int) -> Callable[[Reponses], Awaitable[None]]:
        async def speak(reponses: Reponses) -> None:
            for message in _script(rang):
                reponses.add(*await conversation.say(message))

        return speak

    async with AsyncExitStack() as pile:
        conversations = [
            await pile.enter_async_context(hold_conversation(api)) for _ in range(clients)
        ]
        return await _timed([speaker(c, rang) for rang, c in enumerate(conversations)])


async def run_bare(api: httpx.AsyncClient, porte: Porte, clients: int) -> Manche:
    """The same round straight to Rasa, on dossiers opened before the clock starts."""
    dossiers = [await open_dossier(api) for _ in range(clients)]
    entetes = {"authorization": f"Bearer {porte.secret}"}
    async with httpx.AsyncClient(base_url=porte.url, timeout=DELAI, headers=entetes) as rasa:

        def speaker(rang: int) -> Callable[[Reponses], Awaitable[None]]:
            dossier = dossiers[rang]
            metadata = {"dossier": dossier.id, "langue": "fr", "le": dt.date.today().isoformat()}

            async def speak(reponses: Reponses) -> None:
                for message in _script(rang):
                    corps = {
                        "sender": dossier.conversation,
                        "message": message,
                        "metadata": metadata,
                    }
                    debut = time.perf_counter()
                    reponse = await rasa.post("/webhooks/jalons/webhook", json=corps)
                    actes = [a["acte"] for a in reponse.raise_for_status().json()["messages"]]
                    reponses.add(time.perf_counter() - debut, actes)

            return speak

        manche = await _timed([speaker(rang) for rang in range(clients)])
    for dossier in dossiers:
        await delete_dossier(api, dossier)
    return manche


async def measure(
    url: str, porte: Porte | None, clients: int = CLIENTS, paires: int = PAIRES
) -> list[Ligne]:
    """The median of the pairs' ratios, with both throughputs."""
    if porte is None:
        return [Absente(NOM, "needs the dialogue engine's own address and secret")]
    tous: list[Manche] = []
    entiers: list[float] = []
    nus: list[float] = []
    async with make_client(url) as api:
        for paire in range(paires):
            if paire % 2 == 0:
                entier = await run_whole(api, clients)
                nu = await run_bare(api, porte, clients)
            else:
                nu = await run_bare(api, porte, clients)
                entier = await run_whole(api, clients)
            tous += [entier, nu]
            entiers.append(entier.debit)
            nus.append(nu.debit)
    ratios = [e / n for e, n in zip(entiers, nus, strict=True)]
    pannes = sum(m.pannes for m in tous)
    note = (
        f"median of {paires} interleaved pairs, {min(ratios):.2f} to {max(ratios):.2f}; "
        f"{clients} people at once, {sum(m.messages for m in tous)} messages"
    )
    if pannes:
        note += f"; **{pannes} were answered `panne`**"
    return [
        Mesure(
            "messages per second, the whole", median(entiers), "/s", note="median of the rounds"
        ),
        Mesure("messages per second, bare Rasa", median(nus), "/s", note="median of the rounds"),
        Mesure(NOM, median(ratios), "", VISEE, "au_moins", note=note),
    ]
