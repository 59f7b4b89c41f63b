"""The real communes and rules; the State's directory only where a test imports it."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from api.territoires.annuaire import Annuaire
from api.territoires.service import Resolution, TerritoireService

ANNUAIRE = Path(__file__).parent / "annuaire.json"
COMPETENCES = [  # one file a commune, as in the ZIP of the daily archive
    ("59350", "cpam", ["cpam-lille"]),
    ("59183", "cpam", ["cpam-dunkerque", "cpam-lille"]),
    ("59350", "caf", ["caf-lille"]),
]


@pytest.fixture
def sans_annuaire(tmp_path: Path) -> TerritoireService:
    """The service as installed: no directory was imported."""
    return TerritoireService(annuaire=Annuaire(tmp_path / "absent.db"))


@pytest.fixture
def resolve(sans_annuaire: TerritoireService) -> Callable[..., Resolution]:
    """`resolve(lieu, organisme, agricole=False)`."""
    return sans_annuaire.resolve


@pytest.fixture
def zip_des_communes(tmp_path: Path) -> Path:
    """The geographic competence, as the directory publishes it."""
    fichier = tmp_path / "2026-11-20_053000-data.gouv_commune.zip"
    par_commune: dict[str, list[dict[str, Any]]] = {}
    for commune, genre, guichets in COMPETENCES:
        service = {"code_type_service_local": genre, "organisme": guichets}
        par_commune.setdefault(commune, []).append(service)
    with zipfile.ZipFile(fichier, "w") as archive:
        for commune, services in par_commune.items():
            corps = {"code_insee_commune": commune, "nom": "", "type_service_local": services}
            archive.writestr(f"{commune}.json", json.dumps({"commune": [corps]}))
        archive.writestr("illisible.json", "{")
    return fichier
