"""Write the table of rights of docs/droits.md from the catalogue: `python -m tools.droits`."""

from __future__ import annotations

from pathlib import Path

from api.parcours.library import load_library
from api.parcours.vocabulary import Types
from api.rights.catalogue import Catalogue, Droit, load_catalogue

PAGE = Path(__file__).parents[1] / "docs" / "droits.md"
DEBUT, FIN = "<!-- droits:debut -->", "<!-- droits:fin -->"
ENTETE = "| droit | calculé par | montant montré | doute | première source |\n| --- | --- | --- | --- | --- |"


def table(catalogue: Catalogue) -> str:
    """One line a right, in the order of the catalogue."""
    return "\n".join([ENTETE, *(_line(nom, droit) for nom, droit in catalogue.droits.items())])


def _line(nom: str, droit: Droit) -> str:
    if droit.calcul.openfisca:
        par = "OpenFisca : " + ", ".join(f"`{v}`" for v in droit.calcul.openfisca)
    elif droit.calcul.regle:
        par = f"règle `{droit.calcul.regle}`"
    else:
        par = "rien : à faire vérifier"
    montre = "oui" if droit.chiffre and not droit.calcul.verifier else "non"
    doute = droit.doute_texte or ("oui" if droit.doute else "")
    source = droit.sources[0].titre if droit.sources else "celles des valeurs de la règle"
    return f"| `{nom}` {droit.titre} | {par} | {montre} | {doute} | {source} |"


def main() -> None:
    catalogue = load_catalogue(Types(load_library().faits.data))
    avant, reste = PAGE.read_text(encoding="utf-8").split(DEBUT)
    _, apres = reste.split(FIN)
    PAGE.write_text(f"{avant}{DEBUT}\n{table(catalogue)}\n{FIN}{apres}", encoding="utf-8")


if __name__ == "__main__":
    main()
