"""What every rule keeps, whatever is said: it reads what it declares, and never promises too much."""

from __future__ import annotations

import ast
import datetime as dt
import inspect
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.parcours.fait import Fait
from api.parcours.library import load_library
from api.parcours.values import DateDite, Intervalle, Valeur
from api.rights.estimation import Estimation
from api.rights.regles import REGLES, Regle, load_bareme
from api.rights.regles.fourchette import Fourchette
from api.rights.regles.lecture import Lecture
from tests.rights.regles.calcul import LE, calcule, valeur
from tests.rights.regles.ouverts import OUVERTS

VOCABULAIRE = load_library(le=LE).vocabulaire
BAREME = load_bareme()
TYPES = {"yes": "oui_non", "is_any": "choix", "ticked": "liste", "number": "nombre", "day": "date"}
JOURS = st.dates(dt.date(2020, 1, 1), dt.date(2032, 12, 31))


# Facts at random, of the right type ------------------------------------------------------------


def nombres(fait: Fait) -> st.SearchStrategy[Intervalle]:
    borne = fait.borne
    haut = int(borne.max) if borne and borne.max is not None else 100
    exacts = st.integers(0, haut).map(lambda n: Intervalle(n, n))
    bornes = st.tuples(st.integers(0, haut), st.integers(0, haut)).map(
        lambda b: Intervalle(min(b), max(b))
    )
    ouverts = st.integers(0, haut).flatmap(
        lambda n: st.sampled_from([Intervalle(n, None), Intervalle(None, n)])
    )
    return st.one_of(exacts, bornes, ouverts)


def valeurs_de(nom: str) -> st.SearchStrategy[Valeur]:
    fait = VOCABULAIRE.faits[nom]
    options = [o.valeur for o in fait.options]
    if fait.type == "oui_non":
        return st.booleans()
    if fait.type == "choix":
        return st.sampled_from(options)
    if fait.type == "liste":
        return st.lists(st.sampled_from(options), unique=True, max_size=3).map(tuple)
    if fait.type == "date":
        debut = dt.date(1940, 1, 1) if nom == "date_naissance" else dt.date(2022, 1, 1)
        return st.dates(debut, dt.date(2027, 12, 31)).map(DateDite)
    return nombres(fait)


@st.composite
def dossiers(draw: st.DrawFn, regle: Regle) -> dict[str, Valeur]:
    """Facts of someone who has the right, some of them changed or unknown."""
    dossier = {nom: valeur(brut) for nom, brut in OUVERTS[regle.nom].items()}
    noms = sorted(regle.faits)
    for nom in draw(st.lists(st.sampled_from(noms), max_size=4)):
        dossier[nom] = draw(valeurs_de(nom))
    for nom in draw(st.lists(st.sampled_from(noms), max_size=1)):
        dossier.pop(nom, None)
    return dossier


@st.composite
def situations(draw: st.DrawFn) -> tuple[Regle, dict[str, Valeur]]:
    regle = draw(st.sampled_from(list(REGLES.values())))
    return regle, draw(dossiers(regle))


# What is read ----------------------------------------------------------------------------------


def test_les_faits_lus_existent_et_les_valeurs_aussi() -> None:
    for regle in REGLES.values():
        assert regle.faits <= set(VOCABULAIRE.faits), regle.nom
        assert all(cle in BAREME for cle in regle.baremes), regle.nom


@pytest.fixture
def lectures(monkeypatch: pytest.MonkeyPatch) -> Iterator[set[tuple[str, ...]]]:
    """Every reading made: the method, what it reads, and the options it compares with."""
    vues: set[tuple[str, ...]] = set()

    def watch(methode: str) -> None:
        origine = getattr(Lecture, methode)

        def lit(self: Lecture, nom: str, *reste: Any) -> Any:
            vues.add((methode, nom, *(r for r in reste if isinstance(r, str))))
            return origine(self, nom, *reste)

        monkeypatch.setattr(Lecture, methode, lit)

    for methode in (*TYPES, "law", "threshold", "law_day"):
        watch(methode)
    yield vues


