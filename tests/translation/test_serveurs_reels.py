"""Against the real things: LibreTranslate 1.9 (protocol, failures), Apertium (real text)."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from api.database import Database
from api.settings import RACINE, Settings
from api.translation.service import Traducteur
from tests.translation.serveurs_reels import PYTHON, Apertium, LibreTranslate

une_base = pytest.mark.parametrize("url_base", ["sqlite"], indirect=True)
# The first translation of a pair loads its model.
DELAI = 60.0


@pytest.fixture(scope="module")
def libretranslate(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LibreTranslate]:
    serveur = LibreTranslate(tmp_path_factory.mktemp("libretranslate"))
    serveur.start()
    yield serveur
    serveur.stop()


@pytest.fixture(scope="module")
def apertium() -> Iterator[Apertium]:
    serveur = Apertium()
    serveur.start()
    yield serveur
    serveur.stop()


def translator(adresse: str, base: Database) -> Traducteur:
    return Traducteur(Settings(traduction_url=adresse, traduction_delai=DELAI), base, {"Caf"})


@une_base
async def test_libretranslate_traduit_vers_l_arabe_en_passant_par_l_anglais(
    libretranslate: LibreTranslate, base: Database
) -> None:
    service = translator(libretranslate.adresse, base)
    traduction = await service.translate("Votre demande a été refusée.", "fr", "ar")
    assert (traduction.texte, traduction.statut) == ("تم رفض طلبك.", "automatique")
    assert (await service.translate("طفلي مريض.", "ar", "fr")).texte == "Mon enfant est malade."


@une_base
async def test_libretranslate_rend_le_montant_exact(
    libretranslate: LibreTranslate, base: Database
) -> None:
    service = translator(libretranslate.adresse, base)
    traduction = await service.translate("Le montant est de 1 234,56 €.", "fr", "en")
    assert traduction.texte == "The amount is 1 234,56 €."


@une_base
async def test_une_langue_sans_modele_laisse_l_original(
    libretranslate: LibreTranslate, base: Database
) -> None:
    service = translator(libretranslate.adresse, base)
    traduction = await service.translate("Bonjour.", "fr", "uk")
    assert (traduction.texte, traduction.statut) == (None, "indisponible")
    assert traduction.fautes == ("refuse",)


@une_base
async def test_ce_que_disent_les_personnes_n_est_pas_dans_le_journal_du_serveur(
    libretranslate: LibreTranslate, base: Database
) -> None:
    await translator(libretranslate.adresse, base).translate("Mon enfant est malade.", "fr", "en")
    assert "malade" not in libretranslate.journal.read_text()


@une_base
async def test_un_serveur_qui_se_dit_bien_et_ne_traduit_pas_est_vu(
    tmp_path_factory: pytest.TempPathFactory, base: Database
) -> None:
    serveur = LibreTranslate(tmp_path_factory.mktemp("casse"))
    serveur.break_segmentation()
    serveur.start()
    try:
        assert serveur.health() == {"status": "ok"}
        assert not await translator(serveur.adresse, base).is_ready()
    finally:
        serveur.stop()


def test_sans_modele_le_serveur_dit_ce_qui_manque_et_ne_va_rien_chercher(tmp_path: Path) -> None:
    fini = subprocess.run(
        [PYTHON, RACINE / "tools" / "serve_traduction.py"],
        env={"ARGOS_PACKAGES_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=30,
    )
    assert fini.returncode == 1
    assert "docs/traduction.md" in fini.stderr and "Traceback" not in fini.stderr


@une_base
@pytest.mark.parametrize(
    ("de", "texte", "dit"),
    [
        ("es", "Perdí mi trabajo el 12/03/2026 y no puedo pagar el alquiler.", "12/03/2026"),
        ("es", "¿Qué documentos necesito para la Caf?", "la Caf ?"),
        ("pt", "Perdi o meu trabalho ontem e não tenho dinheiro.", "J'ai perdu mon travail hier"),
    ],
)
async def test_un_vrai_texte_arrive_lisible_pour_l_agent(
    apertium: Apertium, base: Database, de: str, texte: str, dit: str
) -> None:
    traduction = await translator(apertium.adresse, base).translate(texte, de, "fr")
    assert traduction.statut == "automatique"
    assert dit.replace(" ?", "") in (traduction.texte or "").replace("\xa0", " ")


@une_base
async def test_un_mot_que_le_moteur_ne_connait_pas_ne_passe_pas_pour_traduit(
    apertium: Apertium, base: Database
) -> None:
    """Apertium leaves unknown words as they are: the whole comes back copied, and is refused."""
    traduction = await translator(apertium.adresse, base).translate(
        "xyzzy plugh qwertz", "es", "fr"
    )
    assert (traduction.texte, traduction.statut) == (None, "rejetee")
