"""Starts Rasa on loopback with the newest trained model; used by `jalons serve`."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from urllib.parse import unquote, urlsplit

RACINE = Path(__file__).resolve().parents[1]
MODELES = RACINE / "var" / "models"


def tracker_variables(url: str) -> dict[str, str]:
    """The tracker's address (JALONS_TRACKER_URL) as Rasa's separate settings."""
    if url.startswith("sqlite"):
        chemin = "/" + url.split(":///", 1)[1].lstrip("/")
        return {"DIALECTE": "sqlite", "BASE": chemin, "HOTE": "", "USAGER": "", "SECRET": ""}
    parts = urlsplit(url)
    port = f":{parts.port}" if parts.port else ""
    return {
        "DIALECTE": "postgresql",
        "BASE": parts.path.lstrip("/"),
        "HOTE": f"{parts.hostname or ''}{port}",
        "USAGER": unquote(parts.username or ""),
        "SECRET": unquote(parts.password or ""),
    }


def newest_model() -> Path | None:
    """The last trained model, or None."""
    modeles = sorted(MODELES.glob("*.tar.gz"), key=lambda m: m.stat().st_mtime)
    return modeles[-1] if modeles else None


def main() -> None:
    """Replace this process by Rasa's server."""
    modele = newest_model()
    if modele is None:
        sys.exit("no trained model in var/models: run `jalons train`")
    url = os.environ.get("JALONS_TRACKER_URL", f"sqlite:///{RACINE}/var/rasa.db")
    for nom, valeur in tracker_variables(url).items():
        os.environ[f"JALONS_TRACKER_{nom}"] = valeur
    ordre = [
        sys.executable,
        "-m",
        "rasa",
        "run",
        "-i",
        "127.0.0.1",
        "-p",
        os.environ.get("JALONS_PORT_RASA", "5005"),
        "-m",
        str(modele),
        "--endpoints",
        str(RACINE / "bot" / "endpoints.yml"),
        "--credentials",
        str(RACINE / "bot" / "credentials.yml"),
    ]
    os.execv(sys.executable, ordre)  # noqa: S606 (no shell, fixed arguments)


if __name__ == "__main__":
    main()
