"""A request as an agent opens it: the sheet, why, what happened, notes, the urgent procedure."""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
from functools import partial

from starlette.datastructures import State

from api.dossiers.liaison import sheet_for_agent
from api.dossiers.service import DossierService
from api.escalations import schemas as s
from api.escalations.appreciation import explain
from api.escalations.contenu import Contenus
from api.escalations.etats import promise_state
from api.escalations.fiche import DroitDeFiche
from api.escalations.models import Escalade
from api.escalations.vie import VieService
from api.parcours.engine import Situation
from api.rights.rendu import Rendu

PATIENCE = 2.0  # seconds: who opens a request does not wait for the rights
MONTRES = ("probable", "a_verifier", "deja_percu")

journal = logging.getLogger("jalons.escalations")


def show_request(contenus: Contenus, e: Escalade, maintenant: dt.datetime) -> s.DemandeVue:
    """A request as a queue shows it."""
    champs = {nom: getattr(e, nom) for nom in s.DemandeVue.model_fields if hasattr(e, nom)}
    champs["raisons"] = explain(contenus, e.raisons, "agent")
    return s.DemandeVue(**champs, promesse_etat=promise_state(e, maintenant))


async def open_request(state: State, vie: VieService, reference: str) -> s.DossierDemande:
    """Everything that this agent may read of a request; 404 when it is not their business."""
    escalade = await vie.get(reference)
    histoire, conjointes = await vie.history(reference), await vie.joined(reference)
    notes = await vie.notes(reference)
    sien = escalade.agent_id == vie.agent.id
    guichet = next((g for g in vie.contenus.guichets if g.id == escalade.guichet), None)
    fiche = await sheet_for_agent(
        DossierService(vie.session, state.parcours, state.labels),
        escalade,
        vie.organisme_of(escalade, conjointes),
        histoire,
        vie.maintenant.date(),
        partial(estimate, state),
    )
    return s.DossierDemande(
        demande=show_request(vie.contenus, escalade, vie.maintenant),
        signaux=escalade.signaux,
        contact=escalade.contact if sien else None,
        contact_consigne=escalade.contact_consigne if sien else None,
        suite=escalade.suite,
        issue=escalade.issue,
        utile=escalade.utile,
        urgence=s.Procedure(**guichet.urgence.model_dump()) if guichet else None,
        histoire=[s.EvenementLu.model_validate(e, from_attributes=True) for e in histoire],
        notes=[s.NoteLue.model_validate(n, from_attributes=True) for n in notes],
        conjointes=[s.ConjointeLue.model_validate(c, from_attributes=True) for c in conjointes],
        fiche=fiche,
    )


async def estimate(
    state: State, situation: Situation, lieu: str | None
) -> list[DroitDeFiche] | None:
    """The probable rights in words; None when they are late or fail: the request opens anyway."""
    try:
        bilan = await asyncio.wait_for(state.droits.estimate(situation, lieu), PATIENCE)
        lus = Rendu(state.labels, state.labels.droits, state.droits.bareme).show(bilan, situation)
    except TimeoutError:
        journal.warning("rights: a request did not wait for them")
        return None
    except Exception as cause:  # whatever happens to the rights, the request opens
        journal.error("rights cannot be shown: %s", type(cause).__name__)
        return None
    if not lus.disponible:
        return None
    return [
        DroitDeFiche(
            titre=d.titre,
            statut=d.statut_texte,
            organisme=d.organisme.nom,
            doute=d.doute_texte,
        )
        for d in lus.droits
        if d.statut in MONTRES
    ]
