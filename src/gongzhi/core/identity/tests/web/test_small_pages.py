from datetime import timedelta

import pytest
from django.contrib.auth.hashers import make_password
from django.test import Client, RequestFactory
from django.utils import timezone
from pytest_django import Settings

from gongzhi.core.identity.actions import issue_receipt
from gongzhi.core.identity.models import Account
from gongzhi.core.identity.testing import Cast
from gongzhi.core.identity.tests.web.test_login import kinds, log_in, with_second_factor
from gongzhi.core.identity.web.addresses import client_address
from gongzhi.core.identity.web.middleware import ActorMiddleware
from gongzhi.core.identity.web.requests import actor_of, open_receipt
from gongzhi.kernel.actor import PUBLIC, ActorKind
from gongzhi.kernel.identifiers import matter_number


@pytest.mark.parametrize(
    ("proxied", "forwarded", "address"),
    [(False, "1.2.3.4", "127.0.0.1"), (True, "6.6.6.6, 1.2.3.4", "1.2.3.4"), (True, "", "127.0.0.1")],
)
def test_forwarded_address_is_believed_from_our_own_proxy_only(
    settings: Settings, proxied: bool, forwarded: str, address: str
) -> None:
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if proxied else None
    request = RequestFactory().get("/", headers={"X-Forwarded-For": forwarded} if forwarded else {})

    assert client_address(request) == address


def test_recovery_page_and_english_are_there(client: Client, db: None) -> None:
    assert client.get("/login/recovery/").status_code == 200
    assert client.get("/login/", headers={"Accept-Language": "en"}).status_code == 200


def test_recovery_codes_are_renewed_after_confirming(cast: Cast, client: Client) -> None:
    _, codes = with_second_factor(cast)
    log_in(client, "clerk")
    client.post("/login/second/", {"code": codes[0]})

    fresh = client.post("/account/recovery-codes/").content.decode()

    assert fresh.count("<li><code>") == 10
    assert codes[1] not in fresh
    assert client.get("/account/second-factor/").status_code == 200
    session = client.session
    session["confirmed"] = 0
    session.save()
    assert client.get("/account/second-factor/").headers["Location"].startswith("/account/confirm/")
    back = client.post("/account/recovery-codes/", headers={"Referer": "http://testserver/account/"})
    assert back.headers["Location"] == "/account/confirm/?next=%2Faccount%2F"


def test_account_without_a_password_confirms_by_single_sign_on(cast: Cast, client: Client) -> None:
    log_in(client, "clerk")
    Account.objects.filter(username="clerk").update(password=make_password(None))

    assert "/login/oidc/?anew=1" in client.get("/account/confirm/").content.decode()


def test_receipts_of_a_session_make_a_resident_until_they_are_put_away(cast: Cast, client: Client) -> None:
    now = timezone.now()
    for matter_id in (7, 8):
        number = matter_number(now.date(), matter_id)
        _, secret = issue_receipt(matter_id=matter_id, number=number, resident_id=matter_id * 10, at=now)
        request = RequestFactory().post("/")
        request.session = client.session
        assert open_receipt(request, number, secret) == matter_id
        request.session.save()
        client.cookies["sessionid"] = str(request.session.session_key)

    seen = []
    request = RequestFactory().get("/")
    request.session = client.session
    ActorMiddleware(lambda asked: seen.append(actor_of(asked)) or client.get("/login/"))(request)  # type: ignore[func-returns-value, arg-type, return-value]
    (actor,) = seen
    assert actor.kind is ActorKind.RESIDENT
    assert actor.matter_ids == {7, 8}
    assert actor.resident_id == 80
    assert kinds() == ["receipt_opened", "receipt_opened"]

    client.post("/receipts/put-away/")
    assert "receipts" not in client.session


def test_pages_of_staff_are_not_kept_by_the_browser(cast: Cast, client: Client) -> None:
    log_in(client, "clerk")

    assert client.get("/login/recovery/").headers["Cache-Control"] == "private, no-store"
    assert "Cache-Control" not in Client().get("/login/recovery/").headers
    assert actor_of(RequestFactory().get("/")) == PUBLIC


def test_second_step_expires(cast: Cast, client: Client) -> None:
    with_second_factor(cast)
    log_in(client, "clerk")
    session = client.session
    session["pending"] = [cast.clerk.account_id, int((timezone.now() - timedelta(minutes=6)).timestamp()), ""]
    session.save()

    assert client.get("/login/second/").headers["Location"] == "/login/"
