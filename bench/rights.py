"""Time of the rights of one household, of its what-if variants, of a thousand; `python -m bench.rights`.

Why: a plan shows its rights while the person reads. All the ratios come from one run, in one warm
process; the reference is OpenFisca's own JSON situation, one household at a time. Milliseconds of
processor too: a busy machine alters them less. The door (process, cache) is measured at the end.
"""

from __future__ import annotations

import asyncio
import copy
import datetime as dt
import os
import sys
import time
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from api.rights.foyer import Adulte, Enfant, Foyer, Logement, Serie
from api.rights.openfisca.calcul import compute
from api.rights.openfisca.parametres import load_system
from api.rights.openfisca.processus import Calculateur
from api.rights.openfisca.variables import Selection, load_selection
from bench.figures import Ligne, Mesure, median, number, report

MOIS = dt.date(2026, 11, 1)
TOURS = 5
DROITS = 20
VARIANTES = 40
FOYERS = 1_000
UN_PAR_UN = 8  # the thousand one by one would take a quarter of an hour: these are representative


@dataclass(frozen=True)
class Duree:
    """Milliseconds: on the wall, and of processor."""

    reelle: float
    calcul: float


def household(salaire: float, loyer: float = 600.0) -> Foyer:
    """A mother alone with two children: every family right is computed."""
    return Foyer(
        Adulte(dt.date(1991, 5, 10), "actif", Serie(salaire)),
        enfants=(
            Enfant(dt.date(2018, 3, 2), sans_autre_parent=True),
            Enfant(dt.date(2015, 9, 20), sans_autre_parent=True),
        ),
        logement=Logement("locataire_vide", loyer, "76540"),
    )


def twenty(selection: Selection) -> Selection:
    """The first twenty variables of the part that everyone has."""
    noms = list(selection.of("commun"))[:DROITS]
    return selection.model_copy(update={"variables": {n: selection.variables[n] for n in noms}})


def time_of(faire: Callable[[], object], tours: int = TOURS) -> Duree:
    """The median of some turns."""
    reels, calculs = [], []
    for _ in range(tours):
        debut, debut_calcul = time.perf_counter(), time.process_time()
        faire()
        reels.append((time.perf_counter() - debut) * 1000)
        calculs.append((time.process_time() - debut_calcul) * 1000)
    return Duree(median(reels), median(calculs))


def as_json(foyer: Foyer, selection: Selection) -> dict[str, Any]:
    """The situation as OpenFisca documents it, for the household of this bench."""
    r = selection.recette
    revenus = [f"{a}-{m:02d}" for a in range(2023, 2027) for m in range(1, 13)]
    vecus = [m for m in revenus if m >= "2025-11"]
    net = foyer.demandeur.salaire_net.depuis
    brut = net / r.salaire_net_sur_brut
    parent = {
        "date_naissance": {"ETERNITY": foyer.demandeur.naissance.isoformat()},
        "activite": dict.fromkeys(vecus, foyer.demandeur.activite),
        "salaire_net": dict.fromkeys(revenus, round(net, 2)),
        "salaire_de_base": dict.fromkeys(revenus, round(brut, 2)),
        "salaire_imposable": dict.fromkeys(revenus, round(net + r.imposable_sur_brut * brut, 2)),
    }
    famille: dict[str, Any] = {"parents": ["p"], "enfants": ["e0", "e1"]}
    nuls = [m for m in revenus if "2025-11" <= m <= "2026-07"]
    individuels = {"aah", "caah", "ass", "asi", "contrat_engagement_jeune"}
    for variable in r.nuls_avant:
        mois = [*nuls, *(("2026-08", "2026-09", "2026-10") if variable in r.nuls_recemment else ())]
        (parent if variable in individuels else famille)[variable] = dict.fromkeys(mois, 0)
    return {
        "individus": {
            "p": parent,
            **{
                f"e{i}": {"date_naissance": {"ETERNITY": e.naissance.isoformat()}}
                for i, e in enumerate(foyer.enfants)
            },
        },
        "familles": {"_": famille},
        "foyers_fiscaux": {"_": {"declarants": ["p"], "personnes_a_charge": ["e0", "e1"]}},
        "menages": {
            "_": {
                "personne_de_reference": ["p"],
                "enfants": ["e0", "e1"],
                "statut_occupation_logement": dict.fromkeys(vecus, foyer.logement.occupation),
                "loyer": dict.fromkeys(vecus, foyer.logement.loyer),
                "depcom": dict.fromkeys(vecus, foyer.logement.commune),
            }
        },
    }


