"""The small grammar of patterns: what it reads, what it refuses, and how long it takes."""

from __future__ import annotations

import string
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.safety.depistage import screen
from api.safety.motifs import MotifInvalide, beginnings, compile_motif
from api.safety.normaliser import fold, sentences, spell_out, words

LISTES = {"proche": ["frere", "belle mere"]}


def hears(motif: str, texte: str) -> bool:
    pret = compile_motif(motif, LISTES)
    phrases = [spell_out(mots, {"jveux": "je veux"}) for mots in sentences(texte)]
    return any(pret.find(p, beginnings(p.split())) for p in phrases)


@pytest.mark.parametrize(
    ("motif", "entendus", "tus"),
    [
        (
            "je veux|vais mourir",
            ["Je veux mourrir !", "JVEUX MOURIR", "je vais mourir"],
            ["je mourir"],
        ),
        ("frapp*", ["il me frappait", "frappée"], ["rattrape"]),
        ("il …2 frappe", ["il frappe", "il me la frappe"], ["il m'a dit que je frappe"]),
        (
            "(plus envie|marre) de vivre",
            ["plus envie de vivre", "marre de vivre"],
            ["plus de vivre"],
        ),
        ("tres? mal au bras", ["mal au bras", "très mal au bras"], ["mal très au bras"]),
        ("{proche} tombe", ["ma belle-mère tombe", "mon frère tombe"], ["ma mère tombe"]),
        ("^ adieu $", ["Adieu.", "Bon. Adieu !"], ["adieu et merci"]),
        ("我想|要死", ["我想死", "我 要死 了"], ["我死"]),
        ("কষ্ট", ["কষ্ট"], ["কষট"]),
    ],
)
def test_un_motif_entend_ce_qu_il_ecrit(motif, entendus, tus):
    assert [t for t in entendus if not hears(motif, t)] == []
    assert [t for t in tus if hears(motif, t)] == []


@pytest.mark.parametrize(
    "motif",
    ["(mal", "mal)", "{inconnue} mal", "…3", "tres?", "je|", "", "mal ((a)", "*", "{proche"],
)
def test_un_motif_illisible_est_refuse_et_dit_pourquoi(motif):
    with pytest.raises(MotifInvalide, match="`"):
        compile_motif(motif, LISTES)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=40))
def test_normaliser_deux_fois_ne_change_plus_rien(texte):
    une_fois = " ".join(words(texte))
    assert " ".join(words(une_fois)) == une_fois


def test_les_accents_les_apostrophes_et_les_lettres_repetees_ne_cachent_rien():
    assert words("J’étouuuffe") == words("j'ETOUFE") == ["j", "etoufe"]
    assert fold("أمّي") == fold("امي")


def test_un_signe_cache_dans_une_longue_lettre_est_une_phrase_a_part():
    lettre = "Je vous écris pour mon indu de 2 140 euros.\n" * 20
    assert sentences(lettre + "Je veux mourir. Merci.")[-2:] == [
        ["je", "veux", "mourir"],
        ["merci"],
    ]


# No regular expression may run away: a crafted message takes its length's share, no more.
NORMAL = "Bonjour, j'ai reçu un courrier de la Caf et mon mari est parti, que dois-je faire ? " * 12
MOTS = ["je", "il", "me", "mari", "veut", "tuer", "plus", "pas", "ma", "fille", "dors", "sang"]
RATIO = 60  # for ten times the length, on a machine shared with others


def seconds(texte: str) -> float:
    mesures = []
    for _ in range(2):
        debut = time.process_time()
        screen(texte)
        mesures.append(time.process_time() - debut)
    return min(mesures)


@settings(max_examples=15, deadline=None)
@given(
    st.one_of(
        st.text(alphabet=string.ascii_lowercase + " ", min_size=1, max_size=40),
        st.lists(
            st.sampled_from(MOTS),
            min_size=2,
            max_size=12,
        ).map(" ".join),
        st.text(min_size=1, max_size=40),
    )
)
def test_dix_mille_signes_de_n_importe_quoi_restent_dans_un_rapport_borne(motif_repete):
    normal = seconds(NORMAL)
    long = ((motif_repete + " ") * 10_000)[:10_000]
    assert seconds(long) < RATIO * max(normal, 0.002)
