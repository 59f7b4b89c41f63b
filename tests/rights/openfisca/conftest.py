"""The law is loaded once for every test of the folder: it takes three seconds and 120 MB."""

from __future__ import annotations

from typing import Any

import pytest

from api.rights.openfisca.parametres import load_system
from api.rights.openfisca.variables import Selection, load_selection


@pytest.fixture(scope="session")
def systeme() -> Any:
    return load_system()


@pytest.fixture(scope="session")
def selection() -> Selection:
    return load_selection()
