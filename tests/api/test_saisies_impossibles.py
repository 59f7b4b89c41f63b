"""What cannot be true: said plainly, asked again, and nothing else is lost.

The postal code that does not exist is in test_competents.py.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from tests.api.personne import Personne

pytestmark = pytest.mark.parametrize("url_base", ["sqlite"], indirect=True)

DEMAIN = (dt.date.today() + dt.timedelta(days=1)).isoformat()
IL_Y_A_UN_AN = (dt.date.today() - dt.timedelta(days=365)).isoformat()


async def refused(usager: Personne, nom: str, valeur: Any) -> dict[str, Any]:
    """What is refused, once checked that the rest stays and that the question is still open."""
    avant = (await usager.dossier())["faits"]
    resultat = await usager.notes({"nom": nom, "valeur": valeur})
    (refus,) = resultat["refuses"]
    assert resultat["notes"] == []
    assert refus["nom"] == nom
    assert "{" not in refus["message"] and "Vérifiez" in refus["message"]
    assert (await usager.dossier())["faits"] == avant
    return refus


async def asked_again(usager: Personne, nom: str) -> bool:
    """Whether the fact is still among what is asked, once the other questions are skipped."""
    for _ in range(60):
        question = (await usager.call("GET", "/suite")).json()["question"]
        if question is None:
            return False
        if question["fait"] == nom:
            return True
        await usager.notes({"nom": question["fait"], "statut": "ne_sait_pas"})
    raise AssertionError("the questions never end")


async def test_un_deces_dans_le_futur_est_refuse_et_redemande(usager):
    await usager.opens("deces")
    await usager.knows(nb_enfants=2)
    refus = await refused(usager, "date_deces", DEMAIN)

    assert (refus["code"], refus["details"]) == ("date_future", {})
    assert "futur" in refus["message"]
    assert await asked_again(usager, "date_deces")


async def test_une_naissance_apres_l_evenement_est_refusee(usager):
    await usager.opens("separation")
    ici = dt.date.today()
    await usager.knows(en_securite="oui", date_separation=f"{ici.year - 30}-06-01")
    refus = await refused(usager, "date_naissance", f"{ici.year - 20}-06-01")

    assert refus["code"] == "evenement_avant_naissance"
    assert "naissance" in refus["message"]


async def test_un_enfant_ne_avant_sa_grossesse_est_refuse(usager):
    await usager.opens("naissance")
    await usager.knows(debut_grossesse=(dt.date.today() - dt.timedelta(days=60)).isoformat())
    refus = await refused(usager, "date_naissance_enfant", IL_Y_A_UN_AN)

    assert refus["code"] == "dates_dans_le_desordre"


async def test_une_activite_finie_avant_d_avoir_commence_est_refusee(usager):
    await usager.opens("independant")
    await usager.knows(date_creation=IL_Y_A_UN_AN)
    refus = await refused(
        usager, "date_cessation", (dt.date.today() - dt.timedelta(days=500)).isoformat()
    )

    assert refus["code"] == "dates_dans_le_desordre"


async def test_une_combinaison_impossible_est_refusee_et_redemandee(usager):
    await usager.opens("retraite")
    await usager.knows(statut_pro="retraite", nb_enfants=2)
    refus = await refused(usager, "age", 12)

    assert refus["code"] == "trop_jeune_pour_cela"
    await usager.knows(age=67)
    assert (await usager.dossier())["faits"]["age"]["valeur"] == 67


async def test_un_age_qui_n_est_pas_celui_de_la_date_est_refuse(usager):
    await usager.opens("majorite")
    await usager.knows(age_jeune=16)
    refus = await refused(usager, "date_naissance", f"{dt.date.today().year - 40}-01-01")

    assert refus["code"] == "age_a_verifier"


async def test_moteur_en_panne_le_refus_est_dit_et_la_question_revient(usager, rasa):
    rasa.debout = False
    await usager.opens("deces")
    await usager.knows(nb_enfants=2)
    refus, question = await usager.hears(await usager.presses(fait="date_deces", valeur=DEMAIN), 2)

    assert (refus["acte"], question["acte"]) == ("fait_refuse", "question")
    assert "futur" in refus["texte"]
    assert "nb_enfants" in (await usager.dossier())["faits"]
