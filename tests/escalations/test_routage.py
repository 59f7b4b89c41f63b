"""The routing table: who answers, how, by when, for every kind of request."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.escalations.agents import Agent
from api.escalations.appreciation import appreciate
from api.escalations.contenu import load_escalades
from api.escalations.horaires import Lieu, add_working_days, current
from api.escalations.routage import Competent, route
from api.parcours.deadlines import is_working_day
from api.territoires.service import TerritoireService
from tests.escalations.cas import LUNDI_10H, LUNDI_13H, LUNDI_16H15, NUIT, inferred, said

TERRITOIRES = TerritoireService()
CAF = Competent("caf", "trouve", "Caf du Bas-Rhin")
CPAM = Competent("cpam", "trouve", "CPAM du Bas-Rhin")
DEUIL = "deces.deces-enfant"


def competent(lieu: str, *organismes: str) -> list[Competent]:
    resolues = [(o, TERRITOIRES.resolve(lieu, o)) for o in organismes]
    return [Competent(o, r.statut, r.nom) for o, r in resolues]


@pytest.fixture
def send(contenus, ordinaire):
    """Route a request; by default an ordinary one, for the Caf, on a Monday at ten."""

    def send(
        *agents: Agent,
        presents=None,
        appreciation=ordinaire,
        competents=(CAF,),
        departement="75",
        langue="fr",
        attente=0,
        maintenant=LUNDI_10H,
        guichets=None,
        occupes=(),
    ):
        la = {a.id for a in agents} if presents is None else presents
        lus = replace(contenus, guichets=guichets) if guichets else contenus
        file = {g.id: attente for g in contenus.guichets}
        return route(
            *(lus, appreciation, list(competents), departement, langue, agents, la, file),
            *(maintenant, occupes),
        )

    return send


@pytest.fixture
def attentive(contenus):
    def attentive(*codes: str, **plus):
        options = {"echeance": None, "repetee": None, "protegee": False, **plus}
        signaux = [said("demander_humain"), *(inferred(c) for c in codes)]
        return appreciate(contenus, signaux, ["deces"], **options, le=LUNDI_10H.date())

    return attentive


# Someone is there, or not -----------------------------------------------------------------------


def test_quelqu_un_est_la_et_l_attente_est_courte_la_conversation_s_ouvre(send, caf):
    faite = send(caf)
    assert faite.promesse.canal == "direct"
    assert faite.chef.presents == ("agent-caf",)
    assert faite.promesse.avant <= LUNDI_10H + dt.timedelta(minutes=3)


def test_une_attente_de_plus_de_trois_minutes_donne_un_rappel_dans_les_deux_heures(send, caf):
    promesse = send(caf, attente=1).promesse
    assert (promesse.canal, promesse.de) == ("rappel", LUNDI_10H)
    assert promesse.avant == LUNDI_10H + dt.timedelta(hours=2)


def test_l_attente_se_partage_entre_ceux_qui_sont_la(send, caf):
    """One person waits, nine minutes each: three minutes when three agents are there."""
    equipe = [replace(caf, id=str(n)) for n in range(3)]
    assert send(*equipe, attente=1).promesse.canal == "direct"
    assert send(*equipe[:2], attente=1).promesse.canal == "rappel"


def test_qui_repond_deja_a_autant_de_personnes_qu_il_peut_n_est_pas_promis_a_une_de_plus(send, caf):
    """No conversation is offered with someone who cannot hold it."""
    promesse = send(caf, occupes={caf.id}).promesse
    assert (promesse.canal, promesse.avant) == ("rappel", LUNDI_10H + dt.timedelta(hours=2))
    libre = replace(caf, id="libre")
    assert send(caf, libre, occupes={caf.id}).promesse.canal == "direct"
    attente = send(caf, libre, occupes={caf.id}, attente=1).promesse
    assert attente.canal == "rappel", "one who is free, not two, for the one who waits already"


def test_pres_de_la_fermeture_le_rappel_est_remis_a_l_ouverture_suivante(send, caf):
    promesse = send(caf, attente=10, maintenant=LUNDI_16H15).promesse
    assert promesse.de == dt.datetime(2026, 11, 24, 8, 0, tzinfo=dt.UTC)
    assert promesse.avant == dt.datetime(2026, 11, 24, 10, 0, tzinfo=dt.UTC)


def test_un_guichet_sans_rappel_laisse_un_message_quand_l_attente_est_longue(send, caf, contenus):
    sans = [g.model_copy(update={"rappel": g.id != "caf"}) for g in contenus.guichets]
    assert send(caf, attente=10, guichets=sans).promesse.canal == "message"


def test_un_guichet_sans_conversation_en_direct_ne_la_propose_jamais(send):
    agent = Agent("a", "agent", frozenset({"carsat"}))
    promesse = send(agent, competents=[Competent("carsat", "trouve")]).promesse
    assert promesse.canal == "rappel"


def test_la_nuit_personne_n_est_la_une_reponse_est_promise_en_deux_jours_ouvres(send, caf):
    promesse = send(caf, presents=set(), maintenant=NUIT).promesse
    assert promesse.canal == "rappel"
    assert promesse.de == dt.datetime(2026, 11, 24, 8, 0, tzinfo=dt.UTC)
    assert promesse.avant == dt.datetime(2026, 11, 26, 15, 30, tzinfo=dt.UTC)


def test_sans_rappel_un_rendez_vous_au_plus_tard_dans_sept_jours_ouvres(send, contenus):
    sans = [g.model_copy(update={"rappel": False}) for g in contenus.guichets]
    promesse = send(guichets=sans).promesse
    assert promesse.canal == "rendez_vous"
    assert promesse.avant.date() == dt.date(2026, 12, 2)


def test_une_date_limite_dans_la_semaine_fait_rappeler_a_la_premiere_ouverture(send, attentive):
    pressee = attentive(echeance=dt.date(2026, 11, 25))
    promesse = send(appreciation=pressee, maintenant=NUIT).promesse
    assert promesse.canal == "rappel"
    assert promesse.avant == dt.datetime(2026, 11, 24, 10, 0, tzinfo=dt.UTC)


def test_redemander_le_meme_jour_fait_rappeler_a_la_premiere_ouverture(send, attentive):
    encore = attentive(repetee="jour")
    assert send(appreciation=encore).promesse.avant == LUNDI_10H + dt.timedelta(hours=2)


# Hours, holidays, clocks ------------------------------------------------------------------------


def test_a_midi_la_caf_est_fermee_et_la_cpam_ouverte_seule_la_cpam_est_en_direct(send, contenus):
    """R2.14."""
    ouverte = contenus.desk("cpam", None).horaires[0].model_copy(update={"a": dt.time(18)})
    guichets = [
        g.model_copy(update={"horaires": [ouverte]}) if g.id == "cpam" else g
        for g in contenus.guichets
    ]
    agents = [Agent("a", "agent", frozenset({"caf"})), Agent("b", "agent", frozenset({"cpam"}))]
    faite = send(*agents, competents=[CAF, CPAM], maintenant=LUNDI_13H, guichets=guichets)
    assert (faite.chef.organisme, faite.promesse.canal) == ("caf", "rappel")
    (cpam,) = faite.lies
    assert (cpam.organisme, cpam.promesse.canal) == ("cpam", "direct")


@pytest.mark.parametrize(
    ("departement", "jour", "ouvert"),
    [
        ("67", dt.date(2026, 12, 26), False),  # a Saturday, and a holiday there
        ("67", dt.date(2025, 12, 26), False),  # Saint-Étienne: a holiday in Alsace-Moselle
        ("57", dt.date(2025, 12, 26), False),
        ("75", dt.date(2025, 12, 26), True),
        ("972", dt.date(2026, 5, 22), False),  # abolition of slavery in Martinique
        ("974", dt.date(2027, 12, 20), False),  # and in La Réunion
        ("75", dt.date(2027, 12, 20), True),
        ("75", dt.date(2026, 7, 14), False),
    ],
)
def test_les_jours_feries_du_lieu_sont_fermes(contenus, departement, jour, ouvert):
    lieu = Lieu(departement, contenus.regles.zone(departement))
    midi_moins_dix = lieu.at(jour, dt.time(11, 50))
    guichet = contenus.desk("caf", departement)
    assert (current(guichet, lieu, midi_moins_dix) is not None) is ouvert


@pytest.mark.parametrize(
    ("departement", "utc"),
    [("75", 8), ("974", 5), ("971", 13), ("973", 12), ("976", 6)],
)
def test_les_guichets_ouvrent_a_l_heure_de_leur_departement(contenus, departement, utc):
    lieu = Lieu(departement, contenus.regles.zone(departement))
    guichet = contenus.desk("caf", departement)
    ouverture = dt.datetime(2026, 11, 23, utc, 0, tzinfo=dt.UTC)
    assert current(guichet, lieu, ouverture)
    assert not current(guichet, lieu, ouverture - dt.timedelta(minutes=1))


def test_sept_jours_ouvres_sautent_noel_et_la_saint_etienne_en_alsace():
    veille = dt.date(2025, 12, 24)
    assert add_working_days(veille, 1, "75") == dt.date(2025, 12, 26)
    assert add_working_days(veille, 1, "67") == dt.date(2025, 12, 29)


# The right organisation (R2.1) ------------------------------------------------------------------


def test_en_lozere_la_ccss_repond_seule_pour_la_famille_la_sante_et_les_cotisations(send):
    faite = send(competents=competent("48000", "caf", "cpam", "urssaf"), departement="48")
    assert faite.chef.guichet == "ccss_lozere"
    assert faite.chef.competent.nom == "CCSS de la Lozère"
    assert faite.lies == ()


def test_a_mayotte_la_css_repond_pour_la_famille_et_la_retraite(send):
    faite = send(competents=competent("97600", "caf", "carsat"), departement="976")
    assert faite.chef.competent.nom == "CSS de Mayotte"
    assert faite.lies == ()


@pytest.mark.parametrize("code", ["97100", "97200", "97300", "97400"])
def test_outre_mer_la_cgss_repond_pour_tout_sauf_la_famille(send, code):
    faite = send(competents=competent(code, "cpam", "carsat", "caf"), departement=code[:3])
    assert faite.chef.guichet == "cgss"
    assert [v.guichet for v in faite.lies] == ["caf"]
    assert faite.chef.competent.nom.startswith("CGSS")
    assert faite.lies[0].competent.nom.startswith("Caf")


def test_en_ile_de_france_la_retraite_est_a_la_cnav(send):
    assert "Cnav" in send(competents=competent("75011", "carsat")).chef.competent.nom


@pytest.mark.parametrize("departement", ["59", "62"])
def test_dans_le_nord_et_le_pas_de_calais_la_cpam_se_demande_et_ne_se_devine_pas(send, departement):
    faite = send(competents=competent(departement, "cpam"), departement=departement)
    assert faite.chef.commune_a_demander
    assert faite.chef.competent.nom is None
    assert faite.promesse.avant > LUNDI_10H


@pytest.mark.parametrize(
    ("departement", "nom"),
    [("31", "Carsat Midi-Pyrénées"), ("34", "Carsat Languedoc-Roussillon")],
)
def test_en_occitanie_la_carsat_depend_du_departement(send, departement, nom):
    faite = send(competents=competent(departement, "carsat"), departement=departement)
    assert faite.chef.competent.nom == nom


def test_un_seul_chef_de_file_les_autres_sont_lies(send):
    faite = send(competents=[CAF, CPAM, Competent("france_services")])
    assert faite.chef.organisme == "caf"
    assert [v.organisme for v in faite.lies] == ["cpam", "france_services"]


def test_le_meme_guichet_n_est_contacte_qu_une_fois_meme_cite_en_premier_et_en_dernier(send):
    demandes = [Competent("carsat"), CAF, Competent("cnav")]
    faite = send(competents=demandes)
    assert [faite.chef.organisme, *(v.organisme for v in faite.lies)] == ["carsat", "caf"]


def test_sans_organisme_a_guichet_france_services_prend_la_demande(send):
    assert send(competents=[Competent("mairie")]).chef.organisme == "france_services"
    assert send(competents=[]).chef.organisme == "france_services"


# The right person -------------------------------------------------------------------------------


def test_un_agent_d_un_autre_departement_ne_recoit_pas_la_demande(send, caf):
    ailleurs = replace(caf, territoires=frozenset({"13"}))
    assert send(ailleurs).chef.agents == ()
    assert send(replace(caf, territoires=frozenset({"75"}))).chef.agents == ("agent-caf",)


def test_un_agent_d_un_autre_organisme_ne_recoit_pas_la_demande(send, caf):
    assert send(replace(caf, organismes=frozenset({"cpam"}))).chef.agents == ()


def test_un_administrateur_ne_recoit_aucune_demande(send, caf):
    assert send(replace(caf, role="administrateur")).chef.agents == ()


def test_une_question_pointue_ne_va_qu_a_qui_en_a_la_competence(send, caf, contenus):
    """R3.8: an agent who has not the skill yet never gets it unsupervised."""
    expertise = appreciate(
        *(contenus, [said("reclamation")], ["naissance"]),
        **{"echeance": None, "repetee": None, "protegee": False, "le": LUNDI_10H.date()},
    )
    forme = replace(caf, id="forme", competences=frozenset({"famille"}))
    assert send(caf, forme, appreciation=expertise).chef.agents == ("forme",)


def test_qui_parle_la_langue_vient_d_abord_les_autres_restent_possibles(send, caf):
    arabophone = replace(caf, id="z", langues=frozenset({"fr", "ar"}))
    assert send(caf, arabophone, langue="ar").chef.agents == ("z", "agent-caf")


def test_qui_est_present_vient_avant_qui_est_absent(send, caf):
    absent = replace(caf, id="a-absent")
    assert send(absent, caf, presents={"agent-caf"}).chef.agents == ("agent-caf", "a-absent")


def test_un_cas_attentif_va_aux_correspondants_nommes_et_a_eux_seuls(send, caf, attentive):
    """R2.16."""
    nomme = replace(caf, id="nom", role="correspondant", competences=frozenset({"deuil"}))
    autre = replace(nomme, id="autre", competences=frozenset({"social"}))
    faite = send(caf, autre, nomme, appreciation=attentive(DEUIL), competents=[CPAM, CAF])
    assert faite.correspondant
    assert faite.chef.organisme == "caf"
    assert faite.chef.agents == ("nom",)
    assert not faite.alerte


def test_un_cas_attentif_sans_correspondant_alerte_le_superviseur_et_reste_promis(
    send, caf, attentive
):
    faite = send(caf, appreciation=attentive(DEUIL))
    assert faite.alerte
    assert faite.promesse.canal == "rappel"
    assert faite.urgence


def test_une_demande_ordinaire_n_alerte_personne(send):
    assert not send().alerte


# Someone in danger ------------------------------------------------------------------------------


def test_en_danger_aucun_rappel_ni_rendez_vous_seulement_qui_ecoute_maintenant(send, attentive):
    faite = send(appreciation=attentive(protegee=True), competents=[CAF, CPAM])
    assert faite.restreinte
    assert faite.lies == ()
    assert (faite.promesse.canal, faite.promesse.avant) == ("lignes", LUNDI_10H)


def test_en_danger_une_personne_formee_presente_peut_repondre_tout_de_suite(send, caf, attentive):
    formee = replace(caf, role="correspondant", competences=frozenset({"violences"}))
    assert send(formee, appreciation=attentive(protegee=True)).promesse.canal == "direct"
    ordinaire = replace(formee, competences=frozenset({"deuil"}))
    assert send(ordinaire, appreciation=attentive(protegee=True)).promesse.canal == "lignes"


# Never silence ----------------------------------------------------------------------------------

CONTENUS = load_escalades()
DECLINAISONS = [f"{m}.{d}" for m, d in CONTENUS.attentions]
DEPARTEMENTS = ["75", "67", "57", "48", "59", "971", "974", "976", "987", "2A", None]
NOMS = sorted({o for g in CONTENUS.guichets for o in g.organismes} | {"mairie", "caf_d_avant"})
agents = st.builds(
    Agent,
    id=st.text("abc", min_size=1, max_size=3),
    role=st.sampled_from(["agent", "correspondant", "superviseur", "administrateur"]),
    organismes=st.frozensets(st.sampled_from(NOMS)),
    competences=st.frozensets(st.sampled_from(sorted(CONTENUS.motifs.competences))),
    territoires=st.frozensets(st.sampled_from(["france", "75", "67", "974"])),
)


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    maintenant=st.datetimes(dt.datetime(2024, 1, 1), dt.datetime(2032, 1, 1)),
    departement=st.sampled_from(DEPARTEMENTS),
    noms=st.lists(st.sampled_from(NOMS), max_size=4),
    codes=st.lists(st.sampled_from(DECLINAISONS), max_size=3),
    equipe=st.lists(agents, max_size=4),
    presents=st.frozensets(st.text("abc", min_size=1, max_size=3)),
    attente=st.integers(0, 30),
    repetee=st.sampled_from([None, "jour", "mois"]),
    ecart=st.one_of(st.none(), st.integers(-40, 400)),
    protegee=st.booleans(),
    sait_faire=st.tuples(st.booleans(), st.booleans(), st.booleans()),
)
def test_a_toute_heure_chaque_demande_recoit_un_chef_une_voie_et_une_promesse(
    maintenant,
    departement,
    noms,
    codes,
    equipe,
    presents,
    attente,
    repetee,
    ecart,
    protegee,
    sait_faire,
):
    instant = maintenant.replace(tzinfo=dt.UTC)
    le = instant.date()
    direct, rappel, rendez_vous = sait_faire
    guichets = [
        g.model_copy(update={"direct": direct, "rappel": rappel, "rendez_vous": rendez_vous})
        for g in CONTENUS.guichets
    ]
    contenus = replace(CONTENUS, guichets=guichets)
    appreciation = appreciate(
        *(contenus, [said("demander_humain"), *(inferred(c) for c in codes)], ["naissance"]),
        echeance=le + dt.timedelta(days=ecart) if ecart is not None else None,
        repetee=repetee,
        protegee=protegee,
        le=le,
    )
    faite = route(
        *(contenus, appreciation, [Competent(n) for n in noms], departement, "fr", equipe),
        *(presents, dict.fromkeys((g.id for g in guichets), attente), instant),
    )

    lieu = Lieu(departement, contenus.regles.zone(departement))
    limite = add_working_days(lieu.day(instant), 7, departement)
    assert faite.chef.organisme
    for voie in (faite.chef, *faite.lies):
        promesse = voie.promesse
        assert instant <= promesse.de <= promesse.avant
        assert lieu.day(promesse.avant) <= limite, "seven working days at most"
        if promesse.canal in ("rappel", "message", "rendez_vous"):
            assert is_working_day(lieu.day(promesse.avant), departement)
            guichet = next(g for g in guichets if g.id == voie.guichet)
            assert current(guichet, lieu, promesse.de), "nobody promises a closed door"
    if faite.promesse.canal == "direct":
        assert faite.chef.presents
    if protegee:
        assert faite.promesse.canal in ("direct", "lignes")
        assert faite.lies == ()
    organismes = [v.guichet for v in (faite.chef, *faite.lies)]
    assert len(organismes) == len(set(organismes)), "each desk once"
    if appreciation.attentive and not faite.chef.agents:
        assert faite.alerte
