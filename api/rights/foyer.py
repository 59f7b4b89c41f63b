"""A household in figures, as the calculations need it: no name, no address, nothing asked here."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Literal

Activite = Literal["actif", "chomeur", "etudiant", "retraite", "inactif"]
Occupation = Literal[
    "locataire_vide",
    "locataire_meuble",
    "locataire_hlm",
    "locataire_foyer",
    "proprietaire",
    "primo_accedant",
    "loge_gratuitement",
    "sans_domicile",
]


@dataclass(frozen=True)
class Serie:
    """A monthly amount in euros; with `bascule`, `avant` was paid until that month, excluded.

    With `debut`, nothing was paid before that month.
    """

    depuis: float = 0.0
    avant: float = 0.0
    bascule: dt.date | None = None
    debut: dt.date | None = None

    def at(self, mois: dt.date) -> float:
        """Euros in the month that holds `mois`."""
        if self.debut is not None and mois.replace(day=1) < self.debut.replace(day=1):
            return 0.0
        if self.bascule is None or mois.replace(day=1) >= self.bascule.replace(day=1):
            return self.depuis
        return self.avant


RIEN = Serie()


@dataclass(frozen=True)
class Adulte:
    """The person who asks, or the one they live with. Amounts: euros a month, net, before tax."""

    naissance: dt.date
    activite: Activite = "inactif"
    salaire_net: Serie = RIEN
    chomage_net: Serie = RIEN
    retraite_nette: Serie = RIEN
    pension_invalidite: Serie = RIEN
    indemnites_journalieres: Serie = RIEN
    revenu_independant: Serie = RIEN
    pension_alimentaire_percue: float = 0.0
    pension_alimentaire_versee: float = 0.0
    taux_incapacite: float = 0.0  # 0 to 1
    restriction_emploi: bool = False  # RSDAE, from 50 to 79 %
    inapte_travail: bool = False
    enceinte: bool = False
    etudiant: bool = False
    boursier: bool = False
    hors_ue: bool = False
    annees_titre: float | None = None  # years of residence permit that allows work
    ass_possible: bool = False  # five years worked in the ten before, and ARE exhausted
    ancien_salaire_brut: float | None = None  # euros a month, reference wage of the ARE
    jours_travailles: int | None = None  # in the period that opens the ARE
    fin_contrat: dt.date | None = None
    demission: bool = False


@dataclass(frozen=True)
class Enfant:
    """A child at charge (never an unborn one: see `Foyer.naissance_attendue`)."""

    naissance: dt.date
    garde_alternee: bool = False
    handicap: bool = False  # AEEH: at least 80 %, or 50 % with care
    scolarise: bool = True
    sans_autre_parent: bool = False  # ASF: orphan of one, or no support from the other parent


@dataclass(frozen=True)
class Logement:
    occupation: Occupation = "loge_gratuitement"
    loyer: float = 0.0  # euros a month, without charges
    commune: str | None = None  # INSEE code; None: the zone is unknown
    colocation: bool = False


@dataclass(frozen=True)
class Foyer:
    """Everyone who counts, the housing, and what is awaited."""

    demandeur: Adulte
    conjoint: Adulte | None = None
    enfants: tuple[Enfant, ...] = ()
    logement: Logement = field(default_factory=Logement)
    naissance_attendue: dt.date | None = None
    nombre_attendu: int = 1  # children expected at that birth
    isole_depuis: dt.date | None = None  # separation or widowhood: majorations are dated from it
    deja_percues: frozenset[str] = frozenset()  # codes of benefits already paid
