"""What a person may say of a right, as buttons: asked for, open, refused, left aside."""

from __future__ import annotations

from api.languages.catalogues import Textes
from api.rights import schemas as s
from api.rights.bilan import DroitExamine

REPRENDRE = "reprendre"  # as if nothing had been said
GESTES: dict[str | None, tuple[str, ...]] = {
    None: ("demande", "ne_demande_pas"),
    "pas_encore": ("demande", "ne_demande_pas"),
    "demande": ("ouvert", "refuse", REPRENDRE),
    "ouvert": (REPRENDRE,),
    "refuse": ("demande", REPRENDRE),
    "ne_demande_pas": (REPRENDRE,),
}


def followed_words(textes: Textes, etat: str | None) -> s.SuiviDuDroit | None:
    """Where the person is, in words; None when they said nothing of it."""
    if etat is None:
        return None
    return s.SuiviDuDroit.model_validate({"etat": etat, "texte": textes.word(f"droit_etat_{etat}")})


def gestures(textes: Textes, examine: DroitExamine, etat: str | None) -> list[s.GesteLu]:
    """The buttons that fit; none for a right that is already paid, or unlikely."""
    if etat is None and examine.statut in ("deja_percu", "peu_probable"):
        return []
    return [button(textes, examine.id, geste) for geste in GESTES[etat]]


def button(textes: Textes, droit: str, geste: str) -> s.GesteLu:
    """One button about a right."""
    return s.GesteLu(
        libelle=textes.word(f"droit_geste_{geste}"), choix={"droit": droit, "etat": geste}
    )
