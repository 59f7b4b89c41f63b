"""The lexicon as written, and an API that lives in memory."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from actions.client import Api
from actions.tour import use_api
from api.settings import RACINE
from bot.extraction.lexique import Lexique
from tests.bot.api_factice import ApiFactice


@pytest.fixture(scope="session")
def lexique() -> Lexique:
    """`nlu_data/faits.yml`, compiled."""
    contenu: dict[str, Any] = yaml.safe_load(
        (RACINE / "nlu_data" / "faits.yml").read_text(encoding="utf-8")
    )
    return Lexique(contenu)


@pytest.fixture
def api() -> Iterator[ApiFactice]:
    """The stand-in, put in the actions' hands."""
    factice = ApiFactice()
    use_api(Api("http://api.test", "secret", factice.transport()))
    yield factice
    use_api(None)
