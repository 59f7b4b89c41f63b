"""A human, always: the request is appreciated, routed, promised, and never lost.

What the person does with it; what agents do is in vie.py.
"""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from api.errors import Refus
from api.escalations import acces
from api.escalations.acces import Effectif
from api.escalations.affluence import busy, waiting
from api.escalations.appreciation import (
    Appreciation,
    appreciate,
    detect_signals,
    next_deadline,
    repetition,
)
from api.escalations.contenu import Contenus, delivered
from api.escalations.droits_agents import is_unnamed
from api.escalations.etats import SUIVIES
from api.escalations.models import Escalade, Evenement
from api.escalations.reveil import alert_desk, wake_desk
from api.escalations.routage import RELAIS_GENERAL, Competent, Route, route
from api.parcours.conditions import facts_of
from api.parcours.deadlines import departement_of
from api.parcours.engine import Situation
from api.parcours.plan import make_plan

# No look-alike letters or figures: a reference is read aloud on the phone.
ALPHABET = "ACDEFHJKMNPRTUVWXY34679"
NOMBRE_CONTACTS = 3
USAGER = "usager"
DEMANDEES = ("demandee", "relancee", "rouverte")  # what brings a request to a desk


def new_reference() -> str:
    """A reference such as "JA-7KD4-XH3" that one can dictate."""
    tirage = "".join(secrets.choice(ALPHABET) for _ in range(7))
    return f"JA-{tirage[:4]}-{tirage[4:]}"


def contacts_for(situation: Situation, acte: str | None = None) -> list[str]:
    """Organisations to reach, nearest to the person's next steps first, then France services."""
    if situation.protegee:
        return _protecting_contacts(situation)
    organismes = situation.moteur.bibliotheque.organismes
    noms = [o for o in _next_organisations(situation) if organismes[o].telephone]
    noms = noms or _relays(situation)
    return [*noms[:NOMBRE_CONTACTS], RELAIS_GENERAL]


def _next_organisations(situation: Situation) -> list[str]:
    """The organisations of what is certainly to be done, the most pressing first."""
    etapes = [e for e in make_plan(situation).etapes if e.statut == "a-faire"]
    return list(dict.fromkeys(o for e in etapes for o in e.organismes))


def _relays(situation: Situation) -> list[str]:
    moments = situation.moteur.bibliotheque.moments
    return list(dict.fromkeys(r for m in situation.moments for r in moments[m].relais))


def _protecting_contacts(situation: Situation) -> list[str]:
    """In danger: those who listen and protect this person, never an office.

    The emergency numbers, the same for everyone, are already in sight: the first is enough here.
    """
    bibliotheque = situation.moteur.bibliotheque
    etapes = [e for e in make_plan(situation).etapes if e.statut != "faite"]
    pour_elle = [o for e in etapes if facts_of(e.situee.etape.si) for o in e.organismes]
    pour_tous = [o for e in etapes for o in e.organismes]
    relais = [o for m in bibliotheque.moments.values() if m.protege for o in m.relais]

    def reachable(noms: list[str]) -> list[str]:
        return [n for n in dict.fromkeys(noms) if bibliotheque.organismes[n].telephone]

    noms = reachable(pour_elle) or [*reachable(pour_tous)[:1], *reachable(relais)]
    return noms[:NOMBRE_CONTACTS]


@dataclass(frozen=True)
class Demandeur:
    """Who asks: their dossier as it is known now."""

    dossier_id: str
    situation: Situation
    territoires: Any  # TerritoireService: who is in charge where the person lives
    lieu: str | None
    langue: str
    protege: bool
    vers: tuple[str, ...] = ()  # whom who helps them asks first

    def competents(self) -> list[Competent]:
        """The organisations concerned, each with the one in charge there when it is known."""
        siens = [*_next_organisations(self.situation), *_relays(self.situation)]
        return [self._resolve(nom) for nom in dict.fromkeys([*self.vers, *siens])]

    def _resolve(self, organisme: str) -> Competent:
        if self.lieu is None:
            return Competent(organisme)
        agricole = self.situation.valeurs.get("regime_agricole") is True
        trouve = self.territoires.resolve(self.lieu, organisme, agricole)
        return Competent(organisme, trouve.statut, trouve.nom)


