"""From an official test of OpenFisca-France to a household of ours, or why it cannot be one.

A test says more than a household can (intermediate variables, benefits given in advance), and less
(a month that is not written is zero for OpenFisca, unknown for a person): see `Inexprimable`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from api.rights.foyer import Adulte, Enfant, Foyer, Logement, Serie
from api.rights.openfisca.mois import first_day, number
from tests.rights.openfisca.lecture import (
    ROLES,
    Inexprimable,
    evaluate,
    is_default,
    list_of,
    months_of,
    normalise,
    values_of,
)

ZONES = {"zone_1": "75101", "zone_2": "76540", "zone_3": "48095"}
IMPOSABLE_SUR_NET = 1 + 0.0284925 / 0.78
# The person's own amounts, by the first of these that a test gives, and what makes a net of it.
RESSOURCES: dict[str, dict[str, float]] = {
    "salaire_net": {
        "salaire_net": 1.0,
        "salaire_imposable": 1 / IMPOSABLE_SUR_NET,
        "salaire_de_base": 0.78,
    },
    "chomage_net": {"chomage_net": 1.0, "chomage_imposable": 1.0, "chomage_brut": 0.9061725},
    "retraite_nette": {"retraite_nette": 1.0, "retraite_imposable": 1.0, "retraite_brute": 0.926},
    "pension_invalidite": {"pensions_invalidite": 1.0},
    "indemnites_journalieres": {"indemnites_journalieres_maladie": 1.0},
    "revenu_independant": {"rpns_auto_entrepreneur_benefice": 1.0},
}
MONTANTS = {
    "pension_alimentaire_percue": "pensions_alimentaires_percues",
    "pension_alimentaire_versee": "pensions_alimentaires_versees_individu",
}
ETATS = {
    "activite": "activite",
    "taux_incapacite": "taux_incapacite",
    "restriction_emploi": "aah_restriction_substantielle_durable_acces_emploi",
    "inapte_travail": "inapte_travail",
    "enceinte": "enceinte",
    "etudiant": "etudiant",
    "boursier": "boursier",
    "ass_possible": "ass_precondition_remplie",
}
LUES = {
    "date_naissance",
    "age",
    "age_en_mois",
    "nationalite",
    "duree_possession_titre_sejour",
    "handicap",
    "garde_alternee",
    "asf_elig_enfant",
    *(v for choix in RESSOURCES.values() for v in choix),
    *MONTANTS.values(),
    *ETATS.values(),
}
# Said otherwise by our household, or without effect on the rights: left out.
MUETTES = {"statut_marital", "scolarite", "date_debut_chomage"}
MENAGE = {"statut_occupation_logement", "loyer", "depcom", "coloc", "zone_apl"}
MUETTES_DU_MENAGE = {"logement_conventionne", "charges_locatives"}


@dataclass(frozen=True)
class Cas:
    """One official test in one month: the household, what OpenFisca expects, and its persons."""

    test: Mapping[str, Any]
    mois: int
    foyer: Foyer
    attendus: Mapping[str, Any]
    personnes: tuple[str, ...]  # in our order
    dits: Mapping[str, Mapping[str, Any]]  # what the test gives, by person or group


class Lecteur:
    """Reads one test for one month."""

    def __init__(self, systeme: Any, test: Mapping[str, Any], mois: int) -> None:
        self.systeme = systeme
        self.test = test
        self.mois = mois
        self.periode = str(test["period"])
        self.individus, self.groupes = normalise(test["input"], systeme)

    def case(self, attendus: Mapping[str, Any]) -> Cas:
        """The household; Inexprimable says why there is none."""
        famille = self.groupes["famille"]
        parents, enfants = list_of(famille.get("parents")), list_of(famille.get("enfants"))
        if not parents:
            parents = list(self.individus)[:1] if len(self.individus) == 1 else []
        if not 1 <= len(parents) <= 2 or {*parents, *enfants} != set(self.individus):
            raise Inexprimable("familles, ménages ou foyers fiscaux séparés")
        self._check_other_groups([*parents, *enfants], parents)
        adultes = [self._adult(nom) for nom in parents]
        foyer = Foyer(
            adultes[0],
            adultes[1] if len(adultes) == 2 else None,
            tuple(self._child(nom) for nom in enfants),
            self._housing(),
            isole_depuis=self._separation(famille),
        )
        return Cas(
            self.test,
            self.mois,
            foyer,
            attendus,
            (*parents, *enfants),
            self.individus | self.groupes,
        )

    def _check_other_groups(self, tous: list[str], parents: list[str]) -> None:
        fiscal, menage = self.groupes["foyer_fiscal"], self.groupes["menage"]
        declarants = list_of(fiscal.get("declarants"))
        if declarants and sorted(declarants) != sorted(parents):
            raise Inexprimable("familles, ménages ou foyers fiscaux séparés")
        habitants = [
            *list_of(menage.get("personne_de_reference")),
            *list_of(menage.get("conjoint")),
            *list_of(menage.get("enfants")),
            *list_of(menage.get("autres")),
        ]
        if habitants and not {*habitants} <= {*tous}:
            raise Inexprimable("familles, ménages ou foyers fiscaux séparés")
        for nom in fiscal:
            self._refuse_unless_default(nom, fiscal[nom], ROLES)
        for nom in menage:
            self._refuse_unless_default(
                nom, menage[nom], ROLES | MENAGE | MUETTES_DU_MENAGE | {"autres"}
            )

    def _refuse_unless_default(self, nom: str, valeur: Any, permises: set[str]) -> None:
        if nom in permises:
            return
        variable = self.systeme.get_variable(nom)
        if variable is None:
            raise Inexprimable("variable inconnue de cette version")
        if all(is_default(variable, v) for v in values_of(valeur)):
            return
        if nom in DROITS:
            raise Inexprimable("droit donné d'avance")
        if variable.formulas:
            raise Inexprimable("résultat intermédiaire donné")
        raise Inexprimable("ressource ou situation que Jalons ne demande pas")

    def _adult(self, nom: str) -> Adulte:
        dits = self.individus[nom]
        for variable, valeur in dits.items():
            self._refuse_unless_default(variable, valeur, LUES | MUETTES)
        champs: dict[str, Any] = {"naissance": self._birth(dits)}
        for champ, choix in RESSOURCES.items():
            variable = next((v for v in choix if v in dits), None)
            if variable:
                champs[champ] = self._series(dits[variable], choix[variable])
        for champ, variable in MONTANTS.items():
            if variable in dits:
                serie = self._series(dits[variable], 1.0)
                champs[champ] = abs(serie.depuis)
        for champ, variable in ETATS.items():
            if variable in dits:
                valeur = self._now(dits[variable])
                champs[champ] = (
                    bool(valeur) if valeur in (0, 1) and champ != "taux_incapacite" else valeur
                )
        champs.update(_nationality(dits, self._now))
        if self._now(dits.get("handicap", 0)) and not champs.get("taux_incapacite"):
            champs["taux_incapacite"] = 0.5
        return Adulte(**champs)

    def _child(self, nom: str) -> Enfant:
        dits = self.individus[nom]
        for variable, valeur in dits.items():
            if variable in {"activite", "etudiant"}:
                continue
            permises = {
                "date_naissance",
                "age",
                "age_en_mois",
                "handicap",
                "garde_alternee",
                "asf_elig_enfant",
            }
            self._refuse_unless_default(variable, valeur, permises | MUETTES | {"enfant_a_charge"})
        naissance = self._birth(dits)
        if number(naissance) > self.mois:
            raise Inexprimable("enfant à naître parmi les enfants")
        return Enfant(
            naissance,
            garde_alternee=bool(self._now(dits.get("garde_alternee", False))),
            handicap=bool(self._now(dits.get("handicap", False))),
            sans_autre_parent=bool(self._now(dits.get("asf_elig_enfant", True))),
        )

    def _birth(self, dits: Mapping[str, Any]) -> dt.date:
        if "date_naissance" in dits:
            valeur = dits["date_naissance"]
            valeur = next(iter(valeur.values())) if isinstance(valeur, dict) else valeur
            return dt.date.fromisoformat(str(valeur))
        if "age_en_mois" in dits:
            return first_day(self.mois - int(self._now(dits["age_en_mois"])))
        if "age" in dits:
            return first_day(self.mois - 12 * int(self._now(dits["age"])))
        return dt.date(1970, 1, 1)  # OpenFisca's own default

    def _now(self, valeur: Any) -> Any:
        """What is true in the month: given for it, or the last given before, or at all."""
        if not isinstance(valeur, dict):
            return evaluate(valeur)
        par_mois = {m: evaluate(v) for p, v in valeur.items() for m in months_of(p)}
        avant = [m for m in par_mois if m <= self.mois]
        return par_mois[max(avant) if avant else min(par_mois)]

    def _series(self, valeur: Any, facteur: float) -> Serie:
        return _fit(self._by_month(valeur, facteur))

    def _by_month(self, valeur: Any, facteur: float) -> dict[int, float]:
        donnes = valeur if isinstance(valeur, dict) else {self.periode: valeur}
        par_mois: dict[int, float] = {}
        for periode in sorted(donnes, key=lambda p: -len(months_of(p))):
            mois = months_of(periode)
            deja = sum(par_mois.get(m, 0.0) for m in mois if m in par_mois and len(mois) > 1)
            reste = [m for m in mois if m not in par_mois or len(mois) == 1]
            for m in reste:
                par_mois[m] = (float(evaluate(donnes[periode])) * facteur - deja) / len(reste)
        return par_mois

    def _housing(self) -> Logement:
        menage = self.groupes["menage"]
        occupation = self._now(menage.get("statut_occupation_logement", "non_renseigne"))
        commune = menage.get("depcom")
        if commune is None and "zone_apl" in menage:
            commune = ZONES[self._now(menage["zone_apl"])]
        return Logement(
            occupation,
            float(self._now(menage.get("loyer", 0.0))),
            str(self._now(commune)).zfill(5) if commune is not None else None,
            bool(self._now(menage.get("coloc", False))),
        )

    def _separation(self, famille: Mapping[str, Any]) -> dt.date | None:
        for nom, valeur in famille.items():
            if nom not in ROLES | {"rsa_isolement_recent"}:
                self._refuse_unless_default(nom, valeur, set())
        recent = famille.get("rsa_isolement_recent", False)
        return first_day(self.mois - 6) if self._now(recent) else None


DROITS = {
    *("rsa", "ppa", "aspa", "aide_logement", "asf", "af", "cf", "paje_base", "alf", "als", "apl"),
    *("aah", "caah", "ass", "asi", "acs", "ars", "paje_prepare", "paje_clca", "rsa_majore"),
    *("bourse_college", "bourse_lycee", "cmu_c", "bourse_criteres_sociaux", "aeeh", "pch"),
}


def _nationality(dits: Mapping[str, Any], maintenant: Any) -> dict[str, Any]:
    if "nationalite" not in dits or maintenant(dits["nationalite"]) == "FR":
        return {}
    if maintenant(dits["nationalite"]) in {"CH", "DE", "IT", "ES", "BE"}:
        raise Inexprimable("nationalité européenne autre que française")
    return {
        "hors_ue": True,
        "annees_titre": float(maintenant(dits.get("duree_possession_titre_sejour", 0))),
    }


def _fit(par_mois: Mapping[int, float]) -> Serie:
    """The series that says the same in every month that is given."""
    suites: list[tuple[int, float]] = []
    for m in sorted(par_mois):
        if not suites or abs(suites[-1][1] - par_mois[m]) > 0.005:
            suites.append((m, par_mois[m]))
    debut = None
    if len(suites) == 3 and suites[0][1] == 0:
        debut = first_day(suites[1][0])
        suites = suites[1:]
    if len(suites) > 2:
        raise Inexprimable("revenus qui changent plus de deux fois")
    if not suites:
        return Serie()
    if len(suites) == 1:
        return Serie(suites[0][1], debut=debut)
    return Serie(suites[1][1], suites[0][1], first_day(suites[1][0]), debut)
