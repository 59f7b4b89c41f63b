"""The places of each moment: held by one statement, so that two people never get the last one."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable

from sqlalchemy import delete, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from api.rendezvous.creneaux import Creneau
from api.rendezvous.models import Place

CLE = (Place.guichet, Place.departement, Place.maniere, Place.debut, Place.rang)


class Places:
    """The places of one département, at one instant. The caller commits."""

    def __init__(
        self, session: AsyncSession, departement: str | None, maintenant: dt.datetime
    ) -> None:
        self.session = session
        self.departement = departement or ""
        self.maintenant = maintenant

    async def free(self, creneaux: Iterable[Creneau], pour: str | None = None) -> list[Creneau]:
        """Those of these moments in which every desk has a place left; `pour`: its own count."""
        tous = list(creneaux)
        guichets = {nom for c in tous for nom in c.places}
        requete = select(Place.guichet, Place.maniere, Place.debut).where(
            Place.guichet.in_(guichets),
            Place.departement == self.departement,
            Place.debut >= self.maintenant,
            or_(Place.jusqua.is_(None), Place.jusqua >= self.maintenant),
            *([Place.rendez_vous_id != pour] if pour else ()),
        )
        lignes = (await self.session.execute(requete)).all()
        prises = Counter((guichet, maniere, debut) for guichet, maniere, debut in lignes)
        return [
            c
            for c in tous
            if all(prises[(nom, c.maniere, c.debut)] < n for nom, n in c.places.items())
        ]

    async def hold(
        self, rendez_vous: str, creneau: Creneau, jusqua: dt.datetime | None = None
    ) -> bool:
        """Hold a place at every desk of a moment; False, and nothing held, when one has none."""
        for guichet in sorted(creneau.places):  # always in this order: two holds never cross
            if not await self._hold_one(rendez_vous, guichet, creneau, jusqua):
                await self.release(rendez_vous, creneau.debut)
                return False
        return True

    async def _hold_one(
        self, rendez_vous: str, guichet: str, creneau: Creneau, jusqua: dt.datetime | None
    ) -> bool:
        """The first place that is free, forgotten, or already its own."""
        dialecte = self.session.get_bind().dialect.name
        insert = postgresql.insert if dialecte == "postgresql" else sqlite.insert
        # Its own first: it must not hold two places of one moment.
        siennes = (
            update(Place)
            .where(
                Place.rendez_vous_id == rendez_vous,
                Place.guichet == guichet,
                Place.debut == creneau.debut,
                Place.maniere == creneau.maniere,
            )
            .values(jusqua=jusqua)
            .returning(Place.rang)
        )
        if (await self.session.execute(siennes)).scalars().first() is not None:
            return True
        for rang in range(creneau.places[guichet]):
            prise = (
                insert(Place)
                .values(
                    guichet=guichet,
                    departement=self.departement,
                    maniere=creneau.maniere,
                    debut=creneau.debut,
                    rang=rang,
                    fin=creneau.fin,
                    rendez_vous_id=rendez_vous,
                    jusqua=jusqua,
                )
                .on_conflict_do_update(
                    index_elements=list(CLE),
                    set_={"rendez_vous_id": rendez_vous, "jusqua": jusqua, "fin": creneau.fin},
                    where=Place.jusqua < self.maintenant,
                )
                .returning(Place.rang)
            )
            if (await self.session.execute(prise)).scalar_one_or_none() is not None:
                return True
        return False

    async def release(self, rendez_vous: str, debut: dt.datetime | None = None) -> None:
        """Give places back: those of one moment, or all."""
        requete = delete(Place).where(Place.rendez_vous_id == rendez_vous)
        if debut is not None:
            requete = requete.where(Place.debut == debut)
        await self.session.execute(requete)

    async def release_others(self, rendez_vous: str, debut: dt.datetime) -> None:
        """Give back every moment but the chosen one."""
        await self.session.execute(
            delete(Place).where(Place.rendez_vous_id == rendez_vous, Place.debut != debut)
        )

    async def held(self, rendez_vous: str) -> list[tuple[dt.datetime, dt.datetime]]:
        """The moments proposed and still possible, in order: (start, end)."""
        requete = (
            select(Place.debut, Place.fin)
            .where(Place.rendez_vous_id == rendez_vous, Place.debut > self.maintenant)
            .order_by(Place.debut)
        )
        moments: dict[dt.datetime, dt.datetime] = {}
        for debut, fin in (await self.session.execute(requete)).all():
            moments[debut] = min(fin, moments.get(debut, fin))
        return list(moments.items())
