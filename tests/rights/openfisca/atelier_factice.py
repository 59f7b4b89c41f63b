"""Stands in for the process of OpenFisca: the loan on the first household says how it behaves."""

from __future__ import annotations

import json
import os
import struct
import sys
import time

PREUVES = {"plante": 1.0, "lent": 2.0, "confus": 3.0, "erreur": 4.0}


def main() -> None:
    entree, sortie = sys.stdin.buffer, sys.stdout.buffer
    comptes = 0

    def answer(reponse: object) -> None:
        corps = json.dumps(reponse).encode()
        sortie.write(struct.pack(">I", len(corps)) + corps)
        sortie.flush()

    time.sleep(float(os.environ.get("ECHAUFFEMENT", "0")))
    answer({})
    while entete := entree.read(4):
        demande = json.loads(entree.read(struct.unpack(">I", entete)[0]))
        comptes += 1
        foyers = demande["foyers"]
        conduite = foyers[0]["logement"]["loyer"]
        if conduite == PREUVES["plante"]:
            os._exit(1)
        if conduite == PREUVES["lent"]:
            time.sleep(30)
        if conduite == PREUVES["confus"]:
            sortie.write(struct.pack(">I", 7) + b"bonjour")
            sortie.flush()
            continue
        if conduite == PREUVES["erreur"]:
            answer({"erreur": "SpiralError"})
            continue
        loyers = [foyer["logement"]["loyer"] for foyer in foyers]
        nombre = len(loyers)
        colonnes = {"loyer": loyers, "calculs": [comptes] * nombre, "are": [None] * nombre}
        colonnes |= {nom: [100.0] * nombre for nom in os.environ.get("VARIABLES", "").split()}
        answer({"colonnes": colonnes})


if __name__ == "__main__":
    main()
