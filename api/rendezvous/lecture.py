"""An appointment as it is said: free of any language in an act, then in the reader's words.

Instants are kept at the clock of the département, so that the words need nothing more.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time
from babel.lists import format_list
from pydantic import BaseModel

from api.conversations.bot import Acte
from api.escalations.contenu import delivered
from api.languages.catalogues import Textes
from api.parcours.content import Organisme
from api.rendezvous.contenu import Maniere
from api.rendezvous.etats import Etat
from api.rendezvous.models import RendezVous

if TYPE_CHECKING:
    from api.escalations.models import Escalade

Seance = Literal["demain", "jour", "autre"]


class RendezVousDit(BaseModel):
    """What an act keeps of an appointment. `debut`, `moments`: at the clock of the place."""

    id: str
    reference: str
    etat: Etat
    maniere: Maniere
    organisme: str
    organisme_local: str | None = None
    avec: list[str] = []  # the organisations of a joint meeting, besides the one that leads
    lieu: str | None = None
    interprete: bool = False
    debut: dt.datetime | None = None
    fin: dt.datetime | None = None
    moments: list[dt.datetime] = []
    jusqua: dt.datetime | None = None  # until when the moments are held
    protege: bool = False  # someone may be in danger: no reminder is offered
    numero: bool = False  # a number was left to be called at
    dit_le: dt.date | None = None  # a reminder: the day it was said


def led_by(guichet: str) -> str:
    """The organisation that a desk answers for, as an appointment names it."""
    connu = next((g for g in delivered().guichets if g.id == guichet), None)
    return connu.organismes[0] if connu else guichet


def told(
    demande: Escalade,
    rendez_vous: RendezVous,
    fuseau: ZoneInfo,
    moments: Sequence[dt.datetime] = (),
    jusqua: dt.datetime | None = None,
    dit_le: dt.date | None = None,
) -> RendezVousDit:
    """An appointment as it stands."""

    def there(instant: dt.datetime | None) -> dt.datetime | None:
        return instant.astimezone(fuseau) if instant else None

    return RendezVousDit(
        id=rendez_vous.id,
        reference=demande.reference,
        etat=rendez_vous.etat,
        maniere=rendez_vous.maniere,
        organisme=demande.organisme,
        organisme_local=demande.organisme_local,
        avec=[led_by(nom) for nom in rendez_vous.conjoints],
        lieu=rendez_vous.lieu,
        interprete=bool(rendez_vous.interprete),
        debut=there(rendez_vous.debut),
        fin=there(rendez_vous.fin),
        moments=[m.astimezone(fuseau) for m in moments],
        jusqua=there(jusqua),
        protege=demande.restreinte,
        numero=bool(demande.contact),
        dit_le=dit_le,
    )


def act(nom: str, dit: RendezVousDit) -> Acte:
    """An act about an appointment."""
    return Acte(nom, {"rdv": dit.model_dump(mode="json", exclude_none=True)})


class LecteurRendezVous:
    """Puts appointments in words, in one language."""

    def __init__(
        self,
        textes: Textes,
        organismes: dict[str, Organisme],
        traduits: Mapping[str, str] | None = None,
    ) -> None:
        """`traduits`: what agents wrote, in the reader's language."""
        self.textes = textes
        self.organismes = organismes
        self.traduits = traduits or {}

    def words(self, dit: RendezVousDit) -> dict[str, str]:
        """The pieces that sentences about an appointment are made of."""
        return {
            "qui": self.who(dit),
            "avec": str(format_list([self._name(o) for o in dit.avec], locale=self.textes.locale)),
            "maniere": self.textes.word(f"rendez_vous_maniere_{dit.maniere}"),
            "date": self.day(dit.debut) if dit.debut else "",
            "heure": self.hour(dit.debut) if dit.debut else "",
            "quand": self.when(dit),
            "comment": self._how(dit),
            "jusqua": self.moment(dit.jusqua) if dit.jusqua else "",
            "moments": "\n".join(f"• {self.moment(m)}" for m in dit.moments),
        }

    def who(self, dit: RendezVousDit) -> str:
        """Every organisation that will be there, the one that leads first."""
        chef = dit.organisme_local or self._name(dit.organisme)
        noms = [chef, *(self._name(o) for o in dit.avec)]
        return str(format_list(noms, locale=self.textes.locale))

    def _name(self, organisme: str) -> str:
        connu = self.organismes.get(organisme)
        return connu.nom if connu else organisme

    def _how(self, dit: RendezVousDit) -> str:
        """Who else is there, where to go or who will say it, what is needed to be called; the
        interpreter who is asked for."""
        lignes = []
        if dit.avec:
            lignes.append(self.textes.word("rendez_vous_conjoint", qui=self.who(dit)))
        if dit.lieu:
            lignes.append(
                self.textes.word(f"rendez_vous_lieu_{dit.maniere}", lieu=self._place(dit))
            )
        elif dit.maniere != "telephone":
            qui = dit.organisme_local or self._name(dit.organisme)
            lignes.append(self.textes.word(f"rendez_vous_lieu_{dit.maniere}_a_venir", qui=qui))
        if dit.maniere == "telephone" and not dit.numero:
            lignes.append(self.textes.word("rendez_vous_sans_numero"))
        if dit.interprete:
            lignes.append(self.textes.word("rendez_vous_interprete"))
        return "\n".join(lignes)

    def _place(self, dit: RendezVousDit) -> str:
        """As the organisation said it, to be shown to somebody; what it means after it."""
        lieu = dit.lieu or ""
        traduit = self.traduits.get(lieu)
        return f"{self.textes.dictionnaire.quote(lieu)}\n{traduit}" if traduit else lieu

    def when(self, dit: RendezVousDit) -> str:
        """« demain à 10 h », « aujourd'hui à 10 h », or the day: nothing else, for a reminder."""
        if dit.debut is None or dit.dit_le is None:
            return ""
        ecart = (dit.debut.date() - dit.dit_le).days
        cle = {0: "aujourdhui", 1: "demain"}.get(ecart, "jour")
        heure, date = self.hour(dit.debut), self.day(dit.debut)
        return self.textes.word(f"rendez_vous_{cle}", heure=heure, date=date)

    def day(self, instant: dt.datetime) -> str:
        """« mardi 1 décembre 2026 »."""
        return str(format_date(instant.date(), format="full", locale=self.textes.locale))

    def hour(self, instant: dt.datetime) -> str:
        """« 10:00 », at the clock the instant carries."""
        return str(format_time(instant.time(), format="short", locale=self.textes.locale))

    def moment(self, instant: dt.datetime) -> str:
        """A moment on a button."""
        date, heure = self.day(instant), self.hour(instant)
        return self.textes.word("rendez_vous_moment", date=date, heure=heure)


def as_button(identifiant: str, geste: str, debut: dt.datetime | None = None) -> dict[str, Any]:
    """What a button about an appointment sends back."""
    choix: dict[str, Any] = {"rendez_vous": identifiant, "geste": geste}
    if debut is not None:
        choix["debut"] = debut.isoformat()
    return choix
