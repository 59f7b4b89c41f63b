"""The actions, on a stand-in API: which acts come out, and where the dialogue is after."""

from __future__ import annotations

import asyncio
import datetime as dt
from typing import Any

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.serveur import make_executor
from actions.tour import ActionJalons
from bot.extraction.extraire import extract
from bot.extraction.lexique import Lexique
from tests.bot.api_factice import ApiFactice, droit

LE = "2026-11-23"


class Dialogue:
    """One conversation: runs actions by name, keeps the slots between turns."""

    def __init__(self, lexique: Lexique) -> None:
        self._executor = make_executor()
        self._lexique = lexique
        self.slots: dict[str, Any] = {}
        self.arrete = False
        self.dits: list[dict[str, Any]] = []  # the acts of the last turn, whole

    def run(
        self, action: str, texte: str = "", intention: str = "", confiance: float = 0.9,
        classement: tuple[str, ...] = (), moments: tuple[str, ...] = (), **bouton: Any,
    ) -> list[str]:  # fmt: skip
        """The acts that answer, as `nom` or `nom:detail`."""
        entites = extract(texte, self._lexique, dt.date.fromisoformat(LE)) if texte else [
            {"entity": nom, "value": v}
            for nom, valeur in bouton.items()
            for v in (valeur if isinstance(valeur, list) else [valeur])
        ]  # fmt: skip
        message = {
            "text": texte or f"/{intention}",
            "intent": {"name": intention, "confidence": confiance},
            "intent_ranking": [{"name": n, "confidence": 0.3} for n in (intention, *classement)],
            "entities": entites,
            "moments": [{"moment": m} for m in moments],
            "metadata": {"dossier": "d", "le": LE},
        }
        etat = {"sender_id": "s", "slots": dict(self.slots), "latest_message": message,
                "events": [], "paused": False, "active_loop": {},
                "latest_action_name": "action_listen"}  # fmt: skip
        sortie = CollectingDispatcher()
        jouee = self._executor.actions[action]
        evenements = asyncio.run(jouee(sortie, Tracker.from_dict(etat), {})) or []
        for e in evenements:
            if e["event"] == "slot":
                self.slots[e["name"]] = e["value"]
        self.arrete = any(e["event"] == "followup" for e in evenements)
        self.dits = [m["custom"] for m in sortie.messages]
        return [_short(acte) for acte in self.dits]


def _short(acte: dict[str, Any]) -> str:
    params = acte["params"]
    if acte["acte"] == "montant_droit":
        return f"montant_droit:{params['droit']}"
    for cle in ("sigle", "fait", "moment", "moments", "signal", "etapes", "contacts"):
        if cle in params:
            detail = params[cle]
            return f"{acte['acte']}:{' '.join(detail) if isinstance(detail, list) else detail}"
    if "faits" in params:
        return f"{acte['acte']}:{' '.join(f['nom'] for f in params['faits'])}"
    return str(acte["acte"])


@pytest.fixture
def dialogue(api: ApiFactice, lexique: Lexique) -> Dialogue:
    return Dialogue(lexique)


def test_une_annonce_ouvre_le_moment_note_ce_qui_est_dit_et_pose_une_question(
    dialogue: Dialogue, api: ApiFactice
) -> None:
    actes = dialogue.run(
        "action_ouvrir_moment", "je suis enceinte de trois mois", "moment_naissance"
    )
    assert actes == [
        "naissance.ouverture",
        "faits_notes:evenement_naissance role_parent debut_grossesse",
        "question:statut_pro",
    ]
    assert dialogue.slots["question"] == "statut_pro"
    assert dialogue.slots["moment"] == "naissance"


def test_le_second_moment_dit_est_propose_puis_ouvert_par_un_oui(
    dialogue: Dialogue, api: ApiFactice
) -> None:
    actes = dialogue.run(
        "action_ouvrir_moment", "on se sépare et mon père est mort", "moment_separation",
        moments=("separation", "deces"),
    )  # fmt: skip
    assert "moment_aussi:deces" in actes
    actes = dialogue.run("action_oui", "oui", "act_oui")
    assert "deces.ouverture" in actes


