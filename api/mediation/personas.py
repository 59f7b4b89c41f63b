"""The sandbox's people: fictitious, their answers are those of the reviewed life cases."""

from __future__ import annotations

from functools import cache

from api.dossiers.schemas import FaitPropose
from api.dossiers.service import DossierService
from api.errors import Refus
from api.mediation.contenu import ContenuMediation, Persona
from api.parcours.cases import Cas, load_cases
from api.settings import RACINE


@cache
def _cases() -> dict[tuple[str, str], Cas]:
    lus = load_cases(RACINE / "tests" / "cases")
    return {(moment, c.nom): c for moment, fichier in lus.items() for c in fichier.cas}


def find(contenu: ContenuMediation, nom: str) -> tuple[Persona, Cas]:
    """A persona and the case behind them."""
    persona = next((p for p in contenu.personas if p.id == nom), None)
    cas = _cases().get((persona.moment, persona.cas)) if persona else None
    if persona is None or cas is None:
        raise Refus(404, "persona", "persona_inconnue", [p.id for p in contenu.personas])
    return persona, cas


async def live(dossiers: DossierService, dossier_id: str, moment: str, cas: Cas) -> list[str]:
    """Their moment and their answers, as if they had said them; those refused, by name."""
    await dossiers.open_moment(dossier_id, moment)
    propositions = [FaitPropose(nom=nom, valeur=valeur) for nom, valeur in cas.faits.items()]
    notes = await dossiers.note_facts(dossier_id, propositions, "usager", cas.le)
    return [r.nom for r in notes.refuses]
