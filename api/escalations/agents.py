"""Who may answer, as the rules see them. The accounts make these out of what they keep."""

from __future__ import annotations

from dataclasses import dataclass

from api.accounts.roles import load_matrix
from api.escalations.contenu import FRANCE, Role


@dataclass(frozen=True)
class Agent:
    """An agent of one or several organisations. `territoires`: départements, or `france`."""

    id: str
    role: Role
    organismes: frozenset[str]
    competences: frozenset[str] = frozenset()
    langues: frozenset[str] = frozenset({"fr"})
    territoires: frozenset[str] = frozenset({FRANCE})

    def may(self, action: str) -> bool:
        """Whether their role may do it at all: roles.yml alone says so."""
        return load_matrix().allows(self.role, action)

    def covers(self, departement: str | None) -> bool:
        """Whether a département is theirs; an unknown place is everyone's."""
        return departement is None or bool({FRANCE, departement} & self.territoires)