@pytest.mark.parametrize("regle", REGLES.values(), ids=list(REGLES))
def test_une_regle_ne_lit_que_ce_qu_elle_declare(
    regle: Regle, lectures: set[tuple[str, ...]]
) -> None:
    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
    @given(dossiers(regle), JOURS)
    def calcule_partout(dossier: dict[str, Valeur], le: dt.date) -> None:
        regle.calculer(dossier, le, BAREME)

    calcule_partout()
    faits = {vue for vue in lectures if vue[0] in TYPES}
    for methode, nom, *options in faits:
        fait = VOCABULAIRE.faits[nom]
        assert fait.type == TYPES[methode], f"{nom} is read as {TYPES[methode]}"
        connues = [o.valeur for o in fait.options]
        assert all(o in connues for o in options), f"{nom}: {options}, known: {connues}"
    assert {vue[1] for vue in faits} <= regle.faits


def test_aucun_fait_n_est_declare_pour_rien() -> None:
    for regle in REGLES.values():
        module = ast.parse(inspect.getsource(sys.modules[regle.conditions.__module__]))
        fonctions = [n for n in ast.walk(module) if isinstance(n, ast.FunctionDef)]
        lus = {n.value for f in fonctions for n in ast.walk(f) if isinstance(n, ast.Constant)}
        assert regle.faits <= lus | {"age", "date_naissance"}, regle.nom


@settings(max_examples=400, deadline=None)
@given(situations(), JOURS)
def test_une_estimation_n_est_jamais_negative_ni_a_l_envers(
    situation: tuple[Regle, dict[str, Valeur]], le: dt.date
) -> None:
    regle, dossier = situation
    estimation = regle.calculer(dossier, le, BAREME)
    if estimation is not None:
        assert 0 <= estimation.bas <= estimation.haut < float("inf")
        assert estimation.ouvert or estimation == Estimation(ouvert=False)


def test_sans_rien_savoir_aucun_droit_n_est_ouvert() -> None:
    for regle in REGLES.values():
        estimation = regle.calculer({}, LE, BAREME)
        assert estimation is None or not estimation.ouvert, regle.nom


def test_chaque_regle_ouvre_un_droit_a_quelqu_un() -> None:
    assert set(OUVERTS) == set(REGLES)
    for nom, faits in OUVERTS.items():
        estimation = calcule(nom, **faits)
        assert estimation is not None and estimation.ouvert, nom


def test_avant_les_baremes_aucune_regle_ne_donne_de_montant() -> None:
    for nom, faits in OUVERTS.items():
        anciens = {
            n: dt.date(2014, 9, 1) if isinstance(v, dt.date) else v for n, v in faits.items()
        }
        estimation = calcule(nom, dt.date(2015, 1, 1), **anciens)
        assert estimation is None or not estimation.ouvert or not estimation.chiffre, nom


# What an interval contains ---------------------------------------------------------------------

# Conditions presumed until the contrary is said: an interval does not settle them.
PRESUMES = {"age_enfant_handicape", "nb_attendus", "nb_enfants"}


NUMERIQUES = {
    nom: {f for f in regle.faits if VOCABULAIRE.faits[f].type == "nombre"} - PRESUMES
    for nom, regle in REGLES.items()
}


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(sorted(nom for nom, faits in NUMERIQUES.items() if faits)), st.data())
def test_la_fourchette_d_un_nombre_imprecis_contient_celle_de_chacune_de_ses_valeurs(
    nom: str, data: st.DataObject
) -> None:
    regle = REGLES[nom]
    precis = data.draw(dossiers(regle))
    large = dict(precis)
    for fait in NUMERIQUES[nom] & set(precis):
        n = data.draw(st.integers(0, 4000))
        bas, haut = data.draw(st.integers(0, n)), data.draw(st.integers(n, 5000) | st.none())
        precis[fait], large[fait] = Intervalle(n, n), Intervalle(bas, haut)
    exact, fourchette = (regle.calculer(d, LE, BAREME) for d in (precis, large))
    if fourchette is None:
        return
    assert exact is not None
    assert exact.ouvert == fourchette.ouvert
    if fourchette.chiffre and exact.chiffre:
        assert fourchette.bas <= exact.bas + 1e-6
        assert fourchette.au_moins or exact.haut <= fourchette.haut + 1e-6


