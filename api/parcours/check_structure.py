"""Is each parcours whole, and does everything it names exist?"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator

from api.parcours.content import AUJOURDHUI, Echeance, Etape, Parcours, Phase
from api.parcours.findings import Chemin, Constat, Contexte
from api.parcours.values import add_duration

# Branches and partners that the founding report counts as « interbranche » (IGAS 2024-006R, [4]).
INTERBRANCHE = frozenset(
    ("famille", "maladie", "retraite", "recouvrement", "emploi", "agricole", "etat", "collectivite")
)
AUTRES_BRANCHES = frozenset(("justice", "sante", "prive", "association"))
BRANCHES_MINIMUM = 3
MARGE = dt.timedelta(days=3)  # "two months" and "60 days" are the same length
JOUR_TEMOIN = dt.date(2027, 1, 15)  # two durations are compared from one same day


def check_six_elements(contexte: Contexte) -> Iterator[Constat]:
    """The six elements of a parcours in the founding report (IGAS 2024-006R, recommendation 1)."""
    organismes = contexte.bibliotheque.organismes
    for moment, parcours in contexte.bibliotheque.parcours.items():
        branches = {
            organismes[o.id].branche
            for etape in parcours.etapes
            for o in etape.organismes
            if o.id in organismes
        } & INTERBRANCHE
        elements: list[tuple[str, bool, str]] = [
            ("usager", bool(parcours.usager), "1: what the person decides and does (`usager`)"),
            ("evenement", bool(parcours.evenement), "2: the life moment (`evenement`)"),
            ("declinaisons", bool(parcours.declinaisons), "3: attentive variants"),
            (
                "phases",
                len(branches) >= BRANCHES_MINIMUM,
                f"4: organisations of at least {BRANCHES_MINIMUM} branches "
                f"(found: {', '.join(sorted(branches)) or 'none'})",
            ),
            ("debut", bool(parcours.debut and parcours.fin), "5: a beginning and an end"),
            ("phases", len(parcours.phases) >= 2, "5: milestones, at least two phases"),
            ("graphique", bool(parcours.graphique), "6: a graphic (`graphique`)"),
        ]
        for cle, present, element in elements:
            if not present:
                quoi = f"element {element} is missing"
                yield contexte.erreur(contexte.document(moment), (cle,), quoi)


def check_files(contexte: Contexte) -> Iterator[Constat]:
    """A parcours carries the name of its file and is in the catalogue, under one title."""
    for moment, parcours in contexte.bibliotheque.parcours.items():
        document = contexte.document(moment)
        if parcours.moment != moment:
            yield contexte.erreur(
                document, ("moment",), f"expected `{moment}`, the name of the file"
            )
        if moment not in contexte.bibliotheque.moments:
            yield contexte.erreur(document, ("moment",), "not listed in parcours/moments.yml")
    comptes = Counter(m["id"] for m in contexte.document("moments").data)
    for rang, entree in enumerate(contexte.document("moments").data):
        if comptes[entree["id"]] > 1:
            yield contexte.erreur(contexte.document("moments"), (rang,), "listed twice")


def check_identifiers(contexte: Contexte) -> Iterator[Constat]:
    """A step's identifier is its own, in all moments; so are the names inside a parcours."""
    vus: dict[str, str] = {}
    for moment, chemin, etape in contexte.steps():
        if etape.id in vus:
            quoi = f"this identifier is already used in parcours/{vus[etape.id]}.yml"
            yield contexte.erreur(contexte.document(moment), (*chemin, "id"), quoi)
        vus.setdefault(etape.id, moment)
    for moment, parcours in contexte.bibliotheque.parcours.items():
        listes = (
            ("ancres", [a.id for a in parcours.ancres]),
            ("phases", [p.id for p in parcours.phases]),
            ("declinaisons", [d.id for d in parcours.declinaisons]),
            ("questions", parcours.questions),
            ("premieres", parcours.premieres),
        )
        for cle, noms in listes:
            for rang, nom in enumerate(noms):
                if nom in noms[:rang]:
                    document = contexte.document(moment)
                    yield contexte.erreur(document, (cle, rang), f"`{nom}` is written twice")


def check_organisations(contexte: Contexte) -> Iterator[Constat]:
    """Every organisation named exists; branches are known ones."""
    organismes = contexte.bibliotheque.organismes
    for moment, chemin, etape in contexte.steps():
        for rang, cite in enumerate(etape.organismes):
            if cite.id not in organismes:
                quoi = f"unknown organisation `{cite.id}` (not in parcours/organismes.yml)"
                yield contexte.erreur(
                    contexte.document(moment), (*chemin, "organismes", rang), quoi
                )
    for nom, organisme in organismes.items():
        document = contexte.document("organismes")
        if organisme.branche not in INTERBRANCHE | AUTRES_BRANCHES:
            connues = ", ".join(sorted(INTERBRANCHE | AUTRES_BRANCHES))
            quoi = f"unknown branch `{organisme.branche}`; known: {connues}"
            yield contexte.erreur(document, (nom, "branche"), quoi)
        if organisme.agricole and organisme.agricole not in organismes:
            quoi = f"unknown organisation `{organisme.agricole}`"
            yield contexte.erreur(document, (nom, "agricole"), quoi)
    for rang, moment_lu in enumerate(contexte.bibliotheque.moments.values()):
        for nom in moment_lu.relais:
            if nom not in organismes:
                quoi = f"unknown organisation `{nom}`"
                yield contexte.erreur(contexte.document("moments"), (rang, "relais"), quoi)


