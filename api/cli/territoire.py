"""`jalons territoire`, `jalons territoires import`: who is in charge of a place; the directory."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import Annotated
from urllib.parse import urlsplit

import httpx
import typer
from pydantic import ValidationError

from api.cli.report import fail, print_json
from api.languages.catalogues import Textes
from api.parcours.content import Source
from api.parcours.yaml_lines import ContenuInvalide
from api.territoires.annuaire import FICHIER, Annuaire
from api.territoires.communes import load_communes
from api.territoires.importation import AnnuaireIllisible, Lecture, read_directory
from api.territoires.regles import load_rules
from api.territoires.routes import tell_resolution
from api.territoires.schemas import ResolutionLue
from api.territoires.service import TerritoireService

territoires = typer.Typer(no_args_is_help=True, help="Data about places.")


def territoire(
    lieu: Annotated[str, typer.Option(help="Postal code, commune, département.")],
    organisme: Annotated[str, typer.Option(help="Organisation or branch: caf, cpam, retraite…")],
    agricole: Annotated[bool, typer.Option("--agricole", help="Agricultural scheme.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Machine-readable output.")] = False,
) -> None:
    """Print the organisation in charge of a place, or what must be asked first."""
    textes = Textes("fr")
    try:
        service = TerritoireService()
    except ContenuInvalide as erreur:
        fail(str(erreur))
    resolution = service.resolve(lieu, organisme, agricole)
    if resolution.statut == "inconnu":
        raison = resolution.raison or "lieu_inconnu"
        champ = "organisme" if raison == "organisme_inconnu" else "lieu"
        connus = service.regles.known_words if champ == "organisme" else []
        choix = ", ".join(connus or [c.nom for c in resolution.communes])
        fail(f"{champ}: {textes.error(raison)}" + (f" ({choix})" if choix else ""))
    lue = tell_resolution(resolution, service, textes)
    if as_json:
        print_json(lue.model_dump())
    else:
        _print(lue, textes)


def _print(lue: ResolutionLue, textes: Textes) -> None:
    doute = f"  ({textes.word('a_confirmer')})" if lue.doute else ""
    print(f"{lue.nom or lue.question}{doute}")
    if lue.pourquoi:
        print(f"  {lue.pourquoi}")
    if lue.site_traitement:
        print(f"  → {lue.site_traitement.nom} : {lue.site_traitement.pourquoi}")
    for possible in lue.possibles:
        print(f"  - {possible}")
    for commune in lue.communes:
        print(f"  - {commune.nom} ({commune.nom_departement})  {commune.lieu}")
    for guichet in lue.guichets:
        print(f"  * {guichet.nom}, {guichet.adresse}  {' '.join(guichet.telephones)}")


@territoires.command("import")
def import_directory(
    source: Annotated[str, typer.Option(help="File or URL of the State's directory of offices.")],
    into: Annotated[Path, typer.Option(help="Where the imported directory is kept.")] = FICHIER,
    on: Annotated[str | None, typer.Option(help="Date seen, YYYY-MM-DD (today).")] = None,
) -> None:
    """Import the offices, and who is in charge of which commune, from the State's directory.

    The daily archive, its two files, and answers of the directory's API are understood.
    """
    try:
        le = dt.date.fromisoformat(on) if on else dt.date.today()
    except ValueError:
        fail(f"--on: expected a date YYYY-MM-DD, not {on!r}")
    try:
        regles = load_rules()
        types = {t for liste in regles.annuaire.values() for t in liste}
        with _local(source) as (fichier, adresse, nom):
            lecture = read_directory(fichier, types, load_communes().par_code)
        titre = f"{regles.annuaire_titre}, {nom}"
        provenance = Source.model_validate(
            {"titre": titre, "url": adresse, "vu_le": le.isoformat(), "statut": "V"}
        )
        comptes = Annuaire(into).write(provenance, lecture.guichets, lecture.competences)
    except ContenuInvalide as erreur:
        fail(str(erreur))
    except AnnuaireIllisible as erreur:
        fail(f"{source}: {erreur}; nothing was replaced")
    except (httpx.HTTPError, httpx.InvalidURL, ValidationError) as erreur:
        fail(f"{source}: {str(erreur).splitlines()[0] or type(erreur).__name__}")
    except OSError as erreur:
        fail(f"{erreur.filename or source}: {erreur.strerror}")
    _report(lecture, comptes, into)


@contextmanager
def _local(source: str) -> Iterator[tuple[Path, str | None, str]]:
    """The file itself, or a downloaded copy; with its address if any, and its name."""
    if not source.startswith(("https://", "http://")):
        yield Path(source), None, Path(source).name
        return
    with tempfile.NamedTemporaryFile() as copie:
        with httpx.stream("GET", source, follow_redirects=True, timeout=60.0) as reponse:
            reponse.raise_for_status()
            for morceau in reponse.iter_bytes():
                copie.write(morceau)
        copie.flush()
        yield Path(copie.name), source, PurePosixPath(urlsplit(source).path).name


def _report(lecture: Lecture, comptes: tuple[int, int], into: Path) -> None:
    ecartes = sum(lecture.ecartes.values())
    print(f"{into}: {comptes[0]} offices, {comptes[1]} competences")
    print(f"{lecture.lus} records read, {lecture.autres_types} of other types, {ecartes} set aside")
    for raison, nombre in lecture.ecartes.most_common():
        print(f"  {nombre} {raison}")
    for exemple in lecture.exemples:
        print(f"  for instance {exemple}")
