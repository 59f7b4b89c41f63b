"""Coming back by a private link: the talk that the person agreed to is offered when its day came."""

from __future__ import annotations

from api.bilan.suivi import SuiviService
from api.conversations.bot import Acte
from api.conversations.service import ConversationService
from api.dossiers.service import DossierService
from api.horloge import HORLOGE

DU = "suivi_du"


async def welcome_back(dossiers: DossierService, dossier_id: str, conversation_id: str) -> None:
    """Offer the talk, unless it is the last thing that was said."""
    situation = await dossiers.situation(dossier_id, HORLOGE.today())
    if await SuiviService(dossiers).to_say(situation, dossier_id) != "du":
        return
    conversations = ConversationService(dossiers.session)
    dernier = await conversations.last(conversation_id)
    if dernier is None or dernier.acte != DU:
        await conversations.say(conversation_id, [Acte(DU, {})])
