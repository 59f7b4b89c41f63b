"""Where the dialogue engine answers now: another one may have taken over while people were talking.

The supervisor writes it in one small file by system (api/cli/releve.py); every server reads it at
each turn. Without it, the engine is where the settings say.
"""

from __future__ import annotations

import contextlib
import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from api.settings import VAR, Settings


@dataclass(frozen=True)
class Moteur:
    """The engine in service. `pid`: who supervises it; `rang`: how many times it was said;
    `refuse`: why the last one did not take over."""

    port: int
    pid: int
    modele: str
    rang: int = 0
    refuse: str | None = None


def state_file(settings: Settings) -> Path:
    """One for each running system, known by the port that its settings give to the engine."""
    return VAR / f"moteur-{settings.port_rasa}.json"


def read_state(fichier: Path) -> Moteur | None:
    """What the supervisor said last; None when none runs."""
    with contextlib.suppress(OSError, ValueError, TypeError):
        return Moteur(**json.loads(fichier.read_text(encoding="utf-8")))
    return None


def write_state(fichier: Path, moteur: Moteur) -> None:
    """In one stroke: a server that reads at this very moment sees the one or the other."""
    provisoire = fichier.with_suffix(f".{os.getpid()}.tmp")
    provisoire.write_text(json.dumps(asdict(moteur)), encoding="utf-8")
    provisoire.replace(fichier)


def engine_url(settings: Settings) -> str:
    """The address of the engine in service."""
    moteur = read_state(state_file(settings))
    return f"http://127.0.0.1:{moteur.port}" if moteur else settings.rasa_url
