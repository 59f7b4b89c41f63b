"""Time from a person's message to the first bubble of the answer, with 1, 8 and 32 at once.

Why: this is the wait that people feel. Everybody writes again as soon as they are answered, which
no real crowd does: 32 here is far more than 32 people typing.
"""

from __future__ import annotations

import asyncio
import itertools

import httpx

from bench.conversation import Reponses, hold_conversation, make_client, scripts_from
from bench.figures import Ligne, Mesure, percentile

# How many at once, and how many conversations each of them holds one after the other.
CHARGES = {1: 8, 8: 2, 32: 1}


async def _hold(client: httpx.AsyncClient, rang: int, nombre: int, reponses: Reponses) -> None:
    for script in itertools.islice(scripts_from(rang), nombre):
        async with hold_conversation(client) as conversation:
            for message in script:
                reponses.add(*await conversation.say(message))


async def load(url: str, clients: int, conversations: int) -> Reponses:
    """Answers given to `clients` people at once."""
    reponses = Reponses()
    async with make_client(url) as client, asyncio.TaskGroup() as groupe:
        for rang in range(clients):
            groupe.create_task(_hold(client, rang, conversations, reponses))
    return reponses


async def measure(url: str, charges: dict[int, int] | None = None) -> list[Ligne]:
    """p50 and p95 at each load, after one unmeasured conversation."""
    await load(url, 1, 1)
    mesures: list[Ligne] = []
    for clients, conversations in (charges or CHARGES).items():
        reponses = await load(url, clients, conversations)
        nombre = len(reponses.delais)
        note = f"{nombre} messages"
        if reponses.pannes:
            note += f"; **{reponses.pannes} were answered `panne`**"
        nom = f"answer, {clients} conversation{'s' if clients > 1 else ''} at once"
        mesures += [
            Mesure(f"{nom}, p{rang}", percentile(reponses.delais, rang) * 1000, "ms", note=note)
            for rang in (50, 95)
        ]
    return mesures
