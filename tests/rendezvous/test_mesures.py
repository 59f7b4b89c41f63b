"""The figures of a supervisor: measured from the request, silent below five, blind to protection."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace

from api.escalations.contenu import load_escalades
from api.rendezvous.mesures import measure, share

CONTENUS = load_escalades()
LUNDI = dt.datetime(2026, 11, 23, 9, tzinfo=dt.UTC)
PLUS_TARD = LUNDI + dt.timedelta(days=30)


def request(n: int, canal: str = "message", reponse: dt.datetime | None = None):
    return SimpleNamespace(
        reference=f"JA-{n}",
        departement="75",
        cree_le=LUNDI,
        canal=canal,
        promesse_avant=LUNDI + dt.timedelta(hours=2),
        premiere_reponse_le=reponse,
    )


def offered(jour: dt.date, etat: str = "confirme", offert: int = 0):
    return SimpleNamespace(
        premier_jour=jour, etat=etat, offert_le=LUNDI + dt.timedelta(hours=offert)
    )


def figures(demandes, rendez_vous=None, appels=None):
    return measure(CONTENUS, "caf", demandes, rendez_vous or {}, appels or {}, PLUS_TARD, 5)


def test_le_delai_median_et_la_part_a_temps_comptent_les_oublis():
    # Days offered 1, 2, 3, 7 and 8 working days after Monday 23 November.
    jours = [dt.date(2026, 11, d) for d in (24, 25, 26)] + [dt.date(2026, 12, d) for d in (2, 3)]
    demandes = [request(n) for n in range(5)]
    rendez_vous = {f"JA-{n}": [offered(jour)] for n, jour in enumerate(jours)}
    vus = figures(demandes, rendez_vous)
    assert (vus.offerts, vus.delai_median, vus.part_a_temps) == (5, 3, 80)
    oubliee = request(9, canal="rendez_vous")
    assert figures([*demandes, oubliee], rendez_vous).part_a_temps == 67, "4 of 6"


def test_un_rendez_vous_deplace_garde_la_date_de_la_premiere_offre():
    demandes = [request(n) for n in range(5)]
    tot, tard = dt.date(2026, 11, 24), dt.date(2026, 12, 15)
    rendez_vous = {d.reference: [offered(tard, offert=9), offered(tot)] for d in demandes}
    assert figures(demandes, rendez_vous).part_a_temps == 100


def test_les_absences_se_comptent_des_deux_cotes():
    etats = ["honore", "honore", "absent_usager", "absent_agent"]
    demandes = [request(n) for n in range(5)]
    rendez_vous = {f"JA-{n}": [offered(LUNDI.date(), e)] for n, e in enumerate(etats)}
    assert figures(demandes, rendez_vous).part_absences_usagers is None, "four are too few"
    rendez_vous["JA-4"] = [offered(LUNDI.date(), "honore")]
    vus = figures(demandes, rendez_vous)
    assert (vus.part_absences_usagers, vus.part_absences_agents) == (20, 20)


def test_les_rappels_sont_tenus_essayes_ou_rompus():
    appel = SimpleNamespace(le=LUNDI, resultat="repondeur")
    demandes = [request(n, "rappel", LUNDI) for n in range(3)]
    demandes += [request(n, "rappel") for n in range(3, 5)]
    vus = figures(demandes, appels={"JA-3": [appel]})
    assert (vus.rappels_tenus, vus.rappels_essayes, vus.rappels_rompus) == (60, 20, 20)


def test_moins_de_cinq_ne_se_montre_pas():
    assert share([True] * 4, 5) is None
    assert share([True] * 4 + [False], 5) == 80
