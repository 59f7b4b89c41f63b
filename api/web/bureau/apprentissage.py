"""What was not understood, for a content expert: grouped by likeness, labelled, thrown away."""

from __future__ import annotations

import asyncio
from functools import cache
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse
from starlette.responses import Response

from api.accounts.access import comptes_of, exige
from api.accounts.schemas import AgentConnecte
from api.apprentissage.etiquettes import LectureRefusee
from api.apprentissage.exemples import known_labels, load_examples
from api.apprentissage.groupes import group
from api.apprentissage.service import ApprentissageService, Expert, Lu
from api.dossiers.access import Session
from api.languages.langues import dir_of, languages, tag_of
from api.mediation.masque import VOILE
from api.web.bureau.cadre import load_words, show

routes = APIRouter(include_in_schema=False)
Experte = Annotated[AgentConnecte, Depends(exige("apprendre"))]
Code = Annotated[str, Form(max_length=80)]
Texte = Annotated[str, Form(max_length=4000)]
RACINE = "/bureau/apprentissage"
JETER = "jeter"
GROUPES = 40  # on one page, the largest first


@cache
def labels() -> tuple[str, ...]:
    """Every label an expert may give: the intents that have examples."""
    return known_labels(load_examples())


class Noms:
    """The labels in words: moments by their titles, the rest by the desk's own words."""

    def __init__(self, request: Request) -> None:
        self._moments = request.app.state.parcours.bibliotheque.moments
        self._t = load_words()

    def __call__(self, etiquette: str | None) -> str:
        if not etiquette:
            return ""
        moment = self._moments.get(etiquette.removeprefix("moment_"))
        if moment and etiquette.startswith("moment_"):
            return str(moment.titre)
        cle = f"bureau.apprentissage.etiquettes.{etiquette}"
        return self._t(cle) if cle in self._t else etiquette


def choices(connues: tuple[str, ...]) -> dict[str, list[str]]:
    """The labels by kind, as the form shows them."""
    sortes = ("moment_", "act_", "safety_")
    rangees = {s.rstrip("_"): [e for e in connues if e.startswith(s)] for s in sortes}
    return rangees | {"autre": [e for e in connues if not e.startswith(sortes)]}


@routes.get(RACINE)
async def read_queue(
    request: Request, session: Session, agent: Experte, voir: str = "a_lire", fait: str = ""
) -> Response:
    """Those that nobody read, grouped; or those that were read, with their labels."""
    tous = await ApprentissageService(session).everything()
    lus = [x for x in tous if x.lecture]
    a_lire = [x for x in tous if not x.lecture]
    montres = lus if voir == "lus" else a_lire
    rangs = await asyncio.to_thread(group, [x.message.texte for x in montres])
    connues = await asyncio.to_thread(labels)
    return show(
        request,
        "apprentissage.html",
        agent=agent,
        actif=request.app.state.settings.apprentissage,
        jours=request.app.state.settings.retention.apprentissage,
        comptes={"a_lire": len(a_lire), "lus": len(lus)},
        voir="lus" if voir == "lus" else "a_lire",
        groupes=[[montres[r] for r in rang] for rang in rangs[:GROUPES]],
        autres=len(rangs) - len(rangs[:GROUPES]),
        fait=fait if fait in ("lu", JETER) else "",
        choix=choices(connues),
        nom=Noms(request),
        voile=VOILE,
        noms_langues=languages(),
    )


@routes.post(RACINE)
async def label_group(request: Request, session: Session, agent: Experte) -> Response:
    """The same labels for every ticked message of a group; what is hidden is read one by one."""
    formulaire = await request.form()
    vises = [str(x) for x in formulaire.getlist("message")]
    service = ApprentissageService(session)
    jeter = formulaire.get("geste") == JETER
    try:
        if not vises:
            raise LectureRefusee("aucun_message")
        for identifiant in vises:
            if jeter:
                await service.throw_away(identifiant)
            else:
                lu = await service.get(identifiant)
                await _label(service, agent, lu, _labels_of(formulaire), lu.message.texte)
    except LectureRefusee as refus:
        await session.rollback()
        page = "apprentissage_refus.html"
        return show(request, page, agent=agent, faute=refus.code, retour=RACINE, status=422)
    await comptes_of(request).service(session).note(agent.id, "apprendre")
    await session.commit()
    return RedirectResponse(f"{RACINE}?fait={JETER if jeter else 'lu'}", 303)


@routes.get(RACINE + "/{message}")
async def read_message(
    request: Request, session: Session, agent: Experte, message: str, fait: str = ""
) -> Response:
    lu = await ApprentissageService(session).get(message)
    return await _show_one(request, agent, lu, fait=bool(fait))


@routes.post(RACINE + "/{message}")
async def label_one(
    request: Request,
    session: Session,
    agent: Experte,
    message: str,
    geste: Code = "",
    texte: Texte = "",
) -> Response:
    """Label one message in words that may be learnt, or erase it."""
    service = ApprentissageService(session)
    lu = await service.get(message)
    if geste == JETER:
        await service.throw_away(message)
        vers = f"{RACINE}?fait={JETER}"
    else:
        etiquettes = _labels_of(await request.form())
        try:
            await _label(service, agent, lu, etiquettes, texte)
        except LectureRefusee as refus:
            return await _show_one(
                *(request, agent, lu),
                status=422,
                faute=refus.code,
                texte=texte,
                cochees=etiquettes,
            )
        vers = f"{RACINE}/{message}?fait=oui"
    await comptes_of(request).service(session).note(agent.id, "apprendre")
    await session.commit()
    return RedirectResponse(vers, 303)


def _labels_of(formulaire: Any) -> list[str]:
    return [str(x) for x in formulaire.getlist("etiquette") if x]


async def _label(
    service: ApprentissageService,
    agent: AgentConnecte,
    lu: Lu,
    etiquettes: list[str],
    texte: str,
) -> None:
    connues = await asyncio.to_thread(labels)
    par = Expert(agent.id, agent.nom)
    await service.label(lu.message.id, etiquettes, texte, connues, par)


async def _show_one(
    request: Request, agent: AgentConnecte, lu: Lu, *, status: int = 200, **contexte: Any
) -> Response:
    langue = lu.message.langue
    return show(
        request,
        "apprentissage_message.html",
        agent=agent,
        lu=lu,
        balise=tag_of(langue),
        sens=dir_of(langue),
        nom=Noms(request),
        choix=choices(await asyncio.to_thread(labels)),
        voile=VOILE,
        status=status,
        **{
            "texte": lu.lecture.texte if lu.lecture else lu.message.texte,
            "cochees": lu.lecture.etiquettes if lu.lecture else [],
            "faute": None,
            "fait": False,
            **contexte,
        },
    )
