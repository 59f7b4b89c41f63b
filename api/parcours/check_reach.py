"""Can it ever happen? Every step, variant and guard must be reachable by some person's answers.

A backtracking search assigns the facts behind a condition, sources before what follows from
them, and cuts a branch as soon as the Kleene value of the condition is False.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from itertools import combinations

from rapidfuzz import fuzz

from api.parcours.check_facts import conditions_of
from api.parcours.conditions import (
    AUJOURDHUI,
    Condition,
    Test,
    Tous,
    evaluate,
    facts_of,
    tests_of,
)
from api.parcours.content import Etape, Garde, Parcours
from api.parcours.fait import Derivation, Fait, option_values
from api.parcours.findings import Chemin, Constat, Contexte
from api.parcours.values import DateDite, Intervalle, Valeur, ValeurInvalide, add_duration
from api.parcours.vocabulary import Vocabulaire

Valeurs = dict[str, Valeur]
BUDGET = 50_000  # situations tried; the real content needs a few dozen a step
RESSEMBLANCE = 95  # out of 100: one title is the other, or begins it
OPTIONS_ENSEMBLE = 6  # up to here, every subset of a list's options is tried


class TropComplexe(Exception):
    """The search gave up: nothing is proved."""


def find_situation(
    contexte: Contexte,
    condition: Condition,
    impossible: Callable[[Valeurs], bool] = lambda _: False,
    autres: frozenset[str] = frozenset(),
) -> Valeurs | None:
    """Answers that make `condition` true, or None when there are none.

    `impossible` cuts what must not happen whatever else is known; `autres`: the facts it reads.
    """
    vocabulaire = contexte.bibliotheque.vocabulaire
    noms = _sources_first(vocabulaire, facts_of(condition) | autres)
    propres = set(_sources_first(vocabulaire, facts_of(condition)))
    seuils = _thresholds(vocabulaire, condition, noms, contexte.le)
    domaines = {n: _answers(vocabulaire.faits[n], seuils.get(n, []), contexte.le) for n in noms}
    essais = 0

    def search(rang: int, valeurs: Valeurs) -> Valeurs | None:
        nonlocal essais
        essais += 1
        if essais > BUDGET:
            raise TropComplexe
        if evaluate(condition, valeurs) is False or impossible(valeurs):
            return None
        if rang == len(noms):
            return valeurs if evaluate(condition, valeurs) is True else None
        nom = noms[rang]
        fait = vocabulaire.faits[nom]
        deduit = dict(valeurs)
        if fait.derive:
            vocabulaire.derive_into(deduit, [nom], contexte.le)
        if nom in deduit:
            trouvee = search(rang + 1, deduit)
            # A default gives way to what the person says.
            if trouvee is not None or fait.defaut is None or not fait.demander:
                return trouvee
        # What is never asked and does not follow stays unknown, unless only a human can say it.
        reponses = domaines[nom] if fait.demander or not fait.derive else []
        for reponse in reponses:
            trouvee = search(rang + 1, {**valeurs, nom: reponse})
            if trouvee is not None:
                return trouvee
        # What only a guard reads may never be said: another moment asks it.
        libre = not reponses or nom not in propres
        return search(rang + 1, valeurs) if libre else None

    trouvee = search(0, {AUJOURDHUI: DateDite(contexte.le)})
    return trouvee and {nom: valeur for nom, valeur in trouvee.items() if nom != AUJOURDHUI}


def _sources_first(vocabulaire: Vocabulaire, noms: frozenset[str]) -> list[str]:
    ordre: list[str] = []

    def visit(nom: str) -> None:
        if nom not in ordre:
            for source in sorted(vocabulaire.sources_of(nom)):
                visit(source)
            ordre.append(nom)

    for nom in sorted(noms):
        visit(nom)
    return ordre


def _thresholds(
    vocabulaire: Vocabulaire, condition: Condition, noms: Sequence[str], le: dt.date
) -> dict[str, list[Test]]:
    """Comparisons that any condition of the search makes: a typed answer may fall either side."""
    regles = [r.si for n in noms for r in vocabulaire.faits[n].derive if r.si is not None]
    seuils: dict[str, list[Test]] = {}
    for partie in (condition, *regles):
        for test in tests_of(partie):
            if test.decalage:
                jour = add_duration(le, test.decalage)
                jours = [jour, jour + dt.timedelta(days=1)]
                seuils.setdefault(test.fait, []).extend(Test(test.fait, "apres", j) for j in jours)
            seuils.setdefault(test.fait, []).append(test)
    for nom in noms:
        for regle in vocabulaire.faits[nom].derive:
            if regle.date and not regle.plus:
                jours = _days_around(regle, seuils.get(nom, []), le)
                tests = [Test(regle.date, "apres", jour) for jour in jours]
                seuils.setdefault(regle.date, []).extend(tests)
    return seuils


def _days_around(regle: Derivation, tests: list[Test], le: dt.date) -> list[dt.date]:
    """The days on either side of each threshold on the time elapsed since (or left until) a day."""
    jours: list[dt.date] = []
    for n in (n for test in tests for n in (int(test.attendu), int(test.attendu) + 1)):
        jour = add_duration(le, f"{-n if regle.depuis else n} {regle.depuis or regle.dans}")
        jours += [jour, jour + dt.timedelta(days=1)]
    return jours


def _answers(fait: Fait, tests: list[Test], le: dt.date) -> list[Valeur]:
    """The answers worth trying: the proposed ones, then typed ones around each threshold."""
    if fait.type == "liste" and len(fait.options) <= OPTIONS_ENSEMBLE:
        valeurs = [o.valeur for o in fait.options]
        return [c for n in range(len(valeurs) + 1) for c in combinations(valeurs, n)]
    reponses = option_values(fait, le) if fait.options or fait.type == "oui_non" else []
    for test in tests:
        for brut in _around(test.attendu):
            try:
                reponses.append(fait.coerce(brut, le))
            except ValeurInvalide:
                continue
    return reponses


def _around(seuil: object) -> list[object]:
    if isinstance(seuil, bool | str):
        return []
    if isinstance(seuil, int | float):
        return [seuil, seuil - 1, seuil + 1]
    if isinstance(seuil, dt.date):
        return [seuil, seuil - dt.timedelta(days=1)]
    return []


def _closed_out(parcours: Parcours, etape: str) -> tuple[Callable[[Valeurs], bool], frozenset[str]]:
    """Whether a guard that does not keep the step is certainly on (the first true one rules)."""
    gardes: list[Garde] = []
    for garde in parcours.gardes:
        if garde.ferme_autres or etape in garde.etapes:
            break
        gardes.append(garde)
    faits = frozenset().union(*(facts_of(g.si) for g in gardes))
    return lambda valeurs: any(evaluate(g.si, valeurs) is True for g in gardes), faits


def check_steps_reachable(contexte: Contexte) -> Iterator[Constat]:
    """Each step, and each of its conditional deadlines and organisations, can apply to someone."""
    for moment, chemin, etape in contexte.steps():
        impossible, faits = _closed_out(contexte.bibliotheque.parcours[moment], etape.id)
        document = contexte.document(moment)
        ou: Chemin = (*chemin, "si")
        try:
            if find_situation(contexte, etape.si, impossible, faits) is None:
                yield contexte.erreur(document, ou, "no answers can ever make this step apply")
                continue
            parties = [(("echeance", n), e.si) for n, e in enumerate(etape.echeance)]
            parties += [(("organismes", n), o.si) for n, o in enumerate(etape.organismes)]
            for suite, si in parties:
                if not facts_of(si):
                    continue
                if find_situation(contexte, Tous((etape.si, si)), impossible, faits) is None:
                    quoi = f"`{suite[0]}` {suite[1] + 1} can never apply to who sees this step"
                    yield contexte.erreur(document, (*chemin, *suite), quoi)
        except TropComplexe:
            yield contexte.avertissement(document, ou, "condition too complex to be verified")


def check_variants_reachable(contexte: Contexte) -> Iterator[Constat]:
    """Each attentive variant, guard, spoken act and title variant can happen."""
    for moment, parcours in contexte.bibliotheque.parcours.items():
        groupes: list[tuple[str, list[Condition]]] = [
            ("declinaisons", [d.si for d in parcours.declinaisons]),
            ("gardes", [g.si for g in parcours.gardes]),
            ("paroles", [p.si for p in parcours.paroles]),
            ("titres", [t.si for t in parcours.titres if t.si is not None]),
        ]
        for cle, conditions in groupes:
            for rang, condition in enumerate(conditions):
                try:
                    trouvee = find_situation(contexte, condition)
                except TropComplexe:
                    continue
                if trouvee is None:
                    document = contexte.document(moment)
                    quoi = f"no answers can ever make this entry of `{cle}` apply"
                    yield contexte.erreur(document, (cle, rang, "si"), quoi)


def check_no_act_twice(contexte: Contexte) -> Iterator[Constat]:
    """No two steps of a moment are the same act, with the same organisation, for one person.

    The same act: titles that are alike, or one inside the other. Steps that exclude each other, or
    where one replaces the other, are two ways of one act: never shown together.
    """
    for moment, parcours in contexte.bibliotheque.parcours.items():
        chemins = {e.id: chemin for m, chemin, e in contexte.steps() if m == moment}
        for premiere, seconde in combinations(parcours.etapes, 2):
            if not _same_act(premiere, seconde):
                continue
            try:
                trouvee = find_situation(contexte, Tous((premiere.si, seconde.si)))
            except TropComplexe:
                trouvee = None
            if trouvee is not None:
                quoi = f"the same act as {premiere.id} with the same organisation: one person sees both"
                ou = (*chemins[seconde.id], "titre")
                yield contexte.erreur(contexte.document(moment), ou, quoi)


def _same_act(premiere: Etape, seconde: Etape) -> bool:
    remplacees = {r.etape for e in (premiere, seconde) for r in e.remplace}
    if remplacees & {premiere.id, seconde.id}:
        return False
    organismes = {o.id for o in premiere.organismes} & {o.id for o in seconde.organismes}
    titres = (e.titre.casefold() for e in (premiere, seconde))
    return bool(organismes) and fuzz.token_set_ratio(*titres) >= RESSEMBLANCE


def check_rules_agree(contexte: Contexte) -> Iterator[Constat]:
    """Two rules of a derived fact never give different values to one person.

    Otherwise the value would depend on which source was said first.
    """
    vocabulaire = contexte.bibliotheque.vocabulaire
    for nom, fait in vocabulaire.faits.items():
        regles = [r for r in fait.derive if r.si is not None]
        for premiere, seconde in combinations(range(len(regles)), 2):
            a, b = regles[premiere], regles[seconde]
            if (
                a.valeur == b.valeur or a.discret or b.discret
            ):  # a discreet rule is written first to win
                continue
            try:
                trouvee = find_situation(contexte, Tous((a.si, b.si)))
            except TropComplexe:
                continue
            if trouvee is not None:
                cas = ", ".join(sorted(facts_of(a.si) | facts_of(b.si)))
                yield contexte.avertissement(
                    contexte.bibliotheque.faits,
                    (nom, "derive"),
                    f"rules {premiere + 1} and {seconde + 1} can both hold with different values "
                    f"({cas}): the plan would depend on the order of the answers",
                )


def check_buttons_settle(contexte: Contexte) -> Iterator[Constat]:
    """A proposed interval (« 25 à 54 ans ») falls on one side of every threshold it meets."""
    tous = contexte.bibliotheque.parcours.values()
    conditions = [si for parcours in tous for _, si in conditions_of(parcours)]
    conditions += [r.si for f in contexte.faits.values() for r in f.derive if r.si is not None]
    vus: set[Test] = set()
    for test in (t for si in conditions for t in tests_of(si)):
        fait = contexte.faits[test.fait]
        if test in vus or fait.type != "nombre":
            continue
        vus.add(test)
        for rang, valeur in enumerate(option_values(fait, contexte.le)):
            if isinstance(valeur, Intervalle) and evaluate(test, {test.fait: valeur}) is None:
                quoi = (
                    f"the answer `{fait.options[rang].libelle}` does not settle the condition "
                    f"`{test.fait}: {{{test.op}: {test.attendu}}}`"
                )
                ou: Chemin = (test.fait, "options", rang)
                yield contexte.avertissement(contexte.bibliotheque.faits, ou, quoi)
