"""OpenFisca apart: it may crash, hang or babble; the application waits for none of it."""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
import math
import sys
import time
from collections.abc import AsyncIterator
from typing import Any

import pytest

from api.rights.foyer import Adulte, Foyer, Logement
from api.rights.openfisca.calcul import compute
from api.rights.openfisca.processus import Calculateur, CalculIndisponible
from api.rights.openfisca.variables import Selection
from tests.rights.openfisca.atelier_factice import PREUVES
from tests.rights.openfisca.foyers import FOYERS, MOIS

FACTICE = (sys.executable, "-m", "tests.rights.openfisca.atelier_factice")


def household(loyer: float) -> Foyer:
    """One household, told from the others by its rent."""
    return Foyer(Adulte(dt.date(1990, 1, 1)), logement=Logement("locataire_vide", loyer))


def calculator(**reglages: Any) -> Calculateur:
    return Calculateur(**({"delai": 20.0, "patience": 60.0, "commande": FACTICE} | reglages))


@pytest.fixture
async def calculateur() -> AsyncIterator[Calculateur]:
    calculateur = calculator()
    yield calculateur
    await calculateur.aclose()


async def test_chaque_foyer_recoit_ses_valeurs_dans_l_ordre(calculateur: Calculateur) -> None:
    resultat = await calculateur.compute([household(700), household(500)], MOIS)
    assert resultat["loyer"] == [700, 500]
    assert math.isnan(resultat["are"][0])


async def test_une_situation_deja_vue_ne_se_recalcule_pas(calculateur: Calculateur) -> None:
    await calculateur.compute([household(700)], MOIS)
    resultat = await calculateur.compute([household(500), household(700)], MOIS)
    assert resultat["calculs"] == [2, 1]
    suivant = await calculateur.compute([household(700)], MOIS.replace(month=12))
    assert suivant["calculs"] == [3], "another month is another situation"


async def test_la_memoire_oublie_les_situations_les_plus_anciennes() -> None:
    calculateur = calculator(taille_cache=2)
    for loyer in (500, 600, 500, 700):
        await calculateur.compute([household(loyer)], MOIS)
    resultat = await calculateur.compute([household(500), household(600)], MOIS)
    await calculateur.aclose()
    assert resultat["calculs"] == [1, 4]


async def test_rien_a_calculer_ne_demarre_rien(calculateur: Calculateur) -> None:
    assert await calculateur.compute([], MOIS) == {}


@pytest.mark.parametrize(("panne", "cause"), [("plante", "Error"), ("confus", "Error")])
async def test_apres_une_panne_le_calcul_suivant_aboutit(
    panne: str, cause: str, calculateur: Calculateur, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING), pytest.raises(CalculIndisponible, match=cause):
        await calculateur.compute([household(PREUVES[panne])], MOIS)
    assert [r.name for r in caplog.records if r.name != "asyncio"] == ["jalons.droits"]
    assert "1990" not in caplog.text
    assert (await calculateur.compute([household(500)], MOIS))["loyer"] == [500]


async def test_un_calcul_trop_lent_est_arrete_et_le_suivant_aboutit() -> None:
    calculateur = calculator(delai=1.0)
    with pytest.raises(CalculIndisponible):
        await calculateur.compute([household(PREUVES["lent"])], MOIS)
    assert (await calculateur.compute([household(500)], MOIS))["loyer"] == [500]
    await calculateur.aclose()


async def test_un_calcul_refuse_par_openfisca_ne_dit_que_sa_sorte(
    calculateur: Calculateur,
) -> None:
    with pytest.raises(CalculIndisponible, match="SpiralError"):
        await calculateur.compute([household(PREUVES["erreur"])], MOIS)
    assert calculateur.ready, "the process is sound: it is kept"


async def test_qui_renonce_n_arrete_pas_le_processus(calculateur: Calculateur) -> None:
    await calculateur.warm_up()
    abandonne = asyncio.create_task(calculateur.compute([household(500)], MOIS))
    await asyncio.sleep(0)
    abandonne.cancel()
    resultat = await calculateur.compute([household(500), household(600)], MOIS)
    assert resultat["loyer"] == [500, 600]


async def test_le_calcul_n_attend_pas_longtemps_un_processus_froid(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("ECHAUFFEMENT", "3")
    calculateur = calculator(patience=0.05)
    debut = time.perf_counter()
    with pytest.raises(CalculIndisponible, match="warming up"):
        await calculateur.compute([household(500)], MOIS)
    assert time.perf_counter() - debut < 2
    assert not calculateur.ready
    await calculateur.warm_up()
    assert calculateur.ready
    assert (await calculateur.compute([household(500)], MOIS))["loyer"] == [500]
    await calculateur.aclose()


async def test_un_echauffement_lent_ne_compte_pas_dans_le_delai_du_calcul(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Three times the limit of a calculation: the process is waited for, never ended."""
    monkeypatch.setenv("ECHAUFFEMENT", "1.5")
    calculateur = calculator(delai=0.5, patience=60.0)
    with caplog.at_level(logging.WARNING):
        assert (await calculateur.compute([household(500)], MOIS))["loyer"] == [500]
    assert [r for r in caplog.records if r.name == "jalons.droits"] == []
    await calculateur.aclose()


async def test_la_boucle_tourne_pendant_le_calcul() -> None:
    calculateur = calculator(delai=0.5)
    await calculateur.warm_up()
    calcul = asyncio.create_task(calculateur.compute([household(PREUVES["lent"])], MOIS))
    tours = 0
    while not calcul.done():
        await asyncio.sleep(0.01)
        tours += 1
    assert tours > 5
    assert isinstance(calcul.exception(), CalculIndisponible)
    await calculateur.aclose()


async def test_un_programme_qui_ne_demarre_pas_rend_le_calcul_indisponible() -> None:
    calculateur = calculator(commande=(sys.executable, "-c", "raise SystemExit(1)"))
    with pytest.raises(CalculIndisponible, match="not started"):
        await calculateur.warm_up()
    with pytest.raises(CalculIndisponible, match="not started"):
        await calculateur.compute([household(500)], MOIS)
    await calculateur.aclose()
    with pytest.raises(CalculIndisponible, match="closed"):
        await calculateur.compute([household(500)], MOIS)


async def test_deux_demandes_a_la_fois_recoivent_chacune_la_leur(calculateur: Calculateur) -> None:
    reponses = await asyncio.gather(
        *(calculateur.compute([household(loyer)], MOIS) for loyer in (500, 600, 700))
    )
    assert [r["loyer"] for r in reponses] == [[500], [600], [700]]


async def test_le_vrai_processus_dit_ce_que_dit_le_calcul(
    systeme: Any, selection: Selection
) -> None:
    foyer = FOYERS["mère seule, deux enfants, 1 100 €"]
    calculateur = Calculateur(delai=200, patience=300)
    await calculateur.warm_up()
    resultat = await calculateur.compute([foyer], MOIS)
    await calculateur.aclose()
    attendu = compute(systeme, selection, [foyer], MOIS)
    assert {n: v for n, v in resultat.items() if not math.isnan(v[0])} == {
        n: v for n, v in attendu.items() if not math.isnan(v[0])
    }
