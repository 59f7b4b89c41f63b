"""The lexicon as written, and an API that lives in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from actions.client import Api
from actions.tour import use_api
from api.settings import RACINE
from bot.extraction.lexique import Lexique, read_lexicon
from tests.bot.api_factice import ApiFactice


@pytest.fixture(scope="session")
def lexique() -> Lexique:
    """`nlu_data/faits/`, compiled."""
    return Lexique(read_lexicon(RACINE / "nlu_data" / "faits"))


@pytest.fixture
def branche() -> Iterator[Callable[[ApiFactice], ApiFactice]]:
    """Puts a stand-in in the actions' hands."""

    def put(factice: ApiFactice) -> ApiFactice:
        use_api(Api("http://api.test", "secret", factice.transport()))
        return factice

    yield put
    use_api(None)


@pytest.fixture
def api(branche: Callable[[ApiFactice], ApiFactice]) -> ApiFactice:
    """The stand-in."""
    return branche(ApiFactice())
