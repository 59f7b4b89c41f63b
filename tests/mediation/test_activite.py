"""Counts of a structure: hidden when small; the sandbox's people are the reviewed cases."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.mediation.activite import K, count, delay, hide
from api.mediation.contenu import delivered
from api.mediation.personas import find, live

comptes = st.dictionaries(st.text(min_size=1, max_size=3), st.integers(0, 40), max_size=6)


@given(comptes)
def test_aucun_petit_nombre_ne_se_lit_ni_ne_se_deduit(donnes):
    groupe = hide("moment", donnes)
    montres = [n for _, n in groupe.lignes if n is not None]
    caches = [n for n in donnes.values() if 0 < n < K]

    assert all(n >= K for n in montres)
    assert len(groupe.lignes) == sum(n > 0 for n in donnes.values())
    if groupe.total is not None:
        reste = groupe.total - sum(montres)
        assert reste == sum(caches)
        assert reste == 0 or (reste >= K and len(caches) > 1)


def test_les_groupes_viennent_du_journal_sans_rien_saisir():
    groupes = count(
        [
            ("accueil", "", "ar", 3),
            ("retour", "", "", 2),
            ("moment", "", "separation", 4),
            ("faire_pour", "sante", "", 5),
            ("imprimer", "", "plan", 9),
        ]
    )
    assert groupes["accueil"] == {"ar": 3}
    assert groupes["visites"] == {"accueil": 3, "retour": 2}
    assert groupes["demarche"] == {"sante:faire_pour": 5}
    assert sum(groupes["appui"].values()) == 0


def test_le_delai_d_une_caisse_se_dit_en_trois_mots():
    le = dt.datetime(2026, 11, 23, 10, tzinfo=dt.UTC)
    heures = (3, 24 * 3, 24 * 9)
    assert [delay(le, le + dt.timedelta(hours=h)) for h in heures] == ["jour", "semaine", "plus"]
    assert delay(le, None) == "attente"


@pytest.mark.parametrize("url_base", ["sqlite"], indirect=True)
async def test_huit_personnes_fictives_vivent_exactement_leur_cas(espace):
    personas = delivered().personas
    assert len(personas) >= 8
    for persona in personas:
        _, cas = find(delivered(), persona.id)
        accueil = await espace.receive(persona=persona.id)
        refuses = await live(espace.dossiers, accueil.dossier_id, persona.moment, cas)
        plan, _ = await espace.dossiers.plan(accueil.dossier_id, cas.le)
        assert not refuses, persona.id
        assert set(cas.etapes) <= {e for x in plan.etapes for e in x.ids}, persona.id
    assert await espace.accueils.people() == []
