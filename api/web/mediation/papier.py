"""Out of the door with paper: the plan in two languages, the card, the way to join by phone."""

from __future__ import annotations

from typing import Annotated

import segno
from anyio import to_thread
from fastapi import APIRouter, Form, Request
from markupsafe import Markup
from starlette.responses import Response

from api.errors import Refus
from api.languages.langues import SOURCE, dir_of
from api.mediation.code import show_code
from api.web.bureau.cadre import load_words, public_address
from api.web.mediation.cadre import RACINE, Recoit, back
from api.web.mediation.lecture import dossiers_of, read_plan_in
from api.web.mediation.rendezvous import read_to_come
from api.web.pdf import to_pdf
from api.web.rendu import render
from api.web.textes import load_textes

routes = APIRouter(include_in_schema=False)
UN = f"{RACINE}/{{accueil_id}}"
ETAPES_MAX = 6  # large type: what is for now, the rest is behind the link


def draw(adresse: str) -> Markup:
    """A QR in the page itself, of the size the style gives it: nothing is fetched, nothing is cut.
    Made by us: safe as it is."""
    carre = segno.make(adresse, error="m").svg_inline(border=4, omitsize=True, light="#fff")
    return Markup(carre)  # noqa: S704


@routes.get(f"{UN}/carte")
async def read_card(guichet: Recoit, accueil_id: str) -> Response:
    """The card that the person keeps: its code means nothing outside this structure."""
    accueil = await guichet.person(accueil_id)
    dossier = await dossiers_of(guichet).get(accueil.dossier_id)
    if dossier.ephemere:
        return back(accueil, "papier", Refus(409, "papier", "dossier_prive"))
    adresse = f"{public_address(guichet.request)}/carte/{accueil.code}"
    await guichet.accueils.note(accueil, "imprimer", objet="carte")
    await guichet.session.commit()
    code = show_code(accueil.code)
    autre = load_textes(dossier.langue)
    return guichet.page("carte.html", accueil=accueil, code=code, qr=draw(adresse), autre=autre)


@routes.post(f"{UN}/rejoindre")
async def join(guichet: Recoit, accueil_id: str) -> Response:
    """The live conversation on the person's own device: their private link, shown once."""
    accueil = await guichet.person(accueil_id)
    try:
        lien = await dossiers_of(guichet).create_link(accueil.dossier_id)
    except Refus as refus:
        return back(accueil, "personne", refus)
    await guichet.accueils.note(accueil, "lien")
    await guichet.session.commit()
    adresse = f"{public_address(guichet.request)}/accompagnement/{lien}"
    return guichet.page("rejoindre.html", accueil=accueil, adresse=adresse, qr=draw(adresse))


@routes.post(f"{UN}/papier.pdf")
async def print_plan(
    request: Request,
    guichet: Recoit,
    accueil_id: str,
    lien: Annotated[str, Form(max_length=3)] = "",
) -> Response:
    """One click: plan and next visit, in the person's language and in French, with their QR."""
    accueil = await guichet.person(accueil_id)
    dossiers = dossiers_of(guichet)
    dossier = await dossiers.get(accueil.dossier_id)
    if dossier.protege:
        return back(accueil, "papier", Refus(409, "papier", "dossier_prive"))
    langue = dossier.langue
    plans = {SOURCE: await read_plan_in(guichet, accueil, SOURCE)}
    plans[langue] = await read_plan_in(guichet, accueil, langue)
    adresse = ""
    if lien == "oui":
        secret = await dossiers.create_link(accueil.dossier_id)
        adresse = f"{public_address(request)}/accompagnement/{secret}"
    await guichet.accueils.note(accueil, "imprimer", objet="plan")
    await guichet.session.commit()
    chez = await read_to_come(guichet, accueil, langue)
    chez_fr = await read_to_come(guichet, accueil)
    prochain = accueil.prochain_le
    page = render(
        "bureau/accueil/papier.html",
        load_words(),
        plan=plans[langue],
        francais={e["id"]: e for e in plans[SOURCE]["etapes"]},
        autre=load_textes(langue),
        etapes=[e for e in plans[langue]["etapes"] if e["statut"] != "faite"][:ETAPES_MAX],
        langue_personne=langue,
        dir_personne=dir_of(langue),
        structure=guichet.poste.structure,
        code=show_code(accueil.code),
        prochain=prochain.astimezone(guichet.poste.fuseau) if prochain else None,
        chez=list(zip(chez, chez_fr, strict=True)),
        qr=draw(adresse) if adresse else None,
        discret=plans[langue].get("discret"),
        exercice=accueil.persona is not None,
        deux=langue != SOURCE,
    )
    contenu = await to_thread.run_sync(to_pdf, page, langue)
    entetes = {"content-disposition": "inline; filename=plan.pdf", "cache-control": "no-store"}
    return Response(contenu, media_type="application/pdf", headers=entetes)
