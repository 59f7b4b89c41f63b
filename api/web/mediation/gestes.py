"""What the counsellor does with the person: posture, acts, and asking a caisse for help."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form
from starlette.responses import Response

from api.dossiers.demandes import ask_human
from api.dossiers.liaison import sheet_for_person
from api.errors import Refus
from api.escalations.fiche import SHOWN
from api.escalations.service import EscaladeService
from api.mediation.masque import mask
from api.mediation.posture import POSTURES, advise
from api.mediation.rendezvous import NOUS
from api.web.mediation.cadre import RACINE, Appuie, Recoit, back
from api.web.mediation.lecture import dossiers_of, list_caisses

routes = APIRouter(include_in_schema=False)
UN = f"{RACINE}/{{accueil_id}}"
OuiNon = Annotated[str, Form(max_length=3)]
Demarche = Annotated[str, Form(max_length=40)]
MOTIFS = ("agent", "demander_humain", "reclamation", "urgence")


@routes.post(f"{UN}/posture")
async def ask_posture(
    guichet: Recoit,
    accueil_id: str,
    demarche: Demarche,
    lit_ecran: OuiNon = "",
    deja_fait: OuiNon = "",
    veut_faire: OuiNon = "",
) -> Response:
    """Three answers, one advice, for this démarche only. Nothing of it is kept."""
    accueil = await guichet.person(accueil_id)
    connue = guichet.poste.contenu.par_demarche.get(demarche)
    if connue is None:
        return back(accueil, "demarches", Refus(422, "demarche", "demarche_inconnue"))
    conseil = advise(
        lit_ecran=lit_ecran == "oui",
        deja_fait=deja_fait == "oui",
        veut_faire=veut_faire == "oui",
        critique=connue.critique,
    )
    return back(accueil, f"d-{demarche}", posture=conseil, demarche=demarche)


@routes.post(f"{UN}/actes")
async def act(
    guichet: Recoit,
    accueil_id: str,
    demarche: Demarche,
    posture: Annotated[str, Form(max_length=20)],
    cle: Annotated[str, Form(min_length=8, max_length=64)],
) -> Response:
    """Done for, done with, or left to do: « faire pour » is refused without a valid mandate."""
    accueil = await guichet.person(accueil_id)
    if posture not in POSTURES or demarche not in guichet.poste.contenu.par_demarche:
        return back(accueil, "demarches", Refus(422, "demarche", "demarche_inconnue"))
    cle = f"{accueil.id[:8]}{demarche[:8]}{cle}"[:64]
    try:
        if posture == "faire_pour":
            neuf = await guichet.mandats.act_for(guichet.poste, accueil, demarche, cle)
        else:
            neuf = await guichet.accueils.note(accueil, posture, demarche=demarche, cle=cle)
    except Refus as refus:
        await guichet.undo()
        accueil = await guichet.person(accueil_id)
        return back(accueil, f"d-{demarche}", refus)
    await guichet.session.commit()
    return back(accueil, f"d-{demarche}", dit="acte" if neuf else "deja")


# Level 2 -------------------------------------------------------------------------------------------


@routes.post(f"{UN}/appui")
async def ask_support(
    guichet: Appuie,
    accueil_id: str,
    motif: Annotated[str, Form(max_length=40)] = "agent",
    vers: Annotated[str, Form(max_length=40)] = "",
    montrer: OuiNon = "",
    rappel: OuiNon = "",
    consigne: Annotated[str, Form(max_length=200)] = "",
) -> Response:
    """To the right organisation, with what the person agrees to show: their own decision.

    The plan says which one; where it does not yet, the counsellor does: never their own level.
    """
    accueil = await guichet.person(accueil_id)
    if accueil.persona is not None:
        await guichet.accueils.note(accueil, "appui", objet="exercice")
        await guichet.session.commit()
        return back(accueil, "appui", dit="appui_exercice")
    try:
        escalade, _ = await ask_human(
            dossiers_of(guichet),
            accueil.dossier_id,
            motif if motif in MOTIFS else "agent",
            guichet.poste.maintenant,
            (vers,) if vers in dict(list_caisses(guichet)) else (),
        )
        if escalade is None:
            raise Refus(409, "appui", "appui_sans_agent")
        if escalade.organisme == NOUS and not escalade.restreinte:
            raise Refus(422, "vers", "appui_choisir_caisse")
        demandes = EscaladeService(guichet.session)
        champs = SHOWN if montrer == "oui" else ()
        le = guichet.poste.maintenant
        await demandes.set_consent(accueil.dossier_id, escalade.reference, champs, le)
        contact = guichet.accueils.contact_of(accueil) if rappel == "oui" else None
        consigne, masques = mask(consigne.strip())
        if contact:
            await guichet.accueils.check_contact(contact)
            await demandes.set_contact(
                accueil.dossier_id, escalade.reference, contact, consigne, le
            )
        demarche, mandat = None, None
        if not escalade.restreinte:  # a screen is seen from behind: what for is written nowhere
            demarche, mandat = await guichet.mandats.covering(accueil, escalade.organisme, le)
        await guichet.accueils.note(
            accueil, "appui", demarche=demarche, objet=escalade.organisme, mandat_id=mandat
        )
    except Refus as refus:
        await guichet.undo()
        accueil = await guichet.person(accueil_id)
        return back(accueil, "appui", refus)
    await guichet.session.commit()
    return back(accueil, "appui", dit="appui", masque=",".join(masques))


@routes.post(f"{UN}/appui/{{reference}}/avis")
async def say_useful(
    guichet: Appuie, accueil_id: str, reference: str, utile: OuiNon = "non"
) -> Response:
    """Whether the answer helped, once the request is closed."""
    accueil = await guichet.person(accueil_id)
    try:
        await EscaladeService(guichet.session).set_usefulness(
            accueil.dossier_id, reference, utile == "oui", guichet.poste.maintenant
        )
    except Refus as refus:
        return back(accueil, "appui", refus)
    await guichet.session.commit()
    return back(accueil, "appui", dit="avis")


@routes.get(f"{UN}/appui/{{reference}}/fiche")
async def read_sheet(guichet: Appuie, accueil_id: str, reference: str) -> Response:
    """The liaison sheet, as the person may carry it."""
    accueil = await guichet.person(accueil_id)
    try:
        escalade = await EscaladeService(guichet.session).one_of(accueil.dossier_id, reference)
        fiche = await sheet_for_person(dossiers_of(guichet), escalade, guichet.poste.jour)
    except Refus as refus:
        return back(accueil, "appui", refus)
    return guichet.page("fiche.html", accueil=accueil, fiche=fiche)
