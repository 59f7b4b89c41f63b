"""Dates, numbers and amounts said in a sentence. The day is Monday 23 November 2026."""

from __future__ import annotations

import pytest

from bot.extraction.extraire import extract
from bot.extraction.lexique import Lexique
from tests.bot.test_extraction import LE

DATES = [
    ("le 3 mars", "2026-03-03", "2027-03-03"),
    ("03/03/2026", "2026-03-03", "2026-03-03"),
    ("03/12", "2025-12-03", "2026-12-03"),
    ("le 1er mai 2025", "2025-05-01", "2025-05-01"),
    ("hier", "2026-11-22", "2026-11-22"),
    ("avant-hier", "2026-11-21", "2026-11-21"),
    ("aujourd'hui", "2026-11-23", "2026-11-23"),
    ("mardi dernier", "2026-11-17", "2026-11-17"),
    ("samedi", "2026-11-21", "2026-11-28"),
    ("il y a deux mois", "2026-09-23", "2026-09-23"),
    ("depuis 2 ans", "2024-11-23", "2024-11-23"),
    ("dans 3 semaines", "2026-12-14", "2026-12-14"),
    ("début mars", "2026-03-05", "2027-03-05"),
    ("depuis deux mille quinze", "2015-07-01", "2015-07-01"),
    ("le 4 octobre mille neuf cent quatre-vingt-douze", "1992-10-04", "1992-10-04"),
    ("mi-avril", "2026-04-15", "2027-04-15"),
    ("au mois d'août", "2026-08-15", "2027-08-15"),
    ("la semaine dernière", "2026-11-16", "2026-11-16"),
    ("l'année dernière", "2025-11-23", "2025-11-23"),
    ("l an dernier", "2025-11-23", "2025-11-23"),
    ("avant hier", "2026-11-21", "2026-11-21"),
    ("le mois prochain", "2026-12-23", "2026-12-23"),
    ("2026-01-31", "2026-01-31", "2026-01-31"),
    ("en mai dernier", "2026-05-15", "2026-05-15"),
    ("29 février", "2024-02-29", "2024-02-29"),
    ("depuis mars", "2026-03-15", "2026-03-15"),
    ("depuis le 3 décembre", "2025-12-03", "2025-12-03"),
    ("depuis décembre", "2025-12-15", "2025-12-15"),
    ("il y a une quinzaine de jours", "2026-11-08", "2026-11-08"),
    ("dans une dizaine de jours", "2026-12-03", "2026-12-03"),
    ("à la Toussaint", "2026-11-01", "2027-11-01"),
    ("à Noël dernier", "2025-12-25", "2025-12-25"),
    ("au jour de l'an", "2026-01-01", "2027-01-01"),
    ("l'été dernier", "2026-07-15", "2026-07-15"),
    ("cet automne", "2026-10-15", "2027-10-15"),
    ("au printemps prochain", "2027-04-15", "2027-04-15"),
    ("samedi 14", "2026-11-14", "2026-11-14"),
    ("mardi 1 au soir", "2026-09-01", "2026-12-01"),
    ("le 14 de ce mois", "2026-11-14", "2026-11-14"),
    ("le 2 du mois prochain", "2026-12-02", "2026-12-02"),
    ("le 3 du mois dernier", "2026-10-03", "2026-10-03"),
    ("ya 3 semaines", "2026-11-02", "2026-11-02"),
    ("d'ici quinze jours", "2026-12-08", "2026-12-08"),
    ("le lundi 16 novembre 2026", "2026-11-16", "2026-11-16"),
]  # fmt: skip


@pytest.mark.parametrize(("texte", "passe", "futur"), DATES, ids=[d[0] for d in DATES])
def test_une_date_se_dit_de_toutes_les_facons(
    texte: str, passe: str, futur: str, lexique: Lexique
) -> None:
    dates = [e for e in extract(texte, lexique, LE) if e["entity"] == "date"]
    assert [(e["passe"], e["futur"]) for e in dates] == [(passe, futur)]


@pytest.mark.parametrize(
    "texte",
    ["le 31 juin", "45/13/2026", "le 0 mars", "mais", "en sept", "j'ai été licencié", "prime de noël",
     "j'habite le 93", "samedi 32", "mardi 99", "on a été trois"],
)  # fmt: skip
def test_ce_qui_n_est_pas_une_date_n_en_devient_pas_une(texte: str, lexique: Lexique) -> None:
    jours = [e for e in extract(texte, lexique, LE) if e["entity"] == "date"]
    assert not jours or texte == "en sept"  # « sept. » may be September


NOMBRES = [("deux", 2), ("vingt et un", 21), ("soixante-dix-sept", 77), ("quatre-vingts", 80),
           ("97", 97), ("un", 1)]  # fmt: skip


@pytest.mark.parametrize(("texte", "nombre"), NOMBRES)
def test_un_nombre_se_dit_en_lettres_ou_en_chiffres(
    texte: str, nombre: int, lexique: Lexique
) -> None:
    trouves = [e["value"] for e in extract(texte, lexique, LE) if e["entity"] == "nombre"]
    assert trouves == [nombre]


def test_un_montant_garde_ses_milliers(lexique: Lexique) -> None:
    montants = [e["value"] for e in extract("1 200,50 € par mois", lexique, LE)
                if e["entity"] == "montant"]  # fmt: skip
    assert montants == [1200.5]
