"""A new engine takes over on the running system, in the middle of a conversation: nobody notices."""

from __future__ import annotations

import asyncio
from urllib.parse import urlsplit

import httpx
import psutil
import pytest

from api.cli.comprehension import hand_over
from api.conversations.moteur import read_state
from api.settings import VAR
from tests.api import personne
from tests.api.personne import Personne, acts


def state_of(adresse: str):  # type: ignore[no-untyped-def]
    """The file in which the supervisor of this very system says which engine answers."""
    port = str(urlsplit(adresse).port)
    for fichier in VAR.glob("moteur-*.json"):
        moteur = read_state(fichier)
        try:
            if moteur and psutil.Process(moteur.pid).environ().get("JALONS_PORT") == port:
                return fichier, moteur
        except psutil.Error:  # left by a system that was killed
            continue
    raise AssertionError("no running system says where its engine is")


async def test_une_conversation_continue_pendant_qu_un_moteur_en_remplace_un_autre(
    adresse: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(personne, "PATIENCE", 60.0)  # two engines start or end on this machine
    fichier, avant = state_of(adresse)
    async with httpx.AsyncClient(base_url=adresse, timeout=60.0) as client:
        mere, bavard = await Personne.arrives(client), await Personne.arrives(client)
        ouverture = acts(await mere.says("je suis enceinte, je ne connais pas mes droits"))
        assert "naissance.ouverture" in ouverture and "question" in ouverture
        releve = asyncio.create_task(asyncio.to_thread(hand_over, fichier, avant))
        dits: list[str] = []
        while not releve.done():
            dits += acts(await bavard.says("merci"))
        apres = await releve
        assert apres and apres.refuse is None and apres.port != avant.port
        assert len(dits) > 1 and "panne" not in dits
        # The new engine knows where the dialogue is: this answers the question that was waiting.
        suite = await mere.says("je ne sais pas")
        assert "panne" not in acts(suite) and "passer" in acts(suite), acts(suite)
        assert "incompris" not in acts(suite) and "proposer_moments" not in acts(suite)
        sante = (await client.get("/api/v1/sante")).json()
        assert sante["rasa"] is True
