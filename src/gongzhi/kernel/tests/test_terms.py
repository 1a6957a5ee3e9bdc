"""When terms end and why: the conventions C1 to C7, as tables."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongzhi.kernel.calendar import CalendarUnknown, china
from gongzhi.kernel.expected import expected_holidays
from gongzhi.kernel.terms import (
    NO_DUTIES,
    Deadline,
    Extension,
    LengthUnit,
    LocalLimit,
    Party,
    Term,
    TermEvent,
    TermEventKind,
    Variant,
    chosen,
    compute,
    compute_due,
    limit_for,
)
from gongzhi.kernel.tests.samples import at

CAL, WD, H, WH, M, Y = (
    LengthUnit.CALENDAR_DAYS,
    LengthUnit.WORKING_DAYS,
    LengthUnit.HOURS,
    LengthUnit.WORKING_HOURS,
    LengthUnit.MONTHS,
    LengthUnit.YEARS,
)
PAUSED, RESUMED, EXTENDED, MET, CANCELLED = TermEventKind


def term(length: int, unit: LengthUnit, **more: object) -> Term:
    values: dict[str, object] = {
        "name": "answer",
        "title": "答复",
        "title_en": "Answer",
        "party": Party.LEAD,
        "length": length,
        "unit": unit,
        "law": "示例法第1条",
    }
    return Term(**(values | more))  # type: ignore[arg-type]


def event(kind: TermEventKind, moment: str, length: int | None = None, reason: str = "") -> TermEvent:
    return TermEvent(kind, at(moment), length, reason)


def due(found: Deadline) -> str | None:
    if found.due_on is not None:
        return found.due_on.isoformat()
    return found.due_at.strftime("%Y-%m-%dT%H:%M") if found.due_at else None


CASES = [
    # C1: the first day is not counted
    pytest.param(term(1, WD), "2026-03-02T00:00", "2026-03-03", id="one working day from the first minute of a day"),
    pytest.param(term(1, WD), "2026-03-02T23:59", "2026-03-03", id="one working day from the last minute of a day"),
    pytest.param(term(15, CAL), "2026-03-02T09:00", "2026-03-17", id="fifteen calendar days"),
    pytest.param(term(2, H), "2026-03-02T23:30", "2026-03-03T01:30", id="hours run from the instant, over midnight"),
    pytest.param(term(24, H), "2026-02-14T18:00", "2026-02-15T18:00", id="hours run through days of rest"),
    pytest.param(term(2, WH), "2026-02-14T17:00", "2026-02-24T10:00", id="working hours wait for the office to open"),
    pytest.param(term(1, M), "2026-01-31T09:00", "2026-02-28", id="a month from the 31st ends in February"),
    pytest.param(term(1, M), "2024-01-31T09:00", "2024-02-29", id="a month from the 31st ends on a leap day"),
    pytest.param(term(6, M), "2025-08-31T09:00", "2026-02-28", id="six months from the 31st"),
    pytest.param(term(1, M), "2026-04-30T09:00", "2026-05-30", id="a month from the 30th ends on the 30th"),
    pytest.param(term(1, Y), "2024-02-29T09:00", "2025-02-28", id="a year from a leap day"),
    pytest.param(term(2, Y), "2024-03-01T09:00", "2026-03-01", id="two years"),
    # C2: a last day of rest rolls on where the rule says so
    pytest.param(term(15, CAL, rolls=True), "2026-02-03T09:00", "2026-02-24", id="rolls over the whole Spring Festival"),
    pytest.param(term(15, CAL), "2026-02-03T09:00", "2026-02-18", id="does not roll unless the rule says so"),
    pytest.param(term(5, CAL, rolls=True), "2026-02-09T09:00", "2026-02-14", id="a make-up Saturday is no day of rest"),
    pytest.param(term(5, CAL, rolls=True), "2026-03-02T09:00", "2026-03-09", id="rolls from a Saturday to Monday"),
    pytest.param(term(1, M, rolls=True), "2026-09-01T09:00", "2026-10-08", id="a month rolls over National Day"),
    # C4: the yearly table, with 调休
    pytest.param(term(5, WD), "2026-02-10T16:30", "2026-02-24", id="working days over Spring Festival 2026"),
    pytest.param(term(5, WD), "2025-01-23T09:00", "2025-02-06", id="working days over Spring Festival 2025"),
    pytest.param(term(3, WD), "2025-09-26T09:00", "2025-09-30", id="a make-up Sunday counts, National Day 2025"),
    pytest.param(term(5, WD), "2025-09-30T09:00", "2025-10-14", id="over National Day 2025 with a make-up Saturday"),
    pytest.param(term(1, WD), "2026-02-27T09:00", "2026-02-28", id="the next working day is a make-up Saturday"),
    pytest.param(term(1, WD), "2026-03-07T09:00", "2026-03-09", id="from a Saturday, Monday is the first day"),
    # acts after closing time count as made on the next working day
    pytest.param(term(5, WD, after_hours="17:30"), "2026-03-02T17:29", "2026-03-09", id="just before closing"),
    pytest.param(term(5, WD, after_hours="17:30"), "2026-03-02T17:30", "2026-03-10", id="at closing"),
    pytest.param(term(5, WD, after_hours="17:30"), "2026-03-06T18:00", "2026-03-16", id="after closing on a Friday"),
    pytest.param(term(5, WD, after_hours="17:30"), "2026-03-07T10:00", "2026-03-16", id="on a Saturday"),
    pytest.param(term(2, H, after_hours="17:30"), "2026-03-02T20:00", "2026-03-03T10:30", id="hours wait for the opening"),
]  # fmt: skip


@pytest.mark.parametrize(("what", "start", "expected"), CASES)
def test_a_term_ends(what: Term, start: str, expected: str) -> None:
    found = compute(what, at(start), (), china())

    assert due(found) == expected
    assert not found.provisional
    assert compute_due(what, at(start), china()) == (found.due_on, found.due_at)
    assert compute_due(what, at(start), china()) == (found.due_on, found.due_at), (
        "and again, from what was kept"
    )


@pytest.mark.parametrize(
    ("what", "first_late"),
    [
        (term(1, WD), "2026-03-04T00:00"),
        (term(1, WD, after_hours="17:30"), "2026-03-03T17:30"),
        (term(2, H), "2026-03-02T11:00"),
    ],
    ids=["midnight", "closing time", "the instant"],
)
def test_the_first_late_instant(what: Term, first_late: str) -> None:
    assert compute(what, at("2026-03-02T09:00"), (), china()).due_at == at(first_late)


EXTENDABLE = term(5, WD, extension=Extension(1, 5, WD, "leader", "resident", "示例法第3条"))

HAPPENINGS = [
    pytest.param(
        term(10, WD), [(PAUSED, "2026-03-04T10:00"), (RESUMED, "2026-03-11T10:00")], "2026-03-23",
        id="a pause takes the days after it out, up to the day it ends",
    ),
    pytest.param(
        term(10, WD), [(PAUSED, "2026-03-04T10:00"), (RESUMED, "2026-03-04T16:00")], "2026-03-16",
        id="a pause within a day changes nothing",
    ),
    pytest.param(term(10, WD), [(PAUSED, "2026-03-04T10:00")], None, id="a paused term has no last day"),
    pytest.param(
        term(10, WD), [(PAUSED, "2026-03-04T10:00"), (PAUSED, "2026-03-05T10:00"), (RESUMED, "2026-03-11T10:00")],
        "2026-03-23", id="a second pause changes nothing",
    ),
    pytest.param(term(10, WD), [(RESUMED, "2026-03-04T10:00")], "2026-03-16", id="resuming what runs changes nothing"),
    pytest.param(
        term(30, CAL), [(PAUSED, "2026-03-12T10:00"), (RESUMED, "2026-04-01T10:00")], "2026-04-21",
        id="calendar days go on after a pause",
    ),
    pytest.param(
        term(1, M), [(PAUSED, "2026-03-12T10:00"), (RESUMED, "2026-04-01T10:00")], "2026-04-22",
        id="a month that has begun goes on as the days left of it",
    ),
    pytest.param(
        term(4, H), [(PAUSED, "2026-03-02T10:00"), (RESUMED, "2026-03-03T08:00")], "2026-03-03T11:00",
        id="hours go on from the instant",
    ),
    pytest.param(
        term(2, WD), [(PAUSED, "2026-03-06T10:00"), (RESUMED, "2026-03-10T10:00")], "2026-03-04",
        id="a pause after the end changes nothing",
    ),
    pytest.param(
        term(2, WD), [(PAUSED, "2026-03-04T10:00"), (RESUMED, "2026-03-10T10:00")], "2026-03-10",
        id="paused on the last day, the day of resuming is the last",
    ),
    pytest.param(
        term(5, CAL, rolls=True), [(PAUSED, "2026-03-08T10:00"), (RESUMED, "2026-03-11T10:00")], "2026-03-12",
        id="paused before the day to which a Saturday rolls, one day is left",
    ),
    pytest.param(
        term(5, CAL, rolls=True), [(PAUSED, "2026-03-09T10:00"), (RESUMED, "2026-03-11T10:00")], "2026-03-11",
        id="paused on the day to which a Saturday rolls",
    ),
    pytest.param(EXTENDABLE, [(EXTENDED, "2026-03-05T10:00")], "2026-03-16", id="an extension without a length is whole"),
    pytest.param(EXTENDABLE, [(EXTENDED, "2026-03-05T10:00", 2)], "2026-03-11", id="an extension of two days"),
    pytest.param(
        EXTENDABLE, [(PAUSED, "2026-03-04T10:00"), (EXTENDED, "2026-03-05T10:00"), (RESUMED, "2026-03-11T10:00")],
        "2026-03-23", id="extended while paused",
    ),
    pytest.param(
        term(6, M, extension=Extension(1, 6, M, "head", "resident")), [(EXTENDED, "2025-12-01T10:00")], "2026-08-31",
        id="six months and six more are twelve from the start",
    ),
    pytest.param(
        term(24, H, extension=Extension(1, 2, WD, "head", "resident")), [(EXTENDED, "2026-03-02T10:00")], "2026-03-05",
        id="hours extended by working days",
    ),
    pytest.param(term(5, WD), [(EXTENDED, "2026-03-05T10:00", 3)], "2026-03-12", id="an extension as told, without a rule"),
    pytest.param(term(5, WD), [(EXTENDED, "2026-03-05T10:00")], "2026-03-09", id="an extension of nothing"),
    pytest.param(term(5, WD), [(MET, "2026-03-05T10:00"), (EXTENDED, "2026-03-06T10:00", 9)], "2026-03-09", id="nothing happens after the end"),
    pytest.param(term(5, WD), [(CANCELLED, "2026-03-05T10:00")], "2026-03-09", id="a cancelled term keeps its last day"),
]  # fmt: skip


@pytest.mark.parametrize(("what", "happened", "expected"), HAPPENINGS)
def test_what_happens_moves_the_end(
    what: Term, happened: list[tuple[TermEventKind, str]], expected: str | None
) -> None:
    start = "2025-08-31T09:00" if what.unit is M and what.length == 6 else "2026-03-02T09:00"

    found = compute(what, at(start), [event(*one) for one in happened], china())

    assert due(found) == expected


def test_every_step_is_said_in_two_languages_with_its_article() -> None:
    happened = [
        event(PAUSED, "2026-02-12T10:00", reason="鉴定"),
        event(RESUMED, "2026-02-25T10:00"),
        event(EXTENDED, "2026-02-26T10:00", reason="情况复杂"),
        event(MET, "2026-02-27T10:00"),
    ]

    steps = compute(EXTENDABLE, at("2026-02-10T16:30"), happened, china()).steps

    assert [step.text for step in steps] == [
        "2026年2月10日(周二)16:30起算；当天不计入，从2026年2月11日(周三)数起。",
        "期限 5 个工作日，数到2026年2月24日(周二)，其间休息日 9 天不计(2月15日至2月23日)，调休上班日计入(2月14日)。",
        "2026年2月12日(周四)10:00暂停计时(鉴定)，还剩 3 个工作日。",
        "2026年2月25日(周三)10:00恢复计时，继续数剩下的 3 个工作日，到2026年2月28日(周六)，调休上班日计入(2月28日)。",
        "2026年2月26日(周四)10:00延长 5 个工作日，理由：情况复杂；从头一并计算，到2026年3月6日(周五)。",
        "在2026年3月6日(周五)24:00 之前办到都算按时。",
        "2026年2月27日(周五)10:00完成，计时结束。",
    ]
    assert steps[1].text_en == (
        "Limit of 5 working days: leads to Tue 24 Feb 2026, 9 days of rest not counted, "
        "make-up working days counted (Sat 14 Feb 2026)."
    )
    assert [step.law for step in steps] == [
        "民法典第201条", "示例法第1条", "", "", "示例法第3条", "民法典第203条", ""
    ]  # fmt: skip


def words(found: Deadline) -> str:
    return "\n".join(f"{step.text}|{step.text_en}" for step in found.steps)


def test_the_steps_say_what_each_convention_did() -> None:
    rolled = compute(term(15, CAL, rolls=True), at("2026-02-03T09:00"), (), china())
    late = compute(term(5, WD, after_hours="17:30"), at("2026-03-06T18:00"), (), china())
    rest = compute(term(5, WD, after_hours="17:30"), at("2026-03-07T08:00"), (), china())
    hours = compute(term(90, H), at("2026-03-06T18:00"), [event(PAUSED, "2026-03-06T18:30")], china())
    over = compute(
        term(1, WD),
        at("2026-03-02T09:00"),
        [event(PAUSED, "2026-03-06T18:30"), event(CANCELLED, "2026-03-07T09:00", reason="撤回")],
        china(),
    )
    nothing = compute(term(1, WD), at("2026-03-02T09:00"), [event(PAUSED, "2026-03-03T18:30")], china())
    whole = compute(term(2, H), at("2026-03-02T09:00"), [event(PAUSED, "2026-03-02T10:00")], china())
    month = compute(term(1, M), at("2026-01-31T09:00"), (), china())
    local = compute(term(1, WD), at("2026-03-02T09:00"), (), china(), limit=LocalLimit(2, WD, "邯郸市规定"))

    assert "2026年2月18日(周三)是休息日，最后一天顺延到2026年2月24日(周二)。" in words(rolled)
    assert "2026年3月6日(周五)18:00已过 17:30 下班时间，按2026年3月9日(周一)收到计算。" in words(late)
    assert "当天是休息日" in words(rest)
    assert "还剩 89 小时 30 分|" in words(hours).replace("。|", "|")
    assert "89 hours 30 min left" in words(hours)
    assert "现在暂停计时" in words(hours)
    assert "但期限在此之前已经届满" in words(over)
    assert "不再计时(撤回)" in words(over)
    assert "还剩 0 日" in words(nothing)
    assert "还剩 1 小时。" in words(whole)
    assert "1 hour left" in words(whole)
    assert "没有对应日的为月末日" in words(month)
    assert local.steps[1].text.startswith("地方规定 2 个工作日")
    assert local.steps[1].law == "邯郸市规定"


def test_many_separate_days_of_rest_are_not_all_listed() -> None:
    text = compute(term(60, WD), at("2026-03-02T09:00"), (), china()).steps[1].text

    assert " 等)" in text


def test_a_variant_holds_when_its_flag_is_set() -> None:
    what = term(
        1,
        WD,
        setting="a.b",
        variants=(Variant("urgent", 2, H, "a.b_urgent", "示例法第9条"), Variant("easy", 3, WD)),
    )
    limits = {"a.b_urgent": LocalLimit(1, H, "本市规定"), "a.b": LocalLimit(2, WD, "本市规定")}

    assert (
        due(compute(what, at("2026-03-02T09:00"), (), china(), frozenset({"urgent", "easy"})))
        == "2026-03-02T11:00"
    )
    assert due(compute(what, at("2026-03-02T09:00"), (), china(), frozenset({"easy"}))) == "2026-03-05"
    assert due(compute(what, at("2026-03-02T09:00"), (), china(), frozenset({"other"}))) == "2026-03-03"
    assert chosen(what, frozenset({"urgent"})).law == "示例法第9条"
    assert chosen(what, frozenset({"easy"})).law == "示例法第1条"
    assert limit_for(what, limits, frozenset({"urgent"})) == limits["a.b_urgent"]
    assert limit_for(what, limits) == limits["a.b"]
    assert limit_for(what, limits, frozenset({"easy"})) is None
    assert limit_for(what, {}) is None


def test_a_local_limit_holds_over_the_shipped_default() -> None:
    limit = LocalLimit(3, CAL, "")

    assert due(compute(term(1, WD), at("2026-03-02T09:00"), (), china(), limit=limit)) == "2026-03-05"
    assert compute_due(term(1, WD), at("2026-03-02T09:00"), china(), limit=limit)[0] == date(2026, 3, 5)
    assert chosen(term(1, WD), limit=limit).law == "示例法第1条"


# beyond the published years


def test_a_term_beyond_the_published_years_is_refused() -> None:
    with pytest.raises(CalendarUnknown, match="2027"):
        compute(term(15, WD), at("2026-12-21T09:00"), (), china())
    with pytest.raises(CalendarUnknown):
        compute_due(term(30, CAL, rolls=True), at("2026-12-21T09:00"), china())


@pytest.mark.parametrize(
    ("what", "start", "expected", "provisional"),
    [
        pytest.param(term(15, WD), "2026-12-21T09:00", "2027-01-12", True, id="working days over the New Year"),
        pytest.param(term(5, WD), "2026-12-24T09:00", "2026-12-31", False, id="ending with the last published day"),
        pytest.param(term(30, CAL, rolls=True), "2026-12-10T09:00", "2027-01-11", True, id="rolling in an unpublished year"),
        pytest.param(term(30, CAL), "2026-12-10T09:00", "2027-01-09", False, id="calendar days need no table"),
        pytest.param(term(48, H), "2026-12-31T09:00", "2027-01-02T09:00", False, id="hours need no table"),
        pytest.param(term(8, WH), "2026-12-31T16:30", "2027-01-04T17:00", True, id="working hours"),
        pytest.param(term(2, CAL, after_hours="17:30"), "2026-12-31T18:00", "2027-01-06", True, id="after hours on the last published day"),
        pytest.param(term(2, WD), "1999-06-01T09:00", "1999-06-03", True, id="long before the tables begin"),
        pytest.param(term(2, CAL, after_hours="17:30"), "2027-03-02T09:00", "2027-03-04", True, id="a start in an unpublished year"),
    ],
)  # fmt: skip
def test_a_running_platform_counts_provisionally_and_says_so(
    what: Term, start: str, expected: str, provisional: bool
) -> None:
    found = compute(what, at(start), (), china(), provisional_ok=True)

    assert due(found) == expected
    assert found.provisional is provisional
    assert ("暂定" in words(found)) is provisional
    assert compute_due(what, at(start), china().with_provisional()) == (found.due_on, found.due_at)


def test_a_provisional_day_becomes_sure_once_the_table_is_imported() -> None:
    table = dict.fromkeys(expected_holidays(2027), False) | {date(2027, 1, 3): True, date(2027, 1, 4): False}

    found = compute(term(15, WD), at("2026-12-21T09:00"), (), china().with_days(table), provisional_ok=True)

    assert not found.provisional
    assert found.due_on == date(2027, 1, 12)


# properties

UNITS = st.sampled_from([CAL, WD, H, WH, M, Y])
STARTS = st.datetimes(datetime(2004, 1, 5), datetime(2026, 6, 1))  # noqa: DTZ001 - made aware below
TERMS = st.builds(
    lambda length, unit, rolls, closing: term(min(length, 8) if unit is Y else length, unit, rolls=rolls, after_hours=closing),
    st.integers(1, 60), UNITS, st.booleans(), st.sampled_from(["", "17:30"]),
)  # fmt: skip


@given(TERMS, STARTS)
def test_the_fast_way_and_the_explained_way_agree(what: Term, start: datetime) -> None:
    begin = at(start.replace(second=0, microsecond=0).isoformat())
    found = compute(what, begin, (), china(), provisional_ok=True)

    assert compute_due(what, begin, china().with_provisional()) == (found.due_on, found.due_at)
    assert found.due_at is not None
    assert found.due_at > begin


@given(TERMS, STARTS, st.integers(1, 30))
def test_a_later_start_never_ends_earlier(what: Term, start: datetime, days: int) -> None:
    begin = at(start.replace(second=0, microsecond=0).isoformat())
    calendar = china().with_provisional()

    assert (
        compute_due(what, begin, calendar)[1] <= compute_due(what, begin + timedelta(days=days), calendar)[1]
    )


@given(TERMS, STARTS, st.integers(0, 40), st.integers(0, 40))
def test_a_pause_never_brings_the_end_forward(what: Term, start: datetime, after: int, lasting: int) -> None:
    begin = at(start.replace(second=0, microsecond=0).isoformat())
    calendar = china().with_provisional()
    stops = begin + timedelta(days=after)
    happened = (TermEvent(PAUSED, stops), TermEvent(RESUMED, stops + timedelta(days=lasting)))
    before = compute(what, begin, (), calendar)

    found = compute(what, begin, happened, calendar)

    assert found.due_at is not None
    assert before.due_at is not None
    assert found.due_at >= before.due_at


@given(TERMS, STARTS)
def test_a_rolling_term_never_ends_on_a_day_of_rest(what: Term, start: datetime) -> None:
    calendar = china().with_provisional()
    due_on, _ = compute_due(what, at(start.replace(microsecond=0).isoformat()), calendar)

    assert due_on is None or not what.rolls or calendar.is_working_day(due_on)


def test_who_can_be_late_with_a_term() -> None:
    assert {str(party) for party in Party if party.is_right} == {"resident", "opposite"}
    assert set(NO_DUTIES) == {"resident", "opposite", "outside"}
    assert all(party.is_duty for party in Party if str(party) not in NO_DUTIES)


@pytest.mark.parametrize(
    ("length", "unit", "hearing", "last"),
    [
        (5, WD, "2026-03-20", "2026-03-13"),
        (5, WD, "2026-02-26", "2026-02-12"),
        (3, WD, "2026-03-16", "2026-03-11"),
        (3, CAL, "2026-03-02", "2026-02-27"),
    ],
    ids=["a plain week", "over the spring festival", "over a weekend", "over a month's end"],
)
def test_a_length_is_counted_back_from_a_day_to_come(
    length: int, unit: LengthUnit, hearing: str, last: str
) -> None:
    found = compute(term(length, unit, before=True), at(f"{hearing}T09:00"), (), china())

    assert (due(found), found.provisional) == (last, False)
    fast = compute_due(term(length, unit, before=True), at(f"{hearing}T09:00"), china())
    assert fast == (found.due_on, found.due_at)
    assert "往前数" in found.steps[0].text


def test_a_length_counted_back_beyond_the_published_years_is_provisional() -> None:
    counted = term(5, WD, before=True)

    assert compute(counted, at("2035-03-20T09:00"), (), china(), provisional_ok=True).provisional
