"""From a text to its translation, or to the original and the reason."""

from __future__ import annotations

import datetime as dt
import logging

import pytest
from sqlalchemy import select

from api.database import Database, now
from api.settings import Settings
from api.translation.memoire import Memoire, names_nobody
from api.translation.models import PhraseTraduite
from api.translation.service import ECHECS, Traducteur
from tests.translation.serveur_fautif import LENTEUR, ServeurFautif

PHRASE = "La Caf vous verse 100 € le 12/03/2027."


@pytest.fixture
def traducteur(base: Database, fautif: ServeurFautif) -> Traducteur:
    return Traducteur(
        Settings(traduction_url=fautif.adresse, traduction_delai=LENTEUR / 3), base, {"Caf"}
    )


@pytest.mark.parametrize("url_base", ["sqlite"], indirect=True)
async def test_ce_qui_compte_n_est_jamais_envoye_et_revient_exactement(
    traducteur: Traducteur, fautif: ServeurFautif
) -> None:
    traduction = await traducteur.translate(PHRASE, "fr", "en")
    assert (traduction.texte, traduction.statut) == (f"<{PHRASE}>", "automatique")
    assert fautif.recus[0][1]["q"] == "La ⟦0⟧ vous verse ⟦1⟧ le ⟦2⟧."


@pytest.mark.parametrize(
    ("faute", "statut", "raison"),
    [
        *(("place", "rejetee", "place"), ("place_double", "rejetee", "place")),
        *(("nombre", "rejetee", "nombre"), ("recopie", "rejetee", "recopie")),
        *(("vide", "rejetee", "place"), ("lent", "indisponible", "lent")),
        *(("429", "indisponible", "occupe"), ("500", "indisponible", "erreur")),
        *(("page", "indisponible", "illisible"), ("302", "indisponible", "erreur")),
    ],
)
@pytest.mark.parametrize("url_base", ["sqlite"], indirect=True)
async def test_une_faute_laisse_l_original_avec_la_raison(
    traducteur: Traducteur, fautif: ServeurFautif, faute: str, statut: str, raison: str
) -> None:
    fautif.faute = faute
    traduction = await traducteur.translate(PHRASE, "fr", "en")
    assert (traduction.texte, traduction.statut) == (None, statut)
    assert traduction.fautes == (raison,)


@pytest.mark.parametrize("url_base", ["sqlite"], indirect=True)
async def test_apres_trois_pannes_on_laisse_le_serveur_tranquille(
    traducteur: Traducteur, fautif: ServeurFautif
) -> None:
    fautif.faute = "500"
    for _ in range(ECHECS + 4):
        assert (await traducteur.translate(PHRASE, "fr", "en")).statut == "indisponible"
    assert len(fautif.recus) == ECHECS


async def test_la_phrase_d_un_agent_n_est_demandee_qu_une_fois(
    traducteur: Traducteur, fautif: ServeurFautif, base: Database
) -> None:
    autre = PHRASE.replace("100", "250")  # the same sentence: what differs is hidden
    for texte in (PHRASE, autre):
        traduction = await traducteur.translate(texte, "fr", "en", memorable=True)
        assert traduction.texte == f"<{texte}>"
    assert len(fautif.recus) == 1
    async with base.session() as session:
        (gardee,) = (await session.execute(select(PhraseTraduite))).scalars()
    assert "100" not in gardee.source and "Caf" not in gardee.source


@pytest.mark.parametrize(
    ("masque", "personne"),
    [
        ("Bonjour. Il manque le contrat. Merci !", True),
        ("Vous avez écrit à la ⟦0⟧ le ⟦1⟧ : nous répondons.", True),
        ("لا تدفعون شيئا", True),
        ("Bonjour Madame Diallo, il manque le contrat.", False),
        ("Le dossier de Karim est complet.", False),
    ],
)
def test_une_phrase_qui_peut_nommer_quelqu_un_n_est_jamais_gardee(masque, personne) -> None:
    assert names_nobody(masque) is personne


async def test_la_memoire_oublie_ce_qu_une_machine_a_traduit_il_y_a_un_an(
    traducteur: Traducteur, base: Database
) -> None:
    await traducteur.translate(PHRASE, "fr", "en", memorable=True)
    await traducteur.translate("Merci beaucoup.", "fr", "en", memorable=True)
    async with base.session.begin() as session:
        for gardee in (await session.execute(select(PhraseTraduite))).scalars():
            gardee.le -= dt.timedelta(days=400)
            gardee.statut = "relue" if "Merci" in gardee.source else gardee.statut
    async with base.session.begin() as session:
        await Memoire(session).forget(now() - dt.timedelta(days=365))
        (reste,) = (await session.execute(select(PhraseTraduite))).scalars()
    assert reste.statut == "relue"


async def test_le_message_d_une_personne_n_entre_pas_dans_la_memoire(
    traducteur: Traducteur, base: Database
) -> None:
    await traducteur.translate("Mon fils est malade.", "fr", "en")
    async with base.session() as session:
        assert (await session.execute(select(PhraseTraduite))).first() is None


async def test_une_phrase_relue_n_est_jamais_changee_par_la_machine(
    traducteur: Traducteur, fautif: ServeurFautif, base: Database
) -> None:
    await traducteur.translate(PHRASE, "fr", "en", memorable=True)
    async with base.session.begin() as session:
        (gardee,) = (await session.execute(select(PhraseTraduite))).scalars()
        gardee.texte, gardee.statut = "⟦0⟧ pays you ⟦1⟧ on ⟦2⟧.", "relue"
    traduction = await traducteur.translate(PHRASE, "fr", "en", memorable=True)
    assert traduction.texte == "Caf pays you 100 € on 12/03/2027."
    assert traduction.statut == "relue"


@pytest.mark.parametrize("url_base", ["sqlite"], indirect=True)
async def test_un_serveur_qui_se_dit_en_forme_et_ne_traduit_pas_n_est_pas_pret(
    traducteur: Traducteur, fautif: ServeurFautif
) -> None:
    assert await traducteur.is_ready()
    fautif.faute = "500"
    assert not await traducteur.is_ready()


@pytest.mark.parametrize("url_base", ["sqlite"], indirect=True)
async def test_sans_serveur_l_original_reste(base: Database) -> None:
    traduction = await Traducteur(Settings(traduction_url=""), base).translate("Oui", "fr", "en")
    assert (traduction.texte, traduction.statut) == (None, "indisponible")


@pytest.mark.parametrize("url_base", ["sqlite"], indirect=True)
async def test_les_journaux_ne_disent_rien_de_ce_qui_est_traduit(
    traducteur: Traducteur, fautif: ServeurFautif, caplog: pytest.LogCaptureFixture
) -> None:
    fautif.faute = "500"
    with caplog.at_level(logging.DEBUG):
        await traducteur.translate("Mon fils Elias est malade.", "fr", "en")
    assert "Elias" not in caplog.text and "translation failed: erreur" in caplog.text
