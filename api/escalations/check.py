"""Content checks of `parcours/escalades/`: nobody may fall between two desks."""

from __future__ import annotations

from collections.abc import Iterator

from api.escalations.contenu import FRANCE, MOMENTS, Contenus, documents, load_escalades
from api.parcours.findings import Chemin, Constat, Contexte
from api.parcours.yaml_lines import ContenuInvalide, Document

RELAIS_GENERAL = "france_services"
LONGUEUR_PHRASE = 240


def check_escalades(contexte: Contexte) -> Iterator[Constat]:
    """The files of `parcours/escalades/`, when the repository has any of them."""
    dossier = contexte.racine / "parcours" / "escalades"
    if not dossier.exists():
        return
    try:
        lus, contenus = documents(dossier), load_escalades(dossier)
    except ContenuInvalide as erreur:
        for faute in erreur.fautes:
            fichier, ligne, quoi = faute.split(":", 2)
            yield Constat("erreur", f"parcours/{fichier}:{ligne}", quoi.strip())
        return
    yield from _rules(contexte, lus["regles"], contenus)
    yield from _desks(contexte, lus["guichets"], contenus)
    yield from _motives(contexte, lus["motifs"], contenus)
    yield from _moments(contexte, lus, contenus)
    yield from _flows(contexte, lus["flux"], contenus)
    yield from _sentences(contexte, lus["phrases"], contenus)
    dates = {
        "regles": contenus.regles.revoir_avant,
        "motifs": contenus.motifs.revoir_avant,
        "flux": contenus.registre.revoir_avant,
        "phrases": contenus.phrases.revoir_avant,
    }
    for nom, revoir_avant in dates.items():
        if revoir_avant < contexte.le:
            quoi = f"to be reviewed before {revoir_avant}: overdue"
            yield contexte.avertissement(lus[nom], ("revoir_avant",), quoi)


def _rules(contexte: Contexte, document: Document, contenus: Contenus) -> Iterator[Constat]:
    regles = contenus.regles
    attendues = {f"fragilite_{f}" for f in regles.fragilites} | {
        *("attentif", "echeance_passee", "echeance_semaine", "echeance_mois"),
        *("repetee_jour", "repetee_mois", "expertise"),
    }
    for code in sorted(attendues ^ regles.raisons.keys()):
        quoi = f"reason `{code}`: each reason of priority is worded, and no other"
        yield contexte.erreur(document, ("raisons", code), quoi)
    for etat in ("normale", "tendue", "critique"):
        if etat not in regles.tension.etats:
            quoi = f"the state `{etat}` needs its threshold and its written order"
            yield contexte.erreur(document, ("tension", "etats"), quoi)
    seuils = [e.depuis for e in regles.tension.etats.values()]
    if seuils != sorted(seuils):
        yield contexte.erreur(document, ("tension", "etats"), "thresholds must grow")
    limites = regles.promesses
    if limites.rendez_vous.unite != "jours_ouvres" or limites.reponse.unite != "jours_ouvres":
        yield contexte.erreur(document, ("promesses",), "answers are promised in working days")


def _desks(contexte: Contexte, document: Document, contenus: Contenus) -> Iterator[Constat]:
    organismes = contexte.bibliotheque.organismes
    departements = {*_departements(contexte), FRANCE}
    vus: dict[tuple[str, str], str] = {}
    for rang, guichet in enumerate(contenus.guichets):
        for numero, nom in enumerate(guichet.organismes):
            if nom not in organismes:
                quoi = f"unknown organisation `{nom}`"
                yield contexte.erreur(document, (rang, "organismes", numero), quoi)
            for territoire in guichet.territoires:
                deja = vus.setdefault((nom, territoire), guichet.id)
                if deja != guichet.id:
                    quoi = f"`{nom}` already has the desk `{deja}` in `{territoire}`"
                    yield contexte.erreur(document, (rang, "territoires"), quoi)
        for numero, territoire in enumerate(guichet.territoires):
            if territoire not in departements:
                quoi = f"unknown département `{territoire}` (or `{FRANCE}`)"
                yield contexte.erreur(document, (rang, "territoires", numero), quoi)
        yield from _known(
            contexte, document, (rang, "correspondants"), guichet.correspondants, contenus
        )
        if not guichet.horaires:
            quoi = "no opening hours: expected at least one"
            yield contexte.erreur(document, (rang, "horaires"), quoi)
        if not (guichet.rappel or guichet.rendez_vous):
            quoi = "neither callback nor appointment: nobody would ever answer outside live chat"
            yield contexte.erreur(document, (rang, "rappel"), quoi)
        if guichet.exemple == bool(guichet.source):
            quoi = "hours are either an example to be set (`exemple: oui`), or have a `source`"
            yield contexte.erreur(document, (rang, "exemple"), quoi)
    if (RELAIS_GENERAL, FRANCE) not in vus:
        quoi = f"`{RELAIS_GENERAL}` needs a desk in `{FRANCE}`: it is the last resort everywhere"
        yield contexte.erreur(document, (), quoi)


