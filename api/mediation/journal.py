"""The journal of assisted mode: codes, only ever added; the person reads it too."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from api.mediation.models import Accueil, ActeMediation
from api.mediation.poste import told_by_database, zone_of

PERSONNE = None  # the person themselves did it
EXERCICE = "exercice"  # the sandbox counts in no structure, even once erased


class Journal:
    """Works inside one database session; the caller commits."""

    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def note(
        self,
        accueil: Accueil,
        acte: str,
        agent_id: str | None,
        le: dt.datetime,
        departement: str,
        *,
        demarche: str | None = None,
        objet: str | None = None,
        mandat_id: str | None = None,
        cle: str | None = None,
    ) -> bool:
        """One act; False when the same form was already sent. Refused (409) by the database
        itself when it needs a mandate and none holds."""
        if cle and await self._is_known(cle):
            return False
        ligne = ActeMediation(
            le=le,
            mois=f"{le.astimezone(zone_of(departement)):%Y-%m}",
            structure_id=accueil.structure_id if accueil.persona is None else EXERCICE,
            accueil_id=accueil.id,
            agent_id=agent_id,
            acte=acte,
            demarche=demarche,
            objet=objet[:40] if objet else None,
            mandat_id=mandat_id,
            cle=cle,
        )
        try:
            async with self.session.begin_nested():
                self.session.add(ligne)
        except IntegrityError as erreur:
            if refus := told_by_database(erreur):
                raise refus from None
            if cle and await self._is_known(cle):  # the same click arrived twice at once
                return False
            raise
        return True

    async def _is_known(self, cle: str) -> bool:
        requete = select(ActeMediation.id).where(ActeMediation.cle == cle)
        return (await self.session.execute(requete)).scalar_one_or_none() is not None

    async def read(self, accueil_id: str) -> list[ActeMediation]:
        """Everything done for one person, the last first."""
        requete = (
            select(ActeMediation)
            .where(ActeMediation.accueil_id == accueil_id)
            .order_by(ActeMediation.id.desc())
        )
        return list((await self.session.execute(requete)).scalars())
