"""Mandates: presented in words that are kept, agreed to, taken back; and the acts they allow."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from babel.dates import format_date
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from api.errors import Refus
from api.languages.langues import SOURCE, locale_of
from api.mediation.code import show_code
from api.mediation.contenu import ContenuMediation, digest, in_words
from api.mediation.journal import PERSONNE, Journal
from api.mediation.models import (
    Accueil,
    Mandat,
    MandatDemarche,
    MandatPresente,
    RedactionMandat,
    Structure,
)
from api.mediation.poste import Poste
from api.mediation.regles import JOURS, Accord, end_of, judge, last_day

DUREE_CODE = dt.timedelta(minutes=15)
ESSAIS_MAX = 5


@dataclass(frozen=True)
class Presentation:
    """A mandate as it is read before being agreed to. `empreinte`: of the French text."""

    demarches: list[str]
    duree: str
    version: str
    langue: str
    texte: str
    traduction: str | None
    relue: bool
    fin: dt.date
    empreinte: str


def present(
    poste: Poste, accueil: Accueil, demarches: Sequence[str], duree: str, langue: str
) -> Presentation:
    """The wording of today, filled: scope, duration, last day on the structure's calendar."""
    contenu = poste.contenu
    if accueil.capacite != "adulte":
        raise Refus(409, "capacite", f"capacite_{accueil.capacite}")
    choisies = [d.id for d in contenu.demarches.demarches if d.id in set(demarches)]
    if not choisies or set(choisies) != set(demarches):
        raise Refus(422, "demarches", "demarches_vides", contenu.par_demarche)
    if duree not in JOURS:
        raise Refus(422, "duree", "duree_inconnue", JOURS)
    redaction = contenu.mandat.current
    lue = contenu.mandate_language(langue)
    fin = last_day(poste.maintenant, duree, poste.fuseau)

    def fill(dans: str) -> str:
        return redaction.textes[dans].texte.format(
            structure=poste.structure.nom,
            conseiller=poste.agent_nom,
            demarches="\n".join(f"- {contenu.title(d, dans)}" for d in choisies),
            duree=in_words(contenu.mandat.durees[duree], dans),
            fin=format_date(fin, format="long", locale=locale_of(dans)),
            code=show_code(accueil.code),
        )

    return Presentation(
        choisies,
        duree,
        redaction.version,
        lue,
        fill(SOURCE),
        fill(lue) if lue != SOURCE else None,
        redaction.textes[lue].statut in ("source", "relue"),
        fin,
        digest(fill(SOURCE)),
    )


def as_accord(mandat: Mandat, portees: Sequence[MandatDemarche]) -> Accord:
    return Accord(
        mandat.id,
        mandat.debut_le,
        mandat.fin_le,
        {p.demarche: p.revoque_le for p in portees},
        mandat.revoque_le,
    )


