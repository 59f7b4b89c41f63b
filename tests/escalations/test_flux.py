"""The register of flows and the liaison sheet: what leaves, what never does."""

from __future__ import annotations

import datetime as dt

import pytest

from api.escalations.contenu import Flux, Registre
from api.escalations.fiche import FaitDeFiche, make_sheet
from api.escalations.flux import ChampNonPrevu, let_through, passage

LE = dt.date(2026, 11, 23)
CHAMPS = ["situation", "faits", "plan", "droits", "tentatives"]


def make_flux(**plus) -> Flux:
    champs = {
        "id": "caf_carsat",
        "organismes": ["carsat"],
        "base": "convention",
        "finalite": "Passage à la retraite",
        "champs": CHAMPS,
        "signataires": ["Caf", "Carsat"],
        "du": dt.date(2026, 1, 1),
        "au": dt.date(2026, 12, 31),
        "source": "convention de test",
        "vu_le": "2026",
    }
    return Flux.model_validate({**champs, **plus})


def register(*flux: Flux) -> Registre:
    champs = [*CHAMPS, "sensible"]
    return Registre(version=LE, revoir_avant=LE, champs=champs, flux=list(flux))


@pytest.mark.parametrize(
    ("plus", "refus"),
    [
        ({}, None),
        ({"au": LE}, None),
        ({"au": LE - dt.timedelta(days=1)}, "echu"),
        ({"du": LE + dt.timedelta(days=1)}, "pas_commence"),
        ({"arrete_le": LE}, "arrete"),
        ({"arrete_le": LE + dt.timedelta(days=1)}, None),
    ],
)
def test_rien_ne_part_sans_une_entree_active(plus, refus):
    permis = passage(register(make_flux(**plus)), "carsat", CHAMPS, LE)
    assert permis.refus == refus
    assert (permis.flux is None) is (refus is not None)


def test_rien_ne_part_vers_un_organisme_absent_du_registre():
    assert passage(register(make_flux()), "urssaf", CHAMPS, LE).refus == "aucun_flux"


def test_l_accord_de_la_personne_est_exige_et_ne_remplace_pas_une_convention():
    assert passage(register(make_flux()), "carsat", [], LE).refus == "sans_accord"
    assert passage(register(), "carsat", CHAMPS, LE).refus == "aucun_flux"


def test_un_echange_national_rend_le_local_caduc_tant_qu_il_est_actif():
    national = make_flux(id="national", organismes=["cnav"])
    local = make_flux(remplace_par="national")
    assert passage(register(local, national), "carsat", CHAMPS, LE).refus == "remplace"
    arrete = make_flux(id="national", organismes=["cnav"], arrete_le=LE)
    assert passage(register(local, arrete), "carsat", CHAMPS, LE).flux == local


def test_un_champ_de_trop_est_refuse_et_non_oublie():
    """R2.7."""
    with pytest.raises(ChampNonPrevu, match="nir"):
        let_through(make_flux(), {"faits": [], "nir": "1"}, CHAMPS)


def test_seul_ce_que_la_personne_accepte_part():
    contenu = {"faits": ["a"], "plan": ["b"]}
    assert let_through(make_flux(), contenu, ["plan"]) == {"plan": ["b"]}


# The sheet ---------------------------------------------------------------------------------------


def make_fact(nom: str, **plus) -> FaitDeFiche:
    return FaitDeFiche(
        nom=nom, titre=nom, libelle="oui", dit_par="usager", comment="phrase", le=LE, **plus
    )


@pytest.fixture
def sheet(contenus):
    def sheet(pour, consentement=(), flux=None):
        demande = {"reference": "JA-ACDE-FHJ", "motif": "demander_humain", "niveau": "expertise"}
        return make_sheet(
            *(contenus, pour, {**demande, "langue": "ar", "echeance": None}),
            raisons=["Une raison."],
            situation=["J'ai perdu un proche"],
            faits=[make_fact("nb_enfants"), make_fact("sante", sensible=True)],
            plan=[],
            droits=[],
            tentatives=[],
            consentement=consentement,
            flux=flux,
        )

    return sheet


def test_la_personne_lit_tout_ce_qui_la_concerne(sheet):
    fiche = sheet("personne")
    assert [f.nom for f in fiche.faits] == ["nb_enfants", "sante"]
    assert fiche.absents == []


def test_sans_accord_l_agent_ne_lit_que_la_demande_et_sait_ce_qui_manque(sheet):
    fiche = sheet("agent", flux=make_flux())
    assert (fiche.faits, fiche.situation, fiche.langue) == ([], [], "ar")
    assert fiche.absents == CHAMPS


def test_l_agent_lit_les_champs_acceptes_avec_leur_provenance(sheet):
    fiche = sheet("agent", ["faits"], make_flux())
    (fait,) = fiche.faits
    assert (fait.nom, fait.dit_par, fait.comment, fait.le) == ("nb_enfants", "usager", "phrase", LE)
    assert "plan" in fiche.absents


def test_une_reponse_sensible_demande_son_propre_accord(sheet):
    assert [f.nom for f in sheet("agent", ["faits"], make_flux()).faits] == ["nb_enfants"]
    avec = sheet("agent", ["faits", "sensible"], make_flux())
    assert [f.nom for f in avec.faits] == ["nb_enfants", "sante"]


def test_sans_entree_active_l_accord_seul_ne_suffit_pas(sheet):
    assert sheet("agent", CHAMPS, None).faits == []
