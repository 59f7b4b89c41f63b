"""The life cases written by experts: exactly these steps, no other, none left undecided."""

from __future__ import annotations

import pytest

from api.parcours.cases import Cas, load_cases
from api.parcours.service import ParcoursService
from api.settings import RACINE

CAS = [
    pytest.param(moment, cas, id=f"{moment} - {cas.nom}")
    for moment, fichier in load_cases(RACINE / "tests" / "cases").items()
    for cas in fichier.cas
]


@pytest.mark.parametrize(("moment", "cas"), CAS)
def test_la_personne_voit_exactement_ses_etapes(
    parcours: ParcoursService, moment: str, cas: Cas
) -> None:
    plan = parcours.plan([moment], parcours.read_facts(cas.faits, cas.le), cas.le, cas.lieu)
    par_statut: dict[str, set[str]] = {"a-faire": set(), "a-verifier": set()}
    for etape in plan.etapes:
        par_statut[etape.statut].add(etape.situee.etape.id)
    assert par_statut["a-faire"] == set(cas.etapes)
    assert par_statut["a-verifier"] == set()
    assert not par_statut["a-faire"] & set(cas.absentes)


def test_chaque_moment_ecrit_a_ses_cas(parcours: ParcoursService) -> None:
    assert {param.values[0] for param in CAS} == set(parcours.bibliotheque.parcours)


def test_chaque_etape_est_attendue_dans_au_moins_un_cas(parcours: ParcoursService) -> None:
    attendues = {etape for param in CAS for etape in param.values[1].etapes}
    for moment, lu in parcours.bibliotheque.parcours.items():
        assert {e.id for e in lu.etapes} <= attendues, moment
