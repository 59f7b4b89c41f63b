"""Can it be believed? Sources, doubts, review dates, telephone numbers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

from api.parcours.findings import Chemin, Constat, Contexte
from api.territoires.controle import list_stated

SOURCES_SURES = frozenset(("V", "C"))  # official page, or computed from one


def check_sources(contexte: Contexte) -> Iterator[Constat]:
    """Each step has a source; one that was never verified is a doubt."""
    for moment, chemin, etape in contexte.steps():
        document = contexte.document(moment)
        if not etape.sources:
            yield contexte.erreur(document, chemin, "no source")
        if not etape.doute and not any(s.statut in SOURCES_SURES for s in etape.sources):
            quoi = "no official source (V or C): expected `doute: oui` and what is to be confirmed"
            yield contexte.erreur(document, (*chemin, "sources"), quoi)
        for rang, source in enumerate(etape.sources):
            if source.vu_le and source.vu_le > contexte.le.isoformat():
                quoi = f"seen on {source.vu_le}: this date is in the future"
                yield contexte.erreur(document, (*chemin, "sources", rang), quoi)


def check_doubts(contexte: Contexte) -> Iterator[Constat]:
    """A doubt says what is to be confirmed, and with whom; no doubt, no such text."""
    for moment, chemin, etape in contexte.steps():
        document = contexte.document(moment)
        if etape.doute and not etape.doute_texte:
            quoi = "`doute: oui` needs `doute_texte`: what is to be confirmed, and with whom"
            yield contexte.erreur(document, (*chemin, "doute"), quoi)
        if etape.doute_texte and not etape.doute:
            quoi = "`doute_texte` is never shown while `doute` is not `oui`"
            yield contexte.erreur(document, (*chemin, "doute_texte"), quoi)


def check_reviews(contexte: Contexte) -> Iterator[Constat]:
    """Review dates that are past."""
    for moment, parcours in contexte.bibliotheque.parcours.items():
        if parcours.revoir_avant < contexte.le:
            quoi = f"to be reviewed before {parcours.revoir_avant}: overdue"
            yield contexte.avertissement(contexte.document(moment), ("revoir_avant",), quoi)
    for moment, chemin, etape in contexte.steps():
        if etape.revoir_avant < contexte.le:
            quoi = f"to be reviewed before {etape.revoir_avant}: overdue"
            yield contexte.avertissement(contexte.document(moment), (*chemin, "revoir_avant"), quoi)


def check_telephones(contexte: Contexte) -> Iterator[Constat]:
    """A number that someone may dial says where it was read, and when or that it is doubtful."""
    for nom, organisme in contexte.bibliotheque.organismes.items():
        t = organisme.telephone
        if t:
            yield from _telephone(
                contexte, "organismes", (nom, "telephone"), t.source, t.vu_le, t.doute
            )
    for nom, urgence in contexte.bibliotheque.urgences.items():
        for rang, c in enumerate(urgence.contacts):
            ou: Chemin = (nom, "contacts", rang)
            if c.numero or c.sms:  # else a place to go
                yield from _telephone(contexte, "urgences", ou, c.source, c.verifie_le, c.doute)


def _telephone(
    contexte: Contexte, fichier: str, ou: Chemin, source: str, vu_le: str | None, doute: bool
) -> Iterator[Constat]:
    document = contexte.document(fichier)
    if not source.strip():
        yield contexte.erreur(document, ou, "a telephone number needs a `source`")
    if vu_le is None and not doute:
        quoi = "this number has no date seen: expected a date, or `doute: oui`"
        yield contexte.avertissement(document, ou, quoi)


@dataclass(frozen=True)
class Fraicheur:
    """What is to be reviewed together, and by when."""

    quoi: str
    avant: dt.date | None
    elements: int
    doutes: int
    sources_non_datees: int
    source_la_plus_ancienne: str | None
    relu_par: str | None

    def to_json(self) -> dict[str, Any]:
        return {**asdict(self), "avant": self.avant.isoformat() if self.avant else None}


def _oldest(vus: Iterable[str | None]) -> str | None:
    return min((vu for vu in vus if vu), default=None)


def freshness(contexte: Contexte) -> list[Fraicheur]:
    """What to review, the most urgent first; telephone numbers last: they have no date of law."""
    lignes: list[Fraicheur] = []
    for moment, parcours in contexte.bibliotheque.parcours.items():
        for avant in sorted({e.revoir_avant for e in parcours.etapes}):
            etapes = [e for e in parcours.etapes if e.revoir_avant == avant]
            sources = [s for e in etapes for s in e.sources]
            lignes.append(
                Fraicheur(
                    quoi=moment,
                    avant=avant,
                    elements=len(etapes),
                    doutes=sum(e.doute for e in etapes),
                    sources_non_datees=sum(s.vu_le is None for s in sources),
                    source_la_plus_ancienne=_oldest(s.vu_le for s in sources),
                    relu_par=parcours.relu_par,
                )
            )
    lignes.append(_freshness_of_territories(contexte))
    lignes.sort(key=lambda x: (x.avant or dt.date.max, x.quoi))
    telephones = [o.telephone for o in contexte.bibliotheque.organismes.values() if o.telephone]
    urgences = [c for u in contexte.bibliotheque.urgences.values() for c in u.contacts]
    numeros = (
        ("organismes", [(t.vu_le, t.doute) for t in telephones]),
        ("urgences", [(c.verifie_le, c.doute) for c in urgences]),
    )
    for quoi, connus in numeros:
        lignes.append(
            Fraicheur(
                quoi=quoi,
                avant=None,
                elements=len(connus),
                doutes=sum(doute for _, doute in connus),
                sources_non_datees=sum(vu is None for vu, _ in connus),
                source_la_plus_ancienne=_oldest(vu for vu, _ in connus),
                relu_par=None,
            )
        )
    return lignes


def _freshness_of_territories(contexte: Contexte) -> Fraicheur:
    regles = contexte.territoires[1]
    enonces = list_stated(regles)
    return Fraicheur(
        quoi="territoires",
        avant=regles.revoir_avant,
        elements=len(enonces),
        doutes=sum(x.doute for x in enonces),
        sources_non_datees=sum(s.vu_le is None for s in regles.sources.values()),
        source_la_plus_ancienne=_oldest(s.vu_le for s in regles.sources.values()),
        relu_par=None,
    )
