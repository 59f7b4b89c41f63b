"""The buttons of the rights review when the dialogue engine is down: what they say is kept."""

from __future__ import annotations

import datetime as dt
from typing import Any

from api.bilan import schemas as s
from api.bilan.service import BilanService
from api.bilan.suivi import SuiviService
from api.conversations.bot import Acte
from api.dossiers.droits import NE_DEMANDE_PAS
from api.dossiers.service import DossierService
from api.parcours.engine import Situation
from api.parcours.parties import places
from api.parcours.questions import next_question


def announce(situation: Situation, question: str, avant: str | None) -> list[Acte]:
    """The part that a question begins: not the one of the question just answered."""
    parties = places(situation)
    ici, la = parties.get(question), parties.get(avant or "")
    if ici is None or (la is not None and la.rang >= ici.rang):
        return []
    return [Acte("partie", {"partie": ici.partie.id, "rang": ici.rang, "total": ici.total})]


async def answer_review(
    dossiers: DossierService, dossier_id: str, choix: dict[str, Any], le: dt.date
) -> list[Acte] | None:
    """The acts of a button of the review; None when it is another button."""
    if choix.get("droit"):
        return await _right(SuiviService(dossiers), dossier_id, choix, le)
    if choix.get("suivi"):
        return await _follow_up(SuiviService(dossiers), dossier_id, choix["suivi"], le)
    if choix.get("partie"):
        await BilanService(dossiers).skip_part(
            dossier_id, choix["partie"], passee=False, dit_par="usager", le=le
        )
        return [
            Acte("partie_reprise", {"partie": choix["partie"]}),
            *await _question(dossiers, dossier_id, le),
        ]
    if choix.get("acte") == "passer_partie":
        situation = await dossiers.situation(dossier_id, le)
        nom = next_question(situation, dossiers.parcours.weights(situation))
        situee = places(situation).get(nom or "")
        if situee is None:
            return await _question(dossiers, dossier_id, le)
        partie = situee.partie.id
        await BilanService(dossiers).skip_part(
            dossier_id, partie, passee=True, dit_par="usager", le=le
        )
        suite = await _question(dossiers, dossier_id, le)
        return [Acte("partie_passee", {"partie": partie}), *suite]
    return None


async def _question(dossiers: DossierService, dossier_id: str, le: dt.date) -> list[Acte]:
    situation = await dossiers.situation(dossier_id, le)
    nom = next_question(situation, dossiers.parcours.weights(situation))
    if nom is None:
        return []
    return [*announce(situation, nom, None), Acte("question", {"fait": nom})]


async def _right(
    suivis: SuiviService, dossier_id: str, choix: dict[str, Any], le: dt.date
) -> list[Acte]:
    droit, etat = choix["droit"], choix["etat"]
    if etat == "reprendre":
        await suivis.take_back(dossier_id, droit)
        return [Acte("droit_repris", {"droit": droit})]
    dite = s.PositionDite(etat=etat, raison=choix.get("raison"))
    position = await suivis.position(dossier_id, droit, dite, le)
    actes = []
    if etat == NE_DEMANDE_PAS:
        actes = [Acte("droit_laisse_note", {"droit": droit})]
        if position.raisons:
            actes = [Acte("droit_laisse", {"droit": droit})]
        elif position.reponse:
            actes = [Acte("droit_reponse", {"droit": droit, "raison": position.raison})]
    elif etat == "refuse":
        actes = [Acte("droit_refuse", {"droit": droit, "etat": etat})]
    elif not position.suivant and not position.suivi_fini:
        actes = [Acte("droit_note", {"droit": droit, "etat": etat})]
    if position.suivant:
        actes.append(Acte("suivi_droit", {"droit": position.suivant}))
    elif position.suivi_fini:
        actes.append(Acte("suivi_merci", {}))
    return actes


async def _follow_up(suivis: SuiviService, dossier_id: str, geste: str, le: dt.date) -> list[Acte]:
    if geste == "accepter":
        await suivis.accept(dossier_id, s.AccordSuivi(), le)
        return [Acte("suivi_accepte", {})]
    if geste == "commencer":
        droit = await suivis.begin(dossier_id, le)
        return [Acte("suivi_droit", {"droit": droit}) if droit else Acte("suivi_merci", {})]
    if geste == "arreter":
        await suivis.end(dossier_id)
        return [Acte("suivi_merci", {})]
    await suivis.decline(dossier_id)
    return [Acte("suivi_refuse", {})]
