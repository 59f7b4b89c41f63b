"""One language as a reviewer sees it: each sentence, its draft, what was decided. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, Protocol, get_args

from api.languages.phrases import Phrase
from api.languages.po import Traduction, fingerprint

Filtre = Literal["a_relire", "perimee", "manquante", "relue", "decidee"]
FILTRES: tuple[Filtre, ...] = get_args(Filtre)
VOISINES = 3  # sentences shown before and after


class Decision(Protocol):
    """What is needed of a decision, wherever it is kept."""

    @property
    def source(self) -> str: ...
    @property
    def textes(self) -> list[str] | None: ...
    @property
    def geste(self) -> str: ...
    @property
    def nom(self) -> str: ...
    @property
    def jour(self) -> str: ...


@dataclass(frozen=True)
class ARelire:
    """One sentence. `actuelle`: what the catalogue says; `decision`: the last one, if still good."""

    phrase: Phrase
    actuelle: Traduction | None
    decision: Decision | None

    @property
    def etat(self) -> Filtre:
        """Where it stands, what was decided here first."""
        if self.decision:
            return "decidee"
        if self.actuelle is None:
            return "manquante"
        if not self.actuelle.fits(self.phrase):
            return "perimee"
        return "relue" if self.actuelle.relue_par else "a_relire"

    @property
    def textes(self) -> tuple[str, ...]:
        """The draft to read: what was decided, else what the catalogue says."""
        if self.decision and self.decision.textes is not None:
            return tuple(self.decision.textes)
        return self.actuelle.textes if self.actuelle else ()


def join(
    phrases: Iterable[Phrase],
    traductions: Mapping[str, Traduction],
    decisions: Mapping[str, Decision],
) -> list[ARelire]:
    """Every sentence of a language. A decision on a French that has changed no longer holds."""
    reunies = []
    for phrase in phrases:
        decision = decisions.get(phrase.cle)
        bonne = decision if decision and decision.source == fingerprint(phrase) else None
        reunies.append(ARelire(phrase, traductions.get(phrase.cle), bonne))
    return reunies


def count(lignes: Iterable[ARelire]) -> dict[str, Counter[str]]:
    """By catalogue, how many sentences stand where."""
    comptes: dict[str, Counter[str]] = {}
    for ligne in lignes:
        compte = comptes.setdefault(ligne.phrase.catalogue, Counter())
        compte[ligne.etat] += 1
        compte["total"] += 1
    return comptes


def neighbours(lignes: list[ARelire], cle: str) -> list[ARelire]:
    """The sentences around one, in its own catalogue: what a person reads before and after."""
    rang = next(n for n, ligne in enumerate(lignes) if ligne.phrase.cle == cle)
    catalogue = lignes[rang].phrase.catalogue
    autour = lignes[max(0, rang - VOISINES) : rang + VOISINES + 1]
    return [x for x in autour if x.phrase.catalogue == catalogue and x.phrase.cle != cle]


def following(lignes: list[ARelire], cle: str, etat: str) -> ARelire | None:
    """The next sentence of the same sort after this one, or the first that is left."""
    rang = next((n for n, ligne in enumerate(lignes) if ligne.phrase.cle == cle), -1)
    suite = [*lignes[rang + 1 :], *lignes[: max(rang, 0)]]
    catalogue = cle.split(":")[0]
    memes = [x for x in suite if x.etat == etat and x.phrase.catalogue == catalogue]
    return memes[0] if memes else None


def apply(lignes: Iterable[ARelire]) -> dict[str, Traduction]:
    """The catalogues with what was decided: accepted and corrected are reviewed, rejected gone."""
    resultat = {}
    for ligne in lignes:
        decision = ligne.decision
        if decision is None:
            if ligne.actuelle:
                resultat[ligne.phrase.cle] = ligne.actuelle
        elif decision.textes is not None:
            resultat[ligne.phrase.cle] = Traduction(
                tuple(decision.textes), decision.source, decision.nom, decision.jour
            )
    return resultat
