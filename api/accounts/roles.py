"""The matrix roles × actions, read once from roles.yml and checked when read."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Annotated

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, model_validator

FICHIER = Path(__file__).with_name("roles.yml")
ADMINISTRATEUR, CORRESPONDANT = "administrateur", "correspondant"


OuiNon = Annotated[bool, BeforeValidator(lambda v: {"oui": True, "non": False}.get(v, v))]


class Action(BaseModel):
    """Who may do it, and what it touches."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    roles: frozenset[str]
    personnelles: OuiNon = False
    sensible: OuiNon = False


class Matrice(BaseModel):
    """Every action, every role. A matrix that breaks a promise made to usagers is not read."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    roles: tuple[str, ...]
    actions: dict[str, Action]

    @model_validator(mode="after")
    def _keep_promises(self) -> Matrice:
        for nom, action in self.actions.items():
            if inconnus := action.roles - set(self.roles):
                raise ValueError(f"{nom}: unknown roles {sorted(inconnus)}")
            if action.personnelles and ADMINISTRATEUR in action.roles:
                raise ValueError(f"{nom}: an administrator sees no personal data")
            if action.sensible and action.roles != {CORRESPONDANT}:
                raise ValueError(f"{nom}: sensitive cases are for correspondents only")
        return self

    def allows(self, role: str, action: str) -> bool:
        """May this role do this action? An unknown action is a defect, not a refusal."""
        return role in self.actions[action].roles

    def roles_of(self, action: str) -> frozenset[str]:
        """The roles that may do it."""
        return self.actions[action].roles


@cache
def load_matrix(fichier: Path = FICHIER) -> Matrice:
    """The matrix of a file."""
    return Matrice.model_validate(yaml.safe_load(fichier.read_text(encoding="utf-8")))
