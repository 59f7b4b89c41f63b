"""Catalogues: gettext files `locales/<langue>/<catalogue>.po`, one entry a sentence.

    # source: 5f0c3a9d                     hash of the French it was translated from
    # statut: machine                      or: relue, Nom, 2026-11-23
    msgctxt "actes:accueil.texte"          stable key
    msgid "Bonjour."                       the French of today
    msgstr "Hello."

When the French changes, extraction writes the new msgid and leaves `source`: the two no longer
agree, the entry is stale (marked fuzzy for translators' tools) and the reader gets French again.
"""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po

from api.languages.langues import forms_of, tag_of
from api.languages.phrases import Phrase

MACHINE = "machine"
RELUE = re.compile(r"relue, (?P<par>.+), (?P<le>\d{4}-\d{2}-\d{2})$")


@dataclass(frozen=True)
class Traduction:
    """One sentence in a language. `textes`: one, or one for each plural form."""

    textes: tuple[str, ...]
    source: str
    relue_par: str | None = None
    relue_le: str | None = None

    @property
    def statut(self) -> str:
        """`relue` by a person, or `machine`: drafted, and nobody has read it again."""
        return "relue" if self.relue_par else MACHINE

    def fits(self, phrase: Phrase) -> bool:
        """False when the French has changed since."""
        return self.source == fingerprint(phrase)


def fingerprint(phrase: Phrase) -> str:
    """Eight signs that change with the French."""
    brut = " ".join(f"{phrase.francais}\n{phrase.pluriel or ''}".split())
    return hashlib.sha256(brut.encode()).hexdigest()[:8]


def read_catalogues(dossier: Path) -> dict[str, Traduction]:
    """Every translated sentence of a language, by key."""
    lues: dict[str, Traduction] = {}
    for fichier in sorted(dossier.glob("*.po")):
        with fichier.open("rb") as flux:
            for message in read_po(flux, ignore_obsolete=True):
                textes = (
                    (message.string,)
                    if isinstance(message.string, str)
                    else tuple(message.string or ())
                )
                if message.context and any(textes):
                    lues[message.context] = _read(message, textes)
    return lues


def _read(message: Message, textes: tuple[str, ...]) -> Traduction:
    notes: Mapping[str, str] = dict(
        (x.strip().split(": ", 1)) for x in message.user_comments if ": " in x
    )
    relue = RELUE.match(notes.get("statut", ""))
    return Traduction(
        textes,
        notes.get("source", ""),
        relue["par"] if relue else None,
        relue["le"] if relue else None,
    )


def write_catalogues(
    dossier: Path,
    langue: str,
    phrases: Iterable[Phrase],
    connues: Mapping[str, Traduction],
    *,
    tout: bool = False,
) -> None:
    """The catalogues of a language as the French is today, with every translation there was.

    A catalogue in which nothing is translated is not written: it would only repeat the French.
    `tout`: write it all the same, for a translator who begins one.
    """
    groupes: dict[str, list[Phrase]] = {}
    for phrase in phrases:
        groupes.setdefault(phrase.catalogue, []).append(phrase)
    groupes = {
        nom: groupe
        for nom, groupe in groupes.items()
        if tout or any(phrase.cle in connues for phrase in groupe)
    }
    dossier.mkdir(parents=True, exist_ok=True)
    for nom, groupe in groupes.items():
        (dossier / f"{nom}.po").write_bytes(_write(langue, nom, groupe, connues))
    for fichier in dossier.glob("*.po"):
        if fichier.stem not in groupes:
            fichier.unlink()


def _write(
    langue: str, nom: str, phrases: list[Phrase], connues: Mapping[str, Traduction]
) -> bytes:
    catalogue = Catalog(
        locale=tag_of(langue).replace("-", "_"),
        project="Jalons",
        version="1",
        domain=nom,
        fuzzy=False,
    )
    for phrase in phrases:
        trad = connues.get(phrase.cle)
        textes = trad.textes if trad else ("",)
        if phrase.pluriel is not None and len(textes) == 1:
            textes = textes * len(forms_of(langue))
        message = catalogue.add(
            (phrase.francais, phrase.pluriel) if phrase.pluriel is not None else phrase.francais,
            textes if phrase.pluriel is not None else textes[0],
            context=phrase.cle,
            user_comments=_notes(trad) if trad else (),
            flags=("fuzzy",) if trad and not trad.fits(phrase) else (),
        )
        message.flags.discard("python-brace-format")
    flux = io.BytesIO()
    write_po(flux, catalogue, width=0, omit_header=False, sort_output=False)
    # The dates Babel writes would change the file at every extraction.
    return re.sub(
        rb'"(POT-Creation-Date|PO-Revision-Date|Generated-By|Last-Translator|Report-Msgid'
        rb"-Bugs-To|Language-Team): [^\n]*\n",
        b"",
        re.sub(rb"\A(?:#[^\n]*\n)+", b"", flux.getvalue()),
    )


def _notes(trad: Traduction) -> list[str]:
    statut = f"relue, {trad.relue_par}, {trad.relue_le}" if trad.relue_par else MACHINE
    return [f"source: {trad.source}", f"statut: {statut}"]
