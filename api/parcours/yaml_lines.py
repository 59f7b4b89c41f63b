"""YAML reading that remembers lines, so that every content error says where it is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class ContenuInvalide(Exception):
    """One or more faults in content files; each is `file:line: path: message`."""

    def __init__(self, fautes: list[str]) -> None:
        super().__init__("\n".join(fautes))
        self.fautes = fautes


class Document:
    """A YAML file: its data, and the line of any path in it."""

    def __init__(self, fichier: Path, texte: str | None = None, nom: str | None = None) -> None:
        self.fichier = fichier
        self.nom = nom or fichier.name
        try:
            texte = fichier.read_text(encoding="utf-8") if texte is None else texte
        except UnicodeDecodeError as erreur:
            ligne = erreur.object[: erreur.start].count(b"\n") + 1
            raise ContenuInvalide([f"{self.nom}:{ligne}: expected UTF-8 text"]) from None
        self._racine: Any = None
        self.data: Any = None
        try:
            lecteur = _Loader(texte)
            self._racine = lecteur.get_single_node()
            if self._racine is not None:
                self.data = lecteur.construct_document(self._racine)
        except yaml.YAMLError as erreur:
            marque = getattr(erreur, "problem_mark", None)
            ligne = marque.line + 1 if marque else 1
            probleme = getattr(erreur, "problem", None) or str(erreur)
            raise ContenuInvalide([f"{self.nom}:{ligne}: malformed YAML: {probleme}"]) from None
        except ValueError:  # 2027-02-30 looks like a date to YAML, and cannot be one
            fautes = [
                f"{self.nom}:{ligne}: `{date}` is not a date; expected YYYY-MM-DD"
                for date, ligne in _impossible_dates(self._racine)
            ]
            raise ContenuInvalide(fautes) from None
        doubles = list(_duplicate_keys(self._racine))
        if doubles:
            raise ContenuInvalide(
                [f"{self.nom}:{ligne}: key `{cle}` is written twice" for cle, ligne in doubles]
            )

    def part_of(self, chemin: tuple[str | int, ...]) -> Document:
        """The file that holds `chemin`: itself (see Recueil)."""
        return self

    def line_of(self, chemin: tuple[str | int, ...]) -> int:
        """Line (from 1) of the deepest part of `chemin` that exists in the file."""
        noeud, ligne = self._racine, 1
        for cle in chemin:
            suivant = None
            if isinstance(noeud, yaml.MappingNode):
                for k, v in noeud.value:
                    if k.value == str(cle):
                        suivant, ligne = v, k.start_mark.line + 1
            elif (
                isinstance(noeud, yaml.SequenceNode)
                and isinstance(cle, int)
                and cle < len(noeud.value)
            ):
                suivant = noeud.value[cle]
                ligne = suivant.start_mark.line + 1
            if suivant is not None:
                noeud = suivant
        return ligne

    def fault(self, chemin: tuple[str | int, ...], message: str) -> str:
        """One error line: file, line, path with step identifiers, what is wrong."""
        return f"{self.nom}:{self.line_of(chemin)}: {self._readable(chemin)}: {message}"

    def faults_of(self, erreur: ValidationError) -> list[str]:
        """The error lines of a pydantic refusal."""
        return [self.fault(tuple(e["loc"]), _message(dict(e))) for e in erreur.errors()]

    def _readable(self, chemin: tuple[str | int, ...]) -> str:
        """Path with identifiers instead of ranks: phases → P1 → etapes → NAI-07 → delai."""
        mots, noeud = [], self.data
        for cle in chemin:
            try:
                noeud = noeud[cle]
            except (KeyError, IndexError, TypeError):
                noeud = None
            nom = noeud.get("id") if isinstance(noeud, dict) and isinstance(cle, int) else None
            mots.append(str(nom or cle))
        return " → ".join(mots) or "(document)"


class Recueil:
    """The files of a folder read as one mapping; a fault is told in the file it comes from."""

    def __init__(self, documents: list[Document]) -> None:
        self.documents = documents
        self.data: dict[str, Any] = {}
        self._place: dict[str, Document] = {}
        fautes = []
        for document in documents:
            if document.data is not None and not isinstance(document.data, dict):
                fautes.append(document.fault((), "expected a mapping"))
                continue
            for cle, valeur in (document.data or {}).items():
                if cle in self.data:
                    quoi = f"already written in {self._place[cle].nom}"
                    fautes.append(document.fault((cle,), quoi))
                self.data[cle] = valeur
                self._place[cle] = document
        if fautes:
            raise ContenuInvalide(fautes)

    def part_of(self, chemin: tuple[str | int, ...]) -> Document:
        """The file that holds `chemin`; the first one when no file does."""
        return self._place.get(str(chemin[0]) if chemin else "", self.documents[0])

    def fault(self, chemin: tuple[str | int, ...], message: str) -> str:
        """One error line, in the right file."""
        return self.part_of(chemin).fault(chemin, message)

    def faults_of(self, erreur: ValidationError) -> list[str]:
        """The error lines of a pydantic refusal, each in its file."""
        return [self.fault(tuple(e["loc"]), _message(dict(e))) for e in erreur.errors()]


def _message(erreur: dict[str, Any]) -> str:
    if erreur["type"] == "extra_forbidden":
        return "unknown key (check its spelling)"
    if erreur["type"] == "missing":
        return "this key is required"
    texte = str(erreur["msg"]).removeprefix("Value error, ")
    return f"{texte} (found: {erreur['input']!r:.60})"


def _impossible_dates(noeud: Any) -> list[tuple[str, int]]:
    if isinstance(noeud, yaml.MappingNode):
        return [x for paire in noeud.value for v in paire for x in _impossible_dates(v)]
    if isinstance(noeud, yaml.SequenceNode):
        return [x for v in noeud.value for x in _impossible_dates(v)]
    if noeud.tag == "tag:yaml.org,2002:timestamp":
        try:
            yaml.SafeLoader("").construct_yaml_timestamp(noeud)
        except ValueError:
            return [(noeud.value, noeud.start_mark.line + 1)]
    return []


def _duplicate_keys(noeud: Any) -> list[tuple[str, int]]:
    trouvees: list[tuple[str, int]] = []
    if isinstance(noeud, yaml.MappingNode):
        vues: set[str] = set()
        for k, v in noeud.value:
            if k.value in vues:
                trouvees.append((k.value, k.start_mark.line + 1))
            vues.add(k.value)
            trouvees += _duplicate_keys(v)
    elif isinstance(noeud, yaml.SequenceNode):
        for v in noeud.value:
            trouvees += _duplicate_keys(v)
    return trouvees
