"""What agents do with a request: take it, answer, share, pass on, close. The caller commits."""

from __future__ import annotations

import contextlib
from typing import Any

from sqlalchemy import ColumnElement, or_, select, update

from api.errors import Refus
from api.escalations import acces
from api.escalations.conjointes import flow_to, join, joined
from api.escalations.direct import open_hand, tell_person
from api.escalations.droits_agents import (
    desks_of,
    is_unnamed,
    may_relieve,
    may_see,
    may_take,
    owns,
)
from api.escalations.etats import A_PRENDRE, REPONSES, TRANSITIONS, Geste, Reponse
from api.escalations.models import Conjointe, Escalade, Evenement, Note
from api.escalations.poste import Poste
from api.escalations.reveil import alert_desk, wake_desk, wake_joined
from api.escalations.service import EscaladeService
from api.rendezvous.appels import check_closable


class VieService(Poste):
    """One agent at work, at one instant."""

    async def get(self, reference: str) -> Escalade:
        """A request as it is now; 404 when it is not this agent's business: nothing is told."""
        escalade = await self.session.get(Escalade, reference, populate_existing=True)
        if escalade is None:
            raise Refus(404, "reference", "demande_inconnue")
        noms = [c.organisme for c in await self.joined(reference)]
        if not may_see(self.agent, escalade, self.contenus, noms):
            raise Refus(404, "reference", "demande_inconnue")
        return escalade

    def organisme_of(self, escalade: Escalade, conjointes: list[Conjointe]) -> str:
        """The organisation in whose name this agent reads: the lead, or one joined to it."""
        if escalade.guichet in desks_of(self.agent, self.contenus):
            return escalade.organisme
        siens = [c.organisme for c in conjointes if c.organisme in self.agent.organismes]
        return next(iter(siens), escalade.organisme)

    async def joined(self, reference: str) -> list[Conjointe]:
        """The organisations joined to a request."""
        return await joined(self.session, reference)

    async def history(self, reference: str) -> list[Evenement]:
        """Everything that happened, in order."""
        requete = select(Evenement).where(Evenement.reference == reference)
        return list((await self.session.execute(requete.order_by(Evenement.id))).scalars())

    async def notes(self, reference: str) -> list[Note]:
        """What agents wrote for each other."""
        requete = select(Note).where(Note.reference == reference)
        return list((await self.session.execute(requete.order_by(Note.id))).scalars())

    # Taking, releasing, passing on ------------------------------------------------------------

    async def take(self, reference: str) -> Escalade:
        """Take a request: of two agents at once, exactly one wins, the other is told (409)."""
        escalade = await self.get(reference)
        if not may_take(self.agent, escalade.niveau, self.contenus, escalade.competence):
            raise Refus(403, "reference", "demande_hors_competence")
        directe = escalade.canal == "direct" and escalade.premiere_reponse_le is None
        valeurs: dict[str, Any] = {"etat": "prise", "agent_id": self.agent.id}
        if directe:  # the conversation opens: this is the answer that was promised
            valeurs["premiere_reponse_le"] = self.maintenant
        requete = (
            update(Escalade)
            .where(
                Escalade.reference == reference,
                Escalade.etat.in_(A_PRENDRE),
                await self._not_reserved(escalade),
            )
            .values(**valeurs)
            .returning(Escalade.reference)
        )
        if (await self.session.execute(requete)).scalar_one_or_none() is None:
            raise Refus(409, "reference", "demande_deja_prise")
        prise = await self._done(escalade, "prise")
        if prise.canal == "direct":
            with contextlib.suppress(Refus):  # another human answers there already
                await open_hand(self.session, prise, self.maintenant)
        return prise

    async def _not_reserved(self, escalade: Escalade) -> ColumnElement[bool]:
        """Free, or waiting for this agent, or for one whom this agent may relieve."""
        pour = {self.agent.id}
        if escalade.agent_id and may_relieve(
            *(self.agent, escalade, (await acces.workforce(self.session)).agents, self.maintenant)
        ):
            pour.add(escalade.agent_id)
        return or_(Escalade.agent_id.is_(None), Escalade.agent_id.in_(pour))

    async def release(self, reference: str) -> Escalade:
        """Give it back to the queue: somebody else may take it."""
        escalade = await self._mine(reference)
        await self._move(escalade, "rendre", agent_id=None)
        return await self._done(escalade, "rendue")

    async def transfer(self, reference: str, organisme: str, raison: str) -> Escalade:
        """Pass it on, with the reason; to another organisation only by an active flow (R2.6).

        The promise made to the person is not moved: whoever takes it keeps it.
        """
        escalade = await self._mine(reference)
        guichet = self.contenus.desk(organisme, escalade.departement)
        if guichet is None:
            connus = {o for g in self.contenus.guichets for o in g.organismes}
            raise Refus(422, "organisme", "organisme_sans_guichet", connus)
        details = {"de": escalade.organisme, "vers": organisme, "raison": raison}
        if guichet.id != escalade.guichet:
            details["flux"] = self._flow(escalade, organisme)
        wake_desk(self.session, escalade)  # the desk that it leaves
        await self._move(
            escalade,
            "transferer",
            agent_id=None,
            organisme=organisme,
            guichet=guichet.id,
            organisme_local=None,
        )
        await self.session.refresh(escalade)
        effectif = await acces.workforce(self.session)
        escalade.alerte = is_unnamed(effectif.agents, escalade, self.contenus)
        if escalade.alerte:
            alert_desk(self.session, escalade, "personne_de_nomme")
        return await self._done(escalade, "transferee", details)

    def _flow(self, escalade: Escalade, organisme: str) -> str:
        return flow_to(self.contenus, escalade, organisme, self.maintenant.date())

    async def join(self, reference: str, organisme: str) -> Conjointe:
        """A joint case: another organisation reads it and shares the notes, by an active flow."""
        escalade = await self._mine(reference)
        conjointe = await join(self.session, self.contenus, escalade, organisme, self.maintenant)
        await self._done(escalade, "jointe", {"organisme": organisme, "flux": conjointe.flux})
        return conjointe

    # Answering and closing ---------------------------------------------------------------------

    async def answer(
        self,
        reference: str,
        reponse: Reponse,
        *,
        suite: str | None = None,
        issue: str | None = None,
        organisme: str | None = None,
        raison: str | None = None,
        parcours_normal: bool = False,
    ) -> Escalade:
        """A typed answer. `suite` is read by the person: what comes next, or what is missing."""
        if reponse == "pas_nous":
            if not (organisme and raison):
                raise Refus(422, "organisme", "transfert_sans_raison")
            return await self.transfer(reference, organisme, raison)
        if reponse == "fait":
            return await self.close(reference, issue, suite, parcours_normal)
        if not suite:
            raise Refus(422, "suite", "suite_manquante")
        escalade = await self._mine(reference)
        await self._move(escalade, REPONSES[reponse], suite=suite, **self._answered(escalade))
        return await self._done(escalade, reponse)

    async def close(
        self, reference: str, issue: str | None, suite: str | None, parcours_normal: bool = False
    ) -> Escalade:
        """Close, with an outcome and the next step in writing: neither may be left out.

        `parcours_normal`: an ordinary way existed, and nobody needed a human for this.
        """
        issues = self.contenus.motifs.issues
        if issue not in issues:
            raise Refus(422, "issue", "issue_inconnue", issues)
        if not (suite and suite.strip()):
            raise Refus(422, "suite", "suite_manquante")
        escalade = await self._mine(reference)
        if escalade.contact:
            await check_closable(self.session, reference, issue, self.maintenant)
        await self._move(
            escalade,
            "clore",
            issue=issue,
            suite=suite.strip(),
            close_le=self.maintenant,
            parcours_normal=escalade.parcours_normal or parcours_normal,
            contact=None,  # it served to call back, and serves no more
            contact_consigne=None,
            **self._answered(escalade),
        )
        return await self._done(escalade, "close", {"issue": issue})

    def _answered(self, escalade: Escalade) -> dict[str, Any]:
        return {"premiere_reponse_le": escalade.premiere_reponse_le or self.maintenant}

    async def follow(
        self,
        reference: str,
        quoi: str,
        details: dict[str, Any] | None = None,
        *,
        repond: bool = True,
    ) -> Escalade:
        """What its agent did elsewhere (an appointment, a call). `repond`: the person has now been
        answered, as was promised."""
        escalade = await self._mine(reference)
        if repond:
            await self._move(escalade, "repondre", **self._answered(escalade))
        return await self._done(escalade, quoi, details)

    async def note(self, reference: str, texte: str) -> Note:
        """Write for the other agents; the person never reads it."""
        await self.get(reference)
        note = Note(reference=reference, agent_id=self.agent.id, texte=texte, le=self.maintenant)
        self.session.add(note)
        await self.session.flush()
        return note

    async def flag(self, reference: str, code: str) -> Escalade:
        """A fragility that the agent noticed: it is a signal set by a human."""
        escalade = await self._mine(reference)
        connues = self.contenus.regles.fragilites
        if code not in connues:
            raise Refus(422, "code", "code_inconnu", connues)
        if code not in escalade.fragilites:
            raison = f"fragilite_{code}"
            escalade.fragilites = [*escalade.fragilites, code]
            escalade.raisons = [*escalade.raisons, raison]
            escalade.priorite += self.contenus.regles.raisons[raison].points
        signal = {"code": code, "origine": "humain", "par": self.agent.id}
        escalade.signaux = [*escalade.signaux, signal]
        return await self._done(escalade, "signalee", {"code": code})

    async def mark_ordinary(self, reference: str, existait: bool) -> Escalade:
        """Whether an ordinary way existed: counted for the team, never told to the person."""
        escalade = await self._mine(reference)
        escalade.parcours_normal = existait
        return await self._done(escalade, "parcours_normal", {"existait": existait})

    # One gesture at a time -------------------------------------------------------------------

    async def _mine(self, reference: str) -> Escalade:
        escalade = await self.get(reference)
        if not owns(self.agent, escalade):
            raise Refus(409, "reference", "demande_d_un_autre")
        return escalade

    async def _move(self, escalade: Escalade, geste: Geste, **valeurs: Any) -> None:
        """Change state only from where the gesture is possible, whatever happened meanwhile."""
        depuis, vers = TRANSITIONS[geste]
        requete = (
            update(Escalade)
            .where(
                Escalade.reference == escalade.reference,
                Escalade.etat.in_(depuis),
                Escalade.agent_id == escalade.agent_id,
            )
            .values(etat=vers, **valeurs)
            .returning(Escalade.reference)
        )
        if (await self.session.execute(requete)).scalar_one_or_none() is None:
            raise Refus(409, "reference", "geste_impossible")

    async def _done(
        self, escalade: Escalade, quoi: str, details: dict[str, Any] | None = None
    ) -> Escalade:
        demandes = EscaladeService(self.session, self.contenus)
        demandes.record(escalade, quoi, self.agent.id, self.maintenant, details)
        await self.session.flush()
        await self.session.refresh(escalade)
        await tell_person(self.session, escalade, quoi, self.maintenant)
        wake_joined(
            self.session, escalade, [c.organisme for c in await self.joined(escalade.reference)]
        )
        return escalade
