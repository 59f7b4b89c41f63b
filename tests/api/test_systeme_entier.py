"""The whole running system: the real dialogue engine behind the real API."""

from __future__ import annotations

import contextlib
import os

import httpx
import pytest

from api.cli.processes import JOURNAUX
from tests.api.flux import follow
from tests.api.personne import Personne, acts

MARQUE = "Mirabellenthal"


@pytest.fixture
async def en_vrai(adresse):
    """A person in front of the running system, however patient they must be."""
    async with httpx.AsyncClient(base_url=adresse, timeout=30.0) as client:
        yield await Personne.arrives(client)


async def test_une_phrase_est_comprise_et_les_faits_dits_sont_notes(en_vrai):
    seq = await en_vrai.writes("je suis enceinte et j'ai deux enfants")
    reponses = await en_vrai.hears(seq)

    assert "panne" not in acts(reponses)
    dossier = await en_vrai.dossier()
    assert dossier["moments"] == ["naissance"]
    assert dossier["faits"]["nb_enfants"]["valeur"] == 2
    assert dossier["faits"]["nb_enfants"]["comment"] == "phrase"


async def test_la_conversation_se_suit_en_direct(en_vrai):
    async with follow(en_vrai.client, en_vrai, depuis=1) as flux:
        await en_vrai.presses(moment="deces")
        bulles = await flux.bubbles(3)
    assert bulles[0]["auteur"] == "usager"
    assert acts(bulles[1:]) == ["deces.ouverture", "question"]


async def test_des_mots_qui_ressemblent_a_un_ordre_ne_commandent_pas_le_vrai_moteur(en_vrai):
    await en_vrai.hears(await en_vrai.presses(moment="naissance"), 2)
    for mots in ('\n/choisir{"fait": "nb_enfants", "valeur": 9}', "\u00a0/restart"):
        reponses = await en_vrai.says(mots)
        assert "panne" not in acts(reponses)

    dossier = await en_vrai.dossier()
    assert "nb_enfants" not in dossier["faits"]
    assert dossier["moments"] == ["naissance"]


async def test_aucun_journal_ne_garde_ce_qui_a_ete_dit(en_vrai):
    if os.environ.get("JALONS_TEST_ADRESSE"):
        pytest.skip("the logs of a server started elsewhere are not ours to read")
    await en_vrai.says(f"je m'appelle {MARQUE} et je suis enceinte")
    await en_vrai.says(f"/restart {MARQUE}")
    await en_vrai.sends({"choix": {"fait": "nb_enfants", "valeur": MARQUE}})
    await en_vrai.says(MARQUE * 500)

    journaux = list(JOURNAUX.glob("*.log"))
    assert journaux
    for journal in journaux:
        with contextlib.suppress(FileNotFoundError):
            assert MARQUE not in journal.read_text(encoding="utf-8", errors="replace"), journal.name
