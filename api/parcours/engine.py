"""What the engine knows of a moment once compiled: conditions and the facts that settle them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from api.parcours.conditions import Condition, evaluate, facts_of, missing_facts
from api.parcours.content import Etape, Garde, Parcours, Phase
from api.parcours.library import Bibliotheque
from api.parcours.values import Valeur
from api.parcours.vocabulary import Dit, Vocabulaire


@dataclass(frozen=True)
class EtapeSituee:
    """A step in its phase and moment, with every fact behind its condition, derived ones too."""

    etape: Etape
    phase: Phase
    parcours: Parcours
    faits: frozenset[str]


@dataclass(frozen=True)
class Remplacee:
    """A step that another one makes wrong here, and the reason to tell."""

    etape: Etape
    par: Etape
    pourquoi: str


class Moteur:
    """The compiled library. Immutable; shared by every request."""

    def __init__(self, bibliotheque: Bibliotheque) -> None:
        self.bibliotheque = bibliotheque
        self.vocabulaire: Vocabulaire = bibliotheque.vocabulaire
        self._etapes = {
            moment: [
                EtapeSituee(etape, phase, parcours, self.closure(facts_of(etape.si)))
                for phase in parcours.phases
                for etape in phase.etapes
            ]
            for moment, parcours in bibliotheque.parcours.items()
        }

        self._coherences = [(c, self.closure(facts_of(c.si))) for c in bibliotheque.coherences]

    def closure(self, noms: Collection[str]) -> frozenset[str]:
        """The facts of a condition and, recursively, those they are derived from."""
        vus: set[str] = set()
        a_voir = list(noms)
        while a_voir:
            nom = a_voir.pop()
            if nom not in vus:
                vus.add(nom)
                a_voir.extend(self.vocabulaire.sources_of(nom))
        return frozenset(vus)

    @cached_property
    def dependents(self) -> dict[str, list[str]]:
        """For each fact, the derived facts it can change, sources first."""
        sources = {d: self.closure(frozenset({d})) - {d} for d in self.vocabulaire.order}
        return {nom: [d for d in sources if nom in sources[d]] for nom in self.vocabulaire.faits}

    def pauses_after(self, acte: str) -> bool:
        """Whether no question may follow these words in the same turn."""
        parcours = self.bibliotheque.parcours.values()
        return any(p.acte == acte and p.puis == "pause" for m in parcours for p in m.paroles)

    def suppose(
        self,
        valeurs: Mapping[str, Valeur],
        dits: Mapping[str, Dit],
        nom: str,
        valeur: Valeur,
        le: dt.date,
    ) -> dict[str, Valeur]:
        """What would be known if a fact had this value; what follows from it is drawn again."""
        supposees = {**valeurs, nom: valeur}
        dependants = self.dependents[nom]
        for dependant in dependants:
            dit = dits.get(dependant)
            if dit is None or dit.valeur is None:
                supposees.pop(dependant, None)
        self.vocabulaire.derive_into(supposees, dependants, le)
        return supposees

    def steps_of(self, moment: str) -> list[EtapeSituee]:
        return self._etapes[moment]

    def situate(
        self,
        moments: list[str],
        dits: Mapping[str, Dit],
        le: dt.date,
        suivis: Mapping[str, str] | None = None,
        sans: Collection[str] = (),
    ) -> Situation:
        """Evaluate every step of the open moments on what is known at date `le`.

        `suivis`: where the person stands with rights. `sans`: steps left out, for a right that
        the person does not claim.
        """
        valeurs = self.vocabulaire.resolve(dits, le)
        gardes = self._guards(moments, valeurs)
        retenues: list[tuple[EtapeSituee, bool | None]] = []
        for moment in moments:
            garde = gardes.get(moment)
            for situee in self.steps_of(moment):
                if (garde and situee.etape.id not in garde.etapes) or situee.etape.id in sans:
                    continue
                verdict = evaluate(situee.etape.si, valeurs)
                if verdict is not False:
                    retenues.append((situee, verdict))
        retenues, remplacees = _replace(retenues)
        return Situation(
            self, moments, dict(dits), valeurs, retenues, remplacees, gardes, le, suivis or {}
        )

    def contradiction(self, dits: Mapping[str, Dit], nom: str, le: dt.date) -> str | None:
        """Why what was just said of `nom` cannot be true with the rest: a wording code, or None."""
        valeurs = self.vocabulaire.resolve(dits, le)
        return next(
            (
                coherence.code
                for coherence, faits in self._coherences
                if nom in faits and evaluate(coherence.si, valeurs) is True
            ),
            None,
        )

    def _guards(self, moments: list[str], valeurs: Mapping[str, Valeur]) -> dict[str, Garde]:
        """The guard that holds in each moment; one that closes the others holds in them too.

        The protecting moment rules: violence said in a separation leaves its own steps, not none.
        """
        parcours = self.bibliotheque.parcours
        gardes = {
            moment: garde
            for moment in sorted(moments, key=lambda m: not parcours[m].protege)
            for garde in reversed(parcours[moment].gardes)
            if evaluate(garde.si, valeurs) is True
        }
        fermantes = ((m, g) for m, g in gardes.items() if g.ferme_tout or g.ferme_autres)
        chez, totale = next(fermantes, (None, None))
        if totale is None:
            return gardes
        return {m: totale for m in moments if m != chez or totale.ferme_tout}


def _replace(
    retenues: list[tuple[EtapeSituee, bool | None]],
) -> tuple[list[tuple[EtapeSituee, bool | None]], list[Remplacee]]:
    """Take out the steps that a certain step replaces, and keep why."""
    presentes = {situee.etape.id: situee for situee, _ in retenues}
    remplacees = [
        Remplacee(presentes[r.etape].etape, situee.etape, r.pourquoi)
        for situee, verdict in retenues
        if verdict is True
        for r in situee.etape.remplace
        if r.etape in presentes
    ]
    otees = {r.etape.id for r in remplacees}
    return [(s, v) for s, v in retenues if s.etape.id not in otees], remplacees


@dataclass(frozen=True)
class Situation:
    """One person's open moments, known facts and the steps that remain, certain or undecided."""

    moteur: Moteur
    moments: list[str]
    dits: dict[str, Dit]
    valeurs: dict[str, Valeur]
    retenues: list[tuple[EtapeSituee, bool | None]]
    remplacees: list[Remplacee]
    gardes_par_moment: dict[str, Garde]
    le: dt.date
    suivis: Mapping[str, str] = field(default_factory=dict)  # right: claimed, open, declined…
    _questions: dict[int, set[str]] = field(default_factory=dict, compare=False)

    @property
    def gardes(self) -> list[Garde]:
        """The guards that hold, each once."""
        return list({id(g): g for g in self.gardes_par_moment.values()}.values())

    @property
    def speaking_guard(self) -> Garde | None:
        """The first guard that has words."""
        return next((g for g in self.gardes if g.acte), None)

    @property
    def guard_words(self) -> str | None:
        """The act of the first guard that has one."""
        return self.speaking_guard.acte if self.speaking_guard else None

    @property
    def protegee(self) -> bool:
        """Someone may be in danger: a guard says so, or a moment that protects is open."""
        parcours = self.moteur.bibliotheque.parcours
        return any(g.discret for g in self.gardes) or any(parcours[m].protege for m in self.moments)

    @property
    def free_moments(self) -> list[str]:
        """The open moments that no guard closes."""
        return [m for m in self.moments if m not in self.gardes_par_moment]

    @property
    def undecided(self) -> list[EtapeSituee]:
        return [situee for situee, verdict in self.retenues if verdict is None]

    @property
    def words_due(self) -> list[str]:
        """Acts that the open moments want said, once, in this situation."""
        return [
            parole.acte
            for moment in self.moments
            for parole in self.moteur.bibliotheque.parcours[moment].paroles
            if evaluate(parole.si, self.valeurs) is True
        ]

    def is_open(self, nom: str) -> bool:
        """True when a fact may still be asked: never said, nor skipped."""
        return nom not in self.dits

    def questions_for(self, condition: Condition) -> set[str]:
        """Open questions that could settle an undecided condition."""
        noms = self._questions.get(id(condition))
        if noms is None:
            noms = set()
            for manquant in missing_facts(condition, self.valeurs):
                noms |= self.moteur.vocabulaire.askable(manquant, self.valeurs, self.dits)
            self._questions[id(condition)] = noms
        return noms
