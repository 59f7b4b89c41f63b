"""The whole conversation without a script: each answer is a form, each POST ends in a 303."""

import json
from contextlib import suppress
from typing import Annotated, Any
from uuid import NAMESPACE_URL, uuid4, uuid5

from anyio import to_thread
from fastapi import APIRouter, Depends, Form, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.responses import Response

from api.web.acces import (
    COOKIE_REPONDUE,
    give_acces,
    read_acces,
    read_repondue,
    require_same_origin,
    set_cookie,
    take_acces,
)
from api.web.cadre import Web, WebDep
from api.web.calendrier import write_calendrier
from api.web.choix_langue import pick_langue
from api.web.langue import page_textes, read_langue
from api.web.pdf import write_pdf
from api.web.ports import Acces, AccesRefuse, Bulle, Choix, SaisieRefusee
from api.web.rendu import keep_neutral

routes = APIRouter(include_in_schema=False)
form_guard = [Depends(require_same_origin)]
PATIENCE_SECONDS = 8.0
MONTHS = 12


async def require_acces(request: Request) -> Acces:
    acces = read_acces(request)
    if acces is None:
        raise HTTPException(303, headers={"Location": "/sans-js"})
    return acces


AccesDep = Annotated[Acces, Depends(require_acces)]


def find_question(bulles: list[Bulle], repondue: int) -> dict[str, Any] | None:
    """The open question: the last message that offers an answer, unless a button answered it."""
    bulle = next(
        (b for b in reversed(bulles) if b["auteur"] != "usager" and (b["saisie"] or b["choix"])),
        None,
    )
    if bulle is None or bulle["seq"] <= repondue:
        return None
    saisie = bulle["saisie"] or {}
    fait = saisie.get("fait") or next(
        (c["choix"]["fait"] for c in bulle["choix"] if c["choix"].get("fait")), None
    )
    return {
        "seq": bulle["seq"],
        "fait": fait,
        "type": saisie.get("type"),
        "options": saisie.get("options") or [],
        "borne": saisie.get("borne") or {},
        "partie": saisie.get("partie"),
        "choix": bulle["choix"],
    }


def list_boutons(question: dict[str, Any], oui: str, non: str) -> list[dict[str, Any]]:
    """Same rules as `reponse.js`: given buttons first, else the options, else yes and no."""
    fait, kind = question["fait"], question["type"]
    if kind == "liste":
        return [c for c in question["choix"] if c["choix"].get("fait") != fait]
    if question["choix"]:
        return list(question["choix"])
    if question["options"]:
        return [
            {"libelle": o["libelle"], "choix": {"fait": fait, "valeur": o["valeur"]}}
            for o in question["options"]
        ]
    if kind == "oui_non":
        return [
            {"libelle": oui, "choix": {"fait": fait, "valeur": True}},
            {"libelle": non, "choix": {"fait": fait, "valeur": False}},
        ]
    return []


async def show_conversation(
    request: Request, web: Web, acces: Acces, *, refus: str = "", texte: str = "", status: int = 200
) -> HTMLResponse:
    bulles = await web.services.read_messages(acces)
    presence = await web.services.read_presence(acces)
    waiting = not presence and bool(bulles) and bulles[-1]["auteur"] == "usager"
    question = None if waiting or presence else find_question(bulles, read_repondue(request))
    textes = page_textes(request)
    return web.page(
        request,
        "sans_js.html",
        status=status,
        bulles=bulles,
        question=question,
        boutons=list_boutons(question, textes("oui"), textes("non")) if question else [],
        attente=waiting,
        presence=presence,
        ephemere=await web.services.is_ephemeral(acces),
        refus=refus,
        texte=texte,
        jeton_page=uuid4().hex,
        mois=range(1, MONTHS + 1),
    )


@routes.get("/sans-js")
async def read_conversation(request: Request, web: WebDep, etat: str = "") -> HTMLResponse:
    acces = read_acces(request)
    if acces is None:
        known = etat if etat in {"ferme", "efface", "expire"} else None
        return web.page(request, "sans_js_seuil.html", etat=known)
    return await show_conversation(request, web, acces)


@routes.post("/sans-js/ouvrir", dependencies=form_guard)
async def open_conversation(request: Request, web: WebDep) -> Response:
    """A second click finds the conversation the first one opened."""
    response = RedirectResponse("/sans-js", 303)
    if read_acces(request) is None:
        request.app.state.debit_dossiers.check(request)
        give_acces(request, response, await web.services.create_dossier(read_langue(request)))
    return response


