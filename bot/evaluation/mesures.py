"""The figures of an evaluation, each with its 95 % interval. Pure: lists of judgements in, figures out."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from bot.comprehension import INFORMATION, REPLI
from bot.evaluation.jugement import ACTE, HORS_SUJET, MOMENT, SECURITE, Jugement

Z95 = 1.96
AUTEUR_MIN = 20  # messages under which an author's figure says nothing
PAIRES = 20
# The styles of messages about a moment that have a figure of their own.
STYLES = {
    "implicites": "implicite",
    "mal_ecrits": "sms",
    "dictes": "dictee",
    "apprenants": "apprenant",
    "conseillers": "conseiller",
    "lettres": "lettre",
    "emotions": "emotion",
}


@dataclass(frozen=True)
class Part:
    """So many out of so many."""

    justes: int
    n: int

    @property
    def valeur(self) -> float:
        return self.justes / self.n if self.n else 0.0

    def interval(self) -> tuple[float, float]:
        """Wilson's 95 % interval: right for small numbers and near 0 or 1."""
        if not self.n:
            return 0.0, 1.0
        p, n, z2 = self.valeur, self.n, Z95 * Z95
        milieu = (p + z2 / (2 * n)) / (1 + z2 / n)
        rayon = Z95 * math.sqrt(p * (1 - p) / n + z2 / (4 * n * n)) / (1 + z2 / n)
        return max(0.0, milieu - rayon), min(1.0, milieu + rayon)

    def as_data(self) -> dict[str, Any]:
        bas, haut = self.interval()
        return {
            "valeur": round(self.valeur, 4),
            "bas": round(bas, 4),
            "haut": round(haut, 4),
            "justes": self.justes,
            "n": self.n,
        }


def share(jugements: Iterable[Jugement], juste: Callable[[Jugement], bool]) -> Part:
    """How many of these judgements hold."""
    reponses = [juste(j) for j in jugements]
    return Part(sum(reponses), len(reponses))


def _is(prefixe: str) -> Callable[[Jugement], bool]:
    return lambda j: j.exemple.intention.startswith(prefixe) and j.exemple.signal is None


def _mixed(j: Jugement) -> frozenset[str]:
    return frozenset(e for e in j.exemple.etiquettes if e.startswith(MOMENT))


def figures(jugements: list[Jugement]) -> dict[str, Part]:
    """Every figure by name; a figure without any example is absent."""
    moments = [j for j in jugements if _is(MOMENT)(j)]
    actes = [j for j in jugements if _is(ACTE)(j)]
    dehors = [j for j in jugements if _is(HORS_SUJET)(j)]
    demandes = [*moments, *actes]
    meles = [j for j in moments if len(_mixed(j)) > 1]
    presque = [j for j in jugements if j.exemple.signal]
    ordinaires = [*demandes, *dehors, *(j for j in jugements if _is(INFORMATION)(j))]
    trouves: dict[str, Part] = {
        "moments": share(moments, Jugement.is_right),
        "moments_trois": share(
            moments, lambda j: bool(j.exemple.etiquettes & {*j.proposes, j.decision})
        ),
        "moments_ouverts": share(moments, lambda j: j.decision in j.exemple.etiquettes),
        "moments_demandes": share(moments, lambda j: j.decision in (REPLI, INFORMATION)),
        "moments_faux": share(
            moments,
            lambda j: j.decision.startswith(MOMENT) and j.decision not in j.exemple.etiquettes,
        ),
        **{
            nom: share((j for j in moments if j.exemple.style == style), Jugement.is_right)
            for nom, style in STYLES.items()
        },
        "meles_tous": share(meles, lambda j: j.moments >= _mixed(j)),
        "meles_un": share(meles, Jugement.is_right),
        "actes": share(actes, Jugement.is_right),
        "enonces": share((j for j in jugements if _is(INFORMATION)(j)), Jugement.is_right),
        "hors_sujet": share(dehors, Jugement.is_right),
        "refuses": share(demandes, lambda j: j.reponse == HORS_SUJET),
        "fausses_alertes": share(presque, lambda j: j.alarme),
        "alertes_ailleurs": share(ordinaires, lambda j: j.alarme),
    }
    signaux = {j.exemple.intention.removeprefix(SECURITE) for j in jugements if _is(SECURITE)(j)}
    for nom in sorted(signaux | {j.exemple.signal for j in presque if j.exemple.signal}):
        concernes = [j for j in jugements if j.exemple.intention == SECURITE + nom]
        trouves[f"alarme_{nom}"] = share(concernes, lambda j: j.alarme)
        trouves[f"signal_{nom}"] = share(concernes, lambda j: j.decision in j.exemple.etiquettes)
        siennes = [j for j in presque if j.exemple.signal == nom]
        trouves[f"fausses_{nom}"] = share(siennes, lambda j: j.alarme)
    dangers = [j for j in jugements if _is(SECURITE)(j)]
    for style in sorted({j.exemple.style for j in dangers}):
        dits = [j for j in dangers if j.exemple.style == style]
        trouves[f"danger_{style}"] = share(dits, lambda j: j.alarme)
    return {nom: part for nom, part in trouves.items() if part.n}


def by_author(jugements: list[Jugement]) -> dict[str, Part]:
    """The share of right answers of each author who wrote enough, the worst understood first."""
    groupes: dict[str, list[Jugement]] = {}
    for j in jugements:
        groupes.setdefault(j.exemple.auteur, []).append(j)
    parts = {
        auteur: share(siens, Jugement.is_right)
        for auteur, siens in groupes.items()
        if len(siens) >= AUTEUR_MIN
    }
    return dict(sorted(parts.items(), key=lambda p: (p[1].valeur, p[0])))


def by_language(jugements: list[Jugement]) -> dict[str, dict[str, Part]]:
    """The figures of each language."""
    langues = sorted({j.exemple.langue for j in jugements})
    return {
        langue: figures([j for j in jugements if j.exemple.langue == langue]) for langue in langues
    }


def by_intent(jugements: list[Jugement]) -> dict[str, Part]:
    """The share of right answers of each intent."""
    intentions = sorted({j.exemple.intention for j in jugements})
    return {
        i: share((j for j in jugements if j.exemple.intention == i), Jugement.is_right)
        for i in intentions
    }


def worst_pairs(jugements: list[Jugement], nombre: int = PAIRES) -> list[dict[str, Any]]:
    """The pairs (meant, answered) most often confused."""
    paires = Counter((j.exemple.intention, j.reponse) for j in jugements if not j.is_right())
    classees = sorted(paires.items(), key=lambda p: (-p[1], p[0]))
    return [
        {"voulu": voulu, "repondu": repondu, "fois": fois}
        for (voulu, repondu), fois in classees[:nombre]
    ]
