"""What the territory routes answer."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, Field


class CommuneLue(BaseModel):
    code: str = Field(description="Code Insee.")
    nom: str
    codes_postaux: list[str]
    departement: str
    nom_departement: str
    dans: str | None = Field(description="Commune dont c'est un arrondissement ou un ancien nom.")
    lieu: str = Field(description="À redonner comme `lieu` : désigne cette commune sans doute.")


class SourceLue(BaseModel):
    titre: str
    url: str | None
    vu_le: str | None


class PlageLue(BaseModel):
    de: str
    a: str
    heures: list[tuple[str, str]]


class GuichetLu(BaseModel):
    nom: str
    adresse: str | None
    telephones: list[str]
    horaires: list[PlageLue]
    site: str | None
    modifie_le: str | None
    source: SourceLue | None


class SiteTraitementLu(BaseModel):
    nom: str
    pourquoi: str
    doute: bool
    sources: list[SourceLue]


class ResolutionLue(BaseModel):
    statut: Literal["trouve", "demander_commune", "a_preciser"]
    famille: str
    nom: str | None = Field(description="L'organisme compétent, quand il est trouvé.")
    pourquoi: str | None
    question: str | None = Field(description="Ce qu'il faut demander, en mots simples.")
    doute: bool = Field(description="Vrai : à vérifier auprès de l'organisme.")
    sources: list[SourceLue]
    commune: CommuneLue | None
    communes: list[CommuneLue] = Field(description="Parmi lesquelles choisir.")
    possibles: list[str] = Field(description="Les organismes entre lesquels nous ne savons pas.")
    site_traitement: SiteTraitementLu | None = Field(description="Où le dossier est traité.")
    guichets: list[GuichetLu]
