"""Who answers in a conversation now, said honestly in the person's language."""

from __future__ import annotations

from starlette.datastructures import State

from api.conversations.schemas import Presence
from api.database import now
from api.dossiers.lecture import read_in_words
from api.escalations.contenu import delivered
from api.escalations.lecture import Lecteur
from api.escalations.main import MainService, is_here, shown


async def presence_of(
    state: State, conversation_id: str, dossier_id: str, *, ici: bool = False
) -> Presence:
    """The human who answers there, or nobody. `ici`: the person's own screen asks."""
    async with state.database.session() as session:
        mains = MainService(session)
        main = await mains.of(conversation_id)
        if main is None:
            return Presence()
        maintenant = now()
        if ici:
            avant = is_here(main.usager_vu_le, maintenant)
            await mains.usager_here(main, maintenant)
            await session.commit()
            if not avant:  # the agent sees the person arrive
                await state.live.publish(conversation_id, "presence")
        voix, _ = await read_in_words(state, session, dossier_id)
        lecteur = Lecteur(delivered(), voix.textes, voix.parcours.bibliotheque.organismes)
        qui = lecteur.person(shown(main))
        en_ligne = is_here(main.vu_le, maintenant)
        cle = "direct_avec" if en_ligne else "direct_absent"
        return Presence(
            humain=True, en_ligne=en_ligne, qui=qui, texte=voix.textes.word(cle, qui=qui)
        )
