"""A dossier read in the language of the person it belongs to."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Collection

from sqlalchemy.ext.asyncio import AsyncSession
from starlette.datastructures import State

from api.conversations.service import ConversationService
from api.conversations.traduction import Suite
from api.database import now
from api.dossiers.service import DossierService
from api.errors import Refus
from api.escalations.contenu import delivered
from api.escalations.lecture import DemandeLue, Lecteur
from api.escalations.service import EscaladeService
from api.languages.dictionnaire import Dictionnaire
from api.languages.isolats import strip_isolates
from api.languages.langues import SOURCE, tag_of
from api.languages.mots_agents import Connus, Sort, in_words
from api.languages.voix import Voix
from api.parcours.schemas import EtapeLue, PlanLu


async def read_in_words(
    state: State, session: AsyncSession, dossier_id: str, langue: str | None = None
) -> tuple[Voix, DossierService]:
    """The voice of the reader and the dossiers as it tells them.

    `langue`: another reader's than the person's own (a mediator, an agent).
    """
    francais = DossierService(session, state.parcours, state.labels)
    voix: Voix = state.voix.of(langue or (await francais.get(dossier_id)).langue)
    return voix, DossierService(session, voix.parcours, voix.labels)


async def read_plan_in_words(
    state: State, session: AsyncSession, dossier_id: str, le: dt.date
) -> PlanLu:
    """The plan as its person reads it, the steps that agents added included."""
    voix, dossiers = await read_in_words(state, session, dossier_id)
    plan = await dossiers.shown_plan(dossier_id, le)
    textes = {x for e in plan.etapes if e.ajoutee for x in _written(e)}
    connus = await _translate(state, session, dossier_id, voix, textes)
    if connus is None:
        return plan
    dictionnaire = voix.textes.dictionnaire
    etapes = [_said(e, connus, dictionnaire) if e.ajoutee else e for e in plan.etapes]
    return plan.model_copy(update={"etapes": etapes})


def _written(etape: EtapeLue) -> list[str]:
    """What an agent wrote of a step: its title, and what to do when it says more."""
    return list(dict.fromkeys(strip_isolates(x) for x in (etape.titre, etape.action)))


def _said(etape: EtapeLue, connus: Connus, dictionnaire: Dictionnaire) -> EtapeLue:
    ecrits = _written(etape)
    sort, traduits = Sort(ecrits, connus), in_words(connus, dictionnaire)
    return etape.model_copy(
        update={
            "titre": traduits.get(ecrits[0], etape.titre),
            "action": traduits.get(ecrits[-1], etape.action),
            "originale": sort.original,
            "traduite_par": sort.par,
            "sans_traduction": sort.sans_traduction,
        }
    )


async def read_requests_in_words(
    state: State, session: AsyncSession, dossier_id: str
) -> list[DemandeLue]:
    """The person's requests, with what agents answered."""
    voix, _ = await read_in_words(state, session, dossier_id)
    escalades = await EscaladeService(session).of_dossier(dossier_id)
    lecteur = Lecteur(delivered(), voix.textes, voix.parcours.bibliotheque.organismes)
    ecrits = {e.reference: lecteur.free_lines(e.suite) for e in escalades}
    textes = {x for lignes in ecrits.values() for x in lignes}
    connus = await _translate(state, session, dossier_id, voix, textes)
    if connus is None:
        return [lecteur.read(e, now()) for e in escalades]
    lecteur.traduits = in_words(connus, voix.textes.dictionnaire)
    sorts = {reference: Sort(lignes, connus) for reference, lignes in ecrits.items()}
    return [
        lecteur.read(e, now()).model_copy(
            update={
                "suite_originale": sorts[e.reference].original,
                "suite_traduite_par": sorts[e.reference].par,
                "suite_sans_traduction": sorts[e.reference].sans_traduction,
            }
        )
        for e in escalades
    ]


async def _translate(
    state: State, session: AsyncSession, dossier_id: str, voix: Voix, textes: Collection[str]
) -> Connus | None:
    """What agents wrote, in the reader's language; open screens read the plan again if it is late.

    None where there is nothing to translate.
    """
    if tag_of(voix.langue) == SOURCE or not textes:
        return None
    dossiers = DossierService(session, state.parcours, state.labels)
    connus: Connus = await state.traducteur.traduire(
        textes,
        SOURCE,
        voix.langue,
        memorable=not await dossiers.is_protected(dossier_id),
        ensuite=await _wake(state, session, dossier_id),
    )
    return connus


async def _wake(state: State, session: AsyncSession, dossier_id: str) -> Suite | None:
    with contextlib.suppress(Refus):  # a dossier without conversation has no open screen
        conversation = (await ConversationService(session).of_dossier(dossier_id)).id

        async def tell(_: str) -> None:
            await state.live.publish(conversation, "plan")

        return tell
    return None
