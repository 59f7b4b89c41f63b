"""The engine, and all that can go wrong between it and us."""

from __future__ import annotations

import pytest

from api.translation.admission import AdresseRefusee, admit
from api.translation.moteur import LibreMoteur, MoteurEnPanne
from tests.translation.serveur_fautif import ServeurFautif

SECRET = "mon enfant est malade"


def engine(fautif: ServeurFautif, cle: str = "") -> LibreMoteur:
    return LibreMoteur("fr", "zh", adresse=fautif.adresse, cle=cle, delais=(0.5, 0.5))


def test_ni_le_texte_ni_la_cle_ne_sont_dans_l_adresse(fautif: ServeurFautif) -> None:
    assert engine(fautif, "cle-secrete").translate(SECRET) == f"<{SECRET}>"
    ((adresse, corps),) = fautif.recus
    assert adresse == "/translate"
    assert corps == {
        **{"q": SECRET, "source": "fr", "target": "zh-Hans"},
        **{"format": "text", "api_key": "cle-secrete"},
    }


@pytest.mark.parametrize(
    ("faute", "ennui"),
    [
        *(("lent", "lent"), ("429", "occupe"), ("500", "erreur"), ("403", "refuse")),
        *(("302", "erreur"), ("page", "illisible"), ("liste", "illisible")),
    ],
)
def test_chaque_panne_a_son_nom_et_ne_dit_rien_de_la_personne(
    fautif: ServeurFautif, faute: str, ennui: str
) -> None:
    fautif.faute = faute
    with pytest.raises(MoteurEnPanne) as panne:
        engine(fautif, "cle-secrete").translate(SECRET)
    assert panne.value.ennui == ennui
    assert panne.value.__cause__ is None
    assert SECRET not in repr(panne.value) and "cle" not in repr(panne.value)


def test_une_redirection_n_est_pas_suivie(fautif: ServeurFautif) -> None:
    fautif.faute = "302"
    with pytest.raises(MoteurEnPanne):
        engine(fautif).translate(SECRET)
    assert len(fautif.recus) == 1


def test_un_serveur_absent_est_une_panne(fautif: ServeurFautif) -> None:
    fautif.stop()
    with pytest.raises(MoteurEnPanne, match="injoignable"):
        engine(fautif).translate(SECRET)


def test_une_langue_inconnue_n_est_envoyee_nulle_part() -> None:
    with pytest.raises(MoteurEnPanne, match="langue"):
        LibreMoteur("fr", "xx", adresse="http://127.0.0.1:1")


@pytest.mark.parametrize(
    "adresse",
    ["http://127.0.0.1:5000", "http://localhost:5000", "http://10.0.3.4", "http://traduction:5000"],
)
def test_notre_propre_serveur_est_admis(adresse: str) -> None:
    assert admit(adresse) is None


@pytest.mark.parametrize(
    ("adresse", "tiers"),
    [
        ("https://libretranslate.com", ""),
        ("https://libretranslate.com", "autre.example"),
        ("http://libretranslate.com", "libretranslate.com"),  # not encrypted
        ("https://cle:mot@libretranslate.com", "libretranslate.com"),
        ("ftp://127.0.0.1", ""),
        ("127.0.0.1:5000", ""),
    ],
)
def test_un_tiers_est_refuse_s_il_n_est_pas_nomme(adresse: str, tiers: str) -> None:
    with pytest.raises(AdresseRefusee, match="JALONS_TRADUCTION"):
        admit(adresse, tiers)


def test_un_tiers_nomme_par_l_administrateur_sera_dit_aux_personnes() -> None:
    assert admit("https://libretranslate.com", "libretranslate.com") == "libretranslate.com"
