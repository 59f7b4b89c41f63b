"""What a counsellor says of the usager. The day is Monday 23 November 2026."""

from __future__ import annotations

from typing import Any

import pytest

from bot.extraction.extraire import extract
from bot.extraction.lexique import Lexique
from tests.bot.test_extraction import LE, NOTER, facts

# Une conseillère parle : ce qu'elle dit de l'usager est proposé, jamais noté d'office.
DITS_D_UN_AUTRE = [
    ("Madame a deux enfants de 3 et 5 ans", {"nb_enfants": 2}),
    ("Bonjour, Madame a 34 ans et elle vit à Lens", {"age": 34}),
    ("Monsieur a été licencié le 2 octobre", {"rupture": "licenciement",
     "date_fin_contrat": "2026-10-02"}),
    ("Cette dame est au chômage", {"statut_pro": "demandeur_emploi"}),
    ("Madame est salariée du privé", {"statut_pro": "salarie_prive"}),
    ("Mon usager est fonctionnaire", {"statut_pro": "agent_public"}),
    ("Bonjour. Monsieur touche l'AAH", {"aah": "oui"}),
    ("Madame vit seule", {"en_couple": "non"}),
]  # fmt: skip


@pytest.mark.parametrize(
    ("texte", "attendus"), DITS_D_UN_AUTRE, ids=[t for t, _ in DITS_D_UN_AUTRE]
)
def test_ce_qu_une_conseillere_dit_de_l_usager_est_propose(
    texte: str, attendus: dict[str, Any], lexique: Lexique
) -> None:
    proposes = facts(texte, lexique)
    assert {nom: proposes.get(nom) for nom in attendus} == attendus
    assert not set(attendus) & set(facts(texte, lexique, NOTER))


def test_la_place_d_un_fait_dit_d_un_autre_est_celle_de_ses_mots(lexique: Lexique) -> None:
    texte = "Bonjour, Madame a deux enfants et un chien"
    fait = next(e for e in extract(texte, lexique, LE) if e.get("nom") == "nb_enfants")
    assert texte[fait["start"] : fait["end"]] == "Madame a deux enfants"
