"""The next question weighs rights, in the moments that ask for it, and nowhere else."""

from __future__ import annotations

from typing import Any

import pytest

from api.parcours.questions import next_question
from api.parcours.service import ParcoursService
from api.rights.catalogue import Catalogue
from api.rights.poids import weigh_questions
from tests import contenu
from tests.parcours.depot import Depot
from tests.rights.personnes import LE

BILAN: dict[str, Any] = {
    "ressources": "faibles",
    "statut_pro": "salarie_prive",
    "nb_enfants": 2,
    "en_couple": "non",
    "age": 40,
    "logement": "location",
    "aides_recues": [],
    "situations_bilan": [],
    "difficultes_argent": [],
    "baisse_ressources": "non",
}


def asked(service: ParcoursService, moment: str, reponses: dict[str, Any]) -> list[str]:
    """The questions put to someone, in order; what has no answer is skipped."""
    faits: dict[str, Any] = {}
    posees: list[str] = []
    while True:
        situation = service.situate([moment], service.read_facts(faits, LE), LE)
        question = next_question(situation, service.weights(situation))
        if question is None:
            return posees
        posees.append(question)
        faits[question] = reponses.get(question)


@pytest.fixture
def leger() -> ParcoursService:
    """The same content, rights left aside."""
    return contenu.service()


def test_une_question_qui_decide_un_droit_passe_avant_une_qui_n_en_decide_aucun(
    tmp_path: Any,
) -> None:
    depot = Depot(tmp_path / "depot")
    service = depot.service()
    situation = service.situate(["demenagement"], {}, LE)
    premiere = next_question(situation)
    autre = next(q for q in ("travaille", "animal") if q != premiere)
    assert next_question(situation, {autre: 200.0}) == premiere  # the moment does not ask for it
    depot.replace(
        "parcours/demenagement.yml", "declinaisons:", "pese_les_droits: oui\ndeclinaisons:"
    )
    situation = depot.service().situate(["demenagement"], {}, LE)
    assert next_question(situation, {autre: 900.0}) == autre


def test_seul_ce_que_le_moment_demande_deja_est_pese(parcours: ParcoursService) -> None:
    situation = parcours.situate(["bilan_droits"], parcours.read_facts(BILAN, LE), LE)
    assert next_question(situation, {"salaire_net": 10_000.0}) != "salaire_net"


def test_le_bilan_demande_d_abord_ce_qui_ouvre_des_droits(parcours: ParcoursService) -> None:
    posees = asked(parcours, "bilan_droits", BILAN)
    assert posees[0] == "ressources"
    assert posees.index("logement") < posees.index("difficultes_argent")
    assert posees.index("nb_enfants") < posees.index("difficultes_argent")


@pytest.mark.parametrize("reponses", [BILAN, {}, {**BILAN, "statut_pro": "retraite", "age": 70}])
def test_le_bilan_ne_pose_pas_une_question_de_plus(
    parcours: ParcoursService, leger: ParcoursService, reponses: dict[str, Any]
) -> None:
    avec, sans = asked(parcours, "bilan_droits", reponses), asked(leger, "bilan_droits", reponses)
    assert len(avec) <= len(sans)


@pytest.mark.parametrize("moment", ["naissance", "separation", "perte_emploi", "retraite", "deces"])
def test_les_autres_moments_posent_les_memes_questions_dans_le_meme_ordre(
    parcours: ParcoursService, leger: ParcoursService, moment: str
) -> None:
    reponses = {"en_securite": "oui", "evenement_naissance": "grossesse"}
    assert asked(parcours, moment, reponses) == asked(leger, moment, reponses)


def test_un_droit_deja_recu_ne_pese_plus(parcours: ParcoursService, catalogue: Catalogue) -> None:
    def weights(**faits: Any) -> dict[str, float]:
        dits = parcours.read_facts(faits, LE)
        situation = parcours.situate(["bilan_droits"], dits, LE)
        return dict(weigh_questions(catalogue, situation))

    sans, avec = weights(aides_recues=[]), weights(aides_recues=["aide_logement"])
    assert avec["logement"] < sans["logement"]


def test_rien_ne_pese_sans_catalogue(leger: ParcoursService) -> None:
    situation = leger.situate(["bilan_droits"], {}, LE)
    assert leger.weights(situation) == {}
