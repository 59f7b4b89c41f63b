"""An appointment with a partner organisation, taken in the same visit (R2.13)."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from sqlalchemy.ext.asyncio import AsyncSession

from api.escalations.service import EscaladeService
from api.rendezvous.usager import RendezVousUsager

if TYPE_CHECKING:
    from api.escalations.models import Escalade
    from api.rendezvous.models import RendezVous


class RendezVousAccompagne(RendezVousUsager):
    """The person, beside a counsellor: what the desk gives may be taken now, without waiting for
    a promise to be broken. Never where someone may be in danger: that is for those trained to."""

    def may_ask(self, demande: Escalade) -> bool:
        return (
            demande.etat != "close" and not demande.restreinte and self.offers_appointments(demande)
        )


async def to_come(
    session: AsyncSession, dossier_id: str, maintenant: dt.datetime
) -> list[tuple[Escalade, RendezVous]]:
    """The person's confirmed appointments, the next first."""
    service = RendezVousAccompagne(session, maintenant)
    pris = []
    for demande in await EscaladeService(session).of_dossier(dossier_id):
        rendez_vous = await service.current(demande.reference)
        if rendez_vous and rendez_vous.etat == "confirme" and rendez_vous.debut:
            pris.append((rendez_vous.debut, demande, rendez_vous))
    return [(d, r) for debut, d, r in sorted(pris, key=lambda x: x[0]) if debut > maintenant]
