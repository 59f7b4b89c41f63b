"""Organisations joined to a request: by its agent, or by the person beside who helps them.

An active flow is needed in both cases: an agreement does not replace it, it comes with it.
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from api.errors import Refus
from api.escalations.contenu import Contenus
from api.escalations.flux import passage
from api.escalations.models import Conjointe, Escalade


async def joined(session: AsyncSession, reference: str) -> list[Conjointe]:
    """The organisations joined to a request."""
    requete = select(Conjointe).where(Conjointe.reference == reference)
    return list((await session.execute(requete.order_by(Conjointe.le))).scalars())


def flow_to(contenus: Contenus, escalade: Escalade, organisme: str, le: dt.date) -> str:
    """The entry that lets the request leave; refused (409) without one: the person is given
    their own summary, and where to take it."""
    if escalade.restreinte:
        raise Refus(409, "organisme", "flux_ferme")
    permis = passage(contenus.registre, organisme, escalade.consentement, le)
    if permis.flux is None:
        raise Refus(409, "organisme", f"flux_{permis.refus}")
    return permis.flux.id


async def join(
    session: AsyncSession,
    contenus: Contenus,
    escalade: Escalade,
    organisme: str,
    maintenant: dt.datetime,
) -> Conjointe:
    """A joint case: another organisation reads the request and shares the notes."""
    if organisme in [c.organisme for c in await joined(session, escalade.reference)]:
        raise Refus(409, "organisme", "deja_conjointe")
    if contenus.desk(organisme, escalade.departement) is None:
        raise Refus(422, "organisme", "organisme_sans_guichet")
    conjointe = Conjointe(
        reference=escalade.reference,
        organisme=organisme,
        flux=flow_to(contenus, escalade, organisme, maintenant.date()),
        le=maintenant,
    )
    session.add(conjointe)
    return conjointe
