"""A dossier: who may open it, the facts it knows, and how they change."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from api.dossiers.models import FaitDit, Jeton
from api.languages.langues import languages
from tests.api.personne import API, Personne
from tests.conftest import SECRET_INTERNE

pytestmark = pytest.mark.deux_bases


async def test_un_dossier_neuf_donne_sa_seule_cle_une_seule_fois(client, base):
    reponse = await client.post(f"{API}/dossiers", json={"langue": "fr"})

    assert reponse.status_code == 201
    assert set(reponse.json()) == {"id", "conversation", "jeton"}
    personne = Personne(client, reponse.json())
    relu = await personne.call("GET", "")
    assert personne.jeton not in relu.text
    async with base.session() as session:
        gardes = (await session.execute(select(Jeton.empreinte))).scalars().all()
    assert len(gardes) == 1
    assert personne.jeton not in gardes[0]


async def test_deux_dossiers_n_ont_ni_le_meme_numero_ni_la_meme_cle(client):
    une, autre = await Personne.arrives(client), await Personne.arrives(client)

    assert une.id != autre.id
    assert une.jeton != autre.jeton
    assert len(une.jeton) >= 40


@pytest.mark.parametrize(
    "entetes",
    [
        {},
        {"authorization": "Bearer "},
        {"authorization": "Bearer une-cle-au-hasard"},
        {"authorization": "Bearer clé-accentuée".encode()},
        {"authorization": "Basic dXNhZ2VyOnNlY3JldA=="},
    ],
    ids=["sans", "vide", "fausse", "accentuee", "autre-forme"],
)
async def test_sans_la_bonne_cle_le_dossier_semble_ne_pas_exister(client, usager, entetes):
    refuse = await client.get(f"{API}/dossiers/{usager.id}", headers=entetes)
    inexistant = await client.get(f"{API}/dossiers/aucun", headers=entetes)

    assert refuse.status_code == inexistant.status_code == 404
    assert refuse.json() == inexistant.json()


async def test_la_cle_d_une_personne_n_ouvre_pas_le_dossier_d_une_autre(client, usager):
    autre = await Personne.arrives(client)

    for methode, chemin, corps in [
        ("GET", "", None),
        ("GET", "/plan", None),
        ("GET", "/suite", None),
        ("POST", "/faits", {"faits": [{"nom": "nb_enfants", "valeur": 1}]}),
        ("POST", "/moments", {"moment": "naissance"}),
        ("POST", "/billet", None),
        ("POST", "/liens", None),
        ("DELETE", "/liens", None),
        ("POST", "/escalades", {}),
        ("GET", "/escalades", None),
        ("GET", "/escalades/JA-0000-000/fiche", None),
        ("PUT", "/escalades/JA-0000-000/accord", {"champs": []}),
        ("PUT", "/escalades/JA-0000-000/contact", {}),
        ("PUT", "/escalades/JA-0000-000/avis", {"utile": True}),
        ("PUT", "/etapes/NAI-01", {"faite": True}),
        ("DELETE", "/faits/nb_enfants", None),
        ("DELETE", "/faits/dernier", None),
        ("DELETE", "", None),
    ]:
        reponse = await client.request(
            methode, f"{API}/dossiers/{usager.id}{chemin}", json=corps, headers=autre.entetes
        )
        assert reponse.status_code == 404, (methode, chemin)
    assert (await usager.dossier())["faits"] == {}


async def test_le_serveur_d_actions_ouvre_le_dossier_avec_le_secret_interne(client, usager):
    interne = {"authorization": f"Bearer {SECRET_INTERNE}"}

    assert (await client.get(f"{API}/dossiers/{usager.id}", headers=interne)).status_code == 200
    inconnu = await client.get(f"{API}/dossiers/aucun", headers=interne)
    assert inconnu.status_code == 404


async def test_une_langue_qui_n_est_pas_encore_parlee_est_refusee_avec_celles_qui_le_sont(client):
    reponse = await client.post(f"{API}/dossiers", json={"langue": "prs"})

    assert reponse.status_code == 422
    assert reponse.json()["detail"][0]["champ"] == "langue"
    assert reponse.json()["detail"][0]["connus"] == sorted(languages())


# Facts ------------------------------------------------------------------------------------------


async def test_une_reponse_impossible_avec_le_reste_est_refusee_seule(client, usager):
    await client.post(
        f"{API}/dossiers/{usager.id}/faits",
        json={"faits": [{"nom": "statut_pro", "valeur": "retraite"}]},
        headers=usager.entetes,
    )
    reponse = await client.post(
        f"{API}/dossiers/{usager.id}/faits",
        json={"faits": [{"nom": "age", "valeur": 12}, {"nom": "nb_enfants", "valeur": 1}]},
        headers=usager.entetes,
    )
    assert [r["code"] for r in reponse.json()["refuses"]] == ["trop_jeune_pour_cela"]
    assert set((await usager.dossier())["faits"]) == {"statut_pro", "nb_enfants"}


async def test_un_fait_est_garde_avec_qui_l_a_dit_quand_et_comment(usager):
    avant = dt.datetime.now(dt.UTC)
    reponse = await usager.call(
        "POST",
        "/faits",
        {
            "faits": [{"nom": "nb_enfants", "valeur": 2, "comment": "phrase", "certitude": 0.9}],
            "dit_par": "mediateur",
        },
    )

    assert reponse.json()["notes"][0]["libelle"] == "Deux"
    fait = (await usager.dossier())["faits"]["nb_enfants"]
    assert (fait["valeur"], fait["statut"]) == (2, "connu")
    assert (fait["dit_par"], fait["comment"]) == ("mediateur", "phrase")
    assert avant <= dt.datetime.fromisoformat(fait["le"]) <= dt.datetime.now(dt.UTC)


async def test_je_ne_sais_pas_et_je_prefere_ne_pas_repondre_sont_des_reponses(usager):
    await usager.notes(
        {"nom": "en_couple", "statut": "ne_sait_pas", "comment": "bouton"},
        {"nom": "ressources", "statut": "refuse", "comment": "bouton"},
    )

    faits = (await usager.dossier())["faits"]
    assert faits["en_couple"]["statut"] == "ne_sait_pas"
    assert faits["ressources"]["statut"] == "refuse"
    assert faits["en_couple"]["valeur"] is faits["ressources"]["valeur"] is None
    assert faits["en_couple"]["libelle"] != faits["ressources"]["libelle"]


async def test_un_mauvais_fait_est_refuse_seul_avec_sa_raison(usager):
    resultat = await usager.notes(
        {"nom": "nb_enfants", "valeur": 2},
        {"nom": "nb_enfants", "valeur": 200},
        {"nom": "couleur_des_yeux", "valeur": "verts"},
        {"nom": "date_prevue", "valeur": "bientôt"},
        {"nom": "en_couple", "valeur": "peut-être"},
        {"nom": "evenement_naissance", "valeur": "mariage"},
        {"nom": "en_couple", "valeur": True},
    )

    assert [n["nom"] for n in resultat["notes"]] == ["nb_enfants", "en_couple"]
    assert [(r["nom"], r["code"]) for r in resultat["refuses"]] == [
        ("nb_enfants", "nombre_trop_grand"),
        ("couleur_des_yeux", "fait_inconnu"),
        ("date_prevue", "date_attendue"),
        ("en_couple", "oui_non_attendu"),
        ("evenement_naissance", "option_inconnue"),
    ]
    assert all(r["message"] and "{" not in r["message"] for r in resultat["refuses"])
    assert set((await usager.dossier())["faits"]) == {"nb_enfants", "en_couple"}


async def test_un_refus_dit_la_limite(usager):
    trop_tot = "1960-01-01"
    resultat = await usager.notes(
        {"nom": "nb_enfants", "valeur": 200},
        {"nom": "nb_attendus", "valeur": 0},
        {"nom": "date_deces", "valeur": trop_tot},
    )

    enfants, attendus, deces = resultat["refuses"]
    assert (enfants["details"], attendus["details"]) == ({"max": 20}, {"min": 1})
    assert "20 au plus" in enfants["message"] and "1 au moins" in attendus["message"]
    assert dt.date.fromisoformat(deces["details"]["min"]).year == dt.date.today().year - 50
    assert str(dt.date.today().year - 50) in deces["message"] and "-" not in deces["message"]


async def test_le_meme_fait_dit_deux_fois_n_est_garde_qu_une_fois(usager, base):
    await usager.knows(nb_enfants=2)
    redit = await usager.knows(nb_enfants=2)

    assert redit["notes"][0]["ancien_libelle"] is None
    async with base.session() as session:
        assert len((await session.execute(select(FaitDit))).scalars().all()) == 1


async def test_un_fait_corrige_dans_la_meme_phrase_garde_le_dernier_dit(usager):
    await usager.knows(nb_enfants=2)
    await usager.notes(
        {"nom": "nb_enfants", "valeur": 3},
        {"nom": "nb_enfants", "valeur": 2},
    )

    assert (await usager.dossier())["faits"]["nb_enfants"]["valeur"] == 2


async def test_un_fait_corrige_garde_son_histoire_et_un_seul_est_courant(usager, base):
    await usager.knows(nb_enfants=2)
    corrige = await usager.notes({"nom": "nb_enfants", "valeur": 3, "comment": "correction"})

    assert corrige["notes"][0]["ancien_valeur"] == 2
    assert corrige["notes"][0]["ancien_libelle"] == "Deux"
    async with base.session() as session:
        lignes = (await session.execute(select(FaitDit).order_by(FaitDit.id))).scalars().all()
    assert [(f.valeur, f.remplace_le is None) for f in lignes] == [(2, False), (3, True)]


async def test_la_base_elle_meme_refuse_deux_valeurs_courantes_d_un_fait(usager, base):
    await usager.knows(nb_enfants=2)

    async with base.session() as session:
        session.add(
            FaitDit(
                dossier_id=usager.id,
                nom="nb_enfants",
                valeur=3,
                statut="connu",
                dit_par="usager",
                comment="bouton",
            )
        )
        with pytest.raises(IntegrityError):
            await session.flush()


@pytest.mark.parametrize(("colonne", "valeur"), [("statut", "devine"), ("dit_par", "voisin")])
async def test_la_base_elle_meme_refuse_une_provenance_inconnue(usager, base, colonne, valeur):
    fait = {"statut": "connu", "dit_par": "usager", "comment": "bouton", colonne: valeur}

    async with base.session() as session:
        session.add(FaitDit(dossier_id=usager.id, nom="nb_enfants", valeur=3, **fait))
        with pytest.raises(IntegrityError):
            await session.flush()


async def test_revenir_en_arriere_oublie_la_derniere_reponse_puis_celle_d_avant(usager):
    await usager.knows(nb_enfants=2)
    await usager.knows(en_couple=True)

    assert (await usager.call("DELETE", "/faits/dernier")).json() == {"nom": "en_couple"}
    assert set((await usager.dossier())["faits"]) == {"nb_enfants"}
    assert (await usager.call("DELETE", "/faits/dernier")).json() == {"nom": "nb_enfants"}
    vide = await usager.call("DELETE", "/faits/dernier")
    assert vide.status_code == 404
    assert vide.json()["detail"][0]["code"] == "rien_a_oublier"


async def test_retirer_un_fait_rouvre_sa_question(usager):
    await usager.opens("naissance")
    await usager.knows(evenement_naissance="grossesse")
    assert (await usager.dossier())["question"]["fait"] != "evenement_naissance"

    assert (await usager.call("DELETE", "/faits/evenement_naissance")).status_code == 204
    assert (await usager.dossier())["question"]["fait"] == "evenement_naissance"


async def test_retirer_un_fait_qui_n_existe_pas_donne_ceux_qui_existent(usager):
    reponse = await usager.call("DELETE", "/faits/couleur_des_yeux")

    assert reponse.status_code == 422
    assert "nb_enfants" in reponse.json()["detail"][0]["connus"]


async def test_une_reponse_refusee_a_la_question_de_securite_protege(usager):
    await usager.opens("separation")
    await usager.notes({"nom": "en_securite", "statut": "refuse", "comment": "bouton"})

    suite = (await usager.call("GET", "/suite")).json()
    assert suite["garde"] == "separation.garde_violences"
    assert suite["question"] is None


# Moments ----------------------------------------------------------------------------------------


async def test_les_moments_s_ouvrent_dans_l_ordre_et_une_seule_fois(usager):
    ouvre = await usager.call("POST", "/moments", {"moment": "deces"})
    assert ouvre.json() == {"ouverts": ["deces"], "nouveau": True, "disponible": True}
    await usager.opens("naissance")
    encore = await usager.call("POST", "/moments", {"moment": "deces"})

    assert encore.json() == {
        "ouverts": ["deces", "naissance"],
        "nouveau": False,
        "disponible": True,
    }
    assert (await usager.dossier())["moments"] == ["deces", "naissance"]


async def test_un_moment_pas_encore_ecrit_n_est_pas_ouvert_mais_n_est_pas_une_erreur(
    usager, retraite_non_ecrite
):
    reponse = await usager.call("POST", "/moments", {"moment": "retraite"})

    assert reponse.status_code == 200
    assert reponse.json() == {"ouverts": [], "nouveau": False, "disponible": False}


async def test_un_moment_inconnu_donne_ceux_qui_existent(usager):
    reponse = await usager.call("POST", "/moments", {"moment": "demenagement_sur_mars"})

    assert reponse.status_code == 422
    detail = reponse.json()["detail"][0]
    assert detail["champ"] == "moment"
    assert {"naissance", "separation", "deces"} <= set(detail["connus"])


# « Revenir à la question », under a guard ------------------------------------------------------


async def test_revenir_defait_ce_qui_tient_la_garde_et_non_la_derniere_chose_dite(usager):
    await usager.opens("separation")
    await usager.knows(en_securite="non")
    await usager.knows(nb_enfants=2, lien_couple="maries")
    oublie = (await usager.call("DELETE", "/faits/dernier")).json()

    assert oublie == {"nom": "en_securite"}
    suite = (await usager.call("GET", "/suite")).json()
    assert (suite["garde"], suite["question"]["fait"]) == (None, "en_securite")
    assert {"nb_enfants", "lien_couple"} <= set((await usager.dossier())["faits"])


async def test_revenir_defait_tout_ce_qui_tient_la_garde_quand_deux_reponses_la_tiennent(usager):
    await usager.opens("separation")
    await usager.knows(en_securite="non", role_violences="victime", nb_enfants=1)
    await usager.call("DELETE", "/faits/dernier")

    assert (await usager.call("GET", "/suite")).json()["garde"] is None
    assert set((await usager.dossier())["faits"]) == {"nb_enfants"}


async def test_revenir_sous_le_danger_immediat_repose_la_question_du_danger(usager):
    await usager.opens("violences")
    await usager.knows(danger_immediat="ne_sait_pas")
    await usager.knows(enfants_exposes=True)

    assert (await usager.call("DELETE", "/faits/dernier")).json() == {"nom": "danger_immediat"}
    suite = (await usager.call("GET", "/suite")).json()
    assert suite["question"]["fait"] == "danger_immediat"


async def test_sans_garde_revenir_defait_la_derniere_chose_dite(usager):
    await usager.opens("separation")
    await usager.knows(en_securite="oui")
    await usager.knows(nb_enfants=2)

    assert (await usager.call("DELETE", "/faits/dernier")).json() == {"nom": "nb_enfants"}


# A human, in danger -----------------------------------------------------------------------------


async def contacts_of(usager) -> list[str]:
    return (await usager.call("POST", "/escalades", {})).json()["organismes"]


async def test_en_danger_une_personne_n_est_jamais_un_guichet(usager):
    """Under the guard of a separation: neither the Caf nor a justice office."""
    await usager.opens("separation")
    await usager.knows(en_securite="non")
    assert await contacts_of(usager) == ["femmes_info_3919", "france_victimes"]


async def test_en_danger_immediat_la_police_vient_avant_l_ecoute(usager):
    await usager.opens("violences")
    await usager.knows(danger_immediat="oui")
    assert await contacts_of(usager) == ["police", "femmes_info_3919", "france_victimes"]


@pytest.mark.parametrize(
    ("role", "premier"),
    [("victime", "femmes_info_3919"), ("mineur", "enfance_en_danger"), ("auteur", "fnacav")],
)
async def test_chacun_recoit_ceux_qui_l_ecoutent(usager, role, premier):
    await usager.opens("violences")
    await usager.knows(role_violences=role, danger_immediat="non")
    assert (await contacts_of(usager))[0] == premier
