from datetime import timedelta

import pyotp
import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from gongzhi.core.identity.actions import own
from gongzhi.core.identity.models import AccessLog, Account
from gongzhi.core.identity.testing import PASSWORD, Cast
from gongzhi.core.ledger.queries import entries


def log_in(client: Client, username: str, password: str = PASSWORD, **more: str) -> str:
    answer = client.post("/login/", {"username": username, "password": password, **more})
    return answer.headers.get("Location") or str(answer.status_code)


def kinds(username: str = "") -> list[str]:
    found = AccessLog.objects.order_by("id")
    return list((found.filter(username=username) if username else found).values_list("kind", flat=True))


def test_right_password_opens_the_desk_and_is_logged(cast: Cast, client: Client) -> None:
    assert log_in(client, " Clerk ") == "/desk/"

    assert client.get("/account/").status_code == 200
    assert kinds("clerk") == ["login"]


@pytest.mark.parametrize(
    ("username", "home"),
    [
        ("system_admin", "/admin/settings/"),
        ("security_admin", "/admin/accounts/"),
        ("audit_admin", "/admin/ledger/"),
    ],
)
def test_each_administrator_lands_on_the_own_page(
    cast: Cast, client: Client, username: str, home: str
) -> None:
    assert log_in(client, username) == home
    assert client.get(home).status_code == 200


@pytest.mark.parametrize("username", ["clerk", "nobody.here"])
def test_wrong_password_tells_the_same_for_known_and_unknown_names(
    cast: Cast, client: Client, username: str
) -> None:
    answer = client.post("/login/", {"username": username, "password": "wrong"})

    assert answer.status_code == 403
    assert "用户名或口令不对" in answer.content.decode()


def test_unknown_name_is_not_kept_in_the_log(cast: Cast, client: Client) -> None:
    log_in(client, "my-secret-password")

    assert kinds() == ["login_refused"]
    assert AccessLog.objects.get().username == ""


@pytest.mark.parametrize("username", ["clerk", "nobody.here"])
def test_too_many_wrong_passwords_pause_the_name_even_for_the_right_one(
    cast: Cast, client: Client, settings: Settings, username: str
) -> None:
    for _ in range(settings.LOCKOUT_ATTEMPTS):
        assert log_in(client, username, "wrong") == "403"

    answer = client.post("/login/", {"username": username, "password": PASSWORD})

    assert answer.status_code == 429
    assert "以后再试" in answer.content.decode()
    assert "locked_out" in kinds()
    assert [entry.verb for entry in entries("access")] == ["access.locked_out"]


def test_locked_account_is_refused_like_a_wrong_password(cast: Cast, client: Client) -> None:
    Account.objects.filter(username="clerk").update(is_active=False)

    assert log_in(client, "clerk") == "403"


def test_session_begins_under_a_new_key(cast: Cast, client: Client) -> None:
    session = client.session
    session["receipts"] = [(7, None)]
    session.save()
    before = session.session_key

    log_in(client, "clerk")

    assert client.session.session_key != before
    assert client.session["receipts"] == [[7, None]]


def test_idle_session_ends(cast: Cast, client: Client, settings: Settings) -> None:
    log_in(client, "clerk")
    session = client.session
    session["seen"] = int((timezone.now() - timedelta(minutes=settings.IDLE_MINUTES + 1)).timestamp())
    session.save()

    answer = client.get("/account/")

    assert answer.headers["Location"] == "/login/?next=%2Faccount%2F"
    assert "timed_out" in kinds()


def test_session_ends_when_the_account_is_locked(cast: Cast, client: Client) -> None:
    log_in(client, "clerk")
    Account.objects.filter(username="clerk").update(is_active=False)

    assert client.get("/account/").status_code == 302
    assert "session_ended" in kinds()


def test_staff_request_costs_one_query_besides_the_session(cast: Cast, client: Client) -> None:
    log_in(client, "clerk")
    client.get("/account/confirm/")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("gongzhi.core.orgs.cache.FRESH", 3600.0)
        client.get("/account/confirm/")
        from django.db import connection  # noqa: PLC0415 - beside what it counts
        from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

        with CaptureQueriesContext(connection) as found:
            client.get("/login/recovery/")
    ours = [query["sql"] for query in found if "identity_" in query["sql"]]
    assert len(ours) == 1


