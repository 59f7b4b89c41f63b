"""`jalons understand`: its figures on the real model, and what a bad file gets."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from api.settings import RACINE

ENTETE = "text\tlabel\n"


def understand(fichier: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """The command as a person runs it."""
    ordre = [str(RACINE / "jalons"), "understand", "--tsv", str(fichier), *options]
    return subprocess.run(ordre, capture_output=True, text=True, check=False, timeout=180)


def write(tmp_path: Path, contenu: str | bytes) -> Path:
    fichier = tmp_path / "phrases.tsv"
    fichier.write_bytes(contenu if isinstance(contenu, bytes) else contenu.encode())
    return fichier


MAUVAIS = [
    ("vide", b"", "the file is empty"),
    ("sans_entete", "bonjour\tact:bonjour\n", "missing column `text`"),
    ("entete_seule", ENTETE, "no example under the header"),
    ("etiquette_inconnue", ENTETE + "coucou\tact:coucou\n", ":2: unknown label `act:coucou`"),
    ("latin1", "text\tlabel\ndécès\tmoment:deces\n".encode("latin-1"), "cannot be read"),
    ("utf16", (ENTETE + "oui\tact:oui\n").encode("utf-16"), "cannot be read"),
    ("colonne_manquante", ENTETE + "oui\n", ":2: expected 2 columns"),
]


@pytest.mark.parametrize(
    ("contenu", "cause"), [m[1:] for m in MAUVAIS], ids=[m[0] for m in MAUVAIS]
)
def test_un_mauvais_fichier_est_dit_en_une_ligne(
    contenu: str | bytes, cause: str, tmp_path: Path
) -> None:
    fini = understand(write(tmp_path, contenu), "--json")
    assert fini.returncode != 0
    assert fini.stdout == ""
    assert cause in fini.stderr
    assert len(fini.stderr.strip().splitlines()) == 1


def test_un_fichier_absent_ou_un_dossier_est_dit_en_une_ligne(tmp_path: Path) -> None:
    for chemin in (tmp_path / "absent.tsv", tmp_path):
        fini = understand(chemin, "--json")
        assert fini.returncode != 0
        assert len(fini.stderr.strip().splitlines()) == 1


def test_un_fichier_de_tableur_se_lit_et_le_format_est_celui_annonce(tmp_path: Path) -> None:
    """BOM, CRLF, quotes and odd separators inside the text, more columns than needed."""
    lignes = [
        "id\ttext\tlabel",
        '1\til m\'a dit "au revoir" et puis bonjour\tact:au_revoir',
        "2\tmon père est mort\u2028hier\tmoment:deces",
        "3\tbonjour\tact:bonjour",
        "4\t/ouvrir\thors_sujet",
        "",
    ]
    fini = understand(write(tmp_path, ("\ufeff" + "\r\n".join(lignes)).encode()), "--json")
    assert fini.returncode == 0, fini.stderr
    resultat = json.loads(fini.stdout)
    assert list(resultat) == ["accuracy", "labels", "errors"]
    assert resultat["labels"]["act:bonjour"]["n"] == 1
    assert sum(mesures["n"] for mesures in resultat["labels"].values()) == 4
    for mesures in resultat["labels"].values():
        assert list(mesures) == ["n", "recall", "precision"]
        assert all(0 <= mesures[nom] <= 1 for nom in ("recall", "precision"))
    for erreur in resultat["errors"]:
        assert list(erreur) == ["text", "label", "predicted", "top3"]
        assert 1 <= len(erreur["top3"]) <= 3
    assert fini.stderr == ""