def check_anchors(contexte: Contexte) -> Iterator[Constat]:
    """Reference dates are date facts; deadlines and phases count from one that exists."""
    for moment, parcours in contexte.bibliotheque.parcours.items():
        document = contexte.document(moment)
        for rang, ancre in enumerate(parcours.ancres):
            fait = contexte.faits.get(ancre.fait)
            if fait is None:
                quoi = f"unknown fact `{ancre.fait}`"
            elif fait.type != "date":
                quoi = f"`{ancre.fait}` is of type {fait.type}; expected a date"
            else:
                continue
            yield contexte.erreur(document, ("ancres", rang, "fait"), quoi)
        connues = {a.id for a in parcours.ancres}
        for rang, phase in enumerate(parcours.phases):
            for cle, borne in (("de", phase.de), ("a", phase.a)):
                if borne and borne.ancre not in connues:
                    quoi = f"unknown anchor `{borne.ancre}`; known: {', '.join(sorted(connues))}"
                    yield contexte.erreur(document, ("phases", rang, cle), quoi)
            if phase.de and phase.a and phase.de.ancre == phase.a.ancre:
                debut = add_duration(JOUR_TEMOIN, phase.de.delai)
                if debut > add_duration(JOUR_TEMOIN, phase.a.delai):
                    quoi = f"phase {phase.id} ends before it begins"
                    yield contexte.erreur(document, ("phases", rang, "a"), quoi)


def check_deadlines(contexte: Contexte) -> Iterator[Constat]:
    """A deadline can be computed, opens before it closes, and rolls only where the law says so."""
    for moment, chemin, etape in contexte.steps():
        connues = {a.id for a in contexte.bibliotheque.parcours[moment].ancres} | {AUJOURDHUI}
        for rang, echeance in enumerate(etape.echeance):
            for quoi in _deadline_faults(echeance, connues):
                # A single deadline is written without a list: the path stops at the key.
                ou: Chemin = (*chemin, "echeance", rang)
                yield contexte.erreur(contexte.document(moment), ou, f"echeance: {quoi}")


def _deadline_faults(echeance: Echeance, connues: set[str]) -> Iterator[str]:
    if echeance.ancre and echeance.ancre not in connues:
        yield f"unknown anchor `{echeance.ancre}`; known: {', '.join(sorted(connues))}"
    if (echeance.delai or echeance.debut) and not echeance.ancre:
        yield "a `delai` or `debut` needs an `ancre` to count from"
    if echeance.report and not echeance.delai:
        yield "`report: oui` needs a `delai`"
    if echeance.report and echeance.type != "legal":
        yield "`report: oui` is for legal deadlines only (CPC art. 642)"
    if echeance.delai and echeance.debut:
        debut = add_duration(JOUR_TEMOIN, echeance.debut)
        if debut > add_duration(JOUR_TEMOIN, echeance.delai):
            yield f"it would open ({echeance.debut}) after its limit ({echeance.delai})"


def check_deadlines_in_phase(contexte: Contexte) -> Iterator[Constat]:
    """A phase's steps fall inside it, or `hors_phase` says why they do not.

    A lost right (`droit_perdu`) has its last day after the phase in which one had better act.
    """
    for moment, chemin, etape in contexte.steps():
        document = contexte.document(moment)
        phase = contexte.bibliotheque.parcours[moment].phases[int(chemin[1])]
        ecarts = [(n, quoi) for n, e in enumerate(etape.echeance) for quoi in _outside(e, phase)]
        if etape.hors_phase and not ecarts:
            quoi = f"`hors_phase` is not needed: every deadline is inside phase {phase.id}"
            yield contexte.erreur(document, (*chemin, "hors_phase"), quoi)
        for rang, ecart in [] if etape.hors_phase else ecarts:
            quoi = f"{ecart}: move the step, or say why with `hors_phase`"
            yield contexte.erreur(document, (*chemin, "echeance", rang), quoi)


def _outside(echeance: Echeance, phase: Phase) -> Iterator[str]:
    """How a deadline leaves its phase, when both count from the same date."""
    if not echeance.ancre or not echeance.delai:
        return
    limite = add_duration(JOUR_TEMOIN, echeance.delai)
    if phase.de and phase.de.ancre == echeance.ancre:
        debut = add_duration(JOUR_TEMOIN, phase.de.delai)
        if limite + MARGE < debut:
            yield f"a deadline ({echeance.delai}) passes before phase {phase.id} ({phase.de.delai})"
    if phase.a and phase.a.ancre == echeance.ancre and echeance.type != "droit_perdu":
        fin = add_duration(JOUR_TEMOIN, phase.a.delai)
        if limite > fin + MARGE:
            yield f"a deadline ({echeance.delai}) comes after phase {phase.id} ({phase.a.delai})"


