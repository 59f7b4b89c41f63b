"""One stream for everything an agent must see move: queue, conversations, alerts. Ids only.

The content is read afterwards, by routes that check who asks. A client that comes back is told
`file` first: it reads again what it missed, with the rank of the last bubble it has.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.sse import EventSourceResponse, ServerSentEvent
from sqlalchemy.exc import DBAPIError
from starlette.datastructures import State

from api.accounts.access import COOKIE, comptes_of, exige
from api.accounts.schemas import AgentConnecte
from api.conversations.live import Abonnement
from api.conversations.service import ConversationService
from api.database import now
from api.dossiers.access import Session
from api.escalations.acces import as_agent
from api.escalations.contenu import delivered
from api.escalations.main import MainService
from api.escalations.reveil import subjects_for
from api.escalations.service import EscaladeService

router = APIRouter(prefix="/bureau", tags=["bureau"])
BATTEMENT = 20.0  # seconds: sign of life, session looked at again


@dataclass
class Suivi:
    """What one stream follows: the agent's own conversations, each with its request."""

    agent: AgentConnecte
    file: Abonnement
    demandes: dict[str, str] = field(default_factory=dict)  # conversation -> reference

    async def refresh(self, state: State) -> None:
        """Follow the conversations of the requests that are this agent's now, and no other."""
        async with state.database.session() as session:
            siennes = await EscaladeService(session).taken_by(self.agent.id)
            conversations = ConversationService(session)
            par_dossier = await conversations.by_dossier([e.dossier_id for e in siennes])
        voulues = {
            par_dossier[e.dossier_id]: e.reference for e in siennes if e.dossier_id in par_dossier
        }
        for conversation in self.demandes.keys() - voulues.keys():
            self.file.drop(conversation)
        for conversation in voulues.keys() - self.demandes.keys():
            self.file.add(conversation)
        self.demandes = voulues

    def is_moved_by(self, signal: dict[str, Any]) -> bool:
        """Whether it may change which requests are theirs: one comes, one of theirs moves.

        The queue moves at each request of a whole desk: most of it is nothing to this agent.
        """
        if signal["sujet"] in self.demandes:
            return False
        reference = signal.get("reference")
        ma_demande = reference is None or reference in self.demandes.values()
        return ma_demande or signal.get("a") == self.agent.id

    def read(self, signal: dict[str, Any]) -> ServerSentEvent | None:
        """A signal as this agent hears it; None when it is not for them."""
        reference = self.demandes.get(signal["sujet"])
        nature = signal["nature"]
        if reference is None:
            return self._of_desk(nature, signal)
        if nature == "bulle":
            return _event("bulle", reference=reference, seq=signal.get("seq"))
        if nature == "saisie":
            if signal.get("qui") != "usager":
                return None
            return _event("saisie", reference=reference, actif=signal["actif"])
        if nature in ("plan", "presence"):
            return _event(nature, reference=reference)
        if nature == "traduit":
            return _event("traduit", reference=reference, seq=signal["seq"])
        return _event("file", reference=reference)

    def _of_desk(self, nature: str, signal: dict[str, Any]) -> ServerSentEvent | None:
        if nature == "alerte":
            if not self.agent.may("recevoir_alertes"):
                return None
            return _event("alerte", reference=signal["reference"], cause=signal["cause"])
        return _event("file", reference=signal.get("reference"))


def _event(nom: str, **donnees: Any) -> ServerSentEvent:
    return ServerSentEvent(data=donnees, event=nom)


@router.get(
    "/flux", response_class=EventSourceResponse, summary="Tout ce qui bouge au bureau, en direct"
)
async def follow_desk(
    request: Request,
    session: Session,
    agent: Annotated[AgentConnecte, Depends(exige("voir_file", geste=False))],
) -> AsyncIterator[ServerSentEvent]:
    """`file`, `bulle`, `traduit`, `saisie`, `plan`, `presence`, `alerte`; `session` at its end."""
    state = request.app.state
    await session.close()  # a stream waits without holding a connection
    sujets = subjects_for(as_agent(agent), delivered())
    with state.live.subscribe(*sujets) as file:
        suivi = Suivi(agent, file)
        await suivi.refresh(state)
        yield _event("file", reference=None)
        battement = 0.0
        while True:
            if time.monotonic() >= battement:
                if not await _is_open(request, agent):
                    yield _event("session", ouverte=False)
                    return
                battement = time.monotonic() + BATTEMENT
            try:
                signaux = await asyncio.wait_for(file.get_all(), battement - time.monotonic())
            except TimeoutError:
                yield ServerSentEvent(comment="vivant")
                continue
            if None in signaux:
                return
            if any(suivi.is_moved_by(s) for s in signaux):
                await suivi.refresh(state)
            lus = [evenement for s in signaux if (evenement := suivi.read(s))]
            for n, evenement in enumerate(lus):
                if evenement not in lus[:n]:  # one notice of the queue is enough for many moves
                    yield evenement


async def _is_open(request: Request, agent: AgentConnecte) -> bool:
    """The session still is; then its agent is there, and their conversations are told so."""
    maintenant: dt.datetime = now()
    try:
        async with request.app.state.database.session.begin() as session:
            sessions = comptes_of(request).service(session).sessions
            trouve = await sessions.read(request.cookies.get(COOKIE))
            if trouve is None or sessions.state(*trouve, maintenant) != "ouverte":
                return False
            await MainService(session).agent_here(agent.id, maintenant)
    except DBAPIError:  # the database restarts: look again at the next beat
        return True
    return True
