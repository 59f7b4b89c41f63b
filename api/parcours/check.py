"""Every content check, in reading order, and the report an expert reads."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from api.bilan import check as bilan
from api.escalations import check as escalades
from api.parcours import (
    check_acts,
    check_cases,
    check_facts,
    check_reach,
    check_structure,
    check_trust,
    check_wording,
)
from api.parcours.check_trust import Fraicheur, freshness
from api.parcours.check_wording import reading_level
from api.parcours.findings import Constat, Contexte, load_context
from api.parcours.yaml_lines import ContenuInvalide
from api.rendezvous import check as rendezvous
from api.rights import check as rights
from api.territoires import controle

CONTROLES: tuple[Callable[[Contexte], Iterator[Constat]], ...] = (
    check_structure.check_six_elements,
    check_structure.check_files,
    check_structure.check_identifiers,
    check_structure.check_organisations,
    check_structure.check_anchors,
    check_structure.check_deadlines,
    check_structure.check_deadlines_in_phase,
    check_structure.check_step_references,
    check_structure.check_continuity,
    check_structure.check_shared_steps,
    check_structure.check_titles,
    check_facts.check_questions,
    check_facts.check_parts,
    check_facts.check_facts_knowable,
    lambda contexte: check_facts.check_facts_used(contexte, rights.facts_used(contexte)),
    check_facts.check_wording_of_questions,
    check_facts.check_aliases,
    check_reach.check_steps_reachable,
    check_reach.check_variants_reachable,
    check_reach.check_no_act_twice,
    check_reach.check_rules_agree,
    check_reach.check_buttons_settle,
    check_cases.check_cases,
    check_cases.check_every_step_in_a_case,
    check_trust.check_sources,
    check_trust.check_doubts,
    check_trust.check_reviews,
    check_trust.check_telephones,
    check_acts.check_catalogue,
    check_acts.check_acts_worded,
    check_acts.check_refusals_worded,
    check_acts.check_no_number_in_code,
    controle.check_rules,
    check_wording.check_acronyms,
    check_wording.check_no_number_in_wording,
    check_wording.check_long_sentences,
    rights.check_rights,
    rights.check_scales,
    bilan.check_review,
    escalades.check_escalades,
    rendezvous.check_appointments,
)


@dataclass(frozen=True)
class Rapport:
    """What was found, how much was looked at, what is to be reviewed and by when."""

    constats: list[Constat]
    comptes: dict[str, int]
    fraicheur: list[Fraicheur]
    lisibilite: list[dict[str, Any]]

    @property
    def erreurs(self) -> int:
        return sum(c.niveau == "erreur" for c in self.constats)

    @property
    def avertissements(self) -> int:
        return len(self.constats) - self.erreurs

    def to_json(self) -> dict[str, Any]:
        return {
            "resume": {
                **self.comptes,
                "erreurs": self.erreurs,
                "avertissements": self.avertissements,
            },
            "constats": [asdict(c) for c in self.constats],
            "fraicheur": [f.to_json() for f in self.fraicheur],
            "lisibilite": self.lisibilite,
        }


def check_content(racine: Path, le: dt.date) -> Rapport:
    """Check a repository's content as seen on `le`.

    Malformed files are told alone: nothing can be said of content that cannot be read.
    """
    try:
        contexte = load_context(racine, le)
    except ContenuInvalide as erreur:
        constats = [Constat("erreur", *_place(faute)) for faute in erreur.fautes]
        return Rapport(constats, {"controles": 1}, [], [])
    constats = [constat for controle in CONTROLES for constat in controle(contexte)]
    constats.sort(key=lambda c: (c.niveau != "erreur", _line(c.ou)))
    return Rapport(constats, _counts(contexte), freshness(contexte), reading_level(contexte))


def _place(faute: str) -> tuple[str, str]:
    """« file:line: what » as place and finding."""
    fichier, ligne, quoi = faute.split(":", 2)
    return f"{fichier}:{ligne}", quoi.strip()


def _line(ou: str) -> tuple[str, int]:
    fichier, _, ligne = ou.rpartition(":")
    return fichier, int(ligne)


def _counts(contexte: Contexte) -> dict[str, int]:
    bibliotheque = contexte.bibliotheque
    etapes = list(contexte.etapes.values())
    return {
        "moments": len(bibliotheque.parcours),
        "etapes": len(etapes),
        "faits": len(bibliotheque.vocabulaire.faits),
        "organismes": len(bibliotheque.organismes),
        "sources": sum(len(e.sources) for e in etapes),
        "doutes": sum(e.doute for e in etapes),
        "cas": sum(len(f.cas) for f in contexte.cas.values()),
        "actes": sum(len(d.data or {}) for d in contexte.actes),
        "droits": len((contexte.droits.data or {}).get("droits", {})) if contexte.droits else 0,
        "controles": len(CONTROLES),
    }
