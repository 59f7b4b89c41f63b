"""Everything one screen shows of a person, gathered once: what they said, what follows from it."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from api.accounts.access import comptes_of
from api.conversations.reception import render_all
from api.conversations.service import ConversationService
from api.dossiers.lecture import read_in_words
from api.dossiers.service import DossierService
from api.errors import Refus
from api.escalations.lecture_agent import Entendu, hear
from api.escalations.service import EscaladeService
from api.languages.langues import SOURCE, dir_of, tag_of
from api.mediation.contenu import Carte, Repere
from api.mediation.dossiers import typed
from api.mediation.journal import Journal
from api.mediation.models import Accueil
from api.mediation.regles import is_running, judge
from api.mediation.rendezvous import NOUS, RendezVousAccompagne
from api.parcours.conditions import evaluate
from api.parcours.engine import Situation
from api.web.mediation.cadre import Guichet
from api.web.vue_plan import keep_discreet

PAS = 0.25
BILAN = "bilan_droits"


@dataclass(frozen=True)
class Tour:
    """One bubble, as the person reads it and as the counsellor does."""

    bulle: dict[str, Any]
    francais: dict[str, Any]
    saisi: bool
    entendu: Entendu | None = None  # what the person wrote, and in which language

    @property
    def double(self) -> bool:
        """Two languages side by side: what the person wrote is theirs, and stays as it is."""
        if self.entendu is not None:
            return tag_of(self.entendu.langue) != SOURCE
        return self.bulle["langue"] != SOURCE and self.bulle["texte"] != self.francais["texte"]


@dataclass(frozen=True)
class FaitLu:
    nom: str
    titre: str
    libelle: str
    dit_par: str
    comment: str
    le: dt.datetime
    sensible: bool


@dataclass(frozen=True)
class PartieLue:
    """A part of the rights review, and how much of it the conversation has already filled."""

    titre: str
    dits: int
    total: int

    @property
    def etat(self) -> str:
        if self.dits == 0:
            return "a_venir"
        return "finie" if self.dits == self.total else "en_cours"


@dataclass
class Ecran:
    """The one screen."""

    accueil: Accueil
    conversation: str
    langue: str
    dir: str
    protege: bool
    ephemere: bool
    plan: dict[str, Any]
    fil: list[Tour]
    attente: bool
    faits: list[FaitLu]
    parties: list[PartieLue]
    moments: list[str]
    reperes: list[Repere]
    cartes: list[tuple[Carte, bool]]
    documents: list[str] = field(default_factory=list)


def dossiers_of(guichet: Guichet) -> DossierService:
    return DossierService(guichet.session, guichet.state.parcours, guichet.state.labels)


async def read_thread(
    guichet: Guichet, dossier_id: str, conversation_id: str, langue: str
) -> list[Tour]:
    """The conversation, twice when the person reads another language; what they wrote in it is
    translated beside, or said not to be. What a counsellor typed is French, unless it is clear."""
    messages = await ConversationService(guichet.session).read(conversation_id)
    saisis = await typed(guichet.session, conversation_id)
    bulles = await render_all(guichet.state, guichet.session, dossier_id, messages)
    francais = bulles
    if langue != SOURCE:
        francais = await render_all(guichet.state, guichet.session, dossier_id, messages, SOURCE)
    entendus = await asyncio.gather(
        *(hear(guichet.state, m, SOURCE if m.client_id in saisis else langue) for m in messages)
    )
    return [
        Tour(b.model_dump(mode="json"), f.model_dump(mode="json"), m.client_id in saisis, e)
        for m, b, f, e in zip(messages, bulles, francais, entendus, strict=True)
    ]


async def wait_reply(guichet: Guichet, conversation_id: str, seq: int, seconds: float) -> None:
    """Until the turn opened by this message is over, or time is out: the page comes anyway."""
    fin = asyncio.get_running_loop().time() + seconds
    with guichet.state.live.subscribe(conversation_id) as file:
        while asyncio.get_running_loop().time() < fin:
            async with guichet.state.database.session() as session:
                if not await ConversationService(session).pending_count(conversation_id, seq):
                    return
            try:
                await asyncio.wait_for(file.get(), PAS)
            except TimeoutError:
                continue


async def read_screen(guichet: Guichet, accueil: Accueil) -> Ecran:
    """What is known of the person, in French for the counsellor, on their own language's thread."""
    dossiers, le = dossiers_of(guichet), guichet.poste.jour
    try:
        dossier = await dossiers.get(accueil.dossier_id)
    except Refus:
        raise Refus(404, "accueil", "accueil_inconnu") from None
    conversation = await ConversationService(guichet.session).of_dossier(dossier.id)
    situation = await dossiers.situation(dossier.id, le)
    plan = keep_discreet((await dossiers.shown_plan(dossier.id, le)).model_dump(mode="json"))
    fil = await read_thread(guichet, dossier.id, conversation.id, dossier.langue)
    return Ecran(
        accueil=accueil,
        conversation=conversation.id,
        langue=dossier.langue,
        dir=dir_of(dossier.langue),
        protege=dossier.protege,
        ephemere=dossier.ephemere,
        plan=plan,
        fil=fil,
        attente=bool(fil) and fil[-1].bulle["auteur"] == "usager",
        faits=await _facts(dossiers, situation, dossier.id),
        parties=_parts(dossiers, situation),
        moments=situation.moments,
        reperes=_signs(guichet, situation),
        cartes=_cards(guichet, situation),
        documents=_documents(plan),
    )


