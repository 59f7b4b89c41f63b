"""Understand a labelled file with the trained model: `python -m bot.comprendre --tsv F [--json]`.

The file has a header with `text` and `label`, tab-separated. The answer is the live system's: the
same pipeline, loaded once. `predicted` is the label the assistant answers for; when it is not sure
and asks with three buttons, `predicted` is the first of them.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sys
import warnings
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bot.comprehension import predicted_label, proposed_labels, summarise
from bot.moments import moment_names
from bot.servir import RACINE, latest_model, prepare_environment, quieten

ACTES = (
    "bonjour",
    "merci",
    "au_revoir",
    "oui",
    "non",
    "ne_sait_pas",
    "demander_humain",
    "pourquoi_cette_question",
    "corriger_reponse",
    "repeter",
    "parler_plus_simplement",
    "changer_langue",
    "demander_plan",
    "demander_delai",
    "demander_documents",
    "demander_contact",
    "demander_montant",
    "suivi_dossier",
    "reclamation",
    "insatisfaction_bot",
    "confidentialite",
    "effacer_donnees",
    "qui_es_tu",
    "pause",
)
SIGNAUX = ("suicide", "violence_immediate", "enfant_danger", "sans_abri_faim", "urgence_medicale")
ETIQUETTES = frozenset(
    [f"moment:{m}" for m in moment_names()]
    + [f"act:{a}" for a in ACTES]
    + [f"safety:{s}" for s in SIGNAUX]
    + ["hors_sujet"]
)
MAUVAISE_ENTREE = 2


class FichierInvalide(ValueError):
    """The file cannot be evaluated; the message is one clear line."""


def read_tsv(
    fichier: Path, colonne: str = "label", connues: frozenset[str] = ETIQUETTES
) -> list[tuple[str, str]]:
    """(text, label) rows of a file, in its order; `colonne` is the one that holds the label."""
    try:
        contenu = fichier.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as erreur:
        raise FichierInvalide(f"{fichier}: cannot be read ({type(erreur).__name__})") from None
    # Split by hand: quotes belong to what people write, and only a line break ends a line.
    lignes = [ligne.split("\t") for ligne in contenu.split("\n")]
    entete = [c.strip() for c in lignes[0]]
    if not contenu.strip():
        raise FichierInvalide(f"{fichier}: the file is empty")
    manquantes = [c for c in ("text", colonne) if c not in entete]
    if manquantes:
        raise FichierInvalide(f"{fichier}:1: missing column `{manquantes[0]}` (found: {entete})")
    place_texte, place_label = entete.index("text"), entete.index(colonne)
    exemples = []
    for numero, ligne in enumerate(lignes[1:], 2):
        if not any(c.strip() for c in ligne):
            continue
        if "" in connues and len(ligne) == place_label > place_texte:
            ligne.append("")  # an editor dropped the empty last column
        if len(ligne) <= max(place_texte, place_label):
            raise FichierInvalide(f"{fichier}:{numero}: expected {len(entete)} columns")
        texte, label = ligne[place_texte], ligne[place_label].strip()
        if label not in connues:
            raise FichierInvalide(f"{fichier}:{numero}: unknown {colonne} `{label}`")
        exemples.append((texte, label))
    if not exemples:
        raise FichierInvalide(f"{fichier}: no example under the header")
    return exemples


def evaluate(exemples: list[tuple[str, str]], compris: list[dict[str, Any]]) -> dict[str, Any]:
    """Accuracy, recall and precision of each label, and every error."""
    predits = [predicted_label(c) for c in compris]
    attendus = Counter(label for _, label in exemples)
    justes = Counter(
        label for (_, label), predit in zip(exemples, predits, strict=True) if label == predit
    )
    comptes = Counter(predits)
    return {
        "accuracy": round(justes.total() / len(exemples), 4),
        "labels": {
            label: {
                "n": n,
                "recall": round(justes[label] / n, 4),
                "precision": round(justes[label] / (comptes[label] or 1), 4),
            }
            for label, n in sorted(attendus.items())
        },
        "errors": [
            {"text": texte, "label": label, "predicted": predit, "top3": proposed_labels(c)}
            for (texte, label), predit, c in zip(exemples, predits, compris, strict=True)
            if predit != label
        ],
    }


class Compreneur:
    """The trained model, its understanding part only."""

    def __init__(self, modele: Path) -> None:
        from rasa.core.agent import Agent

        self._agent = Agent.load(str(modele))

    def understand(self, textes: list[str]) -> list[dict[str, Any]]:
        """What the live system understands of each text, outside any conversation."""
        from rasa.core.channels.channel import UserMessage

        async def parse_all() -> list[dict[str, Any]]:
            # A text that begins with "/" is an order to Rasa; the application never sends one.
            return [
                summarise(
                    await self._agent.processor.parse_message(
                        UserMessage(texte.lstrip("/ \t") or "?", metadata={})
                    )
                )
                for texte in textes
            ]

        return asyncio.run(parse_all())


def _report(resultat: dict[str, Any]) -> str:
    lignes = [
        f"accuracy {resultat['accuracy']:.3f}",
        f"{'label':34}{'n':>5}{'recall':>9}{'prec.':>8}",
    ]
    for label, m in resultat["labels"].items():
        lignes.append(f"{label:34}{m['n']:5}{m['recall']:9.2f}{m['precision']:8.2f}")
    return "\n".join([*lignes, f"{len(resultat['errors'])} errors (all of them with --json)"])


def understand_all(textes: list[str]) -> list[dict[str, Any]] | None:
    """What the last trained model understands of each text; None when there is no model."""
    prepare_environment()
    os.chdir(RACINE)
    # The learning libraries put their own filters back: their warnings are not shown at all.
    warnings.showwarning = lambda *_, **__: None
    modele = latest_model()
    if modele is None:
        print("no trained model in var/models: run `make train`", file=sys.stderr)
        return None
    quieten()
    return Compreneur(modele).understand(textes)


def judge_file(
    aide: str | None,
    arguments: list[str] | None,
    read: Callable[[Path], list[tuple[str, str]]],
    judge: Callable[[list[tuple[str, str]], list[dict[str, Any]]], dict[str, Any]],
    report: Callable[[dict[str, Any]], str],
) -> int:
    """The command `--tsv FILE [--json]`: read, understand, judge, print; its exit code."""
    analyse = argparse.ArgumentParser(description=aide)
    analyse.add_argument("--tsv", type=Path, required=True)
    analyse.add_argument("--json", action="store_true", dest="en_json")
    options = analyse.parse_args(arguments)
    try:
        exemples = read(options.tsv)
    except FichierInvalide as erreur:
        print(erreur, file=sys.stderr)
        return MAUVAISE_ENTREE
    compris = understand_all([t for t, _ in exemples])
    if compris is None:
        return 1
    resultat = judge(exemples, compris)
    print(
        json.dumps(resultat, ensure_ascii=False, indent=2) if options.en_json else report(resultat)
    )
    return 0


def main(arguments: list[str] | None = None) -> int:
    return judge_file(__doc__, arguments, read_tsv, evaluate, _report)


if __name__ == "__main__":
    sys.exit(main())
