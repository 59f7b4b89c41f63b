"""What an agent does in a live conversation: write, give back, correct, tick, add a step.

Only the agent who took the request: a joint-case agent reads. Everything is in the history, in
codes: words are in the conversation alone.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from api.conversations.live import announce
from api.conversations.models import Message
from api.dossiers.ajouts import NouvelleEtape, add_step, cite
from api.dossiers.schemas import FaitNote, FaitPropose
from api.dossiers.service import DossierService
from api.errors import Refus
from api.escalations import acces
from api.escalations.direct import open_hand
from api.escalations.droits_agents import may_see
from api.escalations.etats import SUIVIES
from api.escalations.main import MainService, shown
from api.escalations.models import Escalade, Main
from api.escalations.protection import free_untrained
from api.escalations.service import EscaladeService
from api.escalations.vie import VieService


class EchangeService(VieService):
    """One agent in one conversation, at one instant."""

    @property
    def mains(self) -> MainService:
        return MainService(self.session)

    async def read(self, reference: str) -> Escalade:
        """A request whose conversation this agent may read: theirs, or one they are joined to."""
        escalade = await self.session.get(Escalade, reference, populate_existing=True)
        if escalade is None or not await self._sees(escalade):
            raise Refus(404, "reference", "demande_inconnue")
        return escalade

    async def taken(self, reference: str) -> Escalade:
        """The request that this agent took, held until the end of the transaction."""
        escalade = await self.session.get(
            Escalade, reference, with_for_update=True, populate_existing=True
        )
        if escalade is None or not await self._sees(escalade):
            raise Refus(404, "reference", "demande_inconnue")
        if escalade.agent_id != self.agent.id:
            raise Refus(409, "reference", "demande_d_un_autre")
        if escalade.etat not in SUIVIES:
            raise Refus(409, "reference", "geste_impossible")
        return escalade

    async def _sees(self, escalade: Escalade) -> bool:
        """Whoever is already with someone who turns out to be in danger is not torn away."""
        if may_see(self.agent, escalade, self.contenus):  # its desk, most often
            return True
        noms = [c.organisme for c in await self.joined(escalade.reference)]
        if may_see(self.agent, escalade, self.contenus, noms):
            return True
        mains = await self.mains.of_request(escalade.reference)
        return any(m.agent_id == self.agent.id and m.finie_le is None for m in mains)

    # The conversation ------------------------------------------------------------------------

    async def open(self, reference: str) -> Main:
        """« Ouvrir la conversation »: on any request that this agent took."""
        escalade = await self.taken(reference)
        main = await open_hand(self.session, escalade, self.maintenant)
        self._record(escalade, "main_ouverte")
        return main

    async def give_back(self, reference: str, accord: str) -> None:
        """The assistant answers again; what was agreed is written for the person first."""
        escalade = await self.taken(reference)
        main = await self.mains.hold(reference, self.agent.id)
        await self._write(main, str(UUID(int=main.id)), accord)
        self._answered_now(escalade)
        await self.mains.end(reference, "rendue", self.maintenant)
        self._record(escalade, "main_rendue")
        await free_untrained(self.session, escalade, self.maintenant)

    async def write(self, reference: str, client_id: str, texte: str) -> tuple[Message, bool]:
        """What the agent says to the person; (message, True) when it was a repeat."""
        escalade = await self.taken(reference)
        main = await self.mains.hold(reference, self.agent.id)
        message, double = await self._write(main, client_id, texte)
        self._answered_now(escalade)
        main.vu_le = self.maintenant
        return message, double

    async def _write(self, main: Main, client_id: str, texte: str) -> tuple[Message, bool]:
        message, double = await self.mains.conversations.write(
            main.conversation_id, client_id, texte, {"qui": shown(main)}
        )
        if not double:
            announce(self.session, main.conversation_id, "bulle", seq=message.seq)
        return message, double

    def _answered_now(self, escalade: Escalade) -> None:
        escalade.premiere_reponse_le = escalade.premiere_reponse_le or self.maintenant
        if escalade.etat == "prise":
            escalade.etat = "en_cours"
            self._record(escalade, "en_cours")

    async def types(self, reference: str, *, actif: bool) -> None:
        """The agent is writing, or stopped: told, never kept."""
        main = await self.mains.hold(reference, self.agent.id)
        main.vu_le = self.maintenant
        announce(self.session, main.conversation_id, "saisie", actif=actif, qui="agent")

    # The person's facts and plan -------------------------------------------------------------

    async def set_fact(
        self, dossiers: DossierService, reference: str, propose: FaitPropose
    ) -> FaitNote:
        """Add or correct a fact, with its provenance; refused like the person's own answer."""
        escalade = await self.taken(reference)
        dossiers.parcours.fact(propose.nom, champ="fait")
        note = await dossiers.note_facts(
            escalade.dossier_id, [propose], "agent", self.maintenant.date()
        )
        if note.refuses:
            refus = note.refuses[0]
            raise Refus(422, "valeur", refus.code, **refus.details)
        dite = note.notes[0]
        await self._tell(
            escalade, "fait_agent", {"faits": [{"nom": dite.nom, "valeur": dite.valeur}]}
        )
        self._record(escalade, "fait", {"fait": dite.nom})
        return dite

    async def tick(
        self, dossiers: DossierService, reference: str, etape: str, *, faite: bool
    ) -> None:
        """Tick or untick a step of the person's plan."""
        escalade = await self.taken(reference)
        await dossiers.tick(escalade.dossier_id, etape, faite=faite, le=self.maintenant.date())
        acte = "etape_cochee" if faite else "etape_decochee"
        await self._tell(escalade, acte, await cite(self.session, escalade.dossier_id, etape))
        self._record(escalade, "etape", {"etape": etape, "faite": faite})

    async def add_step(self, reference: str, etape: NouvelleEtape) -> str:
        """A step of the agent's own in the person's plan; its identifier there."""
        escalade = await self.taken(reference)
        nom = await add_step(
            self.session,
            escalade.dossier_id,
            etape,
            await self._who(escalade),
            escalade.organisme,
            self.maintenant,
        )
        citee = await cite(self.session, escalade.dossier_id, nom)
        await self._tell(escalade, "etape_ajoutee", citee)
        self._record(escalade, "etape_ajoutee", {"etape": nom})
        return nom

    async def _tell(self, escalade: Escalade, acte: str, params: dict[str, Any]) -> None:
        """The person is told at once; the screens of both read the plan again."""
        conversation = await self.mains.conversations.of_dossier(escalade.dossier_id)
        qui = await self._who(escalade)
        await self.mains.say(conversation.id, acte, {"qui": qui, **params})
        announce(self.session, conversation.id, "plan")

    async def _who(self, escalade: Escalade) -> dict[str, Any]:
        """Who did it, as the person is told."""
        nom = await acces.first_name(self.session, self.agent.id)
        return {"nom": nom, "organisme": escalade.organisme_local or escalade.organisme}

    def _record(self, escalade: Escalade, quoi: str, details: dict[str, Any] | None = None) -> None:
        demandes = EscaladeService(self.session, self.contenus)
        demandes.record(escalade, quoi, self.agent.id, self.maintenant, details)
