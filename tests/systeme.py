"""The whole system, started as a person would (`jalons serve`), on free ports and a new base."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from pathlib import Path

import httpx
import psutil

from api.cli.processes import free_ports
from api.settings import RACINE, VAR

DELAI_DEMARRAGE = 240.0  # seconds: `jalons serve` may train again when an input has changed
DELAI_ARRET = 5.0


class SystemeIndisponible(Exception):
    """The whole system cannot be tested; the message is one line."""


class Systeme:
    """One running Jalons: API, actions and dialogue engine."""

    def __init__(self, dossier: Path, racine: Path = RACINE) -> None:
        """`racine`: the repository to serve; another one than this one is trained at start."""
        if racine == RACINE and not list((VAR / "models").glob("*.tar.gz")):
            raise SystemeIndisponible("no trained model in var/models: run `make train` first")
        self._racine = racine
        self._sortie = dossier / "serve.log"
        self._port, rasa, actions = free_ports(3)
        self._enfant: subprocess.Popen[bytes] | None = None
        self._env = {
            **os.environ,
            "JALONS_PORT": str(self._port),
            "JALONS_ORIGINES": '["http://127.0.0.1:8812"]',
            "JALONS_PORT_RASA": str(rasa),
            "JALONS_PORT_ACTIONS": str(actions),
            "DATABASE_URL": f"sqlite+aiosqlite:///{dossier / 'jalons.db'}",
            "JALONS_TRACKER_URL": f"sqlite:///{dossier / 'rasa.db'}",
            # Tests write faster than a person does.
            "JALONS_MESSAGES_PAR_MINUTE": "100000",
        }

    @property
    def adresse(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    def start(self) -> None:
        """Return once a message can be answered by the real dialogue engine."""
        with self._sortie.open("wb") as sortie:
            self._enfant = subprocess.Popen(
                [str(self._racine / "jalons"), "serve"],
                cwd=self._racine,
                env=self._env,
                stdin=subprocess.DEVNULL,
                stdout=sortie,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        fin = time.monotonic() + DELAI_DEMARRAGE
        while time.monotonic() < fin:
            if self._enfant.poll() is not None:
                raise SystemeIndisponible(f"`jalons serve` stopped: {self._last_line()}")
            try:
                sante = httpx.get(f"{self.adresse}/api/v1/sante", timeout=2.0)
                if sante.is_success and sante.json()["rasa"]:
                    return
            except httpx.HTTPError:
                pass
            time.sleep(0.3)
        raise SystemeIndisponible(f"not ready in {DELAI_DEMARRAGE:.0f} s: {self._last_line()}")

    def stop(self) -> None:
        """Ctrl-C; what is still there after five seconds is a defect, ended and reported."""
        if self._enfant is None or self._enfant.poll() is not None:
            return
        serveur = psutil.Process(self._enfant.pid)
        tous = [serveur, *serveur.children(recursive=True)]
        names = {p.pid: " ".join(p.cmdline()[1:4]) for p in tous}
        self._enfant.send_signal(signal.SIGINT)
        _, restants = psutil.wait_procs(tous, DELAI_ARRET)
        if restants:
            noms = ", ".join(f"{p.pid} {names.get(p.pid)} ({p.status()})" for p in restants)
            for p in restants:
                p.kill()
            raise SystemeIndisponible(
                f"still running {DELAI_ARRET:.0f} s after Ctrl-C: processes {noms} (ended now)"
            )

    def _last_line(self) -> str:
        lignes = self._sortie.read_text(encoding="utf-8", errors="replace").strip().splitlines()
        return lignes[-1] if lignes else "it said nothing"
