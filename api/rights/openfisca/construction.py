"""From households to a ready simulation: OpenFisca's arrays, without its slow JSON.

Every function yields (variable, period, one value per person or household); `build` sets them.
The recipe and the traps behind it: parcours/droits/openfisca.yml.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from api.rights.foyer import Adulte, Foyer
from api.rights.openfisca.mois import first_day, number, text
from api.rights.openfisca.population import Population
from api.rights.openfisca.variables import Recette

Entree = tuple[str, str, npt.NDArray[Any]]
GROSSESSE = 9  # months
JAMAIS = dt.date(9999, 12, 31)  # OpenFisca's own default: no unemployment


@dataclass(frozen=True)
class Calendrier:
    """The months that the calculation of one month reads."""

    mois: int

    @property
    def fin(self) -> int:
        """December: yearly variables read the twelve months of the year."""
        return self.mois // 12 * 12 + 11

    @property
    def revenus(self) -> range:
        """Incomes: from January three years before to December."""
        return range(self.fin - 47, self.fin + 1)

    @property
    def annees(self) -> range:
        return range(self.mois // 12 - 3, self.mois // 12 + 1)

    @property
    def vecus(self) -> range:
        """Situations: the twelve months before, to December."""
        return range(self.mois - 12, self.fin + 1)

    @property
    def recents(self) -> range:
        """M-3 to M-1."""
        return range(self.mois - 3, self.mois)

    @property
    def anciens(self) -> range:
        """M-12 to M-4."""
        return range(self.mois - 12, self.mois - 3)


def build(
    systeme: Any,
    foyers: Sequence[Foyer],
    mois: int,
    recette: Recette,
    *,
    a_naitre: bool = False,
) -> tuple[Any, Population]:
    """A simulation of all these households; those already paid RSA or AAH must not be mixed with others.

    With `a_naitre`, their unborn children are listed, born two months later: the month in which
    OpenFisca pays the birth grant, whatever the real date is.
    """
    calendrier = Calendrier(mois)
    population = Population.of(foyers, first_day(mois + 2) if a_naitre else None)
    simulation = _simulation(systeme, population)
    for variable, periode, valeurs in _inputs(population, calendrier, recette):
        simulation.set_input(variable, periode, valeurs)
    _limit_family_support(simulation, population, calendrier)
    _start_from_nothing(simulation, calendrier, recette, foyers[0].deja_percues)
    return simulation, population


def _simulation(systeme: Any, population: Population) -> Any:
    from openfisca_core.simulations import Simulation  # heavy: only where it runs

    groupes = systeme.instantiate_entities()
    for nom, groupe in groupes.items():
        if nom == "individu":
            groupe.count = len(population.personnes)
            groupe.ids = [str(i) for i in range(groupe.count)]
            continue
        roles = np.array(groupe.entity.flattened_roles, dtype=object)
        groupe.count = len(population.foyers)
        groupe.ids = [str(i) for i in range(groupe.count)]
        groupe.members_entity_id = population.foyer
        groupe.members_role = roles[population.rang]
    return Simulation(systeme, groupes)


def _inputs(population: Population, calendrier: Calendrier, recette: Recette) -> Iterator[Entree]:
    yield "date_naissance", "ETERNITY", population.births()
    yield from _earnings(population, calendrier, recette)
    yield from _other_incomes(population, calendrier)
    for variable, valeurs in _situations(population, recette):
        yield from _each_month(variable, calendrier.vecus, valeurs)
    yield from _dated_situations(population, calendrier, recette)


def _each_month(variable: str, mois: Iterable[int], valeurs: npt.NDArray[Any]) -> Iterator[Entree]:
    for m in mois:
        yield variable, text(m), valeurs


def _earnings(population: Population, calendrier: Calendrier, r: Recette) -> Iterator[Entree]:
    """Net, gross and taxable go together: OpenFisca reads one or another of them by right."""
    salaire = population.flow(lambda a: a.salaire_net)
    chomage = population.flow(lambda a: a.chomage_net)
    retraite = population.flow(lambda a: a.retraite_nette)
    for m in calendrier.revenus:
        net, periode = salaire.at(m), text(m)
        brut = net / r.salaire_net_sur_brut
        yield "salaire_net", periode, np.round(net, 2)
        yield "salaire_de_base", periode, np.round(brut, 2)
        yield "salaire_imposable", periode, np.round(net + r.imposable_sur_brut * brut, 2)
        net = chomage.at(m)
        yield "chomage_net", periode, np.round(net, 2)
        yield "chomage_brut", periode, np.round(net / r.chomage_net_sur_brut, 2)
        net = retraite.at(m)
        yield "retraite_nette", periode, np.round(net, 2)
        yield "retraite_brute", periode, np.round(net / r.retraite_nette_sur_brute, 2)
        yield "retraite_imposable", periode, np.round(net, 2)


def _other_incomes(population: Population, calendrier: Calendrier) -> Iterator[Entree]:
    for variable, flux in (
        ("pensions_invalidite", population.flow(lambda a: a.pension_invalidite)),
        ("indemnites_journalieres_maladie", population.flow(lambda a: a.indemnites_journalieres)),
    ):
        if not flux.is_nil:
            for m in calendrier.revenus:
                yield variable, text(m), np.round(flux.at(m), 2)
    for variable, valeurs in (
        (
            "pensions_alimentaires_percues",
            population.adults(lambda a: a.pension_alimentaire_percue, 0.0),
        ),
        (
            "pensions_alimentaires_versees_individu",
            population.adults(lambda a: a.pension_alimentaire_versee, 0.0),
        ),
    ):
        if valeurs.any():
            yield from _each_month(variable, calendrier.revenus, np.round(valeurs, 2))
    yield from _self_employment(population, calendrier)


def _self_employment(population: Population, calendrier: Calendrier) -> Iterator[Entree]:
    """The profit counts monthly for minima sociaux, and by year for what reads taxes (N-2)."""
    flux = population.flow(lambda a: a.revenu_independant)
    if flux.is_nil:
        return
    for m in calendrier.revenus:
        yield "rpns_auto_entrepreneur_benefice", text(m), np.round(flux.at(m), 2)
    for annee in calendrier.annees:
        total = sum(np.round(flux.at(m), 2) for m in range(annee * 12, annee * 12 + 12))
        yield "rpns_imposables", str(annee), np.asarray(total)


def _situations(population: Population, recette: Recette) -> Iterator[tuple[str, npt.NDArray[Any]]]:
    """What is true of the year; a missing commune or a French nationality is not written."""
    taux = population.adults(lambda a: a.taux_incapacite, 0.0)
    handicap = (taux >= recette.taux_handicap) | population.children(lambda e: e.handicap)
    etudiant = population.adults(lambda a: a.etudiant or a.activite == "etudiant", False)
    yield "activite", population.adults(_activity, "inactif")
    yield "etudiant", etudiant
    yield "taux_incapacite", taux
    yield "handicap", handicap
    yield (
        "aah_restriction_substantielle_durable_acces_emploi",
        population.adults(lambda a: a.restriction_emploi, False),
    )
    yield "inapte_travail", population.adults(lambda a: a.inapte_travail, False)
    yield "ass_precondition_remplie", population.adults(lambda a: a.ass_possible, False)
    yield "garde_alternee", population.children(lambda e: e.garde_alternee)
    if etudiant.any():
        yield "scolarite", np.where(etudiant, "enseignement_superieur", "inconnue")
    boursier = population.adults(lambda a: a.boursier, False)
    if boursier.any():  # else OpenFisca deduces it from the grants that it computes
        yield "boursier", boursier
    connue = population.adults(lambda a: a.hors_ue and a.annees_titre is not None, False)
    if connue.any():
        yield "nationalite", np.where(connue, recette.nationalite_hors_ue, "FR")
        yield (
            "duree_possession_titre_sejour",
            population.adults(lambda a: a.annees_titre or 0.0, 0.0),
        )
    yield "statut_occupation_logement", population.households(lambda f: f.logement.occupation)
    yield "loyer", population.households(lambda f: f.logement.loyer)
    yield "coloc", population.households(lambda f: f.logement.colocation)
    yield "depcom", population.households(lambda f: f.logement.commune or "")


def _activity(adulte: Adulte) -> str:
    return "etudiant" if adulte.etudiant and adulte.activite == "inactif" else adulte.activite


def _dated_situations(
    population: Population, calendrier: Calendrier, recette: Recette
) -> Iterator[Entree]:
    """Pregnancy, recent separation and the start of unemployment are true of some months only."""
    enceinte = population.adults(lambda a: a.enceinte, False)
    if enceinte.any():
        termes = population.households(
            lambda f: number(f.naissance_attendue) if f.naissance_attendue else 0
        )[population.foyer]
        for m in range(calendrier.mois - 3, calendrier.fin + 1):
            porte = (termes == 0) | ((m < termes) & (m >= termes - GROSSESSE))
            yield "enceinte", text(m), enceinte & porte
    depuis = population.households(lambda f: number(f.isole_depuis) if f.isole_depuis else 0)
    if depuis.any():
        for m in calendrier.vecus:
            recent = (m >= depuis) & (m < depuis + recette.isolement_recent_mois)
            yield "rsa_isolement_recent", text(m), recent
    debut = population.adults(_start_of_unemployment, JAMAIS)
    yield "date_debut_chomage", "ETERNITY", debut.astype("datetime64[D]")


def _start_of_unemployment(adulte: Adulte) -> dt.date:
    """The month the contract ends or the wage stops: housing benefit then forgets the wage."""
    if adulte.activite != "chomeur":
        return JAMAIS
    if adulte.fin_contrat is not None:
        return first_day(number(adulte.fin_contrat) + 1)
    return adulte.salaire_net.bascule or JAMAIS


def _limit_family_support(simulation: Any, population: Population, calendrier: Calendrier) -> None:
    """OpenFisca grants it for every child of a single parent: only those without the other's help."""
    sans_autre = population.children(lambda e: e.sans_autre_parent)
    for m in range(calendrier.mois - 3, calendrier.fin + 1):
        ages = simulation.calculate("asf_elig_enfant", text(m))
        simulation.delete_arrays("asf_elig_enfant", text(m))  # else the input would be ignored
        simulation.set_input("asf_elig_enfant", text(m), ages & sans_autre)


def _start_from_nothing(
    simulation: Any, calendrier: Calendrier, recette: Recette, deja_percues: frozenset[str]
) -> None:
    """A first claim: nothing was paid before (all these variables are zero by default)."""
    percues_depuis_un_an = deja_percues & frozenset(recette.calcules_si_percus)
    for variable in recette.nuls_avant:
        if variable in percues_depuis_un_an:
            continue  # computed for the whole year
        recents = variable in recette.nuls_recemment and variable not in deja_percues
        mois = [*calendrier.anciens, *(calendrier.recents if recents else ())]
        entite = simulation.tax_benefit_system.get_variable(variable).entity.key
        nuls = np.zeros(simulation.populations[entite].count)
        for m in mois:
            simulation.set_input(variable, text(m), nuls)
