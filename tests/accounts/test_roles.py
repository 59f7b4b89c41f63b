"""The matrix roles × actions: one test for each cell, through the door that routes use."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from fastapi import Depends, FastAPI
from sqlalchemy import select

from api.accounts.access import COOKIE, exige
from api.accounts.comptes import Comptes
from api.accounts.models import Agent, JournalAgent
from api.accounts.roles import load_matrix
from api.accounts.schemas import AgentConnecte
from api.accounts.service import describe
from api.database import Database, now
from api.errors import REFUS
from api.languages.catalogues import Textes
from api.settings import Settings

# Written again here, by role, so that a change of roles.yml is a decision and never a slip.
EN_LIGNE = {
    "voir_file",
    "prendre",
    "liberer",
    "transferer",
    "joindre",
    "repondre",
    "noter",
    "clore",
    "corriger_fait",
    "cocher_etape",
    "proposer_rendez_vous",
    "declarer_presence",
}
PERMIS = {
    "agent": EN_LIGNE,
    "correspondant": EN_LIGNE | {"voir_sensible", "recevoir_alertes"},
    "superviseur": EN_LIGNE | {"suppleer", "voir_charge", "recevoir_alertes", "voir_activite"},
    "administrateur": {"gerer_comptes", "lire_journal", "configurer"},
    "expert": {"relire_traductions", "apprendre"},
    "mediateur": {
        "declarer_presence",
        "recevoir_usager",
        "recueillir_mandat",
        "saisir_fait",
        "demander_appui",
        "voir_activite",
    },
}
CASES = [
    pytest.param(
        role, action, id=f"{role}-{'peut' if action in permis else 'ne-peut-pas'}-{action}"
    )
    for role, permis in PERMIS.items()
    for action in load_matrix().actions
]


@pytest.fixture
async def porte(url_sqlite: str, textes: Textes) -> AsyncIterator[FastAPI]:
    """A small application with one route for each action, and nobody in it yet."""
    app = FastAPI()
    settings = Settings(database_url=url_sqlite, secret="secret-des-tests")
    app.state.database = Database(url_sqlite)
    app.state.comptes = Comptes(settings)
    app.state.textes = textes
    for erreur, dire in REFUS.items():
        app.add_exception_handler(erreur, dire)

    def add(action: str) -> None:
        @app.get(f"/{action}")
        async def do(agent: AgentConnecte = Depends(exige(action))) -> str:  # noqa: B008
            return agent.role

    for action in load_matrix().actions:
        add(action)
    yield app
    await app.state.database.close()


async def signed_in(app: FastAPI, role: str) -> httpx.AsyncClient:
    """Someone of this role, their session open."""
    async with app.state.database.session() as session:
        agent = Agent(identifiant=role, nom=role, role=role)
        session.add(agent)
        await session.flush()
        sessions = app.state.comptes.service(session).sessions
        secret = await sessions.open(agent.id, now(), etat="ouverte", moyen="local")
        await session.commit()
    transport = httpx.ASGITransport(app=app)
    return httpx.AsyncClient(transport=transport, base_url="http://x", cookies={COOKIE: secret})


@pytest.mark.parametrize(("role", "action"), CASES)
async def test_le_role_et_l_action(porte, role, action):
    permis = action in PERMIS[role]
    async with await signed_in(porte, role) as client:
        reponse = await client.get(f"/{action}")

    assert reponse.status_code == (200 if permis else 403)
    async with porte.state.database.session() as session:
        lignes = (await session.execute(select(JournalAgent.action, JournalAgent.issue))).all()
    assert [tuple(x) for x in lignes] == ([] if permis else [(action, "refuse")])


def test_aucune_action_sur_des_donnees_d_usagers_n_est_ouverte_a_un_administrateur():
    matrice = load_matrix()
    personnelles = {nom for nom, a in matrice.actions.items() if a.personnelles}

    assert set(PERMIS) == set(matrice.roles)
    assert personnelles >= {"voir_file", "prendre", "repondre", "noter", "voir_sensible"}
    assert not personnelles & PERMIS["administrateur"]


@pytest.mark.parametrize(
    "ligne",
    [
        "prendre: {personnelles: oui, roles: [administrateur]}",
        "voir_sensible: {sensible: oui, roles: [correspondant, superviseur]}",
        "prendre: {roles: [stagiaire]}",
        "prendre: {personel: oui, roles: [agent]}",
    ],
    ids=["administrateur-curieux", "sensible-ouvert", "role-inconnu", "faute-de-frappe"],
)
def test_une_matrice_qui_trahit_une_promesse_ne_se_lit_pas(tmp_path: Path, ligne):
    fichier = tmp_path / "roles.yml"
    roles = "roles: [agent, correspondant, superviseur, administrateur, mediateur]"
    fichier.write_text(f"{roles}\nactions:\n  {ligne}\n", encoding="utf-8")

    with pytest.raises(ValueError, match=r"roles|administrator|sensitive|personel"):
        load_matrix(fichier)


def test_une_route_qui_exige_une_action_inconnue_ne_demarre_pas():
    with pytest.raises(KeyError, match="prendra"):
        exige("prendra")


@pytest.mark.parametrize(
    ("role", "departements", "dossier", "attendu"),
    [
        ("agent", ["67"], (["caf"], "67", False), True),
        ("agent", ["67"], (["caf"], "68", False), False),
        ("agent", ["67"], (["cpam"], "67", False), False),
        ("agent", ["67"], (["cpam", "caf"], "67", False), True),
        ("agent", ["france"], (["caf"], "2A", False), True),
        ("agent", ["67"], (["caf"], None, False), True),
        ("agent", ["67"], (["caf"], "67", True), False),
        ("superviseur", ["france"], (["caf"], "67", True), False),
        ("correspondant", ["67"], (["caf"], "67", True), True),
        ("correspondant", ["67"], (["caf"], "68", True), False),
    ],
)
def test_le_perimetre_d_un_agent(role, departements, dossier, attendu):
    agent = Agent(
        id="1",
        identifiant="x",
        nom="X",
        role=role,
        organismes=["caf"],
        competences=[],
        langues=["fr"],
        departements=departements,
        present=True,
    )
    organismes, lieu, sensible = dossier
    connu = describe(agent, le=now())

    assert connu.covers(organismes, lieu, sensible=sensible) is attendu
