"""When one can meet: inside the hours, never on a holiday, at the clock of the place."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.escalations.contenu import JOURS, load_escalades
from api.escalations.horaires import HORIZON, Lieu
from api.parcours.deadlines import is_holiday, is_working_day
from api.rendezvous.contenu import Grille, Offre, Reglement, delivered_rules
from api.rendezvous.creneaux import (
    Creneau,
    fits,
    promised_before,
    shared,
    slots,
    spread,
    working_days_between,
)
from api.rendezvous.etats import callback_state, calls_missing, is_broken

CONTENUS = load_escalades()
CAF = next(g for g in CONTENUS.guichets if g.id == "caf")
DEPARTEMENTS = (None, "75", "67", "971", "974", "976", "988")
INSTANTS = st.datetimes(dt.datetime(2026, 1, 1), dt.datetime(2028, 12, 31)).map(
    lambda d: d.replace(tzinfo=dt.UTC, microsecond=0)
)


def place(departement: str | None) -> Lieu:
    return Lieu(departement, CONTENUS.regles.zone(departement))


def rules(minutes: int, places: int = 1, **dates: dt.date) -> Reglement:
    """The delivered rules with one grid of ours, for the Caf, by telephone."""
    offre = Offre(maniere="telephone", minutes=minutes, places=places)
    grille = Grille(
        guichets=["caf"], exemple=True, manieres=[offre], **{"du": dt.date(2020, 1, 1), **dates}
    )
    return delivered_rules().model_copy(update={"grilles": [grille]})


@settings(max_examples=150, deadline=None)
@given(INSTANTS, st.sampled_from(DEPARTEMENTS), st.integers(5, 180))
def test_un_moment_est_toujours_dans_les_heures_et_jamais_un_jour_ferie(depuis, ou, minutes):
    lieu = place(ou)
    precedent = None
    for creneau in slots(CAF, rules(minutes), lieu, "telephone", depuis):
        debut, fin = (x.astimezone(lieu.fuseau) for x in (creneau.debut, creneau.fin))
        assert creneau.debut >= depuis
        assert creneau.fin - creneau.debut == dt.timedelta(minutes=minutes)
        assert not is_holiday(debut.date(), ou)
        assert debut.date() == fin.date()
        assert any(
            JOURS[debut.weekday()] in p.jours and p.de <= debut.time() and fin.time() <= p.a
            for p in CAF.horaires
        )
        assert precedent is None or creneau.debut >= precedent.fin, "two at once on one place"
        precedent = creneau


@settings(max_examples=150, deadline=None)
@given(INSTANTS, st.sampled_from(DEPARTEMENTS))
def test_la_promesse_est_le_septieme_jour_ouvre_du_lieu(demande_le, ou):
    lieu = place(ou)
    avant = promised_before(demande_le, lieu, 7)
    premier = lieu.day(demande_le)
    assert is_working_day(avant, ou)
    assert working_days_between(premier, avant, ou) == 7
    assert working_days_between(premier, avant - dt.timedelta(days=1), ou) == 6


def test_sept_jours_ouvres_sautent_le_week_end_et_noel():
    # Monday 21 December 2026: 22, 23, 24, (25 holiday), 28, 29, 30, 31.
    demande = dt.datetime(2026, 12, 21, 9, tzinfo=dt.UTC)
    assert promised_before(demande, place("75"), 7) == dt.date(2026, 12, 31)
    # In Alsace the 26th is a holiday too, but it is a Saturday: the same day.
    assert promised_before(demande, place("67"), 7) == dt.date(2026, 12, 31)
    # A Sunday evening in Paris is already Monday in Réunion.
    dimanche = dt.datetime(2026, 12, 6, 21, tzinfo=dt.UTC)
    assert promised_before(dimanche, place("75"), 1) == dt.date(2026, 12, 7)
    assert promised_before(dimanche, place("974"), 1) == dt.date(2026, 12, 8)


def test_en_guadeloupe_neuf_heures_est_neuf_heures_la_bas():
    depuis = dt.datetime(2026, 12, 1, 0, tzinfo=dt.UTC)
    cgss = next(g for g in CONTENUS.guichets if g.id == "cgss")
    premier = next(iter(slots(cgss, delivered_rules(), place("971"), "telephone", depuis)))
    assert premier.debut == dt.datetime(2026, 12, 1, 13, tzinfo=dt.UTC)


def test_la_derniere_grille_commencee_l_emporte():
    ancienne = rules(30).grilles[0]
    neuve = Grille(
        guichets=["caf"],
        du=dt.date(2026, 12, 1),
        exemple=True,
        manieres=[Offre(maniere="telephone", minutes=60, places=1)],
    )
    reglement = delivered_rules().model_copy(update={"grilles": [neuve, ancienne]})
    depuis = dt.datetime(2026, 11, 30, 6, tzinfo=dt.UTC)
    durees = {
        c.debut.date(): c.fin - c.debut
        for c in slots(CAF, reglement, place("75"), "telephone", depuis)
    }
    assert durees[dt.date(2026, 11, 30)] == dt.timedelta(minutes=30)
    assert durees[dt.date(2026, 12, 1)] == dt.timedelta(minutes=60)


def test_une_grille_finie_n_offre_plus_rien():
    reglement = rules(30, au=dt.date(2026, 11, 30))
    depuis = dt.datetime(2026, 11, 30, 6, tzinfo=dt.UTC)
    jours = {c.debut.date() for c in slots(CAF, reglement, place("75"), "telephone", depuis)}
    assert jours == {dt.date(2026, 11, 30)}


def opening(de: int, minutes: int, guichet: str, places: int = 1) -> list[Creneau]:
    """Moments in a row from an hour on, for two hours."""
    jour = dt.datetime(2026, 12, 1, de, tzinfo=dt.UTC)
    pas = dt.timedelta(minutes=minutes)
    return [
        Creneau(jour + n * pas, jour + (n + 1) * pas, "telephone", {guichet: places})
        for n in range(120 // minutes)
    ]


def test_un_rendez_vous_commun_a_lieu_quand_tous_sont_la_et_dure_le_plus_court():
    communs = shared([opening(9, 30, "caf", 2), opening(10, 20, "cpam")])
    assert [c.debut.hour * 60 + c.debut.minute for c in communs] == [600]
    assert communs[0].fin - communs[0].debut == dt.timedelta(minutes=20)
    assert communs[0].places == {"caf": 2, "cpam": 1}


@pytest.mark.parametrize(
    ("quand", "heures"), [("matin", {9}), ("apres_midi", {14}), ("peu_importe", {9, 14})]
)
def test_seul_le_moment_sans_risque_est_propose(quand, heures):
    lieu = place("974")
    jour = dt.date(2026, 12, 1)
    deux = [
        Creneau(lieu.at(jour, dt.time(h)), lieu.at(jour, dt.time(h, 30)), "sur_place", {"caf": 1})
        for h in (9, 14)
    ]
    gardes = {c.debut.astimezone(lieu.fuseau).hour for c in deux if fits(c, lieu, quand)}
    assert gardes == heures


def test_les_moments_proposes_sont_sur_des_jours_differents():
    depuis = dt.datetime(2026, 11, 30, 6, tzinfo=dt.UTC)
    lieu = place("75")
    tous = list(slots(CAF, rules(30), lieu, "telephone", depuis))
    trois = spread(tous, lieu, 3)
    assert len({lieu.day(c.debut) for c in trois}) == 3
    assert trois == sorted(trois, key=lambda c: c.debut)
    un_jour = [c for c in tous if lieu.day(c.debut) == dt.date(2026, 11, 30)]
    assert spread(un_jour, lieu, 3) == un_jour[:3], "one day alone gives its first moments"
    assert HORIZON > 7


# Calls and promises ---------------------------------------------------------------------------


class Essai:
    def __init__(self, resultat: str, heure: int = 10) -> None:
        self.resultat, self.le = resultat, dt.datetime(2026, 11, 24, heure, tzinfo=dt.UTC)


class Promise:
    promesse_avant = dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC)

    def __init__(self, reponse: dt.datetime | None = None) -> None:
        self.premiere_reponse_le = reponse


def test_on_n_abandonne_pas_avant_assez_d_appels():
    assert calls_missing([], 3) == 3
    assert calls_missing([Essai("sans_reponse"), Essai("repondeur")], 3) == 1
    assert calls_missing([Essai("joint")], 3) == 0
    assert calls_missing([Essai("mauvais_numero")], 3) == 0, "it rings nowhere"


def test_un_rappel_est_tenu_essaye_ou_rompu():
    avant = dt.datetime(2026, 11, 24, 11, tzinfo=dt.UTC)
    apres = dt.datetime(2026, 11, 24, 13, tzinfo=dt.UTC)
    assert callback_state(Promise(), [], avant) == "attendu"
    assert callback_state(Promise(), [], apres) == "rompu"
    assert callback_state(Promise(), [Essai("repondeur")], apres) == "essaye"
    assert callback_state(Promise(), [Essai("joint")], avant) == "tenu"
    assert callback_state(Promise(), [Essai("joint", 13)], apres) == "rompu", "too late"
    assert callback_state(Promise(avant), [], apres) == "tenu", "answered otherwise"


def test_une_promesse_est_rompue_par_notre_absence_ou_par_un_retard():
    promis = dt.date(2026, 12, 2)
    assert not is_broken("confirme", promis, dt.date(2026, 12, 9), dt.date(2026, 12, 1))
    assert is_broken("confirme", promis, dt.date(2026, 11, 24), dt.date(2026, 12, 3))
    assert is_broken("absent_agent", promis, dt.date(2026, 12, 1), dt.date(2026, 12, 1))
    assert is_broken("", promis, dt.date(2026, 12, 3), None), "nothing was offered"


def test_chaque_guichet_qui_recoit_a_une_grille():
    for guichet in CONTENUS.guichets:
        offres = delivered_rules().offers(guichet.id, dt.date(2026, 11, 23))
        assert guichet.rendez_vous == bool(offres), guichet.id
        assert max(Counter(o.maniere for o in offres).values()) == 1
