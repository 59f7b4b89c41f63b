"""A person reads again what a machine translated: accept, correct, reject, and the files."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from api.database import Database
from api.languages.dictionnaire import Dictionnaire
from api.languages.phrases import Phrase
from api.languages.po import Traduction, fingerprint, read_catalogues, write_catalogues
from api.relecture.phrases import following, join, neighbours
from api.relecture.service import Lecteur, RelectureRefusee, RelectureService
from tests.accounts.poste import Poste, add_agent

NADIA = Lecteur("agent-1", "Nadia B.")
BONJOUR = Phrase("interface:bonjour", "Bonjour {nom}.")
MONTANT = Phrase("interface:montant", "Vous recevez 100 € de la Caf.")
ENFANTS = Phrase("interface:enfants", "{n} enfant", "{n} enfants")
PHRASES = [BONJOUR, MONTANT, ENFANTS]


def dictionary(**dites: Traduction) -> Dictionnaire:
    anglais = Dictionnaire("en")
    anglais.traductions = {f"interface:{nom}": trad for nom, trad in dites.items()}
    return anglais


@pytest.fixture
async def service(base: Database) -> AsyncIterator[RelectureService]:
    anglais = dictionary(
        bonjour=Traduction(("Hello {nom}.",), fingerprint(BONJOUR)),
        montant=Traduction(("You get money.",), "00000000"),  # of another French
    )
    async with base.session() as session:
        yield RelectureService(session, "en", PHRASES, anglais)


async def states(service: RelectureService) -> dict[str, str]:
    return {x.phrase.cle.split(":")[1]: x.etat for x in await service.lines()}


async def test_chaque_phrase_dit_ou_elle_en_est(service: RelectureService) -> None:
    assert await states(service) == {
        **{"bonjour": "a_relire", "montant": "perimee", "enfants": "manquante"}
    }


async def test_une_phrase_acceptee_part_relue_avec_le_nom_et_le_jour(
    service: RelectureService, tmp_path
) -> None:
    ligne = (await service.lines())[0]
    await service.accept(ligne, fingerprint(BONJOUR), NADIA)
    traductions, decidees = await service.decided()
    assert decidees == 1
    write_catalogues(tmp_path, "en", PHRASES, traductions)
    relue = read_catalogues(tmp_path)["interface:bonjour"]
    assert (relue.textes, relue.relue_par) == (("Hello {nom}.",), "Nadia B.")
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", relue.relue_le or "")


async def test_une_correction_garde_les_montants_les_places_et_les_noms(
    service: RelectureService,
) -> None:
    montant = (await service.lines())[1]
    source = fingerprint(MONTANT)
    for mauvaise in ("You get 10 € from Caf.", "You get 100 € from the fund."):
        with pytest.raises(RelectureRefusee, match="remarques"):
            await service.correct(montant, source, [mauvaise], NADIA)
    await service.correct(montant, source, ["You get 100 € from Caf."], NADIA)
    assert (await states(service))["montant"] == "decidee"


async def test_un_rejet_dit_pourquoi_et_rend_le_francais(service: RelectureService) -> None:
    ligne = (await service.lines())[0]
    with pytest.raises(RelectureRefusee, match="raison"):
        await service.reject(ligne, fingerprint(BONJOUR), " ", NADIA)
    await service.reject(ligne, fingerprint(BONJOUR), "Trop familier.", NADIA)
    traductions, _ = await service.decided()
    assert "interface:bonjour" not in traductions


async def test_une_page_restee_ouverte_pendant_que_le_francais_change_est_refusee(
    service: RelectureService,
) -> None:
    with pytest.raises(RelectureRefusee, match="changee"):
        await service.accept((await service.lines())[0], "deadbeef", NADIA)


async def test_quand_le_francais_change_la_decision_ne_tient_plus(
    service: RelectureService,
) -> None:
    await service.accept((await service.lines())[0], fingerprint(BONJOUR), NADIA)
    service.phrases = [Phrase(BONJOUR.cle, "Bonjour à vous, {nom}."), MONTANT]
    assert (await states(service))["bonjour"] == "perimee"


async def test_la_derniere_decision_l_emporte_et_l_histoire_reste(
    service: RelectureService, base: Database
) -> None:
    source = fingerprint(BONJOUR)
    await service.accept((await service.lines())[0], source, NADIA)
    await service.correct((await service.lines())[0], source, ["Hi {nom}."], NADIA)
    await service.session.commit()
    assert [r.geste for r in await service.history(BONJOUR.cle)] == ["acceptee", "corrigee"]
    assert (await service.lines())[0].textes == ("Hi {nom}.",)
    for ordre in ("UPDATE relectures SET nom = 'autre'", "DELETE FROM relectures"):
        with pytest.raises(DBAPIError, match="only added to"):
            async with base.session.begin() as session:
                await session.execute(text(ordre))


def test_la_phrase_suivante_est_de_la_meme_sorte_et_du_meme_catalogue() -> None:
    autre = Phrase("faits:age", "Âge")
    lignes = join([BONJOUR, autre, MONTANT, ENFANTS], {}, {})
    suivante = following(lignes, BONJOUR.cle, "manquante")
    assert suivante and suivante.phrase == MONTANT
    assert following(lignes, BONJOUR.cle, "relue") is None
    assert [x.phrase for x in neighbours(lignes, MONTANT.cle)] == [BONJOUR, ENFANTS]


@pytest.fixture
async def experte(application) -> AsyncIterator[Poste]:
    """A signed-in reviewer of Arabic."""
    _, jeton = await add_agent(
        application,
        **{"identifiant": "nadia", "nom": "Nadia B.", "role": "expert"},
        **{"organismes": [], "departements": [], "langues": ["ar"]},
    )
    poste = Poste(application)
    poste.identifiant = "nadia"
    await poste.enrol(jeton)
    await poste.sign_in()
    yield poste
    await poste.client.aclose()


@pytest.mark.parametrize("url_base", ["sqlite"], indirect=True)
async def test_une_relectrice_accepte_puis_corrige_et_emporte_les_fichiers(experte: Poste) -> None:
    accueil = await experte.get("/bureau/traductions")
    assert accueil.status_code == 200 and "العربية" in accueil.text
    liste = await experte.get("/bureau/traductions/ar?catalogue=interface&etat=a_relire")
    adresse = re.findall(r'href="(/bureau/traductions/ar/phrase\?cle=[^"]+)"', liste.text)[0]
    page = await experte.get(adresse)
    assert 'dir="rtl"' in page.text and "Accepter telle quelle" in page.text
    champs = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page.text))
    envoi = await experte.client.post(
        "/bureau/traductions/ar/phrase", data={**champs, "geste": "accepter"}
    )
    assert envoi.status_code == 303 and "fait=oui" in envoi.headers["location"]
    assert (await experte.get(envoi.headers["location"])).status_code == 200
    export = await experte.get("/bureau/traductions/ar/catalogues.zip")
    with zipfile.ZipFile(io.BytesIO(export.content)) as archive:
        interface = archive.read("ar/interface.po").decode()
    assert interface.count("# statut: relue, Nadia B., ") == 1


@pytest.mark.parametrize("url_base", ["sqlite"], indirect=True)
async def test_une_correction_fautive_revient_avec_ce_qui_etait_ecrit(experte: Poste) -> None:
    adresse = "/bureau/traductions/ar/phrase?cle=interface:oui"
    page = await experte.get(adresse)
    champs = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page.text))
    envoi = await experte.client.post(
        "/bureau/traductions/ar/phrase",
        data={**champs, "geste": "corriger", "texte": "نعم {perdu}"},
    )
    assert envoi.status_code == 422
    assert "نعم {perdu}" in envoi.text and "ne peut pas être gardée" in envoi.text


@pytest.mark.parametrize("url_base", ["sqlite"], indirect=True)
async def test_une_autre_langue_que_les_siennes_n_existe_pas(experte: Poste) -> None:
    assert (await experte.get("/bureau/traductions/en")).status_code == 404
    assert (await experte.get("/bureau")).status_code == 200
