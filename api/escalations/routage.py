"""Who answers, how, by when: a pure function of a request, the desks, the agents and the hour.

Whatever the day and the hour there is one lead, one way and one promise: never silence.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from api.escalations.agents import Agent
from api.escalations.appreciation import COMPETENCE_PROTECTION, Appreciation
from api.escalations.contenu import Contenus, Guichet, Promesses
from api.escalations.horaires import Lieu, Ouverture, add_working_days, current, openings

Canal = Literal["direct", "rappel", "message", "rendez_vous", "lignes"]
Statut = Literal["trouve", "demander_commune", "a_preciser", "inconnu"]
RELAIS_GENERAL = "france_services"


@dataclass(frozen=True)
class Competent:
    """An organisation asked for, and which one is in charge there, as the territories say."""

    organisme: str
    statut: Statut = "inconnu"
    nom: str | None = None


@dataclass(frozen=True)
class Promesse:
    """By which way, not before when, and at the latest when. Instants in UTC."""

    canal: Canal
    de: dt.datetime
    avant: dt.datetime


@dataclass(frozen=True)
class Voie:
    """What one organisation offers for this request: its desk, who can take it, its promise."""

    competent: Competent
    guichet: str
    promesse: Promesse
    agents: tuple[str, ...]  # those who can take it, the nearest to the need first
    presents: tuple[str, ...]

    @property
    def organisme(self) -> str:
        return self.competent.organisme

    @property
    def commune_a_demander(self) -> bool:
        """Several organisations share this place: it is asked, never guessed."""
        return self.competent.statut == "demander_commune"


@dataclass(frozen=True)
class Route:
    """One lead, the others linked. `alerte`: nobody named for it, a supervisor must know."""

    chef: Voie
    lies: tuple[Voie, ...]
    alerte: bool
    correspondant: bool
    restreinte: bool
    urgence: bool  # the organisation's urgent procedure applies

    @property
    def promesse(self) -> Promesse:
        return self.chef.promesse


def route(
    contenus: Contenus,
    appreciation: Appreciation,
    competents: Sequence[Competent],
    departement: str | None,
    langue: str,
    agents: Sequence[Agent],
    presents: Collection[str],
    en_attente: Mapping[str, int],
    maintenant: dt.datetime,
    occupes: Collection[str] = (),
) -> Route:
    """The route of a request. `agents`: all who have an account; `presents`: those there now;
    `occupes`: those who answer as many people as one can at once.

    `en_attente`: how many people wait for a conversation, by desk. The lead is the first
    organisation that has a desk here; that of the correspondent first when the case is attentive.
    """
    lieu = Lieu(departement, contenus.regles.zone(departement))
    besoin = _Besoin(
        contenus,
        appreciation,
        langue,
        agents,
        presents,
        occupes,
        en_attente,
        maintenant,
        lieu,
    )
    voies = [besoin.way(c) for c in _leads(contenus, appreciation, competents, departement)]
    chef, *lies = _once_per_desk(voies)
    attentif = appreciation.attentive
    if appreciation.restreinte:
        chef, lies = _restricted(chef, maintenant), []
    return Route(
        chef=chef,
        lies=tuple(lies),
        alerte=attentif and not chef.agents,
        correspondant=attentif,
        restreinte=appreciation.restreinte,
        urgence=appreciation.pressee,
    )


def _leads(
    contenus: Contenus,
    appreciation: Appreciation,
    competents: Sequence[Competent],
    departement: str | None,
) -> list[Competent]:
    """Organisations with a desk here, the lead first; the general relay when there is none."""
    donnes = {c.organisme: c for c in competents}
    suivis = [o for o, _ in appreciation.correspondants] if appreciation.attentive else []
    noms = contenus.desks([*suivis, *donnes], departement) or [RELAIS_GENERAL]
    return [donnes.get(nom, Competent(nom)) for nom in noms]


def _once_per_desk(voies: Iterable[Voie]) -> list[Voie]:
    """Where one organisation answers for several (Lozère, overseas), it is contacted once."""
    uniques: dict[str, Voie] = {}
    for voie in voies:
        uniques.setdefault(voie.guichet, voie)
    return list(uniques.values())


def _restricted(chef: Voie, maintenant: dt.datetime) -> Voie:
    """Someone may be watched: a trained person who is there, else those who listen, now.

    No callback, no appointment: nothing may reach the person without their saying it is safe.
    """
    if chef.promesse.canal == "direct":
        return chef
    return replace(chef, promesse=Promesse("lignes", maintenant, maintenant))


@dataclass(frozen=True)
class _Besoin:
    contenus: Contenus
    appreciation: Appreciation
    langue: str
    agents: Sequence[Agent]
    presents: Collection[str]
    occupes: Collection[str]
    en_attente: Mapping[str, int]
    maintenant: dt.datetime
    lieu: Lieu

    def way(self, competent: Competent) -> Voie:
        """What an organisation offers."""
        guichet = self.contenus.desk(competent.organisme, self.lieu.departement)
        assert guichet, competent
        possibles = [a for a in self.agents if self._can_take(a, guichet)]
        possibles.sort(key=lambda a: (a.id not in self.presents, *self._distance(a), a.id))
        presents = [a.id for a in possibles if a.id in self.presents]
        return Voie(
            competent=competent,
            guichet=guichet.id,
            promesse=self._promise(guichet, presents),
            agents=tuple(a.id for a in possibles),
            presents=tuple(presents),
        )

    def _skill(self, guichet: Guichet) -> str | None:
        """The skill that this organisation's correspondent has for the case, else the ordinary."""
        if self.appreciation.restreinte:
            return COMPETENCE_PROTECTION
        siennes = (c for o, c in self.appreciation.correspondants if o in guichet.organismes)
        return next(siennes, self.appreciation.competence)

    def _can_take(self, agent: Agent, guichet: Guichet) -> bool:
        """Organisation, territory, level; and the skill itself where the level demands it."""
        niveau = self.contenus.regles.niveaux[self.appreciation.niveau]
        return (
            bool(agent.organismes & {guichet.id, *guichet.organismes})
            and agent.covers(self.lieu.departement)
            and agent.role in niveau.roles
            and (not niveau.competence_exigee or self._skill(guichet) in agent.competences)
        )

    def _distance(self, agent: Agent) -> tuple[bool, bool]:
        """The person's language first (translation makes up for it), then the ordinary skill."""
        competence = self.appreciation.competence
        return self.langue not in agent.langues, competence not in agent.competences

    def _wait(self, guichet: Guichet, libres: int, limites: Promesses) -> dt.timedelta:
        """How long one would wait for a conversation now."""
        return limites.conversation.delta * self.en_attente.get(guichet.id, 0) / libres

    def _promise(self, guichet: Guichet, presents: Sequence[str]) -> Promesse:
        ouverte = current(guichet, self.lieu, self.maintenant)
        limites = self.contenus.regles.promesses
        libres = sum(a not in self.occupes for a in presents)
        if ouverte and libres and guichet.direct:
            longue = limites.attente_directe.delta
            if self._wait(guichet, libres, limites) <= longue:
                return Promesse("direct", self.maintenant, self.maintenant + longue)
        if guichet.rappel and (presents or self.appreciation.pressee):
            fenetre = self._window(guichet, limites)
            if fenetre:
                return Promesse("rappel", fenetre.de, fenetre.a)
        return self._later(guichet, limites, "message" if ouverte and presents else "rappel")

    def _window(self, guichet: Guichet, limites: Promesses) -> Ouverture | None:
        """The next two hours of opening; near the closing, those of the next opening."""
        for ouverture in openings(guichet, self.lieu, self.maintenant):
            debut = max(ouverture.de, self.maintenant)
            if ouverture.a - debut >= limites.marge_fermeture.delta:
                fin = min(debut + limites.fenetre_rappel.delta, ouverture.a)
                return Ouverture(debut, fin) if fin <= self._latest(limites) else None
        return None

    def _later(self, guichet: Guichet, limites: Promesses, canal: Canal) -> Promesse:
        """Not now: an answer in two working days, else an appointment in seven at most."""
        dernier = self._latest(limites)
        limite = self._end_of_day(limites.reponse.valeur)
        a_temps = [o for o in openings(guichet, self.lieu, self.maintenant) if o.a <= dernier]
        bientot = [o for o in a_temps if o.a <= limite]
        if bientot and (guichet.rappel or canal == "message"):
            return Promesse(canal, max(bientot[0].de, self.maintenant), bientot[-1].a)
        debut = max(a_temps[0].de, self.maintenant) if a_temps else self.maintenant
        dernier_recours: Canal = "rendez_vous" if guichet.rendez_vous else "rappel"
        return Promesse(dernier_recours, debut, a_temps[-1].a if a_temps else dernier)

    def _latest(self, limites: Promesses) -> dt.datetime:
        return self._end_of_day(limites.rendez_vous.valeur)

    def _end_of_day(self, jours_ouvres: int) -> dt.datetime:
        jour = self.lieu.day(self.maintenant)
        dernier = add_working_days(jour, jours_ouvres, self.lieu.departement)
        return self.lieu.at(dernier, dt.time(23, 59))
