"""Doing for, doing with, letting do: three questions, asked for each démarche, never for a person.

What comes out is an advice: « faire pour » can always be chosen (IGAS 2019-033R, L6588-6592).
"""

from __future__ import annotations

from typing import Literal

Posture = Literal["faire_pour", "faire_avec", "laisser_faire"]
POSTURES: tuple[Posture, ...] = ("faire_pour", "faire_avec", "laisser_faire")


def advise(*, lit_ecran: bool, deja_fait: bool, veut_faire: bool, critique: bool) -> Posture:
    """The posture to propose. `critique`: a mistake costs the person money or a right."""
    if not lit_ecran:
        return "faire_pour"
    if not veut_faire:
        return "faire_pour" if critique or not deja_fait else "faire_avec"
    if deja_fait:
        return "faire_avec" if critique else "laisser_faire"
    return "faire_avec"
