"""From stored messages to shown bubbles: acts get words when read, in the reader's language."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, Protocol

from api.conversations.models import Message
from api.conversations.schemas import BoutonLu, Bulle, ContactLu, EtapeCitee
from api.errors import Refus
from api.escalations.contenu import delivered
from api.escalations.lecture import Lecteur
from api.languages import rendering_bilan as bilan
from api.languages import rendering_demandes as demandes
from api.languages import rendering_rendezvous as rendezvous
from api.languages.dictionnaire import load_dictionnaire
from api.languages.isolats import is_french
from api.languages.labels import Labels
from api.languages.langues import RACINE, SOURCE, languages
from api.languages.places import fill
from api.languages.source import read_yaml
from api.parcours.conditions import compile_condition, evaluate
from api.parcours.engine import Situation
from api.parcours.plan import make_plan
from api.parcours.vocabulary import Dit

journal = logging.getLogger("jalons.rendering")
# What an act of the catalogue may bring by itself.
A_L_ACTE = ("signal", "contacts", "langues")
Enrich = Callable[["Renderer", dict[str, Any], dict[str, Any], Bulle], None]


class DitLesDroits(Protocol):
    """Puts the figures of rights in words."""

    def one(self, params: Mapping[str, Any]) -> dict[str, str]: ...

    def several(self, droits: list[Mapping[str, Any]]) -> str: ...

    def day(self, le: str) -> str: ...


class Renderer:
    """Renders one conversation for one reader. `situation`: the dossier as known now.

    `ephemere`: violence was said in this dossier, nothing of it is kept.
    """

    def __init__(
        self,
        labels: Labels,
        situation: Situation,
        droits: DitLesDroits,
        *,
        ephemere: bool = False,
    ) -> None:
        self.labels = labels
        self.droits = droits
        self.textes = labels.textes
        self.situation = situation
        self.ephemere = ephemere
        organismes = labels.parcours.bibliotheque.organismes
        self.lecteur = Lecteur(delivered(), labels.textes, organismes)

    def render(self, message: Message) -> Bulle:
        """One message as a bubble. What cannot be shown any more never hides the others."""
        try:
            return self._render(message)
        except Exception as cause:  # an act that the content no longer knows how to say
            journal.error("message %s cannot be shown: %s", message.id, type(cause).__name__)
            bulle = self._bubble(message)
            if message.acte is not None:
                self._render_act("panne", {}, bulle)
            return bulle

    def _bubble(self, message: Message) -> Bulle:
        return Bulle(
            seq=message.seq,
            auteur=message.auteur,
            acte=message.acte,
            texte="",
            langue=self.textes.langue,
            dir=self.textes.dir,
            le=message.le,
        )

    def _render(self, message: Message) -> Bulle:
        bulle = self._bubble(message)
        if message.acte is None and message.texte is None and message.choix is None:
            bulle.texte = self.textes.word("pas_garde")
        elif message.auteur == "agent" and message.acte is None:
            demandes.quote_agent(self, message, bulle)
        elif message.acte is None:
            bulle.texte = message.texte or self._choice_words(message.choix or {})
        else:
            self._render_act(message.acte, message.params or {}, bulle)
        return bulle

    def _render_act(self, acte: str, params: dict[str, Any], bulle: Bulle) -> None:
        entree = self.textes.actes.get(acte)
        if entree is None:  # an act newer than the catalogue: an honest general sentence
            entree = self.textes.actes["panne"]
        mots: dict[str, Any] = {k: v for k, v in params.items() if isinstance(v, str | int | float)}
        # An act may always come with the people who protect, or with those who can help.
        params = {**{k: entree[k] for k in A_L_ACTE if k in entree}, **params}
        bulle.choix = [BoutonLu(**b) for b in entree.get("choix", [])]
        for cle, enrich in ENRICHMENTS.items():
            if cle in params:
                enrich(self, params, mots, bulle)
        bulle.texte = fill(self._wording(entree, params), mots).strip()
        self._tell_translation(acte, bulle)

    def _tell_translation(self, acte: str, bulle: Bulle) -> None:
        """What kind of words these are, and the French names they contain."""
        dictionnaire = self.textes.dictionnaire
        if dictionnaire.langue == SOURCE:
            return
        if is_french(bulle.texte):
            bulle.langue, bulle.dir, bulle.traduction = SOURCE, "ltr", "absente"
            return
        relue = dictionnaire.reviewed(f"actes:{acte}.texte")
        bulle.traduction = "relue" if relue else "automatique"
        options = bulle.saisie.options if bulle.saisie else []
        bulle.gloses = dictionnaire.glosses(
            bulle.texte,
            *(c.nom for c in bulle.contacts),
            *(c.libelle for c in bulle.choix),
            *(o.libelle for o in options),
            *(e.titre for e in bulle.etapes),
        )

    def _wording(self, entree: dict[str, Any], params: dict[str, Any]) -> str:
        """The first variant that fits what is known, else the ordinary text."""
        for variante in entree.get("variantes", []):
            if variante.get("sans") not in params and self._fits(variante):
                return str(variante["texte"])
        return str(entree["texte"])

    def _fits(self, variante: dict[str, Any]) -> bool:
        """`protege: oui`: where nothing is kept; `si`: a condition on the facts.

        `sans`, read before: an act that lacks this parameter.
        """
        if "protege" in variante and not self.ephemere:
            return False
        condition = compile_condition(variante.get("si", {}), self._types)
        return evaluate(condition, self.situation.valeurs) is True

    @property
    def _types(self) -> Any:
        return VocabularyTypes(self.situation.moteur.vocabulaire.faits)

    def _choice_words(self, choix: dict[str, Any]) -> str:
        """What a pressed button said, in words."""
        faits = self.situation.moteur.vocabulaire.faits
        if choix.get("fait") in faits:
            nom = choix["fait"]
            if choix.get("statut"):
                return self.labels.said(nom, Dit(statut=choix["statut"]))
            return self._value_words(nom, choix.get("valeur"))
        dit = bilan.choice_words(self, choix) or rendezvous.choice_words(self, choix)
        if dit is not None:
            return dit
        if choix.get("moment") in self.labels.parcours.bibliotheque.moments:
            return self.labels.moment(choix["moment"]).titre
        if choix.get("question") in faits:
            return self.textes.word("question_demandee", titre=faits[choix["question"]].titre)
        if choix.get("langue") in languages():
            return languages()[choix["langue"]]
        return self.textes.interface_choice(str(choix.get("acte", "")))

    def _value_words(self, nom: str, valeur: Any) -> str:
        try:
            lue = self.labels.parcours.coerce(nom, valeur, self.situation.le)
        except Refus:
            return str(valeur)
        return self.labels.value(self.labels.parcours.vocabulaire.faits[nom], lue)

    # Enrichments: parameters that bring more than a word ------------------------------------

    def question(self, params: dict[str, Any], mots: dict[str, Any], bulle: Bulle) -> None:
        nom = params["fait"]
        if nom not in self.situation.moteur.vocabulaire.faits:
            return
        question = self.labels.question(self.situation, nom)
        mots.update(question=question.question, pourquoi=question.pourquoi, fait=question.titre)
        if "valeur" in params:
            mots["valeur"] = self._value_words(nom, params["valeur"])
        if bulle.acte == "question":
            bulle.saisie = question
            bulle.choix = (
                [
                    BoutonLu(libelle=o.libelle, choix={"fait": nom, "valeur": o.valeur})
                    for o in question.options
                ]
                if question.type != "liste"
                else []
            )

    def facts(self, params: dict[str, Any], mots: dict[str, Any], bulle: Bulle) -> None:
        """`faits`: [{nom, valeur, ancien?}] as a short list of what was understood."""
        lignes = []
        for f in params["faits"]:
            if f.get("nom") not in self.situation.moteur.vocabulaire.faits:
                continue
            titre = self.situation.moteur.vocabulaire.faits[f["nom"]].titre
            libelle = self._value_words(f["nom"], f.get("valeur"))
            if f.get("ancien") is not None:
                ancien = self._value_words(f["nom"], f["ancien"])
                lignes.append(
                    self.textes.word("fait_corrige", titre=titre, libelle=libelle, ancien=ancien)
                )
            else:
                lignes.append(self.textes.word("fait_ligne", titre=titre, libelle=libelle))
        mots["faits"] = "\n".join(f"• {ligne}" for ligne in lignes)

    def refusal(self, params: dict[str, Any], mots: dict[str, Any], bulle: Bulle) -> None:
        """`code`, `details` and `nom`: why an answer was refused, and of which question."""
        mots["message"] = self.textes.error(params["code"], **params.get("details", {}))
        fait = self.situation.moteur.vocabulaire.faits.get(params.get("nom", ""))
        mots["fait"] = fait.titre if fait else ""

    def moment(self, params: dict[str, Any], mots: dict[str, Any], bulle: Bulle) -> None:
        moment = self.labels.moment(params["moment"])
        mots["moment"] = moment.titre
        if bulle.acte == "moment_indisponible":
            m = self.labels.parcours.bibliotheque.moments[params["moment"]]
            bulle.contacts = [self.contact(nom) for nom in m.relais]
        elif bulle.acte == "moment_aussi":
            bulle.choix.insert(
                0, BoutonLu(libelle=moment.titre, choix={"moment": params["moment"]})
            )

    def moments(self, params: dict[str, Any], mots: dict[str, Any], bulle: Bulle) -> None:
        bulle.choix = [
            BoutonLu(libelle=self.labels.moment(m).titre, choix={"moment": m})
            for m in params["moments"]
        ] + bulle.choix

    def steps(self, params: dict[str, Any], mots: dict[str, Any], bulle: Bulle) -> None:
        """`etapes`: identifiers; shown with their deadline in words."""
        cites = params["etapes"]
        plan = {e.situee.etape.id: e for e in make_plan(self.situation).etapes}
        lues = [self.labels.step(plan[i]) for i in cites if i in plan]
        for e in lues:
            echeance = None
            if e.echeance:
                echeance = e.echeance.texte
                if e.echeance.avant_le:
                    cle = "avant_le_environ" if e.echeance.approximatif else "avant_le"
                    date = self.labels.date(e.echeance.avant_le)
                    echeance = f"{echeance} ({self.textes.word(cle, date=date)})"
            bulle.etapes.append(EtapeCitee(id=e.id, titre=e.titre, echeance=echeance))
        mots["documents"] = "\n".join(f"• {d}" for e in lues for d in e.documents)
        mots["etape"] = lues[0].titre if lues else ""
        mots["delai"] = (bulle.etapes[0].echeance or "") if bulle.etapes else ""
        mots["etapes"] = "\n".join(f"• {e.titre}" for e in lues)

    def right(self, params: dict[str, Any], mots: dict[str, Any], bulle: Bulle) -> None:
        """`droit`, `statut`, `montant`, `depend_de`, `le`: an estimate as it was that day."""
        mots.update(self.droits.one(params), date=self.droits.day(params["le"]))
        faits = self.situation.moteur.vocabulaire.faits
        bulle.choix = [
            BoutonLu(libelle=faits[nom].titre, choix={"question": nom})
            for nom in params.get("depend_de", [])
            if nom in faits
        ] + bulle.choix

    def rights(self, params: dict[str, Any], mots: dict[str, Any], bulle: Bulle) -> None:
        """`droits`: several estimates, each as it was on the day `le`."""
        droits = self.droits.several(params["droits"])
        mots.update(droits=droits, date=self.droits.day(params["le"]))

    def acronym(self, params: dict[str, Any], mots: dict[str, Any], bulle: Bulle) -> None:
        mots["sens"] = self.labels.parcours.bibliotheque.sigles.get(params["sigle"], "")

    def languages(self, params: dict[str, Any], mots: dict[str, Any], bulle: Bulle) -> None:
        """`langues`: a button for each language, under its own name."""
        bulle.choix = [
            BoutonLu(libelle=nom, choix={"langue": code}) for code, nom in languages().items()
        ] + bulle.choix

    def language(self, params: dict[str, Any], mots: dict[str, Any], bulle: Bulle) -> None:
        """`langue`: go on in it, or in the reader's own; each button in the language it means."""
        bulle.choix = [
            BoutonLu(libelle=_invite(code), choix={"langue": code})
            for code in dict.fromkeys((params["langue"], self.textes.langue))
            if code in languages()
        ]

    def contacts(self, params: dict[str, Any], mots: dict[str, Any], bulle: Bulle) -> None:
        connus = self.labels.parcours.bibliotheque.organismes
        bulle.contacts = [self.contact(nom) for nom in params["contacts"] if nom in connus]

    def contact(self, nom: str) -> ContactLu:
        """How to reach an organisation, with the doubt its number carries."""
        o = self.labels.parcours.bibliotheque.organismes[nom]
        t = o.telephone
        detail = ", ".join(x for x in ((t.horaires, t.prix) if t else ()) if x)
        return ContactLu(
            nom=self.textes.dictionnaire.quote(
                f"{o.nom} — {o.nom_long}" if o.nom != o.nom_long else o.nom
            ),
            telephone=t.numero if t else None,
            detail=detail or None,
            site=o.site,
            lieu=o.lieu,
            source=t.source if t else None,
            verifie_le=t.vu_le if t else None,
            doute=bool(t and t.doute),
        )

    def signal(self, params: dict[str, Any], mots: dict[str, Any], bulle: Bulle) -> None:
        """`signal`: the hotlines of a safety signal, above everything else."""
        urgence = self.labels.parcours.bibliotheque.urgences[params["signal"]]
        bulle.urgent = True
        mots.update(
            phrase=urgence.phrase,
            ensuite=urgence.ensuite,
            titre=urgence.titre,
            silencieux=urgence.silencieux or "",
        )
        bulle.contacts = [
            ContactLu(
                nom=c.nom,
                telephone=c.numero,
                sms=c.sms,
                detail=" · ".join(x for x in (c.horaires, c.langues, c.accessible) if x) or None,
                source=c.source,
                verifie_le=c.verifie_le,
                doute=c.doute,
            )
            for c in urgence.contacts
        ]


