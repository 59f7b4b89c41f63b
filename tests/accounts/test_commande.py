"""`jalons agents …`: links, never passwords; a fictitious team on a development machine only."""

from __future__ import annotations

import json
import re

import pytest
from typer.testing import CliRunner

from api.cli.__main__ import app
from api.settings import get_settings


@pytest.fixture
def run(url_base, monkeypatch):
    """`jalons agents <arguments>` on this test's database."""
    monkeypatch.setenv("DATABASE_URL", url_base)
    get_settings.cache_clear()
    yield lambda *mots: CliRunner().invoke(app, ["agents", *mots])
    get_settings.cache_clear()


AJOUT = ("ajouter", "camille", "--nom", "Camille", "--role", "agent")
PERIMETRE = ("--organisme", "caf", "--departement", "67", "--langue", "fr", "--langue", "ar")


def listed(run) -> dict[str, dict]:
    return {a["identifiant"]: a for a in json.loads(run("lister", "--json").stdout)}


def test_ajouter_donne_un_lien_puis_lister_et_desactiver(run):
    ajoute = run(*AJOUT, *PERIMETRE)
    assert ajoute.exit_code == 0, ajoute.output
    assert re.search(r"/bureau/enrolement/[\w-]{43}\b", ajoute.stdout)
    assert listed(run)["camille"]["state"] == "awaited"
    assert listed(run)["camille"]["langues"] == ["fr", "ar"]

    ancien = ajoute.stdout.rsplit("/", 1)[1]
    remis = run("reinitialiser", "Camille")
    assert remis.stdout.rsplit("/", 1)[1] != ancien
    assert run("desactiver", "camille").exit_code == 0
    assert listed(run)["camille"]["state"] == "disabled"
    assert run("reinitialiser", "camille").exit_code == 2


def test_un_ajout_impossible_dit_chaque_champ_sur_une_ligne(run):
    refus = run("ajouter", "é", "--nom", "", "--role", "agent", "--organisme", "kaf")
    assert refus.exit_code == 2
    for faute in ("identifiant_forme", "nom_forme", "departements_vides", "codes_inconnus kaf"):
        assert faute in refus.stderr
    assert len(refus.stderr.strip().splitlines()) == 1

    run(*AJOUT, *PERIMETRE)
    assert "identifiant_pris" in run(*AJOUT, *PERIMETRE).stderr
    assert run("desactiver", "personne").exit_code == 2


def test_l_equipe_fictive_nait_sur_demande_et_jamais_sur_un_vrai_serveur(run, monkeypatch):
    assert listed(run) == {}
    premiere = run("demo")
    assert premiere.exit_code == 0, premiere.output
    assert premiere.stdout.count("/bureau/enrolement/") == len(listed(run)) == 6
    assert {a["role"] for a in listed(run).values()} == {
        "agent",
        "correspondant",
        "superviseur",
        "administrateur",
        "mediateur",
    }
    assert "/bureau/enrolement/" not in run("demo").stdout

    monkeypatch.setenv("JALONS_ADRESSE_PUBLIQUE", "https://jalons.example")
    get_settings.cache_clear()
    assert run("demo").exit_code == 2
