"""From facts to the household that is computed. Pure: no default that a person could contest.

A fact that nobody said is filled before, by a hypothesis (variantes.py); what stays unknown here
does not exist (no wage, no rent).
"""

from __future__ import annotations

import datetime as dt

from api.parcours.values import Intervalle, Valeur, add_duration
from api.rights.catalogue import Reperes
from api.rights.enfants import ENFANTS, babies, children
from api.rights.foyer import Activite, Adulte, Foyer, Logement, Occupation, Serie
from api.rights.valeurs import Valeurs, born, day, number, ticked

REVENUS = (
    "revenu_independant",
    "allocation_chomage",
    "retraite_mensuelle",
    "pension_invalidite_mensuelle",
    "indemnites_mensuelles",
)

_ACTIVITES: dict[str, Activite] = {
    "salarie_prive": "actif",
    "agent_public": "actif",
    "independant": "actif",
    "demandeur_emploi": "chomeur",
    "etudiant": "etudiant",
    "retraite": "retraite",
}
_CONJOINTS: dict[str, Activite] = {
    "travail": "actif",
    "chomage": "chomeur",
    "retraite": "retraite",
}
_OCCUPATIONS: dict[str, Occupation] = {
    "location": "locataire_vide",
    "residence": "locataire_foyer",
    "propriete": "proprietaire",
    "heberge": "loge_gratuitement",
    "sans_domicile": "sans_domicile",
}
OUVRENT = ("plus_80", "de_50_a_79")  # disability rates at which the AAH may be paid
_COUPLES = ("conjoint_marie", "partenaire_pacs", "concubin")

# What this module reads: a fact that is only here still counts as used.
FAITS_LUS = frozenset(
    (
        *("age", "date_naissance", "statut_pro", "alloc_chomage", "travail_5_ans", "boursier"),
        *("salaire_net", "salaire_precedent", "mois_travailles", "revenu_independant"),
        *("allocation_chomage", "retraite_mensuelle", "pension_invalidite_mensuelle"),
        *("indemnites_mensuelles", "arret_en_cours", "date_arret", "ressources"),
        *("pension_alimentaire_recue", "pension_alimentaire_versee"),
        *("en_couple", "nature_revenu_conjoint", "revenu_conjoint", "age_conjoint"),
        *("nb_enfants", "nb_orphelins", "nb_attendus", *ENFANTS, "age_enfant_handicape"),
        *("residence_enfants", "autre_parent_paie", "personne_handicap", "taux_incapacite"),
        *("emploi_restreint", "aah", "droits_mdph", "droit_principal", "situations_retraite"),
        *("evenement_naissance", "role_parent", "date_prevue", "date_naissance_enfant"),
        *("logement", "loyer", "zone_logement", "colocation", "locataire_hlm"),
        *("date_separation", "date_deces", "lien_defunt", "date_fin_contrat", "rupture"),
        *("etranger_hors_ue", "statut_sejour", "titre_travail_5_ans"),
    )
)


def make_household(
    valeurs: Valeurs,
    le: dt.date,
    reperes: Reperes,
    *,
    commune: str | None = None,
    attente: bool = True,
    deja_percues: frozenset[str] = frozenset(),
) -> Foyer:
    """The household of someone of whom `valeurs` is known, on a day.

    `attente`: count what a commission has yet to decide (a disability rate) as already decided.
    """
    seul = valeurs.get("en_couple") is not True
    return Foyer(
        demandeur=_applicant(valeurs, le, reperes, attente=attente),
        conjoint=None if seul else _partner(valeurs, le),
        enfants=tuple(children(valeurs, le)),
        logement=_housing(valeurs, reperes, commune),
        naissance_attendue=_expected_birth(valeurs, le),
        nombre_attendu=babies(valeurs),
        isole_depuis=_alone_since(valeurs, le) if seul else None,
        deja_percues=deja_percues,
    )


