"""How learning from use joins the application: only where its deployment agreed to it."""

from __future__ import annotations

from collections.abc import Callable, Collection

from sqlalchemy.ext.asyncio import AsyncSession

from api.apprentissage.exemples import load_examples
from api.apprentissage.masque import Vocabulaire, load_names, make_vocabulary
from api.apprentissage.recueil import Recueil
from api.conversations.service import ConversationService
from api.database import Database
from api.dossiers.service import DossierService
from api.languages.dictionnaire import load_dictionnaire
from api.languages.langues import SOURCE, languages
from api.languages.phrases import Phrase


def read_vocabulary(phrases: Collection[Phrase], propres: Collection[str]) -> Vocabulaire:
    """The words that stay: those of the examples, and the house's own in every language."""
    autres = [langue for langue in languages() if langue != SOURCE]
    maison = [p.francais for p in phrases]
    maison += [
        texte
        for langue in autres
        for traduction in load_dictionnaire(langue).traductions.values()
        for texte in traduction.textes
    ]
    return make_vocabulary(load_examples(), maison, propres, **load_names())


def make_collection(
    database: Database,
    phrases: Callable[[], Collection[Phrase]],
    propres: Collection[str],
    dossiers: Callable[[AsyncSession], DossierService],
) -> Recueil:
    """The collection of one server. `propres`: organisations and acronyms, which say nothing of
    anybody."""

    async def is_sensitive(conversation: str, dossier: str) -> bool:
        async with database.session() as session:
            return await ConversationService(session).has_danger(conversation) or await dossiers(
                session
            ).is_protected(dossier)

    return Recueil(database, lambda: read_vocabulary(phrases(), propres), is_sensitive)
