"""`jalons droits`: the rights of a situation, from the command line."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.cli.conftest import Run, only_line

Write = Callable[[Any], Path]
JOUR = ("--moment", "bilan_droits", "--on", "2026-11-23")


def test_les_droits_d_une_mere_seule_avec_le_vrai_calcul(run: Run, facts_file: Write) -> None:
    faits = facts_file(
        {
            "ressources": "faibles",
            "statut_pro": "salarie_prive",
            "salaire_net": 1100,
            "en_couple": False,
            "nb_enfants": 2,
            "age_enfant_1": 8,
            "age_enfant_2": 11,
            "autre_parent_paie": "non",
            "age": 35,
            "logement": "location",
            "loyer": 600,
        }
    )
    resultat = run("droits", *JOUR, "--facts", faits, "--place", "76100", "--json")
    assert resultat.exit_code == 0, resultat.output
    droits = {d["id"]: d for d in json.loads(resultat.stdout)["droits"]}
    assert droits["prime_activite"]["montant"]["texte"] == "environ 240 € par mois"
    assert droits["rsa"]["statut"] == "peu_probable"


def test_sans_fait_aucun_droit_et_aucun_calcul(run: Run) -> None:
    resultat = run("droits", *JOUR)
    assert resultat.exit_code == 0
    assert "Estimation du 23 novembre 2026" in resultat.stdout


def test_un_chiffre_par_an_est_refuse_en_une_ligne(run: Run, facts_file: Write) -> None:
    resultat = run("droits", *JOUR, "--facts", facts_file({"salaire_net": 18000}))
    assert "par an" in only_line(resultat)


def test_une_date_ou_un_fait_inconnu_est_refuse_en_une_ligne(run: Run, facts_file: Write) -> None:
    assert "--on" in only_line(run("droits", "--moment", "bilan_droits", "--on", "hier"))
    assert "unknown fact" in only_line(run("droits", *JOUR, "--facts", facts_file({"lune": 1})))
