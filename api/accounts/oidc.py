"""OpenID Connect, as ProConnect speaks it: code flow with PKCE, signed id_token and userinfo.

Nothing unsigned is believed. Of what the provider says, only « who » is kept: issuer and subject.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import time
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

import httpx
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

# Signatures by a key pair only: with « none » or a shared secret, anybody could be anyone.
ALGORITHMES = ["RS256", "ES256", "PS256"]
DELAI = 10.0
FRAICHEUR = 3600.0  # seconds the provider's description and keys are believed
DERIVE_HORLOGE = 60  # seconds
BOUCLE = ("127.0.0.1", "::1", "localhost")


class IdentiteRefusee(Exception):
    """The provider's answer cannot be believed, or did not come; the message is a code."""


@dataclass(frozen=True)
class ReglagesOidc:
    """One identity provider, as the operator declares it."""

    emetteur: str
    client_id: str
    client_secret: str
    portees: str = "openid"
    acr: tuple[str, ...] = ()  # levels accepted; empty: the provider's choice

    def __post_init__(self) -> None:
        adresse = urlsplit(self.emetteur)
        if adresse.scheme != "https" and adresse.hostname not in BOUCLE:
            raise ValueError("the identity provider must be reached by https")


@dataclass(frozen=True)
class Attente:
    """What must come back unchanged; kept in a signed cookie meanwhile."""

    etat: str
    nonce: str
    verificateur: str

    @classmethod
    def draw(cls) -> Attente:
        return cls(*(secrets.token_urlsafe(48) for _ in range(3)))

    def as_dict(self) -> dict[str, str]:
        return asdict(self)


@dataclass(frozen=True)
class Identite:
    emetteur: str
    sujet: str
    jeton_identite: str


def challenge(verificateur: str) -> str:
    """The public side of a PKCE verifier (S256)."""
    empreinte = hashlib.sha256(verificateur.encode()).digest()
    return base64.urlsafe_b64encode(empreinte).rstrip(b"=").decode()


