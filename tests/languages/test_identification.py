"""Which language is heard: proposed when it is clear, never from a word or two."""

from __future__ import annotations

import pytest

from api.languages.identification import identify

OFFERTES = ("fr", "en", "ar", "es", "uk", "fa", "ru")


@pytest.mark.parametrize(
    ("texte", "langue"),
    [
        ("Je voudrais parler à quelqu'un de ma grossesse", "fr"),
        ("slt jai pa recu mon rsa ce moi si", "fr"),
        ("I am pregnant and I do not know what to do", "en"),
        ("أنا حامل ولا أعرف ماذا أفعل", "ar"),
        ("ana ma 3andich lwra9 dyali", "ar"),
        ("estoy embarazada y no sé qué hacer", "es"),
        ("Я приїхала з України з тимчасовим захистом", "uk"),
        ("من فرانسوی بلد نیستم", "fa"),
        ("Здравствуйте, как получить медицинскую страховку?", "ru"),
    ],
)
def test_une_phrase_claire_est_reconnue(texte: str, langue: str) -> None:
    assert identify(texte, "fr", OFFERTES) == langue


@pytest.mark.parametrize(
    "texte", ["hello", "شكرا", "bonjour madame", "RSA Caf", "12", "👶👶👶", ""]
)
def test_un_mot_ou_deux_ne_changent_jamais_la_langue(texte: str) -> None:
    assert identify(texte, "fr", OFFERTES) == "fr"
    assert identify(texte, "ar", OFFERTES) == "ar"


def test_une_langue_qui_n_est_pas_proposee_laisse_la_conversation_dans_la_sienne() -> None:
    assert identify("estoy embarazada y no sé qué hacer", "ar", ("fr", "ar")) == "ar"
