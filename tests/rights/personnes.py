"""The eight measured households (and some more), told as people tell them: as facts."""

from __future__ import annotations

import datetime as dt
from typing import Any, NamedTuple

LE = dt.date(2026, 11, 23)
LIEU = "76100"  # Rouen, as in the measures


class Personne(NamedTuple):
    moments: list[str]
    faits: dict[str, Any]
    lieu: str | None = LIEU


SEULE = {"en_couple": "non", "nb_enfants": 0, "logement": "location"}
COUPLE = {
    "en_couple": "oui",
    "role_parent": "mere",
    "statut_pro": "salarie_prive",
    "salaire_net": 1500,
    "nature_revenu_conjoint": "travail",
    "revenu_conjoint": 1700,
    "nb_enfants": 0,
    "logement": "location",
    "loyer": 750,
    "age": 31,
}

PERSONNES: dict[str, Personne] = {
    "mère seule": Personne(
        ["bilan_droits"],
        {
            "ressources": "faibles",
            "statut_pro": "salarie_prive",
            "salaire_net": 1100,
            "en_couple": "non",
            "nb_enfants": 2,
            "age_enfant_1": 8,
            "age_enfant_2": 11,
            "autre_parent_paie": "non",
            "age": 35,
            "logement": "location",
            "loyer": 600,
        },
    ),
    "couple, enfant attendu": Personne(
        ["naissance"],
        {**COUPLE, "evenement_naissance": "grossesse", "date_prevue": "2027-01-20"},
    ),
    "couple, enfant né": Personne(
        ["naissance"],
        {**COUPLE, "evenement_naissance": "naissance", "date_naissance_enfant": "2026-10-05"},
    ),
    "fin de droits au chômage": Personne(
        ["bilan_droits"],
        {
            **SEULE,
            "ressources": "tres_faibles",
            "statut_pro": "demandeur_emploi",
            "alloc_chomage": "epuisee",
            "travail_5_ans": "oui",
            "age": 48,
            "loyer": 450,
        },
    ),
    "veuve de 62 ans": Personne(
        ["deces"],
        {
            **SEULE,
            "lien_defunt": "conjoint_marie",
            "date_deces": "2026-09-10",
            "statut_defunt": "retraite",
            "pension_base_defunt": 1000,
            "remarie": "non",
            "age": 62,
            "statut_pro": "sans_activite",
            "nb_orphelins": 0,
            "ressources": "tres_faibles",
            "loyer": 500,
        },
    ),
    "étudiant de 19 ans": Personne(
        ["majorite"],
        {
            **SEULE,
            "profil_majorite": "droit_commun",
            "age": 19,
            "statut_pro": "etudiant",
            "ressources": "tres_faibles",
            "loyer": 420,
        },
        "35000",
    ),
    "handicap à 80 %": Personne(
        ["handicap"],
        {
            **SEULE,
            "personne_handicap": "moi",
            "taux_incapacite": "plus_80",
            "droits_mdph": "en_cours",
            "age": 38,
            "statut_pro": "sans_activite",
            "ressources": "tres_faibles",
            "loyer": 450,
        },
    ),
    "AAH déjà versée": Personne(
        ["bilan_droits"],
        {
            **SEULE,
            "aides_recues": ["aah"],
            "age": 38,
            "statut_pro": "sans_activite",
            "ressources": "faibles",
            "loyer": 450,
        },
    ),
    "petite retraite": Personne(
        ["retraite"],
        {
            **SEULE,
            "age": 69,
            "statut_pro": "retraite",
            "retraite_mensuelle": 600,
            "ressources": "faibles",
            "loyer": 400,
        },
    ),
    "Smic, seul": Personne(
        ["bilan_droits"],
        {
            **SEULE,
            "ressources": "faibles",
            "statut_pro": "salarie_prive",
            "salaire_net": 1478,
            "age": 30,
            "loyer": 550,
        },
    ),
    "licencié en octobre": Personne(
        ["perte_emploi"],
        {
            **SEULE,
            "ressources": "faibles",
            "statut_pro": "demandeur_emploi",
            "rupture": "licenciement",
            "alloc_chomage": "aucune",
            "date_fin_contrat": "2026-10-31",
            "salaire_precedent": 1600,
            "mois_travailles": 22,
            "age": 40,
            "loyer": 500,
        },
    ),
    "séparation récente": Personne(
        ["separation"],
        {
            "en_securite": "oui",
            "date_separation": "2026-10-01",
            "en_couple": "non",
            "nb_enfants": 1,
            "age_enfant_1": 6,
            "autre_parent_paie": "non",
            "statut_pro": "salarie_prive",
            "salaire_net": 1300,
            "logement": "location",
            "loyer": 600,
            "age": 33,
        },
    ),
    "presque rien dit": Personne(["bilan_droits"], {"ressources": "tres_faibles"}, None),
}
