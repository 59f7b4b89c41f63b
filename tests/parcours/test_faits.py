"""Facts: what a person may answer, what follows from it, how the dossiers named it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.errors import Refus
from api.parcours.conditions import AUJOURDHUI
from api.parcours.fait import AliasDetaille, option_values
from api.parcours.service import ParcoursService
from api.parcours.values import (
    DateDite,
    Intervalle,
    ValeurInvalide,
    parse_date,
    parse_number,
    to_json,
)
from api.parcours.vocabulary import Dit

LE = dt.date(2026, 11, 22)


def known(parcours: ParcoursService, **faits: Any) -> dict[str, Any]:
    """Everything that is known once these facts are said, as JSON."""
    valeurs = parcours.vocabulaire.resolve(parcours.read_facts(faits, LE), LE)
    return {nom: to_json(valeur) for nom, valeur in valeurs.items() if nom != AUJOURDHUI}


def refusal(parcours: ParcoursService, nom: str, brut: Any) -> str:
    with pytest.raises(Refus) as refus:
        parcours.coerce(nom, brut, LE)
    assert refus.value.statut == 422
    assert refus.value.champ == f"faits.{nom}"
    return refus.value.code


# Answers -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("brut", ["oui", True, "true"])
def test_oui_se_dit_de_plusieurs_facons(parcours: ParcoursService, brut: Any) -> None:
    assert parcours.coerce("en_couple", brut, LE) is True


@pytest.mark.parametrize("brut", ["peut-être", 1, 0, [], {}, 2.5])
def test_un_oui_non_ne_prend_rien_d_autre(parcours: ParcoursService, brut: Any) -> None:
    assert refusal(parcours, "en_couple", brut) == "oui_non_attendu"


def test_un_choix_inconnu_dit_les_choix_possibles(parcours: ParcoursService) -> None:
    with pytest.raises(Refus) as refus:
        parcours.coerce("role_parent", "oncle", LE)
    assert refus.value.code == "option_inconnue"
    assert refus.value.connus == ["adoptant", "autre_parent", "mere"]


@pytest.mark.parametrize("brut", [["oncle"], {"valeur": "mere"}, 3, True])
def test_un_choix_d_une_autre_forme_est_refuse(parcours: ParcoursService, brut: Any) -> None:
    assert refusal(parcours, "role_parent", brut) == "option_inconnue"


def test_une_option_telle_qu_elle_a_ete_proposee_est_comprise(parcours: ParcoursService) -> None:
    proposee = {"valeur": "mere", "libelle": "La mère"}
    assert parcours.coerce("role_parent", proposee, LE) == "mere"


def test_une_liste_ne_garde_chaque_choix_qu_une_fois(parcours: ParcoursService) -> None:
    assert parcours.coerce("patrimoine", ["dettes", "immeuble", "dettes"], LE) == (
        "dettes",
        "immeuble",
    )
    assert parcours.coerce("patrimoine", [], LE) == ()
    assert refusal(parcours, "patrimoine", ["bateau"]) == "option_inconnue"
    assert refusal(parcours, "patrimoine", "dettes") == "option_inconnue"


@pytest.mark.parametrize(
    ("brut", "attendu"),
    [
        (3, Intervalle(3, 3)),
        ("3", Intervalle(3, 3)),
        ("120 000", Intervalle(120000, 120000)),
        ("2,5", Intervalle(2.5, 2.5)),
        ({"min": 18, "max": 24}, Intervalle(18, 24)),
        ({"max": 17}, Intervalle(None, 17)),
        ({"min": 65}, Intervalle(65, None)),
    ],
)
def test_un_nombre_exact_ou_une_tranche(brut: Any, attendu: Intervalle) -> None:
    assert parse_number(brut) == attendu


@pytest.mark.parametrize(
    "brut",
    [
        "trois",
        "",
        True,
        None,
        [],
        {},
        {"min": 5, "max": 3},
        {"min": None, "max": None},
        {"min": "5"},
        {"moyenne": 3},
        float("nan"),
        float("inf"),
        {"min": float("nan")},
        {"max": float("inf")},
        10**15,
        "nan",
    ],
)
def test_un_nombre_impossible_est_refuse(brut: Any) -> None:
    with pytest.raises(ValeurInvalide, match="nombre_attendu"):
        parse_number(brut)


@pytest.mark.parametrize(
    ("brut", "jour", "approximatif"),
    [
        ("2026-03-03", dt.date(2026, 3, 3), False),
        ("2026-03-03T10:00:00", dt.date(2026, 3, 3), False),
        (dt.date(2026, 3, 3), dt.date(2026, 3, 3), False),
        ({"date": "2026-03-03"}, dt.date(2026, 3, 3), False),
        ({"date": "2026-03-03", "approximatif": True}, dt.date(2026, 3, 3), True),
        ({"il_y_a": "1 mois"}, dt.date(2026, 10, 22), True),
        ({"il_y_a": "15 jours"}, dt.date(2026, 11, 7), True),
        ({"dans": "3 mois"}, dt.date(2027, 2, 22), True),
    ],
)
def test_une_date_exacte_ou_vue_d_aujourd_hui(brut: Any, jour: dt.date, approximatif: bool) -> None:
    assert parse_date(brut, LE) == DateDite(jour, approximatif)


@pytest.mark.parametrize(
    "brut",
    [
        "hier",
        "2026-02-30",
        "03/03/2026",
        "2026-03-03 ou le 4",
        "",
        20260303,
        {"date": "hier"},
        {"date": 3},
        {"il_y_a": "longtemps"},
        {"dans": "9999 ans"},
        {"le": "2026-03-03"},
        [],
    ],
)
def test_une_date_qui_n_existe_pas_est_refusee(brut: Any) -> None:
    with pytest.raises(ValeurInvalide, match="date_attendue"):
        parse_date(brut, LE)


# Bounds ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("nom", "brut", "code"),
    [
        ("date_deces", "2026-11-23", "date_future"),
        ("date_deces", "1826-11-22", "date_impossible"),
        ("date_deces", "1970-01-01", "date_trop_ancienne"),
        ("date_prevue", "2028-01-01", "date_trop_lointaine"),
        ("date_prevue", "2026-09-01", "date_trop_ancienne"),
        ("debut_grossesse", "2026-12-01", "date_future"),
        ("date_separation", "2126-01-01", "date_impossible"),
        ("age", -1, "nombre_trop_petit"),
        ("age", 130, "nombre_trop_grand"),
        ("age", {"min": 121}, "nombre_trop_grand"),
        ("nb_enfants", 21, "nombre_trop_grand"),
        ("nb_attendus", 0, "nombre_trop_petit"),
    ],
)
def test_une_reponse_impossible_est_refusee(
    parcours: ParcoursService, nom: str, brut: Any, code: str
) -> None:
    assert refusal(parcours, nom, brut) == code


@pytest.mark.parametrize(
    ("nom", "brut"),
    [
        ("date_deces", "2026-11-22"),
        ("date_prevue", "2026-11-01"),
        ("date_separation", {"dans": "1 mois"}),
        ("age", 0),
        ("age", {"min": 65}),
        ("age", {"max": 17}),
        ("nb_enfants", {"min": 3}),
    ],
)
def test_une_reponse_plausible_est_gardee(parcours: ParcoursService, nom: str, brut: Any) -> None:
    assert parcours.coerce(nom, brut, LE) is not None


def test_un_fait_inconnu_dit_les_faits_connus(parcours: ParcoursService) -> None:
    with pytest.raises(Refus) as refus:
        parcours.read_facts({"pointure": 42}, LE)
    assert (refus.value.code, refus.value.champ) == ("fait_inconnu", "faits.pointure")
    assert "en_couple" in (refus.value.connus or [])


def test_chaque_reponse_proposee_est_acceptee_et_se_relit(parcours: ParcoursService) -> None:
    for nom, fait in parcours.vocabulaire.faits.items():
        for valeur in option_values(fait, LE):
            assert parcours.coerce(nom, to_json(valeur), LE) == valeur, nom


@given(
    bas=st.none() | st.integers(0, 120),
    ecart=st.integers(0, 40),
    ouvert=st.booleans(),
)
def test_un_nombre_note_se_relit_tel_quel(bas: int | None, ecart: int, ouvert: bool) -> None:
    haut = None if ouvert and bas is not None else (bas or 0) + ecart
    assert parse_number(to_json(Intervalle(bas, haut))) == Intervalle(bas, haut)


# Not answering -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("brut", "statut"),
    [(None, "ne_sait_pas"), ("ne_sait_pas", "ne_sait_pas"), ("refuse", "refuse")],
)
def test_ne_pas_repondre_est_une_reponse(parcours: ParcoursService, brut: Any, statut: str) -> None:
    assert parcours.read_facts({"sejour": brut}, LE) == {"sejour": Dit(statut=statut)}


@pytest.mark.parametrize("reponse", ["non", "ne_sait_pas", "prefere_pas", "refuse", None])
def test_ne_pas_se_dire_en_securite_compte_comme_un_danger(
    parcours: ParcoursService, reponse: str | None
) -> None:
    assert known(parcours, en_securite=reponse)["violences"] is True


def test_se_dire_en_securite_rouvre_le_parcours(parcours: ParcoursService) -> None:
    assert known(parcours, en_securite="oui")["violences"] is False


# What follows ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("faits", "attendus"),
    [
        ({"en_couple": "non"}, {"isole": True}),
        ({"en_couple": "oui"}, {"isole": False}),
        ({"lien_couple": "pacses"}, {"pacses": True, "maries": False}),
        ({"lien_couple": "aucun"}, {"pacses": False, "maries": False}),
        ({"nb_enfants": 0}, {"enfants_a_charge": False}),
        ({"nb_enfants": {"min": 3}}, {"enfants_a_charge": True, "allocataire_ou_enfants": True}),
        ({"deja_allocataire": "oui"}, {"allocataire_ou_enfants": True}),
        ({"nb_enfants": 0, "deja_allocataire": "non"}, {"allocataire_ou_enfants": False}),
        ({"ressources": "rsa"}, {"beneficiaire_rsa": True, "ressources_faibles": True}),
        ({"ressources": "tres_faibles"}, {"ressources_paje": "sous", "ressources_veuvage": "sous"}),
        ({"ressources": "confortables"}, {"ressources_paje": "au_dessus"}),
        ({"sejour": "francais_ue"}, {"titre_depend_conjoint": False}),
        ({"avancement_deces": "declare"}, {"declaration_faite": True, "obseques_faites": False}),
        ({"avancement_deces": "obseques_faites"}, {"declaration_faite": True}),
        ({"patrimoine": ["dettes"]}, {"dettes_connues": True, "succession_immobilier": False}),
        ({"patrimoine": []}, {"dettes_connues": False, "testament_ou_donation": False}),
        ({"situations_deces": ["invalide"]}, {"remarie": False, "invalide": True}),
        ({"situation_personne": []}, {"sejour": "francais_ue", "couverture_maladie": "complete"}),
        ({"situation_personne": ["sans_mutuelle"]}, {"couverture_maladie": "base_seule"}),
        (
            {"situation_personne": ["sans_secu", "sans_mutuelle"]},
            {"couverture_maladie": "sans_droits"},
        ),
        ({"situations_naissance": []}, {"nb_attendus": 1, "en_couple": True, "mineur": False}),
        ({"situations_separation": ["accord"]}, {"accord_parents": True, "compte_joint": False}),
        ({"nb_orphelins": {"min": 2}}, {"orphelins_a_charge": True}),
        ({"debut_grossesse": "2026-09-13"}, {"date_prevue": "2027-06-13"}),
        (
            {"lien_defunt": "enfant", "age_enfant_decede": 8},
            {"statut_defunt": "sans_activite", "nb_orphelins": 0, "patrimoine": []},
        ),
    ],
)
def test_ce_qui_se_deduit_ne_se_demande_pas(
    parcours: ParcoursService, faits: dict[str, Any], attendus: dict[str, Any]
) -> None:
    connus = known(parcours, **faits)
    assert {nom: connus.get(nom) for nom in attendus} == attendus


def test_une_date_deduite_d_une_date_approximative_reste_approximative(
    parcours: ParcoursService,
) -> None:
    connus = known(parcours, debut_grossesse={"il_y_a": "3 mois"})
    assert connus["date_prevue"] == {"date": "2027-05-22", "approximatif": True}


def test_ce_que_la_personne_dit_l_emporte_sur_ce_qui_se_deduit(parcours: ParcoursService) -> None:
    assert known(parcours, ressources="rsa", ressources_paje="au_dessus")["ressources_paje"] == (
        "au_dessus"
    )


def test_des_revenus_moyens_ne_decident_pas_des_aides_du_bebe(parcours: ParcoursService) -> None:
    assert "ressources_paje" not in known(parcours, ressources="moyennes")


def test_un_fait_par_defaut_cede_a_ce_qui_est_dit(parcours: ParcoursService) -> None:
    assert known(parcours)["poste_penible"] is False
    assert known(parcours, poste_penible="oui")["poste_penible"] is True


def test_ne_pas_savoir_laisse_le_fait_par_defaut(parcours: ParcoursService) -> None:
    assert known(parcours, poste_penible=None)["poste_penible"] is False


# Names in the founding dossiers ------------------------------------------------------------------


def test_chaque_nom_des_dossiers_designe_son_fait(parcours: ParcoursService) -> None:
    vocabulaire = parcours.vocabulaire
    vus = 0
    for nom, fait in vocabulaire.faits.items():
        for moment, brut in fait.alias.items():
            for alias in brut if isinstance(brut, list) else [brut]:
                ancien = alias.nom if isinstance(alias, AliasDetaille) else alias
                assert list(vocabulaire.from_dossier_names([moment], {ancien: None})) == [nom]
                vus += 1
    assert vus >= 20


@pytest.mark.parametrize(
    ("moment", "ancien", "nouveau"),
    [
        ("naissance", {"evenement": "grossesse"}, {"evenement_naissance": "grossesse"}),
        ("naissance", {"role": "mere"}, {"role_parent": "mere"}),
        ("naissance", {"DPA": "2027-06-13"}, {"date_prevue": "2027-06-13"}),
        ("naissance", {"DN": "2026-11-01"}, {"date_naissance_enfant": "2026-11-01"}),
        ("naissance", {"date_naissance": "2026-11-01"}, {"date_naissance_enfant": "2026-11-01"}),
        ("naissance", {"nb_enfants_avant": 0}, {"nb_enfants": 0}),
        ("naissance", {"age_mere": 16}, {"age": 16}),
        ("naissance", {"caisse": "msa"}, {"regime_agricole": "oui"}),
        ("naissance", {"caisse": "caf"}, {"regime_agricole": "non"}),
        ("naissance", {"foyer_imposable_ou_declarant": True}, {"declarant_impots": True}),
        (
            "naissance",
            {"couverture_maladie": "sans_complementaire"},
            {"couverture_maladie": "base_seule"},
        ),
        ("separation", {"DS": "2026-11-01"}, {"date_separation": "2026-11-01"}),
        ("separation", {"DT": "2026-11-01"}, {"date_titre": "2026-11-01"}),
        ("separation", {"residence": "alternee"}, {"residence_enfants": "alternee"}),
        ("separation", {"langue_francaise": "non"}, {"langue_francaise": "non"}),
        ("separation", {"isole": True}, {"isole": True}),
        ("deces", {"isole": True}, {"isolement_social": True}),
        ("deces", {"lien": "enfant"}, {"lien_defunt": "enfant"}),
        ("deces", {"DD": "2026-11-01"}, {"date_deces": "2026-11-01"}),
        ("deces", {"usager_emploi": "chomage"}, {"statut_pro": "demandeur_emploi"}),
        ("deces", {"age_usager": 42}, {"age": 42}),
        ("deces", {"allocataire_caf": False}, {"deja_allocataire": False}),
        ("deces", {"remis_en_couple": False}, {"en_couple": False}),
        ("deces", {"en_couple": False}, {"en_couple": False}),
    ],
)
def test_le_nom_d_un_dossier_devient_celui_du_produit(
    parcours: ParcoursService, moment: str, ancien: dict[str, Any], nouveau: dict[str, Any]
) -> None:
    traduits = parcours.vocabulaire.from_dossier_names([moment], ancien)
    assert traduits == nouveau
    assert parcours.read_facts(traduits, LE)


def test_un_nom_d_un_autre_dossier_n_est_pas_compris(parcours: ParcoursService) -> None:
    with pytest.raises(KeyError, match="lien"):
        parcours.vocabulaire.from_dossier_names(["naissance"], {"lien": "enfant"})