def check_step_references(contexte: Contexte) -> Iterator[Constat]:
    """Guards, traps and `apres` name steps that exist; no step waits for itself."""
    for moment, chemin, etape in contexte.steps():
        document = contexte.document(moment)
        for nom in etape.apres:
            if nom not in contexte.etapes:
                yield contexte.erreur(document, (*chemin, "apres"), f"unknown step `{nom}`")
        for rang, r in enumerate(etape.remplace):
            if r.etape not in contexte.etapes or r.etape == etape.id:
                ou = (*chemin, "remplace", rang)
                yield contexte.erreur(document, ou, f"unknown step `{r.etape}`")
        if _waits_for(contexte, etape.id, etape.id, set()):
            yield contexte.erreur(document, (*chemin, "apres"), "this step waits for itself")
    for moment, parcours in contexte.bibliotheque.parcours.items():
        yield from _local_references(contexte, moment, parcours)


def _waits_for(contexte: Contexte, depart: str, cible: str, vus: set[str]) -> bool:
    etape = contexte.etapes.get(depart)
    for nom in etape.apres if etape else []:
        if nom == cible:
            return True
        if nom not in vus:
            vus.add(nom)
            if _waits_for(contexte, nom, cible, vus):
                return True
    return False


def _local_references(contexte: Contexte, moment: str, parcours: Parcours) -> Iterator[Constat]:
    document = contexte.document(moment)
    connues = {e.id for e in parcours.etapes}
    groupes = [("gardes", rang, g.etapes) for rang, g in enumerate(parcours.gardes)]
    groupes = [g for g in groupes if not parcours.gardes[g[1]].ferme_autres]  # keeps every step
    groupes += [("pieges", rang, p.etapes) for rang, p in enumerate(parcours.pieges)]
    for cle, rang, noms in groupes:
        ou: Chemin = (cle, rang, "etapes")
        for nom in noms:
            if nom not in connues:
                yield contexte.erreur(document, ou, f"unknown step `{nom}` in this parcours")
        if not noms:
            yield contexte.avertissement(
                document, (cle, rang), f"`{cle}`: names no step, never shown"
            )


def check_continuity(contexte: Contexte) -> Iterator[Constat]:
    """A step that bridges two benefits warns before the first one ends (R2.4)."""
    for moment, chemin, etape in contexte.steps():
        tot = any(
            e.debut or e.ancre == AUJOURDHUI or (e.delai or "").startswith("-")
            for e in etape.echeance
        )
        if etape.continuite and not tot:
            quoi = "`continuite: oui` needs an early alert: a `debut`, or a `delai` before its date"
            yield contexte.erreur(contexte.document(moment), (*chemin, "continuite"), quoi)


def check_shared_steps(contexte: Contexte) -> Iterator[Constat]:
    """A shared act is wanted by several moments, once in each, of an organisation in common."""
    groupes: dict[str, list[tuple[str, Chemin, Etape]]] = {}
    for moment, chemin, etape in contexte.steps():
        if etape.commun:
            groupes.setdefault(etape.commun, []).append((moment, chemin, etape))
    for commun, membres in groupes.items():
        premier, chemin, etape = membres[0]
        if len({moment for moment, *_ in membres}) < 2:
            quoi = f"`commun: {commun}` is in no other moment"
            yield contexte.avertissement(contexte.document(premier), (*chemin, "commun"), quoi)
        organismes = {o.id for o in etape.organismes}
        vus = {premier}
        for moment, ou, autre in membres[1:]:
            if moment in vus:
                quoi = f"`commun: {commun}` is written twice in this parcours"
                yield contexte.erreur(contexte.document(moment), (*ou, "commun"), quoi)
            vus.add(moment)
            if organismes.isdisjoint(o.id for o in autre.organismes):
                quoi = f"`commun: {commun}` shares no organisation with {etape.id}"
                yield contexte.erreur(contexte.document(moment), (*ou, "commun"), quoi)


def check_titles(contexte: Contexte) -> Iterator[Constat]:
    """No two steps of a moment look the same to the person who reads their plan."""
    vus: dict[tuple[str, str, str], str] = {}
    for moment, chemin, etape in contexte.steps():
        for cle, valeur in (("titre", etape.titre), ("nom", etape.nom)):
            clef = (moment, cle, " ".join(valeur.casefold().split()))
            if clef in vus:
                quoi = f"same `{cle}` as {vus[clef]}: « {valeur} »"
                yield contexte.erreur(contexte.document(moment), (*chemin, cle), quoi)
            vus.setdefault(clef, etape.id)
