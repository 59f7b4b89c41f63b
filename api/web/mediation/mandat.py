"""Collecting a mandate: read aloud, agreed to on the screen, on paper or by a code; taken back."""

from __future__ import annotations

import base64
import json
from typing import Annotated, Any

from fastapi import APIRouter, File, Form, UploadFile
from starlette.responses import Response

from api.accounts.access import comptes_of
from api.errors import Refus
from api.languages.langues import dir_of
from api.mediation.mandats import Presentation, present
from api.mediation.models import Accueil
from api.mediation.regles import JOURS
from api.web.mediation.cadre import RACINE, Guichet, Mandate, Recoit, back
from api.web.mediation.lecture import dossiers_of
from api.web.textes import load_textes

routes = APIRouter(include_in_schema=False)
UN = f"{RACINE}/{{accueil_id}}"
Choisies = Annotated[list[str] | None, Form(max_length=40)]
Court = Annotated[str, Form(max_length=200)]
POIDS_MAX = 700_000
POINTS_MIN = 12  # fewer is a slip of the finger
MAGIES = {b"\xff\xd8\xff": "image/jpeg", b"\x89PNG": "image/png", b"%PDF": "application/pdf"}


async def _read_to(
    guichet: Guichet, accueil: Accueil, demarches: list[str], duree: str
) -> Presentation:
    dossier = await dossiers_of(guichet).get(accueil.dossier_id)
    return present(guichet.poste, accueil, demarches, duree, dossier.langue)


async def show_form(
    guichet: Guichet, accueil: Accueil, choisies: list[str], *, status: int = 200, **context: Any
) -> Response:
    return guichet.page(
        "mandat.html",
        status=status,
        accueil=accueil,
        choisies=choisies,
        durees=JOURS,
        lu=None,
        **{"duree": "31", "refus": "", **context},
    )


async def show_reading(
    guichet: Guichet, accueil: Accueil, lu: Presentation, *, status: int = 200, **context: Any
) -> Response:
    """The text, and the three ways to agree to it."""
    attente = await guichet.mandats.offered(accueil.id, guichet.poste.maintenant)
    return guichet.page(
        "mandat_lu.html",
        status=status,
        accueil=accueil,
        lu=lu,
        sens=dir_of(lu.langue),
        attend=attente is not None and attente.empreinte == lu.empreinte,
        **{"refus": "", **context},
    )


@routes.get(f"{UN}/mandat")
async def read_form(guichet: Mandate, accueil_id: str, demarche: str = "") -> Response:
    """Which démarches, for how long. For someone who cannot give one: the route to who can."""
    accueil = await guichet.person(accueil_id)
    if accueil.capacite != "adulte":
        incapacite = guichet.poste.contenu.demarches.incapacite[accueil.capacite]
        return guichet.page("mandat_impossible.html", accueil=accueil, incapacite=incapacite)
    return await show_form(guichet, accueil, [demarche] if demarche else [])


@routes.post(f"{UN}/mandat")
async def read_text(
    guichet: Mandate, accueil_id: str, duree: Court = "31", demarches: Choisies = None
) -> Response:
    """The text to read with the person; nothing is kept yet."""
    accueil = await guichet.person(accueil_id)
    try:
        lu = await _read_to(guichet, accueil, demarches or [], duree)
    except Refus as refus:
        return await show_form(
            guichet,
            accueil,
            demarches or [],
            status=refus.statut,
            duree=duree,
            refus=guichet.told(refus),
        )
    return await show_reading(guichet, accueil, lu)


@routes.post(f"{UN}/mandat/signer")
async def sign(
    guichet: Mandate,
    accueil_id: str,
    moyen: Annotated[str, Form(max_length=6)],
    empreinte: Annotated[str, Form(max_length=64)],
    duree: Court = "31",
    demarches: Choisies = None,
    traits: Annotated[str, Form(max_length=60_000)] = "",
    code: Annotated[str, Form(max_length=20)] = "",
    papier: Annotated[UploadFile | None, File()] = None,
) -> Response:
    """Agreed to: drawn on the screen, on paper, or by the code that their own device shows."""
    accueil = await guichet.person(accueil_id)
    try:
        lu = await _read_to(guichet, accueil, demarches or [], duree)
    except Refus as refus:
        return back(accueil, "mandat", refus)
    try:
        preuve, genre = await _proof(guichet, accueil, lu, moyen, traits, code, papier)
        await guichet.mandats.sign(guichet.poste, accueil, lu, empreinte, moyen, preuve, genre)
    except Refus as refus:
        # A wrong code is counted even though nothing else is kept.
        if refus.code == "accord_code_faux":
            await guichet.session.commit()
        else:
            await guichet.undo()
        accueil = await guichet.person(accueil_id)
        return await show_reading(
            guichet, accueil, lu, status=refus.statut, refus=guichet.told(refus)
        )
    await guichet.mandats.withdraw_offer(accueil.id)
    await guichet.session.commit()
    return back(accueil, "mandat", dit="mandat")


