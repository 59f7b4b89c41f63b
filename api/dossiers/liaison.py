"""The liaison sheet of a request, made of what the dossier knows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Awaitable, Callable
from typing import Literal

from api.dossiers.models import FaitDit
from api.dossiers.service import DossierService
from api.errors import Refus
from api.escalations.appreciation import explain
from api.escalations.contenu import Flux, delivered
from api.escalations.fiche import (
    DroitDeFiche,
    EtapeDeFiche,
    FaitDeFiche,
    FicheLiaison,
    Tentative,
    make_sheet,
)
from api.escalations.flux import passage
from api.escalations.models import Escalade, Evenement
from api.parcours.engine import Situation
from api.parcours.plan import Plan

# The probable rights of a situation somewhere; None when they cannot be estimated now.
Estimer = Callable[[Situation, str | None], Awaitable[list[DroitDeFiche] | None]]

PROVENANCES_SURES = ("usager",)
DEDUIT = "deduction"


async def sheet_for_person(
    dossiers: DossierService, escalade: Escalade, le: dt.date
) -> FicheLiaison:
    """Everything, for the person to read or carry; none where paper could harm (409)."""
    if await dossiers.is_protected(escalade.dossier_id):
        raise Refus(409, "fiche", "fiche_protegee")
    return await _sheet(dossiers, escalade, "personne", [], le)


async def sheet_for_agent(
    dossiers: DossierService,
    escalade: Escalade,
    organisme: str,
    histoire: list[Evenement],
    le: dt.date,
    estimer: Estimer | None = None,
) -> FicheLiaison:
    """What the person agreed to, through an active entry of the register for `organisme`."""
    flux = passage(delivered().registre, organisme, escalade.consentement, le).flux
    return await _sheet(dossiers, escalade, "agent", histoire, le, flux, estimer)


async def _sheet(
    dossiers: DossierService,
    escalade: Escalade,
    pour: Literal["agent", "personne"],
    histoire: list[Evenement],
    le: dt.date,
    flux: Flux | None = None,
    estimer: Estimer | None = None,
) -> FicheLiaison:
    contenus = delivered()
    plan, situation = await dossiers.plan(escalade.dossier_id, le)
    dits = await dossiers.current_facts(escalade.dossier_id)
    droits: list[DroitDeFiche] | None = []
    if estimer and "droits" in escalade.consentement:  # what nobody may read is not computed
        lieu = (await dossiers.get(escalade.dossier_id)).lieu
        droits = await estimer(situation, lieu)
    return make_sheet(
        contenus,
        pour,
        {
            "reference": escalade.reference,
            "motif": escalade.motif,
            "niveau": escalade.niveau,
            "langue": escalade.langue,
            "echeance": escalade.echeance,
        },
        raisons=explain(contenus, escalade.raisons, pour),
        situation=_situation(dossiers, situation, plan),
        faits=[_fact(dossiers, f, situation) for f in dits if f.nom in situation.dits],
        plan=_steps(dossiers, plan),
        droits=droits,
        tentatives=[Tentative(le=e.le, quoi=e.quoi) for e in histoire],
        consentement=escalade.consentement,
        flux=flux,
    )


def _situation(dossiers: DossierService, situation: Situation, plan: Plan) -> list[str]:
    """The moments lived, and the attentive variants that hold, as the person reads them."""
    moments = dossiers.parcours.bibliotheque.moments
    return [
        *(moments[m].titre for m in situation.moments if not moments[m].protege),
        *(d.titre for d in plan.declinaisons if not d.discret),
    ]


def _fact(dossiers: DossierService, fait: FaitDit, situation: Situation) -> FaitDeFiche:
    connu = dossiers.parcours.fact(fait.nom)
    return FaitDeFiche(
        nom=fait.nom,
        titre=connu.titre,
        libelle=dossiers.labels.said(fait.nom, situation.dits[fait.nom]),
        dit_par=fait.dit_par,
        comment=fait.comment,
        le=fait.le.date(),
        sensible=connu.sensible,
        a_confirmer=fait.dit_par not in PROVENANCES_SURES or fait.comment == DEDUIT,
    )


def _steps(dossiers: DossierService, plan: Plan) -> list[EtapeDeFiche]:
    organismes = dossiers.parcours.bibliotheque.organismes
    return [
        EtapeDeFiche(
            id=e.situee.etape.id,
            titre=e.situee.etape.titre,
            moment=e.situee.parcours.moment,
            statut=e.statut,
            avant_le=e.avant_le,
            organismes=[organismes[o].nom for o in e.organismes],
            doute=e.situee.etape.doute,
        )
        for e in plan.etapes
    ]
