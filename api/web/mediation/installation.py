"""How assisted mode joins the application: one call from `create_app`, after the desk."""

from __future__ import annotations

from fastapi import FastAPI

from api.mediation.contenu import delivered
from api.web.mediation import (
    activite,
    ecran,
    gestes,
    journee,
    mandat,
    papier,
    personne,
    rendezvous,
    structures,
)
from api.web.mediation.cadre import (
    AccueilAbsent,
    SansStructure,
    tell_absent,
    tell_without_structure,
)


def install_assisted(app: FastAPI) -> None:
    """The counsellor's pages, and the person's. A malformed content file is told at start."""
    delivered()
    # `journee` first: its fixed addresses come before « one person ».
    for pages in (
        journee,
        activite,
        structures,
        mandat,
        gestes,
        rendezvous,
        papier,
        ecran,
        personne,
    ):
        app.include_router(pages.routes)
    app.add_exception_handler(SansStructure, tell_without_structure)
    app.add_exception_handler(AccueilAbsent, tell_absent)
