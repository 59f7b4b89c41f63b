"""What the database itself holds, on both engines: the code could be wrong, not this."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from api.errors import Refus
from api.mediation.journal import Journal
from api.mediation.mandats import present
from api.mediation.models import Accueil, ActeMediation
from tests.mediation.conftest import LE, PHONE_DE_L_ESPACE, SECRET

JOUR = dt.timedelta(days=1)


async def act_anyway(espace, accueil: Accueil, mandat_id: str | None, demarche: str, le=LE):
    """The act written straight in the journal, as a defect of the code would."""
    await Journal(espace.session).note(
        accueil,
        "faire_pour",
        espace.poste.agent_id,
        le,
        "67",
        demarche=demarche,
        mandat_id=mandat_id,
    )


async def refused(espace, coroutine) -> str:
    with pytest.raises((Refus, IntegrityError)) as erreur:
        async with espace.session.begin_nested():
            await coroutine
    cause = erreur.value
    return cause.code if isinstance(cause, Refus) else str(cause.orig)


async def sql(espace, ordre: str, **valeurs) -> None:
    async with espace.session.begin_nested():
        await espace.session.execute(text(ordre), valeurs)


async def test_la_base_refuse_d_elle_meme_un_acte_sans_mandat_valable(espace):
    accueil, voisin = await espace.receive(), await espace.receive()
    mandat = await espace.sign(accueil, "sante", "impots", duree="31")
    await act_anyway(espace, accueil, mandat.id, "sante")

    async def dit(qui, mandat_id, demarche, le=LE):
        return await refused(espace, act_anyway(espace, qui, mandat_id, demarche, le))

    assert "mandat" in await dit(accueil, None, "sante")
    assert await dit(accueil, "inconnu", "sante") == "mandat_absent"
    assert await dit(voisin, mandat.id, "sante") == "mandat_absent"
    assert await dit(accueil, mandat.id, "retraite") == "mandat_hors_portee"
    assert await dit(accueil, mandat.id, "sante", LE - JOUR) == "mandat_pas_commence"
    assert await dit(accueil, mandat.id, "sante", LE + 31 * JOUR) == "mandat_expire"
    await espace.mandats.revoke(
        accueil, espace.poste.structure, LE, mandat_id=mandat.id, demarche="sante"
    )
    assert await dit(accueil, mandat.id, "sante") == "mandat_revoque"
    await act_anyway(espace, accueil, mandat.id, "impots")
    await espace.mandats.revoke(accueil, espace.poste.structure, LE, mandat_id=mandat.id)
    assert await dit(accueil, mandat.id, "impots") == "mandat_revoque"


async def test_ni_le_journal_ni_un_mandat_ni_sa_redaction_ne_se_changent(espace):
    accueil = await espace.receive()
    mandat = await espace.sign(accueil, "sante")
    await espace.session.flush()
    for ordre in (
        "UPDATE journal_mediation SET acte = 'informer'",
        "DELETE FROM journal_mediation",
        "UPDATE mandats SET fin_le = :loin",
        "UPDATE mandats SET texte = 'tout'",
        "DELETE FROM mandats",
        "INSERT INTO mandats_demarches (mandat_id, demarche) VALUES (:mandat, 'impots')",
        "UPDATE mandats_demarches SET demarche = 'impots'",
        "UPDATE redactions_mandat SET texte = 'tout'",
        "DELETE FROM redactions_mandat",
    ):
        valeurs = {
            k: v
            for k, v in {"loin": LE + 500 * JOUR, "mandat": mandat.id}.items()
            if f":{k}" in ordre
        }
        assert "fige" in await refused(espace, sql(espace, ordre, **valeurs)), ordre
    arret = "UPDATE mandats SET revoque_le = :le, revoque_par = 'personne'"
    await sql(espace, arret, le=LE)
    reprise = "UPDATE mandats SET revoque_le = NULL, revoque_par = NULL"
    assert "fige" in await refused(espace, sql(espace, reprise))


async def test_ni_mandat_trop_long_ni_mandat_d_une_personne_protegee(espace):
    accueil, mineur = await espace.receive(), await espace.receive(capacite="mineur")
    await espace.sign(accueil, "sante")  # its wording is kept
    colonnes = (
        "id, accueil_id, version, langue, texte, empreinte, nombre, duree, debut_le, fin_le, "
        "moyen, preuve, preuve_type, recueilli_par"
    )
    ordre = (
        f"INSERT INTO mandats ({colonnes}) VALUES (:id, :qui, '2026-11-23', 'fr', 't', 'e', 1, "
        "'31', :de, :a, 'ecran', 'p', 'traits', 'x')"
    )
    valeurs = {"id": "m2", "qui": accueil.id, "de": LE, "a": LE + 33 * JOUR}
    assert "mandat_trop_long" in await refused(espace, sql(espace, ordre, **valeurs))
    valeurs |= {"qui": mineur.id, "a": LE + JOUR}
    assert "capacite_protege" in await refused(espace, sql(espace, ordre, **valeurs))
    with pytest.raises(Refus, match="capacite_mineur"):
        present(espace.poste, mineur, ["sante"], "31", "fr")


async def test_l_adresse_de_l_espace_n_est_jamais_celle_de_la_personne(espace):
    for saisi in (PHONE_DE_L_ESPACE, "+33 3 88 00 00 01", "Maelle+madame.d@fs.example"):
        with pytest.raises(Refus, match="contact_de_la_structure"):
            await espace.receive(contact=saisi)
    accueil = await espace.receive(contact="06 12 34 56 78")
    assert espace.accueils.contact_of(accueil) == "0612345678"
    assert "0612345678" not in (accueil.contact or "")
    from api.mediation.coordonnees import read_contact

    empreinte = read_contact(PHONE_DE_L_ESPACE).fingerprint(SECRET)
    ordre = "UPDATE accueils SET contact_empreinte = :e WHERE id = :id"
    dit = await refused(espace, sql(espace, ordre, e=empreinte, id=accueil.id))
    assert "contact_de_la_structure" in dit


async def test_un_dossier_efface_ne_laisse_que_des_nombres(espace):
    accueil, autre = await espace.receive(), await espace.receive()
    await espace.sign(accueil, "sante")
    await espace.do(accueil, cle="a")
    await espace.do(accueil, cle="b")
    await espace.session.commit()
    await espace.dossiers.delete(accueil.dossier_id)
    await espace.session.commit()

    restes = (await espace.session.execute(ActeMediation.__table__.select())).all()
    assert {r.accueil_id for r in restes} == {autre.id}
    comptes = (
        await espace.session.execute(
            text("SELECT acte, demarche, objet, nombre, mois FROM activite_mediation ORDER BY acte")
        )
    ).all()
    assert [tuple(c) for c in comptes] == [
        ("accueil", "", "fr", 1, "2026-11"),
        ("faire_pour", "sante", "", 2, "2026-11"),
        ("mandat_donne", "", "31", 1, "2026-11"),
    ]
    vides = await espace.session.execute(text("SELECT count(*) FROM mandats"))
    assert vides.scalar_one() == 0


async def test_le_meme_formulaire_envoye_deux_fois_fait_un_seul_acte(espace):
    accueil = await espace.receive()
    await espace.sign(accueil, "sante")

    assert await espace.do(accueil, cle="meme") is True
    assert await espace.do(accueil, cle="meme") is False
    actes = [a.acte for a in await Journal(espace.session).read(accueil.id)]
    assert actes == ["faire_pour", "mandat_donne", "accueil"]
