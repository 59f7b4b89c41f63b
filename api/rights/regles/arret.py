"""Off sick, then an invalid: daily allowances, invalidity pension, and its supplement (ASI)."""

from __future__ import annotations

import datetime as dt

from api.parcours.values import add_duration
from api.rights.estimation import Estimation
from api.rights.regles.fourchette import Fourchette
from api.rights.regles.lecture import (
    Lecture,
    Vrai,
    both,
    either,
    negate,
    presume,
    under,
)
from api.rights.regles.regle import amount, rule

# Sick leave ----------------------------------------------------------------------------------------


def sickness_allowance(
    salaire: Fourchette, jours: Fourchette, taux: Fourchette, maximum: Fourchette
) -> Fourchette:
    """Euros a day, before social levies: half of three months' gross wages divided by 91.25.

    CSS L323-4, R323-4, R323-5; wages are capped at 1.4 Smic, which the maximum expresses.
    """
    return (salaire * 3 / jours.bas * taux).at_most(maximum)


def _employee_conditions(lecture: Lecture) -> Vrai:
    debut = lecture.day("date_arret")
    court = presume(lecture.within("ij_maladie_longue", debut))
    heures = lecture.yes("heures_trois_mois" if court else "heures_douze_mois")
    return both(
        lecture.yes("arret_en_cours"),
        lecture.is_any("statut_pro", "salarie_prive", "agent_public", "demandeur_emploi"),
        presume(heures),
        presume(lecture.within("ij_maladie_duree", debut)),
        presume(negate(lecture.yes("fonctionnaire"))),
    )


def _employee_amount(lecture: Lecture) -> Estimation:
    salaire = lecture.number("salaire_brut_moyen")
    if salaire is None or lecture.is_any("statut_pro", "salarie_prive") is not True:
        return amount(None, "jour")
    debut = lecture.day("date_arret") or lecture.le
    euros = sickness_allowance(
        salaire,
        lecture.law("ij_jours_de_base", debut),
        lecture.law("ij_maladie_taux", debut),
        lecture.law("ij_maladie_maximum", debut),
    )
    return amount(euros, "jour")


IJ_MALADIE = rule(
    "ij_maladie",
    _employee_conditions,
    _employee_amount,
    quand="arret_en_cours statut_pro heures_trois_mois heures_douze_mois date_arret fonctionnaire",
    combien="salaire_brut_moyen",
    baremes="ij_jours_de_base ij_maladie_taux ij_maladie_maximum ij_maladie_longue "
    "ij_maladie_duree",
)
"""Daily allowance of sick leave, euros a day, before social levies, after three days unpaid.

CSS L323-1, R313-3, R323-4; service-public A18779 (01/2026). 150 hours in three months; after six
months, 600 hours in twelve. 360 days in three years, three years for a long illness. Doubt: maximum
since the Smic of June 2026 (a range), three-year regime of long illnesses. No amount for a job
seeker (former wage) nor contract staff; closed for a civil servant (pay maintained). Not modelled:
twelve months of insurance, work accident, wage maintained by the employer, half-time treatment.
"""


def self_employed_allowance(
    revenu: Fourchette, diviseur: Fourchette, pass_annuel: Fourchette
) -> Fourchette:
    """Euros a day: 1/730 of the average yearly income, itself up to the yearly ceiling."""
    return revenu.at_most(pass_annuel) / diviseur.bas


def _self_employed_conditions(lecture: Lecture) -> Vrai:
    return both(
        either(lecture.yes("arret_en_cours"), lecture.yes("arret_maladie")),
        lecture.is_any("statut_pro", "independant"),
        presume(negate(lecture.is_any("statut_entreprise", "sasu"))),
        presume(lecture.within("ij_maladie_duree", lecture.day("date_arret"))),
    )


def _self_employed_amount(lecture: Lecture) -> Estimation:
    revenu = lecture.number("revenu_annuel_independant")
    debut = lecture.day("date_arret") or lecture.le
    if revenu is None or not presume(_long_enough(lecture, debut)):
        return amount(None, "jour")
    euros = self_employed_allowance(
        revenu, lecture.law("ij_independant_diviseur", debut), lecture.law("pass_annuel", debut)
    )
    return amount(euros, "jour")


def _long_enough(lecture: Lecture, debut: dt.date) -> Vrai:
    """Twelve months of insurance; a former one may be added, so that less is not a refusal."""
    creation = lecture.day("date_creation")
    if creation is None:
        return None
    mois = int(lecture.threshold("ij_independant_anciennete"))
    return add_duration(creation, f"{mois} mois") <= debut


