"""What the person writes in their language, beside its translation or the notice of its absence."""

from __future__ import annotations

import re

import pytest

from api.conversations.traduction import Relais, Traduction
from tests.mediation.guichet import after, at_work, gesture, receives

pytestmark = pytest.mark.parametrize("url_base", ["sqlite"], indirect=True)
DIT = "أحتاج إلى مساعدة في السكن من فضلك"
FRANCAIS = "J'ai besoin d'aide pour le logement."


class Serveur:
    """A translation server that knows one sentence."""

    async def traduire(
        self, texte: str, de: str, vers: str, *, memorable: bool = False
    ) -> Traduction | None:
        assert (texte, de, vers) == (DIT, "ar", "fr")
        return Traduction(FRANCAIS, "LibreTranslate")


def bubbles(page: str) -> list[str]:
    """The person's own bubbles."""
    return re.findall(r'<li class="bulle usager.*?</li>', page, re.DOTALL)


async def test_ses_mots_en_arabe_sont_lus_en_francais_et_restent_les_siens(application, rasa):
    maelle = await at_work(application)
    ecran = await receives(maelle, langue="ar")
    envoi = {"jeton_page": "j", "texte": DIT, "qui": "personne"}
    page = await after(maelle, await gesture(maelle, ecran, "/message", **envoi))
    [bulle] = bubbles(page)
    assert "Aucune traduction n'est disponible ici" in bulle
    assert DIT in bulle

    application.state.traducteur = Relais(Serveur())
    [bulle] = bubbles(await after(maelle, await gesture(maelle, ecran, "/personne")))
    assert FRANCAIS in bulle
    assert "Traduction automatique (LibreTranslate)" in bulle
    assert re.search(rf'lang="ar" dir="auto"[^<]*><p>{DIT}', bulle)
    assert "Aucune traduction" not in bulle


async def test_ce_que_tape_le_conseiller_en_francais_ne_demande_pas_de_traduction(
    application, rasa
):
    maelle = await at_work(application)
    ecran = await receives(maelle, langue="ar")
    for rang, texte in enumerate(("Bonjour", "Elle cherche un logement pour ses enfants")):
        reponse = await gesture(maelle, ecran, "/message", jeton_page=str(rang), texte=texte)
        page = await after(maelle, reponse)
    assert len(bubbles(page)) == 2
    assert all("Aucune traduction" not in b and "double" not in b for b in bubbles(page))
