"""The rights review in the actions: its parts, a right left aside, the talk in three months."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from bot.extraction.lexique import Lexique
from tests.bot.api_factice import ApiFactice, question
from tests.bot.test_actions import Dialogue

LAISSE = "ne_demande_pas"


class ApiBilan(ApiFactice):
    """Adds a review in two parts and rights that one may leave."""

    def __init__(self) -> None:
        super().__init__()
        self.moments = ["bilan_droits"]
        self.a_poser = ["nb_enfants", "en_couple", "statut_pro"]
        self.parties = {"famille": ["nb_enfants", "en_couple"], "travail": ["statut_pro"]}
        self.passees: list[str] = []
        self.droits: dict[str, dict[str, Any]] = {}
        self.suivants: list[str] = []
        self.suivi: str | None = None

    def _next(self) -> dict[str, Any] | None:
        suite = super()._next()
        if suite is None:
            return None
        rang, nom = next(
            (r, p) for r, (p, faits) in enumerate(self.parties.items(), 1) if suite["fait"] in faits
        )
        partie = {"id": nom, "moment": "bilan_droits", "titre": nom, "rang": rang, "total": 2}
        return {**suite, "partie": partie}

    def suite(self, corps: Any) -> dict[str, Any]:
        return {**super().suite(corps), "suivi": self.suivi}

    def route(self, cle: str, corps: Any) -> httpx.Response:
        return httpx.Response(200, json=self._review(cle, corps))

    def _review(self, cle: str, corps: Any) -> Any:
        """What the review's own routes answer."""
        verbe, _, chemin = cle.partition(" /")
        nom = chemin.rpartition("/")[2]
        if chemin.startswith("parties/"):
            self.passees = [nom] if corps["passee"] else []
            for fait in self.parties[nom]:
                if corps["passee"]:
                    self.faits.setdefault(fait, {"valeur": None, "statut": "refuse"})
                else:
                    self.faits.pop(fait, None)
            return []
        if chemin == "parties":
            return [
                {"id": p, "moment": "bilan_droits", "rang": r, "titre": p,
                 "etat": "passee" if p in self.passees else "a_venir"}
                for r, p in enumerate(self.parties, 1)
            ]  # fmt: skip
        if chemin.startswith("droits/") and verbe == "DELETE":
            return self.droits.pop(nom, None) or {}
        if chemin.startswith("droits/"):
            return self._right(nom, corps)
        if chemin == "suivi/proposition":
            return {"nouveau": self.suivi == "a_proposer"}
        if chemin == "suivi/debut":
            return {"droit": self.suivants[0] if self.suivants else None}
        self.suivi = f"{verbe} {chemin}"
        return {}

    def _right(self, droit: str, corps: Any) -> dict[str, Any]:
        nouveau = droit not in self.droits
        self.droits[droit] = corps
        self.suivants = self.suivants[1:]
        laisse = corps["etat"] == LAISSE
        raisons = [{"id": "honte", "titre": ""}] if laisse and nouveau else []
        reponse = {"texte": "fait exact"} if corps["raison"] == "succession" else None
        return {"droit": droit, "raison": corps["raison"], "raisons": raisons, "reponse": reponse,
                "suivant": self.suivants[0] if self.suivants else None,
                "suivi_fini": self.suivi == "commence" and not self.suivants}  # fmt: skip


@pytest.fixture
def api(branche: Any) -> ApiBilan:
    return branche(ApiBilan())


@pytest.fixture
def dialogue(api: ApiBilan, lexique: Lexique) -> Dialogue:
    return Dialogue(lexique)


def test_une_partie_s_annonce_avant_sa_premiere_question_et_une_seule_fois(
    dialogue: Dialogue,
) -> None:
    assert dialogue.run("action_reprendre") == ["partie", "question:nb_enfants"]
    assert dialogue.dits[0]["params"] == {"partie": "famille", "rang": 1, "total": 2}
    assert dialogue.run("action_choisir", fait="nb_enfants", valeur=2) == ["question:en_couple"]
    assert dialogue.run("action_choisir", fait="en_couple", valeur=True) == [
        "partie", "question:statut_pro",
    ]  # fmt: skip


@pytest.mark.parametrize("dit", ["passer cette partie", "on saute cette partie", "partie suivante"])
def test_une_partie_se_passe_avec_des_mots(dialogue: Dialogue, api: ApiBilan, dit: str) -> None:
    dialogue.run("action_reprendre")
    actes = dialogue.run("action_douter", dit, "nlu_fallback")
    assert actes == ["partie_passee", "partie", "question:statut_pro"]
    assert api.passees == ["famille"]


def test_le_bouton_passe_la_partie_et_un_autre_y_revient(dialogue: Dialogue, api: ApiBilan) -> None:
    dialogue.run("action_reprendre")
    dialogue.run("action_passer_partie", intention="act_passer_partie")
    actes = dialogue.run("action_reprendre_partie", partie="famille")
    assert actes == ["partie_reprise", "question:nb_enfants"]


