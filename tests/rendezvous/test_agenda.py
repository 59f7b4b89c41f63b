"""The calendar files: valid, discreet, at the clock of the place, changed rather than doubled."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from api.errors import Refus
from api.rendezvous.models import RendezVous
from api.web.agenda import write_for_agent, write_for_person
from api.web.textes import load_textes

DEBUT = dt.datetime(2026, 12, 1, 5, tzinfo=dt.UTC)  # nine in Réunion
REUNION = ZoneInfo("Indian/Reunion")
ADRESSE = "4 rue Sainte-Anne, Saint-Denis"


def appointment(**champs) -> RendezVous:
    return RendezVous(
        **{
            "reference": "JA-7KD4-XH3",
            "identite": "9c1f",
            "version": 0,
            "etat": "confirme",
            "maniere": "sur_place",
            "lieu": ADRESSE,
            "debut": DEBUT,
            "fin": DEBUT + dt.timedelta(minutes=30),
            "rappel_consenti": False,
            "change_le": dt.datetime(2026, 11, 23, 9, tzinfo=dt.UTC),
            **champs,
        }
    )


def read(contenu: bytes):
    """The calendar and its only event, as a calendar program reads them."""
    calendrier = Calendar.from_ical(contenu)
    [event] = calendrier.walk("VEVENT")
    assert not calendrier.errors
    assert not event.errors
    assert all(len(ligne) <= 75 for ligne in contenu.split(b"\r\n")), "RFC 5545 folds at 75"
    return calendrier, event


def test_le_fichier_de_la_personne_ne_dit_qu_une_heure():
    contenu = write_for_person(appointment(), REUNION, load_textes())
    _, event = read(contenu)
    assert event["SUMMARY"] == "Rendez-vous"
    assert "LOCATION" not in event
    assert "DESCRIPTION" not in event
    assert not event.walk("VALARM"), "no reminder unless it was wanted"
    for dit in (b"JA-7KD4", b"Caf", ADRESSE.encode()):
        assert dit not in contenu, dit


def test_l_adresse_n_y_est_que_sur_demande_et_l_alarme_que_voulue():
    voulu = appointment(rappel_consenti=True)
    _, event = read(write_for_person(voulu, REUNION, load_textes(), avec_lieu=True))
    assert event["LOCATION"] == ADRESSE
    [alarme] = event.walk("VALARM")
    assert alarme["DESCRIPTION"] == "Rendez-vous"
    assert alarme["TRIGGER"].dt < dt.timedelta()


def test_le_fichier_de_l_agent_dit_la_reference_et_le_lieu_seulement():
    _, event = read(write_for_agent(appointment(), REUNION, load_textes()))
    assert event["SUMMARY"] == "Rendez-vous JA-7KD4-XH3"
    assert event["LOCATION"] == ADRESSE
    assert "DESCRIPTION" not in event
    telephone = appointment(maniere="telephone", lieu=None)
    assert read(write_for_agent(telephone, REUNION, load_textes()))[1]["LOCATION"] == (
        "Par téléphone"
    )


@pytest.mark.parametrize("zone", ["Europe/Paris", "Indian/Reunion", "America/Guadeloupe"])
def test_l_heure_est_celle_du_lieu_et_le_fichier_l_explique(zone):
    fuseau = ZoneInfo(zone)
    calendrier, event = read(write_for_agent(appointment(), fuseau, load_textes()))
    assert event["DTSTART"].dt.astimezone(dt.UTC) == DEBUT
    assert event["DTSTART"].dt.hour == DEBUT.astimezone(fuseau).hour
    assert event["DTSTART"].params["TZID"] == zone
    assert [z["TZID"] for z in calendrier.walk("VTIMEZONE")] == [zone]


def test_deplace_ou_annule_c_est_le_meme_evenement_change():
    avant = read(write_for_person(appointment(), REUNION, load_textes()))
    demain = DEBUT + dt.timedelta(days=1)
    deplace = appointment(version=1, debut=demain, fin=demain + dt.timedelta(minutes=30))
    apres = read(write_for_person(deplace, REUNION, load_textes()))
    annule = read(write_for_person(appointment(version=2, etat="annule"), REUNION, load_textes()))
    assert avant[1]["UID"] == apres[1]["UID"] == annule[1]["UID"]
    assert [e["SEQUENCE"] for _, e in (avant, apres, annule)] == [0, 1, 2]
    assert [c["METHOD"] for c, _ in (avant, apres, annule)] == ["PUBLISH", "PUBLISH", "CANCEL"]
    assert annule[1]["STATUS"] == "CANCELLED"


def test_sans_moment_choisi_il_n_y_a_rien_a_mettre_dans_un_agenda():
    with pytest.raises(Refus):
        write_for_agent(appointment(debut=None, fin=None), REUNION, load_textes())
