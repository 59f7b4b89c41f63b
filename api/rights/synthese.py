"""From figures in every case to what is said: status, range, what decides, total. Pure."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations

from api.rights.bilan import Chiffre, Decisif, DroitExamine, Montant, Statut, Total
from api.rights.catalogue import Droit
from api.rights.estimation import Periode
from api.rights.variantes import Variante

ARRONDI = 10  # euros: peers round down to ten, so that nobody counts on one euro
ARRONDI_JOUR = 1
SEUIL = 1.0  # euros: under it, a fact decides nothing

MOIS_PAR_PERIODE: Mapping[Periode, float] = {"mois": 1, "an": 1 / 12, "unique": 1 / 12, "jour": 22}


def round_down(euros: float, periode: Periode) -> int:
    """An amount as it is shown."""
    pas = ARRONDI_JOUR if periode == "jour" else ARRONDI
    return int(math.floor(euros / pas + 1e-9) * pas)


def status(chiffres: Sequence[Chiffre], *, verifiable: bool = True) -> Statut:
    """Probable when open in every case; unlikely when in none; else to be checked."""
    if all(c.ouvert is False for c in chiffres):
        return "peu_probable"
    sur = verifiable and all(c.ouvert is True for c in chiffres)
    return "probable" if sur else "a_verifier"


def amount(chiffres: Iterable[Chiffre], droit: Droit) -> Montant | None:
    """The range over the cases; None when no amount may be shown."""
    tous = list(chiffres)
    ouverts = [c for c in tous if c.ouvert is not False and c.chiffre]
    if not droit.chiffrable or not any(c.haut > 0 for c in ouverts):
        return None
    bas = min(c.bas for c in ouverts)
    surs = all(c.ouvert is True and c.chiffre for c in tous)
    periode = ouverts[0].periode or droit.periode
    return Montant(
        bas=round_down(bas, periode) if surs else 0,
        haut=round_down(max(c.haut for c in ouverts), periode),
        bas_si_ouvert=round_down(bas, periode),
        periode=periode,
        au_moins=any(c.au_moins for c in ouverts),
    )


def comparables(variantes: Sequence[Variante]) -> dict[str, list[tuple[int, int]]]:
    """For each fact tried, the pairs of cases that differ by it alone, among the facts they share."""
    paires: dict[str, list[tuple[int, int]]] = {}
    for (i, a), (j, b) in combinations(enumerate(variantes), 2):
        differents = [
            nom for nom, valeur in a.hypotheses.items() if b.hypotheses.get(nom, valeur) != valeur
        ]
        if len(differents) == 1:
            paires.setdefault(differents[0], []).append((i, j))
    return paires


def deciding(
    paires: Mapping[str, Sequence[tuple[int, int]]], chiffres: Sequence[Chiffre], droit: Droit
) -> list[Decisif]:
    """The facts whose value changes the right, the one that moves it most first.

    The effect of a fact: the mean gap between cases that differ by it alone. A right without an
    amount moves by its stake when it opens or closes.
    """
    valeurs = [_worth(c, droit) for c in chiffres]
    effets = (
        Decisif(nom, sum(abs(valeurs[i] - valeurs[j]) for i, j in cas) / len(cas))
        for nom, cas in paires.items()
    )
    return sorted((d for d in effets if d.euros >= SEUIL), key=lambda d: (-round(d.euros), d.fait))


def _worth(chiffre: Chiffre, droit: Droit) -> float:
    if chiffre.ouvert is False:
        return 0.0
    if droit.nature == "montant" and chiffre.haut > 0:
        return (chiffre.bas + chiffre.haut) / 2
    return droit.enjeu / MOIS_PAR_PERIODE[droit.periode]


def monthly(euros: float, periode: Periode) -> float:
    """Euros a month, to compare what is paid by the day, the month, the year or once."""
    return euros * MOIS_PAR_PERIODE[periode]


def total(
    examines: Sequence[DroitExamine],
    chiffres: Mapping[str, Sequence[Chiffre]],
    exclusions: Mapping[str, frozenset[str]],
) -> Total | None:
    """The monthly total over the cases: what is sure and decided now, to all that may be open.

    In each case, of the rights that exclude each other only the highest counts. A right that is
    already paid adds nothing, nor do those that it excludes.
    """
    deja = {e.id for e in examines if e.statut == "deja_percu"}
    remplaces = frozenset().union(*(exclusions[nom] for nom in deja))
    comptes = [
        e
        for e in examines
        if e.statut in ("probable", "a_verifier")
        and e.droit.nature == "montant"
        and e.droit.periode == "mois"
        and e.id not in remplaces
    ]
    chiffrables = [e for e in comptes if e.montant is not None]
    if not chiffrables:
        return None
    rangs = range(len(chiffres[chiffrables[0].id]))
    bas, haut = [], []
    for rang in rangs:
        ici = {e.id: (e.droit, chiffres[e.id][rang]) for e in chiffrables}
        surs = {
            nom: c.bas for nom, (d, c) in ici.items() if c.ouvert and c.chiffre and not d.attente
        }
        possibles = {nom: c.haut for nom, (_, c) in ici.items() if c.ouvert is not False}
        bas.append(sum(_compatible(surs, exclusions).values()))
        haut.append(sum(_compatible(possibles, exclusions).values()))
    return Total(
        bas=round_down(min(bas), "mois"),
        haut=round_down(max(haut), "mois"),
        droits=[e.id for e in chiffrables],
        incomplet=len(comptes) > len(chiffrables),
    )


def _compatible(
    montants: Mapping[str, float], exclusions: Mapping[str, frozenset[str]]
) -> dict[str, float]:
    """The highest amounts that may be had together."""
    retenus: dict[str, float] = {}
    for nom, euros in sorted(montants.items(), key=lambda x: (-x[1], x[0])):
        if euros > 0 and not exclusions[nom] & retenus.keys():
            retenus[nom] = euros
    return retenus


def mutual_exclusions(droits: Mapping[str, Droit]) -> dict[str, frozenset[str]]:
    """Each right and those it is not cumulated with, whichever of the two says so."""
    paires: dict[str, set[str]] = {nom: set() for nom in droits}
    for nom, droit in droits.items():
        for autre in droit.exclut:
            paires[nom].add(autre)
            if autre in paires:
                paires[autre].add(nom)
    return {nom: frozenset(autres) for nom, autres in paires.items()}
