"""The desk's page of a request's appointment and calls, and the figures of a supervisor."""

from __future__ import annotations

import datetime as dt
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse
from starlette.responses import Response

from api.accounts.access import exige
from api.accounts.schemas import AgentConnecte
from api.conversations.bot import Acte
from api.database import now
from api.dossiers.access import Session
from api.errors import Refus
from api.escalations.acces import as_agent
from api.escalations.etats import SUIVIES
from api.escalations.lecture_agent import name_of
from api.escalations.vie import VieService
from api.rendezvous.agent import Passe, Raison, RendezVousAgent
from api.rendezvous.boutons import read_start
from api.rendezvous.contenu import MANIERES, Maniere
from api.rendezvous.creneaux import Creneau
from api.rendezvous.etats import RESULTATS, Resultat, callback_state, calls_missing, is_broken
from api.rendezvous.lecture import LecteurRendezVous, told
from api.rendezvous.mesures import PERIODE, measure_desks
from api.web.agenda import write_for_agent
from api.web.bureau.cadre import show
from api.web.bureau.porte import SurDemande, on_request
from api.web.bureau.refus import told as told_refusal
from api.web.rendezvous import calendar_file
from api.web.services_rendezvous import Moment, say_to_person
from api.web.textes import load_textes

routes = APIRouter(include_in_schema=False)
PAGE = "/bureau/demandes/{reference}/rendez-vous"
JOURS_MONTRES = 8  # working days of slots on the page: the promise, and one more
Proposant = Annotated[SurDemande, on_request(exige("proposer_rendez_vous"))]
Champ = Annotated[str, Form(max_length=300)]


@dataclass(frozen=True)
class Jour:
    """One day of free moments. `promis`: within the promise made to the person."""

    texte: str
    promis: bool
    moments: list[Moment]


def service_of(ici: SurDemande) -> RendezVousAgent:
    """What this agent may do, now."""
    return RendezVousAgent(VieService(ici.session, as_agent(ici.agent), now()))


async def show_page(
    ici: SurDemande,
    *,
    maniere: Maniere = "telephone",
    avec: list[str] | None = None,
    refus: str = "",
    saisi: dict[str, str] | None = None,
) -> Response:
    """The page as it is now. A refusal keeps what was typed."""
    service, reference = service_of(ici), ici.reference
    demande = await service.vie.get(reference)
    lieu = service.lieu(demande)
    state = ici.request.app.state
    lecteur = LecteurRendezVous(state.textes, state.parcours.bibliotheque.organismes)
    joints = [c.organisme for c in await service.vie.joined(reference)]
    avec = [o for o in avec or [] if o in joints]
    siens = await service.of_request(reference)
    appels = await service.calls(reference)
    dernier = siens[0] if siens else None
    maniere = maniere if maniere in service.ways(demande) else "telephone"
    libres, motif = [], ""
    try:
        conjoints = await service.joined_desks(demande, avec)
        libres = await service.free(demande, maniere, conjoints)
    except Refus as non:
        motif = told_refusal(ici.request, non)
    promis = dernier.promis_avant if dernier else service.promised(demande)
    return show(
        ici.request,
        "rendezvous.html",
        agent=ici.agent,
        status=409 if refus else 200,
        demande=demande,
        suivie=demande.etat in SUIVIES,
        rdv=dernier,
        passes=[(r.etat, r.debut and lieu.day(r.debut)) for r in siens[1:]],
        mots=lecteur.words(told(demande, dernier, lieu.fuseau)) if dernier else {},
        proposes=(
            [
                lecteur.moment(m.astimezone(lieu.fuseau))
                for m in await service.held(demande, dernier)
            ]
            if dernier and dernier.etat == "propose"
            else []
        ),
        a_venir=bool(dernier and dernier.debut and dernier.debut > service.maintenant),
        a_appeler=bool(
            dernier
            and dernier.etat == "confirme"
            and dernier.maniere != "telephone"
            and demande.contact
            and not any(a.rendez_vous_id == dernier.id for a in appels)
        ),
        promis=promis,
        rompue=is_broken(
            dernier.etat if dernier else "",
            promis,
            lieu.day(service.maintenant),
            dernier.premier_jour if dernier else None,
        ),
        jours=by_day(libres, lieu.fuseau, promis, lecteur),
        motif=motif,
        maniere=maniere,
        manieres=service.ways(demande) or list(MANIERES),
        joints=[(o, lecteur.organismes[o].nom) for o in joints],
        avec=avec,
        langue_voulue=name_of(dernier.interprete) if dernier and dernier.interprete else "",
        surete=await service.surety(reference),
        rappel=callback(service, demande, appels, lecteur) if demande.canal == "rappel" else None,
        appels=[(a.le.astimezone(lieu.fuseau).date(), a.resultat) for a in appels],
        manquants=calls_missing(appels, service.value("essais_avant_de_clore")),
        resultats=RESULTATS,
        nombre=service.value("propositions"),
        refus=refus,
        saisi=saisi or {},
    )


