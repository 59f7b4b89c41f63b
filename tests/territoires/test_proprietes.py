"""What holds for every commune of France and for any text at all."""

from __future__ import annotations

import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from api.territoires.communes import load_communes, normalise
from api.territoires.regles import load_rules
from api.territoires.service import TerritoireService

FAMILLES = tuple(load_rules().familles)


@pytest.fixture(scope="module")
def service() -> TerritoireService:
    return TerritoireService()


def test_chaque_commune_se_designe_sans_doute(service):
    """Read back, a commune gives its département and intercommunality: all the rules look at."""
    for commune in service.donnees.toutes:
        (lue,) = service.read(service.reference(commune)).communes
        assert (lue.departement, lue.epci) == (commune.departement, commune.epci), commune
        assert service.donnees.whole(lue) == service.donnees.whole(commune), commune


@pytest.mark.parametrize("agricole", [False, True])
@pytest.mark.parametrize("famille", FAMILLES)
def test_toute_commune_a_une_reponse_pour_tout_organisme(service, famille, agricole):
    a_part = set(service.regles.a_part.departements)
    sortes = {(c.departement, c.epci): c for c in service.donnees.toutes}
    assert len(sortes) > 1200
    for commune in sortes.values():
        reponse = service.resolve(service.reference(commune), famille, agricole)
        if commune.departement in a_part:
            assert reponse.raison == "collectivite_a_part", commune
        else:
            assert reponse.statut in ("trouve", "a_preciser"), commune
            assert reponse.nom or len(reponse.possibles) > 1, commune
            assert reponse.sources and reponse.pourquoi, commune


@pytest.mark.parametrize("famille", FAMILLES)
def test_tout_code_postal_est_resolu_ou_fait_demander_la_commune(service, famille):
    a_part = set(service.regles.a_part.departements)
    for code, communes in service.donnees.par_code_postal.items():
        reponse = service.resolve(code, famille)
        if {c.departement for c in communes} & a_part:
            continue
        assert reponse.statut in ("trouve", "demander_commune", "a_preciser"), code
        if reponse.statut == "demander_commune":
            assert len(reponse.communes) > 1 and reponse.raison, code


@pytest.mark.parametrize("famille", FAMILLES)
def test_le_departement_ne_contredit_jamais_ses_communes(service, famille):
    for departement, communes in service.donnees.par_departement.items():
        globale = service.resolve(departement, famille)
        if globale.statut != "trouve":
            continue
        for commune in {c.epci: c for c in communes}.values():
            assert service.resolve(service.reference(commune), famille).nom == globale.nom, commune


def test_toutes_les_communes_sont_la():
    donnees = load_communes()
    assert len(donnees.actuelles) > 34_900
    assert (
        len(donnees.par_departement) == 108
    )  # sans les Terres australes, qui n'ont pas de code postal
    for departement in donnees.par_departement:
        assert departement in donnees.departements
    for commune in donnees.toutes:
        assert not donnees.whole(commune).dans, commune


def test_chaque_commune_se_retrouve_par_son_nom_et_son_code_postal(service):
    for commune in service.donnees.actuelles[::37]:
        texte = f"{commune.codes_postaux[0]} {commune.nom}"
        trouvees = {service.donnees.whole(c).code for c in service.read(texte).communes}
        assert commune.code in trouvees, texte


@given(st.text(), st.text(), st.booleans())
@example("48000\ud800", "caf", False)
@example("2" * 10_000, "caf", False)
@example("insee:", "caf", True)
@example("paris 99", "caf", True)
@example("²²²²²", "cpam", False)
@settings(deadline=None, max_examples=300)
def test_aucun_texte_ne_fait_tomber_la_resolution(lieu, organisme, agricole):
    service = TerritoireService()
    for mot in (organisme, "cpam"):
        assert service.resolve(lieu, mot, agricole).statut
    assert isinstance(service.search(lieu), list) and isinstance(service.communes(lieu), list)


@given(st.from_regex(r"[0-9AB ()\-a-zé']{0,12}( ?cedex( [0-9]{1,2})?)?", fullmatch=True))
@settings(deadline=None, max_examples=300)
def test_ce_qui_ressemble_a_un_lieu_ne_fait_rien_tomber(lieu):
    reponse = TerritoireService().resolve(lieu, "maladie")
    assert reponse.statut != "inconnu" or reponse.raison


@given(st.text(max_size=40))
def test_comparer_deux_fois_ne_change_rien(texte):
    assert normalise(normalise(texte)) == normalise(texte)


def test_lire_toutes_les_communes_reste_rapide():
    durees = []
    for _ in range(3):
        load_communes.cache_clear()
        debut = time.process_time()
        load_communes().par_code_postal  # noqa: B018
        durees.append(time.process_time() - debut)
    assert min(durees) < 0.3, durees
