"""Rasa's action protocol, served by FastAPI."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import ActionExecutionRejection, ActionNotFoundException

from actions.client import close_client

# The SDK logs whole trackers at debug level, and warns at each call of the engine's version.
logging.getLogger("rasa_sdk").setLevel(logging.ERROR)


@asynccontextmanager
async def lifespan(_: FastAPI) -> AsyncIterator[None]:
    yield
    await close_client()


app = FastAPI(lifespan=lifespan, openapi_url=None)
executor = ActionExecutor()
executor.register_package("actions")


@app.get("/health")
async def health() -> dict[str, str]:
    return {"etat": "ok"}


@app.post("/webhook")
async def run_action(request: Request) -> Any:
    """Run one action on the tracker that Rasa sends."""
    try:
        resultat = await executor.run(await request.json())
    except ActionExecutionRejection as refus:
        corps = {"error": str(refus), "action_name": refus.action_name}
        return JSONResponse(corps, status_code=400)
    except ActionNotFoundException as inconnue:
        corps = {"error": str(inconnue), "action_name": inconnue.action_name}
        return JSONResponse(corps, status_code=404)
    return resultat.model_dump() if resultat is not None else {"events": [], "responses": []}
