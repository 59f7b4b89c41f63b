"""A plain OpenFisca simulation, built the documented way: one JSON situation for all households.

Written on purpose without the adapter's code: months are strings, everything is spelled out.
"""

from __future__ import annotations

import calendar
import datetime as dt
import math
from collections.abc import Sequence
from typing import Any

from openfisca_core.simulation_builder import SimulationBuilder

from api.rights.foyer import Adulte, Enfant, Foyer, Serie

Situation = dict[str, Any]
FAMILLE = [
    "rsa",
    "ppa",
    "aspa",
    "aide_logement",
    "asf",
    "af",
    "cf",
    "paje_base",
    "alf",
    "als",
    "apl",
]
INDIVIDU = ["aah", "caah", "ass", "asi", "contrat_engagement_jeune"]


def plus(mois: str, nombre: int) -> str:
    """The month, `nombre` months later."""
    annee, rang = (int(x) for x in mois.split("-"))
    total = annee * 12 + rang - 1 + nombre
    return f"{total // 12:04d}-{total % 12 + 1:02d}"


def months(debut: str, fin: str) -> list[str]:
    """From one month to another, both included."""
    liste = [debut]
    while liste[-1] < fin:
        liste.append(plus(liste[-1], 1))
    return liste


def day(mois: str) -> dt.date:
    return dt.date.fromisoformat(f"{mois}-01")