class EscaladeService:
    """Works inside one database session; the caller commits."""

    def __init__(self, session: AsyncSession, contenus: Contenus | None = None) -> None:
        self.session = session
        self.contenus = contenus or delivered()

    async def request(self, qui: Demandeur, motif: str, maintenant: dt.datetime) -> Escalade | None:
        """Keep the request, give it a route and a promise.

        None when only contacts were wanted, and where no agent has an account: nobody would ever
        read it, and a promise would be a lie.

        Asked again while it is open, it is the same one, more pressing, its promise never later.
        Asked again within the month after it was closed, it returns to its agent.
        """
        connu = self.contenus.motifs.motifs.get(motif)
        if connu and not connu.demande:
            return None
        effectif = await acces.workforce(self.session)
        if not effectif.agents:
            return None
        anciennes = await self._same(qui.dossier_id, motif)
        repetee = repetition(
            [e.relance_le or e.cree_le for e in anciennes],
            maintenant,
            self.contenus.regles.repetition.jours,
        )
        signaux = detect_signals(qui.situation, motif, qui.langue)
        appreciation = appreciate(
            self.contenus,
            signaux,
            qui.situation.moments,
            echeance=next_deadline(make_plan(qui.situation)),
            repetee=repetee,
            protegee=qui.protege or qui.situation.protegee,
            le=maintenant.date(),
        )
        departement = departement_of(qui.lieu)
        trouvee = route(
            *(self.contenus, appreciation, qui.competents(), departement, qui.langue),
            *(effectif.agents, effectif.presents, await waiting(self.session), maintenant),
            await busy(self.session, self.contenus.regles.a_la_fois.nombre),
        )
        derniere = anciennes[0] if anciennes else None
        if derniere is None or (derniere.etat == "close" and not repetee):
            escalade = Escalade(
                reference=new_reference(),
                dossier_id=qui.dossier_id,
                motif=motif[:40],
                signaux=[s.to_json() for s in signaux],
                departement=departement,
                langue=qui.langue,
                cree_le=maintenant,
                **_appreciated(appreciation),
                **_routed(trouvee),
            )
            self.session.add(escalade)
            quoi = "demandee"
        else:
            escalade = derniere
            quoi = self._again(escalade, appreciation, trouvee, maintenant, effectif)
            escalade.signaux = [
                *[s for s in escalade.signaux if s["origine"] == "humain"],
                *[s.to_json() for s in signaux],
            ]
        escalade.moment, escalade.etape = _whereabouts(qui.situation, appreciation.restreinte)
        await self.session.flush()
        self.record(escalade, quoi, USAGER, maintenant, {"canal": escalade.canal})
        return escalade

    def _again(
        self,
        escalade: Escalade,
        appreciation: Appreciation,
        trouvee: Route,
        maintenant: dt.datetime,
        effectif: Effectif,
    ) -> str:
        """The same request once more: more pressing; closed, it is opened again."""
        escalade.repetitions += 1
        escalade.relance_le = maintenant
        for cle, valeur in _appreciated(appreciation).items():
            setattr(escalade, cle, valeur)
        if appreciation.restreinte:
            escalade.contact = escalade.contact_consigne = None
        fermee = escalade.etat == "close"
        if fermee:
            escalade.etat = "rouverte"
            escalade.issue = escalade.suite = escalade.close_le = escalade.utile = None
            escalade.premiere_reponse_le = None
            escalade.parcours_normal = False
        elif escalade.etat == "en_attente_usager":
            escalade.etat = "en_cours"
        promesse = trouvee.promesse
        plus_tot = promesse.avant < escalade.promesse_avant
        if fermee or plus_tot or appreciation.restreinte:
            escalade.canal = promesse.canal
            escalade.promesse_de, escalade.promesse_avant = promesse.de, promesse.avant
        escalade.alerte = is_unnamed(effectif.agents, escalade, self.contenus)
        ailleurs = trouvee.chef.guichet != escalade.guichet
        if escalade.alerte and escalade.agent_id is None and ailleurs:
            self._lead(escalade, trouvee)
        return "rouverte" if fermee else "relancee"

    def _lead(self, escalade: Escalade, trouvee: Route) -> None:
        """It calls for a correspondent now, and nobody here is one: the desk that should leads."""
        wake_desk(self.session, escalade)  # the desk that it leaves
        mene = _routed(trouvee)
        tot = min(escalade.promesse_avant, trouvee.promesse.avant)
        for cle, valeur in {**mene, "promesse_avant": tot}.items():
            setattr(escalade, cle, valeur)
        escalade.promesse_de = min(escalade.promesse_de, tot)

    async def _same(self, dossier_id: str, motif: str) -> list[Escalade]:
        """The requests of a dossier for a reason, the last one first."""
        requete = (
            select(Escalade)
            .where(Escalade.dossier_id == dossier_id, Escalade.motif == motif[:40])
            .order_by(Escalade.cree_le.desc(), Escalade.reference)
        )
        return list((await self.session.execute(requete)).scalars())

    def record(
        self,
        escalade: Escalade,
        quoi: str,
        par: str,
        maintenant: dt.datetime,
        details: dict[str, Any] | None = None,
    ) -> None:
        """Add a line to the history; none is ever changed. Its desk is woken: every change of a
        request comes by here."""
        self.session.add(
            Evenement(
                reference=escalade.reference,
                le=maintenant,
                quoi=quoi,
                par=par,
                details=details or {},
            )
        )
        wake_desk(self.session, escalade)
        if escalade.alerte and quoi in DEMANDEES:
            alert_desk(self.session, escalade, "personne_de_nomme")

    # What the person reads and decides -------------------------------------------------------

    async def of_dossier(self, dossier_id: str) -> list[Escalade]:
        """The person's requests, the last one first."""
        requete = (
            select(Escalade)
            .where(Escalade.dossier_id == dossier_id)
            .order_by(Escalade.cree_le.desc(), Escalade.reference)
        )
        return list((await self.session.execute(requete)).scalars())

    async def taken_by(self, agent_id: str) -> list[Escalade]:
        """The requests that an agent follows now."""
        requete = select(Escalade).where(Escalade.agent_id == agent_id, Escalade.etat.in_(SUIVIES))
        return list((await self.session.execute(requete)).scalars())

    async def one_of(self, dossier_id: str, reference: str) -> Escalade:
        """One request of a dossier; 404 when it is not one of its own."""
        escalade = await self.session.get(Escalade, reference)
        if escalade is None or escalade.dossier_id != dossier_id:
            raise Refus(404, "reference", "demande_inconnue")
        return escalade

    async def by_reference(self, reference: str) -> Escalade:
        """A request, for a task of the service itself; 404 when it was erased."""
        escalade = await self.session.get(Escalade, reference)
        if escalade is None:
            raise Refus(404, "reference", "demande_inconnue")
        return escalade

    async def asked_at(self, guichet: str, depuis: dt.datetime) -> list[Escalade]:
        """The requests made at a desk since then, for its figures; restricted ones in none."""
        requete = select(Escalade).where(
            Escalade.guichet == guichet,
            Escalade.cree_le >= depuis,
            Escalade.restreinte.is_(False),
        )
        return list((await self.session.execute(requete)).scalars())

    async def set_consent(
        self, dossier_id: str, reference: str, champs: Iterable[str], maintenant: dt.datetime
    ) -> Escalade:
        """What the agent may read, as the person decides; they may take it back."""
        escalade = await self.one_of(dossier_id, reference)
        connus = self.contenus.registre.champs
        choisis = list(dict.fromkeys(champs))
        if inconnus := [c for c in choisis if c not in connus]:
            raise Refus(422, "champs", "champ_non_prevu", connus, nom=inconnus[0])
        escalade.consentement = choisis
        self.record(escalade, "accord", USAGER, maintenant, {"champs": choisis})
        return escalade

    async def set_contact(
        self,
        dossier_id: str,
        reference: str,
        contact: str | None,
        consigne: str | None,
        maintenant: dt.datetime,
    ) -> Escalade:
        """How to call back, only if they want it, and how it is safe; None takes it away.

        Refused where someone may be in danger: nothing kept may lead to them.
        """
        escalade = await self.one_of(dossier_id, reference)
        if escalade.restreinte and contact:
            raise Refus(409, "contact", "contact_protege")
        if escalade.etat == "close" and contact:
            raise Refus(409, "contact", "demande_close")
        escalade.contact = contact or None
        escalade.contact_consigne = consigne or None if contact else None
        # The number itself is in no history: taken away, nothing of it stays.
        self.record(escalade, "contact", USAGER, maintenant, {"donne": bool(contact)})
        return escalade

    async def set_usefulness(
        self, dossier_id: str, reference: str, utile: bool, maintenant: dt.datetime
    ) -> Escalade:
        """Whether the answer helped, once it is closed."""
        escalade = await self.one_of(dossier_id, reference)
        if escalade.etat != "close":
            raise Refus(409, "utile", "demande_pas_close")
        escalade.utile = utile
        self.record(escalade, "avis", USAGER, maintenant, {"utile": utile})
        return escalade


