"""Booking with partner organisations, beside the person: moments free for all, taken in one click."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Form, Query
from starlette.responses import Response

from api.conversations.bot import Acte
from api.conversations.service import ConversationService
from api.errors import Refus
from api.escalations.fiche import SHOWN
from api.languages.langues import SOURCE
from api.mediation.models import Accueil
from api.mediation.rendezvous import RendezVousAccompagne, to_come
from api.rendezvous.boutons import read_start
from api.rendezvous.contenu import MANIERES, Maniere
from api.rendezvous.creneaux import spread
from api.rendezvous.lecture import LecteurRendezVous, told
from api.web.agenda import write_for_agent, write_for_person
from api.web.mediation.cadre import RACINE, Appuie, Guichet, back
from api.web.mediation.lecture import dossiers_of
from api.web.rendezvous import calendar_file
from api.web.textes import load_textes

if TYPE_CHECKING:
    from api.escalations.models import Escalade

routes = APIRouter(include_in_schema=False)
PAGE = f"{RACINE}/{{accueil_id}}/appui/{{reference}}/rendez-vous"
MONTRES = 12
Avec = Annotated[list[str] | None, Query(max_length=10)]
AvecForm = Annotated[list[str] | None, Form(max_length=10)]
OuiNon = Annotated[str, Form(max_length=3)]


def reader(guichet: Guichet, langue: str = SOURCE) -> LecteurRendezVous:
    """Appointments in words, in one language."""
    voix = guichet.state.voix.of(langue)
    return LecteurRendezVous(voix.textes, voix.parcours.bibliotheque.organismes)


def service_of(guichet: Guichet) -> RendezVousAccompagne:
    return RendezVousAccompagne(guichet.session, guichet.poste.maintenant)


async def read_to_come(
    guichet: Guichet, accueil: Accueil, langue: str = SOURCE
) -> list[dict[str, str]]:
    """The person's appointments with organisations: with whom, when, how, and by which link."""
    lecteur, service = reader(guichet, langue), service_of(guichet)
    vus = []
    for demande, r in await to_come(guichet.session, accueil.dossier_id, service.maintenant):
        dit = told(demande, r, service.lieu(demande).fuseau)
        mots = lecteur.words(dit)
        vus.append(
            {
                "reference": demande.reference,
                "qui": mots["qui"],
                "quand": lecteur.moment(dit.debut) if dit.debut else "",
                "comment": mots["maniere"],
                "precisions": mots["comment"],
            }
        )
    return vus


async def _asked(guichet: Guichet, accueil: Accueil, reference: str) -> Escalade:
    """A request for which a moment may be taken; refused otherwise."""
    service = service_of(guichet)
    demande = await service.request(accueil.dossier_id, reference)
    if not service.may_ask(demande):
        raise Refus(409, "rendez_vous", "rendez_vous_non_offert")
    return demande


@routes.get(PAGE)
async def read_moments(
    guichet: Appuie, accueil_id: str, reference: str, avec: Avec = None, refus: str = ""
) -> Response:
    """The moments of the desk that answers, and of those who come too, by each way they share."""
    accueil = await guichet.person(accueil_id)
    service, lecteur = service_of(guichet), reader(guichet)
    try:
        demande = await _asked(guichet, accueil, reference)
        voulus = list(dict.fromkeys(avec or []))
        conjoints = service.desks_for(demande, voulus)
    except Refus as non:
        return back(accueil, "appui", non)
    lieu = service.lieu(demande)
    manieres: list[dict[str, Any]] = []
    for maniere in service.ways_with(demande, conjoints):
        libres = await service.free(demande, maniere, conjoints)
        debuts = [c.debut for c in spread(libres, lieu, MONTRES)]
        moments = [(d.isoformat(), lecteur.moment(d.astimezone(lieu.fuseau))) for d in debuts]
        titre = lecteur.textes.word(f"rendez_vous_maniere_{maniere}")
        offre = service.reglement.offer(demande.guichet, lieu.day(service.maintenant), maniere)
        donne = maniere == "telephone" or bool(offre and offre.lieu)
        manieres.append({"id": maniere, "titre": titre, "moments": moments, "donne": donne})
    textes = guichet.state.textes
    organismes = lecteur.organismes
    return guichet.page(
        "rendezvous.html",
        accueil=accueil,
        reference=reference,
        chef=demande.organisme_local or organismes[demande.organisme].nom,
        avec=voulus,
        noms=[organismes[o].nom for o in voulus],
        partenaires=[
            {
                "id": p.organisme,
                "nom": organismes[p.organisme].nom,
                "concerne": p.concerne,
                "refus": textes.error(p.refus) if p.refus and demande.consentement else "",
            }
            for p in service.partners(demande)
        ],
        accord=bool(demande.consentement),
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
    avec: AvecForm = None,
    accord: OuiNon = "",
    interprete: OuiNon = "",
    numero: OuiNon = "",
) -> Response:
    """Confirmed at once: said in the conversation, on the plan, on the paper, in the journal."""
    accueil = await guichet.person(accueil_id)
    service = service_of(guichet)
    try:
        debut = read_start(moment)
        if debut is None or maniere not in MANIERES:
            raise Refus(422, "moment", "date_illisible")
        voulue: Maniere = maniere
        demande = await _asked(guichet, accueil, reference)
        await _agree(guichet, demande, accord)
        contact = guichet.accueils.contact_of(accueil)
        if numero == "oui" and contact:
            await service.demandes.set_contact(
                accueil.dossier_id, reference, contact, None, guichet.poste.maintenant
            )
        langue = str(demande.langue) if interprete == "oui" else None
        actes = await service.meet(demande, voulue, debut, avec or [], langue)
        acte = "reunion" if avec else "rendez_vous_caisse"
        return await _settle(guichet, accueil, demande, acte, actes, avec or [])
    except Refus as non:
        await guichet.undo()
        return back(await guichet.person(accueil_id), "appui", non)


