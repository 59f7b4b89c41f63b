"""Where the person stands with rights: asked for, open, refused, or left aside. Their words."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.database import now
from api.dossiers.models import DroitSuivi

NE_DEMANDE_PAS = "ne_demande_pas"


async def followed(session: AsyncSession, dossier_id: str) -> dict[str, DroitSuivi]:
    """What the person said of each right, by right."""
    requete = select(DroitSuivi).where(DroitSuivi.dossier_id == dossier_id)
    return {s.droit: s for s in (await session.execute(requete)).scalars()}


async def follow(
    session: AsyncSession,
    dossier_id: str,
    droits: Collection[str],
    etat: str,
    *,
    raison: str | None = None,
    repondu: bool = False,
    dit_par: str = "usager",
) -> None:
    """Keep what was said of these rights; the last word counts. The caller holds the dossier."""
    deja = await followed(session, dossier_id)
    for droit in droits:
        suivi = deja.get(droit)
        if suivi is None:
            suivi = DroitSuivi(dossier_id=dossier_id, droit=droit, repondu=False)
            session.add(suivi)
        suivi.etat, suivi.dit_par, suivi.le = etat, dit_par, now()
        suivi.raison = raison if etat == NE_DEMANDE_PAS else None
        suivi.repondu = suivi.repondu or repondu
    await session.flush()


async def unfollow(session: AsyncSession, dossier_id: str, droits: Collection[str]) -> None:
    """Nothing is said of these rights any more."""
    await session.execute(
        delete(DroitSuivi).where(
            DroitSuivi.dossier_id == dossier_id, DroitSuivi.droit.in_(list(droits))
        )
    )
