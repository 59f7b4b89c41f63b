"""What a message means, given the question that was asked. Pure functions.

The order is: the fact itself, a gesture (skip, decline), then what the type of question accepts.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from rapidfuzz import fuzz

from actions.entendu import DateEntendue, Entendu, FaitEntendu

NOTER = 0.75  # from this certainty a volunteered fact is kept, and shown
PROPOSER = 0.6  # from this one it is offered: « c'est bien ça ? »
RESSEMBLANCE = 88.0  # likeness, out of 100, between the words said and a button's label
ECART = 8.0  # and its lead over the next label
MOTS_REPONSE = 8  # a longer message tells more than an option
MOTS_CORRECTION = 4  # a shorter « non, rien » corrects nothing: it answers
EN_DUREE = ("age", "age_enfant_decede", "terme_sa")  # numbers said with their unit of time
NE_SAIT_PAS, REFUSE = "ne_sait_pas", "refuse"


@dataclass(frozen=True)
class Reponse:
    """An answer to the question asked: a value, or that the person does not know or declines."""

    valeur: Any = None
    statut: str = "connu"


def read_answer(
    question: Mapping[str, Any], entendu: Entendu, connus: Mapping[str, Any], le: dt.date
) -> Reponse | None:
    """The answer that the message gives to `question`, or None when it gives none."""
    fait = entendu.fact(question["fait"])
    if fait is not None:
        return Reponse(fait.valeur)
    if "refuser" in entendu.gestes or "passer" in entendu.gestes:
        return Reponse(statut=REFUSE)
    if entendu.intention == "act_ne_sait_pas":
        return Reponse(statut=NE_SAIT_PAS)
    if corrects_known(entendu, connus):
        return None  # « non, trois enfants » : the « non » is about what was noted before
    if question["type"] == "oui_non":
        if takes_back_date(entendu):
            return None  # « non, c'était hier »
        oui_non = _yes_no(entendu)
        return None if oui_non is None else Reponse(oui_non)
    if question["type"] == "nombre":
        return _number_answer(question, entendu) or _option_answer(question, entendu)
    if question["type"] == "date":
        return _date_answer(question, entendu, le) or _option_answer(question, entendu)
    if question["type"] == "liste":
        return _list_answer(question, entendu)
    return _option_answer(question, entendu)


def corrects_known(entendu: Entendu, connus: Mapping[str, Any]) -> bool:
    """True when the message says again, differently, a fact already known."""
    return whole_correction(entendu, connus) is not None or any(
        f.certitude >= NOTER and f.nom in connus and not same_value(connus[f.nom], f.valeur)
        for f in entendu.faits
    )


def whole_correction(entendu: Entendu, connus: Mapping[str, Any]) -> FaitEntendu | None:
    """« Non, on était pacsés » : words that would answer a question, and take back its answer."""
    if "corriger" not in entendu.gestes or entendu.mots < MOTS_CORRECTION:
        return None
    reprises = [
        f
        for f in entendu.faits
        if f.certitude < PROPOSER and f.nom in connus and not same_value(connus[f.nom], f.valeur)
    ]
    return reprises[0] if len(reprises) == 1 else None


def takes_back_date(entendu: Entendu) -> bool:
    """« Pardon, c'était hier » : a date alone, said again."""
    return "corriger" in entendu.gestes and len(entendu.dates) == 1 and not entendu.faits


def corrected_date(
    fait: Mapping[str, Any], connu: Any, entendu: Entendu, le: dt.date
) -> FaitEntendu | None:
    """The date fact that such a message corrects; None when `fait` is not one."""
    dite = said_date(fait, entendu, le)
    return None if dite is None or same_value(connu, dite.valeur) else dite


def said_date(fait: Mapping[str, Any], entendu: Entendu, le: dt.date) -> FaitEntendu | None:
    """The date that a message gives for a date fact; None when it gives none that fits."""
    reponse = _date_answer(fait, entendu, le) if fait["type"] == "date" else None
    return FaitEntendu(fait["fait"], reponse.valeur, 1.0) if reponse else None


