"""Stateless territory API: communes of a postal code or a name, organisation in charge of a place."""

from __future__ import annotations

from typing import Annotated, cast

from fastapi import APIRouter, Query, Request

from api.errors import Refus
from api.languages.catalogues import Textes
from api.parcours.content import Source
from api.territoires import schemas as s
from api.territoires.annuaire import Guichet
from api.territoires.communes import Commune
from api.territoires.service import Resolution, SiteTraitement, TerritoireService

router = APIRouter(prefix="/territoires", tags=["territoires"])

CodePostal = Annotated[
    str | None,
    Query(max_length=200, description="Un code postal de cinq chiffres.", examples=["48000"]),
]
Nom = Annotated[
    str | None,
    Query(max_length=200, description="Le nom d'une commune, ou son début.", examples=["Mende"]),
]
LieuDonne = Annotated[
    str,
    Query(
        max_length=200,
        description="Code postal, commune, département, ou `lieu` d'une commune déjà lue.",
        examples=["48000", "Mende", "2A", "insee:59350"],
    ),
]
Organisme = Annotated[
    str,
    Query(max_length=100, description="L'organisme cherché, ou sa branche.", examples=["caf"]),
]
Agricole = Annotated[bool, Query(description="Assuré au régime agricole (MSA).")]


def _service(request: Request) -> TerritoireService:
    return cast(TerritoireService, request.app.state.territoires)


@router.get("/communes", summary="Les communes d'un code postal, ou d'un nom")
def list_communes(
    request: Request, code_postal: CodePostal = None, nom: Nom = None
) -> list[s.CommuneLue]:
    service = _service(request)
    if (code_postal is None) == (nom is None):
        raise Refus(422, "code_postal", "code_postal_ou_nom")
    if nom is not None:
        trouvees = service.search(nom)
        if not trouvees:
            proches = service.donnees.resembling(nom)
            raise Refus(404, "nom", "commune_inconnue", {c.nom for c in proches})
        return [tell_commune(c, service) for c in trouvees]
    code = code_postal or ""
    if not service.is_postal_code(code):
        raise Refus(422, "code_postal", "lieu_invalide")
    if refus := service.read(code).refus:
        raise Refus(404, "code_postal", refus)
    return [tell_commune(c, service) for c in service.communes(code)]


@router.get("/organismes", summary="L'organisme compétent pour un lieu")
def find_organisation(
    request: Request, lieu: LieuDonne, organisme: Organisme, agricole: Agricole = False
) -> s.ResolutionLue:
    service = _service(request)
    resolution = service.resolve(lieu, organisme, agricole)
    if resolution.raison == "organisme_inconnu":
        raise Refus(422, "organisme", "organisme_inconnu", service.regles.known_words)
    if resolution.statut == "inconnu":
        statut = 422 if resolution.raison == "lieu_vide" else 404
        proches = {c.nom for c in resolution.communes} or None
        raise Refus(statut, "lieu", resolution.raison or "lieu_inconnu", proches)
    return tell_resolution(resolution, service, request.app.state.textes)


def tell_commune(commune: Commune, service: TerritoireService) -> s.CommuneLue:
    """A commune as the API and the command tell it."""
    return s.CommuneLue(
        code=commune.code,
        nom=commune.nom,
        codes_postaux=list(commune.codes_postaux),
        departement=commune.departement,
        nom_departement=service.donnees.departements[commune.departement].nom,
        dans=commune.dans or None,
        lieu=service.reference(commune),
    )


def tell_resolution(
    resolution: Resolution, service: TerritoireService, textes: Textes
) -> s.ResolutionLue:
    """A resolution as the API and the command tell it, with the question to ask in words."""
    assert resolution.statut != "inconnu" and resolution.famille
    site = resolution.site_traitement
    return s.ResolutionLue(
        statut=resolution.statut,
        famille=resolution.famille,
        nom=resolution.nom,
        pourquoi=resolution.pourquoi,
        question=textes.error(resolution.raison) if resolution.raison else None,
        doute=resolution.doute,
        sources=[tell_source(x) for x in resolution.sources],
        commune=tell_commune(resolution.commune, service) if resolution.commune else None,
        communes=[tell_commune(c, service) for c in resolution.communes],
        possibles=list(resolution.possibles),
        site_traitement=tell_site(site) if site else None,
        guichets=[tell_office(g) for g in resolution.guichets],
    )


def tell_source(source: Source) -> s.SourceLue:
    """A source as it is told."""
    return s.SourceLue(
        titre=source.titre, url=str(source.url) if source.url else None, vu_le=source.vu_le
    )


def tell_site(site: SiteTraitement) -> s.SiteTraitementLu:
    """Where files are processed, as it is told."""
    return s.SiteTraitementLu(
        nom=site.nom,
        pourquoi=site.pourquoi,
        doute=site.doute,
        sources=[tell_source(x) for x in site.sources],
    )


def tell_office(guichet: Guichet) -> s.GuichetLu:
    """An office of the State's directory, as it is told."""
    return s.GuichetLu(
        nom=guichet.nom,
        adresse=guichet.adresse,
        telephones=list(guichet.telephones),
        horaires=[s.PlageLue(de=p.de, a=p.a, heures=list(p.heures)) for p in guichet.horaires],
        site=guichet.site,
        modifie_le=guichet.modifie_le,
        source=tell_source(guichet.source) if guichet.source else None,
    )
