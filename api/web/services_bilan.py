"""What the pages of the rights review need, wired to the application's services."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession
from starlette.datastructures import State

from api.bilan import schemas as s
from api.bilan.fiche import FicheService
from api.bilan.suivi import SuiviService
from api.dossiers.service import DossierService
from api.horloge import HORLOGE
from api.rights.gestes import GESTES, button, followed_words
from api.web.ports import Acces
from api.web.services import ServicesInternes


class ServicesBilan:
    """The sheet, the consents, a right and the follow-up, for the person whose access it is."""

    def __init__(self, state: State, internes: ServicesInternes) -> None:
        self._state = state
        self._internes = internes

    def _suivi(self, session: AsyncSession) -> SuiviService:
        return SuiviService(DossierService(session, self._state.parcours, self._state.labels))

    async def read_fiche(
        self, acces: Acces, exemplaire: s.Exemplaire, sensibles: list[str]
    ) -> dict[str, Any]:
        async with self._internes.open_session(acces) as session:
            suivi = self._suivi(session)
            fiches = FicheService(suivi.dossiers, self._state.droits)
            matiere = await fiches.gather(acces.dossier, exemplaire, sensibles, HORLOGE.today())
            await session.commit()  # the connection does not wait for the calculation
            return (await fiches.make(matiere)).model_dump(mode="json")

    async def read_accord(self, acces: Acces) -> tuple[dict[str, Any] | None, dict[str, Any]]:
        """(the consent that holds, the wording to present)."""
        async with self._internes.open_session(acces) as session:
            bilan = self._suivi(session).bilan
            accord = await bilan.consent(acces.dossier, "fiche_service")
            redaction = bilan.contenu.current("fiche_service")
            lu = bilan.shown(accord).model_dump(mode="json") if accord else None
            return lu, redaction.model_dump(mode="json")

    async def give_accord(
        self, acces: Acces, version: dt.date, exclus: list[str], sensibles: list[str]
    ) -> None:
        async with self._internes.open_session(acces) as session:
            accord = s.AccordDonne(
                objet="fiche_service", version=version, exclus=exclus, sensibles=sensibles
            )
            await self._suivi(session).bilan.grant(acces.dossier, accord)

    async def take_accord(self, acces: Acces) -> None:
        async with self._internes.open_session(acces) as session:
            await self._suivi(session).bilan.withdraw(acces.dossier, "fiche_service")

    async def read_suivi(self, acces: Acces) -> s.SuiviLu:
        async with self._internes.open_session(acces) as session:
            return await self._suivi(session).state(acces.dossier, HORLOGE.today())

    async def answer_suivi(self, acces: Acces, geste: str, version: dt.date | None) -> None:
        async with self._internes.open_session(acces) as session:
            suivi = self._suivi(session)
            if geste == "accepter":
                accord = s.AccordSuivi(version=version)
                await suivi.accept(acces.dossier, accord, HORLOGE.today())
            else:
                await suivi.decline(acces.dossier)

    async def fill_suivi(self, acces: Acces, etats: Mapping[str, str]) -> None:
        async with self._internes.open_session(acces) as session:
            dits = s.DroitsDits.model_validate({"droits": etats})
            await self._suivi(session).fill(acces.dossier, dits, HORLOGE.today())
        await self._state.live.publish(acces.conversation, "plan")

    async def read_droit(self, acces: Acces, droit: str) -> dict[str, Any] | None:
        """The right as its page shows it; None when there is no such right."""
        connu = self._state.labels.droits.droits.get(droit)
        if connu is None:
            return None
        async with self._internes.open_session(acces) as session:
            situation = await self._suivi(session).dossiers.situation(
                acces.dossier, HORLOGE.today()
            )
        etat = situation.suivis.get(droit)
        textes = self._state.textes
        suivi = followed_words(textes, etat)
        return {
            "titre": connu.titre,
            "explication": connu.explication,
            "suivi": suivi.model_dump() if suivi else None,
            "gestes": [button(textes, droit, g).model_dump() for g in GESTES[etat]],
        }

    async def say_droit(
        self, acces: Acces, droit: str, etat: str, raison: str | None
    ) -> dict[str, Any] | None:
        """What was said of a right; what may answer it. None when it is taken back."""
        async with self._internes.open_session(acces) as session:
            suivi = self._suivi(session)
            if etat == "reprendre":
                await suivi.take_back(acces.dossier, droit)
                lue = None
            else:
                dite = s.PositionDite.model_validate({"etat": etat, "raison": raison})
                lue = await suivi.position(acces.dossier, droit, dite, HORLOGE.today())
        await self._state.live.publish(acces.conversation, "plan")
        return lue.model_dump(mode="json") if lue else None
