"""A small, real OpenID provider: its own keys, codes used once, PKCE checked, signed userinfo.

`defaut` makes it lie in one way, as an attacker or a careless provider would.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import time
from functools import cache
from typing import Any
from urllib.parse import urlencode

from fastapi import FastAPI, Form, Header, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

CLIENT, SECRET = "jalons", "secret-du-client"


def unsigned(claims: dict[str, Any]) -> str:
    """A token that claims to need no signature."""
    parts = ({"alg": "none"}, claims)
    coded = (base64.urlsafe_b64encode(json.dumps(p).encode()).rstrip(b"=").decode() for p in parts)
    return ".".join([*coded, ""])


@cache
def make_key(nom: str, kid: str) -> RSAKey:
    """One key by name: finding its primes takes longer than the test."""
    return RSAKey.generate_key(2048, {"kid": kid})


class Fournisseur:
    """One provider; `adresse` is known once it listens."""

    def __init__(self) -> None:
        self.adresse = ""
        self.defaut = ""
        self.sujet = "sujet-1"
        self.cle = make_key("la sienne", "k1")
        self.autre = make_key("une autre", "k1")
        self.codes: dict[str, dict[str, str]] = {}
        self.acces: dict[str, str] = {}
        self.app = FastAPI()
        for chemin, faire in {
            "/.well-known/openid-configuration": self.describe,
            "/jwks": self.keys,
            "/authorize": self.authorize,
            "/userinfo": self.userinfo,
        }.items():
            self.app.get(chemin, response_model=None)(faire)
        self.app.post("/token", response_model=None)(self.token)

    def describe(self) -> dict[str, Any]:
        a = self.adresse
        return {
            "issuer": a if self.defaut != "autre_emetteur" else "https://autre.test",
            "authorization_endpoint": f"{a}/authorize",
            "token_endpoint": f"{a}/token",
            "userinfo_endpoint": f"{a}/userinfo",
            "jwks_uri": f"{a}/jwks",
            "end_session_endpoint": f"{a}/logout",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        }

    def keys(self) -> dict[str, Any]:
        return dict(KeySet([self.cle]).as_dict(private=False))

    def turn_keys(self) -> None:
        """As providers do now and then."""
        self.cle = make_key("la suivante", "k2")

    def authorize(self, request: Request) -> Response:
        """The person agrees at once."""
        q = dict(request.query_params)
        assert q["response_type"] == "code"
        assert q["client_id"] == CLIENT
        assert q["code_challenge_method"] == "S256"
        retour = {"state": q["state"], "iss": self.adresse}
        if self.defaut == "abandon":
            retour["error"] = "access_denied"
        else:
            retour["code"] = secrets.token_urlsafe(16)
            self.codes[retour["code"]] = q
        return RedirectResponse(f"{q['redirect_uri']}?{urlencode(retour)}", 302)

    def sign(self, claims: dict[str, Any], defaut: str) -> str:
        if self.defaut == f"{defaut}_alg_none":
            return unsigned(claims)
        if self.defaut == f"{defaut}_cle_partagee":
            octets = self.cle.as_pem(private=False)
            from joserfc.jwk import OctKey

            return jwt.encode({"alg": "HS256", "kid": "k1"}, claims, OctKey.import_key(octets))
        cle = self.autre if self.defaut == f"{defaut}_autre_cle" else self.cle
        return jwt.encode({"alg": "RS256", "kid": cle.kid}, claims, cle)

    def token(
        self,
        code: str = Form(),
        code_verifier: str = Form(),
        client_secret: str = Form(),
        redirect_uri: str = Form(),
    ) -> Response:
        demande = self.codes.pop(code, None)
        empreinte = hashlib.sha256(code_verifier.encode()).digest()
        defi = base64.urlsafe_b64encode(empreinte).rstrip(b"=").decode()
        if (
            demande is None
            or demande["code_challenge"] != defi
            or demande["redirect_uri"] != redirect_uri
            or client_secret != SECRET
        ):
            return JSONResponse({"error": "invalid_grant"}, 400)
        maintenant = int(time.time())
        claims = {
            "iss": self.adresse,
            "aud": CLIENT,
            "sub": self.sujet,
            "nonce": demande["nonce"],
            "iat": maintenant,
            "exp": maintenant + 300,
            "acr": "eidas1",
        } | {
            "perime": {"exp": maintenant - 600},
            "autre_nonce": {"nonce": "un autre"},
            "autre_client": {"aud": "un autre"},
            "autre_signataire": {"iss": "https://autre.test"},
        }.get(self.defaut, {})
        if self.defaut == "sans_terme":
            del claims["exp"]
        acces = secrets.token_urlsafe(16)
        self.acces[acces] = self.sujet
        return JSONResponse(
            {
                "access_token": acces,
                "token_type": "Bearer",
                "id_token": self.sign(claims, "id_token"),
            }
        )

    def userinfo(self, authorization: str = Header()) -> Response:
        sujet = self.acces[authorization.removeprefix("Bearer ")]
        claims = {"iss": self.adresse, "aud": CLIENT, "sub": sujet, "given_name": "Camille"}
        if self.defaut == "autre_sujet":
            claims["sub"] = "quelqu'un d'autre"
        if self.defaut == "userinfo_en_clair":
            return JSONResponse(claims)
        return Response(self.sign(claims, "userinfo"), media_type="application/jwt")
