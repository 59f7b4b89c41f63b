"""After a death: lump sums for the family. Amounts are those of the day of the death."""

from __future__ import annotations

import datetime as dt
import math

from api.rights.estimation import Estimation
from api.rights.regles.fourchette import Fourchette
from api.rights.regles.lecture import (
    Lecture,
    Vrai,
    at_least,
    both,
    either,
    presume,
    under,
)
from api.rights.regles.regle import amount, no_amount, rule

EPOUX = ("conjoint_marie", "partenaire_pacs")
COUPLE = (*EPOUX, "concubin")


def _day(lecture: Lecture) -> dt.date:
    """The day whose values count: the death, or today when its date was not said."""
    return lecture.day("date_deces") or lecture.le


def _children(lecture: Lecture) -> Fourchette:
    """Children of the deceased at charge: none to any number, when it was not said."""
    return lecture.number("nb_orphelins") or Fourchette(0, math.inf)


# Capital décès -------------------------------------------------------------------------------------


def _relative(lecture: Lecture) -> Vrai:
    proche = lecture.is_any("lien_defunt", *EPOUX, "parent", "enfant")
    return either(proche, lecture.yes("orphelins_a_charge"))


def _employee_conditions(lecture: Lecture) -> Vrai:
    recente = under(
        lecture.number("retraite_depuis_mois"), lecture.threshold("capital_deces_retraite_recente")
    )
    statut = either(
        lecture.is_any("statut_defunt", "salarie_prive", "chomeur_indemnise", "invalide_rente"),
        both(lecture.is_any("statut_defunt", "retraite"), recente),
    )
    delai = presume(lecture.within("capital_deces_delai", lecture.day("date_deces")))
    return both(statut, _relative(lecture), delai)


def _employee_amount(lecture: Lecture) -> Estimation:
    capital = lecture.law("capital_deces_salarie", _day(lecture))
    seul = lecture.is_any("lien_defunt", *EPOUX)
    return amount(capital if seul else Fourchette(0, capital.haut), "unique")


CAPITAL_DECES_SALARIE = rule(
    "capital_deces_salarie",
    _employee_conditions,
    _employee_amount,
    quand="lien_defunt orphelins_a_charge statut_defunt retraite_depuis_mois date_deces",
    baremes="capital_deces_salarie capital_deces_delai capital_deces_retraite_recente",
)
"""Lump sum, euros, once, of the CPAM or MSA of an employee, a paid job seeker or an invalid.

CSS L361-1 to L361-4, R361-3; F3005 (04/2020), ameli.fr. Forclusion two years after the death. One
sum for the family: a spouse or a partner of a Pacs comes first (unless someone at charge asks
within a month); children or parents share it, hence a range from zero. Doubt: amounts of 2025 and
2026 are computed from 2024. Not modelled: rank of the beneficiaries, hours worked by the deceased.
"""


def independent_capital(
    pass_annuel: Fourchette, part: Fourchette, part_enfant: Fourchette, enfants: Fourchette
) -> Fourchette:
    """Euros: a part of the yearly ceiling, and another for each child at charge (CSS D632-1)."""
    return pass_annuel * part + pass_annuel * part_enfant * enfants


def _independent_conditions(lecture: Lecture) -> Vrai:
    ancien = lecture.yes("defunt_ancien_independant")
    statut = either(
        lecture.is_any("statut_defunt", "independant"),
        both(lecture.is_any("statut_defunt", "retraite"), ancien),
    )
    proche = either(
        lecture.is_any("lien_defunt", *EPOUX, "enfant"), lecture.yes("orphelins_a_charge")
    )
    delai = presume(lecture.within("capital_deces_delai", lecture.day("date_deces")))
    return both(statut, proche, delai)


