"""No gap between a benefit that ends and the one that follows (requirement R2.4 of the EN3S report)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from api.parcours.content import AUJOURDHUI
from api.parcours.service import ParcoursService
from tests.parcours.depot import LE, Depot

TRANSITIONS: dict[str, tuple[str, dict[str, Any], str]] = {
    "de l'allocation chômage à la retraite": (
        "retraite",
        {"statut_pro": "demandeur_emploi", "alloc_chomage": "are", "date_naissance": "1963-11-01"},
        "RET-05",
    ),
    "la fin de l'allocation chômage": (
        "perte_emploi",
        {"rupture": "licenciement", "alloc_chomage": "are", "date_fin_allocation": "2027-01-15"},
        "PE-23",
    ),
    "de l'ASS au RSA": (
        "perte_emploi",
        {"rupture": "licenciement", "alloc_chomage": "epuisee"},
        "PE-24",
    ),
    "de l'AAH à la retraite": (
        "handicap",
        {"personne_handicap": "moi", "aides_recues": ["aah"], "date_naissance": "1965-01-10"},
        "han_retraite_aah",
    ),
    "l'AAH qui finit": (
        "handicap",
        {"personne_handicap": "moi", "droits_mdph": "a_renouveler"},
        "han_renouvellement",
    ),
    "des indemnités journalières à la pension d'invalidité": (
        "maladie",
        {"situations_maladie": ["invalidite"], "aides_recues": []},
        "MAL-14",
    ),
    "le titre de séjour qui finit": (
        "arrivee_france",
        {
            "statut_sejour": "travailleur",
            "document_sejour": "carte",
            "date_fin_titre": "2027-03-01",
            "renouvellement_depose": "non",
        },
        "etr_renouvellement",
    ),
}


@pytest.mark.parametrize("cas", TRANSITIONS.values(), ids=list(TRANSITIONS))
def test_le_passage_d_une_aide_a_l_autre_est_prepare(
    parcours: ParcoursService, cas: tuple[str, dict[str, Any], str]
) -> None:
    moment, faits, etape = cas
    plan = parcours.plan([moment], parcours.read_facts(faits, LE), LE)
    (trouvee,) = [e for e in plan.etapes if e.situee.etape.id == etape]
    assert trouvee.statut == "a-faire"
    assert trouvee.situee.etape.continuite


def test_l_alerte_vient_avant_la_fin_de_l_allocation(parcours: ParcoursService) -> None:
    faits = {"rupture": "cdd", "alloc_chomage": "are", "date_fin_allocation": "2027-01-15"}
    plan = parcours.plan(["perte_emploi"], parcours.read_facts(faits, LE), LE)
    (suite,) = [e for e in plan.etapes if e.situee.etape.id == "PE-23"]
    assert suite.echeances[0].debut_le == dt.date(2026, 11, 16)
    assert suite.echeances[0].avant_le == dt.date(2027, 1, 15)


def test_chaque_etape_de_continuite_previent_tot(parcours: ParcoursService) -> None:
    etapes = [e for p in parcours.bibliotheque.parcours.values() for e in p.etapes if e.continuite]
    assert len(etapes) >= 20
    for etape in etapes:
        assert any(
            x.debut or x.ancre == AUJOURDHUI or (x.delai or "").startswith("-")
            for x in etape.echeance
        ), etape.id


def test_une_etape_de_continuite_sans_alerte_est_une_erreur(depot: Depot) -> None:
    depot.replace(
        "parcours/demenagement.yml",
        "action: Envoyez la demande à la Caf.",
        "action: Envoyez la demande à la Caf.\n        continuite: oui",
    )
    (constat,) = depot.findings()
    assert "DEM-02" in constat
    assert "early alert" in constat
