"""What the rights capability offers: the estimation of a situation, and what questions weigh."""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
from collections import OrderedDict
from collections.abc import Hashable, Mapping

from api.parcours.engine import Situation
from api.parcours.service import ParcoursService
from api.parcours.values import Valeur
from api.parcours.vocabulary import Types
from api.rights.bilan import Bilan
from api.rights.calculateur import Calcule
from api.rights.catalogue import Catalogue, load_catalogue
from api.rights.chiffres import Resultats
from api.rights.conclusions import conclude
from api.rights.estimation import Estimation
from api.rights.examen import ARE, Examen, is_silent, prepare, with_unemployment
from api.rights.foyer import Foyer
from api.rights.openfisca.processus import DELAI, PATIENCE, CalculIndisponible
from api.rights.poids import weigh, weigh_questions
from api.rights.regles import REGLES, Bareme, load_bareme
from api.territoires.communes import Communes, load_communes
from api.territoires.lieux import INSEE

BILANS_GARDES = 256  # a plan is read again at each turn: its rights are not computed again
ATTENTE = DELAI + PATIENCE  # seconds: the plan does not wait for it, the panel does

journal = logging.getLogger("jalons.rights")


class DroitsService:
    """The catalogue, the calculator and the rules, and the questions one may put to them."""

    def __init__(
        self,
        parcours: ParcoursService,
        calculateur: Calcule,
        catalogue: Catalogue | None = None,
        communes: Communes | None = None,
        bareme: Bareme | None = None,
        delai: float = ATTENTE,
    ) -> None:
        self.parcours = parcours
        self.calculateur = calculateur
        types = Types(parcours.bibliotheque.faits.data)
        self.catalogue = catalogue or load_catalogue(types)
        self.bareme = bareme or load_bareme()
        self._communes = communes
        self._delai = delai
        self._bilans: OrderedDict[Hashable, Bilan] = OrderedDict()

    async def estimate(self, situation: Situation, lieu: str | None = None) -> Bilan:
        """What this person can probably claim, on what is known."""
        if is_silent(self.catalogue, situation):
            return Bilan(situation.le, silence=True)
        cle = (
            (*situation.moments, situation.le, lieu),
            frozenset(situation.dits.items()),
            frozenset(situation.suivis.items()),
        )
        if cle in self._bilans:
            self._bilans.move_to_end(cle)
            return self._bilans[cle]
        bilan, complet = await self._examine(situation, lieu)
        if complet:  # what could not be computed now may be in a minute
            self._bilans[cle] = bilan
            while len(self._bilans) > BILANS_GARDES:
                self._bilans.popitem(last=False)
        return bilan

    async def _examine(self, situation: Situation, lieu: str | None) -> tuple[Bilan, bool]:
        """The estimation, and whether everything could be computed."""
        examen = prepare(
            self.catalogue,
            situation,
            lambda s: weigh(self.catalogue, s),
            lambda regle: REGLES[regle].faits_des_conditions,
            self._commune(lieu),
        )
        if not examen.droits:
            return Bilan(situation.le), True
        resultats = await self._compute_all(examen)
        return conclude(examen, resultats, self._apply), resultats is not None

    async def _compute_all(self, examen: Examen) -> Resultats | None:
        """The households; those who may claim unemployment benefit again, once it is paid."""
        calcules = await self._compute(examen.foyers, examen.le)
        indemnises = with_unemployment(examen, calcules) if calcules is not None else None
        if calcules is None or indemnises is None:
            return calcules
        suite = await self._compute(indemnises, examen.le)
        return None if suite is None else {**suite, ARE: calcules[ARE]}

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
        return REGLES[regle].calculer(valeurs, le, self.bareme)

    def weights(self, situation: Situation) -> Mapping[str, float]:
        """What each open question weighs for rights, in euros a month; pure and fast."""
        if is_silent(self.catalogue, situation):
            return {}
        return weigh_questions(self.catalogue, situation)

    def _commune(self, lieu: str | None) -> str | None:
        """The Insee code of a kept place; None for a département, or when none was said."""
        if not lieu:
            return None
        communes = self._communes or load_communes()
        nature, _, code = lieu.strip().partition(":")
        if nature == INSEE:
            trouvees = [c for c in (communes.par_code.get(code),) if c]
        else:
            trouvees = communes.par_code_postal.get(nature, [])
        return communes.whole(trouvees[0]).code if trouvees else None
