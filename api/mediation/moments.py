"""The moments of life opened with a person, in the journal: nobody types them for the counts."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncSession

from api.dossiers.service import DossierService
from api.mediation.journal import Journal
from api.mediation.models import Accueil
from api.mediation.poste import Poste

ACTE = "moment"


async def note_moments(
    session: AsyncSession, dossiers: DossierService, accueil_id: str, poste: Poste
) -> None:
    """Note those not noted yet; never one that protects: no count may tell it."""
    accueil = await session.get(Accueil, accueil_id)
    if accueil is None:
        return
    journal = Journal(session)
    notes = {a.objet for a in await journal.read(accueil_id) if a.acte == ACTE}
    moments = dossiers.parcours.bibliotheque.moments
    for moment in await dossiers.moments(accueil.dossier_id):
        if moment not in notes and not moments[moment].protege:
            await journal.note(
                *(accueil, ACTE, poste.agent_id, poste.maintenant),
                poste.structure.departement,
                objet=moment,
            )
