"""Supervision, the day, orders, call-backs, the sample and unit figures: right numbers, right people, nothing in bulk."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.test import Client
from openpyxl import load_workbook

from gongzhi.core.identity.testing import Cast
from gongzhi.core.ledger.queries import entries
from gongzhi.core.matters import queries
from gongzhi.core.matters.models import Matter, Rating, SupervisionOrder
from gongzhi.core.matters.queries import Filter, counted, oversee
from gongzhi.core.matters.queries.performance import performance
from gongzhi.core.matters.tests.web.desk.shared import browser, text_of
from gongzhi.core.matters.tests.web.seeded import build, midday, now, order
from gongzhi.core.workflow import queries as workflow
from gongzhi.kernel.actor import Actor
from gongzhi.kernel.errors import NotFound

pytestmark = pytest.mark.django_db

EVERYBODY = (
    "leader",
    "supervisor",
    "clerk",
    "dispatcher",
    "handler",
    "reviewer",
    "caller",
    "arbiter",
    "system_admin",
)
PAGES = {
    "/desk/supervision/": ("leader", "supervisor", "clerk", "dispatcher", "reviewer", "arbiter"),
    "/desk/today/": ("leader", "supervisor", "clerk", "dispatcher", "reviewer", "arbiter"),
    "/desk/figures/": ("leader", "supervisor", "clerk", "dispatcher", "reviewer", "arbiter"),
    "/desk/orders/": tuple(one for one in EVERYBODY if one != "system_admin"),
    "/desk/call-backs/": ("caller", "township_clerk"),
    "/desk/call-backs/sample/": ("caller", "supervisor", "leader"),
}


def rows_behind(actor: Actor, wanted: Filter) -> int:
    return len(queries.page(actor, wanted, at=now(), size=500).rows)


@pytest.mark.parametrize("path", PAGES)
def test_each_page_opens_to_its_roles_and_to_nobody_else(cast: Cast, path: str) -> None:
    for who in EVERYBODY:
        assert browser(who).get(path).status_code == (200 if who in PAGES[path] else 403), (who, path)
    assert Client().get(path).headers["Location"].startswith("/login/")


@pytest.mark.parametrize("who", ["leader", "clerk", "department_leader"])
def test_each_figure_of_the_week_equals_its_rows(cast: Cast, who: str) -> None:
    build(cast)
    actor = cast[who]

    found = oversee.risk(actor, now())

    for row in found.rows:
        for figure in (row.total, row.late, *row.days):
            assert figure.count == rows_behind(actor, figure.filter), figure
        assert sum(one.count for one in row.days) == row.total.count
    assert (
        found.total.count
        == rows_behind(actor, found.total.filter)
        == sum(row.total.count for row in found.rows)
    )
    assert found.late.count == rows_behind(actor, found.late.filter)


def test_heaps_of_the_day_equal_their_rows(cast: Cast) -> None:
    made = build(cast)
    Matter.objects.filter(id=made["m6"].id).update(opened_at=now() - timedelta(days=40))
    wanted = {name: Filter(measure=name) for name in ("due_today", "unsigned", "stuck", "returned_twice")}

    found = dict(zip(wanted, counted.counts_of(cast.leader, list(wanted.values()), now()), strict=True))

    assert found == {name: rows_behind(cast.leader, one) for name, one in wanted.items()}
    assert found["unsigned"] == 1
    assert found["returned_twice"] == 1
    html = text_of(browser("leader"), "/desk/today/")
    assert "今天新收" in html
    assert "/desk/matters/?measure=stuck" in html


def test_one_click_urges_the_lead_in_the_words_filled_in(cast: Cast) -> None:
    made = build(cast)
    client = browser("supervisor")
    assert "请抓紧办理" in text_of(client, "/desk/supervision/?due=late")

    answer = client.post("/desk/supervision/urge/", {"number": made["m0"].number, "words": ""})

    assert answer.status_code == 302
    assert entries(made["m0"].stream)[-1].verb == "matter.urged"


def test_urging_is_refused_to_others_and_out_of_reach(cast: Cast) -> None:
    made = build(cast)
    sent = {"number": made["m0"].number}

    assert browser("handler").post("/desk/supervision/urge/", sent).status_code == 403
    assert browser("neighbour").post("/desk/supervision/urge/", sent).status_code == 404
    assert browser("supervisor").get("/desk/supervision/urge/").status_code == 405


def test_an_order_goes_from_the_form_to_its_end(cast: Cast) -> None:
    made = build(cast)
    client = browser("supervisor")
    form = text_of(client, f"/desk/orders/new/{made['m0'].number}/")
    assert "已被退回 2 次" in form
    assert "办理期限" in form
    sent = {
        "level": "supervise",
        "to_unit": cast.unit("township"),
        "demand": "请查明原因。",
        "due_on": (now() + timedelta(days=3)).date().isoformat(),
    }

    there = client.post(f"/desk/orders/new/{made['m0'].number}/", sent).headers["Location"]

    assert "请查明原因。" in text_of(client, there)
    addressed = browser("township_clerk")
    assert "书面答复" in text_of(addressed, there)
    assert addressed.post(f"{there}reply/", {"reply": " "}).status_code == 422
    assert addressed.post(f"{there}reply/", {"reply": "已经修好。"}).status_code == 302
    assert "已经修好。" in text_of(client, there)
    assert client.post(f"{there}close/", {"note": ""}).status_code == 422
    assert client.post(f"{there}close/", {"note": "属实。"}).status_code == 302
    closed = SupervisionOrder.objects.get()
    assert (closed.reply, closed.closing_note, closed.closed_at is not None) == ("已经修好。", "属实。", True)
    assert [one.verb for one in entries(made["m0"].stream)][-3:] == [
        "order.issued",
        "order.replied",
        "order.closed",
    ]


def test_a_wrong_form_keeps_what_was_typed_and_issues_nothing(cast: Cast) -> None:
    made = build(cast)

    answer = browser("supervisor").post(
        f"/desk/orders/new/{made['m0'].number}/",
        {"level": "supervise", "to_unit": "x", "demand": "写过的话", "due_on": "明天"},
    )

    assert answer.status_code == 422
    assert "写过的话" in answer.content.decode()
    assert not SupervisionOrder.objects.exists()


def test_a_second_order_is_proposed_one_level_higher(cast: Cast) -> None:
    made = build(cast)
    order(cast, made["m0"])

    html = text_of(browser("supervisor"), f"/desk/orders/new/{made['m0'].number}/")

    assert "此前已督办 1 次" in html
    assert 'value="call_in" checked' in html


def test_orders_are_out_of_a_neighbours_reach(cast: Cast) -> None:
    made = build(cast)
    issued = order(cast, made["m0"])
    client = browser("neighbour")

    assert client.get(f"/desk/orders/{issued.pk}/").status_code == 404
    assert client.post(f"/desk/orders/{issued.pk}/reply/", {"reply": "x"}).status_code == 404
    assert client.post(f"/desk/orders/{issued.pk}/close/", {"note": "x"}).status_code == 404
    assert client.get(f"/desk/orders/new/{made['m0'].number}/").status_code == 404
    assert issued.number not in text_of(client, "/desk/orders/?state=all")


def test_a_handler_sees_orders_to_the_own_unit_alone(cast: Cast) -> None:
    made = build(cast)
    issued = order(cast, made["m0"], "township")

    assert browser("handler").get(f"/desk/orders/{issued.pk}/").status_code == 404
    with pytest.raises(NotFound):
        oversee.order(cast.handler, issued.pk, now())


def test_states_of_orders_are_counted_and_filtered_alike(cast: Cast) -> None:
    made = build(cast)
    late = order(cast, made["m0"])
    order(cast, made["m4"])
    SupervisionOrder.objects.filter(pk=late.pk).update(due_at=now() - timedelta(days=1))
    client = browser("supervisor")

    counts = oversee.order_counts(cast.supervisor, now(), oversee.OrderFilter())

    assert counts == {"open": 2, "late": 1, "replied": 0, "closed": 0, "all": 2}
    assert late.number in text_of(client, "/desk/orders/?state=late")
    assert late.number in text_of(client, "/desk/supervision/")
    assert client.get("/desk/orders/?state=wrong").status_code in (400, 422)


def test_lists_leave_as_files_after_the_password_alone(cast: Cast) -> None:
    made = build(cast)
    issued = order(cast, made["m0"])
    client = browser("supervisor")

    answer = client.get("/desk/orders.csv?state=all")
    assert answer.status_code == 200
    assert issued.number in b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    book = load_workbook(BytesIO(client.get("/desk/figures.xlsx").content))
    assert len(list(book.worksheets[0].rows)) >= 2
    assert client.get("/desk/figures.pdf").status_code == 404
    assert browser("handler").get("/desk/orders.csv").status_code == 403
    session = client.session
    session["confirmed"] = 0
    session.save()
    for path in ("/desk/orders.csv", "/desk/figures.xlsx"):
        assert "/confirm" in client.get(path).headers["Location"]


def test_bad_ratings_are_called_first_then_the_longest_waiting(cast: Cast) -> None:
    made = build(cast)
    for name, days in (("m4", 5), ("m5", 1)):
        Matter.objects.filter(id=made[name].id).update(
            status="to_call_back", stage="checking", answered_at=midday(days)
        )
    Rating.objects.create(
        matter_id=made["m5"].id,
        proceeding_id=workflow.main_of(made["m5"].id).id,
        by_resident=True,
        solved=False,
        satisfied=1,
        at=now(),
    )

    calls, total = oversee.calls(cast.caller, now())

    assert total == len(calls) == 3
    assert [one.row.number for one in calls[:2]] == [made["m5"].number, made["m4"].number]
    assert [one.is_negative for one in calls] == [True, False, False]
    assert "评价不好" in text_of(browser("caller"), "/desk/call-backs/")
    assert oversee.calls(cast.leader, now()) == ([], 0)
    assert oversee.calls(cast.neighbour, now())[1] == 0


def test_the_same_seed_draws_the_same_matters(cast: Cast) -> None:
    build(cast)
    Matter.objects.filter(is_open=True, is_sealed=False).update(
        is_open=False, closed_at=now(), stage="closed", due_at=None
    )
    day = midday().date()

    one, again = (oversee.sample(cast.leader, day, day, 4, "abc", now()) for _n in range(2))
    other = oversee.sample(cast.leader, day, day, 4, "abd", now())

    assert [row.id for row in one.rows] == [row.id for row in again.rows]
    assert [row.id for row in one.rows] != [row.id for row in other.rows]
    assert rows_behind(cast.leader, one.filter) == len(one.rows) == 4


def test_a_draw_puts_its_seed_into_the_address(cast: Cast) -> None:
    build(cast)
    client = browser("supervisor")

    there = client.get("/desk/call-backs/sample/?draw=1&n=3").headers["Location"]

    assert "seed=" in there
    assert "SHA-256" in text_of(client, there)
    assert client.get("/desk/call-backs/sample/?since=x").status_code == 422
    assert client.post(there).status_code == 405


def test_each_number_of_the_unit_figures_equals_its_rows(cast: Cast) -> None:
    build(cast)
    day = midday().date()

    found = performance(cast.leader, day - timedelta(days=20), day, now())

    assert found.units
    assert found.categories
    for row in (found.whole, *found.units, *found.categories):
        for rate in row.rates:
            for figure in (rate.part, rate.whole):
                assert figure.count == rows_behind(cast.leader, figure.filter), figure
    assert [row.name for row in found.units] == ["丛台区城市管理和环境卫生局"]
    assert {rate.name: rate.percent for rate in found.whole.rates}["solved"] == 100.0
    assert [one.count for one in found.left_out] == [0, 0, 0]


def test_a_period_that_cannot_be_meant_is_told(cast: Cast) -> None:
    client = browser("leader")

    for query in ("since=x", "since=2026-03-02&until=2026-03-01", "since=2020-01-01&until=2026-03-01"):
        assert client.get(f"/desk/figures/?{query}").status_code == 422
