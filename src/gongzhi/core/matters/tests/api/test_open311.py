from typing import Any

import pytest
from defusedxml.ElementTree import fromstring
from django.test import Client
from pytest_django.fixtures import Settings

from gongzhi.core.identity.testing import Cast
from gongzhi.core.matters.api import limits
from gongzhi.core.matters.models import Matter
from gongzhi.core.matters.tests.api.shared import TEXT, token
from gongzhi.core.matters.tests.shared import bring, bring_public, make_category, to_archived

ROOT = "/open311/v2/"


@pytest.fixture(autouse=True)
def _a_category(cast: Cast) -> None:
    limits.forget()
    make_category()


def post(client: Client, form: str = "json", **given: str) -> Any:
    values = {"service_code": "light", "description": TEXT, "address_string": "展览路 3 号"} | given
    return client.post(f"{ROOT}requests.{form}", {name: value for name, value in values.items() if value})


def test_services_in_both_formats(client: Client) -> None:
    listed = client.get(f"{ROOT}services.json?jurisdiction_id=130400").json()
    root = fromstring(client.get(f"{ROOT}services.xml").content)

    assert [one["service_code"] for one in listed] == ["light", "other"]
    assert listed[0]["type"] == "realtime"
    assert root.tag == "services"
    assert [one.findtext("service_code") for one in root] == ["light", "other"]
    assert root[0].findtext("metadata") == "true"


def test_definition_tells_what_is_asked_besides(client: Client) -> None:
    [found] = client.get(f"{ROOT}services/light.json").json()
    root = fromstring(client.get(f"{ROOT}services/light.xml").content)

    assert [one["code"] for one in found["attributes"]] == ["is_public", "is_anonymous"]
    assert root.find("service_definition/attributes/attribute/values/value/key") is not None


def test_a_request_is_kept_and_answered_with_its_number_and_receipt(client: Client) -> None:
    answer = post(client, last_name="张", first_name="三", phone="13800000001")

    [given] = answer.json()
    matter = Matter.objects.get()
    assert answer.status_code == 201
    assert given["service_request_id"] == matter.number
    assert given["receipt_secret"] in given["service_notice"]
    assert (matter.channel, matter.category, matter.place) == ("open311", "light", "展览路 3 号")
    assert client.get(f"{ROOT}requests/{matter.number}.json").status_code == 404


def test_a_request_in_xml_and_repeated_under_one_key(client: Client) -> None:
    key = "7c1f0a52-5d5e-4b1c-9a55-0b9f0f8e2d11"
    given = {"service_code": "light", "description": TEXT, "lat": "36.6", "long": "114.5"}
    answers = [client.post(f"{ROOT}requests.xml", given, HTTP_IDEMPOTENCY_KEY=key) for _ in range(2)]

    assert [one.status_code for one in answers] == [201, 200]
    numbers = {fromstring(one.content).findtext("request/service_request_id") for one in answers}
    assert numbers == {Matter.objects.get().number}


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ({"service_code": ""}, 400),
        ({"service_code": "nothing"}, 404),
        ({"description": ""}, 400),
        ({"address_string": ""}, 400),
        ({"lat": "x", "long": "1"}, 400),
        ({"lat": "36"}, 400),
        ({"address_id": "999"}, 400),
        ({"jurisdiction_id": "boston.gov"}, 404),
        ({"api_key": "nonsense"}, 403),
    ],
)
def test_refusals_have_the_shape_of_the_specification(
    client: Client, given: dict[str, str], status: int
) -> None:
    answer = post(client, **given)
    in_xml = post(client, "xml", **given)

    assert answer.status_code == in_xml.status_code == status
    [error] = answer.json()
    assert error["code"] == str(status)
    assert error["description"]
    assert fromstring(in_xml.content).findtext("error/code") == str(status)
    assert not Matter.objects.exists()


def test_a_key_is_wanted_where_the_installation_says_so(
    client: Client, cast: Cast, settings: Settings
) -> None:
    settings.OPEN311_ANONYMOUS = False

    assert post(client).status_code == 403
    assert post(client, api_key=token(cast, "clerk", "matters:read")).status_code == 403
    assert post(client, api_key=token(cast)).status_code == 201


def test_only_public_matters_are_told_with_the_clock_as_expectation(client: Client, cast: Cast) -> None:
    shown, hidden = bring_public(category="light", lon=114.5, lat=36.6), bring(category="light")

    [one] = client.get(f"{ROOT}requests/{shown.number}.json").json()
    listed = client.get(
        f"{ROOT}requests.json?start_date=2026-03-01T00:00:00Z&end_date=2026-03-31T00:00:00+08:00"
    ).json()

    assert listed == [one]
    assert one["status"] == "open"
    assert one["expected_datetime"].startswith("2026-03-")
    assert one["service_code"] == "light"
    assert client.get(f"{ROOT}requests/{hidden.number}.json").status_code == 404
    assert client.get(f"{ROOT}requests.json?service_request_id={hidden.number}").json() == []
    assert client.get(f"{ROOT}tokens/{shown.number}.json").json() == [
        {"service_request_id": shown.number, "token": shown.number}
    ]
    assert client.get(f"{ROOT}tokens/{hidden.number}.xml").status_code == 404


def test_lists_are_filtered_by_service_status_and_page(client: Client, cast: Cast) -> None:
    for n in range(3):
        bring_public(category="light", text=f"第 {n} 盏灯。")
    base = f"{ROOT}requests.json?start_date=2026-03-01&end_date=2026-03-31"

    def numbers(more: str) -> list[str]:
        return [one["service_request_id"] for one in client.get(base + more).json()]

    assert len(numbers("")) == 3
    assert len(numbers("&service_code=other")) == 0
    assert len(numbers("&status=closed")) == 0
    assert len(numbers("&status=open,closed")) == 3
    assert len({*numbers("&page_size=2"), *numbers("&page_size=2&page=2")}) == 3
    for wrong in ("&status=lost", "&page=0", "&page_size=x"):
        assert client.get(base + wrong).status_code == 400
    assert client.get(f"{ROOT}requests.json?start_date=now").status_code == 400
    root = fromstring(client.get(base.replace(".json", ".xml")).content)
    assert len(root.findall("request")) == 3


def test_updates_tell_what_the_public_may_hear(client: Client, cast: Cast) -> None:
    shown, hidden = bring_public(), bring()
    to_archived(cast, shown)
    span = "start_date=2026-03-01T00:00:00Z&end_date=2026-03-31T00:00:00Z"

    found = client.get(f"{ROOT}servicerequestupdates.json?{span}").json()
    root = fromstring(
        client.get(f"{ROOT}servicerequestupdates.xml?service_request_id={shown.number}").content
    )

    assert {one["service_request_id"] for one in found} == {shown.number}
    assert found[0]["status"] == "open"
    assert found[-1]["status"] == "closed"
    assert len({one["update_id"] for one in found}) == len(found) == len(root)
    assert hidden.number not in str(found)
    assert (
        client.get(f"{ROOT}servicerequestupdates.json?start_date=2026-04-01&end_date=2026-04-02").json() == []
    )


def test_text_is_never_markup(client: Client, cast: Cast) -> None:
    given = bring_public(text="<b>&\x0b]]></b>", title="x")

    root = fromstring(client.get(f"{ROOT}requests/{given.number}.xml").content)

    assert root.findtext("request/description") == "<b>&]]></b>"


def test_another_method_is_refused(client: Client, cast: Cast) -> None:
    answer = client.put(f"{ROOT}services.json")

    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, HEAD")
