"""The estimation of a situation: what is said, what is not, and what happens when it fails."""

from __future__ import annotations

import asyncio
import datetime as dt
import itertools
import logging
from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from api.parcours.service import ParcoursService
from api.rights.bilan import Bilan
from api.rights.catalogue import Catalogue
from api.rights.foyer import Foyer
from api.rights.openfisca.processus import CalculIndisponible
from api.rights.service import DroitsService
from tests.calcul_factice import CalculAbsent, CalculFactice
from tests.rights.conftest import Estime, Situe, names, right

SALARIEE: dict[str, Any] = {
    "statut_pro": "salarie_prive",
    "en_couple": "non",
    "nb_enfants": 0,
    "age": 30,
    "ressources": "faibles",
    "logement": "heberge",
}


def wage(foyer: Foyer) -> float:
    return foyer.demandeur.salaire_net.depuis


FORMULES = {
    "rsa": lambda f: max(0.0, 650 - wage(f) + 100 * len(f.enfants)),
    "ppa": lambda f: max(0.0, 300 - abs(wage(f) - 1300) / 2) if wage(f) else 0.0,
    "aide_logement": lambda f: max(0.0, f.logement.loyer / 2 - wage(f) / 10),
    "ars": lambda f: 400.0 * len(f.enfants),
    "cmu_c": lambda f: float(wage(f) < 900),
    "css_participation_forfaitaire": lambda f: 8.0 if 900 <= wage(f) < 1200 else 0.0,
}


async def test_ce_qui_est_entierement_dit_donne_un_montant_et_un_seul(estime: Estime) -> None:
    bilan = await estime(formules=FORMULES, **SALARIEE, salaire_net=1300)
    prime = right(bilan, "prime_activite")
    assert prime.statut == "probable"
    assert prime.montant is not None
    assert (prime.montant.bas, prime.montant.haut) == (290, 290)
    assert prime.depend_de == []


async def test_un_fait_inconnu_donne_une_fourchette_et_se_nomme(estime: Estime) -> None:
    prime = right(await estime(formules=FORMULES, **SALARIEE), "prime_activite")
    assert prime.montant is not None
    assert prime.montant.bas < prime.montant.haut
    assert [d.fait for d in prime.depend_de] == ["salaire_net"]


@pytest.mark.parametrize(
    "inconnus",
    [{"salaire_net"}, {"salaire_net", "loyer"}, {"en_couple"}, {"nb_enfants", "salaire_net"}],
)
async def test_la_fourchette_contient_le_resultat_de_chaque_reponse(
    parcours: ParcoursService,
    catalogue: Catalogue,
    situe: Situe,
    inconnus: set[str],
) -> None:
    connus = {**SALARIEE, "logement": "location", "zone_logement": "ville", "salaire_net": 1300}
    connus |= {"loyer": 450, "nature_revenu_conjoint": "aucun"}
    faits = {n: v for n, v in connus.items() if n not in inconnus}
    service = DroitsService(parcours, CalculFactice(catalogue, FORMULES), catalogue)
    large = await service.estimate(situe(**faits))
    essais = {
        "salaire_net": [1300, 900, 1600],
        "loyer": [450, 300, 600],
        "en_couple": ["oui", "non"],
        "nb_enfants": [0, 1, 2],
    }
    for reponses in itertools.product(*(essais[n] for n in sorted(inconnus))):
        precise = await service.estimate(
            situe(**faits, **dict(zip(sorted(inconnus), reponses, strict=True)))
        )
        _contains(large, precise)


def _contains(large: Bilan, precise: Bilan) -> None:
    for examine in precise.droits:
        if examine.id not in {d.id for d in large.droits}:
            continue
        avant = right(large, examine.id)
        if avant.statut in ("probable", "peu_probable"):
            assert examine.statut == avant.statut, examine.id
        if examine.montant and avant.montant:
            assert avant.montant.bas <= examine.montant.bas, examine.id
            assert examine.montant.haut <= avant.montant.haut, examine.id
    if large.total and precise.total:
        assert large.total.bas <= precise.total.bas
        assert precise.total.haut <= large.total.haut


async def test_tous_les_cas_sont_demandes_en_une_fois(
    parcours: ParcoursService, catalogue: Catalogue, situe: Situe
) -> None:
    calculateur = CalculFactice(catalogue, FORMULES)
    await DroitsService(parcours, calculateur, catalogue).estimate(situe(ressources="faibles"))
    assert len(calculateur.demandes) == 1


