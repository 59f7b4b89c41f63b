"""What the acts about appointments bring more than words: the moments, and the gestures left."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from api.conversations.schemas import BoutonLu, Bulle
from api.rendezvous.boutons import Bouton
from api.rendezvous.lecture import LecteurRendezVous, RendezVousDit, as_button

if TYPE_CHECKING:
    from api.languages.rendering import Renderer

# What one may do once an act is read, in this order; moments come before.
GESTES: dict[str, tuple[Bouton, ...]] = {
    "rendez_vous_propose": ("autres", "annuler"),
    "rendez_vous_autres": (),
    "rendez_vous_confirme": ("rappel_oui", "autres", "annuler"),
    "rendez_vous_prevu": ("autres", "annuler"),
    "rendez_vous_deplace": ("autres", "annuler"),
    "rendez_vous_rappel": ("autres", "annuler"),
    "rendez_vous_rappel_note": ("rappel_non",),
    "rendez_vous_rappel_retire": ("rappel_oui",),
    "contact_sur": ("sur_place", "sur_visio", "sur_non"),
    "contact_quand": ("quand_matin", "quand_apres_midi", "quand_peu_importe"),
}


def appointment(r: Renderer, params: dict[str, Any], mots: dict[str, Any], bulle: Bulle) -> None:
    """`rdv`: what was said of an appointment; its moments as buttons."""
    dit = RendezVousDit.model_validate(params["rdv"])
    lecteur = _reader(r)
    mots.update(lecteur.words(dit))
    geste = "deplacer" if dit.etat == "confirme" else "choisir"
    moments = [
        BoutonLu(libelle=lecteur.moment(m), choix=as_button(dit.reference, geste, m))
        for m in dit.moments
    ]
    gestes = _gestures(r, bulle.acte, dit.reference, sauf="rappel_oui" if dit.protege else None)
    bulle.choix = [*moments, *gestes, *bulle.choix]


def safety(r: Renderer, params: dict[str, Any], mots: dict[str, Any], bulle: Bulle) -> None:
    """`demande`: the request for which it is asked whether meeting is safe."""
    bulle.choix = [*_gestures(r, bulle.acte, params["demande"]), *bulle.choix]


def choice_words(r: Renderer, choix: dict[str, Any]) -> str | None:
    """What a pressed button about an appointment said; None when it is not one."""
    if not choix.get("rendez_vous"):
        return None
    try:  # read as it was written, at the clock of the place
        return _reader(r).moment(dt.datetime.fromisoformat(choix.get("debut", "")))
    except ValueError:
        return r.textes.interface_choice(f"rendez_vous_{choix.get('geste')}")


def _gestures(
    r: Renderer, acte: str | None, reference: str, sauf: Bouton | None = None
) -> list[BoutonLu]:
    return [
        BoutonLu(
            libelle=r.textes.interface_choice(f"rendez_vous_{geste}"),
            choix=as_button(reference, geste),
        )
        for geste in GESTES.get(acte or "", ())
        if geste != sauf
    ]


def _reader(r: Renderer) -> LecteurRendezVous:
    organismes = r.labels.parcours.bibliotheque.organismes
    return LecteurRendezVous(r.textes, organismes, r.lecteur.traduits)