class Reference:
    """The values of every household, from plain OpenFisca."""

    def __init__(self, systeme: Any, mois: str) -> None:
        self.systeme = systeme
        self.mois = mois
        self.fin = f"{mois[:4]}-12"
        self.revenus = months(f"{int(mois[:4]) - 3}-01", self.fin)
        self.vecus = months(plus(mois, -12), self.fin)

    def compute(
        self, foyers: Sequence[Foyer], variables: dict[str, tuple[str, str]], a_naitre: bool
    ) -> dict[str, list[float]]:
        """`variables`: name -> (entity, "mois" or "an"); households paid RSA alike."""
        situation: Situation = {
            "individus": {},
            "familles": {},
            "foyers_fiscaux": {},
            "menages": {},
        }
        for numero, foyer in enumerate(foyers):
            self._add(situation, f"{numero:04d}", foyer, a_naitre)
        simulation = SimulationBuilder().build_from_entities(self.systeme, situation)
        resultat: dict[str, list[float]] = {}
        for nom, (entite, periode) in variables.items():
            valeurs = simulation.calculate(
                nom, self.mois if periode == "mois" else self.mois[:4]
            ).tolist()
            ids = list(simulation.populations[entite].ids)
            if entite != "individu":
                resultat[nom] = [float(valeurs[ids.index(f"{n:04d}")]) for n in range(len(foyers))]
                continue
            for suffixe, personne in (("", "demandeur"), (".conjoint", "conjoint")):
                resultat[nom + suffixe] = [
                    float(valeurs[ids.index(cle)]) if cle in ids else 0.0
                    for cle in (f"{n:04d}_{personne}" for n in range(len(foyers)))
                ]
        return resultat

    def _add(self, situation: Situation, cle: str, foyer: Foyer, a_naitre: bool) -> None:
        individus = situation["individus"]
        parents = [f"{cle}_demandeur"]
        individus[parents[0]] = self._adult(foyer.demandeur, foyer)
        if foyer.conjoint:
            parents.append(f"{cle}_conjoint")
            individus[parents[1]] = self._adult(foyer.conjoint, foyer)
        enfants = []
        for rang, enfant in enumerate(foyer.enfants):
            enfants.append(f"{cle}_enfant{rang}")
            individus[enfants[-1]] = self._child(enfant)
        for rang in range(foyer.nombre_attendu if a_naitre else 0):
            enfants.append(f"{cle}_naitre{rang}")
            individus[enfants[-1]] = {
                "date_naissance": {"ETERNITY": f"{plus(self.mois, 2)}-01"},
                "asf_elig_enfant": dict.fromkeys(months(plus(self.mois, -3), self.fin), False),
            }
        famille: Situation = {"parents": parents, "enfants": enfants}
        famille |= self._nothing_before(FAMILLE, foyer)
        if foyer.isole_depuis:
            debut = f"{foyer.isole_depuis:%Y-%m}"
            famille["rsa_isolement_recent"] = {m: debut <= m <= plus(debut, 17) for m in self.vecus}
        menage: Situation = {
            "personne_de_reference": parents[:1],
            "conjoint": parents[1:],
            "enfants": enfants,
            "statut_occupation_logement": self._always(foyer.logement.occupation),
            "loyer": self._always(foyer.logement.loyer),
            "coloc": self._always(foyer.logement.colocation),
        }
        if foyer.logement.commune:
            menage["depcom"] = self._always(foyer.logement.commune)
        situation["familles"][cle] = famille
        situation["foyers_fiscaux"][cle] = {"declarants": parents, "personnes_a_charge": enfants}
        situation["menages"][cle] = menage

    def _always(self, valeur: Any) -> dict[str, Any]:
        return dict.fromkeys(self.vecus, valeur)

    def _nothing_before(self, variables: list[str], foyer: Foyer) -> Situation:
        """0 from M-12 to M-4; from M-3 to M-1 too for RSA and CEJ, unless they are paid already."""
        anciens = months(plus(self.mois, -12), plus(self.mois, -4))
        recents = months(plus(self.mois, -3), plus(self.mois, -1))
        nuls: Situation = {
            v: dict.fromkeys(anciens, 0)
            for v in variables
            if not (v == "aah" and "aah" in foyer.deja_percues)  # paid all year
        }
        for variable in {"rsa", "contrat_engagement_jeune"} & set(variables) - foyer.deja_percues:
            nuls[variable] |= dict.fromkeys(recents, 0)
        return nuls

    def _adult(self, adulte: Adulte, foyer: Foyer) -> Situation:
        situation: Situation = {"date_naissance": {"ETERNITY": adulte.naissance.isoformat()}}
        situation |= self._incomes(adulte)
        activite = adulte.activite
        if adulte.etudiant and activite == "inactif":
            activite = "etudiant"
        etudiant = adulte.etudiant or adulte.activite == "etudiant"
        for variable, valeur in {
            "activite": activite,
            "etudiant": etudiant,
            "taux_incapacite": adulte.taux_incapacite,
            "handicap": adulte.taux_incapacite >= 0.5,
            "aah_restriction_substantielle_durable_acces_emploi": adulte.restriction_emploi,
            "inapte_travail": adulte.inapte_travail,
            "ass_precondition_remplie": adulte.ass_possible,
        }.items():
            situation[variable] = self._always(valeur)
        if etudiant:
            situation["scolarite"] = self._always("enseignement_superieur")
        if adulte.boursier:
            situation["boursier"] = self._always(True)
        if adulte.hors_ue and adulte.annees_titre is not None:
            situation["nationalite"] = self._always("XX")
            situation["duree_possession_titre_sejour"] = self._always(adulte.annees_titre)
        if adulte.enceinte:
            situation["enceinte"] = {
                m: self._is_pregnant(m, foyer) for m in months(plus(self.mois, -3), self.fin)
            }
        if adulte.activite == "chomeur":
            if adulte.fin_contrat:
                debut: str | None = f"{plus(f'{adulte.fin_contrat:%Y-%m}', 1)}-01"
            else:
                bascule = adulte.salaire_net.bascule
                debut = bascule.isoformat() if bascule else None
            if debut:
                situation["date_debut_chomage"] = {"ETERNITY": debut}
        return situation | self._nothing_before(INDIVIDU, foyer)

    def _is_pregnant(self, mois: str, foyer: Foyer) -> bool:
        if foyer.naissance_attendue is None:
            return True
        terme = f"{foyer.naissance_attendue:%Y-%m}"
        return plus(terme, -9) <= mois < terme

    def _incomes(self, adulte: Adulte) -> Situation:
        def paid(serie: Serie, facteur: float = 1.0) -> dict[str, float]:
            return {m: round(serie.at(day(m)) * facteur, 2) for m in self.revenus}

        independant = paid(adulte.revenu_independant)
        annees = sorted({m[:4] for m in self.revenus})
        revenus = {
            "salaire_net": paid(adulte.salaire_net),
            "salaire_de_base": paid(adulte.salaire_net, 1 / 0.78),
            "salaire_imposable": paid(adulte.salaire_net, 1 + 0.029 * 0.9825 / 0.78),
            "chomage_net": paid(adulte.chomage_net),
            "chomage_brut": paid(adulte.chomage_net, 1 / (1 - ((0.062 + 0.005) * 0.9825 + 0.028))),
            "retraite_nette": paid(adulte.retraite_nette),
            "retraite_brute": paid(adulte.retraite_nette, 1 / 0.926),
            "retraite_imposable": paid(adulte.retraite_nette),
            "pensions_invalidite": paid(adulte.pension_invalidite),
            "indemnites_journalieres_maladie": paid(adulte.indemnites_journalieres),
            "pensions_alimentaires_percues": paid(Serie(adulte.pension_alimentaire_percue)),
            "pensions_alimentaires_versees_individu": paid(
                Serie(adulte.pension_alimentaire_versee)
            ),
            "rpns_auto_entrepreneur_benefice": independant,
            "rpns_imposables": {
                a: sum(v for m, v in independant.items() if m[:4] == a) for a in annees
            },
        }
        # What nobody is paid is not written: reading the situation takes half of the test.
        return {v: montants for v, montants in revenus.items() if any(montants.values())}

    def _child(self, enfant: Enfant) -> Situation:
        return {
            "date_naissance": {"ETERNITY": enfant.naissance.isoformat()},
            "handicap": self._always(enfant.handicap),
            "garde_alternee": self._always(enfant.garde_alternee),
            "asf_elig_enfant": {
                m: enfant.sans_autre_parent and self._is_under_twenty(enfant, m)
                for m in months(plus(self.mois, -3), self.fin)
            },
        }

    @staticmethod
    def _is_under_twenty(enfant: Enfant, mois: str) -> bool:
        """Born on the first day of the month, and not yet twenty."""
        debut = day(mois)
        vingt = (enfant.naissance.month, enfant.naissance.day)
        anniversaire_passe = (debut.month, debut.day) >= vingt
        age = debut.year - enfant.naissance.year - (not anniversaire_passe)
        return 0 <= age < 20 and enfant.naissance <= debut


