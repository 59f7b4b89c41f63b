"""The files of `parcours/surete/`: each example is heard, each near miss is let pass."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from api.parcours.yaml_lines import Document
from api.safety.check import faults
from api.safety.depistage import screen
from api.safety.lexique import (
    COMMUN,
    DOSSIER,
    FichierSurete,
    compile_file,
    load_lexiques,
    read_as,
)

LANGUES = sorted(f.stem for f in DOSSIER.glob("*.yml") if f.stem != COMMUN)
ATTENDUES = ["ar", "arabizi", "bn", "de", "en", "es", "fa", "fr", "it", "pl", "ps", "pt", "ro"]
ATTENDUES += ["ru", "tr", "uk", "zh"]


def read(langue: str, texte: str | None = None) -> tuple[FichierSurete, Document]:
    document = Document(DOSSIER / f"{langue}.yml", texte)
    return read_as(FichierSurete, document), document


def test_chaque_langue_de_l_evaluation_a_son_lexique():
    assert LANGUES == ATTENDUES


@pytest.mark.parametrize("langue", LANGUES)
def test_chaque_motif_entend_son_exemple_et_chaque_contexte_laisse_passer_le_sien(langue):
    lu, document = read(langue)
    assert list(faults(lu, compile_file(document, lu), load_lexiques().commun)) == []


@pytest.mark.parametrize("langue", LANGUES)
def test_les_exemples_surs_alarment_dans_toutes_les_langues_ensemble(langue):
    """No other language's context takes a sure sign back, none hears danger in a near miss."""
    lu, _ = read(langue)
    manques = [
        exemple
        for motifs in lu.signaux.values()
        for exemple in motifs.certaine.values()
        if not (a := screen(exemple).alerte) or a.force != "certaine"
    ]
    assert manques == []


@pytest.mark.parametrize("langue", LANGUES)
def test_chaque_langue_entend_les_cinq_dangers(langue):
    lu, _ = read(langue)
    assert [s for s, m in lu.signaux.items() if not m.certaine] == []
    assert len(lu.signaux) == 5


FAUTE = """
langue: xx
signaux:
  suicide: {certaine: {"veux mourir": "je veux mourir", "en finir": "rien à voir"}, sauf: {"rire": "bonjour"}}
  urgence_medicale: {certaine: {"(mal": "mal"}}
"""


def test_un_motif_qui_n_entend_pas_son_exemple_est_une_faute_du_contenu():
    lu, document = read("xx", FAUTE.replace("  urgence_medicale", "#"))
    dites = [quoi for _, quoi in faults(lu, compile_file(document, lu), load_lexiques().commun)]
    assert [d.split(" «")[0] for d in dites] == ["does not hear its example", "does not recognise"]


def test_un_motif_illisible_est_nomme_avec_sa_ligne():
    lu, document = read("xx", FAUTE)
    with pytest.raises(Exception, match=r"xx.yml:5: .*`\)` is missing"):
        compile_file(document, lu)


def test_jalons_check_lit_les_fichiers_de_surete():
    from api.parcours.check import CONTROLES
    from api.safety.check import check_safety

    assert check_safety in CONTROLES
    assert dt.date.today() and Path(DOSSIER).is_dir()
