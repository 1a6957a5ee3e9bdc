from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from gongzhi.core.identity.models import Account, Post
from gongzhi.core.identity.testing import PASSWORD, Cast, account_of
from gongzhi.core.identity.tests.web.test_login import log_in
from gongzhi.core.ledger.queries import entries
from gongzhi.core.orgs import queries as orgs

PAGES = {
    "security_admin": ["/admin/accounts/", "/admin/accounts/new/"],
    "audit_admin": ["/admin/ledger/", "/admin/ledger.csv", "/admin/access-log/", "/admin/access-log.csv"],
    "system_admin": ["/admin/settings/", "/admin/units/", "/admin/categories/"],
}


@pytest.mark.parametrize("owner", PAGES)
@pytest.mark.parametrize(
    "asks", ["security_admin", "audit_admin", "system_admin", "clerk", "neighbour", "leader", "handler"]
)
def test_each_administrator_opens_the_own_pages_and_nobody_else_does(
    cast: Cast, client: Client, owner: str, asks: str
) -> None:
    log_in(client, asks)

    for page in PAGES[owner]:
        assert client.get(page).status_code == (200 if asks == owner else 403), page


def test_public_is_led_to_the_login(client: Client, db: None) -> None:
    for pages in PAGES.values():
        for page in pages:
            assert client.get(page).headers["Location"].startswith("/login/?next="), page


def test_account_is_created_with_a_first_password_shown_once(cast: Cast, client: Client) -> None:
    log_in(client, "security_admin")

    page = client.post("/admin/accounts/new/", {"username": "Wang.Ming", "name": "王明"}).content.decode()
    password = page.split('<p class="codes"><code>')[1].split("</code>")[0]

    other = Client()
    assert log_in(other, "wang.ming", password) == "/account/"
    assert other.get("/desk/").status_code in {302, 404}
    told = entries("identity")[-1]
    assert (told.verb, told.data["username"]) == ("identity.account_created", "wang.ming")
    assert password not in str(told.data)


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({"username": "x y", "name": "王"}, "username"),
        ({"username": "clerk", "name": "王"}, "username"),
        ({"username": "new.one", "name": " "}, "name"),
    ],
)
def test_wrong_account_is_refused_beside_its_field(
    cast: Cast, client: Client, form: dict[str, str], field: str
) -> None:
    log_in(client, "security_admin")

    answer = client.post("/admin/accounts/new/", form)

    assert answer.status_code == 422
    assert f'id="f-{field}-error"' in answer.content.decode()


def test_post_is_given_and_ended(cast: Cast, client: Client) -> None:
    log_in(client, "security_admin")
    page = f"/admin/accounts/{cast.clerk.account_id}/"

    given = client.post(f"{page}posts/", {"unit": "township", "role": "caller", "valid_from": "2026-01-01"})
    assert given.headers["Location"] == page
    post = Post.objects.get(account_id=account_of(cast.clerk), role="caller")
    ended = client.post(f"{page}posts/{post.id}/end/", {"why": "调离"})

    assert ended.headers["Location"] == page
    assert [entry.verb for entry in entries("identity")] == ["identity.post_given", "identity.post_ended"]
    post.refresh_from_db()
    assert post.valid_to is not None


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({"unit": "nowhere", "role": "caller"}, 422),
        ({"unit": "township", "role": "resident"}, 422),
        ({"unit": "township", "role": "grid_worker"}, 422),
        ({"unit": "township", "role": "caller", "valid_from": "soon"}, 422),
        ({"unit": "township", "role": "audit_admin"}, 409),
    ],
)
def test_wrong_post_is_refused(cast: Cast, client: Client, form: dict[str, str], status: int) -> None:
    log_in(client, "security_admin")

    answer = client.post(f"/admin/accounts/{cast.clerk.account_id}/posts/", form)

    assert answer.status_code == status
    assert Post.objects.filter(account_id=account_of(cast.clerk)).count() == 1


def test_lock_unlock_and_resets_need_a_reason_and_are_in_the_ledger(cast: Cast, client: Client) -> None:
    log_in(client, "security_admin")
    page = f"/admin/accounts/{cast.clerk.account_id}/"

    assert client.post(f"{page}lock/", {"why": " "}).status_code == 422
    for act in ("lock", "unlock", "second-factor"):
        assert client.post(f"{page}{act}/", {"why": "核实"}).headers["Location"] == page
    assert client.post(f"{page}password/", {"why": "忘记口令"}).status_code == 200

    verbs = [entry.verb.removeprefix("identity.") for entry in entries("identity")]
    assert verbs == ["locked", "unlocked", "second_factor_reset", "password_reset"]
    assert entries("identity")[0].why == "核实"
    assert Account.objects.get(username="clerk").must_change_password