def through_json(systeme: Any, selection: Selection, situation: dict[str, Any]) -> None:
    from openfisca_core.simulation_builder import SimulationBuilder

    simulation = SimulationBuilder().build_from_entities(systeme, copy.deepcopy(situation))
    for nom, variable in selection.variables.items():
        simulation.calculate(nom, "2026-11" if variable.periode == "mois" else "2026")


def measure_calculation(systeme: Any, selection: Selection) -> list[Ligne]:
    """One, its variants, a thousand: all in this process, all warm."""
    un = [household(1100.0)]
    variantes = [household(1000.0 + 20 * i, 500.0 + i) for i in range(VARIANTES)]
    mille = [household(300.0 + i, 300.0 + i % 500) for i in range(FOYERS)]

    def direct(foyers: Sequence[Foyer]) -> Callable[[], object]:
        return lambda: compute(systeme, selection, foyers, MOIS)

    situations = [as_json(f, selection) for f in mille[:: FOYERS // UN_PAR_UN]]
    direct(variantes)()
    through_json(systeme, selection, situations[0])
    seul, quarante = time_of(direct(un)), time_of(direct(variantes))
    milliers = time_of(direct(mille), 3)
    json = time_of(lambda: [through_json(systeme, selection, s) for s in situations], 3)
    un_par_un = Duree(
        json.reelle * FOYERS / len(situations), json.calcul * FOYERS / len(situations)
    )
    return [
        _line("one household, 20 rights, warm", seul, visee=1000),
        _line(f"the same with {VARIANTES} variants", quarante),
        _ratio(f"{VARIANTES} variants / one household", quarante, seul, 1.5, "au_plus"),
        _line(f"{FOYERS} households, arrays built directly", milliers),
        _line(f"{FOYERS} one by one through JSON (extrapolated from {len(situations)})", un_par_un),
        _ratio("one by one through JSON / arrays", un_par_un, milliers, 20, "au_moins"),
    ]


def _line(quoi: str, duree: Duree, visee: float | None = None) -> Ligne:
    note = f"median; {number(duree.calcul)} ms of processor"
    return Mesure(quoi, duree.reelle, "ms", visee, note=note)


def _ratio(
    quoi: str, grand: Duree, petit: Duree, visee: float, sens: Literal["au_plus", "au_moins"]
) -> Ligne:
    note = f"of processor time; {number(grand.reelle / petit.reelle)} of real time"
    return Mesure(quoi, grand.calcul / petit.calcul, "times", visee, sens, note=note)


async def measure_door() -> list[Ligne]:
    """The process: its start never blocks the loop; an answer already given is in memory."""
    calculateur = Calculateur(delai=60, patience=300)
    debut = time.perf_counter()
    demarrage = asyncio.create_task(calculateur.warm_up())
    await asyncio.sleep(0)
    rendu = (time.perf_counter() - debut) * 1000
    pire = 0.0
    while not demarrage.done():
        tour = time.perf_counter()
        await asyncio.sleep(0.005)
        pire = max(pire, (time.perf_counter() - tour) * 1000 - 5)
    await demarrage
    echauffement = (time.perf_counter() - debut) * 1000
    foyer = household(1100.0)
    tour = time.perf_counter()
    await calculateur.compute([foyer], MOIS)
    premier = (time.perf_counter() - tour) * 1000
    caches = []
    for _ in range(50):
        tour = time.perf_counter()
        await calculateur.compute([foyer], MOIS)
        caches.append((time.perf_counter() - tour) * 1000)
    await calculateur.aclose()
    return [
        Mesure("start-up: wait before the application goes on", rendu, "ms", 5),
        Mesure(
            "start-up: longest pause of the loop while it warms", pire, "ms", note="shared cores"
        ),
        Mesure("start-up: warm after", echauffement, "ms", note="in its own process"),
        Mesure("one household through the door, every variable", premier, "ms", note="first call"),
        Mesure("the same, cached", median(caches), "ms", 5, note=f"median of {len(caches)}"),
    ]


def main() -> int:
    """Print the table."""
    warnings.simplefilter("ignore")
    charge = os.getloadavg()[0]
    systeme, selection = load_system(), twenty(load_selection())
    lignes = [*measure_calculation(systeme, selection), *asyncio.run(measure_door())]
    print(report(lignes, "python -m bench.rights", dt.date.today(), charge))
    return 0


if __name__ == "__main__":
    sys.exit(main())
