"""Reading what a person writes for a place, without ever guessing which one they meant."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from api.territoires.communes import Commune, Communes, normalise

Echelle = Literal["commune", "code_postal", "departement", "region", "nom_double"]
LONGUEUR = 200  # beyond, it is no longer a place
INSEE = "insee"  # "insee:59350" designates a commune without ambiguity

_CODE_POSTAL = re.compile(r"[0-9]{5}")
_CODE_INSEE = re.compile(r"(?:[0-9]{5}|2[ab][0-9]{3})")
_DEPARTEMENT = re.compile(r"(?:2[ab]|[0-9]{2,3})")
_NUMERO = re.compile(r"([0-9]{1,2})(?:er|eme|e)?(?: arrondissement)?")
_MONACO = re.compile(r"980[0-9]{2}")
_VILLES = {"paris": "751", "lyon": "6938", "marseille": "132"}  # Insee codes of their districts
_CORSE = ("2A", "2B")


def is_postal_code(texte: str) -> bool:
    """True for five digits, whether or not La Poste uses them."""
    return bool(_CODE_POSTAL.fullmatch(texte.strip()))


def is_code(texte: str) -> bool:
    """True for what can only be a postal code or a département."""
    return is_postal_code(texte) or bool(_DEPARTEMENT.fullmatch(texte.strip().lower()))


@dataclass(frozen=True)
class Lieu:
    """The communes a text may designate, or why it designates none (`refus`, a code).

    One commune: it is known. Several: any of them is possible. `echelle` is what was given
    ("nom_double": a name that a commune and another département share).
    """

    communes: tuple[Commune, ...] = ()
    echelle: Echelle = "commune"
    refus: str | None = None
    proches: tuple[Commune, ...] = ()  # what may have been meant, to be offered


def read_place(texte: str, communes: Communes) -> Lieu:
    """The place that `texte` designates: postal code, département, commune, or "code commune".

    Never raises. Refusals: lieu_vide, code_postal_inconnu, code_cedex, lieu_monaco, lieu_inconnu,
    code_et_commune_differents.
    """
    mots = normalise(texte[:LONGUEUR]).split()
    cedex = "cedex" in mots
    if cedex:
        mots = _without_cedex(mots)
    if not mots:
        return Lieu(refus="code_cedex" if cedex else "lieu_vide")
    if mots[0] == INSEE and len(mots) == 2 and _CODE_INSEE.fullmatch(mots[1]):
        commune = communes.par_code.get(mots[1].upper())
        return Lieu((commune,)) if commune else Lieu(refus="lieu_inconnu")
    codes = [m for m in mots if _CODE_POSTAL.fullmatch(m)]
    if codes:
        reste = " ".join(m for m in mots if m != codes[0])
        return _read_postal_code(codes[0], reste, cedex, communes)
    if "monaco" in mots:
        return Lieu(refus="lieu_monaco")
    if len(mots) == 1 and _CODE_INSEE.fullmatch(mots[0]):  # Corsican: no postal code looks like it
        commune = communes.par_code.get(mots[0].upper())
        return Lieu((commune,)) if commune else Lieu(refus="lieu_inconnu")
    if len(mots) == 1 and _DEPARTEMENT.fullmatch(mots[0]):
        return _read_departement(mots[0].upper(), communes)
    return _read_name(" ".join(mots), communes)


def _without_cedex(mots: list[str]) -> list[str]:
    rang = mots.index("cedex")
    suite = mots[rang + 1 :]
    if suite and suite[0].isascii() and suite[0].isdigit() and len(suite[0]) <= 2:
        suite = suite[1:]
    return mots[:rang] + suite


def _read_postal_code(code: str, reste: str, cedex: bool, communes: Communes) -> Lieu:
    if _MONACO.fullmatch(code):
        return Lieu(refus="lieu_monaco")
    du_code = communes.par_code_postal.get(code, [])
    nommees = _named(reste, communes) if reste else []
    if not du_code:
        # A CEDEX code is a big addressee's: with the town's name, in its département, we know.
        ici = [c for c in nommees if _starts_like(code, c.departement)]
        if cedex and ici:
            return Lieu(_distinct(ici))
        return Lieu(refus="code_cedex" if cedex else "code_postal_inconnu")
    if nommees:
        entieres = {communes.whole(c).code for c in nommees}
        ici = [c for c in du_code if communes.whole(c).code in entieres]
        if not ici:
            return Lieu(refus="code_et_commune_differents", proches=tuple(du_code))
        return Lieu(tuple(ici), "commune")
    return Lieu(tuple(du_code), "commune" if len(du_code) == 1 else "code_postal")


def _starts_like(code_postal: str, departement: str) -> bool:
    return code_postal.startswith("20" if departement in _CORSE else departement)


def _read_departement(code: str, communes: Communes) -> Lieu:
    codes = _CORSE if code == "20" else (code,)
    trouvees = tuple(c for d in codes for c in communes.par_departement.get(d, []))
    return Lieu(trouvees, "departement") if trouvees else Lieu(refus="lieu_inconnu")


def _read_name(nom: str, communes: Communes) -> Lieu:
    dernier = nom.rpartition(" ")[2]
    nommees = _named(nom, communes)
    if not nommees and _DEPARTEMENT.fullmatch(dernier):  # "Sainte-Colombe (05)"
        codes = _CORSE if dernier == "20" else (dernier.upper(),)
        seul = nom.rpartition(" ")[0]
        nommees = [c for c in _named(seul, communes) if c.departement in codes]
    departements = communes.departements_par_nom.get(nom, [])
    if departements and not _all_in(nommees, {d.code for d in departements}):
        # "Vienne" is a town of Isère and a département: both are possible.
        autres = [c for d in departements for c in communes.par_departement.get(d.code, [])]
        echelle: Echelle = "departement" if len(departements) == 1 else "region"
        if nommees:
            echelle = "nom_double"
        return Lieu(_distinct([*nommees, *autres]), echelle)
    if nommees:
        return Lieu(_distinct(nommees))
    return Lieu(refus="lieu_inconnu", proches=tuple(communes.resembling(nom)))


def _all_in(nommees: list[Commune], departements: set[str]) -> bool:
    return bool(nommees) and all(c.departement in departements for c in nommees)


def _named(nom: str, communes: Communes) -> list[Commune]:
    """Communes of that exact name, districts included ("paris 13e")."""
    ville, _, suite = nom.partition(" ")
    numero = _NUMERO.fullmatch(suite)
    if ville in _VILLES and numero:
        debut = _VILLES[ville]
        commune = communes.par_code.get(debut + numero[1].zfill(5 - len(debut)))
        return [commune] if commune else []
    return communes.par_nom.get(nom, [])


def _distinct(trouvees: list[Commune]) -> tuple[Commune, ...]:
    """Without a former commune whose present commune is there too."""
    codes = {c.code for c in trouvees if not c.dans}
    return tuple(dict.fromkeys(c for c in trouvees if c.dans not in codes))
