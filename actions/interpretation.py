"""What a message means, given the question that was asked. Pure functions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from rapidfuzz import fuzz, process

# Entities that name no fact by themselves: they answer whatever is being asked.
GENERIQUES = ("nombre", "date", "oui_non", "montant", "duree")
GENERIQUE_DU_TYPE = {"nombre": "nombre", "date": "date", "oui_non": "oui_non"}
RESSEMBLANCE = 86.0  # below, a look-alike label is a guess
REPONSE_COURTE = 8  # words: a longer message is not the label of an option
PREFIXE_MOMENT = "moment_"


@dataclass(frozen=True)
class Message:
    """One understood message: words, ranked intents, entities, moments spoken of."""

    texte: str
    intention: str
    classement: list[tuple[str, float]]
    entites: list[dict[str, Any]]
    moments: list[str] = field(default_factory=list)

    @classmethod
    def from_rasa(cls, dernier: dict[str, Any]) -> Message:
        """Read `tracker.latest_message`."""
        return cls(
            texte=dernier.get("text") or "",
            intention=(dernier.get("intent") or {}).get("name") or "",
            classement=[
                (i["name"], float(i["confidence"])) for i in dernier.get("intent_ranking") or []
            ],
            entites=list(dernier.get("entities") or []),
            moments=[m["moment"] for m in dernier.get("moments") or []],
        )

    def likely_moments(self, nombre: int = 3) -> list[str]:
        """The likeliest moments of life, best first."""
        noms = [
            n.removeprefix(PREFIXE_MOMENT)
            for n, _ in self.classement
            if n.startswith(PREFIXE_MOMENT)
        ]
        return noms[:nombre]

    def other_moments(self, ouvert: str) -> list[str]:
        """Moments also spoken of in the same message."""
        return [m for m in self.moments if m != ouvert]


def volunteered_facts(message: Message) -> list[dict[str, Any]]:
    """Facts said in a sentence, one value each (the last said wins: « deux, non, trois »)."""
    dits: dict[str, Any] = {}
    for entite in message.entites:
        if entite["entity"] not in GENERIQUES:
            dits[entite["entity"]] = entite.get("value")
    return [{"nom": n, "valeur": v, "comment": "phrase"} for n, v in dits.items()]


def answer_to(question: dict[str, Any], message: Message) -> dict[str, Any] | None:
    """The fact that answers `question`, or None when the message does not answer it.

    In order: the fact itself was said; a generic number, date or yes/no fits its type; the words
    are (almost) the label of one option.
    """
    nom, nature = question["fait"], question["type"]
    for fait in volunteered_facts(message):
        if fait["nom"] == nom:
            return {**fait, "comment": "phrase"}
    generique = GENERIQUE_DU_TYPE.get(nature)
    if generique:
        valeurs = [e.get("value") for e in message.entites if e["entity"] == generique]
        if valeurs:
            return {"nom": nom, "valeur": valeurs[-1], "comment": "phrase"}
    valeur = _look_alike(message.texte, question.get("options") or [])
    if valeur is None:
        return None
    liste = [valeur] if nature == "liste" else valeur
    return {"nom": nom, "valeur": liste, "comment": "phrase"}


def _look_alike(texte: str, options: Iterable[dict[str, Any]]) -> Any:
    libelles = {o["libelle"].lower(): o["valeur"] for o in options}
    propre = texte.lower().strip(" .!?")
    if not propre or len(propre.split()) > REPONSE_COURTE:
        return None
    meilleur = process.extractOne(
        propre, list(libelles), scorer=fuzz.token_set_ratio, score_cutoff=RESSEMBLANCE
    )
    return libelles[meilleur[0]] if meilleur else None


def named_step(texte: str, etapes: list[dict[str, Any]]) -> dict[str, Any] | None:
    """The step of a plan that a question is about, when its title is recognisable."""
    titres = {e["titre"].lower(): e for e in etapes}
    meilleur = process.extractOne(
        texte.lower(), list(titres), scorer=fuzz.token_set_ratio, score_cutoff=60.0
    )
    return titres[meilleur[0]] if meilleur else None
