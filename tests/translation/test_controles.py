"""Deterministic checks: a doubt shows the original."""

from __future__ import annotations

import pytest

from api.languages.langues import SOURCE, languages
from api.translation.controles import find_faults
from api.translation.langues import load_translated, spoken_as

CAS = [
    ("Vous avez droit à une aide.", "You are entitled to help.", "en", ()),
    ("Vous n'avez pas droit à cette aide.", "You are entitled to this help.", "en", ("negation",)),
    ("Ne venez pas demain.", "No venga mañana.", "es", ()),
    ("Ne venez pas demain, le bureau est fermé.", "Venga mañana, la oficina está cerrada.", "es",
     ("negation",)),
    ("Vous n'avez rien à payer.", "لا تدفعون شيئا", "ar", ()),
    ("Vous n'avez rien à payer ce mois-ci.", "عليكم أن تدفعوا هذا الشهر", "ar", ("negation",)),
    ("Avez-vous reçu la lettre de la caisse ?", "Have you got the letter from the fund?", "en", ()),
    ("Avez-vous reçu la lettre de la caisse ?", "You got the letter from the fund.", "en",
     ("question",)),
    ("Avez-vous reçu la lettre de la caisse ?", "هل وصلتكم الرسالة من الصندوق؟", "ar", ()),
    ("Envoyez le papier avant ⟦0⟧.", "Send the paper before ⟦0⟧.", "en", ()),
    ("Envoyez le papier avant ⟦0⟧.", "Send the paper before ⟦0⟧ 12.", "en", ("nombre",)),
    ("Envoyez-nous le formulaire rempli et signé.", "Sí.", "es", ("longueur",)),
    ("Envoyez-nous le formulaire rempli et signé.", "", "es", ("vide",)),
    ("Vous êtes enceinte de trois mois environ.", "Usted está *enceinte de tres meses.", "es",
     ("inconnu",)),
    ("Merci de venir avec votre carte.", "come with the come with the come with the come with the",
     "en", ("boucle",)),
    ("Votre demande est bien arrivée chez nous.", "Votre demande est bien arrivée chez nous.", "en",
     ("recopie",)),
    ("您没有权利。", "Vous n'avez pas droit à cela.", "fr", ()),
]  # fmt: skip


@pytest.mark.parametrize(("source", "traduit", "vers", "fautes"), CAS)
def test_chaque_faute_a_son_nom(
    source: str, traduit: str, vers: str, fautes: tuple[str, ...]
) -> None:
    connues = load_translated()
    de = "zh" if vers == "fr" else "fr"
    assert find_faults(source, traduit, connues[de], connues[vers]) == fautes


def test_chaque_langue_offerte_peut_etre_traduite() -> None:
    assert {spoken_as(langue) for langue in languages()} <= set(load_translated())
    assert SOURCE in load_translated()
