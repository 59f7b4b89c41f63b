"""The three processes of a running Jalons, and the environment each needs."""

from __future__ import annotations

import asyncio
import contextlib
import os
import secrets
import signal
import socket
from pathlib import Path

import httpx

from api.settings import RACINE, VAR, Settings

VENV = RACINE / ".venv"
VENV_RASA = RACINE / ".venv-rasa"
JOURNAUX = VAR / "log"
SECRETS = VAR / "secrets.env"
NOMS_SECRETS = ("JALONS_SECRET", "JALONS_SECRET_INTERNE", "JALONS_SECRET_RASA")


class Arret(Exception):
    """Start-up cannot go on; the message says why in one line."""


def ensure_secrets() -> None:
    """Put the secrets in the environment; make and keep them (owner only) at the first run."""
    VAR.mkdir(exist_ok=True)
    gardes: dict[str, str] = {}
    if SECRETS.exists():
        lignes = SECRETS.read_text(encoding="utf-8").splitlines()
        gardes = dict(ligne.split("=", 1) for ligne in lignes if "=" in ligne)
    manquants = [n for n in NOMS_SECRETS if n not in gardes]
    if manquants:
        gardes |= {nom: secrets.token_urlsafe(32) for nom in manquants}
        SECRETS.touch(mode=0o600)
        texte = "".join(f"{nom}={valeur}\n" for nom, valeur in gardes.items())
        SECRETS.write_text(texte, encoding="utf-8")
    for nom in NOMS_SECRETS:
        os.environ.setdefault(nom, gardes[nom])


def rasa_environment() -> dict[str, str]:
    """What Rasa needs to be quiet, private and frugal."""
    return {
        "RASA_TELEMETRY_ENABLED": "false",
        "TF_CPP_MIN_LOG_LEVEL": "2",
        "PYTHONWARNINGS": "ignore",
        "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
        "CUDA_VISIBLE_DEVICES": "-1",
        "OMP_NUM_THREADS": "1",
        "PYTHONPATH": str(RACINE),
    }


def check_port(port: int, hote: str = "127.0.0.1") -> None:
    """Refuse to start when a port is taken: a half-started service is worse than none."""
    with socket.socket() as prise:
        prise.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            prise.bind((hote, port))
        except OSError:
            raise Arret(
                f"port {port} is already in use; stop what uses it or choose another "
                "(JALONS_PORT, JALONS_PORT_RASA, JALONS_PORT_ACTIONS)"
            ) from None


def free_ports(nombre: int) -> list[int]:
    """Ports of the loopback that nobody uses at this moment, all different."""
    with contextlib.ExitStack() as pile:
        prises = [pile.enter_context(socket.socket()) for _ in range(nombre)]
        for prise in prises:
            prise.bind(("127.0.0.1", 0))
        return [prise.getsockname()[1] for prise in prises]


class Processus:
    """One child process, in its own group, with its log in var/log."""

    def __init__(self, nom: str, ordre: list[str], env: dict[str, str], sonde: str) -> None:
        self.nom = nom
        self._ordre = ordre
        self._env = env
        self._sonde = sonde
        self._enfant: asyncio.subprocess.Process | None = None

    @property
    def journal(self) -> Path:
        return JOURNAUX / f"{self.nom}.log"

    async def start(self) -> None:
        JOURNAUX.mkdir(parents=True, exist_ok=True)
        with self.journal.open("ab") as sortie:
            self._enfant = await asyncio.create_subprocess_exec(
                *self._ordre,
                cwd=RACINE,
                env={**os.environ, **self._env},
                stdin=asyncio.subprocess.DEVNULL,
                stdout=sortie,
                stderr=sortie,
                start_new_session=True,
            )

    async def wait_ready(self, delai: float) -> None:
        """Return once the probe answers; Arret when the process dies or never answers."""
        async with httpx.AsyncClient(timeout=2.0) as client:
            fin = asyncio.get_running_loop().time() + delai
            while asyncio.get_running_loop().time() < fin:
                if self._enfant is None or self._enfant.returncode is not None:
                    raise Arret(f"{self.nom} stopped while starting; see {self._short_log()}")
                with contextlib.suppress(httpx.HTTPError):
                    if (await client.get(self._sonde)).is_success:
                        return
                await asyncio.sleep(0.2)
        raise Arret(f"{self.nom} did not answer within {delai:.0f} s; see {self._short_log()}")

    def _short_log(self) -> str:
        return str(self.journal.relative_to(RACINE))

    @property
    def ended(self) -> bool:
        return self._enfant is not None and self._enfant.returncode is not None

    async def wait(self) -> int:
        return await self._enfant.wait() if self._enfant else 0

    def signal(self, numero: int) -> None:
        if self._enfant and self._enfant.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._enfant.pid, numero)


async def stop_all(processus: list[Processus], patience: float = 3.0) -> None:
    """Ask every group to stop, then insist: all gone within `patience` seconds and a little."""
    for p in processus:
        p.signal(signal.SIGTERM)
    attente = asyncio.gather(*(p.wait() for p in processus))
    try:
        await asyncio.wait_for(asyncio.shield(attente), patience)
    except TimeoutError:
        for p in processus:
            p.signal(signal.SIGKILL)
        await attente


def _common(settings: Settings) -> dict[str, str]:
    return {
        "JALONS_PORT": str(settings.port),
        "JALONS_PORT_RASA": str(settings.port_rasa),
        "JALONS_PORT_ACTIONS": str(settings.port_actions),
        "JALONS_API_URL": f"http://127.0.0.1:{settings.port}",
        "JALONS_URL_ACTIONS": f"http://127.0.0.1:{settings.port_actions}/webhook",
        "PYTHONPATH": str(RACINE),
    }


def make_engine(settings: Settings, port: int) -> Processus:
    """The dialogue engine on a port: the settings' own, or another for one that takes over."""
    env = {**_common(settings), **rasa_environment(), "JALONS_PORT_RASA": str(port)}
    ordre = [str(VENV_RASA / "bin" / "python"), "-m", "bot.servir"]
    return Processus("rasa", ordre, env, f"http://127.0.0.1:{port}/")


def make_processes(settings: Settings) -> list[Processus]:
    """Rasa, the actions server and the API, all on loopback but the API's own host."""
    commun = _common(settings)
    python = str(VENV / "bin" / "python")
    actions = [
        python,
        "-m",
        "uvicorn",
        "actions.serveur:app",
        "--host",
        "127.0.0.1",
        "--port",
        str(settings.port_actions),
        "--no-access-log",
        "--log-level",
        "warning",
    ]
    api = [
        python,
        "-m",
        "uvicorn",
        "api.app:create_app",
        "--factory",
        "--host",
        settings.hote,
        "--port",
        str(settings.port),
        "--no-access-log",
        "--no-proxy-headers",  # the application believes the declared proxies only
        "--log-level",
        "warning",
        "--timeout-graceful-shutdown",
        "2",
        "--workers",
        str(settings.travailleurs),
    ]
    return [
        make_engine(settings, settings.port_rasa),
        Processus("actions", actions, commun, f"http://127.0.0.1:{settings.port_actions}/health"),
        Processus("api", api, commun, f"http://127.0.0.1:{settings.port}/api/v1/moments"),
    ]
