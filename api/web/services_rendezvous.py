"""What the person's page of an appointment needs, wired to the application's services."""

from __future__ import annotations

import datetime as dt
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession
from starlette.datastructures import State

from api.conversations.bot import Acte
from api.conversations.service import ConversationService
from api.database import now
from api.dossiers.lecture import read_in_words
from api.errors import Refus
from api.rendezvous.contenu import Maniere
from api.rendezvous.creneaux import spread
from api.rendezvous.etats import is_broken
from api.rendezvous.lecture import LecteurRendezVous, told
from api.rendezvous.models import RendezVous, Surete
from api.rendezvous.usager import RendezVousUsager
from api.web.ports import Acces
from api.web.services import ServicesInternes

MONTRES = 12  # moments on a page: enough to choose from, few enough to read on a phone


@dataclass(frozen=True)
class Moment:
    """A moment as a form names it, and as it is read."""

    valeur: str
    texte: str


@dataclass
class PageRendezVous:
    """Everything the page shows, in the person's words."""

    reference: str
    qui: str
    rendez_vous: RendezVous | None = None
    mots: dict[str, str] = field(default_factory=dict)
    maniere: str = ""
    promis_avant: dt.date | None = None
    rompue: bool = False
    proposes: list[Moment] = field(default_factory=list)
    libres: list[Moment] = field(default_factory=list)
    prendre: dict[str, list[Moment]] = field(default_factory=dict)
    a_venir: bool = False
    restreinte: bool = False
    surete: Surete | None = None
    agenda: bool = False
    numero: str = ""


class ServicesRendezVous:
    """One request's appointment, for the person whose access it is."""

    def __init__(self, state: State, internes: ServicesInternes) -> None:
        self._state = state
        self._internes = internes

    async def read(self, acces: Acces, reference: str) -> PageRendezVous:
        """The page as it is now."""
        async with self._internes.open_session(acces) as session:
            usager = RendezVousUsager(session, now())
            demande = await usager.request(acces.dossier, reference)
            voix, _ = await read_in_words(self._state, session, acces.dossier)
            organismes = voix.labels.parcours.bibliotheque.organismes
            lecteur = LecteurRendezVous(voix.textes, organismes)
            lieu = usager.lieu(demande)

            def shown(moments: list[dt.datetime]) -> list[Moment]:
                locaux = [m.astimezone(lieu.fuseau) for m in moments]
                return [Moment(m.isoformat(), lecteur.moment(m)) for m in locaux]

            async def free_by(maniere: Maniere, autour: RendezVous | None) -> list[Moment]:
                conjoints = autour.conjoints if autour else ()
                try:
                    libres = await usager.free(demande, maniere, conjoints)
                except Refus:  # not known to be safe: nothing is shown
                    return []
                montres = spread(libres, lieu, MONTRES)
                return shown([c.debut for c in montres if not autour or c.debut != autour.debut])

            siens = await usager.of_request(reference)
            dernier = siens[0] if siens else None
            page = PageRendezVous(
                reference=reference,
                qui=demande.organisme_local or organismes[demande.organisme].nom,
                restreinte=demande.restreinte,
                surete=await usager.surety(reference),
                numero=demande.contact or "",
            )
            if dernier is not None:
                dit = told(demande, dernier, lieu.fuseau)
                page.rendez_vous = dernier
                page.mots = lecteur.words(dit)
                page.maniere = page.mots["maniere"]
                page.promis_avant = dernier.promis_avant
                page.rompue = is_broken(
                    *(dernier.etat, dernier.promis_avant),
                    *(lieu.day(usager.maintenant), dernier.premier_jour),
                )
                page.a_venir = bool(dernier.debut and dernier.debut > usager.maintenant)
                page.agenda = dernier.agenda_voulu or not demande.restreinte
                maniere: Maniere = dernier.maniere  # type: ignore[assignment]
                if dernier.etat == "propose":
                    page.proposes = shown(await usager.held(demande, dernier))
                if dernier.etat == "propose" or (dernier.etat == "confirme" and page.a_venir):
                    tenus = {m.valeur for m in page.proposes}
                    libres = await free_by(maniere, dernier)
                    page.libres = [m for m in libres if m.valeur not in tenus]
            ouvert = dernier is not None and dernier.etat in ("propose", "confirme")
            if not ouvert and usager.may_ask(demande):
                page.prendre = {m: await free_by(m, None) for m in usager.ways_alone(demande)}
            return page

    async def act(
        self, acces: Acces, geste: Callable[[RendezVousUsager], Awaitable[list[Acte] | None]]
    ) -> None:
        """One gesture of the person; what it says is said in the conversation too."""
        async with self._internes.open_session(acces) as session:
            actes = await geste(RendezVousUsager(session, now()))
            await ConversationService(session).say(acces.conversation, actes or [])
        await self._state.live.publish(acces.conversation, "bulle")
        await self._state.live.publish(acces.conversation, "plan")

    async def calendar(self, acces: Acces, reference: str) -> tuple[RendezVous, ZoneInfo]:
        """The appointment to write in a calendar; refused unasked where someone may be watched."""
        async with self._internes.open_session(acces) as session:
            usager = RendezVousUsager(session, now())
            demande = await usager.request(acces.dossier, reference)
            siens = [r for r in await usager.of_request(reference) if r.debut]
            if not siens:
                raise Refus(409, "rendez_vous", "rendez_vous_absent")
            if demande.restreinte and not siens[0].agenda_voulu:
                raise Refus(409, "agenda", "agenda_sur_demande")
            return siens[0], usager.lieu(demande).fuseau


async def say_to_person(
    session: AsyncSession, state: State, dossier_id: str, actes: list[Acte]
) -> None:
    """Keep what an agent did, say it in the person's conversation, and wake their screens."""
    conversations = ConversationService(session)
    conversation = await conversations.of_dossier(dossier_id)
    await conversations.say(conversation.id, actes, auteur="agent")
    await session.commit()
    for sujet in ("bulle", "plan"):
        await state.live.publish(conversation.id, sujet)