def test_un_oui_a_une_question_de_oui_ou_non_y_repond_et_n_ajoute_rien(
    dialogue: Dialogue, api: ApiFactice
) -> None:
    api.a_poser = ["en_couple"]
    dialogue.run(
        "action_ouvrir_moment", "on se sépare et mon père est mort", "moment_separation",
        moments=("separation", "deces"),
    )  # fmt: skip
    actes = dialogue.run("action_oui", "oui", "act_oui")
    assert api.faits["en_couple"]["valeur"] is True
    assert "deces.ouverture" not in actes


def test_une_reponse_au_chomage_n_ouvre_pas_la_perte_d_emploi(
    dialogue: Dialogue, api: ApiFactice
) -> None:
    dialogue.run("action_ouvrir_moment", "je suis enceinte", "moment_naissance")
    actes = dialogue.run("action_ouvrir_moment", "au chômage", "moment_perte_emploi")
    assert actes == ["question:en_couple"]
    assert api.faits["statut_pro"]["valeur"] == "demandeur_emploi"
    assert api.moments == ["naissance"]


def test_un_fait_qui_decrit_ne_change_pas_de_sujet(dialogue: Dialogue, api: ApiFactice) -> None:
    dialogue.run("action_ouvrir_moment", "je suis enceinte", "moment_naissance")
    actes = dialogue.run("action_ouvrir_moment", "j'ai 67 ans", "moment_retraite")
    assert actes == ["faits_notes:age", "question:statut_pro"]


def test_un_moment_sans_parcours_donne_des_contacts(dialogue: Dialogue, api: ApiFactice) -> None:
    actes = dialogue.run("action_ouvrir_moment", "c'est pour mon logement", "moment_logement")
    assert actes == ["moment_indisponible:logement"]
    assert dialogue.arrete


def test_une_perte_au_milieu_de_la_grossesse_arrete_tout(
    dialogue: Dialogue, api: ApiFactice
) -> None:
    dialogue.run("action_ouvrir_moment", "je suis enceinte", "moment_naissance")
    actes = dialogue.run("action_perte_pendant_grossesse", "j'ai perdu mon bébé", "moment_deces")
    assert actes == ["naissance.deuil"]
    assert dialogue.slots["question"] is None
    assert api.faits["evenement_naissance"]["valeur"] == "deuil_perinatal"


def test_un_deuil_annonce_d_emblee_n_est_suivi_d_aucune_question(
    dialogue: Dialogue, api: ApiFactice
) -> None:
    actes = dialogue.run("action_ouvrir_moment", "j'ai fait une fausse couche", "moment_naissance")
    assert actes == ["naissance.ouverture", "a_votre_rythme"]


def test_une_perte_sans_nom_est_demandee_avec_deux_boutons(
    dialogue: Dialogue, api: ApiFactice
) -> None:
    dialogue.run("action_ouvrir_moment", "je suis enceinte", "moment_naissance")
    assert dialogue.run("action_perte_pendant_grossesse", "c'est fini", "moment_deces") == [
        "perte_laquelle"
    ]


def test_la_mort_d_un_proche_pendant_la_grossesse_ouvre_l_autre_parcours(
    dialogue: Dialogue, api: ApiFactice
) -> None:
    dialogue.run("action_ouvrir_moment", "je suis enceinte", "moment_naissance")
    actes = dialogue.run("action_perte_pendant_grossesse", "mon père est mort", "moment_deces")
    assert actes[0] == "deces.ouverture"
    assert api.moments == ["naissance", "deces"]