def _invite(langue: str) -> str:
    """« Continue in English », said by English itself."""
    cle = "continuer_en"
    return load_dictionnaire(langue).say(f"mots:{cle}", _french_words()[cle])


@cache
def _french_words() -> dict[str, str]:
    mots: dict[str, str] = read_yaml(RACINE / SOURCE / "mots.yml")
    return mots


class VocabularyTypes:
    """The vocabulary as the condition compiler reads it."""

    def __init__(self, faits: dict[str, Any]) -> None:
        self._faits = faits

    def type_of(self, fait: str) -> str | None:
        return self._faits[fait].type if fait in self._faits else None

    def options_of(self, fait: str) -> tuple[str, ...]:
        return tuple(o.valeur for o in self._faits[fait].options)


ENRICHMENTS: dict[str, Enrich] = {
    "partie": bilan.part,
    "droit": bilan.right,
    "raison": bilan.reason,
    "sigle": Renderer.acronym,
    "fait": Renderer.question,
    "faits": Renderer.facts,
    "code": Renderer.refusal,
    "moment": Renderer.moment,
    "moments": Renderer.moments,
    "etapes": Renderer.steps,
    "depend_de": Renderer.right,
    "droits": Renderer.rights,
    "langues": Renderer.languages,
    "langue": Renderer.language,
    "contacts": Renderer.contacts,
    "reference": demandes.promise,
    "demandes": demandes.several,
    "suivie": demandes.followed,
    "qui": demandes.human,  # after `suivie`: the person, where both are known
    "ajout": demandes.added_step,
    "rdv": rendezvous.appointment,
    "demande": rendezvous.safety,
    "signal": Renderer.signal,
}
