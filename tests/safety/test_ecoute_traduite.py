"""A danger that no lexicon of the person's language hears is heard in its French translation."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace

import pytest

from api.conversations.ecoute_traduite import for_listening
from api.conversations.traduction import Relais, Traduction
from tests.api.personne import acts
from tests.safety.test_chemin import protected, words_kept

sqlite = pytest.mark.parametrize("url_base", ["sqlite"], indirect=True)
VEILED = "Він знову забрав мій телефон, у мене синці на руках."
FRAPPE = "Mon mari me frappe, j'ai des bleus sur les bras."
ORDINAIRE = "Які документи потрібні для житлової допомоги?"


class Machine:
    """Knows two sentences, and takes its time."""

    present, tiers = True, None

    def __init__(self) -> None:
        self.demandes: list[str] = []

    async def traduire(
        self, texte: str, de: str, vers: str, *, memorable: bool = False
    ) -> Traduction | None:
        self.demandes.append(texte)
        assert (vers, memorable) == ("fr", False), "what a person writes is never remembered"
        await asyncio.sleep(0.2)
        dites = {VEILED: FRAPPE, ORDINAIRE: "Quels papiers pour l'aide au logement ?"}
        return Traduction(dites[texte], "LibreTranslate")


@pytest.fixture
def machine(application) -> Machine:
    une = Machine()
    application.state.way.traducteur = Relais(une)
    return une


@sqlite
async def test_l_original_ne_dit_rien_au_lexique_la_traduction_donne_les_numeros(
    usager, rasa, machine, base
):
    rasa.says("merci")
    dits = acts(await usager.says(VEILED))
    assert dits == ["merci", "proposer_langue"], "the answer does not wait for a machine"
    for _ in range(100):
        dite = (await usager.reads())[-1]
        if dite["urgent"] and await protected(base, usager):
            break
        await asyncio.sleep(0.05)
    assert (dite["acte"], dite["urgent"]) == ("urgence", True)
    assert dite["contacts"]
    assert await protected(base, usager)
    assert VEILED not in await words_kept(base, usager)


@sqlite
async def test_un_message_ordinaire_traduit_ne_donne_aucun_numero(usager, rasa, machine):
    rasa.says("merci")
    await usager.says(ORDINAIRE)
    await asyncio.sleep(0.5)
    assert [b["acte"] for b in await usager.reads() if b["urgent"]] == []


@sqlite
async def test_un_message_francais_et_un_danger_deja_repondu_ne_se_traduisent_pas(
    usager, rasa, machine
):
    rasa.says("merci")
    await usager.says("quels papiers pour la prime de naissance ?")
    await usager.says("Я хочу померти, більше не можу")
    await asyncio.sleep(0.3)
    assert machine.demandes == []


def test_une_machine_d_un_tiers_n_ecoute_pas_tous_les_messages():
    relais = Relais(Machine())
    assert for_listening(Machine(), relais) is relais
    assert for_listening(SimpleNamespace(present=True, tiers="x.example"), relais) is None
    assert for_listening(SimpleNamespace(present=False, tiers=None), relais) is None
