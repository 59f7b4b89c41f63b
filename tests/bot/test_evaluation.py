"""The evaluation on small synthetic figures: folds, judgements, the gate, calibration, pages."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest

from bot.evaluation import portail
from bot.evaluation.calibration import answers, best_temperature, bins, expected_error
from bot.evaluation.exemples import Exemple, author_group, folds
from bot.evaluation.jugement import Jugement, judge
from bot.evaluation.mesures import Part, by_author, figures, worst_pairs
from bot.evaluation.page import write_pages
from bot.evaluation.portail import Seuil, compare, keep, read_thresholds


def exemple(intention: str, auteur: str = "lea", **autres: Any) -> Exemple:
    return Exemple(
        texte="x",
        intention=intention,
        aussi=autres.get("aussi", ()),
        auteur=auteur,
        style=autres.get("style", ""),
        langue=autres.get("langue", "fr"),
        signal=autres.get("signal"),
    )


def jugement(e: Exemple, decision: str, *proposes: str, moments: tuple[str, ...] = ()) -> Jugement:
    parse = {
        "intent": {"name": decision, "confidence": 0.8},
        "intent_ranking": [{"name": p, "confidence": 0.3} for p in proposes or (decision,)],
        "moments": [{"moment": m} for m in moments],
    }
    return judge(e, parse)


def mesures(**parts: tuple[int, int]) -> dict[str, Any]:
    return {nom: Part(*p).as_data() for nom, p in parts.items()}


def test_une_meme_voix_reste_du_meme_cote() -> None:
    auteurs = ["kelly_ase", "kelly_ase_charleville", *["lea"] * 5, *["paul"] * 5, "ines_x", "zoe"]
    places = folds(auteurs, 2)
    assert author_group("kelly_ase_charleville") == author_group("kelly_ase") == "kelly_ase"
    assert set(places) == {"kelly_ase", "lea", "paul", "ines_x", "zoe"}
    charges = [sum(places[author_group(a)] == pli for a in auteurs) for pli in (0, 1)]
    assert charges == [7, 7]
    assert folds(auteurs, 2) == folds(reversed(auteurs), 2)


def test_quand_l_assistant_demande_son_premier_bouton_compte() -> None:
    j = jugement(exemple("moment_deces"), "nlu_fallback", "moment_deces", "act_oui")
    assert j.is_right()
    trouve = figures([j])
    assert trouve["moments"] == Part(1, 1)
    assert trouve["moments_ouverts"] == Part(0, 1)
    assert trouve["moments_demandes"] == Part(1, 1)


def test_un_message_mele_n_est_compris_que_si_tous_ses_moments_sont_trouves() -> None:
    e = exemple("moment_deces", aussi=("moment_logement",))
    un = jugement(e, "moment_logement", moments=("logement",))
    deux = jugement(e, "moment_deces", moments=("deces", "logement"))
    trouve = figures([un, deux])
    assert (trouve["meles_tous"], trouve["meles_un"]) == (Part(1, 2), Part(2, 2))


def test_une_presque_alerte_qui_alarme_ne_compte_que_comme_fausse_alerte() -> None:
    e = exemple("moment_deces", signal="suicide")
    trouve = figures([jugement(e, "safety_suicide"), jugement(e, "moment_deces")])
    assert trouve["fausses_alertes"] == trouve["fausses_suicide"] == Part(1, 2)
    assert "moments" not in trouve


def test_un_danger_pris_pour_un_autre_est_entendu_mais_ce_n_est_pas_le_bon_signal() -> None:
    trouve = figures([jugement(exemple("safety_suicide"), "safety_enfant_danger")])
    assert trouve["alarme_suicide"] == Part(1, 1)
    assert trouve["signal_suicide"] == Part(0, 1)


def test_une_vraie_demande_prise_pour_hors_sujet_est_un_refus() -> None:
    js = [
        jugement(exemple("act_pause"), "hors_sujet"),
        jugement(exemple("hors_sujet"), "hors_sujet"),
    ]
    trouve = figures(js)
    assert (trouve["refuses"], trouve["hors_sujet"]) == (Part(1, 1), Part(1, 1))
    assert worst_pairs(js) == [{"voulu": "act_pause", "repondu": "hors_sujet", "fois": 1}]


def test_un_auteur_qui_ecrit_peu_n_a_pas_de_figure() -> None:
    js = [jugement(exemple("act_oui", "lea"), "act_oui")] * 20
    js += [jugement(exemple("act_oui", "paul"), "act_non")] * 19
    assert by_author(js) == {"lea": Part(20, 20)}


def test_l_intervalle_contient_la_figure_et_se_resserre_avec_le_nombre() -> None:
    for part in (Part(0, 10), Part(10, 10), Part(7, 10), Part(700, 1000)):
        bas, haut = part.interval()
        assert 0 <= bas <= part.valeur <= haut <= 1
    larges, serres = Part(7, 10).interval(), Part(700, 1000).interval()
    assert serres[1] - serres[0] < larges[1] - larges[0]
    assert Part(81, 263).interval() == pytest.approx((0.2553, 0.3662), abs=1e-4)  # Newcombe 1998


GARDE = [
    Seuil("moments", moins=False, objectif=0.9, justes=1600, n=2000),
    Seuil("refuses", moins=True, objectif=0.05, justes=40, n=2000),
]


def test_le_portail_reste_ouvert_quand_rien_ne_tombe() -> None:
    verdicts = compare(GARDE, mesures(moments=(1620, 2000), refuses=(30, 2000)))
    assert [v.tombe for v in verdicts] == [False, False]
    assert [v.atteint for v in verdicts] == [False, True]


def test_le_portail_laisse_passer_le_bruit_et_rien_de_plus() -> None:
    def falls(justes: int) -> bool:
        return compare(GARDE[:1], mesures(moments=(justes, 2000)))[0].tombe

    assert not falls(1570)
    assert falls(1540)


def test_le_portail_se_ferme_quand_ce_qui_doit_rester_bas_monte() -> None:
    verdicts = compare(GARDE, mesures(moments=(1600, 2000), refuses=(90, 2000)))
    assert [v.tombe for v in verdicts] == [False, True]
    dit = portail.report(verdicts)
    assert "gate: CLOSED, 1 fell" in dit
    assert dit.splitlines()[1].startswith("refuses")


def test_une_figure_qu_on_ne_mesure_plus_est_une_figure_qui_tombe() -> None:
    verdicts = compare(GARDE, mesures(moments=(1600, 2000)))
    assert [v.tombe for v in verdicts] == [False, True]


def test_une_petite_figure_parfaite_ne_tombe_pas_pour_une_erreur() -> None:
    seuil = [Seuil("alarme_suicide", moins=False, objectif=0.97, justes=30, n=30)]
    assert not compare(seuil, mesures(alarme_suicide=(29, 30)))[0].tombe
    assert compare(seuil, mesures(alarme_suicide=(22, 30)))[0].tombe


def test_les_figures_gardees_se_relisent_comme_elles_ont_ete_ecrites(tmp_path: Path) -> None:
    fichier = tmp_path / "seuils.yml"
    keep(GARDE, mesures(moments=(1700, 2000), refuses=(20, 2000)), fichier)
    relus = read_thresholds(fichier)
    assert [(s.nom, s.moins, s.objectif, s.justes) for s in relus] == [
        ("moments", False, 0.9, 1700),
        ("refuses", True, 0.05, 20),
    ]


@pytest.mark.parametrize("contenu", ["", "mesures:", "mesures: {a: {n: 1}}", "[", "mesures: [a]"])
def test_des_seuils_illisibles_sont_dits_en_une_ligne(contenu: str, tmp_path: Path) -> None:
    fichier = tmp_path / "seuils.yml"
    fichier.write_text(contenu, encoding="utf-8")
    with pytest.raises(portail.SeuilsInvalides, match=r"seuils.yml: expected") as dit:
        read_thresholds(fichier)
    assert "\n" not in str(dit.value)


def test_le_portail_garde_ce_que_le_projet_vise() -> None:
    """Moments, implicit, out of scope and each signal of danger are gated, on real figures."""
    seuils = {s.nom: s for s in read_thresholds()}
    signaux = ("suicide", "violence_immediate", "enfant_danger", "sans_abri_faim",
               "urgence_medicale")  # fmt: skip
    attendus = {"moments", "implicites", "hors_sujet", *(f"alarme_{s}" for s in signaux)}
    assert attendus <= set(seuils)
    assert all(s.n >= 100 for s in seuils.values())


def scored(juste: bool, **scores: float) -> Jugement:
    gagnant = max(scores, key=lambda s: scores[s])
    e = exemple(gagnant if juste else "act_autre")
    return Jugement(e, gagnant, (gagnant,), frozenset(), scores)


def test_une_confiance_trop_haute_se_mesure_et_une_temperature_la_baisse() -> None:
    sur = {"act_oui": 0.95, "act_non": 0.02}
    js = [scored(i % 2 == 0, **sur) for i in range(40)]
    avant = expected_error(bins(answers(js, 1.0, 1.0)))
    assert avant == pytest.approx(0.95 / 0.97 - 0.5)
    meilleure = best_temperature(js, 1.0)
    assert meilleure > 1
    assert expected_error(bins(answers(js, 1.0, meilleure))) < avant


def test_une_confiance_juste_n_a_pas_d_erreur() -> None:
    paires = [(0.75, i % 4 != 0) for i in range(40)]
    (tranche,) = bins(paires)
    assert (tranche.n, tranche.debut) == (40, 0.7)
    assert expected_error([tranche]) == pytest.approx(0.0)


def test_la_page_et_le_diagramme_viennent_des_donnees(tmp_path: Path) -> None:
    point = {"debut": 0.7, "n": 4, "confiance": 0.75, "exactitude": 0.5}
    courbe = {"temperature": 1.0, "erreur": 0.25, "tranches": [point]}
    donnees = {
        "mesures": mesures(moments=(812, 1000), alarme_suicide=(19, 20)),
        "langues": {"ar": mesures(moments=(8, 10))},
        "auteurs": mesures(kevin_sms=(30, 40)),
        "intentions": mesures(act_oui=(3, 4)),
        "confusions": [{"voulu": "moment_deces", "repondu": "act_oui", "fois": 7}],
        "calibration": {"avant": courbe, "gardee": courbe, "meilleure": 1.2},
        "messages": 1000,
        "auteurs_distincts": 30,
    }
    (tmp_path / "mesures.json").write_text(json.dumps(donnees), encoding="utf-8")
    write_pages(tmp_path)
    page = (tmp_path / "mesures.md").read_text(encoding="utf-8")
    assert "| Any right moment | 81.2 | 78.7 – 83.5 | 1000 |" in page
    assert "Danger heard (any signal answered): suicide" in page
    assert "| moment_deces | act_oui | 7 |" in page
    assert "| ar | 80.0 |" in page
    svg = ET.parse(tmp_path / "calibration.svg").getroot()
    espace = "{http://www.w3.org/2000/svg}"
    assert svg.get("role") == "img"
    assert svg.get("aria-labelledby") == "titre resume"
    resume = svg.find(f"{espace}desc")
    assert resume is not None
    assert "0.250" in (resume.text or "")


def test_la_page_publiee_est_celle_des_donnees_publiees(tmp_path: Path) -> None:
    from api.settings import RACINE

    dossier = RACINE / "docs" / "comprehension"
    for donnees in dossier.glob("*.json"):
        (tmp_path / donnees.name).write_bytes(donnees.read_bytes())
    write_pages(tmp_path)
    for nom in ("mesures.md", "calibration.svg"):
        assert (tmp_path / nom).read_text("utf-8") == (dossier / nom).read_text("utf-8")
