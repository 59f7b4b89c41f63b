"""What the person does with an appointment: choose, ask, move, cancel; a reminder only if wanted.

They prove who they are by their dossier's secret: a reference or a telephone number opens nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING

from api.conversations.bot import Acte
from api.errors import Refus
from api.escalations.etats import promise_state
from api.escalations.service import USAGER
from api.rendezvous.contenu import Maniere
from api.rendezvous.creneaux import Quand, spread
from api.rendezvous.gestes import Gestes, carried_over, found
from api.rendezvous.models import RendezVous, Surete

if TYPE_CHECKING:
    from api.escalations.models import Escalade

Sur = Maniere | None  # the way that is safe; None: it is not


class RendezVousUsager(Gestes):
    """One dossier's appointments, for the person it belongs to."""

    async def request(self, dossier_id: str, reference: str) -> Escalade:
        """One of the person's requests; 404 when it is not theirs."""
        return await self.demandes.one_of(dossier_id, reference)

    def may_ask(self, demande: Escalade) -> bool:
        """Whether one may take a moment alone: it was promised, or another promise is broken."""
        if demande.etat == "close" or demande.restreinte or not self.offers_appointments(demande):
            return False
        rompue = promise_state(demande, self.maintenant) == "rompue"
        return demande.canal == "rendez_vous" or rompue

    def ways_alone(self, demande: Escalade) -> list[Maniere]:
        """The ways one may take alone: where to go is known, or nobody goes anywhere."""
        jour = self.lieu(demande).day(self.maintenant)
        offres = self.reglement.offers(demande.guichet, jour)
        return [o.maniere for o in offres if o.maniere == "telephone" or o.lieu]

    async def choose(
        self,
        dossier_id: str,
        reference: str,
        identifiant: str | None,
        debut: dt.datetime,
        interprete: str | None = None,
    ) -> list[Acte]:
        """Choose one of the moments proposed, or another that is free; with an interpreter."""
        demande = await self.request(dossier_id, reference)
        ouvert = await self.open_one(reference, identifiant)
        if ouvert.etat == "confirme":
            if ouvert.debut == debut:  # the same click again: the same answer
                return [self.tell(demande, ouvert, "rendez_vous_confirme")]
            raise Refus(409, "rendez_vous", "rendez_vous_change")
        creneau = await self.pick(demande, ouvert, debut)
        await self.hold_chosen(demande, ouvert, creneau)
        langue = interprete or ouvert.interprete
        await self.move(
            *(ouvert, "choisir"), debut=creneau.debut, fin=creneau.fin, interprete=langue
        )
        return self._settled(demande, ouvert, "rendez_vous_confirme")

    async def ask(
        self,
        dossier_id: str,
        reference: str,
        maniere: Maniere,
        debut: dt.datetime,
        interprete: str | None = None,
    ) -> list[Acte]:
        """Take a moment alone, where that is offered."""
        demande = await self.request(dossier_id, reference)
        if not self.may_ask(demande) or maniere not in self.ways_alone(demande):
            raise Refus(409, "rendez_vous", "rendez_vous_non_offert")
        return await self.book(demande, maniere, debut, interprete=interprete)

    async def book(
        self,
        demande: Escalade,
        maniere: Maniere,
        debut: dt.datetime,
        conjoints: Sequence[str] = (),
        interprete: str | None = None,
    ) -> list[Acte]:
        """Confirm a free moment, at its desk and at every desk of `conjoints`, or at none."""
        libres = await self.free(demande, maniere, conjoints)
        creneau = found(libres, debut)
        offre = self.reglement.offer(demande.guichet, self.lieu(demande).day(debut), maniere)
        pris = await self.draft(
            demande,
            maniere,
            [creneau],
            etat="confirme",
            debut=creneau.debut,
            fin=creneau.fin,
            conjoints=list(conjoints),
            lieu=offre.lieu if offre else None,
            interprete=interprete,
            # Who takes a late moment by choice was offered the first one all the same.
            premier_jour=self.lieu(demande).day(libres[0].debut),
        )
        await self.hold_chosen(demande, pris, creneau)
        return self._settled(demande, pris, "rendez_vous_confirme")

    async def shift(self, dossier_id: str, reference: str, debut: dt.datetime) -> list[Acte]:
        """Move a confirmed appointment: calendars change the same event."""
        demande = await self.request(dossier_id, reference)
        ancien = await self._to_come(reference)
        creneau = await self.pick(demande, ancien, debut)
        await self.move(ancien, "deplacer")
        maniere: Maniere = ancien.maniere  # type: ignore[assignment]
        neuf = await self.draft(
            demande,
            maniere,
            [creneau],
            etat="confirme",
            debut=creneau.debut,
            fin=creneau.fin,
            **carried_over(ancien),
            identite=ancien.identite,
            version=ancien.version + 1,
            premier_jour=ancien.premier_jour,  # what was offered in time stays so
        )
        await self.hold_chosen(demande, neuf, creneau)
        await self.give_back(demande, ancien)
        return self._settled(demande, neuf, "rendez_vous_deplace")

    async def cancel(self, dossier_id: str, reference: str) -> list[Acte]:
        """Cancel, or refuse what is proposed. No reason is asked, nothing is lost by it."""
        demande = await self.request(dossier_id, reference)
        ouvert = await self.open_one(reference)
        await self.move(ouvert, "annuler", version=ouvert.version + 1)
        await self.give_back(demande, ouvert)
        return self._settled(demande, ouvert, "rendez_vous_annule")

    async def others(self, dossier_id: str, reference: str) -> list[Acte]:
        """Other moments for the appointment that is open, to choose from in the conversation."""
        demande = await self.request(dossier_id, reference)
        ouvert = await self.open_one(reference)
        maniere: Maniere = ouvert.maniere  # type: ignore[assignment]
        libres = await self.free(demande, maniere, ouvert.conjoints)
        tenus = await self.held(demande, ouvert)
        neufs = [c for c in libres if c.debut not in tenus and c.debut != ouvert.debut]
        choisis = [c.debut for c in spread(neufs, self.lieu(demande), self.value("propositions"))]
        nom = "rendez_vous_autres" if choisis else "rendez_vous_aucun"
        return [self.tell(demande, ouvert, nom, choisis)]

    async def set_reminder(self, dossier_id: str, reference: str, voulu: bool) -> list[Acte]:
        """A reminder only for who wants one; they may change their mind."""
        demande = await self.request(dossier_id, reference)
        ouvert = await self.open_one(reference)
        if voulu and demande.restreinte:
            raise Refus(409, "rappel", "rappel_protege")
        if ouvert.rappel_consenti == voulu:
            return []
        ouvert.rappel_consenti = voulu
        ouvert.version += 1
        ouvert.change_le = self.maintenant
        self.record(demande, "rappel_rendez_vous", USAGER, {"voulu": voulu})
        nom = "rendez_vous_rappel_note" if voulu else "rendez_vous_rappel_retire"
        return [self.tell(demande, ouvert, nom)]

    async def want_calendar(self, dossier_id: str, reference: str) -> None:
        """A file for one's own calendar: where someone may be watched, only if they ask for it."""
        await self.request(dossier_id, reference)
        (await self.open_one(reference)).agenda_voulu = True

    async def say_safe(self, dossier_id: str, reference: str, maniere: Sur) -> list[Acte]:
        """« Est-ce sûr de vous rencontrer, et comment ? »; None: it is not."""
        demande = await self.request(dossier_id, reference)
        if maniere == "telephone" and demande.restreinte:
            raise Refus(409, "contact", "contact_protege")
        dit = await self.surety(reference) or Surete(reference=reference)
        dit.sur, dit.maniere, dit.quand = maniere is not None, maniere, None
        dit.le = self.maintenant
        self.session.add(dit)
        self.record(demande, "surete", USAGER, {"sur": dit.sur})
        if maniere is None:
            await self._give_up(demande)
            return [Acte("contact_pas_sur", {})]
        return [Acte("contact_quand", {"demande": reference})]

    async def say_when(self, dossier_id: str, reference: str, quand: Quand) -> list[Acte]:
        """At what time of the day it is safe."""
        demande = await self.request(dossier_id, reference)
        dit = await self.surety(reference)
        if dit is None or not dit.sur:
            raise Refus(409, "contact", "contact_a_demander")
        dit.quand, dit.le = quand, self.maintenant
        self.record(demande, "surete", USAGER, {"sur": True})
        return [Acte("contact_note", {})]

    async def _give_up(self, demande: Escalade) -> None:
        """It is not safe any more: what was proposed or agreed is let go."""
        ouvert = await self.current(demande.reference)
        if ouvert is not None:
            await self.move(ouvert, "annuler", version=ouvert.version + 1)
            await self.give_back(demande, ouvert)

    async def report_absence(self, dossier_id: str, reference: str) -> list[Acte]:
        """« Personne n'est venu »: believed, said, and made up for."""
        demande = await self.request(dossier_id, reference)
        ouvert = await self.open_one(reference)
        if ouvert.debut is None or ouvert.debut > self.maintenant:
            raise Refus(409, "rendez_vous", "rendez_vous_a_venir")
        await self.move(ouvert, "noter_absence_agent")
        self.record(demande, "rendez_vous_absent_agent", USAGER)
        return await self.make_up(demande, ouvert, "rendez_vous_absent_agent")

    async def _to_come(self, reference: str) -> RendezVous:
        ouvert = await self.open_one(reference)
        if ouvert.etat != "confirme":
            raise Refus(409, "rendez_vous", "rendez_vous_change")
        if ouvert.debut is None or ouvert.debut <= self.maintenant:
            raise Refus(409, "rendez_vous", "rendez_vous_passe")
        return ouvert

    def _settled(self, demande: Escalade, rendez_vous: RendezVous, nom: str) -> list[Acte]:
        debut = rendez_vous.debut.isoformat() if rendez_vous.debut else None
        self.record(demande, nom, USAGER, {"debut": debut, "maniere": rendez_vous.maniere})
        return [self.tell(demande, rendez_vous, nom)]