class Oidc:
    """The conversation with one provider."""

    def __init__(self, reglages: ReglagesOidc) -> None:
        self.reglages = reglages
        self._description: tuple[float, dict[str, Any]] | None = None
        self._cles: tuple[float, KeySet] | None = None

    async def authorize_url(self, attente: Attente, retour: str) -> str:
        """Where to send the person."""
        demande = {
            "response_type": "code",
            "client_id": self.reglages.client_id,
            "redirect_uri": retour,
            "scope": self.reglages.portees,
            "state": attente.etat,
            "nonce": attente.nonce,
            "code_challenge": challenge(attente.verificateur),
            "code_challenge_method": "S256",
        }
        if self.reglages.acr:
            demande["acr_values"] = " ".join(self.reglages.acr)
        description = await self._describe()
        return f"{description['authorization_endpoint']}?{urlencode(demande)}"

    async def identify(self, recu: dict[str, str], attente: Attente, retour: str) -> Identite:
        """Who came back; `IdentiteRefusee` when anything at all is not as it should be."""
        if not hmac.compare_digest(recu.get("state", "").encode(), attente.etat.encode()):
            raise IdentiteRefusee("etat")
        if recu.get("iss", self.reglages.emetteur) != self.reglages.emetteur:
            raise IdentiteRefusee("emetteur")
        if "error" in recu or not recu.get("code"):
            raise IdentiteRefusee("abandon")
        try:
            return await self._exchange(recu["code"], attente, retour)
        except httpx.HTTPError:
            raise IdentiteRefusee("fournisseur") from None
        except (JoseError, ValueError, KeyError, TypeError):
            raise IdentiteRefusee("signature") from None

    async def _exchange(self, code: str, attente: Attente, retour: str) -> Identite:
        jetons = await self._redeem(code, attente, retour)
        identite = await self._verify(jetons["id_token"], exp=True)
        if not hmac.compare_digest(str(identite.get("nonce", "")), attente.nonce):
            raise IdentiteRefusee("nonce")
        if self.reglages.acr and identite.get("acr") not in self.reglages.acr:
            raise IdentiteRefusee("niveau")
        if (await self._read_userinfo(jetons["access_token"]))["sub"] != identite["sub"]:
            raise IdentiteRefusee("sujet")
        return Identite(self.reglages.emetteur, identite["sub"], jetons["id_token"])

    async def _redeem(self, code: str, attente: Attente, retour: str) -> dict[str, Any]:
        description = await self._describe()
        corps = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": retour,
            "code_verifier": attente.verificateur,
        }
        identifiants = (self.reglages.client_id, self.reglages.client_secret)
        methodes = description.get("token_endpoint_auth_methods_supported", [])
        async with httpx.AsyncClient(timeout=DELAI) as http:
            if "client_secret_post" in methodes:
                corps |= dict(zip(("client_id", "client_secret"), identifiants, strict=True))
                reponse = await http.post(description["token_endpoint"], data=corps)
            else:
                reponse = await http.post(
                    description["token_endpoint"], data=corps, auth=identifiants
                )
        reponse.raise_for_status()
        return dict(reponse.json())

    async def _read_userinfo(self, acces: str) -> dict[str, Any]:
        description = await self._describe()
        async with httpx.AsyncClient(timeout=DELAI) as http:
            reponse = await http.get(
                description["userinfo_endpoint"], headers={"authorization": f"Bearer {acces}"}
            )
        reponse.raise_for_status()
        if not reponse.headers.get("content-type", "").startswith("application/jwt"):
            raise IdentiteRefusee("userinfo_non_signee")
        return await self._verify(reponse.text, exp=False)

    async def _verify(self, texte: str, *, exp: bool) -> dict[str, Any]:
        """The claims of a token signed by the provider, for us, now."""
        try:
            jeton = jwt.decode(texte, await self._keys(), algorithms=ALGORITHMES)
        except (JoseError, ValueError):  # keys may have turned since they were read
            jeton = jwt.decode(texte, await self._keys(neuves=True), algorithms=ALGORITHMES)
        jwt.JWTClaimsRegistry(
            now=int(time.time()),
            leeway=DERIVE_HORLOGE,
            iss={"essential": True, "value": self.reglages.emetteur},
            aud={"essential": True, "value": self.reglages.client_id},
            sub={"essential": True},
            exp={"essential": exp},
        ).validate(jeton.claims)
        if not isinstance(jeton.claims["sub"], str) or not 1 <= len(jeton.claims["sub"]) <= 255:
            raise IdentiteRefusee("sujet")
        return dict(jeton.claims)

    async def _describe(self) -> dict[str, Any]:
        if self._description and time.monotonic() - self._description[0] < FRAICHEUR:
            return self._description[1]
        base = self.reglages.emetteur.rstrip("/")
        try:
            lue = await self._get_json(f"{base}/.well-known/openid-configuration")
        except (httpx.HTTPError, ValueError):
            raise IdentiteRefusee("fournisseur") from None
        if lue.get("issuer") != self.reglages.emetteur:
            raise IdentiteRefusee("emetteur")
        self._description = (time.monotonic(), lue)
        return lue

    async def _keys(self, *, neuves: bool = False) -> KeySet:
        if self._cles and not neuves and time.monotonic() - self._cles[0] < FRAICHEUR:
            return self._cles[1]
        description = await self._describe()
        cles = KeySet.import_key_set(await self._get_json(description["jwks_uri"]))  # type: ignore[arg-type]
        self._cles = (time.monotonic(), cles)
        return cles

    async def _get_json(self, adresse: str) -> dict[str, Any]:
        async with httpx.AsyncClient(timeout=DELAI) as http:
            reponse = await http.get(adresse)
        reponse.raise_for_status()
        return dict(reponse.json())

    async def logout_url(self, jeton_identite: str, retour: str) -> str | None:
        """Where the provider's own session is closed; None when it does not offer it."""
        try:
            adresse = (await self._describe()).get("end_session_endpoint")
        except IdentiteRefusee:
            return None
        demande = {
            "id_token_hint": jeton_identite,
            "post_logout_redirect_uri": retour,
            "state": secrets.token_urlsafe(32),
        }
        return f"{adresse}?{urlencode(demande)}" if adresse else None
