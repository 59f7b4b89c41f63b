"""Answers when the dialogue engine is down: buttons, plan and human never depend on it."""

from __future__ import annotations

import contextlib
import datetime as dt
from typing import Any

from api.bilan.degraded import announce, answer_review
from api.conversations.bot import Acte
from api.database import now
from api.dossiers.demandes import ask_human
from api.dossiers.schemas import FaitPropose
from api.dossiers.service import DossierService
from api.errors import Refus
from api.escalations.lecture import promised
from api.parcours.questions import next_question


async def answer_without_bot(
    dossiers: DossierService, dossier_id: str, choix: dict[str, Any] | None, le: dt.date
) -> list[Acte]:
    """The acts that answer a pressed button without Rasa; words get an honest `panne`."""
    if not choix:
        return [Acte("panne", {})]
    if choix.get("acte") == "demander_humain":
        escalade, organismes = await ask_human(dossiers, dossier_id, "demander_humain", now())
        demande = (
            {}
            if escalade is None
            else {
                "reference": escalade.reference,
                "promesse": promised(escalade).model_dump(mode="json"),
            }
        )
        return [Acte("humain", {"contacts": organismes, **demande})]
    du_bilan = await answer_review(dossiers, dossier_id, choix, le)
    if du_bilan is not None:
        return du_bilan
    actes: list[Acte] = []
    if choix.get("question"):
        garde = (await dossiers.situation(dossier_id, le)).guard_words
        return [Acte(garde, {}) if garde else Acte("question", {"fait": choix["question"]})]
    dues = (await dossiers.situation(dossier_id, le)).words_due
    if choix.get("moment"):
        if not dossiers.parcours.is_available(choix["moment"]):
            return [Acte("moment_indisponible", {"moment": choix["moment"]})]
        if await dossiers.open_moment(dossier_id, choix["moment"]):
            actes.append(Acte(f"{choix['moment']}.ouverture", {}))
    elif choix.get("fait"):
        propose = FaitPropose(
            nom=choix["fait"],
            valeur=choix.get("valeur"),
            statut=choix.get("statut") or "connu",
            comment="bouton",
        )
        resultat = await dossiers.note_facts(dossier_id, [propose], "usager", le)
        actes += [
            Acte("fait_refuse", {"nom": r.nom, "code": r.code, "details": r.details})
            for r in resultat.refuses
        ]
    elif choix.get("acte") == "retour":
        with contextlib.suppress(Refus):  # nothing was said yet: the same question again
            await dossiers.forget_last(dossier_id)
            actes.append(Acte("retour", {}))
    elif not choix.get("langue") and choix.get("acte") not in (
        "demander_plan",
        "continuer",
        "reprendre",
    ):
        return [Acte("panne", {})]
    situation = await dossiers.situation(dossier_id, le)
    if not situation.moments:
        return [*actes, Acte("panne", {})]
    nouvelles = [p for p in situation.words_due if p not in dues]
    pauses = [p for p in nouvelles if situation.moteur.pauses_after(p)]
    if choix.get("moment") and pauses:
        # The words of an opening fit already: only leave the person the choice of what follows.
        return [*actes, Acte("a_votre_rythme", {})]
    actes += [Acte(parole, {}) for parole in nouvelles]
    if pauses:
        return actes
    question = next_question(situation, dossiers.parcours.weights(situation))
    if question:
        annonce = announce(situation, question, choix.get("fait"))
        return [*actes, *annonce, Acte("question", {"fait": question})]
    if situation.guard_words:
        return [*actes, Acte(situation.guard_words, {})]
    return [*actes, await _plan_ready(dossiers, dossier_id, le)]


# What is said of a button even where a human answers: what was asked for by name, or refused.
DEMANDES = ("question", "droit", "partie", "suivi")


async def press_only(
    dossiers: DossierService, dossier_id: str, choix: dict[str, Any] | None, le: dt.date
) -> list[Acte]:
    """What a pressed button does while a human answers: its effect, and no question of ours."""
    if not choix or choix.get("acte") == "demander_humain":  # a human is there already
        return []
    actes = await answer_without_bot(dossiers, dossier_id, choix, le)
    demandes = any(choix.get(cle) for cle in DEMANDES) or choix.get("acte") == "demander_plan"
    return [a for a in actes if (demandes and a.nom != "panne") or a.nom == "fait_refuse"]


async def _plan_ready(dossiers: DossierService, dossier_id: str, le: dt.date) -> Acte:
    plan, _ = await dossiers.plan(dossier_id, le)
    statuts = [e.statut for e in plan.etapes]
    prochaine = next((e for e in plan.etapes if e.statut != "faite"), None)
    return Acte(
        "plan_pret",
        {
            "a_faire": statuts.count("a-faire"),
            "a_verifier": statuts.count("a-verifier"),
            "etapes": [prochaine.situee.etape.id] if prochaine else [],
        },
    )
