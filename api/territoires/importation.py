"""Reading the State's directory (« Annuaire de l'administration », DILA, Licence Ouverte).

Understood, told by their content and not by their name:
- the offices: `{"service": [...]}` (daily file), `{"results": [...]}` (API) or a bare list, whose
  nested values are lists (file) or JSON texts (API); plain or gzip;
- the geographic competence: a ZIP of one JSON a commune, or the API's `{"results": [...]}`;
- the daily archive (tar.bz2) that holds both.
Shapes and what was verified: docs/decisions/0007-territories.md.
"""

from __future__ import annotations

import datetime as dt
import gzip
import io
import json
import re
import tarfile
import zipfile
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from api.territoires.annuaire import Competence, Guichet, Plage

MORCEAU = 1 << 20
ENREGISTREMENT_MAX = 16 << 20  # beyond, it is not a record but a file of another kind
EXEMPLES = 5
_DEBUT = re.compile(r'\s*(?:\{.*?"(?:service|results)"\s*:\s*)?\[', re.DOTALL)
_HEURE = re.compile(r"([0-2][0-9]:[0-5][0-9])(?::[0-5][0-9])?")
_ENTRE = re.compile(r"[\s,]*")


class AnnuaireIllisible(Exception):
    """The file is not a directory, or stops in the middle: nothing was replaced."""


@dataclass
class Lecture:
    """What was read: offices kept, competences kept, and what was set aside, why."""

    lus: int = 0
    guichets: list[Guichet] | None = None
    competences: list[Competence] | None = None
    autres_types: int = 0
    ecartes: Counter[str] = field(default_factory=Counter)
    exemples: list[str] = field(default_factory=list)

    def set_aside(self, raison: str, qui: object) -> None:
        """Count a malformed record; keep a few names so that somebody can look."""
        self.ecartes[raison] += 1
        if len(self.exemples) < EXEMPLES:
            self.exemples.append(f"{raison}: {qui!r:.80}")


def read_directory(fichier: Path, types: Collection[str], communes: Collection[str]) -> Lecture:
    """Read a file of the directory, keeping offices of these `types` in these `communes` (Insee).

    Raises AnnuaireIllisible (told with a position) when the file as a whole cannot be understood.
    A malformed record is set aside and counted.
    """
    lecture = Lecture()
    tri = _Tri(lecture, frozenset(types), frozenset(communes))
    try:
        if tarfile.is_tarfile(fichier):
            _read_archive(fichier, tri)
        elif zipfile.is_zipfile(fichier):
            _read_zip(fichier, tri)
        else:
            with _plain(fichier) as flux:
                _read_json(flux, tri)
    except (tarfile.TarError, zipfile.BadZipFile, EOFError, OSError) as erreur:
        raise AnnuaireIllisible(f"cannot be read: {erreur}") from None
    except UnicodeDecodeError as erreur:
        raise AnnuaireIllisible(f"not UTF-8 text (byte {erreur.start})") from None
    if lecture.guichets is None and lecture.competences is None:
        raise AnnuaireIllisible("no office and no competence in it")
    return lecture


def _plain(fichier: Path) -> IO[bytes]:
    with fichier.open("rb") as flux:
        compresse = flux.read(2) == b"\x1f\x8b"
    return gzip.open(fichier) if compresse else fichier.open("rb")  # type: ignore[return-value]


def _read_archive(fichier: Path, tri: _Tri) -> None:
    with tarfile.open(fichier) as archive:
        for membre in archive:
            flux = archive.extractfile(membre) if membre.isfile() else None
            if flux is None:
                continue
            if membre.name.endswith(".zip"):
                _read_zip(flux, tri)
            elif membre.name.endswith(".json"):
                _read_json(flux, tri)


def _read_zip(source: Path | IO[bytes], tri: _Tri) -> None:
    with zipfile.ZipFile(source) as archive:
        for nom in archive.namelist():
            if not nom.endswith(".json"):
                continue
            try:
                tri.commune_file(json.loads(archive.read(nom)))
            except (ValueError, RecursionError):
                tri.lecture.set_aside("not JSON", nom)


def _read_json(flux: IO[bytes], tri: _Tri) -> None:
    for brut in _records(flux):
        tri.record(brut)


def _records(flux: IO[bytes]) -> Iterator[Any]:
    """Each record of a JSON list, without holding the file in memory (270 MB in 2026)."""
    texte = io.TextIOWrapper(flux, encoding="utf-8-sig")
    lecteur = json.JSONDecoder()
    tampon = texte.read(MORCEAU)
    debut = _DEBUT.match(tampon)
    if debut is None:
        raise AnnuaireIllisible("no list of offices at its beginning")
    place, lus = debut.end(), 0
    while True:
        place = _blank_end(tampon, place)
        if tampon[place : place + 1] == "]":
            return
        try:
            brut, place = lecteur.raw_decode(tampon, place)
        except RecursionError:
            raise AnnuaireIllisible(f"malformed JSON after {lus} records") from None
        except json.JSONDecodeError:  # cut by the end of the buffer, or truly malformed
            suite = texte.read(MORCEAU)
            if not suite or len(tampon) - place > ENREGISTREMENT_MAX:
                quoi = f"stops or is malformed after {lus} records"
                raise AnnuaireIllisible(quoi) from None
            tampon, place = tampon[place:] + suite, 0
            continue
        lus += 1
        yield brut


def _blank_end(texte: str, place: int) -> int:
    fin = _ENTRE.match(texte, place)
    return fin.end() if fin else place


