"""What becomes of rights: asked for, open, refused, left aside; and the talk three months later."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from api.bilan import schemas as s
from api.bilan.contenu import ReponseNonRecours
from api.bilan.models import Suivi
from api.bilan.service import BilanService
from api.database import now
from api.dossiers.droits import NE_DEMANDE_PAS, follow, followed, unfollow
from api.dossiers.models import DroitSuivi
from api.dossiers.service import DossierService
from api.errors import Refus
from api.parcours.conditions import evaluate
from api.parcours.engine import Situation
from api.parcours.schemas import SourceLue
from api.parcours.values import add_duration
from api.rights.demarches import in_the_plan, steps_only_for

DEMANDES = ("demande", "ouvert", "refuse")  # its steps are done: the request was sent
DROITS_DU_SUIVI = 6  # more would be a form


class SuiviService:
    """Works inside the session of `dossiers`; the caller commits."""

    def __init__(self, dossiers: DossierService) -> None:
        self.dossiers = dossiers
        self.session = dossiers.session
        self.labels = dossiers.labels
        self.textes = dossiers.labels.bilan
        self.catalogue = dossiers.labels.droits
        self.bilan = BilanService(dossiers)

    # One right -----------------------------------------------------------------------------

    async def position(
        self, dossier_id: str, droit: str, dite: s.PositionDite, le: dt.date
    ) -> s.PositionLue:
        """Keep where the person stands with a right. A reason is answered once, with the fact."""
        self._check(droit)
        if dite.raison is not None:
            connues = [r.id for r in self.textes.non_recours.reasons(droit)]
            if dite.etat != NE_DEMANDE_PAS or dite.raison not in connues:
                raise Refus(422, "raison", "raison_inconnue", connues)
        await self.dossiers.touch(dossier_id)
        avant = (await followed(self.session, dossier_id)).get(droit)
        reponse = self.textes.non_recours.answer(dite.raison, droit) if dite.raison else None
        deja = avant is not None and avant.repondu
        famille = self.textes.non_recours.family(droit)
        if dite.etat in DEMANDES:
            await self._tick(dossier_id, famille, le)
        await follow(
            self.session,
            dossier_id,
            famille,
            dite.etat,
            raison=dite.raison,
            repondu=reponse is not None,
            dit_par=dite.dit_par,
        )
        suivant, fini = await self._next(dossier_id, le)
        suivi = (await followed(self.session, dossier_id))[droit]
        return s.PositionLue(
            droit=droit,
            titre=self.catalogue.droits[droit].titre,
            etat=dite.etat,
            etat_texte=self.labels.textes.word(f"droit_etat_{dite.etat}"),
            raison=dite.raison,
            le=suivi.le,
            raisons=self._reasons(droit) if self._may_say_why(dite, avant) else [],
            reponse=self._answer(reponse) if reponse and not deja else None,
            suivant=suivant,
            suivi_fini=fini,
        )

    def _may_say_why(self, dite: s.PositionDite, avant: DroitSuivi | None) -> bool:
        """Asked once, when the right is first left."""
        laisse = avant is not None and avant.etat == NE_DEMANDE_PAS
        return dite.etat == NE_DEMANDE_PAS and dite.raison is None and not laisse

    async def take_back(self, dossier_id: str, droit: str) -> None:
        """As if nothing had been said of this right: it is looked at again."""
        self._check(droit)
        await self.dossiers.touch(dossier_id)
        await unfollow(self.session, dossier_id, self.textes.non_recours.family(droit))

    def _check(self, droit: str) -> None:
        if droit not in self.catalogue.droits:
            raise Refus(404, "droit", "droit_inconnu", self.catalogue.droits)

    def _reasons(self, droit: str) -> list[s.CodeLu]:
        return [s.CodeLu(id=r.id, titre=r.libelle) for r in self.textes.non_recours.reasons(droit)]

    def _answer(self, reponse: ReponseNonRecours) -> s.ReponseLue:
        return s.ReponseLue(
            texte=reponse.words(self.labels.textes),
            doute=reponse.doute,
            doute_texte=reponse.doute_texte,
            sources=[
                SourceLue(
                    titre=x.titre, url=str(x.url) if x.url else None, vu_le=x.vu_le, statut=x.statut
                )
                for x in reponse.sources
            ],
        )

    async def _tick(self, dossier_id: str, famille: list[str], le: dt.date) -> None:
        """The steps that only claim what is asked for are done; the person may untick them."""
        faites = {
            n for n, x in (await followed(self.session, dossier_id)).items() if x.etat in DEMANDES
        }
        seules = steps_only_for(self.catalogue, {*faites, *famille})
        plan, _ = await self.dossiers.plan(dossier_id, le)
        for etape in plan.etapes:
            nom = etape.situee.etape.id
            if nom in seules and etape.statut != "faite":
                await self.dossiers.tick(dossier_id, nom, faite=True, le=le)

    # Follow-up -----------------------------------------------------------------------------

    async def state(self, dossier_id: str, le: dt.date) -> s.SuiviLu:
        """Where the follow-up is, and the rights it is about."""
        redaction = self.textes.bilan.current("suivi")
        suivi = await self.session.get(Suivi, dossier_id)
        dits = await followed(self.session, dossier_id)
        return s.SuiviLu(
            etat=_step(suivi, le),
            pour_le=suivi.pour_le if suivi else None,
            fait_le=suivi.fait_le if suivi else None,
            texte=redaction.texte,
            version=redaction.version,
            droits=[self._line(d, dits.get(d)) for d in await self._rights(dossier_id, le)],
        )

    def _line(self, droit: str, dit: DroitSuivi | None) -> s.PositionSuivie:
        return s.PositionSuivie.model_validate(
            {
                "droit": droit,
                "titre": self.catalogue.droits[droit].titre,
                "etat": dit.etat if dit else None,
                "etat_texte": self.labels.textes.word(f"droit_etat_{dit.etat}") if dit else None,
            }
        )

    async def offer(self, dossier_id: str) -> bool:
        """Say that it was offered; False when it already was: it is never offered twice."""
        if await self.session.get(Suivi, dossier_id):
            return False
        self.session.add(Suivi(dossier_id=dossier_id))
        await self.session.flush()
        return True

    async def accept(self, dossier_id: str, accord: s.AccordSuivi, le: dt.date) -> None:
        """With consent: the day on which to talk again. Nothing to call or write to is kept."""
        version = accord.version or self.textes.bilan.current("suivi").version
        donne = s.AccordDonne(objet="suivi", version=version, recueilli_par=accord.recueilli_par)
        await self.bilan.grant(dossier_id, donne)
        await self.offer(dossier_id)
        suivi = await self.session.get_one(Suivi, dossier_id)
        suivi.pour_le = add_duration(le, self.textes.bilan.suivi)
        suivi.rappele_le = suivi.fait_le = None

    async def decline(self, dossier_id: str) -> None:
        """No follow-up, or no longer: never offered again."""
        await self.bilan.withdraw(dossier_id, "suivi")
        await self.offer(dossier_id)
        suivi = await self.session.get_one(Suivi, dossier_id)
        suivi.pour_le = suivi.rappele_le = None

    async def to_say(
        self, situation: Situation, dossier_id: str
    ) -> Literal["a_proposer", "du"] | None:
        """What is to be said of it now: offered once, after a review; reminded when the day came."""
        parcours = situation.moteur.bibliotheque.parcours
        en_bilan = any(parcours[m].parties for m in situation.free_moments)
        if situation.gardes or not en_bilan:
            return None
        etape = _step(await self.session.get(Suivi, dossier_id), situation.le)
        if etape == "a_proposer":
            return "a_proposer"
        return "du" if etape == "du" else None

    async def begin(self, dossier_id: str, le: dt.date) -> str | None:
        """Begin the talk: the first right to ask about. None when there is nothing to ask."""
        suivi = await self.session.get(Suivi, dossier_id)
        if suivi is None or _step(suivi, le) not in ("du", "en_cours"):
            raise Refus(403, "suivi", "suivi_non_consenti")
        suivi.rappele_le = suivi.rappele_le or now()
        await self.session.flush()
        droit, _ = await self._next(dossier_id, le)
        return droit

    async def end(self, dossier_id: str) -> None:
        """Stop there: what was said is kept, nothing more is asked."""
        suivi = await self.session.get(Suivi, dossier_id)
        if suivi and suivi.fait_le is None:
            suivi.fait_le = now()

    async def fill(self, dossier_id: str, dits: s.DroitsDits, le: dt.date) -> None:
        """Several answers at once; 403 when no follow-up was agreed to."""
        accord = await self.bilan.consent(dossier_id, "suivi")
        if accord is None:
            raise Refus(403, "suivi", "suivi_non_consenti")
        for droit, etat in dits.droits.items():
            dite = s.PositionDite(etat=etat, dit_par=dits.dit_par)
            await self.position(dossier_id, droit, dite, le)
        if dits.fini:
            await self.end(dossier_id)

    async def _rights(self, dossier_id: str, le: dt.date) -> list[str]:
        """The rights that the plan claims or claimed, those left aside taken out."""
        situation = await self.dossiers.situation(dossier_id, le)
        if situation.gardes:
            return []
        suivis = await followed(self.session, dossier_id)
        ici = in_the_plan(self.catalogue, {e.etape.id for e, _ in situation.retenues})
        demandes = [d for d, x in suivis.items() if x.etat != NE_DEMANDE_PAS]
        candidats = dict.fromkeys([*demandes, *(d for d in ici if self._concerns(d, situation))])
        familles: dict[str, str] = {}
        for droit in candidats:
            laisse = suivis.get(droit)
            if droit in self.catalogue.droits and not (laisse and laisse.etat == NE_DEMANDE_PAS):
                familles.setdefault(self.textes.non_recours.family(droit)[0], droit)
        return list(familles.values())[:DROITS_DU_SUIVI]

    def _concerns(self, droit: str, situation: Situation) -> bool:
        d = self.catalogue.droits[droit]
        deja = d.deja is not None and evaluate(d.deja, situation.valeurs) is True
        return (
            not deja
            and evaluate(d.concerne, situation.valeurs) is True
            and evaluate(d.si, situation.valeurs) is not False
        )

    async def _next(self, dossier_id: str, le: dt.date) -> tuple[str | None, bool]:
        """(the next right of a follow-up under way, whether it has just ended)."""
        suivi = await self.session.get(Suivi, dossier_id)
        if suivi is None or _step(suivi, le) != "en_cours" or suivi.rappele_le is None:
            return None, False
        dits = await followed(self.session, dossier_id)
        for droit in await self._rights(dossier_id, le):
            if droit not in dits or dits[droit].le < suivi.rappele_le:
                return droit, False
        suivi.fait_le = now()
        return None, True


def _step(suivi: Suivi | None, le: dt.date) -> str:
    if suivi is None:
        return "a_proposer"
    if suivi.fait_le is not None:
        return "fait"
    if suivi.pour_le is None:
        return "propose"
    if suivi.pour_le > le:
        return "accepte"
    return "en_cours" if suivi.rappele_le else "du"
