"""The map: matters in reach alone, inside the box, packed and kept; each hexagon opens exactly its rows."""

import gzip
import json
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.test import Client

from gongzhi.core.identity.testing import Cast
from gongzhi.core.matters import queries
from gongzhi.core.matters.queries import Filter
from gongzhi.core.matters.tests.web.desk.shared import browser, text_of
from gongzhi.core.matters.tests.web.seeded import build, now

pytestmark = pytest.mark.django_db

DATA = ("/desk/matters.geojson", "/desk/heat.geojson")


def features(client: Client, path: str) -> list[dict[str, dict[str, object]]]:
    found: list[dict[str, dict[str, object]]] = json.loads(client.get(path).content)["features"]
    return found


def test_points_are_the_rows_that_have_a_place(cast: Cast) -> None:
    made = build(cast)

    found = {one["properties"]["number"] for one in features(browser("leader"), "/desk/matters.geojson")}

    assert found == {
        one.number for one in made.values() if one.is_open and one.lon is not None and not one.is_sealed
    }
    assert made["against"].number not in found


def test_a_neighbour_gets_the_own_points_alone(cast: Cast) -> None:
    made = build(cast)

    found = [one["properties"]["number"] for one in features(browser("neighbour"), "/desk/matters.geojson")]

    assert found == [made["far"].number]
    assert (
        sum(
            int(str(one["properties"]["count"]))
            for one in features(browser("neighbour"), "/desk/heat.geojson")
        )
        == 1
    )


@pytest.mark.parametrize("resolution", [5, 6, 7, 8, 9])
def test_each_hexagon_opens_exactly_its_rows(cast: Cast, resolution: int) -> None:
    build(cast)

    for one in features(browser("leader"), f"/desk/heat.geojson?resolution={resolution}"):
        asked = dict(parse_qsl(urlsplit(str(one["properties"]["href"])).query))
        rows = queries.page(cast.leader, Filter.parse(asked), at=now(), size=100).rows
        assert len(rows) == one["properties"]["count"]


def test_a_box_narrows_and_a_wrong_one_is_told(cast: Cast) -> None:
    made = build(cast)
    client = browser("leader")

    inside = features(client, "/desk/matters.geojson?bbox=114.47,36.5,114.49,36.7")

    assert [one["properties"]["number"] for one in inside] == [made["far"].number]
    assert len(features(client, "/desk/matters.geojson?limit=2")) <= 4
    for wrong in ("1,2,3", "a,b,c,d", "115,36,114,37", "0,0,0,99"):
        assert client.get(f"/desk/matters.geojson?bbox={wrong}").status_code in (400, 422), wrong
    assert client.get("/desk/matters.geojson?limit=x").status_code in (400, 422)


@pytest.mark.parametrize("path", DATA)
def test_data_is_packed_and_checked_by_its_mark(cast: Cast, path: str) -> None:
    build(cast)
    client = browser("leader")

    answer = client.get(path, headers={"accept-encoding": "gzip"})
    again = client.get(path, headers={"if-none-match": answer["ETag"]})

    assert answer["Content-Encoding"] == "gzip"
    assert json.loads(gzip.decompress(answer.content))["type"] == "FeatureCollection"
    assert "private" in answer["Cache-Control"]
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("path", [*DATA, "/desk/map/"])
def test_administrators_and_the_public_have_no_map(cast: Cast, path: str) -> None:
    assert browser("system_admin").get(path).status_code == 403
    assert Client().get(path).headers["Location"].startswith("/login/")


def test_the_page_keeps_the_filter_and_lists_the_rows(cast: Cast) -> None:
    made = build(cast)
    client = browser("leader")

    html = text_of(client, "/desk/map/?due=late&show=heat")

    assert made["m0"].title in html
    assert "/desk/heat.geojson?due=late&amp;" in html.replace("\\u0026", "&amp;") or "due=late" in html
    assert text_of(client, "/desk/map/?area=130403&show=points")
    assert client.get("/desk/map/?due=never").status_code == 422
