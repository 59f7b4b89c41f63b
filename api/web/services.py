"""The pages' ports, wired to the application's services in the same process."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from pydantic import ValidationError
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.datastructures import State

from api.bilan.retour import welcome_back
from api.conversations.bot import Acte
from api.conversations.presence import presence_of
from api.conversations.reception import erase, leave, receive, render_all
from api.conversations.schemas import Choix as ChoixRecu
from api.conversations.schemas import NouveauMessage
from api.conversations.service import ConversationService
from api.database import now
from api.dossiers.access import token_dossier
from api.dossiers.lecture import (
    read_in_words,
    read_plan_in_words,
    read_requests_in_words,
)
from api.dossiers.service import DossierService
from api.errors import Refus
from api.escalations.fiche import SHOWN
from api.escalations.service import EscaladeService
from api.horloge import HORLOGE
from api.web.estimation import estimate_shown
from api.web.ports import (
    Acces,
    AccesRefuse,
    Bulle,
    Choix,
    Demande,
    Droits,
    Plan,
    Question,
    SaisieRefusee,
)
from api.web.rendu import keep_neutral
from api.web.vue_droits import may_show
from api.web.vue_plan import keep_discreet

PAS = 0.25  # seconds: how often a plain page looks whether its answer came, at the latest


class ServicesInternes:
    """Implements `ports.Services` on the application's state."""

    def __init__(self, state: State) -> None:
        self._state = state

    @asynccontextmanager
    async def open_session(self, acces: Acces | None) -> AsyncIterator[AsyncSession]:
        """A session, once the secret is known to open the dossier."""
        async with self._state.database.session() as session:
            if acces:
                await self._check(session, acces)
            try:
                yield session
                await session.commit()
            except Refus as refus:
                if refus.statut == 404 and refus.champ in ("dossier", "conversation"):
                    raise AccesRefuse from None
                textes = self._state.textes
                if acces:
                    async with self._state.database.session() as lecture:
                        voix, _ = await read_in_words(self._state, lecture, acces.dossier)
                        textes = voix.textes
                message = textes.error(refus.code, **refus.details)
                raise SaisieRefusee(message) from None

    async def _check(self, session: AsyncSession, acces: Acces) -> None:
        """The secret opens this dossier, and the conversation is its own: cookies can be forged."""
        if await token_dossier(session, acces.jeton) != acces.dossier:
            raise AccesRefuse
        if acces.conversation not in await ConversationService(session).ids_of([acces.dossier]):
            raise AccesRefuse

    def _dossiers(self, session: AsyncSession) -> DossierService:
        return DossierService(session, self._state.parcours, self._state.labels)

    async def create_dossier(self, langue: str) -> Acces:
        async with self.open_session(None) as session:
            dossier, jeton = await self._dossiers(session).create(langue)
            conversations = ConversationService(session)
            conversation = await conversations.create(dossier.id)
            await conversations.say(conversation.id, [Acte("accueil", {})])
            return Acces(dossier.id, conversation.id, jeton)

    async def exchange_lien(self, lien: str) -> Acces | None:
        try:
            async with self.open_session(None) as session:
                dossier_id, jeton = await self._dossiers(session).exchange_link(lien)
                conversation = await ConversationService(session).of_dossier(dossier_id)
                if not await self._dossiers(session).is_protected(dossier_id):
                    await welcome_back(self._dossiers(session), dossier_id, conversation.id)
                return Acces(dossier_id, conversation.id, jeton)
        except SaisieRefusee:
            return None

    async def read_messages(self, acces: Acces, depuis: int = 0) -> list[Bulle]:
        async with self.open_session(acces) as session:
            messages = await ConversationService(session).read(acces.conversation, depuis)
            bulles = await render_all(self._state, session, acces.dossier, messages)
            return [b.model_dump(mode="json") for b in bulles]

    async def read_presence(self, acces: Acces) -> str | None:
        async with self.open_session(acces):
            presence = await presence_of(self._state, acces.conversation, acces.dossier, ici=True)
            return presence.texte

    async def post_message(
        self, acces: Acces, client_id: str, *, texte: str | None = None, choix: Choix | None = None
    ) -> int:
        async with self.open_session(acces) as session:
            try:
                choisi = ChoixRecu.model_validate(choix) if choix is not None else None
            except ValidationError:  # a button that no page of ours made
                raise Refus(422, "choix", "choix_invalide") from None
            corps = NouveauMessage(client_id=uuid.UUID(client_id), texte=texte, choix=choisi)
            recu = await receive(
                self._state, session, acces.conversation, acces.dossier, corps, acces.jeton
            )
            return recu.seq

    async def wait_reply(self, acces: Acces, seq: int, seconds: float) -> bool:
        fin = asyncio.get_running_loop().time() + seconds
        with self._state.live.subscribe(acces.conversation) as file:
            while asyncio.get_running_loop().time() < fin:
                async with self.open_session(acces) as session:
                    conversations = ConversationService(session)
                    if not await conversations.pending_count(acces.conversation, seq):
                        return True
                try:
                    await asyncio.wait_for(file.get(), PAS)
                except TimeoutError:
                    continue
        return False

    async def read_plan(self, acces: Acces) -> Plan:
        async with self.open_session(acces) as session:
            plan = await read_plan_in_words(self._state, session, acces.dossier, HORLOGE.today())
            return keep_discreet(plan.model_dump(mode="json"))

    async def read_droits(self, acces: Acces, plan: Plan) -> Droits | None:
        if not may_show(plan):
            return None
        async with self.open_session(acces) as session:
            voix, dossiers = await read_in_words(self._state, session, acces.dossier)
            situation = await dossiers.situation(acces.dossier, HORLOGE.today())
        # The connection does not wait for the calculation.
        droits = await estimate_shown(self._state, situation, plan["lieu"], voix.labels)
        return None if droits["silence"] else droits

    async def read_demandes(self, acces: Acces) -> list[Demande]:
        async with self.open_session(acces) as session:
            demandes = await read_requests_in_words(self._state, session, acces.dossier)
            return [d.model_dump(mode="json") for d in demandes]

    async def settle_demande(
        self, acces: Acces, reference: str, contact: str, consigne: str, montrer: bool
    ) -> None:
        async with self.open_session(acces) as session:
            demandes = EscaladeService(session)
            champs = SHOWN if montrer else ()
            await demandes.set_consent(acces.dossier, reference, champs, now())
            await demandes.set_contact(acces.dossier, reference, contact, consigne, now())

    async def rate_demande(self, acces: Acces, reference: str, utile: bool) -> None:
        async with self.open_session(acces) as session:
            demandes = EscaladeService(session)
            await demandes.set_usefulness(acces.dossier, reference, utile, now())

    async def set_lieu(self, acces: Acces, lieu: str) -> None:
        async with self.open_session(acces) as session:
            await self._dossiers(session).set_place(acces.dossier, lieu)
        await self._state.live.publish(acces.conversation, "plan")

    async def read_question(self, acces: Acces, cle: str) -> Question | None:
        faits = self._state.parcours.vocabulaire.faits
        fait = next((nom for nom in faits if keep_neutral(nom) == cle), None)
        if fait is None:
            return None
        async with self.open_session(acces) as session:
            voix, dossiers = await read_in_words(self._state, session, acces.dossier)
            situation = await dossiers.situation(acces.dossier, HORLOGE.today())
            lue: Question = voix.labels.question(situation, fait).model_dump(mode="json")
            return lue

    async def read_langue(self, acces: Acces) -> str:
        async with self.open_session(acces) as session:
            return (await self._dossiers(session).get(acces.dossier)).langue

    async def set_langue(self, acces: Acces, langue: str) -> None:
        async with self.open_session(acces) as session:
            await self._dossiers(session).set_language(acces.dossier, langue)
        await self._state.live.publish(acces.conversation, "plan")

    async def tick_etape(self, acces: Acces, etape: str, faite: bool) -> None:
        async with self.open_session(acces) as session:
            await self._dossiers(session).tick(
                acces.dossier, etape, faite=faite, le=HORLOGE.today()
            )

    async def create_lien(self, acces: Acces, *, averti: bool = False) -> str:
        async with self.open_session(acces) as session:
            lien = await self._dossiers(session).create_link(acces.dossier, averti=averti)
            return f"{self._state.settings.url}/retour/{lien}"

    async def revoke_liens(self, acces: Acces) -> None:
        async with self.open_session(acces) as session:
            await self._dossiers(session).revoke_links(acces.dossier)

    async def delete_dossier(self, acces: Acces) -> None:
        async with self.open_session(acces) as session:
            await erase(self._state, session, acces.conversation, acces.dossier)

    async def is_protected(self, acces: Acces) -> bool:
        async with self.open_session(acces) as session:
            return await self._dossiers(session).is_protected(acces.dossier)

    async def is_ephemeral(self, acces: Acces) -> bool:
        async with self.open_session(acces) as session:
            return await self._dossiers(session).is_ephemeral(acces.dossier)

    async def leave(self, acces: Acces) -> bool:
        async with self.open_session(acces) as session:
            await session.commit()  # the running turn may take a while: hold nothing meanwhile
            return await leave(self._state, session, acces.conversation, acces.dossier)
