"""One turn of a conversation, as the steps of its way hand it on."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from api.conversations.bot import Acte
from api.conversations.models import Message
from api.safety.depistage import Ecoute


@dataclass
class Tour:
    """One turn: the message, what the engine said, and how long each step took."""

    message: Message
    dossier_id: str
    langue: str
    jeton: str | None = None  # fingerprint of the device that sent it, when one did
    humain: bool = False  # a human owns the conversation: the assistant is silent
    protege: bool = True  # nothing of it may be kept; until it is known, it is looked at
    actes: list[Acte] = field(default_factory=list)
    etat: str = "traite"
    ecoute: Ecoute = field(default_factory=Ecoute)  # what the lexicon of safety heard
    compris: dict[str, Any] | None = None  # what the engine said it understood
