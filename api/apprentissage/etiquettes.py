"""What an expert may say of a message: its moments, or one act, one danger, or nothing of ours. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from api.mediation.masque import VOILE

MOMENT = "moment_"
LONGUEUR = 2000


class LectureRefusee(Exception):
    """Nothing was kept; `code` says why: aucune, inconnue, melange, voile, vide."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def check_labels(etiquettes: Sequence[str], connues: Iterable[str]) -> list[str]:
    """The labels, once each. Several are several moments: anything else stands alone."""
    voulues = list(dict.fromkeys(e for e in etiquettes if e))
    if not voulues:
        raise LectureRefusee("aucune")
    if not set(voulues) <= set(connues):
        raise LectureRefusee("inconnue")
    if len(voulues) > 1 and not all(e.startswith(MOMENT) for e in voulues):
        raise LectureRefusee("melange")
    return voulues


def check_text(texte: str) -> str:
    """The words as they will be learnt: an invented sentence, nothing hidden left in it."""
    propre = " ".join(texte.split())[:LONGUEUR]
    if not any(c.isalpha() for c in propre):
        raise LectureRefusee("vide")
    if VOILE[0] in propre:
        raise LectureRefusee("voile")
    return propre
