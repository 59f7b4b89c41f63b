"""One France services space in a migrated database, and a counsellor who works there."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

from api.accounts.coffre import Coffre
from api.accounts.models import Agent
from api.database import Database
from api.dossiers.service import DossierService
from api.languages.labels import Labels
from api.mediation.accueil import AccueilService
from api.mediation.contenu import delivered
from api.mediation.mandats import MandatService, present
from api.mediation.models import Accueil, Mandat
from api.mediation.poste import Poste
from api.mediation.structures import StructureService

SECRET = "secret-des-tests"
LE = dt.datetime(2026, 11, 23, 14, 0, tzinfo=dt.UTC)
PHONE_DE_L_ESPACE = "03 88 00 00 01"


class Espace:
    """A space at work, on one database session."""

    def __init__(self, session: Any, poste: Poste, dossiers: DossierService) -> None:
        self.session = session
        self.poste = poste
        self.dossiers = dossiers
        self.contenu = delivered()
        self.mandats = MandatService(session, self.contenu)

    def at(self, le: dt.datetime, **change: Any) -> Espace:
        """The same space at another instant, or another counsellor."""
        poste = Poste(**(vars(self.poste) | {"maintenant": le} | change))
        return Espace(self.session, poste, self.dossiers)

    @property
    def accueils(self) -> AccueilService:
        return AccueilService(self.session, self.poste)

    async def receive(self, **champs: Any) -> Accueil:
        dossier, _ = await self.dossiers.create("fr")
        return await self.accueils.receive(dossier.id, "fr", **champs)

    async def sign(
        self, accueil: Accueil, *demarches: str, duree: str = "31", langue: str = "fr"
    ) -> Mandat:
        lu = present(self.poste, accueil, demarches or ("sante",), duree, langue)
        return await self.mandats.sign(
            self.poste, accueil, lu, lu.empreinte, "ecran", "[[1,2],[3,4]]", "traits"
        )

    async def do(self, accueil: Accueil, demarche: str = "sante", cle: str | None = None) -> bool:
        return await self.mandats.act_for(self.poste, accueil, demarche, cle or str(id(object())))


@pytest.fixture
def make_espace(parcours, textes) -> Callable[..., Any]:
    async def make(
        session: Any, nom: str = "France services de Selle", departement: str = "67"
    ) -> Espace:
        structures = StructureService(session, SECRET)
        structure = await structures.add(nom, departement, [PHONE_DE_L_ESPACE], ["67", "974"])
        agent = Agent(identifiant=nom.lower().replace(" ", "."), nom="Maëlle", role="mediateur")
        session.add(agent)
        await session.flush()
        await structures.attach(structure.id, agent.id, ["maelle@fs.example"])
        poste = Poste(agent.id, agent.nom, structure, Coffre(SECRET), SECRET, delivered(), LE)
        dossiers = DossierService(session, parcours, Labels(parcours, textes))
        return Espace(session, poste, dossiers)

    return make


@pytest.fixture
async def espace(base: Database, make_espace) -> AsyncIterator[Espace]:
    async with base.session() as session:
        yield await make_espace(session)
