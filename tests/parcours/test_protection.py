"""Someone may be in danger: what the content lets be asked, shown and printed."""

from __future__ import annotations

import datetime as dt
import itertools
import re
from typing import Any

import pytest

from api.languages.labels import Labels
from api.parcours.plan import make_plan
from api.parcours.service import ParcoursService
from api.web.rendu import keep_neutral

LE = dt.date(2026, 11, 22)
EN_DANGER = {"en_securite": ["non", "ne_sait_pas", "prefere_pas"]}
DEMARCHES = {
    "accord_demarches": True,
    "enfants_exposes": True,
    "besoin_abri": True,
    "situations_violences": ["parti", "bail", "comptes", "travail"],
    "sejour": "titre_regulier",
}
PREUVES = ("aucun", "plainte", "ordonnance_protection", "signalement_procureur")
# What a paper found in a pocket must not say.
PARLANT = re.compile(
    r"violen|victim|agress|maltrait|auteur|femmes|danger|frapp|plainte|cyber|harc", re.IGNORECASE
)
# « Il n'est jamais proposé » may be said; the step, the service and the advice may not.
MEDIATION = re.compile(r"médiat(?:ion|eur|rice)", re.IGNORECASE)


def situate(parcours: ParcoursService, moments: list[str], **faits: Any):
    return parcours.situate(moments, parcours.read_facts(faits, LE), LE)


def steps(parcours: ParcoursService, moments: list[str], **faits: Any) -> list[Any]:
    return [e.situee.etape for e in make_plan(situate(parcours, moments, **faits)).etapes]


def test_une_garde_de_danger_protege_meme_si_le_moment_n_est_pas_ouvert(parcours):
    assert not situate(parcours, ["separation"]).protegee
    assert not situate(parcours, ["separation"], en_securite="oui").protegee
    for reponse in EN_DANGER["en_securite"]:
        assert situate(parcours, ["separation"], en_securite=reponse).protegee, reponse


def test_ouvrir_le_moment_qui_protege_suffit(parcours):
    assert situate(parcours, ["violences"]).protegee
    assert situate(parcours, ["naissance", "violences"], role_violences="temoin").protegee


def test_un_moment_ordinaire_n_est_pas_protege(parcours):
    assert not situate(parcours, ["naissance"], evenement_naissance="indecis").protegee
    assert not situate(parcours, ["deces", "perte_emploi"]).protegee


@pytest.mark.parametrize("autre", ["naissance", "separation", "perte_emploi", "bilan_droits"])
def test_ouvrir_le_moment_qui_protege_fait_taire_les_autres(parcours, autre):
    """Said by a button, without a word more: nothing administrative is asked beside it."""
    situation = situate(parcours, [autre, "violences"])
    assert situation.free_moments == ["violences"]
    assert make_plan(situation).prochaine_question == "danger_immediat"
    assert {e.id[:3] for e in steps(parcours, [autre, "violences"])} == {"VIO"}


def test_avoir_dit_etre_en_securite_avant_n_y_change_rien(parcours):
    etapes = steps(parcours, ["separation", "violences"], en_securite="oui", nb_enfants=2)
    assert {e.id[:3] for e in etapes} == {"VIO"}


def test_un_temoin_garde_ses_propres_demarches_mais_les_questions_de_securite_passent_avant(
    parcours,
):
    situation = situate(parcours, ["naissance", "violences"], role_violences="temoin")
    assert situation.free_moments == ["naissance", "violences"]
    assert make_plan(situation).prochaine_question == "danger_immediat"


ENTREES = [
    (["violences"], {}),
    (["separation", "violences"], {"en_securite": "non"}),
    (["separation", "violences"], {"en_securite": "oui"}),
    (["naissance", "separation", "violences"], {"en_securite": "ne_sait_pas"}),
    (["perte_emploi", "logement", "violences"], {}),
]


@pytest.mark.parametrize(("moments", "dits"), ENTREES)
@pytest.mark.parametrize("reponses", itertools.product(("oui", "non", None), repeat=3))
def test_trois_questions_au_plus_quoi_que_la_personne_reponde(parcours, moments, dits, reponses):
    """`None`: the person would rather not answer."""
    faits, posees = dict(dits), []
    while (nom := make_plan(situate(parcours, moments, **faits)).prochaine_question) is not None:
        posees.append(nom)
        assert len(posees) <= 3, posees
        reponse = reponses[len(posees) - 1]
        faits[nom] = "refuse" if reponse is None else reponse
    assert set(posees) <= {"danger_immediat", "enfants_exposes", "besoin_abri"}
    if faits["danger_immediat"] == "oui":
        assert posees == ["danger_immediat"]


