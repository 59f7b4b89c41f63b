"""Facts and generic answers said in one message. Precision first: a doubtful fact is left unsaid."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Any

from bot.components.texte import Plie, clean, fold
from bot.extraction.dates import DateDite, add
from bot.extraction.lexique import Lexique, Regle

_PHRASE = re.compile(r"[.!?;\n]+(?=\s|$)|\n")
_ECART_DATE = 400  # days on the wrong side of today that are still a slip of the tongue
_PORTEE_DATE = 34  # characters between « est mort » and the date it is about
_LONGUEUR = 4000
_MEMBRES = re.compile(r"[,.;:!?]+")
_MOTS_GESTE = 10
_MOTS_INJURE = 8  # in a longer message people quote what was said to them
CERTITUDE_TIERS = 0.7  # what a counsellor says of the usager is proposed, never noted unasked
_BORDS = " \t\n.,;:!?'\"«»"


@dataclass(frozen=True)
class Trouve:
    """A fact as said: its value, where it stands in the folded text, and how sure it is."""

    fait: str
    valeur: Any
    debut: int
    fin: int
    certitude: float
    rang: int


def extract(texte: str, lexique: Lexique, le: dt.date) -> list[dict[str, Any]]:
    """Entities of a message: `fait` (with `nom`), `date`, `nombre`, `montant`, `duree`, `oui_non`,
    `geste`. Dates are seen from `le`."""
    plie = fold(texte[:_LONGUEUR])
    dates = lexique.dates.find(plie.texte, le)
    faits = _facts(plie, dates, lexique, le)
    lu = lexique.tiers.as_usager(plie) if lexique.tiers else None
    if lu:
        dits = {f["nom"] for f in faits}
        lus = _facts(lu, lexique.dates.find(lu.texte, le), lexique, le, CERTITUDE_TIERS)
        faits += [f for f in lus if f["nom"] not in dits]
    return faits + _generic(plie, dates, lexique, le)


def _facts(
    plie: Plie, dates: list[DateDite], lexique: Lexique, le: dt.date, plafond: float = 1.0
) -> list[dict[str, Any]]:
    """The facts said, none surer than `plafond`."""
    trouves = [t for regle in lexique.regles for t in _apply(regle, plie.texte, dates, lexique, le)]
    return [
        _entity(
            plie,
            "fait",
            t.valeur,
            t.debut,
            t.fin,
            nom=t.fait,
            confidence_entity=min(t.certitude, plafond),
            descriptif=t.fait in lexique.descriptifs,
        )
        for t in _settle(trouves, plie.texte, lexique)
    ]


def _apply(
    regle: Regle, plie: str, dates: list[DateDite], lexique: Lexique, le: dt.date
) -> list[Trouve]:
    """What one rule finds in a folded text."""
    if regle.entier:
        bord = len(plie) - len(plie.lstrip(_BORDS))
        coeur = len(plie.rstrip(_BORDS))
        amorce = lexique.amorces.match(plie, bord, coeur)
        debuts = {bord, amorce.end() if amorce else bord}
        complets = [m.fullmatch(plie, debut, coeur) for m in regle.motifs for debut in debuts]
        occurrences = [m for m in complets if m]
    else:
        occurrences = [m for motif in regle.motifs for m in motif.finditer(plie)]
    if not occurrences:
        return []
    if regle.avec and not any(motif.search(plie) for motif in regle.avec):
        return []
    if any(motif.search(plie) for motif in regle.sauf):
        return []
    rang = lexique.ordre[(regle.fait, str(regle.valeur))]
    trouves = []
    for m in occurrences:
        if not _is_asserted(regle, m, plie, lexique):
            continue
        if any(motif.search(_sentence_of(plie, m)) for motif in regle.sauf_phrase):
            continue
        if regle.date:
            date = _date_near(m, dates, plie, lexique)
            if date is None:
                continue
            jour = date.futur if regle.date == "futur" else date.passe
            if not _is_likely(regle, jour, le):
                continue
            valeur, fin = _date_value(jour, approximatif=date.approximatif), date.fin
            trouves.append(
                Trouve(
                    regle.fait,
                    valeur,
                    min(m.start(), date.debut),
                    max(m.end(), fin),
                    regle.certitude,
                    rang,
                )
            )
            continue
        if regle.valeur == "montant":
            valeur = _amount_said(m, plie, lexique)
        else:
            valeur = _said_value(regle.valeur, m, lexique, le)
        if valeur is not None:
            trouves.append(Trouve(regle.fait, valeur, m.start(), m.end(), regle.certitude, rang))
    return trouves


def _is_likely(regle: Regle, jour: dt.date, le: dt.date) -> bool:
    """False for a past event far ahead, a future one long gone, or one too old to be an event."""
    if regle.recent and jour < add(le, -regle.recent, "mois"):
        return False
    return (
        (jour - le).days <= _ECART_DATE
        if regle.date == "passe"
        else (le - jour).days <= _ECART_DATE
    )


def _said_value(valeur: Any, m: re.Match[str], lexique: Lexique, le: dt.date) -> Any:
    """The rule's value, or the number or date that the words say."""
    groupes = m.groupdict()
    if valeur == "nombre":
        dit = groupes.get("plusieurs") or groupes.get("nombre")
        return lexique.nombres.value(dit) if dit else None
    if valeur == "duree_ecoulee":
        duree = _duration_of(groupes, lexique)
        return _date_value(add(le, -duree[0], duree[1]), approximatif=True) if duree else None
    if valeur == "semaines_amenorrhee":
        # Amenorrhoea is counted from the last period, two weeks before the pregnancy begins.
        semaines = lexique.nombres.value(groupes["nombre"])
        if semaines is None or not 2 <= semaines <= 45:
            return None
        return _date_value(add(le, 2 - int(semaines), "semaine"), approximatif=True)
    if valeur == "rang_mois":
        # « au cinquième mois » : four months are over, the fifth is half way.
        rang = lexique.nombres.rank(groupes["rang"])
        if rang is None:
            return None
        return _date_value(add(add(le, 1 - rang, "mois"), -15, "jour"), approximatif=True)
    return valeur


