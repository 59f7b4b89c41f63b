"""Refresh the communes of France shipped in parcours/territoires/. For maintainers only.

The data come from the open package `@etalab/decoupage-administratif` (Insee, La Poste, DGCL;
Licence Ouverte), through `npm pack`, checked against the sha512 below. Raise VERSION and SHA512,
run `python tools/communes.py`, review the counts, update parcours/territoires/README.md, commit.
"""

import gzip
import json
import tempfile
from pathlib import Path

from vendor import fetch_package

PACKAGE = "@etalab/decoupage-administratif"
VERSION = "6.0.0"
SHA512 = "XavYsFlbcM/prKr8hNHPKER94IHw/dsxNM4nxjWMYk6PLFACpEedvn/7wK8Baozm0dCYhWWcf+7bcWpA5pmCaQ=="
TARGET = Path(__file__).resolve().parents[1] / "parcours" / "territoires"


def commune_rows(communes: list[dict], epci: list[dict]) -> list[tuple[str, ...]]:
    """One row a commune: Insee code, name, postal codes, EPCI, commune it is now part of.

    Districts of Paris, Lyon and Marseille, and former communes (whose names people still use), carry
    the commune they belong to. Places without inhabitants nor postal code are left out.
    """
    epci_of = {m["code"]: e["code"] for e in epci for m in e["membres"]}
    names = {c["code"]: c["nom"] for c in communes if c["type"] == "commune-actuelle"}
    rows = []
    for c in communes:
        current = c["type"] == "commune-actuelle"
        parent = "" if current else c.get("commune") or c["chefLieu"]
        if current and not c.get("codesPostaux"):
            continue
        if not current and c["nom"] == names.get(parent):
            continue
        postal = " ".join(sorted(c.get("codesPostaux", [])))
        rows.append((c["code"], c["nom"], postal, epci_of.get(c["code"], ""), parent))
    return sorted(rows, key=lambda row: (row[0], row[4], row[1]))


def departement_rows(departements: list[dict], regions: list[dict]) -> list[tuple[str, ...]]:
    """One row a département: code, name, article (Insee TNCC), region's code and name."""
    names = {r["code"]: r["nom"] for r in regions}
    return sorted(
        (d["code"], d["nom"], str(d["typeLiaison"]), d["region"], names.get(d["region"], d["nom"]))
        for d in departements
    )


def to_csv(header: str, rows: list[tuple[str, ...]]) -> bytes:
    """Plain rows: the reader splits on the separator, so no field may hold one, nor a quote."""
    if any(set(';"\n') & set(field) for row in rows for field in row):
        raise SystemExit("a field holds a separator: the reader would be misled")
    return "\n".join([header, *(";".join(row) for row in rows), ""]).encode()


def main() -> None:
    lock = {f"{PACKAGE}@{VERSION}": f"sha512-{SHA512}"}
    with tempfile.TemporaryDirectory() as folder:
        data = fetch_package(PACKAGE, VERSION, Path(folder) / "package", lock) / "data"
        read = {p.stem: json.loads(p.read_text(encoding="utf-8")) for p in data.glob("*.json")}
    communes = commune_rows(read["communes"], read["epci"])
    departements = departement_rows(read["departements"], read["regions"])
    # No time stamp in the archive: the same data give the same bytes.
    packed = gzip.compress(to_csv("code;nom;codes_postaux;epci;dans", communes), 9, mtime=0)
    (TARGET / "communes.csv.gz").write_bytes(packed)
    (TARGET / "departements.csv").write_bytes(
        to_csv("code;nom;article;region;nom_region", departements)
    )
    print(f"{len(communes)} communes ({len(packed)} bytes), {len(departements)} departements")


if __name__ == "__main__":
    main()
