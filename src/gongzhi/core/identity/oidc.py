"""Login through the city's own identity provider (OpenID Connect, code flow with PKCE), when one is configured.

Only accounts that the security administrator made and tied to a subject get in; nothing is created on the fly.
"""

import hmac
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from secrets import token_urlsafe
from typing import cast
from urllib.parse import urlencode

import httpx
from django.conf import settings
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, KeySetSerialization

from gongzhi.kernel.errors import DomainError

_ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "ES256", "ES384", "EdDSA"]
_LEEWAY_SECONDS = 60
_STRONG = frozenset({"mfa", "otp", "hwk", "swk"})


class ProviderFailed(DomainError):
    """The provider cannot be reached, or its answer cannot be trusted."""

    code = "identity.provider_failed"
    message = "统一身份认证没有成功：%(why)s请重新登录；一直不行时，请用账户和口令登录，并告诉系统管理员。"
    http_status = 502


@dataclass(frozen=True, slots=True)
class Attempt:
    """What the session keeps between sending somebody to the provider and the answer."""

    state: str
    nonce: str
    verifier: str


@dataclass(frozen=True, slots=True)
class Person:
    """Whom the provider vouches for; `is_strong` says that it checked a second factor itself."""

    subject: str
    is_strong: bool


def is_configured() -> bool:
    """Whether the login page offers the provider."""
    return bool(settings.OIDC_ISSUER and settings.OIDC_CLIENT_ID)


def new_attempt() -> Attempt:
    """Return fresh random values for one login."""
    return Attempt(state=token_urlsafe(24), nonce=token_urlsafe(24), verifier=token_urlsafe(48))


class Provider:
    """The configured provider; `transport` replaces the network in tests."""

    def __init__(self, transport: httpx.BaseTransport | None = None) -> None:
        self._client = httpx.Client(transport=transport, timeout=10.0)
        self._issuer = settings.OIDC_ISSUER.rstrip("/")

    def login_address(self, attempt: Attempt, callback: str, *, anew: bool = False) -> str:
        """Return where to send somebody to log in; `anew`: even when the provider knows him already."""
        challenge = urlsafe_b64encode(sha256(attempt.verifier.encode()).digest()).rstrip(b"=").decode()
        query = {
            "response_type": "code",
            "client_id": settings.OIDC_CLIENT_ID,
            "redirect_uri": callback,
            "scope": "openid",
            "state": attempt.state,
            "nonce": attempt.nonce,
            "code_challenge": challenge,
            "code_challenge_method": "S256",
        }
        if anew:
            query["prompt"] = "login"
        return f"{self._metadata()['authorization_endpoint']}?{urlencode(query)}"

    def person(self, attempt: Attempt, *, code: str, state: str, callback: str, at: datetime) -> Person:
        """Return whom the provider's answer vouches for; raise ProviderFailed when anything about it is wrong."""
        if not hmac.compare_digest(state.encode(), attempt.state.encode()):
            raise ProviderFailed(why="返回的登录不是从这个浏览器开始的。")
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": callback,
            "code_verifier": attempt.verifier,
        }
        auth = httpx.BasicAuth(settings.OIDC_CLIENT_ID, settings.OIDC_CLIENT_SECRET)
        metadata = self._metadata()
        answer = self._json("POST", str(metadata["token_endpoint"]), data=form, auth=auth)
        keys = self._json("GET", str(metadata["jwks_uri"]))
        claims = self._claims(str(answer.get("id_token", "")), keys, attempt, at)
        methods = claims.get("amr")
        is_strong = isinstance(methods, list) and not _STRONG.isdisjoint(str(item) for item in methods)
        return Person(subject=str(claims["sub"]), is_strong=is_strong)

    def _metadata(self) -> Mapping[str, object]:
        found = self._json("GET", f"{self._issuer}/.well-known/openid-configuration")
        if str(found.get("issuer", "")).rstrip("/") != self._issuer:
            raise ProviderFailed(why="认证服务自报的名称与配置不同。")
        return found

    def _claims(
        self, token: str, keys: Mapping[str, object], attempt: Attempt, at: datetime
    ) -> Mapping[str, object]:
        registry = jwt.JWTClaimsRegistry(
            now=int(at.timestamp()),
            leeway=_LEEWAY_SECONDS,
            iss={"essential": True, "values": [self._issuer, f"{self._issuer}/"]},
            aud={"essential": True, "value": settings.OIDC_CLIENT_ID},
            exp={"essential": True},
            sub={"essential": True},
            nonce={"essential": True, "value": attempt.nonce},
        )
        try:
            key_set = KeySet.import_key_set(cast(KeySetSerialization, keys))
            claims = jwt.decode(token, key_set, algorithms=_ALGORITHMS).claims
            registry.validate(claims)
        except (JoseError, ValueError) as error:
            raise ProviderFailed(why="认证服务的答复没有通过核验。") from error
        return claims

    def _json(
        self,
        method: str,
        address: str,
        data: Mapping[str, str] | None = None,
        auth: httpx.Auth | None = None,
    ) -> Mapping[str, object]:
        try:
            answer = self._client.request(method, address, data=data, auth=auth)
            answer.raise_for_status()
            found = answer.json()
        except (httpx.HTTPError, ValueError) as error:
            raise ProviderFailed(why="认证服务没有正常答复。") from error
        if not isinstance(found, dict):
            raise ProviderFailed(why="认证服务没有正常答复。")
        return found
