"""What is said of an agent: the form that describes one, and what is shown."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from pydantic import BaseModel

from api.accounts.roles import ADMINISTRATEUR, load_matrix

TOUTE_LA_FRANCE = "france"
IDENTIFIANT = re.compile(r"[a-z0-9][a-z0-9._@+-]{2,79}")
CODE = re.compile(r"[a-z][a-z_]{1,29}")
LANGUE = re.compile(r"[a-z]{2,3}(-[a-z]{2,4})?")
SEPARATEURS = re.compile(r"[\s,;]+")


def split_codes(texte: str) -> list[str]:
    """Codes as people type them: with spaces, commas, twice."""
    return list(dict.fromkeys(c for c in SEPARATEURS.split(texte.strip()) if c))


def _departement(code: str) -> str:
    return TOUTE_LA_FRANCE if code.lower() == TOUTE_LA_FRANCE else code.upper()


@dataclass(frozen=True)
class Connus:
    """The codes that exist: an agent cannot be in charge of an organisation that does not."""

    organismes: frozenset[str] = frozenset()
    departements: frozenset[str] = frozenset()
    competences: frozenset[str] | None = None  # None: any code, when nobody listed them


@dataclass(frozen=True)
class Fiche:
    """An agent as an administrator describes them."""

    identifiant: str
    nom: str
    role: str
    organismes: list[str] = field(default_factory=list)
    competences: list[str] = field(default_factory=list)
    langues: list[str] = field(default_factory=list)
    departements: list[str] = field(default_factory=list)
    structure: str | None = None

    def cleaned(self) -> Fiche:
        """The same, written one way."""
        return Fiche(
            identifiant=self.identifiant.strip().lower(),
            nom=" ".join(self.nom.split()),
            role=self.role.strip(),
            organismes=self.organismes,
            competences=self.competences,
            langues=[langue.lower() for langue in self.langues] or ["fr"],
            departements=[_departement(d) for d in self.departements],
            structure=" ".join((self.structure or "").split()) or None,
        )


@dataclass(frozen=True)
class Ecart:
    """What is wrong in one field: a code of message, and the values at fault."""

    code: str
    valeurs: str = ""


# Those who answer nobody have neither queue nor territory.
SANS_TERRITOIRE = frozenset({ADMINISTRATEUR, "expert"})


def check_sheet(fiche: Fiche, connus: Connus) -> dict[str, Ecart]:
    """Every field that cannot be accepted, in one go; empty when all is well."""
    ecarts: dict[str, Ecart] = {}
    if not IDENTIFIANT.fullmatch(fiche.identifiant):
        ecarts["identifiant"] = Ecart("identifiant_forme")
    if not 1 <= len(fiche.nom) <= 80:
        ecarts["nom"] = Ecart("nom_forme")
    if len(fiche.structure or "") > 120:
        ecarts["structure"] = Ecart("structure_forme")
    if fiche.role not in load_matrix().roles:
        ecarts["role"] = Ecart("role_inconnu")
        return ecarts
    if fiche.role not in SANS_TERRITOIRE:
        if not fiche.departements:
            ecarts["departements"] = Ecart("departements_vides")
        if not fiche.organismes and fiche.role != "mediateur":
            ecarts["organismes"] = Ecart("organismes_vides")
    if fiche.role == "mediateur" and not fiche.structure:
        ecarts["structure"] = Ecart("structure_vide")
    listes = {
        "organismes": set(fiche.organismes) - connus.organismes,
        "competences": {c for c in fiche.competences if not _is_competence(c, connus)},
        "departements": set(fiche.departements) - connus.departements - {TOUTE_LA_FRANCE},
        "langues": {langue for langue in fiche.langues if not LANGUE.fullmatch(langue)},
    }
    for champ, inconnus in listes.items():
        if inconnus:
            ecarts[champ] = Ecart("codes_inconnus", ", ".join(sorted(inconnus))[:200])
    return ecarts


def _is_competence(code: str, connus: Connus) -> bool:
    return bool(CODE.fullmatch(code)) and (connus.competences is None or code in connus.competences)


@dataclass(frozen=True)
class AgentConnecte:
    """The agent who makes a request: what a route may know of them."""

    id: str
    identifiant: str
    nom: str
    role: str
    organismes: frozenset[str]
    competences: frozenset[str]
    langues: frozenset[str]
    departements: frozenset[str]
    structure: str | None
    present: bool
    moyen: str
    session: str  # its fingerprint, never its secret
    ouverte_le: dt.datetime

    def may(self, action: str) -> bool:
        """May they do this action at all?"""
        return load_matrix().allows(self.role, action)

    def covers(
        self, organismes: Iterable[str], departement: str | None, *, sensible: bool = False
    ) -> bool:
        """Is a case of these organisations, in this département, one of theirs?

        Where the place is not known, it is everyone's: nobody must be left without an answer.
        """
        if sensible and not self.may("voir_sensible"):
            return False
        ici = departement is None or not self.departements.isdisjoint(
            (TOUTE_LA_FRANCE, departement)
        )
        return ici and not self.organismes.isdisjoint(organismes)


class SessionLue(BaseModel):
    """Who is signed in, and what they may do."""

    id: str
    nom: str
    role: str
    organismes: list[str]
    langues: list[str]
    departements: list[str]
    structure: str | None
    present: bool
    actions: list[str]
