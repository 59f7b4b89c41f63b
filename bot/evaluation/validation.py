"""Cross-validation grouped by author: whoever wrote a message taught nothing to the judge of it."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor

from bot.evaluation.chaine import ETAPES, Chaine
from bot.evaluation.exemples import PLIS, Exemple, author_group, folds
from bot.evaluation.jugement import Jugement, judge

Dire = Callable[[str], None]
Travail = tuple[ETAPES, list[Exemple], list[Exemple]]  # pipeline, to learn, to judge


def cross_validate(
    etapes: ETAPES, exemples: list[Exemple], plis: int = PLIS, dire: Dire = lambda _: None
) -> list[Jugement]:
    """Each example judged by a pipeline trained on the other folds."""
    places = folds((e.auteur for e in exemples), plis)
    travaux: list[Travail] = []
    for pli in range(plis):
        gardes = [e for e in exemples if places[author_group(e.auteur)] == pli]
        appris = [e for e in exemples if places[author_group(e.auteur)] != pli]
        travaux.append((etapes, appris, gardes))
    jugements: list[Jugement] = []
    for pli, siens in enumerate(side_by_side(travaux), 1):
        jugements += siens
        dire(f"fold {pli}/{plis}: {len(siens)} messages of authors never seen")
    return jugements


def side_by_side(travaux: list[Travail]) -> Iterable[list[Jugement]]:
    """Each task in a process of its own, one a core; in their order.

    Forked: what the caller prepared (vectors kept, fingerprints skipped) holds there too.
    """
    contexte = multiprocessing.get_context("fork")
    with ProcessPoolExecutor(min(len(travaux), os.cpu_count() or 1), contexte) as atelier:
        yield from atelier.map(_judge_all, *zip(*travaux, strict=True))


def judge_sets(etapes: ETAPES, appris: list[Exemple], gardes: list[Exemple]) -> list[Jugement]:
    """The evaluation sets, judged by what all the examples of other authors taught."""
    if not gardes:
        return []
    auteurs = {author_group(e.auteur) for e in gardes}
    return _judge_all(etapes, [e for e in appris if author_group(e.auteur) not in auteurs], gardes)


def _judge_all(etapes: ETAPES, appris: list[Exemple], gardes: list[Exemple]) -> list[Jugement]:
    chaine = Chaine(etapes, appris)
    parses = chaine.understand([e.texte for e in gardes])
    return [judge(e, p) for e, p in zip(gardes, parses, strict=True)]
