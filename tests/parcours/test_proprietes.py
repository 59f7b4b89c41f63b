"""What holds for anyone, with one or several moments open, whatever they say and in any order."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.parcours.conditions import evaluate
from api.parcours.engine import EtapeSituee, Situation
from api.parcours.plan import make_plan
from api.parcours.questions import next_question
from api.parcours.vocabulary import Dit
from tests import contenu
from tests.parcours.personnes import LE, PEU, answers, people

MOTEUR = contenu.engine()
MOMENTS = sorted(MOTEUR.bibliotheque.parcours)


@st.composite
def lives(draw: st.DrawFn) -> tuple[list[str], dict[str, Any]]:
    """One to three moments of one person, and all that they could say of them."""
    moments = draw(st.lists(st.sampled_from(MOMENTS), min_size=1, max_size=3, unique=True))
    reponses: dict[str, Any] = {}
    for moment in moments:
        reponses = {**draw(people(MOTEUR, moment)), **reponses}
    return moments, reponses


def said(reponses: Mapping[str, Any]) -> dict[str, Dit]:
    return {nom: Dit(valeur) for nom, valeur in reponses.items()}


def seen(situation: Situation) -> list[tuple[Any, ...]]:
    """The plan as it is read: each step in its place, how sure, by when, what it hangs on."""
    plan = make_plan(situation)
    return [(e.ids, e.statut, e.avant_le, e.organismes, e.depend_de) for e in plan.etapes]


def certain(situation: Situation) -> dict[str, EtapeSituee]:
    return {s.etape.id: s for s, verdict in situation.retenues if verdict}


def reason(situee: EtapeSituee, avant: Situation, apres: Situation) -> str | None:
    """Why a step that was certain is not in the plan any more, in words that a person may be told."""
    if situee.etape.id in {r.etape.id for r in apres.remplacees}:
        return "replaced by another step, and the plan says why"
    if situee.parcours.moment in apres.gardes_par_moment:
        return "a guard keeps only what protects"
    if evaluate(situee.etape.si, apres.valeurs) is not False:
        return None
    revus = {
        nom
        for nom in situee.faits
        if nom in avant.valeurs and apres.valeurs.get(nom) != avant.valeurs[nom]
    }
    # What was said stays said: only what was presumed or deduced may be known better.
    return "what was presumed is now known" if revus and not revus & set(avant.dits) else None


@PEU
@given(vie=lives(), data=st.data())
def test_ajouter_un_fait_ne_fait_jamais_disparaitre_une_etape_sure_sans_raison(
    vie: tuple[list[str], dict[str, Any]], data: st.DataObject
) -> None:
    moments, reponses = vie
    connus = data.draw(st.sets(st.sampled_from(sorted(reponses))))
    avant = MOTEUR.situate(moments, said({n: reponses[n] for n in connus}), LE)
    demandables = [n for n, f in MOTEUR.vocabulaire.faits.items() if f.demander]
    for nom in data.draw(st.lists(st.sampled_from(sorted({*demandables} - connus)), max_size=6)):
        valeurs = answers(MOTEUR.vocabulaire.faits[nom])
        if not valeurs:
            continue
        ajout = Dit(data.draw(st.sampled_from(valeurs), label=nom))
        apres = MOTEUR.situate(moments, {**avant.dits, nom: ajout}, LE)
        restantes = {s.etape.id for s, _ in apres.retenues}
        for etape, situee in certain(avant).items():
            if etape not in restantes:
                assert reason(situee, avant, apres), (moments, etape, nom, ajout, avant.dits)


@PEU
@given(vie=lives(), data=st.data())
def test_l_ordre_dans_lequel_on_parle_ne_change_rien(
    vie: tuple[list[str], dict[str, Any]], data: st.DataObject
) -> None:
    moments, reponses = vie
    ordre = data.draw(st.permutations(sorted(reponses)))
    dans_l_ordre = MOTEUR.situate(moments, said(reponses), LE)
    autrement = MOTEUR.situate(moments, said({n: reponses[n] for n in ordre}), LE)
    assert seen(autrement) == seen(dans_l_ordre)
    assert next_question(autrement) == next_question(dans_l_ordre)


@PEU
@given(vie=lives(), data=st.data())
def test_une_question_passee_ne_bloque_jamais_meme_la_premiere(
    vie: tuple[list[str], dict[str, Any]], data: st.DataObject
) -> None:
    moments, reponses = vie
    passees = data.draw(st.sets(st.sampled_from(sorted(MOTEUR.vocabulaire.faits))))
    statut = data.draw(st.sampled_from(["ne_sait_pas", "refuse"]))
    dits: dict[str, Dit] = {}
    posees: list[str] = []
    while (question := next_question(MOTEUR.situate(moments, dits, LE))) is not None:
        assert question not in posees
        posees.append(question)
        connue = question in reponses and question not in passees
        dits[question] = Dit(reponses[question]) if connue else Dit(statut=statut)
    assert MOTEUR.situate(moments, dits, LE).retenues


@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize("statut", ["ne_sait_pas", "refuse"])
def test_ne_rien_dire_de_chaque_question_laisse_toujours_un_plan(moment: str, statut: str) -> None:
    dits: dict[str, Dit] = {}
    while (question := next_question(MOTEUR.situate([moment], dits, LE))) is not None:
        dits[question] = Dit(statut=statut)  # type: ignore[arg-type]
        assert MOTEUR.situate([moment], dits, LE).retenues
