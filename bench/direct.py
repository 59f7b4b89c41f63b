"""Live conversations under load: `python -m bench.direct [--conversations 200] [--agents 40]`.

Two API workers on one PostgreSQL. People and agents hold their streams and write to each other as
their screens do: a `client_id` sent again until it is acknowledged, a rank to catch up with. Half
way, one worker is killed: its people and agents go to the other. Timed: from the moment one presses
Send to the moment the other's screen has the words. Counted: what is lost, what is doubled.
The dialogue engine does not run: where a human answers, nothing asks it anything.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import itertools
import json
import os
import random
import secrets
import signal
import subprocess
import sys
import tempfile
import time
import uuid
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import psutil
from sqlalchemy import text

from api.accounts.access import COOKIE, ENTETE_JETON
from api.accounts.comptes import Comptes
from api.accounts.schemas import Connus, Fiche
from api.cli.processes import free_ports
from api.database import Database, now
from api.settings import Settings
from bench.conversation import Dossier, make_client, open_dossier
from bench.figures import percentile
from tests.postgres import Cluster

RACINE = Path(__file__).resolve().parents[1]
VISEE_MS, VISEE_DEMANDE_MS = 500, 1000
ECART = 0.4  # the pause between two messages of one person varies by this part of itself
DEMANDES = 30  # requests timed to the desk's stream
PATIENCE = 60.0
# Seconds from a person's message to their next: an agent who answers five people at once, each time,
# writes every six seconds, which is already more than hands can do.
PAUSE = 30.0
CALME = 15.0  # all screens open at once, which no day brings: each reads its conversation first
A_LA_FOIS = 8  # conversations opened at once, before the clock starts


class Serveur:
    """One API worker of its own port."""

    def __init__(self, port: int, env: dict[str, str], sortie: Path) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self._secondes = 0.0
        ordre = [sys.executable, "-m", "uvicorn", "api.app:create_app", "--factory"]
        ordre += ["--host", "127.0.0.1", "--port", str(port), "--no-access-log"]
        with sortie.open("ab") as fichier:
            self.processus = subprocess.Popen(
                [*ordre, "--log-level", "warning"],
                cwd=RACINE,
                env=env,
                stdout=fichier,
                stderr=fichier,
            )

    async def ready(self) -> None:
        async with httpx.AsyncClient() as client:
            for _ in range(600):
                with contextlib.suppress(httpx.HTTPError):
                    if (await client.get(f"{self.url}/api/v1/moments")).is_success:
                        return
                await asyncio.sleep(0.2)
        raise RuntimeError("a worker did not start")

    def processor(self) -> float:
        """Seconds of processor it has used; the same once it is dead."""
        with contextlib.suppress(psutil.Error):
            temps = psutil.Process(self.processus.pid).cpu_times()
            self._secondes = temps.user + temps.system
        return self._secondes

    def kill(self) -> None:
        """As a power cut would: no goodbye."""
        if self.processus.poll() is None:
            self.processor()
            self.processus.send_signal(signal.SIGKILL)
            self.processus.wait()


@dataclass
class Mesures:
    """Departures and arrivals, by the words themselves: each message is unique."""

    partis: dict[str, float] = field(default_factory=dict)
    arrives: dict[str, float] = field(default_factory=dict)
    doubles: int = 0
    coupure: float = float("inf")

    def arrive(self, texte: str) -> None:
        if texte in self.arrives:
            self.doubles += 1
        self.arrives.setdefault(texte, time.perf_counter())

    def delays(self, sens: str, *, apres: bool) -> list[float]:
        """Milliseconds of what arrived, one way, before or after the worker was killed."""
        return [
            (self.arrives[t] - parti) * 1000
            for t, parti in self.partis.items()
            if t.startswith(sens) and t in self.arrives and (parti > self.coupure - 1) is apres
        ]


class Porte:
    """The worker that one screen talks to; when it dies, the other."""

    def __init__(self, urls: list[str], rang: int) -> None:
        self.urls = urls
        self.rang = rang

    @property
    def url(self) -> str:
        return self.urls[self.rang % len(self.urls)] + "/api/v1"

    def change(self) -> None:
        self.rang += 1


class Ecran:
    """What a screen does, a person's or an agent's: hold a stream, send until acknowledged."""

    def __init__(self, client: httpx.AsyncClient, porte: Porte, entetes: dict[str, str]) -> None:
        self.client = client
        self.porte = porte
        self.entetes = entetes

    async def call(self, methode: str, chemin: str, corps: Any = None) -> httpx.Response:
        """Until it is answered: the same body, so a repeat is harmless."""
        fin = time.monotonic() + PATIENCE
        while True:
            try:
                reponse = await self.client.request(
                    methode, self.porte.url + chemin, json=corps, headers=self.entetes
                )
                if reponse.status_code < 500:
                    return reponse.raise_for_status()
            except httpx.TransportError:
                self.porte.change()
            if time.monotonic() > fin:
                raise TimeoutError(chemin)
            await asyncio.sleep(0.2)

    async def events(self, chemin: str) -> AsyncIterator[tuple[str, Any]]:
        """The events of a stream, opened again for ever, elsewhere when it is cut."""
        while True:
            try:
                async with self.client.stream(
                    "GET", self.porte.url + chemin, headers=self.entetes, timeout=None
                ) as flux:
                    flux.raise_for_status()
                    yield "ouvert", None
                    nature = ""
                    async for ligne in flux.aiter_lines():
                        if ligne.startswith("event: "):
                            nature = ligne[7:]
                        elif ligne.startswith("data: "):
                            yield nature, json.loads(ligne[6:])
            except httpx.HTTPError:
                self.porte.change()
            await asyncio.sleep(random.uniform(0.1, 0.5))


class Personne(Ecran):
    """One person in one conversation."""

    def __init__(self, client: httpx.AsyncClient, porte: Porte, dossier: Dossier) -> None:
        super().__init__(client, porte, dossier.acces)
        self.dossier = dossier
        self.vu = 0
        self.ouvert = asyncio.Event()

    async def reads(self, mesures: Mesures) -> None:
        chemin = f"/conversations/{self.dossier.conversation}/flux"
        async for nature, donnees in self.events(chemin):
            if nature == "ouvert":
                self.ouvert.set()
            elif nature == "bulle" and donnees["seq"] > self.vu:
                self.vu = donnees["seq"]
                if donnees["auteur"] == "agent":
                    mesures.arrive(donnees["texte"])

    async def writes(self, mesures: Mesures, pause: float, fin: float) -> None:
        await asyncio.sleep(random.uniform(0, pause))
        for n in itertools.count():
            if time.monotonic() > fin:
                return
            texte = f"usager {self.dossier.id[:8]} {n}"
            mesures.partis[texte] = time.perf_counter()
            corps = {"client_id": str(uuid.uuid4()), "texte": texte}
            await self.call("POST", f"/conversations/{self.dossier.conversation}/messages", corps)
            await asyncio.sleep(pause * random.uniform(1 - ECART, 1 + ECART))


class Agente(Ecran):
    """One agent and all their conversations, on one stream."""

    def __init__(self, client: httpx.AsyncClient, porte: Porte, entetes: dict[str, str]) -> None:
        super().__init__(client, porte, entetes)
        self.vus: dict[str, int] = {}
        self.files: dict[str, float] = {}  # request -> when the desk heard of it
        self.nouvelle = asyncio.Condition()
        self.ouvert = asyncio.Event()
        self.lectures: dict[str, asyncio.Lock] = {}
        self.taches: set[asyncio.Task[None]] = set()

    async def takes(self, reference: str) -> None:
        self.vus[reference] = 0
        self.lectures[reference] = asyncio.Lock()
        await self.call("POST", f"/bureau/demandes/{reference}/prise")
        await self.call("POST", f"/bureau/demandes/{reference}/main")

    async def reads(self, mesures: Mesures) -> None:
        async for nature, donnees in self.events("/bureau/flux"):
            if nature == "ouvert":
                self.ouvert.set()
                for reference in self.vus:  # what came while it was cut
                    self._later(self.catch_up(reference, mesures))
            elif nature == "file" and donnees["reference"]:
                self.files.setdefault(donnees["reference"], time.perf_counter())
                async with self.nouvelle:
                    self.nouvelle.notify_all()
            elif nature == "bulle" and (donnees["seq"] or 2**31) > self.vus[donnees["reference"]]:
                self._later(self.catch_up(donnees["reference"], mesures))

    async def hears_of(self, reference: str) -> None:
        """Wait until the desk was told of a request."""
        async with self.nouvelle:
            await self.nouvelle.wait_for(lambda: reference in self.files)

    def _later(self, faire: Any) -> None:
        tache = asyncio.create_task(faire)
        self.taches.add(tache)
        tache.add_done_callback(self.taches.discard)

    async def catch_up(self, reference: str, mesures: Mesures) -> None:
        """Read what is new, and answer each message of the person."""
        async with self.lectures[reference]:
            chemin = f"/bureau/demandes/{reference}/messages?apres={self.vus[reference]}"
            lu = (await self.call("GET", chemin)).json()
            self.vus[reference] = lu["dernier"]
        for bulle in lu["messages"]:
            if bulle["auteur"] == "usager":
                mesures.arrive(bulle["texte"])
                await self.answers(reference, bulle["texte"], mesures)

    async def answers(self, reference: str, texte: str, mesures: Mesures) -> None:
        reponse = texte.replace("usager", "agent")
        mesures.partis[reponse] = time.perf_counter()
        corps = {"client_id": str(uuid.uuid4()), "texte": reponse}
        await self.call("POST", f"/bureau/demandes/{reference}/messages", corps)


async def hire(url: str, settings: Settings, combien: int) -> list[dict[str, str]]:
    """Agents of the Caf, signed in; the headers of each browser."""
    database, comptes, navigateurs = Database(url), Comptes(settings), []
    async with database.session.begin() as session:
        service = comptes.service(session)
        for n in range(combien):
            fiche = Fiche(
                f"agent{n:03d}",
                f"Agent{n} Essai",
                "agent",
                ["caf", "france_services"],
                [],
                [],
                ["france"],
            )
            connus = Connus(frozenset({"caf", "france_services"}))
            agent, _ = await service.add(fiche, connus, now(), comptes.duree_enrolement)
            secret = await service.sessions.open(agent.id, now(), etat="ouverte", moyen="local")
            navigateurs.append(
                {"cookie": f"{COOKIE}={secret}", ENTETE_JETON: comptes.form_token(secret)}
            )
    await database.close()
    return navigateurs


async def kept(url: str) -> Counter[str]:
    """How many times each text is in the database."""
    database = Database(url)
    async with database.session() as session:
        lignes = await session.execute(text("SELECT texte FROM messages WHERE texte IS NOT NULL"))
        comptes = Counter(str(t) for t in lignes.scalars())
    await database.close()
    return comptes


async def ask(client: httpx.AsyncClient, porte: Porte) -> tuple[Dossier, str, float]:
    """A new person asks for a human; their request, and when they pressed."""
    api = make_client(porte.url.removesuffix("/api/v1"))
    async with api:
        dossier = await open_dossier(api)
    ecran = Ecran(client, porte, dossier.acces)
    await ecran.call("POST", f"/dossiers/{dossier.id}/moments", {"moment": "naissance"})
    presse = time.perf_counter()
    rendu = await ecran.call("POST", f"/dossiers/{dossier.id}/escalades", {})
    return dossier, rendu.json()["reference"], presse


def line(quoi: str, valeurs: list[float], visee: float | None) -> str:
    """One line of the table."""
    if not valeurs:
        return f"| {quoi} | — | — | — | — | 0 |"
    p50, p95 = percentile(valeurs, 50), percentile(valeurs, 95)
    tenu = "" if visee is None else ("yes" if p95 <= visee else "**no**")
    aim = "—" if visee is None else f"≤ {visee:.0f} ms"
    return f"| {quoi} | {p50:.0f} ms | {p95:.0f} ms | {aim} | {tenu} | {len(valeurs)} |"


def migrate(env: dict[str, str]) -> None:
    subprocess.run([str(RACINE / "jalons"), "migrate"], cwd=RACINE, env=env, check=True)


async def run(conversations: int, agents: int, secondes: float, pause: float) -> int:
    """Everything, from an empty database; 1 when a message was lost or doubled."""
    cluster = Cluster()
    cluster.start()
    serveurs: list[Serveur] = []
    with tempfile.TemporaryDirectory(prefix="jalons-direct-") as dossier:
        try:
            url = cluster.url(cluster.create())
            secret = secrets.token_urlsafe(32)
            env = {
                **os.environ,
                "DATABASE_URL": url,
                "JALONS_SECRET": secret,
                "JALONS_TRACKER_URL": f"sqlite:///{dossier}/rasa.db",
                "JALONS_MESSAGES_PAR_MINUTE": "100000",
            }
            await asyncio.to_thread(migrate, env)
            serveurs = [Serveur(p, env, Path(dossier) / "api.log") for p in free_ports(2)]
            for serveur in serveurs:
                await serveur.ready()
            settings = Settings(database_url=url, secret=secret)
            return await talk(serveurs, url, settings, conversations, agents, secondes, pause)
        finally:
            for serveur in serveurs:
                serveur.kill()
            cluster.stop()


async def talk(
    serveurs: list[Serveur],
    url: str,
    settings: Settings,
    conversations: int,
    agents: int,
    secondes: float,
    pause: float,
) -> int:
    mesures, urls = Mesures(), [s.url for s in serveurs]
    limites = httpx.Limits(max_connections=None, max_keepalive_connections=200)
    async with httpx.AsyncClient(timeout=30.0, limits=limites) as client:
        navigateurs = await hire(url, settings, agents)
        equipe = [Agente(client, Porte(urls, n), e) for n, e in enumerate(navigateurs)]
        flux = [asyncio.create_task(a.reads(mesures)) for a in equipe]
        await asyncio.gather(*(a.ouvert.wait() for a in equipe))
        attentes: list[float] = []
        personnes: list[Personne] = []

        async def begin(n: int) -> None:
            porte = Porte(urls, n)
            ouvert, reference, presse = await ask(client, porte)
            if n < DEMANDES:
                attentes.append(await heard(equipe[0], reference) - presse)
            await equipe[n % agents].takes(reference)
            personnes.append(Personne(client, porte, ouvert))

        for n in range(min(DEMANDES, conversations)):  # one by one: these are timed
            await begin(n)
        for debut in range(DEMANDES, conversations, A_LA_FOIS):
            rangs = range(debut, min(debut + A_LA_FOIS, conversations))
            await asyncio.gather(*(begin(n) for n in rangs))
        print(f"{conversations} conversations are open", file=sys.stderr, flush=True)
        flux += [asyncio.create_task(p.reads(mesures)) for p in personnes]
        await asyncio.gather(*(p.ouvert.wait() for p in personnes))
        await asyncio.sleep(CALME)
        depart = sum(s.processor() for s in serveurs)
        fin = time.monotonic() + secondes
        ecrits = [asyncio.create_task(p.writes(mesures, pause, fin)) for p in personnes]
        await asyncio.sleep(secondes / 2)
        mesures.coupure = time.perf_counter()
        serveurs[1].kill()
        print("one worker killed", file=sys.stderr, flush=True)
        await asyncio.gather(*ecrits)
        await settle(mesures)
        processeur = sum(s.processor() for s in serveurs) - depart
        for tache in flux:
            tache.cancel()
        await asyncio.gather(*flux, return_exceptions=True)
    comptes = await kept(url)
    perdus = [t for t in mesures.partis if comptes[t] == 0 or t not in mesures.arrives]
    doubles = [t for t in mesures.partis if comptes[t] > 1]
    print(
        f"\n{conversations} conversations, {agents} agents, a message every {pause:.0f} s from each person, "
        f"{secondes:.0f} s, one worker killed half way\n"
    )
    print("| From Send to the other's screen | p50 | p95 | Aim (p95) | Held | Messages |")
    print("| --- | --- | --- | --- | --- | --- |")
    for sens, quoi in (("usager", "person to agent"), ("agent", "agent to person")):
        print(line(f"{quoi}, two workers", mesures.delays(sens, apres=False), VISEE_MS))
        print(line(f"{quoi}, from the kill on, one worker", mesures.delays(sens, apres=True), None))
    print(
        line(
            "« une personne » to the desk's stream", [s * 1000 for s in attentes], VISEE_DEMANDE_MS
        )
    )
    par_message = processeur * 1000 / max(1, len(mesures.partis))
    print(f"\nProcessor of the workers, streams included: {par_message:.0f} ms a message")
    print(f"Load average at the end: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    print(
        f"\n{len(mesures.partis)} messages: {len(perdus)} lost, {len(doubles) + mesures.doubles} doubled"
    )
    return 1 if perdus or doubles or mesures.doubles else 0


async def heard(agente: Agente, reference: str) -> float:
    """When the desk's stream told of a request."""
    async with asyncio.timeout(PATIENCE):
        await agente.hears_of(reference)
    return agente.files[reference]


async def settle(mesures: Mesures) -> None:
    """Wait until every message has arrived, or long enough to call it lost."""
    fin = time.monotonic() + PATIENCE
    while time.monotonic() < fin:
        attendus = {t.replace("usager", "agent") for t in mesures.partis if t.startswith("usager")}
        if attendus | mesures.partis.keys() <= mesures.arrives.keys():
            return
        await asyncio.sleep(0.2)


def main() -> int:
    lecteur = argparse.ArgumentParser(prog="python -m bench.direct", description=__doc__)
    lecteur.add_argument("--conversations", type=int, default=200)
    lecteur.add_argument("--agents", type=int, default=40)
    lecteur.add_argument("--secondes", type=float, default=60.0)
    lecteur.add_argument("--pause", type=float, default=PAUSE)
    lus = lecteur.parse_args()
    # Asked to stop, as by Ctrl-C: nothing that was started stays behind.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    return asyncio.run(run(lus.conversations, lus.agents, lus.secondes, lus.pause))


if __name__ == "__main__":
    sys.exit(main())
