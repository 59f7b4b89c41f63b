"""A conversation as the agent who answers in it reads it: in French, the person's words as written.

What was said to the assistant is not the agent's: it is shown only where the person agreed to show
everything, the most personal answers included, through an active flow.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal

from babel import Locale
from pydantic import BaseModel
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.datastructures import State

from api.conversations.models import Message
from api.conversations.reception import render_all
from api.conversations.schemas import Bulle
from api.conversations.service import ConversationService
from api.database import now
from api.dossiers.service import DossierService
from api.escalations.contenu import delivered
from api.escalations.fiche import SENSIBLE
from api.escalations.flux import passage
from api.escalations.main import MainService, is_here
from api.escalations.models import Escalade, Main
from api.languages.identification import identify
from api.languages.langues import SOURCE, dir_of, languages, tag_of

TOUT_MONTRER = {"faits", "tentatives", SENSIBLE}


class Traduit(BaseModel):
    texte: str
    par: str


@dataclass(frozen=True)
class Entendu:
    """What a person wrote, as who reads French is helped to read it."""

    langue: str
    traduction: Traduit | None = None
    avis: str | None = None


class BulleVue(BaseModel):
    """One turn at the desk. `langue`: the one it was written in; `avis`: what is missing;
    `attendue`: its translation is on its way."""

    seq: int
    auteur: Literal["usager", "bot", "agent", "systeme"]
    qui: str | None
    texte: str
    langue: str
    langue_nom: str
    dir: Literal["ltr", "rtl"]
    traduction: Traduit | None = None
    attendue: bool = False
    avis: str | None = None
    urgent: bool = False
    le: dt.datetime


class Echange(BaseModel):
    """`direct`: a human answers here now; `a_vous`: it is the one who reads."""

    messages: list[BulleVue]
    dernier: int
    direct: bool
    a_vous: bool
    qui: str | None
    usager_en_ligne: bool
    langue: str
    langue_nom: str


def is_shown(seq: int, mains: Sequence[Main], *, tout: bool = False) -> bool:
    """Said to a human of this request, or shown with everything else."""
    return tout or any(m.de_seq <= seq and (m.a_seq is None or seq <= m.a_seq) for m in mains)


def shows_all(escalade: Escalade, champs_du_flux: Collection[str]) -> bool:
    """Whether the agreement and the flow let the agent read what was said to the assistant."""
    return set(escalade.consentement) >= TOUT_MONTRER and set(champs_du_flux) >= TOUT_MONTRER


async def read_exchange(
    state: State, session: AsyncSession, escalade: Escalade, agent_id: str, apres: int
) -> Echange:
    """The conversation after rank `apres`, and who is there."""
    conversations, mains = ConversationService(session), MainService(session)
    conversation = await conversations.of_dossier(escalade.dossier_id)
    siennes = await mains.of_request(escalade.reference)
    ouverte = next((m for m in siennes if m.finie_le is None), None)
    flux = passage(
        *(delivered().registre, escalade.organisme, escalade.consentement, now().date())
    ).flux
    tout = shows_all(escalade, flux.champs if flux else ())
    messages = await conversations.read(conversation.id, apres)
    vus = [m for m in messages if is_shown(m.seq, siennes, tout=tout)]
    dossier = await DossierService(session, state.parcours, state.labels).get(escalade.dossier_id)
    bulles = await render_all(state, session, escalade.dossier_id, vus, SOURCE)
    montre = SENSIBLE in escalade.consentement
    lues = [
        _seen(state, m, b, dossier.langue, montre=montre) for m, b in zip(vus, bulles, strict=True)
    ]
    await _translate(state, conversation.id, lues)
    return Echange(
        messages=lues,
        dernier=messages[-1].seq if messages else apres,
        direct=ouverte is not None,
        a_vous=ouverte is not None and ouverte.agent_id == agent_id,
        qui=ouverte.nom or ouverte.organisme if ouverte else None,
        usager_en_ligne=ouverte is not None and is_here(ouverte.usager_vu_le, now()),
        langue=dossier.langue,
        langue_nom=name_of(dossier.langue),
    )


async def _translate(state: State, conversation_id: str, vues: list[BulleVue]) -> None:
    """The person's words in French where they can be had; what comes late is announced."""
    etrangeres = [v for v in vues if tag_of(v.langue) != SOURCE]

    async def tell(texte: str) -> None:
        for vue in etrangeres:
            if vue.texte == texte:
                await state.live.publish(conversation_id, "traduit", seq=vue.seq)

    for langue in {v.langue for v in etrangeres}:
        siennes = [v for v in etrangeres if v.langue == langue]
        textes = {v.texte for v in siennes}
        connus = await state.traducteur.traduire(textes, langue, SOURCE, ensuite=tell)
        for vue in siennes:
            vue.attendue = vue.texte not in connus
            traduction = connus.get(vue.texte)
            if traduction:
                vue.traduction = Traduit(texte=traduction.texte, par=traduction.par)
            elif not vue.attendue:
                vue.avis = state.textes.word("direct_sans_traduction", langue=vue.langue_nom)


def _seen(state: State, message: Message, bulle: Bulle, parlee: str, *, montre: bool) -> BulleVue:
    """A bubble at the desk: the person's words in their own language."""
    ecrit = message.auteur == "usager" and message.texte is not None
    langue = identify(message.texte or "", parlee, languages()) if ecrit else SOURCE
    vue = BulleVue(
        seq=bulle.seq,
        auteur=bulle.auteur,
        qui=bulle.qui,
        texte=bulle.texte,
        langue=langue,
        langue_nom=name_of(langue),
        dir=dir_of(langue),
        urgent=bulle.urgent,
        le=bulle.le,
    )
    if message.choix and not montre and _is_personal(state, message.choix):
        vue.texte = state.textes.word("direct_reponse_personnelle")
    return vue


async def hear(state: State, message: Message, parlee: str) -> Entendu | None:
    """What a person wrote, for a reader of French: its language, its translation or the notice
    that there is none. None for what they did not write."""
    if message.auteur != "usager" or message.texte is None:
        return None
    return await read_words(state, message.texte, parlee)


async def read_words(state: State, texte: str, parlee: str) -> Entendu:
    """The same for a few words left outside the conversation (when to call, and how)."""
    langue = identify(texte, parlee, languages())
    if tag_of(langue) == SOURCE:
        return Entendu(langue)
    traduction = (await state.traducteur.traduire([texte], langue, SOURCE)).get(texte)
    if traduction:
        return Entendu(langue, Traduit(texte=traduction.texte, par=traduction.par))
    avis = state.textes.word("direct_sans_traduction", langue=name_of(langue))
    return Entendu(langue, avis=avis)


def _is_personal(state: State, choix: dict[str, object]) -> bool:
    fait = state.parcours.vocabulaire.faits.get(str(choix.get("fait")))
    return bool(fait and fait.sensible)


def name_of(langue: str) -> str:
    """A language by its French name."""
    return Locale(SOURCE).languages.get(tag_of(langue), langue)
