"""Time and memory of understanding one message after another: `python -m bot.evaluation.durees`.

Prints JSON: milliseconds of each message, seconds to load, megabytes held. The messages are real
ones (`nlu_data/`, all lengths, near-misses and letters included), each said once, so that no vector
comes from the process's memory.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import resource
import sys
import time
import warnings
from pathlib import Path

from bot.servir import RACINE, latest_model, prepare_environment, quieten

NOMBRE = 1000
CHAUFFE = 20


def main() -> int:
    prepare_environment()
    os.chdir(RACINE)
    warnings.showwarning = lambda *_, **__: None
    modele = latest_model()
    if modele is None:
        print("no trained model in var/models: run `make train`", file=sys.stderr)
        return 1
    quieten()
    debut = time.perf_counter()
    from rasa.core.agent import Agent
    from rasa.core.channels.channel import UserMessage

    from bot.evaluation.lecture import read_folder

    agent = Agent.load(str(modele))
    chargement = time.perf_counter() - debut
    textes = sorted({e.texte for e in read_folder(Path("nlu_data"))})
    tires = random.Random(0).sample(textes, NOMBRE + CHAUFFE)  # noqa: S311

    async def parse_all() -> list[float]:
        durees = []
        for texte in tires:
            avant = time.perf_counter()
            await agent.processor.parse_message(UserMessage(texte.lstrip("/ ") or "?"))
            durees.append((time.perf_counter() - avant) * 1000)
        return durees[CHAUFFE:]

    durees = asyncio.run(parse_all())
    memoire = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
    print(json.dumps({"ms": durees, "chargement_s": chargement, "memoire_mo": memoire}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
