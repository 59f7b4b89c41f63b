"""Measure the understanding: `python -m bot.evaluation [--garder] [--ablation [VARIANT…]]`.

Writes docs/comprehension/ (figures as data, the page and the diagram made from them) and compares
with the kept figures: exit code 1 when a gated figure fell beyond noise.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
import warnings
from dataclasses import asdict
from pathlib import Path
from typing import Any

from bot.evaluation import portail
from bot.evaluation.calibration import reliability
from bot.evaluation.jugement import Jugement
from bot.evaluation.mesures import Part, by_author, by_intent, by_language, figures, worst_pairs
from bot.evaluation.page import write_pages
from bot.servir import RACINE, prepare_environment, quieten

DOSSIER = Path("docs/comprehension")
DONNEES = Path("nlu_data")


def read_arguments(arguments: list[str] | None) -> argparse.Namespace:
    lecteur = argparse.ArgumentParser(prog="bot.evaluation", description=__doc__)
    lecteur.add_argument("--garder", action="store_true", help="keep these figures if none fell")
    lecteur.add_argument(
        "--ablation", nargs="*", metavar="VARIANT", help="measure the variants (all by default)"
    )
    lecteur.add_argument(
        "--erreurs", type=Path, metavar="FILE", help="write every error, one JSON object a line"
    )
    lecteur.add_argument(
        "--verdict", type=Path, metavar="FILE", help="write what the gate says, as JSON"
    )
    lecteur.add_argument("--dossier", type=Path, default=DOSSIER, help="where the pages go")
    return lecteur.parse_args(arguments)


def measure(
    jugements: list[Jugement], autres: list[Jugement], temperature: float
) -> dict[str, Any]:
    """Everything the pages say, as data."""

    def data(parts: dict[str, Part]) -> dict[str, Any]:
        return {nom: part.as_data() for nom, part in parts.items()}

    return {
        "mesures": data(figures(jugements)),
        "langues": {langue: data(parts) for langue, parts in by_language(autres).items()},
        "auteurs": data(by_author(jugements)),
        "intentions": data(by_intent(jugements)),
        "confusions": worst_pairs(jugements),
        "calibration": reliability(jugements, temperature),
        "messages": len(jugements),
        "auteurs_distincts": len({j.exemple.auteur for j in jugements}),
    }


def errors_of(jugements: list[Jugement]) -> list[dict[str, Any]]:
    """The errors, with what was proposed instead."""
    return [
        {
            **{k: v for k, v in asdict(j.exemple).items() if v},
            "decision": j.decision,
            "proposes": list(j.proposes),
        }
        for j in jugements
        if not j.is_right()
    ]


def _write_json(fichier: Path, donnees: Any) -> None:
    fichier.write_text(json.dumps(donnees, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def main(arguments: list[str] | None = None) -> int:
    options = read_arguments(arguments)
    prepare_environment()
    os.environ["OMP_NUM_THREADS"] = "1"
    os.chdir(RACINE)
    warnings.showwarning = lambda *_, **__: None
    debut = time.monotonic()

    def say(texte: str) -> None:
        print(f"[{time.monotonic() - debut:5.0f} s] {texte}", file=sys.stderr, flush=True)

    try:
        seuils = portail.read_thresholds()
    except portail.SeuilsInvalides as erreur:
        print(erreur, file=sys.stderr)
        return 2
    from bot.entrainer import skip_fingerprints
    from bot.evaluation.ablation import ablation
    from bot.evaluation.chaine import read_pipeline, setting, use_cached_vectors
    from bot.evaluation.lecture import read_folder
    from bot.evaluation.validation import cross_validate, judge_sets

    quieten()
    skip_fingerprints()
    etapes = read_pipeline()
    use_cached_vectors(etapes)
    exemples = read_folder(DONNEES)
    gardes = read_folder(DONNEES, evaluation=True)
    say(f"{len(exemples)} examples to learn, {len(gardes)} kept for evaluation")
    options.dossier.mkdir(parents=True, exist_ok=True)
    if options.ablation is not None:
        fichier = options.dossier / "ablation.json"
        variantes = json.loads(fichier.read_text(encoding="utf-8")) if fichier.exists() else {}
        for nom, parts in ablation(exemples, options.ablation):
            variantes[nom] = parts
            _write_json(fichier, variantes)
            say(f"{nom}: moments {parts['moments']['valeur']:.3f}")
        write_pages(options.dossier)
        return 0
    jugements = cross_validate(etapes, exemples, dire=say)
    autres = judge_sets(etapes, exemples, gardes)
    resultat = measure(jugements, autres, setting(etapes, "Classeur", "temperature"))
    _write_json(options.dossier / "mesures.json", resultat)
    write_pages(options.dossier)
    if options.erreurs:
        lignes = [json.dumps(e, ensure_ascii=False) for e in errors_of([*jugements, *autres])]
        options.erreurs.write_text("\n".join(lignes) + "\n", encoding="utf-8")
    verdicts = portail.compare(seuils, resultat["mesures"])
    print(portail.report(verdicts))
    if options.verdict:
        tombes = [v.nom for v in verdicts if v.tombe]
        _write_json(options.verdict, {"ouvert": not tombes, "tombes": tombes})
    if any(v.tombe for v in verdicts):
        return 1
    if options.garder:
        portail.keep(seuils, resultat["mesures"])
    return 0


if __name__ == "__main__":
    sys.exit(main())