def _whereabouts(situation: Situation, restreinte: bool) -> tuple[str | None, str | None]:
    """The moment and the step where the person is: the most pressing of what is to be done,
    else of what may be."""
    if restreinte:
        return None, None
    plan = [e for e in make_plan(situation).etapes if e.statut != "faite"]
    etapes = [e.situee for e in sorted(plan, key=lambda e: e.statut != "a-faire")]
    if etapes:
        return etapes[0].parcours.moment, etapes[0].etape.id
    return next(iter(situation.free_moments), None), None


def _appreciated(a: Appreciation) -> dict[str, Any]:
    return {
        "niveau": a.niveau,
        "fragilites": list(a.fragilites),
        "raisons": list(a.raisons),
        "priorite": a.priorite,
        "echeance": a.echeance,
        "competence": a.competence,
        "restreinte": a.restreinte,
    }


def _routed(trouvee: Route) -> dict[str, Any]:
    return {
        "organisme": trouvee.chef.organisme,
        "guichet": trouvee.chef.guichet,
        "organisme_local": trouvee.chef.competent.nom,
        "lies": [v.organisme for v in trouvee.lies],
        "alerte": trouvee.alerte,
        "canal": trouvee.promesse.canal,
        "promesse_de": trouvee.promesse.de,
        "promesse_avant": trouvee.promesse.avant,
    }
