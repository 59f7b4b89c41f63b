"""The queue as a page shows it: one line for each request, filters that live in the address."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, fields

from api.escalations.agents import Agent
from api.escalations.appreciation import explain
from api.escalations.droits_agents import may_relieve
from api.escalations.etats import A_PRENDRE, EtatPromesse, promise_state
from api.escalations.models import Escalade
from api.web.bureau.mots import Mots

TOUT = ""


@dataclass(frozen=True)
class Ligne:
    """One request. `moment`, `etape`: only what the person lets the agent read."""

    reference: str
    etat: str
    motif: str
    niveau: str
    niveau_texte: str
    priorite: int
    raisons: list[str]
    promesse_etat: EtatPromesse
    promesse: str
    avant: str
    organisme: str
    organisme_texte: str
    territoire: str
    langue: str
    langue_texte: str
    canal: str
    moment: str
    moment_texte: str
    etape_texte: str
    partage: bool
    repetitions: int
    depuis: str
    conjointe: bool
    alerte: bool
    rompue: bool  # the hour is past, and nobody has answered yet
    a_prendre: bool
    reservee: bool  # it waits for another agent, whom this one may not relieve
    mienne: bool
    suivie_par: str
    competence: str


def draw_line(
    e: Escalade,
    agent: Agent,
    maintenant: dt.datetime,
    mots: Mots,
    conjointes: Collection[str] = (),
    noms: Mapping[str, str] | None = None,
    agents: Collection[Agent] = (),
) -> Ligne:
    """A request in one line. Where the person did not agree, neither moment nor step is told."""
    partage = "situation" in e.consentement
    return Ligne(
        reference=e.reference,
        etat=e.etat,
        motif=mots.motif(e.motif),
        niveau=e.niveau,
        niveau_texte=mots.niveau(e.niveau),
        priorite=e.priorite,
        raisons=explain(mots.contenus, e.raisons, "agent"),
        promesse_etat=promise_state(e, maintenant),
        promesse=mots.promise(e, maintenant),
        avant=mots.at(e.promesse_avant, e.departement),
        organisme=e.organisme,
        organisme_texte=mots.organisme(e.organisme, e.organisme_local),
        territoire=mots.territoire(e.departement),
        langue=e.langue,
        langue_texte=mots.langue(e.langue),
        canal=e.canal,
        moment=e.moment or "" if partage else "",
        moment_texte=mots.moment(e.moment) if partage else "",
        etape_texte=mots.etape(e.moment, e.etape) if "plan" in e.consentement else "",
        partage=partage,
        repetitions=e.repetitions,
        depuis=mots.duration(maintenant - e.cree_le),
        conjointe=e.reference in conjointes,
        alerte=e.alerte and e.etat in A_PRENDRE,
        rompue=e.premiere_reponse_le is None and promise_state(e, maintenant) == "rompue",
        a_prendre=e.etat in A_PRENDRE,
        reservee=e.agent_id not in (None, agent.id)
        and not may_relieve(agent, e, agents, maintenant),
        mienne=e.agent_id == agent.id,
        suivie_par=(noms or {}).get(e.agent_id or "", ""),
        competence=mots.competence(e.competence),
    )


@dataclass(frozen=True)
class Filtres:
    """What the address asks for; an empty one asks for everything."""

    moment: str = TOUT
    organisme: str = TOUT
    langue: str = TOUT
    canal: str = TOUT
    niveau: str = TOUT
    qui: str = TOUT  # miennes, a_prendre
    promesse: str = TOUT  # rompue

    @classmethod
    def of(cls, question: Mapping[str, str]) -> Filtres:
        """From an address; what is not a filter is left aside."""
        return cls(**{f.name: question.get(f.name, TOUT)[:40] for f in fields(cls)})

    def keeps(self, ligne: Ligne) -> bool:
        """Whether a request is among those asked for."""
        champs = ("moment", "organisme", "langue", "canal", "niveau")
        egaux = all(getattr(self, c) in (TOUT, getattr(ligne, c)) for c in champs)
        qui = {"miennes": ligne.mienne, "a_prendre": ligne.a_prendre}.get(self.qui, True)
        rompue = self.promesse != "rompue" or ligne.promesse_etat == "rompue"
        return egaux and qui and rompue

    @property
    def actifs(self) -> dict[str, str]:
        """Those that are set."""
        return {f.name: v for f in fields(self) if (v := getattr(self, f.name))}


def choices(lignes: Iterable[Ligne], filtres: Filtres) -> dict[str, list[tuple[str, str]]]:
    """For each filter, the values met in the queue and the one already chosen, in words."""
    lues = list(lignes)

    def met(champ: str) -> list[tuple[str, str]]:
        trouves = {getattr(x, champ): getattr(x, f"{champ}_texte", "") for x in lues}
        choisi = getattr(filtres, champ)
        return sorted(({choisi: choisi} | trouves).items(), key=lambda v: v[1])

    noms = ("moment", "organisme", "langue", "canal", "niveau")
    return {nom: [(code, texte) for code, texte in met(nom) if code] for nom in noms}