@routes.post(PAGE + "/demander")
async def ask_each(
    guichet: Appuie,
    accueil_id: str,
    reference: str,
    avec: AvecForm = None,
    accord: OuiNon = "",
) -> Response:
    """No moment is common: each organisation is asked for one; nothing is said to be agreed."""
    accueil = await guichet.person(accueil_id)
    try:
        demande = await _asked(guichet, accueil, reference)
        await _agree(guichet, demande, accord)
        actes = await service_of(guichet).ask_each(demande, avec or [])
        return await _settle(guichet, accueil, demande, "reunion_demandee", actes, avec or [])
    except Refus as non:
        await guichet.undo()
        return back(await guichet.person(accueil_id), "appui", non)


async def _agree(guichet: Guichet, demande: Escalade, accord: str) -> None:
    """The person agrees, now, that those who come read their plan and answers."""
    if accord == "oui" and not demande.consentement:
        await service_of(guichet).demandes.set_consent(
            demande.dossier_id, demande.reference, SHOWN, guichet.poste.maintenant
        )


async def _settle(
    guichet: Guichet,
    accueil: Accueil,
    demande: Escalade,
    acte: str,
    actes: list[Acte],
    avec: list[str],
) -> Response:
    """Say it in the conversation, write it in the journal, keep it, wake the screens.

    Under the mandate that covers this démarche when there is one; else it is a free act, done with
    the person: the journal says which.
    """
    conversations = ConversationService(guichet.session)
    conversation = await conversations.of_dossier(accueil.dossier_id)
    await conversations.say(conversation.id, actes)
    demarche, mandat = await guichet.mandats.covering(
        accueil, demande.organisme, guichet.poste.maintenant
    )
    await guichet.accueils.note(
        accueil,
        acte,
        demarche=demarche,
        objet="+".join([demande.organisme, *avec]),
        mandat_id=mandat,
    )
    await guichet.session.commit()
    for sujet in ("bulle", "plan"):
        await guichet.state.live.publish(conversation.id, sujet)
    return back(accueil, "appui", dit=acte)


@routes.get(PAGE + ".ics")
async def read_calendar(
    guichet: Appuie, accueil_id: str, reference: str, pour: str = ""
) -> Response:
    """For the counsellor's calendar: a reference, an hour, a place. `pour=elle`: discreet."""
    accueil = await guichet.person(accueil_id)
    service = service_of(guichet)
    try:
        demande = await service.request(accueil.dossier_id, reference)
        pris = await service.current(reference)
        if pris is None or pris.debut is None or demande.restreinte:
            raise Refus(409, "rendez_vous", "rendez_vous_absent")
    except Refus as non:
        return back(accueil, "appui", non)
    fuseau, textes = service.lieu(demande).fuseau, load_textes()
    ecrire = write_for_person if pour == "elle" else write_for_agent
    return calendar_file(ecrire(pris, fuseau, textes), reference)
