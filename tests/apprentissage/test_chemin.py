"""Learning in the application: off unless agreed to, no link to anybody, erased in time, read at
the desk."""

from __future__ import annotations

import datetime as dt
import html
import re
from collections.abc import AsyncIterator

import pytest
from fastapi import FastAPI
from sqlalchemy import select, text

from api.apprentissage import installation
from api.apprentissage.exemples import load_examples
from api.apprentissage.masque import Vocabulaire, load_names, make_vocabulary
from api.apprentissage.models import LectureIncompris, MessageIncompris
from api.apprentissage.service import ApprentissageService, Expert, Incompris
from api.cli import operate
from api.database import Database
from api.settings import Retention, Settings
from tests.accounts.poste import Poste, installed, token
from tests.api.personne import Personne
from tests.conftest import open_client

JOUR = dt.date(2026, 11, 23)


def missed(texte: str, jour: dt.date = JOUR, **champs: object) -> Incompris:
    return Incompris(jour, "fr", texte, "doute", "nlu_fallback", 0.3, ["moment_deces"], **champs)  # type: ignore[arg-type]


async def keep(base: Database, *messages: Incompris) -> list[MessageIncompris]:
    async with base.session.begin() as session:
        await ApprentissageService(session).keep(messages)
    return await queue(base)


async def queue(base: Database) -> list[MessageIncompris]:
    async with base.session() as session:
        return list((await session.execute(select(MessageIncompris))).scalars())


