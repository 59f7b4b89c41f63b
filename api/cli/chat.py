"""`jalons chat`: hold a conversation with a running server, from a script or by hand."""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import httpx
import typer

from api.cli.report import fail, print_json

DELAI_TOUR = 30.0


class Conversation:
    """One conversation with a server, turn by turn, as a browser would hold it."""

    def __init__(self, url: str) -> None:
        self._client = httpx.Client(base_url=f"{url.rstrip('/')}/api/v1", timeout=10.0)
        cree = self._json("POST", "/dossiers", {})
        self.dossier, self.id = cree["id"], cree["conversation"]
        self._client.headers["authorization"] = f"Bearer {cree['jeton']}"
        self._seq = 0
        self.read_bubbles()

    def _json(self, methode: str, chemin: str, corps: Any = None) -> Any:
        reponse = self._client.request(methode, chemin, json=corps)
        reponse.raise_for_status()
        return reponse.json()

    def read_bubbles(self) -> list[dict[str, Any]]:
        """Bubbles not read yet."""
        lues = self._json("GET", f"/conversations/{self.id}/messages?depuis={self._seq}")[
            "messages"
        ]
        self._seq = max([self._seq, *(b["seq"] for b in lues)])
        return list(lues)

    def say(self, dit: str | dict[str, Any]) -> list[dict[str, Any]]:
        """Send words or a pressed button; the bubbles that answer. TimeoutError past 30 s."""
        corps: dict[str, Any] = {"client_id": str(uuid.uuid4())}
        corps["texte" if isinstance(dit, str) else "choix"] = dit
        seq = self._json("POST", f"/conversations/{self.id}/messages", corps)["seq"]
        bulles: list[dict[str, Any]] = []
        fin = time.monotonic() + DELAI_TOUR
        while time.monotonic() < fin:
            bulles += self.read_bubbles()
            # Acts of one turn are kept together: once one is there, all are.
            if any(b["auteur"] != "usager" and b["seq"] > seq for b in bulles):
                return [b for b in bulles if b["auteur"] != "usager"]
            time.sleep(0.1)
        raise TimeoutError

    def facts(self) -> dict[str, Any]:
        """Facts of the dossier: name → value (None when skipped)."""
        lus = self._json("GET", f"/dossiers/{self.dossier}")["faits"]
        return {nom: f["valeur"] for nom, f in lus.items()}

    def plan(self) -> dict[str, Any]:
        return dict(self._json("GET", f"/dossiers/{self.dossier}/plan"))

    def delete(self) -> None:
        self._client.delete(f"/dossiers/{self.dossier}")


def read_script(texte: str) -> Iterator[str | dict[str, Any]]:
    """Turns of a script: a line of words, or a button as JSON ({"fait": …}); `#` comments."""
    for rang, ligne in enumerate(texte.splitlines(), 1):
        ligne = ligne.strip()
        if not ligne or ligne.startswith("#"):
            continue
        if ligne.startswith("{"):
            try:
                yield json.loads(ligne)
            except json.JSONDecodeError as erreur:
                raise ValueError(f"line {rang}: malformed JSON: {erreur.msg}") from None
        else:
            yield ligne


def chat(
    script: Annotated[Path | None, typer.Option(help="One turn a line; buttons as JSON.")] = None,
    url: Annotated[
        str, typer.Option(help="Address of a running server.")
    ] = "http://127.0.0.1:8000",
    as_json: Annotated[bool, typer.Option("--json", help="Machine-readable output.")] = False,
) -> None:
    """Play a conversation against a running server and print it, acts included."""
    try:
        tours = list(read_script(script.read_text(encoding="utf-8"))) if script else None
    except (OSError, ValueError) as erreur:
        fail(f"{script}: {erreur}")
    try:
        conversation = Conversation(url)
        joues = []
        for dit in tours if tours is not None else _by_hand():
            bulles = conversation.say(dit)
            joues.append({"usager": dit, "bulles": bulles})
            if not as_json:
                _print_turn(dit, bulles)
        if as_json:
            plan = conversation.plan()
            print_json(
                {
                    "tours": joues,
                    "faits": conversation.facts(),
                    "moments": [m["id"] for m in plan["moments"]],
                    "etapes": [
                        {
                            "id": e["id"],
                            "titre": e["titre"],
                            "statut": e["statut"],
                            "avant_le": e["avant_le"],
                        }
                        for e in plan["etapes"]
                    ],
                }
            )
    except httpx.ConnectError:
        fail(f"no server answers at {url}: start one with `make run`", 1)
    except httpx.HTTPStatusError as erreur:
        fail(f"the server refused: {erreur.response.status_code} {erreur.response.text}", 1)
    except TimeoutError:
        fail(f"no answer within {DELAI_TOUR:.0f} s", 1)


def _by_hand() -> Iterator[str]:
    while True:
        try:
            dit = input("> ").strip()
        except (EOFError, KeyboardInterrupt):
            return
        if dit:
            yield dit


def _print_turn(dit: str | dict[str, Any], bulles: list[dict[str, Any]]) -> None:
    print(f"\n> {dit}")
    for b in bulles:
        print(f"  [{b['acte']}] {b['texte']}")
        for etape in b["etapes"]:
            print(f"     ▸ {etape['titre']} — {etape['echeance'] or ''}")
        for contact in b["contacts"]:
            print(f"     ☎ {contact['nom']} {contact['telephone'] or ''} {contact['lieu'] or ''}")
        if b["choix"]:
            print("     " + " | ".join(c["libelle"] for c in b["choix"]))
        for option in (b["saisie"] or {}).get("options", []):
            print(
                f"     □ {option['libelle']} ({json.dumps(option['valeur'], ensure_ascii=False)})"
            )