@dataclass
class _Tri:
    """Keeps the offices and competences asked for, sets the malformed ones aside."""

    lecture: Lecture
    types: frozenset[str]
    communes: frozenset[str]

    def record(self, brut: Any) -> None:
        """One record: an office, or a competence as the API tells it."""
        self.lecture.lus += 1
        if not isinstance(brut, dict):
            self.lecture.set_aside("not an object", brut)
        elif "code_type_service_local" in brut:
            ids = _nested(brut.get("id_service_local")) or []
            self._competence(brut.get("code_insee_commune"), brut["code_type_service_local"], ids)
        else:
            self._office(brut)

    def commune_file(self, brut: Any) -> None:
        """One file of the ZIP: `{"commune": [{…, "type_service_local": [{…, "organisme": […]}]}]}`."""
        self.lecture.lus += 1
        communes = brut.get("commune") if isinstance(brut, dict) else None
        if not isinstance(communes, list) or not all(isinstance(c, dict) for c in communes):
            self.lecture.set_aside("no commune", brut)
            return
        for commune in communes:
            for service in _dicts(commune.get("type_service_local")):
                self._competence(
                    commune.get("code_insee_commune"),
                    service.get("code_type_service_local"),
                    _nested(service.get("organisme")) or [],
                )

    def _competence(self, commune: Any, genre: Any, guichets: list[Any]) -> None:
        if self.lecture.competences is None:
            self.lecture.competences = []
        if genre not in self.types:
            self.lecture.autres_types += 1
        elif commune not in self.communes:
            self.lecture.set_aside("unknown commune", commune)
        else:
            ids = [g for g in guichets if isinstance(g, str) and g]
            self.lecture.competences += [Competence(commune, genre, g) for g in ids]

    def _office(self, brut: dict[str, Any]) -> None:
        identifiant, nom = _text(brut.get("id")), _text(brut.get("nom"))
        if not identifiant or not nom:
            self.lecture.set_aside("no id or no name", brut.get("id") or brut.get("nom"))
            return
        couples = list(_places(brut))
        if not couples:
            self.lecture.set_aside("no type", nom)
            return
        if self.lecture.guichets is None:
            self.lecture.guichets = []
        voulus = [(t, c) for t, c in couples if t in self.types]
        ici = [(t, c) for t, c in voulus if c in self.communes]
        if not voulus:
            self.lecture.autres_types += 1
        elif not ici:
            self.lecture.set_aside("unknown commune", nom)
        for genre, commune in ici:
            self.lecture.guichets.append(
                Guichet(
                    identifiant,
                    genre,
                    commune,
                    nom,
                    _address(brut),
                    tuple(_values(brut.get("telephone"))),
                    tuple(_hours(brut)),
                    next((s for s in _values(brut.get("site_internet")) if _is_link(s)), None),
                    _day(brut.get("date_modification")),
                )
            )


def _text(brut: Any) -> str:
    return " ".join(brut.split()) if isinstance(brut, str) else ""


def _nested(brut: Any) -> list[Any] | None:
    """A nested list, which the API tells as JSON text; None when it is neither."""
    if isinstance(brut, str):
        try:
            brut = json.loads(brut)
        except (ValueError, RecursionError):
            return None
    if isinstance(brut, dict):
        return [brut]
    return brut if isinstance(brut, list) else None


def _dicts(brut: Any) -> list[dict[str, Any]]:
    return [x for x in _nested(brut) or [] if isinstance(x, dict)]


def _values(brut: Any) -> Iterator[str]:
    """The `valeur` of each element: telephones, web sites."""
    for element in _dicts(brut):
        if valeur := _text(element.get("valeur")):
            yield valeur


def _places(brut: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """(type, Insee code) of an office: its pivot, its own commune when the pivot tells none."""
    for pivot in _dicts(brut.get("pivot")):
        genre = _text(pivot.get("type_service_local"))
        codes = pivot.get("code_insee_commune")
        codes = codes if isinstance(codes, list) else [codes]
        connus = [_text(c) for c in codes if _text(c)] or [_text(brut.get("code_insee_commune"))]
        if genre:
            yield from ((genre, c) for c in connus)


def _address(brut: dict[str, Any]) -> str | None:
    adresses = _dicts(brut.get("adresse"))
    physique = [a for a in adresses if a.get("type_adresse") == "Adresse"]
    for adresse in (physique or adresses)[:1]:
        rue = [_text(adresse.get(c)) for c in ("complement1", "complement2", "numero_voie")]
        rue.append(_text(adresse.get("service_distribution")))
        ville = f"{_text(adresse.get('code_postal'))} {_text(adresse.get('nom_commune'))}".strip()
        return ", ".join(x for x in [*rue, ville] if x) or None
    return None


def _hours(brut: dict[str, Any]) -> Iterator[Plage]:
    for plage in _dicts(brut.get("plage_ouverture")):
        heures = [
            (debut[1], fin[1])
            for n in (1, 2)
            if (debut := _HEURE.fullmatch(_text(plage.get(f"valeur_heure_debut_{n}"))))
            and (fin := _HEURE.fullmatch(_text(plage.get(f"valeur_heure_fin_{n}"))))
        ]
        de = _text(plage.get("nom_jour_debut")).lower()
        if de and heures:
            yield Plage(de, _text(plage.get("nom_jour_fin")).lower() or de, tuple(heures))


def _is_link(texte: str) -> bool:
    return texte.startswith(("https://", "http://"))


def _day(brut: Any) -> str | None:
    """ "22/12/2023 10:38:56" → "2023-12-22"."""
    try:
        return dt.datetime.strptime(_text(brut)[:10], "%d/%m/%Y").date().isoformat()
    except ValueError:
        return None
