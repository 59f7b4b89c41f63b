"""Refusals, always told the same way: which field, what is wrong, what is known instead."""

from __future__ import annotations

import json
import logging
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Any

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from pydantic import BaseModel
from sqlalchemy.exc import OperationalError
from starlette.exceptions import HTTPException

from api.languages.langues import SOURCE, choose_language

journal = logging.getLogger("jalons.errors")
Conteur = Callable[[Request, Exception], Awaitable[Response]]
ATTENTE_BASE = "2"  # seconds: what a database that restarts is worth waiting for
LIEUX = ("body", "query", "path", "header")  # where FastAPI found a field, not part of its name

CODES = {
    403: "formulaire_etranger",
    404: "adresse_inconnue",
    405: "methode_inconnue",
    413: "demande_trop_grosse",
}


class LigneRefus(BaseModel):
    champ: str
    code: str
    message: str
    connus: list[str] = []


class RefusLu(BaseModel):
    """Every refusal: which field, what is wrong, and what exists instead where that helps."""

    detail: list[LigneRefus]


REPONSES: dict[int | str, dict[str, Any]] = {
    404: {"model": RefusLu, "description": "N'existe pas, ou pas pour vous."},
    413: {"model": RefusLu, "description": "La demande est trop grosse."},
    422: {"model": RefusLu, "description": "La demande ne peut pas être comprise."},
    429: {
        "model": RefusLu,
        "description": "Trop de demandes : l'en-tête Retry-After dit l'attente.",
    },
    503: {
        "model": RefusLu,
        "description": "La base ne répond pas : l'en-tête Retry-After dit l'attente.",
    },
}


class Refus(Exception):
    """An API refusal. `code` is a key of locales/<langue>/erreurs.yml."""

    def __init__(
        self,
        statut: int,
        champ: str,
        code: str,
        connus: Iterable[str] | None = None,
        entetes: Mapping[str, str] | None = None,
        **details: Any,
    ) -> None:
        super().__init__(code)
        self.statut = statut
        self.champ = champ
        self.code = code
        self.connus = sorted(connus) if connus is not None else None
        self.entetes = entetes
        self.details = details


async def tell_refus(request: Request, refus: Exception) -> Response:
    """{"detail": [{"champ", "code", "message", "connus"?}]}, like every refusal below."""
    assert isinstance(refus, Refus)
    message = _textes(request).error(refus.code, **refus.details)
    ligne: dict[str, Any] = {"champ": refus.champ, "code": refus.code, "message": message}
    if refus.connus is not None:
        ligne["connus"] = refus.connus
    return _tell([ligne], refus.statut, refus.entetes)


async def tell_malformed(request: Request, erreur: Exception) -> Response:
    """Every field that has not the expected shape, in one go."""
    assert isinstance(erreur, RequestValidationError)
    textes = _textes(request)
    lignes = []
    for e in erreur.errors():
        lieu = () if e["type"] == "json_invalid" else e["loc"]
        champ = ".".join(str(x) for x in lieu if x not in LIEUX) or "corps"
        code = "champ_manquant" if e["type"] == "missing" else "champ_invalide"
        message = textes.error(code, champ=champ)
        lignes.append({"champ": champ, "code": code, "message": message})
    return _tell(lignes, 422)


async def tell_half_character(request: Request, _: Exception) -> Response:
    """Half of an emoji, in a field where it cannot be mended."""
    message = _textes(request).error("champ_invalide", champ="corps")
    ligne = {"champ": "corps", "code": "champ_invalide", "message": message}
    return _tell([ligne], 422)


async def tell_address(request: Request, erreur: Exception) -> Response:
    """An address or a method that the API does not have."""
    assert isinstance(erreur, HTTPException)
    code = CODES.get(erreur.status_code, "requete_illisible")
    message = _textes(request).error(code)
    ligne = {"champ": "adresse", "code": code, "message": message}
    return _tell([ligne], erreur.status_code, erreur.headers)


async def tell_absence(request: Request, erreur: Exception) -> Response:
    """The database is cut, restarting or overloaded: ask again, a repeat is harmless."""
    journal.error("the database did not answer", exc_info=erreur)
    message = _textes(request).error("base_absente")
    ligne = {"champ": "base", "code": "base_absente", "message": message}
    return _tell([ligne], 503, {"retry-after": ATTENTE_BASE})


async def tell_fault(request: Request, _: Exception) -> Response:
    """Something nobody foresaw: the log has it, the caller is told without it."""
    message = _textes(request).error("erreur_imprevue")
    ligne = {"champ": "serveur", "code": "erreur_imprevue", "message": message}
    return _tell([ligne], 500)


def speak_to(request: Request, langue: str) -> None:
    """Refusals of this request are told in this language: on a page, the one that was picked."""
    request.state.langue = langue


def _textes(request: Request) -> Any:
    """The words of the language that was picked, or that the caller asks for."""
    langue = getattr(request.state, "langue", None) or choose_language(
        request.headers.get("accept-language")
    )
    return (
        request.app.state.voix.of(langue).textes if langue != SOURCE else request.app.state.textes
    )


def _tell(
    lignes: list[dict[str, Any]], statut: int, entetes: Mapping[str, str] | None = None
) -> Response:
    # ASCII JSON: a field's name comes from the caller and may not be writable in UTF-8.
    corps = json.dumps({"detail": lignes})
    return Response(corps, statut, entetes, media_type="application/json")


REFUS: dict[type[Exception], Conteur] = {
    Refus: tell_refus,
    UnicodeEncodeError: tell_half_character,
    OperationalError: tell_absence,
}
