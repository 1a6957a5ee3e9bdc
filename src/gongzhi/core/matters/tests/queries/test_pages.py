"""Lists: who sees which, in which order, page by page, by index, with few queries."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gongzhi.core.identity.testing import Cast, at
from gongzhi.core.matters import queries
from gongzhi.core.matters.models import Matter
from gongzhi.core.matters.queries import Filter
from gongzhi.core.matters.queries.pages import _phases, list_parts
from gongzhi.core.matters.tests.shared import (
    START,
    bring,
    bring_public,
    dispatch,
    matter_of,
    to_archived,
    to_handling,
    triage,
)
from gongzhi.core.search.queries import words
from gongzhi.kernel.actor import PUBLIC, Actor
from gongzhi.kernel.errors import InvalidInput, NotFound

pytestmark = pytest.mark.django_db


def numbers(page: queries.Page) -> list[str]:
    return [row.number for row in page.rows]


@pytest.mark.parametrize("sort", ["due", "opened", "newest"])
def test_pages_go_forward_and_back_without_loss_or_repeat(cast: Cast, sort: str) -> None:
    for n in range(7):
        bring(brought_at=START + timedelta(hours=n), title=f"第{n}件")
    Matter.objects.filter(title="第3件").update(due_at=None)
    wanted = Filter(sort=sort)

    first = queries.page(cast.leader, wanted, at=START, size=3)
    second = queries.page(cast.leader, wanted, first.next, at=START, size=3)
    third = queries.page(cast.leader, wanted, second.next, at=START, size=3)
    back = queries.page(cast.leader, wanted, third.previous, at=START, size=3)

    assert len({*numbers(first), *numbers(second), *numbers(third)}) == 7
    assert (first.previous, third.next) == ("", "")
    assert numbers(back) == numbers(second)
    assert numbers(queries.page(cast.leader, wanted, back.previous, at=START, size=3)) == numbers(first)


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("leader", True), ("clerk", True), ("township_clerk", True), ("handler", True), ("neighbour", False),
        ("other_handler", False), ("complained", False), ("system_admin", False),
    ],
)  # fmt: skip
def test_a_list_shows_what_is_in_reach(cast: Cast, who: str, sees: bool) -> None:
    given = bring(complained_units=(cast.unit("complained"),))
    triage(cast, given, at("2026-03-02 09:30"))
    dispatch(cast, given, at("2026-03-02 10:00"))

    assert bool(queries.page(cast[who], Filter(), at=START).rows) is sees


def test_a_matter_out_of_reach_is_not_found(cast: Cast) -> None:
    given = bring()

    assert queries.matter(cast.clerk, given.number.lower()).id == given.matter_id
    for stranger in (cast.neighbour, cast.citizen(), PUBLIC):
        with pytest.raises(NotFound):
            queries.matter(stranger, given.number)


def test_the_receipt_opens_it_for_its_resident(cast: Cast) -> None:
    given = bring()

    assert queries.matter(cast.citizen(given.matter_id), given.number).id == given.matter_id
    assert [row.number for row in queries.opened(cast.citizen(given.matter_id), START)] == [given.number]


def test_a_handled_matter_is_among_the_units_tasks_and_no_more_once_answered(cast: Cast) -> None:
    given = bring()
    to_handling(cast, given)

    assert numbers(queries.my_tasks(cast.handler, START)) == [given.number]
    assert queries.counts(cast.handler)["task"] == 1
    assert queries.my_tasks(cast.clerk, START).rows == []


def test_filters_find_by_number_words_stage_place_and_lateness(cast: Cast) -> None:
    given = bring(title="井盖丢失了一块")
    bring(title="广场舞声音太大", text="每天晚上很吵")
    late = matter_of(given).due_at
    assert late is not None
    found = {
        "number": Filter(q=given.number),
        "words": Filter(q="井盖"),
        "area": Filter(area="130403001"),
        "stage": Filter(stage="intake"),
        "late": Filter(due="late"),
        "unit": Filter(unit=cast.unit("township")),
    }

    sizes = {name: len(queries.page(cast.leader, wanted, at=late).rows) for name, wanted in found.items()}

    assert sizes == {"number": 1, "words": 1, "area": 2, "stage": 2, "late": 2, "unit": 2}
    assert queries.page(cast.leader, Filter(due="late"), at=START).rows == []
    assert queries.page(cast.leader, Filter(area="130402"), at=START).rows == []


def test_a_closed_one_is_in_the_closed_list_only(cast: Cast) -> None:
    given = bring()
    to_archived(cast, given)

    assert queries.page(cast.leader, Filter(), at=START).rows == []
    assert numbers(queries.page(cast.handler, Filter(state="closed", sort="newest"), at=START)) == [
        given.number
    ]


def test_an_address_gives_the_filter_back_that_made_it() -> None:
    wanted = Filter(
        q="路 灯", stage="handling", unit=7, due="late", urgent=True, since=START.date(), ids=(1, 2)
    )

    assert (
        Filter.parse(
            dict(pair.split("=") for pair in wanted.query_string().replace("+", " ").split("&"))
            | {"q": "路 灯", "ids": "1,2"}
        )
        == wanted
    )
    assert Filter().query_string() == ""
    assert Filter.parse({"unknown": "x", "q": " "}) == Filter()


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("state", "gone"),
        ("unit", "x"),
        ("unit", "９"),
        ("since", "2026-13-01"),
        ("sort", "worst"),
        ("ids", "1,x"),
        ("area", "1' or"),
    ],
)
def test_a_wrong_filter_is_refused_with_a_sentence(name: str, text: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        Filter.parse({name: text})

    assert refused.value.facts["field"] == name
    assert refused.value.sentence().endswith("。")


@pytest.mark.parametrize("cursor", ["x", "!!!!", "W10", "WyJvcGVuZWQiLCIiLDEsMF0"])
def test_a_cursor_that_we_never_gave_is_refused(cast: Cast, cursor: str) -> None:
    with pytest.raises(InvalidInput):
        queries.page(cast.leader, Filter(), cursor, at=START)


def test_a_page_takes_the_same_few_queries_however_many_rows(
    cast: Cast, django_assert_max_num_queries: object
) -> None:
    for n in range(12):
        bring(title=f"第{n}件")
    queries.page(cast.handler, Filter(), at=START)

    with django_assert_max_num_queries(10):  # type: ignore[operator]
        queries.page(cast.clerk, Filter(), at=START)
    with django_assert_max_num_queries(1):  # type: ignore[operator]
        queries.counts(cast.clerk)


WORDS_WAYS = [
    pytest.param(4000, 6000, id="few are known"),
    pytest.param(0, 6000, id="many: along the list"),
    pytest.param(0, 1, id="many: joined in whole"),
]


def _matters_of_many_kinds(cast: Cast) -> None:
    titles = ("路灯不亮", "路灯又不亮了", "井盖松动", "路灯一直亮", "停水", "路灯灯杆歪了", "路灯下有积水")
    for n, title in enumerate(titles):
        given = bring(title=title, text="请处理", brought_at=START + timedelta(minutes=n))
        if n == 1:
            to_handling(cast, given)
        if n == 3:
            to_archived(cast, given)
    bring_public(title="路灯不亮了", text="公开的")


@pytest.mark.parametrize(("known", "walked"), WORDS_WAYS)
def test_a_list_of_words_is_the_list_of_all_but_for_those_without_the_words(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, known: int, walked: int
) -> None:
    _matters_of_many_kinds(cast)
    monkeypatch.setattr(words, "MOST_KNOWN", known)
    monkeypatch.setattr(words, "WALKED", walked)
    staff = [cast[who] for who in ("leader", "clerk", "township_clerk", "handler", "neighbour")]

    for actor in (*staff, PUBLIC):
        for state in ("open", "all"):
            for sort in ("due", "opened", "newest"):
                every = queries.page(actor, Filter(state=state, sort=sort), at=START).rows
                wanted = Filter(q="路灯", state=state, sort=sort)
                expected = [row.number for row in every if "路灯" in row.title]
                assert _forth_and_back(actor, wanted) == (expected, expected[:-1])


def _forth_and_back(actor: Actor, wanted: Filter) -> tuple[list[str], list[str]]:
    """Return what one reads when turning pages of one row to the end, and what on the way back."""
    page, forth, back = queries.page(actor, wanted, at=START, size=1), list[str](), list[str]()
    forth += numbers(page)
    while page.next:
        page = queries.page(actor, wanted, page.next, at=START, size=1)
        forth += numbers(page)
    while page.previous:
        page = queries.page(actor, wanted, page.previous, at=START, size=1)
        back = numbers(page) + back
    return forth, back


def test_words_that_nothing_seen_holds_give_what_is_nearest_and_seen(cast: Cast) -> None:
    _matters_of_many_kinds(cast)
    wanted = Filter(q="路灯爆炸", state="all", sort="newest")

    found = queries.page(cast.leader, wanted, at=START).rows

    assert found
    assert {"路灯" in row.title for row in found} == {True}
    assert queries.page(cast["neighbour"], wanted, at=START).rows == []
    assert {row.title for row in queries.page(PUBLIC, wanted, at=START).rows} == {"路灯不亮了"}


FILL = """
    INSERT INTO matters_matter (id, number, system, channel, title, text, category, place, h3, area_code, county_code,
        township_code, village_code, grid_code, is_anonymous, is_public, is_sealed, complained_units, opened_at,
        brought_at, status, stage, is_open, is_urgent, owner_id, owner_l1, owner_l2, owner_l3, owner_l4, due_at,
        closed_at, ending, reopened, returned, answer)
    SELECT 1000000 + n, 'T' || n, 'grid', 'web', 't', 't', '', '', '', '', '', '', '', '', false, false, false, '{}',
        %(at)s::timestamptz - n * interval '1 minute', %(at)s, 'received', 'intake', n %% 10 = 0, false, %(village)s, %(city)s,
        CASE WHEN n %% 10 = 0 AND n %% 20 = 0 THEN %(district)s ELSE %(neighbour)s END,
        CASE WHEN n %% 200 = 0 THEN %(township)s END,
        CASE WHEN n %% 1000 = 0 THEN %(village)s END,
        CASE WHEN n %% 10 = 0 THEN %(at)s::timestamptz + n * interval '1 minute' END, CASE WHEN n %% 10 = 0 THEN NULL ELSE %(at)s::timestamptz END, '', 0, 0, ''
    FROM generate_series(1, 50000) AS n
