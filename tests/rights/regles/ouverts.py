"""For each rule, facts of someone for whom the right is open."""

from __future__ import annotations

import datetime as dt
from typing import Any

VEUVE: dict[str, Any] = {
    "lien_defunt": "conjoint_marie",
    "statut_defunt": "salarie_prive",
    "date_deces": dt.date(2026, 9, 1),
}
VEUVE_AGEE = VEUVE | {"age": 60, "en_couple": False, "remarie": False, "statut_defunt": "retraite"}
VEUVE_JEUNE = VEUVE | {"age": 40, "en_couple": False, "remarie": False}
ACTIF: dict[str, Any] = {"statut_pro": "salarie_prive", "salaire_brut_moyen": 2000}
AIDANT: dict[str, Any] = {"statut_pro": "salarie_prive", "jours_aidant_par_mois": 8}
NE: dict[str, Any] = ACTIF | {
    "evenement_naissance": "naissance",
    "date_naissance_enfant": dt.date(2026, 11, 1),
}
PAUVRE: dict[str, Any] = {
    "en_couple": False,
    "sejour": "francais_ue",
    "ressources_annuelles_brutes": 5000,
}

OUVERTS: dict[str, dict[str, Any]] = {
    "capital_deces_salarie": VEUVE | {"orphelins_a_charge": False, "retraite_depuis_mois": 1},
    "capital_deces_independant": VEUVE | {"statut_defunt": "independant", "nb_orphelins": 1},
    "capital_deces_fonctionnaire": VEUVE | {"statut_defunt": "agent_public"},
    "allocation_deces_enfant": {
        "lien_defunt": "enfant",
        "age_enfant_decede": 8,
        "sejour": "francais_ue",
        "date_deces": dt.date(2026, 9, 1),
    },
    "allocation_deces_france_travail": VEUVE
    | {"statut_defunt": "chomeur_indemnise", "allocation_jour_defunt": 40, "nb_orphelins": 1},
    "rente_at": VEUVE | {"deces_at": True},
    "frais_funeraires_at": VEUVE | {"deces_at": True, "role_obseques": True},
    "reversion_base": VEUVE_AGEE
    | {"pension_base_defunt": 900, "ressources_annuelles_brutes": 5000},
    "reversion_complementaire": VEUVE_AGEE
    | {"invalide": False, "nb_orphelins": 0, "pension_complementaire_defunt": 300},
    "reversion_fonction_publique": VEUVE_AGEE
    | {"statut_defunt": "agent_public", "pension_publique_defunt": 1500},
    "allocation_veuvage": VEUVE_JEUNE | {"ressources_trois_mois": 500},
    "pension_invalidite_veuf": VEUVE_JEUNE
    | {"invalide": True, "pension_base_defunt": 900, "nb_orphelins": 1},
    "ajpa": AIDANT
    | {
        "aide_type": "handicap",
        "intention_aidant": "reduire",
        "gir": "inconnu",
        "ajpa_epuisee": False,
    },
    "ajpp": AIDANT | {"aide_type": "maladie_grave_enfant"},
    "ajap": AIDANT | {"aide_type": "fin_de_vie"},
    "ij_maternite": ACTIF | {"evenement_naissance": "grossesse", "role_parent": "mere"},
    "ij_paternite": NE | {"role_parent": "autre_parent"},
    "conge_supplementaire_naissance": NE,
    "ij_maladie": ACTIF | {"arret_en_cours": True, "date_arret": dt.date(2026, 9, 1)},
    "ij_maladie_independant": {
        "arret_en_cours": True,
        "statut_pro": "independant",
        "date_arret": dt.date(2026, 9, 1),
        "revenu_annuel_independant": 20000,
    },
    "pension_invalidite": {
        "situations_maladie": ["invalidite"],
        "pension_invalidite": False,
        "age": 40,
        "statut_pro": "salarie_prive",
        "salaire_annuel_moyen": 20000,
    },
    "asi": PAUVRE | {"pension_invalidite": True},
    "aspa_inaptitude": PAUVRE | {"age": 63, "situations_retraite": ["inapte"]},
    "aide_universelle_urgence": {
        "qui_parle": "victime",
        "accord_demarches": True,
        "preuve_violences": "plainte",
        "sejour_en_regle": True,
        "nb_enfants": 1,
    },
}