def _amount_said(m: re.Match[str], plie: str, lexique: Lexique) -> Any:
    """The euros said; with their kind, when they are not net by the month."""
    dit = m.groupdict().get("montant")
    euros = lexique.nombres.amount(dit) if dit else None
    sorte = lexique.nombres.kind_of(plie, m.start(), m.end())
    return {"montant": euros, "sorte": sorte} if sorte and euros is not None else euros


def _duration_of(groupes: dict[str, str | None], lexique: Lexique) -> tuple[int, str] | None:
    if groupes.get("duree"):
        return lexique.nombres.duration(groupes["duree"] or "")
    return None


def _date_value(jour: dt.date, *, approximatif: bool) -> Any:
    iso = jour.isoformat()
    return {"date": iso, "approximatif": True} if approximatif else iso


def _is_asserted(regle: Regle, m: re.Match[str], plie: str, lexique: Lexique) -> bool:
    """False when the words are denied, supposed, asked, or said of somebody else."""
    phrase = plie[_sentence_start(plie, m.start()) : m.start()]
    mots_avant = re.findall(r"[a-z0-9']+", phrase)
    proche = " ".join(mots_avant[-2:])
    if not regle.negation_libre and lexique.negations.search(proche):
        return False
    membre = phrase.rpartition(",")[2]
    if not regle.hypothese_libre and lexique.hypotheses.search(" ".join(membre.split()[-4:])):
        return False
    if regle.sujet == "libre":
        return True
    return _subject_of(m, phrase, lexique) in (regle.sujet, None)


def _subject_of(m: re.Match[str], avant: str, lexique: Lexique) -> str | None:
    """Who the words are about: named first in the words themselves, else last before them."""
    dans = [(x.start(), qui) for qui, motif in lexique.sujets.items() for x in motif.finditer(m[0])]
    if dans:
        return min(dans)[1]
    derniers = [
        (x.end(), qui) for qui, motif in lexique.sujets.items() for x in motif.finditer(avant)
    ]
    return max(derniers)[1] if derniers else None


def _sentence_start(plie: str, place: int) -> int:
    debut = 0
    for m in _PHRASE.finditer(plie, 0, place):
        debut = m.end()
    return debut


def _sentence_of(plie: str, m: re.Match[str]) -> str:
    """The sentence that these words are in."""
    fin = _PHRASE.search(plie, m.end())
    return plie[_sentence_start(plie, m.start()) : fin.start() if fin else len(plie)]


def _date_near(
    m: re.Match[str], dates: list[DateDite], plie: str, lexique: Lexique
) -> DateDite | None:
    """The date these words are about: inside them, just after, else just before."""
    for date in dates:
        if m.start() <= date.debut < m.end():
            return date
    for date in dates:
        if 0 <= date.debut - m.end() <= _PORTEE_DATE and not _PHRASE.search(
            plie[m.end() : date.debut]
        ):
            return date
    for date in reversed(dates):
        if 0 <= m.start() - date.fin <= _PORTEE_DATE and not _PHRASE.search(
            plie[date.fin : m.start()]
        ):
            # « Chauffeur depuis dix ans mais licencié » : the date closes what was said before it.
            deja_dit = plie[_sentence_start(plie, date.debut) : date.debut].strip(_BORDS)
            coupe = lexique.coupures.search(plie, date.fin, m.start())
            if deja_dit and (date.depuis or coupe):
                continue
            return date
    return None


