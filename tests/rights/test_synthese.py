"""From figures to words: status, range, what decides, total. No calculation of law here."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from api.parcours.values import Intervalle
from api.rights.bilan import Chiffre, DroitExamine
from api.rights.catalogue import Catalogue, Droit, Saison
from api.rights.synthese import (
    amount,
    comparables,
    deciding,
    mutual_exclusions,
    round_down,
    status,
    total,
)
from api.rights.variantes import Variante

OUI, NON, INCONNU = Chiffre(True, 100, 100), Chiffre(False), Chiffre(None, 100, 100)


def droit(**autres: Any) -> Droit:
    """A made-up right."""
    return Droit.model_validate(
        {
            "titre": "Un droit",
            "explication": "Pour voir.",
            "organisme": "caf",
            "calcul": {"openfisca": ["rsa"]},
            "nature": "montant",
            "periode": "mois",
            "faits": ["age"],
            "enjeu": 100,
            "ouvrirait": "Autre chose.",
            "change": ["Tout."],
            "revoir_avant": dt.date(2027, 1, 1),
            **autres,
        }
    )


def cas(**hypotheses: int) -> Variante:
    return Variante({}, {nom: Intervalle(n, n) for nom, n in hypotheses.items()})


@pytest.mark.parametrize(
    ("chiffres", "attendu"),
    [
        ([OUI, OUI], "probable"),
        ([OUI, NON], "a_verifier"),
        ([OUI, INCONNU], "a_verifier"),
        ([INCONNU, NON], "a_verifier"),
        ([NON, NON], "peu_probable"),
    ],
)
def test_un_droit_est_probable_quand_il_l_est_dans_tous_les_cas(
    chiffres: list[Chiffre], attendu: str
) -> None:
    assert status(chiffres) == attendu


def test_ce_que_personne_ne_calcule_ici_n_est_jamais_dit_probable() -> None:
    assert status([OUI], verifiable=False) == "a_verifier"


@pytest.mark.parametrize(
    ("euros", "periode", "attendu"),
    [(152.24, "mois", 150), (9.9, "mois", 0), (410.0, "mois", 410), (66.64, "jour", 66)],
)
def test_les_montants_sont_arrondis_en_dessous(euros: float, periode: Any, attendu: int) -> None:
    assert round_down(euros, periode) == attendu


def test_la_fourchette_va_du_plus_bas_au_plus_haut() -> None:
    montant = amount([Chiffre(True, 123, 123), Chiffre(True, 288, 288)], droit())
    assert montant is not None
    assert (montant.bas, montant.haut) == (120, 280)


def test_la_fourchette_commence_a_zero_quand_le_droit_peut_etre_ferme() -> None:
    montant = amount([Chiffre(True, 123, 123), NON], droit())
    assert montant is not None
    assert (montant.bas, montant.haut, montant.bas_si_ouvert) == (0, 120, 120)


def test_un_montant_depasse_n_est_jamais_montre() -> None:
    assert amount([OUI], droit(chiffre="non")) is None
    assert amount([Chiffre(True, 100, 100, chiffre=False)], droit()) is None


def test_le_fait_qui_change_le_plus_vient_d_abord() -> None:
    variantes = [cas(loyer=a, salaire=b) for a in (1, 2) for b in (1, 2)]
    chiffres = [Chiffre(True, x, x) for x in (100, 300, 110, 310)]
    paires = comparables(variantes)
    assert [d.fait for d in deciding(paires, chiffres, droit())] == ["salaire", "loyer"]


def test_un_fait_qui_ne_change_rien_ne_decide_pas() -> None:
    variantes = [cas(loyer=a, salaire=b) for a in (1, 2) for b in (1, 2)]
    chiffres = [Chiffre(True, x, x) for x in (100, 300, 100, 300)]
    assert [d.fait for d in deciding(comparables(variantes), chiffres, droit())] == ["salaire"]


def test_un_droit_sans_montant_vaut_son_enjeu() -> None:
    (decisif,) = deciding(
        comparables([cas(age=1), cas(age=2)]), [Chiffre(True), NON], droit(nature="acces")
    )
    assert (decisif.fait, decisif.euros) == ("age", 100)


# The total ---------------------------------------------------------------------------------------


def examine(nom: str, quoi: Droit, chiffres: list[Chiffre], statut: Any = None) -> DroitExamine:
    return DroitExamine(nom, quoi, statut or status(chiffres), amount(chiffres, quoi))


def sum_of(**droits: tuple[Droit, list[Chiffre]]) -> tuple[int, int] | None:
    chiffres = {nom: c for nom, (_, c) in droits.items()}
    resultat = total(
        [examine(nom, d, c) for nom, (d, c) in droits.items()],
        chiffres,
        mutual_exclusions({nom: d for nom, (d, _) in droits.items()}),
    )
    return resultat and (resultat.bas, resultat.haut)


def euros(*montants: float) -> list[Chiffre]:
    return [Chiffre(m > 0, m, m) for m in montants]


def test_le_total_additionne_cas_par_cas_et_non_les_extremes() -> None:
    assert sum_of(a=(droit(), euros(100, 300)), b=(droit(), euros(300, 100))) == (400, 400)


def test_deux_droits_qui_s_excluent_ne_comptent_qu_une_fois() -> None:
    rsa = droit(exclut=["ass"])
    assert sum_of(rsa=(rsa, euros(570)), ass=(droit(), euros(584))) == (580, 580)


def test_l_exclusion_vaut_dans_les_deux_sens() -> None:
    exclusions = mutual_exclusions({"a": droit(exclut=["b"]), "b": droit()})
    assert exclusions == {"a": {"b"}, "b": {"a"}}


def test_un_droit_decide_dans_plusieurs_mois_ne_compte_que_dans_le_haut_du_total() -> None:
    aah, rsa = droit(attente="oui", exclut=["rsa"]), droit()
    assert sum_of(aah=(aah, euros(1040)), rsa=(rsa, euros(570))) == (570, 1040)


def test_ce_qui_est_deja_recu_et_ce_qu_il_exclut_n_entrent_pas_dans_le_total() -> None:
    droits = {"rsa": droit(exclut=["ass"]), "ass": droit(), "ppa": droit()}
    chiffres = {"rsa": euros(570), "ass": euros(584), "ppa": euros(200)}
    examines = [
        DroitExamine("rsa", droits["rsa"], "deja_percu"),
        *(examine(nom, droits[nom], chiffres[nom]) for nom in ("ass", "ppa")),
    ]
    resultat = total(examines, chiffres, mutual_exclusions(droits))
    assert resultat is not None
    assert (resultat.haut, resultat.droits) == (200, ["ppa"])


def test_ce_qui_n_est_pas_verse_chaque_mois_n_entre_pas_dans_le_total() -> None:
    prime = droit(periode="unique")
    cout = droit(nature="cout")
    assert sum_of(prime=(prime, euros(1090)), cout=(cout, euros(14))) is None


def test_un_droit_ouvert_sans_montant_rend_le_total_incomplet() -> None:
    are, rsa = droit(chiffre="non"), droit()
    examines = [examine("are", are, euros(900)), examine("rsa", rsa, euros(100))]
    resultat = total(
        examines,
        {"are": euros(900), "rsa": euros(100)},
        mutual_exclusions({"are": are, "rsa": rsa}),
    )
    assert resultat is not None
    assert resultat.incomplet


# Seasons -----------------------------------------------------------------------------------------


def test_une_saison_peut_passer_le_nouvel_an() -> None:
    hiver = Saison(du="11-15", au="01-15")
    assert hiver.holds(dt.date(2026, 12, 31))
    assert hiver.holds(dt.date(2027, 1, 15))
    assert not hiver.holds(dt.date(2027, 1, 16))
    assert hiver.next_start(dt.date(2027, 2, 1)) == dt.date(2027, 11, 15)


def test_les_exclusions_du_catalogue_valent_dans_les_deux_sens(catalogue: Catalogue) -> None:
    for nom, autres in mutual_exclusions(catalogue.droits).items():
        assert nom not in autres
        assert autres <= set(catalogue.droits)
