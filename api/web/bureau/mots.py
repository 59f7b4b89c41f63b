"""What requests are called at the desk: organisations, places, languages, moments, durations."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from babel.dates import format_datetime, format_time
from starlette.datastructures import State

from api.escalations.contenu import FUSEAU_METROPOLE, Contenus, delivered
from api.territoires.communes import load_departements
from api.web.textes import Textes

HEURE, JOUR = 60, 24 * 60  # minutes


@dataclass(frozen=True)
class Mots:
    """The desk's words for codes. One that nobody named is shown as it is, never hidden."""

    etat: State
    t: Textes
    contenus: Contenus

    @classmethod
    def of(cls, etat: State, textes: Textes) -> Mots:
        return cls(etat, textes, delivered())

    def organisme(self, code: str | None, local: str | None = None) -> str:
        """The organisation in charge there when it is known, else the organisation."""
        connu = self.etat.parcours.bibliotheque.organismes.get(code or "")
        return local or (connu.nom if connu else code or "")

    def desk(self, code: str) -> str:
        """A desk by the organisations it answers for, and where when it is not everywhere."""
        guichet = next(g for g in self.contenus.guichets if g.id == code)
        noms = ", ".join(self.organisme(o) for o in guichet.organismes)
        return noms if guichet.partout else f"{noms} ({', '.join(guichet.territoires)})"

    def langue(self, code: str) -> str:
        return self.t.locale.languages.get(code.split("-")[0], code)

    def territoire(self, departement: str | None) -> str:
        """A département by its number and name."""
        if departement is None:
            return self.t("bureau.file.lieu_inconnu")
        connu = load_departements().get(departement)
        return f"{departement} {connu.nom}" if connu else departement

    def motif(self, code: str) -> str:
        connu = self.contenus.motifs.motifs.get(code)
        return connu.titre if connu else code

    def competence(self, code: str | None) -> str:
        return self.contenus.motifs.competences.get(code or "", code or "")

    def niveau(self, code: str) -> str:
        return self.contenus.regles.niveaux[code].titre  # type: ignore[index]

    def moment(self, code: str | None) -> str:
        connu = self.etat.parcours.bibliotheque.moments.get(code or "")
        return connu.titre if connu else ""

    def etape(self, moment: str | None, code: str | None) -> str:
        return self._etapes.get((moment or "", code or ""), "")

    @cached_property
    def _etapes(self) -> dict[tuple[str, str], str]:
        parcours = self.etat.parcours.bibliotheque.parcours
        return {(m, e.id): e.titre for m, p in parcours.items() for e in p.etapes}

    def signal(self, code: str) -> str:
        """A motive, a fragility, or an attentive variant (`moment.variant`)."""
        if code in self.contenus.regles.fragilites:
            return self.contenus.regles.fragilites[code]
        moment, _, variante = code.partition(".")
        parcours = self.etat.parcours.bibliotheque.parcours.get(moment)
        connues = {d.id: d.titre for d in parcours.declinaisons} if parcours else {}
        return connues.get(variante) or self.motif(code)

    def event(self, quoi: str, details: Mapping[str, Any] | None = None) -> str:
        """What happened to a request, in words."""
        cle, precision = f"bureau.evenements.{quoi}", f"bureau.precisions.{quoi}"
        dit = self.t(cle) if cle in self.t else quoi
        if not details or precision not in self.t:
            return dit
        return self.t(
            "bureau.evenement_precis",
            quoi=dit,
            precision=self.t(precision, **self._details(details)),
        )

    def _details(self, details: Mapping[str, Any]) -> dict[str, str]:
        issues = self.contenus.motifs.issues
        dire: dict[str, Callable[[Any], str]] = {
            **dict.fromkeys(("de", "vers", "organisme"), self.organisme),
            "issue": lambda x: issues[x].titre if x in issues else x,
            "code": self.signal,
        }
        return {nom: dire.get(nom, str)(x) for nom, x in details.items()}

    def duration(self, ecart: dt.timedelta) -> str:
        """A length of time as one says it: « 12 min », « 1 h 20 », « 3 jours »."""
        minutes = int(abs(ecart).total_seconds() // 60)
        if not minutes:
            return self.t("bureau.duree.instant")
        if minutes < HEURE:
            return self.t("bureau.duree.minutes", n=minutes)
        if minutes < JOUR:
            reste = minutes % HEURE
            cle = "bureau.duree.heures_minutes" if reste else "bureau.duree.heures"
            return self.t(cle, h=minutes // HEURE, m=f"{reste:02d}")
        return self.t("bureau.duree.jours", n=minutes // JOUR)

    def at(self, instant: dt.datetime, departement: str | None = None) -> str:
        """A day and an hour, at the clock of the place; another clock than Paris is said."""
        fuseau = self.contenus.regles.zone(departement)
        dite = format_datetime(
            instant.astimezone(fuseau), self.t("bureau.format.instant"), locale=self.t.locale
        )
        autre = str(fuseau) != FUSEAU_METROPOLE
        return self.t("bureau.file.heure_locale", quand=dite) if autre else dite

    def hour(self, instant: dt.datetime) -> str:
        """An hour of today, in Paris."""
        fuseau = self.contenus.regles.zone(None)
        return format_time(instant.astimezone(fuseau), "short", locale=self.t.locale)

    def promise(self, demande: Any, maintenant: dt.datetime) -> str:
        """Where a promise stands, in words: how long is left, by how much it is broken."""
        if demande.etat == "close":
            return self.t("bureau.promesse.finie")
        if demande.premiere_reponse_le is not None:
            tenue = demande.premiere_reponse_le <= demande.promesse_avant
            return self.t("bureau.promesse.tenue" if tenue else "bureau.promesse.tardive")
        ecart = demande.promesse_avant - maintenant
        cle = "reste" if ecart >= dt.timedelta(0) else "depassee"
        return self.t(f"bureau.promesse.{cle}", duree=self.duration(ecart))
