"""The engine: LibreTranslate through deep-translator, made safe.

As it comes, deep-translator's LibreTranslator puts the text and the key in the address, waits for
ever, knows 17 languages and lets requests' own errors out. This subclass keeps its place in the
library (languages, `translate`) and changes how it speaks: JSON body, time limits, no redirection,
one family of errors that never holds a text, an address or a key.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import requests
from deep_translator import LibreTranslator
from deep_translator.base import BaseTranslator

from api.translation.langues import load_translated

Ennui = Literal["injoignable", "lent", "occupe", "refuse", "erreur", "illisible", "langue"]


class MoteurEnPanne(Exception):
    """The engine did not translate. `ennui` says why; nothing of what was sent is in it."""

    def __init__(self, ennui: Ennui) -> None:
        super().__init__(ennui)
        self.ennui = ennui


class LibreMoteur(LibreTranslator):  # type: ignore[misc]  # the library has no types
    """One LibreTranslate server, from one language to another."""

    def __init__(
        self,
        de: str,
        vers: str,
        *,
        adresse: str,
        cle: str = "",
        delais: tuple[float, float] = (1.0, 8.0),
        session: requests.Session | None = None,
    ) -> None:
        """`delais`: seconds to connect, then to answer."""
        codes = {langue: connue.code for langue, connue in load_translated().items()}
        if de not in codes or vers not in codes:
            raise MoteurEnPanne("langue")
        BaseTranslator.__init__(
            self, base_url=f"{adresse.rstrip('/')}/", languages=codes, source=de, target=vers
        )
        self._cle = cle
        self._delais = delais
        self._session = session or requests.Session()

    def translate(self, text: str, **_options: Any) -> str:
        """The translation, or MoteurEnPanne: whatever happens, nothing else comes out."""
        if not text.strip() or self._same_source_target():
            return text
        corps = {"q": text, "source": self._source, "target": self._target, "format": "text"}
        if self._cle:
            corps["api_key"] = self._cle
        try:
            reponse = self._session.post(
                f"{self._base_url}translate",
                json=corps,
                timeout=self._delais,
                allow_redirects=False,
            )
        except requests.exceptions.Timeout:
            raise MoteurEnPanne("lent") from None
        except requests.exceptions.RequestException:
            raise MoteurEnPanne("injoignable") from None
        return _read(reponse)


def _read(reponse: requests.Response) -> str:
    if reponse.status_code == 429:
        raise MoteurEnPanne("occupe")
    if reponse.status_code in (400, 401, 403):
        raise MoteurEnPanne("refuse")
    if reponse.status_code != 200:
        raise MoteurEnPanne("erreur")
    try:
        corps = reponse.json()
    except ValueError:
        raise MoteurEnPanne("illisible") from None
    traduit = corps.get("translatedText") if isinstance(corps, Mapping) else None
    if not isinstance(traduit, str):
        raise MoteurEnPanne("illisible")
    return traduit
