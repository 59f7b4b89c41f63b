"""Every French sentence that a person may read, under a stable key, and how another replaces it.

One walk serves both ways: it lists the sentences for translators, and it makes the same content
with other words. Keys come from names (`question`, `id`, `valeur`), so a line added above a
sentence does not change its key.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import BaseModel

Dire = Callable[[str, str], str]
T = TypeVar("T")

# What is shown of each part of the content. Names of sources and texts of law are not here: they
# are quoted, in French.
MONTRES: dict[str, tuple[str, ...]] = {
    "Fait": ("titre", "question", "pourquoi", "ou_trouver"),
    "Option": ("libelle",),
    "Variante": ("texte",),
    "Parcours": (),
    "Partie": ("titre",),
    "Phase": ("titre", "jalon"),
    "Etape": (
        "titre",
        "action",
        "documents",
        "canaux",
        "retard",
        "conditions_non_modelisees",
        "doute_texte",
    ),
    "Droit": ("titre", "explication", "ouvrirait", "change", "conditions_non_modelisees"),
    "Evenement": ("texte",),
    "Annonce": ("quand",),
    "ReponseNonRecours": ("texte", "doute_texte"),
    "Raison": ("libelle",),
    "Redaction": ("texte",),
    "Point": ("texte",),
    "Public": ("titre",),
    "Motif": ("titre",),
    "Echeance": ("texte",),
    "Automatique": ("texte",),
    "Remplacement": ("pourquoi",),
    "Declinaison": ("titre", "change", "humain"),
    "Piege": ("texte",),
    "Moment": ("titre", "resume"),
    "Organisme": ("lieu",),
    "Telephone": ("horaires", "prix"),
    "Urgence": ("titre", "phrase", "silencieux", "ensuite"),
    "ContactUrgence": ("nom", "horaires", "langues", "accessible"),
}
# Quoted in French for every reader, and said to be French.
CITES: dict[str, tuple[str, ...]] = {
    "Etape": ("base",),
    "Source": ("titre",),
    "Lien": ("titre",),
    "Droit": ("doute_texte",),
}
FEUILLES = ("texte", "libelle")
PLURIELS = frozenset({"zero", "one", "two", "few", "many", "other"})


@dataclass(frozen=True)
class Phrase:
    """One sentence to translate. `pluriel`: its form for several, when it counts something."""

    cle: str
    francais: str
    pluriel: str | None = None

    @property
    def catalogue(self) -> str:
        """The file that holds it."""
        return self.cle.split(":")[0]


def reword(objet: T, cle: str, dire: Dire, citer: Callable[[str], str] = str) -> T:
    """A part of the content, every shown sentence replaced by what `dire(key, French)` says."""
    if isinstance(objet, BaseModel):
        return _reword_model(objet, cle, dire, citer)
    if isinstance(objet, list):
        return [  # type: ignore[return-value]
            reword(x, f"{cle}.{_name(x, n)}", dire, citer) for n, x in enumerate(objet)
        ]
    if isinstance(objet, Mapping):
        return {  # type: ignore[return-value]
            nom: reword(x, f"{cle}.{nom}" if cle[-1] != ":" else f"{cle}{nom}", dire, citer)
            for nom, x in objet.items()
        }
    return objet


def _reword_model(objet: Any, cle: str, dire: Dire, citer: Callable[[str], str]) -> Any:
    nature = type(objet).__name__
    change: dict[str, Any] = {}
    for champ in type(objet).model_fields:
        avant = getattr(objet, champ)
        if nature in MONTRES and champ in MONTRES[nature]:
            apres = _say(avant, f"{cle}.{champ}", dire, citer)
        elif champ in CITES.get(nature, ()):
            apres = citer(avant) if avant else avant
        elif isinstance(avant, BaseModel) or (
            isinstance(avant, list) and avant and isinstance(avant[0], BaseModel)
        ):
            apres = reword(avant, f"{cle}.{champ}", dire, citer)
        else:
            continue
        if apres is not avant:
            change[champ] = apres
    return objet.model_copy(update=change) if change else objet


def _say(valeur: Any, cle: str, dire: Dire, citer: Callable[[str], str]) -> Any:
    if isinstance(valeur, str):
        return dire(cle, valeur) if valeur.strip() else valeur
    if isinstance(valeur, list):
        return [
            dire(f"{cle}.{n}", x)
            if isinstance(x, str)
            else reword(x, f"{cle}.{_name(x, n)}", dire, citer)
            for n, x in enumerate(valeur)
        ]
    return valeur


def _name(objet: Any, rang: int) -> str:
    """What tells an item of a list from the others, whatever its place."""
    for champ in ("id", "valeur"):
        nom = getattr(objet, champ, None)
        if isinstance(nom, str):
            return nom
    return str(rang)


def reword_words(arbre: Any, cle: str, dire: Dire) -> Any:
    """A tree of wording where every text is shown (`mots.yml`, `erreurs.yml`, `boutons.yml`)."""
    if isinstance(arbre, str):
        return dire(cle, arbre)
    if isinstance(arbre, Mapping):
        return {
            k: reword_words(v, f"{cle}{k}" if cle[-1] == ":" else f"{cle}.{k}", dire)
            for k, v in arbre.items()
        }
    return arbre


def reword_act(entree: Any, cle: str, dire: Dire) -> Any:
    """An act: its text, its variants, its buttons."""
    if isinstance(entree, Mapping):
        return {
            k: dire(f"{cle}.{k}", v)
            if k in FEUILLES and isinstance(v, str)
            else reword_act(v, f"{cle}.{k}", dire)
            for k, v in entree.items()
        }
    if isinstance(entree, list):
        return [reword_act(x, f"{cle}.{n}", dire) for n, x in enumerate(entree)]
    return entree


def is_plural(arbre: Any) -> bool:
    """`{one: …, other: …}`: the forms of one sentence that counts."""
    return isinstance(arbre, Mapping) and "other" in arbre and set(arbre) <= PLURIELS
