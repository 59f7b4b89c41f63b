"""Each right in each case: what OpenFisca or a rule says, under the right's own condition. Pure."""

from __future__ import annotations

import dataclasses
import datetime as dt
import math
from collections.abc import Callable, Mapping, Sequence

from api.parcours.conditions import evaluate
from api.parcours.values import Valeur
from api.rights.bilan import Chiffre
from api.rights.catalogue import Catalogue, Droit
from api.rights.estimation import Estimation

Resultats = Mapping[str, Sequence[float]]
INCONNU = Chiffre(None)
FERME = Chiffre(False)


Applique = Callable[[str, Mapping[str, Valeur], dt.date], Estimation | None]


def figure(
    catalogue: Catalogue,
    droit: Droit,
    valeurs: Mapping[str, Valeur],
    le: dt.date,
    *,
    calcules: Resultats,
    rang: int,
    appliquer: Applique,
) -> Chiffre:
    """One right in one case; `rang`: the place of its household in what OpenFisca computed."""
    condition = evaluate(droit.si, valeurs)
    if condition is False:
        return FERME
    brut = _compute(catalogue, droit, valeurs, le, calcules, rang, appliquer)
    if brut.ouvert is True and condition is None:
        return dataclasses.replace(brut, ouvert=None)
    return brut


def _compute(
    catalogue: Catalogue,
    droit: Droit,
    valeurs: Mapping[str, Valeur],
    le: dt.date,
    calcules: Resultats,
    rang: int,
    appliquer: Applique,
) -> Chiffre:
    if droit.calcul.verifier:
        return Chiffre(True, chiffre=False)
    if droit.calcul.regle:
        estimation = appliquer(droit.calcul.regle, valeurs, le)
        if estimation is None:
            return INCONNU
        return Chiffre(**dataclasses.asdict(estimation))
    euros = sum(calcules[nom][rang] for nom in droit.calcul.openfisca)
    if math.isnan(euros):
        return INCONNU
    net = euros * (1 - catalogue.reperes.crds) if droit.crds else euros
    return Chiffre(net > 0, net, net) if net > 0 else FERME
