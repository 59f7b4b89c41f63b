"""Deadlines: how days are counted, and where the law rolls them to the next working day."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.parcours.deadlines import compute_deadline, departement_of, is_working_day
from api.parcours.values import add_duration
from tests.parcours.conftest import MakePlan

JOURS = st.dates(dt.date(2015, 1, 1), dt.date(2040, 12, 31))
LIEUX = st.sampled_from([None, "57", "67", "68", "75", "971", "972", "973", "974", "976", "20"])


def rolled(jour: str, lieu: str | None = None) -> str:
    """Where a legal limit that falls on `jour` ends up."""
    veille = dt.date.fromisoformat(jour) - dt.timedelta(days=1)
    fin = compute_deadline(veille, "1 jour", report=True, departement=departement_of(lieu))
    return fin.isoformat()


# Five days to declare a birth --------------------------------------------------------------------


def declaration_limit(plan: MakePlan, ne_le: str, lieu: str | None = None) -> str:
    fait = plan(
        "naissance",
        le=dt.date.fromisoformat(ne_le) + dt.timedelta(days=1),
        lieu=lieu,
        evenement_naissance="naissance",
        naissance_declaree="non",
        date_naissance_enfant=ne_le,
    )
    etape = next(e for e in fait.etapes if e.situee.etape.id == "NAI-11")
    assert etape.avant_le is not None
    return etape.avant_le.isoformat()


def test_cinq_jours_apres_la_naissance_le_jour_de_la_naissance_ne_compte_pas(
    plan: MakePlan,
) -> None:
    assert declaration_limit(plan, "2026-11-04") == "2026-11-09"


def test_un_cinquieme_jour_un_samedi_reporte_au_lundi(plan: MakePlan) -> None:
    assert declaration_limit(plan, "2026-11-02") == "2026-11-09"


def test_un_cinquieme_jour_un_dimanche_reporte_au_lundi(plan: MakePlan) -> None:
    assert declaration_limit(plan, "2026-11-03") == "2026-11-09"


def test_le_26_decembre_est_ferie_a_strasbourg_et_pas_a_paris(plan: MakePlan) -> None:
    assert declaration_limit(plan, "2025-12-21", "67000") == "2025-12-29"
    assert declaration_limit(plan, "2025-12-21", "75011") == "2025-12-26"
    assert declaration_limit(plan, "2025-12-21") == "2025-12-26"


def test_le_14_juillet_reporte_partout(plan: MakePlan) -> None:
    assert declaration_limit(plan, "2026-07-09", "35000") == "2026-07-15"


# Holidays of the place ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("jour", "lieu", "fin"),
    [
        ("2026-04-03", "57000", "2026-04-07"),  # Good Friday, then Easter Monday
        ("2026-04-03", "68100", "2026-04-07"),
        ("2026-04-03", "54000", "2026-04-03"),
        ("2026-05-22", "97200", "2026-05-26"),  # Martinique, then Whit Monday
        ("2026-05-22", "13001", "2026-05-22"),
        ("2027-12-20", "97400", "2027-12-21"),  # La Réunion
        ("2027-12-20", "75001", "2027-12-20"),
        ("2026-05-27", "97110", "2026-05-28"),  # Guadeloupe
        ("2026-06-10", "97300", "2026-06-11"),  # Guyane
        ("2026-04-27", "97600", "2026-04-28"),  # Mayotte
        ("2026-10-09", "97133", "2026-10-12"),  # Saint-Barthélemy, whose code is Guadeloupe's
        ("2026-05-28", "97150", "2026-05-29"),  # Saint-Martin
        ("2026-11-11", "2A004", "2026-11-12"),
        ("2026-11-11", "20000", "2026-11-12"),
        ("2026-05-01", None, "2026-05-04"),
    ],
)
def test_un_jour_ferie_du_lieu_reporte_au_jour_ouvrable_suivant(
    jour: str, lieu: str | None, fin: str
) -> None:
    assert rolled(jour, lieu) == fin


def test_sans_report_la_limite_reste_le_dimanche() -> None:
    limite = compute_deadline(dt.date(2026, 11, 1), "7 jours", report=False)
    assert limite == dt.date(2026, 11, 8)
    assert limite.weekday() == 6


# Months and weeks --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("depart", "duree", "arrivee"),
    [
        ("2026-01-31", "1 mois", "2026-02-28"),
        ("2028-01-31", "1 mois", "2028-02-29"),
        ("2026-10-31", "-1 mois", "2026-09-30"),
        ("2026-11-30", "3 mois", "2027-02-28"),
        ("2028-02-29", "1 an", "2029-02-28"),
        ("2026-12-15", "1 mois", "2027-01-15"),
        ("2026-01-15", "-1 mois", "2025-12-15"),
        ("2026-01-15", "-12 mois", "2025-01-15"),
        ("2027-06-13", "-25 semaines", "2026-12-20"),
        ("2027-06-13", "-39 semaines", "2026-09-13"),
        ("2026-11-22", "+3 jours", "2026-11-25"),
        ("2026-11-22", "1 jour", "2026-11-23"),
        ("2026-11-22", "2 ans", "2028-11-22"),
        ("2026-11-22", "0 jours", "2026-11-22"),
    ],
)
def test_une_duree_s_ajoute_comme_sur_un_calendrier(depart: str, duree: str, arrivee: str) -> None:
    assert add_duration(dt.date.fromisoformat(depart), duree).isoformat() == arrivee


@pytest.mark.parametrize(
    "duree", ["", "3", "trois mois", "3 lunes", "3.5 mois", "3mois", "- 3 ans"]
)
def test_une_duree_mal_ecrite_est_refusee(duree: str) -> None:
    with pytest.raises(ValueError):
        add_duration(dt.date(2026, 11, 22), duree)


def test_la_declaration_de_grossesse_se_compte_a_rebours_de_la_date_prevue(plan: MakePlan) -> None:
    fait = plan("naissance", evenement_naissance="grossesse", date_prevue="2027-06-13")
    etape = next(e for e in fait.etapes if e.situee.etape.id == "NAI-01")
    assert etape.avant_le == dt.date(2026, 12, 20)
    assert etape.echeances[0].debut_le == dt.date(2026, 9, 13)


# Places ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lieu", "code"),
    [
        (None, None),
        ("67000", "67"),
        (" 75011 ", "75"),
        ("97400", "974"),
        ("98713", "987"),
        ("20137", "20"),
        ("2a", "2A"),
        ("2B033", "2B"),
        ("971", "971"),
        ("01000", "01"),
        ("97133", "977"),
        ("insee:67482", "67"),
        ("insee:2A004", "2A"),
        ("insee:97133", "971"),  # the commune of that code, not the island of that postal code
    ],
)
def test_le_departement_d_un_code_postal(lieu: str | None, code: str | None) -> None:
    assert departement_of(lieu) == code


@pytest.mark.parametrize(
    "lieu", ["", "6700", "670000", "Strasbourg", "6A000", "2C", "67 000", "7", "insee:67"]
)
def test_un_lieu_mal_ecrit_est_refuse(lieu: str) -> None:
    with pytest.raises(ValueError):
        departement_of(lieu)


# Properties --------------------------------------------------------------------------------------


@given(depart=JOURS, jours=st.integers(0, 400), lieu=LIEUX)
def test_un_report_tombe_sur_le_premier_jour_ouvrable(
    depart: dt.date, jours: int, lieu: str | None
) -> None:
    brute = compute_deadline(depart, f"{jours} jours", report=False, departement=lieu)
    limite = compute_deadline(depart, f"{jours} jours", report=True, departement=lieu)
    assert is_working_day(limite, lieu)
    assert 0 <= (limite - brute).days <= 6
    sautes = [brute + dt.timedelta(days=n) for n in range((limite - brute).days)]
    assert not any(is_working_day(jour, lieu) for jour in sautes)


@given(depart=JOURS, mois=st.integers(-60, 60))
def test_des_mois_gardent_le_jour_ou_finissent_avec_le_mois(depart: dt.date, mois: int) -> None:
    arrivee = add_duration(depart, f"{mois} mois")
    assert (arrivee.year * 12 + arrivee.month) - (depart.year * 12 + depart.month) == mois
    fin_de_mois = (arrivee + dt.timedelta(days=1)).month != arrivee.month
    assert arrivee.day == depart.day or (fin_de_mois and arrivee.day < depart.day)


@given(depart=JOURS, semaines=st.integers(-60, 60))
def test_une_semaine_fait_sept_jours(depart: dt.date, semaines: int) -> None:
    assert add_duration(depart, f"{semaines} semaines") == add_duration(
        depart, f"{7 * semaines} jours"
    )
