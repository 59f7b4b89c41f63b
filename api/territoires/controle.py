"""Do the rules of territory hold with the rest of the content, and when are they to be reviewed?"""

from __future__ import annotations

from collections.abc import Iterator

from api.parcours.findings import Constat, Contexte
from api.territoires.regles import Fonde, Regles


def check_rules(contexte: Contexte) -> Iterator[Constat]:
    """Organisations that exist, sources that are used and dated in the past, a review to come."""
    document, regles = contexte.territoires
    organismes = contexte.bibliotheque.organismes
    for nom, famille in regles.familles.items():
        if not any(mot in organismes for mot in famille.mots):
            quoi = f"none of `mots` is in parcours/organismes.yml ({', '.join(famille.mots)})"
            yield contexte.erreur(document, ("familles", nom, "mots"), quoi)
    for nom in regles.annuaire:
        if nom not in organismes:
            quoi = f"unknown organisation `{nom}` (not in parcours/organismes.yml)"
            yield contexte.erreur(document, ("annuaire", nom), quoi)
    for nom, organisme in organismes.items():
        cle = regles.family_of(nom)
        if organisme.agricole and not (cle and regles.familles[cle].agricole):
            quoi = f"`agricole: {organisme.agricole}` is not in parcours/territoires/regles.yml"
            yield contexte.erreur(contexte.document("organismes"), (nom, "agricole"), quoi)
    citees = {cle for fonde in list_stated(regles) for cle in fonde.sources}
    for cle, source in regles.sources.items():
        if cle not in citees:
            quoi = f"source `{cle}` is used by no rule"
            yield contexte.avertissement(document, ("sources", cle), quoi)
        if source.vu_le and source.vu_le > contexte.le.isoformat():
            quoi = f"seen on {source.vu_le}: this date is in the future"
            yield contexte.erreur(document, ("sources", cle, "vu_le"), quoi)
    if regles.revoir_avant < contexte.le:
        quoi = f"to be reviewed before {regles.revoir_avant}: overdue"
        yield contexte.avertissement(document, ("revoir_avant",), quoi)


def list_stated(regles: Regles) -> list[Fonde]:
    """Everything that the rules state, one by one."""
    toutes = [r for famille in regles.familles.values() for r in famille.regles]
    return [regles.a_part, *toutes, *(site for r in toutes for site in r.sites)]