def complete(valeurs: Valeurs, reperes: Reperes) -> dict[str, Valeur]:
    """The yearly and gross figures that rules read, from the monthly net ones, when not said.

    Nothing is drawn from an absence of income, unless the person says they have almost none.
    """
    completes = dict(valeurs)
    salaire = number(valeurs, "salaire_net")
    deduits = {
        "salaire_brut_moyen": salaire and salaire / reperes.net_sur_brut,
        "revenu_annuel_independant": _times(number(valeurs, "revenu_independant"), 12),
    }
    mensuel = _income(valeurs, reperes)
    if mensuel > 0 or valeurs.get("ressources") in ("rsa", "tres_faibles"):
        deduits["ressources_annuelles_brutes"] = 12 * mensuel
        deduits["ressources_trois_mois"] = 3 * mensuel
    for nom, euros in deduits.items():
        if euros is not None and nom not in valeurs:
            completes[nom] = Intervalle(round(euros), round(euros))
    return completes


def _income(valeurs: Valeurs, reperes: Reperes) -> float:
    """Euros a month, both adults: wages made gross again, the rest as it is paid."""
    salaires = [number(valeurs, "salaire_net")]
    autres = [number(valeurs, nom) for nom in REVENUS]
    if valeurs.get("en_couple") is True:
        conjoint = number(valeurs, "revenu_conjoint")
        travail = valeurs.get("nature_revenu_conjoint") == "travail"
        (salaires if travail else autres).append(conjoint)
    bruts = sum(s or 0.0 for s in salaires) / reperes.net_sur_brut
    return bruts + sum(a or 0.0 for a in autres)


def _times(n: float | None, fois: int) -> float | None:
    return None if n is None else n * fois


# Adults ------------------------------------------------------------------------------------------


def _applicant(valeurs: Valeurs, le: dt.date, reperes: Reperes, *, attente: bool) -> Adulte:
    statut = valeurs.get("statut_pro")
    taux = _disability(valeurs, reperes) if attente or _granted(valeurs) else 0.0
    precedent = number(valeurs, "salaire_precedent")
    fin = day(valeurs, "date_fin_contrat")
    alloc = valeurs.get("alloc_chomage")
    return Adulte(
        naissance=_birth(valeurs, le),
        activite=_ACTIVITES.get(str(statut), "inactif"),
        salaire_net=_wage(valeurs, fin, precedent),
        chomage_net=_paid(valeurs, "allocation_chomage", si=alloc in ("are", "asp")),
        retraite_nette=_paid(valeurs, "retraite_mensuelle", si=statut == "retraite"),
        pension_invalidite=_paid(valeurs, "pension_invalidite_mensuelle"),
        indemnites_journalieres=_sick_pay(valeurs),
        revenu_independant=_paid(valeurs, "revenu_independant", si=statut == "independant"),
        pension_alimentaire_percue=number(valeurs, "pension_alimentaire_recue") or 0.0,
        pension_alimentaire_versee=number(valeurs, "pension_alimentaire_versee") or 0.0,
        taux_incapacite=taux,
        restriction_emploi=taux > 0
        and (_granted(valeurs) or valeurs.get("emploi_restreint") is True),
        inapte_travail="inapte" in ticked(valeurs, "situations_retraite"),
        enceinte=_expects(valeurs) and valeurs.get("role_parent") == "mere",
        etudiant=statut == "etudiant",
        boursier=valeurs.get("boursier") is True,
        hors_ue=_foreign(valeurs),
        annees_titre=_permit_years(valeurs, reperes),
        ass_possible=alloc in ("epuisee", "ass") and valeurs.get("travail_5_ans") is True,
        ancien_salaire_brut=precedent / reperes.net_sur_brut if precedent else None,
        jours_travailles=_days_worked(valeurs, reperes),
        fin_contrat=fin,
        demission=valeurs.get("rupture") in ("demission", "projet_demission"),
    )


def _partner(valeurs: Valeurs, le: dt.date) -> Adulte:
    """The other adult, on one income. Their age is the applicant's when nobody said it."""
    nature = str(valeurs.get("nature_revenu_conjoint"))
    revenu = Serie(number(valeurs, "revenu_conjoint") or 0.0)
    rien = Serie()
    age = number(valeurs, "age_conjoint")
    return Adulte(
        naissance=_birth(valeurs, le) if age is None else born(age, le),
        activite=_CONJOINTS.get(nature, "inactif"),
        salaire_net=revenu if nature == "travail" else rien,
        chomage_net=revenu if nature == "chomage" else rien,
        retraite_nette=revenu if nature == "retraite" else rien,
        hors_ue=False,  # the family is judged on the applicant's permit; the other's is not asked
    )


