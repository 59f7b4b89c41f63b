"""What each component brings: the same cross-validation one of them removed or set otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bot.evaluation.chaine import ETAPES, change, read_pipeline, without
from bot.evaluation.exemples import Exemple
from bot.evaluation.mesures import Part, figures
from bot.evaluation.validation import cross_validate

MONTREES = (
    "moments",
    "moments_trois",
    "implicites",
    "mal_ecrits",
    "actes",
    "hors_sujet",
    "refuses",
    "fausses_alertes",
)
C = (3.0, 30.0)
PLIS = 3  # eight variants: three folds are enough to compare them with one another


def variants(etapes: ETAPES) -> dict[str, ETAPES]:
    """The pipeline as it is, then each variant of it."""
    return {
        "tout": etapes,
        "sans_e5": without(etapes, "E5Featurizer"),
        "sans_use": without(etapes, "UseFeaturizer"),
        "sans_ngrammes": without(etapes, "NgramsFeaturizer"),
        "sans_caracteres": change(etapes, "NgramsFeaturizer", caracteres=None),
        "sans_mots": change(etapes, "NgramsFeaturizer", mots=None),
        "sans_lexique_sms": change(etapes, "Normaliseur", lexique=None),
        **{f"C={c:g}": change(etapes, "Classeur", C=c) for c in C},
    }


def ablation(
    exemples: list[Exemple], seulement: list[str]
) -> Iterator[tuple[str, dict[str, dict[str, Any]]]]:
    """Each variant and its figures, as they come."""
    for nom, etapes in variants(read_pipeline()).items():
        if seulement and nom not in seulement:
            continue
        parts = figures(cross_validate(etapes, exemples, PLIS))
        dangers = [p for k, p in parts.items() if k.startswith("alarme_")]
        entendus = Part(sum(p.justes for p in dangers), sum(p.n for p in dangers))
        montrees = {k: parts[k] for k in MONTREES if k in parts}
        yield nom, {k: p.as_data() for k, p in (montrees | {"alarmes": entendus}).items()}
