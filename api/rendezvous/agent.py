"""What an agent does with appointments and calls: propose, note what happened, never blame."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Literal

from api.conversations.bot import Acte
from api.errors import Refus
from api.escalations.vie import VieService
from api.rendezvous.appels import calls_of, check_called
from api.rendezvous.contenu import Maniere, Reglement
from api.rendezvous.etats import Geste, Resultat
from api.rendezvous.gestes import Gestes, found
from api.rendezvous.models import Appel, RendezVous

if TYPE_CHECKING:
    from api.escalations.models import Escalade

# `resolue`: a call before the day was enough, nobody has to come.
Raison = Literal["sans_reponse", "empechement", "demande_usager", "resolue"]
Passe = Literal["honore", "absent_usager", "absent_agent"]
GESTES: dict[Passe, Geste] = {
    "honore": "honorer",
    "absent_usager": "noter_absence_usager",
    "absent_agent": "noter_absence_agent",
}


class RendezVousAgent(Gestes):
    """One agent, at one instant: only the one who took the request, or their supervisor."""

    def __init__(self, vie: VieService, reglement: Reglement | None = None) -> None:
        super().__init__(vie.session, vie.maintenant, vie.contenus, reglement)
        self.vie = vie

    async def propose(
        self,
        reference: str,
        maniere: Maniere,
        debuts: Collection[dt.datetime],
        *,
        lieu: str | None = None,
        organismes: Sequence[str] = (),
        interprete: str | None = None,
    ) -> list[Acte]:
        """Propose up to three moments, held for the person; proposing again replaces."""
        limite = self.value("propositions")
        if not 1 <= len(set(debuts)) <= limite:
            raise Refus(422, "moments", "moments_nombre", nombre=limite)
        demande = await self.vie.get(reference)
        lieu = self._place(demande, maniere, lieu)
        conjoints = await self.joined_desks(demande, organismes)
        await self._replace(demande)
        libres = await self.free(demande, maniere, conjoints)
        creneaux = [found(libres, debut) for debut in sorted(set(debuts))]
        neuf = await self.draft(
            demande,
            maniere,
            creneaux,
            etat="propose",
            conjoints=conjoints,
            lieu=lieu,
            interprete=interprete,
            agent_id=self.vie.agent.id,
        )
        tenus = [c.debut for c in await self.hold_all(demande, neuf, creneaux)]
        if not tenus:
            raise Refus(409, "debut", "creneau_pris")
        details = {"maniere": maniere, "moments": [d.isoformat() for d in tenus]}
        await self.vie.follow(reference, "rendez_vous_propose", details)
        return [self.tell(demande, neuf, "rendez_vous_propose", tenus)]

    def _place(self, demande: Escalade, maniere: Maniere, lieu: str | None) -> str | None:
        """Where to go, as the agent says it, else as the organisation wrote it once for all."""
        jour = self.lieu(demande).day(self.maintenant)
        offre = self.reglement.offer(demande.guichet, jour, maniere)
        if offre is None or not self.offers_appointments(demande):
            raise Refus(422, "maniere", "maniere_non_offerte", self.ways(demande))
        return None if maniere == "telephone" else _said(maniere, lieu, offre.lieu)

    async def give_place(self, reference: str, lieu: str) -> list[Acte]:
        """The address or the link of what was confirmed without it: said, and the same event."""
        demande = await self.vie.get(reference)
        ouvert = await self.open_one(reference)
        maniere: Maniere = ouvert.maniere  # type: ignore[assignment]
        if maniere == "telephone" or ouvert.etat != "confirme":
            raise Refus(409, "lieu", "rendez_vous_change")
        dit = _said(maniere, lieu)
        await self.vie.follow(reference, "rendez_vous_lieu")
        ouvert.lieu, ouvert.change_le = dit, self.maintenant
        ouvert.version += 1
        await self.session.flush()
        return [self.tell(demande, ouvert, "rendez_vous_lieu")]

    async def joined_desks(self, demande: Escalade, organismes: Sequence[str]) -> list[str]:
        """The desks of a joint appointment: of organisations joined to the request, no other."""
        joints = {c.organisme for c in await self.vie.joined(demande.reference)}
        guichets = []
        for nom in organismes:
            guichet = self.contenus.desk(nom, demande.departement)
            if nom not in joints or guichet is None:
                raise Refus(422, "organismes", "organisme_non_joint", sorted(joints))
            guichets.append(guichet.id)
        return [g for g in dict.fromkeys(guichets) if g != demande.guichet]

    async def _replace(self, demande: Escalade) -> None:
        """What was proposed before is taken back; what is confirmed is the person's to move."""
        ouvert = await self.current(demande.reference)
        if ouvert is None:
            return
        if ouvert.etat == "confirme":
            raise Refus(409, "rendez_vous", "rendez_vous_deja")
        await self.move(ouvert, "annuler", si="propose")
        await self.give_back(demande, ouvert)

    async def ask_safety(self, reference: str) -> list[Acte]:
        """Ask « est-ce sûr de vous contacter, comment et quand ? », before anything else."""
        await self.vie.follow(reference, "surete_demandee")
        return [Acte("contact_sur", {"demande": reference})]

    async def note_outcome(self, reference: str, passe: Passe) -> list[Acte]:
        """It took place, or one side was not there; then new moments are proposed, no blame."""
        demande = await self.vie.get(reference)
        ouvert = await self.open_one(reference)
        if ouvert.debut is None or ouvert.debut > self.maintenant:
            raise Refus(409, "rendez_vous", "rendez_vous_a_venir")
        if passe == "absent_usager":
            await self._check_called(demande, ouvert)
        await self.vie.follow(reference, f"rendez_vous_{passe}", repond=passe == "honore")
        await self.move(ouvert, GESTES[passe])
        if passe == "honore":
            return []
        return await self.make_up(demande, ouvert, f"rendez_vous_{passe}")

    async def cancel(self, reference: str, raison: Raison) -> list[Acte]:
        """Cancel; for want of an answer, only after a call. It is said, and others are proposed."""
        demande = await self.vie.get(reference)
        ouvert = await self.open_one(reference)
        if raison == "sans_reponse":
            await self._check_called(demande, ouvert)
        await self.vie.follow(reference, "rendez_vous_annule", {"raison": raison}, repond=False)
        await self.move(ouvert, "annuler", version=ouvert.version + 1)
        await self.give_back(demande, ouvert)
        if raison == "empechement":  # ours: the person does not have to ask again
            return await self.make_up(demande, ouvert, "rendez_vous_empeche")
        return [self.tell(demande, ouvert, "rendez_vous_annule")]

    async def _check_called(self, demande: Escalade, ouvert: RendezVous) -> None:
        """Somebody who left a number is called before they are said not to answer."""
        if demande.contact:
            await check_called(self.session, demande.reference, ouvert.id)

    async def note_call(self, reference: str, resultat: Resultat) -> list[Acte]:
        """A call that was attempted. Nothing is said on a voicemail: someone else may listen."""
        demande = await self.vie.get(reference)
        if demande.restreinte:
            raise Refus(409, "contact", "contact_protege")
        if not demande.contact:
            raise Refus(409, "contact", "contact_absent")
        joint = resultat == "joint"
        await self.vie.follow(reference, "appel", {"resultat": resultat}, repond=joint)
        ouvert = await self.current(reference)
        self.session.add(
            Appel(
                reference=reference,
                rendez_vous_id=ouvert.id if ouvert else None,
                le=self.maintenant,
                agent_id=self.vie.agent.id,
                resultat=resultat,
            )
        )
        await self.session.flush()
        if joint:
            return []
        return [Acte("rappel_numero_faux" if resultat == "mauvais_numero" else "rappel_essaye", {})]

    async def calls(self, reference: str) -> list[Appel]:
        """The calls attempted for a request."""
        return await calls_of(self.session, reference)


def _said(maniere: Maniere, lieu: str | None, ecrit: str | None = None) -> str:
    """An address, or a link that can be opened (422 otherwise). `ecrit`: when nothing is typed."""
    dit = (lieu or "").strip() or ecrit
    if not dit:
        raise Refus(422, "lieu", "lieu_a_dire")
    if maniere == "visio" and not dit.startswith("https://"):
        raise Refus(422, "lieu", "lien_visio")
    return dit
