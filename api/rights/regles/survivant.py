"""What a widow or a widower may receive each month: reversion, allocation veuvage, invalidity."""

from __future__ import annotations

from api.rights.estimation import Estimation
from api.rights.regles.fourchette import Fourchette
from api.rights.regles.lecture import (
    Lecture,
    Vrai,
    at_least,
    at_most,
    both,
    either,
    negate,
    presume,
    under,
)
from api.rights.regles.regle import amount, rule


def widowed(lecture: Lecture) -> Vrai:
    """Was married to the deceased: said of this death, or ticked while preparing one's retirement.

    A person who told of another loss (a parent, a child) is not asked about a widowhood.
    """
    epoux = lecture.is_any("lien_defunt", "conjoint_marie")
    dit = lecture.ticked("situations_retraite", "veuvage")
    if epoux or dit:
        return True
    return dit if epoux is None else False


# Réversion -----------------------------------------------------------------------------------------


def base_reversion(
    pension: Fourchette,
    ressources: Fourchette,
    *,
    taux: Fourchette,
    plafond: Fourchette,
    minimum: Fourchette,
    maximum: Fourchette,
) -> Fourchette:
    """Euros a month, gross, from the monthly base pension of the deceased and yearly resources.

    CSS L353-1, R353-1, D353-1. The part is raised to the minimum for a deceased with 60 quarters
    (unknown here: a range), and cut so that resources and reversion stay under the ceiling.
    """
    part = (pension * taux).at_most(maximum)
    if part.bas < minimum.haut:
        part = Fourchette(part.bas, max(part.haut, minimum.haut))
    return part.at_most(plafond.less(ressources) / 12)


def _base_conditions(lecture: Lecture) -> Vrai:
    ressources = lecture.number("ressources_annuelles_brutes")
    sous = either(
        at_most(ressources, lecture.threshold("reversion_plafond_seul")),
        both(
            lecture.yes("en_couple"),
            at_most(ressources, lecture.threshold("reversion_plafond_couple")),
        ),
    )
    return both(
        widowed(lecture),
        at_least(lecture.age(), lecture.threshold("reversion_age")),
        sous,
        presume(negate(lecture.is_any("statut_defunt", "agent_public"))),
    )


def _base_amount(lecture: Lecture) -> Estimation:
    pension = lecture.number("pension_base_defunt")
    ressources = lecture.number("ressources_annuelles_brutes")
    if pension is None or ressources is None:
        return amount(None, "mois")
    seul, couple = lecture.law("reversion_plafond_seul"), lecture.law("reversion_plafond_couple")
    en_couple = lecture.yes("en_couple")
    plafond = seul.or_up_to(couple) if en_couple is None else couple if en_couple else seul
    euros = base_reversion(
        pension,
        ressources,
        taux=lecture.law("reversion_taux"),
        plafond=plafond,
        minimum=lecture.law("reversion_minimum"),
        maximum=lecture.law("reversion_maximum"),
    )
    return amount(euros, "mois")


VEUVAGE = "lien_defunt situations_retraite"

REVERSION_BASE = rule(
    "reversion_base",
    _base_conditions,
    _base_amount,
    quand=f"{VEUVAGE} age date_naissance en_couple ressources_annuelles_brutes statut_defunt",
    combien="pension_base_defunt",
    baremes="reversion_age reversion_plafond_seul reversion_plafond_couple reversion_taux "
    "reversion_minimum reversion_maximum",
)
"""Base reversion of the private sector, euros a month, gross: 54 % of the base pension.

CSS L353-1, R353-7, D353-1; F13104 (03/2020), figures of 2026 from two press pages that agree.
Doubt: effect of the Smic of 1 June 2026 on the ceilings (a range). Not modelled: sharing between
spouses, quarters of the deceased under 60, deductions from resources, 10 % for three children,
start up to twelve months back.
"""


def _complementary_conditions(lecture: Lecture) -> Vrai:
    return both(
        widowed(lecture),
        negate(lecture.yes("remarie")),
        either(
            at_least(lecture.age(), lecture.threshold("reversion_complementaire_age")),
            at_least(
                lecture.number("nb_orphelins"),
                lecture.threshold("reversion_complementaire_enfants"),
            ),
            lecture.yes("invalide"),
        ),
        lecture.is_any(
            *("statut_defunt", "salarie_prive", "retraite", "chomeur_indemnise", "invalide_rente")
        ),
    )


def _complementary_amount(lecture: Lecture) -> Estimation:
    pension = lecture.number("pension_complementaire_defunt")
    taux = lecture.law("reversion_complementaire_taux")
    return amount(None if pension is None else pension * taux, "mois")


REVERSION_COMPLEMENTAIRE = rule(
    "reversion_complementaire",
    _complementary_conditions,
    _complementary_amount,
    quand=f"{VEUVAGE} remarie age date_naissance nb_orphelins invalide statut_defunt",
    combien="pension_complementaire_defunt",
    baremes="reversion_complementaire_taux reversion_complementaire_age "
    "reversion_complementaire_enfants",
)
"""Agirc-Arrco reversion, euros a month, gross: 60 %, without ceiling of resources.

ANI of 17/11/2017; groupama.fr (secondary). From 55, or at any age with two children at charge or
invalid; lost on remarriage. No amount unless the complementary pension is known. Not modelled:
sharing between spouses, a deceased without any private employment.
"""