class MandatService:
    """Works inside one database session; the caller commits."""

    def __init__(self, session: AsyncSession, contenu: ContenuMediation) -> None:
        self.session = session
        self.contenu = contenu
        self.journal = Journal(session)

    # Reading ----------------------------------------------------------------------------------

    async def of(self, accueil_id: str) -> list[tuple[Mandat, Accord]]:
        """Every mandate of a person, the last first."""
        requete = (
            select(Mandat)
            .where(Mandat.accueil_id == accueil_id)
            .order_by(Mandat.debut_le.desc(), Mandat.id)
        )
        mandats = list((await self.session.execute(requete)).scalars())
        requete_portees = select(MandatDemarche).where(
            MandatDemarche.mandat_id.in_([m.id for m in mandats])
        )
        portees = list((await self.session.execute(requete_portees)).scalars())
        return [(m, as_accord(m, [p for p in portees if p.mandat_id == m.id])) for m in mandats]

    async def covering(
        self, accueil: Accueil, organisme: str, le: dt.datetime
    ) -> tuple[str | None, str | None]:
        """The démarche an organisation belongs to, and the mandate that covers it now, if any: a
        free act is then written under it."""
        demarche = self.contenu.demarche_de.get(organisme)
        if demarche is None:
            return None, None
        accords = [a for _, a in await self.of(accueil.id)]
        accord, _ = judge(accords, demarche, le, accueil.capacite)
        return demarche, accord.id if accord else None

    async def get(self, accueil_id: str, mandat_id: str) -> tuple[Mandat, Accord]:
        for mandat, accord in await self.of(accueil_id):
            if mandat.id == mandat_id:
                return mandat, accord
        raise Refus(404, "mandat", "mandat_inconnu")

    async def retell(
        self, poste: Poste, accueil: Accueil, mandat: Mandat, accord: Accord, conseiller: str
    ) -> str | None:
        """The translation that was read beside the French, filled as it was; None in French."""
        if mandat.langue == SOURCE:
            return None
        redaction = await self.session.get(RedactionMandat, (mandat.version, mandat.langue))
        if redaction is None:
            return None
        fin = (mandat.fin_le - dt.timedelta(seconds=1)).astimezone(poste.fuseau)
        return redaction.texte.format(
            structure=poste.structure.nom,
            conseiller=conseiller,
            demarches="\n".join(
                f"- {self.contenu.title(d, mandat.langue)}" for d in accord.demarches
            ),
            duree=in_words(self.contenu.mandat.durees[mandat.duree], mandat.langue),
            fin=format_date(fin.date(), format="long", locale=locale_of(mandat.langue)),
            code=show_code(accueil.code),
        )

    # Agreeing -----------------------------------------------------------------------------------

    async def sign(
        self,
        poste: Poste,
        accueil: Accueil,
        lu: Presentation,
        empreinte: str,
        moyen: str,
        preuve: str,
        preuve_type: str,
    ) -> Mandat:
        """Keep a mandate that was agreed to, in the words that were read; 409 when they changed
        since (a new wording, or midnight went by: the last day is another)."""
        if not secrets.compare_digest(empreinte, lu.empreinte):
            raise Refus(409, "texte", "mandat_a_relire")
        await self._keep_wording(lu.version, {SOURCE, lu.langue})
        mandat = Mandat(
            accueil_id=accueil.id,
            version=lu.version,
            langue=lu.langue,
            texte=lu.texte,
            empreinte=lu.empreinte,
            nombre=len(lu.demarches),
            duree=lu.duree,
            debut_le=poste.maintenant,
            fin_le=end_of(poste.maintenant, lu.duree, poste.fuseau),
            moyen=moyen,
            preuve=poste.coffre.seal(preuve),
            preuve_type=preuve_type,
            recueilli_par=poste.agent_id,
        )
        self.session.add(mandat)
        await self.session.flush()
        self.session.add_all(MandatDemarche(mandat_id=mandat.id, demarche=d) for d in lu.demarches)
        await self.session.flush()
        await self.journal.note(
            *(accueil, "mandat_donne", poste.agent_id, poste.maintenant),
            poste.structure.departement,
            objet=lu.duree,
            mandat_id=mandat.id,
        )
        return mandat

    async def _keep_wording(self, version: str, langues: set[str]) -> None:
        """The wording stays in the database for good; one changed under the same version is a
        defect of the content, and nothing is signed on it."""
        redaction = next(r for r in self.contenu.mandat.redactions if r.version == version)
        for langue in langues:
            gardee = await self.session.get(RedactionMandat, (version, langue))
            if gardee is None:
                self.session.add(
                    RedactionMandat(
                        version=version,
                        langue=langue,
                        texte=redaction.textes[langue].texte,
                        empreinte=redaction.fingerprint(langue),
                    )
                )
            elif gardee.empreinte != redaction.fingerprint(langue):
                raise Refus(409, "texte", "redaction_figee")
        await self.session.flush()

    # By a code read on the person's own device --------------------------------------------------

    async def offer(self, poste: Poste, accueil: Accueil, lu: Presentation) -> None:
        """Show the mandate on the person's own device, with a code to say back."""
        await self.withdraw_offer(accueil.id)
        self.session.add(
            MandatPresente(
                accueil_id=accueil.id,
                demarches=lu.demarches,
                duree=lu.duree,
                langue=lu.langue,
                texte=lu.traduction or lu.texte,
                empreinte=lu.empreinte,
                code=poste.coffre.seal(f"{secrets.randbelow(1_000_000):06d}"),
                presente_par=poste.agent_id,
                expire_le=poste.maintenant + DUREE_CODE,
            )
        )
        await self.session.flush()

    async def offered(self, accueil_id: str, le: dt.datetime) -> MandatPresente | None:
        """The mandate that waits for its code, while it does."""
        attente = await self.session.get(MandatPresente, accueil_id)
        vivante = attente and attente.expire_le > le and attente.essais < ESSAIS_MAX
        return attente if vivante else None

    async def withdraw_offer(self, accueil_id: str) -> None:
        attente = await self.session.get(MandatPresente, accueil_id)
        if attente is not None:
            await self.session.delete(attente)
            await self.session.flush()

    async def check_code(self, poste: Poste, accueil: Accueil, saisi: str) -> MandatPresente | None:
        """The mandate that this code agrees to; None when it is wrong (counted: commit)."""
        attente = await self.offered(accueil.id, poste.maintenant)
        if attente is None:
            raise Refus(409, "code", "accord_perdu")
        attendu = poste.coffre.open(attente.code) or ""
        net = "".join(c for c in saisi if c.isdigit())
        if secrets.compare_digest(net, attendu):
            return attente
        await self.session.execute(
            update(MandatPresente)
            .where(MandatPresente.accueil_id == accueil.id)
            .values(essais=MandatPresente.essais + 1)
        )
        return None

    # Taking back ----------------------------------------------------------------------------------

    async def revoke(
        self,
        accueil: Accueil,
        structure: Structure,
        le: dt.datetime,
        *,
        mandat_id: str,
        demarche: str | None = None,
        agent_id: str | None = PERSONNE,
    ) -> None:
        """At once, by the person or the counsellor, for everything or one démarche. Twice is once."""
        _, accord = await self.get(accueil.id, mandat_id)
        par = "conseiller" if agent_id else "personne"
        if demarche is None:
            requete = update(Mandat).where(Mandat.id == mandat_id, Mandat.revoque_le.is_(None))
            change = requete.values(revoque_le=le, revoque_par=par).returning(Mandat.id)
        else:
            if demarche not in accord.demarches:
                raise Refus(404, "demarche", "mandat_hors_portee")
            change = (
                update(MandatDemarche)
                .where(
                    MandatDemarche.mandat_id == mandat_id,
                    MandatDemarche.demarche == demarche,
                    MandatDemarche.revoque_le.is_(None),
                )
                .values(revoque_le=le, revoque_par=par)
                .returning(MandatDemarche.mandat_id)
            )
        if (await self.session.execute(change)).scalar_one_or_none() is None:
            return
        await self.journal.note(
            *(accueil, "mandat_arrete", agent_id, le, structure.departement),
            demarche=demarche,
            mandat_id=mandat_id,
        )

    async def end_visit(self, accueil: Accueil, le: dt.datetime) -> None:
        """A mandate of one visit ends with it; the others go on."""
        await self.session.execute(
            update(Mandat)
            .where(
                Mandat.accueil_id == accueil.id,
                Mandat.duree == "visite",
                Mandat.revoque_le.is_(None),
            )
            .values(revoque_le=le, revoque_par="fin")
        )

    # Acts -------------------------------------------------------------------------------------------

    async def act_for(
        self, poste: Poste, accueil: Accueil, demarche: str, cle: str, objet: str | None = None
    ) -> bool:
        """A démarche done in the person's stead, under the mandate that allows it; refused (409)
        with the reason when none does. The database checks again by itself."""
        if demarche not in self.contenu.par_demarche:
            raise Refus(422, "demarche", "demarche_inconnue", self.contenu.par_demarche)
        accords = [a for _, a in await self.of(accueil.id)]
        accord, raison = judge(accords, demarche, poste.maintenant, accueil.capacite)
        if accord is None:
            raise Refus(409, "mandat", raison or "mandat_absent")
        return await self.journal.note(
            *(accueil, "faire_pour", poste.agent_id, poste.maintenant),
            poste.structure.departement,
            demarche=demarche,
            objet=objet,
            mandat_id=accord.id,
            cle=cle,
        )
