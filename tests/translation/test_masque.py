"""What the machine must not touch is hidden, and comes back exactly or not at all."""

from __future__ import annotations

import random
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.translation.masque import PLACE, mask, restore

NOMS = ("Caf", "France Travail", "carte Vitale")
# What must be found whole in the mask's pieces.
CACHES = [
    ("Vous toucherez 1 234,56 € par mois.", "1 234,56 €"),
    ("Rendez-vous le 12/03/2027 à 9 h 30.", "12/03/2027"),
    ("Rendez-vous le 12/03/2027 à 9 h 30.", "9 h 30"),
    ("Appelez le 01 23 45 67 89.", "01 23 45 67 89"),
    ("Appelez le +33 1 23 45 67 89.", "+33 1 23 45 67 89"),
    ("Mon numéro : 1 84 12 76 451 089 46.", "1 84 12 76 451 089 46"),
    ("Écrivez à a.b@exemple.fr.", "a.b@exemple.fr"),
    ("Voyez https://exemple.fr/page?x=1 demain.", "https://exemple.fr/page?x=1"),
    ("Demandez le RSA à la Caf.", "RSA"),
    ("Demandez le RSA à la Caf.", "Caf"),
    ("Inscrivez-vous à France Travail.", "France Travail"),
    ("عندي ٣ أطفال", "٣"),
]


@pytest.mark.parametrize(("texte", "piece"), CACHES)
def test_ce_qui_ne_se_traduit_pas_est_cache_en_entier(texte: str, piece: str) -> None:
    masque = mask(texte, NOMS)
    assert piece in masque.pieces
    assert piece not in masque.texte


@given(st.text(max_size=300))
def test_cacher_puis_remettre_rend_le_meme_texte(texte: str) -> None:
    masque = mask(texte, NOMS)
    assert restore(masque.texte, masque.pieces) == texte
    assert not re.search(r"\d", PLACE.sub("", masque.texte))


def test_l_ordre_peut_changer_d_une_langue_a_l_autre() -> None:
    masque = mask("Le 12/03/2027, la Caf verse 100 €.", NOMS)
    assert restore("⟦1⟧ pays ⟦ 2 ⟧ on ⟦0⟧.", masque.pieces) == "Caf pays 100 € on 12/03/2027."


@pytest.mark.parametrize(
    "traduit", ["", "⟦0⟧", "⟦0⟧ ⟦0⟧ ⟦1⟧", "⟦0⟧ ⟦1⟧ ⟦2⟧", "⟦0⟧ ⟦1⟧ ⟦", "⟦0⟧ [1]"]
)
def test_une_piece_perdue_doublee_ou_inventee_fait_refuser_la_traduction(traduit: str) -> None:
    assert restore(traduit, ("100 €", "la Caf")) is None


MOTS = [
    "vous",
    "devez",
    "payer",
    "demain",
    "à la Caf",
    "ne",
    "pas",
    "venir",
    "avant",
    "midi",
    "enfant",
]
PIECES = ["1 234,56 €", "12/03/2027", "06 12 34 56 78", "RSA", "9 h 30", "75012", "50 %", "a@b.fr"]


def damage(masque: str, hasard: random.Random) -> str:
    """What engines do to our signs: lose, double, renumber, open, swap them; or nothing."""
    places = PLACE.findall(masque)
    if not places:
        return masque
    n = hasard.choice(places)
    return hasard.choice(
        [
            masque,
            masque.replace(f"⟦{n}⟧", "", 1),
            masque.replace(f"⟦{n}⟧", f"⟦{n}⟧ ⟦{n}⟧", 1),
            masque.replace(f"⟦{n}⟧", f"⟦{int(n) + 1}⟧", 1),
            masque.replace(f"⟦{n}⟧", f"[{n}]", 1),
            masque.replace(f"⟦{n}⟧", f"⟦ {n} ⟧", 1),
            masque.replace("⟦", "", 1),
        ]
    )


def test_sur_dix_mille_phrases_abimees_aucune_piece_n_est_changee_en_silence() -> None:
    """Either every piece is in the result, as often as in the source, or there is no result."""
    hasard = random.Random(20261123)
    rendues = 0
    for _ in range(10_000):
        mots = hasard.choices(MOTS, k=8) + hasard.choices(PIECES, k=hasard.randint(1, 4))
        hasard.shuffle(mots)
        texte = " ".join(mots)
        masque = mask(texte, NOMS)
        rendu = restore(damage(masque.texte, hasard), masque.pieces)
        if rendu is not None:
            rendues += 1
            assert sorted(mask(rendu, NOMS).pieces) == sorted(masque.pieces)
    assert 1_000 < rendues < 9_000  # both roads were taken


@settings(max_examples=30)
@given(st.sampled_from(["1", "é", "⟦", " ", "A", "a@", "www.", "1 "]), st.integers(1000, 4000))
def test_un_texte_repete_ne_ralentit_pas_le_masque(signe: str, fois: int) -> None:
    masque = mask(signe * fois)
    assert restore(masque.texte, masque.pieces) == signe * fois
