"""What the acts of the rights review bring more than words: parts, rights, reasons."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from api.conversations.schemas import BoutonLu, Bulle
from api.parcours.parties import Partie

if TYPE_CHECKING:
    from api.languages.rendering import Renderer

LAISSER = "ne_demande_pas"
REPONSES_SUIVI = ("demande", "ouvert", "refuse", "pas_encore")


def part(r: Renderer, params: dict[str, Any], mots: dict[str, Any], bulle: Bulle) -> None:
    """`partie`: its title; once skipped, the button that comes back to it."""
    partie = _part(r, params["partie"])
    if partie is None:
        return
    mots["titre"] = partie.titre
    if bulle.acte == "partie_passee":
        libelle = r.textes.word("partie_revenir", titre=partie.titre)
        bulle.choix.insert(0, BoutonLu(libelle=libelle, choix={"partie": partie.id}))


def right(r: Renderer, params: dict[str, Any], mots: dict[str, Any], bulle: Bulle) -> None:
    """`droit`: its title; the reasons one may give; in a follow-up, what became of it."""
    droit = params["droit"]
    connu = r.labels.droits.droits.get(droit)
    mots["droit"] = connu.titre if connu else droit
    if "etat" in params:
        mots["etat"] = r.textes.word(f"droit_etat_{params['etat']}")
    if bulle.acte == "droit_laisse":
        bulle.choix = [
            BoutonLu(
                libelle=raison.libelle,
                choix={"droit": droit, "etat": LAISSER, "raison": raison.id},
            )
            for raison in r.labels.bilan.non_recours.reasons(droit)
        ]
    elif bulle.acte == "suivi_droit":
        bulle.choix = [
            BoutonLu(
                libelle=r.textes.word(f"droit_geste_{etat}"), choix={"droit": droit, "etat": etat}
            )
            for etat in REPONSES_SUIVI
        ] + bulle.choix


def reason(r: Renderer, params: dict[str, Any], mots: dict[str, Any], bulle: Bulle) -> None:
    """`raison`: the exact fact that answers it, with its doubt and where it was read."""
    reponse = r.labels.bilan.non_recours.answer(params["raison"], params["droit"])
    if reponse is None:
        return
    mots["reponse"] = reponse.words(r.textes)
    mots["doute"] = reponse.doute_texte or ""
    mots["source"] = reponse.sources[0].titre


def choice_words(r: Renderer, choix: dict[str, Any]) -> str | None:
    """What a pressed button of the review said; None when it is not one of them."""
    if choix.get("droit"):
        connu = r.labels.droits.droits.get(choix["droit"])
        titre = connu.titre if connu else choix["droit"]
        for raison in r.labels.bilan.non_recours.raisons:
            if raison.id == choix.get("raison"):
                return raison.libelle
        geste = r.textes.word(f"droit_geste_{choix.get('etat')}")
        return r.textes.word("droit_dit", titre=titre, geste=geste)
    if choix.get("partie"):
        partie = _part(r, choix["partie"])
        return r.textes.word("partie_revenir", titre=partie.titre if partie else choix["partie"])
    if choix.get("suivi"):
        return r.textes.interface_choice(f"suivi_{choix['suivi']}")
    return None


def _part(r: Renderer, nom: str) -> Partie | None:
    parcours = r.labels.parcours.bibliotheque.parcours.values()
    return next((p for x in parcours for p in x.parties if p.id == nom), None)
