"""The emergency aid for victims of violence by a partner."""

from __future__ import annotations

import math

from api.rights.estimation import Estimation
from api.rights.regles.fourchette import Fourchette
from api.rights.regles.lecture import Lecture, Vrai, both, presume
from api.rights.regles.regle import amount, rule

PREUVES = ("plainte", "ordonnance_protection", "signalement_procureur")
PAR_ENFANTS = (
    "aide_urgence_sans_enfant",
    "aide_urgence_1_enfant",
    "aide_urgence_2_enfants",
    "aide_urgence_3_enfants",
)


def _conditions(lecture: Lecture) -> Vrai:
    return both(
        lecture.is_any("qui_parle", "victime"),
        lecture.yes("accord_demarches"),
        lecture.is_any("preuve_violences", *PREUVES),
        lecture.yes("sejour_en_regle"),
        presume(lecture.within("aide_urgence_preuve", lecture.day("date_preuve"))),
    )


def _amount(lecture: Lecture) -> Estimation:
    enfants = lecture.number("nb_enfants") or Fourchette(0, math.inf)
    dernier = len(PAR_ENFANTS) - 1
    bas = lecture.law(PAR_ENFANTS[int(min(enfants.bas, dernier))]).bas
    if enfants.haut > dernier:
        return amount(Fourchette(bas, math.inf), "unique")
    return amount(Fourchette(bas, lecture.law(PAR_ENFANTS[int(enfants.haut)]).haut), "unique")


AIDE_UNIVERSELLE_URGENCE = rule(
    "aide_universelle_urgence",
    _conditions,
    _amount,
    quand="qui_parle accord_demarches preuve_violences sejour_en_regle date_preuve",
    combien="nb_enfants",
    baremes=" ".join((*PAR_ENFANTS, "aide_urgence_preuve")),
)
"""Aide universelle d'urgence, euros, once a year: 40 to 100 % of the RSA of the household.

CASF L214-8 and following; loi 2023-140; décret 2023-1088; press page (11/2025). A gift or a loan,
by resources. Doubt: steps by resources. Not modelled: resources, one aid a year.
"""

REGLES = (AIDE_UNIVERSELLE_URGENCE,)
