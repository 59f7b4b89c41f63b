"""Catalogues: what is translated is whole, what has changed is French again, nothing is lost."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.conversations.models import Message
from api.languages.catalogues import Textes
from api.languages.dictionnaire import Dictionnaire
from api.languages.isolats import DEBUT, FIN, isolate_within, pattern_of, strip_isolates
from api.languages.labels import Labels
from api.languages.langues import RACINE, SOURCE, choose_language, languages
from api.languages.lints import PLACE, lint, lint_all, list_stale
from api.languages.phrases import Phrase
from api.languages.po import Traduction, fingerprint, read_catalogues, write_catalogues
from api.languages.rendering import Renderer
from api.languages.source import list_phrases
from api.languages.voix import speak
from api.parcours.service import ParcoursService
from api.rights.catalogue import Catalogue
from api.web.textes import load_textes
from tests.api.test_rendu import PARAMETRES

AUTRES = [code for code in languages() if code != SOURCE]
FRANCAIS = Textes(SOURCE)
LE = dt.date(2026, 11, 23)


@pytest.fixture(scope="module")
def phrases(parcours: ParcoursService) -> list[Phrase]:
    return list_phrases(parcours.bibliotheque)


@pytest.fixture(scope="module")
def lecteurs(parcours: ParcoursService, catalogue: Catalogue) -> dict[str, Renderer]:
    """A reader of each language, of someone who expects a child."""

    def make(langue: str) -> Renderer:
        textes = Textes(langue)
        dit = speak(parcours, textes.dictionnaire)
        dits = dit.read_facts({"evenement_naissance": "grossesse"}, LE)
        situation = dit.situate(["naissance"], dits, LE)
        return Renderer(Labels(dit, textes, catalogue), situation, Chiffres())

    return {langue: make(langue) for langue in AUTRES}


class Chiffres:
    """Amounts in words, without computing any."""

    def one(self, params: object) -> dict[str, str]:
        return {"droit": "C2S", "montant": "", "decide": "", "lien": ""}

    def several(self, droits: object) -> str:
        return "C2S"

    def day(self, le: str) -> str:
        return le


@pytest.mark.parametrize("langue", AUTRES)
def test_chaque_traduction_garde_les_places_les_nombres_et_les_numeros(langue, phrases):
    assert lint_all(phrases, Dictionnaire(langue)) == []


@pytest.mark.parametrize("langue", AUTRES)
def test_toute_la_naissance_se_lit_dans_la_langue(langue, phrases, parcours):
    dictionnaire = Dictionnaire(langue)
    questions = set(parcours.bibliotheque.parcours["naissance"].questions)
    manquent = [
        p.cle
        for p in phrases
        if dictionnaire.find(p) is None
        and any(c.isalpha() for c in p.francais.split("{")[0] + p.francais.split("}")[-1])
        and (
            p.catalogue == "boutons"
            or p.cle.startswith(("actes:naissance.", "commun:urgences", "commun:moments"))
            or (p.cle.startswith("faits:") and p.cle[6:].split(".")[0] in questions)
            or (p.catalogue == "parcours-naissance" and p.cle.endswith(".titre"))
        )
        and ".ou_trouver" not in p.cle
    ]
    assert manquent == []


# What every language says of every moment; the rest of the content may still be French, marked.
PARTOUT = ("interface", "mots", "erreurs", "boutons", "actes", "faits", "commun", "escalades")
ENTIERES = ("fr-simple", "en", "ar", "uk", "es")
NAISSANCE_ENTIERE = ("ru", "pt", "ro", "tr", "fa", "bn", "zh")


@pytest.mark.parametrize("langue", AUTRES)
def test_questions_reponses_securite_et_titres_de_tous_les_moments_sont_dans_la_langue(
    langue, phrases
):
    dictionnaire = Dictionnaire(langue)
    manquent = [
        p.cle
        for p in phrases
        if dictionnaire.find(p) is None
        and any(c.isalpha() for c in PLACE.sub("", p.francais))
        and (
            langue in ENTIERES
            or p.catalogue in PARTOUT
            or (p.catalogue.startswith("parcours-") and p.cle.endswith(".titre"))
            or (p.catalogue == "parcours-naissance" and langue in NAISSANCE_ENTIERE)
        )
    ]
    assert manquent == []


@pytest.mark.parametrize("langue", AUTRES)
@pytest.mark.parametrize("acte", sorted(FRANCAIS.actes))
def test_chaque_acte_se_dit_dans_chaque_langue_sans_montrer_de_cle(lecteurs, langue, acte):
    message = Message(
        id=1, seq=1, auteur="bot", acte=acte, params=PARAMETRES, le=dt.datetime.now(dt.UTC)
    )
    bulle = lecteurs[langue]._render(message)
    textes = [bulle.texte, *(b.libelle for b in bulle.choix), *(c.nom for c in bulle.contacts)]
    assert bulle.texte
    for texte in textes:
        assert "{" not in texte
    assert "None" not in bulle.texte
    for texte in textes:
        assert acte == texte or f"{acte}." not in texte
    # What is French says so; what is not is in the direction of its language.
    attendu = (
        (SOURCE, "ltr") if bulle.traduction == "absente" else (langue, lecteurs[langue].textes.dir)
    )
    assert (bulle.langue, bulle.dir) == attendu
    assert all(t.count(DEBUT) == t.count(FIN) for t in textes)


@pytest.mark.parametrize("langue", AUTRES)
def test_l_interface_a_les_memes_cles_dans_chaque_langue(langue):
    source, lue = load_textes(SOURCE), load_textes(langue)
    singulier = {k for k in source.par_cle if not k.endswith((".one", ".other"))}
    assert singulier - set(lue.par_cle) == {"date.premier"}
    for n in range(120):
        assert str(n) in lue("plan.etapes", n=n) or n in (0, 1, 2)


def test_un_francais_corrige_rend_la_traduction_perimee_et_le_lecteur_lit_le_francais(tmp_path):
    avant = Phrase("actes:merci.texte", "Avec plaisir.")
    trad = Traduction(("You are welcome.",), fingerprint(avant), "Ada Martin", "2026-11-23")
    (tmp_path / "fr").mkdir()
    write_catalogues(tmp_path / "en", "en", [avant], {avant.cle: trad})
    assert read_catalogues(tmp_path / "en") == {avant.cle: trad}
    assert Dictionnaire("en", tmp_path).say(avant.cle, avant.francais) == "You are welcome."

    apres = replace(avant, francais="Avec grand plaisir.")
    write_catalogues(tmp_path / "en", "en", [apres], read_catalogues(tmp_path / "en"))
    dictionnaire = Dictionnaire("en", tmp_path)
    assert "#, fuzzy" in (tmp_path / "en" / "actes.po").read_text(encoding="utf-8")
    assert dictionnaire.say(apres.cle, apres.francais) == f"{DEBUT}Avec grand plaisir.{FIN}"
    assert list_stale([apres], dictionnaire) == [apres.cle]
    # Who reviewed it is still known to the translator.
    assert dictionnaire.traductions[apres.cle].relue_par == "Ada Martin"


@pytest.mark.parametrize("langue", AUTRES)
def test_extraire_deux_fois_ne_change_rien(langue, phrases, tmp_path: Path):
    write_catalogues(tmp_path, langue, phrases, read_catalogues(RACINE / langue))
    for fichier in (RACINE / langue).glob("*.po"):
        assert (tmp_path / fichier.name).read_bytes() == fichier.read_bytes(), (
            "run `jalons catalogues extraire`"
        )


@pytest.mark.parametrize(
    ("francais", "traduit", "regle"),
    [
        ("Avant le {date}", "Before", "placeholder"),
        ("Avant le {date}", "Before {date} {jour}", "placeholder"),
        ("Dans les 5 jours", "Within 6 days", "number"),
        ("Appelez le 3114", "Call 3115", "phone"),
        ("Voir mesdroitssociaux.gouv.fr", "See mesdroits.gouv.fr", "address"),
        ("Demandez à la Caf", "Ask the fund", "glossary"),
        ("Vous pouvez le faire avec nous", "Vous pouvez do it avec us", "french"),
    ],
)
def test_une_traduction_fautive_est_signalee(francais, traduit, regle):
    phrase = Phrase("actes:x.texte", francais)
    trad = Traduction((traduit,), fingerprint(phrase))
    assert regle in {r.regle for r in lint(phrase, trad, "en", {"Caf": "family benefits fund"})}


@given(st.text(alphabet="ابتثج سلام Caf CPAM {date} 1 066 € 3114 «».,", max_size=60))
def test_isoler_le_francais_ne_change_aucun_signe(texte: str) -> None:
    isole = isolate_within(texte, pattern_of(["Caf", "CPAM"], latin=True))
    assert strip_isolates(isole) == texte
    assert isole.count(DEBUT) == isole.count(FIN)


@pytest.mark.parametrize(
    ("demandees", "langue"),
    [
        ("ar-MA,ar;q=0.9,fr;q=0.5", "ar"),
        ("de,en;q=0.7,fr;q=0.3", "en"),
        ("fr-FR,ar;q=0.2", "fr"),
        ("tlh", "fr"),
        ("en;q=abc", "fr"),
        (None, "fr"),
    ],
)
def test_la_langue_du_navigateur_est_la_premiere_que_l_on_parle(demandees, langue):
    assert choose_language(demandees) == langue


def test_les_noms_francais_viennent_avec_une_ligne_d_explication(lecteurs):
    message = Message(
        id=1,
        seq=1,
        auteur="bot",
        acte="question",
        params={"fait": "regime_agricole"},
        le=dt.datetime.now(dt.UTC),
    )
    assert "MSA" in lecteurs["ar"]._render(message).gloses | lecteurs[
        "ar"
    ].textes.dictionnaire.glosses("MSA")
