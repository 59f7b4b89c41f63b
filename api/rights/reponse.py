"""What the conversation says of rights: the figures that an act kept that day, put in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from babel.dates import format_date

from api.rights.rendu import Rendu


class Reponse:
    """Words for the acts `montant_droit` and `montants`, in the language of the reader."""

    def __init__(self, rendu: Rendu) -> None:
        self._rendu = rendu
        self._droits = rendu.catalogue.droits
        self._textes = rendu.textes
        self._labels = rendu.labels

    def one(self, params: Mapping[str, Any]) -> dict[str, str]:
        """One right: its name, what is estimated, what decides, its official page."""
        droit = self._droits[params["droit"]]
        organisme = self._labels.parcours.bibliotheque.organismes[droit.organisme]
        faits = self._labels.parcours.vocabulaire.faits
        decisifs = [faits[nom].titre for nom in params.get("depend_de", []) if nom in faits]
        url = str(droit.lien.url) if droit.lien else organisme.site
        return {
            "droit": droit.titre,
            "montant": self._estimate(params).strip(),
            "decide": self._word("decide", faits=", ".join(decisifs)) if decisifs else "",
            "lien": self._word("lien", url=url) if url else "",
        }

    def several(self, droits: list[Mapping[str, Any]]) -> str:
        """A line for each right, with its amount."""
        return "\n".join(
            "• "
            + self._word(
                f"ligne_{p['statut']}",
                titre=self._droits[p["droit"]].titre,
                montant=self._amount(p["montant"]),
            )
            for p in droits
            if p["droit"] in self._droits
        )

    def day(self, le: str) -> str:
        """The day of the estimation, in words."""
        jour = dt.date.fromisoformat(le)
        return format_date(jour, format="long", locale=self._textes.locale)

    def _estimate(self, params: Mapping[str, Any]) -> str:
        droit = self._droits[params["droit"]]
        organisme = self._labels.parcours.bibliotheque.organismes[droit.organisme]
        statut, montant = params.get("statut"), params.get("montant")
        if statut not in ("probable", "a_verifier"):
            cle = statut or "inconnu"
        elif montant:
            cle = f"cout_{statut}" if droit.nature == "cout" else statut
        else:
            cle = f"acces_{statut}" if droit.nature == "acces" else f"sans_{statut}"
        return self._word(
            cle,
            montant=self._amount(montant) if montant else "",
            organisme=organisme.nom,
            ouvrirait=droit.ouvrirait,
        )

    def _amount(self, montant: Mapping[str, Any]) -> str:
        return self._rendu.range_words(
            montant["bas"], montant["haut"], montant["periode"], montant["au_moins"]
        )

    def _word(self, cle: str, **details: str) -> str:
        return self._textes.word(f"droit_dit_{cle}", **details)
