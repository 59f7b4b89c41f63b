"""What goes between the application and the process of OpenFisca: JSON, with its length before it."""

from __future__ import annotations

import asyncio
import datetime as dt
import hashlib
import struct
from typing import BinaryIO

from pydantic import BaseModel, TypeAdapter

from api.rights.foyer import Foyer

LONGUEUR = struct.Struct(">I")
FOYER = TypeAdapter(Foyer)


class Demande(BaseModel):
    """Compute these households in this month."""

    mois: dt.date
    foyers: list[Foyer]


class Reponse(BaseModel):
    """Either the columns, or the name of what went wrong: never a value of a household.

    An answer without both says that the process is warm.
    """

    colonnes: dict[str, list[float | None]] | None = None  # None: cannot be computed
    erreur: str | None = None


def fingerprint(foyer: Foyer, mois: dt.date) -> bytes:
    """Two equal situations in the same month have the same; it says nothing of them."""
    empreinte = hashlib.sha256(FOYER.dump_json(foyer))
    empreinte.update(f"{mois.year}-{mois.month}".encode())
    return empreinte.digest()


def write(sortie: BinaryIO, message: BaseModel) -> None:
    """One message, from the process."""
    corps = message.model_dump_json().encode()
    sortie.write(LONGUEUR.pack(len(corps)) + corps)
    sortie.flush()


def read(entree: BinaryIO) -> bytes | None:
    """One message, in the process; None when the application is gone."""
    entete = entree.read(LONGUEUR.size)
    if len(entete) < LONGUEUR.size:
        return None
    return entree.read(LONGUEUR.unpack(entete)[0])


async def send(sortie: asyncio.StreamWriter, message: BaseModel) -> None:
    """One message, from the application."""
    corps = message.model_dump_json().encode()
    sortie.write(LONGUEUR.pack(len(corps)) + corps)
    await sortie.drain()


async def receive(entree: asyncio.StreamReader) -> Reponse:
    """One answer; IncompleteReadError when the process is gone, ValueError when it is confused."""
    (longueur,) = LONGUEUR.unpack(await entree.readexactly(LONGUEUR.size))
    return Reponse.model_validate_json(await entree.readexactly(longueur))
