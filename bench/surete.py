"""How well danger is heard, by each path alone and by both: `python -m bench.surete [--modele]`.

The lexicon needs no training: it is judged on every example written for the project, and on the half
of the evaluation sets (drawn by hash) that nobody looked at while writing it. With `--modele`, that
half is also judged by the last trained model and by the union that serves.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from api.cli.processes import VENV_RASA, rasa_environment
from api.safety.depistage import screen
from api.safety.reponse import sent_to_bot
from api.settings import RACINE

DONNEES = RACINE / "nlu_data"
SECURITE, ETIQUETTE = "safety_", "safety:"
PRESQUE = "presque_alerte"


@dataclass(frozen=True)
class Exemple:
    """A message, the danger it tells (empty: none), and whether it only resembles one."""

    langue: str
    texte: str
    signal: str
    presque: bool


def learned() -> Iterator[Exemple]:
    """Every example the model learns: the lexicon was written beside half of those in French."""
    for fichier in sorted(DONNEES.glob("**/*.yml")):
        lu = yaml.safe_load(fichier.read_text(encoding="utf-8"))
        langue = fichier.stem if fichier.parent.name == "langues" else "fr"
        for bloc in lu.get("nlu") or []:
            intention = str(bloc["intent"])
            signal = intention.removeprefix(SECURITE) if intention.startswith(SECURITE) else ""
            for e in bloc["examples"]:
                presque = e.get("metadata", {}).get("genre") == PRESQUE
                yield Exemple(langue, e["text"].strip(), signal, presque)


def unseen() -> Iterator[Exemple]:
    """The half of the evaluation sets that was never read while writing the lexicon."""
    for fichier in sorted((DONNEES / "evaluation").glob("*.yml")):
        for e in yaml.safe_load(fichier.read_text(encoding="utf-8"))["evaluation"]:
            if hashlib.sha256(e["texte"].strip().encode()).digest()[0] % 2:
                dits = [a for a in e["attendu"] if a.startswith(ETIQUETTE)]
                signal = dits[0].removeprefix(ETIQUETTE) if dits else ""
                # A tab or a line break would end the row of the file given to the model.
                texte = " ".join(e["texte"].split())
                yield Exemple(fichier.stem, texte, signal, e.get("style") == PRESQUE)


def heard_by_lexicon(exemples: Sequence[Exemple]) -> list[str]:
    """The sure signal that the lexicon alone hears in each message; empty when none."""
    alertes = [screen(e.texte).alerte for e in exemples]
    return [a.signal if a and a.force == "certaine" else "" for a in alertes]


def heard_by_model(exemples: Sequence[Exemple], avec_lexique: bool) -> list[str]:
    """The signal that the trained model answers, alone or united with the lexicon."""
    entendus = [sent_to_bot(screen(e.texte)) if avec_lexique else None for e in exemples]
    with tempfile.TemporaryDirectory() as dossier:
        tsv = Path(dossier) / "messages.tsv"
        lignes = [f"{e.texte}\t{e.signal}" for e in exemples]
        tsv.write_text("text\tsafety\n" + "\n".join(lignes) + "\n", encoding="utf-8")
        ordre = [str(VENV_RASA / "bin" / "python"), "-m", "bot.depister", "--tsv", str(tsv)]
        fini = subprocess.run(
            [*ordre, "--json", "--entendus"],
            cwd=RACINE,
            env=rasa_environment(),
            input=json.dumps(entendus),
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
    erreurs = {e["text"]: e["predicted"] for e in json.loads(fini.stdout)["errors"]}
    return [erreurs.get(e.texte, e.signal) for e in exemples]


def figures(exemples: Sequence[Exemple], predits: Sequence[str]) -> dict[str, str]:
    """Danger heard, the very signal, near misses and ordinary messages alarmed."""
    paires = list(zip(exemples, predits, strict=True))
    dangers = [(e.signal, p) for e, p in paires if e.signal]
    presque = [p for e, p in paires if not e.signal and e.presque]
    autres = [p for e, p in paires if not e.signal and not e.presque]
    return {
        "heard": _share([bool(p) for _, p in dangers]),
        "very signal": _share([s == p for s, p in dangers]),
        "near misses": _share([bool(p) for p in presque]),
        "ordinary": _share([bool(p) for p in autres]),
    }


def _share(vrais: Sequence[bool]) -> str:
    return f"{sum(vrais) / len(vrais):6.1%} ({len(vrais)})" if vrais else "—"


def rows(titre: str, exemples: list[Exemple], predits: list[str]) -> Iterator[str]:
    """Markdown rows: French, each of its signals, each other language."""
    paires = list(zip(exemples, predits, strict=True))
    francais = [(e, p) for e, p in paires if e.langue == "fr"]
    groupes: list[tuple[str, list[tuple[Exemple, str]]]] = [("all", paires), ("fr", francais)]
    for signal in sorted({e.signal for e in exemples if e.signal}):
        groupes.append((f"fr, {signal}", [(e, p) for e, p in francais if e.signal == signal]))
    for langue in sorted({e.langue for e in exemples} - {"fr"}):
        groupes.append((langue, [(e, p) for e, p in paires if e.langue == langue]))
    for nom, groupe in groupes:
        f = figures([e for e, _ in groupe], [p for _, p in groupe])
        yield f"| {titre} | {nom} | " + " | ".join(f.values()) + " |"


def speed(textes: Sequence[str]) -> str:
    """What screening adds to a message, in milliseconds: median, p95, longest."""
    durees = []
    for texte in textes:
        debut = time.perf_counter()
        screen(texte)
        durees.append((time.perf_counter() - debut) * 1000)
    durees.sort()
    p95 = durees[int(len(durees) * 0.95)]
    return (
        f"median {durees[len(durees) // 2]:.1f} ms, p95 {p95:.1f} ms, longest {durees[-1]:.1f} ms"
    )


def main(arguments: Sequence[str] | None = None) -> int:
    analyse = argparse.ArgumentParser(prog="python -m bench.surete", description=__doc__)
    analyse.add_argument(
        "--modele", action="store_true", help="the trained model and the union too"
    )
    options = analyse.parse_args(arguments)
    appris, gardes = list(learned()), list(unseen())
    print(
        "| Judged | On | Danger heard | The very signal | Near misses alarmed | Ordinary alarmed |"
    )
    print("| --- | --- | --: | --: | --: | --: |")
    mesures: list[tuple[str, list[Exemple], list[str]]] = [
        ("lexicon, every example", appris, heard_by_lexicon(appris)),
        ("lexicon, unseen half", gardes, heard_by_lexicon(gardes)),
    ]
    if options.modele:
        for titre, avec in (("model, unseen half", False), ("union, unseen half", True)):
            mesures.append((titre, gardes, heard_by_model(gardes, avec)))
    for mesure in mesures:
        print("\n".join(rows(*mesure)))
    print(f"\nScreening: {speed([e.texte for e in appris[::5]])}")
    return 0


__all__: list[Any] = ["figures", "learned", "unseen"]

if __name__ == "__main__":
    sys.exit(main())
