"""Several moments of life open at once: one plan, each act once, every reason kept."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from api.parcours.engine import Situation
from api.parcours.plan import Plan
from api.parcours.questions import next_question, refinements
from tests.parcours.depot import LE, Depot

DEUX = ["demenagement", "rupture"]
# A second moment of life beside the small content's own: someone who moves because they part.
RUPTURE = """
moment: rupture
titre: Je me sépare
version: 2026-11-22
relu_par: null
revoir_avant: 2030-01-01
usager: La personne décide.
evenement: séparation
debut: Le jour où elle part.
fin: Un bilan.
graphique: frise
objectifs: ["Plus rien en commun."]
ancres: [{id: dr, titre: "date du départ", fait: date_depart}]
questions: [en_danger, animal]
premieres: [en_danger]
gardes:
  - {si: {en_danger: oui}, etapes: [RUP-01], acte: rupture.danger, ferme_tout: oui}
declinaisons:
  - {id: danger, titre: En danger, si: {en_danger: oui}, change: Appeler., humain: "Écoutante"}
phases:
  - id: R1
    titre: Partir
    jalon: À l'abri
    etapes:
      - id: RUP-01
        nom: se-proteger
        titre: Vous mettre à l'abri
        action: Appelez.
        si: {en_danger: oui}
        organismes: [mairie]
        sources: [{titre: "Fiche inventée", statut: G}]
        revoir_avant: 2030-01-01
      - id: RUP-02
        nom: prevenir
        titre: Dire à la CPAM que vous vivez seul·e
        action: Changez votre situation dans votre compte.
        organismes: [cpam, caf]
        commun: prevenir-cpam
        echeance: {type: legal, ancre: dr, delai: 3 jours, texte: Dans les trois jours}
        sources: [{titre: "Fiche inventée", statut: G}]
        revoir_avant: 2030-01-01
      - id: RUP-03
        nom: garder-le-bail
        titre: Rester dans le logement
        action: Demandez le transfert du bail.
        si: {animal: oui}
        organismes: [bailleur]
        remplace: [{etape: DEM-03, pourquoi: "Le bail est transféré : il n'y a pas de préavis."}]
        sources: [{titre: "Fiche inventée", statut: G}]
        revoir_avant: 2030-01-01