def _public_conditions(lecture: Lecture) -> Vrai:
    agent = either(
        lecture.is_any("statut_defunt", "agent_public"),
        lecture.yes("defunt_retraite_publique"),
    )
    return both(widowed(lecture), agent, presume(negate(lecture.yes("remarie"))))


def _public_amount(lecture: Lecture) -> Estimation:
    pension = lecture.number("pension_publique_defunt")
    taux = lecture.law("reversion_publique_taux")
    return amount(None if pension is None else pension * taux, "mois")


REVERSION_FONCTION_PUBLIQUE = rule(
    "reversion_fonction_publique",
    _public_conditions,
    _public_amount,
    quand=f"{VEUVAGE} statut_defunt defunt_retraite_publique remarie",
    combien="pension_publique_defunt",
    baremes="reversion_publique_taux",
)
"""Reversion of a civil servant, euros a month, gross: 50 %, without age nor ceiling of resources.

Doubt: the rate is known from memory, so that the amount is computed and not shown. Not modelled:
length of the marriage or children born of it, a new life as a couple, additional pension (RAFP).
"""


# Allocation veuvage --------------------------------------------------------------------------------


def widow_allowance(ressources: Fourchette, montant: Fourchette, plafond: Fourchette) -> Fourchette:
    """Euros a month, from the resources of three months: cut so that both stay under the ceiling.

    CSS L356-1, D356-2 and following.
    """
    return montant.at_most(plafond.less(ressources) / 3)


def _allowance_conditions(lecture: Lecture) -> Vrai:
    deces = lecture.day("date_deces")
    ressources = lecture.number("ressources_trois_mois")
    sous = under(ressources, lecture.threshold("veuvage_plafond"))
    if ressources is None:
        sous = lecture.is_any("ressources_veuvage", "sous")
    jeune = at_least(lecture.age(deces), lecture.threshold("veuvage_age_prolonge"))
    return both(
        lecture.is_any("lien_defunt", "conjoint_marie"),
        under(lecture.age(), lecture.threshold("veuvage_age")),
        negate(lecture.yes("en_couple")),
        sous,
        presume(either(lecture.within("veuvage_duree", deces), jeune)),
    )


def _allowance_amount(lecture: Lecture) -> Estimation:
    ressources = lecture.number("ressources_trois_mois")
    montant = lecture.law("veuvage_montant")
    if ressources is None:
        return amount(Fourchette(0, montant.haut), "mois")
    return amount(widow_allowance(ressources, montant, lecture.law("veuvage_plafond")), "mois")


ALLOCATION_VEUVAGE = rule(
    "allocation_veuvage",
    _allowance_conditions,
    _allowance_amount,
    quand="lien_defunt age date_naissance en_couple ressources_trois_mois ressources_veuvage "
    "date_deces",
    baremes="veuvage_montant veuvage_plafond veuvage_age veuvage_duree veuvage_age_prolonge",
)
"""Allocation veuvage, euros a month: before 55, for two years (until 55 when 50 at the death).

CSS L356-1 and following; F744 (01/2020), amounts of 2025 from a press page. Doubt: amounts of 2026
are computed (a range). Without the figure of resources, the range starts at zero. Not modelled:
three months of insurance of the deceased in the last twelve, savings counted for 3 %.
"""


# Invalidity ----------------------------------------------------------------------------------------


def _invalidity_conditions(lecture: Lecture) -> Vrai:
    return both(
        lecture.is_any("lien_defunt", "conjoint_marie"),
        under(lecture.age(), lecture.threshold("invalidite_veuf_age")),
        lecture.yes("invalide"),
        presume(negate(lecture.yes("remarie"))),
        presume(negate(lecture.is_any("statut_defunt", "agent_public"))),
    )


def _invalidity_amount(lecture: Lecture) -> Estimation:
    pension = lecture.number("pension_base_defunt")
    if pension is None:
        return amount(None, "mois")
    part = pension * lecture.law("invalidite_veuf_taux")
    majoree = part + part * lecture.law("invalidite_veuf_majoration")
    trois = at_least(lecture.number("nb_orphelins"), lecture.threshold("invalidite_veuf_enfants"))
    return amount(majoree if trois else part.or_up_to(majoree), "mois")


PENSION_INVALIDITE_VEUF = rule(
    "pension_invalidite_veuf",
    _invalidity_conditions,
    _invalidity_amount,
    quand="lien_defunt age date_naissance invalide remarie statut_defunt",
    combien="pension_base_defunt nb_orphelins",
    baremes="invalidite_veuf_taux invalidite_veuf_majoration invalidite_veuf_enfants "
    "invalidite_veuf_age",
)
"""Invalidity pension of a widow or widower, euros a month, gross: 54 %, and 10 % for three children.

CSS L342-1 and following; F2981 (04/2020). Children brought up long ago count too and are not
known: a range unless three are at charge. Not modelled: minimum, examination by the medical
service, rights that the deceased had.
"""

REGLES = (
    REVERSION_BASE,
    REVERSION_COMPLEMENTAIRE,
    REVERSION_FONCTION_PUBLIQUE,
    ALLOCATION_VEUVAGE,
    PENSION_INVALIDITE_VEUF,
)
