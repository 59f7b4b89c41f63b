"""A translation server that speaks LibreTranslate's protocol and can be told to fail."""

from __future__ import annotations

import json
import re
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

LENTEUR = 1.5


class ServeurFautif:
    """`faute`: None, or one of those below. `recus`: what was sent, as (address, body)."""

    def __init__(self) -> None:
        self.faute: str | None = None
        self.recus: list[tuple[str, dict[str, Any]]] = []
        fautif = self

        class Repondant(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                taille = int(self.headers.get("content-length") or 0)
                corps = json.loads(self.rfile.read(taille))
                fautif.recus.append((self.path, corps))
                statut, reponse = fautif.answer(corps)
                self.send_response(statut)
                if statut == 302:
                    self.send_header("location", f"{fautif.adresse}/ailleurs")
                self.send_header("content-length", str(len(reponse)))
                self.end_headers()
                self.wfile.write(reponse)

            def do_GET(self) -> None:  # /health: always well
                self.send_response(200)
                self.end_headers()
                self.wfile.write(b'{"status": "ok"}')

            def log_message(self, *_: Any) -> None:
                return None

        self._serveur = ThreadingHTTPServer(("127.0.0.1", 0), Repondant)
        self.adresse = f"http://127.0.0.1:{self._serveur.server_port}"
        threading.Thread(target=self._serveur.serve_forever, daemon=True).start()

    def answer(self, corps: dict[str, Any]) -> tuple[int, bytes]:
        """The status and the body of an answer: the text between angle quotes, or a fault."""
        texte = f"<{corps['q']}>"
        if self.faute == "lent":
            time.sleep(LENTEUR)
        if self.faute in ("429", "500", "403", "302"):
            return int(self.faute), b'{"error": "no"}'
        if self.faute == "page":
            return 200, b"<html>oops"
        if self.faute == "liste":
            return 200, b'["translatedText"]'
        if self.faute == "vide":
            texte = ""
        if self.faute == "place":
            texte = re.sub(r"⟦\d+⟧", "", texte, count=1)
        if self.faute == "place_double":
            texte = re.sub(r"(⟦\d+⟧)", r"\1 \1", texte, count=1)
        if self.faute == "nombre":
            texte += " 12"
        if self.faute == "recopie":
            texte = corps["q"]
        return 200, json.dumps({"translatedText": texte}).encode()

    def stop(self) -> None:
        self._serveur.shutdown()
        self._serveur.server_close()