def _sentences(contexte: Contexte, document: Document, contenus: Contenus) -> Iterator[Constat]:
    """Read as they stand: each under one name, on one line, short, without a blank to fill."""
    vues: set[str] = set()
    for rang, groupe in enumerate(contenus.phrases.groupes):
        for numero, phrase in enumerate(groupe.phrases):
            ou: Chemin = ("groupes", rang, "phrases", numero)
            if phrase.id in vues:
                yield contexte.erreur(document, ou, f"the sentence `{phrase.id}` is written twice")
            vues.add(phrase.id)
            if any(signe in phrase.texte for signe in "{}\n"):
                quoi = f"`{phrase.id}`: one line, without a blank to fill"
                yield contexte.erreur(document, (*ou, "texte"), quoi)
            if len(phrase.texte) > LONGUEUR_PHRASE:
                quoi = f"`{phrase.id}`: {LONGUEUR_PHRASE} characters at most"
                yield contexte.erreur(document, (*ou, "texte"), quoi)


def _departements(contexte: Contexte) -> Iterator[str]:
    fichier = contexte.racine / "parcours" / "territoires" / "departements.csv"
    lignes = fichier.read_text(encoding="utf-8").splitlines()[1:]
    return (ligne.partition(";")[0] for ligne in lignes)


def _known(
    contexte: Contexte, document: Document, ou: Chemin, noms: list[str], contenus: Contenus
) -> Iterator[Constat]:
    for numero, nom in enumerate(noms):
        if nom not in contenus.motifs.competences:
            quoi = f"unknown skill `{nom}`; known: {', '.join(contenus.motifs.competences)}"
            yield contexte.erreur(document, (*ou, numero), quoi)


def _motives(contexte: Contexte, document: Document, contenus: Contenus) -> Iterator[Constat]:
    for nom in contenus.motifs.titres_caches:
        if nom not in contenus.motifs.competences:
            yield contexte.erreur(document, ("titres_caches",), f"unknown skill `{nom}`")


def _moments(contexte: Contexte, lus: dict[str, Document], contenus: Contenus) -> Iterator[Constat]:
    """Each attentive variant of each parcours has the correspondent who follows it."""
    competences = contenus.motifs.competences
    nommes = {(o, c) for g in contenus.guichets for o in g.organismes for c in g.correspondants}
    for moment, parcours in contexte.bibliotheque.parcours.items():
        if moment not in contenus.moments:
            quoi = f"who follows it is not said: expected parcours/escalades/moments/{moment}.yml"
            yield contexte.erreur(contexte.document(moment), ("declinaisons",), quoi)
            continue
        ecrites = {d.id for d in parcours.declinaisons}
        for cle in sorted(ecrites ^ contenus.moments[moment].declinaisons.keys()):
            quoi = f"`{cle}`: each attentive variant has its correspondent, and no other"
            yield contexte.erreur(lus[MOMENTS + moment], ("declinaisons", cle), quoi)
    for moment, suivi in contenus.moments.items():
        document = lus[MOMENTS + moment]
        if moment not in contexte.bibliotheque.moments:
            yield contexte.erreur(document, (), f"unknown moment `{moment}`")
        if suivi.competence not in competences:
            yield contexte.erreur(document, ("competence",), f"unknown skill `{suivi.competence}`")
        for cle, attention in suivi.declinaisons.items():
            ou = ("declinaisons", cle)
            if attention.competence not in competences:
                yield contexte.erreur(document, ou, f"unknown skill `{attention.competence}`")
            elif not contenus.desk(attention.organisme, None):
                yield contexte.erreur(document, ou, f"`{attention.organisme}` has no desk")
            elif (attention.organisme, attention.competence) not in nommes and (
                attention.niveau == "accompagnement"
            ):
                quoi = (
                    f"`{attention.organisme}` has no correspondent for `{attention.competence}`"
                    " (guichets.yml)"
                )
                yield contexte.erreur(document, ou, quoi)


def _flows(contexte: Contexte, document: Document, contenus: Contenus) -> Iterator[Constat]:
    registre = contenus.registre
    ids = [f.id for f in registre.flux]
    for rang, flux in enumerate(registre.flux):
        for numero, nom in enumerate(flux.organismes):
            if nom not in contexte.bibliotheque.organismes:
                quoi = f"unknown organisation `{nom}`"
                yield contexte.erreur(document, ("flux", rang, "organismes", numero), quoi)
        for numero, champ in enumerate(flux.champs):
            if champ not in registre.champs:
                quoi = f"unknown field `{champ}`; known: {', '.join(registre.champs)}"
                yield contexte.erreur(document, ("flux", rang, "champs", numero), quoi)
        if flux.remplace_par and flux.remplace_par not in ids:
            quoi = f"unknown flow `{flux.remplace_par}`"
            yield contexte.erreur(document, ("flux", rang, "remplace_par"), quoi)
        if ids.count(flux.id) > 1:
            yield contexte.erreur(document, ("flux", rang, "id"), f"`{flux.id}` is written twice")
        if flux.au < contexte.le:
            quoi = f"expired on {flux.au}: nothing leaves by this flow any more"
            yield contexte.avertissement(document, ("flux", rang, "au"), quoi)
