"""The catalogue an expert writes: what is wrong is told with its file, line and name."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from api.parcours.check_wording import check_acronyms, check_no_number_in_wording
from api.parcours.findings import Constat, Contexte, load_context
from api.parcours.service import ParcoursService
from api.parcours.values import Intervalle, ValeurInvalide
from api.parcours.yaml_lines import Document
from api.rights.catalogue import FICHIER, Catalogue
from api.rights.check import check_rights, check_scales, facts_used
from api.rights.openfisca.variables import load_selection
from api.rights.regles import REGLES
from api.settings import RACINE
from tests.rights.personnes import LE
from tools.droits import table

Controle = Callable[[Contexte], Any]
Altere = Callable[..., list[Constat]]


@pytest.fixture(scope="session")
def contexte() -> Contexte:
    return load_context(RACINE, LE)


@pytest.fixture
def altere(contexte: Contexte, tmp_path: Path) -> Altere:
    """What a check finds once the catalogue is changed in one place."""

    def check(avant: str, apres: str, controle: Controle = check_rights) -> list[Constat]:
        texte = FICHIER.read_text(encoding="utf-8")
        assert avant in texte
        fichier = tmp_path / "droits.yml"
        fichier.write_text(texte.replace(avant, apres, 1), encoding="utf-8")
        document = Document(fichier, nom="droits/droits.yml")
        return list(controle(dataclasses.replace(contexte, droits=document)))

    return check


def test_le_catalogue_reel_n_a_aucun_defaut(contexte: Contexte) -> None:
    assert [c for c in check_rights(contexte) if c.niveau == "erreur"] == []
    assert list(check_scales(contexte)) == []


@pytest.mark.parametrize(
    ("avant", "apres", "quoi"),
    [
        ("faits: [statut_pro, salaire_net,", "faits: [statut_pro, salaire_nett,", "unknown fact"),
        ("etapes: [bil_ass, PE-23]", "etapes: [bil_asss, PE-23]", "unknown step `bil_asss`"),
        ("exclut: [aah, rsa, aspa, are]", "exclut: [aah, rsaa]", "unknown right `rsaa`"),
        ("organisme: mission_locale", "organisme: mission", "unknown organisation"),
        ("calcul: {openfisca: [ppa]}", "calcul: {openfisca: [mva]}", "openfisca.yml"),
        ("calcul: {regle: ajpa}", "calcul: {regle: ajpaa}", "unknown rule `ajpaa`"),
        ("calcul: {openfisca: [ppa]}", "calcul: {openfisca: [asi]}", "is stale"),
        ("    moment: separation\n", "    moment: separations\n", "unknown moment"),
        ("avant: {en_couple: oui}", "avant: {en_coupl: oui}", "unknown fact `en_coupl`"),
        ("    doute: oui\n", "    doute: non\n", "go together"),
        ("  conjoint: [en_couple,", "  loyer: [en_couple,", "cannot have the name of a fact"),
        (
            "    si: {statut_pro: etudiant, age: {moins_de: 28},",
            "    si: {statut_pro: etudiant, tous: [{statut_pro: retraite}],",
            "no answers can ever open this right",
        ),
    ],
)
def test_une_erreur_du_catalogue_est_dite(
    altere: Altere, avant: str, apres: str, quoi: str
) -> None:
    constats = altere(avant, apres)
    assert any(quoi in c.quoi for c in constats), constats


def test_un_droit_sans_source_est_refuse(altere: Altere) -> None:
    texte = FICHIER.read_text(encoding="utf-8")
    debut = texte.index("    sources:\n", texte.index("  prime_activite:"))
    fin = texte.index("    revoir_avant", debut)
    constats = altere(texte[debut:fin], "")
    assert [c.quoi for c in constats if c.niveau == "erreur"] == ["prime_activite: no source"]


def test_une_cle_mal_ecrite_est_refusee_avec_sa_ligne(altere: Altere) -> None:
    (constat,) = altere(
        "    ouvrirait: Il faut travailler,", "    ouvriraitt: Il faut travailler,"
    )[:1]
    assert constat.ou.startswith("parcours/droits/droits.yml:")
    assert int(constat.ou.rpartition(":")[2]) > 1
    assert "prime_activite" in constat.quoi


def test_une_relecture_en_retard_est_signalee(contexte: Contexte) -> None:
    tard = dataclasses.replace(contexte, le=dt.date(2028, 1, 1))
    constats = list(check_rights(tard))
    assert any("overdue" in c.quoi for c in constats)
    assert all(c.niveau == "avertissement" for c in constats)
    assert list(check_scales(tard))


def test_un_montant_dans_un_texte_est_refuse(altere: Altere) -> None:
    avant = "ouvrirait: Il faut travailler, même un peu"
    constats = altere(avant, f"{avant} pour 500 €", check_no_number_in_wording)
    assert any("500 €" in c.quoi for c in constats if c.niveau == "erreur")


def test_un_sigle_inexplique_est_signale(altere: Altere) -> None:
    avant = "ouvrirait: Il faut travailler, même un peu"
    constats = altere(avant, f"{avant} en XYZT", check_acronyms)
    assert any("XYZT" in c.quoi for c in constats)


def test_sans_catalogue_rien_n_est_controle(contexte: Contexte) -> None:
    sans = dataclasses.replace(contexte, droits=None)
    assert list(check_rights(sans)) == []
    assert facts_used(sans) == frozenset()


def test_chaque_regle_ecrite_a_un_droit_ou_une_raison_de_ne_pas_en_avoir(
    catalogue: Catalogue,
) -> None:
    employees = {d.calcul.regle for d in catalogue.droits.values()}
    # Violence is never named among rights: a screen may be seen by somebody else.
    assert set(REGLES) - employees == {"aide_universelle_urgence"}


def test_chaque_variable_lue_est_dans_la_liste_blanche(catalogue: Catalogue) -> None:
    assert set(catalogue.variables()) <= set(load_selection().variables)


def test_aucun_droit_ne_dit_non(catalogue: Catalogue) -> None:
    for nom, droit in catalogue.droits.items():
        assert len(droit.ouvrirait) > 20, nom
        assert "vous avez droit" not in f"{droit.explication} {droit.ouvrirait}".casefold(), nom


# The figures that people give ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fait", "chiffre", "code"),
    [
        ("salaire_net", 21600, "montant_par_an"),
        ("salaire_net", 1867.02, "montant_brut"),
        ("salaire_net", 12, "montant_par_heure"),
        ("salaire_net", -300, "nombre_trop_petit"),
        ("allocation_chomage", 32, "montant_par_jour"),
        ("indemnites_mensuelles", 41.95, "montant_par_jour"),
        ("retraite_mensuelle", 9600, "montant_par_an"),
        ("loyer", 7200, "montant_par_an"),
        ("loyer", -1, "nombre_trop_petit"),
        ("revenu_conjoint", 19000, "montant_par_an"),
        ("age_enfant_1", 40, "nombre_trop_grand"),
    ],
)
def test_un_chiffre_d_une_autre_sorte_est_refuse_avec_sa_phrase(
    parcours: ParcoursService, textes: Any, fait: str, chiffre: float, code: str
) -> None:
    with pytest.raises(ValeurInvalide) as refus:
        parcours.vocabulaire.faits[fait].coerce(chiffre, LE)
    assert refus.value.code == code
    assert textes.error(code)


@pytest.mark.parametrize(
    ("fait", "montant", "sorte"),
    [
        ("salaire_net", 2000, "montant_brut"),
        ("salaire_net", 5400, "montant_par_an"),
        ("salaire_net", 80, "montant_par_jour"),
        ("salaire_net", 300, "montant_par_semaine"),
        ("loyer", 3600, "montant_par_an"),
    ],
)
def test_un_montant_dit_brut_ou_par_an_est_refuse_meme_plausible(
    parcours: ParcoursService, textes: Any, fait: str, montant: float, sorte: str
) -> None:
    with pytest.raises(ValeurInvalide) as refus:
        parcours.vocabulaire.faits[fait].coerce({"montant": montant, "sorte": sorte}, LE)
    assert refus.value.code == sorte
    assert textes.error(sorte)


def test_un_montant_brut_reste_bon_pour_qui_le_demande(parcours: ParcoursService) -> None:
    dit = {"montant": 2000, "sorte": "montant_brut"}
    assert parcours.coerce("salaire_brut_moyen", dit, LE) == Intervalle(2000, 2000)


@pytest.mark.parametrize(
    ("fait", "chiffre"),
    [
        ("salaire_net", 0),
        ("salaire_net", 1478),
        ("salaire_net", 4800),
        ("allocation_chomage", 980),
        ("loyer", 350),
    ],
)
def test_un_chiffre_ordinaire_est_garde(
    parcours: ParcoursService, fait: str, chiffre: float
) -> None:
    assert parcours.coerce(fait, chiffre, LE)


@pytest.mark.parametrize(
    ("faits", "contradiction"),
    [
        ({"age": 20, "nb_enfants": 1, "age_enfant_1": 22}, "enfant_trop_age"),
        ({"age": {"min": 18, "max": 24}, "age_enfant_2": 20}, "enfant_trop_age"),
        ({"age": 35, "age_enfant_1": 15}, None),
        ({"age": {"min": 25, "max": 54}, "age_enfant_1": 20}, None),
    ],
)
def test_un_enfant_plus_age_que_son_parent_est_refuse(
    parcours: ParcoursService, faits: dict[str, Any], contradiction: str | None
) -> None:
    dits = {nom: parcours.read_facts({nom: v}, LE)[nom] for nom, v in faits.items()}
    dernier = list(faits)[-1]
    assert parcours.moteur.contradiction(dits, dernier, LE) == contradiction


def test_les_faits_chiffres_ne_sont_demandes_par_aucun_moment(parcours: ParcoursService) -> None:
    chiffres = set(Document(RACINE / "parcours" / "faits" / "droits.yml").data)
    for moment, contenu in parcours.bibliotheque.parcours.items():
        assert not chiffres & {*contenu.questions, *contenu.premieres}, moment


def test_la_table_des_droits_de_la_documentation_est_a_jour(catalogue: Catalogue) -> None:
    page = (RACINE / "docs" / "droits.md").read_text(encoding="utf-8")
    assert table(catalogue) in page, "run `python -m tools.droits`"