async def test_un_plan_relu_n_est_pas_recalcule(
    parcours: ParcoursService, catalogue: Catalogue, situe: Situe
) -> None:
    calculateur = CalculFactice(catalogue, FORMULES)
    service = DroitsService(parcours, calculateur, catalogue)
    premier = await service.estimate(situe(ressources="faibles"))
    assert await service.estimate(situe(ressources="faibles")) == premier
    assert len(calculateur.demandes) == 1
    await service.estimate(situe(ressources="moyennes"))
    assert len(calculateur.demandes) == 2


async def test_une_panne_n_est_pas_retenue(
    parcours: ParcoursService, catalogue: Catalogue, situe: Situe
) -> None:
    service = DroitsService(parcours, CalculCasse(), catalogue)
    assert not (await service.estimate(situe(ressources="faibles"))).disponible
    service.calculateur = CalculFactice(catalogue, FORMULES)
    assert (await service.estimate(situe(ressources="faibles"))).disponible


async def test_jamais_un_non_sec(estime: Estime) -> None:
    bilan = await estime(formules=FORMULES, **SALARIEE, salaire_net=1900)
    rsa = right(bilan, "rsa")
    assert rsa.statut == "peu_probable"
    assert rsa.droit.ouvrirait


async def test_rien_n_est_dit_des_droits_dont_on_ne_sait_rien(estime: Estime) -> None:
    assert (await estime()).droits == []
    bilan = await estime(formules=FORMULES, **SALARIEE)
    assert not {"reversion_base", "capital_deces_salarie", "aah", "bourse"} & {
        d.id for d in bilan.droits
    }


async def test_pourquoi_nomme_ce_qui_est_dit_et_rien_d_autre(estime: Estime) -> None:
    bilan = await estime(formules=FORMULES, **SALARIEE, salaire_net=1300)
    assert set(right(bilan, "prime_activite").pourquoi) <= {*SALARIEE, "salaire_net"}
    assert "salaire_net" in right(bilan, "prime_activite").pourquoi


async def test_ce_qui_est_deja_recu_est_dit_et_non_promis(estime: Estime) -> None:
    faits = {**SALARIEE, "aides_recues": ["prime_activite"], "salaire_net": 1300}
    bilan = await estime(formules=FORMULES, **faits)
    prime = right(bilan, "prime_activite")
    assert (prime.statut, prime.montant) == ("deja_percu", None)
    assert bilan.total is None


async def test_on_demande_d_abord_ce_qui_change_le_plus_d_euros(estime: Estime) -> None:
    faits = {**SALARIEE, "logement": "location", "zone_logement": "ville"}
    bilan = await estime(formules=FORMULES, **faits)
    assert bilan.questions[:2] == ["salaire_net", "loyer"]


async def test_une_question_passee_n_est_plus_proposee(estime: Estime) -> None:
    bilan = await estime(formules=FORMULES, **SALARIEE, salaire_net=None)
    assert "salaire_net" not in bilan.questions


# Seasons -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("le", "montree"), [(dt.date(2026, 8, 20), True), (dt.date(2026, 11, 23), False)]
)
async def test_la_rentree_scolaire_ne_se_montre_qu_en_sa_saison(
    estime: Estime, le: dt.date, montree: bool
) -> None:
    faits = {**SALARIEE, "nb_enfants": 1, "age_enfant_1": 8, "salaire_net": 1200}
    bilan = await estime(formules=FORMULES, le=le, **faits)
    assert ("ars" in {d.id for d in bilan.droits}) is montree
    plus_tard = {nom: jour for nom, _, jour in bilan.plus_tard}
    assert ("ars" in plus_tard) is not montree
    assert montree or plus_tard["ars"] == dt.date(2027, 7, 1)


# Silence -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("moment", "faits"),
    [
        ("separation", {"en_securite": "non", "nb_enfants": 1}),
        ("separation", {"en_securite": "prefere_pas"}),
        ("naissance", {"evenement_naissance": "deuil_perinatal", "age": 30}),
        ("naissance", {"evenement_naissance": "indecis", "age": 30}),
        ("bilan_droits", {"evenement_naissance": "deuil_perinatal", "ressources": "faibles"}),
        ("violences", {"danger_immediat": "oui", "nb_enfants": 2}),
        ("violences", {}),
        ("violences", {"danger_immediat": "non", "nb_enfants": 2}),
        ("violences", {"mise_en_securite": "oui", "ressources": "faibles"}),
    ],
)
async def test_aucun_droit_sous_une_garde(
    estime: Estime, moment: str, faits: dict[str, Any]
) -> None:
    bilan = await estime(moment, formules=FORMULES, **faits)
    assert bilan.silence
    assert (bilan.droits, bilan.total, bilan.questions, bilan.plus_tard) == ([], None, [], [])