async def _proof(
    guichet: Guichet,
    accueil: Accueil,
    lu: Presentation,
    moyen: str,
    traits: str,
    code: str,
    papier: UploadFile | None,
) -> tuple[str, str]:
    """What shows that the person agreed; refused when it shows nothing."""
    if moyen == "ecran":
        return _drawn(traits), "traits"
    if moyen == "papier":
        return await _scanned(papier)
    if moyen == "code":
        attente = await guichet.mandats.check_code(guichet.poste, accueil, code)
        if attente is None:
            raise Refus(422, "code", "accord_code_faux")
        if attente.empreinte != lu.empreinte:
            raise Refus(409, "texte", "mandat_a_relire")
        return "code", "code"
    raise Refus(422, "moyen", "accord_perdu")


def _drawn(traits: str) -> str:
    """Strokes as points: checked to be a drawing, and nothing else."""
    try:
        lus = json.loads(traits or "[]")
        net = [[[int(x), int(y)] for x, y in trait] for trait in lus]
    except (ValueError, TypeError, OverflowError, RecursionError):
        raise Refus(422, "traits", "signature_vide") from None
    if sum(len(trait) for trait in net) < POINTS_MIN:
        raise Refus(422, "traits", "signature_vide")
    return json.dumps(net, separators=(",", ":"))


async def _scanned(papier: UploadFile | None) -> tuple[str, str]:
    contenu = await papier.read(POIDS_MAX + 1) if papier else b""
    if not contenu:
        raise Refus(422, "papier", "papier_vide")
    if len(contenu) > POIDS_MAX:
        raise Refus(422, "papier", "papier_lourd")
    genre = next((g for magie, g in MAGIES.items() if contenu.startswith(magie)), None)
    if genre is None:
        raise Refus(422, "papier", "papier_genre")
    return base64.b64encode(contenu).decode(), genre


@routes.post(f"{UN}/mandat/montrer")
async def offer(
    guichet: Mandate, accueil_id: str, duree: Court = "31", demarches: Choisies = None
) -> Response:
    """Shown on the person's own device, with a code that they say back."""
    accueil = await guichet.person(accueil_id)
    try:
        lu = await _read_to(guichet, accueil, demarches or [], duree)
        await guichet.mandats.offer(guichet.poste, accueil, lu)
    except Refus as refus:
        return back(accueil, "mandat", refus)
    await guichet.session.commit()
    return await show_reading(guichet, accueil, lu)


@routes.post(f"{UN}/mandats/{{mandat_id}}/arreter")
async def revoke(
    guichet: Mandate,
    accueil_id: str,
    mandat_id: str,
    demarche: Annotated[str, Form(max_length=40)] = "",
    par: Annotated[str, Form(max_length=10)] = "conseiller",
) -> Response:
    """At once; said by the person in front of the counsellor, or decided by the counsellor."""
    accueil = await guichet.person(accueil_id)
    try:
        await guichet.mandats.revoke(
            accueil,
            guichet.poste.structure,
            guichet.poste.maintenant,
            mandat_id=mandat_id,
            demarche=demarche or None,
            agent_id=None if par == "personne" else guichet.agent.id,
        )
    except Refus as refus:
        return back(accueil, "mandat", refus)
    await guichet.session.commit()
    return back(accueil, "mandat", dit="arrete")


@routes.get(f"{UN}/mandats/{{mandat_id}}")
async def read_copy(guichet: Recoit, accueil_id: str, mandat_id: str) -> Response:
    """The copy to hand over: the words that were read, how and when they were agreed to."""
    accueil = await guichet.person(accueil_id)
    try:
        mandat, accord = await guichet.mandats.get(accueil.id, mandat_id)
    except Refus as refus:
        return back(accueil, "mandat", refus)
    preuve = guichet.poste.coffre.open(mandat.preuve) or ""
    comptes = comptes_of(guichet.request).service(guichet.session)
    noms = {a.id: a.nom for a in await comptes.everyone()}
    conseiller = noms.get(mandat.recueilli_par, "")
    return guichet.page(
        "mandat_copie.html",
        accueil=accueil,
        mandat=mandat,
        traduit=await guichet.mandats.retell(guichet.poste, accueil, mandat, accord, conseiller),
        autre=load_textes(mandat.langue),
        accord=accord,
        debut=mandat.debut_le.astimezone(guichet.poste.fuseau),
        trace=_outline(preuve) if mandat.preuve_type == "traits" else "",
        image=f"data:{mandat.preuve_type};base64,{preuve}"
        if mandat.preuve_type.startswith("image/")
        else "",
    )


@routes.get(f"{UN}/mandats/{{mandat_id}}/papier")
async def read_paper(guichet: Recoit, accueil_id: str, mandat_id: str) -> Response:
    """The paper that was photographed or scanned, opened for this structure only."""
    accueil = await guichet.person(accueil_id)
    try:
        mandat, _ = await guichet.mandats.get(accueil.id, mandat_id)
    except Refus as refus:
        return back(accueil, "mandat", refus)
    preuve = guichet.poste.coffre.open(mandat.preuve)
    if mandat.moyen != "papier" or preuve is None:
        return back(accueil, "mandat", Refus(404, "mandat", "mandat_inconnu"))
    entetes = {"content-disposition": "inline; filename=mandat", "cache-control": "no-store"}
    return Response(base64.b64decode(preuve), media_type=mandat.preuve_type, headers=entetes)


def _outline(traits: str) -> str:
    """The drawn signature as the path of a drawing."""
    return " ".join(
        "M" + " L".join(f"{x} {y}" for x, y in trait) for trait in json.loads(traits) if trait
    )
