"""The pure parts of the bench: figures, table, page, simulated people. No time is asserted."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from api.parcours.conditions import evaluate
from api.parcours.service import ParcoursService
from api.parcours.vocabulary import Dit
from bench.__main__ import MESURES, command_of, read_arguments
from bench.conversation import read_messages, scripts_from
from bench.figures import (
    DEBUT,
    FIN,
    Absente,
    Mesure,
    number,
    percentile,
    report,
    table,
    write_between_markers,
)
from bench.memory import name_of
from bench.people import Coherence, draw_people, listed_questions
from bench.plans import draw_situations
from bench.questions import fill_form, hold_dialogue, measure, simulate
from bench.system import RACINE
from tests import contenu

LE = dt.date(2026, 11, 22)


@pytest.fixture(scope="module")
def parcours() -> ParcoursService:
    return contenu.service()


def test_a_percentile_is_a_value_that_was_measured() -> None:
    valeurs = [float(x) for x in range(1, 101)]
    assert percentile(valeurs, 95) == 95
    assert percentile(valeurs, 50) == 50
    assert percentile([3.0], 95) == 3
    assert percentile([2.0, 1.0], 50) == 1
    with pytest.raises(ValueError, match="no values"):
        percentile([], 50)


def test_figures_do_not_claim_more_precision_than_timing_has() -> None:
    assert [number(x) for x in (0.1234, 4.567, 45.67, 456.7, 12, 0)] == [
        "0.12",
        "4.57",
        "45.7",
        "457",
        "12",
        "0",
    ]


def test_the_table_says_aim_ratio_and_whether_it_is_held() -> None:
    texte = table(
        [
            Mesure("plan", 2.5, "ms", 5.0),
            Mesure("throughput", 0.6, "", 0.8, "au_moins"),
            Mesure("questions", 9, "questions", 18, repere="whole form"),
            Mesure("answer | p50", 42.0, "ms"),
            Absente("memory", "no system"),
        ]
    )
    assert "| plan | ≤ 5 ms | 2.50 ms | 0.50 | yes |  |" in texte
    assert "| throughput | ≥ 0.80 | 0.60 | 0.75 | **no** |  |" in texte
    assert "| questions | whole form: 18 questions | 9 questions | 0.50 | — |  |" in texte
    assert "| answer / p50 | — | 42 ms | — | — |  |" in texte
    assert "| memory | — | not measured | — | — | no system |" in texte


def test_only_what_stands_between_the_markers_is_replaced(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"before\n{DEBUT}\nold\n{FIN}\nafter\n", encoding="utf-8")
    write_between_markers(page, "new")
    assert page.read_text(encoding="utf-8") == f"before\n{DEBUT}\nnew\n{FIN}\nafter\n"
    page.write_text("no markers", encoding="utf-8")
    with pytest.raises(ValueError, match="markers"):
        write_between_markers(page, "new")


def test_the_page_of_figures_is_ready_to_be_written() -> None:
    page = (RACINE / "docs" / "performance.md").read_text(encoding="utf-8")
    assert page.index(DEBUT) < page.index(FIN)


def test_the_report_names_no_path_and_no_address() -> None:
    lus = read_arguments(["--url", "http://10.0.0.7:8000", "--write", "/somewhere/page.md"])
    texte = report([], command_of(lus), LE, 0.1)
    assert "10.0.0.7" not in texte
    assert "somewhere" not in texte
    assert "2026-11-22" in texte
    assert "busy" not in texte


def test_the_report_says_when_the_machine_was_busy() -> None:
    assert "busy" in report([], "python -m bench", LE, 400.0)


def test_the_command_is_the_one_to_type_again() -> None:
    assert command_of(read_arguments([])) == "python -m bench"
    lus = read_arguments(["questions", "plans", "--write", str(RACINE / "docs/performance.md")])
    assert command_of(lus) == "python -m bench plans questions --write docs/performance.md"
    assert read_arguments([]).mesures == [*MESURES]
    with pytest.raises(SystemExit):
        read_arguments(["speed"])


def test_messages_are_conversations_of_several_sentences() -> None:
    conversations = read_messages()
    assert len(conversations) >= 6
    assert all(len(c) >= 4 and all(m.strip() for m in c) for c in conversations)
    assert next(scripts_from(1)) == conversations[1]
    assert next(scripts_from(len(conversations))) == conversations[0]


def test_simulated_people_are_coherent_and_the_same_at_each_run(parcours: ParcoursService) -> None:
    for moment in parcours.bibliotheque.parcours:
        regles = Coherence(parcours, [moment])
        gens = draw_people(parcours, [moment], 3, LE)
        encore = draw_people(parcours, [moment], 3, LE)
        assert [p.dits for p in gens] == [p.dits for p in encore]
        for personne in gens:
            valeurs = parcours.vocabulaire.resolve(personne.dits, LE)
            assert not any(evaluate(c, valeurs) is True for c in regles.impossibles)


def test_a_person_always_says_the_same_thing(parcours: ParcoursService) -> None:
    [personne] = draw_people(parcours, ["deces"], 1, LE)
    for nom in listed_questions(parcours, ["deces"]):
        assert personne.answer(nom) == personne.answer(nom)


def test_a_dialogue_ends_and_never_asks_more_than_can_be_asked(parcours: ParcoursService) -> None:
    askables = sum(f.demander for f in parcours.vocabulaire.faits.values())
    for personne in draw_people(parcours, ["naissance"], 3, LE):
        questions, _ = hold_dialogue(parcours, ["naissance"], personne, LE)
        assert 0 < questions <= askables
        assert fill_form(parcours, ["naissance"], personne, LE) <= len(
            listed_questions(parcours, ["naissance"])
        )


def test_someone_unsafe_is_asked_nothing_after_the_first_question(
    parcours: ParcoursService,
) -> None:
    [personne] = draw_people(parcours, ["separation"], 1, LE)
    personne.dits["en_securite"] = Dit("non")
    assert hold_dialogue(parcours, ["separation"], personne, LE)[0] == 1


def test_questions_are_counted_for_every_person_and_each_moment(parcours: ParcoursService) -> None:
    assert len(simulate(parcours, ["separation"], 3, LE)) == 3
    mesures = measure(parcours, 1, LE)
    assert len(mesures) == 4 * len(parcours.bibliotheque.parcours)
    assert all(m.visee for m in mesures)


def test_situations_measured_know_what_is_always_asked_first(parcours: ParcoursService) -> None:
    cas = draw_situations(parcours, ["naissance"], 3, LE)
    assert all("evenement_naissance" in c.dits for c in cas)
    assert any(0 < len(c.dits) < len(listed_questions(parcours, ["naissance"])) for c in cas)


def test_processes_are_told_apart_by_their_command_line() -> None:
    assert name_of(["python", "-m", "bot.servir"]) == "rasa"
    assert name_of(["python", "-m", "uvicorn", "actions.serveur:app"]) == "actions"
    assert name_of(["python", "-m", "uvicorn", "api.app:create_app"]) == "api"
    assert name_of(["python", "-m", "api.cli", "serve"]) == "supervisor"


def test_the_time_of_understanding_is_read_from_the_engine_s_own_measure() -> None:
    from bench.understanding import lines

    durees = [20.0] * 94 + [60.0] * 6
    mesure = {"ms": durees, "processeur_ms": [18.0] * 100}
    table = {
        ligne.quoi: ligne
        for ligne in lines(mesure | {"chargement_s": 9.0, "memoire_mo": 600.0})
        if isinstance(ligne, Mesure)
    }
    assert table["Understanding, p95"].valeur == 60.0
    assert table["Understanding, p95"].tenue is False
    assert table["Understanding, p95 of processor time"].valeur == 18.0
    assert table["A thousand messages"].valeur == pytest.approx(9.0 + 22.4)
    assert table["A thousand messages"].tenue is True
