"""What the rights capability offers: the estimation of a situation, and what questions weigh."""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
from collections.abc import Mapping

from api.parcours.conditions import evaluate
from api.parcours.engine import Situation
from api.parcours.service import ParcoursService
from api.parcours.values import Valeur
from api.parcours.vocabulary import Types
from api.rights.bilan import Bilan
from api.rights.calculateur import Calcule, CalculIndisponible
from api.rights.catalogue import Catalogue, load_catalogue
from api.rights.chiffres import Resultats
from api.rights.estimation import Estimation
from api.rights.examen import conclude, is_silent, prepare
from api.rights.foyer import Foyer
from api.rights.poids import weigh, weigh_questions
from api.territoires.communes import Communes, load_communes

DELAI = 8.0  # seconds: a person waits for the plan, not for the estimation

journal = logging.getLogger("jalons.rights")


class DroitsService:
    """The catalogue, the calculator and the rules, and the questions one may put to them."""

    def __init__(
        self,
        parcours: ParcoursService,
        calculateur: Calcule,
        catalogue: Catalogue | None = None,
        communes: Communes | None = None,
        delai: float = DELAI,
    ) -> None:
        self.parcours = parcours
        self.calculateur = calculateur
        types = Types(parcours.bibliotheque.faits.data)
        self.catalogue = catalogue or load_catalogue(types)
        self._communes = communes
        self._delai = delai

    async def estimate(self, situation: Situation, lieu: str | None = None) -> Bilan:
        """What this person can probably claim, on what is known."""
        if is_silent(self.catalogue, situation):
            return Bilan(situation.le, silence=True)
        examen = prepare(
            self.catalogue,
            situation,
            lambda s: weigh(self.catalogue, s),
            self._commune(lieu),
        )
        if not examen.droits:
            return Bilan(situation.le)
        return conclude(examen, await self._compute(examen.foyers, situation.le), self._apply)

    async def _compute(self, foyers: list[Foyer], le: dt.date) -> Resultats | None:
        """Every household in one call; None when OpenFisca fails or is too slow, and the log."""
        try:
            async with asyncio.timeout(self._delai):
                return await self.calculateur.compute(foyers, le.replace(day=1))
        except TimeoutError:
            journal.warning("rights: no answer of OpenFisca within %.0f s", self._delai)
        except (CalculIndisponible, OSError) as cause:
            journal.warning("rights: OpenFisca is unavailable: %s", cause)
        return None

    def _apply(self, regle: str, valeurs: Mapping[str, Valeur], le: dt.date) -> Estimation | None:
        raise NotImplementedError

    def weights(self, situation: Situation) -> Mapping[str, float]:
        """What each open question weighs for rights, in euros a month; pure and fast."""
        if is_silent(self.catalogue, situation):
            return {}
        return weigh_questions(self.catalogue, situation)

    def _commune(self, lieu: str | None) -> str | None:
        """The Insee code of a postal code; None for a département, or when none was said."""
        if not lieu:
            return None
        communes = self._communes or load_communes()
        trouvees = communes.par_code_postal.get(lieu.strip(), [])
        return communes.whole(trouvees[0]).code if trouvees else None

    def concerns(self, situation: Situation, droit: str) -> bool | None:
        """Whether a right's own condition holds here (None: not known)."""
        return evaluate(self.catalogue.droits[droit].si, situation.valeurs)
