"""The dated values: read, checked, asked by day; a fault says the file, the key and the remedy."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from api.parcours.yaml_lines import ContenuInvalide
from api.rights.regles import REGLES, AvantLeBareme, load_bareme
from api.rights.regles.bareme import RACINE
from tests.rights.regles.calcul import LE

BAREME = load_bareme()
PETIT: dict[str, Any] = {
    "sources": {"page": {"titre": "Une page", "url": "https://www.exemple.fr", "statut": "V"}},
    "valeurs": {
        "taux": {
            "titre": "Un taux",
            "unite": "part",
            "revoir_avant": dt.date(2027, 1, 1),
            "paliers": [
                {"depuis": dt.date(2026, 1, 1), "valeur": 0.5, "sources": ["page"]},
                {"depuis": dt.date(2026, 6, 1), "valeur": 0.6, "sources": ["page"]},
            ],
        }
    },
    "dates": {},
}


def fautes(dossier: Path, change: Callable[[dict[str, Any]], object]) -> str:
    """The refusal of the small file once changed."""
    contenu = yaml.safe_load(yaml.safe_dump(PETIT))
    change(contenu)
    (dossier / "baremes.yml").write_text(
        yaml.safe_dump(contenu, allow_unicode=True, sort_keys=False), encoding="utf-8"
    )
    with pytest.raises(ContenuInvalide) as refus:
        load_bareme(dossier)
    return str(refus.value)


def taux(contenu: dict[str, Any]) -> dict[str, Any]:
    return contenu["valeurs"]["taux"]


def palier(contenu: dict[str, Any]) -> dict[str, Any]:
    return taux(contenu)["paliers"][1]


# A value on a day ------------------------------------------------------------------------------


def test_la_valeur_change_le_jour_dit_et_pas_la_veille() -> None:
    assert BAREME.valeur("smic_mensuel", dt.date(2026, 5, 31)).bas == 1823.03
    assert BAREME.valeur("smic_mensuel", dt.date(2026, 6, 1)).bas == 1867.02


@pytest.mark.parametrize("cle", BAREME.contenu.valeurs)
def test_avant_son_premier_jour_une_valeur_est_refusee(cle: str) -> None:
    premier = BAREME.contenu.valeurs[cle].paliers[0].depuis
    with pytest.raises(AvantLeBareme, match=f"{cle}: no value before {premier}"):
        BAREME.valeur(cle, premier - dt.timedelta(days=1))
    assert BAREME.valeur(cle, premier).haut >= BAREME.valeur(cle, premier).bas >= 0


def test_rien_n_est_a_revoir_aujourd_hui_et_tout_le_sera_un_jour() -> None:
    assert BAREME.overdue(LE) == []
    assert len(BAREME.overdue(dt.date(2100, 1, 1))) == len(BAREME.contenu.valeurs) + 3


def test_une_regle_dit_ses_sources_et_ses_doutes() -> None:
    regle = REGLES["allocation_veuvage"]
    titres = [s.titre for s in BAREME.sources_of(regle.baremes, LE)]
    assert "service-public.gouv.fr, Allocation veuvage" in titres
    assert len(titres) == len(set(titres))
    assert len(BAREME.doubts_of(regle.baremes, LE)) == 2
    assert BAREME.doubts_of(regle.baremes, dt.date(2025, 12, 31)) == []


# Values computed from others -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cle", "calcul"),
    [
        ("frais_funeraires_at", lambda v: v("pass_annuel") / 24),
        ("reversion_plafond_seul", lambda v: 2080 * v("smic_horaire")),
        ("reversion_plafond_couple", lambda v: 1.6 * 2080 * v("smic_horaire")),
        ("reversion_maximum", lambda v: 0.54 * 0.5 * v("pass_annuel") / 12),
        ("ij_maternite_maximum", lambda v: v("pass_annuel") / 12 * 3 / 91.25 * 0.79),
        ("ij_maladie_maximum", lambda v: 1.4 * v("smic_mensuel") * 3 / 91.25 * 0.5),
        ("allocation_deces_enfant", lambda v: 4.8505 * v("bmaf")),
        ("aide_urgence_sans_enfant", lambda v: v("rsa_personne_seule")),
        ("aide_urgence_1_enfant", lambda v: 1.5 * v("rsa_personne_seule")),
        ("aide_urgence_2_enfants", lambda v: 1.8 * v("rsa_personne_seule")),
        ("aide_urgence_3_enfants", lambda v: 2.2 * v("rsa_personne_seule")),
    ],
)
def test_une_valeur_calculee_se_retrouve_par_le_calcul(
    cle: str, calcul: Callable[[Callable[[str], float]], float]
) -> None:
    trouve = calcul(lambda nom: BAREME.valeur(nom, LE).haut)
    assert BAREME.valeur(cle, LE).haut == pytest.approx(trouve, abs=0.011)


def test_les_montants_lies_gardent_leur_rapport() -> None:
    assert BAREME.valeur("veuvage_plafond", LE).bas == pytest.approx(3.75 * 713.17, abs=0.01)
    enfant = BAREME.valeur("allocation_deces_enfant", LE)
    assert enfant.haut == pytest.approx(2 * enfant.bas)


# Faults ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "attendu"),
    [
        (lambda c: taux(c).pop("unite"), "taux → unite: this key is required"),
        (lambda c: taux(c).update(unite="euro"), "taux → unite: Input should be 'euros'"),
        (lambda c: taux(c).update(valeur=1), "taux → valeur: unknown key"),
        (lambda c: palier(c).pop("depuis"), "paliers → 1 → depuis: this key is required"),
        (lambda c: palier(c).pop("valeur"), "expected `valeur`, or both `bas` and `haut`"),
        (lambda c: palier(c).update(bas=0.1, haut=0.2), "not both"),
        (lambda c: palier(c).update(valeur=-1), "greater than or equal to 0"),
        (lambda c: palier(c).update(valeur=54), "a `part` is between 0 and 1 (54 % is 0.54)"),
        (lambda c: palier(c).update(depuis=dt.date(2025, 1, 1)), "from the oldest to the newest"),
        (lambda c: palier(c).update(sources=[]), "paliers → 1 → sources"),
        (lambda c: palier(c).update(sources=["autre"]), "unknown source `autre`"),
        (lambda c: c["sources"]["page"].pop("url"), "page: a page that was read needs its `url`"),
        (lambda c: c["sources"]["page"].update(statut="G"), "expected a `doute`"),
        (lambda c: c.pop("dates"), "dates: this key is required"),
    ],
)
def test_une_faute_dit_le_fichier_la_cle_et_ce_qui_est_attendu(
    tmp_path: Path, change: Callable[[dict[str, Any]], object], attendu: str
) -> None:
    refus = fautes(tmp_path, change)
    assert refus.startswith("droits/baremes.yml:")
    assert attendu in refus


def test_deux_bornes_sans_doute_ou_a_l_envers_sont_refusees(tmp_path: Path) -> None:
    def bornes(bas: float, haut: float, **autres: str) -> Callable[[dict[str, Any]], object]:
        def change(contenu: dict[str, Any]) -> None:
            palier(contenu).pop("valeur")
            palier(contenu).update(bas=bas, haut=haut, **autres)

        return change

    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    assert "need a `doute`" in fautes(tmp_path / "a", bornes(0.1, 0.2))
    assert "expected `bas` under `haut`" in fautes(tmp_path / "b", bornes(0.2, 0.1, doute="?"))


def test_le_fichier_nomme_ses_lignes() -> None:
    texte = (RACINE / "baremes.yml").read_text(encoding="utf-8")
    assert texte.count("depuis:") == sum(len(v.paliers) for v in BAREME.contenu.valeurs.values())
