from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from django.test import Client
from django.utils import timezone
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey
from pytest_django import Settings

from gongzhi.core.identity import oidc
from gongzhi.core.identity.models import Account
from gongzhi.core.identity.testing import Cast
from gongzhi.core.identity.tests.web.test_login import kinds, with_second_factor

ISSUER = "https://id.example.org"
KEY = RSAKey.generate_key(2048, parameters={"kid": "one"})
Spoil = Callable[[dict[str, object]], object]


class FakeProvider:
    """Answers as a provider would, over httpx's mock transport; `spoil` changes the claims before they are signed."""

    def __init__(self) -> None:
        self.nonce = ""
        self.spoil: Spoil = lambda claims: None
        self.key = KEY
        self.status = 200

    def __call__(self, request: httpx.Request) -> httpx.Response:
        path = request.url.path
        if path.endswith("openid-configuration"):
            return httpx.Response(
                self.status,
                json={
                    "issuer": ISSUER,
                    "authorization_endpoint": f"{ISSUER}/authorize",
                    "token_endpoint": f"{ISSUER}/token",
                    "jwks_uri": f"{ISSUER}/keys",
                },
            )
        if path == "/keys":
            return httpx.Response(200, json=KeySet([KEY]).as_dict(private=False))
        assert parse_qs(request.content.decode())["code_verifier"][0]
        return httpx.Response(200, json={"id_token": self._token()})

    def _token(self) -> str:
        now = int(timezone.now().timestamp())
        claims: dict[str, object] = {
            "iss": ISSUER,
            "aud": "gongzhi",
            "sub": "subject-1",
            "nonce": self.nonce,
            "iat": now,
            "exp": now + 300,
        }
        self.spoil(claims)
        return jwt.encode({"alg": "RS256", "kid": "one"}, claims, self.key)


@pytest.fixture
def provider(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> FakeProvider:
    settings.OIDC_ISSUER, settings.OIDC_CLIENT_ID, settings.OIDC_CLIENT_SECRET = ISSUER, "gongzhi", "secret"
    fake = FakeProvider()
    made = oidc.Provider
    monkeypatch.setattr(oidc, "Provider", lambda: made(httpx.MockTransport(fake)))
    return fake


def come_back(client: Client, provider: FakeProvider, **more: str) -> tuple[int, str, str]:
    sent = client.get("/login/oidc/", {"next": "/account/"})
    query = parse_qs(urlsplit(sent.headers["Location"]).query)
    assert query["code_challenge_method"] == ["S256"]
    provider.nonce = query["nonce"][0]
    answer = client.get("/login/oidc/callback/", {"code": "c", "state": query["state"][0], **more})
    return answer.status_code, answer.headers.get("Location", ""), answer.content.decode()


def test_subject_of_an_account_gets_in(cast: Cast, client: Client, provider: FakeProvider) -> None:
    Account.objects.filter(username="clerk").update(oidc_subject="subject-1")
    assert "统一身份认证" in client.get("/login/").content.decode()

    status, then, _ = come_back(client, provider)

    assert (status, then) == (302, "/account/")
    assert client.get("/account/").status_code == 200
    assert kinds("clerk") == ["login"]


def test_subject_without_an_account_is_refused_and_none_is_made(
    cast: Cast, client: Client, provider: FakeProvider
) -> None:
    before = Account.objects.count()

    status, _, page = come_back(client, provider)

    assert status == 403
    assert "还没有可用的账户" in page
    assert Account.objects.count() == before
    assert kinds() == ["login_refused"]


def test_own_second_factor_is_asked_unless_the_provider_checked_one(
    cast: Cast, client: Client, provider: FakeProvider
) -> None:
    with_second_factor(cast)
    Account.objects.filter(username="clerk").update(oidc_subject="subject-1")

    assert come_back(client, provider)[1] == "/login/second/"
    provider.spoil = lambda claims: claims.update(amr=["pwd", "otp"])
    assert come_back(Client(), provider)[1] == "/account/"


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(lambda claims: claims.update(nonce="other"), id="another login's nonce"),
        pytest.param(lambda claims: claims.update(aud="other"), id="meant for another client"),
        pytest.param(lambda claims: claims.update(iss="https://evil.example"), id="another issuer"),
        pytest.param(lambda claims: claims.update(exp=1), id="expired"),
        pytest.param(lambda claims: claims.pop("sub"), id="no subject"),
    ],
)
def test_wrong_claims_are_refused(cast: Cast, client: Client, provider: FakeProvider, spoil: Spoil) -> None:
    Account.objects.filter(username="clerk").update(oidc_subject="subject-1")
    provider.spoil = spoil

    status, _, page = come_back(client, provider)

    assert status == 502
    assert "没有通过核验" in page


def test_token_signed_by_another_key_is_refused(cast: Cast, client: Client, provider: FakeProvider) -> None:
    Account.objects.filter(username="clerk").update(oidc_subject="subject-1")
    provider.key = RSAKey.generate_key(2048, parameters={"kid": "one"})

    assert come_back(client, provider)[0] == 502


def test_answer_to_another_browser_is_refused(cast: Cast, client: Client, provider: FakeProvider) -> None:
    assert come_back(client, provider, state="x")[0] == 502
    assert client.get("/login/oidc/callback/", {"code": "c", "state": "s"}).status_code == 502


def test_provider_that_is_down_gives_a_sentence(cast: Cast, client: Client, provider: FakeProvider) -> None:
    provider.status = 503

    assert client.get("/login/oidc/").status_code == 502


def test_without_configuration_there_is_no_such_page(db: None, client: Client) -> None:
    assert client.get("/login/oidc/").status_code == 404
