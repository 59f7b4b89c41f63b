"""What an agent does with a request: forms, then a redirection. A refusal gives everything back."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form
from fastapi.responses import RedirectResponse
from fastapi.routing import APIRoute
from starlette.responses import Response

from api.accounts.access import comptes_of, exige
from api.conversations.service import ConversationService
from api.database import now
from api.errors import Refus
from api.escalations.acces import as_agent
from api.escalations.contenu import delivered
from api.escalations.etats import REPONSES
from api.escalations.models import Escalade
from api.escalations.vie import VieService
from api.web.bureau.demande import Brouillon, show_case
from api.web.bureau.porte import SurDemande, on_request

routes = APIRouter(include_in_schema=False)
Geste = Callable[[VieService], Awaitable[Any]]
SUITE_MAX, NOTE_MAX, RAISON_MAX = 2000, 4000, 500
EXIGENT = {"pas_nous": "transferer", "fait": "clore"}  # what these answers do, in the matrix
PARTIES = frozenset({"rendue", "transferee"})  # after these, the next one: back to the queue


def _code(maximum: int = 40) -> Any:
    return Form(max_length=maximum)


Code = Annotated[str, _code()]


def read_draft(
    reponse: Code = "",
    suite: Annotated[str, _code(20_000)] = "",
    issue: Code = "",
    organisme: Code = "",
    raison: Annotated[str, _code(5_000)] = "",
    parcours_normal: Code = "",
    note: Annotated[str, _code(20_000)] = "",
) -> Brouillon:
    """What was written. Longer than allowed, it is refused by the page, not lost by the door."""
    return Brouillon(reponse, suite, issue, organisme, raison, parcours_normal, note)


Ecrit = Annotated[Brouillon, Depends(read_draft)]


async def perform(
    ici: SurDemande, action: str, fait: str, geste: Geste, brouillon: Brouillon | None = None
) -> Response:
    """Do it, or show the same page with why not and all that was written."""
    try:
        rendu = await geste(VieService(ici.session, as_agent(ici.agent), now()))
        comptes = comptes_of(ici.request).service(ici.session)
        await comptes.note(ici.agent.id, action, ici.reference)
        await ici.session.commit()
    except Refus as refus:
        await ici.session.rollback()
        return await show_case(
            *(ici.request, ici.session, ici.agent, ici.reference), refus=refus, brouillon=brouillon
        )
    if dossier := getattr(rendu, "dossier_id", None):  # the person's open screens
        conversation = await ConversationService(ici.session).of_dossier(dossier)
        await ici.request.app.state.live.publish(conversation.id, "plan")
    if fait in PARTIES:
        return RedirectResponse(f"/bureau?fait={fait}&ref={ici.reference}", 303)
    return RedirectResponse(f"/bureau/demandes/{ici.reference}?fait={fait}", 303)


def check_length(champ: str, texte: str, maximum: int) -> str:
    """Refused (422) when it is too long: given back to be cut, never cut in silence."""
    if len(texte) > maximum:
        raise Refus(422, champ, "texte_long", n=len(texte), maximum=maximum)
    return texte.strip()


@routes.post("/bureau/demandes/{reference}/prise")
async def take(ici: Annotated[SurDemande, on_request(exige("prendre"))]) -> Response:
    return await perform(ici, "prendre", "prise", lambda vie: vie.take(ici.reference))


@routes.post("/bureau/demandes/{reference}/rendre")
async def release(ici: Annotated[SurDemande, on_request(exige("liberer"))]) -> Response:
    return await perform(ici, "liberer", "rendue", lambda vie: vie.release(ici.reference))


@routes.post("/bureau/demandes/{reference}/reponse")
async def answer(
    ici: Annotated[SurDemande, on_request(exige("repondre"))], ecrit: Ecrit
) -> Response:
    """A typed answer. Passing on and closing have their own actions in the matrix."""

    async def send(vie: VieService) -> Escalade:
        if ecrit.reponse not in REPONSES:
            raise Refus(422, "reponse", "reponse_a_choisir")
        return await vie.answer(
            ici.reference,
            ecrit.reponse,
            suite=check_length("suite", ecrit.suite, SUITE_MAX),
            issue=ecrit.issue or None,
            organisme=ecrit.organisme or None,
            raison=check_length("raison", ecrit.raison, RAISON_MAX) or None,
            parcours_normal=bool(ecrit.parcours_normal),
        )

    if action := EXIGENT.get(ecrit.reponse):
        await exige(action)(ici.request, ici.session)
    fait = "transferee" if ecrit.reponse == "pas_nous" else ecrit.reponse
    return await perform(ici, "repondre", fait, send, ecrit)


@routes.post("/bureau/demandes/{reference}/brouillon")
async def draft(
    ici: Annotated[SurDemande, on_request(exige("repondre"))], ecrit: Ecrit, phrase: Code = ""
) -> Response:
    """A sentence put in the answer, or what the person will read: nothing is sent, nothing kept."""
    texte = delivered().phrases.par_id.get(phrase)
    brouillon = ecrit.with_sentence(texte) if texte else ecrit
    return await show_case(
        *(ici.request, ici.session, ici.agent, ici.reference),
        brouillon=brouillon,
        ecrit=True,
        fragment="_redaction.html" if "hx-request" in ici.request.headers else "",
    )


@routes.post("/bureau/demandes/{reference}/conjointe")
async def join(
    ici: Annotated[SurDemande, on_request(exige("joindre"))], organisme: Code = ""
) -> Response:
    return await perform(ici, "joindre", "jointe", lambda vie: vie.join(ici.reference, organisme))


@routes.post("/bureau/demandes/{reference}/note")
async def write_note(
    ici: Annotated[SurDemande, on_request(exige("noter"))], ecrit: Ecrit
) -> Response:
    """For the other agents: the person never reads it."""

    async def keep(vie: VieService) -> Any:
        texte = check_length("note", ecrit.note, NOTE_MAX)
        if not texte:
            raise Refus(422, "note", "note_vide")
        return await vie.note(ici.reference, texte)

    return await perform(ici, "noter", "notee", keep, ecrit)


@routes.post("/bureau/demandes/{reference}/fragilite")
async def flag(
    ici: Annotated[SurDemande, on_request(exige("repondre"))], code: Code = ""
) -> Response:
    return await perform(ici, "signaler", "signalee", lambda vie: vie.flag(ici.reference, code))


@routes.post("/bureau/demandes/{reference}/voie-ordinaire")
async def mark_ordinary(
    ici: Annotated[SurDemande, on_request(exige("repondre"))], existait: Code = ""
) -> Response:
    return await perform(
        ici,
        "voie_ordinaire",
        "voie_ordinaire",
        lambda vie: vie.mark_ordinary(ici.reference, existait == "oui"),
    )


async def come_back(reference: str) -> Response:
    """The address of a form, read: after a refusal it is what the browser shows."""
    return RedirectResponse(f"/bureau/demandes/{reference}", 303)


for formulaire in [r for r in routes.routes if isinstance(r, APIRoute)]:
    routes.add_api_route(formulaire.path, come_back, methods=["GET"])
