"""Time and memory of understanding one message after another: `python -m bot.evaluation.durees`.

Prints JSON: milliseconds of each message, by the clock and of processor (all threads together),
seconds to load, megabytes held. On a machine busy with other work the clock says little. The
messages are real ones (`nlu_data/`, all lengths, near-misses and letters included), each said
once, so that no vector comes from the process's memory.
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

    async def parse_all() -> list[tuple[float, float]]:
        durees = []
        for texte in tires:
            avant, travail = time.perf_counter(), time.process_time()
            await agent.processor.parse_message(UserMessage(texte.lstrip("/ ") or "?"))
            duree = time.perf_counter() - avant
            durees.append((duree * 1000, (time.process_time() - travail) * 1000))
        return durees[CHAUFFE:]

    durees, travaux = zip(*asyncio.run(parse_all()), strict=True)
    memoire = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
    dit = {"ms": durees, "processeur_ms": travaux}
    print(json.dumps(dit | {"chargement_s": chargement, "memoire_mo": memoire}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
