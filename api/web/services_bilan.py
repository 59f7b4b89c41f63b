"""What the pages of the rights review need, wired to the application's services."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession
from starlette.datastructures import State

from api.bilan import schemas as s
from api.bilan.fiche import FicheService
from api.bilan.suivi import SuiviService
from api.dossiers.lecture import read_in_words
from api.horloge import HORLOGE
from api.languages.langues import SOURCE
from api.rights.gestes import GESTES, button, followed_words
from api.web.ports import Acces
from api.web.services import ServicesInternes


class ServicesBilan:
    """The sheet, the consents, a right and the follow-up, for the person whose access it is."""

    def __init__(self, state: State, internes: ServicesInternes) -> None:
        self._state = state
        self._internes = internes

    async def _suivi(self, session: AsyncSession, acces: Acces) -> SuiviService:
        """In the words of the person."""
        _, dossiers = await read_in_words(self._state, session, acces.dossier)
        return SuiviService(dossiers)

    async def read_fiche(
        self, acces: Acces, exemplaire: s.Exemplaire, sensibles: list[str]
    ) -> dict[str, Any]:
        async with self._internes.open_session(acces) as session:
            lecteur = SOURCE if exemplaire == "service" else None
            _, dossiers = await read_in_words(self._state, session, acces.dossier, lecteur)
            fiches = FicheService(dossiers, self._state.droits)
            matiere = await fiches.gather(acces.dossier, exemplaire, sensibles, HORLOGE.today())
            await session.commit()  # the connection does not wait for the calculation
            return (await fiches.make(matiere)).model_dump(mode="json")

    async def read_accord(self, acces: Acces) -> tuple[dict[str, Any] | None, dict[str, Any]]:
        """(the consent that holds, the wording to present)."""
        async with self._internes.open_session(acces) as session:
            bilan = (await self._suivi(session, acces)).bilan
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
            await (await self._suivi(session, acces)).bilan.grant(acces.dossier, accord)

    async def take_accord(self, acces: Acces) -> None:
        async with self._internes.open_session(acces) as session:
            await (await self._suivi(session, acces)).bilan.withdraw(acces.dossier, "fiche_service")

    async def read_suivi(self, acces: Acces) -> s.SuiviLu:
        async with self._internes.open_session(acces) as session:
            return await (await self._suivi(session, acces)).state(acces.dossier, HORLOGE.today())

    async def say_states(self, acces: Acces, etats: Sequence[str]) -> dict[str, str]:
        """Where one may be with a right, each in words."""
        async with self._internes.open_session(acces) as session:
            voix, _ = await read_in_words(self._state, session, acces.dossier)
        return {etat: voix.textes.word(f"droit_etat_{etat}") for etat in etats}

    async def answer_suivi(self, acces: Acces, geste: str, version: dt.date | None) -> None:
        async with self._internes.open_session(acces) as session:
            suivi = await self._suivi(session, acces)
            if geste == "accepter":
                accord = s.AccordSuivi(version=version)
                await suivi.accept(acces.dossier, accord, HORLOGE.today())
            else:
                await suivi.decline(acces.dossier)

    async def fill_suivi(self, acces: Acces, etats: Mapping[str, str]) -> None:
        async with self._internes.open_session(acces) as session:
            dits = s.DroitsDits.model_validate({"droits": etats})
            await (await self._suivi(session, acces)).fill(acces.dossier, dits, HORLOGE.today())
        await self._state.live.publish(acces.conversation, "plan")

    async def read_droit(self, acces: Acces, droit: str) -> dict[str, Any] | None:
        """The right as its page shows it; None when there is no such right."""
        if droit not in self._state.labels.droits.droits:
            return None
        async with self._internes.open_session(acces) as session:
            voix, dossiers = await read_in_words(self._state, session, acces.dossier)
            situation = await dossiers.situation(acces.dossier, HORLOGE.today())
        connu, textes = voix.labels.droits.droits[droit], voix.textes
        etat = situation.suivis.get(droit)
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
            suivi = await self._suivi(session, acces)
            if etat == "reprendre":
                await suivi.take_back(acces.dossier, droit)
                lue = None
            else:
                dite = s.PositionDite.model_validate({"etat": etat, "raison": raison})
                lue = await suivi.position(acces.dossier, droit, dite, HORLOGE.today())
        await self._state.live.publish(acces.conversation, "plan")
        return lue.model_dump(mode="json") if lue else None
