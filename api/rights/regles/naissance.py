"""Around a birth: daily allowances of the leaves, and the additional birth leave."""

from __future__ import annotations

import datetime as dt

from api.parcours.values import add_duration
from api.rights.estimation import Estimation
from api.rights.regles.fourchette import Fourchette
from api.rights.regles.lecture import (
    Lecture,
    Vrai,
    at_least,
    at_most,
    both,
    either,
    presume,
)
from api.rights.regles.regle import amount, rule

ACTIFS = ("salarie_prive", "agent_public", "independant", "demandeur_emploi")


def leave_allowance(
    salaire: Fourchette, jours: Fourchette, abattement: Fourchette, maximum: Fourchette
) -> Fourchette:
    """Euros a day, before social levies, from the average gross monthly wage of three months.

    CSS R323-4, R331-5: three months' wages divided by 91.25, less 21 %, up to a maximum.
    """
    return (salaire * 3 / jours.bas * (1 - abattement.bas)).at_most(maximum)


def _loss(lecture: Lecture) -> Vrai:
    """A loss late enough for the leaves to be kept."""
    return both(
        lecture.is_any("evenement_naissance", "deuil_perinatal"),
        at_least(lecture.number("terme_sa"), lecture.threshold("perte_semaines_conges")),
    )


def _leave_amount(lecture: Lecture) -> Estimation:
    """Computed for an employee of the private sector; without amount for everyone else."""
    salaire = lecture.number("salaire_brut_moyen")
    if salaire is None or lecture.is_any("statut_pro", "salarie_prive") is not True:
        return amount(None, "jour")
    debut = _known_birth(lecture)
    euros = leave_allowance(
        salaire,
        lecture.law("ij_jours_de_base", debut),
        lecture.law("ij_maternite_abattement", debut),
        lecture.law("ij_maternite_maximum", debut),
    )
    return amount(euros, "jour")


def _known_birth(lecture: Lecture) -> dt.date:
    """The birth when it has come, else today: the day whose maximum counts."""
    naissance = lecture.day("date_naissance_enfant")
    return min(naissance or lecture.le, lecture.le)


IJ = "ij_jours_de_base ij_maternite_abattement ij_maternite_maximum"


# Maternity -----------------------------------------------------------------------------------------


def _after_birth(lecture: Lecture) -> Vrai:
    """Whether the mother's leave still runs, by number of children (code du travail L1225-17)."""
    naissance = lecture.day("date_naissance_enfant")
    if naissance is None:
        return None
    simple = at_most(lecture.number("nb_attendus"), 1)
    if simple and at_most(lecture.number("nb_enfants"), 1):
        cle = "maternite_apres_naissance"
    else:
        cle = "maternite_apres_naissance" + ("_rang3" if simple else "_multiple")
    return lecture.within(cle, naissance)


def _mother_conditions(lecture: Lecture) -> Vrai:
    attendu = lecture.is_any("evenement_naissance", "grossesse")
    ne = lecture.is_any("evenement_naissance", "naissance")
    encore = presume(_after_birth(lecture))
    return both(
        either(attendu, both(ne, encore), both(_loss(lecture), encore)),
        lecture.is_any("role_parent", "mere"),
        lecture.is_any("statut_pro", *ACTIFS),
        presume(lecture.yes("heures_trois_mois")),
    )


IJ_MATERNITE = rule(
    "ij_maternite",
    _mother_conditions,
    _leave_amount,
    quand="evenement_naissance terme_sa role_parent statut_pro heures_trois_mois nb_attendus "
    "nb_enfants date_naissance_enfant",
    combien="salaire_brut_moyen",
    baremes=f"{IJ} perte_semaines_conges maternite_apres_naissance maternite_apres_naissance_rang3 "
    "maternite_apres_naissance_multiple",
)
"""Daily allowance of the maternity leave, euros a day, before social levies.

CSS L331-3, R331-5; F2265 (02/2020). Amount for employees of the private sector only: not modelled
for self-employed women, job seekers (former wage) and public staff (pay maintained). Doubt: the
maximum of 2026 is computed (a range). Not modelled: six months of insurance, minimum, pathological
leave, wage maintained by the employer.
"""


