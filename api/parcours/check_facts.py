"""Can every fact that matters be known? Questions, derivations, names in the founding dossiers."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from api.parcours.conditions import Condition, facts_of
from api.parcours.content import Parcours
from api.parcours.fait import AliasDetaille
from api.parcours.findings import Chemin, Constat, Contexte
from api.parcours.values import ValeurInvalide


def conditions_of(parcours: Parcours) -> Iterator[tuple[Chemin, Condition]]:
    """Every condition of a parcours, with its place."""
    for cle in ("declinaisons", "gardes", "paroles", "titres"):
        for rang, entree in enumerate(getattr(parcours, cle)):
            if entree.si is not None:
                yield (cle, rang, "si"), entree.si
    for p, phase in enumerate(parcours.phases):
        for e, etape in enumerate(phase.etapes):
            chemin: Chemin = ("phases", p, "etapes", e)
            yield (*chemin, "si"), etape.si
            yield from (((*chemin, "echeance", n), x.si) for n, x in enumerate(etape.echeance))
            yield from (((*chemin, "organismes", n), x.si) for n, x in enumerate(etape.organismes))


def check_questions(contexte: Contexte) -> Iterator[Constat]:
    """What a parcours wants to ask exists and may be asked."""
    for moment, parcours in contexte.bibliotheque.parcours.items():
        document = contexte.document(moment)
        for cle, noms in (("questions", parcours.questions), ("premieres", parcours.premieres)):
            for rang, nom in enumerate(noms):
                fait = contexte.faits.get(nom)
                if fait is None:
                    quoi = f"unknown fact `{nom}` (not in parcours/faits)"
                elif not fait.demander:
                    quoi = f"`{nom}` may never be asked (`demander: non` in parcours/faits)"
                else:
                    continue
                yield contexte.erreur(document, (cle, rang), quoi)


def check_facts_knowable(contexte: Contexte) -> Iterator[Constat]:
    """Each fact of a condition is asked, derived, has a default, or a human's name for it."""
    for moment, parcours in contexte.bibliotheque.parcours.items():
        document = contexte.document(moment)
        vus: set[str] = set()
        ancres: list[tuple[Chemin, list[str]]] = [
            (("ancres", n), [a.fait]) for n, a in enumerate(parcours.ancres)
        ]
        conditions = [(ou, sorted(facts_of(si))) for ou, si in conditions_of(parcours)]
        for ou, noms in chain(conditions, ancres):
            for nom in noms:
                if nom in vus or nom not in contexte.faits:
                    continue
                vus.add(nom)
                yield from (
                    contexte.erreur(document, ou, q)
                    if grave
                    else contexte.avertissement(document, ou, q)
                    for grave, q in _knowable(contexte, parcours, nom)
                )


def _knowable(contexte: Contexte, parcours: Parcours, nom: str) -> Iterator[tuple[bool, str]]:
    fait = contexte.faits[nom]
    if fait.demander and nom not in parcours.questions:
        yield False, f"`{nom}` can be asked but is not in `questions`: it would come last"
    if fait.demander or fait.defaut is not None or fait.alias:
        return
    sources = contexte.bibliotheque.vocabulaire.sources_of(nom, demandees=True)
    if not sources:
        yield True, f"`{nom}` can never be known: not asked, not derived, no default, no alias"
    for source in sorted(sources):
        yield from _knowable(contexte, parcours, source)


def check_facts_used(
    contexte: Contexte, ailleurs: frozenset[str] = frozenset()
) -> Iterator[Constat]:
    """A fact that nothing uses is a question asked for nothing. `ailleurs`: what others read."""
    utiles: set[str] = set(ailleurs)
    for parcours in contexte.bibliotheque.parcours.values():
        utiles |= {a.fait for a in parcours.ancres}
        for _, si in conditions_of(parcours):
            utiles |= facts_of(si)
    a_voir = list(utiles)
    while a_voir:
        nom = a_voir.pop()
        if nom in contexte.faits:
            nouveaux = contexte.bibliotheque.vocabulaire.sources_of(nom) - utiles
            utiles |= nouveaux
            a_voir.extend(nouveaux)
    utiles.add("regime_agricole")  # read by the engine itself: it turns Caf and CPAM into MSA
    for nom in contexte.faits:
        if nom not in utiles:
            quoi = "no condition, reference date or derivation uses this fact"
            yield contexte.avertissement(contexte.bibliotheque.faits, (nom,), quoi)


def check_wording_of_questions(contexte: Contexte) -> Iterator[Constat]:
    """A question has one wording that always fits, and answers that differ."""
    document = contexte.bibliotheque.faits
    for nom, fait in contexte.faits.items():
        if isinstance(fait.question, list) and (
            not fait.question or fait.question[-1].si is not None
        ):
            quoi = "the last wording must have no `si`, so that one always fits"
            yield contexte.erreur(document, (nom, "question"), quoi)
        valeurs = [o.valeur for o in fait.options]
        libelles = [o.libelle for o in fait.options]
        for rang in range(len(fait.options)):
            if valeurs[rang] in valeurs[:rang] or libelles[rang] in libelles[:rang]:
                quoi = "this answer is written twice"
                yield contexte.erreur(document, (nom, "options", rang), quoi)
        if fait.derive and any(r.si is None and r.date is None for r in fait.derive):
            quoi = "a rule without `si` is a constant: use `defaut`"
            yield contexte.avertissement(document, (nom, "derive"), quoi)


def check_aliases(contexte: Contexte) -> Iterator[Constat]:
    """A dossier's name means one fact, and its values are values of that fact."""
    document = contexte.bibliotheque.faits
    pris: dict[tuple[str, str], str] = {}
    for nom, fait in contexte.faits.items():
        for moment, brut in fait.alias.items():
            if moment not in contexte.bibliotheque.moments:
                yield contexte.erreur(document, (nom, "alias"), f"unknown moment `{moment}`")
            for alias in brut if isinstance(brut, list) else [brut]:
                detaille = AliasDetaille(nom=alias) if isinstance(alias, str) else alias
                clef = (moment, detaille.nom)
                if clef in pris:
                    quoi = f"`{detaille.nom}` ({moment}) is already the name of `{pris[clef]}`"
                    yield contexte.erreur(document, (nom, "alias"), quoi)
                pris.setdefault(clef, nom)
                for valeur in detaille.valeurs.values():
                    try:
                        fait.coerce(valeur, contexte.le)
                    except ValeurInvalide:
                        quoi = f"`{valeur}` is not a value of this fact"
                        yield contexte.erreur(document, (nom, "alias", moment), quoi)


def check_parts(contexte: Contexte) -> Iterator[Constat]:
    """A moment in parts: each question in exactly one of them, and nothing else."""
    for moment, parcours in contexte.bibliotheque.parcours.items():
        if not parcours.parties:
            continue
        document = contexte.document(moment)
        vus: dict[str, str] = {}
        for rang, partie in enumerate(parcours.parties):
            for numero, nom in enumerate(partie.faits):
                ou: Chemin = ("parties", rang, "faits", numero)
                if nom in vus:
                    quoi = f"`{nom}` is already in the part `{vus[nom]}`"
                    yield contexte.erreur(document, ou, quoi)
                elif nom not in parcours.questions:
                    yield contexte.erreur(document, ou, f"`{nom}` is not in `questions`")
                vus.setdefault(nom, partie.id)
        for rang, nom in enumerate(parcours.questions):
            if nom not in vus:
                yield contexte.erreur(document, ("questions", rang), f"`{nom}` is in no part")
