"""Asking for a human from a dossier: what is known of it goes with the request."""

from __future__ import annotations

import datetime as dt

from api.dossiers.service import DossierService
from api.escalations.models import Escalade
from api.escalations.service import Demandeur, EscaladeService, contacts_for
from api.mediation.dossiers import is_exercise


async def ask_human(
    dossiers: DossierService,
    dossier_id: str,
    motif: str,
    maintenant: dt.datetime,
    vers: tuple[str, ...] = (),
) -> tuple[Escalade | None, list[str]]:
    """The request, and whom to call or visit besides; no request when contacts are enough.

    `vers`: the organisation that a counsellor asks first, beside the person.
    """
    await dossiers.touch(dossier_id, plan_change=False)  # two clicks at once wait for each other
    dossier = await dossiers.get(dossier_id)
    situation = await dossiers.situation(dossier_id, maintenant.date())
    qui = Demandeur(
        dossier_id=dossier_id,
        situation=situation,
        territoires=dossiers.parcours.territoires,
        lieu=dossier.lieu,
        langue=dossier.langue,
        protege=dossier.protege,
        vers=vers,
    )
    if await is_exercise(dossiers.session, dossier_id):  # training: no agent must be waiting
        return None, contacts_for(situation)
    escalade = await EscaladeService(dossiers.session).request(qui, motif, maintenant)
    return escalade, contacts_for(situation)
