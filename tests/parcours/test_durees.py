"""Time since a date, or until it: facts that nobody is asked, and that change from day to day."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.parcours.fait import AliasDetaille
from api.parcours.values import Intervalle, add_duration, whole_units
from api.parcours.yaml_lines import ContenuInvalide
from tests.parcours.depot import LE, Depot

jours = st.dates(dt.date(1940, 1, 1), dt.date(2090, 1, 1))
FAIT = """
{nom}:
  type: {type}
  titre: Ancienneté
  demander: non
  derive: [{{date: date_demenagement, {regle}}}]
"""


def derived(depot: Depot, regle: str, le: dt.date = LE, **faits: Any) -> Any:
    """What a rule gives of the fact it is written for."""
    depot.append(
        "parcours/faits/demenagement.yml", FAIT.format(nom="d", type="nombre", regle=regle)
    )
    service = depot.service()
    return service.vocabulaire.resolve(service.read_facts(faits, le), le).get("d")


@given(jours, jours, st.sampled_from(["jours", "semaines", "mois", "ans"]))
def test_les_unites_ecoulees_tiennent_dans_l_intervalle(a: dt.date, b: dt.date, unite: str) -> None:
    debut, fin = sorted((a, b))
    n = whole_units(debut, fin, unite)
    assert n >= 0
    assert add_duration(debut, f"{n} {unite}") <= fin < add_duration(debut, f"{n + 1} {unite}")
    assert whole_units(fin, debut, unite) == -n


@pytest.mark.parametrize(
    ("debut", "fin", "unite", "n"),
    [
        ("2026-11-22", "2026-11-22", "jours", 0),
        ("2026-01-31", "2026-02-28", "mois", 1),
        ("2008-11-23", "2026-11-22", "ans", 17),
        ("2008-11-22", "2026-11-22", "ans", 18),
        ("2026-11-22", "2026-11-09", "semaines", -1),
    ],
)
def test_on_compte_les_unites_entieres(debut: str, fin: str, unite: str, n: int) -> None:
    assert whole_units(dt.date.fromisoformat(debut), dt.date.fromisoformat(fin), unite) == n


def test_le_temps_ecoule_se_deduit_de_la_date(depot: Depot) -> None:
    assert derived(depot, "depuis: jours", date_demenagement="2026-11-12") == Intervalle(10, 10)


def test_une_date_a_venir_donne_un_temps_negatif(depot: Depot) -> None:
    assert derived(depot, "depuis: jours", date_demenagement="2026-12-02") == Intervalle(-10, -10)


def test_le_temps_restant_est_l_inverse(depot: Depot) -> None:
    assert derived(depot, "dans: mois", date_demenagement="2027-02-25") == Intervalle(3, 3)


def test_le_temps_ecoule_change_avec_le_jour_du_plan(depot: Depot) -> None:
    demain = LE + dt.timedelta(days=1)
    assert derived(depot, "depuis: jours", demain, date_demenagement="2026-11-12").bas == 11


def test_sans_la_date_on_ne_sait_pas(depot: Depot) -> None:
    assert derived(depot, "depuis: jours") is None


@pytest.mark.parametrize(
    ("nature", "regle", "dit"),
    [
        ("nombre", "plus: 1 mois", "gives a date"),
        ("date", "depuis: jours", "gives a nombre"),
        ("nombre", "depuis: siècles", "'jours', 'semaines'"),
        ("nombre", "depuis: jours, dans: jours", "needs one of"),
    ],
)
def test_une_regle_mal_ecrite_est_dite(depot: Depot, nature: str, regle: str, dit: str) -> None:
    texte = FAIT.format(nom="d", type=nature, regle=regle)
    depot.append("parcours/faits/demenagement.yml", texte)
    with pytest.raises(ContenuInvalide) as refus:
        depot.service()
    assert dit in str(refus.value)


@pytest.mark.parametrize(
    ("alias", "valeur", "lu"),
    [
        ({"depuis": "jours"}, 3, {"il_y_a": "3 jours"}),
        ({"depuis": "jours"}, -3, {"dans": "3 jours"}),
        ({"dans": "mois"}, 2, {"dans": "2 mois"}),
        ({"dans": "mois"}, "2027-01-01", "2027-01-01"),
    ],
)
def test_un_dossier_qui_compte_des_jours_donne_une_date(
    alias: dict[str, Any], valeur: Any, lu: Any
) -> None:
    assert AliasDetaille(nom="jours_depuis", **alias).translate(valeur) == lu