# Failure -----------------------------------------------------------------------------------------


class CalculLent(CalculAbsent):
    async def compute(
        self, foyers: Sequence[Foyer], mois: dt.date
    ) -> Mapping[str, Sequence[float]]:
        await asyncio.sleep(60)
        raise AssertionError("nobody should wait so long")


class CalculCasse(CalculAbsent):
    async def compute(
        self, foyers: Sequence[Foyer], mois: dt.date
    ) -> Mapping[str, Sequence[float]]:
        raise CalculIndisponible("EOFError")


@pytest.mark.parametrize("calculateur", [CalculLent(), CalculCasse()])
async def test_sans_openfisca_les_regles_repondent_et_le_reste_le_dit(
    parcours: ParcoursService,
    catalogue: Catalogue,
    situe: Situe,
    calculateur: CalculAbsent,
    caplog: pytest.LogCaptureFixture,
) -> None:
    service = DroitsService(parcours, calculateur, catalogue, delai=0.05)
    faits = {
        "lien_defunt": "conjoint_marie",
        "statut_defunt": "salarie_prive",
        "date_deces": "2026-11-10",
        "age": 43,
        "logement": "location",
        "loyer": 987,
    }
    with caplog.at_level(logging.WARNING):
        bilan = await service.estimate(situe("deces", **faits))
    assert not bilan.disponible
    assert right(bilan, "capital_deces_salarie").statut == "probable"
    assert "aide_logement" in names(bilan, "indisponible")
    assert bilan.effets == []
    assert "OpenFisca" in caplog.text
    assert "987" not in caplog.text
    assert "conjoint" not in caplog.text


# Waiting for a decision, unemployment, events ------------------------------------------------------


async def test_en_attendant_la_mdph_le_rsa_reste_a_demander(estime: Estime) -> None:
    formules = {
        "aah": lambda f: 1040.0 if f.demandeur.taux_incapacite else 0.0,
        "rsa": lambda f: 0.0 if f.demandeur.taux_incapacite else 570.0,
    }
    bilan = await estime(
        "handicap",
        formules=formules,
        personne_handicap="moi",
        taux_incapacite="plus_80",
        age=38,
        statut_pro="sans_activite",
        en_couple="non",
        nb_enfants=0,
        ressources="tres_faibles",
        logement="heberge",
    )
    assert {"aah", "rsa"} <= names(bilan, "probable")
    assert bilan.total is not None
    assert (bilan.total.bas, bilan.total.haut) == (570, 1040)


async def test_l_allocation_chomage_a_venir_compte_pour_les_autres_aides(estime: Estime) -> None:
    formules = {
        "are_allocation_nette_mensuelle": lambda f: 950.0,
        "rsa": lambda f: max(0.0, 650 - f.demandeur.chomage_net.depuis),
    }
    bilan = await estime(
        "perte_emploi",
        formules=formules,
        statut_pro="demandeur_emploi",
        alloc_chomage="aucune",
        rupture="licenciement",
        date_fin_contrat="2026-10-31",
        salaire_precedent=1600,
        mois_travailles=22,
        age=40,
        en_couple="non",
        nb_enfants=0,
        logement="heberge",
        ressources="faibles",
    )
    are = right(bilan, "are")
    assert (are.statut, are.montant) == ("probable", None)
    assert are.droit.lien is not None
    assert bilan.droits[0].id == "are", "without its amount, but in its place"
    assert right(bilan, "rsa").statut == "peu_probable"


async def test_une_separation_dit_ce_qu_elle_change(estime: Estime) -> None:
    formules = {"aide_logement": lambda f: 100.0 if f.conjoint else 260.0}
    bilan = await estime(
        "separation",
        formules=formules,
        en_securite="oui",
        date_separation="2026-10-01",
        en_couple="non",
        nb_enfants=0,
        age=33,
        statut_pro="salarie_prive",
        salaire_net=1300,
        logement="location",
        loyer=600,
    )
    (evenement,) = bilan.effets
    (effet,) = evenement.effets
    assert (effet.id, effet.sens) == ("aide_logement", "hausse")
    assert (effet.avant.haut, effet.apres.haut) == (100, 260)