def _independent_amount(lecture: Lecture) -> Estimation:
    jour = _day(lecture)
    actif = lecture.is_any("statut_defunt", "independant")
    cle = "capital_deces_independant_actif" if actif else "capital_deces_independant_retraite"
    part = lecture.law(cle, jour)
    if not lecture.is_any("lien_defunt", *EPOUX):
        part = Fourchette(0, part.haut)
    euros = independent_capital(
        lecture.law("pass_annuel", jour),
        part,
        lecture.law("capital_deces_independant_enfant", jour),
        _children(lecture),
    )
    return amount(euros, "unique")


CAPITAL_DECES_INDEPENDANT = rule(
    "capital_deces_independant",
    _independent_conditions,
    _independent_amount,
    quand="lien_defunt orphelins_a_charge statut_defunt defunt_ancien_independant date_deces",
    combien="nb_orphelins",
    baremes="pass_annuel capital_deces_delai capital_deces_independant_actif "
    "capital_deces_independant_retraite capital_deces_independant_enfant",
)
"""Lump sum, euros, once: 20 % of the yearly ceiling (8 % retired), 5 % for each child at charge.

CSS D632-1 and following. Doubt: the three rates are known from memory, so that the sum is computed
and not shown. Not modelled: contributions up to date, who receives it.
"""


def _civil_servant_conditions(lecture: Lecture) -> Vrai:
    delai = presume(lecture.within("capital_deces_delai", lecture.day("date_deces")))
    return both(lecture.is_any("statut_defunt", "agent_public"), _relative(lecture), delai)


CAPITAL_DECES_FONCTIONNAIRE = rule(
    "capital_deces_fonctionnaire",
    _civil_servant_conditions,
    no_amount("unique"),
    quand="lien_defunt orphelins_a_charge statut_defunt date_deces",
    baremes="capital_deces_delai",
)
"""Capital décès of a public employer, about a year's pay: no amount (rules changed 2021 to 2025).

Décrets 2021-176, 2021-1860, 2024-555; F1544 (04/2020). Not modelled: a spouse for two years (one
third), children under 21 (two thirds), contract staff (CPAM and Ircantec).
"""


# Loss of a child -----------------------------------------------------------------------------------


def _child_conditions(lecture: Lecture) -> Vrai:
    cle = "allocation_deces_enfant_delai"
    enfant = both(
        lecture.is_any("lien_defunt", "enfant"),
        under(
            lecture.number("age_enfant_decede"), lecture.threshold("allocation_deces_enfant_age")
        ),
        presume(lecture.within(cle, lecture.day("date_deces"))),
    )
    perte = both(
        lecture.is_any("evenement_naissance", "deuil_perinatal"),
        at_least(lecture.number("terme_sa"), lecture.threshold("allocation_deces_enfant_semaines")),
        presume(lecture.within(cle, lecture.day("date_naissance_enfant"))),
    )
    sejour = lecture.is_any("sejour", "francais_ue", "titre_regulier")
    return both(_told(lecture, enfant, perte), sejour)


def _told(lecture: Lecture, enfant: Vrai, perte: Vrai) -> Vrai:
    """Either loss; nobody who told of one is asked about the other."""
    if enfant or perte:
        return True
    if lecture.is_any("lien_defunt", "enfant") is None:
        return perte
    if lecture.is_any("evenement_naissance", "deuil_perinatal") is None:
        return enfant
    return either(enfant, perte)


def _child_amount(lecture: Lecture) -> Estimation:
    enfant = lecture.is_any("lien_defunt", "enfant")
    jour = lecture.day("date_deces" if enfant else "date_naissance_enfant") or lecture.le
    return amount(lecture.law("allocation_deces_enfant", jour), "unique")


ALLOCATION_DECES_ENFANT = rule(
    "allocation_deces_enfant",
    _child_conditions,
    _child_amount,
    quand="lien_defunt age_enfant_decede evenement_naissance terme_sa sejour date_deces "
    "date_naissance_enfant",
    baremes="allocation_deces_enfant allocation_deces_enfant_age allocation_deces_enfant_semaines "
    "allocation_deces_enfant_delai",
)
"""Lump sum, euros, once, before CRDS, of the Caf: two amounts by resources, hence a range.

CSS L545-1; F32519 (03/2019). A child under 25, or born dead from the 20th week of pregnancy.
Doubt: amounts computed from the Bmaf; ceiling of resources not seen; 20 weeks of pregnancy taken as
22 weeks of amenorrhea. Not cumulated with the capital décès. Not modelled: resources.
"""


