"""Logs say what happens to the service, never what people say."""

from __future__ import annotations

import logging

import httpx
import pytest
from sqlalchemy import text

from api.conversations.service import ConversationService
from tests.api.personne import Personne

MARQUE = "Mirabelle"


@pytest.fixture
def journal(caplog):
    """Everything that is logged, down to the smallest detail of our own code."""
    caplog.set_level(logging.DEBUG)
    return caplog


async def talks(usager: Personne) -> None:
    await usager.opens("naissance")
    await usager.says(f"je m'appelle {MARQUE}")
    await usager.notes({"nom": MARQUE, "valeur": MARQUE}, {"nom": "nb_enfants", "valeur": MARQUE})
    await usager.chooses(fait="nb_enfants", valeur=MARQUE)
    await usager.reads()
    await usager.plan()


async def test_une_conversation_ordinaire_ne_laisse_rien_dans_les_journaux(usager, journal):
    await talks(usager)

    assert MARQUE not in journal.text
    assert usager.jeton not in journal.text


async def test_une_panne_du_moteur_est_notee_sans_ce_qui_a_ete_dit(usager, rasa, journal):
    rasa.debout = False
    await talks(usager)

    assert "dialogue engine unavailable: ConnectError" in journal.text
    assert MARQUE not in journal.text


async def test_un_moteur_qui_repete_le_message_dans_son_erreur_n_est_pas_cite(
    usager, rasa, journal
):
    async def repond(corps):
        raise httpx.RemoteProtocolError(f"cannot read {corps['message']}")

    rasa.answers(repond)
    await talks(usager)

    assert "RemoteProtocolError" in journal.text
    assert MARQUE not in journal.text


async def test_une_erreur_de_la_base_est_notee_sans_les_valeurs(usager, base, journal, monkeypatch):
    """The database's own errors quote what was being written."""

    async def fails(self, conversation_id, actes, auteur="bot"):
        await self.session.execute(text("INSERT INTO absente VALUES (:t)"), {"t": MARQUE})

    with monkeypatch.context() as panne:
        panne.setattr(ConversationService, "say", fails)
        await usager.writes(f"je m'appelle {MARQUE}")
        while "failed" not in journal.text:
            await usager.reads()

    assert "absente" in journal.text
    assert MARQUE not in journal.text
