"""What every page is given: the services, the settings, and the way to render itself."""

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Request
from fastapi.responses import HTMLResponse

from api.languages.langues import languages
from api.web.langue import page_textes
from api.web.ports import ReglagesWeb, Services
from api.web.rendu import render
from api.web.textes import load_textes


@dataclass(frozen=True)
class Web:
    services: Services
    reglages: ReglagesWeb

    @property
    def theme(self) -> bool:
        folder = self.reglages.theme
        return folder is not None and (folder / "theme.css").is_file()

    def page(
        self,
        request: Request,
        name: str,
        *,
        status: int = 200,
        langue: str | None = None,
        **context: Any,
    ) -> HTMLResponse:
        """`langue`: another than the reader's own choice, that of what is shown."""
        body = render(
            name,
            load_textes(langue) if langue else page_textes(request),
            langues=languages(),
            chemin=request.url.path,
            theme=self.theme,
            reglages=self.reglages,
            adresse=self.reglages.adresse_publique or str(request.base_url).rstrip("/"),
            **context,
        )
        return HTMLResponse(body, status, headers={"Vary": "Accept-Language, Cookie"})


def read_web(request: Request) -> Web:
    web: Web = request.app.state.web
    return web


WebDep = Annotated[Web, Depends(read_web)]
