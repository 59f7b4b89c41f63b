"""An expert makes a mistake: one clear message with the file, the line, the key, what is expected.

Each case breaks the small content in one way. `fichier:ligne` is where the expert must look.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

import pytest
import yaml

from api.parcours.library import load_library
from api.parcours.yaml_lines import ContenuInvalide
from tests.parcours.depot import LE, MODELE, Depot

DEM = "parcours/demenagement.yml"
FAITS = "parcours/faits/demenagement.yml"
CAS = "tests/cases/demenagement.yml"
ACTES = "locales/fr/actes/demenagement.yml"
ERREURS = yaml.safe_load((Path(__file__).parent / "erreurs.yml").read_text(encoding="utf-8"))
# Removing the options of a choice also breaks the conditions that name them.
EN_CASCADE = "choix sans options"


@dataclass(frozen=True)
class Erreur:
    """One mistake: in `fichier`, `avant` becomes `apres`; the message must say `dit`."""

    nom: str
    fichier: str
    avant: str
    apres: str
    dit: str
    ligne: str | None = None


ILLISIBLES = [Erreur(**e) for e in ERREURS["illisibles"]]
IMPOSSIBLES = [Erreur(**e) for e in ERREURS["impossibles"]]
TOUTES = [*ILLISIBLES, *IMPOSSIBLES]
SEULES = [e.nom for e in ILLISIBLES if e.nom != EN_CASCADE]


def line_to_look_at(depot: Depot, erreur: Erreur) -> tuple[str, int] | None:
    """File and line of the mistake, once made; None when the parser alone knows."""
    if erreur.ligne == "*":
        return None
    fichier, repere = erreur.fichier, erreur.ligne
    if repere and repere.startswith("@"):
        fichier, repere = DEM, repere[1:]
    lignes = depot.file(fichier).read_text(encoding="utf-8").splitlines()
    if repere is None:
        modele = (MODELE / fichier).read_text(encoding="utf-8").splitlines()
        return fichier, next(
            numero
            for numero, (ligne, ancienne) in enumerate(zip_longest(lignes, modele), 1)
            if ligne != ancienne
        )
    exactes = [n for n, ligne in enumerate(lignes, 1) if ligne == repere]
    return fichier, (exactes or [n for n, x in enumerate(lignes, 1) if x.startswith(repere)])[0]


@pytest.mark.parametrize("erreur", TOUTES, ids=[e.nom for e in TOUTES])
def test_une_erreur_dans_un_fichier_donne_un_message_clair(depot: Depot, erreur: Erreur) -> None:
    """A mistake of form gives only one message."""
    depot.replace(erreur.fichier, erreur.avant, erreur.apres)
    constats = depot.check().constats
    assert len(constats) == 1 or erreur.nom not in SEULES, [str(c) for c in constats]
    erreurs = [c for c in constats if c.niveau == "erreur"]
    messages = [str(c) for c in erreurs if erreur.dit in c.quoi]
    assert messages, [str(c) for c in erreurs]
    ou = line_to_look_at(depot, erreur)
    attendu = r"[\w/]+\.yml:\d+" if ou is None else re.escape(f"{ou[0]}:{ou[1]}")
    assert re.match(f"{attendu}: .", messages[0]), messages[0]
    assert "\n" not in messages[0]


def test_le_petit_contenu_est_sain(depot: Depot) -> None:
    assert depot.findings() == []


@pytest.mark.parametrize("nom", ["organismes", "moments", "urgences", "sigles", "coherences"])
def test_un_fichier_commun_absent_est_nomme(depot: Depot, nom: str) -> None:
    depot.file(f"parcours/{nom}.yml").unlink()
    assert depot.findings() == [f"erreur: parcours/{nom}.yml:1: this file is missing"]


@pytest.mark.parametrize("geste", [Path.unlink, lambda f: f.write_text("")], ids=["ôté", "vidé"])
def test_un_vocabulaire_absent_est_dit(depot: Depot, geste: Callable[[Path], None]) -> None:
    geste(depot.file(FAITS))
    dit = "erreur: parcours/faits:1: no fact is written in this folder"
    assert depot.findings() == [dit]


@pytest.mark.parametrize("nom", ["demenagement", "organismes", "moments", "sigles"])
def test_un_fichier_vide_est_dit(depot: Depot, nom: str) -> None:
    depot.file(f"parcours/{nom}.yml").write_text("", encoding="utf-8")
    assert any(f"parcours/{nom}.yml:1: " in constat for constat in depot.findings())


def test_un_fichier_enregistre_dans_un_autre_codage_est_dit(depot: Depot) -> None:
    fichier = depot.file(DEM)
    fichier.write_bytes(fichier.read_text(encoding="utf-8").encode("latin-1"))
    assert depot.findings() == [f"erreur: {DEM}:2: expected UTF-8 text"]


def test_un_caractere_interdit_est_dit(depot: Depot) -> None:
    depot.append(DEM, "\x07")
    (constat,) = depot.findings()
    assert constat.startswith(f"erreur: {DEM}:1: malformed YAML: ")


@pytest.mark.parametrize("nom", [DEM, FAITS, "parcours/sigles.yml", ACTES, CAS])
def test_un_fichier_qui_n_est_qu_une_phrase_est_dit(depot: Depot, nom: str) -> None:
    depot.file(nom).write_text("À écrire.\n", encoding="utf-8")
    assert any(constat.startswith(f"erreur: {nom}:1: ") for constat in depot.findings())


def test_un_fait_ecrit_dans_deux_fichiers_est_dit(depot: Depot) -> None:
    depot.file("parcours/faits/autre.yml").write_text("animal: {}\n", encoding="utf-8")
    lignes = depot.file(FAITS).read_text(encoding="utf-8").splitlines()
    ligne = lignes.index("animal:") + 1
    quoi = "animal: already written in faits/autre.yml"
    assert depot.findings() == [f"erreur: {FAITS}:{ligne}: {quoi}"]


def test_plusieurs_erreurs_sont_dites_ensemble(depot: Depot) -> None:
    depot.replace(DEM, "priorite: urgente", "priorite: haute")
    depot.replace(DEM, "delai: 6 mois", "delai: six mois")
    depot.replace(FAITS, "type: date", "type: jour")
    fichiers = [constat.split(":")[1].strip() for constat in depot.findings()]
    assert fichiers == [FAITS, DEM, DEM]


def test_un_contenu_casse_n_est_jamais_charge(depot: Depot) -> None:
    depot.replace(DEM, "si: {animal: oui}", "si: {chien: oui}")
    with pytest.raises(ContenuInvalide) as refus:
        load_library(depot.racine / "parcours", le=LE)
    assert len(refus.value.fautes) == 1
