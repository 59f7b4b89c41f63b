"""Booking with a partner organisation, beside the person: its free moments, theirs in one click."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Form
from starlette.responses import Response

from api.conversations.service import ConversationService
from api.errors import Refus
from api.languages.langues import SOURCE
from api.mediation.models import Accueil
from api.mediation.rendezvous import RendezVousAccompagne, to_come
from api.rendezvous.boutons import read_start
from api.rendezvous.contenu import MANIERES, Maniere
from api.rendezvous.creneaux import spread
from api.rendezvous.lecture import LecteurRendezVous
from api.web.mediation.cadre import RACINE, Appuie, Guichet, back
from api.web.mediation.lecture import dossiers_of

routes = APIRouter(include_in_schema=False)
PAGE = f"{RACINE}/{{accueil_id}}/appui/{{reference}}/rendez-vous"
MONTRES = 12


def reader(guichet: Guichet, langue: str = SOURCE) -> LecteurRendezVous:
    """Appointments in words, in one language."""
    voix = guichet.state.voix.of(langue)
    return LecteurRendezVous(voix.textes, voix.parcours.bibliotheque.organismes)


async def read_to_come(
    guichet: Guichet, accueil: Accueil, langue: str = SOURCE
) -> list[dict[str, str]]:
    """The person's appointments with organisations: with whom, when, how."""
    lecteur = reader(guichet, langue)
    service = RendezVousAccompagne(guichet.session, guichet.poste.maintenant)
    pris = await to_come(guichet.session, accueil.dossier_id, guichet.poste.maintenant)
    return [
        {
            "qui": demande.organisme_local or lecteur.organismes[demande.organisme].nom,
            "quand": lecteur.moment(r.debut.astimezone(service.lieu(demande).fuseau)),
            "comment": lecteur.textes.word(f"rendez_vous_maniere_{r.maniere}"),
        }
        for demande, r in pris
        if r.debut
    ]


@routes.get(PAGE)
async def read_moments(
    guichet: Appuie, accueil_id: str, reference: str, refus: str = ""
) -> Response:
    """The moments of the desk that answers, by each way it offers."""
    accueil = await guichet.person(accueil_id)
    service = RendezVousAccompagne(guichet.session, guichet.poste.maintenant)
    try:
        demande = await service.request(accueil.dossier_id, reference)
        if not service.may_ask(demande):
            raise Refus(409, "rendez_vous", "rendez_vous_non_offert")
    except Refus as non:
        return back(accueil, "appui", non)
    lecteur, lieu = reader(guichet), service.lieu(demande)
    manieres: list[dict[str, Any]] = []
    for maniere in service.ways_alone(demande):
        libres = [c.debut for c in spread(await service.free(demande, maniere), lieu, MONTRES)]
        moments = [(d.isoformat(), lecteur.moment(d.astimezone(lieu.fuseau))) for d in libres]
        titre = lecteur.textes.word(f"rendez_vous_maniere_{maniere}")
        manieres.append({"id": maniere, "titre": titre, "moments": moments})
    textes = guichet.state.textes
    return guichet.page(
        "rendezvous.html",
        accueil=accueil,
        reference=reference,
        qui=demande.organisme_local or lecteur.organismes[demande.organisme].nom,
        manieres=manieres,
        etrangere=(await dossiers_of(guichet).get(accueil.dossier_id)).langue != SOURCE,
        numero=guichet.accueils.contact_of(accueil)
        if accueil.contact_genre == "telephone"
        else None,
        refus=textes.error(refus) if refus in textes.erreurs else "",
    )


@routes.post(PAGE)
async def book(
    guichet: Appuie,
    accueil_id: str,
    reference: str,
    moment: Annotated[str, Form(max_length=60)] = "",
    maniere: Annotated[str, Form(max_length=12)] = "",
    interprete: Annotated[str, Form(max_length=3)] = "",
    numero: Annotated[str, Form(max_length=3)] = "",
) -> Response:
    """Confirmed at once: said in the conversation, on the plan, on the paper, in the journal."""
    accueil = await guichet.person(accueil_id)
    service = RendezVousAccompagne(guichet.session, guichet.poste.maintenant)
    try:
        debut = read_start(moment)
        if debut is None or maniere not in MANIERES:
            raise Refus(422, "moment", "date_illisible")
        voulue: Maniere = maniere
        demande = await service.request(accueil.dossier_id, reference)
        contact = guichet.accueils.contact_of(accueil)
        if numero == "oui" and contact:
            await service.demandes.set_contact(
                accueil.dossier_id, reference, contact, None, guichet.poste.maintenant
            )
        langue = str(demande.langue) if interprete == "oui" else None
        actes = await service.ask(accueil.dossier_id, reference, voulue, debut, langue)
        conversations = ConversationService(guichet.session)
        conversation = await conversations.of_dossier(accueil.dossier_id)
        await conversations.say(conversation.id, actes)
        await guichet.accueils.note(accueil, "rendez_vous_caisse", objet=demande.organisme)
    except Refus as non:
        await guichet.undo()
        return back(await guichet.person(accueil_id), "appui", non)
    await guichet.session.commit()
    for sujet in ("bulle", "plan"):
        await guichet.state.live.publish(conversation.id, sujet)
    return back(accueil, "appui", dit="rendez_vous_pris")
