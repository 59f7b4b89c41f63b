"""The sheet in two copies: what it holds, what it never holds, and who agreed to what."""

from __future__ import annotations

import io
import json
import re
from itertools import combinations, product

import pytest
from pypdf import PdfReader

from api.web.acces import COOKIE
from tests.api.personne import Personne
from tests.bilan.conftest import DITS, SENSIBLES, consents, reads_sheet

SQLITE = pytest.mark.parametrize("url_base", ["sqlite"], indirect=True)


def subsets(noms: tuple[str, ...]) -> list[tuple[str, ...]]:
    return [choix for n in range(len(noms) + 1) for choix in combinations(noms, n)]


def facts_of(fiche: dict) -> set[str]:
    return {f["nom"] for partie in fiche["situation"] for f in partie["faits"]}


async def test_la_fiche_de_la_personne_dit_situation_droits_papiers_demarches_et_points(bilan):
    fiche = await reads_sheet(bilan)
    assert facts_of(fiche) == {*DITS} - {*SENSIBLES}
    assert fiche["situation"][0]["titre"] == "vos revenus et vos aides d'aujourd'hui"
    assert "aspa" in {d["id"] for d in fiche["droits"]}
    assert {"bil_c2s", "bil_fiche"} <= {e["id"] for e in fiche["etapes"]}
    assert fiche["papiers"]
    assert all(p["pour"] for p in fiche["papiers"])
    assert {c["id"] for c in fiche["contacts"]} >= {"caf"}
    assert len(fiche["points"]) == 2
    assert fiche["accord"] is None
    assert {c["id"] for c in fiche["a_cocher"]} == {*SENSIBLES}


async def test_une_reponse_sensible_n_y_est_que_si_la_personne_la_coche(bilan):
    fiche = await reads_sheet(bilan, requete="&sensibles=sejour")
    assert facts_of(fiche) & {*SENSIBLES} == {"sejour"}


async def test_sans_accord_pas_d_exemplaire_du_service(bilan):
    reponse = await bilan.call("GET", "/fiche?exemplaire=service")
    assert reponse.status_code == 403
    assert reponse.json()["detail"][0]["code"] == "accord_manquant"


async def test_l_accord_dit_qui_quand_et_sur_quel_texte(bilan, version):
    await consents(bilan, version)
    accord = (await bilan.call("GET", "/accords")).json()["accords"][0]
    assert (accord["recueilli_par"], accord["version"]) == ("usager", version)
    assert accord["le"]
    assert accord["texte"]
    assert (await reads_sheet(bilan, "service"))["accord"]["version"] == version


async def test_l_accord_se_retire_et_laisse_sa_trace(bilan, version):
    await consents(bilan, version)
    assert (await bilan.call("DELETE", "/accords/fiche_service")).status_code == 204
    assert (await bilan.call("GET", "/fiche?exemplaire=service")).status_code == 403
    accord = (await bilan.call("GET", "/accords")).json()["accords"][0]
    assert accord["retire_le"]


async def test_un_accord_sur_un_texte_perime_est_refuse(bilan):
    corps = {"objet": "fiche_service", "version": "2020-01-01"}
    assert (await bilan.call("POST", "/accords", corps)).status_code == 409


async def test_un_accord_remplace_le_precedent(bilan, version):
    await consents(bilan, version, exclus=["age"])
    await consents(bilan, version, exclus=["logement"])
    fiche = await reads_sheet(bilan, "service")
    assert "age" in facts_of(fiche)
    assert "logement" not in facts_of(fiche)


async def test_ce_qui_est_exclu_ne_se_devine_pas_non_plus(bilan, version):
    await consents(bilan, version, exclus=["aspa", "logement"])
    fiche = await reads_sheet(bilan, "service")
    assert "aspa" not in {d["id"] for d in fiche["droits"]}
    assert "logement" not in facts_of(fiche)
    etapes = {e["id"]: e["statut"] for e in fiche["etapes"]}
    assert etapes.get("bil_aide_logement") in (None, "a-verifier")


async def test_une_demarche_de_sante_n_est_pas_dans_l_exemplaire_du_service(bilan, version):
    assert "bil_sante" in {e["id"] for e in (await reads_sheet(bilan))["etapes"]}
    await consents(bilan, version)
    assert "bil_sante" not in {
        e["id"] for e in (await reads_sheet(bilan, "service"))["etapes"] if e["statut"] == "a-faire"
    }
    await consents(bilan, version, sensibles=["situations_bilan"])
    assert "bil_sante" in {e["id"] for e in (await reads_sheet(bilan, "service"))["etapes"]}


async def test_un_droit_laisse_reste_entre_la_personne_et_sa_fiche(bilan, version):
    await bilan.call("PUT", "/droits/aspa", {"etat": "ne_demande_pas", "raison": "honte"})
    fiche = await reads_sheet(bilan)
    aspa = next(d for d in fiche["droits"] if d["id"] == "aspa")
    assert aspa["suivi"] == "Non demandé, c'est votre choix"
    assert "honte" not in json.dumps(fiche)
    await consents(bilan, version)
    assert "aspa" not in {d["id"] for d in (await reads_sheet(bilan, "service"))["droits"]}


