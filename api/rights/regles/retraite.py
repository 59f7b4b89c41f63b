"""Aspa from 62 when unfit for work: OpenFisca answers a false zero there."""

from __future__ import annotations

from api.rights.estimation import Estimation
from api.rights.regles.fourchette import Fourchette
from api.rights.regles.lecture import (
    Lecture,
    Vrai,
    at_least,
    both,
    either,
    negate,
    presume,
    under,
)
from api.rights.regles.regle import amount, rule


def solidarity_allowance(
    ressources: Fourchette, montant: Fourchette, plafond: Fourchette
) -> Fourchette:
    """Euros a month: the yearly amount, cut so that resources stay under the ceiling (L815-9)."""
    return plafond.less(ressources).at_most(montant) / 12


def unfit(lecture: Lecture) -> Vrai:
    """Unfit for work, or one of the titles that dispense with the examination."""
    return either(
        lecture.ticked("situations_retraite", "inapte"),
        lecture.yes("pension_invalidite"),
        lecture.yes("aah"),
        lecture.yes("cmi_invalidite"),
        lecture.is_any("taux_incapacite", "de_50_a_79", "plus_80"),
    )


def _conditions(lecture: Lecture) -> Vrai:
    ressources = lecture.number("ressources_annuelles_brutes")
    age = lecture.age()
    return both(
        at_least(age, lecture.threshold("aspa_age_inaptitude")),
        under(age, lecture.threshold("aspa_age")),
        unfit(lecture),
        either(
            under(ressources, lecture.threshold("aspa_seul")),
            both(lecture.yes("en_couple"), under(ressources, lecture.threshold("aspa_couple"))),
        ),
        presume(negate(lecture.is_any("sejour", "demande_asile", "sans_titre"))),
        presume(negate(lecture.ticked("situations_retraite", "residence_etranger"))),
    )


def _amount(lecture: Lecture) -> Estimation:
    ressources = lecture.number("ressources_annuelles_brutes")
    if ressources is None or lecture.is_any("sejour", "titre_regulier"):
        return amount(None, "mois")
    un, deux = lecture.law("aspa_seul"), lecture.law("aspa_couple")
    seul = solidarity_allowance(ressources, un, un)
    if lecture.yes("en_couple") is False:
        return amount(seul, "mois")
    couple = solidarity_allowance(ressources, un, deux).or_up_to(
        solidarity_allowance(ressources, deux, deux)
    )
    return amount(couple if lecture.yes("en_couple") else seul.or_up_to(couple), "mois")


ASPA_INAPTITUDE = rule(
    "aspa_inaptitude",
    _conditions,
    _amount,
    quand="age date_naissance situations_retraite pension_invalidite aah cmi_invalidite "
    "taux_incapacite ressources_annuelles_brutes en_couple sejour",
    baremes="aspa_seul aspa_couple aspa_age aspa_age_inaptitude",
)
"""Aspa from 62 to 65 for someone unfit for work, euros a month; from 65, OpenFisca is right.

CSS L815-1, L815-9, L351-8 2°; F16871, circulaire Cnav 2025-29. For a couple, a range: one or two
recipients. With a residence permit, no amount (ten years, with exceptions). Not modelled: all
pensions claimed first, deductions from wages, recovery on the estate, nine months a year in France,
holder of the AAH at 80 % who may keep it.
"""

REGLES = (ASPA_INAPTITUDE,)
