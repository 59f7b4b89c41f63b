"""Random households: believable enough to open rights, odd enough to find mistakes."""

from __future__ import annotations

import datetime as dt
from typing import TypeVar

from hypothesis import strategies as st

from api.rights.foyer import RIEN, Adulte, Enfant, Foyer, Logement, Serie

T = TypeVar("T")
COMMUNES = ("75101", "76540", "48095", "97209", "13055", None)
jours = st.dates(dt.date(2023, 1, 1), dt.date(2026, 12, 31))
montants = st.integers(0, 400_000).map(lambda centimes: centimes / 100)


def peut_etre(strategie: st.SearchStrategy[T], sinon: T) -> st.SearchStrategy[T]:
    """Most often `sinon`."""
    return st.one_of(st.just(sinon), st.just(sinon), strategie)


series = st.one_of(
    st.builds(Serie, montants),
    st.builds(Serie, montants, montants, jours),
    st.builds(Serie, montants, st.just(0.0), st.none(), jours),
    st.builds(Serie, montants, montants, jours, st.dates(dt.date(2022, 1, 1), dt.date(2024, 1, 1))),
)

adultes = st.builds(
    Adulte,
    naissance=st.dates(dt.date(1936, 1, 1), dt.date(2010, 12, 31)),
    activite=st.sampled_from(("actif", "chomeur", "etudiant", "retraite", "inactif")),
    salaire_net=peut_etre(series, RIEN),
    chomage_net=peut_etre(series, RIEN),
    retraite_nette=peut_etre(series, RIEN),
    pension_invalidite=peut_etre(series, RIEN),
    indemnites_journalieres=peut_etre(series, RIEN),
    revenu_independant=peut_etre(series, RIEN),
    pension_alimentaire_percue=peut_etre(montants, 0.0),
    pension_alimentaire_versee=peut_etre(montants, 0.0),
    taux_incapacite=peut_etre(st.sampled_from((0.3, 0.5, 0.6, 0.79, 0.8, 0.95)), 0.0),
    restriction_emploi=st.booleans(),
    inapte_travail=peut_etre(st.just(True), False),
    enceinte=peut_etre(st.just(True), False),
    etudiant=peut_etre(st.just(True), False),
    boursier=st.just(False),
    hors_ue=peut_etre(st.just(True), False),
    annees_titre=st.one_of(st.none(), st.integers(0, 15).map(float)),
    ass_possible=st.booleans(),
    ancien_salaire_brut=st.one_of(st.none(), st.integers(500, 6000).map(float)),
    jours_travailles=st.one_of(st.none(), st.integers(1, 700)),
    fin_contrat=st.one_of(st.none(), st.dates(dt.date(2025, 6, 1), dt.date(2027, 1, 31))),
    demission=peut_etre(st.just(True), False),
)

enfants = st.builds(
    Enfant,
    naissance=st.dates(dt.date(2004, 1, 1), dt.date(2026, 10, 31)),
    garde_alternee=peut_etre(st.just(True), False),
    handicap=peut_etre(st.just(True), False),
    sans_autre_parent=st.booleans(),
)

logements = st.builds(
    Logement,
    occupation=st.sampled_from(
        (
            "locataire_vide",
            "locataire_meuble",
            "locataire_hlm",
            "locataire_foyer",
            "proprietaire",
            "primo_accedant",
            "loge_gratuitement",
            "sans_domicile",
        )
    ),
    loyer=st.integers(0, 1500).map(float),
    commune=st.sampled_from(COMMUNES),
    colocation=peut_etre(st.just(True), False),
)

foyers = st.builds(
    Foyer,
    demandeur=adultes,
    conjoint=st.one_of(st.none(), adultes),
    enfants=st.lists(enfants, max_size=4).map(tuple),
    logement=logements,
    naissance_attendue=peut_etre(st.dates(dt.date(2026, 1, 1), dt.date(2027, 8, 1)), None),
    nombre_attendu=st.integers(1, 3),
    isole_depuis=peut_etre(jours, None),
    deja_percues=peut_etre(
        st.sampled_from((frozenset({"rsa"}), frozenset({"rsa", "contrat_engagement_jeune"}))),
        frozenset(),
    ),
)
