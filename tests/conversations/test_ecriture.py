"""The writing of the conversations: checked in seconds, without a server."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import pytest

from api.errors import Refus
from api.languages.catalogues import Textes
from api.parcours.service import ParcoursService
from tests.conversations.repetition import Repetition
from tests.conversations.specification import (
    SUITES,
    ConversationEcrite,
    load_all,
    sent_value,
)

ECRITES = load_all()
TOUTES = [pytest.param(c, id=c.nom) for ecrites in ECRITES.values() for c in ecrites]
ACTES = Textes("fr").actes
MINIMUM = 12


@pytest.mark.parametrize("fichier", ["naissance", "separation", "deces", "general"])
def test_au_moins_douze_conversations_ecrites_par_moment(fichier: str) -> None:
    assert len(ECRITES[fichier]) >= MINIMUM


def test_les_conversations_ecrites_ont_chacune_leur_nom() -> None:
    noms = Counter(c.nom for ecrites in ECRITES.values() for c in ecrites)
    assert [nom for nom, fois in noms.items() if fois > 1] == []


@pytest.mark.parametrize("ecrite", TOUTES)
def test_les_conversations_ecrites_ne_nomment_que_ce_qui_existe(
    ecrite: ConversationEcrite, parcours: ParcoursService
) -> None:
    etapes = {e.id for p in parcours.bibliotheque.parcours.values() for e in p.etapes}
    moments = {*parcours.bibliotheque.moments}
    assert ecrite.named_steps - etapes == set()
    assert {*(ecrite.moments or ())} - moments == set()
    for tour in ecrite.tours:
        assert tour.named_acts - {*ACTES} == set()
        assert tour.named_facts - {*parcours.vocabulaire.faits} == set()
        propose = {*tour.propose, (tour.choix or {}).get("moment")} - {None}
        assert propose - moments == set()
        for nom, valeur in tour.given_values().items():
            try:
                parcours.coerce(nom, sent_value(valeur, dt.date.today()), dt.date.today())
            except Refus as refus:
                pytest.fail(f"{nom}: {valeur!r}: {refus.code}")


@pytest.mark.parametrize("ecrite", TOUTES)
def test_le_plan_attendu_decoule_de_ce_qui_est_dit(
    ecrite: ConversationEcrite, parcours: ParcoursService
) -> None:
    assert Repetition(ecrite, parcours, dt.date.today()).contradictions() == []


def test_une_suite_n_est_jamais_une_valeur(parcours: ParcoursService) -> None:
    """`ne_sait_pas` in a table is a skipped question, unless the fact has that very option."""
    propres = {
        nom
        for nom, fait in parcours.vocabulaire.faits.items()
        if any(o.valeur in SUITES for o in fait.options)
    }
    assert propres == {"danger_immediat", "en_securite"}
