"""One request: the sheet, why this priority, what happened, and what may be done now."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from api.accounts.access import comptes_of, exige
from api.accounts.schemas import AgentConnecte
from api.database import now
from api.dossiers.access import Session
from api.errors import Refus
from api.escalations import acces
from api.escalations.acces import as_agent
from api.escalations.droits_agents import may_take, owns
from api.escalations.etats import SUIVIES
from api.escalations.lecture import Lecteur
from api.escalations.lecture_agent import read_words
from api.escalations.ouverture import open_request
from api.escalations.schemas import DossierDemande
from api.escalations.service import USAGER
from api.escalations.vie import VieService
from api.web.bureau.cadre import load_words, show
from api.web.bureau.mots import Mots
from api.web.bureau.refus import told
from api.web.bureau.vue_file import draw_line

routes = APIRouter(include_in_schema=False)
Lecture = Annotated[AgentConnecte, Depends(exige("voir_file"))]
DEJA = frozenset({"demande_deja_prise", "demande_d_un_autre"})
FAITS = frozenset(
    {
        *("prise", "rendue", "jointe", "notee", "signalee", "voie_ordinaire"),
        *("en_cours", "piece_manquante", "fait"),
    }
)


@dataclass(frozen=True)
class Brouillon:
    """What an agent is writing: given back whatever happens."""

    reponse: str = ""
    suite: str = ""
    issue: str = ""
    organisme: str = ""
    raison: str = ""
    parcours_normal: str = ""
    note: str = ""

    def with_sentence(self, texte: str) -> Brouillon:
        """One more sentence, on its own line: as it stands it is read in the person's language."""
        return replace(self, suite="\n".join(x for x in (self.suite.rstrip(), texte) if x))


def preview(request: Request, vie: VieService, langue: str, brouillon: Brouillon) -> list[str]:
    """What the person will read, in French and then in their own language when it is another."""
    state = request.app.state
    issue = brouillon.issue if brouillon.reponse == "fait" else None

    def read(voix: Any) -> str:
        organismes = voix.parcours.bibliotheque.organismes
        lecteur = Lecteur(vie.contenus, voix.textes, organismes)
        return lecteur.next_step(issue, brouillon.suite) or ""

    lues = [read(state.voix.of("fr")), read(state.voix.of(langue))]
    return list(dict.fromkeys(x for x in lues if x))


async def read_state(
    request: Request, session: AsyncSession, agent: AgentConnecte, reference: str
) -> dict[str, Any]:
    """Where a request stands; `Refus` (404) when it is not this agent's business."""
    vie = VieService(session, as_agent(agent), now())
    mots = Mots.of(request.app.state, load_words())
    escalade = await vie.get(reference)
    histoire, notes = await vie.history(reference), await vie.notes(reference)
    signataires = {s["par"] for s in escalade.signaux if s["par"]}
    par = {e.par for e in histoire} | {n.agent_id for n in notes} | signataires
    comptes = comptes_of(request).service(session)
    noms = await comptes.names({*par, escalade.agent_id or ""} - {USAGER})
    conjointes = [c.reference for c in await vie.joined(reference)]
    agents = (await acces.workforce(session)).agents
    ligne = draw_line(escalade, vie.agent, vie.maintenant, mots, conjointes, noms, agents)
    prises = [e.le for e in histoire if e.quoi == "prise" and e.par == escalade.agent_id]
    suivie = escalade.etat in SUIVIES
    return {
        "vie": vie,
        "d": escalade,
        "ligne": ligne,
        "mots": mots,
        "noms": noms,
        "prise_le": mots.at(prises[-1]) if prises else "",
        "prenable": ligne.a_prendre
        and not ligne.reservee
        and may_take(vie.agent, escalade.niveau, vie.contenus, escalade.competence),
        "suivie": suivie,
        "agit": suivie and owns(vie.agent, escalade),
    }


async def read_case(
    request: Request, session: AsyncSession, agent: AgentConnecte, reference: str
) -> dict[str, Any]:
    """Everything the page shows of a request."""
    etat = await read_state(request, session, agent, reference)
    vie: VieService = etat["vie"]
    vue = await open_request(request.app.state, vie, reference)
    consentement = etat["d"].consentement
    consigne = vue.contact_consigne
    return {
        **etat,
        "d": vue.demande,
        "vue": vue,
        "consigne": await read_words(request.app.state, consigne, etat["d"].langue)
        if consigne
        else None,
        "usager": USAGER,
        "groupes": vie.contenus.phrases.groupes,
        "issues": vie.contenus.motifs.issues,
        "fragilites": vie.contenus.regles.fragilites,
        "organismes": _others(vie, etat["mots"], vue),
        "restreinte": etat["d"].restreinte,
        "accord": [c for c in vie.contenus.registre.champs if c in consentement],
    }


def _others(vie: VieService, mots: Mots, vue: DossierDemande) -> list[tuple[str, str]]:
    """The organisations that have a desk there, but the one that leads."""
    connus = {o for g in vie.contenus.guichets for o in g.organismes}
    ici = vie.contenus.desks(sorted(connus - {vue.demande.organisme}), vue.demande.departement)
    return sorted(((o, mots.organisme(o)) for o in ici), key=lambda o: o[1])


def explain_refusal(request: Request, refus: Refus, lu: dict[str, Any]) -> str:
    """Why not; when somebody else has it, who and since when."""
    autre = lu["ligne"].suivie_par if not lu["ligne"].mienne else ""
    if refus.code in DEJA and autre and lu["prise_le"]:
        return load_words()("bureau.refus.deja_prise", nom=autre, quand=lu["prise_le"])
    return told(request, refus)


async def show_case(
    request: Request,
    session: AsyncSession,
    agent: AgentConnecte,
    reference: str,
    *,
    refus: Refus | None = None,
    brouillon: Brouillon | None = None,
    ecrit: bool = False,
    fait: str = "",
    fragment: str = "",
) -> Response:
    """The page; when the request is not theirs, or no more, it is said on a page of the desk."""
    try:
        lu = await read_case(request, session, agent, reference)
    except Refus as absente:
        message = told(request, refus or absente)
        return show(request, "refus.html", status=absente.statut, agent=agent, message=message)
    texte = brouillon or Brouillon()
    return show(
        request,
        fragment or "demande.html",
        agent=agent,
        status=refus.statut if refus else 200,
        refus=explain_refusal(request, refus, lu) if refus else "",
        faux=refus.champ if refus else "",
        brouillon=texte,
        apercu=preview(request, lu["vie"], lu["d"].langue, texte),
        ecrit=ecrit,
        fait=fait if fait in FAITS else "",
        **lu,
    )


@routes.get("/bureau/demandes/{reference}")
async def read_request(
    request: Request, session: Session, agent: Lecture, reference: str, fait: str = ""
) -> Response:
    page = await show_case(request, session, agent, reference, fait=fait)
    if page.status_code == 200 and not fait:
        await comptes_of(request).service(session).note(agent.id, "ouvrir_demande", reference)
        await session.commit()
    return page


@routes.get("/bureau/demandes/{reference}/etat")
async def refresh_state(
    request: Request,
    session: Session,
    agent: Annotated[AgentConnecte, Depends(exige("voir_file", geste=False))],
    reference: str,
) -> Response:
    """Where it stands alone, asked for by the page itself."""
    try:
        lu = await read_state(request, session, agent, reference)
    except Refus as absente:
        return show(request, "_absente.html", agent=agent, message=told(request, absente))
    return show(request, "_etat.html", agent=agent, **lu)