# Job seeker ----------------------------------------------------------------------------------------


def unemployment_death_grant(
    allocation: Fourchette, jours: Fourchette, jours_enfant: Fourchette, enfants: Fourchette
) -> Fourchette:
    """Euros: so many daily allowances, and more for each child (unemployment insurance rules)."""
    return allocation * (jours + jours_enfant * enfants)


def _job_seeker_conditions(lecture: Lecture) -> Vrai:
    return both(
        lecture.is_any("statut_defunt", "chomeur_indemnise"),
        lecture.is_any("lien_defunt", *COUPLE),
        presume(lecture.within("allocation_deces_travail_delai", lecture.day("date_deces"))),
    )


def _job_seeker_amount(lecture: Lecture) -> Estimation:
    allocation = lecture.number("allocation_jour_defunt")
    if allocation is None:
        return amount(None, "unique")
    jour = _day(lecture)
    euros = unemployment_death_grant(
        allocation,
        lecture.law("allocation_deces_travail_conjoint", jour),
        lecture.law("allocation_deces_travail_enfant", jour),
        _children(lecture),
    )
    return amount(euros, "unique")


ALLOCATION_DECES_FRANCE_TRAVAIL = rule(
    "allocation_deces_france_travail",
    _job_seeker_conditions,
    _job_seeker_amount,
    quand="statut_defunt lien_defunt date_deces",
    combien="allocation_jour_defunt nb_orphelins",
    baremes="allocation_deces_travail_conjoint allocation_deces_travail_enfant "
    "allocation_deces_travail_delai",
)
"""Lump sum, euros, once: 120 daily allowances, and 45 for each child at charge.

Règlement d'assurance chômage; F15293 (02/2020). Doubt: the time to ask (two years). Not modelled:
proof of life together.
"""


# Death at work -------------------------------------------------------------------------------------


def _work_pension_conditions(lecture: Lecture) -> Vrai:
    proche = either(lecture.is_any("lien_defunt", *COUPLE), lecture.yes("orphelins_a_charge"))
    return both(lecture.yes("deces_at"), proche)


RENTE_AT = rule(
    "rente_at",
    _work_pension_conditions,
    no_amount("an"),
    quand="deces_at lien_defunt orphelins_a_charge",
)
"""Pension after a death at work: no amount.

CSS L434-7 and following; F14868 (01/2020): 40 % of the yearly wage for the partner, 20 % more from
55 or when half disabled, all pensions at most 85 %. Not modelled, hence no amount: the minimum and
reduced parts of the wage that count are not in the sources; part of the children (25 %, doubtful);
marriage before the accident.
"""


def _funeral_conditions(lecture: Lecture) -> Vrai:
    return both(lecture.yes("deces_at"), lecture.yes("role_obseques"))


def _funeral_amount(lecture: Lecture) -> Estimation:
    return amount(lecture.law("frais_funeraires_at", _day(lecture)), "unique")


FRAIS_FUNERAIRES_AT = rule(
    "frais_funeraires_at",
    _funeral_conditions,
    _funeral_amount,
    quand="deces_at role_obseques",
    combien="date_deces",
    baremes="frais_funeraires_at",
)
"""Funeral costs after a death at work, euros, once: real costs, up to 1/24 of the yearly ceiling.

CSS L435-1. Doubt: the ceiling is computed. Not modelled: transport of the body.
"""

REGLES = (
    CAPITAL_DECES_SALARIE,
    CAPITAL_DECES_INDEPENDANT,
    CAPITAL_DECES_FONCTIONNAIRE,
    ALLOCATION_DECES_ENFANT,
    ALLOCATION_DECES_FRANCE_TRAVAIL,
    RENTE_AT,
    FRAIS_FUNERAIRES_AT,
)
