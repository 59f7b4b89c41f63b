"""Structures, their counsellors, and the addresses that are never a person's."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from api.database import find
from api.errors import Refus
from api.mediation.coordonnees import read_contact
from api.mediation.models import Conseiller, CoordonneeRefusee, Structure


class StructureService:
    """Works inside one database session; the caller commits."""

    def __init__(self, session: AsyncSession, secret: str) -> None:
        self.session = session
        self.secret = secret

    async def everyone(self) -> list[tuple[Structure, int]]:
        """Every structure and how many counsellors it has."""
        requete = (
            select(Structure, func.count(Conseiller.agent_id))
            .outerjoin(Conseiller, Conseiller.structure_id == Structure.id)
            .group_by(Structure.id)
            .order_by(Structure.nom)
        )
        return [(s, int(n)) for s, n in (await self.session.execute(requete)).all()]

    async def add(
        self, nom: str, departement: str, contacts: Iterable[str], connus: Iterable[str]
    ) -> Structure:
        """A new structure; refused (422) when its name is taken or its département unknown."""
        nom, departement = " ".join(nom.split()), departement.strip().upper()
        if not 3 <= len(nom) <= 120:
            raise Refus(422, "nom", "structure_nom")
        if departement not in set(connus):
            raise Refus(422, "departement", "structure_departement")
        structure = Structure(nom=nom, departement=departement)
        try:
            async with self.session.begin_nested():
                self.session.add(structure)
        except IntegrityError:
            raise Refus(409, "nom", "structure_existe") from None
        await self.never_theirs(structure.id, contacts)
        return structure

    async def get(self, structure_id: str) -> Structure:
        structure = await find(self.session, Structure, structure_id)
        if structure is None:
            raise Refus(404, "structure", "structure_inconnue")
        return structure

    async def of_agent(self, agent_id: str) -> Structure | None:
        """The structure of an account; None when it is attached to none."""
        requete = select(Structure).join(Conseiller).where(Conseiller.agent_id == agent_id)
        structure: Any = (await self.session.execute(requete)).scalar_one_or_none()
        return structure if structure and structure.active else None

    async def counsellors(self, structure_id: str) -> list[str]:
        requete = select(Conseiller.agent_id).where(Conseiller.structure_id == structure_id)
        return list((await self.session.execute(requete)).scalars())

    async def attach(self, structure_id: str, agent_id: str, contacts: Iterable[str]) -> None:
        """A counsellor works there from now on, and no longer elsewhere."""
        await self.get(structure_id)
        await self.detach(agent_id)
        self.session.add(Conseiller(agent_id=agent_id, structure_id=structure_id))
        await self.never_theirs(structure_id, contacts)

    async def detach(self, agent_id: str) -> None:
        await self.session.execute(delete(Conseiller).where(Conseiller.agent_id == agent_id))

    async def never_theirs(self, structure_id: str, contacts: Iterable[str]) -> None:
        """These numbers and addresses are the staff's: the database refuses them as a person's."""
        for saisi in contacts:
            contact = read_contact(saisi)
            if contact is None:
                continue
            empreinte = contact.fingerprint(self.secret)
            if await self.session.get(CoordonneeRefusee, (structure_id, empreinte)) is None:
                self.session.add(CoordonneeRefusee(structure_id=structure_id, empreinte=empreinte))
        await self.session.flush()

    async def is_ours(self, structure_id: str, saisi: str) -> bool:
        """Whether an address typed for a person is one of the structure's."""
        contact = read_contact(saisi)
        if contact is None:
            return False
        empreinte = contact.fingerprint(self.secret)
        return await self.session.get(CoordonneeRefusee, (structure_id, empreinte)) is not None
