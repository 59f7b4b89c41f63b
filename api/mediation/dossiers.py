"""What dossiers ask of assisted mode: few questions, answered by a row or its absence."""

from __future__ import annotations

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from api.mediation.models import Accueil, Saisie, Structure

MEDIATEUR = "mediateur"


async def is_exercise(session: AsyncSession, dossier_id: str) -> bool:
    """A dossier of the sandbox: nobody real is behind it, nothing leaves it."""
    requete = select(Accueil.id).where(
        Accueil.dossier_id == dossier_id, Accueil.persona.is_not(None)
    )
    return (await session.execute(requete.limit(1))).scalar() is not None


async def forget_contact(session: AsyncSession, dossier_id: str) -> None:
    """Violence was said: neither a name nor a number that could lead to the person is kept."""
    await session.execute(
        update(Accueil)
        .where(Accueil.dossier_id == dossier_id)
        .values(alias=None, contact=None, contact_genre=None, contact_empreinte=None)
    )


async def note_typed(
    session: AsyncSession, conversation_id: str, client_id: str, agent_id: str
) -> None:
    """A counsellor types this message of the person: said before it is stored."""
    if await session.get(Saisie, (conversation_id, client_id)) is None:
        session.add(Saisie(conversation_id=conversation_id, client_id=client_id, agent_id=agent_id))
        await session.flush()


async def typed(session: AsyncSession, conversation_id: str) -> set[str]:
    """The messages of a conversation that a counsellor typed."""
    requete = select(Saisie.client_id).where(Saisie.conversation_id == conversation_id)
    return set((await session.execute(requete)).scalars())


async def accompaniments(session: AsyncSession, dossier_id: str) -> list[tuple[Accueil, Structure]]:
    """Who accompanies the person of a dossier."""
    requete = (
        select(Accueil, Structure)
        .join(Structure, Structure.id == Accueil.structure_id)
        .where(Accueil.dossier_id == dossier_id)
        .order_by(Accueil.recu_le)
    )
    return [(accueil, structure) for accueil, structure in await session.execute(requete)]
