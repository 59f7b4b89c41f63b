"""What languages cost: fifty messages rendered, one answer against the same in French, a language
heard. Making a language is paid once, at start."""

from __future__ import annotations

import datetime as dt
import statistics
import time
from collections.abc import Callable

from api.conversations.models import Message
from api.languages.catalogues import Textes
from api.languages.identification import identify
from api.languages.labels import Labels
from api.languages.langues import SOURCE, languages
from api.languages.rendering import Renderer
from api.languages.voix import speak
from api.parcours.service import ParcoursService
from api.rights.openfisca.processus import Calculateur
from api.rights.rendu import Rendu
from api.rights.reponse import Reponse
from api.rights.service import DroitsService
from bench.figures import Ligne, Mesure

LE = dt.date(2026, 11, 23)
MESSAGES, TOURS = 50, 30
RENDU_MS, ENTENDU_MS = 20, 1
ACTES = ("accueil", "naissance.ouverture", "question", "faits_notes", "humain")
PARAMETRES = {
    "fait": "nb_enfants",
    "faits": [{"nom": "nb_enfants", "valeur": 2}],
    "contacts": ["caf"],
}
ENTENDUES = (
    "I am pregnant and I do not know what to do with my papers",
    "أنا حامل ولا أعرف ماذا أفعل بأوراقي",
    "Я приїхала з України і чекаю на дитину",
    "slt jai pa recu mon rsa ce moi si",
)


def median_ms(action: Callable[[], object], tours: int = TOURS) -> float:
    """Median milliseconds of processor, after one unmeasured run: nothing here waits."""
    action()
    durees = []
    for _ in range(tours):
        debut = time.process_time()
        action()
        durees.append((time.process_time() - debut) * 1000)
    return statistics.median(durees)


def measure() -> list[Ligne]:
    """A line a language, the dearest against French, and what hearing one costs."""
    parcours = ParcoursService()
    droits = DroitsService(parcours, Calculateur())
    le = dt.datetime.now(dt.UTC)
    messages = [
        Message(id=n, seq=n, auteur="bot", acte=ACTES[n % len(ACTES)], params=PARAMETRES, le=le)
        for n in range(MESSAGES)
    ]
    lignes: list[Ligne] = []
    rendus: dict[str, float] = {}
    for langue in languages():
        debut = time.process_time()
        textes = Textes(langue)
        labels = Labels(speak(parcours, textes.dictionnaire), textes, droits.catalogue)
        fait = (time.process_time() - debut) * 1000
        situation = labels.parcours.situate(["naissance"], labels.parcours.read_facts({}, LE), LE)
        rendu = Renderer(labels, situation, Reponse(Rendu(labels, labels.droits, droits.bareme)))
        rendus[langue] = median_ms(lambda r=rendu: [r.render(m) for m in messages])  # type: ignore[misc]
        lignes.append(
            Mesure(
                f"{langue}: {MESSAGES} messages rendered, median",
                rendus[langue],
                "ms",
                RENDU_MS,
                note=f"{rendus[langue] / rendus[SOURCE]:.2f} of French; made in {fait:.0f} ms, once",
            )
        )
    chere = max(rendus, key=lambda langue: rendus[langue])
    lignes.append(
        Mesure(
            f"{chere}, the dearest: one catalogue answer",
            rendus[chere] / MESSAGES,
            "ms",
            rendus[SOURCE] / MESSAGES,
            repere="in French",
        )
    )
    entendu = median_ms(lambda: [identify(x, SOURCE, languages()) for x in ENTENDUES], 300)
    lignes.append(Mesure("a language heard, median", entendu / len(ENTENDUES), "ms", ENTENDU_MS))
    return lignes
