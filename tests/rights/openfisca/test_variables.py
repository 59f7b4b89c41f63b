"""The whitelist and the overrides: only what exists, each with what it is worth."""

from __future__ import annotations

import dataclasses
import datetime as dt
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import ValidationError

from api.rights.foyer import Adulte, Foyer, Logement, Serie
from api.rights.openfisca.calcul import compute
from api.rights.openfisca.parametres import (
    RemplacementInutile,
    apply_override,
    load_overrides,
)
from api.rights.openfisca.variables import DOSSIER, Selection, load_selection
from api.settings import RACINE
from tests.rights.openfisca.foyers import MOIS

PERIODES = {"month": "mois", "year": "an"}


def test_chaque_variable_existe_avec_cette_entite_et_cette_periode(
    systeme: Any, selection: Selection
) -> None:
    for nom, variable in selection.variables.items():
        openfisca = systeme.get_variable(nom, check_existence=True)
        assert openfisca.entity.key == variable.entite, nom
        assert PERIODES[str(openfisca.definition_period.value)] == variable.periode, nom
        assert (openfisca.value_type is bool) == (variable.unite == "oui_non"), nom


def test_les_variables_ecartees_existent_et_ne_sont_pas_demandees(
    systeme: Any, selection: Selection
) -> None:
    assert not set(selection.ecartees) & set(selection.variables)
    for nom in selection.ecartees:
        systeme.get_variable(nom, check_existence=True)


def test_la_recette_ne_met_a_zero_que_ce_qui_existe(systeme: Any, selection: Selection) -> None:
    recette = selection.recette
    assert set(recette.nuls_recemment) <= set(recette.nuls_avant)
    for nom in recette.nuls_avant:
        systeme.get_variable(nom, check_existence=True)


def test_la_version_decrite_est_la_version_installee(selection: Selection) -> None:
    paquets = (RACINE / "requirements" / "app.txt").read_text(encoding="utf-8")
    assert selection.version.replace(" ", "==") in paquets


def test_le_plafond_de_la_c2s_d_avril_2025_ouvre_ce_que_l_ancien_refusait(
    systeme: Any, selection: Selection
) -> None:
    """At 850 euros a month: above 10 166 a year, below 10 339."""
    modeste = Foyer(
        Adulte(dt.date(1996, 8, 8), "actif", Serie(850)), logement=Logement("sans_domicile")
    )
    assert compute(systeme, selection, [modeste], MOIS)["cmu_c"] == [1]
    plafond = systeme.parameters("2026-11-01")
    for nom in ["prestations_sociales", "solidarite_insertion", "minima_sociaux", "cs", "cmu"]:
        plafond = getattr(plafond, nom)
    assert plafond.plafond_base == 10339


def test_chaque_remplacement_dit_sa_source_et_quand_le_revoir() -> None:
    for remplacement in load_overrides():
        assert remplacement.vu_le < remplacement.revoir_avant
        assert remplacement.valeur != remplacement.remplace


def test_un_remplacement_devenu_inutile_se_signale(systeme: Any) -> None:
    perime = load_overrides()[0].model_copy(update={"remplace": 9999.0})
    with pytest.raises(RemplacementInutile, match="not stale any more"):
        apply_override(systeme, perime)


def test_une_faute_de_frappe_dans_la_liste_est_nommee(tmp_path: Path) -> None:
    contenu = yaml.safe_load((DOSSIER / "openfisca.yml").read_text(encoding="utf-8"))
    contenu["variables"]["rsa"]["perimee"] = "?"
    (tmp_path / "openfisca.yml").write_text(yaml.safe_dump(contenu), encoding="utf-8")
    with pytest.raises(ValidationError, match=r"variables\.rsa\.perimee"):
        load_selection(tmp_path)


def test_une_variable_dont_le_bareme_est_depasse_le_dit(selection: Selection) -> None:
    perimes = {nom for nom, variable in selection.variables.items() if variable.perime}
    assert perimes == {"asi", "contrat_engagement_jeune", "are_allocation_nette_mensuelle"}


def test_un_champ_du_foyer_ajoute_est_lu_ou_ecarte_sciemment() -> None:
    """`scolarise` is read by nothing of OpenFisca: school grants are not computed."""
    lus = "".join(
        fichier.read_text(encoding="utf-8")
        for fichier in (RACINE / "api" / "rights" / "openfisca").glob("*.py")
    )
    ecartes = {"scolarise"}
    for classe in (Adulte, Foyer):
        for champ in dataclasses.fields(classe):
            assert f".{champ.name}" in lus or champ.name in ecartes, champ.name
