"""`gongzhi search`: rebuilding from the matters, and showing what a query finds."""

import json

import pytest
from click.testing import CliRunner

from gongzhi.core.files.tests.shared import make_matter
from gongzhi.core.identity.testing import Cast
from gongzhi.core.search.actions import put
from gongzhi.core.search.models import SearchText
from gongzhi.project.cli_search import search

pytestmark = pytest.mark.django_db(transaction=True)


def run(*arguments: str) -> str:
    return CliRunner().invoke(search, arguments, catch_exceptions=False).stdout


def test_the_table_is_built_anew_and_what_is_left_over_removed(cast: Cast) -> None:
    make_matter(cast, 7)
    put(99, "没有这件事项", "多余")

    told = json.loads(run("rebuild", "--json"))

    assert (told["matters"], told["removed"]) == (1, 1)
    assert list(SearchText.objects.values_list("matter_id", flat=True)) == [7]


@pytest.mark.parametrize(("query", "exact"), [("路灯坏了", True), ("路灯一直不亮", False)])
def test_a_query_shows_what_it_finds_or_comes_near(cast: Cast, query: str, exact: bool) -> None:
    matter = make_matter(cast, 7)
    run("rebuild")

    told = json.loads(run("show", query, "--json"))

    assert (told["number"], told["exact"]) == (matter.number, exact)
    assert "路灯坏了" in run("show", query)


def test_a_query_that_finds_nothing_shows_nothing(cast: Cast) -> None:
    assert run("show", "没有", "--json") == ""
