"""Calls that were attempted: kept one by one, so that nobody is given up on too soon."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from api.errors import Refus
from api.rendezvous.contenu import delivered_rules
from api.rendezvous.etats import calls_missing
from api.rendezvous.models import Appel, RendezVous

INJOIGNABLE = "injoignable"


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


async def check_closable(
    session: AsyncSession, reference: str, issue: str | None, maintenant: dt.datetime
) -> None:
    """Refuses (409) to close a request whose number still serves: it is erased at the closing.

    Nobody is unreachable before enough calls; nor is someone who awaits a call on an agreed day.
    """
    if issue == INJOIGNABLE:
        await check_called(session, reference)
    attendu = select(RendezVous.id).where(
        RendezVous.reference == reference,
        RendezVous.etat == "confirme",
        RendezVous.maniere == "telephone",
        RendezVous.fin > maintenant,
    )
    if (await session.execute(attendu)).first() is not None:
        raise Refus(409, "rendez_vous", "rendez_vous_a_tenir")