def _settle(trouves: list[Trouve], plie: str, lexique: Lexique) -> list[Trouve]:
    """One value a fact: the corrected one, else the rule written first, else none if they differ."""
    retenus = []
    for fait in dict.fromkeys(t.fait for t in trouves):
        candidats = sorted((t for t in trouves if t.fait == fait), key=lambda t: (t.debut, -t.fin))
        # « trois enfants à charge » said inside « j'ai trois enfants à charge » is one mention.
        mentions: list[Trouve] = []
        for t in candidats:
            if mentions and t.debut < mentions[-1].fin and t.valeur == mentions[-1].valeur:
                continue
            mentions.append(t)
        if len({str(t.valeur) for t in mentions}) == 1:
            retenus.append(max(mentions, key=lambda t: t.certitude))
            continue
        dernier = max(mentions, key=lambda t: t.debut)
        if lexique.corrections.search(plie[min(t.fin for t in mentions) - 1 : dernier.fin]):
            retenus.append(dernier)
        elif len({t.rang for t in mentions}) > 1:
            retenus.append(min(mentions, key=lambda t: t.rang))
    return retenus


def _generic(
    plie: Plie, dates: list[DateDite], lexique: Lexique, le: dt.date
) -> list[dict[str, Any]]:
    """What may answer a question whatever it is: a date, a number, yes or no, a gesture."""
    texte = plie.texte
    entites = [
        _entity(
            plie,
            "date",
            _date_value(d.nearest(le), approximatif=d.approximatif),
            d.debut,
            d.fin,
            passe=d.passe.isoformat(),
            futur=d.futur.isoformat(),
        )
        for d in dates
    ]
    montants = lexique.nombres.amounts_in(texte)
    entites += [
        _entity(plie, "montant", v, a, b, sorte=lexique.nombres.kind_of(texte, a, b))
        for a, b, v in montants
    ]
    pris = [(d.debut, d.fin) for d in dates] + [(a, b) for a, b, _ in montants]
    for m in lexique.nombres.motif_duree.finditer(texte):
        duree = lexique.nombres.duration(m[0])
        if duree:
            entites.append(
                _entity(plie, "duree", {"nombre": duree[0], "unite": duree[1]}, m.start(), m.end())
            )
    entites += [
        _entity(plie, "nombre", v, a, b)
        for a, b, v in lexique.nombres.numbers_in(texte)
        if not any(a < fin and debut < b for debut, fin in pris)
    ]
    debut = clean(texte)
    for reponse, motif in lexique.oui_non.items():
        m = motif.match(debut)
        if m:
            entites.append({"entity": "oui_non", "value": reponse, "start": 0, "end": m.end()})
            break
    nu = debut.strip(" .!?,;:")
    if len(nu.split()) <= _MOTS_INJURE and lexique.injures.search(nu):
        entites.append({"entity": "geste", "value": "injure", "start": 0, "end": len(nu)})
    # « ça va mieux, on peut continuer » : the gesture may be one member of a short message.
    membres = {nu, *(m.strip() for m in _MEMBRES.split(nu) if len(nu.split()) <= _MOTS_GESTE)}
    if len(nu.split()) <= _MOTS_GESTE and lexique.corrections.search(nu):
        entites.append({"entity": "geste", "value": "corriger", "start": 0, "end": len(nu)})
    for geste, motifs in lexique.gestes.items():
        if any(motif.fullmatch(membre) for motif in motifs for membre in membres):
            entites.append({"entity": "geste", "value": geste, "start": 0, "end": len(nu)})
            if geste == "laisser_droit":
                entites += _rights(nu, lexique)
    return entites


def _rights(texte: str, lexique: Lexique) -> list[dict[str, Any]]:
    """The rights that a message names."""
    return [
        {"entity": "droit", "value": nom, "start": 0, "end": len(texte)}
        for nom, motifs in lexique.droits.items()
        if any(motif.search(texte) for motif in motifs)
    ]


def _entity(
    plie: Plie, nature: str, valeur: Any, debut: int, fin: int, **reste: Any
) -> dict[str, Any]:
    depart, arrivee = plie.original_span(debut, fin)
    return {"entity": nature, "value": valeur, "start": depart, "end": arrivee, **reste}
