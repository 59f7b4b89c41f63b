"""The real content, read once by each process of tests: reading it costs more than a second."""

from __future__ import annotations

from functools import cache

from api.parcours.engine import Moteur
from api.parcours.library import load_library
from api.parcours.service import ParcoursService
from api.parcours.vocabulary import Types
from api.rights.catalogue import Catalogue, load_catalogue


@cache
def engine() -> Moteur:
    """The engine on the content as it is written."""
    return Moteur(load_library())


@cache
def rights() -> Catalogue:
    """The rights as they are written."""
    return load_catalogue(Types(engine().bibliotheque.faits.data))


def service() -> ParcoursService:
    """A service of one's own on this engine: one may be told to weigh rights, another not."""
    return ParcoursService(engine())
