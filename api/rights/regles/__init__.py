"""Hand-written, dated rules for the rights that OpenFisca lacks or gets wrong."""

from api.rights.regles import arret, deces, naissance, proche, retraite, survivant, violences
from api.rights.regles.bareme import AvantLeBareme, Bareme, load_bareme
from api.rights.regles.regle import Regle, register

REGLES: dict[str, Regle] = register(
    (
        *deces.REGLES,
        *survivant.REGLES,
        *proche.REGLES,
        *naissance.REGLES,
        *arret.REGLES,
        *retraite.REGLES,
        *violences.REGLES,
    )
)

__all__ = ["REGLES", "AvantLeBareme", "Bareme", "Regle", "load_bareme"]
