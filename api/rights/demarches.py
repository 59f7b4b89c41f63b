"""The steps that claim rights, seen from the rights: what leaves the plan with a right."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from api.dossiers.droits import NE_DEMANDE_PAS
from api.rights.catalogue import Catalogue


def steps_only_for(catalogue: Catalogue, droits: Collection[str]) -> frozenset[str]:
    """Steps that claim one of these rights, and no other one."""
    ailleurs = {
        e for nom, droit in catalogue.droits.items() if nom not in droits for e in droit.etapes
    }
    ici = {e for nom in droits if nom in catalogue.droits for e in catalogue.droits[nom].etapes}
    return frozenset(ici - ailleurs)


def left_out(catalogue: Catalogue, suivis: Mapping[str, str]) -> frozenset[str]:
    """Steps of the rights that the person leaves aside: they are out of the plan, and silent."""
    laisses = {nom for nom, etat in suivis.items() if etat == NE_DEMANDE_PAS}
    return steps_only_for(catalogue, laisses) if laisses else frozenset()


def in_the_plan(catalogue: Catalogue, etapes: Collection[str]) -> list[str]:
    """The rights that the steps of a plan claim, in the experts' order."""
    return [nom for nom, d in catalogue.droits.items() if any(e in etapes for e in d.etapes)]
