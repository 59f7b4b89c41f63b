"""What is unknown becomes a bounded list of cases, the same each time."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.parcours.conditions import evaluate
from api.parcours.fait import option_values
from api.parcours.values import Intervalle
from api.rights.variantes import MAXIMUM, Variante, expand
from tests import contenu
from tests.rights.personnes import LE

PARCOURS = contenu.service()
CATALOGUE = contenu.rights()
NOMS = list(CATALOGUE.rank())
DITS = st.dictionaries(
    st.sampled_from(["age", "en_couple", "nb_enfants", "statut_pro", "ressources", "logement"]),
    st.integers(0, 6),
)


def cases(maximum: int = MAXIMUM, noms: list[str] | None = None, **faits: Any) -> list[Variante]:
    situation = PARCOURS.situate(["bilan_droits"], PARCOURS.read_facts(faits, LE), LE)
    ordre = NOMS if noms is None else noms
    return expand(PARCOURS.moteur, situation.dits, situation.valeurs, ordre, LE, maximum)


def people(rangs: dict[str, int]) -> dict[str, Any]:
    """Answers among the proposed ones."""
    faits = {}
    for nom, rang in rangs.items():
        options = option_values(PARCOURS.vocabulaire.faits[nom], LE)
        valeur: Any = options[rang % len(options)]
        faits[nom] = valeur.to_json() if isinstance(valeur, Intervalle) else valeur
    return faits


def test_ce_qui_est_dit_exactement_ne_varie_jamais() -> None:
    toutes = cases(age=30, en_couple="non", nb_enfants=0, noms=["age", "en_couple", "nb_enfants"])
    assert len(toutes) == 1
    assert toutes[0].hypotheses == {}


def test_un_fait_inconnu_prend_chacune_de_ses_valeurs() -> None:
    toutes = cases(statut_pro="salarie_prive", ressources="faibles", noms=["salaire_net"])
    assert [v.hypotheses["salaire_net"] for v in toutes] == [
        Intervalle(n, n) for n in (1300, 900, 1600)
    ]


def test_les_valeurs_essayees_suivent_ce_qu_on_sait_des_revenus() -> None:
    faibles = cases(statut_pro="salarie_prive", ressources="tres_faibles", noms=["salaire_net"])
    aises = cases(statut_pro="salarie_prive", ressources="confortables", noms=["salaire_net"])
    assert len(faibles) == 2
    assert aises[0].supposes["salaire_net"] == Intervalle(3500, 3500)


def test_une_tranche_d_age_ne_prend_que_des_ages_de_cette_tranche() -> None:
    for tranche in ({"min": 55, "max": 64}, {"min": 18, "max": 24}, {"min": 65}, {"max": 17}):
        for variante in cases(age=tranche, noms=["age"]):
            age = variante.valeurs["age"]
            assert isinstance(age, Intervalle)
            assert age.bas == age.haut
            assert tranche.get("min", 0) <= (age.bas or 0) <= tranche.get("max", 120)


def test_on_ne_suppose_pas_de_salaire_a_qui_ne_travaille_pas() -> None:
    for variante in cases(statut_pro="sans_activite", ressources="faibles"):
        assert "salaire_net" not in variante.valeurs


def test_on_ne_suppose_pas_de_conjoint_a_qui_vit_seul() -> None:
    for variante in cases(en_couple="non"):
        assert "revenu_conjoint" not in variante.valeurs


def test_le_revenu_du_conjoint_n_existe_que_dans_les_cas_de_couple() -> None:
    toutes = cases(statut_pro="salarie_prive")
    couples = [v for v in toutes if v.valeurs.get("en_couple") is True]
    assert couples
    assert all("nature_revenu_conjoint" in v.valeurs for v in couples)


def test_les_memes_faits_donnent_les_memes_cas_dans_le_meme_ordre() -> None:
    assert cases(ressources="faibles") == cases(ressources="faibles")


def test_ne_pas_savoir_vaut_n_avoir_rien_dit() -> None:
    passes = cases(statut_pro="salarie_prive", salaire_net=None, noms=["salaire_net"])
    assert [v.valeurs for v in passes] == [
        v.valeurs for v in cases(statut_pro="salarie_prive", noms=["salaire_net"])
    ]


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(rangs=DITS, maximum=st.sampled_from([1, 8, MAXIMUM]))
def test_jamais_plus_de_cas_que_permis_et_tous_differents(
    rangs: dict[str, int], maximum: int
) -> None:
    toutes = cases(maximum, **people(rangs))
    assert 1 <= len(toutes) <= maximum
    vus = [sorted(v.valeurs.items(), key=lambda x: x[0]) for v in toutes]
    assert all(a != b for rang, a in enumerate(vus) for b in vus[:rang])


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(rangs=DITS)
def test_chaque_cas_est_complet_pour_ceux_qu_il_concerne(rangs: dict[str, int]) -> None:
    for variante in cases(**people(rangs)):
        for nom in NOMS:
            fait = PARCOURS.vocabulaire.faits[nom]
            concerne = evaluate(fait.quand, variante.valeurs) is True
            essais = any(evaluate(h.si, variante.valeurs) is True for h in fait.hypotheses)
            if concerne and essais:
                assert nom in variante.valeurs, nom