def test_apres_la_perte_d_un_bebe_il_est_mort_mercredi_ne_demande_pas_qui(
    dialogue: Dialogue, api: ApiFactice
) -> None:
    dialogue.run("action_ouvrir_moment", "j'ai perdu mon bébé", "moment_naissance")
    actes = dialogue.run(
        "action_perte_pendant_grossesse", "il est mort mercredi dernier", "moment_deces"
    )
    assert "deces.ouverture" not in actes
    assert api.moments == ["naissance"]


def test_oui_ajoutez_le_deces_ouvre_le_moment_propose_plus_tot(
    dialogue: Dialogue, api: ApiFactice
) -> None:
    dialogue.run("action_ouvrir_moment", "je suis enceinte", "moment_naissance")
    dialogue.run("action_oui", "oui ajoutez le décès", "act_oui", classement=("moment_deces",))
    assert api.moments == ["naissance", "deces"]


def test_la_garde_remplace_toute_question(dialogue: Dialogue, api: ApiFactice) -> None:
    dialogue.run("action_ouvrir_moment", "on se sépare", "moment_separation")
    api.garde = "separation.garde_violences"
    actes = dialogue.run("action_proteger", "il me frappe", "moment_violences")
    assert actes == ["separation.garde_violences"]
    assert api.faits["en_securite"]["valeur"] == "non"
    assert dialogue.slots["question"] is None


def test_des_violences_hors_parcours_donnent_ceux_qui_protegent(
    dialogue: Dialogue, api: ApiFactice
) -> None:
    actes = dialogue.run("action_proteger", "mon copain me frappe", "moment_violences")
    assert actes == ["violences.ouverture"]


def test_des_violences_dites_avant_de_se_separer_sont_sues_en_se_separant(
    dialogue: Dialogue, api: ApiFactice
) -> None:
    dialogue.run("action_proteger", "mon copain me frappe", "moment_violences")
    actes = dialogue.run("action_ouvrir_moment", "je me sépare", "moment_separation")
    assert actes == ["separation.ouverture", "separation.garde_violences"]


def test_sous_la_garde_des_violences_rien_d_autre_ne_s_ouvre(
    dialogue: Dialogue, api: ApiFactice
) -> None:
    garde = ["separation.garde_violences"]
    dialogue.run("action_ouvrir_moment", "je suis enceinte", "moment_naissance")
    dialogue.run("action_ouvrir_moment", "on se sépare", "moment_separation")
    assert dialogue.run("action_proteger", "il me frappe", "moment_violences") == garde
    assert dialogue.run("action_ouvrir_moment", "mon père est mort", "moment_deces") == garde
    assert api.moments == ["naissance", "separation"]
    assert api.faits["lien_defunt"]["valeur"] == "parent"
    assert dialogue.run("action_plan", "mon plan", "act_demander_plan") == garde
    assert dialogue.run("action_contact", "qui appeler", "act_demander_contact") == garde
    assert dialogue.run("action_delai", "quand", "act_demander_delai") == garde
    assert dialogue.run("action_corriger", "je me suis trompée", "act_corriger_reponse") == garde
    assert dialogue.run("action_ne_sait_pas", "je sais pas", "act_ne_sait_pas")[-1:] in (
        garde, ["toujours_la"]
    )  # fmt: skip
    assert dialogue.run("action_douter", "zzz", "nlu_fallback") == ["toujours_la"]


def test_une_personne_mineure_entend_une_fois_ce_qui_la_protege(
    dialogue: Dialogue, api: ApiFactice
) -> None:
    dialogue.run("action_ouvrir_moment", "je suis enceinte", "moment_naissance")
    assert "naissance.mineure" in dialogue.run("action_douter", "j'ai 16 ans", "nlu_fallback")
    assert "naissance.mineure" not in dialogue.run(
        "action_douter", "j'ai deux enfants", "nlu_fallback"
    )


def test_ce_qui_etait_su_avant_l_ouverture_compte_aussi(
    dialogue: Dialogue, api: ApiFactice
) -> None:
    dialogue.run("action_douter", "j'ai 16 ans", "nlu_fallback")
    actes = dialogue.run("action_ouvrir_moment", "je suis enceinte", "moment_naissance")
    assert actes[:2] == ["naissance.ouverture", "naissance.mineure"]