def build_choix(
    choix: str, fait: str, kind: str, valeur: str, annee: str, mois: str, cases: list[str]
) -> Choix | None:
    """What the pressed button or the filled field says; None when nothing was given."""
    if choix:
        parsed = json.loads(choix)
        return parsed if isinstance(parsed, dict) else None
    if kind == "liste":
        return {"fait": fait, "valeur": [json.loads(case) for case in cases]}
    if kind == "nombre" and valeur.strip().lstrip("-").isdigit():
        return {"fait": fait, "valeur": int(valeur)}
    if kind == "date" and valeur:
        return {"fait": fait, "valeur": valeur}
    if kind == "date" and annee.isdigit() and mois.isdigit():
        # The middle of the month, said to be approximate: the plan repeats it.
        day = f"{int(annee):04d}-{int(mois):02d}-15"
        return {"fait": fait, "valeur": {"date": day, "approximatif": True}}
    return None


@routes.post("/sans-js/message", dependencies=form_guard)
async def post_message(
    request: Request,
    web: WebDep,
    acces: AccesDep,
    jeton_page: Annotated[str, Form(max_length=64)],
    seq: Annotated[int, Form()] = 0,
    texte: Annotated[str, Form()] = "",
    choix: Annotated[str, Form(max_length=500)] = "",
    fait: Annotated[str, Form(max_length=80)] = "",
    kind: Annotated[str, Form(alias="type", max_length=20)] = "",
    valeur: Annotated[str, Form(max_length=40)] = "",
    annee: Annotated[str, Form(max_length=4)] = "",
    mois: Annotated[str, Form(max_length=2)] = "",
    cases: Annotated[list[str] | None, Form()] = None,
) -> Response:
    texte = texte.strip()
    try:
        pressed = build_choix(choix, fait, kind, valeur, annee, mois, cases or [])
    except (ValueError, RecursionError):  # not a form of ours: nothing was given
        pressed = None
    if not texte and pressed is None:
        empty = page_textes(request)("pages.sans_js.vide")
        return await show_conversation(request, web, acces, refus=empty, status=422)
    if pressed and "langue" in pressed:
        return await pick_langue(request, web, str(pressed["langue"]), "/sans-js")
    # The same form sent twice counts once; going back to answer otherwise still counts.
    content = json.dumps(pressed, sort_keys=True) if pressed else texte
    client_id = str(uuid5(NAMESPACE_URL, f"{acces.dossier}/{jeton_page}/{content}"))
    try:
        if pressed:
            sent = await web.services.post_message(acces, client_id, choix=pressed)
        else:
            sent = await web.services.post_message(acces, client_id, texte=texte)
    except SaisieRefusee as error:
        return await show_conversation(
            request, web, acces, refus=error.message, texte=texte, status=422
        )
    await web.services.wait_reply(acces, sent, PATIENCE_SECONDS)
    response = RedirectResponse(f"/sans-js#m{sent}", 303)
    if pressed and pressed.get("acte") != "pourquoi_cette_question":
        answered = max(seq, read_repondue(request))
        set_cookie(request, response, COOKIE_REPONDUE, str(answered))
    return response


@routes.get("/sans-js/fait/{cle}")
async def read_fait(request: Request, web: WebDep, acces: AccesDep, cle: str) -> HTMLResponse:
    """One question by a neutral key: the address stays in the history of the browser."""
    question = await web.services.read_question(acces, cle)
    if question is None:
        raise HTTPException(404)
    textes = page_textes(request)
    asked = {**question, "seq": 0, "choix": [], "borne": question.get("borne") or {}}
    return web.page(
        request,
        "sans_js_fait.html",
        titre=question["question"],
        pourquoi=question.get("pourquoi"),
        question=asked,
        boutons=list_boutons(asked, textes("oui"), textes("non")),
        jeton_page=uuid4().hex,
        mois=range(1, MONTHS + 1),
    )


@routes.post("/sans-js/lien", dependencies=form_guard)
async def create_lien(
    request: Request, web: WebDep, acces: AccesDep, averti: Annotated[str, Form()] = ""
) -> HTMLResponse:
    """Where nothing is kept, the first click only warns."""
    if averti != "oui" and await web.services.is_ephemeral(acces):
        return web.page(request, "sans_js_lien.html", avertir=True)
    url = await web.services.create_lien(acces, averti=averti == "oui")
    return web.page(request, "sans_js_lien.html", url=url)


@routes.post("/sans-js/liens/annuler", dependencies=form_guard)
async def revoke_liens(request: Request, web: WebDep, acces: AccesDep) -> HTMLResponse:
    await web.services.revoke_liens(acces)
    return web.page(request, "sans_js_lien.html", url=None)


