"""What agents write freely, for who reads another language: translated where it can be, and said so.

The French is always kept beside. An address stays French, its translation after it: who goes there
shows it to somebody.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from api.conversations.models import Message
from api.conversations.schemas import Bulle
from api.conversations.traduction import Traduction
from api.languages.dictionnaire import Dictionnaire

if TYPE_CHECKING:
    from api.escalations.lecture import Lecteur

# What was known in time: None is no translation, an absent text is on its way.
Connus = Mapping[str, Traduction | None]


def list_words(message: Message, lecteur: Lecteur) -> list[str]:
    """What an agent wrote in a message, and no catalogue says: its texts, as they are asked for."""
    if message.acte is None:
        return [message.texte] if message.auteur == "agent" and message.texte else []
    return list(_in_act(message.params or {}, lecteur))


def _in_act(params: Mapping[str, Any], lecteur: Lecteur) -> Iterator[str]:
    suivies = [params.get("suivie") or {}, *(params.get("demandes") or [])]
    for suivie in suivies:
        yield from lecteur.free_lines(suivie.get("suite"))
    if titre := (params.get("ajout") or {}).get("titre"):
        yield titre
    rdv = params.get("rdv") or {}
    if rdv.get("lieu") and "://" not in rdv["lieu"]:  # a link to a video call says nothing
        yield rdv["lieu"]


def in_words(connus: Connus, dictionnaire: Dictionnaire) -> dict[str, str]:
    """The translations, French names and amounts isolated as in a catalogue."""
    return {t: dictionnaire.mark(x.texte) for t, x in connus.items() if x}


def tell_translated(bulle: Bulle, mots: list[str], connus: Connus, textes: Dictionnaire) -> None:
    """Say of a bubble which machine translated an agent's words, and keep what they wrote."""
    dit = Sort(mots, connus)
    bulle.original, bulle.traduit_par = dit.original, dit.par
    bulle.sans_traduction, bulle.attendue = dit.sans_traduction, dit.attendue
    if bulle.auteur == "agent" and bulle.acte is None and dit.original:
        bulle.texte = in_words(connus, textes)[mots[0]]
        bulle.langue, bulle.dir, bulle.traduction = textes.langue, textes.dir, "automatique"


class Sort:
    """What became of some French words: shown translated, impossible, or on its way."""

    def __init__(self, mots: Sequence[str], connus: Connus) -> None:
        rendues = [x for x in (connus.get(m) for m in mots) if x]
        self.original = "\n".join(mots) if rendues else None
        self.par = rendues[0].par if rendues else None
        self.sans_traduction = any(m in connus and connus[m] is None for m in mots)
        self.attendue = any(m not in connus for m in mots)
