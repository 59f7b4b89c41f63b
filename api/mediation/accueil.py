"""Receiving a person, finding them again, ending a visit. One structure never sees another's."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from api.database import find
from api.errors import Refus
from api.mediation.code import new_code, read_code
from api.mediation.coordonnees import Coordonnee, read_contact
from api.mediation.journal import Journal
from api.mediation.masque import mask
from api.mediation.models import Accueil, CoordonneeRefusee
from api.mediation.poste import Poste

CAPACITES = ("adulte", "mineur", "protege")
ALIAS_MAX = 60
ENSEMBLE = dt.timedelta(minutes=15)  # another counsellor seen there since: said to both


class AccueilService:
    """One counsellor, one database session; the caller commits."""

    def __init__(self, session: AsyncSession, poste: Poste) -> None:
        self.session = session
        self.poste = poste
        self.journal = Journal(session)

    # Receiving ------------------------------------------------------------------------------

    async def receive(
        self,
        dossier_id: str,
        langue: str,
        *,
        alias: str = "",
        contact: str = "",
        capacite: str = "adulte",
        persona: str | None = None,
    ) -> Accueil:
        """A person at the desk: a name is not needed, nor a contact. `langue`: for the counts."""
        if capacite not in CAPACITES:
            raise Refus(422, "capacite", "capacite_inconnue", CAPACITES)
        alias = " ".join(alias.split())
        if len(alias) > ALIAS_MAX:
            raise Refus(422, "alias", "alias_trop_long")
        lu = await self.check_contact(contact)
        accueil = Accueil(
            structure_id=self.poste.structure.id,
            dossier_id=dossier_id,
            code=await self._free_code(),
            alias=self.poste.coffre.seal(alias) if alias else None,
            capacite=capacite,
            persona=persona,
            recu_par=self.poste.agent_id,
            recu_le=self.poste.maintenant,
            vu_par=self.poste.agent_id,
            vu_le=self.poste.maintenant,
            **self._sealed(lu),
        )
        self.session.add(accueil)
        await self.session.flush()
        await self.note(accueil, "accueil", objet=langue)
        return accueil

    async def _free_code(self) -> str:
        while True:
            code = new_code()
            requete = select(Accueil.id).where(Accueil.code == code)
            if (await self.session.execute(requete)).scalar_one_or_none() is None:
                return code

    async def check_contact(self, saisi: str) -> Coordonnee | None:
        """A contact that may be the person's; the structure's own is refused (422), and so is a
        secret: a social security number has the length of a telephone of elsewhere."""
        if mask(saisi)[1]:
            raise Refus(422, "contact", "contact_secret")
        lu = read_contact(saisi)
        if lu is None:
            return None
        cle = (self.poste.structure.id, lu.fingerprint(self.poste.secret))
        if await self.session.get(CoordonneeRefusee, cle) is not None:
            raise Refus(422, "contact", "contact_de_la_structure")
        return lu

    def _sealed(self, lu: Coordonnee | None) -> dict[str, str | None]:
        return {
            "contact": self.poste.coffre.seal(lu.valeur) if lu else None,
            "contact_genre": lu.genre if lu else None,
            "contact_empreinte": lu.fingerprint(self.poste.secret) if lu else None,
        }

    async def set_contact(self, accueil: Accueil, saisi: str) -> None:
        """Only if the person wants it; empty takes it away."""
        for champ, valeur in self._sealed(await self.check_contact(saisi)).items():
            setattr(accueil, champ, valeur)
        await self._flush()
        await self.note(accueil, "contact", objet=accueil.contact_genre or "retire")

    async def set_capacity(self, accueil: Accueil, capacite: str) -> None:
        if capacite not in CAPACITES:
            raise Refus(422, "capacite", "capacite_inconnue", CAPACITES)
        accueil.capacite = capacite
        await self.session.flush()

    async def _flush(self) -> None:
        try:
            await self.session.flush()
        except IntegrityError:
            raise Refus(422, "contact", "contact_de_la_structure") from None

    # Finding again ----------------------------------------------------------------------------

    async def get(self, accueil_id: str) -> Accueil:
        """A person of this structure; 404 otherwise: whether they exist is not told."""
        accueil = await find(self.session, Accueil, accueil_id)
        if accueil is None or accueil.structure_id != self.poste.structure.id:
            raise Refus(404, "accueil", "accueil_inconnu")
        return accueil

    async def find(self, saisi: str) -> Accueil:
        """By the code of the card. A code badly copied is told; one of elsewhere is unknown."""
        code = read_code(saisi)
        if code is None:
            raise Refus(422, "code", "code_mal_copie")
        requete = select(Accueil).where(
            Accueil.code == code, Accueil.structure_id == self.poste.structure.id
        )
        accueil = (await self.session.execute(requete)).scalar_one_or_none()
        if accueil is None:
            raise Refus(404, "code", "carte_inconnue")
        return accueil

    async def people(self, *, exercice: bool = False) -> list[Accueil]:
        """The people of this structure, last seen first; `exercice`: the sandbox's instead."""
        reel = Accueil.persona.is_not(None) if exercice else Accueil.persona.is_(None)
        requete = (
            select(Accueil)
            .where(Accueil.structure_id == self.poste.structure.id, reel)
            .order_by(Accueil.vu_le.desc())
        )
        return list((await self.session.execute(requete)).scalars())

    def alias_of(self, accueil: Accueil) -> str | None:
        return self.poste.coffre.open(accueil.alias) if accueil.alias else None

    def contact_of(self, accueil: Accueil) -> str | None:
        return self.poste.coffre.open(accueil.contact) if accueil.contact else None

    # The visit ----------------------------------------------------------------------------------

    async def see(self, accueil: Accueil) -> str | None:
        """The counsellor opens the screen; the other one who was just there, if any."""
        autre = accueil.vu_par if accueil.vu_par != self.poste.agent_id else None
        recent = self.poste.maintenant - accueil.vu_le < ENSEMBLE
        await self.session.execute(
            update(Accueil)
            .where(Accueil.id == accueil.id)
            .values(vu_par=self.poste.agent_id, vu_le=self.poste.maintenant)
        )
        return autre if recent else None

    async def set_next(self, accueil: Accueil, le: dt.datetime | None) -> None:
        """When the person comes back here."""
        accueil.prochain_le = le.astimezone(dt.UTC) if le else None
        await self.session.flush()
        await self.note(accueil, "rendez_vous" if le else "rendez_vous_retire")

    async def close(self, accueil: Accueil) -> None:
        accueil.clos_le = self.poste.maintenant
        await self.session.flush()
        await self.note(accueil, "fin_de_visite")

    async def reopen(self, accueil: Accueil) -> None:
        """The same person, another visit."""
        if accueil.clos_le is not None:
            accueil.clos_le = None
            await self.session.flush()
            await self.note(accueil, "retour")

    async def note(
        self,
        accueil: Accueil,
        acte: str,
        *,
        demarche: str | None = None,
        objet: str | None = None,
        mandat_id: str | None = None,
        cle: str | None = None,
    ) -> bool:
        """One act of this counsellor, now."""
        return await self.journal.note(
            *(accueil, acte, self.poste.agent_id, self.poste.maintenant),
            self.poste.structure.departement,
            demarche=demarche,
            objet=objet,
            mandat_id=mandat_id,
            cle=cle,
        )
