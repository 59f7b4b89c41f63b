"""`jalons check` on the desks, motives and flows: nobody may fall between two desks."""

from __future__ import annotations

import datetime as dt
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from api.escalations.check import check_escalades
from api.parcours.findings import Contexte, load_context
from api.rendezvous.check import check_appointments
from api.settings import RACINE

LE = dt.date(2026, 11, 23)


@pytest.fixture(scope="module")
def contexte() -> Contexte:
    return load_context(RACINE, LE)


class Copie:
    """A copy of the content, to be damaged."""

    def __init__(self, contexte: Contexte, racine: Path) -> None:
        self.contexte = replace(contexte, racine=racine)
        for dossier in ("escalades", "territoires"):
            shutil.copytree(RACINE / "parcours" / dossier, racine / "parcours" / dossier)

    def change(self, nom: str, avant: str, apres: str) -> None:
        fichier = self.contexte.racine / "parcours" / "escalades" / nom
        texte = fichier.read_text(encoding="utf-8")
        assert avant in texte
        fichier.write_text(texte.replace(avant, apres, 1), encoding="utf-8")

    def found(self) -> list[str]:
        return [f"{c.niveau} {c}" for c in check_escalades(self.contexte)]

    def only(self) -> str:
        (seul,) = self.found()
        return seul


@pytest.fixture
def copie(contexte, tmp_path) -> Copie:
    return Copie(contexte, tmp_path)


def test_le_contenu_livre_est_sain(copie):
    assert copie.found() == []


def test_un_organisme_sans_procedure_d_urgence_est_refuse(copie):
    """R2.12."""
    copie.change("guichets.yml", "  urgence: *urgence\n", "")
    seul = copie.only()
    assert seul.startswith("erreur parcours/escalades/guichets.yml:")
    assert "cpam" in seul
    assert "urgence: this key is required" in seul


def test_une_situation_attentive_sans_correspondant_est_refusee(copie):
    copie.change("guichets.yml", "[deuil, social, enfance, etrangers, langue, violences]", "[]")
    copie.change("guichets.yml", "[deuil, social, enfance, etrangers, langue, violences, ", "[")
    copie.change("guichets.yml", "[deuil, social, enfance, etrangers, langue, violences, ", "[")
    assert any("`caf` has no correspondent for `deuil`" in f for f in copie.found())


def test_une_situation_attentive_oubliee_est_refusee(copie):
    ligne = "  deces-enfant: {niveau: accompagnement, fragilites: [rupture], organisme: caf"
    copie.change("moments/deces.yml", ligne, ligne.replace("deces-enfant", "deces-enfants"))
    assert len([f for f in copie.found() if "each attentive variant has its corres" in f]) == 2


def test_un_moment_que_personne_ne_suit_est_refuse(copie):
    (copie.contexte.racine / "parcours/escalades/moments/deces.yml").unlink()
    assert "parcours/escalades/moments/deces.yml" in copie.only()


def test_des_horaires_sans_source_se_disent_exemple(copie):
    copie.change("guichets.yml", "  exemple: oui\n", "  exemple: non\n")
    assert "hours are either an example to be set" in copie.only()


def test_une_heure_illisible_est_montree_avec_son_fichier_et_sa_ligne(copie):
    copie.change("guichets.yml", 'de: "09:00"', 'de: "neuf heures"')
    assert 'expected an hour between quotes, such as "09:00"' in copie.found()[0]


def test_deux_guichets_pour_le_meme_organisme_au_meme_endroit_sont_refuses(copie):
    copie.change("guichets.yml", "organismes: [cpam]", "organismes: [cpam, caf]")
    assert "`caf` already has the desk `caf` in `france`" in copie.only()


def test_un_guichet_qui_ne_repond_jamais_est_refuse(copie):
    copie.change(
        "guichets.yml", "  rappel: oui\n  rendez_vous: oui", "  rappel: non\n  rendez_vous: non"
    )
    assert "nobody would ever answer" in copie.only()


def test_sans_le_relais_general_la_configuration_est_refusee(copie):
    copie.change("guichets.yml", "organismes: [france_services]", "organismes: [ccas]")
    assert any("last resort everywhere" in f for f in copie.found())


def test_un_flux_vers_un_champ_inconnu_est_refuse(copie):
    copie.change("flux.yml", "    champs: [reference,", "    champs: [nir, reference,")
    assert "unknown field `nir`" in copie.only()


def test_une_convention_nomme_ses_deux_signataires(copie):
    copie.change("flux.yml", "base: accord", "base: convention")
    assert "a convention names at least two signatories" in copie.only()


def test_un_flux_echu_est_signale(copie):
    copie.change("flux.yml", "    au: 2027-11-23", "    au: 2026-11-22")
    copie.change("flux.yml", "    du: 2026-11-23", "    du: 2025-11-23")
    assert copie.only().startswith("avertissement")


def test_une_raison_de_priorite_a_des_mots_pour_chacun(copie):
    copie.change("regles.yml", "  repetee_jour:\n", "  repetee_jours:\n")
    assert len([f for f in copie.found() if "each reason of priority is worded" in f]) == 2


@pytest.mark.parametrize(
    ("avant", "apres", "dit"),
    [
        ("      - id: peur", "      - id: deuil", "`deuil` is written twice"),
        ("Félicitations pour", "Félicitations {prenom} pour", "without a blank to fill"),
        ("Félicitations pour", "Félicitations " * 20 + "pour", "240 characters at most"),
        ("        quand: Elle vit un événement heureux\n", "", "quand: this key is required"),
    ],
    ids=["deux-fois", "trou", "longue", "sans-repere"],
)
def test_une_phrase_prete_se_lit_telle_quelle(copie, avant, apres, dit):
    copie.change("phrases.yml", avant, apres)
    assert dit in copie.only()


def test_un_depot_sans_guichets_est_admis(contexte, tmp_path):
    assert list(check_escalades(replace(contexte, racine=tmp_path))) == []


# Appointments ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("avant", "apres", "dit"),
    [
        ("guichets: [caf, ", "guichets: [", "`caf` gives appointments: it needs a grid"),
        ("guichets: [caf, ", "guichets: [caf, mars, ", "unknown desk `mars`"),
        ("du: 2026-11-23", "du: 2027-11-23", "needs a grid in force today"),
        ("minutes: 30", "minutes: 200", "long enough for its longest appointment"),
        ("    exemple: oui\n    # IGAS", "    exemple: non\n    # IGAS", "or has a `source`"),
        ("places: 2", "places: 0", "places"),
        ("revoir_avant: 2027", "revoir_avant: 2025", "overdue"),
    ],
)
def test_une_grille_de_rendez_vous_intenable_est_refusee(copie, avant, apres, dit):
    assert list(check_appointments(copie.contexte)) == []
    copie.change("rendez_vous.yml", avant, apres)
    trouves = [str(c) for c in check_appointments(copie.contexte)]
    assert trouves
    assert any(dit in t for t in trouves), trouves
    assert all(t.startswith("parcours/escalades/rendez_vous.yml:") for t in trouves)
