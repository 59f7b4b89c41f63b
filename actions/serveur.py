"""The action server: Rasa's own protocol, served by FastAPI on loopback."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import ActionExecutionRejection, ActionNotFoundException

from actions import bilan, definitions, droits, gestes, moments, naissance, plan, reponses
from actions.tour import ActionJalons, shared_api

MODULES = (bilan, definitions, moments, naissance, reponses, gestes, plan, droits)


def make_executor() -> ActionExecutor:
    """An executor with every action of this package."""
    executor = ActionExecutor()
    for module in MODULES:
        for objet in vars(module).values():
            if isinstance(objet, type) and issubclass(objet, ActionJalons) and "nom" in vars(objet):
                executor.register_action(objet)
    return executor


@asynccontextmanager
async def _lifespan(_: FastAPI) -> AsyncIterator[None]:
    yield
    await shared_api().close()


app = FastAPI(title="Jalons, actions", lifespan=_lifespan, openapi_url=None)
executor = make_executor()


@app.get("/health")
async def health() -> dict[str, Any]:
    return {"status": "ok", "actions": len(executor.actions)}


@app.post("/webhook")
async def run_action(request: Request) -> Any:
    """Run the action that Rasa names; 400 and 404 in the form Rasa reads."""
    # The domain does not travel (bot/endpoints.yml): no action here reads it.
    appel = {"domain": {}, **await request.json()}
    try:
        resultat = await executor.run(appel)
    except ActionExecutionRejection as refus:
        return JSONResponse({"error": str(refus), "action_name": refus.action_name}, 400)
    except ActionNotFoundException as absente:
        return JSONResponse({"error": str(absente), "action_name": absente.action_name}, 404)
    return resultat.model_dump() if resultat else {"events": [], "responses": []}