def test_second_factor_is_asked_and_a_code_works_once(cast: Cast, client: Client) -> None:
    secret, codes = with_second_factor(cast)
    assert log_in(client, "clerk", next="/account/password/") == "/login/second/"
    assert client.get("/account/").status_code == 302
    assert client.get("/login/second/").status_code == 200

    code = pyotp.TOTP(secret).now()
    wrong = client.post("/login/second/", {"code": "000000" if code != "000000" else "111111"})
    right = client.post("/login/second/", {"code": code})

    assert wrong.status_code == 403
    assert right.headers["Location"] == "/account/password/"
    other = Client()
    log_in(other, "clerk")
    assert other.post("/login/second/", {"code": code}).status_code == 403


def test_recovery_code_works_once(cast: Cast, client: Client) -> None:
    _, codes = with_second_factor(cast)
    log_in(client, "clerk")
    assert client.post("/login/second/", {"code": codes[0].lower().replace("-", " ")}).status_code == 302

    other = Client()
    log_in(other, "clerk")

    assert other.post("/login/second/", {"code": codes[0]}).status_code == 403
    assert "recovery_used" in kinds("clerk")


def test_second_step_without_the_first_leads_back(client: Client, db: None) -> None:
    assert client.get("/login/second/").headers["Location"] == "/login/"


def test_required_second_factor_is_set_up_before_anything_else(
    cast: Cast, client: Client, settings: Settings
) -> None:
    settings.SECOND_FACTOR_REQUIRED = True
    log_in(client, "clerk")
    assert client.get("/admin/accounts/").headers["Location"] == "/account/second-factor/"
    page = client.get("/account/second-factor/").content.decode()
    secret = page.split("<code>")[1].split("</code>")[0].replace(" ", "")

    wrong = client.post("/account/second-factor/", {"code": "12"})
    right = client.post("/account/second-factor/", {"code": pyotp.TOTP(secret).now()})

    assert wrong.status_code == 403
    assert right.content.decode().count("<li><code>") == own.RECOVERY_CODES
    assert client.get("/account/").status_code == 200


def test_first_password_is_changed_before_anything_else(cast: Cast, client: Client) -> None:
    Account.objects.filter(username="clerk").update(must_change_password=True)
    log_in(client, "clerk")
    assert client.get("/admin/accounts/").headers["Location"] == "/account/password/"

    form = {"old": PASSWORD, "new": "a-fresh-Word-2026", "again": "a-fresh-Word-2026"}
    assert client.post("/account/password/", {**form, "again": "x"}).status_code == 422
    assert client.post("/account/password/", {**form, "old": "x"}).status_code == 422
    assert (
        client.post("/account/password/", {**form, "new": "1234567890", "again": "1234567890"}).status_code
        == 422
    )
    assert client.post("/account/password/", form).status_code == 302

    assert client.get("/account/").status_code == 200
    assert [entry.verb for entry in entries("identity")][-1] == "identity.password_changed"


def test_changed_password_ends_other_sessions_and_keeps_this_one(cast: Cast, client: Client) -> None:
    other = Client()
    log_in(other, "clerk")
    log_in(client, "clerk")

    form = {"old": PASSWORD, "new": "a-fresh-Word-2026", "again": "a-fresh-Word-2026"}
    client.post("/account/password/", form)

    assert client.get("/account/").status_code == 200
    assert other.get("/account/").status_code == 302


def test_logging_out_ends_the_session(cast: Cast, client: Client) -> None:
    log_in(client, "clerk")

    assert client.get("/logout/").status_code == 405
    assert client.post("/logout/").headers["Location"] == "/login/"
    assert client.get("/account/").status_code == 302
    assert kinds("clerk") == ["login"]
    assert "logout" in kinds()


@pytest.mark.parametrize("then", ["//evil.example/x", "https://evil.example/", "javascript:alert(1)"])
def test_login_leads_to_no_other_site(cast: Cast, client: Client, then: str) -> None:
    assert log_in(client, "clerk", next=then) == "/desk/"


def with_second_factor(cast: Cast) -> tuple[str, list[str]]:
    """Give the clerk a second factor as of ten minutes ago."""
    at = timezone.now() - timedelta(minutes=10)
    secret = own.new_totp_secret()
    code = pyotp.TOTP(secret).at(at)
    return secret, own.set_second_factor(cast.clerk, secret=secret, code=code, address="", at=at)
