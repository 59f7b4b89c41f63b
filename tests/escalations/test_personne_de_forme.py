"""Someone in danger asks, and nobody at the desk is trained for it: that alone is told."""

from __future__ import annotations

import pytest

from tests.api.personne import Personne
from tests.escalations.bureau import CAF, CHEFFE, PROTECTION, employ
from tests.escalations.pages import seated
from tests.escalations.test_vie import asks

pytestmark = pytest.mark.parametrize("url_base", ["sqlite"], indirect=True)
PERSONNE = "personne n'est formé aux situations de danger"
ATTEND = "Une demande protégée attend, et personne ne peut la voir."


async def test_la_responsable_sait_qu_une_demande_protegee_n_est_vue_de_personne_et_rien_d_autre(
    application, client, monkeypatch
):
    employ(monkeypatch, CAF, CHEFFE)
    rose = await seated(application, "rose.caf", role="superviseur")
    for page in ("", "/equipe"):
        lu = await rose.reads(page)
        assert PERSONNE in lu
        assert ATTEND not in lu
    en_danger = await Personne.arrives(client)
    await en_danger.opens("violences")
    with application.state.live.subscribe("guichet:caf") as file:
        reference = await asks(en_danger)
        signaux = [file.get_nowait() for _ in range(file.qsize())]
    assert [(s["reference"], s["cause"]) for s in signaux if s["nature"] == "alerte"] == [
        (None, "personne_de_forme")
    ]
    for page in ("", "/equipe"):
        lu = await rose.reads(page)
        assert ATTEND in lu
        assert reference not in lu


async def test_une_correspondante_formee_suffit(application, monkeypatch):
    employ(monkeypatch, CAF, CHEFFE, PROTECTION, presents=False)
    rose = await seated(application, "rose.caf", role="superviseur")
    assert PERSONNE not in await rose.reads()


async def test_un_agent_n_en_lit_rien(application, monkeypatch):
    employ(monkeypatch, CAF, CHEFFE)
    lina = await seated(application, "lina.caf")
    assert PERSONNE not in await lina.reads()
