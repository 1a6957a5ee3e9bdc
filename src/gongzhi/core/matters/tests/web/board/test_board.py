"""The board: every figure equals the rows that it opens, for whoever may see it, and for nobody else."""

import re
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from gongzhi.core.identity.testing import Cast
from gongzhi.core.matters import queries
from gongzhi.core.matters.queries import Filter, command
from gongzhi.core.matters.queries.command import Board, Figure
from gongzhi.core.matters.tests.web.desk.shared import browser
from gongzhi.core.matters.tests.web.seeded import build, now
from gongzhi.kernel.actor import Actor
from gongzhi.kernel.errors import NotFound

pytestmark = pytest.mark.django_db

LINK = re.compile(r'<a\b[^>]*href="(/desk/matters/[^"]*)"[^>]*>(.*?)</a>', re.DOTALL)


def rows_behind(actor: Actor, wanted: Filter) -> int:
    return len(queries.page(actor, wanted, at=now(), size=500).rows)


def figures_of(found: Board) -> list[Figure]:
    every = [*found.totals, *found.stages]
    for row in (*found.units, *found.risk, *found.load):
        every += row.figures
    for day in found.trend:
        every += [day.opened, day.closed, day.before]
    for place in found.hot:
        every += [one for one in (place.now, place.before, place.mainly) if one]
    return every


@pytest.mark.parametrize(
    "who", ["leader", "supervisor", "clerk", "parent_clerk", "township_clerk", "department_leader"]
)
def test_each_figure_equals_its_rows(cast: Cast, who: str) -> None:
    build(cast)
    actor = cast[who]

    found = command.board(actor, now())

    for figure in figures_of(found):
        assert figure.count == rows_behind(actor, figure.filter), figure
        assert Filter.parse(figure.filter.chosen()) == figure.filter


def test_a_unit_looked_into_counts_what_it_opens(cast: Cast) -> None:
    build(cast)

    found = command.board(cast.leader, now(), cast.unit("district"))

    assert found.totals[0].count == rows_behind(cast.leader, Filter(unit=cast.unit("district"))) > 0
    for figure in figures_of(found):
        assert figure.count == rows_behind(cast.leader, figure.filter), figure


def test_matters_of_a_merged_unit_stand_with_its_successor(cast: Cast) -> None:
    build(cast)

    load = command.board(cast.leader, now()).load

    assert [row.name for row in load] == ["丛台区城市管理和环境卫生局"]
    assert load[0].figures[0].count == 3


def test_what_the_reader_may_not_see_is_in_no_figure(cast: Cast) -> None:
    made = build(cast)

    of_city = command.board(cast.leader, now()).totals[0].count

    assert made["sealed"].is_open
    assert made["against"].is_open
    assert of_city == len([one for one in made.values() if one.is_open]) - 2


def test_each_link_on_the_page_shows_its_number_of_rows(cast: Cast) -> None:
    build(cast)
    client = browser("leader")
    checked = 0

    for href, text in LINK.findall(client.get("/board/").content.decode()):
        plain = re.sub(r"<[^>]+>", " ", text).strip()
        if plain.isdigit():
            asked = dict(re.findall(r"[?&]([a-z_]+)=([^&]*)", unescape(href)))
            assert rows_behind(cast.leader, Filter.parse(asked)) == int(plain), href
            checked += 1
    assert checked > 60


def test_the_live_part_has_the_same_figures(cast: Cast) -> None:
    build(cast)
    client = browser("leader")

    whole, live = client.get("/board/").content.decode(), client.get("/board/live/").content.decode()

    assert set(LINK.findall(live)) <= set(LINK.findall(whole))
    assert 'data-live="/board/live/"' in whole


@pytest.mark.parametrize("path", ["/board/", "/board/live/", "/board/areas.geojson"])
@pytest.mark.parametrize(
    "who", ["handler", "caller", "grid_worker", "system_admin", "security_admin", "audit_admin"]
)
def test_who_does_not_oversee_has_no_board(cast: Cast, path: str, who: str) -> None:
    assert browser(who).get(path).status_code == 403


@pytest.mark.parametrize("path", ["/board/", "/board/live/", "/board/areas.geojson"])
def test_the_public_is_led_to_the_login(client: Client, db: None, path: str) -> None:
    assert client.get(path).headers["Location"].startswith("/login/?next=")


def test_a_neighbour_sees_the_own_matters_alone(cast: Cast) -> None:
    build(cast)

    found = command.board(cast.neighbour, now())

    assert found.totals[0].count == 1
    with pytest.raises(NotFound):
        command.board(cast.neighbour, now(), cast.unit("district"))
    assert browser("neighbour").get(f"/board/?unit={cast.unit('district')}").status_code == 404


@pytest.mark.parametrize("unit", ["x", "0", "999999999999999999", "-1"])
def test_an_unknown_unit_is_not_found(cast: Cast, unit: str) -> None:
    assert browser("leader").get(f"/board/?unit={unit}").status_code == 404


def test_the_number_of_queries_does_not_grow_with_the_matters(cast: Cast) -> None:
    command.board(cast.leader, now())
    with CaptureQueriesContext(
        connection,
    ) as empty:
        command.board(cast.leader, now())
    build(cast)
    command.board(cast.leader, now())
    with CaptureQueriesContext(connection) as full:
        command.board(cast.leader, now())

    assert len(full) == len(empty) <= 20
