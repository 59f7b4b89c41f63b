"""The rights review of one dossier: for whom and why, its parts, what was consented to."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select, update

from api.bilan import schemas as s
from api.bilan.models import Consentement, EntretienBilan
from api.database import now
from api.dossiers.schemas import PAR_PARTIE, FaitPropose
from api.dossiers.service import DossierService
from api.errors import Refus
from api.parcours.parties import PartieSituee, left_in, parts_of
from api.parcours.questions import next_question

REFUSE = "refuse"


class BilanService:
    """Works inside the session of `dossiers`; the caller commits."""

    def __init__(self, dossiers: DossierService) -> None:
        self.dossiers = dossiers
        self.session = dossiers.session
        self.labels = dossiers.labels
        self.contenu = dossiers.labels.bilan.bilan

    # Parts ---------------------------------------------------------------------------------

    async def parts(self, dossier_id: str, le: dt.date) -> list[s.PartieDuBilan]:
        """Each part of the open moments, and whether something is left in it."""
        situation = await self.dossiers.situation(dossier_id, le)
        passees = {
            f.nom for f in await self.dossiers.current_facts(dossier_id) if f.comment == PAR_PARTIE
        }
        nom = next_question(situation, self.dossiers.parcours.weights(situation))
        lues = []
        for situee in parts_of(situation):
            etat = "a_venir" if left_in(situation, situee.partie) else "finie"
            if nom in situee.partie.faits:
                etat = "en_cours"
            elif passees & {*situee.partie.faits}:
                etat = "passee"
            lues.append(
                s.PartieDuBilan(
                    id=situee.partie.id,
                    moment=situee.moment,
                    titre=situee.partie.titre,
                    rang=situee.rang,
                    total=situee.total,
                    etat=etat,
                )
            )
        return lues

    async def skip_part(
        self, dossier_id: str, partie: str, *, passee: bool, dit_par: str, le: dt.date
    ) -> PartieSituee:
        """Skip what a part could still ask, at once; or come back to what was so skipped."""
        await self.dossiers.touch(dossier_id)
        situation = await self.dossiers.situation(dossier_id, le)
        situees = {x.partie.id: x for x in parts_of(situation)}
        if partie not in situees:
            raise Refus(404, "partie", "partie_inconnue", situees)
        situee = situees[partie]
        if passee:
            reste = [
                FaitPropose(nom=nom, statut=REFUSE, comment=PAR_PARTIE)
                for nom in left_in(situation, situee.partie)
            ]
            if reste:
                await self.dossiers.note_facts(dossier_id, reste, dit_par, le)
            return situee
        for fait in await self.dossiers.current_facts(dossier_id):
            if fait.nom in situee.partie.faits and fait.comment == PAR_PARTIE:
                await self.dossiers.forget_fact(dossier_id, fait.nom)
        return situee

    # For whom and why ----------------------------------------------------------------------

    async def interview(self, dossier_id: str) -> s.EntretienLu:
        garde = await self.session.get(EntretienBilan, dossier_id)
        return s.EntretienLu(
            public=garde.public if garde else None,
            motif=garde.motif if garde else None,
            publics=[s.CodeLu(id=p.id, titre=p.titre) for p in self.contenu.publics],
            motifs=[s.CodeLu(id=m.id, titre=m.titre) for m in self.contenu.motifs],
        )

    async def set_interview(self, dossier_id: str, entretien: s.Entretien) -> s.EntretienLu:
        """Note whom the review is for and why; either may be left out, or taken back."""
        for champ, valeur, connus in (
            ("public", entretien.public, [p.id for p in self.contenu.publics]),
            ("motif", entretien.motif, [m.id for m in self.contenu.motifs]),
        ):
            if valeur is not None and valeur not in connus:
                raise Refus(422, champ, "code_inconnu", connus)
        await self.dossiers.touch(dossier_id, plan_change=False)
        garde = await self.session.get(EntretienBilan, dossier_id)
        if garde is None:
            garde = EntretienBilan(dossier_id=dossier_id)
            self.session.add(garde)
        garde.public, garde.motif, garde.le = entretien.public, entretien.motif, now()
        await self.session.flush()
        return await self.interview(dossier_id)

    # Consents ------------------------------------------------------------------------------

    async def consents(self, dossier_id: str) -> list[Consentement]:
        """Every consent ever given, the last first."""
        requete = (
            select(Consentement)
            .where(Consentement.dossier_id == dossier_id)
            .order_by(Consentement.id.desc())
        )
        return list((await self.session.execute(requete)).scalars())

    async def consent(self, dossier_id: str, objet: s.Objet) -> Consentement | None:
        """The consent that holds, if one does."""
        return next(
            (
                c
                for c in await self.consents(dossier_id)
                if c.objet == objet and c.retire_le is None
            ),
            None,
        )

    async def grant(self, dossier_id: str, accord: s.AccordDonne) -> Consentement:
        """Record a consent to the wording of today; it takes the place of the one before."""
        version = self.contenu.current(accord.objet).version
        if accord.version != version:
            raise Refus(409, "version", "accord_perime", [version.isoformat()])
        faits = self.dossiers.parcours.vocabulaire.faits
        moments = self.dossiers.parcours.bibliotheque.moments
        connus = {*faits, *self.labels.droits.droits, *moments}
        if not connus.issuperset(accord.exclus):
            raise Refus(422, "exclus", "exclusion_inconnue")
        for nom in accord.sensibles:
            if nom not in faits:
                raise Refus(422, "sensibles", "fait_inconnu", faits)
        await self.withdraw(dossier_id, accord.objet)
        garde = Consentement(
            dossier_id=dossier_id,
            objet=accord.objet,
            version=accord.version,
            recueilli_par=accord.recueilli_par,
            choix={"exclus": accord.exclus, "sensibles": accord.sensibles},
        )
        self.session.add(garde)
        await self.session.flush()
        return garde

    async def withdraw(self, dossier_id: str, objet: s.Objet) -> None:
        """Take a consent back; harmless when there was none."""
        await self.dossiers.touch(dossier_id, plan_change=False)
        await self.session.execute(
            update(Consentement)
            .where(
                Consentement.dossier_id == dossier_id,
                Consentement.objet == objet,
                Consentement.retire_le.is_(None),
            )
            .values(retire_le=now())
        )

    async def shown_consents(self, dossier_id: str) -> s.AccordsLus:
        """What was consented to, in the words that were presented."""
        return s.AccordsLus(
            accords=[self.shown(c) for c in await self.consents(dossier_id)],
            a_presenter=[
                s.RedactionLue(objet=objet, version=textes[-1].version, texte=textes[-1].texte)
                for objet, textes in self.contenu.consentements.items()
            ],
        )

    def shown(self, accord: Consentement) -> s.AccordLu:
        return s.AccordLu.model_validate(
            {
                "objet": accord.objet,
                "version": accord.version,
                "texte": self.contenu.wording(accord.objet, accord.version),  # type: ignore[arg-type]
                "recueilli_par": accord.recueilli_par,
                "le": accord.le,
                "retire_le": accord.retire_le,
                **accord.choix,
            }
        )
