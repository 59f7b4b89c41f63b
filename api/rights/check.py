"""Content checks of the rights: does everything they name exist, and can it be believed?"""

from __future__ import annotations

from collections.abc import Iterator

from api.parcours.check_reach import TropComplexe, find_situation
from api.parcours.check_trust import SOURCES_SURES
from api.parcours.conditions import Tous, facts_of
from api.parcours.findings import Chemin, Constat, Contexte
from api.parcours.vocabulary import Types
from api.parcours.yaml_lines import ContenuInvalide, Document
from api.rights.catalogue import Catalogue, Droit, load_catalogue
from api.rights.openfisca.variables import Selection, load_selection
from api.rights.regles import REGLES
from api.rights.regles.bareme import load_document
from api.rights.situation import FAITS_LUS


def check_rights(contexte: Contexte) -> Iterator[Constat]:
    """Everything of `parcours/droits`, when there is such a folder."""
    document = contexte.droits
    if document is None:
        return
    try:
        catalogue = load_catalogue(Types(contexte.bibliotheque.faits.data), document)
    except ContenuInvalide as erreur:
        yield from (_told(faute) for faute in erreur.fautes)
        return
    selection = load_selection()
    yield from _names(contexte, document, catalogue)
    for nom, droit in catalogue.droits.items():
        ou: Chemin = ("droits", nom)
        yield from _calculation(contexte, document, catalogue, selection, ou, droit)
        yield from _trust(contexte, document, ou, droit)
        yield from _reachable(contexte, document, ou, droit)
    if catalogue.revoir_avant < contexte.le:
        quoi = f"to be reviewed before {catalogue.revoir_avant}: overdue"
        yield contexte.avertissement(document, ("revoir_avant",), quoi)


def check_scales(contexte: Contexte) -> Iterator[Constat]:
    """The dated values of the rules can be read, and their review is not overdue."""
    fichier = contexte.racine / "parcours" / "droits" / "baremes.yml"
    if not fichier.exists():
        return
    try:
        document = Document(fichier, nom="droits/baremes.yml")
        bareme = load_document(document)
    except ContenuInvalide as erreur:
        yield from (_told(faute) for faute in erreur.fautes)
        return
    for cle in bareme.overdue(contexte.le):
        groupe = "dates" if cle in bareme.contenu.dates else "valeurs"
        yield contexte.avertissement(document, (groupe, cle), "to be reviewed: overdue")


def facts_used(contexte: Contexte) -> frozenset[str]:
    """Facts that the estimation reads: named by a right, by a rule, or turned into a household."""
    if contexte.droits is None:
        return frozenset()
    noms = set(FAITS_LUS).union(*(regle.faits for regle in REGLES.values()))
    try:
        catalogue = load_catalogue(Types(contexte.bibliotheque.faits.data), contexte.droits)
    except ContenuInvalide:
        return frozenset(noms)
    for droit in catalogue.droits.values():
        noms |= {*catalogue.facts_of(droit), *facts_of(droit.si), *facts_of(droit.concerne)}
    return frozenset(noms)


def _told(faute: str) -> Constat:
    fichier, ligne, quoi = faute.split(":", 2)
    return Constat("erreur", f"parcours/{fichier}:{ligne}", quoi.strip())


def _names(contexte: Contexte, document: Document, catalogue: Catalogue) -> Iterator[Constat]:
    """Facts, steps, rights, organisations and moments that are named exist."""
    for groupe, noms in catalogue.groupes.items():
        if groupe in contexte.faits:
            quoi = "a group of facts cannot have the name of a fact"
            yield contexte.erreur(document, ("groupes", groupe), quoi)
        for rang, nom in enumerate(noms):
            if nom not in contexte.faits:
                yield contexte.erreur(document, ("groupes", groupe, rang), _unknown("fact", nom))
    for nom, droit in catalogue.droits.items():
        ou: Chemin = ("droits", nom)
        for rang, fait in enumerate(droit.faits):
            if fait not in contexte.faits and fait not in catalogue.groupes:
                yield contexte.erreur(document, (*ou, "faits", rang), _unknown("fact", fait))
        for rang, etape in enumerate(droit.etapes):
            if etape not in contexte.etapes:
                yield contexte.erreur(document, (*ou, "etapes", rang), _unknown("step", etape))
        for rang, autre in enumerate(droit.exclut):
            if autre not in catalogue.droits:
                yield contexte.erreur(document, (*ou, "exclut", rang), _unknown("right", autre))
        if droit.organisme not in contexte.bibliotheque.organismes:
            quoi = _unknown("organisation", droit.organisme)
            yield contexte.erreur(document, (*ou, "organisme"), quoi)
    for rang, evenement in enumerate(catalogue.evenements):
        ou = ("evenements", rang)
        if evenement.moment not in contexte.bibliotheque.moments:
            yield contexte.erreur(document, (*ou, "moment"), _unknown("moment", evenement.moment))
        for autre in (*evenement.droits, *(a.droit for a in evenement.annonces)):
            if autre not in catalogue.droits:
                yield contexte.erreur(document, (*ou, "droits"), _unknown("right", autre))
        for cle, faits in (("avant", evenement.avant), ("apres", evenement.apres)):
            dits = [v["fait"] for v in faits.values() if isinstance(v, dict) and "fait" in v]
            for fait in (*faits, *dits):
                if fait not in contexte.faits:
                    yield contexte.erreur(document, (*ou, cle), _unknown("fact", fait))


