"""Three-valued conditions: what is unknown is not false."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.parcours.conditions import (
    ConditionInvalide,
    Pas,
    Tous,
    Un,
    compile_condition,
    evaluate,
    facts_of,
    missing_facts,
)
from api.parcours.values import DateDite, Intervalle, Valeur
from api.parcours.vocabulary import Types

TYPES = Types(
    {
        "a": {"type": "oui_non"},
        "b": {"type": "oui_non"},
        "c": {"type": "oui_non"},
        "lien": {"type": "choix", "options": [{"valeur": "maries"}, {"valeur": "pacses"}]},
        "age": {"type": "nombre"},
        "jour": {"type": "date"},
        "autre_jour": {"type": "date"},
        "biens": {"type": "liste", "options": [{"valeur": "maison"}, {"valeur": "dettes"}]},
    }
)
CONNU: dict[str, bool | None] = {"vrai": True, "faux": False, "inconnu": None}


def value_of(brut: Any, **valeurs: Valeur | None) -> bool | None:
    connues = {n: v for n, v in valeurs.items() if v is not None}
    return evaluate(compile_condition(brut, TYPES), connues)


# Truth tables ------------------------------------------------------------------------------------

ET = {
    ("vrai", "vrai"): "vrai",
    ("vrai", "faux"): "faux",
    ("vrai", "inconnu"): "inconnu",
    ("faux", "inconnu"): "faux",
    ("faux", "faux"): "faux",
    ("inconnu", "inconnu"): "inconnu",
}
OU = {
    ("vrai", "vrai"): "vrai",
    ("vrai", "faux"): "vrai",
    ("vrai", "inconnu"): "vrai",
    ("faux", "inconnu"): "inconnu",
    ("faux", "faux"): "faux",
    ("inconnu", "inconnu"): "inconnu",
}


@pytest.mark.parametrize(("a", "b"), ET)
def test_et_d_une_condition_a_deux_faits(a: str, b: str) -> None:
    attendu = CONNU[ET[a, b]]
    assert value_of({"a": "oui", "b": "oui"}, a=CONNU[a], b=CONNU[b]) is attendu
    assert value_of({"b": "oui", "a": "oui"}, a=CONNU[a], b=CONNU[b]) is attendu
    assert value_of({"tous": [{"a": "oui"}, {"b": "oui"}]}, a=CONNU[a], b=CONNU[b]) is attendu


@pytest.mark.parametrize(("a", "b"), OU)
def test_ou_d_une_condition_a_deux_faits(a: str, b: str) -> None:
    attendu = CONNU[OU[a, b]]
    assert value_of({"un": [{"a": "oui"}, {"b": "oui"}]}, a=CONNU[a], b=CONNU[b]) is attendu
    assert value_of({"un": [{"b": "oui"}, {"a": "oui"}]}, a=CONNU[a], b=CONNU[b]) is attendu


@pytest.mark.parametrize(("a", "attendu"), [(True, False), (False, True), (None, None)])
def test_le_contraire_d_un_fait_inconnu_reste_inconnu(a: bool | None, attendu: bool | None) -> None:
    assert value_of({"pas": {"a": "oui"}}, a=a) is attendu


def test_une_condition_absente_est_toujours_vraie() -> None:
    assert value_of({}) is True
    assert value_of({}, a=False) is True


# Comparisons -------------------------------------------------------------------------------------


def test_un_fait_inconnu_garde_l_etape() -> None:
    assert value_of({"lien": "maries"}) is None
    assert value_of({"age": {"moins_de": 18}}) is None
    assert value_of({"jour": {"apres": dt.date(2026, 1, 1)}}) is None
    assert value_of({"biens": {"contient": "maison"}}) is None


def test_une_valeur_parmi_plusieurs() -> None:
    assert value_of({"lien": ["maries", "pacses"]}, lien="pacses") is True
    assert value_of({"lien": ["maries"]}, lien="pacses") is False
    assert value_of({"lien": {"sauf": "maries"}}, lien="pacses") is True
    assert value_of({"lien": {"sauf": ["maries", "pacses"]}}, lien="pacses") is False
    assert value_of({"lien": {"sauf": "maries"}}) is None


def test_oui_s_ecrit_oui_ou_true() -> None:
    assert value_of({"a": True}, a=True) is value_of({"a": "oui"}, a=True) is True
    assert value_of({"a": "non"}, a=True) is False


@pytest.mark.parametrize(
    ("si", "age", "attendu"),
    [
        ({"moins_de": 18}, Intervalle(None, 17), True),
        ({"moins_de": 17}, Intervalle(None, 17), None),
        ({"au_moins": 62}, Intervalle(25, 54), False),
        ({"au_moins": 40}, Intervalle(25, 54), None),
        ({"au_moins": 25}, Intervalle(25, 54), True),
        ({"plus_de": 25}, Intervalle(25, 54), None),
        ({"plus_de": 54}, Intervalle(25, 54), False),
        ({"au_plus": 54}, Intervalle(25, 54), True),
        ({"au_plus": 24}, Intervalle(25, 54), False),
        ({"au_plus": 60}, Intervalle(65, None), False),
        ({"au_moins": 65}, Intervalle(65, None), True),
        ({"moins_de": 200}, Intervalle(65, None), None),
        ({"au_moins": 18, "moins_de": 25}, Intervalle(18, 24), True),
        ({"au_moins": 18, "moins_de": 25}, Intervalle(None, 17), False),
        (30, Intervalle(30, 30), True),
        (30, Intervalle(31, 31), False),
        (30, Intervalle(25, 54), None),
        (60, Intervalle(25, 54), False),
    ],
)
def test_une_tranche_d_age_decide_quand_elle_suffit(
    si: Any, age: Intervalle, attendu: bool | None
) -> None:
    assert value_of({"age": si}, age=age) is attendu


def test_une_date_est_avant_ou_apres() -> None:
    si = {"jour": {"apres": dt.date(2026, 1, 1)}}
    assert value_of(si, jour=DateDite(dt.date(2026, 1, 1))) is True
    assert value_of(si, jour=DateDite(dt.date(2025, 12, 31))) is False
    avant = {"jour": {"avant": dt.date(2026, 1, 1)}}
    assert value_of(avant, jour=DateDite(dt.date(2025, 12, 31), True)) is True
    assert value_of(avant, jour=DateDite(dt.date(2026, 1, 1))) is False


def test_ne_rien_cocher_veut_dire_rien_de_tout_cela() -> None:
    assert value_of({"biens": {"contient": "maison"}}, biens=()) is False
    assert value_of({"biens": {"contient": "maison"}}, biens=("dettes", "maison")) is True


# What an expert may write ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("brut", "cle", "message"),
    [
        ({"inconnu": "oui"}, "inconnu", "unknown fact"),
        ({"a": "peut-etre"}, "a", "expects oui or non"),
        ({"lien": "marie"}, "lien", "known: maries, pacses"),
        ({"lien": []}, "lien", "at least one value"),
        ({"age": {"plus_que": 3}}, "plus_que", "unknown comparison"),
        ({"age": {"au_moins": "trois"}}, "au_moins", "a number"),
        ({"age": {}}, "age", "expected a comparison"),
        ({"lien": {"au_moins": 3}}, "au_moins", "expected a number fact"),
        ({"age": {"apres": dt.date(2026, 1, 1)}}, "apres", "date fact"),
        ({"jour": {"apres": "hier"}}, "apres", "YYYY-MM-DD"),
        ({"jour": dt.date(2026, 1, 1)}, "jour", "cannot be compared"),
        ({"biens": {"contient": "bateau"}}, "contient", "no option `bateau`"),
        ({"tous": []}, "tous", "non-empty list"),
        ({"un": {"a": "oui"}}, "un", "non-empty list"),
        ({"pas": ["a"]}, "pas", "expected a mapping"),
        ("a", None, "expected a mapping"),
    ],
)
def test_une_condition_mal_ecrite_dit_ou_et_ce_qui_etait_attendu(
    brut: Any, cle: str | None, message: str
) -> None:
    with pytest.raises(ConditionInvalide, match=message) as refus:
        compile_condition(brut, TYPES)
    assert (refus.value.chemin[-1] if refus.value.chemin else None) == cle


# Properties --------------------------------------------------------------------------------------

TESTS = st.one_of(
    st.sampled_from(("a", "b", "c")).flatmap(
        lambda nom: st.sampled_from(("oui", "non")).map(lambda v: {nom: v})
    ),
    st.sampled_from(("maries", "pacses")).map(lambda v: {"lien": v}),
    st.sampled_from(("au_moins", "plus_de", "au_plus", "moins_de")).flatmap(
        lambda op: st.integers(0, 80).map(lambda n: {"age": {op: n}})
    ),
    st.integers(0, 80).map(lambda n: {"age": n}),
)
CONDITIONS = st.recursive(
    TESTS,
    lambda c: st.one_of(
        st.lists(c, min_size=1, max_size=3).map(lambda x: {"tous": x}),
        st.lists(c, min_size=1, max_size=3).map(lambda x: {"un": x}),
        c.map(lambda x: {"pas": x}),
    ),
    max_leaves=8,
).map(lambda brut: compile_condition(brut, TYPES))
VALEURS = st.fixed_dictionaries(
    {
        "a": st.booleans(),
        "b": st.booleans(),
        "c": st.booleans(),
        "lien": st.sampled_from(("maries", "pacses")),
        "age": st.integers(0, 90).map(lambda n: Intervalle(n, n)),
    }
)


@given(condition=CONDITIONS, toutes=VALEURS, dites=st.sets(st.sampled_from("abc")))
def test_un_fait_de_plus_ne_renverse_jamais_une_condition_decidee(
    condition: Any, toutes: dict[str, Valeur], dites: set[str]
) -> None:
    avant = evaluate(condition, {n: v for n, v in toutes.items() if n in dites})
    if avant is not None:
        assert evaluate(condition, toutes) is avant


@given(
    condition=CONDITIONS,
    toutes=VALEURS,
    bornes=st.tuples(st.integers(0, 30), st.integers(0, 30)),
)
def test_preciser_son_age_ne_renverse_jamais_une_condition_decidee(
    condition: Any, toutes: dict[str, Valeur], bornes: tuple[int, int]
) -> None:
    age = toutes["age"]
    assert isinstance(age, Intervalle)
    assert age.bas is not None
    large = Intervalle(age.bas - bornes[0], age.bas + bornes[1])
    avant = evaluate(condition, {**toutes, "age": large})
    if avant is not None:
        assert evaluate(condition, toutes) is avant


@given(condition=CONDITIONS, toutes=VALEURS)
def test_tout_savoir_decide_toujours(condition: Any, toutes: dict[str, Valeur]) -> None:
    assert evaluate(condition, toutes) is not None
    assert missing_facts(condition, toutes) == set()


@given(condition=CONDITIONS, toutes=VALEURS, dites=st.sets(st.sampled_from("abc")))
def test_les_faits_manquants_sont_inconnus_et_dans_la_condition(
    condition: Any, toutes: dict[str, Valeur], dites: set[str]
) -> None:
    connues = {n: v for n, v in toutes.items() if n in dites}
    manquants = missing_facts(condition, connues)
    assert manquants <= facts_of(condition) - set(connues)
    assert bool(manquants) is (evaluate(condition, connues) is None)


@given(premiere=CONDITIONS, seconde=CONDITIONS, toutes=VALEURS)
def test_le_contraire_de_et_est_le_ou_des_contraires(
    premiere: Any, seconde: Any, toutes: dict[str, Valeur]
) -> None:
    for connues in (toutes, {}):
        assert evaluate(Pas(Tous((premiere, seconde))), connues) is evaluate(
            Un((Pas(premiere), Pas(seconde))), connues
        )


# One date against another -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("jour", "autre", "attendu"),
    [
        (dt.date(2026, 3, 1), dt.date(2026, 2, 1), True),
        (dt.date(2026, 2, 1), dt.date(2026, 3, 1), False),
        (None, dt.date(2026, 3, 1), None),
        (dt.date(2026, 3, 1), None, None),
    ],
)
def test_une_date_se_compare_a_une_autre(
    jour: dt.date | None, autre: dt.date | None, attendu: bool | None
) -> None:
    valeurs = {"jour": jour, "autre_jour": autre}
    dites = {n: DateDite(v) for n, v in valeurs.items() if v}
    condition = compile_condition({"jour": {"apres": "autre_jour"}}, TYPES)
    assert evaluate(condition, dites) is attendu
    assert facts_of(condition) == {"jour", "autre_jour"}
    assert missing_facts(condition, dites) == {n for n, v in valeurs.items() if v is None}


def test_une_date_ne_se_compare_pas_a_autre_chose() -> None:
    with pytest.raises(ConditionInvalide):
        compile_condition({"jour": {"apres": "age"}}, TYPES)


# Time since a date, or until it -------------------------------------------------------------------

LE = dt.date(2026, 11, 22)


@pytest.mark.parametrize(
    ("comparaison", "jour", "attendu"),
    [
        ({"depuis_moins_de": "90 jours"}, "2026-08-25", True),
        ({"depuis_moins_de": "90 jours"}, "2026-08-24", False),
        ({"depuis_moins_de": "90 jours"}, "2026-12-25", True),
        ({"depuis_au_moins": "6 mois"}, "2026-05-22", True),
        ({"depuis_au_moins": "6 mois"}, "2026-05-23", False),
        ({"depuis_au_moins": "0 jours"}, "2026-11-22", True),
        ({"dans_moins_de": "3 mois"}, "2027-02-21", True),
        ({"dans_moins_de": "3 mois"}, "2027-02-22", False),
        ({"dans_au_moins": "1 jour"}, "2026-11-22", False),
        ({"dans_au_moins": "1 jour"}, "2026-11-23", True),
    ],
)
def test_une_date_se_compare_a_aujourd_hui(
    comparaison: dict[str, str], jour: str, attendu: bool
) -> None:
    condition = compile_condition({"jour": comparaison}, TYPES)
    valeurs = {"jour": DateDite(dt.date.fromisoformat(jour)), "aujourdhui": DateDite(LE)}
    assert evaluate(condition, valeurs) is attendu
    assert facts_of(condition) == {"jour"}


@pytest.mark.parametrize("brut", ["bientôt", 90, "90", "90 jour ouvrés"])
def test_une_duree_mal_ecrite_est_refusee(brut: Any) -> None:
    with pytest.raises(ConditionInvalide):
        compile_condition({"jour": {"depuis_moins_de": brut}}, TYPES)
