"""The page of figures and the reliability diagram, made from the data files beside them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from bot.evaluation.diagramme import reliability_svg

TITRES = {
    "moments": "Any right moment",
    "moments_trois": "Right among the three proposed",
    "moments_ouverts": "Opened at once, and right",
    "moments_demandes": "Not sure: asks with three buttons",
    "moments_faux": "Opened at once, and wrong",
    "implicites": "Implicit messages",
    "mal_ecrits": "Misspelt, SMS",
    "dictes": "Dictated, no punctuation",
    "apprenants": "Learners of French",
    "conseillers": "By a counsellor, about somebody",
    "lettres": "Long letters",
    "emotions": "Upset",
    "meles_tous": "Mixed messages: all moments found",
    "meles_un": "Mixed messages: one of them first",
    "actes": "Acts of conversation",
    "enonces": "Plain statements",
    "hors_sujet": "Out of scope, recognised",
    "refuses": "Real requests refused as out of scope",
    "fausses_alertes": "Near-misses alarmed",
    "alertes_ailleurs": "Ordinary messages alarmed",
}
PREFIXES = {
    "alarme_": "Danger heard (any signal answered): ",
    "signal_": "The very signal: ",
    "fausses_": "Near-misses alarmed: ",
    "danger_": "Danger heard, by style: ",
}
VARIANTES = {
    "tout": "the pipeline as it is",
    "sans_use": "without the second encoder",
    "sans_e5": "without sentence embeddings (e5)",
    "sans_ngrammes": "without any n-gram",
    "sans_caracteres": "without character n-grams",
    "sans_mots": "without word n-grams",
    "sans_lexique_sms": "without the SMS lexicon",
}
MOTS = {
    "titre": "Reliability: accuracy against confidence",
    "resume": "Accuracy of the likeliest intent against its confidence, by tenths. The dotted "
    "diagonal is perfect calibration. Expected calibration error {avant:.3f} before temperature, "
    "{apres:.3f} after.",
    "abscisse": "mean confidence",
    "ordonnee": "accuracy",
    "avant": "before (squares, dashed): error {:.3f}",
    "apres": "after temperature (discs, solid): error {:.3f}",
}


def title_of(nom: str) -> str:
    """A figure's name in words."""
    for prefixe, titre in PREFIXES.items():
        if nom not in TITRES and nom.startswith(prefixe):
            return titre + nom.removeprefix(prefixe)
    return TITRES.get(nom, nom)


def _percent(part: dict[str, Any]) -> str:
    return f"{100 * part['valeur']:.1f}"


def _table(parts: dict[str, Any], tete: str) -> list[str]:
    return [
        f"| {tete} | % | 95 % interval | messages |",
        "| --- | --: | :-: | --: |",
        *(
            f"| {title_of(nom)} | {_percent(p)} | {100 * p['bas']:.1f} – {100 * p['haut']:.1f} "
            f"| {p['n']} |"
            for nom, p in parts.items()
        ),
    ]


def _languages(langues: dict[str, Any]) -> list[str]:
    if not langues:
        return ["No evaluation set in `nlu_data/evaluation/`."]
    colonnes = ("moments", "moments_trois", "actes", "hors_sujet", "refuses")
    lignes = [
        "| Language | " + " | ".join(title_of(c) for c in colonnes) + " | messages |",
        "| --- |" + " --: |" * (len(colonnes) + 1),
    ]
    for langue, parts in langues.items():
        cellules = [_percent(parts[c]) if c in parts else "–" for c in colonnes]
        n = sum(parts[c]["n"] for c in ("moments", "actes", "hors_sujet") if c in parts)
        lignes.append(f"| {langue} | " + " | ".join(cellules) + f" | {n} |")
    return lignes


def _ablation(variantes: dict[str, Any]) -> list[str]:
    colonnes = list(variantes["tout"])
    titres = [title_of(c) if c != "alarmes" else "Danger heard" for c in colonnes]
    ordre = ["tout", *sorted(v for v in variantes if v != "tout")]
    return [
        "| Pipeline | " + " | ".join(titres) + " |",
        "| --- |" + " --: |" * len(colonnes),
        *(
            f"| {VARIANTES.get(v, v)} | "
            + " | ".join(_percent(variantes[v][c]) for c in colonnes)
            + " |"
            for v in ordre
        ),
    ]


def render(mesures: dict[str, Any], variantes: dict[str, Any]) -> str:
    """The page, from the data."""
    calibration = mesures["calibration"]
    lignes = [
        "# How well messages are understood",
        "",
        "Made by `make eval` from `mesures.json`; do not edit. "
        f"{mesures['messages']} messages by {mesures['auteurs_distincts']} authors, "
        "cross-validated by author in five folds: each is judged by a model that learnt nothing "
        "from whoever wrote it. The pipeline, the thresholds and the decision are those that serve "
        "(`config.yml`). When the assistant is not sure and asks, the first of its three buttons "
        "is the answer that counts, as in `jalons understand`. Near-misses of danger count in "
        "their own lines only.",
        "",
        *_table(mesures["mesures"], "Figure"),
        "",
        "## Other languages",
        "",
        "The sets of `nlu_data/evaluation/`, never learnt, judged by a model of all the examples.",
        "",
        *_languages(mesures["langues"]),
        "",
        "## Calibration",
        "",
        "![Accuracy against confidence, before and after temperature](calibration.svg)",
        "",
        f"Expected calibration error {calibration['avant']['erreur']:.3f} without temperature, "
        f"{calibration['gardee']['erreur']:.3f} with the temperature of `config.yml` "
        f"({calibration['gardee']['temperature']:g}); the best on these judgements would be "
        f"{calibration['meilleure']:g}.",
        "",
        "| Confidence | messages | mean confidence | accuracy |",
        "| :-: | --: | --: | --: |",
        *(
            f"| {t['debut']:.1f} – {t['debut'] + 0.1:.1f} | {t['n']} | {t['confiance']:.3f} "
            f"| {t['exactitude']:.3f} |"
            for t in calibration["gardee"]["tranches"]
        ),
        "",
    ]
    if variantes.get("tout"):
        lignes += [
            "## What each component brings",
            "",
            "`make ablation`: cross-validation by author, in three folds, with one component removed, "
            "or another `C` of the logistic regression. Percentages.",
            "",
            *_ablation(variantes),
            "",
        ]
    lignes += [
        "## Most confused",
        "",
        "| Meant | Answered | times |",
        "| --- | --- | --: |",
        *(f"| {c['voulu']} | {c['repondu']} | {c['fois']} |" for c in mesures["confusions"]),
        "",
        "## By intent",
        "",
        *_table(mesures["intentions"], "Intent"),
        "",
        "## By author",
        "",
        "Authors of at least twenty messages, the worst understood first.",
        "",
        *_table(mesures["auteurs"], "Author"),
        "",
    ]
    return "\n".join(lignes)


def write_pages(dossier: Path) -> None:
    """Write mesures.md and calibration.svg from the data of the same folder."""
    fichier = dossier / "mesures.json"
    if not fichier.exists():
        return
    mesures = json.loads(fichier.read_text(encoding="utf-8"))
    autre = dossier / "ablation.json"
    variantes = json.loads(autre.read_text(encoding="utf-8")) if autre.exists() else {}
    (dossier / "mesures.md").write_text(render(mesures, variantes), encoding="utf-8")
    (dossier / "calibration.svg").write_text(
        reliability_svg(mesures["calibration"], MOTS), encoding="utf-8"
    )
