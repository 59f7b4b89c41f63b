"""docs/ajouter-un-moment.md, followed to the letter: files alone make a moment that converses.

The files are in moment_neuf/, laid out as in the repository. A copy of the repository receives
them, is trained again, and is talked to. No Python is written.
"""

from __future__ import annotations

import datetime as dt
import shutil
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from api.parcours.check import check_content
from api.settings import RACINE
from tests.systeme import Systeme

FICHIERS = Path(__file__).parent / "moment_neuf"
DOSSIERS = ("actions", "api", "bot", "locales", "nlu_data", "parcours")
# A small model is enough: the moments that the general flows name, and the new one.
GARDES = ("deces", "naissance", "separation", "violences", "vacances")
EXEMPLES = 60  # of each intent
PATIENCE = 20.0


@pytest.fixture(scope="module")
def copie(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository to which the guide was applied."""
    racine = tmp_path_factory.mktemp("depot")
    for dossier in DOSSIERS:
        sans = shutil.ignore_patterns("__pycache__")
        shutil.copytree(RACINE / dossier, racine / dossier, ignore=sans)
    shutil.copytree(RACINE / "tests" / "cases", racine / "tests" / "cases")
    for fichier in ("jalons", "config.yml", "alembic.ini"):
        shutil.copy(RACINE / fichier, racine / fichier)
    for lien in (".venv", ".venv-rasa"):
        (racine / lien).symlink_to((RACINE / lien).resolve())
    catalogue = (RACINE / "parcours" / "moments.yml").read_text(encoding="utf-8")
    shutil.copytree(FICHIERS, racine, dirs_exist_ok=True)
    ajout = (FICHIERS / "parcours" / "moments.yml").read_text(encoding="utf-8")
    (racine / "parcours" / "moments.yml").write_text(catalogue + ajout, encoding="utf-8")
    return racine


def test_les_fichiers_d_un_moment_neuf_passent_tous_les_controles(copie: Path) -> None:
    assert not list(FICHIERS.rglob("*.py"))
    siens = [c for c in check_content(copie, dt.date(2026, 11, 23)).constats if "vac" in str(c)]
    assert siens == []


class Conversation:
    """One person and the served copy, over HTTP."""

    def __init__(self, adresse: str) -> None:
        self.http = httpx.Client(base_url=f"{adresse}/api/v1", timeout=10.0)
        ouvert = self.http.post("/dossiers", json={}).json()
        self.http.headers["authorization"] = f"Bearer {ouvert['jeton']}"
        self.dossier, self.fil = ouvert["id"], ouvert["conversation"]

    def send(self, corps: dict[str, Any]) -> list[dict[str, Any]]:
        """What is answered to a message, once the assistant has finished."""
        messages = f"/conversations/{self.fil}/messages"
        recu = self.http.post(messages, json={"client_id": str(uuid.uuid4()), **corps}).json()
        fin = time.monotonic() + PATIENCE
        while time.monotonic() < fin:
            lus = self.http.get(messages, params={"depuis": recu["seq"]}).json()["messages"]
            bulles: list[dict[str, Any]] = [b for b in lus if b["auteur"] == "bot"]
            fini = bulles and (bulles[-1]["choix"] or bulles[-1]["saisie"])
            if fini or (bulles and bulles[-1]["acte"].endswith(".cloture")):
                return bulles
            time.sleep(0.1)
        raise AssertionError(f"no answer to {corps} in {PATIENCE:.0f} s: {bulles}")


def lighten(racine: Path) -> None:
    """Keep of the dialogue what a minute of training can learn."""
    for dossier in ("nlu_data/moments", "bot/flows"):
        for fichier in (racine / dossier).glob("*.yml"):
            if fichier.stem not in (*GARDES, "general", "boutons"):
                fichier.unlink()
    for fichier in (racine / "nlu_data").rglob("*.yml"):
        lu = yaml.safe_load(fichier.read_text(encoding="utf-8"))
        for bloc in lu.get("nlu", []):
            if isinstance(bloc["examples"], list):
                bloc["examples"] = bloc["examples"][:EXEMPLES]
        if "nlu" in lu:
            fichier.write_text(yaml.safe_dump(lu, allow_unicode=True), encoding="utf-8")


@pytest.fixture(scope="module")
def conversation(copie: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Conversation]:
    lighten(copie)
    if (RACINE / ".cache").is_dir():  # vectors already computed here need not be computed again
        shutil.copytree(RACINE / ".cache", copie / ".cache")
    systeme = Systeme(tmp_path_factory.mktemp("serve"), copie)
    try:
        systeme.start()
        yield Conversation(systeme.adresse)
    finally:
        systeme.stop()


def test_le_moment_neuf_s_ouvre_pose_sa_question_et_donne_son_plan(
    conversation: Conversation,
) -> None:
    ouverture, question = conversation.send({"texte": "on aimerait partir en vacances à la mer"})
    assert (ouverture["acte"], question["acte"]) == ("vacances.ouverture", "question")
    assert "Partir fait du bien" in ouverture["texte"]
    assert question["saisie"]["fait"] == "vacances_enfants"

    (suite,) = conversation.send({"texte": "oui"})
    assert suite["saisie"]["fait"] == "date_vacances"
    fin = conversation.send({"choix": suite["choix"][1]["choix"]})
    assert fin[-1]["acte"] == "plan_pret"

    plan = conversation.http.get(f"/dossiers/{conversation.dossier}/plan").json()
    assert {e["id"] for e in plan["etapes"]} == {"vac-aide", "vac-mairie", "vac-carte"}
    assert all(e["statut"] == "a-faire" for e in plan["etapes"])
    assert next(e for e in plan["etapes"] if e["id"] == "vac-aide")["avant_le"]

    (au_revoir,) = conversation.send({"texte": "au revoir"})
    assert "Bonnes vacances" in au_revoir["texte"]
