"""The process of OpenFisca: it loads the law once, warms up, then answers until it is told to stop.

Run by `Calculateur` as `python -m api.rights.openfisca.atelier`. Its standard input and output are
the door; anything that a library prints goes nowhere, because it could hold a household.
"""

from __future__ import annotations

import datetime as dt
import math
import os
import sys
import warnings
from collections.abc import Callable
from typing import BinaryIO

from api.rights.foyer import Adulte, Enfant, Foyer, Logement, Serie
from api.rights.openfisca.calcul import compute
from api.rights.openfisca.messages import Demande, Reponse, read, write
from api.rights.openfisca.parametres import load_system
from api.rights.openfisca.variables import load_selection

POLITESSE = 5  # the conversation has the processors first

Calcul = Callable[[Demande], Reponse]


def main() -> None:
    """Serve until the input closes: the application stopped, or wants another process."""
    entree, sortie = _door()
    os.nice(POLITESSE)
    warnings.simplefilter("ignore")
    calcul = _warm()
    write(sortie, Reponse())
    while (corps := read(entree)) is not None:
        write(sortie, _answer(calcul, corps))


def _door() -> tuple[BinaryIO, BinaryIO]:
    """The protocol keeps the real output; what libraries print is lost on purpose."""
    sortie = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    neant = os.open(os.devnull, os.O_WRONLY)
    os.dup2(neant, sys.stdout.fileno())
    os.dup2(neant, sys.stderr.fileno())
    return sys.stdin.buffer, sortie


def _warm() -> Calcul:
    """The law is loaded, and every parameter that this month reads, before the first person asks."""
    systeme, selection = load_system(), load_selection()

    def calcul(demande: Demande) -> Reponse:
        colonnes = compute(systeme, selection, demande.foyers, demande.mois)
        return Reponse(
            colonnes={
                nom: [None if math.isnan(v) else v for v in valeurs]
                for nom, valeurs in colonnes.items()
            }
        )

    aujourdhui = dt.date.today()
    calcul(Demande(mois=aujourdhui, foyers=[_somebody(aujourdhui.year)]))
    return calcul


def _answer(calcul: Calcul, corps: bytes) -> Reponse:
    try:
        return calcul(Demande.model_validate_json(corps))
    except Exception as erreur:
        # Only the kind: a message may quote an income or a date of birth.
        return Reponse(erreur=type(erreur).__name__)


def _somebody(annee: int) -> Foyer:
    """Nobody in particular: every part of the calculation is read once."""
    return Foyer(
        demandeur=Adulte(
            naissance=dt.date(annee - 30, 1, 1),
            activite="chomeur",
            salaire_net=Serie(0.0, 1200.0, dt.date(annee, 1, 1)),
            ancien_salaire_brut=1800.0,
            jours_travailles=400,
            fin_contrat=dt.date(annee, 1, 31),
        ),
        conjoint=Adulte(naissance=dt.date(annee - 66, 1, 1), activite="retraite"),
        enfants=(Enfant(dt.date(annee - 8, 1, 1), sans_autre_parent=True),),
        logement=Logement("locataire_vide", 500.0, "75101"),
        naissance_attendue=dt.date(annee, 12, 1),
    )


if __name__ == "__main__":
    main()
