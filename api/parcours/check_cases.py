"""Do the life cases hold, and does each step appear in one?"""

from __future__ import annotations

from collections.abc import Iterator

from api.errors import Refus
from api.parcours.cases import Cas
from api.parcours.findings import Chemin, Constat, Contexte
from api.parcours.service import ParcoursService


def check_cases(contexte: Contexte) -> Iterator[Constat]:
    """Each case gives exactly the steps an expert expects, none left to be checked."""
    service = ParcoursService(contexte.moteur)
    for moment, fichier in contexte.cas.items():
        if moment not in contexte.bibliotheque.parcours:
            yield contexte.erreur(fichier.document, ("moment",), f"unknown parcours `{moment}`")
            continue
        for rang, cas in enumerate(fichier.cas):
            for quoi in _faults(service, moment, cas):
                ou: Chemin = ("cas", rang)
                yield contexte.erreur(fichier.document, ou, quoi)


def _faults(service: ParcoursService, moment: str, cas: Cas) -> Iterator[str]:
    connues = {e.id for e in service.bibliotheque.parcours[moment].etapes}
    inconnues = sorted({*cas.etapes, *cas.absentes} - connues)
    if inconnues:
        yield f"unknown steps: {', '.join(inconnues)}"
    try:
        dits = service.read_facts(cas.faits, cas.le)
        service.place(cas.lieu)
    except Refus as refus:
        yield f"{refus.champ}: {refus.code}"
        return
    retenues = service.situate([moment], dits, cas.le).retenues
    a_faire = {situee.etape.id for situee, verdict in retenues if verdict}
    a_verifier = {situee.etape.id for situee, verdict in retenues if verdict is None}
    ecarts = (
        ("expected, absent", set(cas.etapes) - a_faire),
        ("not expected", a_faire - set(cas.etapes)),
        ("undecided (a fact is missing)", a_verifier),
        ("both expected and forbidden", set(cas.etapes) & set(cas.absentes)),
    )
    for quoi, etapes in ecarts:
        if etapes:
            yield f"{quoi}: {', '.join(sorted(etapes))}"


def check_every_step_in_a_case(contexte: Contexte) -> Iterator[Constat]:
    """A step that no case shows is a step nobody has checked."""
    for moment, chemin, etape in contexte.steps():
        cas = contexte.cas[moment].cas if moment in contexte.cas else []
        if not any(etape.id in c.etapes for c in cas):
            quoi = f"no case of tests/cases/{moment}.yml shows this step"
            yield contexte.erreur(contexte.document(moment), (*chemin, "id"), quoi)
