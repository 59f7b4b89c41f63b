"""`jalons check`: one line a finding, a summary, and exit code 1 when something is wrong."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from tests.cli.conftest import Run, only_line
from tests.parcours.depot import Depot

DEM = "parcours/demenagement.yml"


@pytest.fixture
def depot(tmp_path: Path) -> Depot:
    return Depot(tmp_path / "depot")


def test_un_contenu_sain_sort_avec_zero(run: Run, depot: Depot) -> None:
    resultat = run("check", "--root", depot.racine, "--on", "2026-11-22")
    assert resultat.exit_code == 0, resultat.output
    assert resultat.stdout.splitlines()[-1].endswith("0 errors, 0 warnings")


def test_une_erreur_sort_avec_un_et_dit_ou(run: Run, depot: Depot) -> None:
    depot.replace(DEM, "apres: [DEM-03]", "apres: [DEM-30]")
    resultat = run("check", "--root", depot.racine, "--on", "2026-11-22")
    assert resultat.exit_code == 1
    lignes = resultat.stdout.splitlines()
    assert lignes[0] == f"{DEM}:46: DEM-04: unknown step `DEM-30`"
    assert lignes[-1].endswith("1 errors, 0 warnings")


def test_un_avertissement_seul_ne_fait_pas_echouer(run: Run, depot: Depot) -> None:
    resultat = run("check", "--root", depot.racine, "--on", "2031-01-01")
    assert resultat.exit_code == 0
    premiere = resultat.stdout.splitlines()[0]
    assert premiere.startswith(f"{DEM}:5: demenagement: to be reviewed before 2030-01-01")
    assert premiere.endswith("(warning)")


def test_un_fichier_illisible_ne_donne_qu_une_ligne(run: Run, depot: Depot) -> None:
    depot.replace(DEM, "priorite: urgente", "priorite: haute")
    resultat = run("check", "--root", depot.racine)
    assert resultat.exit_code == 1
    (ligne,) = [x for x in resultat.stdout.splitlines() if x.startswith("parcours/")]
    assert ligne.startswith(f"{DEM}:37: phases → P1 → etapes → DEM-03 → priorite: ")


def test_le_tableau_dit_quoi_relire_et_avant_quand(run: Run, depot: Depot) -> None:
    sortie = run("check", "--root", depot.racine, "--on", "2026-11-22").stdout
    ligne = next(x for x in sortie.splitlines() if x.startswith("demenagement"))
    assert ligne.split() == ["demenagement", "2030-01-01", "7", "1", "1", "2026-11"]


def test_le_json_porte_les_constats_le_resume_et_la_fraicheur(run: Run, depot: Depot) -> None:
    depot.replace(DEM, "apres: [DEM-03]", "apres: [DEM-30]")
    resultat = run("check", "--root", depot.racine, "--json")
    assert resultat.exit_code == 1
    lu = json.loads(resultat.stdout)
    assert set(lu) == {"resume", "constats", "fraicheur", "lisibilite"}
    assert lu["resume"]["erreurs"] == len(lu["constats"]) == 1
    assert lu["constats"][0] == {
        "niveau": "erreur",
        "ou": f"{DEM}:46",
        "quoi": "DEM-04: unknown step `DEM-30`",
    }
    assert set(lu["lisibilite"][0]) == {
        "fichier",
        "phrases",
        "mots_par_phrase",
        "phrases_longues",
        "facilite",
    }


def test_le_contenu_reel_est_controle_en_moins_d_une_demi_minute(run: Run) -> None:
    debut = time.process_time()
    resultat = run("check", "--json")
    assert time.process_time() - debut < 30
    lu = json.loads(resultat.stdout)
    assert [c for c in lu["constats"] if c["niveau"] == "erreur"] == []
    assert lu["resume"]["moments"] >= 3
    assert lu["resume"]["etapes"] >= 117
    assert lu["resume"]["cas"] >= 9
    assert {f["quoi"] for f in lu["fraicheur"]} >= {"naissance", "separation", "deces"}


def test_une_date_mal_ecrite_est_refusee(run: Run) -> None:
    assert only_line(run("check", "--on", "demain")).startswith("jalons: --on: expected a date")


def test_un_dossier_sans_contenu_est_refuse(run: Run, tmp_path: Path) -> None:
    assert only_line(run("check", "--root", tmp_path)).endswith("no folder parcours/ here")
