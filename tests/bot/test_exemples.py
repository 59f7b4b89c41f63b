"""The examples: enough of each, none said twice, marks that mean something, evaluation kept apart."""

from __future__ import annotations

import dataclasses
import json
import re
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bot.comprendre import ETIQUETTES, SIGNAUX
from bot.moments import moment_names
from tests.bot.test_entrainer import run_in_rasa
from tools.exemples import (
    DONNEES,
    EVALUATION,
    LANGUE,
    MINIMUM_MIXTES,
    MINIMUM_STYLES,
    PRESQUE,
    SEUIL,
    Exemple,
    bare,
    lacks,
    leaks,
    main,
    mixed,
    near_duplicates,
    read_evaluation,
    read_training,
    shingles,
)

# How many sentences each language is measured on, at least.
LANGUES = {
    "fr": 200, "en": 140, "es": 140, "ar": 140, "uk": 140,
    **dict.fromkeys(
        ("pt", "arabizi", "ru", "tr", "fa", "ro", "zh", "bn", "it", "de", "pl", "ps"), 60
    ),
}  # fmt: skip
NUMERO_OU_ADRESSE = re.compile(r"@|(?:\d[ .-]?){9,}")
STYLES = {*MINIMUM_STYLES, PRESQUE, "direct", "explicite", "emotion", "question"}


@pytest.fixture(scope="module")
def appris() -> list[Exemple]:
    return read_training()


@pytest.fixture(scope="module")
def tenus() -> list[Exemple]:
    return read_evaluation()


def test_chaque_moment_acte_et_signal_a_assez_d_exemples(appris: list[Exemple]) -> None:
    assert lacks(appris) == []


def test_ce_qui_manque_est_nomme(appris: list[Exemple]) -> None:
    sans_lettres = [
        e for e in appris if (e.intentions[0], e.style) != ("moment_deces", "lettre")
    ]  # fmt: skip
    assert lacks(sans_lettres) == ["moment_deces lettre: 0 of 10"]
    sans_presque = [e for e in appris if e.signal != "enfant_danger"]
    assert "safety_enfant_danger presque_alerte: 0 of 120" in lacks(sans_presque)


def test_une_autre_langue_ne_compte_pas_pour_le_francais(appris: list[Exemple]) -> None:
    traduits = [dataclasses.replace(e, langue="ru") for e in appris]
    assert lacks(traduits) == lacks([])
    assert "moment_naissance: 0 of 150" in lacks(traduits)


def test_aucune_phrase_n_est_dite_deux_fois_ni_apprise_quand_elle_sert_a_mesurer(
    appris: list[Exemple], tenus: list[Exemple]
) -> None:
    textes = [e.texte for e in [*appris, *tenus]]
    apart = len(appris)  # two people measured may say the same « merci »
    paires = [(textes[a], textes[b]) for a, b, _ in near_duplicates(textes) if a < apart]
    assert paires == []


@pytest.mark.parametrize(
    ("une", "autre", "semblables"),
    [
        (
            "bonjour, je me sépare de ma femme",
            "Bonjour je me separe de ma femme !",
            True,
        ),
        (
            "Je viens d'être licencié pour faute grave",
            "je viens d'être licenciée pour faute grave.",
            True,
        ),
        ("Mon mari est mort lundi à l'hôpital", "On m'a licencié lundi de l'hôpital", False),
        ("Locataire", "locataire.", True),
        ("Locataire", "Locataires", False),
        ("🤷", "🤡", False),
    ],
)
def test_une_phrase_a_peine_changee_est_reconnue(une: str, autre: str, semblables: bool) -> None:
    assert bool(list(near_duplicates([une, autre]))) is semblables


MOTS = st.sampled_from(
    [
        "je",
        "suis",
        "malade",
        "mon",
        "mari",
        "est",
        "parti",
        "hier",
        "soir",
        "encore",
        "demain",
        "peut",
        "etre",
    ]
)


@given(textes=st.lists(st.lists(MOTS, min_size=3, max_size=9).map(" ".join), max_size=12))
def test_comparer_les_plus_rares_suffit(textes: list[str]) -> None:
    """The shortcut finds exactly what comparing every pair would find."""

    def likeness(a: str, b: str) -> float:
        x, y = shingles(a), shingles(b)
        return len(x & y) / len(x | y)

    attendus = {
        (i, j)
        for j, b in enumerate(textes)
        for i, a in enumerate(textes[:j])
        if likeness(a, b) >= SEUIL
    }
    assert {(i, j) for i, j, _ in near_duplicates(textes)} == attendus


def test_les_messages_a_plusieurs_moments_disent_lesquels(appris: list[Exemple]) -> None:
    moments = {f"moment_{m}" for m in moment_names()}
    plusieurs = mixed(appris)
    assert len([e for e in plusieurs if e.langue == LANGUE]) >= MINIMUM_MIXTES
    assert [e for e in plusieurs if not set(e.intentions) <= moments] == []
    assert [e for e in plusieurs if len(set(e.intentions)) < len(e.intentions)] == []
    assert {i for e in plusieurs for i in e.intentions} == moments


