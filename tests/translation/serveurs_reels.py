"""Two real translation servers: LibreTranslate on small self-made models, and Apertium behind the
same protocol, for real text from Spanish and Portuguese."""

from __future__ import annotations

import html
import json
import os
import subprocess
import threading
import time
import zipfile
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx

from api.cli.processes import free_ports
from api.settings import RACINE

PYTHON = RACINE / ".venv-traduction" / "bin" / "python"
MODELES = Path(__file__).parent / "modeles"
PATIENCE = 120.0  # seconds: it loads onnxruntime and ctranslate2 when it starts
CHEMINS = {
    ("es", "fr"): ("es-fr",),
    ("fr", "es"): ("fr-es",),
    ("pt", "fr"): ("por-cat", "cat-fra"),
}


class LibreTranslate:
    """The real server, as a deployment runs it, on the models of `modeles/`."""

    def __init__(self, dossier: Path) -> None:
        self.journal = dossier / "libretranslate.log"
        self._paquets = dossier / "paquets"
        for modele in MODELES.glob("*.argosmodel"):
            with zipfile.ZipFile(modele) as archive:
                archive.extractall(self._paquets)
        (self._port,) = free_ports(1)
        self._dossier = dossier
        self._enfant: subprocess.Popen[bytes] | None = None

    @property
    def adresse(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    def break_segmentation(self) -> None:
        """Take away what cuts sentences: `/health` still says ok, `/translate` answers 500."""
        for fichier in self._paquets.glob("translate-fr_en*/minisbd/*.onnx"):
            fichier.unlink()

    def start(self) -> None:
        """Return once it answers."""
        options = ("--host", "127.0.0.1", "--port", str(self._port), "--disable-web-ui")
        with self.journal.open("wb") as sortie:
            self._enfant = subprocess.Popen(
                [PYTHON, RACINE / "tools" / "serve_traduction.py", *options],
                cwd=self._dossier,  # it writes a folder beside itself
                env={
                    **{nom: x for nom, x in os.environ.items() if nom != "PYTHONPATH"},
                    "HOME": str(self._dossier),
                    "ARGOS_PACKAGES_DIR": str(self._paquets),
                },
                stdout=sortie,
                stderr=subprocess.STDOUT,
            )
        limite = time.monotonic() + PATIENCE
        while time.monotonic() < limite:
            if self._enfant.poll() is not None:
                break
            try:
                httpx.get(f"{self.adresse}/health", timeout=2).raise_for_status()
                return
            except httpx.HTTPError:
                time.sleep(0.3)
        raise RuntimeError(f"LibreTranslate did not start:\n{self.journal.read_text()[-2000:]}")

    def health(self) -> Any:
        """What it says of itself."""
        return httpx.get(f"{self.adresse}/health", timeout=5).json()

    def stop(self) -> None:
        if self._enfant:
            self._enfant.terminate()
            self._enfant.wait(20)


class Apertium:
    """LibreTranslate's protocol in front of the `apertium` command."""

    def __init__(self) -> None:
        class Repondant(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                corps = json.loads(self.rfile.read(int(self.headers["content-length"])))
                texte = corps["q"]
                for mode in CHEMINS[(corps["source"], corps["target"])]:
                    texte = _run(mode, texte)
                reponse = json.dumps({"translatedText": texte}).encode()
                self.send_response(200)
                self.send_header("content-length", str(len(reponse)))
                self.end_headers()
                self.wfile.write(reponse)

            def log_message(self, *_: Any) -> None:
                return None

        self._serveur = ThreadingHTTPServer(("127.0.0.1", 0), Repondant)
        self.adresse = f"http://127.0.0.1:{self._serveur.server_port}"

    def start(self) -> None:
        threading.Thread(target=self._serveur.serve_forever, daemon=True).start()

    def stop(self) -> None:
        self._serveur.shutdown()
        self._serveur.server_close()


def _run(mode: str, texte: str) -> str:
    fini = subprocess.run(
        ["apertium", "-u", mode], input=texte, capture_output=True, text=True, check=True
    )
    return html.unescape(fini.stdout).rstrip("\n")
