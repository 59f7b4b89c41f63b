"""The communes of France, read once from parcours/territoires/ when first needed.

Source: Insee, La Poste, DGCL (Licence Ouverte); see parcours/territoires/README.md.
"""

from __future__ import annotations

import gzip
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property, lru_cache
from pathlib import Path
from typing import NamedTuple, TypeVar

from rapidfuzz import fuzz, process

RACINE = Path(__file__).resolve().parents[2] / "parcours" / "territoires"
RESSEMBLANCE = 85  # out of 100: below, a suggestion surprises more than it helps

_Chose = TypeVar("_Chose")
_ARTICLE = re.compile(r"(?:le|la|les|l) (?=.)")

# What a person writes between two words, and the accents once apart from their letter.
_SIGNES = {
    **dict.fromkeys(range(0x300, 0x370)),
    **{ord(c): " " for c in "'’ʼ`-‐‑–—.,;:/()_"},
    ord("œ"): "oe",
    ord("æ"): "ae",
}
_ABREGES = {"st": "saint", "ste": "sainte", "sts": "saints", "stes": "saintes"}
_ABREGES |= {"s": "sur", "ss": "sous"}


def normalise(texte: str) -> str:
    """A name as compared: no accent, hyphen nor capital; "St-Étienne" → "saint etienne"."""
    sans = unicodedata.normalize("NFKD", texte.casefold()).translate(_SIGNES)
    return " ".join(_ABREGES.get(mot, mot) for mot in sans.split())


def _index(noms: Iterable[str], choses: Iterable[_Chose]) -> dict[str, list[_Chose]]:
    """Things by their normalised name, with and without its article: "le mans", "mans"."""
    index: dict[str, list[_Chose]] = defaultdict(list)
    for nom, chose in zip(noms, choses, strict=True):
        cle = normalise(nom)
        index[cle].append(chose)
        if article := _ARTICLE.match(cle):
            index[cle[article.end() :]].append(chose)
    return dict(index)


class Commune(NamedTuple):
    """A commune, a district of Paris, Lyon or Marseille, or a former commune (`dans` another)."""

    code: str  # Insee
    nom: str
    codes_postaux: tuple[str, ...]
    departement: str
    epci: str  # Siren of the intercommunality; empty when in none
    dans: str  # Insee code of the commune it is now part of; empty for a commune


class Departement(NamedTuple):
    """A département or an overseas collectivity; `article` is Insee's TNCC code."""

    code: str
    nom: str
    article: str
    region: str
    nom_region: str


def departement_of_insee(code: str) -> str:
    """Département of an Insee code: "2A004" → "2A", "97105" → "971"."""
    return code[:3] if code.startswith(("97", "98")) else code[:2]


class Communes:
    """Every commune, by Insee code, postal code, département and name."""

    def __init__(self, communes: Iterable[Commune], departements: Iterable[Departement]) -> None:
        self.toutes = list(communes)
        # A former commune may keep the code of the one that replaced it: the present one wins.
        self.par_code = {c.code: c for c in self.toutes if c.dans}
        self.par_code.update((c.code, c) for c in self.toutes if not c.dans)
        self.departements = {d.code: d for d in departements}

    @cached_property
    def actuelles(self) -> list[Commune]:
        """The communes of today, without districts nor former communes."""
        return [c for c in self.toutes if not c.dans]

    @cached_property
    def par_code_postal(self) -> dict[str, list[Commune]]:
        """Communes of a postal code; the district rather than the whole of Paris."""
        index: dict[str, list[Commune]] = defaultdict(list)
        for commune in self.toutes:
            for code in commune.codes_postaux:
                index[code].append(commune)
        for code, communes in index.items():
            entieres = {c.dans for c in communes if c.dans}
            if entieres:
                index[code] = [c for c in communes if c.code not in entieres]
        return dict(index)

    @cached_property
    def par_departement(self) -> dict[str, list[Commune]]:
        index: dict[str, list[Commune]] = defaultdict(list)
        for commune in self.actuelles:
            index[commune.departement].append(commune)
        return dict(index)

    @cached_property
    def par_nom(self) -> dict[str, list[Commune]]:
        """Communes of a normalised name, written with or without its article."""
        return _index((c.nom for c in self.toutes), self.toutes)

    @cached_property
    def departements_par_nom(self) -> dict[str, list[Departement]]:
        """Départements of a normalised département or region name."""
        tous = list(self.departements.values())
        regions = [d for d in tous if d.nom_region != d.nom]
        noms = [d.nom for d in tous] + [d.nom_region for d in regions]
        return _index(noms, [*tous, *regions])

    def whole(self, commune: Commune) -> Commune:
        """The commune of today: Paris for its 13th district, Lille for Lomme."""
        return self.par_code.get(commune.dans, commune)

    def search(self, nom: str, limite: int = 10) -> list[Commune]:
        """Communes whose name is, begins with, or contains `nom`, the closest first."""
        cherche = normalise(nom)
        if not cherche:
            return []
        rangs: dict[Commune, tuple[int, int]] = {}
        for cle, communes in self.par_nom.items():
            if cherche not in cle:
                continue
            if cle == cherche:
                rang = 0
            elif cle.startswith(cherche):
                rang = 1
            elif f" {cherche}" in f" {cle}":
                rang = 2
            else:
                continue
            for commune in communes:
                ordre = (rang, len(cle))
                rangs[commune] = min(rangs.get(commune, ordre), ordre)
        return sorted(rangs, key=lambda c: (*rangs[c], bool(c.dans), c.code))[:limite]

    def resembling(self, nom: str, limite: int = 5) -> list[Commune]:
        """Communes whose name looks like a misspelt `nom`: to be offered, never chosen."""
        cherche = normalise(nom)
        if len(cherche) < 3:
            return []
        proches = process.extract(
            cherche, self.par_nom.keys(), scorer=fuzz.ratio, score_cutoff=RESSEMBLANCE, limit=limite
        )
        return [c for cle, _, _ in proches for c in self.par_nom[cle]][:limite]


def _read_communes(fichier: Path) -> Iterable[Commune]:
    # tools/communes.py writes no quote nor separator inside a field: split is enough, and fast.
    texte = gzip.decompress(fichier.read_bytes()).decode()
    lignes = [ligne.split(";") for ligne in texte.splitlines()[1:]]
    epcis = {code: epci for code, _, _, epci, dans in lignes if not dans}
    for code, nom, postaux, epci, dans in lignes:
        codes = tuple(postaux.split())
        if dans:  # it may have changed département
            yield Commune(code, nom, codes, departement_of_insee(dans), epcis[dans], dans)
        else:
            yield Commune(code, nom, codes, departement_of_insee(code), epci, dans)


@lru_cache(maxsize=2)
def load_departements(racine: Path = RACINE) -> dict[str, Departement]:
    """The départements alone: enough to check the rules, read in a millisecond."""
    lignes = (racine / "departements.csv").read_text(encoding="utf-8").splitlines()[1:]
    departements = [Departement(*ligne.split(";")) for ligne in lignes]
    return {d.code: d for d in departements}


@lru_cache(maxsize=2)
def load_communes(racine: Path = RACINE) -> Communes:
    """The communes, read once for the process."""
    departements = load_departements(racine).values()
    return Communes(_read_communes(racine / "communes.csv.gz"), departements)
