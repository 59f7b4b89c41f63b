"""A counsellor writes « Madame a deux enfants » : read as the usager's own « j'ai deux enfants ».

Only at the head of a sentence, and only when one person is named so: of a couple, nobody knows who
the usager is. The words are data (`usager_tiers` in `nlu_data/faits/commun.yml`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from bot.components.texte import Plie, fold_text
from bot.extraction.motifs import alternatives


@dataclass(frozen=True)
class Tiers:
    """How somebody else names the usager, and what their verbs become in the usager's mouth."""

    motif: re.Pattern[str]
    noms: tuple[re.Pattern[str], ...]  # one a person: the man's names, the woman's
    verbes: dict[str, str]

    @classmethod
    def from_lexicon(cls, lexique: dict[str, Any]) -> Tiers | None:
        lu = lexique.get("usager_tiers")
        if not lu:
            return None
        verbes = {fold_text(dit): fold_text(moi) for dit, moi in lu["verbes"].items()}
        qui = alternatives(nom for noms in lu["noms"] for nom in noms)
        tete = rf"(?:^|[.!?;:\n]\s*)(?:{alternatives(lu['saluts'])}[\s,.!]+)*"
        return cls(
            re.compile(
                rf"{tete}(?P<dit>{qui}(?:\s+{alternatives(lu['suites'])})?"
                rf"\s+(?P<verbe>{alternatives(verbes)}))(?![a-z0-9'])"
            ),
            tuple(re.compile(rf"(?<![a-z]){alternatives(noms)}(?![a-z])") for noms in lu["noms"]),
            verbes,
        )

    def as_usager(self, plie: Plie) -> Plie | None:
        """The text as the usager would say it; None when it does not speak of one usager."""
        occurrences = list(self.motif.finditer(plie.texte))
        if not occurrences or sum(bool(n.search(plie.texte)) for n in self.noms) > 1:
            return None
        texte: list[str] = []
        origine: list[int] = []
        fin = 0
        for m in occurrences:
            debut, suite = m.span("dit")
            moi = self.verbes[re.sub(r"\s+", " ", m["verbe"])]
            texte += [plie.texte[fin:debut], moi]
            # The words read stand where the words said were: from their first letter to their last.
            origine += [*plie.origine[fin:debut], *[plie.origine[debut]] * (len(moi) - 1)]
            origine.append(plie.origine[suite - 1])
            fin = suite
        return Plie("".join([*texte, plie.texte[fin:]]), (*origine, *plie.origine[fin:]))
