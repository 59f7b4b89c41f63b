"""What Rasa heard in the last message, in the words of the actions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

MOMENT = "moment_"
SECURITE = "safety_"
INFORMATION = "dire_un_fait"  # something said about oneself: no request, no event, no danger
GESTE_COURT = 10  # words
GESTES_SEULS = ("passer_partie", "reprendre_partie", "retour", "passer", "continuer")
BOUTONS = ("fait", "statut", "moment", "droit", "etat", "raison", "partie", "suivi")
SECOND = 0.15  # share of the ranking from which a second intent is heard


@dataclass(frozen=True)
class FaitEntendu:
    """A fact said in the message; `certitude` tells whether to note it, offer it or keep quiet."""

    nom: str
    valeur: Any
    certitude: float
    descriptif: bool = False  # only describes the person: said alone, it opens nothing


@dataclass(frozen=True)
class DateEntendue:
    """A date; `passe` and `futur` differ when the year was not said."""

    passe: dt.date
    futur: dt.date
    approximatif: bool


@dataclass(frozen=True)
class Entendu:
    """One message as understood."""

    texte: str = ""
    intention: str = ""
    confiance: float = 0.0
    classement: tuple[str, ...] = ()
    parts: tuple[float, ...] = ()  # confidence of each rank of `classement`
    faits: tuple[FaitEntendu, ...] = ()
    dates: tuple[DateEntendue, ...] = ()
    durees: tuple[tuple[int, str], ...] = ()
    nombres: tuple[float, ...] = ()
    montants: tuple[float, ...] = ()
    sortes: tuple[str | None, ...] = ()  # of each amount, when it is not net by the month
    oui_non: str | None = None
    gestes: frozenset[str] = frozenset()
    moments: tuple[str, ...] = ()
    bouton: dict[str, Any] = field(default_factory=dict)
    droit: str | None = None  # the right that the message names, to leave it aside

    @property
    def mots(self) -> int:
        return len(self.texte.split())

    def second(self, prefixe: str, part: float = SECOND) -> str:
        """The best-ranked intent of a kind, when it is likely enough to matter; else empty."""
        for nom, confiance in zip(self.classement[:3], self.parts[:3], strict=False):
            if nom.startswith(prefixe) and confiance >= part:
                return nom
        return ""

    @property
    def plain_gesture(self) -> str:
        """A short message that only asks to go back or to skip; empty otherwise."""
        if self.bouton or self.mots > GESTE_COURT or self.faits:
            return ""
        return next((g for g in GESTES_SEULS if g in self.gestes), "")

    @property
    def likely_moments(self) -> list[str]:
        """The moments of the ranking, likeliest first."""
        return [nom.removeprefix(MOMENT) for nom in self.classement if nom.startswith(MOMENT)]

    def fact(self, nom: str) -> FaitEntendu | None:
        return next((f for f in self.faits if f.nom == nom), None)


def read_message(message: Mapping[str, Any]) -> Entendu:
    """Rasa's `latest_message` as an Entendu."""
    entites = message.get("entities") or []
    intention = message.get("intent") or {}
    classement = tuple(r["name"] for r in message.get("intent_ranking") or [])
    texte = message.get("text") or ""
    est_bouton = texte.startswith("/")

    def values(nature: str) -> list[Any]:
        return [e["value"] for e in entites if e["entity"] == nature]

    return Entendu(
        texte="" if est_bouton else texte,
        intention=intention.get("name") or "",
        confiance=float(intention.get("confidence") or 0.0),
        classement=classement,
        parts=tuple(float(r.get("confidence") or 0.0) for r in message.get("intent_ranking") or []),
        faits=tuple(
            FaitEntendu(
                e["nom"],
                e["value"],
                float(e.get("confidence_entity", 0.9)),
                bool(e.get("descriptif")),
            )
            for e in sorted(entites, key=lambda e: int(e.get("start") or 0))
            if e["entity"] == "fait" and "nom" in e
        ),
        dates=tuple(
            DateEntendue(
                dt.date.fromisoformat(e["passe"]),
                dt.date.fromisoformat(e["futur"]),
                isinstance(e["value"], dict),
            )
            for e in entites
            if e["entity"] == "date" and "passe" in e
        ),
        durees=tuple((d["nombre"], d["unite"]) for d in values("duree")),
        nombres=tuple(values("nombre")),
        montants=tuple(values("montant")),
        sortes=tuple(e.get("sorte") for e in entites if e["entity"] == "montant"),
        oui_non=next(iter(values("oui_non")), None) if not est_bouton else None,
        gestes=frozenset(values("geste")),
        moments=tuple(m["moment"] for m in message.get("moments") or []),
        bouton=_button(entites) if est_bouton else {},
        droit=next(iter(values("droit")), None) if not est_bouton else None,
    )


def _button(entites: list[dict[str, Any]]) -> dict[str, Any]:
    """The JSON that a pressed button carried; several `valeur` are a list."""
    bouton: dict[str, Any] = {}
    for entite in entites:
        if entite["entity"] == "valeur":
            bouton.setdefault("valeurs", []).append(entite["value"])
        elif entite["entity"] in BOUTONS:
            bouton[entite["entity"]] = entite["value"]
    return bouton
