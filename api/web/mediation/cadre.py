"""The door of the counsellor's pages: who works, for which structure, and how a refusal shows."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import Depends, Request
from fastapi.responses import RedirectResponse
from starlette.responses import Response

from api.accounts.access import comptes_of, exige
from api.accounts.schemas import AgentConnecte
from api.database import now
from api.dossiers.access import Session
from api.errors import Refus
from api.mediation.accueil import AccueilService
from api.mediation.contenu import delivered
from api.mediation.mandats import MandatService
from api.mediation.models import Accueil
from api.mediation.poste import Poste
from api.mediation.structures import StructureService
from api.web.bureau.cadre import show

RACINE = "/bureau/accueil"


class SansStructure(Refus):
    """Signed in as a counsellor, attached to no structure: nobody can be received."""

    def __init__(self, agent: AgentConnecte) -> None:
        super().__init__(403, "structure", "sans_structure")
        self.agent = agent


class AccueilAbsent(Refus):
    """No such person here: erased, or another structure's. The page says how to go on."""

    def __init__(self, agent: AgentConnecte) -> None:
        super().__init__(404, "accueil", "accueil_inconnu")
        self.agent = agent


class Guichet:
    """What a page of the console is given: the counsellor, their structure, the services."""

    def __init__(self, request: Request, session: Any, agent: AgentConnecte, poste: Poste) -> None:
        self.request = request
        self.session = session
        self.agent = agent
        self.poste = poste
        self.accueils = AccueilService(session, poste)
        self.mandats = MandatService(session, poste.contenu)

    @property
    def state(self) -> Any:
        return self.request.app.state

    async def person(self, accueil_id: str) -> Accueil:
        """A person of this structure, or the page that says there is none."""
        try:
            return await self.accueils.get(accueil_id)
        except Refus:
            raise AccueilAbsent(self.agent) from None

    async def undo(self) -> None:
        """After a refusal: nothing is kept, and what the session holds is read anew."""
        await self.session.rollback()
        await self.session.refresh(self.poste.structure)

    def told(self, refus: Refus) -> str:
        return str(self.state.textes.error(refus.code, **refus.details))

    def page(self, name: str, *, status: int = 200, **context: Any) -> Response:
        return show(
            self.request,
            f"accueil/{name}",
            agent=self.agent,
            status=status,
            structure=self.poste.structure,
            contenu=self.poste.contenu,
            fuseau=self.poste.fuseau,
            jour=self.poste.jour,
            cle=uuid.uuid4().hex,
            **context,
        )


async def open_counter(request: Request, session: Any, agent: AgentConnecte) -> Guichet:
    """A counsellor's services, here and now; refused to who belongs to no structure."""
    settings = request.app.state.settings
    structure = await StructureService(session, settings.secret).of_agent(agent.id)
    if structure is None:
        raise SansStructure(agent)
    poste = Poste(
        agent.id,
        agent.nom,
        structure,
        comptes_of(request).coffre,
        settings.secret,
        delivered(),
        now(),
    )
    return Guichet(request, session, agent, poste)


def counter(action: str, *, geste: bool = True) -> Any:
    """A dependency: the counter of who may do this action."""

    connecte = Depends(exige(action, geste=geste))

    async def at_counter(
        request: Request, session: Session, agent: AgentConnecte = connecte
    ) -> Guichet:
        return await open_counter(request, session, agent)

    return Depends(at_counter)


Recoit = Annotated[Guichet, counter("recevoir_usager")]
Regarde = Annotated[Guichet, counter("recevoir_usager", geste=False)]
Mandate = Annotated[Guichet, counter("recueillir_mandat")]
Saisit = Annotated[Guichet, counter("saisir_fait")]
Appuie = Annotated[Guichet, counter("demander_appui")]
Compte = Annotated[Guichet, counter("voir_activite")]


def back(
    accueil: Accueil, ancre: str = "", refus: Refus | None = None, dit: str = "", **plus: str
) -> Response:
    """To the person's screen, where the gesture was made; what was refused is said there."""
    question = {"refus": refus.code if refus else "", "dit": dit, **plus}
    requete = urlencode({k: v for k, v in question.items() if v})
    adresse = f"{RACINE}/{accueil.id}" + (f"?{requete}" if requete else "")
    return RedirectResponse(adresse + (f"#{ancre}" if ancre else ""), 303)


async def tell_without_structure(request: Request, refus: Exception) -> Response:
    assert isinstance(refus, SansStructure)
    message = request.app.state.textes.error(refus.code)
    return show(request, "refus.html", status=403, agent=refus.agent, message=message)


async def tell_absent(request: Request, refus: Exception) -> Response:
    assert isinstance(refus, AccueilAbsent)
    message = request.app.state.textes.error(refus.code)
    return show(request, "accueil/absent.html", status=404, agent=refus.agent, message=message)


def local_time(fuseau: Any, jour: str, heure: str) -> dt.datetime | None:
    """A date and an hour as typed, on the structure's clock; None when there is none."""
    try:
        return dt.datetime.combine(
            dt.date.fromisoformat(jour), dt.time.fromisoformat(heure), fuseau
        )
    except ValueError:
        return None