def contracts(
    systeme: Any, adultes: Sequence[Adulte | None], mois: str, variables: Sequence[str]
) -> dict[str, list[float]]:
    """Unemployment benefit of these persons, alone; NaN where the contract is not known."""
    resultat = {nom: [math.nan] * len(adultes) for nom in variables}
    moments: dict[str, dict[str, Situation]] = {}
    for rang, adulte in enumerate(adultes):
        if adulte and adulte.ancien_salaire_brut and adulte.jours_travailles:
            if adulte.fin_contrat is None:
                continue
            moment = max(mois, plus(f"{adulte.fin_contrat:%Y-%m}", 1))
            moments.setdefault(moment, {})[f"{rang:04d}"] = _contract(adulte, moment)
    for moment, individus in moments.items():
        situation = {
            "individus": individus,
            "familles": {cle: {"parents": [cle]} for cle in individus},
            "foyers_fiscaux": {cle: {"declarants": [cle]} for cle in individus},
            "menages": {cle: {"personne_de_reference": [cle]} for cle in individus},
        }
        simulation = SimulationBuilder().build_from_entities(systeme, situation)
        for nom in variables:
            valeurs = simulation.calculate(nom, moment)
            for cle, valeur in zip(simulation.persons.ids, valeurs, strict=True):
                resultat[nom][int(cle)] = float(valeur)
    return resultat


def _contract(adulte: Adulte, moment: str) -> Situation:
    fin = f"{adulte.fin_contrat:%Y-%m}"
    jours: dict[str, int] = {}
    reste, courant = adulte.jours_travailles or 0, fin
    while reste > 0:
        jours[courant] = min(reste, _days(courant) * 5 // 7)
        reste -= jours[courant]
        courant = plus(courant, -1)
    debut = min(jours)
    connus = months(debut, moment)
    motif = "demission" if adulte.demission else "licenciement"
    return {
        "date_naissance": {"ETERNITY": adulte.naissance.isoformat()},
        "salaire_de_base": {m: adulte.ancien_salaire_brut if m in jours else 0 for m in connus},
        "nombre_jours_travailles": {m: jours.get(m, 0) for m in connus},
        "contrat_de_travail_debut": dict.fromkeys(connus, f"{debut}-01"),
        "contrat_de_travail_fin": dict.fromkeys(connus, f"{fin}-{_days(fin):02d}"),
        "motif_fin_contrat": dict.fromkeys(connus, motif),
    }


def _days(mois: str) -> int:
    annee, rang = (int(x) for x in mois.split("-"))
    return calendar.monthrange(annee, rang)[1]
