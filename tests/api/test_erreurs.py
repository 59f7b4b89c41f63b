"""Refusals: always the same shape, a sentence in French, what is known instead."""

from __future__ import annotations

import pytest

from tests.api.personne import API

pytestmark = pytest.mark.parametrize("url_base", ["sqlite"], indirect=True)


def check_shape(reponse, statut: int) -> dict:
    """The one shape of a refusal; its first line."""
    assert reponse.status_code == statut, reponse.text
    assert reponse.headers["content-type"] == "application/json"
    corps = reponse.json()
    assert set(corps) == {"detail"}
    for ligne in corps["detail"]:
        assert {"champ", "code", "message"} <= set(ligne) <= {"champ", "code", "message", "connus"}
        assert ligne["champ"]
        assert ligne["message"][0].isupper()
        assert ligne["message"].endswith(".")
        assert "{" not in ligne["message"]
    return corps["detail"][0]


@pytest.mark.parametrize(
    ("chemin", "corps", "champ", "code"),
    [
        ("/plan", {}, "moments", "champ_manquant"),
        ("/plan", {"moments": []}, "moments", "champ_invalide"),
        ("/plan", {"moments": "naissance"}, "moments", "champ_invalide"),
        ("/plan", {"moments": ["mars"]}, "moments", "moment_inconnu"),
        ("/plan", {"moments": ["deces"], "le": "hier"}, "le", "champ_invalide"),
        ("/plan", {"moments": ["deces"], "lieu": "Lyonne"}, "lieu", "lieu_inconnu"),
        (
            "/plan",
            {"moments": ["deces"], "faits": {"couleur": 1}},
            "faits.couleur",
            "fait_inconnu",
        ),
        (
            "/question",
            {"moments": ["naissance"], "faits": {"nb_enfants": -1}},
            "faits.nb_enfants",
            "nombre_trop_petit",
        ),
        ("/question", {"moments": ["naissance"], "faits": []}, "faits", "champ_invalide"),
        ("/dossiers", {"langue": 3}, "langue", "champ_invalide"),
        ("/liens/echange", {}, "lien", "champ_manquant"),
    ],
)
async def test_une_demande_mal_faite_dit_le_champ_et_la_raison(client, chemin, corps, champ, code):
    ligne = check_shape(await client.post(API + chemin, json=corps), 422)

    assert (ligne["champ"], ligne["code"]) == (champ, code)


@pytest.mark.parametrize("contenu", [b"", b"{", b"pas du json", b"\xff\xfe", b"null", b"[]", b"3"])
async def test_un_corps_illisible_est_refuse_sans_trace_technique(client, contenu):
    reponse = await client.post(
        f"{API}/plan", content=contenu, headers={"content-type": "application/json"}
    )

    check_shape(reponse, reponse.status_code)
    assert reponse.status_code in (400, 422)
    assert "Traceback" not in reponse.text


async def test_un_moment_ou_un_fait_inconnu_donne_ceux_qui_existent(client):
    moment = check_shape(await client.post(f"{API}/plan", json={"moments": ["mars"]}), 422)
    fait = check_shape(await client.get(f"{API}/faits/couleur"), 422)

    assert {"naissance", "retraite"} <= set(moment["connus"])
    assert {"nb_enfants", "date_prevue"} <= set(fait["connus"])


async def test_un_moment_pas_encore_ecrit_donne_ceux_qui_le_sont(client, retraite_non_ecrite):
    ligne = check_shape(await client.post(f"{API}/plan", json={"moments": ["retraite"]}), 422)

    assert ligne["code"] == "moment_indisponible"
    assert {"naissance", "separation", "deces"} <= set(ligne["connus"])
    assert "retraite" not in ligne["connus"]


async def test_une_adresse_ou_une_methode_inconnue_est_dite_comme_les_autres_refus(client):
    check_shape(await client.get(f"{API}/rien"), 404)
    check_shape(await client.put(f"{API}/plan", json={}), 405)


async def test_plusieurs_champs_faux_sont_tous_dits_en_une_fois(client):
    reponse = await client.post(f"{API}/plan", json={"moments": 1, "le": "x", "faits": 2})

    check_shape(reponse, 422)
    assert {ligne["champ"] for ligne in reponse.json()["detail"]} == {"moments", "le", "faits"}


async def test_des_faits_proposes_de_travers_disent_lequel(usager):
    reponse = await usager.call(
        "POST",
        "/faits",
        {"faits": [{"nom": "nb_enfants", "valeur": 1}, {"valeur": 2}], "dit_par": "voisin"},
    )

    check_shape(reponse, 422)
    assert {li["champ"] for li in reponse.json()["detail"]} == {"faits.1.nom", "dit_par"}


async def test_un_demi_caractere_dans_un_nom_de_fait_est_refuse_et_non_une_panne(usager):
    for chemin, corps in [
        (f"/dossiers/{usager.id}/faits", b'{"faits": [{"nom": "\\ud83d", "valeur": 1}]}'),
        (f"/dossiers/{usager.id}/moments", b'{"moment": "\\ud83d"}'),
        ("/plan", b'{"moments": ["deces"], "faits": {"\\ud83d": 1}}'),
        ("/plan", b'{"moments": ["deces"], "faits": {"nb_enfants": "\\ud83d"}}'),
        ("/plan", b'{"moments": ["deces"], "lieu": "\\ud83d"}'),
        ("/liens/echange", b'{"lien": "\\ud83d"}'),
    ]:
        reponse = await usager.client.post(
            API + chemin,
            content=corps,
            headers={**usager.entetes, "content-type": "application/json"},
        )
        check_shape(reponse, 422)


@pytest.mark.parametrize("motif", ["\x00", "x" * 41, "Je veux parler à quelqu'un", ""])
async def test_le_motif_d_une_demande_est_un_mot_connu_et_non_une_phrase(usager, motif):
    reponse = await usager.call("POST", "/escalades", {"motif": motif})

    assert check_shape(reponse, 422)["champ"] == "motif"
