"""The structure's activity, and the sandbox where nothing counts."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from typing import Annotated

from fastapi import APIRouter, Form
from fastapi.responses import RedirectResponse
from starlette.responses import Response

from api.conversations.bot import Acte
from api.conversations.reception import erase
from api.conversations.service import ConversationService
from api.errors import Refus
from api.languages.langues import languages
from api.mediation.activite import ActiviteService, Groupe
from api.mediation.personas import find, live
from api.parcours.questions import next_question
from api.web.bureau.cadre import load_words
from api.web.mediation.cadre import RACINE, Compte, Guichet, Recoit
from api.web.mediation.journee import open_dossier
from api.web.mediation.lecture import dossiers_of

routes = APIRouter(include_in_schema=False)
MOIS = re.compile(r"20\d\d-(0[1-9]|1[0-2])")


def name_line(guichet: Guichet, groupe: str, cle: str) -> str:
    """One line of the counts, in words."""
    t, contenu = load_words(), guichet.poste.contenu
    bibliotheque = guichet.state.parcours.bibliotheque
    if groupe == "accueil":
        return languages().get(cle, cle)
    if groupe == "visites":
        return t(f"mediation.journal.actes.{cle}")
    if groupe == "moment":
        return bibliotheque.moments[cle].titre if cle in bibliotheque.moments else cle
    if groupe == "demarche":
        demarche, _, posture = cle.partition(":")
        return f"{contenu.title(demarche)}, {t(f'mediation.activite.postures.{posture}')}"
    if groupe == "mandat":
        return t(f"mediation.mandat.durees.{cle}")
    if groupe == "appui":
        return bibliotheque.organismes[cle].nom if cle in bibliotheque.organismes else cle
    return t(f"mediation.activite.delais.{cle}")


async def _month(guichet: Guichet, mois: str) -> tuple[str, list[Groupe]]:
    mois = mois if MOIS.fullmatch(mois) else guichet.poste.mois
    service = ActiviteService(guichet.session)
    return mois, await service.month(guichet.poste.structure.id, mois)


def _last_months(jour: dt.date, combien: int = 13) -> list[str]:
    rang = jour.year * 12 + jour.month - 1
    return [f"{n // 12:04d}-{n % 12 + 1:02d}" for n in range(rang, rang - combien, -1)]


@routes.get(f"{RACINE}/activite")
async def read_activity(guichet: Compte, mois: str = "") -> Response:
    mois, groupes = await _month(guichet, mois)
    return guichet.page(
        "activite.html",
        mois=mois,
        choix=_last_months(guichet.poste.jour),
        groupes=[
            {
                "nom": g.nom,
                "total": g.total,
                "lignes": [(name_line(guichet, g.nom, cle), n) for cle, n in g.lignes],
            }
            for g in groupes
            if g.lignes
        ],
    )


@routes.get(f"{RACINE}/activite.csv")
async def download_activity(guichet: Compte, mois: str = "") -> Response:
    """The same counts, hidden alike, for a spreadsheet."""
    mois, groupes = await _month(guichet, mois)
    t = load_words()
    sortie = io.StringIO()
    feuille = csv.writer(sortie, delimiter=";")
    colonnes = ("periode", "quoi", "nombre")
    feuille.writerow([t(f"mediation.activite.{c}") for c in colonnes])
    for g in groupes:
        for cle, n in g.lignes:
            quoi = f"{t(f'mediation.activite.groupes.{g.nom}')} : {name_line(guichet, g.nom, cle)}"
            feuille.writerow([mois, quoi, t("mediation.activite.moins") if n is None else n])
    entetes = {"content-disposition": f"attachment; filename=activite-{mois}.csv"}
    contenu = "\ufeff" + sortie.getvalue()  # what spreadsheets need to read accents
    return Response(contenu, media_type="text/csv; charset=utf-8", headers=entetes)


# The sandbox -----------------------------------------------------------------------------------


@routes.get(f"{RACINE}/bac")
async def read_sandbox(guichet: Recoit) -> Response:
    recus = {a.persona: a for a in await guichet.accueils.people(exercice=True)}
    personas = guichet.poste.contenu.personas
    return guichet.page("bac.html", personas=personas, recus=recus, langues=languages())


@routes.post(f"{RACINE}/bac")
async def receive_persona(
    guichet: Recoit, persona: Annotated[str, Form(max_length=40)] = ""
) -> Response:
    """The same console, on somebody who does not exist."""
    try:
        fictive, cas = find(guichet.poste.contenu, persona)
    except Refus:
        return RedirectResponse(f"{RACINE}/bac", 303)
    recus = {a.persona: a for a in await guichet.accueils.people(exercice=True)}
    accueil = recus.get(fictive.id)
    if accueil is None:
        accueil = await open_dossier(
            guichet,
            fictive.langue,
            alias=fictive.prenom,
            capacite=fictive.capacite,
            persona=fictive.id,
        )
        await live(dossiers_of(guichet), accueil.dossier_id, fictive.moment, cas)
        await _first_words(guichet, accueil.dossier_id, fictive.moment)
        await guichet.session.commit()
    return RedirectResponse(f"{RACINE}/{accueil.id}", 303)


async def _first_words(guichet: Guichet, dossier_id: str, moment: str) -> None:
    """The conversation stands where the case stands: its moment is open, the next question asked."""
    dossiers, conversations = dossiers_of(guichet), ConversationService(guichet.session)
    situation = await dossiers.situation(dossier_id, guichet.poste.jour)
    question = next_question(situation, dossiers.parcours.weights(situation))
    actes = [Acte(f"{moment}.ouverture", {})]
    if question:
        actes.append(Acte("question", {"fait": question}))
    conversation = await conversations.of_dossier(dossier_id)
    await conversations.say(conversation.id, actes)


@routes.post(f"{RACINE}/bac/vider")
async def reset_sandbox(guichet: Recoit) -> Response:
    """Back to nothing: their files are erased like any other."""
    for accueil in await guichet.accueils.people(exercice=True):
        conversation = await ConversationService(guichet.session).of_dossier(accueil.dossier_id)
        await erase(guichet.state, guichet.session, conversation.id, accueil.dossier_id)
    return RedirectResponse(f"{RACINE}/bac", 303)