def test_hesiter_a_poursuivre_sa_grossesse_n_est_suivi_d_aucune_question(
    dialogue: Dialogue, api: ApiFactice
) -> None:
    dialogue.run("action_ouvrir_moment", "je suis enceinte", "moment_naissance")
    assert dialogue.run("action_douter", "je sais pas si je le garde", "nlu_fallback") == [
        "naissance.indecis"
    ]
    assert dialogue.slots["question"] is None


SIGNAUX = ["suicide", "violence_immediate", "enfant_danger", "sans_abri_faim", "urgence_medicale"]


@pytest.mark.parametrize("signal", SIGNAUX)
def test_un_danger_n_est_suivi_d_aucune_question(
    signal: str, dialogue: Dialogue, api: ApiFactice
) -> None:
    dialogue.run("action_ouvrir_moment", "on se sépare", "moment_separation")
    assert dialogue.run("action_urgence", "au secours", f"safety_{signal}") == [f"urgence:{signal}"]
    assert dialogue.slots["question"] is None
    assert dialogue.run("action_rappeler_question") == []
    assert dialogue.run("action_reprendre", intention="act_reprendre") == ["question:statut_pro"]


def test_ce_qui_est_dit_avec_un_danger_est_note_sans_un_mot_de_plus(
    dialogue: Dialogue, api: ApiFactice
) -> None:
    actes = dialogue.run(
        "action_urgence", "j'ai deux enfants et il nous frappe", "safety_violence_immediate"
    )
    assert actes == ["urgence:violence_immediate"]
    assert api.faits["nb_enfants"]["valeur"] == 2


def test_un_danger_recoit_ses_numeros_meme_quand_rien_ne_peut_etre_note(
    dialogue: Dialogue, api: ApiFactice
) -> None:
    api.panne = True
    actes = dialogue.run(
        "action_urgence", "j'ai deux enfants et il nous frappe", "safety_violence_immediate"
    )
    assert actes == ["urgence:violence_immediate"]


def test_un_bouton_repond_sans_commentaire(dialogue: Dialogue, api: ApiFactice) -> None:
    dialogue.run("action_ouvrir_moment", "je suis enceinte", "moment_naissance")
    actes = dialogue.run(
        "action_choisir", intention="choisir", fait="statut_pro", valeur="retraite"
    )
    assert actes == ["question:en_couple"]
    assert api.faits["statut_pro"]["comment"] == "bouton"


def test_un_bouton_d_avant_corrige_et_le_dit(dialogue: Dialogue, api: ApiFactice) -> None:
    dialogue.run("action_ouvrir_moment", "je suis enceinte", "moment_naissance")
    dialogue.run("action_choisir", intention="choisir", fait="statut_pro", valeur="retraite")
    actes = dialogue.run(
        "action_choisir", intention="choisir", fait="statut_pro", valeur="sans_activite"
    )
    assert actes == ["faits_notes:statut_pro", "question:en_couple"]


def test_une_liste_vide_se_repond_par_bouton(dialogue: Dialogue, api: ApiFactice) -> None:
    dialogue.run("action_choisir", intention="choisir", fait="patrimoine", valeur=[])
    assert api.faits["patrimoine"]["valeur"] == []


def test_une_reponse_refusee_est_redemandee_avec_la_raison(
    dialogue: Dialogue, api: ApiFactice
) -> None:
    api.a_poser = ["nb_enfants"]
    dialogue.run("action_ouvrir_moment", "je suis enceinte", "moment_naissance")
    api.refuses = {"nb_enfants": ("nombre_trop_grand", {"max": 20})}
    assert dialogue.run("action_douter", "99", "nlu_fallback") == [
        "fait_refuse",
        "question:nb_enfants",
    ]
    assert dialogue.dits[0]["params"] == {
        "nom": "nb_enfants", "code": "nombre_trop_grand", "details": {"max": 20},
    }  # fmt: skip


