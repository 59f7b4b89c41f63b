"""The State's directory: what is kept, what is set aside, and what it changes."""

from __future__ import annotations

import gzip
import http.server
import json
import tarfile
import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from api.territoires.annuaire import Annuaire
from api.territoires.service import TerritoireService
from tests.cli.conftest import only_line, run  # noqa: F401
from tests.territoires.conftest import ANNUAIRE


@pytest.fixture
def base(tmp_path: Path) -> Path:
    return tmp_path / "annuaire.db"


@pytest.fixture
def importe(run, base):  # noqa: F811
    def importe(source: object):
        return run(
            "territoires", "import", "--source", source, "--into", base, "--on", "2026-11-23"
        )

    return importe


def test_un_guichet_garde_adresse_horaires_telephone_source_et_date(importe, base):
    assert importe(ANNUAIRE).exit_code == 0
    (guichet,) = Annuaire(base).offices(["cpam"], ["59350"])
    assert guichet.nom.endswith("Lille-Douai")
    assert guichet.adresse == "2 rue de l'Exemple, 59000 Lille"
    assert guichet.telephones == ("00 00 00 00 00",)
    assert guichet.horaires[0].de == "lundi" and guichet.horaires[0].a == "vendredi"
    assert guichet.horaires[0].heures == (("08:30", "12:00"), ("13:00", "17:00"))
    assert guichet.site == "https://www.ameli.fr" and guichet.modifie_le == "2025-12-22"
    assert guichet.source and guichet.source.vu_le == "2026-11-23"
    assert "DILA" in guichet.source.titre and "annuaire.json" in guichet.source.titre


def test_les_valeurs_imbriquees_en_texte_sont_lues_aussi(importe, base):
    importe(ANNUAIRE)
    (guichet,) = Annuaire(base).offices(["caf"], ["59350"])
    assert guichet.adresse == "1 place de l'Exemple, 59000 Lille"
    assert guichet.telephones == () == guichet.horaires and guichet.site is None


def test_les_enregistrements_malformes_sont_comptes_et_dits(importe):
    sortie = importe(ANNUAIRE).stdout
    assert "4 offices" in sortie
    assert "10 records read, 1 of other types, 5 set aside" in sortie
    for raison in ("2 not an object", "1 no id or no name", "1 no type", "1 unknown commune"):
        assert raison in sortie
    assert "Caf de nulle part" in sortie


def test_la_competence_donne_la_cpam_d_une_commune_du_nord(importe, base, zip_des_communes):
    importe(ANNUAIRE)
    sortie = importe(zip_des_communes).stdout
    assert "4 offices, 4 competences" in sortie and "1 not JSON" in sortie
    service = TerritoireService(annuaire=Annuaire(base))
    lille = service.resolve("59000", "cpam")
    assert lille.statut == "trouve" and lille.nom and lille.nom.endswith("Lille-Douai")
    assert "DILA" in lille.sources[0].titre
    assert service.resolve("Lomme", "cpam").nom == lille.nom  # ancienne commune de Lille
    assert service.resolve("59", "cpam").statut == "demander_commune"


def test_deux_guichets_competents_ne_tranchent_pas(importe, base, zip_des_communes):
    importe(ANNUAIRE)
    importe(zip_des_communes)
    reponse = TerritoireService(annuaire=Annuaire(base)).resolve("Dunkerque", "cpam")
    assert reponse.statut == "a_preciser" and len(reponse.guichets) == 2


def test_l_annuaire_ne_change_pas_l_organisme_des_cas_irreguliers(importe, base):
    importe(ANNUAIRE)
    service = TerritoireService(annuaire=Annuaire(base))
    assert service.resolve("48000", "caf").nom == "CCSS de la Lozère"
    (mende,) = service.read("insee:48095").communes
    assert [g.nom for g in service.offices("mairie", mende)] == ["Mairie - Mende"]


