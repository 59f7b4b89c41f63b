"""`jalons territoire`: the same answers, for operators and other programs."""

from __future__ import annotations

import json

import pytest

from tests.cli.conftest import only_line, run  # noqa: F401


def test_la_commande_repond_en_json(run):  # noqa: F811
    resultat = run("territoire", "--lieu", "48000", "--organisme", "caf", "--json")
    lue = json.loads(resultat.stdout)
    assert (resultat.exit_code, lue["statut"], lue["nom"]) == (0, "trouve", "CCSS de la Lozère")


def test_la_commande_connait_le_regime_agricole(run):  # noqa: F811
    resultat = run("territoire", "--lieu", "48000", "--organisme", "caf", "--agricole", "--json")
    assert json.loads(resultat.stdout)["nom"] == "MSA du Languedoc"


def test_la_commande_dit_quoi_demander(run):  # noqa: F811
    sortie = run("territoire", "--lieu", "01200", "--organisme", "caf").stdout
    assert "Laquelle est la vôtre ?" in sortie and "insee:74109" in sortie


@pytest.mark.parametrize(
    ("lieu", "organisme", "attendu"),
    [("99999", "caf", "lieu: "), ("48000", "banque", "organisme: ")],
)
def test_la_commande_refuse_en_une_ligne(run, lieu, organisme, attendu):  # noqa: F811
    assert attendu in only_line(run("territoire", "--lieu", lieu, "--organisme", organisme))
