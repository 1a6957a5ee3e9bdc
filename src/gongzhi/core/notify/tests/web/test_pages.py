"""The inbox of a post and the administrator's page of webhooks."""

import pytest
from django.test import Client
from pytest_django import Settings

from gongzhi.core.identity.testing import Cast, at
from gongzhi.core.identity.tests.web.test_login import log_in
from gongzhi.core.notify import actions, queries
from gongzhi.core.notify.models import Endpoint
from gongzhi.core.notify.recipients import unit
from gongzhi.kernel.actor import SYSTEM

pytestmark = pytest.mark.django_db(transaction=True)
NOW = at("2026-03-02 09:00")


def say(cast: Cast, key: str = "a") -> None:
    actions.notify(
        matter_id=None,
        to=unit(cast.unit("district")),
        subject="工作日历要更新",
        body="请导入",
        actor=SYSTEM,
        at=NOW,
        key=key,
        statutory=False,
    )


def test_the_inbox_shows_what_the_unit_was_told(cast: Cast, client: Client) -> None:
    say(cast)
    log_in(client, "clerk")

    page = client.get("/desk/notices/").content.decode()

    assert "工作日历要更新" in page
    assert "未读" in page


def test_the_neighbour_sees_and_reads_nothing_of_it(cast: Cast, client: Client) -> None:
    say(cast)
    log_in(client, "neighbour")

    assert "工作日历要更新" not in client.get("/desk/notices/").content.decode()
    assert client.post(f"/desk/notices/{queries.inbox(cast.clerk)[0].pk}/").status_code == 404
    client.post("/desk/notices/read/")
    assert queries.unread(cast.clerk) == 1


def test_opening_a_notice_marks_it_read(cast: Cast, client: Client) -> None:
    say(cast)
    log_in(client, "clerk")

    answer = client.post(f"/desk/notices/{queries.inbox(cast.clerk)[0].pk}/")

    assert answer["Location"] == "/desk/notices/"
    assert queries.unread(cast.clerk) == 0
    assert "工作日历要更新" not in client.get("/desk/notices/?unread").content.decode()


def test_reading_by_get_is_refused(cast: Cast, client: Client) -> None:
    say(cast)
    log_in(client, "clerk")

    assert client.get(f"/desk/notices/{queries.inbox(cast.clerk)[0].pk}/").status_code == 405
    assert client.get("/desk/notices/read/").status_code == 405


def test_a_long_inbox_is_read_page_by_page(cast: Cast, client: Client) -> None:
    for n in range(60):
        say(cast, f"k{n}")
    log_in(client, "clerk")

    page = client.get("/desk/notices/").content.decode()
    oldest = queries.inbox(cast.clerk)[49].pk

    assert f"?before={oldest}" in page
    assert client.get(f"/desk/notices/?before={oldest}").content.decode().count("notices/") > 10
    client.post("/desk/notices/read/")
    assert queries.unread(cast.clerk) == 0


def test_the_public_is_led_to_the_login(client: Client) -> None:
    for page in ("/desk/notices/", "/admin/webhooks/"):
        assert client.get(page)["Location"].startswith("/login/?next=")


@pytest.mark.parametrize("name", ["clerk", "neighbour", "leader", "security_admin", "audit_admin"])
def test_nobody_but_the_system_administrator_opens_webhooks(cast: Cast, client: Client, name: str) -> None:
    log_in(client, name)

    assert client.get("/admin/webhooks/").status_code == 403
    assert client.post("/admin/webhooks/", {"name": "x", "url": "https://example.com"}).status_code == 403
    assert not Endpoint.objects.exists()


def test_the_secret_is_shown_once(cast: Cast, client: Client) -> None:
    log_in(client, "system_admin")

    page = client.post(
        "/admin/webhooks/", {"name": "市平台", "url": "https://example.com/hook", "events": ["matter.closed"]}
    ).content.decode()
    made = Endpoint.objects.get()

    assert "whsec_" in page
    assert "whsec_" not in client.get(f"/admin/webhooks/{made.pk}/").content.decode()
    assert "市平台" in client.get("/admin/webhooks/").content.decode()
    assert client.get("/admin/webhooks/999/").status_code == 404


def test_a_wrong_address_is_refused_beside_its_field(cast: Cast, client: Client) -> None:
    log_in(client, "system_admin")

    answer = client.post("/admin/webhooks/", {"name": "x", "url": "http://example.com"})

    assert answer.status_code == 422
    assert 'id="f-url-error"' in answer.content.decode()


def test_an_endpoint_is_switched_off_and_its_secret_renewed(
    cast: Cast, client: Client, settings: Settings
) -> None:
    log_in(client, "system_admin")
    client.post("/admin/webhooks/", {"name": "x", "url": "https://example.com"})
    made = Endpoint.objects.get()

    client.post(f"/admin/webhooks/{made.pk}/switch/", {"active": "0"})
    page = client.post(f"/admin/webhooks/{made.pk}/secret/").content.decode()

    assert not Endpoint.objects.get().is_active
    assert "whsec_" in page
    assert client.post("/admin/webhooks/retry/")["Location"] == "/admin/webhooks/"
