"""What requests for a human bring to a bubble: promises, answers, and the words of the human."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from api.conversations.models import Message
from api.conversations.schemas import Bulle, EtapeCitee
from api.escalations.lecture import Promis
from api.languages.langues import SOURCE, tag_of

if TYPE_CHECKING:
    from api.languages.rendering import Renderer


def promise(r: Renderer, params: dict[str, Any], mots: dict[str, Any], bulle: Bulle) -> None:
    """`reference`, `promesse`: who answers, how, by when. An older act promised nothing."""
    promesse = params.get("promesse")
    mots["promesse"] = r.lecteur.promise(Promis.model_validate(promesse)) if promesse else ""


def several(r: Renderer, params: dict[str, Any], mots: dict[str, Any], bulle: Bulle) -> None:
    """`demandes`: where each request stood when it was asked."""
    mots["demandes"] = "\n".join(f"• {r.lecteur.line(d)}" for d in params["demandes"])


def followed(r: Renderer, params: dict[str, Any], mots: dict[str, Any], bulle: Bulle) -> None:
    """`suivie`: a request as it stood when an agent answered, released or passed it on."""
    mots.update(r.lecteur.follow(params["suivie"]))


def human(r: Renderer, params: dict[str, Any], mots: dict[str, Any], bulle: Bulle) -> None:
    """`qui`: the human who answers, or has just done something."""
    mots["qui"] = r.lecteur.person(params["qui"])


def added_step(r: Renderer, params: dict[str, Any], mots: dict[str, Any], bulle: Bulle) -> None:
    """`ajout`: a step that an agent wrote for this person."""
    titre = r.lecteur.say(params["ajout"]["titre"])
    mots["etape"] = titre
    bulle.etapes.append(EtapeCitee(id=params["ajout"]["id"], titre=titre))


def quote_agent(r: Renderer, message: Message, bulle: Bulle) -> None:
    """A human's own words, under their name: French, until `mots_agents` translates them."""
    bulle.texte, bulle.langue, bulle.dir = message.texte or "", SOURCE, "ltr"
    bulle.qui = r.lecteur.person((message.params or {}).get("qui") or {})
    if tag_of(r.textes.langue) != SOURCE:
        bulle.traduction = "absente"
