"""The reliability diagram as an SVG that reads without colours and by a screen reader."""

from __future__ import annotations

from typing import Any
from xml.sax.saxutils import escape

COTE, MARGE = 360, 60


def _x(valeur: float) -> float:
    return round(MARGE + valeur * COTE, 1)


def _y(valeur: float) -> float:
    return round(MARGE + (1 - valeur) * COTE, 1)


def _curve(tranches: list[dict[str, Any]], trait: str, forme: str) -> str:
    points = " ".join(f"{_x(t['confiance'])},{_y(t['exactitude'])}" for t in tranches)
    marques = "".join(_mark(forme, _x(t["confiance"]), _y(t["exactitude"])) for t in tranches)
    return f'<polyline points="{points}" fill="none" {trait}/>{marques}'


def _mark(forme: str, x: float, y: float) -> str:
    if forme == "rond":
        return f'<circle cx="{x}" cy="{y}" r="4" fill="#0b4f8a"/>'
    return (
        f'<rect x="{x - 4}" y="{y - 4}" width="8" height="8" fill="#fff" stroke="#a03c00" '
        'stroke-width="2"/>'
    )


def reliability_svg(calibration: dict[str, Any], mots: dict[str, str]) -> str:
    """Accuracy against confidence, before and after temperature; `mots` are its words."""
    avant, apres = calibration["avant"], calibration["gardee"]
    resume = mots["resume"].format(avant=avant["erreur"], apres=apres["erreur"])
    axes = "".join(
        f'<text x="{_x(v)}" y="{MARGE + COTE + 20}" text-anchor="middle">{v:.1f}</text>'
        f'<text x="{MARGE - 10}" y="{_y(v) + 4}" text-anchor="end">{v:.1f}</text>'
        f'<path d="M{_x(v)} {MARGE}V{MARGE + COTE}M{MARGE} {_y(v)}H{MARGE + COTE}" stroke="#ccc"/>'
        for v in (0, 0.2, 0.4, 0.6, 0.8, 1.0)
    )
    largeur, hauteur = COTE + 2 * MARGE, COTE + 2 * MARGE + 60
    legende = MARGE + COTE + 70
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {largeur} {hauteur}" role="img" '
        'aria-labelledby="titre resume" font-family="sans-serif" font-size="13" fill="#1e1e1e">\n'
        f'<title id="titre">{escape(mots["titre"])}</title>\n'
        f'<desc id="resume">{escape(resume)}</desc>\n'
        f'<rect width="{largeur}" height="{hauteur}" fill="#fff"/>\n{axes}\n'
        f'<path d="M{_x(0)} {_y(0)}L{_x(1)} {_y(1)}" stroke="#555" stroke-dasharray="2 4"/>\n'
        + _curve(
            avant["tranches"], 'stroke="#a03c00" stroke-width="2" stroke-dasharray="7 4"', "carre"
        )
        + "\n"
        + _curve(apres["tranches"], 'stroke="#0b4f8a" stroke-width="2.5"', "rond")
        + f'\n<text x="{MARGE + COTE / 2}" y="{MARGE - 25}" text-anchor="middle" font-size="16">'
        f"{escape(mots['titre'])}</text>\n"
        f'<text x="{MARGE + COTE / 2}" y="{MARGE + COTE + 42}" text-anchor="middle">'
        f"{escape(mots['abscisse'])}</text>\n"
        f'<text transform="translate(18 {MARGE + COTE / 2}) rotate(-90)" text-anchor="middle">'
        f"{escape(mots['ordonnee'])}</text>\n"
        f"{_mark('carre', MARGE + 6, legende - 4)}"
        f'<text x="{MARGE + 20}" y="{legende}">{escape(mots["avant"].format(avant["erreur"]))}</text>'
        f"{_mark('rond', MARGE + 6, legende + 18)}"
        f'<text x="{MARGE + 20}" y="{legende + 22}">{escape(mots["apres"].format(apres["erreur"]))}'
        "</text>\n</svg>\n"
    )