def test_un_montant_brut_dit_en_passant_est_redemande_avec_l_explication(
    dialogue: Dialogue, api: ApiFactice
) -> None:
    api.refuses = {"salaire_net": ("montant_brut", {})}
    assert dialogue.run("action_ecouter", "je suis payé 2000 brut") == [
        "fait_refuse",
        "question:salaire_net",
    ]
    assert dialogue.dits[0]["params"]["code"] == "montant_brut"


def test_un_bouton_refuse_dit_pourquoi_par_un_code(dialogue: Dialogue, api: ApiFactice) -> None:
    api.refuses = {"nb_enfants": ("nombre_trop_grand", {"max": 20})}
    dialogue.run("action_choisir", intention="choisir", fait="nb_enfants", valeur=99)
    assert dialogue.dits[0]["params"]["code"] == "nombre_trop_grand"
    assert "message" not in dialogue.dits[0]["params"]


def test_ne_pas_savoir_passe_a_la_suite(dialogue: Dialogue, api: ApiFactice) -> None:
    dialogue.run("action_ouvrir_moment", "je suis enceinte", "moment_naissance")
    actes = dialogue.run("action_ne_sait_pas", "je sais pas", "act_ne_sait_pas")
    assert actes == ["passer", "question:en_couple"]
    assert api.faits["statut_pro"]["statut"] == "ne_sait_pas"


def test_revenir_en_arriere_repose_la_question(dialogue: Dialogue, api: ApiFactice) -> None:
    dialogue.run("action_ouvrir_moment", "je suis enceinte", "moment_naissance")
    dialogue.run("action_choisir", intention="choisir", fait="statut_pro", valeur="retraite")
    assert dialogue.run("action_retour", intention="act_retour") == [
        "retour",
        "question:statut_pro",
    ]


def test_corriger_sans_dire_quoi_montre_ce_qui_est_note(
    dialogue: Dialogue, api: ApiFactice
) -> None:
    dialogue.run("action_ouvrir_moment", "j'ai deux enfants", "moment_naissance")
    actes = dialogue.run("action_corriger", "je me suis trompée", "act_corriger_reponse")
    assert actes == ["corriger_quoi:nb_enfants"]


def test_corriger_en_le_disant_corrige(dialogue: Dialogue, api: ApiFactice) -> None:
    dialogue.run("action_ouvrir_moment", "j'ai deux enfants", "moment_naissance")
    actes = dialogue.run("action_corriger", "non, trois enfants", "act_corriger_reponse")
    assert actes == ["faits_notes:nb_enfants", "question:statut_pro"]
    assert api.faits["nb_enfants"]["valeur"] == 3


def test_une_reponse_entiere_corrige_ce_qui_etait_note(dialogue: Dialogue, api: ApiFactice) -> None:
    dialogue.run("action_ouvrir_moment", "mon compagnon est mort hier", "moment_deces")
    assert api.faits["lien_defunt"]["valeur"] == "concubin"
    actes = dialogue.run("action_non", "non, on était pacsés", "act_non")
    assert actes == ["faits_notes:lien_defunt", "question:statut_pro"]
    assert api.faits["lien_defunt"]["valeur"] == "partenaire_pacs"
    assert "lien_couple" not in api.faits


def test_une_date_seule_corrige_la_derniere_date_dite(dialogue: Dialogue, api: ApiFactice) -> None:
    dialogue.run("action_ouvrir_moment", "mon père est mort avant-hier", "moment_deces")
    actes = dialogue.run("action_repeter", "pardon, c'était hier", "act_repeter")
    assert actes == ["faits_notes:date_deces", "question:statut_pro"]
    assert api.faits["date_deces"]["valeur"] == "2026-11-22"


