"""A counsellor at one browser, in a structure; and the person's own device."""

from __future__ import annotations

import html
import re
from typing import Any

import httpx

from api.mediation.structures import StructureService
from tests.accounts.poste import Poste, installed, open_browser, token

PHONE_DE_L_ESPACE = "03 88 00 00 01"


async def at_work(
    app: Any, identifiant: str = "maelle", espace: str = "France services de Selle", dep: str = "67"
) -> Poste:
    """A counsellor signed in, attached to a space (made when it is not there yet)."""
    poste = await installed(
        app,
        identifiant=identifiant,
        nom=identifiant.capitalize(),
        role="mediateur",
        organismes=[],
        departements=[dep],
        structure=espace,
    )
    async with app.state.database.session() as session:
        service = StructureService(session, app.state.settings.secret)
        connues = {s.nom: s for s, _ in await service.everyone()}
        structure = connues.get(espace) or await service.add(
            espace, dep, [PHONE_DE_L_ESPACE], [dep]
        )
        comptes = app.state.comptes.service(session)
        agent = await comptes.by_identifier(identifiant)
        await service.attach(structure.id, agent.id, [f"{identifiant}@fs.example"])
        await session.commit()
    return poste


async def receives(poste: Poste, **champs: str) -> str:
    """Receive someone; the address of their screen."""
    reponse = await poste.send("/bureau/accueil", champs)
    assert reponse.status_code == 303, reponse.text[:2000]
    return reponse.headers["location"]


async def gesture(poste: Poste, ecran: str, suite: str, **champs: Any) -> httpx.Response:
    """Send one form of the screen."""
    page = await poste.get(ecran)
    return await poste.client.post(
        f"{ecran}{suite}", data={"jeton_formulaire": token(page), **champs}
    )


async def after(poste: Poste, reponse: httpx.Response) -> str:
    """The page a gesture leads to."""
    assert reponse.status_code == 303, (reponse.status_code, reponse.text[:1500])
    page = await poste.get(reponse.headers["location"].partition("#")[0])
    assert page.status_code == 200, page.text[:800]
    return words(page)


def words(page: httpx.Response) -> str:
    """A page as it reads: plain spaces, plain apostrophes."""
    return html.unescape(page.text).replace("\u00a0", " ")


async def signs(poste: Poste, ecran: str, *demarches: str, duree: str = "31") -> httpx.Response:
    """Read the text with the person, who draws their name."""
    lu = await gesture(poste, ecran, "/mandat", demarches=list(demarches), duree=duree)
    assert lu.status_code == 200, lu.text[:1500]
    empreinte = re.search(r'name="empreinte" value="([0-9a-f]{64})"', lu.text)
    assert empreinte
    return await gesture(
        poste,
        ecran,
        "/mandat/signer",
        moyen="ecran",
        empreinte=empreinte[1],
        duree=duree,
        demarches=list(demarches),
        traits=str([[[i, i] for i in range(20)]]),
    )


def own_device(app: Any) -> httpx.AsyncClient:
    """The person's own browser."""
    return open_browser(app, "10.0.0.9")
