"""The way of one message, after it was stored: a visible list of small steps.

A step takes the turn and does one thing. None may lose the message: it is already kept, and a
step that fails leaves an honest answer with a human and the buttons.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import re
import time
import uuid
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any
from weakref import WeakValueDictionary

from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from api.apprentissage.recueil import Entendu, Recueil
from api.conversations.bot import Acte, Bot, BotIndisponible, encode_choice, is_danger
from api.conversations.degraded import answer_without_bot, press_only
from api.conversations.ecoute_traduite import hear_translated
from api.conversations.live import Live
from api.conversations.models import Message
from api.conversations.service import ConversationService
from api.conversations.tour import Tour
from api.conversations.tracker import forget, forget_words
from api.conversations.traduction import Relais
from api.database import Database, now
from api.dossiers.service import DossierService
from api.errors import Refus
from api.escalations.lecture import followed
from api.escalations.main import MainService
from api.escalations.service import EscaladeService
from api.horloge import HORLOGE
from api.languages.identification import identify
from api.languages.labels import Labels
from api.languages.langues import SOURCE, languages, tag_of
from api.parcours.service import ParcoursService
from api.rendezvous.conversation import answer_choice, open_appointments
from api.safety.depistage import screen as hear
from api.safety.reponse import DISCRETS, finish, route_of, sent_to_bot, without_bot
from api.settings import Settings

journal = logging.getLogger("jalons.way")
ORDRE = re.compile(r"^[\s/]+")
VEILLE = 10.0  # seconds; well under what a claim on a message lasts (service.BAIL)
DEMANDES_DITES = 3  # the last ones; the plan shows them all
LENT = 1.0  # seconds after which a step is worth a line in the log


class Way:
    """Carries messages one at a time for each conversation."""

    def __init__(
        self,
        settings: Settings,
        database: Database,
        live: Live,
        bot: Bot,
        parcours: ParcoursService,
        labels: Labels,
        recueil: Recueil | None = None,
        traducteur: Relais | None = None,
    ) -> None:
        """`recueil`: where what was missed is learnt from, when the deployment agreed to it.
        `traducteur`: what says messages in French, to hear danger there too."""
        self.settings = settings
        self.recueil = recueil
        self.traducteur = traducteur
        self.database = database
        self.live = live
        self.bot = bot
        self.parcours = parcours
        self.labels = labels
        self.nom = str(uuid.uuid4())  # who answers, when several servers share the messages
        self._veille: asyncio.Task[None] | None = None
        # A lock lives as long as a turn of its conversation runs or waits.
        self._verrous: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._taches: set[asyncio.Task[None]] = set()
        self.steps: tuple[Callable[[Tour], Awaitable[None]], ...] = (
            self.find_owner,
            self.show_typing,
            self.screen,
            self.ask_bot,
            self.answer_danger,
            self.tell_requests,
            self.propose_language,
            self.keep_acts,
            self.forget_words,
            self.wake_readers,
            self.hear_translation,
            self.learn,
        )

    def start(
        self, message: Message, dossier_id: str, langue: str, jeton: str | None = None
    ) -> None:
        """Carry a stored message on, without making its sender wait."""
        self._later(self._carry(Tour(message, dossier_id, langue, jeton)))

    def _later(self, faire: Coroutine[Any, Any, None]) -> None:
        tache = asyncio.create_task(faire)
        self._taches.add(tache)
        tache.add_done_callback(self._taches.discard)

    async def _carry(self, tour: Tour) -> None:
        verrou = self._verrous.setdefault(tour.message.conversation_id, asyncio.Lock())
        async with verrou:
            for step in self.steps:
                debut = time.perf_counter()
                try:
                    await step(tour)
                except Exception:  # the message is kept: say so rather than go silent
                    journal.exception("step %s failed", step.__name__)
                    tour.actes, tour.etat = [Acte("panne", {})], "echec"
                    if step == self.keep_acts:  # once more: a base may only have restarted
                        with contextlib.suppress(Exception):
                            await self.keep_acts(tour)
                if (duree := time.perf_counter() - debut) > LENT:
                    journal.info("step %s took %.1f s", step.__name__, duree)

    async def find_owner(self, tour: Tour) -> None:
        """Does a human answer here? Asked of the database: no memory of a worker is believed."""
        async with self.database.session() as session:
            tour.humain = bool(await MainService(session).of(tour.message.conversation_id))

    async def show_typing(self, tour: Tour) -> None:
        if not tour.humain:
            await self.live.publish(tour.message.conversation_id, "saisie", actif=True)

    async def screen(self, tour: Tour) -> None:
        """Danger is heard before the dialogue, and without it (docs/surete.md)."""
        if tour.message.texte:
            tour.ecoute = hear(tour.message.texte)
            route = route_of(tour.ecoute)
            tour.actes = [Acte(*route)] if route else []

    async def answer_danger(self, tour: Tour) -> None:
        """A danger heard for sure is answered, whatever the dialogue made of it."""
        dits = [(a.nom, a.params) for a in tour.actes]
        if (finis := finish(dits, tour.ecoute)) != dits:
            tour.actes = [Acte(*acte) for acte in finis]

    async def ask_bot(self, tour: Tour) -> None:
        """Rasa decides; when it cannot, buttons, plan and human still work.

        Where a human answers it hears nothing: a pressed button does what it does, in silence.
        """
        if tour.actes:  # a request that has its own way: the dialogue has nothing to know of it
            return
        message = tour.message
        if message.choix and message.choix.get("rendez_vous"):
            tour.actes += await self._settle_appointment(tour.dossier_id, message.choix)
            return
        if tour.humain and not message.choix:
            return
        if tour.humain:
            async with self.database.session.begin() as session:
                dossiers = DossierService(session, self.parcours, self.labels)
                tour.actes += await press_only(
                    dossiers, tour.dossier_id, message.choix, HORLOGE.today()
                )
            return
        if message.choix:
            texte = encode_choice(message.choix)
        else:
            texte = (message.texte or "")[: self.settings.longueur_message]
            # "/" would be read as an order to the engine: a person's words are never orders.
            # The engine strips spaces of all kinds before it looks.
            texte = ORDRE.sub("", texte) or "?"
        metadata: dict[str, Any] = {
            "dossier": tour.dossier_id,
            "langue": tour.langue,
            "le": HORLOGE.today().isoformat(),
        }
        if entendu := sent_to_bot(tour.ecoute):
            metadata["surete"] = entendu
        try:
            dit = await self.bot.answer(message.conversation_id, texte, metadata)
            tour.actes, tour.compris = dit.actes, dit.compris
        except BotIndisponible as cause:
            journal.warning("dialogue engine unavailable: %s", cause)
            if seul := without_bot(tour.ecoute):
                tour.actes = [Acte(*seul)]
                return
            tour.etat = "echec" if message.texte else "traite"
            async with self.database.session.begin() as session:
                dossiers = DossierService(session, self.parcours, self.labels)
                tour.actes = await answer_without_bot(
                    dossiers, tour.dossier_id, message.choix, HORLOGE.today()
                )
        if message.texte and len(message.texte) > self.settings.longueur_message:
            tour.actes.insert(0, Acte("trop_long", {"longueur": self.settings.longueur_message}))

    async def _settle_appointment(self, dossier_id: str, choix: dict[str, Any]) -> list[Acte]:
        """A moment chosen, moved, cancelled: the dialogue has nothing to decide there."""
        async with self.database.session() as session:
            actes = await answer_choice(session, dossier_id, choix, now())
            await session.commit()
            return actes

    async def tell_requests(self, tour: Tour) -> None:
        """« Où en est ma demande ? »: the engine heard the question, the API knows the answer."""
        rangs = [n for n, a in enumerate(tour.actes) if a.nom == "suivi_dossier"]
        if not rangs:
            return
        async with self.database.session() as session:
            demandes = await EscaladeService(session).of_dossier(tour.dossier_id)
            references = [e.reference for e in demandes[:DEMANDES_DITES]]
            prevus = await open_appointments(session, references, tour.dossier_id, now())
        if demandes:
            lues = [followed(e) for e in demandes[:DEMANDES_DITES]]
            for rang in rangs:
                tour.actes[rang] = Acte("suivi_demandes", {"demandes": lues})
            tour.actes[rangs[-1] + 1 : rangs[-1] + 1] = prevus

    async def propose_language(self, tour: Tour) -> None:
        """Another language is heard: propose it, once, after the answer; never jump to it."""
        texte, danger = tour.message.texte, any(is_danger(a) for a in tour.actes)
        if not texte or danger or tour.humain or tour.etat == "echec":
            return
        entendue = identify(texte, tour.langue, languages())
        if entendue == tour.langue:
            return
        async with self.database.session() as session:
            conversations = ConversationService(session)
            if await conversations.has_said(tour.message.conversation_id, "proposer_langue"):
                return
        tour.actes.append(Acte("proposer_langue", {"langue": entendue}))

    async def keep_acts(self, tour: Tour) -> None:
        """Keep the answer, once: a server that was cut off may find its message answered."""
        conversation_id = tour.message.conversation_id
        muet = tour.humain and not tour.actes  # for the human alone: nothing to say
        async with self.database.session.begin() as session:
            conversations = ConversationService(session)
            existe = muet or await conversations.lock(conversation_id)
            if existe and await conversations.settle(tour.message.id, tour.etat) and not muet:
                await self._say(session, tour)
            dossiers = DossierService(session, self.parcours, self.labels)
            tour.protege = await dossiers.is_protected(tour.dossier_id)
        if not existe:  # deleted while the engine was answering: it must forget this turn too
            await forget(self.settings.tracker_url, [conversation_id])

    async def _say(self, session: AsyncSession, tour: Tour) -> None:
        """Say the acts; to a human who answers there, danger alone, and those in charge are told."""
        mains, conversation_id = MainService(session), tour.message.conversation_id
        main = await mains.of(conversation_id)
        if main and not (tour.humain and tour.message.choix):
            # Also what the engine was preparing when the human came.
            tour.actes = [a for a in tour.actes if is_danger(a)]
        await ConversationService(session).say(conversation_id, tour.actes)
        if main and any(is_danger(a) for a in tour.actes):
            await mains.alert(main)

    async def forget_words(self, tour: Tour) -> None:
        """Violence was said: the answer is given, the words that brought it are erased."""
        if not tour.protege and not self._answers_danger(tour.actes):
            return
        conversation_id, ailleurs = tour.message.conversation_id, 0
        async with self.database.session.begin() as session:
            dossiers = DossierService(session, self.parcours, self.labels)
            if self._answers_danger(tour.actes):
                await dossiers.protect(tour.dossier_id)
            if not await dossiers.is_protected(tour.dossier_id):
                return
            if not await MainService(session).of(conversation_id):  # else once they have read it
                await ConversationService(session).forget_words([conversation_id])
            await dossiers.forget_replaced(tour.dossier_id)
            if tour.jeton and await dossiers.is_ephemeral(tour.dossier_id):
                ailleurs = await dossiers.close_elsewhere(tour.dossier_id, tour.jeton)
        await forget_words(self.settings.tracker_url, [conversation_id])
        if ailleurs:  # the other screens come back, and find nothing
            await self.live.publish(conversation_id, "fin")

    def _answers_danger(self, actes: list[Acte]) -> bool:
        """An answer to someone who may be watched, whether or not a moment is open."""
        urgences = self.parcours.bibliotheque.urgences
        signaux = [a.params.get("signal") for a in actes]
        tus = any(a.nom in DISCRETS for a in actes)
        return tus or any(s in urgences and urgences[s].discret for s in signaux)

    async def finish(self, conversation_id: str) -> None:
        """Wait for the running turns of a conversation, no longer than the engine may take."""
        verrou = self._verrous.get(conversation_id)
        if verrou:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(self.settings.delai_rasa + LENT), verrou:
                    pass

    async def wake_readers(self, tour: Tour) -> None:
        sujet = tour.message.conversation_id
        if tour.humain and not (tour.actes or tour.message.choix):
            return  # nothing came of it: its arrival was told when it was received
        await self.live.publish(sujet, "bulle")
        await self.live.publish(sujet, "saisie", actif=False)
        await self.live.publish(sujet, "plan")

    async def hear_translation(self, tour: Tour) -> None:
        """Danger is heard in French too, once it is said in French: the answer did not wait."""
        texte = tour.message.texte
        if self.traducteur is None or not texte or any(is_danger(a) for a in tour.actes):
            return
        langue = identify(texte, tour.langue, languages())
        if tag_of(langue) != SOURCE:
            self._later(self._answer_translated(self.traducteur, tour, texte, langue))

    async def _answer_translated(
        self, traducteur: Relais, tour: Tour, texte: str, langue: str
    ) -> None:
        try:
            tour.actes = await hear_translated(traducteur, texte, langue)
            if tour.actes:
                async with self.database.session.begin() as session:
                    if await ConversationService(session).lock(tour.message.conversation_id):
                        await self._say(session, tour)
                await self.forget_words(tour)
                await self.wake_readers(tour)
        except Exception:  # the message was answered: only this second listening is lost
            journal.exception("a translated message could not be heard")

    async def learn(self, tour: Tour) -> None:
        """What was missed may teach: masked at once, and never where danger was heard."""
        if self.recueil is None or tour.humain or tour.etat == "echec":
            return
        ecoute = tour.ecoute
        danger = bool(ecoute.alerte or ecoute.route) or any(is_danger(a) for a in tour.actes)
        self.recueil.hear(
            Entendu(
                conversation=tour.message.conversation_id,
                dossier=tour.dossier_id,
                langue=tour.langue,
                texte=tour.message.texte,
                choix=tour.message.choix,
                actes=[(a.nom, a.params) for a in tour.actes],
                compris=tour.compris,
                danger=danger,
                jour=HORLOGE.today(),
            )
        )

    async def open(self) -> None:
        """Carry on what a stop left without an answer, now and as long as this server runs."""
        await self.resume()
        self._veille = asyncio.create_task(self._watch())

    async def _watch(self) -> None:
        """Say that this server is alive, and take over from one that no longer is."""
        while True:
            await asyncio.sleep(VEILLE)
            try:
                async with self.database.session.begin() as session:
                    await ConversationService(session).keep_taken(self.nom)
                await self.resume()
            except Exception:  # the next round may go better: it must take place
                journal.exception("the watch over waiting messages failed")

    async def resume(self) -> None:
        """Take and carry on the messages that wait and that no server is at work on."""
        async with self.database.session.begin() as session:
            conversations = ConversationService(session)
            dossiers = DossierService(session, self.parcours, self.labels)
            repris = []
            for message in await conversations.take_waiting(self.nom):
                with contextlib.suppress(Refus):  # erased at this very moment
                    conversation = await conversations.get(message.conversation_id)
                    repris.append((message, await dossiers.get(conversation.dossier_id)))
        for message, dossier in repris:
            self.start(message, dossier.id, dossier.langue)

    async def stop(self) -> None:
        """Let running turns end, a little; what is not answered is left to the next server."""
        if self._veille:
            self._veille.cancel()
            await asyncio.gather(self._veille, return_exceptions=True)
        if self._taches:
            await asyncio.wait(self._taches, timeout=2)
        restantes = list(self._taches)
        for tache in restantes:
            tache.cancel()
        await asyncio.gather(*restantes, return_exceptions=True)
        with contextlib.suppress(DBAPIError):  # then the others wait until the claim expires
            async with self.database.session.begin() as session:
                await ConversationService(session).release(self.nom)
