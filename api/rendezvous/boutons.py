"""The buttons about an appointment: what one may press, and how a moment is read."""

from __future__ import annotations

import datetime as dt
from typing import Literal

# fmt: off
Bouton = Literal[
    "choisir", "deplacer", "autres", "annuler", "rappel_oui", "rappel_non",
    "sur_place", "sur_visio", "sur_non", "quand_matin", "quand_apres_midi", "quand_peu_importe",
]
# fmt: on


def read_start(debut: str | None) -> dt.datetime | None:
    """The moment a button names; None when it is not one."""
    try:
        lu = dt.datetime.fromisoformat(debut or "")
    except ValueError:
        return None
    return lu.astimezone(dt.UTC) if lu.tzinfo else None
