"""Steps that an agent added to one person's plan, beside those that the content knows."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from typing import Annotated, Any

from pydantic import BaseModel, Field, StringConstraints
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from api.dossiers.models import EtapeAjoutee
from api.errors import Refus
from api.escalations.contenu import delivered
from api.escalations.lecture import Lecteur
from api.languages.labels import Labels
from api.parcours.schemas import AutomatiqueLu, EcheanceLue, EtapeLue, PlanLu

NOM = re.compile(r"ajout-(\d{1,9})")
Titre = Annotated[str, StringConstraints(strip_whitespace=True, min_length=3, max_length=120)]
Texte = Annotated[str, StringConstraints(strip_whitespace=True, max_length=1000)]


class NouvelleEtape(BaseModel):
    """A short title and, where it helps, what to do and by when."""

    titre: Titre
    texte: Texte | None = None
    avant_le: dt.date | None = Field(default=None)


def is_added(etape: str) -> bool:
    """Whether this identifier is one of an added step."""
    return NOM.fullmatch(etape) is not None


def _rank(etape: str) -> int:
    trouve = NOM.fullmatch(etape)
    return int(trouve[1]) if trouve else 0


async def add_step(
    session: AsyncSession,
    dossier_id: str,
    etape: NouvelleEtape,
    qui: Mapping[str, str | None],
    organisme: str,
    maintenant: dt.datetime,
) -> str:
    """Keep a step; its identifier in the plan. A day that is over is refused (422)."""
    if etape.avant_le and etape.avant_le < maintenant.date():
        raise Refus(422, "avant_le", "date_passee")
    ajoutee = EtapeAjoutee(
        dossier_id=dossier_id,
        titre=etape.titre,
        texte=etape.texte or None,
        avant_le=etape.avant_le,
        nom=qui["nom"],
        pour=qui["organisme"],
        organisme=organisme,
        le=maintenant,
    )
    session.add(ajoutee)
    await session.flush()
    return f"ajout-{ajoutee.id}"


async def added_steps(session: AsyncSession, dossier_id: str) -> list[EtapeAjoutee]:
    """The steps that agents added, the first one first."""
    requete = select(EtapeAjoutee).where(EtapeAjoutee.dossier_id == dossier_id)
    return list((await session.execute(requete.order_by(EtapeAjoutee.id))).scalars())


async def cite(session: AsyncSession, dossier_id: str, etape: str) -> dict[str, Any]:
    """A step as an act names it: by its identifier, and by its words when an agent wrote it."""
    if not is_added(etape):
        return {"etapes": [etape]}
    ajoutees = {a.id: a for a in await added_steps(session, dossier_id)}
    trouvee = ajoutees.get(_rank(etape))
    if trouvee is None:
        raise Refus(404, "etape", "etape_inconnue")
    return {"ajout": {"id": etape, "titre": trouvee.titre}}


async def tick_added(session: AsyncSession, dossier_id: str, etape: str, *, faite: bool) -> None:
    """Tick or untick one; 404 when it is not of this plan."""
    requete = (
        update(EtapeAjoutee)
        .where(EtapeAjoutee.dossier_id == dossier_id, EtapeAjoutee.id == _rank(etape))
        .values(faite=faite)
        .returning(EtapeAjoutee.id)
    )
    if (await session.execute(requete)).scalar_one_or_none() is None:
        raise Refus(404, "etape", "etape_inconnue")


def with_added(plan: PlanLu, ajoutees: Iterable[EtapeAjoutee], labels: Labels) -> PlanLu:
    """The plan with these steps, each where its date puts it; what is urgent stays first."""
    ajoutees = list(ajoutees)
    if not ajoutees:
        return plan
    lecteur = Lecteur(delivered(), labels.textes, labels.parcours.bibliotheque.organismes)
    etapes = list(plan.etapes)
    for ajoutee in ajoutees:
        lue = _shown(ajoutee, plan, labels, lecteur)
        etapes.insert(_place(etapes, lue), lue)
    return plan.model_copy(update={"etapes": etapes})


def _place(etapes: list[EtapeLue], lue: EtapeLue) -> int:
    """Before the first step that neither is urgent nor comes sooner."""
    for rang, autre in enumerate(etapes):
        plus_tot = autre.avant_le and (lue.avant_le is None or autre.avant_le <= lue.avant_le)
        if autre.priorite != "urgente" and not plus_tot:
            return rang
    return len(etapes)


def _shown(ajoutee: EtapeAjoutee, plan: PlanLu, labels: Labels, lecteur: Lecteur) -> EtapeLue:
    """What an agent wrote stays in French for every reader, and says who wrote it and when."""
    textes = labels.textes
    citer = textes.dictionnaire.quote
    organismes = labels.parcours.bibliotheque.organismes
    par = textes.word(
        "etape_ajoutee_par",
        qui=lecteur.person({"nom": ajoutee.nom, "organisme": ajoutee.pour}),
        date=labels.date(ajoutee.le.date()),
    )
    # Where a moment must not be named in a calendar, nothing that hangs from it may be.
    discrets = [m.id for m in plan.moments if m.calendrier_discret]
    moments = discrets or [m.id for m in plan.moments]
    echeance = (
        EcheanceLue(
            type="conseille",
            texte=textes.word("etape_ajoutee_date"),
            avant_le=ajoutee.avant_le,
            debut_le=None,
            approximatif=False,
        )
        if ajoutee.avant_le
        else None
    )
    nom = f"ajout-{ajoutee.id}"
    return EtapeLue(
        id=nom,
        moment=moments[0] if moments else "",
        nom=nom,
        titre=citer(ajoutee.titre),
        action=citer(ajoutee.texte or ajoutee.titre),
        statut="faite" if ajoutee.faite else "a-faire",
        phase="",
        organismes=[labels.organism(ajoutee.organisme)] if ajoutee.organisme in organismes else [],
        echeance=echeance,
        echeances=[echeance] if echeance else [],
        avant_le=ajoutee.avant_le,
        documents=[],
        canaux=[],
        automatique=AutomatiqueLu(est="non", texte=None),
        retard=None,
        base=None,
        doute=False,
        doute_texte=None,
        depend_de=[],
        priorite="importante",
        sources=[],
        conditions=[],
        pieges=[],
        ajoutee=par,
    )
