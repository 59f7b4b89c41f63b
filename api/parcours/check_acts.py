"""Is everything the assistant says worded? Acts, their placeholders, buttons, refusals."""

from __future__ import annotations

import ast
import string
from collections.abc import Iterator
from typing import Any

from api.parcours.check_wording import find_number
from api.parcours.conditions import ConditionInvalide, compile_condition
from api.parcours.findings import Chemin, Constat, Contexte, Module
from api.parcours.values import ValeurInvalide
from api.parcours.vocabulary import Types
from api.parcours.yaml_lines import Document

# What the renderer makes out of an act's parameters; the other placeholders are parameters.
TROUS_RENDUS = frozenset(
    (
        *("question", "pourquoi", "fait", "valeur", "faits", "message", "moment", "phrase"),
        *("ensuite", "titre", "silencieux", "sens", "documents", "etape", "etapes", "delai"),
        *("date", "decide", "lien", "montant"),
        *("droit", "etat", "reponse", "doute", "source", "demandes", "promesse"),
        *("qui", "maniere", "heure", "quand", "comment", "moments", "jusqua"),
    )
)
CLES_ACTE = {"texte", "variantes", "choix", "signal", "contacts", "langues"}


def check_catalogue(contexte: Contexte) -> Iterator[Constat]:
    """Each act has one text, variants whose conditions are understood, and known placeholders."""
    vus: dict[str, Document] = {}
    types = Types(contexte.bibliotheque.faits.data)
    trous = TROUS_RENDUS | {nom for module in contexte.modules for nom in _parameters(module)}
    for document in contexte.actes:
        for nom, brut in (document.data or {}).items():
            if nom in vus:
                yield contexte.erreur(
                    document, (nom,), f"already written in {vus[nom].fichier.name}"
                )
            vus.setdefault(nom, document)
            entree = {"texte": brut} if isinstance(brut, str) else brut
            if not isinstance(entree, dict) or not isinstance(entree.get("texte"), str):
                yield contexte.erreur(document, (nom,), "expected a `texte`")
                continue
            for cle in sorted(set(entree) - CLES_ACTE):
                yield contexte.erreur(document, (nom, cle), f"unknown key `{cle}`")
            for ou, texte in _texts(nom, entree):
                for quoi in _placeholder_faults(texte, trous):
                    yield contexte.erreur(document, ou, quoi)
            yield from _variants(contexte, document, nom, entree, types)
            yield from _buttons(contexte, document, nom, entree)


def _variants(
    contexte: Contexte, document: Document, nom: str, entree: dict[str, Any], types: Types
) -> Iterator[Constat]:
    for rang, variante in enumerate(entree.get("variantes") or []):
        ou = (nom, "variantes", rang)
        cles = set(variante) if isinstance(variante, dict) else set()
        formes = ({"si"}, {"protege"}, {"protege", "si"}, {"sans"})
        if cles not in [{*forme, "texte"} for forme in formes]:
            quoi = (
                "a variant has exactly `si` and `texte` (`protege: oui` besides, or instead; or "
                "`sans`, a parameter that the act lacks)"
            )
            yield contexte.erreur(document, ou, quoi)
            continue
        if variante.get("protege", "oui") != "oui":
            yield contexte.erreur(document, (*ou, "protege"), "expected oui")
        try:
            compile_condition(variante.get("si", {}), types)
        except ConditionInvalide as erreur:
            chemin = " → ".join(map(str, erreur.chemin))
            yield contexte.erreur(document, (*ou, "si"), f"si: {chemin}: {erreur}")


def _texts(nom: str, entree: dict[str, Any]) -> Iterator[tuple[Chemin, str]]:
    yield (nom, "texte"), entree["texte"]
    for rang, variante in enumerate(entree.get("variantes") or []):
        if isinstance(variante, dict) and isinstance(variante.get("texte"), str):
            yield (nom, "variantes", rang, "texte"), variante["texte"]


def _placeholder_faults(texte: str, connus: frozenset[str]) -> Iterator[str]:
    try:
        trous = {nom for _, nom, _, _ in string.Formatter().parse(texte) if nom is not None}
    except ValueError as erreur:
        yield f"malformed placeholder: {erreur}"
        return
    for trou in sorted(trous - connus):
        yield f"unknown placeholder `{{{trou}}}`; known: {', '.join(sorted(connus))}"


def _buttons(
    contexte: Contexte, document: Document, nom: str, entree: dict[str, Any]
) -> Iterator[Constat]:
    boutons = contexte.locales["boutons"].data if "boutons" in contexte.locales else {}
    for rang, bouton in enumerate(entree.get("choix") or []):
        ou = (nom, "choix", rang)
        choix = bouton.get("choix") if isinstance(bouton, dict) else None
        if not isinstance(choix, dict) or not bouton.get("libelle"):
            yield contexte.erreur(document, ou, "a button has a `libelle` and a `choix`")
        elif "acte" in choix and choix["acte"] not in boutons:
            quoi = f"unknown act `{choix['acte']}` (not in locales/fr/boutons.yml)"
            yield contexte.erreur(document, ou, quoi)
        elif "moment" in choix and choix["moment"] not in contexte.bibliotheque.moments:
            yield contexte.erreur(document, ou, f"unknown moment `{choix['moment']}`")
        elif "fait" in choix:
            yield from _fact_button(contexte, document, ou, choix)


