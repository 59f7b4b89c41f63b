"""The last place of a moment goes to one person, whatever the database and the hurry."""

from __future__ import annotations

import asyncio
import datetime as dt
from typing import Any

import pytest

from api.database import now
from api.errors import Refus
from api.rendezvous.creneaux import Creneau
from api.rendezvous.places import Places
from tests.rendezvous.conftest import add_person

pytestmark = pytest.mark.deux_bases

NOMBRE = 5


@pytest.fixture
async def demandes(base, ask) -> list[tuple[Any, str]]:
    """Five people, each with a request that was taken."""
    gens = [await add_person(base) for _ in range(NOMBRE)]
    return [(qui, await ask(qui)) for qui in gens]


async def test_deux_places_cinq_personnes_deux_rendez_vous(guichet, demandes):
    """All propose the same moment at once: two get it; the others are told, and hold nothing."""
    debut = (await guichet.free(demandes[0][1]))[0]

    async def propose(reference: str) -> str:
        async with guichet.agent() as cote:
            try:
                await cote.propose(reference, "telephone", [debut])
            except Refus as refus:
                await cote.session.rollback()
                return refus.code
            return "tenu"

    rendus = await asyncio.gather(*(propose(reference) for _, reference in demandes))
    assert sorted(rendus) == ["creneau_pris"] * 3 + ["tenu"] * 2
    assert debut not in await guichet.free(demandes[0][1])


async def test_une_proposition_oubliee_rend_sa_place_et_revient_a_un_seul(guichet, demandes):
    """Held places that nobody chose are free again; of those who then choose, two win."""
    (_, reference), *autres = demandes
    debut = (await guichet.free(reference))[-1]  # far enough to outlive the hold
    for _, la in demandes[:2]:
        async with guichet.agent() as cote:
            await cote.propose(la, "telephone", [debut])
    assert debut not in await guichet.free(reference)

    plus_tard = now() + dt.timedelta(hours=49)

    async def choose(qui: Any, la: str) -> str:
        async with guichet.agent(le=plus_tard) as cote:
            try:
                await cote.propose(la, "telephone", [debut])
            except Refus as refus:
                await cote.session.rollback()
                return refus.code
            return "tenu"

    rendus = await asyncio.gather(*(choose(*d) for d in autres[1:]))
    assert sorted(rendus) == ["creneau_pris", "tenu", "tenu"]


async def test_sans_place_a_l_un_des_guichets_rien_n_est_tenu_chez_l_autre(base, guichet, demandes):
    """A joint moment is held everywhere, or nowhere."""
    rendez_vous = []
    for _, reference in demandes[:2]:
        await guichet.proposes(reference, 1)
        rendez_vous.append((await guichet.current(reference)).id)
    debut = dt.datetime(2030, 1, 7, 9, tzinfo=dt.UTC)
    fin = debut + dt.timedelta(minutes=30)
    seul = Creneau(debut, fin, "telephone", {"cpam": 1})
    commun = Creneau(debut, fin, "telephone", {"caf": 1, "cpam": 1})
    async with base.session() as session:
        places = Places(session, "75", now())
        assert await places.hold(rendez_vous[0], seul)
        assert not await places.hold(rendez_vous[1], commun)
        libre = Creneau(debut, fin, "telephone", {"caf": 1})
        assert await places.free([libre]) == [libre]
        assert await places.hold(rendez_vous[0], seul), "its own place is its own"