async def _facts(dossiers: DossierService, situation: Situation, dossier_id: str) -> list[FaitLu]:
    lus = []
    for f in await dossiers.current_facts(dossier_id):
        if f.nom in situation.dits:
            connu = dossiers.parcours.fact(f.nom)
            libelle = dossiers.labels.said(f.nom, situation.dits[f.nom])
            lus.append(
                FaitLu(f.nom, connu.titre, libelle, f.dit_par, f.comment, f.le, connu.sensible)
            )
    return lus[::-1]


def _parts(dossiers: DossierService, situation: Situation) -> list[PartieLue]:
    """The six parts, filled by what was said, in any moment: nothing supposed counts."""
    parcours = dossiers.parcours.bibliotheque.parcours.get(BILAN)
    return [
        PartieLue(
            partie.titre,
            sum(nom in situation.dits for nom in partie.faits),
            len(partie.faits),
        )
        for partie in (parcours.parties if parcours else [])
    ]


def _signs(guichet: Guichet, situation: Situation) -> list[Repere]:
    """Signs of another moment. Nothing where someone may be in danger: one thing at a time."""
    if situation.protegee:
        return []
    return [
        r
        for r in guichet.poste.contenu.reperes.reperes
        if r.moment not in situation.moments and evaluate(r.si, situation.valeurs) is True
    ]


def _cards(guichet: Guichet, situation: Situation) -> list[tuple[Carte, bool]]:
    """Cards of adherence, those that this situation calls for first."""
    cartes = [
        (c, evaluate(c.si, situation.valeurs) is True) for c in guichet.poste.contenu.cartes.cartes
    ]
    return sorted(cartes, key=lambda x: not x[1])


def _documents(plan: dict[str, Any]) -> list[str]:
    """The papers to bring for what is to be done now, each once."""
    papiers = (
        papier for e in plan["etapes"] if e["statut"] == "a-faire" for papier in e["documents"]
    )
    return list(dict.fromkeys(papiers))


@dataclass(frozen=True)
class DemarcheVue:
    """A démarche of the plan: what belongs to it, and whether it may be done for the person."""

    id: str
    titre: str
    critique: bool
    etapes: list[str]
    mandat: dt.date | None  # its last day
    refus: str | None


def _last_day(fin: dt.datetime, guichet: Guichet) -> dt.date:
    """The last day of a mandate that ends at the midnight after it, on the space's clock."""
    return (fin - dt.timedelta(seconds=1)).astimezone(guichet.poste.fuseau).date()


async def read_formalities(
    guichet: Guichet, accueil: Accueil, plan: dict[str, Any]
) -> list[DemarcheVue]:
    """The démarches that the plan calls for, then the others."""
    contenu = guichet.poste.contenu
    accords = [a for _, a in await guichet.mandats.of(accueil.id)]
    par: dict[str, list[str]] = {}
    for etape in plan["etapes"]:
        if etape["statut"] == "faite":
            continue
        for organisme in etape["organismes"]:
            if (nom := contenu.demarche_de.get(organisme["id"])) is not None:
                par.setdefault(nom, [])
                if etape["titre"] not in par[nom]:
                    par[nom].append(etape["titre"])
    vues = []
    for demarche in sorted(contenu.demarches.demarches, key=lambda d: d.id not in par):
        accord, refus = judge(accords, demarche.id, guichet.poste.maintenant, accueil.capacite)
        vues.append(
            DemarcheVue(
                demarche.id,
                contenu.title(demarche.id),
                demarche.critique,
                par.get(demarche.id, []),
                _last_day(accord.fin, guichet) if accord else None,
                refus,
            )
        )
    return vues