def facts_to_note(
    entendu: Entendu, connus: Mapping[str, Any], sauf: Iterable[str] = ()
) -> list[FaitEntendu]:
    """Facts said in passing that are sure and new, or that correct what was known."""
    exclus = set(sauf)
    reprise = whole_correction(entendu, connus)
    if reprise and reprise.nom not in exclus:
        return [reprise]
    return [
        f
        for f in entendu.faits
        if f.certitude >= NOTER
        and f.nom not in exclus
        and not (f.nom in connus and same_value(connus[f.nom], f.valeur))
    ]


def fact_to_offer(
    entendu: Entendu, connus: Mapping[str, Any], sauf: Iterable[str] = ()
) -> FaitEntendu | None:
    """One fact said in passing that deserves « c'est bien ça ? »: neither sure nor known."""
    exclus = {*sauf, *connus}
    return next(
        (f for f in entendu.faits if PROPOSER <= f.certitude < NOTER and f.nom not in exclus), None
    )


def same_value(connu: Any, dit: Any) -> bool:
    """Whether a value already known says the same as (or more precisely than) what was said."""
    if isinstance(dit, str) and dit in ("oui", "non") and isinstance(connu, bool):
        return connu == (dit == "oui")
    if isinstance(connu, dict) and {"min", "max"} & set(connu) and isinstance(dit, int | float):
        return False
    a, b = _day(connu), _day(dit)
    if a and b:
        # « en mars » said after « le 12 mars » adds nothing.
        vague = isinstance(dit, dict) and dit.get("approximatif")
        return a == b or (bool(vague) and abs((a - b).days) <= 20)
    return bool(connu == dit)


def _day(valeur: Any) -> dt.date | None:
    texte = valeur.get("date") if isinstance(valeur, dict) else valeur
    if isinstance(texte, str) and re.match(r"\d{4}-\d{2}-\d{2}", texte):
        return dt.date.fromisoformat(texte[:10])
    return None


def fold(texte: str) -> str:
    """Lower case, no accents, single spaces: the form in which words are compared."""
    nu = unicodedata.normalize("NFKD", texte.lower())
    nu = "".join(c for c in nu if not unicodedata.combining(c))
    return re.sub(r"[^a-z0-9]+", " ", nu).strip()


def _yes_no(entendu: Entendu) -> bool | None:
    if entendu.oui_non:
        return entendu.oui_non == "oui"
    return {"act_oui": True, "act_non": False}.get(entendu.intention)


def _option_answer(question: Mapping[str, Any], entendu: Entendu) -> Reponse | None:
    """The option whose label the message says."""
    options = question.get("options") or []
    labels = [fold(o["libelle"]) for o in options]
    dit = fold(entendu.texte)
    for option, label in zip(options, labels, strict=True):
        if dit == label:
            return Reponse(option["valeur"])
    oui_non = _yes_no(entendu)
    if oui_non is not None and entendu.mots <= MOTS_REPONSE:
        mot = "oui" if oui_non else "non"
        candidats = [o for o, label in zip(options, labels, strict=True) if label == mot]
        if not candidats and len(options) == 2:
            candidats = [
                o for o, label in zip(options, labels, strict=True) if label.startswith(mot + " ")
            ]
        if len(candidats) == 1:
            return Reponse(candidats[0]["valeur"])
    if not dit or entendu.mots > MOTS_REPONSE:
        return None
    notes = sorted(
        ((_likeness(dit, label), rang) for rang, label in enumerate(labels)), reverse=True
    )
    if (
        notes
        and notes[0][0] >= RESSEMBLANCE
        and (len(notes) == 1 or notes[0][0] - notes[1][0] >= ECART)
    ):
        return Reponse(options[notes[0][1]]["valeur"])
    return None