IJ_MALADIE_INDEPENDANT = rule(
    "ij_maladie_independant",
    _self_employed_conditions,
    _self_employed_amount,
    quand="arret_en_cours arret_maladie statut_pro statut_entreprise date_arret",
    combien="revenu_annuel_independant date_creation",
    baremes="ij_independant_diviseur ij_independant_anciennete ij_maladie_duree pass_annuel",
)
"""Daily allowance of a self-employed person off sick, euros a day, after three days unpaid.

CSS L622-1, D622-1 and following; ameli.fr (05/2024). At most 1/730 of the yearly ceiling (65.84
euros in 2026). Under twelve months of activity: no amount, as a former insurance may count. Doubt:
that counting. Not modelled: 90 days for liberal professions, very low incomes, farmers.
"""


# Invalidity ----------------------------------------------------------------------------------------


def invalidity_pension(
    salaire_annuel: Fourchette, taux: Fourchette, pass_: Fourchette
) -> Fourchette:
    """Euros a month, gross: a part of the average yearly wage, itself up to the yearly ceiling."""
    return salaire_annuel.at_most(pass_) * taux / 12


def _pension_conditions(lecture: Lecture) -> Vrai:
    return both(
        lecture.ticked("situations_maladie", "invalidite"),
        negate(lecture.yes("pension_invalidite")),
        under(lecture.age(), lecture.threshold("invalidite_age")),
        presume(negate(lecture.is_any("statut_pro", "agent_public", "independant"))),
    )


def _pension_amount(lecture: Lecture) -> Estimation:
    salaire = lecture.number("salaire_annuel_moyen")
    if salaire is None:
        return amount(None, "mois")
    plafond = lecture.law("pass_annuel")
    bas = invalidity_pension(salaire, lecture.law("invalidite_categorie1"), plafond)
    haut = invalidity_pension(salaire, lecture.law("invalidite_categorie2"), plafond)
    return amount(bas.or_up_to(haut), "mois")


PENSION_INVALIDITE = rule(
    "pension_invalidite",
    _pension_conditions,
    _pension_amount,
    quand="situations_maladie pension_invalidite age date_naissance statut_pro",
    combien="salaire_annuel_moyen",
    baremes="invalidite_categorie1 invalidite_categorie2 invalidite_age pass_annuel",
)
"""Invalidity pension, euros a month, gross: 30 % (category 1) to 50 % (category 2) of the wage.

CSS L341-1, R341-4 and following; F672 (01/2023). The medical service decides the category: a range.
Not modelled: minimum (2026 not seen), category 3 and its third-party supplement, twelve months of
insurance and 600 hours, public staff and self-employed people.
"""


# ASI -----------------------------------------------------------------------------------------------


def invalidity_supplement(ressources: Fourchette, plafond: Fourchette) -> Fourchette:
    """Euros a month: what lacks to reach the guarantee (CSS L815-24-1, since 04/2020)."""
    return plafond.less(ressources) / 12


def _supplement_conditions(lecture: Lecture) -> Vrai:
    ressources = lecture.number("ressources_annuelles_brutes")
    sous = either(
        under(ressources, lecture.threshold("asi_plafond_seul")),
        both(lecture.yes("en_couple"), under(ressources, lecture.threshold("asi_plafond_couple"))),
    )
    return both(
        lecture.yes("pension_invalidite"),
        sous,
        presume(negate(lecture.is_any("sejour", "demande_asile", "sans_titre"))),
    )


def _supplement_amount(lecture: Lecture) -> Estimation:
    ressources = lecture.number("ressources_annuelles_brutes")
    if ressources is None or lecture.is_any("sejour", "titre_regulier"):
        return amount(None, "mois")
    seul = invalidity_supplement(ressources, lecture.law("asi_plafond_seul"))
    if lecture.yes("en_couple") is False:
        return amount(seul, "mois")
    couple = invalidity_supplement(ressources, lecture.law("asi_plafond_couple"))
    if lecture.yes("en_couple") is None:
        return amount(seul.or_up_to(couple), "mois")
    un_seul = couple.at_most(lecture.law("asi_plafond_seul") / 12)
    return amount(un_seul.or_up_to(couple), "mois")


ASI = rule(
    "asi",
    _supplement_conditions,
    _supplement_amount,
    quand="pension_invalidite ressources_annuelles_brutes en_couple sejour",
    baremes="asi_plafond_seul asi_plafond_couple",
)
"""Allocation supplémentaire d'invalidité, euros a month: tops a small pension up to a guarantee.

CSS L815-24, D815-19; circulaire Cnav 2025-13. Written by hand because the parameter of OpenFisca
stops in 2025. Doubt: figures of 2026 (a range). For a couple, a range too: the other may have it or
not. With a residence permit, no amount (ten years, with exceptions). Not modelled: exact resources
of three or twelve months, end at the age of retirement.
"""

REGLES = (IJ_MALADIE, IJ_MALADIE_INDEPENDANT, PENSION_INVALIDITE, ASI)
