"""`jalons agents …`: the accounts of the desk. Prints one-time links, never a password."""

from __future__ import annotations

import asyncio
import ipaddress
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Annotated, Any, TypeVar
from urllib.parse import urlsplit

import typer
import yaml
from sqlalchemy.exc import OperationalError, ProgrammingError

from api.accounts import service as accounts
from api.accounts.comptes import Comptes
from api.accounts.models import Agent
from api.accounts.roles import load_matrix
from api.accounts.schemas import Connus, Fiche
from api.accounts.service import AccountService, FicheRefusee
from api.cli.report import fail, print_json
from api.database import Database, now
from api.errors import Refus
from api.languages.catalogues import Textes
from api.parcours.library import load_library
from api.settings import Settings, get_settings
from api.territoires.communes import load_departements

DEMO = Path(accounts.__file__).with_name("demo.yml")
agents = typer.Typer(no_args_is_help=True, help="Accounts of the desk.")
Rendu = TypeVar("Rendu")
Identifiant = Annotated[str, typer.Argument(help="The agent's identifier.")]
Codes = Annotated[list[str] | None, typer.Option(help="Repeat for several.")]


def _run(faire: Callable[[AccountService, Comptes], Awaitable[Rendu]]) -> Rendu:
    """Do it in one transaction; a refusal is one clear line."""

    async def run() -> Rendu:
        settings = get_settings()
        connus = Connus(
            organismes=frozenset(load_library().organismes),
            departements=frozenset(load_departements()),
        )
        comptes = Comptes(settings, connus)
        database = Database(settings.database_url)
        try:
            async with database.session() as session:
                rendu = await faire(comptes.service(session), comptes)
                await session.commit()
                return rendu
        finally:
            await database.close()

    try:
        return asyncio.run(run())
    except FicheRefusee as refus:
        fail(str(refus))
    except (OperationalError, ProgrammingError):
        fail("the database does not answer, or is not up to date: run `jalons migrate`")
    except Refus as refus:
        fail(Textes("fr").error(refus.code, **refus.details))


async def _find(service: AccountService, identifiant: str) -> Agent:
    agent = await service.by_identifier(identifiant)
    if agent is None:
        raise Refus(404, "agent", "agent_inconnu")
    return agent


def _link(jeton: str) -> str:
    return f"{get_settings().url}/bureau/enrolement/{jeton}"


def _print_link(agent: Agent, jeton: str) -> None:
    heures = get_settings().agents_enrolement_heures
    print(f"{agent.identifiant} ({agent.role}): one-time link, valid {heures} hours")
    print(f"  {_link(jeton)}")


@agents.command("ajouter")
def add(
    identifiant: Identifiant,
    nom: Annotated[str, typer.Option(help="Name shown.")],
    role: Annotated[str, typer.Option(help=", ".join(load_matrix().roles))],
    organisme: Codes = None,
    departement: Codes = None,
    langue: Codes = None,
    competence: Codes = None,
    structure: Annotated[str | None, typer.Option(help="For a mediator.")] = None,
) -> None:
    """Add an agent and print the link by which they open their account."""
    fiche = Fiche(
        identifiant=identifiant,
        nom=nom,
        role=role,
        organismes=organisme or [],
        competences=competence or [],
        langues=langue or [],
        departements=departement or [],
        structure=structure,
    )
    _print_link(*_run(lambda service, comptes: _add(service, comptes, fiche)))


async def _add(service: AccountService, comptes: Comptes, fiche: Fiche) -> tuple[Agent, str]:
    agent, jeton = await service.add(fiche, comptes.connus, now(), comptes.duree_enrolement)
    await service.note(None, "ajouter_compte", agent.id)
    return agent, jeton


@agents.command("lister")
def show(
    as_json: Annotated[bool, typer.Option("--json", help="Machine-readable output.")] = False,
) -> None:
    """List the accounts: identifier, role, perimeter, state."""
    tous = _run(lambda service, _: service.everyone())
    if as_json:
        print_json([_tell(a) for a in tous])
        return
    for a in tous:
        perimetre = " ".join([*a.organismes, *a.departements]) or a.structure or "-"
        print(f"{a.identifiant:28} {a.role:15} {_state(a):9} {perimetre}")
    if not tous:
        print("no account yet: `jalons agents ajouter`")


def _state(agent: Agent) -> str:
    if not agent.actif:
        return "disabled"
    return "active" if agent.enrole else "awaited"


def _tell(agent: Agent) -> dict[str, Any]:
    champs = (*Fiche.__dataclass_fields__, "id")
    return {champ: getattr(agent, champ) for champ in champs} | {"state": _state(agent)}


@agents.command("desactiver")
def disable(identifiant: Identifiant) -> None:
    """Close an account at once, with its sessions."""

    async def do(service: AccountService, _: Comptes) -> None:
        agent = await service.disable((await _find(service, identifiant)).id)
        await service.note(None, "desactiver_compte", agent.id)

    _run(do)
    print(f"{identifiant}: disabled, sessions closed")


@agents.command("reinitialiser")
def reset(identifiant: Identifiant) -> None:
    """Forget both factors, close the sessions, and print a new one-time link."""

    async def do(service: AccountService, comptes: Comptes) -> tuple[Agent, str]:
        agent = await _find(service, identifiant)
        remis = await service.reset(agent.id, now(), comptes.duree_enrolement)
        await service.note(None, "reinitialiser_compte", agent.id)
        return remis

    _print_link(*_run(do))


def is_local(settings: Settings) -> bool:
    """Is this a development machine, seen by nobody else?"""
    hotes = {settings.hote, urlsplit(settings.url).hostname or ""}
    return all(h == "localhost" or _is_loopback(h) for h in hotes)


def _is_loopback(hote: str) -> bool:
    try:
        return ipaddress.ip_address(hote).is_loopback
    except ValueError:
        return False


@agents.command("demo")
def demo() -> None:
    """Make a small fictitious team, on a development machine only; existing ones are left alone."""
    if not is_local(get_settings()):
        fail("fictitious agents are for a machine that nobody else reaches (loopback addresses)")

    async def do(service: AccountService, comptes: Comptes) -> list[tuple[Agent, str]]:
        crees = []
        for ligne in yaml.safe_load(DEMO.read_text(encoding="utf-8")):
            fiche = Fiche(**ligne)
            if await service.by_identifier(fiche.identifiant) is None:
                crees.append(await _add(service, comptes, fiche))
        return crees

    crees = _run(do)
    for agent, jeton in crees:
        _print_link(agent, jeton)
    if not crees:
        print("the fictitious team is already there: `jalons agents reinitialiser` for a new link")
