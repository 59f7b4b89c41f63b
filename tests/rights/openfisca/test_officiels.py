"""The tests that OpenFisca-France publishes for our rights, run through our adapter."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from api.rights.openfisca.variables import Selection
from api.settings import RACINE
from tests.rights.openfisca.officiels import ECART, REPRIS, REUSSI, Sort, run, table

PAGE = RACINE / "docs" / "droits.md"


@pytest.fixture(scope="module")
def sorts(systeme: Any, selection: Selection) -> Sequence[Sort]:
    return run(systeme, selection)


def test_aucun_test_officiel_exprimable_ne_contredit_notre_adaptateur(
    sorts: Sequence[Sort],
) -> None:
    assert not [sort for sort in sorts if sort.quoi == ECART]


def test_la_plupart_des_tests_exprimables_reussissent_tels_quels(sorts: Sequence[Sort]) -> None:
    tels_quels = sum(sort.quoi == REUSSI for sort in sorts)
    repris = sum(sort.quoi == REPRIS for sort in sorts)
    assert tels_quels > 250
    assert repris < tels_quels / 5


def test_la_page_des_droits_dit_le_compte_des_tests_officiels(sorts: Sequence[Sort]) -> None:
    compte = table(sorts)
    print(compte)
    assert compte in PAGE.read_text(encoding="utf-8"), "copy the table that is printed above"
