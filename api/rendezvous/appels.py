"""Calls that were attempted: kept one by one, so that nobody is given up on too soon."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from api.errors import Refus
from api.rendezvous.contenu import delivered_rules
from api.rendezvous.etats import calls_missing
from api.rendezvous.models import Appel


async def calls_of(
    session: AsyncSession, reference: str, rendez_vous: str | None = None
) -> list[Appel]:
    """The calls attempted for a request, or for one of its appointments, in order."""
    requete = select(Appel).where(Appel.reference == reference).order_by(Appel.id)
    if rendez_vous is not None:
        requete = requete.where(Appel.rendez_vous_id == rendez_vous)
    return list((await session.execute(requete)).scalars())


async def check_called(
    session: AsyncSession, reference: str, rendez_vous: str | None = None
) -> None:
    """Refuses (409) to give up while calls are missing: on a request, or on one appointment."""
    reglages = delivered_rules().reglages
    attendus = reglages.essais_avant_d_annuler if rendez_vous else reglages.essais_avant_de_clore
    faits = await calls_of(session, reference, rendez_vous)
    manquants = calls_missing(faits, attendus.valeur)
    if manquants:
        raise Refus(409, "appels", "appels_manquants", nombre=manquants)