# Paternity -----------------------------------------------------------------------------------------


def _other_parent_conditions(lecture: Lecture) -> Vrai:
    delai = presume(lecture.within("paternite_delai", lecture.day("date_naissance_enfant")))
    return both(
        either(lecture.is_any("evenement_naissance", "naissance"), _loss(lecture)),
        lecture.is_any("role_parent", "autre_parent"),
        lecture.is_any("statut_pro", *ACTIFS),
        presume(lecture.yes("heures_trois_mois")),
        delai,
    )


IJ_PATERNITE = rule(
    "ij_paternite",
    _other_parent_conditions,
    _leave_amount,
    quand="evenement_naissance terme_sa role_parent statut_pro heures_trois_mois "
    "date_naissance_enfant",
    combien="salaire_brut_moyen",
    baremes=f"{IJ} perte_semaines_conges paternite_delai",
)
"""Daily allowance of the paternity leave, euros a day, before social levies: as for maternity.

CSS L331-8; décret 2021-574: 25 days (32 for a multiple birth), within six months of the birth. Same
doubt and same limits as the maternity leave. Not modelled: birth in hospital that delays it.
"""


# Additional birth leave ----------------------------------------------------------------------------


def additional_leave_allowance(
    salaire: Fourchette, plafond_mensuel: Fourchette, abattement: Fourchette, taux: Fourchette
) -> Fourchette:
    """Euros a month: a part of the net wage, itself the gross one, capped, less 21 %."""
    return salaire.at_most(plafond_mensuel) * (1 - abattement.bas) * taux


def _additional_conditions(lecture: Lecture) -> Vrai:
    naissance = lecture.day("date_naissance_enfant")
    a_temps: Vrai = None
    if naissance is not None:
        premiere = lecture.law_day("conge_supplementaire_naissances")
        a_temps = naissance >= premiere and lecture.le <= _last_day(lecture, naissance)
    return both(
        lecture.is_any("evenement_naissance", "naissance", "adoption"),
        lecture.is_any("statut_pro", *ACTIFS),
        a_temps,
        lecture.le >= lecture.law_day("conge_supplementaire_ouverture"),
    )


def _last_day(lecture: Lecture, naissance: dt.date) -> dt.date:
    """Nine months after the birth; a set day for children born before the leave existed."""
    if naissance < lecture.law_day("conge_supplementaire_ouverture"):
        return lecture.law_day("conge_supplementaire_transition")
    ouverture = lecture.law_day("conge_supplementaire_ouverture")
    mois = int(lecture.threshold("conge_supplementaire_delai", max(lecture.le, ouverture)))
    return add_duration(naissance, f"{mois} mois")


def _additional_amount(lecture: Lecture) -> Estimation:
    salaire = lecture.number("salaire_brut_moyen")
    if salaire is None or lecture.is_any("statut_pro", "salarie_prive") is not True:
        return amount(None, "mois")
    euros = additional_leave_allowance(
        salaire,
        lecture.law("pass_annuel") / 12,
        lecture.law("ij_maternite_abattement"),
        lecture.law("conge_supplementaire_taux"),
    )
    return amount(euros, "mois")


CONGE_SUPPLEMENTAIRE_NAISSANCE = rule(
    "conge_supplementaire_naissance",
    _additional_conditions,
    _additional_amount,
    quand="evenement_naissance statut_pro date_naissance_enfant",
    combien="salaire_brut_moyen",
    baremes="pass_annuel ij_maternite_abattement conge_supplementaire_taux "
    "conge_supplementaire_delai conge_supplementaire_ouverture conge_supplementaire_naissances "
    "conge_supplementaire_transition",
)
"""Additional birth leave, euros a month: 70 % of the net wage the first month, 60 % the second.

Code du travail L1225-46-2 to -7 (loi 2025-1403, art. 99); Cnam and caf.fr (01/2026). Each parent,
one or two months, births from 2026, open since 01/07/2026. Doubt: decrees not seen, the net wage is
estimated (gross less 21 %). Excludes the PreParE. Not modelled: leaves used up first, other status.
"""

REGLES = (IJ_MATERNITE, IJ_PATERNITE, CONGE_SUPPLEMENTAIRE_NAISSANCE)
