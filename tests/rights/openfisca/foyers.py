"""The eleven households that were measured in November 2026, and the amounts that were verified.

Verified by hand: RSA, prime d'activité (1 and 8), Aspa, ASS, AF, ASF, ARS. Housing is only plausible.
"""

from __future__ import annotations

import datetime as dt

from api.rights.foyer import Adulte, Enfant, Foyer, Logement, Serie

MOIS = dt.date(2026, 11, 1)


def _locataire(loyer: float) -> Logement:
    return Logement("locataire_vide", loyer, "76540")


FOYERS: dict[str, Foyer] = {
    "mère seule, deux enfants, 1 100 €": Foyer(
        Adulte(dt.date(1991, 5, 10), "actif", Serie(1100)),
        enfants=(
            Enfant(dt.date(2018, 3, 2), sans_autre_parent=True),
            Enfant(dt.date(2015, 9, 20), sans_autre_parent=True),
        ),
        logement=_locataire(600),
    ),
    "couple, premier enfant attendu": Foyer(
        Adulte(dt.date(1995, 1, 15), "actif", Serie(1500), enceinte=True),
        Adulte(dt.date(1994, 7, 1), "actif", Serie(1700)),
        logement=_locataire(750),
        naissance_attendue=dt.date(2027, 1, 20),
    ),
    "couple, enfant né": Foyer(
        Adulte(dt.date(1995, 1, 15), "actif", Serie(1500)),
        Adulte(dt.date(1994, 7, 1), "actif", Serie(1700)),
        (Enfant(dt.date(2026, 10, 5)),),
        _locataire(750),
    ),
    "chômeur en fin de droits": Foyer(
        Adulte(
            dt.date(1978, 2, 11),
            "chomeur",
            salaire_net=Serie(0, 1800, dt.date(2025, 5, 1)),
            chomage_net=Serie(0, 1000, dt.date(2026, 8, 1), debut=dt.date(2025, 5, 1)),
            ass_possible=True,
        ),
        logement=_locataire(450),
    ),
    "veuve de 62 ans": Foyer(Adulte(dt.date(1964, 4, 4)), logement=_locataire(500)),
    "veuve de 62 ans, réversion de 500 €": Foyer(
        Adulte(dt.date(1964, 4, 4), retraite_nette=Serie(500, 0, dt.date(2026, 6, 1))),
        logement=_locataire(500),
    ),
    "étudiant boursier de 19 ans": Foyer(
        Adulte(dt.date(2007, 6, 15), "etudiant", etudiant=True, boursier=True),
        logement=Logement("locataire_meuble", 420, "35238"),
    ),
    "AAH à 85 %": Foyer(
        Adulte(dt.date(1988, 11, 30), taux_incapacite=0.85), logement=_locataire(450)
    ),
    "retraité à 600 €": Foyer(
        Adulte(dt.date(1957, 1, 20), "retraite", retraite_nette=Serie(600)),
        logement=_locataire(400),
    ),
    "Smic, seul": Foyer(
        Adulte(dt.date(1996, 8, 8), "actif", Serie(1478)), logement=_locataire(550)
    ),
    "sans ressources, logé gratuitement": Foyer(
        Adulte(dt.date(1990, 8, 8)), logement=Logement("loge_gratuitement", 0, "76540")
    ),
}

VERIFIES: dict[str, dict[str, float]] = {
    "mère seule, deux enfants, 1 100 €": {
        "ppa": 241.97,
        "af": 153.01,
        "asf": 403.57,
        "ars": 881.68,
        "aide_logement": 411,
        "alf": 411,
        "cmu_c": 1,
    },
    # Their activity bonus (104.69) is computed, not verified: listing the unborn child gave 196.60.
    "couple, premier enfant attendu": {"paje_naissance": 1098.57, "ppa": 104.69},
    "couple, enfant né": {"ppa": 196.60, "paje_base": 199.15},
    "chômeur en fin de droits": {
        "ass": 584.40,
        "aide_logement": 308,
        "als": 308,
        "css_participation_forfaitaire": 14,
        "aefa": 152.45,
    },
    "veuve de 62 ans": {
        "rsa": 573.49,
        "aide_logement": 308,
        "als": 308,
        "cmu_c": 1,
        "aefa": 152.45,
    },
    "veuve de 62 ans, réversion de 500 €": {
        "rsa": 73.49,
        "aide_logement": 308,
        "als": 308,
        "cmu_c": 1,
        "aefa": 152.45,
    },
    "étudiant boursier de 19 ans": {"aide_logement": 243, "als": 243, "cmu_c": 1},
    "AAH à 85 %": {"aah": 1041.59, "caah": 104.77, "aide_logement": 308, "als": 308, "cmu_c": 1},
    "retraité à 600 €": {"aspa": 395.64, "aide_logement": 268, "als": 268, "cmu_c": 1},
    "Smic, seul": {"ppa": 230.86},
    "sans ressources, logé gratuitement": {"rsa": 573.49, "cmu_c": 1, "aefa": 152.45},
}
