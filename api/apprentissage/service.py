"""The queue: kept, read, labelled, emptied in time. Works in one session; the caller commits."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Literal

from sqlalchemy import CursorResult, delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.apprentissage.etiquettes import check_labels, check_text
from api.apprentissage.models import LectureIncompris, MessageIncompris
from api.database import find, now
from api.errors import Refus

Raison = Literal["hors_sujet", "doute", "corrigee"]
PLACES = 2000  # messages that wait at once: beyond, the newest are not kept


@dataclass
class Incompris:
    """A message to learn from, masked. `choisi`: the moment that the person then pressed."""

    jour: dt.date
    langue: str
    texte: str
    raison: Raison
    repondu: str
    confiance: float
    proposes: list[str] = field(default_factory=list)
    choisi: str | None = None


@dataclass(frozen=True)
class Lu:
    """A message and what was said of it, oldest first."""

    message: MessageIncompris
    lectures: tuple[LectureIncompris, ...]

    @property
    def lecture(self) -> LectureIncompris | None:
        """The one that holds."""
        return self.lectures[-1] if self.lectures else None


@dataclass(frozen=True)
class Expert:
    """Who says it."""

    id: str
    nom: str


class ApprentissageService:
    """What was not understood, and what experts said of it."""

    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def keep(self, messages: Iterable[Incompris]) -> int:
        """Add messages to the queue while there is room; how many were kept."""
        compte = select(func.count()).select_from(MessageIncompris)
        libres = PLACES - (await self.session.execute(compte)).scalar_one()
        gardes = list(messages)[: max(0, libres)]
        self.session.add_all(MessageIncompris(**asdict(m)) for m in gardes)
        await self.session.flush()
        return len(gardes)

    async def everything(self) -> list[Lu]:
        """The whole queue, in an order that tells nothing of when each was written."""
        messages = (
            await self.session.execute(
                select(MessageIncompris).order_by(MessageIncompris.jour, MessageIncompris.id)
            )
        ).scalars()
        lectures: dict[str, list[LectureIncompris]] = defaultdict(list)
        for lecture in (
            await self.session.execute(select(LectureIncompris).order_by(LectureIncompris.id))
        ).scalars():
            lectures[lecture.message_id].append(lecture)
        return [Lu(m, tuple(lectures[m.id])) for m in messages]

    async def get(self, message_id: str) -> Lu:
        """One message; 404 when it is not (or no longer) there."""
        message = await find(self.session, MessageIncompris, message_id)
        if message is None:
            raise Refus(404, "message", "adresse_inconnue")
        requete = select(LectureIncompris).where(LectureIncompris.message_id == message_id)
        lectures = (await self.session.execute(requete.order_by(LectureIncompris.id))).scalars()
        return Lu(message, tuple(lectures))

    async def label(
        self,
        message_id: str,
        etiquettes: Sequence[str],
        texte: str,
        connues: Iterable[str],
        par: Expert,
    ) -> None:
        """Say what a message means, in the words that will be learnt."""
        await self.get(message_id)
        self.session.add(
            LectureIncompris(
                message_id=message_id,
                etiquettes=check_labels(etiquettes, connues),
                texte=check_text(texte),
                par=par.id,
                nom=par.nom,
                le=now(),
            )
        )
        await self.session.flush()

    async def throw_away(self, message_id: str) -> None:
        """Erase a message at once, with what was said of it."""
        await self.get(message_id)
        await self._delete(MessageIncompris.id == message_id)

    async def purge(self, avant: dt.date | None) -> int:
        """Erase what was written before a day; everything when there is none. How many."""
        return await self._delete(True if avant is None else MessageIncompris.jour < avant)

    async def _delete(self, lesquels: object) -> int:
        ordre = delete(MessageIncompris)
        if lesquels is not True:
            ordre = ordre.where(lesquels)  # type: ignore[arg-type]
        efface = await self.session.execute(ordre)
        return efface.rowcount if isinstance(efface, CursorResult) else 0
