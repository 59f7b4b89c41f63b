"""Which language a person writes in: scripts and telling letters first, then a classifier.

Only ever a proposal: the visible picker wins, and nothing is concluded from one or two words.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Collection
from functools import cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier  # type: ignore[import-untyped]

MOTS_MIN = 3
MARGE = 4.0  # log-probability between the first and the conversation's language
ENTENDUES = ("fr", "en", "ar", "uk", "ru", "fa", "ps", "tr", "pt", "es", "ro", "ta", "bn", "zh")
ECRITURES = {"BENGALI": "bn", "CJK": "zh", "TAMIL": "ta", "ETHIOPIC": "ti"}
PACHTO = frozenset("ټډړږښڼېۍځڅۀ")
PERSAN = frozenset("پچژگیک")
UKRAINIEN, RUSSE = frozenset("іїєґ"), frozenset("ыэъё")
MOT = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
# Arabic typed in Latin letters and figures: no classifier knows it.
CHIFFRE_DANS_MOT = re.compile(r"[a-z][379]|[379][a-z]")
ARABIZI = frozenset(
    [
        "ana",
        "wach",
        "wash",
        "bghit",
        "kifach",
        "bach",
        "chnou",
        "choukran",
        "bzaf",
        "khouya",
        "salam",
        "marhaba",
        "mazal",
        "mochkil",
        "ndir",
        "khassni",
        "daba",
        "smahli",
        "dyal",
        "diali",
        "kayn",
        "kanhdarch",
        "nakhod",
        "fini",
        "chi",
    ]
)


def identify(texte: str, conversation: str, connues: Collection[str]) -> str:
    """The language of a message, among those offered; the conversation's when in doubt."""
    mots = MOT.findall(texte.casefold())
    if len(mots) < MOTS_MIN:
        return conversation
    trouvee = _by_script(texte.casefold(), mots) or _classify(texte, conversation)
    return trouvee if trouvee in connues else conversation


def _by_script(texte: str, mots: list[str]) -> str | None:
    """What letters alone tell; None when several languages share them."""
    ecriture, signes = _script(texte), set(texte)
    if ecriture == "ARABIC":
        return "ps" if signes & PACHTO else "fa" if signes & PERSAN else "ar"
    if ecriture == "CYRILLIC":
        if signes & RUSSE:
            return "ru"
        return "uk" if signes & UKRAINIEN else None
    if ecriture == "LATIN" and _is_arabizi(mots):
        return "ar"
    return ECRITURES.get(ecriture)


def _script(texte: str) -> str:
    comptes = Counter(unicodedata.name(x, "").split(" ")[0] for x in texte if x.isalpha())
    return comptes.most_common(1)[0][0] if comptes else ""


def _is_arabizi(mots: list[str]) -> bool:
    indices = sum(m in ARABIZI or bool(CHIFFRE_DANS_MOT.search(m)) for m in mots)
    return indices >= 2 and indices / len(mots) >= 0.25


def _classify(texte: str, conversation: str) -> str:
    """The likeliest language, when it is clearly more so than the conversation's own."""
    rangs = dict(load_classifier().rank(texte))
    premiere = max(rangs, key=lambda langue: rangs[langue])
    if rangs[premiere] - rangs.get(conversation, float("-inf")) < MARGE:
        return conversation
    return str(premiere)


@cache
def load_classifier() -> LanguageIdentifier:
    """Read once. It also knows languages not offered yet: their words are not another's."""
    lecteur = LanguageIdentifier.from_model_file(MODEL_FILE)
    lecteur.set_languages(ENTENDUES)
    return lecteur