"""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("who", "index"),
    [("leader", "matter_open_l1"), ("clerk", "matter_open_l2"), ("township_clerk", "matter_open_l3")],
)
def test_the_open_list_of_every_level_is_read_by_its_own_index(cast: Cast, who: str, index: str) -> None:
    values = {code: cast.unit(code) for code in ("city", "district", "neighbour", "township", "village")}
    with connection.cursor() as cursor:
        cursor.execute(FILL, values | {"at": START})
        cursor.execute("ANALYZE matters_matter")

    owned = list_parts(cast[who], Filter(), START)[0]
    plan = _phases(owned, Filter(), None)[0][:51].explain()

    assert index in plan
    assert "Seq Scan on matters_matter" not in plan


FILL_WORDS = """
    INSERT INTO search_text (matter_id, tokens)
    SELECT 1000000 + n, (CASE WHEN n % 1000 = 0 THEN '井盖 ' ELSE '' END || CASE WHEN n % 2 = 0 THEN '停水' ELSE '噪音' END)::tsvector
    FROM generate_series(1, 50000) AS n
"""


@pytest.mark.slow
@pytest.mark.parametrize("q", ["井盖", "停水", "停水 噪音", "没有"])
def test_words_are_found_without_reading_all_matters(cast: Cast, q: str) -> None:
    values = {code: cast.unit(code) for code in ("city", "district", "neighbour", "township", "village")}
    with connection.cursor() as cursor:
        cursor.execute(FILL, values | {"at": START})
        cursor.execute(FILL_WORDS)
        cursor.execute("ANALYZE matters_matter, search_text")

    for who in ("leader", "clerk", "township_clerk", "handler"):
        for wanted in (Filter(q=q), Filter(q=q, state="all", sort="newest")):
            with CaptureQueriesContext(connection) as asked:
                queries.page(cast[who], wanted, at=START)
            for one in asked.captured_queries:
                with connection.cursor() as cursor:
                    cursor.execute(f"EXPLAIN {one['sql']}")
                    plan = "\n".join(row[0] for row in cursor)
                assert "Seq Scan on matters_matter" not in plan, one["sql"]
                assert "Seq Scan on search_text" not in plan, one["sql"]


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01", "2026-02-30", "昨天"])
def test_a_day_that_no_calendar_of_ours_has_is_told(day: str) -> None:
    with pytest.raises(InvalidInput):
        Filter.parse({"until": day})
