"""The French source, sentence by sentence: `locales/fr/` and `parcours/`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from api.bilan.contenu import Textes as TextesBilan
from api.bilan.contenu import load_texts
from api.escalations.contenu import Contenus, delivered
from api.languages.langues import RACINE
from api.languages.phrases import Phrase, is_plural, reword, reword_act, reword_words
from api.parcours.library import Bibliotheque
from api.parcours.vocabulary import Types
from api.rights.catalogue import Catalogue, load_catalogue

LECTEUR = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # ten times as fast, where it was built
MOTS = ("mots", "erreurs", "boutons")
# Addresses are the same in every language.
INVARIABLES = ("interface:quitter.adresse", "interface:droits.simulateur_adresse")
# What only French needs: « 1er février ».
PROPRES = ("interface:date.premier",)


def list_phrases(bibliotheque: Bibliotheque, racine: Path = RACINE) -> list[Phrase]:
    """Every sentence a person may read, in the order of the files."""
    trouvees: dict[str, Phrase] = {}

    def note(cle: str, francais: str) -> str:
        trouvees[cle] = Phrase(cle, francais.strip())
        return francais

    interface = read_yaml(racine / "fr" / "interface.yml")
    trouvees |= {p.cle: p for p in list_interface(interface)}
    for nom in MOTS:
        reword_words(read_yaml(racine / "fr" / f"{nom}.yml"), f"{nom}:", note)
    for acte, entree in read_acts(racine / "fr").items():
        reword_act(entree, f"actes:{acte}", note)
    reword_content(bibliotheque, note)
    reword_requests(delivered(), note)
    reword_rights(load_catalogue(Types(bibliotheque.faits.data)), note)
    reword_review(load_texts(), note)
    return [p for p in trouvees.values() if p.cle not in (*INVARIABLES, *PROPRES)]


def reword_content(b: Bibliotheque, dire: Any, citer: Any = str) -> dict[str, Any]:
    """The shown parts of the library, with the words that `dire` gives."""
    return {
        "faits": reword(b.vocabulaire.faits, "faits:", dire, citer),
        "moments": reword(b.moments, "commun:moments", dire, citer),
        "organismes": reword(b.organismes, "commun:organismes", dire, citer),
        "urgences": reword(b.urgences, "commun:urgences", dire, citer),
        "sigles": reword_words(b.sigles, "commun:sigles", dire),
        "parcours": {
            nom: reword(p, f"parcours-{nom}:{nom}", dire, citer) for nom, p in b.parcours.items()
        },
    }


def reword_rights(catalogue: Catalogue, dire: Any, citer: Any = str) -> Catalogue:
    """The same rights and events, with the words that `dire` gives."""
    return catalogue.model_copy(
        update={
            "droits": reword(catalogue.droits, "droits:", dire, citer),
            "evenements": reword(catalogue.evenements, "droits:evenements", dire, citer),
        }
    )


def reword_review(textes: TextesBilan, dire: Any, citer: Any = str) -> TextesBilan:
    """The texts of the rights review: consents by their version, answers by what they answer."""
    bilan, non_recours = textes.bilan, textes.non_recours
    consentements = {
        objet: [reword(r, f"bilan:{objet}.{r.version}", dire, citer) for r in redactions]
        for objet, redactions in bilan.consentements.items()
    }
    reponses = [
        reword(r, "-".join((f"bilan:reponses.{r.raison}", *r.droits)), dire, citer)
        for r in non_recours.reponses
    ]
    raisons = reword(non_recours.raisons, "bilan:raisons", dire, citer)
    return TextesBilan(
        reword(bilan, "bilan:entretien", dire, citer).model_copy(
            update={"consentements": consentements}
        ),
        non_recours.model_copy(update={"raisons": raisons, "reponses": reponses}),
    )


def reword_requests(contenus: Contenus, dire: Any) -> dict[str, dict[str, str]]:
    """What a person may read about a request: why, how it ended, the sentences offered to agents."""
    lus = {
        "raisons": {nom: r.personne for nom, r in contenus.regles.raisons.items()},
        "issues": {nom: i.personne for nom, i in contenus.motifs.issues.items()},
        "phrases": contenus.phrases.par_id,
    }
    return {nom: reword_words(textes, f"escalades:{nom}", dire) for nom, textes in lus.items()}


def list_interface(arbre: Mapping[str, Any], prefixe: str = "interface:") -> Iterator[Phrase]:
    """The sentences of the interface; those that count come with both French forms."""
    for nom, valeur in arbre.items():
        cle = f"{prefixe}{nom}"
        if is_plural(valeur):
            yield Phrase(cle, str(valeur["one"]).strip(), str(valeur["other"]).strip())
        elif isinstance(valeur, Mapping):
            yield from list_interface(valeur, f"{cle}.")
        else:
            yield Phrase(cle, str(valeur).strip())


def read_acts(dossier: Path) -> dict[str, dict[str, Any]]:
    """Every act of a folder, by name; an act written twice is an error."""
    actes: dict[str, dict[str, Any]] = {}
    for fichier in sorted((dossier / "actes").glob("*.yml")):
        for nom, entree in (read_yaml(fichier) or {}).items():
            if nom in actes:
                raise ValueError(f"{fichier.name}: act `{nom}` is written twice")
            actes[nom] = {"texte": entree} if isinstance(entree, str) else entree
    return actes


def read_yaml(fichier: Path) -> Any:
    """The content of a file; an absent one is empty."""
    if not fichier.exists():
        return {}
    return yaml.load(fichier.read_text(encoding="utf-8"), Loader=LECTEUR)
