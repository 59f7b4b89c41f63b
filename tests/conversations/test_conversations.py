"""Conversations held with the whole running system, on the trained model."""

from __future__ import annotations

import pytest

from api.cli.chat import Conversation
from api.parcours.service import ParcoursService
from tests.conversations.deroule import Deroule, Ecart
from tests.conversations.specification import ConversationEcrite, load_all

TOUTES = [pytest.param(c, id=c.nom) for ecrites in load_all().values() for c in ecrites]


@pytest.mark.parametrize("ecrite", TOUTES)
def test_la_conversation_se_deroule_comme_ecrite(
    ecrite: ConversationEcrite, adresse: str, parcours: ParcoursService
) -> None:
    conversation = Conversation(adresse)
    try:
        Deroule(ecrite, conversation, parcours).play()
    except Ecart as ecart:
        pytest.fail(f"{ecrite.nom}\n\n{ecart}", pytrace=False)
    finally:
        conversation.delete()
