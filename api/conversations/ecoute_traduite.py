"""The second listening of a message: its French translation, when a server of ours makes one.

The lexicon of French is the widest: what other lexicons miss it may hear. It comes after the
answer, for a translation takes seconds and nobody's answer waits for it.
"""

from __future__ import annotations

from typing import Protocol

from api.conversations.bot import Acte
from api.conversations.traduction import Relais
from api.languages.langues import SOURCE
from api.safety.depistage import screen
from api.safety.reponse import finish

PATIENCE = 10.0  # seconds: more than a translation takes (api/translation/moteur.py)


class Machine(Protocol):
    """What translates. `tiers`: the company that would read the words, when it is not ours."""

    @property
    def present(self) -> bool: ...

    @property
    def tiers(self) -> str | None: ...


def for_listening(machine: Machine, relais: Relais) -> Relais | None:
    """The translator, when listening with it tells nobody outside: an agent's own reading may be
    entrusted to a company that the deployment named, every message may not."""
    return relais if machine.present and machine.tiers is None else None


async def hear_translated(traducteur: Relais, texte: str, langue: str) -> list[Acte]:
    """The answer to a danger heard for sure in the translation; nothing otherwise."""
    dits = await traducteur.traduire([texte], langue, SOURCE, patience=PATIENCE)
    traduit = dits.get(texte)
    if traduit is None:
        return []
    return [Acte(*acte) for acte in finish([], screen(texte, traduit.texte))]
