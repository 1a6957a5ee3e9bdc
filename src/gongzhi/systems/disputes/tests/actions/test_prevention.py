"""Prevention: figures with small numbers hidden, tasks that are set, reported and closed."""

from datetime import date, timedelta

import pytest

from gongzhi.core.identity.testing import Cast
from gongzhi.core.matters.models import Matter
from gongzhi.core.matters.tests.shared import bring
from gongzhi.core.notify.models import Notice
from gongzhi.kernel.errors import Conflict, InvalidInput, NotAllowed, NotFound
from gongzhi.systems.disputes.actions import prevention as acts
from gongzhi.systems.disputes.models import Case
from gongzhi.systems.disputes.queries import prevention as queries
from gongzhi.systems.disputes.tests.actions.test_network import NOW
from gongzhi.systems.disputes.tests.places import make_areas


@pytest.fixture(autouse=True)
def areas(cast: Cast) -> None:
    make_areas()


def disputes(n: int, area: str, cause: str) -> None:
    for _ in range(n):
        given = bring(area_code=area)
        Matter.objects.filter(id=given.matter_id).update(system="disputes", opened_at=NOW - timedelta(days=3))
        Case.objects.create(
            matter_id=given.matter_id, kind="peoples_mediation", cause=cause, origin="one_side",
            registered_at=NOW - timedelta(days=3),
        )  # fmt: skip


def cell(table: queries.Table, place: str, cause: str) -> int | None:
    line = next(one for one in table.lines if one.code == place)
    return line.cells[[name for name, _zh, _en in table.causes].index(cause)].count


def test_disputes_are_counted_by_area_and_cause_with_their_rate(cast: Cast) -> None:
    disputes(6, "130403001", "labour")
    disputes(9, "130403002", "labour")

    table = queries.table(cast.clerk, "", "365", NOW)

    assert cell(table, "130403001", "labour") == 6
    assert table.whole.count == 15
    assert table.population == 400_000
    assert "测试人口表" in table.source
    assert table.whole.rate == 0.38
    assert next(line for line in table.lines if line.code == "130403001").total.rate == 1.0


def test_small_numbers_are_hidden_and_cannot_be_worked_out(cast: Cast) -> None:
    disputes(3, "130403001", "labour")
    disputes(8, "130403002", "labour")
    disputes(7, "130403001", "neighbours")
    disputes(9, "130403002", "neighbours")

    table = queries.table(cast.clerk, "", "365", NOW)

    assert cell(table, "130403001", "labour") is None
    assert cell(table, "130403002", "labour") is None
    assert cell(table, "130403001", "neighbours") is None
    assert table.whole.count == 27


def test_going_down_a_level_does_not_tell_what_the_level_above_hides(cast: Cast) -> None:
    disputes(3, "130402001", "labour")
    disputes(8, "130403001", "labour")

    above = queries.table(cast.parent_clerk, "", "365", NOW)
    below = queries.table(cast.parent_clerk, "130403", "365", NOW)

    assert cell(above, "130402", "labour") is None
    assert cell(above, "130403", "labour") is None
    assert cell(below, "130403001", "labour") is None
    assert below.columns[0].count is None


def test_figures_stay_within_ones_own_area(cast: Cast) -> None:
    with pytest.raises(NotFound):
        queries.table(cast.neighbour, "130403", "365", NOW)
    with pytest.raises(NotAllowed):
        queries.table(cast.handler, "", "365", NOW)


def test_the_matters_behind_a_figure_are_those_one_may_see(cast: Cast) -> None:
    disputes(6, "130403001", "labour")
    since, until = date(2026, 1, 1), NOW.date()

    assert len(queries.matters_of(cast.clerk, "130403", "labour", since, until)) == 6
    assert queries.matters_of(cast.neighbour, "130403", "labour", since, until) == []
    assert queries.matters_of(cast.clerk, "130403", "neighbours", since, until) == []


def draft(cast: Cast, **changes: object) -> acts.Draft:
    values: dict[str, object] = {
        "theme": "节前欠薪预防", "area_code": "130403001", "cause": "labour", "measures": "核查工资专户",
        "unit_id": cast.unit("department"), "due_on": date(2026, 4, 1),
    } | changes  # fmt: skip
    return acts.Draft(**values)  # type: ignore[arg-type]


def test_a_task_is_set_reported_sent_back_and_closed(cast: Cast) -> None:
    task = acts.set_task(cast.dispatcher, draft(cast), NOW)
    assert Notice.objects.filter(recipient_id=cast.unit("department"), recipient_kind="unit").exists()

    with pytest.raises(Conflict, match="还没有报告"):
        acts.close(cast.dispatcher, task.pk, "好", NOW)
    acts.report(cast.handler, task.pk, "核查了 12 个项目", NOW)
    acts.send_back(cast.dispatcher, task.pk, "请补充整改情况", NOW)
    acts.report(cast.handler, task.pk, "核查了 12 个项目，补足 3 个专户", NOW + timedelta(days=1))
    closed = acts.close(cast.dispatcher, task.pk, "达到要求", NOW + timedelta(days=2))

    assert closed.closed_at is not None
    with pytest.raises(Conflict, match="已经验收"):
        acts.report(cast.handler, task.pk, "再报", NOW)


def test_only_the_unit_itself_reports_and_only_its_line_sees_the_task(cast: Cast) -> None:
    task = acts.set_task(cast.dispatcher, draft(cast), NOW)

    with pytest.raises(NotAllowed, match="承担任务的单位"):
        acts.report(cast.clerk, task.pk, "x", NOW)
    with pytest.raises(NotFound):
        acts.report(cast.other_handler, task.pk, "x", NOW)
    with pytest.raises(NotFound):
        acts.close(cast.neighbour, task.pk, "x", NOW)
    assert queries.tasks(cast.handler) == [task]
    assert queries.tasks(cast.other_handler) == []


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"theme": ""}, "theme"),
        ({"measures": " "}, "measures"),
        ({"cause": "love"}, "cause"),
        ({"area_code": "130402001"}, "area_code"),
        ({"unit_id": None}, "unit_id"),
        ({"unit_id": 10**9}, "unit_id"),
        ({"due_on": date(2026, 3, 2)}, "due_on"),
    ],
)
def test_a_wrong_draft_is_refused(cast: Cast, changes: dict[str, object], field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        acts.set_task(cast.dispatcher, draft(cast, **changes), NOW)

    assert refused.value.facts["field"] == field


def test_a_clerk_may_not_set_tasks(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        acts.set_task(cast.clerk, draft(cast), NOW)


def test_a_late_task_is_told_once(cast: Cast) -> None:
    acts.set_task(cast.dispatcher, draft(cast), NOW)

    assert acts.remind_late(NOW) == 0
    assert acts.remind_late(NOW + timedelta(days=40)) == 2
    assert acts.remind_late(NOW + timedelta(days=41)) == 0
