"""What the parcours capability offers to others: read facts, make a plan, find the question."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

from api.errors import Refus
from api.parcours.conditions import facts_of
from api.parcours.deadlines import departement_of
from api.parcours.engine import Moteur, Situation
from api.parcours.fait import Fait
from api.parcours.library import load_library
from api.parcours.plan import Plan, make_plan
from api.parcours.values import Valeur, ValeurInvalide
from api.parcours.vocabulary import Dit
from api.territoires.service import TerritoireService


class ParcoursService:
    """The compiled content and the questions one may put to it."""

    def __init__(
        self, moteur: Moteur | None = None, territoires: TerritoireService | None = None
    ) -> None:
        self.moteur = moteur or Moteur(load_library())
        self.territoires = territoires or TerritoireService()
        self.bibliotheque = self.moteur.bibliotheque
        self.vocabulaire = self.moteur.vocabulaire
        self._vide: Situation | None = None
        self.peser: Callable[[Situation], Mapping[str, float]] | None = None
        # Steps that only claim rights which the person leaves aside (given by the rights).
        self.ecarter: Callable[[Mapping[str, str]], Collection[str]] | None = None

    def is_available(self, moment: str) -> bool:
        """True when this moment has a written parcours."""
        return moment in self.bibliotheque.parcours

    def check_moments(self, moments: Iterable[str], *, champ: str = "moments") -> list[str]:
        """The moments asked for, once each; refuses unknown ones (422) with the known ones."""
        liste = list(dict.fromkeys(moments))
        for moment in liste:
            if moment not in self.bibliotheque.moments:
                raise Refus(422, champ, "moment_inconnu", self.bibliotheque.moments)
            if not self.is_available(moment):
                raise Refus(422, champ, "moment_indisponible", self.bibliotheque.parcours)
        return liste

    def fact(self, nom: str, *, champ: str = "fait") -> Fait:
        """A fact of the vocabulary; refuses an unknown name with the known ones."""
        fait = self.vocabulaire.faits.get(nom)
        if fait is None:
            raise Refus(422, champ, "fait_inconnu", self.vocabulaire.faits)
        return fait

    def coerce(self, nom: str, brut: Any, le: dt.date) -> Valeur:
        """A raw value in its fact's type; refuses it (422) with the field and the reason."""
        try:
            return self.fact(nom, champ=f"faits.{nom}").coerce(brut, le)
        except ValeurInvalide as erreur:
            details = dict(erreur.details)
            connus = details.pop("connus", None)
            raise Refus(422, f"faits.{nom}", erreur.code, connus, **details) from None

    def read_facts(self, bruts: Mapping[str, Any], le: dt.date) -> dict[str, Dit]:
        """Raw facts to engine facts. None, "ne_sait_pas", "refuse" are answers without a value."""
        dits: dict[str, Dit] = {}
        for nom, brut in bruts.items():
            fait = self.fact(nom, champ=f"faits.{nom}")
            options = [o.valeur for o in fait.options]
            if brut == "refuse" and "prefere_pas" in options:
                dits[nom] = Dit("prefere_pas")
            elif brut is None and "ne_sait_pas" in options:
                dits[nom] = Dit("ne_sait_pas")
            elif brut is None or (brut in ("ne_sait_pas", "refuse") and brut not in options):
                dits[nom] = Dit(statut="refuse" if brut == "refuse" else "ne_sait_pas")
            else:
                dits[nom] = Dit(self.coerce(nom, brut, le))
                self.check_coherent(dits, nom, le)
        return dits

    def check_coherent(self, dits: Mapping[str, Dit], nom: str, le: dt.date) -> None:
        """Refuse (422) what was just said of `nom` when it cannot be true with the rest."""
        code = self.moteur.contradiction(dits, nom, le)
        if code:
            raise Refus(422, f"faits.{nom}", code)

    def place(self, lieu: str | None) -> str | None:
        """A place in the form that plans are made for; refuses (422) one that does not exist."""
        return self.territoires.keep(lieu)

    def situate(
        self,
        moments: list[str],
        dits: Mapping[str, Dit],
        le: dt.date,
        suivis: Mapping[str, str] | None = None,
    ) -> Situation:
        sans = self.ecarter(suivis) if self.ecarter and suivis else ()
        return self.moteur.situate(moments, dits, le, suivis, sans)

    def nothing_known(self, le: dt.date) -> Situation:
        """The situation of somebody of whom nothing is known, made once a day."""
        if self._vide is None or self._vide.le != le:
            self._vide = self.situate([], {}, le)
        return self._vide

    def what_holds(self, situation: Situation, dits: list[str]) -> list[str]:
        """The facts to take back, last said first, for the guard that speaks to let go.

        `dits`: facts in the order they were said. The question to put again comes last.
        """
        garde = situation.speaking_guard
        if garde is None:
            return []
        causes = self.moteur.closure(facts_of(garde.si))
        candidats = [nom for nom in reversed(dits) if nom in causes]

        def lets_go(otes: list[str]) -> bool:
            restants = {n: d for n, d in situation.dits.items() if n not in otes}
            apres = self.situate(situation.moments, restants, situation.le)
            return apres.speaking_guard != garde

        essais = [[nom] for nom in candidats]
        essais += [candidats[:rang] for rang in range(2, len(candidats) + 1)]
        return next((otes for otes in essais if lets_go(otes)), [])

    def weights(self, situation: Situation) -> Mapping[str, float]:
        """What the open questions weigh beside the plan: nothing, unless `peser` was given."""
        return self.peser(situation) if self.peser else {}

    def plan(
        self,
        moments: list[str],
        dits: Mapping[str, Dit],
        le: dt.date,
        lieu: str | None = None,
        faites: Collection[str] = (),
    ) -> Plan:
        """The personal plan of someone whose `moments` are open, on what is known at `le`."""
        return self.plan_of(self.situate(moments, dits, le), self.place(lieu), faites)

    def plan_of(
        self, situation: Situation, lieu: str | None = None, faites: Collection[str] = ()
    ) -> Plan:
        """The plan of a situation, seen from a place (see `place`)."""
        return make_plan(
            situation,
            departement=departement_of(lieu),
            faites=faites,
            poids=self.weights(situation),
            sans_agricole=lambda nom: bool(lieu and self.territoires.serves_farmers(lieu, nom)),
        )
