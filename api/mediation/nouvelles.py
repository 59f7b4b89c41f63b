"""What changed since a counsellor last looked: answers of the caisses, promises broken."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy.ext.asyncio import AsyncSession

from api.escalations.promesses import news_since
from api.mediation.accueil import AccueilService
from api.mediation.models import Accueil, Arrivee

if TYPE_CHECKING:
    from api.escalations.models import Escalade

PREMIERE_FOIS = dt.timedelta(days=7)  # somebody who never looked is not told of a year


@dataclass(frozen=True)
class Nouvelle:
    """The last thing that happened to a request of somebody of the space."""

    accueil: Accueil
    demande: Escalade
    quoi: str
    le: dt.datetime


class NouvellesService:
    """One counsellor's news; the caller commits."""

    def __init__(self, session: AsyncSession, accueils: AccueilService) -> None:
        self.session = session
        self.accueils = accueils
        self.poste = accueils.poste

    async def since(self) -> dt.datetime:
        """Until when they have read."""
        vue = await self.session.get(Arrivee, self.poste.agent_id)
        return vue.lu_le if vue else self.poste.maintenant - PREMIERE_FOIS

    async def unread(self) -> list[Nouvelle]:
        """What they have not read, the last first."""
        gens = {a.dossier_id: a for a in await self.accueils.people()}
        return [
            Nouvelle(gens[demande.dossier_id], demande, evenement.quoi, evenement.le)
            for demande, evenement in await news_since(self.session, gens, await self.since())
        ]

    async def read_until(self, jusqua: dt.datetime) -> None:
        """« J'ai vu »: never back in time, never ahead of the clock."""
        jusqua = min(jusqua, self.poste.maintenant)
        vue = await self.session.get(Arrivee, self.poste.agent_id)
        if vue is None:
            self.session.add(Arrivee(agent_id=self.poste.agent_id, lu_le=jusqua))
        else:
            vue.lu_le = max(vue.lu_le, jusqua)
        await self.session.flush()
