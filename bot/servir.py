"""Serve the trained dialogue on loopback: `python -m bot.servir` in Rasa's own environment."""

from __future__ import annotations

import logging
import os
import sys
from pathlib import Path

RACINE = Path(__file__).resolve().parents[1]
MODELES = RACINE / "var" / "models"
CANDIDAT = MODELES / "candidat"  # trained aside, not in service (jalons comprehension)


def prepare_environment() -> None:
    """Values of a single machine for what the environment does not say; quiet, private libraries."""
    par_defaut = {
        "RASA_TELEMETRY_ENABLED": "false",
        "TF_CPP_MIN_LOG_LEVEL": "2",
        "CUDA_VISIBLE_DEVICES": "-1",
        "OMP_NUM_THREADS": "1",
        "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
        "JALONS_PORT_RASA": "5005",
        "JALONS_PORT_ACTIONS": "5055",
        "JALONS_TRACKER_URL": f"sqlite:///{RACINE / 'var' / 'rasa.db'}",
    }
    for nom, valeur in par_defaut.items():
        os.environ.setdefault(nom, valeur)
    os.environ.setdefault(
        "JALONS_URL_ACTIONS", f"http://127.0.0.1:{os.environ['JALONS_PORT_ACTIONS']}/webhook"
    )
    # Rasa's environment has the synchronous drivers only.
    adresse = os.environ["JALONS_TRACKER_URL"]
    for recent, ancien in (
        ("sqlite+aiosqlite:", "sqlite:"),
        ("postgresql+psycopg:", "postgresql:"),
    ):
        if adresse.startswith(recent):
            os.environ["JALONS_TRACKER_URL"] = ancien + adresse.removeprefix(recent)


def quieten(niveau: int = logging.WARNING) -> None:
    """Rasa's structured log prints every prediction, messages included, unless told a level."""
    from rasa.utils.log_utils import configure_structlog

    logging.basicConfig(level=niveau)
    for nom in ("rasa", "sanic", "apscheduler", "tensorflow"):
        logging.getLogger(nom).setLevel(niveau)
    configure_structlog(niveau)


def latest_model() -> Path | None:
    """The model to serve: the last trained."""
    modeles = sorted(MODELES.glob("*.tar.gz"), key=lambda f: f.stat().st_mtime)
    return modeles[-1] if modeles else None


def main() -> int:
    prepare_environment()
    os.chdir(RACINE)
    sys.path.insert(0, str(RACINE))
    modele = latest_model()
    if modele is None:
        print("no trained model in var/models: run `make train`", file=sys.stderr)
        return 1
    if not os.environ.get("JALONS_SECRET_RASA"):
        print("JALONS_SECRET_RASA is not set: `make run` sets it", file=sys.stderr)
        return 1
    (RACINE / "var").mkdir(exist_ok=True)
    quieten()

    from rasa.core.run import serve_application
    from rasa.core.utils import AvailableEndpoints

    serve_application(
        model_path=str(modele),
        interface="127.0.0.1",
        port=int(os.environ["JALONS_PORT_RASA"]),
        credentials=str(RACINE / "bot" / "credentials.yml"),
        endpoints=AvailableEndpoints.read_endpoints(str(RACINE / "bot" / "endpoints.yml")),
        enable_api=False,
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
