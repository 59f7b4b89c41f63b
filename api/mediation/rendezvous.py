"""An appointment with a partner organisation, or a meeting with several, taken in the same visit
(R2.13)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy.ext.asyncio import AsyncSession

from api.conversations.bot import Acte
from api.errors import Refus
from api.escalations.conjointes import flow_to, join, joined
from api.escalations.reveil import wake_joined
from api.escalations.service import USAGER, EscaladeService
from api.rendezvous.contenu import Maniere
from api.rendezvous.lecture import RendezVousDit, act
from api.rendezvous.usager import RendezVousUsager

if TYPE_CHECKING:
    from api.escalations.models import Escalade
    from api.rendezvous.models import RendezVous

# Several organisations meet at a distance: none of them has the other's address.
A_DISTANCE: tuple[Maniere, ...] = ("telephone", "visio")
NOUS = "france_services"  # the space itself: already in the room


@dataclass(frozen=True)
class Partenaire:
    """An organisation that may come to the meeting. `concerne`: the person's plan names it;
    `refus`: why its desk may not be asked."""

    organisme: str
    guichet: str
    concerne: bool
    refus: str | None


class RendezVousAccompagne(RendezVousUsager):
    """The person, beside a counsellor: what the desk gives may be taken now, without waiting for
    a promise to be broken. Never where someone may be in danger: that is for those trained to."""

    def may_ask(self, demande: Escalade) -> bool:
        return (
            demande.etat != "close" and not demande.restreinte and self.offers_appointments(demande)
        )

    def ways_alone(self, demande: Escalade) -> list[Maniere]:
        """Every way of the desk: its agent gives later the address or the link that is missing."""
        return self.ways(demande)

    def ways_with(self, demande: Escalade, conjoints: Sequence[str]) -> list[Maniere]:
        """The ways in which all of them can meet at once."""
        ici = self.ways_alone(demande)
        if not conjoints:
            return ici
        jour = self.lieu(demande).day(self.maintenant)
        autres = [{o.maniere for o in self.reglement.offers(g, jour)} for g in conjoints]
        return [m for m in ici if m in A_DISTANCE and all(m in a for a in autres)]

    def partners(self, demande: Escalade) -> list[Partenaire]:
        """The other organisations whose desk gives appointments here, the person's own first."""
        vus: dict[str, Partenaire] = {}
        tous = [o for g in self.contenus.guichets for o in g.organismes]
        for organisme in dict.fromkeys([*demande.lies, *tous]):
            guichet = self.contenus.desk(organisme, demande.departement)
            if guichet is None or not guichet.rendez_vous or guichet.id in vus:
                continue
            if guichet.id == demande.guichet or organisme == NOUS:
                continue
            refus = None
            try:
                flow_to(self.contenus, demande, organisme, self.maintenant.date())
            except Refus as non:
                refus = non.code
            vus[guichet.id] = Partenaire(organisme, guichet.id, organisme in demande.lies, refus)
        return list(vus.values())

    def desks_for(self, demande: Escalade, organismes: Iterable[str]) -> list[str]:
        """The desks of these organisations; 422 when one cannot come."""
        connus = {p.organisme: p.guichet for p in self.partners(demande)}
        voulus = list(dict.fromkeys(organismes))
        if any(o not in connus for o in voulus):
            raise Refus(422, "organismes", "organisme_sans_guichet", sorted(connus))
        return [connus[o] for o in voulus]

    async def meet(
        self,
        demande: Escalade,
        maniere: Maniere,
        debut: dt.datetime,
        organismes: Sequence[str] = (),
        interprete: str | None = None,
    ) -> list[Acte]:
        """A moment that is free for all of them: held at every desk, or at none."""
        conjoints = self.desks_for(demande, organismes)
        if not self.may_ask(demande) or maniere not in self.ways_with(demande, conjoints):
            raise Refus(409, "rendez_vous", "rendez_vous_non_offert")
        await self._bring(demande, organismes)
        return await self.book(demande, maniere, debut, conjoints, interprete)

    async def ask_each(self, demande: Escalade, organismes: Sequence[str]) -> list[Acte]:
        """No moment is common: each organisation is asked for one, and it is said so."""
        self.desks_for(demande, organismes)
        if not organismes or not self.may_ask(demande):
            raise Refus(409, "rendez_vous", "rendez_vous_non_offert")
        await self._bring(demande, organismes)
        self.record(demande, "reunion_demandee", USAGER, {"organismes": list(organismes)})
        dit = RendezVousDit(
            id="",
            reference=demande.reference,
            etat="propose",
            maniere="visio",
            organisme=demande.organisme,
            organisme_local=demande.organisme_local,
            avec=list(organismes),
        )
        return [act("reunion_demandee", dit)]

    async def _bring(self, demande: Escalade, organismes: Iterable[str]) -> None:
        """Join to the request those who are not yet: they will read it before the meeting."""
        deja = {c.organisme for c in await joined(self.session, demande.reference)}
        for organisme in organismes:
            if organisme in deja:
                continue
            entree = await join(self.session, self.contenus, demande, organisme, self.maintenant)
            details = {"organisme": organisme, "flux": entree.flux}
            self.record(demande, "jointe", USAGER, details)
        wake_joined(self.session, demande, organismes)


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