def _fact_button(
    contexte: Contexte, document: Document, ou: Chemin, choix: dict[str, Any]
) -> Iterator[Constat]:
    fait = contexte.faits.get(choix["fait"])
    if fait is None:
        yield contexte.erreur(document, ou, f"unknown fact `{choix['fait']}`")
    elif "statut" not in choix:
        try:
            fait.coerce(choix.get("valeur"), contexte.le)
        except ValeurInvalide:
            quoi = f"`{choix.get('valeur')}` is not a value of `{choix['fait']}`"
            yield contexte.erreur(document, ou, quoi)


def check_acts_worded(contexte: Contexte) -> Iterator[Constat]:
    """Every act that content, dialogue or code may emit has words in locales/fr/actes."""
    ecrits = {nom for document in contexte.actes for nom in document.data or {}}
    for moment, parcours in contexte.bibliotheque.parcours.items():
        document = contexte.document(moment)
        for acte in (f"{moment}.ouverture", f"{moment}.cloture"):
            if acte not in ecrits:
                yield contexte.erreur(document, ("moment",), _unworded(acte))
        dits = [("gardes", rang, g.acte) for rang, g in enumerate(parcours.gardes)]
        dits += [("paroles", rang, p.acte) for rang, p in enumerate(parcours.paroles)]
        for cle, rang, dit in dits:
            if dit and dit not in ecrits:
                yield contexte.erreur(document, (cle, rang, "acte"), _unworded(dit))
    for document in contexte.domaine:
        for nom, formes in ((document.data or {}).get("responses") or {}).items():
            for forme in formes:
                emis = (forme.get("custom") or {}).get("acte")
                if emis and emis not in ecrits:
                    yield contexte.erreur(document, ("responses", nom), _unworded(emis))
    for module in contexte.modules:
        for acte, ligne in _emitted(module):
            if acte not in ecrits:
                yield Constat("erreur", f"{module.ou}:{ligne}", _unworded(acte))


def _unworded(acte: str) -> str:
    return f"act `{acte}` has no wording in locales/fr/actes"


def _emitted(module: Module) -> Iterator[tuple[str, int]]:
    """Acts named as they are in code: `say("x")`, `Acte("x", …)`, `acte = "x"`."""
    for appel in _emissions(module):
        yield from _constants(appel.args[0])
    for classe in module.classes:
        for ligne in classe.body:
            if isinstance(ligne, ast.Assign) and any(
                isinstance(c, ast.Name) and c.id == "acte" for c in ligne.targets
            ):
                yield from _constants(ligne.value)


def _parameters(module: Module) -> Iterator[str]:
    """Names of the parameters that acts are emitted with."""
    for appel in _emissions(module):
        yield from (k.arg for k in appel.keywords if k.arg)
        for argument in appel.args[1:]:
            cles = argument.keys if isinstance(argument, ast.Dict) else []
            yield from (nom for cle in cles if cle for nom, _ in _constants(cle))


def _emissions(module: Module) -> Iterator[ast.Call]:
    for appel in module.appels:
        nom = getattr(appel.func, "attr", None) or getattr(appel.func, "id", None)
        if appel.args and nom in ("say", "Acte"):
            yield appel


def _constants(noeud: ast.expr) -> Iterator[tuple[str, int]]:
    if isinstance(noeud, ast.Constant) and isinstance(noeud.value, str) and noeud.value:
        yield noeud.value, noeud.lineno
    elif isinstance(noeud, ast.IfExp):
        yield from _constants(noeud.body)
        yield from _constants(noeud.orelse)


def check_refusals_worded(contexte: Contexte) -> Iterator[Constat]:
    """Every refusal of the program has its sentence in locales/fr/erreurs.yml."""
    if "erreurs" not in contexte.locales:
        return
    connus = contexte.locales["erreurs"].data or {}
    for place, coherence in enumerate(contexte.bibliotheque.coherences):
        if coherence.code not in connus:
            quoi = f"refusal `{coherence.code}` has no sentence in locales/fr/erreurs.yml"
            yield contexte.erreur(contexte.document("coherences"), (place, "code"), quoi)
    for nom, fait in contexte.faits.items():
        for n, autre in enumerate(fait.plausible):
            if autre.code not in connus:
                quoi = f"refusal `{autre.code}` has no sentence in locales/fr/erreurs.yml"
                yield contexte.erreur(contexte.bibliotheque.faits, (nom, "plausible", n), quoi)
    for module in contexte.modules:
        for appel in module.appels:
            nom = appel.func.id if isinstance(appel.func, ast.Name) else ""
            rang = {"Refus": 2, "ValeurInvalide": 0}.get(nom)
            if rang is None or len(appel.args) <= rang:
                continue
            for code, ligne in _constants(appel.args[rang]):
                if code not in connus:
                    quoi = f"refusal `{code}` has no sentence in locales/fr/erreurs.yml"
                    yield Constat("erreur", f"{module.ou}:{ligne}", quoi)


def check_no_number_in_code(contexte: Contexte) -> Iterator[Constat]:
    """No amount, no telephone number in a program: they are data, with a source and a date."""
    for module in contexte.modules:
        for texte, ligne in module.chaines:
            nombre = find_number(texte)
            if nombre:
                quoi = f"an amount or a telephone number in code: {nombre}"
                yield Constat("erreur", f"{module.ou}:{ligne}", quoi)
