"""Reviewing what a machine translated: a list, one sentence at a time, the files at the end."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from api.accounts.access import comptes_of, exige
from api.accounts.schemas import AgentConnecte
from api.dossiers.access import Session
from api.errors import Refus
from api.languages.isolats import strip_isolates
from api.languages.langues import SOURCE, dir_of, forms_of, languages, tag_of
from api.languages.po import fingerprint
from api.relecture.phrases import FILTRES, ARelire, count, following, neighbours
from api.relecture.service import Lecteur, RelectureRefusee, RelectureService, pack
from api.web.bureau.cadre import show

routes = APIRouter(include_in_schema=False)
Expert = Annotated[AgentConnecte, Depends(exige("relire_traductions"))]
Texte = Annotated[str, Form(max_length=8000)]
PAR_PAGE = 50


def reviewed_by(agent: AgentConnecte) -> dict[str, str]:
    """The languages of this reviewer's account, with their own names."""
    return {c: nom for c, nom in languages().items() if c != SOURCE and c in agent.langues}


def service_of(
    request: Request, session: AsyncSession, agent: AgentConnecte, langue: str
) -> RelectureService:
    """The sentences of one of the reviewer's languages; 404 for any other."""
    if langue not in reviewed_by(agent):
        raise Refus(404, "langue", "adresse_inconnue")
    return RelectureService(session, langue, request.app.state.phrases())


@routes.get("/bureau/traductions")
async def read_languages(request: Request, session: Session, agent: Expert) -> Response:
    tableaux = {}
    for langue in reviewed_by(agent):
        lignes = await service_of(request, session, agent, langue).lines()
        tableaux[langue] = count(lignes)
    return show(
        request,
        "traductions.html",
        agent=agent,
        noms=languages(),
        possibles=", ".join(c for c in languages() if c != SOURCE),
        tableaux=tableaux,
    )


@routes.get("/bureau/traductions/{langue}/catalogues.zip")
async def export(request: Request, session: Session, agent: Expert, langue: str) -> Response:
    service = service_of(request, session, agent, langue)
    traductions, _ = await service.decided()
    contenu = await asyncio.to_thread(pack, langue, service.phrases, traductions)
    entetes = {"content-disposition": f'attachment; filename="{langue}.zip"'}
    return Response(contenu, media_type="application/zip", headers=entetes)


@routes.get("/bureau/traductions/{langue}")
async def read_list(
    request: Request,
    session: Session,
    agent: Expert,
    langue: str,
    catalogue: str = "interface",
    etat: str = "a_relire",
    page: int = 1,
    fini: str = "",
) -> Response:
    lignes = await service_of(request, session, agent, langue).lines()
    comptes = count(lignes)
    etat = etat if etat in FILTRES else "a_relire"
    catalogue = catalogue if catalogue in comptes else next(iter(comptes))
    voulues = [x for x in lignes if x.phrase.catalogue == catalogue and x.etat == etat]
    pages = max(1, -(-len(voulues) // PAR_PAGE))
    page = min(max(page, 1), pages)
    return show(
        request,
        "traductions_liste.html",
        agent=agent,
        cible=langue,
        nom=languages()[langue],
        sens=dir_of(langue),
        balise=tag_of(langue),
        lignes=voulues[(page - 1) * PAR_PAGE : page * PAR_PAGE],
        catalogues=comptes,
        catalogue=catalogue,
        filtres=FILTRES,
        etat=etat,
        page=page,
        pages=pages,
        fini=bool(fini),
    )


async def show_sentence(
    request: Request,
    service: RelectureService,
    agent: AgentConnecte,
    cle: str,
    *,
    status: int = 200,
    **context: Any,
) -> Response:
    """One sentence, what surrounds it, what was decided of it."""
    lignes = await service.lines()
    ligne = find(lignes, cle)
    langue = service.langue
    formes = [strip_isolates(x) for x in ligne.textes] or [""] * (
        1 if ligne.phrase.pluriel is None else len(forms_of(langue))
    )
    return show(
        request,
        "traductions_phrase.html",
        agent=agent,
        cible=langue,
        nom=languages()[langue],
        sens=dir_of(langue),
        balise=tag_of(langue),
        ligne=ligne,
        empreinte=fingerprint(ligne.phrase),
        autour=neighbours(lignes, cle),
        termes=service.dictionnaire.glosses(ligne.phrase.francais),
        remarques=service.remarks(ligne.phrase, ligne.textes) if any(ligne.textes) else [],
        histoire=await service.history(cle),
        traducteur=request.app.state.traduction.present,
        status=status,
        **{"formes": formes, "faute": None, "detail": "", "retour": None, "raison": "", **context},
    )


def find(lignes: list[ARelire], cle: str) -> ARelire:
    """The sentence of a key, or 404."""
    for ligne in lignes:
        if ligne.phrase.cle == cle:
            return ligne
    raise Refus(404, "cle", "adresse_inconnue")


@routes.get("/bureau/traductions/{langue}/phrase")
async def read_sentence(
    request: Request,
    session: Session,
    agent: Expert,
    langue: str,
    cle: str,
    retour: str = "",
    fait: str = "",
) -> Response:
    service = service_of(request, session, agent, langue)
    inverse = None
    if retour:
        textes = find(await service.lines(), cle).textes
        inverse = await request.app.state.traduction.translate(
            "\n".join(strip_isolates(x) for x in textes), langue, SOURCE, memorable=True
        )
    return await show_sentence(request, service, agent, cle, retour=inverse, fait=bool(fait))


@routes.post("/bureau/traductions/{langue}/phrase")
async def decide(
    request: Request,
    session: Session,
    agent: Expert,
    langue: str,
    cle: Texte,
    geste: Texte,
    source: Texte,
    raison: Texte = "",
) -> Response:
    """Keep the decision, then show the next sentence of the same sort."""
    service = service_of(request, session, agent, langue)
    lignes = await service.lines()
    ligne = find(lignes, cle)
    formulaire = await request.form()
    textes = [str(x) for x in formulaire.getlist("texte")]
    par = Lecteur(agent.id, agent.nom)
    try:
        if geste == "accepter":
            await service.accept(ligne, source, par)
        elif geste == "corriger":
            await service.correct(ligne, source, textes, par)
        else:
            await service.reject(ligne, source, raison, par)
    except RelectureRefusee as refus:
        return await show_sentence(
            *(request, service, agent, cle),
            status=422,
            formes=textes or list(ligne.textes),
            faute=refus.code,
            detail=refus.detail,
            raison=raison,
        )
    await comptes_of(request).service(session).note(agent.id, "relire", langue)
    await session.commit()
    prochaine = following(lignes, cle, ligne.etat)
    base = f"/bureau/traductions/{langue}"
    if prochaine is None:
        vers = f"{base}?catalogue={ligne.phrase.catalogue}&etat={ligne.etat}&fini=oui"
    else:
        vers = f"{base}/phrase?{urlencode({'cle': prochaine.phrase.cle, 'fait': 'oui'})}"
    return RedirectResponse(vers, 303)
