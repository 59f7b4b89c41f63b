"""Figures of appointments and callbacks, for a supervisor: too few to be shown are not shown."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING, TypeVar

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from api.escalations.agents import Agent
from api.escalations.contenu import Contenus, delivered
from api.escalations.droits_agents import desks_of
from api.escalations.horaires import Lieu
from api.escalations.service import EscaladeService
from api.rendezvous.contenu import delivered_rules
from api.rendezvous.creneaux import promised_before, working_days_between
from api.rendezvous.etats import PASSES, callback_state
from api.rendezvous.models import Appel, RendezVous

if TYPE_CHECKING:
    from api.escalations.models import Escalade

PERIODE = dt.timedelta(days=90)
Ligne = TypeVar("Ligne", RendezVous, Appel)


@dataclass(frozen=True)
class Chiffres:
    """One desk over the period. None: fewer than the threshold, not shown.

    `delai_median`: working days from the request to the first day offered. Shares are in percent.
    """

    guichet: str
    offerts: int | None
    delai_median: float | None
    part_a_temps: int | None
    part_absences_usagers: int | None
    part_absences_agents: int | None
    rappels_tenus: int | None
    rappels_essayes: int | None
    rappels_rompus: int | None


def share(oui: Iterable[bool], seuil: int) -> int | None:
    """How many in a hundred; None below the threshold."""
    tous = list(oui)
    return round(100 * sum(tous) / len(tous)) if len(tous) >= seuil else None


def measure(
    contenus: Contenus,
    guichet: str,
    demandes: Sequence[Escalade],
    rendez_vous: Mapping[str, Sequence[RendezVous]],
    appels: Mapping[str, Sequence[Appel]],
    maintenant: dt.datetime,
    seuil: int,
) -> Chiffres:
    """The figures of one desk. A promise that passed without an offer counts as late."""
    limite = contenus.regles.promesses.rendez_vous.valeur
    delais: list[int] = []
    oublies = 0
    for demande in demandes:
        lieu = Lieu(demande.departement, contenus.regles.zone(demande.departement))
        siens = rendez_vous.get(demande.reference, ())
        if siens:
            premier = min(siens, key=lambda r: r.offert_le)
            jour = lieu.day(demande.cree_le)
            delais.append(working_days_between(jour, premier.premier_jour, demande.departement))
        elif demande.canal == "rendez_vous":
            avant = promised_before(demande.cree_le, lieu, limite)
            oublies += avant < lieu.day(maintenant)
    passes = [r.etat for siens in rendez_vous.values() for r in siens if r.etat in PASSES]
    rappels = [
        callback_state(d, appels.get(d.reference, ()), maintenant)
        for d in demandes
        if d.canal == "rappel"
    ]
    finis = [r for r in rappels if r != "attendu"]
    return Chiffres(
        guichet=guichet,
        offerts=len(delais) if len(delais) >= seuil else None,
        delai_median=median(delais) if len(delais) >= seuil else None,
        part_a_temps=share([*(d <= limite for d in delais), *([False] * oublies)], seuil),
        part_absences_usagers=share((e == "absent_usager" for e in passes), seuil),
        part_absences_agents=share((e == "absent_agent" for e in passes), seuil),
        rappels_tenus=share((r == "tenu" for r in finis), seuil),
        rappels_essayes=share((r == "essaye" for r in finis), seuil),
        rappels_rompus=share((r == "rompu" for r in finis), seuil),
    )


async def measure_desks(
    session: AsyncSession, agent: Agent, maintenant: dt.datetime
) -> list[Chiffres]:
    """The figures of a supervisor's desks, over three months. Restricted requests are in none."""
    contenus, seuil = delivered(), delivered_rules().reglages.seuil_chiffres.valeur
    mesures = []
    for guichet in desks_of(agent, contenus):
        demandes = await EscaladeService(session, contenus).asked_at(guichet, maintenant - PERIODE)
        references = [d.reference for d in demandes]
        mesures.append(
            measure(
                contenus,
                guichet,
                demandes,
                _by_request(await _all(session, RendezVous, references)),
                _by_request(await _all(session, Appel, references)),
                maintenant,
                seuil,
            )
        )
    return mesures


async def _all(session: AsyncSession, modele: type[Ligne], references: list[str]) -> list[Ligne]:
    requete = select(modele).where(modele.reference.in_(references))
    return list((await session.execute(requete)).scalars())


def _by_request(lignes: Iterable[Ligne]) -> dict[str, list[Ligne]]:
    rangees: dict[str, list[Ligne]] = {}
    for ligne in lignes:
        rangees.setdefault(ligne.reference, []).append(ligne)
    return rangees