def test_change_keeps_the_old_values_in_the_ledger(cast: Cast, client: Client) -> None:
    log_in(client, "security_admin")

    client.post(
        f"/admin/accounts/{cast.clerk.account_id}/change/", {"name": "王新名", "email": "w@example.org"}
    )

    told = entries("identity")[-1].data
    assert told["before"]["name"] == "王受理"
    assert told["after"]["name"] == "王新名"


def test_nobody_administers_the_own_account(cast: Cast, client: Client) -> None:
    log_in(client, "security_admin")
    page = f"/admin/accounts/{cast.security_admin.account_id}/"

    assert client.get(page).status_code == 200
    assert client.post(f"{page}unlock/", {"why": "x"}).status_code == 403
    assert client.post(f"{page}posts/", {"unit": "city", "role": "security_admin"}).status_code == 403


def test_old_confirmation_is_asked_again(cast: Cast, client: Client) -> None:
    log_in(client, "audit_admin")
    session = client.session
    session["confirmed"] = int((timezone.now() - timedelta(minutes=11)).timestamp())
    session.save()

    asked = client.get("/admin/ledger.csv")
    assert asked.headers["Location"] == "/account/confirm/?next=%2Fadmin%2Fledger.csv"
    assert client.get(asked.headers["Location"]).status_code == 200
    assert client.post("/account/confirm/", {"password": "wrong"}).status_code == 403
    back = client.post("/account/confirm/", {"password": PASSWORD, "next": "/admin/ledger.csv"})

    assert back.headers["Location"] == "/admin/ledger.csv"
    assert client.get("/admin/ledger.csv").status_code == 200


def test_list_of_accounts_is_searched(cast: Cast, client: Client) -> None:
    log_in(client, "security_admin")

    page = client.get("/admin/accounts/", {"q": "邻区"}).content.decode()

    assert "neighbour" in page
    assert "township_clerk" not in page


def test_auditor_filters_the_ledger_and_takes_it_along(cast: Cast, client: Client) -> None:
    admin = Client()
    log_in(admin, "security_admin")
    admin.post(f"/admin/accounts/{cast.clerk.account_id}/lock/", {"why": "=核实"})
    log_in(client, "audit_admin")

    page = client.get("/admin/ledger/", {"stream": "identity", "since": "2020-01-01", "name": "何安全"})
    none = client.get("/admin/ledger/", {"stream": "identity", "until": "2020-01-01"})
    file = b"".join(client.get("/admin/ledger.csv", {"verb": "identity.locked"}).streaming_content).decode()  # type: ignore[attr-defined]
    log = b"".join(client.get("/admin/access-log.csv", {"kind": "exported"}).streaming_content).decode()  # type: ignore[attr-defined]

    assert "identity.locked" in page.content.decode()
    assert "没有符合的记录" in none.content.decode()
    assert file.count("identity.locked") == 1
    assert "'=核实" in file
    assert "ledger (1)" in log


def test_setting_is_set_with_its_source(cast: Cast, client: Client) -> None:
    from gongzhi.core.orgs.settings import Declared, SettingType, declare  # noqa: PLC0415 - a setting of this test only

    declare(
        Declared(
            "test.page_answer",
            "测试期限",
            "Test",
            SettingType.LIMIT,
            {"length": 5, "unit": "working_days"},
            certain=False,
        )
    )
    log_in(client, "system_admin")
    assert "尚未确认" in client.get("/admin/settings/").content.decode()
    assert 'value="5工作日"' in client.get("/admin/settings/test.page_answer/").content.decode()
    assert (
        client.post("/admin/settings/test.page_answer/", {"value": "x", "source": "规程"}).status_code == 422
    )
    assert (
        client.post("/admin/settings/test.page_answer/", {"value": "7工作日", "source": ""}).status_code
        == 422
    )

    done = client.post("/admin/settings/test.page_answer/", {"value": "7工作日", "source": "规程第 8 条"})

    assert done.headers["Location"] == "/admin/settings/"
    assert orgs.is_confirmed("test.page_answer")
    assert client.get("/admin/settings/nothing/").status_code == 404


def test_unit_is_renamed_and_its_staff_act_for_the_new_one(cast: Cast, client: Client) -> None:
    log_in(client, "system_admin")
    page = f"/admin/units/{cast.unit('other')}/"
    assert client.get(page).status_code == 200
    assert client.post(f"{page}rename/", {"name": "新局", "on": "2026-01-01", "why": ""}).status_code == 422
    assert client.post(f"{page}rename/", {"name": "", "on": "2026-01-01", "why": "批复"}).status_code == 422

    done = client.post(f"{page}rename/", {"name": "邯山区综合执法局", "on": "2026-01-01", "why": "批复"})

    assert done.status_code == 302
    assert "邯山区综合执法局" in client.get(done.headers["Location"]).content.decode()
    other = Client()
    log_in(other, "other_handler")
    assert "邯山区综合执法局" in other.get("/account/").content.decode()
    assert (
        client.post(
            f"/admin/units/{cast.unit('district')}/close/", {"on": "2026-01-01", "why": "x"}
        ).status_code
        == 409
    )