def test_passer_une_partie_quand_il_n_y_en_a_pas_passe_la_question(
    dialogue: Dialogue, api: ApiBilan
) -> None:
    api.parties = {}
    api._next = lambda: question("age", "nombre")  # type: ignore[method-assign]
    dialogue.run("action_reprendre")
    dialogue.run("action_passer_partie", "passer cette partie")
    assert api.faits["age"]["statut"] == "refuse"


@pytest.mark.parametrize(
    ("dit", "droit"),
    [
        ("je ne veux pas de l'aspa", "aspa"),
        ("non je ne demande pas le RSA", "rsa"),
        ("j'en veux pas du chèque énergie", "cheque_energie"),
        ("je ne souhaite pas demander la prime d'activité", "prime_activite"),
    ],
)
def test_un_droit_se_laisse_avec_des_mots(
    dialogue: Dialogue, api: ApiBilan, dit: str, droit: str
) -> None:
    dialogue.run("action_reprendre")
    assert dialogue.run("action_non", dit, "act_non") == ["droit_laisse"]
    assert api.droits[droit]["etat"] == LAISSE
    assert dialogue.slots["question"] == "nb_enfants"


@pytest.mark.parametrize("dit", ["je ne veux pas répondre", "pas de RSA", "je n'ai pas l'APL"])
def test_ne_pas_avoir_un_droit_n_est_pas_le_laisser(
    dialogue: Dialogue, api: ApiBilan, dit: str
) -> None:
    dialogue.run("action_reprendre")
    dialogue.run("action_douter", dit, "nlu_fallback")
    assert api.droits == {}


def test_la_raison_dite_avec_des_mots_a_sa_reponse_puis_la_question_revient(
    dialogue: Dialogue, api: ApiBilan
) -> None:
    dialogue.run("action_reprendre")
    dialogue.run("action_douter", "je ne veux pas de l'aspa", "nlu_fallback")
    actes = dialogue.run("action_douter", "j'ai peur pour l'héritage", "nlu_fallback")
    assert actes == ["droit_reponse", "question:nb_enfants"]
    assert api.droits["aspa"]["raison"] == "succession"
    assert dialogue.slots["proposition"] is None


def test_les_memes_mots_sans_droit_laisse_sont_des_mots_ordinaires(
    dialogue: Dialogue, api: ApiBilan
) -> None:
    dialogue.run("action_reprendre")
    dialogue.run("action_douter", "c'est trop compliqué", "nlu_fallback")
    assert api.droits == {}


def test_ne_rien_dire_de_la_raison_est_une_reponse(dialogue: Dialogue, api: ApiBilan) -> None:
    dialogue.run("action_droit", droit="rsa", etat=LAISSE)
    assert dialogue.run("action_non", "non", "act_non") == ["droit_laisse_note"]
    assert api.droits["rsa"]["raison"] == "sans_reponse"


def test_un_refus_dit_que_l_on_peut_contester(dialogue: Dialogue) -> None:
    assert dialogue.run("action_droit", droit="rsa", etat="refuse") == ["droit_refuse"]


def test_revenir_sur_un_droit_laisse(dialogue: Dialogue, api: ApiBilan) -> None:
    dialogue.run("action_droit", droit="rsa", etat=LAISSE)
    assert dialogue.run("action_droit", droit="rsa", etat="reprendre") == ["droit_repris"]
    assert api.droits == {}


def test_le_suivi_se_propose_apres_le_plan_et_un_oui_l_accepte(
    dialogue: Dialogue, api: ApiBilan
) -> None:
    api.a_poser, api.suivi = [], "a_proposer"
    assert dialogue.run("action_reprendre")[-1] == "suivi_propose"
    assert dialogue.run("action_oui", "oui", "act_oui") == ["suivi_accepte"]
    assert api.suivi == "PUT suivi"


def test_un_non_au_suivi_est_note_et_ne_revient_pas(dialogue: Dialogue, api: ApiBilan) -> None:
    api.a_poser, api.suivi = [], "a_proposer"
    dialogue.run("action_reprendre")
    assert dialogue.run("action_non", "non merci", "act_non") == ["suivi_refuse"]
    assert api.suivi == "DELETE suivi"
    assert "suivi_propose" not in dialogue.run("action_reprendre")


def test_le_point_demande_un_droit_apres_l_autre(dialogue: Dialogue, api: ApiBilan) -> None:
    api.a_poser, api.suivi, api.suivants = [], "commence", ["rsa", "aspa"]
    assert dialogue.run("action_suivi", suivi="commencer") == ["suivi_droit"]
    assert dialogue.run("action_droit", droit="rsa", etat="demande") == ["suivi_droit"]
    assert dialogue.dits[0]["params"] == {"droit": "aspa"}
    assert dialogue.run("action_droit", droit="aspa", etat="ouvert") == ["suivi_merci"]
