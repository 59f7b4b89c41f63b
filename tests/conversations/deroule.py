"""Plays a written conversation against a running system and says what differs."""

from __future__ import annotations

import datetime as dt
import json
import re
from typing import Any

import httpx

from api.cli.chat import Conversation
from api.parcours.service import ParcoursService
from api.parcours.values import DateDite, Valeur, to_json
from api.parcours.vocabulary import Dit
from tests.conversations.specification import (
    LIMITE_REPONSES,
    SUITES,
    ConversationEcrite,
    Tour,
    expected_date,
    is_date,
    sent_value,
)

_TROU = re.compile(r"\{[a-z_]+\}")  # a placeholder that no parameter filled
_REFERENCE = re.compile(r"\bJA-\w{4}-\w{3}\b")
EFFACER = {"acte": "effacer_maintenant"}

Bulle = dict[str, Any]


class Ecart(AssertionError):
    """What was expected and did not happen, with the whole transcript."""


class Deroule:
    """One conversation being played."""

    def __init__(
        self, ecrite: ConversationEcrite, conversation: Conversation, parcours: ParcoursService
    ) -> None:
        self.ecrite = ecrite
        self.conversation = conversation
        self.parcours = parcours
        self.le = dt.date.today()
        self.journal: list[str] = []
        self.derniere: list[Bulle] = []
        self.jamais: set[str] = set()  # facts that must not be asked any more

    def play(self) -> None:
        """Play all the turns, then look at the plan; raises Ecart at the first difference."""
        for tour in self.ecrite.tours:
            pendante = self._pending()
            self._settle(self._play_turn(tour, pendante))
        self._settle(self._differences_of_plan())

    def _settle(self, ecarts: list[str]) -> None:
        if ecarts:
            raise Ecart("\n".join([*ecarts, "", *self.journal]))

    # What the person does --------------------------------------------------------------------

    def _play_turn(self, tour: Tour, pendante: str | None) -> list[str]:
        self.jamais |= {*tour.pas_demande}
        if tour.efface:
            return self._erase(tour)
        if tour.repond is None:
            bulles = self._send(self._gesture(tour))
            ecarts = self._always(bulles, panne_permise="panne" in tour.named_acts)
            return ecarts + self._differences(tour, bulles, pendante)
        bulles, ecarts = self._answer_from(tour.repond)
        return ecarts + self._differences(tour, bulles, pendante)

    def _gesture(self, tour: Tour) -> str | dict[str, Any]:
        if tour.dit is not None:
            return tour.words(self.le)
        if tour.choix is not None:
            choix = dict(tour.choix)
            if "valeur" in choix:
                choix["valeur"] = sent_value(choix["valeur"], self.le)
            return choix
        for bulle in reversed(self.derniere):
            if bulle["acte"] == tour.presse and bulle["choix"]:
                return dict(bulle["choix"][0]["choix"])
        raise Ecart("\n".join([f"no button of `{tour.presse}` to press", "", *self.journal]))

    def _send(self, dit: str | dict[str, Any]) -> list[Bulle]:
        self.journal.append(f"> {dit if isinstance(dit, str) else json.dumps(dit)}")
        try:
            bulles = self.conversation.say(dit)
        except TimeoutError:
            raise Ecart("\n".join(["no answer in time", "", *self.journal])) from None
        except httpx.HTTPStatusError as erreur:
            refus = f"refused: {erreur.response.status_code} {erreur.response.text}"
            raise Ecart("\n".join([refus, "", *self.journal])) from None
        self.journal += [f"    {_summary(b)}" for b in bulles]
        self.derniere = bulles
        return bulles

    def _answer_from(self, table: dict[str, Any]) -> tuple[list[Bulle], list[str]]:
        """Answer by buttons until nothing is asked, or something that the table leaves out."""
        toutes: list[Bulle] = []
        for _ in range(LIMITE_REPONSES):
            fait = self._pending()
            if fait is None or fait not in table:
                return toutes, []
            valeur = table[fait]
            reponse = {"statut": valeur} if valeur in SUITES else {"valeur": valeur}
            bulles = self._send(self._gesture(Tour(choix={"fait": fait, **reponse})))
            ecarts = self._always(bulles)
            toutes += bulles
            if ecarts:
                return toutes, ecarts
        return toutes, [f"still questions after {LIMITE_REPONSES} answers"]

    def _erase(self, tour: Tour) -> list[str]:
        """The screen obeys this button itself; then the dossier is as if it had never been."""
        geste = self._gesture(tour)
        if geste != EFFACER:
            return [f"the button that erases must be {EFFACER}, not {geste}"]
        self.conversation.delete()
        try:
            self.conversation.facts()
        except httpx.HTTPStatusError as erreur:
            statut = erreur.response.status_code
            return [] if statut == 404 else [f"expected 404 once erased, got {statut}"]
        return ["the dossier is still there after its deletion was confirmed"]

    # What must follow ------------------------------------------------------------------------

    def _differences(self, tour: Tour, bulles: list[Bulle], pendante: str | None) -> list[str]:
        actes = [b["acte"] for b in bulles]
        ecarts = _missing_in_order(tour.actes, actes)
        ecarts += [f"`{a}` must not be said" for a in tour.sans if a in actes]
        lisible = " ".join(_readable(b) for b in bulles).casefold()
        ecarts += [f"the word « {m} » is said" for m in tour.sans_mots if m.casefold() in lisible]
        ecarts += self._differences_of_facts(tour)
        attendue = pendante if tour.meme_question else tour.question
        if (tour.meme_question or tour.question) and self._pending() != attendue:
            ecarts.append(f"asked {self._pending()}, expected {attendue}")
        return ecarts + _differences_of_buttons(tour, bulles)

    def _always(self, bulles: list[Bulle], *, panne_permise: bool = False) -> list[str]:
        """What holds at every turn of every conversation."""
        actes = [b["acte"] for b in bulles]
        demandes = [b["saisie"]["fait"] for b in bulles if b["acte"] == "question" and b["saisie"]]
        connus = self.conversation.facts()
        ecarts = [f"asks `{d}`, which is already known" for d in demandes if d in connus]
        ecarts += [f"asks `{d}` again" for d in demandes if d in self.jamais]
        if len(demandes) > 1:
            ecarts.append(f"asks {len(demandes)} questions at once")
        if demandes and "urgence" in actes:
            ecarts.append("asks a question while someone may be in danger")
        if "panne" in actes and not panne_permise:
            ecarts.append("the dialogue broke down (`panne`)")
        for b in bulles:
            if not b["texte"].strip() or _TROU.search(b["texte"]):
                ecarts.append(f"`{b['acte']}` has an empty or unfilled text: {b['texte']!r}")
            if b["acte"] in ("urgence", "humain") and not b["contacts"]:
                ecarts.append(f"`{b['acte']}` gives nobody to reach")
            if b["acte"] == "urgence" and not b["urgent"]:
                ecarts.append("`urgence` is not marked urgent")
            if b["acte"] == "humain" and _REFERENCE.search(b["texte"]):
                ecarts.append("`humain` gives a reference where no agent has an account")
        return ecarts

    def _differences_of_facts(self, tour: Tour) -> list[str]:
        if not (tour.faits or tour.passes or tour.inconnus):
            return []
        dits = self.parcours.read_facts(self.conversation.facts(), self.le)
        valeurs = self.parcours.vocabulaire.resolve(dits, self.le)
        ecarts = []
        for nom, attendu in tour.faits.items():
            if not self._is_expected(nom, attendu, valeurs.get(nom)):
                ecarts.append(f"`{nom}` is {_said(valeurs.get(nom))}, expected {attendu}")
        ecarts += [
            f"`{n}` must be skipped"
            for n in tour.passes
            if dits.get(n, Dit(True)).valeur is not None
        ]
        return ecarts + [
            f"`{n}` must not be known, got {_said(dits[n].valeur)}"
            for n in tour.inconnus
            if n in dits
        ]

    def _is_expected(self, nom: str, attendu: Any, obtenu: Valeur | None) -> bool:
        if isinstance(obtenu, DateDite) and is_date(attendu):
            jour, tolerance = expected_date(attendu, self.le)
            return abs((obtenu.jour - jour).days) <= tolerance
        return obtenu == self.parcours.coerce(nom, attendu, self.le)

    def _differences_of_plan(self) -> list[str]:
        e = self.ecrite
        if e.moments is None and not e.named_steps:
            return []
        plan = self.conversation.plan()
        ouverts = [m["id"] for m in plan["moments"]]
        restantes = [x["id"] for x in plan["etapes"] if x["statut"] != "faite"]
        self.journal += ["", f"moments: {ouverts}", f"plan: {restantes}"]
        ecarts = []
        if e.moments is not None and sorted(ouverts) != sorted(e.moments):
            ecarts.append(f"open moments are {ouverts}, expected {e.moments}")
        ecarts += [f"step {i} is missing" for i in e.etapes if i not in restantes]
        ecarts += [f"step {i} must not be there" for i in e.absentes if i in restantes]
        if e.seules is not None and sorted(restantes) != sorted(e.seules):
            ecarts.append(f"the plan is {restantes}, expected only {e.seules}")
        return ecarts

    def _pending(self) -> str | None:
        """The fact asked by the last turn, when its last word is a question."""
        posees = [b for b in self.derniere if b["acte"] == "question" and b["saisie"]]
        return posees[-1]["saisie"]["fait"] if posees else None


