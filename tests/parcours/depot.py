"""A small made-up repository of content, to alter and to read."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

from api.parcours.check import Rapport, check_content
from api.parcours.engine import Moteur
from api.parcours.library import load_library
from api.parcours.service import ParcoursService

MODELE = Path(__file__).parent / "petit"
LE = dt.date(2026, 11, 22)


class Depot:
    """A copy of the small content, in a folder of its own."""

    def __init__(self, racine: Path) -> None:
        self.racine = racine
        shutil.copytree(MODELE, racine, dirs_exist_ok=True)

    def file(self, nom: str) -> Path:
        return self.racine / nom

    def replace(self, nom: str, avant: str, apres: str) -> None:
        """Change the first place where `avant` is written."""
        fichier = self.file(nom)
        texte = fichier.read_text(encoding="utf-8")
        assert avant in texte, f"« {avant} » is not in {nom}"
        fichier.write_text(texte.replace(avant, apres, 1), encoding="utf-8")

    def append(self, nom: str, texte: str) -> None:
        fichier = self.file(nom)
        fichier.write_text(fichier.read_text(encoding="utf-8") + texte, encoding="utf-8")

    def service(self) -> ParcoursService:
        return ParcoursService(Moteur(load_library(self.racine / "parcours", le=LE)))

    def check(self) -> Rapport:
        return check_content(self.racine, LE)

    def findings(self) -> list[str]:
        return [f"{c.niveau}: {c}" for c in self.check().constats]
