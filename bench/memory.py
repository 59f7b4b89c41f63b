"""Memory of all the processes together, after the load.

Why: the whole must fit a small server beside its database. PSS (each shared page counted once) is
the true cost of several processes; RSS counts shared pages in each of them, and is given beside.
"""

from __future__ import annotations

from collections import Counter

import psutil

from bench.figures import Ligne, Mesure

VISEE_MO = 1500.0
MEGA = 1_000_000
# What tells the processes apart on their command lines.
NOMS = {"bot.servir": "rasa", "actions.serveur:app": "actions", "api.app:create_app": "api"}


def name_of(commande: list[str]) -> str:
    """Which of the processes a command line is; the supervisor is what remains."""
    return next((nom for signe, nom in NOMS.items() if signe in commande), "supervisor")


def measure(processus: list[psutil.Process]) -> list[Ligne]:
    """PSS and RSS of the supervisor and all it started."""
    pss: Counter[str] = Counter()
    rss = 0
    complet = True
    for p in processus:
        memoire = p.memory_full_info()
        complet = complet and hasattr(memoire, "pss")
        pss[name_of(p.cmdline())] += getattr(memoire, "pss", memoire.rss)
        rss += memoire.rss
    parts = ", ".join(f"{nom} {octets / MEGA:.0f}" for nom, octets in pss.most_common())
    nature = "PSS" if complet else "RSS: this system has no PSS"
    return [
        Mesure(
            f"memory of all processes after the load, {nature}",
            pss.total() / MEGA,
            "MB",
            VISEE_MO,
            note=f"{len(processus)} processes: {parts}",
        ),
        Mesure("the same, RSS", rss / MEGA, "MB", note="shared pages counted several times"),
    ]