@SQLITE
async def test_aucune_fiche_ne_porte_une_reponse_sensible_qui_n_est_pas_cochee(bilan, version):
    """Every choice of ticks, with and without exclusions: neither the fact, nor its words."""
    dits = (await bilan.dossier())["faits"]
    for coches, exclus in product(subsets(SENSIBLES), ([], ["age", "sejour"])):
        await consents(bilan, version, sensibles=[*coches], exclus=exclus)
        requete = "".join(f"&sensibles={nom}" for nom in coches)
        mienne = await reads_sheet(bilan, requete=requete)
        service = await reads_sheet(bilan, "service")
        assert facts_of(mienne) & {*SENSIBLES} == {*coches}
        assert facts_of(service) & {*SENSIBLES} == {*coches} - {*exclus}
        assert not facts_of(service) & {*exclus}
        for nom in {*SENSIBLES} - {*coches}:
            assert dits[nom]["libelle"] not in json.dumps([mienne, service], ensure_ascii=False)


@pytest.mark.parametrize("exemplaire", ["usager", "service"])
async def test_sous_la_garde_des_violences_il_n_y_a_aucune_fiche(bilan, version, exemplaire):
    await consents(bilan, version)
    await bilan.opens("separation")
    await bilan.knows(en_securite="non")
    for chemin in ("/fiche", "/fiche.pdf"):
        reponse = await bilan.call("GET", f"{chemin}?exemplaire={exemplaire}")
        assert reponse.status_code == 409
        assert "violence" not in reponse.text


async def test_sans_moment_ouvert_il_n_y_a_pas_encore_de_fiche(usager):
    assert (await usager.call("GET", "/fiche")).status_code == 409


async def test_pour_qui_et_pourquoi_se_notent_et_restent_facultatifs(bilan):
    assert (await reads_sheet(bilan))["public"] is None
    lu = await bilan.call("PUT", "/bilan", {"public": "rsa", "motif": "budget"})
    assert {p["id"] for p in lu.json()["publics"]} == {"parcours", "rsa", "autre"}
    fiche = await reads_sheet(bilan)
    assert fiche["motif"] == "Un budget qui ne passe plus"
    assert (await bilan.call("PUT", "/bilan", {"motif": "curiosite"})).status_code == 422
    await bilan.call("PUT", "/bilan", {})
    assert (await reads_sheet(bilan))["public"] is None


# On paper ----------------------------------------------------------------------------------------


def read_pdf(contenu: bytes) -> tuple[PdfReader, str]:
    lecteur = PdfReader(io.BytesIO(contenu))
    texte = " ".join(page.extract_text() for page in lecteur.pages)
    return lecteur, re.sub(r"\s+", " ", texte)


@SQLITE
async def test_le_pdf_est_balise_discret_et_sans_reponse_sensible(bilan, version):
    await consents(bilan, version)
    dits = (await bilan.dossier())["faits"]
    for exemplaire in ("usager", "service"):
        reponse = await bilan.call("GET", f"/fiche.pdf?exemplaire={exemplaire}")
        assert reponse.status_code == 200
        assert "fiche.pdf" in reponse.headers["content-disposition"]
        lecteur, texte = read_pdf(reponse.content)
        assert lecteur.trailer["/Root"]["/MarkInfo"]["/Marked"]
        assert lecteur.trailer["/Root"]["/StructTreeRoot"]
        assert str(lecteur.metadata.title) == "Ma fiche – Jalons"
        assert "Nom et prénom" in texte
        for nom in SENSIBLES:
            assert dits[nom]["libelle"] not in texte


def with_cookie(usager: Personne) -> None:
    usager.client.cookies[COOKIE] = "~".join((usager.id, usager.conversation, usager.jeton))


@SQLITE
async def test_sans_script_on_lit_sa_fiche_et_l_on_donne_ou_retire_son_accord(bilan, version):
    with_cookie(bilan)
    page = await bilan.client.get("/fiche")
    assert page.status_code == 200, page.text
    assert "Ma situation, comme je l'ai dite" in page.text.replace("&#39;", "'")
    formulaire = {"version": version, "exclus": ["age"], "sensibles": []}
    suite = await bilan.client.post("/fiche/accord", data=formulaire)
    assert suite.status_code == 303
    assert "Retirer mon accord" in (await bilan.client.get("/fiche")).text
    pdf = await bilan.client.get("/fiche.pdf?exemplaire=service")
    assert pdf.content.startswith(b"%PDF")
    await bilan.client.post("/fiche/accord/retirer")
    assert (await bilan.client.get("/fiche.pdf?exemplaire=service")).status_code == 422


@SQLITE
async def test_sans_script_on_laisse_un_droit_et_la_reponse_vient_une_fois(bilan):
    with_cookie(bilan)
    assert "Je ne le demande pas" in (await bilan.client.get("/droits/aspa")).text
    assert (await bilan.client.get("/droits/licorne")).status_code == 404
    page = await bilan.client.post("/droits/aspa", data={"etat": "ne_demande_pas"})
    assert "héritage de mes proches" in page.text
    raison = {"etat": "ne_demande_pas", "raison": "succession"}
    assert "107" in (await bilan.client.post("/droits/aspa", data=raison)).text
    assert "107" not in (await bilan.client.post("/droits/aspa", data=raison)).text
    assert "Finalement" in (await bilan.client.get("/droits/aspa")).text
    assert (await bilan.client.post("/droits/aspa", data={"etat": "vendu"})).status_code == 422
