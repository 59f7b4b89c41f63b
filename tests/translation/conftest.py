from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.translation.serveur_fautif import ServeurFautif


@pytest.fixture
def fautif() -> Iterator[ServeurFautif]:
    """A server of its own for each test, on loopback."""
    serveur = ServeurFautif()
    yield serveur
    serveur.stop()