def callback(
    service: RendezVousAgent, demande: Any, appels: list[Any], lecteur: LecteurRendezVous
) -> dict[str, str]:
    """The window in which a call was promised, and whether it was kept."""
    fuseau = service.lieu(demande).fuseau
    bornes = (demande.promesse_de, demande.promesse_avant)
    de, avant = (lecteur.moment(b.astimezone(fuseau)) for b in bornes)
    return {"de": de, "avant": avant, "etat": callback_state(demande, appels, service.maintenant)}


def by_day(
    creneaux: list[Creneau], fuseau: Any, promis: dt.date, lecteur: LecteurRendezVous
) -> list[Jour]:
    """Free moments, a list for each of the next days that have some."""
    jours: dict[dt.date, list[Moment]] = {}
    for creneau in creneaux:
        debut = creneau.debut.astimezone(fuseau)
        if debut.date() not in jours and len(jours) == JOURS_MONTRES:
            break
        moment = Moment(debut.isoformat(), lecteur.hour(debut))
        jours.setdefault(debut.date(), []).append(moment)
    return [
        Jour(lecteur.day(dt.datetime.combine(jour, dt.time())), jour <= promis, moments)
        for jour, moments in jours.items()
    ]


@routes.get(PAGE)
async def read_appointment(ici: Proposant, maniere: Maniere = "telephone") -> Response:
    avec = ici.request.query_params.getlist("avec")
    return await show_page(ici, maniere=maniere, avec=avec)


async def settle(
    ici: SurDemande, geste: Callable[[RendezVousAgent], Awaitable[list[Acte]]], **garde: Any
) -> Response:
    """Do it, say it to the person, come back; refused, the page says why."""
    service = service_of(ici)
    try:
        demande = await service.vie.get(ici.reference)
        dossier_id = demande.dossier_id
        actes = await geste(service)
    except Refus as non:
        if non.statut == 404:
            raise
        await ici.session.rollback()
        dit = told_refusal(ici.request, non)
        return await show_page(ici, refus=dit, **garde)
    await say_to_person(ici.session, ici.request.app.state, dossier_id, actes)
    return RedirectResponse(PAGE.format(reference=ici.reference), 303)


@routes.post(PAGE)
async def propose(
    ici: Proposant,
    maniere: Annotated[Maniere, Form()],
    moments: Annotated[list[str] | None, Form(max_length=20)] = None,
    lieu: Champ = "",
    avec: Annotated[list[str] | None, Form(max_length=20)] = None,
    interprete: Champ = "",
) -> Response:
    debuts = [d for d in map(read_start, moments or []) if d]

    async def geste(service: RendezVousAgent) -> list[Acte]:
        demande = await service.vie.get(ici.reference)
        return await service.propose(
            ici.reference,
            maniere,
            debuts,
            lieu=lieu,
            organismes=avec or [],
            interprete=demande.langue if interprete == "oui" else None,
        )

    garde = {"maniere": maniere, "avec": avec, "saisi": {"lieu": lieu, "interprete": interprete}}
    return await settle(ici, geste, **garde)


@routes.post(PAGE + "/lieu")
async def give_place(ici: Proposant, lieu: Champ = "") -> Response:
    """What a person who booked alone still waits for."""
    return await settle(
        ici, lambda service: service.give_place(ici.reference, lieu), saisi={"lieu": lieu}
    )


@routes.post(PAGE + "/issue")
async def note_outcome(ici: Proposant, passe: Annotated[Passe, Form()]) -> Response:
    return await settle(ici, lambda service: service.note_outcome(ici.reference, passe))


@routes.post(PAGE + "/annuler")
async def cancel(ici: Proposant, raison: Annotated[Raison, Form()]) -> Response:
    return await settle(ici, lambda service: service.cancel(ici.reference, raison))


@routes.post(PAGE + "/appel")
async def note_call(ici: Proposant, resultat: Annotated[Resultat, Form()]) -> Response:
    return await settle(ici, lambda service: service.note_call(ici.reference, resultat))


@routes.post(PAGE + "/surete")
async def ask_safety(ici: Proposant) -> Response:
    return await settle(ici, lambda service: service.ask_safety(ici.reference))


@routes.get(PAGE + ".ics")
async def read_calendar(ici: Proposant) -> Response:
    service = service_of(ici)
    demande = await service.vie.get(ici.reference)
    siens = [r for r in await service.of_request(ici.reference) if r.debut]
    if not siens:
        raise Refus(409, "rendez_vous", "rendez_vous_absent")
    contenu = write_for_agent(siens[0], service.lieu(demande).fuseau, load_textes())
    return calendar_file(contenu, ici.reference)


@routes.get("/bureau/rendez-vous")
async def read_figures(
    request: Request,
    session: Session,
    agent: Annotated[AgentConnecte, Depends(exige("voir_charge"))],
) -> Response:
    maintenant = now()
    chiffres = await measure_desks(session, as_agent(agent), maintenant)
    return show(
        request,
        "rendezvous_chiffres.html",
        agent=agent,
        chiffres=[asdict(c) for c in chiffres],
        depuis=(maintenant - PERIODE).date(),
    )