def test_un_non_bref_ne_corrige_rien(dialogue: Dialogue, api: ApiFactice) -> None:
    dialogue.run("action_ouvrir_moment", "mon compagnon est mort hier", "moment_deces")
    dialogue.run("action_non", "non, rien", "act_non")
    assert api.faits["lien_defunt"]["valeur"] == "concubin"


def test_deux_messages_incompris_font_proposer_une_personne(
    dialogue: Dialogue, api: ApiFactice
) -> None:
    assert dialogue.run(
        "action_douter", "zzz", "nlu_fallback", classement=("moment_logement", "act_oui")
    ) == ["proposer_moments:logement naissance separation"]
    assert dialogue.run("action_douter", "zzz", "nlu_fallback") == ["incompris_encore"]


def test_un_fait_dit_sans_intention_claire_n_est_pas_un_rate(
    dialogue: Dialogue, api: ApiFactice
) -> None:
    dialogue.run("action_ouvrir_moment", "je suis enceinte", "moment_naissance")
    actes = dialogue.run("action_douter", "j'ai deux enfants", "nlu_fallback")
    assert actes == ["faits_notes:nb_enfants", "question:statut_pro"]
    assert dialogue.slots["rates"] == 0


def test_un_fait_incertain_est_demande_et_note_apres_un_oui(
    dialogue: Dialogue, api: ApiFactice
) -> None:
    api.a_poser = ["statut_pro"]
    dialogue.run("action_ouvrir_moment", "je suis enceinte", "moment_naissance")
    actes = dialogue.run("action_douter", "j'ai un fils", "nlu_fallback")
    assert actes == ["doute_fait:nb_enfants"]
    dialogue.run("action_oui", "oui", "act_oui")
    assert api.faits["nb_enfants"]["valeur"] == 1


def test_une_digression_est_suivie_de_la_question_qui_attend(
    dialogue: Dialogue, api: ApiFactice
) -> None:
    dialogue.run("action_ouvrir_moment", "je suis enceinte", "moment_naissance")
    assert dialogue.run("action_documents", "quels papiers ?", "act_demander_documents") == [
        "documents:NAI-01",
        "question:statut_pro",
    ]
    assert dialogue.run("action_delai", "jusqu'à quand ?", "act_demander_delai") == [
        "delai:NAI-01",
        "question:statut_pro",
    ]
    assert dialogue.run("action_contact", "qui appeler ?", "act_demander_contact") == [
        "contact:cpam",
        "question:statut_pro",
    ]
    assert dialogue.run("action_pourquoi", "pourquoi ?", "act_pourquoi_cette_question") == [
        "pourquoi:statut_pro",
        "question:statut_pro",
    ]


def test_une_etape_nommee_est_celle_dont_on_parle(dialogue: Dialogue, api: ApiFactice) -> None:
    dialogue.run("action_ouvrir_moment", "je suis enceinte", "moment_naissance")
    texte = "quels papiers pour informer mon employeur ?"
    assert dialogue.run("action_documents", texte, "act_demander_documents")[0] == (
        "documents:NAI-05"
    )


def test_parler_encore_du_moment_ouvert_dit_l_etape_que_les_mots_nomment(
    dialogue: Dialogue, api: ApiFactice
) -> None:
    dialogue.run("action_ouvrir_moment", "je suis enceinte", "moment_naissance")
    actes = dialogue.run(
        "action_ouvrir_moment", "c'est obligatoire de déclarer ?", "moment_naissance"
    )
    assert actes == ["etapes_nommees:NAI-01", "question:statut_pro"]


def test_quand_tout_est_su_le_plan_est_pret(dialogue: Dialogue, api: ApiFactice) -> None:
    api.a_poser = []
    actes = dialogue.run("action_ouvrir_moment", "je suis enceinte", "moment_naissance")
    assert actes[-1] == "plan_pret:NAI-01"
    assert dialogue.slots["question"] is None


