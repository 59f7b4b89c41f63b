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

    def __init__(self, fichier: Path, texte: str | None = None) -> None:
        self.fichier = fichier
        try:
            texte = fichier.read_text(encoding="utf-8") if texte is None else texte
        except UnicodeDecodeError as erreur:
            ligne = erreur.object[: erreur.start].count(b"\n") + 1
            raise ContenuInvalide([f"{fichier.name}:{ligne}: expected UTF-8 text"]) from None
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
            raise ContenuInvalide([f"{fichier.name}:{ligne}: malformed YAML: {probleme}"]) from None
        except ValueError:  # 2027-02-30 looks like a date to YAML, and cannot be one
            fautes = [
                f"{fichier.name}:{ligne}: `{date}` is not a date; expected YYYY-MM-DD"
                for date, ligne in _impossible_dates(self._racine)
            ]
            raise ContenuInvalide(fautes) from None
        doubles = list(_duplicate_keys(self._racine))
        if doubles:
            raise ContenuInvalide(
                [f"{fichier.name}:{ligne}: key `{cle}` is written twice" for cle, ligne in doubles]
            )

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
        return f"{self.fichier.name}:{self.line_of(chemin)}: {self._readable(chemin)}: {message}"

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
