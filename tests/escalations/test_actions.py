"""Each address of the desk goes through the door of its action: roles.yml decides, nothing else."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from api.accounts.access import exige
from api.escalations.routes_bureau import router
from api.web.bureau import demande, equipe, file, gestes, journal

API = {
    "GET /bureau/demandes": "voir_file",
    "GET /bureau/demandes-protegees": "voir_file",
    "GET /bureau/mesures": "voir_charge",
    "GET /bureau/demandes/{reference}": "voir_file",
    "POST /bureau/demandes/{reference}/prise": "prendre",
    "DELETE /bureau/demandes/{reference}/prise": "liberer",
    "POST /bureau/demandes/{reference}/transfert": "transferer",
    "POST /bureau/demandes/{reference}/conjointes": "joindre",
    "POST /bureau/demandes/{reference}/reponses": "repondre",
    "POST /bureau/demandes/{reference}/notes": "noter",
    "POST /bureau/demandes/{reference}/fragilites": "repondre",
}
PAGES = {
    "GET /bureau": None,  # says that there is nothing to see, to whom may see nothing
    "GET /bureau/file": "voir_file",
    "GET /bureau/demandes": "voir_file",
    "GET /bureau/demandes/{reference}": "voir_file",
    "GET /bureau/demandes/{reference}/etat": "voir_file",
    "POST /bureau/demandes/{reference}/prise": "prendre",
    "POST /bureau/demandes/{reference}/rendre": "liberer",
    "POST /bureau/demandes/{reference}/reponse": "repondre",
    "POST /bureau/demandes/{reference}/brouillon": "repondre",
    "POST /bureau/demandes/{reference}/conjointe": "joindre",
    "POST /bureau/demandes/{reference}/note": "noter",
    "POST /bureau/demandes/{reference}/fragilite": "repondre",
    "POST /bureau/demandes/{reference}/voie-ordinaire": "repondre",
    "GET /bureau/equipe": "voir_charge",
    "GET /bureau/journal": "lire_journal",
}
SEULES = {"/bureau/file", "/bureau/demandes/{reference}/etat"}  # pages that refresh by themselves


def list_routes(*routeurs: object) -> dict[str, APIRoute]:
    trouvees = [r for x in routeurs for r in x.routes if isinstance(r, APIRoute)]  # type: ignore[attr-defined]
    return {f"{m} {r.path}": r for r in trouvees for m in r.methods}


JSON = list_routes(router)
HTML = {
    nom: route
    for nom, route in list_routes(
        *(m.routes for m in (file, demande, gestes, equipe, journal))
    ).items()
    if route.endpoint is not gestes.come_back  # tells nothing: it only leads back
}


def doors(dependant: Dependant) -> Iterator[object]:
    yield dependant.call
    for sous in dependant.dependencies:
        yield from doors(sous)


@pytest.mark.parametrize("nom", JSON)
def test_une_adresse_de_l_api_exige_son_action(nom):
    assert exige(API[nom]) in doors(JSON[nom].dependant)


@pytest.mark.parametrize("nom", HTML)
def test_une_page_exige_son_action(nom):
    porte = exige(PAGES[nom], geste=False) if HTML[nom].path in SEULES else exige(PAGES[nom])
    attendue = exige() if PAGES[nom] is None else porte
    assert attendue in doors(HTML[nom].dependant)
