"""Values of facts in words, and plans and questions as the API shows them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from babel.dates import format_date
from babel.numbers import format_decimal

from api.bilan.contenu import Textes as TextesBilan
from api.bilan.contenu import load_texts
from api.languages.catalogues import Textes
from api.languages.competents import Competents
from api.languages.source import reword_review
from api.parcours import schemas as s
from api.parcours.conditions import evaluate
from api.parcours.content import Organisme
from api.parcours.engine import Situation
from api.parcours.fait import Fait
from api.parcours.parties import places
from api.parcours.plan import EcheanceDatee, EtapePlan, Plan
from api.parcours.service import ParcoursService
from api.parcours.values import DateDite, Intervalle, Valeur, to_json
from api.parcours.vocabulary import Dit, Types
from api.rights.catalogue import Catalogue, load_catalogue


class Labels:
    """Turns engine objects into shown ones, in one language."""

    def __init__(
        self, parcours: ParcoursService, textes: Textes, droits: Catalogue | None = None
    ) -> None:
        self.parcours = parcours
        self.textes = textes
        self._droits = droits
        # Read now: a fault in this content stops the start, it never meets a person.
        dit = textes.dictionnaire
        self.bilan: TextesBilan = reword_review(load_texts(), dit.say, dit.quote)

    @property
    def droits(self) -> Catalogue:
        """The catalogue of rights, read at its first use when none was given."""
        if self._droits is None:
            self._droits = load_catalogue(Types(self.parcours.bibliotheque.faits.data))
        return self._droits

    def date(self, jour: dt.date) -> str:
        """A date in words: « lundi 3 mars 2026 »."""
        return format_date(jour, format="full", locale=self.textes.locale)

    def value(self, fait: Fait, valeur: Valeur) -> str:
        """A value in words."""
        libelle = fait.label_of(valeur)
        if libelle:
            return libelle
        if isinstance(valeur, bool):
            return self.textes.word("oui" if valeur else "non")
        if isinstance(valeur, DateDite):
            jour = format_date(valeur.jour, format="long", locale=self.textes.locale)
            return self.textes.word("vers", date=jour) if valeur.approximatif else jour
        if isinstance(valeur, Intervalle):
            texte = self._interval(valeur)
            return self.textes.word(fait.unite, n=texte) if fait.unite else texte
        return self.textes.word("aucun") if valeur == () else str(valeur)

    def _interval(self, n: Intervalle) -> str:
        json = to_json(n)
        if not isinstance(json, dict):
            return format_decimal(json, locale=self.textes.locale)
        cle = "intervalle" if len(json) == 2 else ("au_moins" if "min" in json else "au_plus")
        return self.textes.word(cle, **json)

    def said(self, nom: str, dit: Dit) -> str:
        """What a person said of a fact, in words."""
        if dit.valeur is None:
            return self.textes.word("refuse" if dit.statut == "refuse" else "inconnu")
        return self.value(self.parcours.vocabulaire.faits[nom], dit.valeur)

    def question(self, situation: Situation, nom: str) -> s.QuestionLue:
        """A question as put to the person: the first wording variant that fits what is known."""
        fait = self.parcours.vocabulaire.faits[nom]
        moment = next(
            (
                m
                for m in situation.moments
                if nom in self.parcours.bibliotheque.parcours[m].questions
            ),
            None,
        )
        return s.QuestionLue(
            fait=nom,
            type=fait.type,
            titre=fait.titre,
            question=_variant(fait, situation),
            pourquoi=fait.pourquoi,
            options=self.options(fait, situation.le),
            borne=s.BorneLue(**fait.borne.model_dump()) if fait.borne else None,
            sensible=fait.sensible,
            ou_trouver=fait.ou_trouver,
            moment=moment,
            partie=_part(situation, nom),
        )

    def options(self, fait: Fait, le: dt.date) -> list[s.OptionLue]:
        """The closed answers; relative dates become (approximate) dates seen from `le`."""
        if fait.type == "oui_non":
            return [
                s.OptionLue(valeur=True, libelle=self.textes.word("oui")),
                s.OptionLue(valeur=False, libelle=self.textes.word("non")),
            ]
        if fait.type == "date":
            return [
                s.OptionLue(valeur=to_json(fait.coerce(o.valeur, le)), libelle=o.libelle)
                for o in fait.options
            ]
        return [s.OptionLue(valeur=o.valeur, libelle=o.libelle) for o in fait.options]

    def fact(self, nom: str, le: dt.date) -> s.FaitLu:
        fait = self.parcours.vocabulaire.faits[nom]
        texte = fait.question if isinstance(fait.question, str) else fait.question[-1].texte
        return s.FaitLu(
            nom=nom,
            type=fait.type,
            titre=fait.titre,
            question=texte,
            pourquoi=fait.pourquoi,
            options=self.options(fait, le),
            sensible=fait.sensible,
            demander=fait.demander,
            ou_trouver=fait.ou_trouver,
        )

    def moment(self, moment: str, situation: Situation | None = None) -> s.MomentLu:
        """A life moment; its title fits the situation (a lost baby is never "expected")."""
        m = self.parcours.bibliotheque.moments[moment]
        titre, resume = m.titre, m.resume
        parcours = self.parcours.bibliotheque.parcours.get(moment)
        if situation and parcours:
            for variante in parcours.titres:
                if evaluate(variante.si, situation.valeurs) is True:
                    titre = resume = variante.texte
        return s.MomentLu(
            id=m.id,
            titre=titre,
            resume=resume,
            icone=m.icone,
            disponible=parcours is not None,
            portes=parcours.portes if parcours else [],
            ancre=parcours.ancres[0].fait if parcours else None,
            frequent=m.frequent,
            general=m.general,
            protege=m.protege,
            calendrier_discret=(
                self.parcours.is_available(m.id)
                and self.parcours.bibliotheque.parcours[m.id].calendrier_discret
            ),
        )

    def organism(self, nom: str, competent: s.CompetentLu | None = None) -> s.OrganismeLu:
        """An organisation, and the one in charge where the person lives."""
        o: Organisme = self.parcours.bibliotheque.organismes[nom]
        return s.OrganismeLu(
            id=nom,
            nom=self._quote(o.nom),
            nom_discret=self._quote(o.nom_discret) if o.nom_discret else None,
            nom_ici=self._quote(self._name_here(o.nom, competent)),
            nom_long=self._quote(o.nom_long),
            branche=o.branche,
            icone=o.icone,
            telephone=o.telephone.numero if o.telephone else None,
            telephone_doute=bool(o.telephone and o.telephone.doute),
            site=o.site,
            lieu=o.lieu,
            competent=competent,
        )

    def _quote(self, francais: str) -> str:
        """A name that stays French for every reader."""
        return self.textes.dictionnaire.quote(francais)

    def _name_here(self, nom: str, competent: s.CompetentLu | None) -> str:
        """« Caf du Bas-Rhin », « PMI : Métropole de Lyon », « Urssaf Alsace (à confirmer) »."""
        if competent is None or competent.nom is None:
            return nom
        ici = competent.nom
        if nom.casefold() not in ici.casefold():
            ici = self.textes.word("organisme_ici", nom=nom, ici=ici)
        return self.textes.word("nom_a_confirmer", nom=ici) if competent.doute else ici

    def competents(self, situation: Situation, lieu: str | None) -> Competents | None:
        """Who is in charge where the person lives; None when they did not say where."""
        if lieu is None:
            return None
        return Competents(self.parcours.territoires, self.textes, lieu, situation)

    def plan(
        self,
        plan: Plan,
        situation: Situation,
        lieu: str | None = None,
        *,
        protege: bool = False,
        ephemere: bool = False,
    ) -> s.PlanLu:
        """A plan, ready to show, with who is in charge in the place it was computed for.

        `protege`: violence was said in this dossier, whatever the situation says now.
        """
        protege = protege or situation.protegee
        competents = self.competents(situation, lieu)
        etapes = [self.step(e, competents) for e in plan.etapes]
        return s.PlanLu(
            lieu=lieu,
            protege=protege,
            numeros=self._numbers(plan) if protege else [],
            ephemere=ephemere,
            territoire=competents.place() if competents else None,
            moments=[self.moment(m, situation) for m in plan.moments],
            le=plan.le,
            etapes=etapes,
            # In danger nothing is pressed on the person: they choose, at their own pace.
            cette_semaine=[] if protege else [e.situee.etape.id for e in plan.cette_semaine],
            remplacees=[
                s.RemplaceeLue(titre=r.etape.titre, par=r.par.titre, pourquoi=r.pourquoi)
                for r in plan.remplacees
            ],
            phases=[s.PhaseLue(**_fields(p)) for p in plan.phases],
            declinaisons=[
                s.DeclinaisonLue(
                    id=d.id, titre=d.titre, change=d.change, humain=d.humain, discret=d.discret
                )
                for d in plan.declinaisons
            ],
            precisions=[self.question(situation, nom) for nom in plan.precisions],
            prochaine_question=(
                self.question(situation, plan.prochaine_question)
                if plan.prochaine_question
                else None
            ),
            faits=[
                s.FaitDitLu(
                    nom=nom,
                    titre=self.parcours.vocabulaire.faits[nom].titre,
                    libelle=self.said(nom, dit),
                    sensible=self.parcours.vocabulaire.faits[nom].sensible,
                )
                for nom, dit in situation.dits.items()
            ],
        )

    def _numbers(self, plan: Plan) -> list[s.OrganismeLu]:
        """Whom to call: those of the steps, then those of the moments that protect."""
        moments = self.parcours.bibliotheque.moments.values()
        noms = [o for e in plan.etapes if e.statut != "faite" for o in e.organismes]
        noms += [o for m in moments if m.protege for o in m.relais]
        return [o for o in map(self.organism, dict.fromkeys(noms)) if o.telephone]

    def step(self, etape: EtapePlan, competents: Competents | None = None) -> s.EtapeLue:
        """A step, with who is in charge of it where the person lives."""
        e, parcours = etape.situee.etape, etape.situee.parcours
        echeances = [_deadline(d) for d in etape.echeances]
        return s.EtapeLue(
            id=e.id,
            moment=parcours.moment,
            nom=e.nom,
            titre=e.titre,
            action=e.action,
            statut=etape.statut,
            phase=etape.situee.phase.id,
            organismes=[
                self.organism(nom, competents.of(cites) if competents else None)
                for nom, cites in etape.cites.items()
            ],
            echeance=echeances[0] if echeances else None,
            echeances=echeances,
            avant_le=etape.avant_le,
            documents=e.documents,
            canaux=e.canaux,
            automatique=s.AutomatiqueLu(est=e.automatique.est, texte=e.automatique.texte),
            retard=e.retard,
            base=e.base,
            doute=e.doute,
            doute_texte=e.doute_texte,
            depend_de=[
                s.Dependance(fait=n, titre=fait.titre, sensible=fait.sensible)
                for n in etape.depend_de
                for fait in [self.parcours.vocabulaire.faits[n]]
            ],
            priorite=e.priorite,
            sources=[
                s.SourceLue(
                    titre=x.titre, url=str(x.url) if x.url else None, vu_le=x.vu_le, statut=x.statut
                )
                for x in e.sources
            ],
            conditions=e.conditions_non_modelisees,
            pieges=[p.texte for p in parcours.pieges if e.id in p.etapes],
            continuite=e.continuite,
            avec=[
                s.RaisonLue(
                    id=a.situee.etape.id,
                    moment=a.situee.parcours.moment,
                    titre=a.situee.etape.titre,
                    action=a.situee.etape.action,
                    documents=a.situee.etape.documents,
                    doute_texte=a.situee.etape.doute_texte,
                )
                for a in etape.avec
            ],
        )


def _part(situation: Situation, nom: str) -> s.PartieLue | None:
    situee = places(situation).get(nom)
    if situee is None:
        return None
    return s.PartieLue(
        id=situee.partie.id,
        moment=situee.moment,
        titre=situee.partie.titre,
        rang=situee.rang,
        total=situee.total,
    )


def _variant(fait: Fait, situation: Situation) -> str:
    if isinstance(fait.question, str):
        return fait.question
    return next(
        (
            v.texte
            for v in fait.question
            if v.si is None or evaluate(v.si, situation.valeurs) is True
        ),
        fait.question[-1].texte,
    )


def _deadline(d: EcheanceDatee) -> s.EcheanceLue:
    return s.EcheanceLue(
        type=d.echeance.type,
        texte=d.echeance.texte,
        avant_le=d.avant_le,
        debut_le=d.debut_le,
        approximatif=d.approximatif,
    )


def _fields(objet: Any) -> dict[str, Any]:
    return {nom: getattr(objet, nom) for nom in objet.__dataclass_fields__}