def _wage(valeurs: Valeurs, fin: dt.date | None, precedent: float | None) -> Serie:
    """Today's wage; the former one until the contract ended, when that is said."""
    statut = valeurs.get("statut_pro")
    if statut in ("salarie_prive", "agent_public"):
        salaire = number(valeurs, "salaire_net") or 0.0
        arret = day(valeurs, "date_arret")
        if _sick_pay(valeurs).depuis == 0:
            return Serie(salaire)
        return Serie(0.0, salaire, arret) if arret else Serie()
    if fin is None or precedent is None or statut != "demandeur_emploi":
        return Serie()
    return Serie(0.0, precedent, add_duration(fin.replace(day=1), "1 mois"))


def _sick_pay(valeurs: Valeurs) -> Serie:
    """Daily allowances, in place of the wage, from the month in which the sick leave began."""
    if valeurs.get("arret_en_cours") is not True:
        return Serie()
    montant = number(valeurs, "indemnites_mensuelles") or 0.0
    return Serie(montant, debut=day(valeurs, "date_arret"))


def _paid(valeurs: Valeurs, nom: str, *, si: bool = True) -> Serie:
    return Serie(number(valeurs, nom) or 0.0) if si else Serie()


def _birth(valeurs: Valeurs, le: dt.date) -> dt.date:
    jour = day(valeurs, "date_naissance")
    return jour or born(number(valeurs, "age") or 0.0, le)


def _disability(valeurs: Valeurs, reperes: Reperes) -> float:
    """The applicant's rate, 0 to 1 (their child's is the child's)."""
    if valeurs.get("personne_handicap") == "mon_enfant":
        return 0.0
    dit = str(valeurs.get("taux_incapacite"))
    # Who is paid the AAH has a rate that opens it (CSS L821-1, L821-2), whatever is not said of it.
    if _granted(valeurs) and dit not in OUVRENT:
        dit = OUVRENT[0]
    return reperes.taux_incapacite.get(dit, 0.0)


def _granted(valeurs: Valeurs) -> bool:
    """Whether the AAH is already decided."""
    accordes = valeurs.get("droits_mdph") in ("accordes", "a_renouveler")
    return valeurs.get("aah") is True or (accordes and valeurs.get("droit_principal") == "aah")


def _foreign(valeurs: Valeurs) -> bool:
    """Outside the EU; a refugee has the rights of a national (CASF L262-4, CSS D816-3)."""
    return valeurs.get("etranger_hors_ue") is True and valeurs.get("statut_sejour") != "refugie"


def _permit_years(valeurs: Valeurs, reperes: Reperes) -> float | None:
    if not _foreign(valeurs):
        return None
    return reperes.annees_titre["oui" if valeurs.get("titre_travail_5_ans") is True else "non"]


def _days_worked(valeurs: Valeurs, reperes: Reperes) -> int | None:
    mois = number(valeurs, "mois_travailles")
    return None if mois is None else round(mois * reperes.jours_par_mois)


# What is awaited ---------------------------------------------------------------------------------


def _expects(valeurs: Valeurs) -> bool:
    return valeurs.get("evenement_naissance") == "grossesse"


def _expected_birth(valeurs: Valeurs, le: dt.date) -> dt.date | None:
    prevue = day(valeurs, "date_prevue") if _expects(valeurs) else None
    return prevue if prevue and prevue > le else None


# Housing, separation -----------------------------------------------------------------------------


def _housing(valeurs: Valeurs, reperes: Reperes, commune: str | None) -> Logement:
    occupation = _OCCUPATIONS.get(str(valeurs.get("logement")), "loge_gratuitement")
    if occupation == "locataire_vide" and valeurs.get("locataire_hlm") is True:
        occupation = "locataire_hlm"
    return Logement(
        occupation=occupation,
        loyer=number(valeurs, "loyer") or 0.0,
        commune=commune or reperes.communes.get(str(valeurs.get("zone_logement"))),
        colocation=valeurs.get("colocation") is True,
    )


def _alone_since(valeurs: Valeurs, le: dt.date) -> dt.date | None:
    """The latest separation or widowhood that is past."""
    dates = [day(valeurs, "date_separation")]
    if valeurs.get("lien_defunt") in _COUPLES:
        dates.append(day(valeurs, "date_deces"))
    return max((d for d in dates if d and d <= le), default=None)
