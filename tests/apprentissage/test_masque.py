"""What is kept of a message says nothing of who wrote it: doubtful words are hidden."""

from __future__ import annotations

import pytest

from api.apprentissage.exemples import Appris
from api.apprentissage.masque import (
    VOIX_COURANT,
    VOIX_MIN,
    Vocabulaire,
    hide,
    load_names,
    make_vocabulary,
)

COURANTS = "je suis et un une le la les ma mon de à il elle est qui que pour avec c'est"
CONNUS = (
    "j'ai m'appelle habite rue des attend bébé licencié boulot demande enceinte mois nom numéro "
    "code femme patron partie partir hier chez monsieur touche marié écris voilà place"
)


def voices(texte: str, nombre: int) -> list[Appris]:
    return [Appris(texte, "hors_sujet", f"voix_{n}") for n in range(nombre)]


@pytest.fixture(scope="module")
def connus() -> Vocabulaire:
    exemples = voices(COURANTS, VOIX_COURANT) + voices(CONNUS, VOIX_MIN)
    exemples += voices("c'est karim qui habite là", VOIX_MIN - 1)  # too few voices: maybe a name
    exemples += voices("je suis chez Fatou et Rose", VOIX_COURANT)  # a name keeps its capital
    return make_vocabulary(exemples, ["I am pregnant"], ["Caf", "RSA"], **load_names())


@pytest.mark.parametrize(
    ("ecrit", "garde"),
    [
        ("ma femme attend un bébé", "ma femme attend un bébé"),
        ("JE SUIS LICENCIÉ PAR KARIM", "JE SUIS LICENCIÉ ▮▮▮▮"),
        ("je touche le RSA de la Caf", "je touche le RSA de la Caf"),
        ("je suis enceinte de 3 mois", "je suis enceinte de ▮▮▮▮ mois"),
        ("ma femme Fatou attend un bébé", "ma femme ▮▮▮▮ attend un bébé"),
        ("ma femme fatou attend un bébé", "ma femme ▮▮▮▮ attend un bébé"),
        ("Rose est partie hier avec ma femme", "▮▮▮▮ est partie hier avec ma femme"),
        ("je suis marié et je suis chez marie", "je suis marié et je suis chez ▮▮▮▮"),
        ("je m'appelle rue place et je suis enceinte", "je m'appelle ▮▮▮▮ je suis enceinte"),
        (
            "elle est avec monsieur Boulot, pour M. Habite",
            "elle est avec monsieur ▮▮▮▮, pour M. ▮▮▮▮",
        ),
        ("il m'attend chez mon patron", "il m'attend chez mon patron"),
        ("je suis chez elle à Saint-Habite", "je suis chez elle à ▮▮▮▮"),
        ("je suis avec ma femme (Place)", "je suis avec ma femme (▮▮▮▮)"),
        ("je suis avec ma femme L. Place", "je suis avec ma femme ▮▮▮▮"),
        ("আমি je suis enceinte et je suis চাকরি", "▮▮▮▮ je suis enceinte et je suis ▮▮▮▮"),
        ("I am pregnant et je suis chez Karim", "I am pregnant et je suis chez ▮▮▮▮"),
    ],
)
def test_ce_qui_est_garde_ne_dit_pas_qui_ecrit(ecrit: str, garde: str, connus: Vocabulaire) -> None:
    assert hide(ecrit, connus) == garde


@pytest.mark.parametrize(
    "secret",
    [
        "2 85 04 67 482 123 45",
        "06 12 34 56 78",
        "paul.durand@exemple.fr",
        "https://exemple.fr/dossier/82",
        "FR76 3000 6000 0112 3456 7890 189",
        "12/03/1984",
        "code 4821",
        "Strasbourg",
        "Benali",
        "J. Dupont",
        "⟦0⟧",
    ],
)
def test_numeros_adresses_noms_et_lieux_sont_caches(secret: str, connus: Vocabulaire) -> None:
    garde = hide(f"je suis enceinte de mon mois et je demande pour {secret} le RSA", connus)
    assert garde is not None
    for morceau in secret.replace("code", "").split():
        assert morceau not in garde.split(), garde


def test_un_message_presque_tout_cache_n_est_pas_garde(connus: Vocabulaire) -> None:
    assert hide("karim benali schiltigheim", connus) is None
    assert hide("je karim benali schiltigheim", connus) is None
    assert hide("你好我怀孕了", connus) is None
    assert hide("", connus) is None
    assert hide("06 12 34 56 78 je", connus) is None


def test_d_une_longue_lettre_le_debut_seul_est_garde(connus: Vocabulaire) -> None:
    garde = hide("je suis enceinte " * 500, connus)
    assert garde is not None and len(garde) <= 800
