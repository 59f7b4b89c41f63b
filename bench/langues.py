"""What languages cost: rendering fifty messages, hearing a language, making one.

`python -m bench.langues`. Aims: 20 ms for a conversation, 1 ms for a message heard.
"""

from __future__ import annotations

import datetime as dt
import statistics
import time
from collections.abc import Callable

from api.conversations.models import Message
from api.languages.catalogues import Textes
from api.languages.identification import identify
from api.languages.labels import Labels
from api.languages.langues import languages
from api.languages.rendering import Renderer
from api.languages.voix import speak
from api.parcours.service import ParcoursService
from api.rights.openfisca.processus import Calculateur
from api.rights.rendu import Rendu
from api.rights.reponse import Reponse
from api.rights.service import DroitsService

LE = dt.date(2026, 11, 23)
ACTES = ("accueil", "naissance.ouverture", "question", "faits_notes", "humain")
PARAMETRES = {
    "fait": "nb_enfants",
    "reference": "AB12",
    "faits": [{"nom": "nb_enfants", "valeur": 2}],
    "contacts": ["caf"],
}


def measure(action: Callable[[], object], fois: int = 30) -> float:
    """Median milliseconds, after one unmeasured run."""
    action()
    durees = []
    for _ in range(fois):
        debut = time.perf_counter()
        action()
        durees.append((time.perf_counter() - debut) * 1000)
    return statistics.median(durees)


def main() -> None:
    """Print a line a language."""
    parcours = ParcoursService()
    droits = DroitsService(parcours, Calculateur())
    le = dt.datetime.now(dt.UTC)
    messages = [
        Message(id=n, seq=n, auteur="bot", acte=ACTES[n % len(ACTES)], params=PARAMETRES, le=le)
        for n in range(50)
    ]
    for langue in languages():
        debut = time.perf_counter()
        textes = Textes(langue)
        dit = speak(parcours, textes.dictionnaire)
        labels = Labels(dit, textes, droits.catalogue)
        fait = (time.perf_counter() - debut) * 1000
        situation = dit.situate(["naissance"], dit.read_facts({}, LE), LE)
        rendu = Renderer(labels, situation, Reponse(Rendu(labels, labels.droits, droits.bareme)))
        conversation = measure(lambda r=rendu: [r.render(m) for m in messages])  # type: ignore[misc]
        print(f"{langue}: made in {fait:.0f} ms; 50 messages rendered in {conversation:.1f} ms")
    phrase = "I am pregnant and I do not know what to do with my papers"
    entendu = measure(lambda: identify(phrase, "fr", languages()), 300)
    print(f"a language heard in {entendu:.3f} ms")


if __name__ == "__main__":
    main()
