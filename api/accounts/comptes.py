"""What the whole application shares about accounts: settings, seal, rates, identity provider."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import secrets

from fastapi import Request
from limits import RateLimitItem, RateLimitItemPerHour, RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from sqlalchemy.ext.asyncio import AsyncSession

from api.accounts.coffre import Coffre, derive
from api.accounts.oidc import Oidc, ReglagesOidc
from api.accounts.schemas import Connus
from api.accounts.service import AccountService
from api.accounts.sessions import Limites
from api.limites import check_rate, network_of
from api.settings import Settings

PAR_IDENTIFIANT: tuple[RateLimitItem, ...] = (RateLimitItemPerMinute(5), RateLimitItemPerHour(20))
PAR_EXPEDITEUR: tuple[RateLimitItem, ...] = (RateLimitItemPerMinute(30),)


class Debit:
    """Trials of sign-in, by identifier and by sender. Neither is kept: salted fingerprints, in
    memory, for an hour at most."""

    def __init__(self) -> None:
        self._limiteur = MovingWindowRateLimiter(MemoryStorage())
        self._sel = secrets.token_bytes(32)

    def _key(self, genre: str, valeur: str) -> str:
        texte = f"{genre}:{valeur}".encode("utf-8", "replace")
        return hashlib.blake2b(texte, key=self._sel, digest_size=16).hexdigest()

    def check(self, request: Request, identifiant: str | None = None) -> None:
        """Count one more trial; refused (429) when it is one too many."""
        reseau = network_of(request.client.host if request.client else "")
        if reseau:
            for rythme in PAR_EXPEDITEUR:
                check_rate(
                    self._limiteur, rythme, self._key("de", reseau), "connexion", "trop_d_essais"
                )
        if identifiant is not None:
            cle = self._key("pour", identifiant.strip().lower()[:80])
            for rythme in PAR_IDENTIFIANT:
                check_rate(self._limiteur, rythme, cle, "connexion", "trop_d_essais")


class Comptes:
    """One per application (`app.state.comptes`)."""

    def __init__(self, settings: Settings, connus: Connus | None = None) -> None:
        self.settings = settings
        self.connus = connus or Connus()
        self.coffre = Coffre(settings.secret)
        self.debit = Debit()
        self.limites = Limites.of(settings)
        self.duree_enrolement = dt.timedelta(hours=settings.agents_enrolement_heures)
        self.oidc = make_oidc(settings)
        self._cle_formulaires = derive(settings.secret, "formulaires")

    def service(self, session: AsyncSession) -> AccountService:
        """The account service of one request."""
        return AccountService(session, self.limites)

    def form_token(self, cookie: str) -> str:
        """What a form must carry: only a page made for this browser can know it."""
        return hmac.new(self._cle_formulaires, cookie.encode(), hashlib.sha256).hexdigest()

    def is_form_token(self, cookie: str, jeton: str) -> bool:
        return hmac.compare_digest(self.form_token(cookie).encode(), jeton.encode())


def make_oidc(settings: Settings) -> Oidc | None:
    """The identity provider, when the operator declared one."""
    if not settings.oidc_emetteur:
        return None
    return Oidc(
        ReglagesOidc(
            emetteur=settings.oidc_emetteur,
            client_id=settings.oidc_client_id,
            client_secret=settings.oidc_client_secret,
            portees=settings.oidc_portees,
            acr=tuple(settings.oidc_acr),
        )
    )