def test_chaque_langue_apprend_les_cinq_signaux(appris: list[Exemple]) -> None:
    for langue in LANGUES:
        signaux = {e.intentions[0] for e in appris if e.langue == langue}
        assert {f"safety_{s}" for s in SIGNAUX} <= signaux, langue


def test_chaque_langue_est_mesuree_sur_assez_de_phrases(tenus: list[Exemple]) -> None:
    comptes = {langue: sum(e.langue == langue for e in tenus) for langue in LANGUES}
    assert {e.langue for e in tenus} == set(LANGUES)
    assert {c: n for c, n in comptes.items() if n < LANGUES[c]} == {}


def test_chaque_langue_est_mesuree_sur_tous_les_moments_et_signaux(tenus: list[Exemple]) -> None:
    voulus = {e for e in ETIQUETTES if not e.startswith("act:")}
    for langue in LANGUES:
        dites = {i for e in tenus if e.langue == langue for i in e.intentions}
        assert voulus - dites == set(), langue


def test_les_phrases_d_evaluation_sont_bien_marquees(tenus: list[Exemple]) -> None:
    for e in tenus:
        assert set(e.intentions) <= ETIQUETTES, e
        assert len(set(e.intentions)) == len(e.intentions) >= 1, e
        assert e.style in STYLES, e
        assert e.signal is None or e.signal in SIGNAUX, e
        # Several labels are several moments: a danger, an act or nothing of ours stands alone.
        assert len(e.intentions) == 1 or all(i.startswith("moment:") for i in e.intentions), e
    assert len({(e.langue, bare(e.texte)) for e in tenus}) == len(tenus)


def test_chaque_auteur_d_evaluation_est_presente() -> None:
    for fichier in (DONNEES / EVALUATION).glob("*.yml"):
        lu = yaml.safe_load(fichier.read_text(encoding="utf-8"))
        assert set(lu) == {"langue", "auteurs", "evaluation"}, fichier.name
        assert {e["auteur"] for e in lu["evaluation"]} == set(lu["auteurs"]), fichier.name


def test_qui_ecrit_l_evaluation_n_ecrit_pas_ce_qui_s_apprend(
    appris: list[Exemple], tenus: list[Exemple]
) -> None:
    assert {e.persona for e in tenus} & {e.persona for e in appris} == set()


def test_aucune_phrase_d_evaluation_n_est_apprise(
    appris: list[Exemple], tenus: list[Exemple]
) -> None:
    assert leaks(appris, tenus) == []
    copiee = dataclasses.replace(tenus[0], texte=f"  {tenus[0].texte.upper()} !!")
    assert leaks([copiee], tenus) == [tenus[0]]


def test_l_entrainement_ne_lit_pas_l_evaluation(
    appris: list[Exemple], tenus: list[Exemple]
) -> None:
    """Asked of the dialogue engine itself, in its own environment."""
    fin = run_in_rasa(
        "-c",
        "import json\n"
        "from rasa.shared.importers.importer import TrainingDataImporter as T\n"
        "i = T.load_from_config('config.yml', 'bot/domain',"
        " training_data_paths=['bot/flows', 'nlu_data'])\n"
        "lus = [m.get('text') for m in i.get_nlu_data().training_examples]\n"
        "print(json.dumps([t for t in lus if t]))",
    )
    assert fin.returncode == 0, fin.stderr[-2000:]
    lus = {bare(t) for t in json.loads(fin.stdout.strip().splitlines()[-1])}
    assert {bare(e.texte) for e in appris} <= lus
    assert [e.texte for e in tenus if bare(e.texte) in lus] == []


def test_la_commande_dit_ce_qui_ne_va_pas(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    dits = ["On attend notre premier enfant pour mai", "on attend notre premier enfant pour mai !"]
    apprises = {"intent": "moment_naissance", "examples": [{"text": d} for d in dits]}
    (tmp_path / "a.yml").write_text(yaml.safe_dump({"nlu": [apprises]}), encoding="utf-8")
    (tmp_path / EVALUATION).mkdir()
    mesuree = {"texte": dits[0], "attendu": ["moment:naissance"], "auteur": "a", "style": "direct"}
    (tmp_path / EVALUATION / "fr.yml").write_text(
        yaml.safe_dump({"langue": "fr", "evaluation": [mesuree]}), encoding="utf-8"
    )
    assert main(["--dossier", str(tmp_path)]) == 1
    dit = capsys.readouterr().out
    assert "lacking  moment_naissance: 2 of 150" in dit
    assert "twice    1.00  'On attend notre premier enfant pour mai' (a.yml)" in dit
    assert "learnt   'On attend notre premier enfant pour mai' (fr.yml)" in dit


def test_les_personnes_inventees_ne_laissent_ni_numero_ni_adresse(tenus: list[Exemple]) -> None:
    for e in [*tenus, *read_training(DONNEES / "langues")]:
        assert not NUMERO_OU_ADRESSE.search(e.texte), e.texte
