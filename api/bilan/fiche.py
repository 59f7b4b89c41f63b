"""The sheet that ends a review, in two copies: the person's, and the service's with consent.

The service's copy is computed as if what is left out had never been said: no step and no right
can tell it by deduction.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from api.bilan import schemas as s
from api.bilan.models import Consentement
from api.bilan.service import BilanService
from api.dossiers.droits import NE_DEMANDE_PAS, followed
from api.dossiers.models import DroitSuivi
from api.dossiers.service import DossierService
from api.errors import Refus
from api.parcours.engine import Situation
from api.parcours.schemas import EtapeLue, PlanLu
from api.parcours.values import add_duration
from api.parcours.vocabulary import Dit
from api.rights.bilan import Bilan
from api.rights.demarches import steps_only_for
from api.rights.examen import is_silent
from api.rights.rendu import Rendu
from api.rights.schemas import DroitsLus
from api.rights.service import DroitsService


@dataclass(frozen=True)
class Matiere:
    """What a copy is made of, read in one go: nothing is written while rights are computed."""

    exemplaire: s.Exemplaire
    entiere: Situation  # all that was said
    montree: Situation  # what this copy may show
    plan: PlanLu
    suivis: Mapping[str, DroitSuivi]
    accord: Consentement | None
    entretien: s.EntretienLu
    ouvert_le: dt.date
    lieu: str | None
    cochees: frozenset[str]
    sans_droits: frozenset[str]


class FicheService:
    """Works inside the session of `dossiers`."""

    def __init__(self, dossiers: DossierService, droits: DroitsService) -> None:
        self.dossiers = dossiers
        self.labels = dossiers.labels
        self.droits = droits
        self.bilan = BilanService(dossiers)

    async def gather(
        self, dossier_id: str, exemplaire: s.Exemplaire, sensibles: Collection[str], le: dt.date
    ) -> Matiere:
        """What the copy is made of; refused where a paper could harm, or without consent."""
        dossier = await self.dossiers.get(dossier_id)
        entiere = await self.dossiers.situation(dossier_id, le)
        if not entiere.moments:
            raise Refus(409, "fiche", "fiche_vide")
        if is_silent(self.labels.droits, entiere):
            raise Refus(409, "fiche", "fiche_protegee")
        accord = None
        exclus: frozenset[str] = frozenset()
        cochees = frozenset(sensibles)
        suivis = await followed(self.dossiers.session, dossier_id)
        if exemplaire == "service":
            accord = await self.bilan.consent(dossier_id, "fiche_service")
            if accord is None:
                raise Refus(403, "exemplaire", "accord_manquant")
            exclus = frozenset(accord.choix["exclus"])
            cochees = frozenset(accord.choix["sensibles"])
        montree = self._shown(entiere, exemplaire, exclus, cochees)
        faites = await self.dossiers.done_steps(dossier_id)
        plan = self.dossiers.parcours.plan_of(montree, dossier.lieu, faites)
        return Matiere(
            exemplaire=exemplaire,
            entiere=entiere,
            montree=montree,
            plan=self.labels.plan(plan, montree, dossier.lieu),
            suivis=suivis,
            accord=accord,
            entretien=await self.bilan.interview(dossier_id),
            ouvert_le=await self.dossiers.opened_on(dossier_id),
            lieu=dossier.lieu,
            cochees=cochees,
            sans_droits=exclus & self.labels.droits.droits.keys(),
        )

    def _shown(
        self,
        entiere: Situation,
        exemplaire: s.Exemplaire,
        exclus: Collection[str],
        cochees: Collection[str],
    ) -> Situation:
        """The service's copy forgets what the person takes out and what they did not put in."""
        if exemplaire == "usager":
            return entiere
        dits: dict[str, Dit] = {
            nom: dit
            for nom, dit in entiere.dits.items()
            if nom not in exclus and (not self._is_sensitive(nom) or nom in cochees)
        }
        moments = self.dossiers.parcours.bibliotheque.moments
        ouverts = [m for m in entiere.moments if not moments[m].protege and m not in exclus]
        return self.dossiers.parcours.situate(ouverts, dits, entiere.le, entiere.suivis)

    def _is_sensitive(self, nom: str) -> bool:
        return self.dossiers.parcours.vocabulaire.faits[nom].sensible

    async def make(self, matiere: Matiere) -> s.FicheLue:
        """The copy, its rights computed on what it may show."""
        bilan: Bilan = await self.droits.estimate(matiere.montree, matiere.lieu)
        rendu = Rendu(self.labels, self.labels.droits, self.droits.bareme)
        lus = rendu.show(bilan, matiere.montree)
        etapes = self._steps(matiere)
        organismes = {o.id: o for e in etapes if e.statut != "faite" for o in e.organismes}
        return s.FicheLue(
            exemplaire=matiere.exemplaire,
            le=matiere.entiere.le,
            ouvert_le=matiere.ouvert_le,
            lieu=matiere.lieu,
            public=_title(matiere.entretien.publics, matiere.entretien.public),
            motif=_title(matiere.entretien.motifs, matiere.entretien.motif),
            mention=lus.mention,
            situation=self._situation(matiere),
            droits=self._rights(matiere, lus),
            droits_message=lus.message,
            etapes=[_step(e) for e in etapes],
            papiers=_papers(etapes),
            contacts=list(organismes.values()),
            points=[
                s.PointFiche(le=add_duration(matiere.ouvert_le, p.delai), texte=p.texte)
                for p in self.labels.bilan.bilan.points
            ],
            accord=(
                s.AccordFiche(
                    le=matiere.accord.le,
                    recueilli_par=matiere.accord.recueilli_par,
                    version=matiere.accord.version,
                )
                if matiere.accord
                else None
            ),
            a_cocher=self._to_tick(matiere),
            discret=any(d.discret for d in matiere.plan.declinaisons),
        )

    def _situation(self, matiere: Matiere) -> list[s.PartieFiche]:
        """What was said, part by part; a sensitive answer only when it was ticked."""
        reste = {
            nom: dit
            for nom, dit in matiere.montree.dits.items()
            if dit.valeur is not None and (not self._is_sensitive(nom) or nom in matiere.cochees)
        }
        parcours = self.dossiers.parcours.bibliotheque.parcours
        parties = [(p.titre, p.faits) for m in matiere.montree.moments for p in parcours[m].parties]
        parties.append((self.labels.textes.word("fiche_autres"), list(reste)))
        vus: set[str] = set()
        lues = []
        for titre, noms in parties:
            ici = [n for n in noms if n in reste and n not in vus]
            vus |= {*ici}
            if ici:
                lues.append(
                    s.PartieFiche(titre=titre, faits=[self._line(n, reste[n]) for n in ici])
                )
        return lues

    def _line(self, nom: str, dit: Dit) -> s.LigneFait:
        return s.LigneFait(
            nom=nom,
            titre=self.dossiers.parcours.fact(nom).titre,
            libelle=self.labels.said(nom, dit),
            sensible=self._is_sensitive(nom),
        )

    def _to_tick(self, matiere: Matiere) -> list[s.CodeLu]:
        return [
            s.CodeLu(id=nom, titre=self.dossiers.parcours.fact(nom).titre)
            for nom, dit in matiere.entiere.dits.items()
            if dit.valeur is not None and self._is_sensitive(nom) and nom not in matiere.cochees
        ]

    def _rights(self, matiere: Matiere, lus: DroitsLus) -> list[s.DroitFiche]:
        """The rights discussed. What the person leaves aside stays between them and their copy."""
        word = self.labels.textes.word
        droits = []
        for droit in lus.droits:
            suivi = matiere.suivis.get(droit.id)
            laisse = suivi is not None and suivi.etat == NE_DEMANDE_PAS
            if matiere.exemplaire == "service" and (laisse or droit.id in matiere.sans_droits):
                continue
            peu = droit.statut == "peu_probable"
            droits.append(
                s.DroitFiche(
                    id=droit.id,
                    titre=droit.titre,
                    organisme=droit.organisme.nom,
                    statut=droit.statut,
                    statut_texte=droit.statut_texte,
                    montant=droit.montant.texte if droit.montant and not peu else None,
                    suivi=word(f"droit_etat_{suivi.etat}") if suivi else None,
                    suivi_le=suivi.le.date() if suivi else None,
                    doute_texte=droit.doute_texte,
                    ouvrirait=droit.ouvrirait if peu else None,
                )
            )
        return droits

    def _steps(self, matiere: Matiere) -> list[EtapeLue]:
        """The plan's steps, save those of a protecting moment and of the rights taken out."""
        moments = self.dossiers.parcours.bibliotheque.moments
        sans = steps_only_for(self.labels.droits, matiere.sans_droits)
        return [
            e for e in matiere.plan.etapes if not moments[e.moment].protege and e.id not in sans
        ]


def _title(codes: list[s.CodeLu], code: str | None) -> str | None:
    return next((c.titre for c in codes if c.id == code), None)


def _step(etape: EtapeLue) -> s.EtapeFiche:
    echeance = etape.echeance
    return s.EtapeFiche(
        id=etape.id,
        titre=etape.titre,
        statut=etape.statut,
        organismes=[o.nom for o in etape.organismes],
        avant_le=etape.avant_le,
        approximatif=bool(echeance and echeance.approximatif),
        echeance=echeance.texte if echeance else None,
    )


def _papers(etapes: list[EtapeLue]) -> list[s.PapierAttendu]:
    """Each paper once, and the steps that wait for it."""
    papiers: dict[str, list[str]] = {}
    for etape in etapes:
        if etape.statut == "a-faire":
            for papier in etape.documents:
                papiers.setdefault(papier, []).append(etape.titre)
    return [s.PapierAttendu(papier=p, pour=pour) for p, pour in papiers.items()]
