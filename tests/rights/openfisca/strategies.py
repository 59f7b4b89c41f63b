"""Random households: believable enough to open every right, odd enough to find mistakes.

Hypothesis draws the seed and a plain generator the rest: field by field it draws near-copies of the
simplest household, of which few have a right (two hundred had eleven activity bonuses).
"""

from __future__ import annotations

import datetime as dt
from random import Random

from hypothesis import strategies as st

from api.rights.foyer import RIEN, Adulte, Enfant, Foyer, Logement, Occupation, Serie

COMMUNES = ("75101", "76540", "48095", "97209", "13055", None)
OCCUPATIONS: tuple[Occupation, ...] = (
    "locataire_vide",
    "locataire_vide",
    "locataire_meuble",
    "locataire_hlm",
    "locataire_foyer",
    "proprietaire",
    "primo_accedant",
    "loge_gratuitement",
    "sans_domicile",
)


def household(graine: int) -> Foyer:
    """The household of this seed."""
    h = Random(graine)
    seul = h.random() < 0.5
    enfants = tuple(child(h) for _ in range(h.choice((0, 0, 1, 2, 3, 4))))
    demandeur, conjoint = adult(h), None if seul else adult(h)
    enceinte = demandeur.enceinte or (conjoint is not None and conjoint.enceinte)
    return Foyer(
        demandeur,
        conjoint,
        enfants,
        Logement(
            h.choice(OCCUPATIONS),
            round(h.uniform(0, 1100), 2),
            h.choice(COMMUNES),
            h.random() < 0.15,
        ),
        naissance_attendue=term(h) if h.random() < (0.8 if enceinte else 0.1) else None,
        nombre_attendu=h.choice((1, 1, 1, 2)),
        isole_depuis=day(h, 2025, h.choice((2025, 2026))) if seul and h.random() < 0.6 else None,
        deja_percues=frozenset(
            h.choice(((), (), (), ("rsa",), ("rsa", "contrat_engagement_jeune"), ("aah",)))
        ),
    )


def adult(h: Random) -> Adulte:
    """Someone of one of six ages of life, with mistakes: a worker who has a pension too."""
    profil = h.choice(("actif", "actif", "chomeur", "etudiant", "retraite", "inactif", "handicap"))
    age = {"etudiant": (16, 27), "retraite": (60, 90)}.get(profil, (18, 66))
    naissance = dt.date(2026, 11, 1) - dt.timedelta(days=h.randint(age[0] * 365, age[1] * 365))
    handicap = profil == "handicap" or h.random() < 0.05
    activite = "inactif" if profil == "handicap" else profil
    contrat = profil == "chomeur" and h.random() < 0.6
    hors_ue = h.random() < 0.1
    return Adulte(
        naissance,
        activite,  # type: ignore[arg-type]
        salaire_net=series(h, 2600) if profil == "actif" or h.random() < 0.2 else RIEN,
        chomage_net=series(h, 1500) if profil == "chomeur" and h.random() < 0.5 else RIEN,
        retraite_nette=series(h, 1600) if profil == "retraite" or h.random() < 0.03 else RIEN,
        pension_invalidite=series(h, 1200) if h.random() < 0.08 else RIEN,
        indemnites_journalieres=series(h, 1200) if h.random() < 0.08 else RIEN,
        revenu_independant=series(h, 2000) if h.random() < 0.1 else RIEN,
        pension_alimentaire_percue=round(h.uniform(0, 400), 2) if h.random() < 0.1 else 0.0,
        pension_alimentaire_versee=round(h.uniform(0, 400), 2) if h.random() < 0.1 else 0.0,
        taux_incapacite=h.choice((0.3, 0.5, 0.6, 0.79, 0.8, 0.95)) if handicap else 0.0,
        restriction_emploi=handicap and h.random() < 0.5,
        inapte_travail=h.random() < 0.1,
        enceinte=h.random() < 0.2,
        etudiant=profil == "etudiant" or h.random() < 0.03,
        hors_ue=hors_ue,
        annees_titre=h.choice((None, 1.0, 4.9, 5.0, 12.0)) if hors_ue else None,
        ass_possible=h.random() < 0.5,
        ancien_salaire_brut=round(h.uniform(600, 5000), 2) if contrat else None,
        jours_travailles=h.randint(50, 600) if contrat else None,
        fin_contrat=day(h, 2026, 2026) if contrat else None,
        demission=h.random() < 0.2,
    )


def child(h: Random) -> Enfant:
    return Enfant(
        day(h, 2005, 2026),
        garde_alternee=h.random() < 0.15,
        handicap=h.random() < 0.1,
        sans_autre_parent=h.random() < 0.6,
    )


def series(h: Random, plafond: float) -> Serie:
    """One amount, or one that changed; half of the changes are of the last year."""

    def euros() -> float:
        return round(h.uniform(0, plafond), 2)

    bascule = day(h, 2026, 2026) if h.random() < 0.5 else day(h, 2023, 2025)
    return h.choice(
        (
            Serie(euros()),
            Serie(euros()),
            Serie(euros(), euros(), bascule),
            Serie(0.0, euros(), bascule),
            Serie(euros(), 0.0, bascule),
            Serie(euros(), debut=bascule),
            Serie(euros(), euros(), bascule, dt.date(2022, 6, 1)),
        )
    )


def term(h: Random) -> dt.date:
    """Around the month of the tests: from a birth just passed to a pregnancy just begun."""
    return dt.date(2026, 8, 1) + dt.timedelta(days=h.randrange(400))


def day(h: Random, premiere: int, derniere: int) -> dt.date:
    debut = dt.date(premiere, 1, 1)
    return debut + dt.timedelta(days=h.randrange((dt.date(derniere, 12, 31) - debut).days))


foyers = st.integers(0, 2**32).map(household)
chronologies = st.integers(0, 2**32).map(lambda graine: series(Random(graine), 3000))
