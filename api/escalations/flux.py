"""The register of flows: what may leave for another organisation, and what then does.

Pure rules. Without an active entry nothing leaves: the person carries their own summary.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from api.escalations.contenu import Flux, Registre

Refusee = Literal["aucun_flux", "pas_commence", "echu", "arrete", "remplace", "sans_accord"]

# Why the nearest entry does not serve, the most telling first.
ORDRE: tuple[Refusee, ...] = ("arrete", "remplace", "echu", "pas_commence", "aucun_flux")


class ChampNonPrevu(Exception):
    """A field that the entry does not list: it is refused, not dropped in silence."""

    def __init__(self, champ: str) -> None:
        super().__init__(champ)
        self.champ = champ


@dataclass(frozen=True)
class Passage:
    """Whether something may leave, by which entry, and otherwise why not."""

    flux: Flux | None
    refus: Refusee | None = None


def state_of(flux: Flux, registre: Registre, le: dt.date) -> Refusee | None:
    """Why an entry does not serve on that day; None when it does."""
    if flux.arrete_le is not None and flux.arrete_le <= le:
        return "arrete"
    nationale = next((f for f in registre.flux if f.id == flux.remplace_par), None)
    if nationale is not None and state_of(nationale, registre, le) is None:
        return "remplace"
    if le > flux.au:
        return "echu"
    return "pas_commence" if le < flux.du else None


def passage(
    registre: Registre, organisme: str, consentement: Collection[str], le: dt.date
) -> Passage:
    """The entry by which something may leave for `organisme` on that day.

    Where the person's agreement is the ground, there is none without it. A convention needs no
    agreement to exist, but only what the person agreed to leaves all the same.
    """
    siens = [f for f in registre.flux if organisme in f.organismes]
    actifs = [f for f in siens if state_of(f, registre, le) is None]
    if actifs and not consentement:
        return Passage(None, "sans_accord")
    if actifs:
        return Passage(actifs[0])
    raisons = {state_of(f, registre, le) for f in siens} or {"aucun_flux"}
    return Passage(None, next(r for r in ORDRE if r in raisons))


def let_through(
    flux: Flux, contenu: Mapping[str, Any], consentement: Collection[str]
) -> dict[str, Any]:
    """What leaves: the listed fields that the person agrees to; an unlisted one is refused."""
    for champ in contenu:
        if champ not in flux.champs:
            raise ChampNonPrevu(champ)
    return {champ: valeur for champ, valeur in contenu.items() if champ in consentement}
