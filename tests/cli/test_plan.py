"""`jalons plan`: the stable JSON of a plan, and what a fault says."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from api.parcours.service import ParcoursService
from api.settings import RACINE
from tests.cli.conftest import Run, only_line

Ecrire = Callable[[Any], Path]
LE = "2026-11-22"
DOSSIERS = yaml.safe_load((Path(__file__).parent / "dossiers.yml").read_text(encoding="utf-8"))
CAS = [
    pytest.param(moment, {**lu["par_defaut"], **cas["faits"]}, cas["etapes"], id=cas["nom"])
    for moment, lu in DOSSIERS.items()
    for cas in lu["cas"]
]


def plan(run: Run, *arguments: object) -> dict[str, Any]:
    resultat = run("plan", *arguments, "--json")
    assert resultat.exit_code == 0, resultat.output
    lu: dict[str, Any] = json.loads(resultat.stdout)
    return lu


# The JSON contract -------------------------------------------------------------------------------


def test_le_plan_a_la_forme_promise(run: Run, facts_file: Ecrire) -> None:
    faits = facts_file({"evenement_naissance": "grossesse", "date_prevue": "2027-06-13"})
    lu = plan(run, "--moment", "naissance", "--facts", faits, "--on", LE)
    assert set(lu) == {"moment", "etapes", "prochaine_question"}
    assert lu["moment"] == "naissance"
    for etape in lu["etapes"]:
        assert set(etape) == {"id", "titre", "statut", "avant_le", "organismes", "doute"}
        assert etape["statut"] in ("a-faire", "a-verifier")
        assert isinstance(etape["doute"], bool)
        assert etape["organismes"]
    declarer = next(e for e in lu["etapes"] if e["id"] == "NAI-03")
    assert declarer["avant_le"] == "2027-06-13"
    assert declarer["organismes"] == ["cpam", "maternite"]
    assert set(lu["prochaine_question"]) == {"fait", "options"}


def test_sans_fait_le_plan_pose_la_premiere_question(run: Run) -> None:
    question = plan(run, "--moment", "separation")["prochaine_question"]
    assert question == {
        "fait": "en_securite",
        "options": ["oui", "non", "ne_sait_pas", "prefere_pas"],
    }


def test_chaque_option_de_la_question_est_acceptee_en_reponse(run: Run, facts_file: Ecrire) -> None:
    connu = {"lien_defunt": "parent"}
    question = plan(run, "--moment", "deces", "--facts", facts_file(connu))["prochaine_question"]
    assert question["fait"] not in connu
    for option in question["options"]:
        faits = facts_file({**connu, question["fait"]: option})
        suite = plan(run, "--moment", "deces", "--facts", faits)["prochaine_question"]
        assert suite["fait"] not in (*connu, question["fait"])


def test_une_personne_en_danger_n_a_ni_autre_etape_ni_question(
    run: Run, facts_file: Ecrire
) -> None:
    lu = plan(run, "--moment", "separation", "--facts", facts_file({"en_securite": "non"}))
    assert [e["id"] for e in lu["etapes"]] == ["SEP-00"]
    assert lu["prochaine_question"] is None


def test_le_lieu_change_le_jour_ferie(run: Run, facts_file: Ecrire) -> None:
    faits = facts_file({"evenement_naissance": "naissance", "date_naissance_enfant": "2025-12-21"})
    commun = ("--moment", "naissance", "--facts", faits, "--on", "2025-12-22")

    def limit(*lieu: str) -> str:
        etapes = plan(run, *commun, *lieu)["etapes"]
        return next(e["avant_le"] for e in etapes if e["id"] == "NAI-11")

    assert limit() == limit("--place", "75011") == "2025-12-26"
    assert limit("--place", "67000") == "2025-12-29"


def test_deux_moments_donnent_un_seul_plan(run: Run) -> None:
    lu = plan(run, "--moment", "naissance", "--moment", "deces", "--moment", "naissance")
    assert lu["moment"] == ["naissance", "deces"]
    assert {e["id"][:3] for e in lu["etapes"]} == {"NAI", "DEC"}


def test_sans_json_le_plan_se_lit(run: Run) -> None:
    resultat = run("plan", "--moment", "separation", "--on", LE)
    assert resultat.exit_code == 0
    assert "SEP-00" in resultat.stdout
    assert "[en_securite]" in resultat.stdout


# The founding dossiers, in their own words -------------------------------------------------------


@pytest.mark.parametrize(("moment", "faits", "etapes"), CAS)
def test_un_cas_d_un_dossier_donne_ses_etapes(
    run: Run, facts_file: Ecrire, moment: str, faits: dict[str, Any], etapes: list[str]
) -> None:
    lu = plan(run, "--moment", moment, "--facts", facts_file(faits), "--on", LE)
    assert {e["id"] for e in lu["etapes"]} == set(etapes)
    assert {e["statut"] for e in lu["etapes"]} == {"a-faire"}
    question = lu["prochaine_question"]
    # Nothing is left to ask but the date that the case does not give.
    assert question is None or question["fait"].startswith("date_")


# Faults ------------------------------------------------------------------------------------------


def test_un_moment_inconnu_dit_les_moments_connus(run: Run, parcours: ParcoursService) -> None:
    ligne = only_line(run("plan", "--moment", "mariage"))
    assert ligne.startswith("jalons: moments: ")
    for moment in parcours.bibliotheque.moments:
        assert moment in ligne


def test_un_moment_pas_encore_ecrit_dit_ceux_qui_le_sont(
    run: Run, parcours: ParcoursService
) -> None:
    absents = [m for m in parcours.bibliotheque.moments if not parcours.is_available(m)]
    for moment in absents[:1]:
        ligne = only_line(run("plan", "--moment", moment))
        assert ligne.endswith(f"({', '.join(sorted(parcours.bibliotheque.parcours))})")


def test_un_fait_inconnu_dit_les_faits_connus(run: Run, facts_file: Ecrire) -> None:
    faits = facts_file({"pointure": 42})
    ligne = only_line(run("plan", "--moment", "naissance", "--facts", faits))
    assert ligne.startswith("jalons: unknown fact 'pointure'; known: ")
    assert "evenement_naissance" in ligne


@pytest.mark.parametrize(
    ("faits", "champ"),
    [
        ({"date_deces": "hier"}, "faits.date_deces"),
        ({"date_deces": "2026-11-23"}, "faits.date_deces"),
        ({"lien_defunt": "cousin"}, "faits.lien_defunt"),
        ({"age": "quarante"}, "faits.age"),
        ({"age": 200}, "faits.age"),
        ({"lien": "cousin"}, "faits.lien_defunt"),
    ],
)
def test_une_valeur_impossible_nomme_le_fait(
    run: Run, facts_file: Ecrire, faits: dict[str, Any], champ: str
) -> None:
    ligne = only_line(run("plan", "--moment", "deces", "--facts", facts_file(faits), "--on", LE))
    assert ligne.startswith(f"jalons: {champ}: ")


@pytest.mark.parametrize("date", ["hier", "22/11/2026", "2026-13-01", "2026-11-31"])
def test_une_date_mal_ecrite_est_refusee(run: Run, date: str) -> None:
    ligne = only_line(run("plan", "--moment", "naissance", "--on", date))
    assert ligne == f"jalons: --on: expected a date YYYY-MM-DD, not {date!r}"


@pytest.mark.parametrize("lieu", ["Strasbrg", "6700", "670000", "67999"])
def test_un_lieu_qui_n_existe_pas_est_refuse(run: Run, lieu: str) -> None:
    ligne = only_line(run("plan", "--moment", "naissance", "--place", lieu))
    assert ligne.startswith("jalons: lieu: ")
    assert "commune" in ligne


def test_le_lieu_nomme_les_organismes_d_ici(run: Run) -> None:
    lu = plan(run, "--moment", "naissance", "--place", "67000")
    assert lu["competents"]["caf"]["nom"] == "Caf du Bas-Rhin"
    assert lu["competents"]["caf"]["pourquoi"]
    assert lu["territoire"]["question"] is None
    assert "competents" not in plan(run, "--moment", "naissance")
    assert "— CPAM du Bas-Rhin" in run("plan", "--moment", "naissance", "--place", "67000").stdout


def test_un_code_postal_partage_propose_ses_communes(run: Run) -> None:
    territoire = plan(run, "--moment", "naissance", "--place", "01590")["territoire"]
    assert [c["lieu"] for c in territoire["communes"]] == [
        "insee:39102",
        "insee:01148",
        "insee:39283",
    ]
    sortie = run("plan", "--moment", "naissance", "--place", "01590").stdout
    assert "Dortan  insee:01148" in sortie


@pytest.mark.parametrize(
    ("contenu", "dit"),
    [
        (b'{"age": 30,\n}', ":2: malformed JSON"),
        (b"", ":1: malformed JSON"),
        (b"[1, 2]", "expected an object"),
        (b'"age"', "expected an object"),
        ('{"âge": 30}'.encode("latin-1"), "expected a UTF-8 text file"),
    ],
)
def test_un_fichier_de_faits_malforme_dit_ou(
    run: Run, tmp_path: Path, contenu: bytes, dit: str
) -> None:
    fichier = tmp_path / "faits.json"
    fichier.write_bytes(contenu)
    ligne = only_line(run("plan", "--moment", "naissance", "--facts", fichier))
    assert str(fichier) in ligne
    assert dit in ligne


def test_un_fichier_de_faits_absent_est_nomme(run: Run, tmp_path: Path) -> None:
    ligne = only_line(run("plan", "--moment", "naissance", "--facts", tmp_path / "rien.json"))
    assert "rien.json" in ligne


def test_sans_moment_la_commande_dit_ce_qui_manque(run: Run) -> None:
    resultat = run("plan")
    assert resultat.exit_code == 2
    assert "--moment" in resultat.stderr


def test_la_commande_s_appelle_de_n_importe_quel_dossier(tmp_path: Path) -> None:
    resultat = subprocess.run(
        [str(RACINE / "jalons"), "plan", "--moment", "mariage"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert resultat.returncode == 2
    assert resultat.stderr.startswith("jalons: moments: ")
    assert resultat.stderr.count("\n") == 1
