"""Map data over HTTP."""

import json

import pytest
from django.test import RequestFactory

from gongzhi.core.geo import queries
from gongzhi.core.geo.tests.shared import build_city
from gongzhi.core.geo.web import urls, views
from gongzhi.kernel.errors import InvalidInput, NotFound

pytestmark = pytest.mark.django_db
get = RequestFactory().get


def test_counties_come_as_geojson_that_may_be_kept() -> None:
    build_city()
    response = views.areas(get("/geo/areas/county.geojson"), "county")

    assert response.status_code == 200
    assert response["Content-Type"] == "application/geo+json"
    assert response["Cache-Control"] == "public, max-age=300"
    names = [one["properties"]["name"] for one in json.loads(response.content)["features"]]
    assert names == ["邯山区", "丛台区"]


@pytest.mark.parametrize("form", ["{}", "W/{}", '"other", {}'])
def test_what_the_browser_has_already_is_not_sent_again(form: str) -> None:
    build_city()
    first = views.areas(get("/", {"parent": "130403"}), "grid")
    second = views.areas(
        get("/", {"parent": "130403"}, headers={"If-None-Match": form.format(first["ETag"])}), "grid"
    )

    assert (second.status_code, second.content, second["ETag"]) == (304, b"", first["ETag"])


def test_an_address_with_the_version_may_be_kept_for_a_year() -> None:
    build_city()
    response = views.areas(get("/", {"parent": "130403", "v": queries.version()}), "township")

    assert response["Cache-Control"] == "public, max-age=31536000"


@pytest.mark.parametrize(
    ("level", "parent"),
    [("grid", ""), ("grid", "1304"), ("village", "x"), ("township", "13040"), ("county", "'; DROP")],
)
def test_a_parent_that_is_missing_or_wrong_is_refused(level: str, parent: str) -> None:
    with pytest.raises(InvalidInput):
        views.areas(get("/", {"parent": parent}), level)


def test_an_unknown_level_is_not_found() -> None:
    with pytest.raises(NotFound):
        views.areas(get("/"), "countries")


def test_a_point_is_answered_with_code_and_name() -> None:
    build_city()
    inside = json.loads(views.locate(get("/", {"lon": "114.55", "lat": "36.55"})).content)
    outside = json.loads(views.locate(get("/", {"lon": "100", "lat": "36.55"})).content)

    assert inside["code"].startswith("130403")
    assert inside["name"].startswith("丛台区")
    assert inside["synthetic"] is True
    assert outside == {"code": "", "name": "", "synthetic": False}


@pytest.mark.parametrize("lon", ["", "x", "nan", "inf", "181"])
def test_what_is_no_longitude_is_refused(lon: str) -> None:
    with pytest.raises(InvalidInput):
        views.locate(get("/", {"lon": lon, "lat": "36.5"}))


def test_the_addresses_are_those_that_the_pages_use() -> None:
    assert [str(one.pattern) for one in urls.urlpatterns] == ["geo/areas/<str:level>.geojson", "geo/locate"]


def test_only_reading_is_offered() -> None:
    assert views.areas(RequestFactory().post("/"), "county").status_code == 405
