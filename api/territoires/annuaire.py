"""The State's directory of offices, once imported: var/territoires/annuaire.db.

One file, read-only here: offices by type and commune, and which office is in charge of a commune.
Without it, every answer is empty and nothing else changes.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import NamedTuple

from api.parcours.content import Source
from api.settings import VAR

FICHIER = VAR / "territoires" / "annuaire.db"

TABLES = """
CREATE TABLE IF NOT EXISTS import (
    id INTEGER PRIMARY KEY, titre TEXT NOT NULL, adresse TEXT, vu_le TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS guichet (
    id TEXT NOT NULL, type TEXT NOT NULL, commune TEXT NOT NULL, nom TEXT NOT NULL,
    adresse TEXT, telephones TEXT NOT NULL, horaires TEXT NOT NULL, site TEXT, modifie_le TEXT,
    import_id INTEGER NOT NULL REFERENCES import (id), PRIMARY KEY (id, type, commune)
);
CREATE INDEX IF NOT EXISTS guichet_commune ON guichet (commune, type);
CREATE TABLE IF NOT EXISTS competence (
    commune TEXT NOT NULL, type TEXT NOT NULL, guichet TEXT NOT NULL,
    PRIMARY KEY (commune, type, guichet)
);
"""


class Plage(NamedTuple):
    """Opening hours of one or several days: "lundi" to "vendredi", [("09:00", "12:00"), …]."""

    de: str
    a: str
    heures: tuple[tuple[str, str], ...]


class Guichet(NamedTuple):
    """An office as the directory tells it."""

    id: str
    type: str
    commune: str  # Insee code
    nom: str
    adresse: str | None
    telephones: tuple[str, ...]
    horaires: tuple[Plage, ...]
    site: str | None
    modifie_le: str | None
    source: Source | None = None


class Competence(NamedTuple):
    """`guichet` is in charge of `commune` for organisations of this type."""

    commune: str
    type: str
    guichet: str


_COLONNES = """
    g.id, g.type, g.commune, g.nom, g.adresse, g.telephones, g.horaires, g.site, g.modifie_le,
    i.titre, i.adresse, i.vu_le
"""


class Annuaire:
    """The imported directory."""

    def __init__(self, fichier: Path = FICHIER) -> None:
        self.fichier = fichier

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        with closing(sqlite3.connect(f"file:{self.fichier}?mode=ro", uri=True)) as base:
            yield base

    def offices(self, types: Iterable[str], communes: Iterable[str]) -> list[Guichet]:
        """Offices of these types: those in charge of the communes, or else those in them."""
        types, communes = list(types), list(communes)
        return self.competent(types, communes) or self._select(
            f"FROM guichet g JOIN import i ON i.id = g.import_id"
            f" WHERE g.type IN ({_marks(types)}) AND g.commune IN ({_marks(communes)})",
            [*types, *communes],
        )

    def competent(self, types: Iterable[str], communes: Iterable[str]) -> list[Guichet]:
        """Offices of these types in charge of the communes, one line each."""
        types, communes = list(types), list(communes)
        return self._select(
            f"FROM competence c JOIN guichet g ON g.id = c.guichet"
            f" JOIN import i ON i.id = g.import_id"
            f" WHERE c.type IN ({_marks(types)}) AND c.commune IN ({_marks(communes)})",
            [*types, *communes],
        )

    def _select(self, suite: str, valeurs: list[str]) -> list[Guichet]:
        if not self.fichier.exists():
            return []
        requete = f"SELECT {_COLONNES} {suite} GROUP BY g.id ORDER BY g.nom, g.id"
        with self._open() as base:
            return [_read(ligne) for ligne in base.execute(requete, valeurs)]

    def write(
        self,
        source: Source,
        guichets: Iterable[Guichet] | None,
        competences: Iterable[Competence] | None,
    ) -> tuple[int, int]:
        """Replace the offices, the competences, or both, at once or not at all; their counts.

        None: that part is kept as it was.
        """
        self.fichier.parent.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(self.fichier)) as base, base:
            base.executescript(TABLES)
            base.execute("BEGIN IMMEDIATE")
            if guichets is not None:
                base.execute("DELETE FROM guichet")
                base.execute("DELETE FROM import")
                numero = base.execute(
                    "INSERT INTO import (titre, adresse, vu_le) VALUES (?, ?, ?)",
                    (source.titre, str(source.url) if source.url else None, source.vu_le),
                ).lastrowid
                base.executemany(
                    f"INSERT OR REPLACE INTO guichet VALUES ({_marks(range(10))})",  # noqa: S608
                    (_row(g, numero) for g in guichets),
                )
            if competences is not None:
                base.execute("DELETE FROM competence")
                base.executemany("INSERT OR IGNORE INTO competence VALUES (?, ?, ?)", competences)
            comptes = [
                base.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608
                for table in ("guichet", "competence")
            ]
        return comptes[0], comptes[1]


def _marks(valeurs: Iterable[object]) -> str:
    return ", ".join("?" for _ in valeurs)


def _row(guichet: Guichet, numero: int | None) -> tuple[object, ...]:
    return (
        *guichet[:5],
        json.dumps(guichet.telephones, ensure_ascii=False),
        json.dumps(guichet.horaires, ensure_ascii=False),
        guichet.site,
        guichet.modifie_le,
        numero,
    )


def _read(ligne: tuple[str, ...]) -> Guichet:
    plages = tuple(
        Plage(de, a, tuple((debut, fin) for debut, fin in heures))
        for de, a, heures in json.loads(ligne[6])
    )
    source = Source.model_validate(
        {"titre": ligne[9], "url": ligne[10], "vu_le": ligne[11], "statut": "V"}
    )
    identifiant, genre, commune, nom, adresse = ligne[:5]
    telephones = tuple(json.loads(ligne[5]))
    site, modifie_le = ligne[7:9]
    return Guichet(
        identifiant, genre, commune, nom, adresse, telephones, plages, site, modifie_le, source
    )
