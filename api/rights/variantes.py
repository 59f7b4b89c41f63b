"""What is unknown becomes a bounded list of complete cases, each with the hypotheses it holds.

The facts that weigh most are crossed with each other; those that no longer fit vary alone, around
the likeliest case. Deterministic: the same facts always give the same list, in the same order.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from api.parcours.conditions import evaluate, facts_of
from api.parcours.engine import Moteur
from api.parcours.values import Intervalle, Valeur
from api.parcours.vocabulary import Dit

MAXIMUM = 64
CROISEES = 48  # beyond, a fact varies alone


@dataclass(frozen=True)
class Variante:
    """A complete case. `hypotheses`: facts of which several values are tried, and the one here.

    `supposes`: facts that had a single plausible value, taken for granted.
    """

    valeurs: Mapping[str, Valeur]
    hypotheses: Mapping[str, Valeur] = field(default_factory=dict)
    supposes: Mapping[str, Valeur] = field(default_factory=dict)


def expand(
    moteur: Moteur,
    dits: Mapping[str, Dit],
    valeurs: Mapping[str, Valeur],
    noms: Sequence[str],
    le: dt.date,
    maximum: int = MAXIMUM,
) -> list[Variante]:
    """At most `maximum` cases for the unknown facts among `noms`, the weightiest first."""
    croisees = min(CROISEES, maximum)
    variantes = [Variante(valeurs)]
    ordre = _conditions_first(moteur, noms)
    for nom in [*ordre, *ordre]:  # twice: facts may say of each other whom they concern
        essais = [_values(moteur, nom, v.valeurs, le) for v in variantes]
        seules = sum(max(1, len(e)) for e in essais) > croisees
        suite: list[Variante] = []
        autres: list[Variante] = []
        for rang, (variante, valeurs_ici) in enumerate(zip(variantes, essais, strict=True)):
            if not valeurs_ici:
                suite.append(variante)
                continue
            poses = [
                _suppose(moteur, dits, variante, nom, valeur, len(valeurs_ici) > 1, le)
                for valeur in (valeurs_ici[:1] if seules and rang else valeurs_ici)
            ]
            suite.append(poses[0])
            (autres if seules else suite).extend(poses[1:])
        variantes = [*suite, *autres][:maximum]
    return variantes


def _suppose(
    moteur: Moteur,
    dits: Mapping[str, Dit],
    variante: Variante,
    nom: str,
    valeur: Valeur,
    plusieurs: bool,
    le: dt.date,
) -> Variante:
    valeurs = moteur.suppose(variante.valeurs, dits, nom, valeur, le)
    ajout = {nom: valeur}
    if plusieurs:
        return Variante(valeurs, {**variante.hypotheses, **ajout}, variante.supposes)
    return Variante(valeurs, variante.hypotheses, {**variante.supposes, **ajout})


def _conditions_first(moteur: Moteur, noms: Iterable[str]) -> list[str]:
    """The facts in their order, each after those that say whom it concerns or what to try."""
    voulus = list(dict.fromkeys(noms))
    permis = set(voulus)
    ordre: dict[str, None] = {}

    def visit(nom: str, en_cours: frozenset[str]) -> None:
        if nom in ordre or nom in en_cours:
            return
        fait = moteur.vocabulaire.faits[nom]
        conditions = [fait.quand, *(h.si for h in fait.hypotheses)]
        sources = moteur.closure(frozenset().union(*(facts_of(c) for c in conditions)))
        for source in voulus:
            if source in sources and source in permis:
                visit(source, en_cours | {nom})
        ordre[nom] = None

    for nom in voulus:
        visit(nom, frozenset())
    return list(ordre)


def _values(moteur: Moteur, nom: str, valeurs: Mapping[str, Valeur], le: dt.date) -> list[Valeur]:
    """What to try for a fact in one case: nothing when it is known, or concerns nobody here."""
    fait = moteur.vocabulaire.faits[nom]
    connue = valeurs.get(nom)
    if connue is not None and not _is_vague(connue):
        return []
    if evaluate(fait.quand, valeurs) is not True:
        return []
    bruts = next((h.valeurs for h in fait.hypotheses if evaluate(h.si, valeurs) is True), [])
    essais = [fait.coerce(brut, le) for brut in bruts]
    if isinstance(connue, Intervalle):
        return list(_inside(connue, essais))
    return essais


def _is_vague(valeur: Valeur) -> bool:
    return isinstance(valeur, Intervalle) and valeur.bas != valeur.haut


def _inside(dit: Intervalle, essais: Iterable[Valeur]) -> Iterator[Valeur]:
    """The values that agree with what was said; its own bound when none does."""
    trouvees = [
        e
        for e in essais
        if isinstance(e, Intervalle)
        and e.bas is not None
        and (dit.bas is None or e.bas >= dit.bas)
        and (dit.haut is None or e.bas <= dit.haut)
    ]
    borne = dit.bas if dit.bas is not None else dit.haut
    yield from trouvees or [Intervalle(borne, borne)]