# More income, less right; more wage, more allowance ----------------------------------------------

DECROISSANTS = [
    ("reversion_base", "ressources_annuelles_brutes", 30000, 1081.35),
    ("allocation_veuvage", "ressources_trois_mois", 4000, 719.59),
    ("asi", "ressources_annuelles_brutes", 15000, 11066.13 / 12),
    ("aspa_inaptitude", "ressources_annuelles_brutes", 15000, 12523.14 / 12),
]
CROISSANTS = [
    ("reversion_base", "pension_base_defunt", 5000, 1081.35),
    ("ij_maladie", "salaire_brut_moyen", 10000, 42.97),
    ("ij_maternite", "salaire_brut_moyen", 10000, 104.02),
    ("ij_maladie_independant", "revenu_annuel_independant", 200000, 65.84),
    ("pension_invalidite", "salaire_annuel_moyen", 200000, 2002.50),
    ("ajpa", "jours_aidant_par_mois", 31, 22 * 66.64),
]


@pytest.mark.parametrize(("regle", "fait", "jusqu_a", "maximum"), DECROISSANTS)
@settings(max_examples=50, deadline=None)
@given(st.data())
def test_plus_de_ressources_ne_donne_jamais_plus(
    regle: str, fait: str, jusqu_a: int, maximum: float, data: st.DataObject
) -> None:
    a, b = sorted(data.draw(st.tuples(st.integers(0, jusqu_a), st.integers(0, jusqu_a))))
    moins, plus = (calcule(regle, **OUVERTS[regle] | {fait: n}) for n in (a, b))
    assert moins is not None and plus is not None
    assert moins.bas + 1e-9 >= plus.bas
    assert moins.haut + 1e-9 >= plus.haut
    assert moins.ouvert or not plus.ouvert
    assert moins.haut <= maximum + 0.005


@pytest.mark.parametrize(("regle", "fait", "jusqu_a", "maximum"), CROISSANTS)
@settings(max_examples=50, deadline=None)
@given(st.data())
def test_un_salaire_plus_haut_ne_donne_jamais_moins_ni_plus_que_le_maximum(
    regle: str, fait: str, jusqu_a: int, maximum: float, data: st.DataObject
) -> None:
    a, b = sorted(data.draw(st.tuples(st.integers(0, jusqu_a), st.integers(0, jusqu_a))))
    moins, plus = (calcule(regle, **OUVERTS[regle] | {fait: n}) for n in (a, b))
    assert moins is not None and plus is not None
    assert moins.ouvert and plus.ouvert
    assert moins.haut <= plus.haut + 1e-9
    assert plus.haut <= maximum + 0.005


# Ranges ------------------------------------------------------------------------------------------

REELS = st.floats(0, 1e6)
FOURCHETTES = st.tuples(REELS, REELS).map(lambda b: Fourchette(min(b), max(b)))


@given(FOURCHETTES, FOURCHETTES, st.data())
def test_le_calcul_sur_deux_fourchettes_contient_celui_de_leurs_valeurs(
    a: Fourchette, b: Fourchette, data: st.DataObject
) -> None:
    x, y = data.draw(st.floats(a.bas, a.haut)), data.draw(st.floats(b.bas, b.haut))
    for large, exact in (
        (a + b, x + y),
        (a * b, x * y),
        (a.less(b), max(0.0, x - y)),
        (a.at_most(b), min(x, y)),
    ):
        assert large.bas <= exact * (1 + 1e-9) + 1e-6
        assert exact <= large.haut * (1 + 1e-9) + 1e-6
