"""The queues that agents see: what is theirs, in the written order, and how tense it is."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import func, or_, select

from api.escalations.acces import Effectif
from api.escalations.agents import Agent
from api.escalations.contenu import Tension
from api.escalations.droits_agents import desks_of, is_trained, may_see
from api.escalations.etats import (
    A_PRENDRE,
    OUVERTES,
    order_queue,
    promise_state,
    queue_state,
    weighted_load,
)
from api.escalations.models import Conjointe, Escalade
from api.escalations.poste import Poste

PETIT = 5  # people: what is told of fewer could be recognised
FENETRE = 90  # days


@dataclass(frozen=True)
class FileVue:
    """A queue in its order. `ordre`: the written order of its state. `collegues`: who else of the
    same organisations is there. `conjointes`: the references shared with another organisation."""

    etat: Tension
    ordre: str
    demandes: list[Escalade]
    collegues: int = 0
    conjointes: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Part:
    """How many of how many; what would tell of fewer than `PETIT` people is None."""

    sur: int | None
    pourcent: int | None


def share(oui: int, sur: int) -> Part:
    """A share that tells of nobody: small totals, small counts and small remainders are hidden."""
    if sur < PETIT:
        return Part(None, None)
    cache = 0 < oui < PETIT or 0 < sur - oui < PETIT
    return Part(sur, None if cache else round(100 * oui / sur))


@dataclass(frozen=True)
class Mesure:
    """One desk's queue, for a supervisor: never a ranking of agents by raw counts (R3.19).

    `utile`, `voie_ordinaire`: of the requests closed in the last `FENETRE` days, those that the
    person found helpful (among those who said), and those for which an ordinary way existed.
    """

    guichet: str
    etat: Tension
    entrees: int  # today
    sorties: int
    stock: int
    plus_ancienne: dt.datetime | None
    promesses_rompues: int
    charges: dict[str, int]  # by agent, weighted by complexity
    utile: Part
    voie_ordinaire: Part


class BureauService(Poste):
    """What an agent sees at one instant."""

    async def queue(self, effectif: Effectif) -> FileVue:
        """The open requests of the agent's desks, and those joined to them.

        Restricted ones are in no ordinary queue: see `protected`.
        """
        demandes = [e for e in await self._open() if not e.restreinte]
        etat = self._state(demandes, effectif)
        ordre = self.contenus.regles.tension.etats[etat].ordre
        autres = [a for a in self._here(effectif) if a.id != self.agent.id]
        return FileVue(
            etat,
            ordre,
            order_queue(demandes, etat, self.maintenant),
            len(autres),
            await self._joint([e.reference for e in demandes]),
        )

    async def _joint(self, references: list[str]) -> frozenset[str]:
        requete = select(Conjointe.reference).where(Conjointe.reference.in_(references))
        return frozenset((await self.session.execute(requete)).scalars())

    async def protected(self) -> list[Escalade]:
        """The restricted requests, for those named and trained alone."""
        restreintes = [e for e in await self._open() if e.restreinte]
        return order_queue(restreintes, "normale", self.maintenant)

    async def unwatched(self, effectif: Effectif) -> dict[str, bool]:
        """The desks where nobody is trained for someone in danger, and whether one waits there.

        Nothing else of it is told: whoever is not trained learns only that someone must be named.
        """
        formes = [a for a in effectif.agents if is_trained(a)]
        suivis = {g for a in formes for g in desks_of(a, self.contenus)}
        seuls = [g for g in desks_of(self.agent, self.contenus) if g not in suivis]
        requete = select(Escalade.guichet).where(
            Escalade.guichet.in_(seuls),
            Escalade.restreinte.is_(True),
            Escalade.etat.in_(A_PRENDRE),
        )
        attendent = set((await self.session.execute(requete)).scalars())
        return {guichet: guichet in attendent for guichet in seuls}

    async def _open(self) -> list[Escalade]:
        guichets = desks_of(self.agent, self.contenus)
        jointes = select(Conjointe.reference).where(Conjointe.organisme.in_(self.agent.organismes))
        requete = select(Escalade).where(
            Escalade.etat.in_(OUVERTES),
            or_(Escalade.guichet.in_(guichets), Escalade.reference.in_(jointes)),
        )
        demandes = (await self.session.execute(requete)).scalars().all()
        siennes = self.agent.organismes
        references = set((await self.session.execute(jointes)).scalars())
        return [
            e
            for e in demandes
            if may_see(self.agent, e, self.contenus, siennes if e.reference in references else ())
        ]

    def _state(self, demandes: list[Escalade], effectif: Effectif) -> Tension:
        a_prendre = sum(e.etat in A_PRENDRE for e in demandes)
        return queue_state(a_prendre, len(self._here(effectif)), self.contenus.regles.tension)

    def _here(self, effectif: Effectif) -> list[Agent]:
        """Who of the same organisations said they are there."""
        ici = [a for a in effectif.agents if a.id in effectif.presents]
        return [a for a in ici if a.organismes & self.agent.organismes]

    async def measure(self, effectif: Effectif) -> list[Mesure]:
        """Each desk's entries, exits, stock, oldest age, broken promises and weighted load.

        Restricted requests are in no count.
        """
        mesures = []
        toutes = [e for e in await self._open() if not e.restreinte]
        for guichet in desks_of(self.agent, self.contenus):
            ici = [e for e in toutes if e.guichet == guichet]
            a_prendre = [e for e in ici if e.etat in A_PRENDRE]
            charges: dict[str, list[Escalade]] = {}
            for e in ici:
                if e.agent_id:
                    charges.setdefault(e.agent_id, []).append(e)
            utile, voie_ordinaire = await self._quality(guichet)
            rompues = [e for e in ici if promise_state(e, self.maintenant) == "rompue"]
            mesures.append(
                Mesure(
                    guichet=guichet,
                    etat=self._state(ici, effectif),
                    entrees=await self._today(guichet, "cree_le"),
                    sorties=await self._today(guichet, "close_le"),
                    stock=len(a_prendre),
                    plus_ancienne=min((e.cree_le for e in a_prendre), default=None),
                    promesses_rompues=len(rompues),
                    charges={agent: weighted_load(liste) for agent, liste in charges.items()},
                    utile=utile,
                    voie_ordinaire=voie_ordinaire,
                )
            )
        return mesures

    async def _quality(self, guichet: str) -> tuple[Part, Part]:
        """What closed requests say of the service, not of an agent."""
        requete = select(
            func.count(),
            func.count(Escalade.utile),
            func.count().filter(Escalade.utile.is_(True)),
            func.count().filter(Escalade.parcours_normal.is_(True)),
        ).where(
            Escalade.guichet == guichet,
            Escalade.restreinte.is_(False),
            Escalade.close_le >= self.maintenant - dt.timedelta(days=FENETRE),
        )
        closes, avis, utiles, ordinaires = (await self.session.execute(requete)).one()
        return share(utiles, avis), share(ordinaires, closes)

    async def _today(self, guichet: str, colonne: str) -> int:
        minuit = self.maintenant.replace(hour=0, minute=0, second=0, microsecond=0)
        requete = select(func.count()).where(
            Escalade.guichet == guichet,
            Escalade.restreinte.is_(False),
            getattr(Escalade, colonne) >= minuit,
        )
        return int((await self.session.execute(requete)).scalar_one())