@routes.get("/sans-js/effacer")
async def ask_delete(request: Request, web: WebDep, acces: AccesDep) -> HTMLResponse:
    protege = await web.services.is_protected(acces)
    return web.page(request, "sans_js_effacer.html", protege=protege)


@routes.post("/sans-js/effacer", dependencies=form_guard)
async def delete_dossier(web: WebDep, acces: AccesDep) -> Response:
    with suppress(AccesRefuse):
        await web.services.delete_dossier(acces)
    response = RedirectResponse("/sans-js?etat=efface", 303)
    take_acces(response)
    return response


@routes.post("/sans-js/fermer", dependencies=form_guard)
async def close_conversation(web: WebDep, acces: AccesDep) -> Response:
    erased = await web.services.leave(acces)
    response = RedirectResponse(f"/sans-js?etat={'efface' if erased else 'ferme'}", 303)
    take_acces(response)
    return response


@routes.get("/plan")
async def read_plan(request: Request, web: WebDep) -> HTMLResponse:
    acces = read_acces(request)
    try:
        plan = await web.services.read_plan(acces) if acces else None
        droits = await web.services.read_droits(acces, plan) if acces and plan else None
        demandes = await web.services.read_demandes(acces) if acces else []
    except AccesRefuse:
        plan, droits, demandes = None, None, []
    return web.page(request, "plan.html", plan=plan, droits=droits, demandes=demandes)


@routes.post("/plan/demandes/{reference}", dependencies=form_guard)
async def settle_demande(
    web: WebDep,
    acces: AccesDep,
    reference: str,
    contact: Annotated[str, Form(max_length=120)] = "",
    consigne: Annotated[str, Form(max_length=200)] = "",
    montrer: Annotated[str, Form()] = "",
) -> Response:
    with suppress(SaisieRefusee):  # closed or protected meanwhile: the page tells where it stands
        await web.services.settle_demande(acces, reference, contact, consigne, montrer == "oui")
    return RedirectResponse("/plan#demandes", 303)


@routes.post("/plan/demandes/{reference}/avis", dependencies=form_guard)
async def rate_demande(
    web: WebDep, acces: AccesDep, reference: str, utile: Annotated[str, Form(max_length=5)] = ""
) -> Response:
    if utile in ("oui", "non"):
        with suppress(SaisieRefusee):  # opened again meanwhile: the page tells where it stands
            await web.services.rate_demande(acces, reference, utile == "oui")
    return RedirectResponse("/plan#demandes", 303)


@routes.post("/plan/lieu", dependencies=form_guard)
async def set_lieu(
    request: Request, web: WebDep, acces: AccesDep, lieu: Annotated[str, Form(max_length=200)] = ""
) -> Response:
    try:
        await web.services.set_lieu(acces, lieu)
    except SaisieRefusee as error:
        plan = await web.services.read_plan(acces)
        droits = await web.services.read_droits(acces, plan)
        dit = {"lieu_dit": lieu, "lieu_refus": error.message}
        return web.page(request, "plan.html", status=422, plan=plan, droits=droits, **dit)
    plan = await web.services.read_plan(acces)
    manque = (plan["territoire"] or {}).get("question")
    return RedirectResponse("/plan#commune" if manque else "/plan#lieu", 303)


@routes.post("/plan/etapes/{etape}", dependencies=form_guard)
async def tick_etape(
    web: WebDep, acces: AccesDep, etape: str, faite: Annotated[str, Form()]
) -> Response:
    await web.services.tick_etape(acces, etape, faite == "oui")
    return RedirectResponse(f"/plan#e{keep_neutral(etape)}", 303)


@routes.get("/plan.pdf")
async def read_pdf(request: Request, web: WebDep, acces: AccesDep) -> Response:
    plan = await web.services.read_plan(acces)
    droits = await web.services.read_droits(acces, plan)
    textes = page_textes(request)
    body = await to_thread.run_sync(write_pdf, plan, textes, textes.langue, droits)
    return Response(
        body,
        media_type="application/pdf",
        headers={"Content-Disposition": "inline; filename=plan.pdf"},
    )


@routes.get("/plan.ics")
async def read_calendrier(request: Request, web: WebDep, acces: AccesDep) -> Response:
    textes = page_textes(request)
    body = write_calendrier(await web.services.read_plan(acces), textes, textes.langue)
    return Response(
        body,
        media_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": "attachment; filename=plan.ics"},
    )
