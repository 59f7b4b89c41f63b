"""A stand-in for the API: one dossier, a fixed list of questions, everything in memory."""

from __future__ import annotations

import json
from typing import Any

import httpx

OUI_NON = [{"valeur": True, "libelle": "Oui"}, {"valeur": False, "libelle": "Non"}]


def question(fait: str, nature: str, *options: tuple[Any, str], **reste: Any) -> dict[str, Any]:
    """A question as the API gives it."""
    return {
        "fait": fait, "type": nature, "titre": fait, "question": fait, "pourquoi": fait,
        "options": [{"valeur": v, "libelle": texte} for v, texte in options]
        or (OUI_NON if nature == "oui_non" else []),
        "borne": reste.get("borne"), "sensible": False, "moment": None, "demander": True,
    }  # fmt: skip


QUESTIONS = {
    q["fait"]: q
    for q in (
        question(
            "statut_pro", "choix",
            ("salarie_prive", "Salarié·e dans le privé"), ("demandeur_emploi", "Au chômage"),
            ("retraite", "À la retraite"), ("sans_activite", "Sans activité"),
        ),
        question("en_couple", "oui_non"),
        question("nb_enfants", "nombre", (0, "Aucun"), (1, "Un"), (2, "Deux")),
        question(
            "date_prevue", "date", ({"dans": "2 mois"}, "Dans 1 à 3 mois"),
            borne={"min": -1, "max": 10, "passe": False, "futur": False},
        ),
        question("evenement_naissance", "choix", ("grossesse", "Une grossesse est en cours")),
        question("age", "nombre"),
        question("patrimoine", "liste", ("immeuble", "Une maison"), ("dettes", "Des dettes")),
        question("en_securite", "choix", ("oui", "Oui"), ("non", "Non")),
        question("lien_defunt", "choix", ("parent", "Mon père ou ma mère")),
        question("date_deces", "date", borne={"passe": True}),
    )
}  # fmt: skip
MOMENTS = [
    {"id": m, "portes": portes, "frequent": bool(portes), "general": False,
     "protege": m == "violences", "ancre": "date_deces" if m == "deces" else None}
    for m, portes in (("naissance", ["evenement_naissance"]), ("separation", ["autre_parent_paie"]),
                      ("deces", ["lien_defunt"]), ("violences", []), ("logement", []))
]  # fmt: skip
SIGLES = {"C2S": "Complémentaire santé solidaire.", "RSA": "Revenu de solidarité active."}
DROITS = [
    {"id": nom, "titre": noms[0], "noms": noms}
    for nom, noms in (
        ("rsa", ["RSA", "revenu de solidarité active"]),
        ("prime_activite", ["Prime d'activité", "PPA"]),
        ("aide_logement", ["Aide au logement", "APL"]),
        ("aah", ["AAH"]),
        ("reversion_base", ["Pension de réversion de base", "réversion"]),
        ("reversion_complementaire", ["Réversion de la retraite complémentaire", "réversion"]),
    )
]
DISPONIBLES = ("naissance", "separation", "deces")
DEUIL = {"acte": "naissance.deuil", "puis": "pause"}
MINEURE = {"acte": "naissance.mineure", "puis": "question"}


def droit(nom: str, statut: str, haut: int = 0, **reste: Any) -> dict[str, Any]:
    """A right as the API estimates it."""
    montant = {"bas": 0, "haut": haut, "bas_si_ouvert": 0, "periode": "mois", "au_moins": False,
               "texte": ""}  # fmt: skip
    return {"id": nom, "statut": statut, "nature": "montant", "depend_de": [],
            "montant": montant if haut else None, **reste}  # fmt: skip