@pytest.fixture
async def apprenante(
    settings: Settings, make_application, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[FastAPI]:
    """The application of a deployment that agreed to learn from use, its vocabulary read: that of
    the examples alone, the catalogues of thirteen languages take ten seconds."""

    def read(_: object, propres: set[str]) -> Vocabulaire:
        return make_vocabulary(load_examples(), [], propres, **load_names())

    monkeypatch.setattr(installation, "read_vocabulary", read)
    app = make_application(settings.model_copy(update={"apprentissage": True}))
    async with app.router.lifespan_context(app):
        await app.state.recueil.prepare()
        yield app


async def test_sans_l_accord_du_deploiement_rien_n_est_recueilli(application: FastAPI) -> None:
    assert Settings().apprentissage is False
    assert application.state.recueil is None and application.state.way.recueil is None
    async with open_client(application) as client:
        assert "une copie peut" not in (await client.get("/confidentialite")).text


async def test_un_message_traverse_le_chemin_et_arrive_masque_sans_lien(
    apprenante: FastAPI, rasa, base: Database
) -> None:
    compris = {"intent": "hors_sujet", "confiance": 0.7, "danger": 0.01,
               "top3": [{"intent": "hors_sujet", "confiance": 0.7}]}  # fmt: skip
    rasa.returns({"messages": [{"acte": "hors_sujet", "params": {}}], "comprehension": compris})
    async with open_client(apprenante) as client:
        dite = (await client.get("/confidentialite")).text
        assert "une copie peut être gardée 90" in html.unescape(dite).replace("\u00a0", " ")
        personne = await Personne.arrives(client)
        await personne.says("je voudrais savoir pour le toit de Karim Benali à Colmar")
        effacee = await Personne.arrives(client)
        await effacee.says("je voudrais savoir pour la maison de ma mère")
        await client.delete(f"/api/v1/dossiers/{effacee.id}", headers=effacee.entetes)
        en_danger = await Personne.arrives(client)
        await en_danger.says("je voudrais une maison pour mon enfant")
        await en_danger.says("je veux mourir")

    apprenante.state.recueil._horloge = lambda: 10.0**9
    assert await apprenante.state.recueil.settle() == 1
    (garde,) = await queue(base)
    assert garde.texte == "je voudrais savoir pour le toit de ▮▮▮▮ à ▮▮▮▮"
    assert (garde.raison, garde.repondu, garde.jour) == (
        "hors_sujet",
        "hors_sujet",
        dt.date.today(),
    )
    colonnes = set(MessageIncompris.__table__.columns.keys())
    assert not MessageIncompris.__table__.foreign_keys
    assert colonnes == {
        *("id", "jour", "langue", "texte", "raison", "repondu", "confiance", "proposes", "choisi")
    }
    assert personne.id not in str(vars(garde))


@pytest.mark.deux_bases
async def test_la_purge_efface_ce_qui_est_vieux_et_tout_sans_accord(
    base: Database, settings: Settings, parcours, monkeypatch, capsys
) -> None:
    monkeypatch.setattr(operate, "ParcoursService", lambda: parcours)
    aujourdhui = dt.date.today()
    vieux, recent = aujourdhui - dt.timedelta(days=91), aujourdhui - dt.timedelta(days=89)
    lus = await keep(base, missed("vieux", vieux), missed("récent", recent))
    async with base.session.begin() as session:
        await ApprentissageService(session).label(
            lus[0].id, ["moment_deces"], "ma mère est partie", ["moment_deces"], Expert("a", "A")
        )
    d_accord = settings.model_copy(update={"apprentissage": True, "retention": Retention()})
    await operate._purge(d_accord)
    assert [m.texte for m in await queue(base)] == ["récent"]
    await operate._purge(settings)
    assert await queue(base) == []
    async with base.session() as session:
        assert (await session.execute(select(LectureIncompris))).all() == []
    assert "1 messages to learn from deleted" in capsys.readouterr().out


async def test_la_file_a_un_nombre_de_places(base: Database, monkeypatch) -> None:
    monkeypatch.setattr("api.apprentissage.service.PLACES", 2)
    assert len(await keep(base, *(missed(f"n {n}") for n in range(3)))) == 2
    assert len(await keep(base, missed("un de plus"))) == 2


@pytest.fixture
async def experte(application: FastAPI) -> AsyncIterator[Poste]:
    poste = await installed(
        application,
        **{"identifiant": "nadia", "nom": "Nadia B.", "role": "expert"},
        **{"organismes": [], "departements": []},
    )
    yield poste
    await poste.client.aclose()


@pytest.mark.parametrize("url_base", ["sqlite"], indirect=True)
async def test_une_experte_lit_les_groupes_etiquette_reecrit_et_jette(
    experte: Poste, base: Database
) -> None:
    messages = await keep(
        base,
        missed("comment rendre la maison de ma mère", choisi="moment_logement"),
        missed("comment rendre la maison de ma mère ?"),
        missed("je vis chez ▮▮▮▮ depuis hier"),
        missed("blabla blabla"),
    )
    par_texte = {m.texte: m.id for m in messages}
    page = await experte.get("/bureau/apprentissage")
    assert page.status_code == 200
    assert "2 messages qui se ressemblent" in html.unescape(page.text).replace("\u00a0", " ")
    cochables = re.findall(r'name="message" value="([^"]+)"', page.text)
    masque = par_texte["je vis chez ▮▮▮▮ depuis hier"]
    assert masque not in cochables and len(cochables) == 3

    jeton = {"jeton_formulaire": token(page)}
    deux = [i for t, i in par_texte.items() if t.startswith("comment")]
    refus = await experte.client.post("/bureau/apprentissage", data={**jeton, "message": deux})
    assert refus.status_code == 422 and "Choisissez au moins une étiquette" in refus.text
    envoi = await experte.client.post(
        "/bureau/apprentissage",
        data={**jeton, "message": deux, "etiquette": ["moment_deces", "moment_logement", ""]},
    )
    assert envoi.status_code == 303
    jete = {**jeton, "geste": "jeter"}
    blabla = par_texte["blabla blabla"]
    assert (
        await experte.client.post(f"/bureau/apprentissage/{blabla}", data=jete)
    ).status_code == 303
    assert blabla not in {m.id for m in await queue(base)}

    adresse = f"/bureau/apprentissage/{masque}"
    saisie = {**jeton, "etiquette": "moment_logement", "texte": "je vis chez ▮▮▮▮ depuis hier"}
    refuse = await experte.client.post(adresse, data=saisie)
    assert refuse.status_code == 422 and "Il reste un mot masqué" in refuse.text
    saisie["texte"] = "je vis chez un ami depuis hier"
    assert (await experte.client.post(adresse, data=saisie)).status_code == 303
    relue = (await experte.get(adresse)).text
    assert "Nadia B." in relue and "je vis chez un ami depuis hier" in relue

    lus = (await experte.get("/bureau/apprentissage?voir=lus")).text
    assert "Lus (3)" in lus and "À lire (0)" in lus
    async with base.session() as session:
        tous = await ApprentissageService(session).everything()
    assert [x.lecture.etiquettes for x in tous if x.message.id in deux] == [
        ["moment_deces", "moment_logement"]
    ] * 2
    async with base.session() as session:
        lignes = (await session.execute(text("SELECT action, objet FROM journal_agents"))).all()
    assert ("apprendre", None) in [tuple(x) for x in lignes]


@pytest.mark.parametrize("url_base", ["sqlite"], indirect=True)
async def test_un_autre_role_ne_lit_pas_ce_qui_n_a_pas_ete_compris(
    application: FastAPI, base: Database
) -> None:
    (message,) = await keep(base, missed("comment rendre la maison"))
    agent = await installed(application)
    for chemin in ("/bureau/apprentissage", f"/bureau/apprentissage/{message.id}"):
        assert (await agent.get(chemin)).status_code == 403
    await agent.client.aclose()


@pytest.mark.parametrize("url_base", ["postgresql"], indirect=True)
async def test_un_message_inconnu_n_existe_pas(experte: Poste) -> None:
    for nom in ("inconnu", "a%00b"):
        assert (await experte.get(f"/bureau/apprentissage/{nom}")).status_code == 404
