"""`jalons comprehension`: what is written for a person to read, and what is never put in service."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from api.apprentissage.export import Exemple, read_export, write_export
from api.apprentissage.service import ApprentissageService, Expert, Incompris
from api.cli import comprehension as commande
from api.cli.__main__ import app
from api.database import Database
from api.settings import Settings

LANCER = CliRunner()
CONNUES = ["moment_logement", "hors_sujet"]


@pytest.fixture
def modeles(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of models of this test's own, one in service and one candidate."""
    candidat = tmp_path / "candidat"
    candidat.mkdir()
    (tmp_path / "jalons-a.tar.gz").write_text("a", encoding="utf-8")
    (candidat / "jalons-b.tar.gz").write_text("b", encoding="utf-8")
    for nom, chemin in (
        ("MODELES", tmp_path),
        ("CANDIDAT", candidat),
        ("VERDICT", candidat / "verdict.json"),
        ("RACINE", tmp_path),
    ):
        monkeypatch.setattr(commande, nom, chemin)
    monkeypatch.setattr(commande, "get_settings", lambda: Settings(port_rasa=5998))
    return tmp_path


def test_un_candidat_qui_n_a_pas_passe_le_portail_n_est_jamais_mis_en_service(
    modeles: Path,
) -> None:
    essaye = LANCER.invoke(app, ["comprehension", "adopter"])
    assert essaye.exit_code == 2 and "no candidate was tried" in essaye.stderr
    verdict = {"ouvert": False, "tombes": ["alarme_suicide"]}
    (modeles / "candidat" / "verdict.json").write_text(json.dumps(verdict), encoding="utf-8")
    essaye = LANCER.invoke(app, ["comprehension", "adopter"])
    assert essaye.exit_code == 1 and "alarme_suicide fell" in essaye.stderr
    assert not (modeles / "jalons-b.tar.gz").exists()


def test_un_candidat_adopte_est_le_prochain_servi(modeles: Path) -> None:
    verdict = {"ouvert": True, "tombes": []}
    (modeles / "candidat" / "verdict.json").write_text(json.dumps(verdict), encoding="utf-8")
    essaye = LANCER.invoke(app, ["comprehension", "adopter"])
    assert essaye.exit_code == 0 and "at the next start" in essaye.stdout
    dates = {f.name: f.stat().st_mtime for f in modeles.glob("*.tar.gz")}
    assert dates["jalons-b.tar.gz"] >= dates["jalons-a.tar.gz"]
    assert LANCER.invoke(app, ["comprehension", "adopter"]).exit_code == 2


@pytest.mark.parametrize(("code", "sort"), [(0, 0), (1, 1)])
def test_essayer_entraine_a_part_puis_juge_et_dit_ce_qui_en_sort(
    modeles: Path, monkeypatch: pytest.MonkeyPatch, code: int, sort: int
) -> None:
    ordres: list[tuple[str, ...]] = []

    def run(module: str, *arguments: str) -> int:
        ordres.append((module, *arguments))
        return code if module == "bot.evaluation" else 0

    monkeypatch.setattr(commande, "_in_rasa", run)
    essaye = LANCER.invoke(app, ["comprehension", "essayer"])
    assert essaye.exit_code == sort
    assert ordres[0] == ("bot.entrainer", "--candidat")
    assert ordres[1][0] == "bot.evaluation" and "docs/comprehension" not in ordres[1]
    assert ("adopter" in essaye.stdout) == (sort == 0)
    assert list((modeles / "candidat").glob("*.tar.gz")) == []  # the former candidate is gone


def test_un_numero_de_processus_repris_par_un_autre_ne_recoit_aucun_signal() -> None:
    import os

    assert commande._is_supervisor(os.getpid()) is False
    assert commande._is_supervisor(2**22 - 1) is False


@pytest.mark.parametrize("url_base", ["sqlite"], indirect=True)
async def test_exporter_ecrit_ce_qui_est_etiquete_et_nouveau(
    base: Database, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import asyncio

    monkeypatch.setattr(commande, "get_settings", lambda: settings)
    jour = dt.date(2026, 11, 23)
    async with base.session.begin() as session:
        service = ApprentissageService(session)
        await service.keep(
            Incompris(jour, "fr", f"m{n}", "doute", "nlu_fallback", 0.3) for n in range(4)
        )
        lus = [x.message for x in await service.everything()]
        for message, texte in zip(
            lus,
            (
                "la tuile du garage a fui sur le vélo du voisin d'en face",
                "La tuile du garage a fui sur le vélo du voisin d'en face !",
                "sa place à table est vide depuis lundi",  # learnt already
            ),
            strict=False,
        ):
            await service.label(message.id, ["moment_logement"], texte, CONNUES, Expert("a", "A"))
    donnees = tmp_path / "nlu_data"
    (donnees / "evaluation").mkdir(parents=True)
    fichier = donnees / "usage.yml"
    appris = [Exemple("sa place à table est vide depuis lundi", ("moment_deces",), "fr")]
    (donnees / "appris.yml").write_text(write_export(appris), encoding="utf-8")
    monkeypatch.setattr(commande, "DONNEES", donnees)
    ordre = ["comprehension", "exporter", "--fichier", str(fichier)]
    dit = (await asyncio.to_thread(LANCER.invoke, app, ordre)).stdout
    assert "3 labelled, 2 said already, 1 added" in dit
    (ecrit,) = read_export(fichier.read_text(encoding="utf-8"))
    assert ecrit.etiquettes == ("moment_logement",) and "tuile du garage" in ecrit.texte
    encore = (await asyncio.to_thread(LANCER.invoke, app, ordre)).stdout
    assert "0 added" in encore
    assert read_export(fichier.read_text(encoding="utf-8")) == [ecrit]
