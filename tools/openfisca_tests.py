"""Keep the official tests that the source archive of openfisca-france publishes for our rights.

    python tools/openfisca_tests.py openfisca_france-176.1.8.tar.gz

Writes tests/rights/openfisca/officiels.json.gz: the YAML as it is, one entry a test, with its file.
OpenFisca-France is AGPL-3.0, as this project; the archive is the one of the pinned version
(`pip download --no-deps --no-binary openfisca-france openfisca-france==176.1.8`).
"""

from __future__ import annotations

import gzip
import json
import re
import sys
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

CIBLE = Path(__file__).parents[1] / "tests" / "rights" / "openfisca" / "officiels.json.gz"

# Which files are about which right; the first that matches.
DROITS = {
    "rsa": r"formulas/rsa(/|\.yaml)|leximpact/2024/rsa_",
    "ppa": r"formulas/ppa/",
    "aah": r"formulas/aah/",
    "asf": r"formulas/asf/",
    "af": r"formulas/af(_\w+)?\.yaml",
    "aspa": r"formulas/aspa\.yaml|leximpact/2024/aspa_",
    "ass": r"formulas/ass_|leximpact/2024/ass_",
    "css": r"formulas/cs/",
    "logement": r"formulas/aides?_logement|mes-aides\.gouv\.fr/(aides_logement|\d+E_mois)",
    "ménages": r"mes-aides\.gouv\.fr/",
}


def main() -> int:
    archive = Path(sys.argv[1])
    tests = list(_tests(archive))
    contenu = {"archive": archive.name, "licence": "AGPL-3.0", "tests": tests}
    texte = json.dumps(contenu, ensure_ascii=False, default=str, separators=(",", ":"))
    CIBLE.write_bytes(gzip.compress(texte.encode(), mtime=0))
    print(f"{len(tests)} tests, {CIBLE.stat().st_size} bytes")
    return 0


def _tests(archive: Path) -> Iterator[dict[str, Any]]:
    with tarfile.open(archive) as tar:
        for membre in sorted(tar.getmembers(), key=lambda m: m.name):
            chemin = membre.name.partition("/tests/")[2]
            droit = next((d for d, motif in DROITS.items() if re.match(motif, chemin)), None)
            fichier = tar.extractfile(membre) if chemin.endswith((".yaml", ".yml")) else None
            if droit and fichier:
                lus = yaml.safe_load(fichier.read())
                for rang, test in enumerate(lus if isinstance(lus, list) else [lus]):
                    yield {"droit": droit, "fichier": chemin, "rang": rang, **test}


if __name__ == "__main__":
    sys.exit(main())
