"""A request as the person reads it: who answers, how, by when, where it stands, what comes next."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from babel.dates import format_date, format_time
from pydantic import BaseModel

from api.database import now
from api.escalations.contenu import Contenus
from api.escalations.etats import EtatPromesse, promise_state
from api.escalations.models import Escalade
from api.languages.catalogues import Textes
from api.languages.source import reword_requests
from api.parcours.content import Organisme


class Promis(BaseModel):
    """A promise, free of any language: kept with the act that says it."""

    organisme: str
    organisme_local: str | None
    departement: str | None
    canal: str
    de: dt.datetime
    avant: dt.datetime


class DemandeLue(BaseModel):
    """One line of « Vos demandes »."""

    reference: str
    qui: str
    etat: str
    etat_texte: str
    promesse: str
    promesse_etat: EtatPromesse
    suite: str | None
    suite_originale: str | None = None
    suite_traduite_par: str | None = None
    suite_sans_traduction: bool = False
    raisons: list[str]
    contact: str | None
    contact_consigne: str | None
    contact_possible: bool
    consentement: list[str]
    avis_possible: bool
    utile: bool | None


def promised(escalade: Escalade) -> Promis:
    """What was promised for a request."""
    return Promis(
        organisme=escalade.organisme,
        organisme_local=escalade.organisme_local,
        departement=escalade.departement,
        canal=escalade.canal,
        de=escalade.promesse_de,
        avant=escalade.promesse_avant,
    )


def followed(escalade: Escalade) -> dict[str, Any]:
    """Where a request stands now, free of any language: kept with the act that says it."""
    return {
        "reference": escalade.reference,
        "etat": escalade.etat,
        "issue": escalade.issue,
        "suite": escalade.suite,
        "promesse": promised(escalade).model_dump(mode="json"),
        "rompue": promise_state(escalade, now()) == "rompue",
    }


class Lecteur:
    """Puts requests in words, in one language, at the clock of the person's département."""

    def __init__(
        self, contenus: Contenus, textes: Textes, organismes: dict[str, Organisme]
    ) -> None:
        self.contenus = contenus
        self.textes = textes
        self.organismes = organismes
        self._dits = reword_requests(contenus, textes.dictionnaire.say)
        self._phrases = {texte: nom for nom, texte in contenus.phrases.par_id.items()}
        # What agents wrote freely, in the reader's language: known by whoever asked for it.
        self.traduits: Mapping[str, str] = {}

    def who(self, promis: Promis) -> str:
        """The organisation in charge there, else the organisation."""
        connu = self.organismes.get(promis.organisme)
        return promis.organisme_local or (connu.nom if connu else promis.organisme)

    def person(self, qui: Mapping[str, str | None]) -> str:
        """Who answers in person: a first name and an organisation, or the organisation alone."""
        organisme = qui.get("organisme") or ""
        connu = self.organismes.get(organisme)
        pour = connu.nom if connu else organisme
        nom = qui.get("nom")
        dit = self.textes.word("direct_qui", nom=nom, organisme=pour) if nom else pour
        return self._quote(dit)  # one piece: its order stays its own in a right-to-left sentence

    def _quote(self, francais: str) -> str:
        """What agents and organisations write stays French for every reader."""
        return self.textes.dictionnaire.quote(francais)

    def promise(self, promis: Promis) -> str:
        """Who answers, how, by when."""
        fuseau = self.contenus.regles.zone(promis.departement)
        avant = promis.avant.astimezone(fuseau)
        return self.textes.word(
            f"demande_promesse_{promis.canal}",
            qui=self.who(promis),
            date=format_date(avant, format="full", locale=self.textes.locale),
            heure=format_time(avant, format="short", locale=self.textes.locale),
        )

    def line(self, suivie: dict[str, Any]) -> str:
        """A request in a few sentences, as `followed` keeps it."""
        promis = Promis.model_validate(suivie["promesse"])
        close = suivie["etat"] == "close"
        dites = [
            self.textes.word(
                "demande_ligne",
                reference=suivie["reference"],
                qui=self.who(promis),
                etat_texte=self.textes.word(f"demande_etat_{suivie['etat']}"),
            ),
            self.next_step(suivie["issue"], suivie["suite"]),
            self._said(promis, close=close, rompue=suivie["rompue"]),
        ]
        return " ".join(x for x in dites if x)

    def next_step(self, issue: str | None, suite: str | None) -> str | None:
        """How it ended, and what comes next, as the agent wrote it for the person."""
        fin = self._dits["issues"].get(issue or "")
        return " ".join(x for x in (fin, self.written(suite)) if x) or None

    def written(self, suite: str | None) -> str:
        """What an agent wrote, the sentences they were offered in the reader's own language."""
        return "\n".join(self._line_written(ligne) for ligne in _lines(suite))

    def free_lines(self, suite: str | None) -> list[str]:
        """The lines that the agent wrote themselves."""
        return [ligne for ligne in _lines(suite) if ligne not in self._phrases]

    def _line_written(self, ligne: str) -> str:
        connue = self._phrases.get(ligne)
        return self._dits["phrases"][connue] if connue else self.say(ligne)

    def say(self, ecrit: str) -> str:
        """What an agent wrote: its translation where there is one, else their French."""
        return self.traduits.get(ecrit) or self._quote(ecrit)

    def follow(self, suivie: dict[str, Any]) -> dict[str, str]:
        """The words of an answer, as `followed` keeps it."""
        promis = Promis.model_validate(suivie["promesse"])
        close = suivie["etat"] == "close"
        return {
            "reference": suivie["reference"],
            "qui": self.who(promis),
            "suite": self.next_step(suivie["issue"], suivie["suite"]) or "",
            "promesse": self._said(promis, close=close, rompue=suivie["rompue"]),
        }

    def _said(self, promis: Promis, *, close: bool, rompue: bool) -> str:
        if close:
            return self.textes.word("demande_promesse_finie")
        dite = self.promise(promis)
        return f"{dite} {self.textes.word('demande_promesse_rompue')}" if rompue else dite

    def read(self, escalade: Escalade, maintenant: dt.datetime) -> DemandeLue:
        """A request as its person reads it now; nothing that agents write for each other."""
        promis, etat = promised(escalade), promise_state(escalade, maintenant)
        close = escalade.etat == "close"
        return DemandeLue(
            reference=escalade.reference,
            qui=self.who(promis),
            etat=escalade.etat,
            etat_texte=self.textes.word(f"demande_etat_{escalade.etat}"),
            promesse=self._said(promis, close=close, rompue=etat == "rompue"),
            promesse_etat=etat,
            suite=self.next_step(escalade.issue, escalade.suite),
            raisons=[
                self._dits["raisons"][r] for r in escalade.raisons if r in self._dits["raisons"]
            ],
            contact=escalade.contact,
            contact_consigne=escalade.contact_consigne,
            contact_possible=not (escalade.restreinte or close),
            consentement=escalade.consentement,
            avis_possible=close and escalade.utile is None,
            utile=escalade.utile,
        )


def _lines(suite: str | None) -> Iterable[str]:
    return (ligne.strip() for ligne in (suite or "").splitlines() if ligne.strip())