def test_demander_une_personne_garde_la_demande(dialogue: Dialogue, api: ApiFactice) -> None:
    actes = dialogue.run("action_humain", "un humain svp", "act_demander_humain")
    assert actes == ["humain:caf france_services"]
    assert "POST /dossiers/d/escalades" in api.appels


def test_une_insulte_recoit_une_phrase_calme(dialogue: Dialogue, api: ApiFactice) -> None:
    assert dialogue.run("action_hors_sujet", "ta gueule", "hors_sujet") == ["injure"]
    dialogue.slots["rates"] = 0
    assert dialogue.run("action_hors_sujet", "quelle heure est-il", "hors_sujet") == ["hors_sujet"]


def test_sans_api_rien_n_est_perdu_et_l_assistant_le_dit(
    dialogue: Dialogue, api: ApiFactice
) -> None:
    api.panne = True
    assert dialogue.run("action_ouvrir_moment", "je suis enceinte", "moment_naissance") == ["panne"]
    assert dialogue.slots == {}


def test_effacer_se_confirme_par_un_bouton(dialogue: Dialogue, api: ApiFactice) -> None:
    assert dialogue.run("action_effacer", "supprimez tout", "act_effacer_donnees") == [
        "effacer_confirmer"
    ]
    assert not any(appel.startswith("DELETE") for appel in api.appels)


def test_chaque_action_a_un_nom_a_elle() -> None:
    noms = [a.nom for a in ActionJalons.__subclasses__()]
    assert len(noms) == len(set(noms)) == len(make_executor().actions)


def test_depuis_deux_mois_dit_seul_propose_la_date_de_l_evenement(
    dialogue: Dialogue, api: ApiFactice
) -> None:
    dialogue.run("action_ouvrir_moment", "ma mère est morte", "moment_deces")
    assert dialogue.run("action_douter", "il y a deux mois", "dire_un_fait") == [
        "doute_fait:date_deces"
    ]
    dialogue.run("action_oui", "oui", "act_oui")
    assert "date_deces" in api.faits


def test_une_information_dont_le_plan_n_a_pas_besoin_est_remerciee_pas_incomprise(
    dialogue: Dialogue,
) -> None:
    dialogue.run("action_ouvrir_moment", "je suis enceinte", "moment_naissance")
    actes = dialogue.run("action_douter", "j'ai deux chats", "dire_un_fait")
    assert actes == ["pas_besoin", "question:statut_pro"]
    # Said again, it may be an answer that is not understood: a human is offered.
    assert dialogue.run("action_douter", "deux chats", "dire_un_fait")[0] == "incompris_encore"


@pytest.mark.parametrize("dit", ["c'est quoi la C2S ?", "la c2s ça veut dire quoi", "kesako c2s"])
def test_un_sigle_est_explique_puis_la_question_revient(dialogue: Dialogue, dit: str) -> None:
    dialogue.run("action_ouvrir_moment", "je suis enceinte", "moment_naissance")
    assert dialogue.run("action_hors_sujet", dit, "hors_sujet") == [
        "definition:C2S",
        "question:statut_pro",
    ]


@pytest.mark.parametrize(
    "dit", ["c'est quoi le délai ?", "c'est quoi le délai pour demander le RSA ?"]
)
def test_c_est_quoi_le_delai_reste_une_question_sur_le_delai(dialogue: Dialogue, dit: str) -> None:
    dialogue.run("action_ouvrir_moment", "je suis enceinte", "moment_naissance")
    actes = dialogue.run("action_delai", dit, "act_demander_delai")
    assert actes[0] == "delai:NAI-01"


# « Combien ? » ---------------------------------------------------------------------------------

QUATRE = [
    droit("prime_activite", "a_verifier", 190),
    droit("aide_logement", "probable", 490, depend_de=[{"fait": "age"}, {"fait": "nb_enfants"}]),
    droit("rsa", "a_verifier", 610),
    droit("aah", "a_verifier", 900),
    droit("reversion_complementaire", "probable", 200),
    droit("reversion_base", "peu_probable"),
]


