"""`jalons catalogues`, `jalons translate-check`, `jalons say`: wording in every language."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
from collections.abc import Mapping
from typing import Annotated, Any

import typer

from api.cli.report import fail, print_json
from api.database import Database
from api.languages.catalogues import Textes
from api.languages.dictionnaire import Dictionnaire
from api.languages.isolats import strip_isolates
from api.languages.langues import RACINE, SOURCE, languages
from api.languages.lints import Couverture, lint_all, list_stale, measure
from api.languages.po import Traduction, read_catalogues, write_catalogues
from api.languages.rendering import Renderer
from api.languages.source import list_phrases
from api.languages.voix import speak
from api.parcours.library import load_library
from api.settings import get_settings

catalogues = typer.Typer(no_args_is_help=True, help="Translators' files, made from the French.")
Langue = Annotated[str, typer.Option("--lang", help="Code of locales/langues.yml.")]


@catalogues.callback()
def group() -> None:
    """Translators' files, made from the French."""


@catalogues.command("extraire")
def extract(
    lang: Annotated[str | None, typer.Option("--lang", help="This language alone.")] = None,
    tout: Annotated[bool, typer.Option("--tout", help="Also catalogues still empty.")] = False,
) -> None:
    """Write locales/<langue>/*.po again from locales/fr/ and parcours/; nothing said is lost."""
    phrases = list_phrases(load_library())
    for langue in _chosen(lang):
        dossier = RACINE / langue
        connues = read_catalogues(dossier)
        write_catalogues(dossier, langue, phrases, connues, tout=tout)
        presentes = {p.cle for p in phrases}
        print(f"{langue}: {len(connues)} translated, {len(set(connues) - presentes)} gone")


@catalogues.command("relectures")
def write_reviews(lang: Langue) -> None:
    """Write in locales/<langue>/ what reviewers decided at the desk; commit it after a look."""
    from api.relecture.service import RelectureService

    (langue,) = _chosen(lang)
    phrases = list_phrases(load_library())

    async def read() -> tuple[dict[str, Traduction], int]:
        database = Database(get_settings().database_url)
        try:
            async with database.session() as session:
                return await RelectureService(session, langue, phrases).decided()
        finally:
            await database.close()

    traductions, decidees = asyncio.run(read())
    write_catalogues(RACINE / langue, langue, phrases, traductions)
    print(f"{langue}: {decidees} sentences decided, written in locales/{langue}/")


@catalogues.command("couverture")
def show_coverage() -> None:
    """The table of docs/langues.md: how much of each language is translated, and by whom."""
    phrases = list_phrases(load_library())
    rows = {langue: measure(phrases, Dictionnaire(langue)) for langue in _chosen(None)}
    print(write_coverage(rows))


def write_coverage(tableaux: Mapping[str, list[Couverture]]) -> str:
    """A line a language, in Markdown: sentences by status, then the share that is shown in it."""
    lines = [
        "| Language | sentences | reviewed | machine | stale | none | shown | moments whole |",
        "|---|--:|--:|--:|--:|--:|--:|--:|",
    ]
    for langue, tableau in tableaux.items():
        total, relues, machine, perimees = (
            sum(getattr(c, nom) for c in tableau)
            for nom in ("phrases", "relues", "machine", "perimees")
        )
        parcours = [c for c in tableau if c.catalogue.startswith("parcours-")]
        cellules = [
            f"{languages()[langue]} (`{langue}`)",
            *(str(n) for n in (total, relues, machine, perimees)),
            str(total - relues - machine - perimees),
            f"{(relues + machine) / total:.0%}",
            f"{sum(c.part == 1 for c in parcours)} of {len(parcours)}",
        ]
        lines.append(f"| {' | '.join(cellules)} |")
    return "\n".join(lines)


def translate_check(
    lang: Langue,
    as_json: Annotated[bool, typer.Option("--json", help="Machine-readable output.")] = False,
) -> None:
    """Coverage, stale sentences and lints of a language. Exit code 1 when a lint fails."""
    (langue,) = _chosen(lang)
    phrases = list_phrases(load_library())
    dictionnaire = Dictionnaire(langue)
    couvertures = measure(phrases, dictionnaire)
    perimees, remarques = list_stale(phrases, dictionnaire), lint_all(phrases, dictionnaire)
    if as_json:
        print_json(
            {
                "couverture": [vars(c) for c in couvertures],
                "perimees": perimees,
                "remarques": [vars(r) for r in remarques],
            }
        )
    else:
        print(
            f"{'catalogue':<26}{'sentences':>10}{'reviewed':>10}{'machine':>9}{'stale':>7}{'':>7}"
        )
        for c in couvertures:
            comptes = f"{c.phrases:>10}{c.relues:>10}{c.machine:>9}{c.perimees:>7}"
            print(f"{c.catalogue:<26}{comptes}{c.part:>7.0%}")
        for cle in perimees:
            print(f"stale: {cle}")
        for remarque in remarques:
            print(remarque)
        print(f"{langue}: {len(perimees)} stale, {len(remarques)} remarks")
    if remarques:
        raise typer.Exit(1)


def say(
    acte: Annotated[str, typer.Option("--act", help="Name of an act, naissance.ouverture…")],
    lang: Langue = SOURCE,
    params: Annotated[str, typer.Option(help="Parameters of the act, as JSON.")] = "{}",
) -> None:
    """Say one act as a person reads it."""
    from api.conversations.models import Message
    from api.languages.labels import Labels
    from api.parcours.service import ParcoursService
    from api.rights.openfisca.processus import Calculateur
    from api.rights.rendu import Rendu
    from api.rights.reponse import Reponse
    from api.rights.service import DroitsService

    langue = SOURCE if lang == SOURCE else _chosen(lang)[0]
    textes = Textes(langue)
    if acte not in textes.actes:
        fail(f"--act: no act is called {acte!r}")
    lus = _read_params(params)
    parcours = ParcoursService()
    droits = DroitsService(parcours, Calculateur())
    dit = speak(parcours, textes.dictionnaire) if langue != SOURCE else parcours
    labels = Labels(dit, textes, droits.catalogue)
    situation = dit.situate([], {}, dt.date.today())
    reponse = Reponse(Rendu(labels, labels.droits, droits.bareme))
    message = Message(id="", seq=1, auteur="bot", acte=acte, params=lus, le=dt.datetime.now(dt.UTC))
    bulle = Renderer(labels, situation, reponse).render(message)
    print(strip_isolates(bulle.texte))
    for bouton in bulle.choix:
        print(f"  [{strip_isolates(bouton.libelle)}]")
    for contact in bulle.contacts:
        print(f"  {strip_isolates(contact.nom)}: {contact.telephone or contact.sms or ''}")
    for terme, sens in bulle.gloses.items():
        print(f"  {terme}: {sens}")


def _read_params(brut: str) -> dict[str, Any]:
    try:
        lus = json.loads(brut)
    except ValueError as erreur:
        fail(f"--params: not JSON: {erreur}")
    if not isinstance(lus, dict):
        fail('--params: expected an object, such as \'{"fait": "age"}\'')
    return lus


def _chosen(lang: str | None) -> list[str]:
    """The language asked for, or all but French."""
    autres = [code for code in languages() if code != SOURCE]
    if lang is None:
        return autres
    if lang not in autres:
        fail(f"--lang: expected one of {', '.join(autres)}, not {lang!r}")
    return [lang]
