"""How the desk joins the application: one call from `create_app`, after the other pages."""

from __future__ import annotations

from fastapi import FastAPI

from api.accounts.access import ActionInterdite, FormulairePerime, SessionRequise
from api.accounts.routes import router
from api.web.bureau import (
    accueil,
    apprentissage,
    comptes,
    connexion,
    conversation,
    demande,
    enrolement,
    equipe,
    file,
    gestes,
    identite,
    journal,
    rendezvous,
    traductions,
)
from api.web.bureau.refus import ask_session, forbid, offer_again


def install_desk(app: FastAPI) -> None:
    """Accounts, pages of the desk, and what a refusal shows there."""
    app.include_router(router, prefix="/api/v1")
    for pages in (
        *(connexion, enrolement, identite, accueil, comptes),
        *(file, demande, gestes, conversation, equipe, journal, rendezvous, traductions),
        apprentissage,
    ):
        app.include_router(pages.routes)
    app.add_exception_handler(SessionRequise, ask_session)
    app.add_exception_handler(ActionInterdite, forbid)
    app.add_exception_handler(FormulairePerime, offer_again)
