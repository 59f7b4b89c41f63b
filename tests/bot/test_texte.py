"""Folding and normalising a text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.components.texte import clean, fold, fold_text, normalise, once, shorten

MOTS = {"g": "j'ai", "jsui": "je suis", "slt": "salut"}


@pytest.mark.parametrize(
    ("tape", "normalise_attendu"),
    [
        ("SLT g 2 enfants", "salut j'ai 2 enfants"),
        ("ouiiiii !!!!", "oui !"),
        ("jsui fatiguée…", "je suis fatiguée…"),
        ("l’école  \n est finie", "l'école est finie"),
        ("créée", "créée"),
        ("gagner", "gagner"),
    ],
)
def test_le_francais_des_sms_est_ecrit_en_toutes_lettres(tape: str, normalise_attendu: str) -> None:
    assert normalise(tape, MOTS) == normalise_attendu


def test_plier_garde_le_chemin_du_retour() -> None:
    plie = fold("Œil d’Été")
    assert plie.texte == "oeil d'ete"
    assert plie.original_span(0, 4) == (0, 3)
    assert plie.original_span(5, 10) == (4, 9)


def test_un_texte_long_garde_son_debut_et_sa_fin() -> None:
    mots = " ".join(str(i) for i in range(100))
    assert shorten(mots, 3, 2) == "0 1 2 98 99"
    assert shorten("un deux trois", 3, 2) == "un deux trois"


@pytest.mark.parametrize(
    ("tape", "dit"),
    [
        ("je veux " * 1250, "je veux"),
        ("a" * 10_000, "a"),
        ("aide aide aide moi", "aide moi"),
        ("non non c'est pas ça", "non non c'est pas ça"),
        ("un deux trois quatre cinq " * 3, "un deux trois quatre cinq " * 3),
    ],
)
def test_ce_qui_est_redit_sans_fin_est_dit_une_fois(tape: str, dit: str) -> None:
    assert once(tape.strip()) == dit.strip()


def test_les_caracteres_invisibles_disparaissent() -> None:
    assert clean("a\u200bb\x00c\u202ed") == "a b c d"


@given(texte=st.text(max_size=100))
def test_plier_n_importe_quel_texte_reste_dans_ses_bornes(texte: str) -> None:
    plie = fold(texte)
    assert plie.texte == fold_text(texte)
    assert len(plie.texte) == len(plie.origine)
    assert all(0 <= place < len(texte) for place in plie.origine)
