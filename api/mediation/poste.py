"""One counsellor at work: who they are, for which structure, at which instant, with which seal."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy.exc import IntegrityError

from api.accounts.coffre import Coffre
from api.errors import Refus
from api.escalations.contenu import delivered as escalades
from api.mediation.contenu import ContenuMediation
from api.mediation.models import Structure

# What the triggers say, and the refusal each becomes.
REFUS_DE_LA_BASE = (
    *("mandat_absent", "mandat_hors_portee", "mandat_revoque", "mandat_pas_commence"),
    *("mandat_expire", "mandat_fige", "mandat_trop_long", "capacite_protege"),
    *("contact_de_la_structure", "redaction_figee", "journal_fige"),
)


@dataclass(frozen=True)
class Poste:
    """What every gesture of a counsellor needs to know."""

    agent_id: str
    agent_nom: str
    structure: Structure
    coffre: Coffre
    secret: str
    contenu: ContenuMediation
    maintenant: dt.datetime

    @property
    def fuseau(self) -> ZoneInfo:
        """The clock of the structure: overseas, midnight is another instant."""
        return zone_of(self.structure.departement)

    @property
    def jour(self) -> dt.date:
        return self.maintenant.astimezone(self.fuseau).date()

    @property
    def mois(self) -> str:
        return f"{self.jour:%Y-%m}"


def zone_of(departement: str) -> ZoneInfo:
    """The clock of a département, as the rules of requests know it."""
    return escalades().regles.zone(departement)


def told_by_database(erreur: IntegrityError) -> Refus | None:
    """The refusal that a trigger raised; None when the error is another one."""
    dit = str(erreur.orig)
    code = next((c for c in REFUS_DE_LA_BASE if c in dit), None)
    return Refus(409, "mandat", code) if code else None
