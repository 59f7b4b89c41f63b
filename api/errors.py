"""Refusals, always told the same way: which field, what is wrong, what is known instead."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse


class Refus(Exception):
    """An API refusal. `code` is a key of locales/<langue>/erreurs.yml."""

    def __init__(
        self,
        statut: int,
        champ: str,
        code: str,
        connus: Iterable[str] | None = None,
        **details: Any,
    ) -> None:
        super().__init__(code)
        self.statut = statut
        self.champ = champ
        self.code = code
        self.connus = sorted(connus) if connus is not None else None
        self.details = details


def install(app: FastAPI) -> None:
    """Answer every refusal as {"detail": [{"champ", "code", "message", "connus"?}]}."""

    @app.exception_handler(Refus)
    async def _refuse(request: Request, refus: Refus) -> JSONResponse:
        message = app.state.textes.error(refus.code, **refus.details)
        ligne: dict[str, Any] = {"champ": refus.champ, "code": refus.code, "message": message}
        if refus.connus is not None:
            ligne["connus"] = refus.connus
        return JSONResponse({"detail": [ligne]}, status_code=refus.statut)

    @app.exception_handler(RequestValidationError)
    async def _malformed(request: Request, erreur: RequestValidationError) -> JSONResponse:
        textes = app.state.textes
        lignes = []
        for e in erreur.errors():
            champ = ".".join(str(x) for x in e["loc"] if x not in ("body", "query", "path"))
            code = "champ_manquant" if e["type"] == "missing" else "champ_invalide"
            lignes.append(
                {
                    "champ": champ or "corps",
                    "code": code,
                    "message": textes.error(code, champ=champ),
                }
            )
        return JSONResponse({"detail": lignes}, status_code=422)
