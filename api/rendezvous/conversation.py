"""Buttons about an appointment, pressed in the conversation: answered without the engine."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from api.conversations.bot import Acte
from api.errors import Refus
from api.rendezvous.boutons import Bouton, read_start
from api.rendezvous.usager import RendezVousUsager


async def answer_choice(
    session: AsyncSession, dossier_id: str, choix: dict[str, Any], maintenant: dt.datetime
) -> list[Acte]:
    """What a pressed button does and says. The caller commits."""
    usager = RendezVousUsager(session, maintenant)
    try:
        return await _press(usager, dossier_id, choix)
    except Refus as refus:
        await session.rollback()  # nothing of a gesture that was refused stays
        non = Acte("rendez_vous_refuse", {"code": refus.code, "details": refus.details})
        return [non, *await _go_on(usager, dossier_id, choix, refus)]


async def _press(usager: RendezVousUsager, dossier_id: str, choix: dict[str, Any]) -> list[Acte]:
    la = (dossier_id, choix["rendez_vous"])
    geste: Bouton = choix["geste"]
    debut = read_start(choix.get("debut"))
    if geste in ("choisir", "deplacer"):
        if debut is None:
            raise Refus(422, "choix.debut", "choix_invalide")
        if geste == "choisir":
            return await usager.choose(*la, None, debut)
        return await usager.shift(*la, debut)
    if geste in ("rappel_oui", "rappel_non"):
        return await usager.set_reminder(*la, geste == "rappel_oui")
    if geste == "quand_matin":
        return await usager.say_when(*la, "matin")
    if geste == "quand_apres_midi":
        return await usager.say_when(*la, "apres_midi")
    if geste == "quand_peu_importe":
        return await usager.say_when(*la, "peu_importe")
    if geste == "sur_place":
        return await usager.say_safe(*la, "sur_place")
    if geste == "sur_visio":
        return await usager.say_safe(*la, "visio")
    if geste == "sur_non":
        return await usager.say_safe(*la, None)
    return await (usager.cancel(*la) if geste == "annuler" else usager.others(*la))


async def _go_on(
    usager: RendezVousUsager, dossier_id: str, choix: dict[str, Any], refus: Refus
) -> list[Acte]:
    """A moment that was just taken: others, at once."""
    if refus.code != "creneau_pris":
        return []
    try:
        return await usager.others(dossier_id, choix["rendez_vous"])
    except Refus:
        return []


async def open_appointments(
    session: AsyncSession, references: Iterable[str], dossier_id: str, maintenant: dt.datetime
) -> list[Acte]:
    """What is proposed or agreed for these requests, to say with where they stand."""
    usager, actes = RendezVousUsager(session, maintenant), []
    for reference in references:
        demande = await usager.request(dossier_id, reference)
        ouvert = await usager.current(reference)
        if ouvert is None:
            continue
        propose = ouvert.etat == "propose"
        moments = await usager.held(demande, ouvert) if propose else []
        nom = "rendez_vous_propose" if propose else "rendez_vous_prevu"
        actes.append(usager.tell(demande, ouvert, nom, moments))
    return actes