async def read_mandates(guichet: Guichet, accueil: Accueil) -> list[dict[str, Any]]:
    """Every mandate: what it allows, until when, what was taken back."""
    return [
        {
            "mandat": mandat,
            "court": is_running(accord, guichet.poste.maintenant),
            "fin": _last_day(mandat.fin_le, guichet),
            "demarches": [
                {"id": d, "titre": guichet.poste.contenu.title(d), "arretee": le is not None}
                for d, le in accord.demarches.items()
            ],
        }
        for mandat, accord in await guichet.mandats.of(accueil.id)
    ]


async def read_journal(
    guichet: Guichet, session: AsyncSession, accueil: Accueil
) -> list[dict[str, Any]]:
    """What was done, with the displayed name of who did it: no other person is in it."""
    noms = {a.id: a.nom for a in await comptes_of(guichet.request).service(session).everyone()}
    return show_journal(
        await Journal(session).read(accueil.id),
        noms,
        guichet.state.parcours.bibliotheque.organismes,
        guichet.poste.fuseau,
        guichet.poste.contenu,
    )


# Acts that may be done under a mandate or freely, with the person: the journal says which.
LIBRES = frozenset({"appui", "rendez_vous_caisse", "reunion", "reunion_demandee"})


def _frame(acte: Any) -> str | None:
    """Under which mandate an act was done: said wherever one may matter."""
    if acte.acte != "faire_pour" and acte.acte not in LIBRES:
        return None
    return "sous_mandat" if acte.mandat_id else "sans_mandat"


def show_journal(
    actes: list[Any],
    noms: dict[str, str],
    organismes: Mapping[str, Any],
    fuseau: Any,
    contenu: Any,
    langue: str = SOURCE,
) -> list[dict[str, Any]]:
    """The journal in words, for the counsellor and for the person alike."""

    def named(objet: str | None) -> list[str]:
        return [organismes[o].nom for o in (objet or "").split("+") if o in organismes]

    return [
        {
            "le": a.le.astimezone(fuseau),
            "qui": noms.get(a.agent_id) if a.agent_id else None,
            "acte": a.acte,
            "demarche": contenu.title(a.demarche, langue) if a.demarche else None,
            "organismes": named(a.objet) if a.acte in LIBRES else [],
            "cadre": _frame(a),
        }
        for a in actes
    ]


def list_caisses(guichet: Guichet) -> list[tuple[str, str]]:
    """The organisations that have a desk where this space is, but the space's own level."""
    contenus = guichet.state.lecteur.contenus
    noms = guichet.state.parcours.bibliotheque.organismes
    tous = sorted({o for g in contenus.guichets for o in g.organismes} - {NOUS})
    ici = contenus.desks(tous, guichet.poste.structure.departement)
    return sorted(((o, noms[o].nom) for o in ici), key=lambda o: o[1].casefold())


async def read_requests(guichet: Guichet, accueil: Accueil) -> list[dict[str, Any]]:
    """The person's requests for a caisse: promise, state, answer."""
    escalades = await EscaladeService(guichet.session).of_dossier(accueil.dossier_id)
    lecteur = guichet.state.lecteur
    guichets = {g.id: g for g in lecteur.contenus.guichets}
    accompagne = RendezVousAccompagne(guichet.session, guichet.poste.maintenant)
    vues = []
    for e in escalades:
        desk = guichets.get(e.guichet)
        vues.append(
            {
                "lue": lecteur.read(e, guichet.poste.maintenant),
                "urgence": desk.urgence.consigne if desk and e.etat != "close" else None,
                "rendez_vous": accompagne.may_ask(e)
                and await accompagne.current(e.reference) is None,
            }
        )
    return vues


async def read_plan_in(guichet: Guichet, accueil: Accueil, langue: str) -> dict[str, Any]:
    """The plan in one language, as it may leave the screen."""
    _, dossiers = await read_in_words(guichet.state, guichet.session, accueil.dossier_id, langue)
    plan = await dossiers.shown_plan(accueil.dossier_id, guichet.poste.jour)
    return keep_discreet(plan.model_dump(mode="json"))
