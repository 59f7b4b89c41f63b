"""What each component brings: the same cross-validation with one of them removed or set otherwise."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bot.evaluation.chaine import ETAPES, change, read_pipeline, without
from bot.evaluation.exemples import Exemple
from bot.evaluation.mesures import figures
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
C = (2.0, 5.0, 20.0)


def variants(etapes: ETAPES) -> dict[str, ETAPES]:
    """The pipeline as it is, then each variant of it."""
    return {
        "tout": etapes,
        "sans_e5": without(etapes, "E5Featurizer"),
        "sans_ngrammes": without(etapes, "NgramsFeaturizer"),
        "sans_caracteres": change(etapes, "NgramsFeaturizer", caracteres=None),
        "sans_mots": change(etapes, "NgramsFeaturizer", mots=None),
        "sans_lexique_sms": change(etapes, "Normaliseur", lexique=None),
        **{f"C={c:g}": change(etapes, "Classeur", C=c) for c in C},
    }


def ablation(
    exemples: list[Exemple], seulement: list[str], dire: Callable[[str], None]
) -> dict[str, dict[str, Any]]:
    """The figures of each variant."""
    resultat = {}
    for nom, etapes in variants(read_pipeline()).items():
        if seulement and nom not in seulement:
            continue
        jugements = cross_validate(etapes, exemples)
        parts = figures(jugements)
        dangers = [p for k, p in parts.items() if k.startswith("alarme_")]
        resultat[nom] = {
            **{k: parts[k].as_data() for k in MONTREES if k in parts},
            "alarmes": {
                "justes": sum(p.justes for p in dangers),
                "n": sum(p.n for p in dangers),
                "valeur": round(
                    sum(p.justes for p in dangers) / (sum(p.n for p in dangers) or 1), 4
                ),
            },
        }
        dire(f"{nom}: moments {parts['moments'].valeur:.3f}")
    return resultat
