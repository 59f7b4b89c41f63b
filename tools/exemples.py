"""Count the training examples, say what is lacking, find near-duplicates: `python -m tools.exemples`.

What is expected of the data is in `nlu_data/README.md`. The exit code is 1 when something is lacking,
said twice, badly marked, or kept apart for evaluation and learnt all the same.
"""

from __future__ import annotations

import argparse
import math
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from bot.components.texte import clean, fold_text
from bot.comprendre import ETIQUETTES

RACINE = Path(__file__).resolve().parents[1]
DONNEES = RACINE / "nlu_data"
EVALUATION = "evaluation"  # its files are for measuring: no training may read them
LANGUE = "fr"

MINIMUM_MOMENT = 150
MINIMUM_STYLES = {
    "implicite": 40, "sms": 25, "dictee": 15, "apprenant": 15, "conseiller": 10, "lettre": 10,
}  # fmt: skip
MINIMUM_ACTE, MINIMUM_HORS_SUJET, MINIMUM_SIGNAL, MINIMUM_MIXTES = 30, 200, 120, 60
PRESQUE = "presque_alerte"

NGRAMME = 4
SEUIL = 0.6  # read one by one: below, two people saying the same thing; above, one sentence twice
COURT = (
    24  # characters; shorter, everybody says « locataire » the same way: only the same text counts
)
_PONCTUATION = re.compile(r"[\W_]+")
_LECTEUR = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class Exemple:
    """A sentence, what it should be understood as, and who says it how."""

    texte: str
    intentions: tuple[str, ...]
    persona: str
    style: str
    langue: str
    signal: str | None
    fichier: str


def read_training(dossier: Path = DONNEES) -> list[Exemple]:
    """Every example that the model learns."""
    exemples = []
    for fichier in sorted(dossier.rglob("*.yml")):
        lu = _read(fichier)
        for bloc in lu.get("nlu") or []:
            for brut in bloc["examples"]:
                m = brut.get("metadata") or {}
                exemples.append(
                    Exemple(
                        brut["text"].strip(),
                        (bloc["intent"], *(m.get("aussi") or ())),
                        m.get("persona", ""),
                        m.get("genre", ""),
                        m.get("langue", LANGUE),
                        m.get("signal"),
                        str(fichier.relative_to(dossier)),
                    )
                )
    return exemples


def read_evaluation(dossier: Path = DONNEES / EVALUATION) -> list[Exemple]:
    """Every sentence kept apart; its intentions are labels (`moment:naissance`)."""
    exemples = []
    for fichier in sorted(dossier.glob("*.yml")):
        lu = _read(fichier)
        for brut in lu["evaluation"]:
            exemples.append(
                Exemple(
                    brut["texte"].strip(),
                    tuple(brut["attendu"]),
                    brut["auteur"],
                    brut["style"],
                    lu["langue"],
                    brut.get("signal"),
                    fichier.name,
                )
            )
    return exemples


def _read(fichier: Path) -> dict[str, Any]:
    lu = yaml.load(fichier.read_text(encoding="utf-8"), Loader=_LECTEUR)
    return lu if isinstance(lu, dict) else {}


def bare(texte: str) -> str:
    """A text without case, accents, punctuation or spacing of its own; a text of signs stays as it is."""
    propre = fold_text(clean(texte))
    return _PONCTUATION.sub(" ", propre).strip() or propre


def shingles(texte: str) -> frozenset[str]:
    """The runs of characters of a bare text, its two ends included; a short text is one piece."""
    nu = f" {bare(texte)} "
    if len(nu) < COURT:
        return frozenset([nu])
    return frozenset(nu[i : i + NGRAMME] for i in range(max(1, len(nu) - NGRAMME + 1)))


def near_duplicates(
    textes: Sequence[str], seuil: float = SEUIL
) -> Iterator[tuple[int, int, float]]:
    """Pairs of texts whose shingles are the same for the most part (Jaccard of at least `seuil`).

    Two alike sets share one of their rarest members: only texts that do are compared.
    """
    ensembles = [shingles(t) for t in textes]
    frequences = Counter(s for ensemble in ensembles for s in ensemble)
    rares: dict[str, list[int]] = defaultdict(list)
    for rang, ensemble in enumerate(ensembles):
        ordonnes = sorted(ensemble, key=lambda s: (frequences[s], s))
        prefixe = ordonnes[: len(ordonnes) - math.ceil(seuil * len(ordonnes)) + 1]
        for voisin in sorted({v for s in prefixe for v in rares[s]}):
            autre = ensembles[voisin]
            commun = len(ensemble & autre)
            ressemblance = commun / (len(ensemble) + len(autre) - commun)
            if ressemblance >= seuil:
                yield voisin, rang, ressemblance
        for s in prefixe:
            rares[s].append(rang)


