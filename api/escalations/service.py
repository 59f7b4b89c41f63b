"""A human, always: the request is kept and the right people to call or visit are given."""

from __future__ import annotations

import secrets
from collections.abc import Iterable

from sqlalchemy.ext.asyncio import AsyncSession

from api.escalations.models import Escalade
from api.parcours.conditions import facts_of
from api.parcours.engine import Situation
from api.parcours.plan import make_plan

# No look-alike letters or figures: a reference is read aloud on the phone.
ALPHABET = "ACDEFHJKMNPRTUVWXY34679"
RELAIS_GENERAL = "france_services"
NOMBRE_CONTACTS = 3


def new_reference() -> str:
    """A reference such as "JA-7KD4-XH3" that one can dictate."""
    tirage = "".join(secrets.choice(ALPHABET) for _ in range(7))
    return f"JA-{tirage[:4]}-{tirage[4:]}"


def contacts_for(situation: Situation, acte: str | None = None) -> list[str]:
    """Organisations to reach, nearest to the person's next steps first, then France services."""
    if situation.protegee:
        return _protecting_contacts(situation)
    plan = make_plan(situation)
    organismes = situation.moteur.bibliotheque.organismes
    noms: dict[str, None] = {}
    for etape in plan.etapes:
        if etape.statut == "a-faire":
            for nom in etape.organismes:
                if organismes[nom].telephone:
                    noms[nom] = None
    if not noms:
        for moment in situation.moments:
            noms.update(dict.fromkeys(situation.moteur.bibliotheque.moments[moment].relais))
    return [*list(noms)[:NOMBRE_CONTACTS], RELAIS_GENERAL]


def _protecting_contacts(situation: Situation) -> list[str]:
    """In danger: those who listen and protect this person, never an office.

    The emergency numbers, the same for everyone, are already in sight: the first is enough here.
    """
    bibliotheque = situation.moteur.bibliotheque
    etapes = [e for e in make_plan(situation).etapes if e.statut != "faite"]
    pour_elle = [o for e in etapes if facts_of(e.situee.etape.si) for o in e.organismes]
    pour_tous = [o for e in etapes for o in e.organismes]
    relais = [o for m in bibliotheque.moments.values() if m.protege for o in m.relais]

    def reachable(noms: list[str]) -> list[str]:
        return [n for n in dict.fromkeys(noms) if bibliotheque.organismes[n].telephone]

    noms = reachable(pour_elle) or [*reachable(pour_tous)[:1], *reachable(relais)]
    return noms[:NOMBRE_CONTACTS]


class EscaladeService:
    """Works inside one database session; the caller commits."""

    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def request(self, dossier_id: str, motif: str, organismes: Iterable[str]) -> Escalade:
        """Keep the request and give it a reference that the person can quote."""
        escalade = Escalade(
            reference=new_reference(),
            dossier_id=dossier_id,
            motif=motif[:40],
            organismes=" ".join(organismes),
        )
        self.session.add(escalade)
        await self.session.flush()
        return escalade
