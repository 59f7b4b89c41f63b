"""What the person reads of their accompaniment, on their own device: mandates, journal, to stop it."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from api.accounts.access import comptes_of
from api.database import now
from api.dossiers.access import Session, token_dossier
from api.dossiers.service import DossierService
from api.errors import Refus
from api.languages.langues import dir_of
from api.mediation.code import read_code, show_code
from api.mediation.contenu import delivered
from api.mediation.dossiers import accompaniments
from api.mediation.journal import Journal
from api.mediation.mandats import MandatService
from api.mediation.models import Accueil, Structure
from api.mediation.poste import zone_of
from api.mediation.regles import is_running
from api.web.acces import give_acces, read_acces, require_same_origin
from api.web.cadre import WebDep, read_web
from api.web.langue import keep_langue
from api.web.mediation.lecture import show_journal

routes = APIRouter(include_in_schema=False)


def page(
    request: Request, nom: str, *, status: int = 200, langue: str | None = None, **contexte: Any
) -> Response:
    """A page for the person. `langue`: their dossier's, else the one they read pages in."""
    nom = f"accompagnement/{nom}"
    reponse = read_web(request).page(request, nom, status=status, langue=langue, **contexte)
    reponse.headers["Referrer-Policy"] = "no-referrer"
    return reponse


async def _accompanied(
    request: Request, session: AsyncSession
) -> tuple[str, list[tuple[Accueil, Structure]]]:
    """The person's dossier and who accompanies them; empty when the cookie opens nothing."""
    acces = read_acces(request)
    if acces is None or await token_dossier(session, acces.jeton) != acces.dossier:
        return "", []
    return acces.dossier, await accompaniments(session, acces.dossier)


@routes.get("/accompagnement")
async def read_own(request: Request, session: Session) -> Response:
    """Mandates, journal, the mandate that waits for its code."""
    dossier_id, accueils = await _accompanied(request, session)
    if not dossier_id:
        return page(request, "porte.html", status=404, lien=None)
    state, le = request.app.state, now()
    dossiers = DossierService(session, state.parcours, state.labels)
    langue = (await dossiers.get(dossier_id)).langue
    comptes = comptes_of(request)
    noms = {a.id: a.nom for a in await comptes.service(session).everyone()}
    mandats, contenu = MandatService(session, delivered()), delivered()
    vus = []
    for accueil, structure in accueils:
        attente = await mandats.offered(accueil.id, le)
        fuseau = zone_of(structure.departement)
        vus.append(
            {
                "accueil": accueil,
                "structure": structure,
                "code": show_code(accueil.code),
                "attente": attente,
                "sens_attente": dir_of(attente.langue) if attente else "ltr",
                "code_a_dire": comptes.coffre.open(attente.code) if attente else None,
                "mandats": [
                    {
                        "m": m,
                        "court": is_running(a, le),
                        "fin": (m.fin_le - dt.timedelta(seconds=1)).astimezone(fuseau),
                        "portee": [
                            (d, contenu.title(d, langue), arret is None)
                            for d, arret in a.demarches.items()
                        ],
                    }
                    for m, a in await mandats.of(accueil.id)
                ],
                "journal": show_journal(
                    await Journal(session).read(accueil.id),
                    noms,
                    state.voix.of(langue).parcours.bibliotheque.organismes,
                    fuseau,
                    contenu,
                    langue,
                ),
            }
        )
    return page(request, "mien.html", langue=langue, vus=vus)


@routes.get("/accompagnement/{lien}")
async def read_door(request: Request, lien: str) -> Response:
    """Opening the page exchanges nothing: previews open links too."""
    return page(request, "porte.html", lien=lien)


@routes.post("/accompagnement/arreter", dependencies=[Depends(require_same_origin)])
async def stop(
    request: Request,
    session: Session,
    mandat: Annotated[str, Form(max_length=36)],
    demarche: Annotated[str, Form(max_length=40)] = "",
) -> Response:
    """The person stops a mandate, or one démarche of it, at once and without a reason."""
    _, accueils = await _accompanied(request, session)
    for accueil, structure in accueils:
        with suppress(Refus):  # another structure's mandate, or one erased meanwhile
            await MandatService(session, delivered()).revoke(
                accueil, structure, now(), mandat_id=mandat, demarche=demarche or None
            )
    await session.commit()
    return RedirectResponse("/accompagnement#mandats", 303)


@routes.post("/accompagnement/{lien}", dependencies=[Depends(require_same_origin)])
async def open_door(request: Request, web: WebDep, lien: str) -> Response:
    acces = await web.services.exchange_lien(lien)
    if acces is None:
        return page(request, "porte.html", status=404, lien=None)
    reponse = RedirectResponse("/accompagnement", 303)
    give_acces(request, reponse, acces)
    keep_langue(request, reponse, await web.services.read_langue(acces))
    return reponse


@routes.get("/carte/{code}")
async def read_public_card(request: Request, code: str) -> Response:
    """Who finds the card learns nothing: no dossier is looked for here."""
    return page(request, "carte.html", code=code if read_code(code) else None)
