"""Keeping what reviewers decide, and writing it back into the catalogues. The caller commits."""

from __future__ import annotations

import io
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from api.database import now
from api.languages.dictionnaire import Dictionnaire, load_dictionnaire
from api.languages.lints import Remarque, lint
from api.languages.phrases import Phrase
from api.languages.po import Traduction, fingerprint, write_catalogues
from api.relecture.models import Relecture
from api.relecture.phrases import ARelire, apply, join


class RelectureRefusee(Exception):
    """Nothing was kept. `code`: raison, texte, remarques or changee; `detail`: what is wrong."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code)
        self.code, self.detail = code, detail


@dataclass(frozen=True)
class Lecteur:
    """Who decides."""

    id: str
    nom: str


@dataclass(frozen=True)
class DecisionGardee:
    source: str
    textes: list[str] | None
    geste: str
    nom: str
    jour: str


class RelectureService:
    """The sentences of one language and what was decided of them."""

    def __init__(
        self,
        session: AsyncSession,
        langue: str,
        phrases: list[Phrase],
        dictionnaire: Dictionnaire | None = None,
    ) -> None:
        """`phrases`: every French sentence (`list_phrases`)."""
        self.session = session
        self.langue = langue
        self.phrases = phrases
        self.dictionnaire = dictionnaire or load_dictionnaire(langue)

    async def lines(self) -> list[ARelire]:
        """Every sentence, in the order of the files."""
        requete = select(Relecture).where(Relecture.langue == self.langue).order_by(Relecture.id)
        dernieres = {r.cle: r for r in (await self.session.execute(requete)).scalars()}
        decisions = {
            cle: DecisionGardee(r.source, r.textes, r.geste, r.nom, f"{r.le:%Y-%m-%d}")
            for cle, r in dernieres.items()
        }
        return join(self.phrases, self.dictionnaire.traductions, decisions)

    async def history(self, cle: str) -> list[Relecture]:
        """What was decided of a sentence, in order."""
        requete = select(Relecture).where(Relecture.langue == self.langue, Relecture.cle == cle)
        return list((await self.session.execute(requete.order_by(Relecture.id))).scalars())

    def remarks(self, phrase: Phrase, textes: tuple[str, ...]) -> list[Remarque]:
        """What a machine can see wrong in a translation."""
        trad = Traduction(textes, fingerprint(phrase))
        return list(lint(phrase, trad, self.langue, self.dictionnaire.glossaire))

    async def accept(self, ligne: ARelire, source: str, par: Lecteur) -> None:
        """The draft is good as it is."""
        self._same(ligne, source)
        if not any(ligne.textes):
            raise RelectureRefusee("texte")
        await self._keep(ligne, "acceptee", par, list(ligne.textes))

    async def correct(self, ligne: ARelire, source: str, textes: list[str], par: Lecteur) -> None:
        """Other words. A lost placeholder, figure or phone number is refused."""
        self._same(ligne, source)
        propres = [x.replace("\r\n", "\n").strip() for x in textes]
        if not all(propres):
            raise RelectureRefusee("texte")
        if remarques := self.remarks(ligne.phrase, tuple(propres)):
            raise RelectureRefusee(
                "remarques", " ; ".join(f"{r.regle}: {r.detail}" for r in remarques)
            )
        await self._keep(ligne, "corrigee", par, propres)

    async def reject(self, ligne: ARelire, source: str, raison: str, par: Lecteur) -> None:
        """Better French than this."""
        self._same(ligne, source)
        if len(raison.strip()) < 3:
            raise RelectureRefusee("raison")
        await self._keep(ligne, "rejetee", par, None, raison.strip())

    def _same(self, ligne: ARelire, source: str) -> None:
        if source != fingerprint(ligne.phrase):
            raise RelectureRefusee("changee")

    async def _keep(
        self,
        ligne: ARelire,
        geste: str,
        par: Lecteur,
        textes: list[str] | None,
        raison: str | None = None,
    ) -> None:
        self.session.add(
            Relecture(
                langue=self.langue,
                cle=ligne.phrase.cle,
                source=fingerprint(ligne.phrase),
                avant=list(ligne.textes),
                textes=textes,
                geste=geste,
                raison=raison,
                par=par.id,
                nom=par.nom,
                le=now(),
            )
        )
        await self.session.flush()

    async def decided(self) -> tuple[dict[str, Traduction], int]:
        """The catalogues as decided, and how many sentences were."""
        lignes = await self.lines()
        return apply(lignes), sum(ligne.decision is not None for ligne in lignes)


def pack(langue: str, phrases: list[Phrase], traductions: dict[str, Traduction]) -> bytes:
    """The catalogue files of a language, in a zip."""
    flux = io.BytesIO()
    with (
        tempfile.TemporaryDirectory() as dossier,
        zipfile.ZipFile(flux, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        write_catalogues(Path(dossier), langue, phrases, traductions)
        for fichier in sorted(Path(dossier).glob("*.po")):
            archive.write(fichier, f"{langue}/{fichier.name}")
    return flux.getvalue()
