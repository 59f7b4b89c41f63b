"""The rules of mandates, codes, masks and postures: pure, over many inputs."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.errors import Refus
from api.mediation.code import ALPHABET, new_code, read_code, show_code
from api.mediation.coordonnees import read_contact
from api.mediation.masque import VOILE, mask
from api.mediation.posture import POSTURES, advise
from api.mediation.regles import JOURS, Accord, end_of, judge, last_day, refusal

PARIS, GUADELOUPE, REUNION = map(ZoneInfo, ("Europe/Paris", "America/Guadeloupe", "Indian/Reunion"))
instants = st.datetimes(dt.datetime(2025, 1, 1), dt.datetime(2029, 1, 1), timezones=st.just(dt.UTC))
durees = st.sampled_from([*JOURS])
fuseaux = st.sampled_from([PARIS, GUADELOUPE, REUNION])


@given(instants, durees, fuseaux)
def test_un_mandat_dure_ce_qui_est_dit_jamais_plus(debut, duree, fuseau):
    fin = end_of(debut, duree, fuseau)

    assert debut < fin <= debut + dt.timedelta(days=JOURS[duree], hours=1)  # an hour: the clocks
    assert (fin - dt.timedelta(seconds=1)).astimezone(fuseau).date() == last_day(
        debut, duree, fuseau
    )
    assert fin.astimezone(fuseau).time() == dt.time()


@given(instants, durees, fuseaux, instants, st.sampled_from(["sante", "famille", "impots"]))
def test_rien_ne_se_fait_hors_des_dates_ni_des_demarches(debut, duree, fuseau, le, demarche):
    accord = Accord("m", debut, end_of(debut, duree, fuseau), {"sante": None, "famille": debut})
    permis = refusal(accord, demarche, le) is None

    assert permis == (demarche == "sante" and accord.debut <= le < accord.fin)
    assert (judge([accord], demarche, le)[0] is not None) == permis
    assert judge([accord], demarche, le, "mineur") == (None, "capacite_mineur")


def test_signe_dix_minutes_apres_minuit_le_mandat_d_une_visite_vaut_ce_jour_la():
    # 23:10 in UTC: already tomorrow in Paris, still today in Guadeloupe.
    debut = dt.datetime(2026, 11, 23, 23, 10, tzinfo=dt.UTC)

    assert last_day(debut, "visite", PARIS) == dt.date(2026, 11, 24)
    assert last_day(debut, "visite", GUADELOUPE) == dt.date(2026, 11, 23)
    assert end_of(debut, "visite", REUNION) == dt.datetime(2026, 11, 24, 20, tzinfo=dt.UTC)


def test_la_raison_dite_est_celle_du_mandat_le_plus_proche_de_convenir():
    le = dt.datetime(2026, 11, 23, tzinfo=dt.UTC)
    mois = dt.timedelta(days=31)
    ancien = Accord("a", le - 2 * mois, le - mois, {"sante": None})
    ailleurs = Accord("b", le - mois, le + mois, {"impots": None})
    futur = Accord("c", le + mois, le + 2 * mois, {"sante": None})
    arrete = Accord("d", le - mois, le + mois, {"sante": None}, revoque=le)

    assert judge([], "sante", le)[1] == "mandat_absent"
    assert judge([ailleurs], "sante", le)[1] == "mandat_hors_portee"
    assert judge([ailleurs, ancien], "sante", le)[1] == "mandat_expire"
    assert judge([futur], "sante", le)[1] == "mandat_pas_commence"
    assert judge([arrete, futur], "sante", le)[1] == "mandat_revoque"


@given(st.data())
def test_une_faute_de_frappe_dans_un_code_est_toujours_vue(data):
    code = new_code()
    rang = data.draw(st.integers(0, 7))
    autre = data.draw(st.sampled_from([c for c in ALPHABET if c != code[rang]]))
    assert read_code(f" {show_code(code).lower()} ") == code
    assert read_code(code[:rang] + autre + code[rang + 1 :]) is None
    if rang < 7 and code[rang] != code[rang + 1]:
        inverse = code[:rang] + code[rang + 1] + code[rang] + code[rang + 2 :]
        assert read_code(inverse) is None


SECRETS = [
    ("mon numéro 2 85 05 75 123 456 14 merci".replace("14", "{cle}"), "nir"),
    ("carte 4970 1000 0000 0055 voilà", "carte"),
    ("iban FR76 3000 6000 0112 3456 7890 189", "iban"),
    ("mdp : Soleil2026! voilà", "mot_de_passe"),
    ("le mot de passe est Soleil2026", "mot_de_passe"),
    ("code : 482913", "code"),
    ("j'ai reçu le code SMS 482 913", "code"),
]


@pytest.mark.parametrize(("texte", "genre"), SECRETS)
def test_un_secret_colle_est_masque_et_dit(texte, genre):
    texte = texte.replace("{cle}", f"{97 - 2850575123456 % 97:02d}")
    masque, trouves = mask(texte)

    assert trouves == [genre]
    assert VOILE in masque
    assert not any(x in masque for x in ("Soleil", "482", "0055", "5123", "7890"))
    assert mask(masque) == (masque, [])


@pytest.mark.parametrize(
    "texte",
    [
        "je gagne 1250 euros, mon loyer est de 640",
        "code postal 67000",
        "le 06 12 34 56 78, demain à 14 h 30",
        "née le 12/05/1985, séparée depuis le 01/11/2026",
        "je suis de passe en formation",
        "c'est le code du travail",
        "numéro 1234567890123456",
    ],
)
def test_ce_qui_n_est_pas_un_secret_reste(texte):
    assert mask(texte) == (texte, [])


@given(st.text(max_size=200))
def test_masquer_ne_casse_jamais_rien(texte):
    mask(texte)


@pytest.mark.parametrize(
    "ecrit",
    ["0612345678", "06 12 34 56 78", "+33 6 12 34 56 78", "0033612345678", "+33 (0)6.12.34.56.78"],
)
def test_un_numero_est_le_meme_de_quelque_facon_qu_on_l_ecrive(ecrit):
    assert read_contact(ecrit).fingerprint("s") == read_contact("06-12-34-56-78").fingerprint("s")


def test_une_adresse_jetable_de_l_espace_est_celle_de_l_espace():
    assert read_contact("Accueil+Dupont@FS.example") == read_contact("accueil@fs.example")
    with pytest.raises(Refus):
        read_contact("le gardien")
    assert read_contact("  ") is None


def test_faire_pour_n_est_jamais_refuse_et_qui_sait_faire_n_est_pas_remplace():
    from itertools import product

    cas = [
        dict(zip(("lit_ecran", "deja_fait", "veut_faire", "critique"), v, strict=True))
        for v in product((True, False), repeat=4)
    ]
    assert {advise(**c) for c in cas} == set(POSTURES)
    assert all(advise(**c) == "faire_pour" for c in cas if not c["lit_ecran"])
    assert all(advise(**c) != "faire_pour" for c in cas if c["lit_ecran"] and c["veut_faire"])
    assert not any(advise(**c) == "laisser_faire" for c in cas if c["critique"])
