"""Receiving, agreeing, taking back: each bad input has its path. On SQLite: the SQL is the same."""

from __future__ import annotations

import datetime as dt

import pytest

from api.errors import Refus
from api.mediation.dossiers import is_exercise
from api.mediation.journal import Journal
from api.mediation.mandats import present
from tests.mediation.conftest import LE

pytestmark = pytest.mark.parametrize("url_base", ["sqlite"], indirect=True)


async def test_une_structure_ne_voit_jamais_les_personnes_d_une_autre(espace, make_espace):
    autre = await make_espace(espace.session, "France services d'Ailleurs")
    accueil = await espace.receive(alias="Madame D.")

    assert [a.id for a in await espace.accueils.people()] == [accueil.id]
    assert await autre.accueils.people() == []
    for cherche in (autre.accueils.get(accueil.id), autre.accueils.find(accueil.code)):
        with pytest.raises(Refus) as refus:
            await cherche
        assert refus.value.statut == 404
    assert (await espace.accueils.find(accueil.code)).id == accueil.id
    with pytest.raises(Refus, match="code_mal_copie"):
        await espace.accueils.find("AAAA-AAAC")


async def test_on_recoit_sans_nom_ni_contact_et_l_alias_n_est_pas_lisible_en_base(espace):
    anonyme, nommee = await espace.receive(), await espace.receive(alias="Amina")

    assert (anonyme.alias, anonyme.contact) == (None, None)
    assert "Amina" not in (nommee.alias or "")
    assert espace.accueils.alias_of(nommee) == "Amina"


async def test_le_texte_signe_reste_avec_sa_version_et_son_empreinte(espace):
    accueil = await espace.receive()
    lu = present(espace.poste, accueil, ["sante", "impots"], "31", "ar")
    assert "23 décembre 2026" in lu.texte
    assert lu.traduction and "31 يومًا" in lu.traduction
    assert not lu.relue

    mandat = await espace.mandats.sign(
        espace.poste, accueil, lu, lu.empreinte, "papier", "aGVsbG8=", "image/jpeg"
    )
    assert (mandat.texte, mandat.version, mandat.langue) == (lu.texte, "2026-11-23", "ar")
    assert mandat.preuve != "aGVsbG8="
    assert espace.poste.coffre.open(mandat.preuve) == "aGVsbG8="


async def test_minuit_passe_entre_la_lecture_et_la_signature_on_relit(espace):
    accueil = await espace.receive()
    avant = espace.at(dt.datetime(2026, 11, 23, 22, 58, tzinfo=dt.UTC))
    apres = espace.at(dt.datetime(2026, 11, 23, 23, 2, tzinfo=dt.UTC))
    lu = present(avant.poste, accueil, ["sante"], "visite", "fr")
    relu = present(apres.poste, accueil, ["sante"], "visite", "fr")

    with pytest.raises(Refus, match="mandat_a_relire"):
        await apres.mandats.sign(
            apres.poste, accueil, relu, lu.empreinte, "ecran", "[[1,2]]", "traits"
        )
    await apres.sign(accueil, "sante", duree="visite")
    midi = apres.at(dt.datetime(2026, 11, 24, 11, tzinfo=dt.UTC))
    assert await midi.do(accueil, cle="midi")
    with pytest.raises(Refus, match="mandat_expire"):
        await apres.at(dt.datetime(2026, 11, 24, 23, 1, tzinfo=dt.UTC)).do(accueil, cle="soir")


async def test_le_code_lu_sur_son_appareil_accepte_le_mandat_et_cinq_erreurs_le_perdent(espace):
    accueil = await espace.receive()
    lu = present(espace.poste, accueil, ["sante"], "31", "fr")
    await espace.mandats.offer(espace.poste, accueil, lu)
    attente = await espace.mandats.offered(accueil.id, LE)
    code = espace.poste.coffre.open(attente.code)
    assert code != attente.code

    assert await espace.mandats.check_code(espace.poste, accueil, "12") is None
    assert await espace.mandats.check_code(espace.poste, accueil, f"{code[:3]} {code[3:]}")
    for _ in range(4):
        await espace.mandats.check_code(espace.poste, accueil, "12")
    await espace.session.refresh(attente)
    with pytest.raises(Refus, match="accord_perdu"):
        await espace.mandats.check_code(espace.poste, accueil, code)
    assert await espace.mandats.offered(accueil.id, LE + dt.timedelta(hours=1)) is None


async def test_la_personne_arrete_une_demarche_puis_tout(espace):
    accueil = await espace.receive()
    mandat = await espace.sign(accueil, "sante", "impots")
    arrete = espace.mandats.revoke
    structure = espace.poste.structure
    await arrete(accueil, structure, LE, mandat_id=mandat.id, demarche="sante")
    with pytest.raises(Refus, match="mandat_revoque"):
        await espace.do(accueil, "sante")
    assert await espace.do(accueil, "impots", cle="un")
    await arrete(accueil, structure, LE, mandat_id=mandat.id)
    await arrete(accueil, structure, LE, mandat_id=mandat.id)
    with pytest.raises(Refus, match="mandat_revoque"):
        await espace.do(accueil, "impots")
    arrets = [
        a for a in await Journal(espace.session).read(accueil.id) if a.acte == "mandat_arrete"
    ]
    assert [(a.demarche, a.agent_id) for a in arrets] == [(None, None), ("sante", None)]


async def test_le_mandat_d_une_visite_finit_avec_elle_pas_les_autres(espace):
    accueil = await espace.receive()
    await espace.sign(accueil, "sante", duree="visite")
    await espace.sign(accueil, "impots", duree="31")
    await espace.mandats.end_visit(accueil, LE)

    with pytest.raises(Refus, match="mandat_revoque"):
        await espace.do(accueil, "sante")
    assert await espace.do(accueil, "impots", cle="suite")


async def test_deux_conseillers_sur_un_dossier_le_savent(espace):
    accueil = await espace.receive()
    collegue = espace.at(LE + dt.timedelta(minutes=3), agent_id="collegue")

    assert await espace.accueils.see(accueil) is None
    assert await collegue.accueils.see(accueil) == espace.poste.agent_id


async def test_la_violence_dite_efface_le_nom_et_le_contact(espace):
    accueil = await espace.receive(alias="Amina", contact="06 12 34 56 78")
    await espace.dossiers.open_moment(accueil.dossier_id, "violences")
    await espace.session.refresh(accueil)

    assert (accueil.alias, accueil.contact, accueil.contact_genre) == (None, None, None)


async def test_une_personne_fictive_ne_fait_attendre_aucun_agent(espace):
    fictive, vraie = await espace.receive(persona="rose"), await espace.receive()

    assert await is_exercise(espace.session, fictive.dossier_id)
    assert not await is_exercise(espace.session, vraie.dossier_id)
    assert [a.id for a in await espace.accueils.people()] == [vraie.id]
