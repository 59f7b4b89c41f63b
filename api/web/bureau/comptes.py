"""Accounts, for administrators: see, add, disable, reset. Never a password: one-time links."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse
from starlette.responses import Response

from api.accounts.access import comptes_of, exige
from api.accounts.roles import load_matrix
from api.accounts.schemas import AgentConnecte, Fiche, split_codes
from api.accounts.service import FicheRefusee
from api.database import now
from api.dossiers.access import Session
from api.web.bureau.cadre import public_address, show

routes = APIRouter(include_in_schema=False)
Administrateur = Annotated[AgentConnecte, Depends(exige("gerer_comptes"))]
Ligne = Annotated[str, Form(max_length=2000)]
LISTES = ("organismes", "competences", "langues", "departements")


@routes.get("/bureau/comptes")
async def read_accounts(
    request: Request, session: Session, agent: Administrateur, etat: str = ""
) -> Response:
    connus = {"desactive", "reactive", "soi_meme"}
    agents = await comptes_of(request).service(session).everyone()
    return show(
        request,
        "comptes.html",
        agent=agent,
        agents=agents,
        etat=etat if etat in connus else "",
    )


def show_form(
    request: Request, agent: AgentConnecte, saisie: dict[str, str], **context: Any
) -> Response:
    connus = comptes_of(request).connus
    return show(
        request,
        "compte_ajouter.html",
        agent=agent,
        saisie=saisie,
        roles=load_matrix().roles,
        organismes=sorted(connus.organismes),
        competences=sorted(connus.competences or ()),
        **context,
    )


@routes.get("/bureau/comptes/ajouter")
async def read_form_of_account(request: Request, agent: Administrateur) -> Response:
    return show_form(request, agent, {"langues": "fr"})


def show_link(request: Request, agent: AgentConnecte, qui: Any, jeton: str) -> Response:
    """Shown once: what is kept of it cannot be turned back into a link."""
    comptes = comptes_of(request)
    return show(
        request,
        "compte_lien.html",
        agent=agent,
        qui=qui,
        lien=f"{public_address(request)}/bureau/enrolement/{jeton}",
        heures=int(comptes.duree_enrolement.total_seconds() // 3600),
    )


@routes.post("/bureau/comptes/ajouter")
async def add_account(
    request: Request,
    session: Session,
    agent: Administrateur,
    identifiant: Ligne = "",
    nom: Ligne = "",
    role: Ligne = "",
    organismes: Ligne = "",
    competences: Ligne = "",
    langues: Ligne = "",
    departements: Ligne = "",
    structure: Ligne = "",
) -> Response:
    comptes = comptes_of(request)
    codes = dict(zip(LISTES, (organismes, competences, langues, departements), strict=True))
    saisie = {"identifiant": identifiant, "nom": nom, "role": role, "structure": structure} | codes
    fiche = Fiche(
        identifiant=identifiant,
        nom=nom,
        role=role,
        structure=structure,
        **{champ: split_codes(texte) for champ, texte in codes.items()},
    )
    service = comptes.service(session)
    try:
        cree, jeton = await service.add(fiche, comptes.connus, now(), comptes.duree_enrolement)
    except FicheRefusee as refus:
        return show_form(request, agent, saisie, status=422, ecarts=refus.ecarts)
    await service.note(agent.id, "ajouter_compte", cree.id)
    await session.commit()
    return show_link(request, agent, cree, jeton)


@routes.post("/bureau/comptes/{agent_id}/desactiver")
async def disable(
    request: Request, session: Session, agent: Administrateur, agent_id: str
) -> Response:
    """One's own account is not disabled from here: nobody would be left to open it again."""
    if agent_id == agent.id:
        return RedirectResponse("/bureau/comptes?etat=soi_meme", 303)
    service = comptes_of(request).service(session)
    await service.disable(agent_id)
    await service.note(agent.id, "desactiver_compte", agent_id)
    await session.commit()
    return RedirectResponse("/bureau/comptes?etat=desactive", 303)


@routes.post("/bureau/comptes/{agent_id}/reactiver")
async def enable(
    request: Request, session: Session, agent: Administrateur, agent_id: str
) -> Response:
    service = comptes_of(request).service(session)
    await service.enable(agent_id)
    await service.note(agent.id, "reactiver_compte", agent_id)
    await session.commit()
    return RedirectResponse("/bureau/comptes?etat=reactive", 303)


@routes.post("/bureau/comptes/{agent_id}/reinitialiser")
async def reset(
    request: Request, session: Session, agent: Administrateur, agent_id: str
) -> Response:
    comptes = comptes_of(request)
    if agent_id == agent.id:
        return RedirectResponse("/bureau/comptes?etat=soi_meme", 303)
    service = comptes.service(session)
    remis, jeton = await service.reset(agent_id, now(), comptes.duree_enrolement)
    await service.note(agent.id, "reinitialiser_compte", agent_id)
    await session.commit()
    return show_link(request, agent, remis, jeton)
