"""What a structure did in a month: counted from the journal, nothing typed for it, small counts
hidden so that nobody is recognised."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.escalations.service import EscaladeService
from api.mediation.models import Accueil, ActeMediation, ActiviteEffacee
from api.mediation.posture import POSTURES

K = 5
GROUPES = ("accueil", "visites", "moment", "demarche", "mandat", "appui", "delai")
# The journal's acts, and the group that each is counted in.
PAR_OBJET = {"accueil": "accueil", "moment": "moment", "mandat_donne": "mandat", "appui": "appui"}
SEMAINE = dt.timedelta(days=7)


@dataclass(frozen=True)
class Groupe:
    """Lines of one kind. None: a count too small to be told."""

    nom: str
    lignes: list[tuple[str, int | None]]
    total: int | None


def hide(nom: str, comptes: Mapping[str, int]) -> Groupe:
    """Small counts are hidden; the total too when it would give them away."""
    lignes = [
        (cle, n if n >= K else None)
        for cle, n in sorted(comptes.items(), key=lambda x: (-x[1], x[0]))
        if n > 0
    ]
    caches = sum(n for n in comptes.values() if 0 < n < K)
    combien = sum(1 for _, n in lignes if n is None)
    total = sum(comptes.values())
    # One hidden line is the difference between the total and the others; several small ones may
    # still add up to a few people.
    sur = combien == 0 or (combien > 1 and caches >= K)
    return Groupe(nom, lignes, total if sur and total >= K else None)


def count(actes: Iterable[tuple[str, str, str, int]]) -> dict[str, Counter[str]]:
    """(act, démarche, object, how many) as groups."""
    groupes: dict[str, Counter[str]] = {nom: Counter() for nom in GROUPES}
    for acte, demarche, objet, nombre in actes:
        if acte in PAR_OBJET:
            groupes[PAR_OBJET[acte]][objet] += nombre
        if acte in ("accueil", "retour"):
            groupes["visites"][acte] += nombre
        if acte in POSTURES:
            groupes["demarche"][f"{demarche}:{acte}"] += nombre
    return groupes


def delay(demandee: dt.datetime, repondue: dt.datetime | None) -> str:
    """How long a caisse took, in words that are enough to manage by."""
    if repondue is None:
        return "attente"
    if repondue - demandee < dt.timedelta(days=1):
        return "jour"
    return "semaine" if repondue - demandee <= SEMAINE else "plus"


class ActiviteService:
    """Works inside one database session; writes nothing."""

    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def month(self, structure_id: str, mois: str) -> list[Groupe]:
        """A month of a structure: what the journal says, and the counts that erased files left."""
        vivants = (
            select(
                ActeMediation.acte,
                func.coalesce(ActeMediation.demarche, ""),
                func.coalesce(ActeMediation.objet, ""),
                func.count(),
            )
            .where(ActeMediation.structure_id == structure_id, ActeMediation.mois == mois)
            .group_by(ActeMediation.acte, ActeMediation.demarche, ActeMediation.objet)
        )
        effaces = select(
            ActiviteEffacee.acte,
            ActiviteEffacee.demarche,
            ActiviteEffacee.objet,
            ActiviteEffacee.nombre,
        ).where(ActiviteEffacee.structure_id == structure_id, ActiviteEffacee.mois == mois)
        lignes = [
            (str(acte), str(demarche), str(objet), int(n))
            for requete in (vivants, effaces)
            for acte, demarche, objet, n in (await self.session.execute(requete)).all()
        ]
        groupes = count(lignes)
        groupes["delai"] = await self._delays(structure_id, mois)
        return [hide(nom, comptes) for nom, comptes in groupes.items()]

    async def _delays(self, structure_id: str, mois: str) -> Counter[str]:
        """Of the requests still there: an erased file takes its own with it."""
        requete = select(Accueil.dossier_id).where(
            Accueil.structure_id == structure_id, Accueil.persona.is_(None)
        )
        delais: Counter[str] = Counter()
        demandes = EscaladeService(self.session)
        for dossier_id in (await self.session.execute(requete)).scalars():
            for e in await demandes.of_dossier(dossier_id):
                if f"{e.cree_le:%Y-%m}" == mois:
                    delais[delay(e.cree_le, e.premiere_reponse_le)] += 1
        return delais
