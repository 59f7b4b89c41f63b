"""Receiving a message and showing a conversation: the same for the API and the plain pages."""

from __future__ import annotations

import math
import unicodedata
from typing import Any

from limits import RateLimitItemPerMinute
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.datastructures import State

from api.conversations.models import Message
from api.conversations.schemas import Bulle, Choix, MessageRecu, NouveauMessage
from api.conversations.service import ConversationService
from api.conversations.tracker import forget
from api.conversations.traduction import PATIENCE, Traduction
from api.dossiers.access import fingerprint
from api.dossiers.lecture import read_in_words
from api.dossiers.service import DossierService
from api.errors import Refus
from api.horloge import HORLOGE
from api.languages.langues import SOURCE, tag_of
from api.languages.mots_agents import in_words, list_words, tell_translated
from api.languages.rendering import Renderer
from api.limites import check_rate

POSITIONS = ("demande", "ouvert", "refuse", "pas_encore", "ne_demande_pas", "reprendre")
EFFACER = "effacer_maintenant"  # the button that answers "voulez-vous vraiment tout effacer ?"
# Kinds of characters that make a message look full while it says nothing (Unicode categories).
VIDES = {"Cc", "Cf", "Zl", "Zp", "Zs"}


async def receive(
    state: State,
    session: AsyncSession,
    conversation_id: str,
    dossier_id: str,
    corps: NouveauMessage,
    jeton: str | None = None,
) -> MessageRecu:
    """Store a message before anything else, then start its way; a repeat changes nothing.

    `jeton`: the secret of the device that sends it, when it is the person's own.
    """
    check_message(state, corps)
    if corps.choix and corps.choix.acte == EFFACER:
        await erase(state, session, conversation_id, dossier_id)
        return MessageRecu(seq=0, double=False)
    rythme = RateLimitItemPerMinute(state.settings.messages_par_minute)
    check_rate(state.limiteur, rythme, conversation_id, "texte", "trop_de_messages")
    message, double = await ConversationService(session).store(
        conversation_id,
        str(corps.client_id),
        clean(corps.texte),
        keep_choice(corps.choix),
        state.way.nom,
    )
    dossiers = DossierService(session, state.parcours, state.labels)
    dossier = await dossiers.get(dossier_id)
    if corps.choix and corps.choix.langue:
        await dossiers.set_language(dossier_id, corps.choix.langue)
    await dossiers.touch(dossier_id, plan_change=False)
    await session.commit()
    if not double:
        await state.live.publish(conversation_id, "bulle", seq=message.seq)
        empreinte = fingerprint(jeton) if jeton else None
        state.way.start(message, dossier_id, dossier.langue, empreinte)
    return MessageRecu(seq=message.seq, double=double)


async def erase(state: State, session: AsyncSession, conversation_id: str, dossier_id: str) -> None:
    """Forget the dossier, its conversation and the engine's state; open screens are told."""
    # The engine's state first: if it cannot be forgotten, the person still holds a key to retry.
    await forget(state.settings.tracker_url, [conversation_id])
    await DossierService(session, state.parcours, state.labels).delete(dossier_id)
    await session.commit()
    await state.live.publish(conversation_id, "fin")


async def leave(state: State, session: AsyncSession, conversation_id: str, dossier_id: str) -> bool:
    """The page was left: erase what may not outlive it; True when there was such a thing."""
    await state.way.finish(conversation_id)  # violence may be what is being answered
    dossiers = DossierService(session, state.parcours, state.labels)
    if not await dossiers.is_ephemeral(dossier_id):
        return False
    await erase(state, session, conversation_id, dossier_id)
    return True


def check_message(state: State, corps: NouveauMessage) -> None:
    """Words or one known button: not both, not neither."""
    if corps.texte is not None and corps.choix is not None:
        raise Refus(422, "texte", "message_double_forme")
    if corps.choix is None:
        if all(unicodedata.category(c) in VIDES for c in corps.texte or ""):
            raise Refus(422, "texte", "message_vide")
        return
    choix = corps.choix
    formes = [choix.fait, choix.moment, choix.question, choix.acte]
    formes += [choix.droit, choix.partie, choix.suivi, choix.langue, choix.rendez_vous]
    seul = (choix.rendez_vous is None) == (choix.geste is None)
    if not seul or sum(x is not None for x in formes) != 1:
        raise Refus(422, "choix", "choix_invalide")
    if choix.langue is not None:
        state.voix.check(choix.langue)
    if choix.droit is not None:
        check_right(state, choix)
    parties = {p.id for x in state.parcours.bibliotheque.parcours.values() for p in x.parties}
    if choix.partie is not None and choix.partie not in parties:
        raise Refus(422, "choix.partie", "partie_inconnue", parties)
    moments = state.parcours.bibliotheque.moments
    if corps.choix.moment is not None and corps.choix.moment not in moments:
        raise Refus(422, "choix.moment", "moment_inconnu", moments)
    if corps.choix.fait is not None:
        state.parcours.fact(corps.choix.fait, champ="choix.fait")
    if corps.choix.question is not None:
        state.parcours.fact(corps.choix.question, champ="choix.question")


