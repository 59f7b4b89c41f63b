"""What the person's gestures and the agent's have in common: moments, places, one change at a time.

The caller commits. Each gesture gives back the acts to say in the conversation.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from api.conversations.bot import Acte
from api.errors import Refus
from api.escalations.contenu import Contenus, Guichet, delivered
from api.escalations.horaires import Lieu
from api.escalations.service import EscaladeService
from api.rendezvous.contenu import Maniere, Reglement, delivered_rules
from api.rendezvous.creneaux import Creneau, Quand, fits, promised_before, shared, slots, spread
from api.rendezvous.etats import OUVERTS, TRANSITIONS, Etat, Geste
from api.rendezvous.lecture import act, told
from api.rendezvous.models import RendezVous, Surete
from api.rendezvous.places import Places

if TYPE_CHECKING:
    from api.escalations.models import Escalade

REPRIS = ("conjoints", "lieu", "interprete", "agent_id", "rappel_consenti", "agenda_voulu")


class Gestes:
    """Appointments at one instant, whoever acts."""

    def __init__(
        self,
        session: AsyncSession,
        maintenant: dt.datetime,
        contenus: Contenus | None = None,
        reglement: Reglement | None = None,
    ) -> None:
        self.session = session
        self.maintenant = maintenant
        self.contenus = contenus or delivered()
        self.reglement = reglement or delivered_rules()
        self.demandes = EscaladeService(session, self.contenus)

    # Reading ------------------------------------------------------------------------------------

    async def of_request(self, reference: str) -> list[RendezVous]:
        """The appointments of a request, the last one first."""
        requete = (
            select(RendezVous)
            .where(RendezVous.reference == reference)
            .order_by(RendezVous.change_le.desc(), RendezVous.version.desc())
            .execution_options(populate_existing=True)
        )
        trouves = list((await self.session.execute(requete)).scalars())
        return sorted(trouves, key=lambda r: r.etat not in OUVERTS)

    async def current(self, reference: str) -> RendezVous | None:
        """The appointment that is proposed or confirmed, if any."""
        premier = next(iter(await self.of_request(reference)), None)
        return premier if premier and premier.etat in OUVERTS else None

    async def open_one(self, reference: str, identifiant: str | None = None) -> RendezVous:
        """The open appointment; 409 when it changed meanwhile."""
        ouvert = await self.current(reference)
        if ouvert is None or (identifiant and ouvert.id != identifiant):
            raise Refus(409, "rendez_vous", "rendez_vous_change")
        return ouvert

    async def surety(self, reference: str) -> Surete | None:
        """What the person answered to « est-ce sûr ? »."""
        return await self.session.get(Surete, reference)

    def lieu(self, demande: Escalade) -> Lieu:
        """The clock and the holidays of the request."""
        return Lieu(demande.departement, self.contenus.regles.zone(demande.departement))

    def desk(self, nom: str) -> Guichet:
        """A desk by its name."""
        return next(g for g in self.contenus.guichets if g.id == nom)

    def value(self, nom: str) -> int:
        """One of our rules."""
        return int(getattr(self.reglement.reglages, nom).valeur)

    def promised(self, demande: Escalade) -> dt.date:
        """The last day of the promise, counted from the day of the request."""
        limite = self.contenus.regles.promesses.rendez_vous.valeur
        return promised_before(demande.cree_le, self.lieu(demande), limite)

    def offers_appointments(self, demande: Escalade) -> bool:
        """Whether the desk of a request gives appointments."""
        return any(g.id == demande.guichet and g.rendez_vous for g in self.contenus.guichets)

    def ways(self, demande: Escalade) -> list[Maniere]:
        """By which ways its desk can meet the person today."""
        jour = self.lieu(demande).day(self.maintenant)
        return [o.maniere for o in self.reglement.offers(demande.guichet, jour)]

    async def free(
        self,
        demande: Escalade,
        maniere: Maniere,
        conjoints: Sequence[str] = (),
        pour: str | None = None,
    ) -> list[Creneau]:
        """The moments still free by this way, at its desk and those joined, in order."""
        lieu, quand = self.lieu(demande), await self._safe_time(demande, maniere)
        depuis = self.maintenant + dt.timedelta(hours=self.value("prevenance_heures"))
        communs = shared(
            [
                slots(self.desk(nom), self.reglement, lieu, maniere, depuis)
                for nom in (demande.guichet, *conjoints)
            ]
        )
        surs = [c for c in communs if fits(c, lieu, quand)]
        return await self._places(demande).free(surs, pour)

    async def _safe_time(self, demande: Escalade, maniere: Maniere) -> Quand:
        """When it is safe to meet; refused until someone in danger said that it is, and how."""
        if not demande.restreinte:
            return "peu_importe"
        dit = await self.surety(demande.reference)
        if dit is None or (dit.sur and dit.quand is None):
            raise Refus(409, "contact", "contact_a_demander")
        if not dit.sur or dit.maniere != maniere:
            raise Refus(409, "contact", "contact_pas_sur")
        return dit.quand  # type: ignore[return-value]

    def _places(self, demande: Escalade) -> Places:
        return Places(self.session, demande.departement, self.maintenant)

    # Changing -----------------------------------------------------------------------------------

    async def draft(
        self, demande: Escalade, maniere: Maniere, creneaux: Sequence[Creneau], **champs: Any
    ) -> RendezVous:
        """A new appointment of a request; 409 when one was opened at this very moment."""
        champs.setdefault("premier_jour", self.lieu(demande).day(creneaux[0].debut))
        rendez_vous = RendezVous(
            reference=demande.reference,
            guichet=demande.guichet,
            departement=demande.departement,
            maniere=maniere,
            promis_avant=self.promised(demande),
            offert_le=self.maintenant,
            change_le=self.maintenant,
            **champs,
        )
        self.session.add(rendez_vous)
        try:
            await self.session.flush()
        except IntegrityError:
            raise Refus(409, "rendez_vous", "rendez_vous_change") from None
        return rendez_vous

    async def hold_all(
        self, demande: Escalade, rendez_vous: RendezVous, creneaux: Iterable[Creneau]
    ) -> list[Creneau]:
        """Hold the proposed moments for a while; those that another did not take meanwhile."""
        places = self._places(demande)
        return [c for c in creneaux if await places.hold(rendez_vous.id, c, self.held_until)]

    @property
    def held_until(self) -> dt.datetime:
        """Until when a moment that is proposed now is held."""
        return self.maintenant + dt.timedelta(hours=self.value("tenue_heures"))

    async def hold_chosen(
        self, demande: Escalade, rendez_vous: RendezVous, creneau: Creneau
    ) -> None:
        """Hold the chosen moment for good and give back the others; 409 when it is taken."""
        places = self._places(demande)
        if not await places.hold(rendez_vous.id, creneau):
            raise Refus(409, "debut", "creneau_pris")
        await places.release_others(rendez_vous.id, creneau.debut)

    async def give_back(self, demande: Escalade, rendez_vous: RendezVous) -> None:
        """Let go of every place it holds."""
        await self._places(demande).release(rendez_vous.id)

    async def held(self, demande: Escalade, rendez_vous: RendezVous) -> list[dt.datetime]:
        """The moments that it proposes and that are still possible."""
        return [debut for debut, _ in await self._places(demande).held(rendez_vous.id)]

    async def pick(self, demande: Escalade, rendez_vous: RendezVous, debut: dt.datetime) -> Creneau:
        """One free moment by the way of an appointment, or one it already holds; 409 otherwise."""
        maniere: Maniere = rendez_vous.maniere  # type: ignore[assignment]
        libres = await self.free(demande, maniere, rendez_vous.conjoints, rendez_vous.id)
        return found(libres, debut)

    async def move(
        self, rendez_vous: RendezVous, geste: Geste, *, si: Etat | None = None, **valeurs: Any
    ) -> None:
        """Change state only from where the gesture is possible, whatever happened meanwhile.

        `si`: only from this state, where the gesture is possible from others too.
        """
        depuis, vers = TRANSITIONS[geste]
        depuis = (si,) if si else depuis
        requete = (
            update(RendezVous)
            .where(RendezVous.id == rendez_vous.id, RendezVous.etat.in_(depuis))
            .values(etat=vers, change_le=self.maintenant, **valeurs)
            .returning(RendezVous.id)
        )
        if (await self.session.execute(requete)).scalar_one_or_none() is None:
            raise Refus(409, "rendez_vous", "rendez_vous_change")
        await self.session.refresh(rendez_vous)

    async def propose_again(
        self, demande: Escalade, ancien: RendezVous
    ) -> tuple[RendezVous, list[dt.datetime]] | None:
        """After an absence, of either side: new moments of the same kind, the promise unmoved."""
        maniere: Maniere = ancien.maniere  # type: ignore[assignment]
        libres = await self.free(demande, maniere, ancien.conjoints)
        choisis = spread(libres, self.lieu(demande), self.value("propositions"))
        if not choisis:
            return None
        neuf = await self.draft(
            demande,
            maniere,
            choisis,
            etat="propose",
            **carried_over(ancien),
        )
        tenus = await self.hold_all(demande, neuf, choisis)
        return neuf, [c.debut for c in tenus]

    # Saying -------------------------------------------------------------------------------------

    def tell(
        self,
        demande: Escalade,
        rendez_vous: RendezVous,
        nom: str,
        moments: Sequence[dt.datetime] = (),
    ) -> Acte:
        """An act that says how an appointment stands."""
        jusqua = self.held_until if rendez_vous.etat == "propose" else None
        return act(nom, told(demande, rendez_vous, self.lieu(demande).fuseau, moments, jusqua))

    async def make_up(self, demande: Escalade, manque: RendezVous, nom: str) -> list[Acte]:
        """The words of an absence, without blame, then new moments when there are any."""
        actes = [self.tell(demande, manque, nom)]
        try:
            suite = await self.propose_again(demande, manque)
        except Refus:  # not, or no longer, known to be safe: nothing is proposed unasked
            suite = None
        if suite:
            neuf, moments = suite
            actes.append(self.tell(demande, neuf, "rendez_vous_propose", moments))
        return actes

    def record(
        self, demande: Escalade, quoi: str, par: str, details: dict[str, Any] | None = None
    ) -> None:
        """A line in the history of the request."""
        self.demandes.record(demande, quoi, par, self.maintenant, details)


def carried_over(ancien: RendezVous) -> dict[str, Any]:
    """What the next appointment takes from the one that it replaces."""
    return {champ: getattr(ancien, champ) for champ in REPRIS}


def found(libres: Iterable[Creneau], debut: dt.datetime) -> Creneau:
    """The moment that begins then; 409 when it is not free any more."""
    creneau = next((c for c in libres if c.debut == debut), None)
    if creneau is None:
        raise Refus(409, "debut", "creneau_pris")
    return creneau
