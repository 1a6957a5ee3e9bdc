"""The style guide draws every component, under the same strict policy as all pages, and is not there in production."""

import json
import re

import pytest
from django.test import Client, override_settings

PAGES = ["/style/", "/style/resident/", "/style/board/"]


@pytest.mark.parametrize("page", PAGES)
def test_a_page_of_the_guide_is_drawn_without_inline_code(client: Client, page: str) -> None:
    answer = client.get(page)
    text = answer.content.decode()

    assert answer.status_code == 200
    assert "script-src 'self'" in answer["Content-Security-Policy"]
    assert not re.search(r"\sstyle=|\son[a-z]+=\"|<script(?![^>]*\bsrc=)", text)
    assert text.count("<h1") == 1


@pytest.mark.parametrize("page", PAGES)
def test_every_label_names_a_field_of_the_page(client: Client, page: str) -> None:
    text = client.get(page).content.decode()
    ids = re.findall(r'\sid="([^"]+)"', text)

    assert len(ids) == len(set(ids))
    assert set(re.findall(r'\sfor="([^"]+)"', text)) <= set(ids)


def test_the_sample_outlines_are_geojson(client: Client) -> None:
    assert len(json.loads(client.get("/style/areas.geojson").content)["features"]) == 12
    assert len(json.loads(client.get("/style/areas.geojson?points=1").content)["features"]) == 40


@pytest.mark.parametrize("page", [*PAGES, "/style/areas.geojson"])
def test_the_guide_is_not_there_in_production(client: Client, page: str) -> None:
    with override_settings(MODE="production"):
        assert client.get(page).status_code == 404


def test_an_unknown_address_gets_a_page_that_says_where_to_go(client: Client) -> None:
    answer = client.get("/no/such/page/")

    assert answer.status_code == 404
    assert "没有这个页面" in answer.content.decode()