def every_plan(parcours: ParcoursService):
    """The steps and variants shown to everyone whom violence concerns, alone or while separating."""
    faits = [
        {**base, "role_violences": role, "preuve_violences": preuve, "danger_immediat": danger}
        for role in ("victime", "temoin", "mineur", "auteur")
        for preuve in PREUVES
        for danger in ("oui", "non")
        for base in ({}, DEMARCHES)
    ]
    for moments in (["violences"], ["separation", "violences"], ["separation"]):
        for dits in faits:
            for securite in ("oui", "non"):
                for abri in (True, False):
                    yield (
                        moments,
                        {
                            **dits,
                            "en_securite": securite,
                            "mise_en_securite": abri,
                            "nb_enfants": 2,
                            "autre_parent_joignable": True,
                            "accord_parents": True,
                        },
                    )


def test_aucune_mediation_n_est_conseillee_ni_montree(parcours):
    vues = 0
    for moments, faits in every_plan(parcours):
        if faits["role_violences"] == "temoin" and faits["en_securite"] == "oui":
            continue  # their own separation is not the one they witnessed
        plan = make_plan(situate(parcours, moments, **faits))
        for e in plan.etapes:
            dits = " ".join([e.situee.etape.titre, e.situee.etape.action, *e.situee.etape.canaux])
            assert "mediation" not in e.organismes, (moments, faits)
            assert not MEDIATION.search(dits), (e.situee.etape.id, dits)
            vues += 1
        for d in plan.declinaisons:
            conseille = re.sub(r"On ne vous propose jamais de médiation\.", "", d.change)
            assert not MEDIATION.search(f"{d.titre} {conseille} {d.humain}"), d.id
    assert vues > 1000


def test_aucune_parole_ne_conseille_une_mediation(textes):
    for acte, entree in textes.actes.items():
        if acte.startswith("violences.") or acte == "separation.garde_violences":
            textes_dits = [entree["texte"], *(v["texte"] for v in entree.get("variantes", []))]
            assert not any(MEDIATION.search(t) for t in textes_dits), acte


def test_les_demarches_de_separation_n_arrivent_qu_une_fois_a_l_abri(parcours):
    for moments, faits in every_plan(parcours):
        if faits["mise_en_securite"] or faits["role_violences"] in ("temoin", "auteur"):
            continue
        dite = "violences" in moments or faits["en_securite"] == "non"
        if not dite and faits["role_violences"] != "victime":
            continue
        ids = {e.id for e in steps(parcours, moments, **faits)}
        assert not {i for i in ids if i.startswith("SEP")} - {"SEP-00"}, (moments, faits)


def test_une_fois_a_l_abri_la_separation_se_rouvre_sans_mediation(parcours):
    ids = {
        e.id
        for e in steps(
            parcours,
            ["separation", "violences"],
            en_securite="non",
            danger_immediat="non",
            mise_en_securite=True,
            nb_enfants=2,
        )
    }
    assert {"SEP-01", "VIO-04"} <= ids
    assert "SEP-16" not in ids


@pytest.mark.parametrize("role", ["victime", "temoin", "mineur", "auteur"])
def test_les_numeros_a_imprimer_ne_disent_pas_pourquoi_on_appelle(parcours, textes, role):
    labels = Labels(parcours, textes)
    for preuve in PREUVES:
        faits = {**DEMARCHES, "role_violences": role, "preuve_violences": preuve}
        situation = situate(parcours, ["violences"], danger_immediat="non", **faits)
        plan = labels.plan(make_plan(situation), situation)
        noms = [o.nom_discret or o.nom for o in plan.numeros]
        assert noms
        assert not [n for n in noms if PARLANT.search(n)], noms


def test_sous_la_garde_d_une_separation_le_papier_a_quand_meme_des_numeros(parcours, textes):
    situation = situate(parcours, ["separation"], en_securite="non")
    plan = Labels(parcours, textes).plan(make_plan(situation), situation)

    assert plan.protege
    assert {o.id for o in plan.numeros} == {"femmes_info_3919", "france_victimes"}


def test_rien_n_est_presente_comme_a_faire_cette_semaine(parcours, textes):
    situation = situate(parcours, ["separation", "violences"], danger_immediat="non")
    assert Labels(parcours, textes).plan(make_plan(situation), situation).cette_semaine == []


def test_les_titres_de_ce_moment_sont_neutres(parcours, textes):
    """Titles are what a person passing behind reads first."""
    contenu = parcours.bibliotheque.parcours["violences"]
    situation = situate(parcours, ["violences"])
    for titre in (
        Labels(parcours, textes).moment("violences", situation).titre,
        *(d.titre for d in contenu.declinaisons),
        *(parcours.fact(nom).titre for nom in contenu.questions),
    ):
        assert not PARLANT.search(titre), titre


def test_chaque_fait_et_chaque_etape_a_une_adresse_neutre_a_soi(parcours):
    noms = list(parcours.vocabulaire.faits)
    noms += [e.id for p in parcours.bibliotheque.parcours.values() for e in p.etapes]
    assert len({keep_neutral(nom) for nom in noms}) == len(noms)
