"""Named places in a sentence: `{date}`, `{montant}`."""

from __future__ import annotations

from typing import Any

from api.languages.isolats import is_french, isolate, strip_isolates


class _Keep(dict[str, Any]):
    """A placeholder without a value stays visible: never a crash, never a lost sentence."""

    def __missing__(self, cle: str) -> str:
        return "{" + cle + "}"


def fill(modele: str, details: dict[str, Any]) -> str:
    """Replace named placeholders; unknown ones stay.

    A sentence that has no translation stays one French piece, whatever is put in it.
    """
    rempli = modele.format_map(_Keep(details))
    return isolate(strip_isolates(rempli)) if is_french(modele) else rempli
