"""Hear a danger in a message, before any dialogue and without the dialogue engine."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeVar

from api.safety.lexique import Force, Lexique, Lexiques, Marque, Route, Signal, load_lexiques
from api.safety.motifs import Motif, beginnings
from api.safety.normaliser import scripts, sentences, spell_out

Nom = TypeVar("Nom", bound=str)
PORTEE = 12  # words around a sign where a harmless context may take it back


@dataclass(frozen=True)
class Alerte:
    """What the lexicon heard. `langue` and `motif` say why: no word of the person is kept."""

    signal: Signal
    force: Force
    langue: str
    motif: str


@dataclass(frozen=True)
class Ecoute:
    """All that was heard in a message: a danger, a request of its own route, who it is about."""

    alerte: Alerte | None = None
    route: Route | None = None
    marques: frozenset[Marque] = frozenset()


def screen(texte: str, traduction: str | None = None, lexiques: Lexiques | None = None) -> Ecoute:
    """Hear a message as it was written, and its French translation when there is one.

    Every language is listened to: two words are too few to know which one is written.
    """
    connus = lexiques or load_lexiques()
    alertes: list[Alerte] = []
    routes: list[Route] = []
    marques: set[Marque] = set()
    for ecrit in filter(None, (texte, traduction)):
        phrases, alphabets = sentences(ecrit), scripts(ecrit)
        for lexique in connus.langues:
            if lexique.alphabets.isdisjoint(alphabets):
                continue
            for mots in phrases:
                phrase = spell_out(mots, lexique.ecritures)
                presents = beginnings(phrase.split())
                alertes += _alerts(lexique, phrase, presents)
                routes += _named(lexique.routes, phrase, presents)
                marques.update(_named(lexique.marques, phrase, presents))
    return Ecoute(_gravest(alertes, connus), next(iter(routes), None), frozenset(marques))


def _gravest(alertes: list[Alerte], lexiques: Lexiques) -> Alerte | None:
    ordre = lexiques.commun.gravite
    return min(alertes, key=lambda a: (a.force != "certaine", ordre.index(a.signal)), default=None)


def _alerts(lexique: Lexique, phrase: str, presents: frozenset[str]) -> Iterator[Alerte]:
    """Each signal of a sentence, once, at its strongest."""
    for signal in lexique.certaine:
        sauf = lexique.sauf[signal]
        if motif := _heard(lexique.certaine[signal], sauf, phrase, presents):
            yield Alerte(signal, "certaine", lexique.langue, motif.texte)
        elif motif := _heard(lexique.possible[signal], sauf, phrase, presents):
            yield Alerte(signal, "possible", lexique.langue, motif.texte)


def _heard(
    motifs: list[Motif], sauf: list[Motif], phrase: str, presents: frozenset[str]
) -> Motif | None:
    """The first pattern that a sentence says, and that nothing near it takes back."""
    for motif in motifs:
        trouve = motif.find(phrase, presents)
        if trouve and (motif.ferme or not _taken_back(phrase, trouve.span(), sauf)):
            return motif
    return None


def _taken_back(phrase: str, place: tuple[int, int], sauf: list[Motif]) -> bool:
    """Whether a harmless context surrounds a sign."""
    avant = phrase[: place[0]].split()[-PORTEE:]
    apres = phrase[place[1] :].split()[:PORTEE]
    autour = [*avant, *phrase[slice(*place)].split(), *apres]
    texte, presents = " ".join(autour) + " ", beginnings(autour)
    return any(motif.find(texte, presents) for motif in sauf)


def _named(motifs: dict[Nom, list[Motif]], phrase: str, presents: frozenset[str]) -> Iterator[Nom]:
    for nom, connus in motifs.items():
        if any(m.find(phrase, presents) for m in connus):
            yield nom
