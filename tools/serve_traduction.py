"""Serves LibreTranslate without writing what people say in its log.

Run with the translation environment (`make traduction`): argostranslate logs every sentence at
INFO; here only its warnings pass. Arguments are LibreTranslate's own. Without models it would
fetch a catalogue of them from the network, then stop: here it says what is missing, and where.
"""

from __future__ import annotations

import logging
import os
import sys
from pathlib import Path

MINIMUM = 2  # packages: one language into another, and back


def find_models(dossier: Path) -> list[Path]:
    """The Argos packages that are unzipped in a folder."""
    return sorted(fichier.parent for fichier in dossier.glob("*/metadata.json"))


def main() -> None:
    """Serve, or say which models are missing."""
    dossier = Path(os.environ.get("ARGOS_PACKAGES_DIR", "modeles"))
    modeles = find_models(dossier)
    if len(modeles) < MINIMUM:
        sys.exit(
            f"No translation model: {len(modeles)} found in {dossier}, {MINIMUM} needed at least.\n"
            "Unzip Argos packages there, one folder each: fr-en and en-fr, then English and each "
            "language wanted, both ways.\n"
            "docs/traduction.md says more. Without them Jalons works: everybody reads originals."
        )
    import argostranslate.utils
    from libretranslate.main import main as serve

    argostranslate.utils.logger.setLevel(logging.WARNING)
    serve()


if __name__ == "__main__":
    main()
