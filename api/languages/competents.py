"""Who is in charge of each organisation's business where the person lives, and what to ask first."""

from __future__ import annotations

from collections.abc import Iterable

from api.languages.catalogues import Textes
from api.parcours import schemas as s
from api.parcours.engine import Situation
from api.territoires.routes import tell_office, tell_site, tell_source
from api.territoires.service import Resolution, TerritoireService


class Competents:
    """The organisations in charge of one place, for one person."""

    def __init__(
        self, territoires: TerritoireService, textes: Textes, lieu: str, situation: Situation
    ) -> None:
        self.territoires = territoires
        self.textes = textes
        self.lieu = lieu
        self.agricole = situation.valeurs.get("regime_agricole") is True
        self._vus: dict[str, Resolution] = {}

    def resolve(self, organisme: str) -> Resolution:
        if organisme not in self._vus:
            self._vus[organisme] = self.territoires.resolve(self.lieu, organisme, self.agricole)
        return self._vus[organisme]

    def of(self, cites: Iterable[str]) -> s.CompetentLu | None:
        """Who is in charge for one shown organisation, which stands for those of `cites`.

        None: it is the same everywhere, or nothing is known of its territory.
        """
        connues = [r for r in map(self.resolve, cites) if r.statut != "inconnu"]
        if not connues:
            return None
        # One fund may do the work of several, and process only some of it elsewhere.
        r = next((r for r in connues if r.site_traitement), connues[0])
        statut = r.statut
        assert statut != "inconnu"
        return s.CompetentLu(
            statut=statut,
            nom=r.nom,
            pourquoi=r.pourquoi,
            question=self.textes.error(r.raison) if r.raison else None,
            doute=r.doute,
            possibles=list(r.possibles),
            site_traitement=tell_site(r.site_traitement) if r.site_traitement else None,
            guichets=[tell_office(g) for g in r.guichets],
            sources=[tell_source(x) for x in r.sources],
        )

    def place(self) -> s.TerritoireLu:
        """What the place settles, once every organisation was looked for, and what to ask first."""
        lieu = self.territoires.read(self.lieu)
        seule = lieu.communes[0] if len(lieu.communes) == 1 else None
        a_demander = next((r for r in self._vus.values() if r.statut == "demander_commune"), None)
        a_part = next((r for r in self._vus.values() if r.raison == "collectivite_a_part"), None)
        return s.TerritoireLu(
            saisie=self.territoires.describe(seule) if seule else self.lieu,
            commune=seule.nom if seule else None,
            question=self.textes.error(a_demander.raison or "") if a_demander else None,
            communes=[
                s.CommuneChoisie(nom=c.nom, lieu=self.territoires.reference(c))
                for c in (a_demander.communes if a_demander else ())
            ],
            note=a_part.pourquoi if a_part else None,
        )
