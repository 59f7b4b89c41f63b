"""What the pages need from the rest of the application, and nothing more.

The lead wires these to the services of `dossiers`, `conversations`, `parcours` and `escalations`.
Payloads are the JSON bodies of the HTTP API (Plan, Question, Bulle), as plain dictionaries, so a
page and the chat element always show the same thing.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

Plan = dict[str, Any]
Droits = dict[str, Any]
Question = dict[str, Any]
Bulle = dict[str, Any]
Choix = dict[str, Any]
Demande = dict[str, Any]


class AccesRefuse(Exception):
    """The dossier does not exist any more, or the secret does not open it."""


class SaisieRefusee(Exception):
    """What the person sent cannot be kept; `message` says why, in their language."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


@dataclass(frozen=True)
class Acces:
    """The three things a browser keeps to come back to its dossier."""

    dossier: str
    conversation: str
    jeton: str


@dataclass(frozen=True)
class ReglagesWeb:
    """The settings that change what pages say or allow; built once in `create_app`."""

    adresse_publique: str = ""
    origines_integration: tuple[str, ...] = ()
    theme: Path | None = None
    conservation_jours: int | None = None
    protection_minutes: int | None = None
    apprentissage_jours: int | None = None  # what was not understood is kept, masked
    declaration_accessibilite: str = "partielle"
    contact: str | None = None


class Services(Protocol):
    """Every method but the first two raises `AccesRefuse` when `acces` opens nothing."""

    async def create_dossier(self, langue: str) -> Acces: ...

    async def exchange_lien(self, lien: str) -> Acces | None: ...

    async def read_messages(self, acces: Acces, depuis: int = 0) -> list[Bulle]: ...

    async def read_presence(self, acces: Acces) -> str | None:
        """Which human answers now, in words; None while the assistant does."""
        ...

    async def post_message(
        self, acces: Acces, client_id: str, *, texte: str | None = None, choix: Choix | None = None
    ) -> int:
        """Store the message and return its `seq`; `SaisieRefusee` when it cannot be kept."""
        ...

    async def wait_reply(self, acces: Acces, seq: int, seconds: float) -> bool:
        """Wait until the turn opened by message `seq` is over; False when time ran out first."""
        ...

    async def read_plan(self, acces: Acces) -> Plan: ...

    async def read_droits(self, acces: Acces, plan: Plan) -> Droits | None:
        """The rights beside this plan; None where none may be shown."""
        ...

    async def read_demandes(self, acces: Acces) -> list[Demande]:
        """The person's requests for a human, the last one first."""
        ...

    async def settle_demande(
        self, acces: Acces, reference: str, contact: str, consigne: str, montrer: bool
    ) -> None:
        """How to call back (empty: no call), and whether the agent may read plan and answers."""
        ...

    async def rate_demande(self, acces: Acces, reference: str, utile: bool) -> None:
        """Whether the answer helped; `SaisieRefusee` while the request is open."""
        ...

    async def set_lieu(self, acces: Acces, lieu: str) -> None:
        """Note a postal code or a commune, forget it when empty; `SaisieRefusee` when unknown."""
        ...

    async def read_question(self, acces: Acces, cle: str) -> Question | None:
        """The question of one fact, by its neutral key, to correct it or to be more precise."""
        ...

    async def read_langue(self, acces: Acces) -> str:
        """The language that the person reads."""
        ...

    async def set_langue(self, acces: Acces, langue: str) -> None: ...

    async def tick_etape(self, acces: Acces, etape: str, faite: bool) -> None: ...

    async def create_lien(self, acces: Acces, *, averti: bool = False) -> str:
        """A private link; `SaisieRefusee` where nothing is kept and the person was not warned."""
        ...

    async def revoke_liens(self, acces: Acces) -> None: ...

    async def delete_dossier(self, acces: Acces) -> None: ...

    async def is_protected(self, acces: Acces) -> bool:
        """Violence was said: nothing that leaves the screen may tell it."""
        ...

    async def is_ephemeral(self, acces: Acces) -> bool:
        """Nothing of the dossier may outlive the page."""
        ...

    async def leave(self, acces: Acces) -> bool:
        """The page was left: erase the dossier when nothing of it may be kept; whether it was."""
        ...