@pytest.mark.parametrize("forme", ["gz", "tar", "liste", "api"])
def test_toutes_les_formes_publiees_sont_lues(importe, base, tmp_path, zip_des_communes, forme):
    services = json.loads(ANNUAIRE.read_text(encoding="utf-8"))["service"]
    if forme == "gz":
        fichier = tmp_path / "a.json.gz"
        fichier.write_bytes(gzip.compress(ANNUAIRE.read_bytes()))
    elif forme == "tar":
        fichier = tmp_path / "all_latest.tar.bz2"
        with tarfile.open(fichier, "w:bz2") as archive:
            archive.add(ANNUAIRE, "./2026-11-20_053000-data.gouv_local.json")
            archive.add(zip_des_communes, f"./{zip_des_communes.name}")
    else:
        fichier = tmp_path / "a.json"
        corps = services if forme == "liste" else {"total_count": 10, "results": services}
        fichier.write_text(json.dumps(corps), encoding="utf-8")
    assert importe(fichier).exit_code == 0
    assert len(Annuaire(base).offices(["cpam"], ["59350"])) == 1
    assert bool(Annuaire(base).competent(["cpam"], ["59350"])) == (forme == "tar")


def test_la_competence_de_l_api_est_lue(importe, base, tmp_path):
    importe(ANNUAIRE)
    ligne = {
        "code_insee_commune": "59183",
        "code_type_service_local": "cpam",
        "id_service_local": '["cpam-dunkerque"]',
    }
    fichier = tmp_path / "competence.json"
    fichier.write_text(json.dumps({"total_count": 1, "results": [ligne]}), encoding="utf-8")
    importe(fichier)
    (guichet,) = Annuaire(base).competent(["cpam"], ["59183"])
    assert guichet.id == "cpam-dunkerque"


def test_un_grand_fichier_se_lit_par_morceaux(importe, base, tmp_path):
    modele = json.loads(ANNUAIRE.read_text(encoding="utf-8"))["service"][0]
    services = [{**modele, "id": f"cpam-{n}", "mission": "é" * 500} for n in range(3000)]
    fichier = tmp_path / "grand.json"
    fichier.write_text(json.dumps({"service": services}, ensure_ascii=False), encoding="utf-8")
    assert "3000 offices" in importe(fichier).stdout


@pytest.mark.parametrize(
    "contenu",
    [
        b"",
        b"bonjour",
        b"{}",
        b'{"service": {}}',
        b'{"service": [{"id": "a", ',
        b"\xff\xfe\x00",
        b"[]",
    ],
)
def test_un_fichier_illisible_ne_remplace_rien(importe, base, tmp_path, contenu):
    importe(ANNUAIRE)
    fichier = tmp_path / "illisible.json"
    fichier.write_bytes(contenu)
    assert "nothing was replaced" in only_line(importe(fichier))
    assert Annuaire(base).offices(["cpam"], ["59350"])


def test_un_fichier_absent_est_dit(importe, tmp_path):
    assert "No such file" in only_line(importe(tmp_path / "absent.json"))


@pytest.fixture
def site(tmp_path: Path) -> Iterator[str]:
    """A web site of this machine that publishes the sample."""
    dossier = tmp_path / "site"
    dossier.mkdir()
    (dossier / "local.json").write_bytes(ANNUAIRE.read_bytes())

    class Muet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

    serveur = http.server.ThreadingHTTPServer(("127.0.0.1", 0), partial(Muet, directory=dossier))
    threading.Thread(target=serveur.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{serveur.server_port}"
    serveur.shutdown()
    serveur.server_close()


def test_l_annuaire_s_importe_depuis_une_adresse(importe, base, site):
    assert importe(f"{site}/local.json").exit_code == 0
    (guichet,) = Annuaire(base).offices(["cpam"], ["59350"])
    assert guichet.source and str(guichet.source.url) == f"{site}/local.json"


def test_une_adresse_qui_ne_repond_pas_est_dite(importe, site):
    assert "404" in only_line(importe(f"{site}/absent.json"))


def test_sans_annuaire_rien_ne_manque(sans_annuaire):
    assert sans_annuaire.resolve("59000", "caf").guichets == ()
