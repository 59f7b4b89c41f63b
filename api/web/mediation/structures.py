"""Spaces and their counsellors, for administrators: no personal data of usagers is here."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse
from starlette.responses import Response

from api.accounts.access import comptes_of, exige
from api.accounts.schemas import AgentConnecte
from api.dossiers.access import Session
from api.errors import Refus
from api.mediation.structures import StructureService
from api.web.bureau.cadre import show

routes = APIRouter(include_in_schema=False)
Administrateur = Annotated[AgentConnecte, Depends(exige("gerer_comptes"))]
Ligne = Annotated[str, Form(max_length=200)]
MEDIATEUR = "mediateur"


def _service(request: Request, session: Any) -> StructureService:
    return StructureService(session, request.app.state.settings.secret)


async def _show(
    request: Request, session: Any, agent: AgentConnecte, *, status: int = 200, **context: Any
) -> Response:
    service = _service(request, session)
    comptes = comptes_of(request).service(session)
    conseillers = [a for a in await comptes.everyone() if a.role == MEDIATEUR and a.actif]
    ou = {a.id: await service.of_agent(a.id) for a in conseillers}
    return show(
        request,
        "accueil/structures.html",
        agent=agent,
        status=status,
        structures=await service.everyone(),
        conseillers=conseillers,
        ou=ou,
        **{"refus": "", "saisie": {}, **context},
    )


@routes.get("/bureau/structures")
async def read_structures(request: Request, session: Session, agent: Administrateur) -> Response:
    return await _show(request, session, agent)


async def _refused(
    request: Request, session: Any, agent: AgentConnecte, refus: Refus, **saisie: str
) -> Response:
    await session.rollback()
    message = request.app.state.textes.error(refus.code)
    return await _show(request, session, agent, status=refus.statut, refus=message, saisie=saisie)


@routes.post("/bureau/structures")
async def add_structure(
    request: Request,
    session: Session,
    agent: Administrateur,
    nom: Ligne = "",
    departement: Ligne = "",
    telephone: Ligne = "",
    courriel: Ligne = "",
) -> Response:
    connus = comptes_of(request).connus.departements
    try:
        structure = await _service(request, session).add(
            nom, departement, [telephone, courriel], connus
        )
    except Refus as refus:
        saisie = {"nom": nom, "departement": departement, "telephone": telephone}
        return await _refused(request, session, agent, refus, courriel=courriel, **saisie)
    await comptes_of(request).service(session).note(agent.id, "ajouter_structure", structure.id)
    await session.commit()
    return RedirectResponse("/bureau/structures", 303)


@routes.post("/bureau/structures/rattacher")
async def attach(
    request: Request,
    session: Session,
    agent: Administrateur,
    qui: Ligne = "",
    structure: Ligne = "",
    telephone: Ligne = "",
    courriel: Ligne = "",
) -> Response:
    """The counsellor's own number and address are given here only to be refused as a person's."""
    comptes = comptes_of(request).service(session)
    try:
        conseiller = await comptes.get(qui)
        adresses = [telephone, courriel]
        if "@" in conseiller.identifiant:
            adresses.append(conseiller.identifiant)
        await _service(request, session).attach(structure, conseiller.id, adresses)
    except Refus as refus:
        return await _refused(request, session, agent, refus)
    await comptes.note(agent.id, "rattacher_conseiller", conseiller.id)
    await session.commit()
    return RedirectResponse("/bureau/structures", 303)
