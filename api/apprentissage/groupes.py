"""Messages that look alike, together: runs of characters, weighed by rarity (TF-IDF, cosine). Pure.

Not the engine's embeddings: its door gives what was understood, never vectors, and one more road
for people's words would be one too many. Said honestly: two messages that mean the same in other
words stay apart here; two spellings of the same words come together.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Sequence

from bot.components.texte import fold_text

NGRAMME = 4
SEUIL = 0.34
VOILE = "▮"


def group(textes: Sequence[str], seuil: float = SEUIL) -> list[list[int]]:
    """Ranks of the texts, group by group, the largest first; each text joins the nearest group.

    A group is known by its first text, so that a chain of likenesses never gathers everything.
    """
    vecteurs = _vectors(textes)
    chefs: dict[str, list[tuple[int, float]]] = defaultdict(list)
    groupes: dict[int, list[int]] = {}
    for rang, vecteur in enumerate(vecteurs):
        proches: Counter[int] = Counter()
        for morceau, poids in vecteur.items():
            for chef, sien in chefs[morceau]:
                proches[chef] += poids * sien  # type: ignore[assignment]
        chef, ressemblance = max(proches.items(), key=lambda p: (p[1], -p[0]), default=(-1, 0.0))
        if ressemblance >= seuil:
            groupes[chef].append(rang)
            continue
        groupes[rang] = [rang]
        for morceau, poids in vecteur.items():
            chefs[morceau].append((rang, poids))
    return sorted(groupes.values(), key=lambda g: (-len(g), g[0]))


def _vectors(textes: Sequence[str]) -> list[dict[str, float]]:
    """Unit vectors."""
    comptes = [_pieces(t) for t in textes]
    presences = Counter(m for compte in comptes for m in compte)
    vecteurs = []
    for compte in comptes:
        brut = {
            m: (1 + math.log(n)) * (1 + math.log(len(textes) / presences[m]))
            for m, n in compte.items()
        }
        norme = math.sqrt(sum(p * p for p in brut.values())) or 1.0
        vecteurs.append({m: p / norme for m, p in brut.items()})
    return vecteurs


def _pieces(texte: str) -> Counter[str]:
    mots = "".join(c if c.isalnum() else " " for c in fold_text(texte.replace(VOILE, " ")))
    plat = f" {' '.join(mots.split())} "
    return Counter(plat[i : i + NGRAMME] for i in range(max(1, len(plat) - NGRAMME + 1)))
