"""A new engine takes over from the old one: nobody waits, nothing stops, and a bad one changes
nothing."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from api.cli import processes
from api.cli.operate import _first_to_stop
from api.cli.processes import Processus, free_ports, stop_all
from api.cli.releve import Releve
from api.conversations import moteur
from api.conversations.bot import Bot
from api.conversations.moteur import engine_url, read_state, state_file
from api.settings import Settings

# An engine of one file: says which one it is, after the time it takes to be ready.
SCRIPT = """
import json, sys, time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
port, nom, attente = int(sys.argv[1]), sys.argv[2], float(sys.argv[3])
if nom == "casse":
    sys.exit(1)
class Porte(BaseHTTPRequestHandler):
    def _say(self, corps):
        self.send_response(200); self.end_headers(); self.wfile.write(json.dumps(corps).encode())
    def do_GET(self):
        self._say({})
    def do_POST(self):
        self.rfile.read(int(self.headers["content-length"]))
        time.sleep(attente)
        self._say({"messages": [{"acte": nom, "params": {}}]})
    def log_message(self, *a): pass
ThreadingHTTPServer(("127.0.0.1", port), Porte).serve_forever()
"""


class Essai:
    """Two processes in service, one of them an engine, and the collection of what replaces it."""

    def __init__(self, dossier: Path) -> None:
        self.script = dossier / "moteur.py"
        self.script.write_text(SCRIPT, encoding="utf-8")
        (port,) = free_ports(1)
        self.settings = Settings(port_rasa=port, delai_rasa=1.5, secret_rasa="x")
        self.nom, self.attente = "ancien", 0.0
        self.services = [self.make(self.settings.port_rasa)]
        self.releve = Releve(self.settings, self.services, self.make, 10.0)
        self.bot = Bot(self.settings)

    def make(self, port: int) -> Processus:
        ordre = [sys.executable, str(self.script), str(port), self.nom, str(self.attente)]
        return Processus("rasa", ordre, {}, f"http://127.0.0.1:{port}/")

    async def says(self) -> str:
        """Which engine answers a turn."""
        return (await self.bot.answer("c", "bonjour", {})).actes[0].nom


@pytest.fixture
async def essai(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Essai]:
    monkeypatch.setattr(processes, "JOURNAUX", processes.RACINE / "var" / "log")
    monkeypatch.setattr(moteur, "VAR", tmp_path)
    essai = Essai(tmp_path)
    await essai.services[0].start()
    await essai.services[0].wait_ready(10.0)
    essai.releve.say()
    yield essai
    await essai.bot.close()
    await essai.releve.stop()
    await stop_all([*essai.services, *essai.releve.partants])


async def test_les_tours_vont_a_la_releve_des_qu_elle_repond_et_aucun_ne_se_perd(
    essai: Essai,
) -> None:
    assert await essai.says() == "ancien"
    avant = read_state(state_file(essai.settings))
    mort = asyncio.create_task(_first_to_stop(essai.services))
    essai.nom = "nouveau"
    essai.releve.ask()
    essai.releve.ask()  # asked twice, done once
    dits = [await essai.says()]
    while essai.releve.partants or len(set(dits)) == 1:
        dits.append(await essai.says())
        await asyncio.sleep(0.02)
    # One after the other, never back, never nobody: BotIndisponible would have been raised.
    passage = dits.index("nouveau")
    assert dits == ["ancien"] * passage + ["nouveau"] * (len(dits) - passage)
    apres = read_state(state_file(essai.settings))
    assert avant and apres and (apres.rang, apres.refuse) == (avant.rang + 1, None)
    assert apres.port != essai.settings.port_rasa
    assert not mort.done()  # the old engine went: the system did not stop
    mort.cancel()
    async with httpx.AsyncClient() as client:
        with pytest.raises(httpx.ConnectError):
            await client.get(essai.settings.rasa_url)


async def test_un_tour_commence_avec_l_ancien_finit_avec_lui(essai: Essai, tmp_path) -> None:
    essai.nom, essai.attente = "lent", 1.0
    await essai.releve.take_over()  # the engine in service is now a slow one
    essai.nom, essai.attente = "vif", 0.0
    long = asyncio.create_task(essai.says())
    await asyncio.sleep(0.1)
    essai.releve.ask()
    while (await essai.says()) != "vif":
        pass
    assert await long == "lent"


async def test_une_releve_qui_ne_demarre_pas_ne_change_rien(essai: Essai) -> None:
    essai.nom = "casse"
    await essai.releve.take_over()
    etat = read_state(state_file(essai.settings))
    assert etat and etat.port == essai.settings.port_rasa
    assert etat.refuse and "stopped while starting" in etat.refuse
    assert await essai.says() == "ancien" and essai.releve.partants == []


def test_sans_rien_d_ecrit_le_moteur_est_ou_le_disent_les_reglages(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(moteur, "VAR", tmp_path)
    settings = Settings(port_rasa=5999)
    assert engine_url(settings) == settings.rasa_url
    state_file(settings).write_text("{", encoding="utf-8")
    assert engine_url(settings) == settings.rasa_url


def test_les_ports_libres_sont_tous_differents() -> None:
    assert len({*free_ports(3)}) == 3