"""
FAITS = """
date_depart: {type: date, titre: Départ, question: Quand ?, pourquoi: Pour les délais.}
en_danger: {type: oui_non, titre: Danger, question: En danger ?, pourquoi: Pour vous aider.}
"""


class Reunis:
    """The two moments, and what someone may say."""

    def __init__(self, depot: Depot) -> None:
        depot.file("parcours/rupture.yml").write_text(RUPTURE, encoding="utf-8")
        depot.file("parcours/faits/rupture.yml").write_text(FAITS, encoding="utf-8")
        depot.replace(
            "parcours/demenagement.yml",
            "action: Changez votre adresse dans votre compte.",
            "action: Changez votre adresse dans votre compte.\n        commun: prevenir-cpam",
        )
        self.service = depot.service()

    def plan(self, *moments: str, faites: Any = (), **faits: Any) -> Plan:
        dits = self.service.read_facts(faits, LE)
        return self.service.plan(list(moments) or DEUX, dits, LE, faites=faites)

    def situation(self, *moments: str, **faits: Any) -> Situation:
        return self.service.situate(list(moments) or DEUX, self.service.read_facts(faits, LE), LE)


@pytest.fixture
def reunis(depot: Depot) -> Reunis:
    return Reunis(depot)


def ids(plan: Plan) -> list[str]:
    return [e.situee.etape.id for e in plan.etapes]


def test_une_demarche_commune_parait_une_fois_avec_toutes_ses_raisons(reunis: Reunis) -> None:
    plan = reunis.plan(en_danger="non", date_demenagement="2026-12-01", date_depart="2026-11-23")
    (commune,) = [e for e in plan.etapes if {"DEM-01", "RUP-02"} & set(e.ids)]
    assert commune.ids == ["RUP-02", "DEM-01"]
    assert commune.organismes == ["cpam", "caf"]


def test_la_demarche_commune_prend_la_limite_la_plus_proche(reunis: Reunis) -> None:
    plan = reunis.plan(en_danger="non", date_demenagement="2026-12-20", date_depart="2026-11-23")
    (commune,) = [e for e in plan.etapes if len(e.ids) == 2]
    assert commune.avant_le == dt.date(2026, 11, 26)


def test_un_seul_moment_garde_ses_demarches_telles_quelles(reunis: Reunis) -> None:
    assert all(e.avec == [] for e in reunis.plan("demenagement").etapes)


def test_une_demarche_deja_faite_n_efface_pas_celle_d_un_autre_moment(reunis: Reunis) -> None:
    plan = reunis.plan(en_danger="non", faites=["DEM-01"])
    statuts = {e.situee.etape.id: e.statut for e in plan.etapes}
    assert statuts["DEM-01"] == "faite"
    assert statuts["RUP-02"] == "a-faire"


def test_une_demarche_qui_en_contredit_une_autre_la_remplace_et_dit_pourquoi(
    reunis: Reunis,
) -> None:
    faits = {"logement": "location", "en_danger": "non"}
    assert "DEM-03" in ids(reunis.plan(**faits))
    plan = reunis.plan(**faits, animal="oui")
    assert "DEM-03" not in ids(plan)
    (remplacee,) = plan.remplacees
    assert (remplacee.etape.id, remplacee.par.id) == ("DEM-03", "RUP-03")
    assert "transféré" in remplacee.pourquoi


def test_une_demarche_seulement_possible_n_en_remplace_aucune(reunis: Reunis) -> None:
    depot_sans_reponse = reunis.plan(logement="location", animal="ne_sait_pas", en_danger="non")
    assert {"DEM-03", "RUP-03"} <= set(ids(depot_sans_reponse))


def test_le_danger_ferme_tous_les_moments_ouverts(reunis: Reunis) -> None:
    situation = reunis.situation(en_danger="oui", logement="location")
    assert [s.etape.id for s, _ in situation.retenues] == ["RUP-01"]
    assert next_question(situation) is None
    assert refinements(situation) == []
    assert situation.guard_words == "rupture.danger"
    assert reunis.plan(en_danger="oui").declinaisons == []


def test_une_garde_ordinaire_ne_fait_pas_taire_les_autres_moments(depot: Depot) -> None:
    situation = None
    reunis = Reunis(depot)
    depot.replace("parcours/rupture.yml", ", ferme_tout: oui", "")
    reunis.service = depot.service()
    situation = reunis.situation(en_danger="oui")
    assert next_question(situation) in {"travaille", "logement", "nb_enfants", "date_demenagement"}
    assert "DEM-01" in {s.etape.id for s, _ in situation.retenues}


def test_un_moment_qui_protege_continue_seul_et_l_emporte_sur_les_autres_gardes(
    depot: Depot,
) -> None:
    """The moment that protects goes on, whatever guard another open moment has."""
    reunis = Reunis(depot)
    depot.replace("parcours/rupture.yml", "ferme_tout: oui", "ferme_autres: oui")
    depot.replace(
        "parcours/demenagement.yml",
        "phases:",
        "gardes: [{si: {en_danger: oui}, etapes: [DEM-01], acte: autre.garde, ferme_tout: oui}]\nphases:",
    )
    reunis.service = depot.service()
    situation = reunis.situation(en_danger="oui")
    assert {s.etape.id for s, _ in situation.retenues} == {"RUP-01", "RUP-02", "RUP-03"}
    assert situation.free_moments == ["rupture"]
    assert situation.guard_words == "rupture.danger"
    assert next_question(situation) == "animal"


def test_cette_semaine_ne_montre_que_ce_qui_presse(reunis: Reunis) -> None:
    plan = reunis.plan(
        en_danger="non", date_demenagement="2027-06-01", date_depart="2026-11-23", animal="non",
        logement="location",
    )  # fmt: skip
    assert [e.situee.etape.id for e in plan.cette_semaine] == ["RUP-02"]


def test_une_limite_depassee_reste_dans_cette_semaine(reunis: Reunis) -> None:
    plan = reunis.plan(en_danger="non", date_depart="2026-10-01")
    assert "RUP-02" in [e.situee.etape.id for e in plan.cette_semaine]


def test_ouvrir_un_second_moment_ne_redemande_rien(reunis: Reunis) -> None:
    faits: dict[str, Any] = {}
    for _ in range(20):
        nom = next_question(reunis.situation("demenagement", **faits))
        if nom is None:
            break
        faits[nom] = "2026-12-01" if nom == "date_demenagement" else None
        if nom != "date_demenagement":
            faits[nom] = {"logement": "location", "nb_enfants": 1}.get(nom, "non")
    posees = []
    for _ in range(20):
        nom = next_question(reunis.situation(**faits))
        if nom is None:
            break
        posees.append(nom)
        faits[nom] = "2026-11-23" if nom == "date_depart" else "non"
    assert set(posees) == {"en_danger", "date_depart"}