def _unknown(quoi: str, nom: str) -> str:
    return f"unknown {quoi} `{nom}`"


def _calculation(
    contexte: Contexte,
    document: Document,
    catalogue: Catalogue,
    selection: Selection,
    ou: Chemin,
    droit: Droit,
) -> Iterator[Constat]:
    """What computes it exists, and a stale amount is not shown."""
    for nom in droit.calcul.openfisca:
        variable = selection.variables.get(nom)
        if variable is None:
            quoi = f"`{nom}` is not in parcours/droits/openfisca.yml"
            yield contexte.erreur(document, (*ou, "calcul"), quoi)
        elif variable.perime and droit.chiffrable:
            quoi = f"`{nom}` is stale ({variable.perime}): expected `chiffre: non`"
            yield contexte.erreur(document, (*ou, "chiffre"), quoi)
    if droit.calcul.regle is None:
        return
    regle = REGLES.get(droit.calcul.regle)
    if regle is None:
        quoi = f"unknown rule `{droit.calcul.regle}`; known: {', '.join(sorted(REGLES))}"
        yield contexte.erreur(document, (*ou, "calcul"), quoi)
        return
    absents = sorted(regle.faits_des_conditions - {*catalogue.facts_of(droit)})
    vus = contexte.moteur.closure(frozenset(catalogue.facts_of(droit)) & contexte.faits.keys())
    oublies = [nom for nom in absents if nom not in vus and contexte.faits[nom].demander]
    if oublies:
        quoi = f"the rule also reads {', '.join(oublies)}: expected in `faits`"
        yield contexte.avertissement(document, (*ou, "faits"), quoi)


def _trust(contexte: Contexte, document: Document, ou: Chemin, droit: Droit) -> Iterator[Constat]:
    """A source, a doubt that says what to confirm, a review that is not overdue."""
    if droit.calcul.regle is None:
        if not droit.sources:
            yield contexte.erreur(document, ou, "no source")
        elif not droit.doute and not any(s.statut in SOURCES_SURES for s in droit.sources):
            quoi = "no official source (V or C): expected `doute: oui` and what is to be confirmed"
            yield contexte.erreur(document, (*ou, "sources"), quoi)
    for rang, source in enumerate(droit.sources):
        if source.vu_le and source.vu_le > contexte.le.isoformat():
            quoi = f"seen on {source.vu_le}: this date is in the future"
            yield contexte.erreur(document, (*ou, "sources", rang), quoi)
    if droit.doute != bool(droit.doute_texte):
        quoi = "`doute: oui` and `doute_texte` go together"
        yield contexte.erreur(document, (*ou, "doute"), quoi)
    if droit.revoir_avant < contexte.le:
        quoi = f"to be reviewed before {droit.revoir_avant}: overdue"
        yield contexte.avertissement(document, (*ou, "revoir_avant"), quoi)


def _reachable(
    contexte: Contexte, document: Document, ou: Chemin, droit: Droit
) -> Iterator[Constat]:
    """Some person's answers can open it."""
    try:
        if find_situation(contexte, Tous((droit.concerne, droit.si))) is None:
            yield contexte.erreur(document, (*ou, "si"), "no answers can ever open this right")
    except TropComplexe:
        quoi = "condition too complex to be verified"
        yield contexte.avertissement(document, (*ou, "si"), quoi)