def _missing_in_order(attendus: list[str | list[str]], actes: list[str]) -> list[str]:
    """Expected acts must come in order; others may stand between. A list: any one of them."""
    rang = 0
    for attendu in attendus:
        possibles = [attendu] if isinstance(attendu, str) else attendu
        place = next((i for i in range(rang, len(actes)) if actes[i] in possibles), None)
        if place is None:
            return [f"`{' | '.join(possibles)}` is missing, or not in this order, in {actes}"]
        rang = place + 1
    return []


def _differences_of_buttons(tour: Tour, bulles: list[Bulle]) -> list[str]:
    boutons = [c["choix"] for b in bulles for c in b["choix"]]
    moments = [b["moment"] for b in boutons if b.get("moment")]
    numeros = {n for b in bulles for c in b["contacts"] for n in (c["telephone"], c.get("sms"))}
    ecarts = [f"moment `{m}` is not proposed" for m in tour.propose if m not in moments]
    if tour.nb_moments is not None and len(moments) != tour.nb_moments:
        ecarts.append(f"{len(moments)} moments are proposed, expected {tour.nb_moments}")
    humain = any(b.get("acte") == "demander_humain" for b in boutons)
    if tour.offre_humain and not humain and "humain" not in [b["acte"] for b in bulles]:
        ecarts.append("no human is offered")
    if tour.contacts and not any(b["contacts"] for b in bulles):
        ecarts.append("nobody to reach is given")
    ecarts += [f"the number {n} is not given" for n in tour.numeros if n not in numeros]
    if tour.cite and not any(b["etapes"] for b in bulles):
        ecarts.append("no step is cited")
    citees = {e["id"] for b in bulles for e in b["etapes"]}
    ecarts += [f"step {i} is not shown" for i in tour.montre if i not in citees]
    return ecarts


def _readable(bulle: Bulle) -> str:
    """All the words of a bubble that a person reads."""
    saisie = bulle["saisie"] or {}
    return " ".join(
        [
            bulle["texte"],
            *(c["libelle"] for c in bulle["choix"]),
            *(f"{e['titre']} {e['echeance'] or ''}" for e in bulle["etapes"]),
            *(str(saisie.get(cle, "")) for cle in ("titre", "question", "pourquoi")),
        ]
    )


def _summary(bulle: Bulle) -> str:
    """One line of transcript: the act, what it asks, what it offers."""
    details = [f"asks {bulle['saisie']['fait']}"] if bulle["saisie"] else []
    details += [json.dumps(c["choix"], ensure_ascii=False) for c in bulle["choix"]][:4]
    details += [e["id"] for e in bulle["etapes"]]
    debut = " ".join(bulle["texte"].split())[:90]
    return f"[{bulle['acte']}] {' '.join(details)} — {debut}"


def _said(valeur: Valeur | None) -> Any:
    return "unknown" if valeur is None else to_json(valeur)
