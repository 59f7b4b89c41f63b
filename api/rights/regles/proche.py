"""Helping someone close: daily allowances of the Caf, and of the CPAM at the end of life."""

from __future__ import annotations

from api.rights.estimation import Estimation
from api.rights.regles.fourchette import Fourchette
from api.rights.regles.lecture import Lecture, Vrai, both, either, negate, presume, under
from api.rights.regles.regle import amount, no_amount, rule


def daily_allowance(jour: Fourchette, jours: Fourchette, jours_maximum: Fourchette) -> Fourchette:
    """Euros a month: so many days stopped, up to the days that a month can pay."""
    return jour * jours.at_most(jours_maximum)


def _paid_days(lecture: Lecture, prestation: str) -> Estimation:
    jour = lecture.law(f"{prestation}_jour")
    jours = lecture.number("jours_aidant_par_mois")
    if jours is None:
        return amount(jour, "jour")
    return amount(daily_allowance(jour, jours, lecture.law(f"{prestation}_jours_par_mois")), "mois")


# AJPA ----------------------------------------------------------------------------------------------


def _carer_conditions(lecture: Lecture) -> Vrai:
    actif = lecture.is_any("statut_pro", "salarie_prive", "independant", "agent_public")
    indemnise = both(
        lecture.is_any("statut_pro", "demandeur_emploi"),
        lecture.is_any("alloc_chomage", "are", "asp", "ass"),
    )
    return both(
        lecture.is_any("aide_type", "perte_autonomie", "handicap"),
        lecture.is_any("intention_aidant", "arreter", "reduire", "ponctuel"),
        either(actif, indemnise),
        negate(lecture.is_any("gir", "gir_5_6")),
        either(negate(lecture.yes("ajpa_epuisee")), lecture.yes("autre_proche")),
        presume(negate(lecture.ticked("situations_aidant", "remunere"))),
        presume(negate(lecture.ticked("situations_aidant", "terminee"))),
    )


def _carer_amount(lecture: Lecture) -> Estimation:
    return _paid_days(lecture, "ajpa")


AJPA = rule(
    "ajpa",
    _carer_conditions,
    _carer_amount,
    quand="aide_type intention_aidant statut_pro alloc_chomage gir ajpa_epuisee autre_proche "
    "situations_aidant",
    combien="jours_aidant_par_mois",
    baremes="ajpa_jour ajpa_jours_par_mois",
)
"""Allocation journalière du proche aidant, euros a day (a month when the days are known).

CSS L168-8, D168-11 and following; décret 2022-1037; caf.fr (08/2025), amount of 2026 from press
pages that agree. 22 days a month, 66 for one person helped, 264 in a career. Not modelled: GIR 1 to
4 or 80 % of disability proved, link with the person, half days (half of it), CRDS.
"""


# AJPP ----------------------------------------------------------------------------------------------


def _parent_conditions(lecture: Lecture) -> Vrai:
    aidant = lecture.is_any("aide_type", "maladie_grave_enfant")
    handicap = both(
        lecture.is_any("personne_handicap", "mon_enfant"),
        lecture.ticked("besoins_enfant", "travail_reduit"),
    )
    # Told in one moment or in the other: the one that was never opened is not asked.
    presence = either(aidant, handicap)
    if lecture.is_any("personne_handicap", "mon_enfant") is None:
        presence = aidant
    elif aidant is None:
        presence = handicap
    return both(
        presence,
        lecture.is_any(
            *("statut_pro", "salarie_prive", "agent_public", "independant", "demandeur_emploi")
        ),
        presume(under(lecture.number("age_enfant_handicape"), lecture.threshold("ajpp_age"))),
    )


def _parent_amount(lecture: Lecture) -> Estimation:
    return _paid_days(lecture, "ajpp")


AJPP = rule(
    "ajpp",
    _parent_conditions,
    _parent_amount,
    quand="aide_type personne_handicap besoins_enfant statut_pro age_enfant_handicape",
    combien="jours_aidant_par_mois",
    baremes="ajpp_jour ajpp_jours_par_mois ajpp_age",
)
"""Allocation journalière de présence parentale, euros a day (a month when the days are known).

CSS L544-1 and following; loi of 15/11/2021; amount of 2026 aligned on the AJPA (secondary). 22 days
a month, 310 in three years. Not modelled: opinion of the medical service, complement for costs,
AEEH complement that excludes it.
"""


# End of life ---------------------------------------------------------------------------------------


def _end_of_life_conditions(lecture: Lecture) -> Vrai:
    return both(
        lecture.is_any("aide_type", "fin_de_vie"),
        lecture.is_any(
            *("statut_pro", "salarie_prive", "agent_public", "independant", "demandeur_emploi")
        ),
        presume(negate(lecture.ticked("situations_aidant", "terminee"))),
    )


AJAP = rule(
    "ajap",
    _end_of_life_conditions,
    no_amount("jour"),
    quand="aide_type statut_pro situations_aidant",
)
"""Allocation journalière d'accompagnement d'une personne en fin de vie: no amount.

CSS L168-1 and following; F706 (not reopened). 21 days at full time. Doubt: amount of 2026 not seen.
"""

REGLES = (AJPA, AJPP, AJAP)
