"""Dossiers: one person's facts with provenance, open moments and steps done."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from api.database import now
from api.dossiers.access import fingerprint, new_secret
from api.dossiers.ajouts import added_steps, is_added, tick_added, with_added
from api.dossiers.droits import followed
from api.dossiers.models import (
    EPHEMERE,
    ORDINAIRE,
    VOULUE,
    Dossier,
    EtapeFaite,
    FaitDit,
    Jeton,
    LienPrive,
    MomentOuvert,
)
from api.dossiers.schemas import FaitNote, FaitPropose, FaitRefuse, FaitsNotes
from api.errors import Refus
from api.escalations.protection import restrict
from api.languages.labels import Labels
from api.mediation.dossiers import forget_contact
from api.mediation.provenance import who_says
from api.parcours.engine import Situation
from api.parcours.plan import Plan
from api.parcours.schemas import PlanLu
from api.parcours.service import ParcoursService
from api.parcours.values import to_json
from api.parcours.vocabulary import Dit

USAGER = "usager"


class DossierService:
    """Works inside one database session; the caller commits."""

    def __init__(self, session: AsyncSession, parcours: ParcoursService, labels: Labels) -> None:
        self.session = session
        self.parcours = parcours
        self.labels = labels

    async def create(self, langue: str) -> tuple[Dossier, str]:
        """A new dossier and the token that opens it (kept only as a fingerprint)."""
        dossier = Dossier(langue=langue)
        self.session.add(dossier)
        await self.session.flush()
        return dossier, await self.new_token(dossier.id)

    async def new_token(self, dossier_id: str) -> str:
        jeton = new_secret()
        self.session.add(Jeton(empreinte=fingerprint(jeton), dossier_id=dossier_id))
        await self.session.flush()
        return jeton

    async def get(self, dossier_id: str) -> Dossier:
        """The dossier; 404 when it was deleted."""
        dossier = await self.session.get(Dossier, dossier_id)
        if dossier is None:
            raise Refus(404, "dossier", "dossier_inconnu")
        return dossier

    async def delete(self, dossier_id: str) -> None:
        """Forget everything; the database cascades to facts, messages, links and requests."""
        await self.session.execute(delete(Dossier).where(Dossier.id == dossier_id))

    async def touch(self, dossier_id: str, *, plan_change: bool = True) -> None:
        """Note that the person was here, and whether the plan may have changed."""
        await self.session.execute(
            update(Dossier)
            .where(Dossier.id == dossier_id)
            .values(vu_le=now(), version=Dossier.version + int(plan_change))
        )

    async def set_language(self, dossier_id: str, langue: str) -> None:
        """The language the person reads; known to be one that is offered."""
        (await self.get(dossier_id)).langue = langue
        await self.touch(dossier_id, plan_change=False)

    async def set_place(self, dossier_id: str, lieu: str | None) -> str | None:
        """Note where the person lives, or forget it; the place as it is kept.

        Only what the plan needs is kept: a postal code or a commune, never an address. Refused
        (422) when it does not exist: what was kept before stays.
        """
        net = self.parcours.territoires.keep(lieu)
        await self.touch(dossier_id)
        dossier = await self.get(dossier_id)
        commune = (net or "").partition(":")[2] or None
        dossier.commune, dossier.code_postal = commune, None if commune else net
        return dossier.lieu

    # Moments -------------------------------------------------------------------------------

    async def moments(self, dossier_id: str) -> list[str]:
        """Open moments, first opened first."""
        requete = (
            select(MomentOuvert.moment)
            .where(MomentOuvert.dossier_id == dossier_id)
            .order_by(MomentOuvert.rang)
        )
        return list((await self.session.execute(requete)).scalars())

    async def opened_on(self, dossier_id: str) -> dt.date:
        """The day of the last opened moment; the dossier's own when none is open."""
        requete = select(func.max(MomentOuvert.ouvert_le)).where(
            MomentOuvert.dossier_id == dossier_id
        )
        ouvert: dt.datetime | None = (await self.session.execute(requete)).scalar_one()
        return (ouvert or (await self.get(dossier_id)).cree_le).date()

    async def open_moment(self, dossier_id: str, moment: str) -> bool:
        """Open a moment; False when it already was. Unknown or unwritten: refused."""
        self.parcours.check_moments([moment], champ="moment")
        await self.touch(dossier_id)  # first: two clicks at once wait for each other on this row
        ouverts = await self.moments(dossier_id)
        if moment in ouverts:
            return False
        self.session.add(MomentOuvert(dossier_id=dossier_id, moment=moment, rang=len(ouverts)))
        await self.session.flush()
        await self._protect_if_in_danger(dossier_id)
        return True

    # Facts ---------------------------------------------------------------------------------

    async def current_facts(self, dossier_id: str) -> list[FaitDit]:
        """Facts as last said, oldest first."""
        requete = (
            select(FaitDit)
            .where(FaitDit.dossier_id == dossier_id, FaitDit.remplace_le.is_(None))
            .order_by(FaitDit.id)
        )
        return list((await self.session.execute(requete)).scalars())

    async def facts(self, dossier_id: str) -> dict[str, Dit]:
        """Facts for the engine. One that the content no longer knows is left aside, not lost."""
        dits: dict[str, Dit] = {}
        for fait in await self.current_facts(dossier_id):
            if fait.nom in self.parcours.vocabulaire.faits:
                dits[fait.nom] = self._dit(fait)
        return dits

    def _dit(self, fait: FaitDit) -> Dit:
        if fait.statut != "connu":
            return Dit(statut=fait.statut)  # type: ignore[arg-type]
        try:
            return Dit(self.parcours.coerce(fait.nom, fait.valeur, fait.le.date()))
        except Refus:
            return Dit(statut="ne_sait_pas")

    async def note_facts(
        self, dossier_id: str, propositions: list[FaitPropose], dit_par: str, le: dt.date
    ) -> FaitsNotes:
        """Keep facts with who said them and how. A bad one is refused alone, with the reason."""
        notes: list[FaitNote] = []
        refuses: list[FaitRefuse] = []
        await self.touch(dossier_id)  # first: two clicks at once wait for each other on this row
        if dit_par == USAGER:
            dit_par = await who_says(self.session, dossier_id) or dit_par
        anciens = {f.nom: f for f in await self.current_facts(dossier_id)}
        connus = self.parcours.vocabulaire.faits
        for brut in propositions:
            p = self._own_answer(brut)
            try:
                valeur = None if p.statut != "connu" else self.parcours.coerce(p.nom, p.valeur, le)
                self.parcours.fact(p.nom)
                dits = {n: self._dit(f) for n, f in anciens.items() if n in connus}
                self.parcours.check_coherent({**dits, p.nom: Dit(valeur, p.statut)}, p.nom, le)
            except Refus as refus:
                message = self.labels.textes.error(refus.code, **refus.details)
                refuses.append(
                    FaitRefuse(nom=p.nom, code=refus.code, details=refus.details, message=message)
                )
                continue
            dit = Dit(valeur, p.statut)
            ancien = anciens.get(p.nom)
            ancien_dit = self._dit(ancien) if ancien else None
            if ancien_dit != dit:
                anciens[p.nom] = await self._replace(dossier_id, p, to_json(valeur), dit_par)
            notes.append(
                FaitNote(
                    nom=p.nom,
                    titre=self.parcours.fact(p.nom).titre,
                    valeur=to_json(valeur),
                    libelle=self.labels.said(p.nom, dit),
                    ancien_valeur=ancien.valeur if ancien and ancien_dit != dit else None,
                    ancien_libelle=(
                        self.labels.said(p.nom, ancien_dit)
                        if ancien_dit and ancien_dit != dit
                        else None
                    ),
                )
            )
        await self._protect_if_in_danger(dossier_id)
        return FaitsNotes(notes=notes, refuses=refuses)

    def _own_answer(self, p: FaitPropose) -> FaitPropose:
        """A fact may have its own "I don't know" option (safety): the general answer means it."""
        fait = self.parcours.vocabulaire.faits.get(p.nom)
        options = [o.valeur for o in fait.options] if fait else []
        propre = {"ne_sait_pas": "ne_sait_pas", "refuse": "prefere_pas"}.get(p.statut)
        if propre in options:
            return p.model_copy(update={"valeur": propre, "statut": "connu"})
        return p

    async def _replace(self, dossier_id: str, p: FaitPropose, valeur: Any, dit_par: str) -> FaitDit:
        await self._close(dossier_id, p.nom)
        fait = FaitDit(
            dossier_id=dossier_id,
            nom=p.nom,
            valeur=valeur,
            statut=p.statut,
            dit_par=dit_par,
            comment=p.comment,
        )
        self.session.add(fait)
        await self.session.flush()
        return fait

    async def _close(self, dossier_id: str, nom: str) -> None:
        await self.session.execute(
            update(FaitDit)
            .where(
                FaitDit.dossier_id == dossier_id,
                FaitDit.nom == nom,
                FaitDit.remplace_le.is_(None),
            )
            .values(remplace_le=now())
        )

    async def forget_fact(self, dossier_id: str, nom: str) -> None:
        """Take a fact back: it becomes an open question again."""
        self.parcours.fact(nom)
        await self._close(dossier_id, nom)
        await self.touch(dossier_id)

    async def forget_last(self, dossier_id: str) -> str:
        """Go back: take back the last thing said; 404 when nothing was.

        Under a guard that speaks, what holds it is taken back, even if other things were said
        since: the button says « revenir à la question ».
        """
        courants = [f.nom for f in await self.current_facts(dossier_id)]
        if not courants:
            raise Refus(404, "fait", "rien_a_oublier")
        situation = await self.situation(dossier_id, now().date())
        oublies = self.parcours.what_holds(situation, courants) or courants[-1:]
        for nom in oublies:
            await self.forget_fact(dossier_id, nom)
        return oublies[-1]

    # Plan ----------------------------------------------------------------------------------

    async def situation(self, dossier_id: str, le: dt.date) -> Situation:
        suivis = {n: s.etat for n, s in (await followed(self.session, dossier_id)).items()}
        return self.parcours.situate(
            await self.moments(dossier_id), await self.facts(dossier_id), le, suivis
        )

    async def done_steps(self, dossier_id: str) -> set[str]:
        requete = select(EtapeFaite.etape).where(EtapeFaite.dossier_id == dossier_id)
        return set((await self.session.execute(requete)).scalars())

    async def plan(self, dossier_id: str, le: dt.date) -> tuple[Plan, Situation]:
        """The plan of a dossier on what it knows at `le`, and the situation behind it."""
        dossier = await self.get(dossier_id)
        situation = await self.situation(dossier_id, le)
        faites = await self.done_steps(dossier_id)
        return self.parcours.plan_of(situation, dossier.lieu, faites), situation

    async def shown_plan(self, dossier_id: str, le: dt.date) -> PlanLu:
        """The plan as the API and the pages show it."""
        plan, situation = await self.plan(dossier_id, le)
        dossier = await self.get(dossier_id)
        lu = self.labels.plan(
            plan,
            situation,
            dossier.lieu,
            protege=dossier.protege,
            ephemere=dossier.ephemere,
        )
        return with_added(lu, await added_steps(self.session, dossier_id), self.labels)

    async def tick(self, dossier_id: str, etape: str, *, faite: bool, le: dt.date) -> None:
        """Tick or untick a step, and those it stands for; 404 when it is not in this plan."""
        await self.touch(dossier_id)  # first: two clicks at once wait for each other on this row
        if is_added(etape):
            await tick_added(self.session, dossier_id, etape, faite=faite)
            return
        plan, _ = await self.plan(dossier_id, le)
        ensemble = next((e.ids for e in plan.etapes if etape in e.ids), None)
        if ensemble is None:
            raise Refus(404, "etape", "etape_inconnue")
        deja = await self.done_steps(dossier_id)
        if faite:
            self.session.add_all(
                EtapeFaite(dossier_id=dossier_id, etape=e) for e in ensemble if e not in deja
            )
        else:
            await self.session.execute(
                delete(EtapeFaite).where(
                    EtapeFaite.dossier_id == dossier_id, EtapeFaite.etape.in_(ensemble)
                )
            )

    # Nothing kept --------------------------------------------------------------------------

    async def _protect_if_in_danger(self, dossier_id: str) -> None:
        if (await self.situation(dossier_id, now().date())).protegee:
            await self.protect(dossier_id)

    async def protect(self, dossier_id: str) -> None:
        """Violence was said: from now on nothing is kept, and no earlier link opens the dossier."""
        change = await self._keep(dossier_id, EPHEMERE, depuis=ORDINAIRE)
        if change:
            await restrict(self.session, dossier_id)
            await forget_contact(self.session, dossier_id)
            await self.session.execute(delete(LienPrive).where(LienPrive.dossier_id == dossier_id))

    async def _keep(self, dossier_id: str, conservation: str, depuis: str | None = None) -> bool:
        """Change how the dossier is kept; False when it was not `depuis`."""
        requete = update(Dossier).where(Dossier.id == dossier_id)
        if depuis:
            requete = requete.where(Dossier.conservation == depuis)
        rendu = requete.values(conservation=conservation).returning(Dossier.id)
        return (await self.session.execute(rendu)).scalar_one_or_none() is not None

    async def is_protected(self, dossier_id: str) -> bool:
        """True when violence was said in this dossier; False too when it no longer exists."""
        requete = select(Dossier.conservation).where(Dossier.id == dossier_id)
        conservation = (await self.session.execute(requete)).scalar_one_or_none()
        return conservation not in (None, ORDINAIRE)

    async def is_ephemeral(self, dossier_id: str) -> bool:
        requete = select(Dossier.conservation).where(Dossier.id == dossier_id)
        return (await self.session.execute(requete)).scalar_one_or_none() == EPHEMERE

    async def forget_replaced(self, dossier_id: str) -> None:
        """What was said and then changed, or taken back, leaves no history."""
        await self.session.execute(
            delete(FaitDit).where(
                FaitDit.dossier_id == dossier_id, FaitDit.remplace_le.is_not(None)
            )
        )

    async def close_elsewhere(self, dossier_id: str, empreinte: str) -> int:
        """Close the dossier on every device but the one that holds this token."""
        requete = delete(Jeton).where(Jeton.dossier_id == dossier_id, Jeton.empreinte != empreinte)
        return len((await self.session.execute(requete.returning(Jeton.empreinte))).all())

    async def protected(self) -> list[str]:
        """The dossiers in which violence was said."""
        requete = select(Dossier.id).where(Dossier.conservation != ORDINAIRE)
        return list((await self.session.execute(requete)).scalars())

    async def stale_protected(self, ephemere: dt.datetime, voulue: dt.datetime) -> list[str]:
        """Protected dossiers past their retention, since these instants."""
        perime = ((Dossier.conservation == EPHEMERE) & (Dossier.vu_le < ephemere)) | (
            (Dossier.conservation == VOULUE) & (Dossier.vu_le < voulue)
        )
        return list((await self.session.execute(select(Dossier.id).where(perime))).scalars())

    # Private links -------------------------------------------------------------------------

    async def create_link(self, dossier_id: str, *, averti: bool = False) -> str:
        """A secret to come back later; shown once.

        Where nothing is kept, a link is a wish to keep: 409 until the person was warned.
        """
        dossier = await self.get(dossier_id)
        if dossier.ephemere and not averti:
            raise Refus(409, "lien", "lien_a_confirmer")
        if dossier.ephemere:
            await self._keep(dossier_id, VOULUE)
        lien = new_secret()
        self.session.add(LienPrive(empreinte=fingerprint(lien), dossier_id=dossier_id))
        return lien

    async def revoke_links(self, dossier_id: str) -> None:
        """Close every private link; sessions stay. What was kept by wish no longer is."""
        await self.session.execute(delete(LienPrive).where(LienPrive.dossier_id == dossier_id))
        if (await self.get(dossier_id)).protege:
            await self._keep(dossier_id, EPHEMERE)

    async def exchange_link(self, lien: str) -> tuple[str, str]:
        """(dossier, new token) of a private link; 404 when it was revoked or never was."""
        requete = select(LienPrive.dossier_id).where(LienPrive.empreinte == fingerprint(lien))
        dossier_id = (await self.session.execute(requete)).scalar_one_or_none()
        if dossier_id is None:
            raise Refus(404, "lien", "lien_inconnu")
        await self.touch(dossier_id, plan_change=False)
        return dossier_id, await self.new_token(dossier_id)

    async def stale(self, inactif: dt.datetime, abandonne: dt.datetime) -> list[str]:
        """Dossiers past their retention: unseen since `inactif`, or empty since `abandonne`."""
        sans_fait = ~select(FaitDit.id).where(FaitDit.dossier_id == Dossier.id).exists()
        perime = (Dossier.vu_le < inactif) | ((Dossier.vu_le < abandonne) & sans_fait)
        return list((await self.session.execute(select(Dossier.id).where(perime))).scalars())