class ApiFactice:
    """Answers the actions' calls; tests set `a_poser`, `garde` or `panne` and read the rest."""

    def __init__(self) -> None:
        self.faits: dict[str, dict[str, Any]] = {}
        self.moments: list[str] = []
        self.a_poser = ["statut_pro", "en_couple", "nb_enfants"]
        self.garde: str | None = None
        self.refuses: dict[str, tuple[str, dict[str, Any]]] = {}
        self.panne = False
        self.droits: list[dict[str, Any]] = []
        self.droits_en_panne = False
        self.silence = False
        self.appels: list[str] = []

    def transport(self) -> httpx.MockTransport:
        return httpx.MockTransport(self._answer)

    def _next(self) -> dict[str, Any] | None:
        if not self.moments or self._guard():
            return None
        return next((QUESTIONS[n] for n in self.a_poser if n not in self.faits), None)

    def _value(self, nom: str) -> Any:
        return self.faits.get(nom, {}).get("valeur")

    def _guard(self) -> str | None:
        """The guard set by the test, else the real content's two guards."""
        if self.garde:
            return self.garde
        if "separation" in self.moments and self._value("en_securite") == "non":
            return "separation.garde_violences"
        hesite = self._value("evenement_naissance") == "indecis"
        return "naissance.indecis" if "naissance" in self.moments and hesite else None

    def _words(self) -> list[dict[str, str]]:
        if "naissance" not in self.moments:
            return []
        if self._value("evenement_naissance") == "deuil_perinatal":
            return [DEUIL]
        age = self._value("age")
        return [MINEURE] if isinstance(age, int) and age < 18 else []

    def _answer(self, requete: httpx.Request) -> httpx.Response:
        if self.panne:
            raise httpx.ConnectError("down")
        chemin = requete.url.path.removeprefix("/api/v1")
        self.appels.append(f"{requete.method} {chemin}")
        corps = json.loads(requete.content) if requete.content else {}
        if chemin.startswith("/faits/"):
            fait = QUESTIONS.get(chemin.removeprefix("/faits/"))
            return httpx.Response(200, json=fait) if fait else httpx.Response(404)
        if chemin == "/moments":
            return httpx.Response(200, json=MOMENTS)
        if chemin == "/sigles":
            return httpx.Response(200, json=SIGLES)
        if chemin == "/droits":
            return httpx.Response(200, json=DROITS)
        if chemin.endswith("/droits") and self.droits_en_panne:
            return httpx.Response(503)
        cle = requete.method + " /" + "/".join(chemin.split("/")[3:])
        if cle not in ROUTES:
            return self.route(cle, corps)
        return httpx.Response(200, json=getattr(self, ROUTES[cle])(corps))

    def route(self, cle: str, corps: Any) -> httpx.Response:
        """Any other route: unknown here."""
        return httpx.Response(404)

    def read(self, _: Any) -> dict[str, Any]:
        return {"id": "d", "moments": self.moments, "faits": self.faits, "question": self._next()}

    def suite(self, _: Any) -> dict[str, Any]:
        return {
            "question": self._next(), "garde": self._guard(), "moments": self.moments,
            "ferme_tout": self._guard() == "separation.garde_violences",
            "paroles": self._words(), "precisions": [],
            "plan": {"a_faire": 2, "a_verifier": 1, "prochaine": {"id": "NAI-01"}},
        }  # fmt: skip

    def open(self, corps: Any) -> dict[str, Any]:
        disponible = corps["moment"] in DISPONIBLES
        nouveau = disponible and corps["moment"] not in self.moments
        if nouveau:
            self.moments.append(corps["moment"])
        return {"ouverts": self.moments, "nouveau": nouveau, "disponible": disponible}

    def note(self, corps: Any) -> dict[str, Any]:
        notes, refuses = [], []
        for fait in corps["faits"]:
            nom = fait["nom"]
            if nom in self.refuses:
                code, details = self.refuses[nom]
                refuses.append({"nom": nom, "code": code, "details": details, "message": ""})
                continue
            ancien = self.faits.get(nom, {}).get("valeur")
            self.faits[nom] = {
                "valeur": fait.get("valeur"), "statut": fait.get("statut", "connu"), "titre": nom,
                "libelle": str(fait.get("valeur")), "comment": fait["comment"],
            }  # fmt: skip
            notes.append({"nom": nom, "titre": nom, "valeur": fait.get("valeur"),
                          "libelle": "", "ancien_valeur": ancien})  # fmt: skip
        return {"notes": notes, "refuses": refuses}

    def forget(self, _: Any) -> dict[str, Any]:
        nom, _fait = self.faits.popitem()
        return {"nom": nom}

    def escalate(self, corps: Any) -> dict[str, Any]:
        return {"reference": "JA-1", "organismes": ["caf", "france_services"], "contacts": []}

    def rights(self, _: Any) -> dict[str, Any]:
        return {"le": "2026-11-23", "silence": self.silence, "disponible": True,
                "droits": self.droits}  # fmt: skip

    def plan(self, _: Any) -> dict[str, Any]:
        etapes = [
            {"id": "NAI-01", "titre": "Déclarer votre grossesse", "statut": "a-faire",
             "echeance": {"texte": "vite"}, "documents": ["Carte Vitale"],
             "organismes": [{"id": "cpam", "nom": "CPAM"}]},
            {"id": "NAI-05", "titre": "Informer votre employeur", "statut": "a-faire",
             "echeance": None, "documents": ["Certificat"],
             "organismes": [{"id": "employeur", "nom": "Employeur"}]},
        ]  # fmt: skip
        return {"etapes": etapes}


ROUTES = {
    "GET /": "read", "GET /suite": "suite", "GET /plan": "plan", "POST /moments": "open",
    "POST /faits": "note",
    "GET /droits": "rights", "DELETE /faits/dernier": "forget", "POST /escalades": "escalate",
}  # fmt: skip