def ask_amount(dialogue: Dialogue, texte: str) -> list[str]:
    return dialogue.run("action_montant", texte, "act_demander_montant")


@pytest.mark.parametrize("dit", ["combien d'APL ?", "l'aide au logement c'est combien", "APL ??"])
def test_combien_pour_un_droit_nomme_dit_son_estimation_puis_rappelle_la_question(
    dialogue: Dialogue, api: ApiFactice, dit: str
) -> None:
    api.droits = QUATRE
    dialogue.run("action_ouvrir_moment", "je suis enceinte", "moment_naissance")
    assert ask_amount(dialogue, dit) == ["montant_droit:aide_logement", "question:statut_pro"]
    assert dialogue.dits[0]["params"] == {
        "droit": "aide_logement",
        "statut": "probable",
        "montant": {"bas": 0, "haut": 490, "periode": "mois", "au_moins": False},
        "depend_de": ["age", "nb_enfants"],
        "le": "2026-11-23",
    }


def test_combien_sans_droit_nomme_dit_les_trois_plus_surs(
    dialogue: Dialogue, api: ApiFactice
) -> None:
    api.droits = QUATRE
    assert ask_amount(dialogue, "combien je vais toucher ?") == ["montants"]
    dits = [d["droit"] for d in dialogue.dits[0]["params"]["droits"]]
    assert dits == ["aide_logement", "reversion_complementaire", "prime_activite"]


def test_combien_quand_un_nom_vaut_pour_deux_droits_dit_le_plus_sur(
    dialogue: Dialogue, api: ApiFactice
) -> None:
    api.droits = QUATRE
    assert ask_amount(dialogue, "combien pour la réversion") == [
        "montant_droit:reversion_complementaire"
    ]


def test_combien_pour_un_droit_pas_encore_examine_dit_ce_qui_l_ouvrirait(
    dialogue: Dialogue, api: ApiFactice
) -> None:
    api.droits = QUATRE[:2]
    assert ask_amount(dialogue, "et l'AAH c'est combien") == ["montant_droit:aah"]
    assert dialogue.dits[0]["params"]["statut"] is None


def test_combien_sans_estimation_dit_ou_la_faire(dialogue: Dialogue, api: ApiFactice) -> None:
    assert ask_amount(dialogue, "combien je vais toucher ?") == ["montant"]
    api.droits_en_panne = True
    assert ask_amount(dialogue, "combien de RSA ?") == ["montant"]


def test_combien_est_d_abord_ecoute_comme_une_reponse(dialogue: Dialogue, api: ApiFactice) -> None:
    api.droits = QUATRE
    dialogue.run("action_ouvrir_moment", "je suis enceinte", "moment_naissance")
    assert ask_amount(dialogue, "au chômage") == ["question:en_couple"]


def test_combien_sous_une_garde_ne_dit_aucun_montant(dialogue: Dialogue, api: ApiFactice) -> None:
    api.droits = QUATRE
    api.garde = "separation.garde_violences"
    assert ask_amount(dialogue, "combien d'APL ?") == ["separation.garde_violences"]
    api.garde, api.silence = None, True
    assert ask_amount(dialogue, "combien d'APL ?") == ["montant_silence"]


def test_une_question_demandee_d_un_bouton_est_posee(dialogue: Dialogue, api: ApiFactice) -> None:
    dialogue.run("action_ouvrir_moment", "je suis enceinte", "moment_naissance")
    actes = dialogue.run("action_poser_question", intention="poser_question", fait="nb_enfants")
    assert actes == ["question:nb_enfants"]
    assert dialogue.slots["question"] == "nb_enfants"
    assert dialogue.run("action_poser_question", intention="poser_question", fait="inconnu") == [
        "incompris",
        "question:nb_enfants",
    ]
    api.garde = "separation.garde_violences"
    actes = dialogue.run("action_poser_question", intention="poser_question", fait="nb_enfants")
    assert actes == ["separation.garde_violences"]