def lacks(exemples: Iterable[Exemple]) -> list[str]:
    """What is under the minimum, one line each."""
    exemples = [e for e in exemples if e.langue == LANGUE]
    comptes = Counter(e.intentions[0] for e in exemples)
    styles = Counter((e.intentions[0], e.style) for e in exemples)
    presque = Counter(e.signal for e in exemples if e.style == PRESQUE)
    attendus: list[tuple[str, int, int]] = []
    for etiquette in sorted(ETIQUETTES):
        genre, _, nom = etiquette.partition(":")
        intention = etiquette.replace(":", "_")
        if genre == "moment":
            attendus.append((intention, comptes[intention], MINIMUM_MOMENT))
            attendus += [
                (f"{intention} {style}", styles[intention, style], minimum)
                for style, minimum in MINIMUM_STYLES.items()
            ]
        elif genre == "act":
            attendus.append((intention, comptes[intention], MINIMUM_ACTE))
        elif genre == "safety":
            attendus.append((intention, comptes[intention], MINIMUM_SIGNAL))
            attendus.append((f"{intention} {PRESQUE}", presque[nom], MINIMUM_SIGNAL))
    attendus.append(("hors_sujet", comptes["hors_sujet"], MINIMUM_HORS_SUJET))
    attendus.append(("mixtes", len(mixed(exemples)), MINIMUM_MIXTES))
    return [f"{quoi}: {n} of {minimum}" for quoi, n, minimum in attendus if n < minimum]


def mixed(exemples: Iterable[Exemple]) -> list[Exemple]:
    """The messages that speak of several moments."""
    return [e for e in exemples if len(e.intentions) > 1]


def leaks(appris: Iterable[Exemple], tenus: Iterable[Exemple]) -> list[Exemple]:
    """Sentences kept apart that are learnt, to the letter but for case, accents and punctuation."""
    connus = {bare(e.texte) for e in appris}
    return [e for e in tenus if bare(e.texte) in connus]


def table(exemples: Sequence[Exemple]) -> str:
    """The counts, for people."""
    par_intention: dict[str, Counter[str]] = defaultdict(Counter)
    for e in exemples:
        if e.langue == LANGUE:
            par_intention[e.intentions[0]][e.style] += 1
    langues = Counter(e.langue for e in exemples)
    presque = Counter(e.signal for e in exemples if e.style == PRESQUE)
    lignes = [
        f"{intention:30}{styles.total():5}  "
        + ", ".join(f"{style} {n}" for style, n in sorted(styles.items()))
        for intention, styles in sorted(par_intention.items())
    ]
    lignes.append("presque_alerte: " + ", ".join(f"{s} {n}" for s, n in sorted(presque.items())))
    lignes.append("langues: " + ", ".join(f"{code} {n}" for code, n in langues.most_common()))
    lignes.append(f"mixtes: {len(mixed(exemples))}; personas: {len({e.persona for e in exemples})}")
    return "\n".join(lignes)


def _quote(e: Exemple) -> str:
    return f"{e.texte[:90]!r} ({e.fichier})"


def main(arguments: list[str] | None = None) -> int:
    analyse = argparse.ArgumentParser(prog="tools.exemples", description=__doc__)
    analyse.add_argument("--dossier", type=Path, default=DONNEES, help="where the examples are")
    analyse.add_argument("--seuil", type=float, default=SEUIL, help="likeness of a near-duplicate")
    options = analyse.parse_args(arguments)
    appris, tenus = read_training(options.dossier), read_evaluation(options.dossier / EVALUATION)
    print(table(appris))
    print(
        "evaluation: " + ", ".join(f"{c} {n}" for c, n in Counter(e.langue for e in tenus).items())
    )
    fautes = [f"lacking  {ligne}" for ligne in lacks(appris)]
    fautes += [
        f"twice    {r:.2f}  {_quote(appris[a])}  {_quote(appris[b])}"
        for a, b, r in near_duplicates([e.texte for e in appris], options.seuil)
    ]
    fautes += [f"learnt   {_quote(e)}" for e in leaks(appris, tenus)]
    print("\n".join(fautes) or "nothing lacking, nothing twice, nothing learnt that is kept apart")
    return 1 if fautes else 0


if __name__ == "__main__":
    sys.exit(main())