@pytest.mark.parametrize(
    ("moment", "droit", "faits"),
    [
        ("naissance", "cmg", {"evenement_naissance": "naissance", "mode_garde": "assmat"}),
        ("naissance", "prepare",
         {"evenement_naissance": "naissance", "souhaite_reduire_activite": "oui"}),
        ("handicap", "pch",
         {"personne_handicap": "moi", "besoins_handicap": ["aide_quotidienne"], "age": 40}),
        ("aidant", "pch", {"aide_type": "handicap"}),
        ("bilan_droits", "fsl", {"difficultes_argent": ["loyer"], "ressources": "tres_faibles"}),
        ("arrivee_france", "ada", {"statut_sejour": "demandeur_asile"}),
    ],
)  # fmt: skip
async def test_une_aide_que_rien_ne_calcule_se_dit_sans_montant_avec_sa_source(
    estime: Estime, moment: str, droit: str, faits: dict[str, Any]
) -> None:
    examine = right(await estime(moment, **faits), droit)
    assert (examine.statut, examine.montant) == ("a_verifier", None)
    assert examine.droit.sources
    assert examine.droit.doute_texte
    assert examine.droit.lien
    assert examine.pourquoi


async def test_un_mode_de_garde_sans_contrat_ne_promet_pas_le_cmg(estime: Estime) -> None:
    bilan = await estime("naissance", evenement_naissance="naissance", mode_garde="creche")
    assert right(bilan, "cmg").statut == "peu_probable"


async def test_une_perte_d_emploi_dit_ce_qui_baisse_ce_qui_monte_et_depuis_quand(
    estime: Estime,
) -> None:
    formules = {
        "ppa": lambda f: 150.0 if f.demandeur.salaire_net.depuis else 0.0,
        "aide_logement": lambda f: 60.0 if f.demandeur.salaire_net.depuis else 240.0,
        "are_allocation_nette_mensuelle": lambda f: 950.0,
    }
    bilan = await estime(
        "perte_emploi",
        formules=formules,
        statut_pro="demandeur_emploi",
        alloc_chomage="aucune",
        rupture="licenciement",
        date_fin_contrat="2026-10-31",
        salaire_precedent=1600,
        mois_travailles=22,
        age=40,
        en_couple="non",
        nb_enfants=0,
        logement="location",
        loyer=500,
        zone_logement="ville",
    )
    (evenement,) = bilan.effets
    effets = {e.id: e for e in evenement.effets}
    assert {n: e.sens for n, e in effets.items()} == {
        "aide_logement": "hausse", "prime_activite": "baisse", "are": "hausse",
        "c2s_gratuite": "incertain",
    }  # fmt: skip
    assert effets["are"].quand
    assert effets["are"].avant is None
    assert effets["prime_activite"].avant is not None
    assert evenement.evenement.sources


@pytest.mark.parametrize(
    ("faits", "attendus"),
    [
        ({"aides_recues": ["aah"], "age": 61}, {"aah": "baisse", "aspa": "hausse"}),
        ({"alloc_chomage": "are", "age": 58}, {"are": "baisse"}),
        ({"aides_recues": ["prime_activite"], "age": 62, "logement": "location"},
         {"prime_activite": "baisse", "aspa": "hausse", "aide_logement": "incertain"}),
    ],
)  # fmt: skip
async def test_la_retraite_dit_ce_qu_elle_change_pour_qui_la_prepare(
    estime: Estime, faits: dict[str, Any], attendus: dict[str, str]
) -> None:
    statut = "demandeur_emploi" if "alloc_chomage" in faits else "salarie_prive"
    (evenement,) = (await estime("retraite", statut_pro=statut, **faits)).effets
    assert {e.id: e.sens for e in evenement.effets} == attendus
    assert all(e.quand for e in evenement.effets)


async def test_une_personne_deja_a_la_retraite_n_a_pas_d_effet_a_attendre(estime: Estime) -> None:
    assert (await estime("retraite", statut_pro="retraite", age=70)).effets == []


async def test_sans_evenement_rien_ne_change(estime: Estime) -> None:
    bilan = await estime(formules=FORMULES, **SALARIEE, salaire_net=1300)
    assert bilan.effets == []
