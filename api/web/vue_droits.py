"""How rights are shown: groups, and what of them may leave the screen.

`static/droits-vue.js` holds the same rules for the chat: change both together.
"""

from __future__ import annotations

from typing import Any

from api.web.ports import Droits, Plan

GROUPES = ("probable", "a_verifier", "deja_percu", "indisponible", "peu_probable")
DECISIFS_MAX = 3  # buttons for one right: the answers that move it most
QUESTIONS_MAX = 3


def may_show(plan: Plan) -> bool:
    """No panel before there is a plan, nor where someone may be in danger."""
    return bool(plan["etapes"]) and not any(m.get("protege") for m in plan["moments"])


def group_droits(droits: Droits) -> dict[str, list[dict[str, Any]]]:
    """The estimation comes sorted: each group keeps that order."""
    return {nom: [d for d in droits["droits"] if d["statut"] == nom] for nom in GROUPES}


def list_exclus(droit: dict[str, Any], droits: Droits) -> list[str]:
    """Titles of the shown rights that this one is not added to, whichever of the two says so."""
    return [
        autre["titre"]
        for autre in droits["droits"]
        if autre["statut"] in ("probable", "a_verifier", "deja_percu")
        and autre["id"] != droit["id"]
        and (autre["id"] in droit["exclut"] or droit["id"] in autre["exclut"])
    ]


def keep_shareable(droits: Droits | None, plan: Plan) -> Droits | None:
    """What may be on paper, which others see: nothing sensitive, and nothing at all at times."""
    if droits is None or droits["silence"] or plan["discret"]:
        return None
    return {
        **droits,
        "droits": [
            {
                **droit,
                "pourquoi": [f for f in droit["pourquoi"] if not f["sensible"]],
                "depend_de": [f for f in droit["depend_de"] if not f["sensible"]],
            }
            for droit in droits["droits"]
        ],
        "questions": [q for q in droits["questions"] if not q["sensible"]],
    }