def check_right(state: State, choix: Choix) -> None:
    """A button about a right: the right, and where the person is with it, are known."""
    droits = state.labels.droits.droits
    if choix.droit not in droits:
        raise Refus(422, "choix.droit", "droit_inconnu", droits)
    if choix.etat not in POSITIONS:
        raise Refus(422, "choix.etat", "choix_invalide", POSITIONS)
    raisons = {r.id for r in state.labels.bilan.non_recours.reasons(choix.droit)}
    if choix.raison is not None and choix.raison not in raisons:
        raise Refus(422, "choix.raison", "raison_inconnue", raisons)


def clean(brut: Any) -> Any:
    """What every database and every reader can hold.

    PostgreSQL refuses NUL in text and infinities in JSON; half of an emoji (a text cut by a
    phone) is not writable at all.
    """
    if isinstance(brut, str):
        moities = brut.encode("utf-16-le", "surrogatepass")
        return moities.decode("utf-16-le", "replace").replace("\x00", "")
    if isinstance(brut, float) and not math.isfinite(brut):
        return None
    if isinstance(brut, list):
        return [clean(x) for x in brut]
    if isinstance(brut, dict):
        return {clean(k): clean(v) for k, v in brut.items()}
    return brut


def keep_choice(choix: Choix | None) -> dict[str, Any] | None:
    """A pressed button as it is kept: `valeur` is there, even empty, when a fact is answered."""
    if choix is None:
        return None
    garde = choix.model_dump(exclude_none=True)
    if choix.fait and not choix.statut:
        garde["valeur"] = clean(choix.valeur)
    return garde


async def render_all(
    state: State,
    session: AsyncSession,
    dossier_id: str,
    messages: list[Message],
    langue: str | None = None,
    *,
    patience: float = PATIENCE,
) -> list[Bulle]:
    """Messages as bubbles, on what the dossier knows now.

    `langue`: the reader's, when it is not the person who owns the dossier. `patience`: seconds to
    wait for the translation of what agents wrote; later ones are announced (`traduit`).
    """
    if not messages:
        return []
    voix, dossiers = await read_in_words(state, session, dossier_id, langue)
    if any(m.acte or m.choix for m in messages):
        situation = await dossiers.situation(dossier_id, HORLOGE.today())
        ephemere = await dossiers.is_ephemeral(dossier_id)
    else:  # words alone are shown as they are, whatever the dossier knows
        situation, ephemere = dossiers.parcours.nothing_known(HORLOGE.today()), False
    renderer = Renderer(voix.labels, situation, voix.droits, ephemere=ephemere)
    if tag_of(voix.langue) == SOURCE:  # agents write French
        return [renderer.render(m) for m in messages]
    dictionnaire = voix.textes.dictionnaire
    mots = {m.seq: list_words(m, renderer.lecteur) for m in messages}
    if not any(mots.values()):
        return [renderer.render(m) for m in messages]
    # Where violence was said nothing is kept, not even in the memory of translations.
    memorable = not await dossiers.is_protected(dossier_id)
    connus = await _translate(state, messages, mots, voix.langue, patience, memorable=memorable)
    renderer.lecteur.traduits = in_words(connus, dictionnaire)
    bulles = [renderer.render(m) for m in messages]
    for bulle in bulles:
        tell_translated(bulle, mots[bulle.seq], connus, dictionnaire)
    return bulles


async def _translate(
    state: State,
    messages: list[Message],
    mots: dict[int, list[str]],
    langue: str,
    patience: float,
    *,
    memorable: bool,
) -> dict[str, Traduction | None]:
    """What agents wrote in these messages; who reads the conversation is told of what comes later."""

    async def tell(texte: str) -> None:
        for message in messages:
            if texte in mots[message.seq]:
                await state.live.publish(message.conversation_id, "traduit", seq=message.seq)

    connus: dict[str, Traduction | None] = await state.traducteur.traduire(
        {texte for ecrits in mots.values() for texte in ecrits},
        SOURCE,
        langue,
        memorable=memorable,
        patience=patience,
        ensuite=tell,
    )
    return connus
