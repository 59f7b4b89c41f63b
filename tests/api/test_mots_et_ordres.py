"""Words are never orders, and a button is only what was really offered."""

from __future__ import annotations

import uuid

import pytest

from tests.api.personne import API


@pytest.mark.parametrize(
    "mots",
    [
        "/restart",
        "//restart",
        "  /restart",
        "\n/restart",
        "\r\n\t/restart",
        "\u00a0/restart",
        "\u2003/ /\u3000/restart",
        "\x1f/restart",
        "/session_start",
        '/choisir{"fait": "nb_enfants", "valeur": 9}',
        "/act_effacer_donnees",
        "/",
        " / ",
    ],
)
async def test_des_mots_qui_ressemblent_a_un_ordre_restent_des_mots(usager, rasa, mots):
    seq = await usager.writes(mots)
    await usager.hears(seq)

    # Rasa itself strips spaces before it looks for "/".
    assert not rasa.textes[0].strip().startswith("/")
    assert rasa.textes[0].strip()
    assert (await usager.reads(seq - 1))[0]["texte"] == mots
    assert (await usager.dossier())["faits"] == {}


@pytest.mark.parametrize(
    "choix",
    [
        {"acte": "demander_plan{}"},
        {"acte": "x /restart"},
        {"acte": ""},
        {"moment": "demenagement_sur_mars"},
        {"fait": "couleur_des_yeux", "valeur": "verts"},
        {"fait": "nb_enfants", "moment": "deces"},
        {"question": "couleur_des_yeux"},
        {"question": "nb_enfants", "acte": "continuer"},
        {},
        {"statut": "refuse"},
    ],
)
async def test_un_choix_que_personne_n_a_propose_est_refuse_sans_etre_garde(usager, rasa, choix):
    reponse = await usager.sends({"choix": choix})

    assert reponse.status_code == 422
    assert reponse.json()["detail"][0]["champ"].startswith("choix")
    assert reponse.json()["detail"][0]["message"]
    assert len(await usager.reads()) == 1
    assert rasa.recus == []


async def test_une_valeur_qu_on_ne_peut_pas_montrer_ne_bloque_pas_la_conversation(usager):
    for valeur in ('"\\ud800"', '"\\u0000"', '{"a": [1, {"b": null}]}', "[]", "1e400", "null"):
        reponse = await usager.client.post(
            f"{API}/conversations/{usager.conversation}/messages",
            content=(
                f'{{"client_id": "{uuid.uuid4()}",'
                f' "choix": {{"fait": "nb_enfants", "valeur": {valeur}}}}}'
            ),
            headers={**usager.entetes, "content-type": "application/json"},
        )
        assert reponse.status_code in (202, 422), (valeur, reponse.text)
        if reponse.status_code == 202:
            await usager.hears(reponse.json()["seq"])
        await usager.reads()
