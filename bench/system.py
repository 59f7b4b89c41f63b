"""A Jalons of our own: `./jalons serve` on free ports, with a database thrown away at the end."""

from __future__ import annotations

import contextlib
import os
import secrets
import signal
import subprocess
import tempfile
import time
from pathlib import Path

import httpx
import psutil

from api.cli.chat import Conversation
from api.cli.processes import free_ports
from bench.conversation import PANNE, read_messages
from bench.throughput import Porte

RACINE = Path(__file__).resolve().parents[1]
DELAI_DEMARRAGE = 240.0
DELAI_ARRET = 20.0
RYTHME = "1000000"  # messages a minute: people in a hurry, who must not be slowed down


class SystemeMuet(Exception):
    """Our own system did not start or does not answer; the message says what it printed last."""


def train() -> None:
    """What a warm clone has already: a trained model. Not timed."""
    subprocess.run([str(RACINE / "jalons"), "train"], check=True, cwd=RACINE)


class Systeme:
    """The supervisor and its processes, from start to stop."""

    def __init__(self) -> None:
        self._dossier = tempfile.TemporaryDirectory(prefix="jalons-bench-")
        racine = Path(self._dossier.name)
        api, rasa, actions = free_ports(3)
        self.url = f"http://127.0.0.1:{api}"
        self.porte = Porte(f"http://127.0.0.1:{rasa}", secrets.token_urlsafe(32))
        self._sortie = racine / "serve.log"
        self._env = {
            **os.environ,
            "JALONS_PORT": str(api),
            "JALONS_PORT_RASA": str(rasa),
            "JALONS_PORT_ACTIONS": str(actions),
            "DATABASE_URL": f"sqlite+aiosqlite:///{racine}/jalons.db",
            "JALONS_TRACKER_URL": f"sqlite:///{racine}/rasa.db",
            "JALONS_SECRET": secrets.token_urlsafe(32),
            "JALONS_SECRET_INTERNE": secrets.token_urlsafe(32),
            "JALONS_SECRET_RASA": self.porte.secret,
            "JALONS_MESSAGES_PAR_MINUTE": RYTHME,
        }
        self._superviseur: subprocess.Popen[bytes] | None = None

    def start(self) -> float:
        """Start, and hold the first exchange; seconds from the command to the first answer."""
        debut = time.monotonic()
        with self._sortie.open("wb") as sortie:
            self._superviseur = subprocess.Popen(
                [str(RACINE / "jalons"), "serve"],
                cwd=RACINE,
                env=self._env,
                stdin=subprocess.DEVNULL,
                stdout=sortie,
                stderr=sortie,
                start_new_session=True,
            )
        while time.monotonic() - debut < DELAI_DEMARRAGE:
            if self._superviseur.poll() is not None:
                raise SystemeMuet(f"the system stopped while starting: {self._last_words()}")
            if self._dialogue_answers():
                return time.monotonic() - debut
            time.sleep(0.1)
        raise SystemeMuet(f"no answer within {DELAI_DEMARRAGE:.0f} s: {self._last_words()}")

    def _dialogue_answers(self) -> bool:
        """True once a sentence gets a real answer, not the honest `panne` of a missing engine."""
        try:
            if not httpx.get(f"{self.url}/api/v1/sante", timeout=1.0).json()["rasa"]:
                return False
            conversation = Conversation(self.url)
            bulles = conversation.say(read_messages()[0][0])
            conversation.delete()
        except (httpx.HTTPError, ValueError, KeyError, TimeoutError):
            return False
        return all(b["acte"] != PANNE for b in bulles)

    def _last_words(self) -> str:
        lignes = self._sortie.read_text(encoding="utf-8", errors="replace").split("\n")
        return next((ligne for ligne in reversed(lignes) if ligne.strip()), "(nothing printed)")

    def processes(self) -> list[psutil.Process]:
        """The supervisor and all it started, theirs included."""
        if self._superviseur is None:
            return []
        superviseur = psutil.Process(self._superviseur.pid)
        return [superviseur, *superviseur.children(recursive=True)]

    def stop(self) -> float:
        """Ctrl-C while a stream is open; seconds until every process is gone."""
        if self._superviseur is None:
            return 0.0
        processus = self.processes() if self._superviseur.poll() is None else []
        with contextlib.ExitStack() as pile:
            with contextlib.suppress(httpx.HTTPError):
                self._open_stream(pile)
            debut = time.monotonic()
            self._superviseur.send_signal(signal.SIGINT)
            _, restants = psutil.wait_procs(processus, timeout=DELAI_ARRET)
            duree = time.monotonic() - debut
        for processus_restant in restants:
            processus_restant.kill()
        self._superviseur.wait()
        self._superviseur = None
        return duree

    def _open_stream(self, pile: contextlib.ExitStack) -> None:
        """A reader who stays: a stop that waits for readers would never end."""
        client = pile.enter_context(httpx.Client(base_url=f"{self.url}/api/v1", timeout=5.0))
        cree = client.post("/dossiers", json={}).raise_for_status().json()
        flux = client.stream(
            "GET",
            f"/conversations/{cree['conversation']}/flux",
            headers={"authorization": f"Bearer {cree['jeton']}"},
        )
        next(pile.enter_context(flux).iter_lines())

    def close(self) -> None:
        """Stop if needed and throw the database away."""
        try:
            self.stop()
        finally:
            self._dossier.cleanup()
