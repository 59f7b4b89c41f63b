"""What was found, in words: the JSON that pages and other services show."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from babel.dates import format_date
from babel.numbers import format_decimal

from api.languages.labels import Labels
from api.languages.langues import SOURCE
from api.parcours.content import Source
from api.parcours.engine import Situation
from api.parcours.schemas import SourceLue
from api.rights import schemas as s
from api.rights.bilan import Bilan, Decisif, DroitExamine, EffetsEvenement, Montant, Total
from api.rights.catalogue import Catalogue, Droit
from api.rights.gestes import followed_words, gestures
from api.rights.regles import REGLES, Bareme

PERIODES = {
    "mois": "droit_par_mois",
    "an": "droit_par_an",
    "jour": "droit_par_jour",
    "unique": "droit_unique",
}


class Rendu:
    """Turns an estimation into shown objects, in the language of `labels`."""

    def __init__(self, labels: Labels, catalogue: Catalogue, bareme: Bareme) -> None:
        self.labels = labels
        self.textes = labels.textes
        self.catalogue = catalogue
        self.bareme = bareme
        self._evenements = {e.id: e for e in catalogue.evenements}
        self._etapes = {
            etape.id: (etape.titre, moment)
            for moment, parcours in labels.parcours.bibliotheque.parcours.items()
            for etape in parcours.etapes
        }

    def show(self, bilan: Bilan, situation: Situation) -> s.DroitsLus:
        """The estimation of a situation."""
        presentes = {e.etape.id for e, _ in situation.retenues}
        message = "droits_silence" if bilan.silence else "droits_indisponible"
        date = format_date(bilan.le, format="long", locale=self.textes.locale)
        return s.DroitsLus(
            le=bilan.le,
            mention=self.textes.word("droits_mention", date=date),
            silence=bilan.silence,
            disponible=bilan.disponible,
            message=(self.textes.word(message) if bilan.silence or not bilan.disponible else None),
            droits=[self._right(e, situation, presentes) for e in _worth_showing(bilan)],
            total=self._total(bilan.total) if bilan.total else None,
            effets=[self._event(e) for e in bilan.effets],
            plus_tard=[
                s.DroitPlusTard(
                    id=nom, titre=self.catalogue.droits.get(nom, d).titre, a_partir_du=jour
                )
                for nom, d, jour in bilan.plus_tard
            ],
            questions=[self.labels.question(situation, nom) for nom in bilan.questions],
            supposes=[
                s.Suppose(
                    fait=nom,
                    titre=self.labels.parcours.vocabulaire.faits[nom].titre,
                    libelle=self.labels.value(self.labels.parcours.vocabulaire.faits[nom], valeur),
                )
                for nom, valeur in bilan.supposes.items()
                if nom not in situation.dits or situation.dits[nom].valeur is None
            ],
            variantes=bilan.variantes,
            version=self.catalogue.version,
        )

    def _right(
        self, examine: DroitExamine, situation: Situation, presentes: Collection[str]
    ) -> s.DroitLu:
        droit = self.catalogue.droits.get(examine.id, examine.droit)
        doutes = self._doubts(droit, situation)
        return s.DroitLu(
            id=examine.id,
            titre=droit.titre,
            explication=droit.explication,
            organisme=self.labels.organism(self._organism(droit, situation)),
            statut=examine.statut,
            statut_texte=self.textes.word(f"droit_statut_{examine.statut}"),
            nature=droit.nature,
            montant=self._amount(examine.montant) if examine.montant else None,
            pourquoi=[
                s.FaitUtilise(
                    fait=nom,
                    titre=self.labels.parcours.vocabulaire.faits[nom].titre,
                    libelle=self.labels.said(nom, situation.dits[nom]),
                    sensible=self.labels.parcours.vocabulaire.faits[nom].sensible,
                )
                for nom in examine.pourquoi
            ],
            depend_de=[self._deciding(d) for d in examine.depend_de],
            ouvrirait=droit.ouvrirait,
            change=droit.change,
            conditions=droit.conditions_non_modelisees,
            exclut=droit.exclut,
            attente=droit.attente,
            etapes=self._steps(droit, presentes),
            doute=bool(doutes),
            doute_texte=" ".join(doutes) or None,
            lien=(
                s.LienLu(titre=droit.lien.titre, url=str(droit.lien.url)) if droit.lien else None
            ),
            sources=self._sources(droit, situation),
            revoir_avant=droit.revoir_avant,
            suivi=followed_words(self.textes, situation.suivis.get(examine.id)),
            gestes=gestures(self.textes, examine, situation.suivis.get(examine.id)),
        )

    def _organism(self, droit: Droit, situation: Situation) -> str:
        """The farm scheme's own organisation (MSA) replaces the general one once known."""
        organisme = self.labels.parcours.bibliotheque.organismes[droit.organisme]
        agricole = situation.valeurs.get("regime_agricole") is True
        return organisme.agricole if agricole and organisme.agricole else droit.organisme

    def _doubts(self, droit: Droit, situation: Situation) -> list[str]:
        propres = [droit.doute_texte] if droit.doute and droit.doute_texte else []
        if droit.calcul.regle is None:
            return propres
        doutes = self.bareme.doubts_of(REGLES[droit.calcul.regle].baremes, situation.le)
        return propres + [self._quote(doute) for doute in doutes]

    def _quote(self, francais: str) -> str:
        """What is told in French to every reader."""
        return self.textes.dictionnaire.quote(francais)

    def _sources(self, droit: Droit, situation: Situation) -> list[SourceLue]:
        sources = list(droit.sources)
        if droit.calcul.regle is not None:
            baremes = REGLES[droit.calcul.regle].baremes
            sources += self.bareme.sources_of(baremes, situation.le)
        return self._read(sources)

    def _read(self, sources: Sequence[Source]) -> list[SourceLue]:
        return [
            SourceLue(
                titre=self._quote(x.titre),
                url=str(x.url) if x.url else None,
                vu_le=x.vu_le,
                statut=x.statut,
            )
            for x in sources
        ]

    def _deciding(self, decisif: Decisif) -> s.FaitDecisif:
        fait = self.labels.parcours.vocabulaire.faits[decisif.fait]
        return s.FaitDecisif(
            fait=decisif.fait,
            titre=fait.titre,
            sensible=fait.sensible,
            euros=int(decisif.euros // 10 * 10),
        )

    def _steps(self, droit: Droit, presentes: Collection[str]) -> list[s.EtapeDuDroit]:
        """The steps of this person's plan that claim it; else the first one that would."""
        ici = [e for e in droit.etapes if e in presentes]
        return [
            s.EtapeDuDroit(
                id=e,
                titre=self._etapes[e][0],
                moment=self._etapes[e][1],
                dans_le_plan=e in presentes,
            )
            for e in ici or droit.etapes[:1]
        ]

    # Amounts ------------------------------------------------------------------------------------

    def _amount(self, montant: Montant) -> s.MontantLu:
        return s.MontantLu(
            bas=montant.bas,
            haut=montant.haut,
            bas_si_ouvert=montant.bas_si_ouvert,
            periode=montant.periode,
            au_moins=montant.au_moins,
            texte=self.range_words(montant.bas, montant.haut, montant.periode, montant.au_moins),
        )

    def range_words(self, bas: int, haut: int, periode: str, au_moins: bool = False) -> str:
        """An amount in words: « de 10 € à 20 € par mois »."""
        if au_moins:
            modele = "droit_au_moins"
        elif haut == 0:
            modele = "droit_moins_de"
        elif bas == 0:
            modele = "droit_jusqu_a"
        else:
            modele = "droit_environ" if bas == haut else "droit_entre"
        return self.textes.word(
            modele,
            bas=self._euros(bas),
            haut=self._euros(haut),
            periode=self.textes.word(PERIODES[periode]),
        )

    def _euros(self, euros: int) -> str:
        """As French papers write it, for every reader: a comma would make a thousand a one."""
        ecrit = self.textes.word("euros", n=format_decimal(euros, locale=SOURCE))
        return self.textes.dictionnaire.quote(ecrit)

    def _total(self, total: Total) -> s.TotalLu:
        return s.TotalLu(
            bas=total.bas,
            haut=total.haut,
            texte=self.range_words(total.bas, total.haut, "mois"),
            droits=total.droits,
            incomplet=total.incomplet,
        )

    def _event(self, effets: EffetsEvenement) -> s.EvenementLu:
        evenement = effets.evenement
        dit = self._evenements.get(evenement.id, evenement)
        quand = {
            a.quand: lue.quand for a, lue in zip(evenement.annonces, dit.annonces, strict=True)
        }
        return s.EvenementLu(
            id=evenement.id,
            moment=evenement.moment,
            texte=dit.texte,
            effets=[
                s.EffetLu(
                    id=e.id,
                    titre=self.catalogue.droits.get(e.id, e.droit).titre,
                    sens=e.sens,
                    sens_texte=self.textes.word(f"droit_sens_{e.sens}"),
                    avant=self._amount(e.avant) if e.avant else None,
                    apres=self._amount(e.apres) if e.apres else None,
                    quand=quand.get(e.quand) if e.quand else None,
                )
                for e in effets.effets
            ],
            sources=self._read(evenement.sources),
        )


def _worth_showing(bilan: Bilan) -> list[DroitExamine]:
    """Everything, but an unlikely right that a better one of the same family replaces."""
    ouverts = {e.id for e in bilan.droits if e.statut in ("probable", "deja_percu")}
    return [
        e for e in bilan.droits if e.statut != "peu_probable" or ouverts.isdisjoint(e.droit.exclut)
    ]
