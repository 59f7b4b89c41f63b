"""What a conversation leaves to learn from, and above all what it does not leave."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from api.apprentissage.masque import Vocabulaire
from api.apprentissage.models import MessageIncompris
from api.apprentissage.recueil import SILENCE, Entendu, Recueil
from api.database import Database

JOUR = dt.date(2026, 11, 23)
MOTS = frozenset(["je", "voudrais", "savoir", "pour", "le", "toit", "de", "ma", "maison"])
COMPRIS = {
    "intent": "nlu_fallback",
    "confiance": 0.4,
    "danger": 0.02,
    "top3": [
        {"intent": "moment_logement", "confiance": 0.4},
        {"intent": "moment_violences", "confiance": 0.03},
    ],
}


class Essai:
    """A collection at an hour that the test moves, and one conversation in it."""

    def __init__(self, base: Database) -> None:
        self.heure, self.base, self.sensibles = 0.0, base, set[str]()
        connus = Vocabulaire(MOTS, frozenset(), frozenset(), frozenset())
        self.recueil = Recueil(base, lambda: connus, self._is_sensitive, lambda: self.heure)

    async def _is_sensitive(self, conversation: str, dossier: str) -> bool:
        return conversation in self.sensibles

    def turn(self, texte: str | None = None, *actes: str, **champs: Any) -> None:
        compris = champs.pop("compris", COMPRIS)
        params = champs.pop("params", {})
        self.recueil.hear(
            Entendu(
                **{"conversation": "c", "dossier": "d", "langue": "fr", "texte": texte},
                **{"choix": None, "danger": False, "jour": JOUR} | champs,
                actes=[(a, params) for a in actes],
                compris=compris,
            )
        )

    async def kept(self) -> list[MessageIncompris]:
        """What is in the queue once the conversation has been silent long enough."""
        self.heure += SILENCE
        await self.recueil.settle()
        async with self.base.session() as session:
            return list((await session.execute(select(MessageIncompris))).scalars())


@pytest.fixture
async def essai(base: Database) -> Essai:
    essai = Essai(base)
    await essai.recueil.prepare()
    return essai


DIT = "je voudrais savoir pour le toit de Karim"


async def test_un_message_mal_compris_est_garde_masque_avec_ce_qui_fut_choisi(
    essai: Essai,
) -> None:
    essai.turn(DIT, "proposer_moments")
    essai.turn(None, "logement.ouverture", choix={"moment": "logement"})
    (garde,) = await essai.kept()
    assert garde.texte == "je voudrais savoir pour le toit de ▮▮▮▮"
    assert (garde.raison, garde.choisi, garde.repondu) == (
        "doute", "moment_logement", "nlu_fallback",
    )  # fmt: skip
    assert (garde.jour, garde.langue, garde.confiance) == (JOUR, "fr", 0.4)
    assert garde.proposes == ["moment_logement", "moment_violences"]


async def test_un_hors_sujet_est_garde_et_ce_qui_fut_compris_ne_l_est_pas(essai: Essai) -> None:
    essai.turn(DIT, "hors_sujet")
    essai.turn("je voudrais savoir pour ma maison", "question")
    essai.turn("je voudrais ma maison", "logement.ouverture", "question")
    assert [m.raison for m in await essai.kept()] == ["hors_sujet"]


async def test_choisir_un_autre_moment_corrige_celui_qui_fut_ouvert(essai: Essai) -> None:
    essai.turn(DIT, "logement.ouverture", "question")
    essai.turn(None, "deces.ouverture", choix={"moment": "deces"})
    (garde,) = await essai.kept()
    assert (garde.raison, garde.choisi) == ("corrigee", "moment_deces")


@pytest.mark.parametrize(
    ("actes", "params", "choix"),
    [
        (("logement.ouverture",), {}, {"moment": "logement"}),
        (("logement.ouverture", "moment_aussi"), {"moment": "deces"}, {"moment": "deces"}),
        (("logement.ouverture",), {}, {"fait": "nb_enfants", "valeur": 2}),
    ],
    ids=["le meme", "propose avec", "une reponse"],
)
async def test_ajouter_un_moment_propose_ou_repondre_ne_corrige_rien(
    essai: Essai, actes: tuple[str, ...], params: dict[str, str], choix: dict[str, Any]
) -> None:
    essai.turn(DIT, *actes, params=params)
    essai.turn(None, "question", choix=choix)
    assert await essai.kept() == []


SENSIBLES: dict[str, Callable[[Essai], None]] = {
    "danger entendu": lambda e: e.turn(DIT, "urgence", danger=True),
    "le modele en voit un peu": lambda e: e.turn(
        DIT, "proposer_moments", compris=COMPRIS | {"danger": 0.11}
    ),
    "le modele pense a la violence": lambda e: e.turn(
        DIT, "hors_sujet",
        compris=COMPRIS | {"top3": [{"intent": "moment_violences", "confiance": 0.2}]},
    ),
    "le moment des violences": lambda e: e.turn(None, "violences.ouverture"),
    "son bouton": lambda e: e.turn(None, "question", choix={"moment": "violences"}),
    "dit ailleurs": lambda e: e.sensibles.add("c"),
}  # fmt: skip


@pytest.mark.parametrize("quoi", SENSIBLES)
@pytest.mark.parametrize("avant", [True, False], ids=["dit ensuite", "dit d'abord"])
async def test_d_une_conversation_sensible_rien_n_est_garde(
    essai: Essai, quoi: str, avant: bool
) -> None:
    if avant:
        essai.turn(DIT, "hors_sujet")
    SENSIBLES[quoi](essai)
    essai.turn(DIT, "hors_sujet")
    assert await essai.kept() == []


async def test_rien_n_est_garde_tant_que_la_conversation_dure(essai: Essai) -> None:
    essai.turn(DIT, "hors_sujet")
    essai.heure = SILENCE - 1
    assert await essai.recueil.settle() == 0
    essai.turn(None, "question", choix={"fait": "age", "valeur": 40})
    essai.heure = SILENCE + 1
    assert await essai.recueil.settle() == 0
    assert len(await essai.kept()) == 1


async def test_une_personne_ne_remplit_pas_la_file(essai: Essai) -> None:
    for _ in range(30):
        essai.turn(DIT, "hors_sujet")
    assert len(await essai.kept()) == 10


async def test_avant_que_le_vocabulaire_soit_lu_rien_n_est_recueilli(base: Database) -> None:
    essai = Essai(base)
    essai.turn(DIT, "hors_sujet")
    assert await essai.kept() == []
