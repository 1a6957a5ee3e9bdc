import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from gongzhi.core.identity.testing import Cast
from gongzhi.core.identity.tests.web.test_login import log_in
from gongzhi.core.ledger.queries import entries
from gongzhi.core.matters.api import limits
from gongzhi.core.matters.models import Matter
from gongzhi.core.matters.tests.api.shared import TEXT, bearer, code, get, send

KEY = "7c1f0a52-5d5e-4b1c-9a55-0b9f0f8e2d11"


@pytest.fixture(autouse=True)
def _no_counts(cast: Cast) -> None:
    limits.forget()


def test_anybody_brings_a_matter_and_gets_a_receipt_once(client: Client) -> None:
    answer = send(client, "matters", {"text": TEXT}, HTTP_IDEMPOTENCY_KEY=KEY)
    again = send(client, "matters", {"text": TEXT}, HTTP_IDEMPOTENCY_KEY=KEY)

    assert answer.status_code == 201
    given = answer.json()
    assert given["secret"]
    assert not given["repeated"]
    assert again.status_code == 200
    assert again.json() | {"secret": given["secret"], "repeated": False} == given
    assert again.json()["secret"] is None
    matter = Matter.objects.get()
    assert (matter.number, matter.channel, matter.title) == (
        given["number"],
        "web",
        "小区门口路灯不亮，晚上老人出门容易摔倒，请派人修理",
    )
    assert entries(matter.stream)[0].verb == "matter.submitted"
    assert get(client, f"matters/{given['number']}", HTTP_AUTHORIZATION=f"Receipt {given['number']}:{given['secret']}").status_code == 200  # fmt: skip


def test_a_key_never_swallows_another_matter(client: Client, cast: Cast) -> None:
    send(client, "matters", {"text": TEXT}, HTTP_IDEMPOTENCY_KEY=KEY)

    refused = send(client, "matters", {"text": "另一件事。"}, HTTP_IDEMPOTENCY_KEY=KEY)
    of_another_caller = send(client, "matters", {"text": TEXT}, HTTP_IDEMPOTENCY_KEY=KEY, **bearer(cast))

    assert (refused.status_code, code(refused)) == (409, "api.key_reused")
    assert of_another_caller.status_code == 201
    assert Matter.objects.count() == 2


def test_an_external_system_is_named_in_the_ledger(client: Client, cast: Cast) -> None:
    send(client, "matters", {"text": TEXT}, **bearer(cast))

    matter = Matter.objects.get()
    assert matter.channel == "transfer"
    assert entries(matter.stream)[0].actor_name == "测试(接口)"


def test_only_intake_posts_say_by_which_channel(client: Client, cast: Cast) -> None:
    body = {"text": TEXT, "channel": "phone"}

    assert send(client, "matters", body, **bearer(cast, "clerk")).status_code == 201
    assert Matter.objects.get().channel == "phone"
    for headers in ({}, bearer(cast), bearer(cast, "handler")):
        assert send(client, "matters", body, **headers).status_code == 403


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "text"),
        ({"text": "  "}, "text"),
        ({"text": 5}, "text"),
        ({"text": "长" * 5001}, "text"),
        ({"text": TEXT, "title": "长" * 101}, "title"),
        ({"text": TEXT, "descripton": "x"}, "descripton"),
        ({"text": TEXT, "lon": 114.5}, "lon"),
        ({"text": TEXT, "lon": 200, "lat": 36}, "lon"),
        ({"text": TEXT, "lon": "114", "lat": 36}, "lon"),
        ({"text": TEXT, "is_public": "yes"}, "is_public"),
        ({"text": TEXT, "category": "nothing"}, "category"),
        ({"text": TEXT, "area": "999999"}, "area"),
        ({"text": TEXT, "channel": "pigeon"}, "channel"),
    ],
)
def test_a_wrong_field_is_named_and_nothing_is_kept(
    client: Client, body: dict[str, object], field: str
) -> None:
    answer = send(client, "matters", body)

    assert (answer.status_code, answer.json()["error"]["field"]) == (422, field)
    assert not Matter.objects.exists()


def test_what_is_no_json_object_or_too_large_is_refused(client: Client) -> None:
    for body, status in (
        (b"[]", 400),
        (b"{", 400),
        (b"", 400),
        (b'{"text": "\xff"}', 400),
        (b" " * 65 * 1024, 413),
    ):
        assert client.post("/api/v1/matters", body, content_type="application/json").status_code == status
    assert client.delete("/api/v1/matters").status_code == 405
    assert client.get("/api/v1/nothing").json()["error"]["code"] == "api.no_such_address"


def test_refusals_are_said_in_the_callers_language(client: Client) -> None:
    chinese = send(client, "nothing", {}).json()["error"]["message"]

    assert "没有这个接口地址" in chinese


def test_anonymous_means_that_nothing_about_the_person_is_kept(client: Client) -> None:
    send(client, "matters", {"text": TEXT, "name": "张三", "contact": "13800000001", "is_anonymous": True})

    matter = Matter.objects.get()
    assert matter.is_anonymous
    assert matter.resident_id is None


def test_a_flood_is_told_when_to_come_back_and_is_counted_by_address(
    client: Client, settings: Settings
) -> None:
    settings.INTAKE_PER_MINUTE = 3
    statuses = [send(client, "matters", {"text": TEXT}).status_code for _ in range(3)]

    refused = send(client, "matters", {"text": TEXT})
    elsewhere = send(client, "matters", {"text": TEXT}, REMOTE_ADDR="10.0.0.9")

    assert statuses == [201, 201, 201]
    assert refused.status_code == 429
    assert 1 <= int(refused.headers["Retry-After"]) <= 20
    assert "还没有保存" in refused.json()["error"]["message"]
    assert elsewhere.status_code == 201
    settings.INTAKE_PER_MINUTE = 0
    assert send(client, "matters", {"text": TEXT}).status_code == 201


def test_a_session_says_nothing_here(client: Client, cast: Cast) -> None:
    log_in(client, "clerk")

    assert send(client, "matters", {"text": TEXT, "channel": "phone"}).status_code == 403
    assert client.get("/api/v1/webhooks").status_code == 401


@pytest.mark.parametrize("key", ["short", "x" * 129])
def test_a_key_that_others_could_use_too_is_refused(client: Client, key: str) -> None:
    assert send(client, "matters", {"text": TEXT}, HTTP_IDEMPOTENCY_KEY=key).status_code == 422


def test_bad_credentials_are_refused_and_never_taken_for_the_public(client: Client) -> None:
    for header in ("Bearer x", "Bearer gzt_x", "Basic abc", "Receipt", "nonsense"):
        answer = send(client, "matters", {"text": TEXT}, HTTP_AUTHORIZATION=header)
        assert (answer.status_code, code(answer)) == (401, "api.bad_token"), header
    assert send(client, "matters", {"text": TEXT}, HTTP_AUTHORIZATION="Receipt GZ-1:x").status_code == 422
    assert not Matter.objects.exists()
