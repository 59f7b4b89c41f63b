"""The flows, the domain, the actions and the wording hold together."""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml

from actions.serveur import make_executor
from api.languages.catalogues import Textes
from api.settings import RACINE
from bot.comprehension import INFORMATION, label_of
from bot.comprendre import ETIQUETTES

BOT = RACINE / "bot"
BOUTONS = {"choisir", "ouvrir", "act_continuer", "act_reprendre", "act_retour", "act_passer",
           "act_effacer_maintenant", "act_passer_partie", "partie", "droit", "suivi",
           "poser_question"}  # fmt: skip
# Acts that the API says itself, or that a parcours names (its guard).
AILLEURS = {"accueil", "trop_long", "au_revoir"}


def read_all(dossier: str, cle: str) -> list[Any]:
    """The entries under one key in all the files of a folder."""
    entrees: list[Any] = []
    for fichier in sorted((BOT / dossier).glob("*.yml")):
        lu = yaml.safe_load(fichier.read_text(encoding="utf-8")).get(cle) or []
        entrees += list(lu.items()) if isinstance(lu, dict) else lu
    return entrees


@pytest.fixture(scope="module")
def intentions() -> set[str]:
    return set(read_all("domain", "intents"))


@pytest.fixture(scope="module")
def regles() -> list[dict[str, Any]]:
    return [r for r in read_all("flows", "rules") if isinstance(r, dict)]


def test_chaque_etiquette_d_evaluation_a_son_intention(intentions: set[str]) -> None:
    assert {label_of(i) for i in intentions - BOUTONS - {INFORMATION}} == set(ETIQUETTES)


def test_chaque_intention_a_exactement_une_regle_sans_condition(
    intentions: set[str], regles: list[dict[str, Any]]
) -> None:
    libres = [r["steps"][0]["intent"] for r in regles if "condition" not in r]
    assert sorted(libres) == sorted([*intentions, "nlu_fallback"])


def test_chaque_action_des_regles_existe(regles: list[dict[str, Any]]) -> None:
    reponses = {nom for nom, _ in read_all("domain", "responses")}
    actions = set(make_executor().actions)
    for regle in regles:
        for etape in regle["steps"][1:]:
            assert etape["action"] in reponses | actions, regle["rule"]
    assert set(read_all("domain", "actions")) <= actions


def test_chaque_reponse_sert_dans_une_regle(regles: list[dict[str, Any]]) -> None:
    dites = {e.get("action") for r in regles for e in r["steps"]}
    assert {nom for nom, _ in read_all("domain", "responses")} <= dites


def test_chaque_acte_emis_a_ses_mots() -> None:
    mots = Textes("fr").actes
    emis = {c["custom"]["acte"] for _, v in read_all("domain", "responses") for c in v}
    for fichier in (RACINE / "actions").glob("*.py"):
        emis |= set(re.findall(r'\.say\(\s*"([a-z_.]+)"', fichier.read_text(encoding="utf-8")))
    assert emis - set(mots) == set()


def test_aucun_mot_general_n_est_inutile() -> None:
    general = yaml.safe_load((RACINE / "locales/fr/actes/general.yml").read_text(encoding="utf-8"))
    code = "".join(
        f.read_text(encoding="utf-8")
        for dossier in ("actions", "api", "bot/domain")
        for f in (RACINE / dossier).rglob("*")
        if f.suffix in (".py", ".yml")
    )
    inutiles = [a for a in general if a not in AILLEURS and not re.search(rf"\b{a}\b", code)]
    assert inutiles == []


def test_les_boutons_des_mots_generaux_sont_compris(intentions: set[str]) -> None:
    general = yaml.safe_load((RACINE / "locales/fr/actes/general.yml").read_text(encoding="utf-8"))
    for nom, entree in general.items():
        for bouton in entree.get("choix", []):
            acte = bouton["choix"].get("acte")
            assert acte is None or f"act_{acte}" in intentions, nom


def test_les_exemples_ont_une_intention_connue(intentions: set[str]) -> None:
    for fichier in (RACINE / "nlu_data").rglob("*.yml"):
        lu = yaml.safe_load(fichier.read_text(encoding="utf-8"))
        for bloc in lu.get("nlu") or []:
            assert bloc["intent"] in intentions, f"{fichier.name}: {bloc['intent']}"
            for exemple in bloc["examples"]:
                aussi = (exemple.get("metadata") or {}).get("aussi", [])
                assert set(aussi) <= intentions, exemple["text"]


def test_les_portes_de_rasa_sont_fermees() -> None:
    """One protected channel, loopback only, no HTTP API."""
    credentials = yaml.safe_load((BOT / "credentials.yml").read_text(encoding="utf-8"))
    assert list(credentials) == ["bot.canal.CanalJalons"]
    servir = (BOT / "servir.py").read_text(encoding="utf-8")
    assert 'interface="127.0.0.1"' in servir
    assert "enable_api=False" in servir
