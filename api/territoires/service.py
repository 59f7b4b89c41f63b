"""From a place and an organisation asked for to the one in charge: found, to specify, or unknown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from api.errors import Refus
from api.parcours.content import Source
from api.territoires.annuaire import Annuaire, Guichet
from api.territoires.communes import Commune, Communes, load_communes, normalise
from api.territoires.lieux import INSEE, Echelle, Lieu, is_code, is_postal_code, read_place
from api.territoires.regles import Famille, Fonde, Regle, Regles, Site, load_rules

Statut = Literal["trouve", "demander_commune", "a_preciser", "inconnu"]


@dataclass(frozen=True)
class SiteTraitement:
    """Where the file is processed."""

    nom: str
    pourquoi: str
    sources: tuple[Source, ...]
    doute: bool


@dataclass(frozen=True)
class Resolution:
    """The answer for one place and one organisation.

    - trouve: `nom` is in charge;
    - demander_commune: ask which of `communes` (empty when too many to list);
    - a_preciser: the commune is known, the map is not: one of `possibles`, `pourquoi` says so;
    - inconnu: `raison` says why.
    `raison` is a code worded in locales/<langue>/erreurs.yml; `pourquoi` is written with the rule.
    """

    statut: Statut
    famille: str | None = None
    nom: str | None = None
    pourquoi: str | None = None
    sources: tuple[Source, ...] = ()
    doute: bool = False
    raison: str | None = None
    commune: Commune | None = None
    communes: tuple[Commune, ...] = ()
    possibles: tuple[str, ...] = ()
    site_traitement: SiteTraitement | None = None
    guichets: tuple[Guichet, ...] = ()


class TerritoireService:
    """Communes, rules and, when it was imported, the State's directory of offices."""

    def __init__(
        self,
        communes: Communes | None = None,
        regles: Regles | None = None,
        annuaire: Annuaire | None = None,
    ) -> None:
        self.regles = regles or load_rules()
        self.annuaire = annuaire or Annuaire()
        self._communes = communes

    @property
    def donnees(self) -> Communes:
        """The communes, read when first needed."""
        if self._communes is None:
            self._communes = load_communes()
        return self._communes

    def warm(self) -> None:
        """Read the communes now rather than at the first question."""
        self.read("75001")

    def read(self, lieu: str) -> Lieu:
        """The communes that a text may designate, or why none (see lieux.read_place)."""
        return read_place(lieu, self.donnees)

    def communes(self, code_postal: str) -> list[Commune]:
        """Communes of a postal code, by name; empty when it does not exist."""
        trouvees = self.donnees.par_code_postal.get(code_postal.strip(), [])
        return sorted(trouvees, key=lambda c: normalise(c.nom))

    def is_postal_code(self, texte: str) -> bool:
        """True for five digits, whether or not La Poste uses them."""
        return is_postal_code(texte)

    def reference(self, commune: Commune) -> str:
        """What designates this commune and no other, when given back as a place."""
        return f"{INSEE}:{commune.code}"

    def keep(self, texte: str | None) -> str | None:
        """A place in the form that is kept: a postal code, a département, or one commune.

        Nothing more precise is kept, whatever was written. Refused (422): what designates no place
        of France, or a name that several communes have.
        """
        dit = " ".join((texte or "").split())
        if not dit:
            return None
        serre = dit.replace(" ", "")  # "67 000"
        place = self.read(serre if is_code(serre) else dit)
        if place.refus:
            proches = {c.nom for c in place.proches} or None
            raise Refus(422, "lieu", place.refus, proches)
        if is_code(serre) and place.echelle in ("departement", "code_postal"):
            return serre.upper()
        if is_postal_code(serre):
            return serre
        entieres = {self.donnees.whole(c).code for c in place.communes}
        if len(place.communes) == 1:
            return self.reference(place.communes[0])
        if len(entieres) == 1:
            return self.reference(self.donnees.par_code[entieres.pop()])
        departements = {c.departement for c in place.communes}
        if place.echelle == "departement" and len(departements) == 1:
            return departements.pop()
        raise Refus(422, "lieu", "nom_partage")

    def describe(self, commune: Commune) -> str:
        """A commune as one writes it: « 59200 Tourcoing ». Read back, it is this commune."""
        if not commune.codes_postaux:  # a former commune that kept none of its own
            commune = self.donnees.whole(commune)
        return f"{commune.codes_postaux[0]} {commune.nom}"

    def serves_farmers(self, lieu: str, organisme: str) -> bool:
        """Whether farmers turn there to the general organisation too: the farm scheme has none."""
        famille = self.regles.family_of(organisme)
        agricole = self.regles.familles[famille].agricole if famille else None
        if agricole is None:
            return False
        communes = self.read(lieu).communes
        return bool(communes) and all(c.departement in agricole.sauf for c in communes)

    def search(self, nom: str, limite: int = 10) -> list[Commune]:
        """Communes whose name is, begins with or contains `nom`."""
        return self.donnees.search(nom, limite)

    def resolve(self, lieu: str, organisme: str, agricole: bool = False) -> Resolution:
        """Who is in charge of `organisme`'s business in `lieu`. Never raises.

        `organisme`: a code of organismes.yml or one of the words of regles.yml ("caf", "retraite").
        `agricole`: the person is insured by the agricultural scheme.
        """
        famille = self.regles.family_of(organisme)
        if famille is None:
            return Resolution("inconnu", raison="organisme_inconnu")
        place = self.read(lieu)
        if place.refus:
            return Resolution("inconnu", famille, raison=place.refus, communes=place.proches)
        return self._decide(place, famille, agricole)

    def _decide(self, place: Lieu, demandee: str, agricole: bool) -> Resolution:
        # The rules look at nothing else than these two: one commune of each kind is enough.
        sortes = {(c.departement, c.epci): c for c in place.communes}
        reponses = [self._answer(c, demandee, agricole) for c in sortes.values()]
        seule = place.communes[0] if len(place.communes) == 1 else None
        if len({(r.noms, r.raison) for r in reponses}) > 1:
            return Resolution(
                "demander_commune",
                demandee,
                raison=_why_ask(place.echelle),
                communes=_listed(place),
                possibles=tuple(dict.fromkeys(n for r in reponses for n in r.noms)),
            )
        reponse = reponses[0]
        if reponse.regle is None:
            return self._unknown(reponse, demandee, seule)
        if len(reponse.noms) == 1:
            return self._found(reponse, demandee, seule)
        return self._shared(reponse, demandee, place, seule)

    def _answer(self, commune: Commune, demandee: str, agricole: bool) -> _Reponse:
        """The rule of one commune; without a rule, the organisation is not known there."""
        if commune.departement in self.regles.a_part.departements:
            return _Reponse(demandee, None, (), "collectivite_a_part")
        nom = self._family(commune, demandee, agricole)
        famille = self.regles.familles[nom]
        departement = self.donnees.departements[commune.departement]
        for rang, regle in enumerate(famille.regles):
            if regle.matches(commune, departement.region):
                du = self.regles.of_departement(departement)
                modeles = [regle.nom] if regle.nom else regle.possibles
                noms = tuple(m.replace("{du_departement}", du) for m in modeles)
                return _Reponse(nom, rang, noms)
        return _Reponse(nom, None, (), "organisme_sans_regle")

    def _family(self, commune: Commune, demandee: str, agricole: bool) -> str:
        autre = self.regles.familles[demandee].agricole
        if agricole and autre and commune.departement not in autre.sauf:
            return autre.famille
        return demandee

    def _rule(self, reponse: _Reponse) -> tuple[Famille, Regle]:
        famille = self.regles.familles[reponse.famille]
        assert reponse.regle is not None
        return famille, famille.regles[reponse.regle]

    def _unknown(self, reponse: _Reponse, demandee: str, seule: Commune | None) -> Resolution:
        fonde = self.regles.a_part if reponse.raison == "collectivite_a_part" else None
        return Resolution(
            "inconnu",
            demandee,
            pourquoi=fonde.pourquoi if fonde else None,
            sources=self._sources(fonde) if fonde else (),
            doute=fonde.doute if fonde else False,
            raison=reponse.raison,
            commune=seule,
        )

    def _found(self, reponse: _Reponse, demandee: str, seule: Commune | None) -> Resolution:
        famille, regle = self._rule(reponse)
        site = next((s for s in regle.sites if demandee in s.familles), None)
        return Resolution(
            "trouve",
            demandee,
            nom=reponse.noms[0],
            pourquoi=regle.pourquoi,
            sources=self._sources(regle),
            doute=regle.doute,
            commune=seule,
            site_traitement=self._site(site) if site else None,
            guichets=self._offices(famille.organisme, seule),
        )

    def _shared(
        self, reponse: _Reponse, demandee: str, place: Lieu, seule: Commune | None
    ) -> Resolution:
        """Several organisations share these communes: the imported directory may settle it."""
        famille, regle = self._rule(reponse)
        if seule is None:
            return Resolution(
                "demander_commune",
                demandee,
                pourquoi=regle.pourquoi,
                sources=self._sources(regle),
                doute=regle.doute,
                raison=_why_ask(place.echelle),
                communes=_listed(place),
                possibles=reponse.noms,
            )
        guichets = self._offices(famille.organisme, seule)
        competents = self._competent(famille.organisme, seule)
        if len(competents) == 1:
            source = competents[0].source
            return Resolution(
                "trouve",
                demandee,
                nom=competents[0].nom,
                pourquoi=regle.pourquoi,
                sources=(source,) if source else (),
                commune=seule,
                guichets=guichets,
            )
        return Resolution(
            "a_preciser",
            demandee,
            pourquoi=regle.pourquoi,
            sources=self._sources(regle),
            doute=regle.doute,
            raison="carte_absente",
            commune=seule,
            possibles=reponse.noms,
            guichets=guichets,
        )

    def offices(self, organisme: str, commune: Commune) -> list[Guichet]:
        """Imported offices of an organisation for a commune: those in charge, else those there."""
        types = self.regles.annuaire.get(organisme, [])
        entiere = self.donnees.whole(commune)
        return self.annuaire.offices(types, dict.fromkeys((commune.code, entiere.code)))

    def _offices(self, organisme: str, seule: Commune | None) -> tuple[Guichet, ...]:
        return tuple(self.offices(organisme, seule)) if seule else ()

    def _competent(self, organisme: str, commune: Commune) -> list[Guichet]:
        types = self.regles.annuaire.get(organisme, [])
        entiere = self.donnees.whole(commune)
        return self.annuaire.competent(types, dict.fromkeys((commune.code, entiere.code)))

    def _sources(self, fonde: Fonde) -> tuple[Source, ...]:
        return tuple(self.regles.sources[cle] for cle in fonde.sources)

    def _site(self, site: Site) -> SiteTraitement:
        return SiteTraitement(site.nom, site.pourquoi, self._sources(site), site.doute)


@dataclass(frozen=True)
class _Reponse:
    """What one commune gives: the same answer for all of them settles the question."""

    famille: str
    regle: int | None
    noms: tuple[str, ...]
    raison: str | None = None


def _why_ask(echelle: Echelle) -> str:
    return {
        "commune": "plusieurs_communes_du_nom",
        "code_postal": "plusieurs_communes_du_code",
        "departement": "departement_insuffisant",
        "region": "region_insuffisante",
        "nom_double": "commune_ou_departement",
    }[echelle]


def _listed(place: Lieu) -> tuple[Commune, ...]:
    """The communes to choose from, when they can be listed."""
    choix: Sequence[Commune] = place.communes if place.echelle in ("commune", "code_postal") else ()
    return tuple(_by_name(choix))


def _by_name(communes: Iterable[Commune]) -> list[Commune]:
    return sorted(communes, key=lambda c: (normalise(c.nom), c.code))