def _likeness(dit: str, label: str) -> float:
    """Likeness of words, whatever their order. Part of a label is enough (« assistante maternelle »);
    a label inside a longer sentence is not (« depuis deux mois » does not say « Deux »)."""
    mots, mots_label = dit.split(), label.split()
    if len(dit) < 4:
        return 100.0 if len(dit) > 1 and mots_label.count(dit) == 1 else 0.0
    if len(dit) >= 5 and set(mots) <= set(mots_label):
        return 95.0
    return max(fuzz.ratio(dit, label), fuzz.token_sort_ratio(dit, label))


def _number_answer(question: Mapping[str, Any], entendu: Entendu) -> Reponse | None:
    if question["fait"].endswith("_mois") and len(entendu.durees) == 1:
        nombre, unite = entendu.durees[0]
        mois = {"an": nombre * 12, "mois": nombre, "semaine": nombre // 4, "jour": nombre // 30}
        return Reponse(mois[unite])
    dits = entendu.montants or entendu.nombres
    if question["fait"] not in EN_DUREE and entendu.durees and not entendu.montants:
        return None  # « depuis deux mois » does not say how many children
    if len(dits) != 1 or entendu.mots > 2 * MOTS_REPONSE:
        return None
    dit = int(dits[0]) if dits[0] == int(dits[0]) else dits[0]
    sorte = entendu.sortes[0] if entendu.montants and entendu.sortes else None
    # The dossier decides what to do of a gross or yearly figure: it knows what the fact is.
    return Reponse({"montant": dit, "sorte": sorte} if sorte else dit)


def _date_answer(question: Mapping[str, Any], entendu: Entendu, le: dt.date) -> Reponse | None:
    borne = question.get("borne") or {}
    lectures: list[tuple[dt.date, bool]] = []
    if entendu.dates:
        date: DateEntendue = entendu.dates[0]
        lectures = [(date.passe, date.approximatif), (date.futur, date.approximatif)]
    elif entendu.durees and entendu.mots <= MOTS_REPONSE:
        nombre, unite = entendu.durees[0]
        jours = nombre * {"jour": 1, "semaine": 7, "mois": 30, "an": 365}[unite]
        if jours < 365 * 120:
            ecart = dt.timedelta(days=jours)
            lectures = [(le - ecart, True), (le + ecart, True)]
    possibles = [x for x in lectures if _within(x[0], borne, le)] or lectures[:1]
    if not possibles:
        return None
    jour, approximatif = possibles[0]
    iso = jour.isoformat()
    return Reponse({"date": iso, "approximatif": True} if approximatif else iso)


def _within(jour: dt.date, borne: Mapping[str, Any], le: dt.date) -> bool:
    mois = (jour - le).days / 30.44
    return not (
        (borne.get("passe") and jour > le)
        or (borne.get("futur") and jour < le)
        or (borne.get("min") is not None and mois < borne["min"] - 0.5)
        or (borne.get("max") is not None and mois > borne["max"] + 0.5)
    )


def _list_answer(question: Mapping[str, Any], entendu: Entendu) -> Reponse | None:
    """All the options said; « aucune », « rien », « non » say none of them."""
    if entendu.mots > 2 * MOTS_REPONSE or "?" in entendu.texte or entendu.second("act_demander"):
        return None  # who asks something does not tick
    dits = fold(entendu.texte).split()
    trouvees = [o["valeur"] for o in question.get("options") or [] if _is_said(o["libelle"], dits)]
    if trouvees:
        return Reponse(trouvees)
    return Reponse([]) if _yes_no(entendu) is False else None


def _is_said(label: str, dits: list[str]) -> bool:
    """Whether a message names one of the things that a label lists (« une maison, un terrain »)."""
    for partie in re.split(r"[,(]|\bou\b", label):
        mots = [m for m in fold(partie).split() if len(m) > 4]
        communs = sum(any(fuzz.ratio(m, d) >= RESSEMBLANCE for d in dits) for m in mots)
        if mots and communs >= min(2, len(mots)):
            return True
    return False
