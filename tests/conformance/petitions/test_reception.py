"""Reception with people in their posts: published days, booking without an account, notes that become petitions, missed periods."""

import contextlib
from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from tests.conformance.petitions.shared import bring, clocks, matter, sort, to_opinion

from gongzhi.core.files.models import Document
from gongzhi.core.identity import sealing
from gongzhi.core.identity.actions.residents import WrongReceipt
from gongzhi.core.identity.models import Resident
from gongzhi.core.identity.rules.lockout import TooManyAttempts
from gongzhi.core.identity.testing import Cast, at
from gongzhi.core.ledger.queries import entries
from gongzhi.core.matters import queries as matters
from gongzhi.core.notify.models import Notice
from gongzhi.core.orgs.actions import set_setting
from gongzhi.kernel.actor import Actor
from gongzhi.kernel.errors import Conflict, InvalidInput, NotAllowed, NotFound
from gongzhi.systems.petitions.actions import bookings, reception_days, reception_notes
from gongzhi.systems.petitions.actions.bookings import Ask, SlotTaken
from gongzhi.systems.petitions.actions.reception_days import DayPlan, PlaceFacts, PlanRefused
from gongzhi.systems.petitions.actions.reception_notes import Said, Visitor
from gongzhi.systems.petitions.models import Arrival, Booking, ReceptionDay, ReceptionNote, ReceptionPlace
from gongzhi.systems.petitions.queries import reception
from gongzhi.systems.petitions.rules.reception import Period

pytestmark = pytest.mark.django_db
NOW = at("2026-03-02 09:00")
ON = date(2026, 3, 11)


def plan(cast: Cast, **changes: object) -> DayPlan:
    """Return a plan for a Wednesday morning of the district, or of the unit named."""
    values: dict[str, object] = {
        "unit_id": cast.unit(str(changes.pop("unit", "district"))),
        "level": "county",
        "on": ON,
        "starts": time(9),
        "ends": time(11, 30),
        "leader_name": "孙区长",
        "leader_post": "丛台区区长",
        "place": "区信访接待中心一楼",
        "slots": 5,
        "tel": "0310-3110000",
    } | changes
    return DayPlan(**values)  # type: ignore[arg-type]


def planned(cast: Cast, **changes: object) -> ReceptionDay:
    """Plan a day as the district's clerk, or as whoever is named."""
    who = str(changes.pop("who", "clerk"))
    return reception_days.plan_day(cast[who], plan(cast, **changes), NOW)


def booked(day: ReceptionDay, slot: time = time(9), **changes: object) -> bookings.Booked:
    """Book a slot as a passer-by."""
    return bookings.book(Ask(day.pk, slot, "占道施工没有恢复", **changes), NOW)  # type: ignore[arg-type]


# XF-17, XF-23: the address book and the calendar are public ------------------------------------------------------------


def test_the_address_book_names_channel_address_telephone_hours_and_how_to_ask(cast: Cast) -> None:
    """XF-17, XF-23; art. 18, 20, 21."""
    facts = PlaceFacts(
        cast.unit("district"),
        "county",
        "丛台区人民来访接待中心",
        "丛台路 1 号",
        "0310-3110000",
        "工作日 9:00-17:00",
        "凭回执上网查，或者打电话查",
    )
    made = reception_days.keep_place(cast.clerk, facts, NOW)

    ((place, unit),) = reception.places("130403")
    assert (place.pk, unit) == (made.pk, "丛台区社会治理中心")
    with pytest.raises(InvalidInput, match="写全"):
        reception_days.keep_place(cast.clerk, replace(facts, how_to_query=" "), NOW)
    later = at("2026-03-20 09:00")
    changed = reception_days.keep_place(cast.clerk, replace(facts, tel="0310-3119999"), later, made.pk)

    assert [one.pk for one, _name in reception.places()] == [changed.pk]
    assert [one.tel for one, _name in reception.places(on=date(2026, 3, 10))] == ["0310-3110000"], (
        "the past stays readable"
    )


@pytest.mark.parametrize(
    "who", ["handler", "caller", "supervisor", "neighbour", "township_clerk", "system_admin"]
)
def test_only_the_own_centre_or_one_above_plans(cast: Cast, who: str) -> None:
    """XF-25."""
    with pytest.raises(NotAllowed):
        reception_days.plan_day(cast[who], plan(cast), NOW)


def test_a_centre_above_plans_for_one_below(cast: Cast) -> None:
    """XF-25."""
    made = planned(cast, who="parent_clerk", unit="township", level="township")

    assert made.unit_id == cast.unit("township")


def test_a_planned_day_is_public_at_once_without_anybody_who_booked(cast: Cast) -> None:
    """XF-25, art. 18."""
    day = planned(cast)
    booked(day, name="张三", contact="13800000001")

    (view,) = reception.public_days(date(2026, 3, 1), date(2026, 3, 31), NOW, "130403")

    assert (view.day.leader_name, view.unit, len(view.free)) == ("孙区长", "丛台区社会治理中心", 4)
    assert reception.public_days(date(2026, 3, 1), date(2026, 3, 31), NOW, "130402") == []
    assert [one.day.pk for one in reception.public_days(ON, ON, NOW, level="county")] == [day.pk]


@pytest.mark.parametrize(
    "wrong",
    [
        {"on": date(2026, 3, 1)},
        {"ends": time(8)},
        {"slots": 6},
        {"slots": 0},
        {"leader_name": " "},
        {"place": ""},
        {"level": "moon"},
        {"kind": "flying"},
    ],
)
def test_a_day_that_cannot_be_is_refused(cast: Cast, wrong: dict[str, object]) -> None:
    with pytest.raises(InvalidInput):
        planned(cast, **wrong)


def test_the_same_leader_is_not_planned_twice_at_one_time(cast: Cast) -> None:
    planned(cast)

    with pytest.raises(InvalidInput, match="已经排了"):
        planned(cast)


def test_many_days_are_planned_all_or_none(cast: Cast) -> None:
    """XF-25."""
    plans = [plan(cast), plan(cast, on=date(2026, 3, 18)), plan(cast, slots=0)]

    with pytest.raises(PlanRefused, match="第 3 行"):
        reception_days.plan_days(cast.clerk, plans, NOW)
    assert not ReceptionDay.objects.exists()
    assert len(reception_days.plan_days(cast.clerk, plans[:2], NOW)) == 2


def test_a_month_is_copied_by_weekday_and_moves_off_days_of_rest(cast: Cast) -> None:
    """XF-25: April 2026 has the Qingming rest."""
    planned(cast, on=date(2026, 3, 2), leader_name="甲")
    planned(cast, on=date(2026, 3, 11), leader_name="乙")
    planned(cast, on=date(2026, 3, 30), leader_name="丙")

    made, left = reception_days.copy_month(cast.clerk, cast.unit("district"), 2026, 3, NOW)

    days = {one.leader_name: one.on for one in ReceptionDay.objects.filter(on__gte=date(2026, 4, 1))}
    assert (made, left) == (2, 1), "a fifth Monday has none to match"
    assert days == {"甲": date(2026, 4, 7), "乙": date(2026, 4, 8)}, "Monday 6 April is a day of rest"
    assert reception_days.copy_month(cast.clerk, cast.unit("district"), 2026, 3, NOW)[0] == 0


def test_a_cancelled_day_says_why_and_what_instead_and_tells_who_booked(cast: Cast) -> None:
    """XF-25."""
    day = planned(cast)
    made = booked(day, contact="13800000001")

    with pytest.raises(InvalidInput, match="为什么取消"):
        reception_days.cancel_day(cast.clerk, day.pk, " ", NOW)
    cancelled = reception_days.cancel_day(
        cast.clerk, day.pk, "防汛值守", NOW, plan(cast, on=date(2026, 3, 13))
    )

    (first, second) = reception.public_days(date(2026, 3, 1), date(2026, 3, 31), NOW)
    assert (first.day.cancelled_why, first.replaced_by) == ("防汛值守", second.day)
    made.booking.refresh_from_db()
    assert made.booking.state == "called_off"
    notice = Notice.objects.get(key=f"booking:{made.booking.pk}:off", channel="contact")
    assert "防汛值守" in notice.body
    assert cancelled.replaced_by_id == second.day.pk
    with pytest.raises(SlotTaken):
        bookings.book(Ask(day.pk, time(9, 30), "想说的事"), NOW)


# Booking without an account -------------------------------------------------------------------------------------------


def test_anybody_books_without_a_name_and_holds_number_and_secret(cast: Cast) -> None:
    """XF-25."""
    day = planned(cast)
    made = booked(day)

    assert made.booking.number.startswith("JF-20260311-")
    opened = bookings.open_booking(
        made.booking.number.lower().replace("-", " "), made.secret, "10.0.0.1", NOW
    )
    assert opened.pk == made.booking.pk
    with pytest.raises(WrongReceipt):
        bookings.open_booking(made.booking.number, "AAAA-BBBB-CCCC-DDDD", "10.0.0.1", NOW)


def guess(number: str) -> None:
    """Try a wrong secret."""
    with contextlib.suppress(WrongReceipt):
        bookings.open_booking(number, "AAAA-BBBB-CCCC-DDDD", "10.0.0.1", NOW)


def test_guessing_secrets_is_slowed(cast: Cast) -> None:
    made = booked(planned(cast))
    for _n in range(40):
        with contextlib.suppress(TooManyAttempts):
            guess(made.booking.number)

    with pytest.raises(TooManyAttempts):
        guess(made.booking.number)


def test_one_slot_is_booked_once(cast: Cast) -> None:
    day = planned(cast)
    booked(day)

    with pytest.raises(SlotTaken):
        booked(day)
    with pytest.raises(SlotTaken):
        booked(day, time(9, 10))


def test_the_same_form_again_is_the_same_booking(cast: Cast) -> None:
    day = planned(cast)
    first = booked(day, submit_key="k1")
    again = booked(day, time(10), submit_key="k1")

    assert (again.booking.pk, again.secret) == (first.booking.pk, "")


@pytest.mark.parametrize("coming", [0, 6, 20])
def test_at_most_five_come_and_supporters_are_not_limited(cast: Cast, coming: int) -> None:
    """XF-16, art. 20."""
    day = planned(cast)

    with pytest.raises(InvalidInput, match="支持的人数不限"):
        booked(day, coming=coming)
    assert booked(day, coming=5).booking.coming == 5


def test_a_day_that_has_begun_or_lies_too_far_ahead_is_not_booked(cast: Cast) -> None:
    day = planned(cast)
    far = planned(cast, on=date(2026, 5, 20))

    with pytest.raises(SlotTaken):
        bookings.book(Ask(day.pk, time(9), "事"), at("2026-03-11 09:00"))
    with pytest.raises(SlotTaken):
        booked(far)


def test_a_booking_is_moved_and_given_back_without_a_reason(cast: Cast) -> None:
    day = planned(cast)
    made = booked(day)

    moved = bookings.move(made.booking.pk, day.pk, time(10), NOW)
    assert (moved.slot, booked(day).booking.slot) == (time(10), time(9)), "the old slot is free again"
    with pytest.raises(SlotTaken):
        bookings.move(made.booking.pk, day.pk, time(9), NOW)
    bookings.cancel(made.booking.pk, NOW)
    with pytest.raises(Conflict):
        bookings.cancel(made.booking.pk, NOW)
    assert time(10) in reception.free_slots(day)


def test_staff_see_who_booked_masked_and_the_name_is_wiped_afterwards(cast: Cast) -> None:
    """XF-20; 个人信息保护法 art. 19."""
    day = planned(cast)
    made = booked(day, name="张三丰", contact="13800000001")
    told = planned(cast, on=date(2026, 3, 12), leader_name="甲")
    off = booked(told, contact="13800000002")
    reception_days.cancel_day(cast.clerk, told.pk, "会议", NOW)

    (visit,) = reception.visits(cast.clerk, day)
    assert "三丰" not in visit.name
    assert "0000" not in visit.contact
    assert bookings.forget_bookings(at("2026-04-10 09:00")) == 0
    assert bookings.forget_bookings(at("2026-04-15 09:00")) == 2

    made.booking.refresh_from_db()
    assert sealing.unseal(made.booking.name_sealed) == ""
    holder = Notice.objects.filter(key=f"booking:{off.booking.pk}:off").values_list(
        "recipient_id", flat=True
    )[0]
    assert bytes(Resident.objects.get(id=holder).contact_sealed) == b""


def test_a_neighbour_sees_no_visitor(cast: Cast) -> None:
    day = planned(cast)

    for who in ("neighbour", "handler", "caller"):
        with pytest.raises(NotFound):
            reception.day_of(cast[who], day.pk)


# From what was said to a petition ------------------------------------------------------------------------------------


def said(day: ReceptionDay, **changes: object) -> Said:
    """Return what was said on a day."""
    values: dict[str, object] = {"day_id": day.pk, "said": "路面开挖半年没有恢复，老人摔了两次。"} | changes
    return Said(**values)  # type: ignore[arg-type]


def test_what_was_said_becomes_a_petition_with_its_clock_and_a_receipt(cast: Cast) -> None:
    """XF-01, XF-25; art. 18, 22: received at the place is received."""
    day = planned(cast)
    made = booked(day)
    noted = reception_notes.become_petition(
        cast.clerk,
        said(day, booking_id=made.booking.pk, promised="一周内恢复路面", due_on=date(2026, 3, 18)),
        Visitor(name="张三", contact="13800000001", area_code="130403001001", key="k"),
        at("2026-03-11 09:40"),
    )

    assert noted.submitted is not None
    found = matter(noted.submitted)
    assert (found.system, found.channel, noted.submitted.secret != "") == ("petitions", "visit", True)
    assert str(clocks(noted.submitted, "acceptance_notice")[0].due_on) == "2026-03-26"
    assert Arrival.objects.filter(matter_id=found.id).exists()
    made.booking.refresh_from_db()
    assert (made.booking.state, made.booking.matter_id) == ("came", found.id)
    (promise,) = reception.open_promises(cast.clerk, at("2026-03-19 09:00"))
    assert promise.is_late


def test_the_same_note_sent_twice_makes_one_petition(cast: Cast) -> None:
    day = planned(cast)
    visitor = Visitor(key="once")
    first = reception_notes.become_petition(cast.clerk, said(day), visitor, at("2026-03-11 09:40"))
    again = reception_notes.become_petition(cast.clerk, said(day), visitor, at("2026-03-11 09:41"))

    assert first.submitted is not None
    assert again.submitted is not None
    assert (first.submitted.number, ReceptionNote.objects.count()) == (again.submitted.number, 1)


def test_the_same_matter_in_time_gets_the_note_and_its_clocks_run_on(cast: Cast) -> None:
    """XF-15, XF-25."""
    given = bring()
    sort(cast, given)
    day = planned(cast)
    before = [one.due_at for one in clocks(given, "acceptance_notice")]

    reception_notes.attach(cast.clerk, said(day), given.number, at("2026-03-11 10:00"))

    assert [one.due_at for one in clocks(given, "acceptance_notice")] == before
    story = [one.text for one in matters.story(cast.citizen(given.matter_id), matter(given))]
    assert any("孙区长" in text for text in story)


def test_a_note_to_an_ended_or_unseen_matter_is_refused(cast: Cast) -> None:
    given = bring()
    to_opinion(cast, given)
    day = planned(cast)

    with pytest.raises(InvalidInput, match="已经办结"):
        reception_notes.attach(cast.clerk, said(day), given.number, at("2026-04-10 10:00"))
    elsewhere = bring(area_code="130402")
    with pytest.raises(NotFound):
        reception_notes.attach(cast.clerk, said(day), elsewhere.number, at("2026-03-11 10:00"))


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"said": " "}, "说了什么"),
        ({"promised": "修"}, "哪天做到"),
        ({"due_on": date(2026, 3, 20)}, "一起写"),
        ({"promised": "修", "due_on": date(2026, 3, 1)}, "早于今天"),
        ({"booking_id": 999}, "不是这一天"),
    ],
)
def test_a_note_is_whole_or_refused(cast: Cast, wrong: dict[str, object], says: str) -> None:
    day = planned(cast)

    with pytest.raises(InvalidInput, match=says):
        reception_notes.become_petition(cast.clerk, said(day, **wrong), Visitor(), at("2026-03-11 10:00"))


def test_only_who_receives_writes_notes(cast: Cast) -> None:
    day = planned(cast)

    for who, error in (("handler", NotAllowed), ("caller", NotAllowed), ("neighbour", NotFound)):
        with pytest.raises(error):
            reception_notes.become_petition(cast[who], said(day), Visitor(), at("2026-03-11 10:00"))


def test_a_promise_is_kept_with_words_that_the_visitor_reads(cast: Cast) -> None:
    day = planned(cast)
    noted = reception_notes.become_petition(
        cast.clerk, said(day, promised="一周内恢复", due_on=date(2026, 3, 18)), Visitor(area_code="130403"), at("2026-03-11 10:00")
    )  # fmt: skip

    with pytest.raises(InvalidInput):
        reception_notes.keep_promise(cast.clerk, noted.note.pk, " ", at("2026-03-17 10:00"))
    reception_notes.keep_promise(cast.clerk, noted.note.pk, "17 日已恢复", at("2026-03-17 10:00"))

    assert reception.open_promises(cast.clerk, at("2026-03-19 09:00")) == []
    assert noted.submitted is not None
    story = [
        one.text for one in matters.story(cast.citizen(noted.submitted.matter_id), matter(noted.submitted))
    ]
    assert "接访中答应的事：17 日已恢复" in story


# XF-25: the frequency rule ---------------------------------------------------------------------------------------------


def held(cast: Cast, actor: Actor, unit: str, level: str, on: date) -> None:
    """Plan a day and note that it took place."""
    made = reception_days.plan_day(actor, plan(cast, unit=unit, level=level, on=on), at("2026-01-01 09:00"))
    reception_days.mark_held(actor, made.pk, "", at(f"{on} 12:00"))


def missed_of(
    cast: Cast, unit: str, who: str = "leader", first: str = "2026-01-01", last: str = "2026-03-31"
) -> list[tuple[str, str]]:
    """Return the missed periods of a unit, oldest first."""
    rows = reception.missed_periods(
        cast[who], date.fromisoformat(first), date.fromisoformat(last), at("2026-04-01 09:00")
    )
    return [(str(one.first), str(one.last)) for one in reversed(rows) if one.unit.id == cast.unit(unit)]


def test_a_county_month_without_a_day_that_was_held_is_missed(cast: Cast) -> None:
    """XF-25: county monthly (default of 2013/14, to be confirmed)."""
    held(cast, cast.clerk, "district", "county", date(2026, 1, 21))
    held(cast, cast.clerk, "district", "county", date(2026, 3, 11))

    assert missed_of(cast, "district") == [("2026-02-01", "2026-02-28")]
    assert missed_of(cast, "neighbour") == [
        ("2026-01-01", "2026-01-31"),
        ("2026-02-01", "2026-02-28"),
        ("2026-03-01", "2026-03-31"),
    ]


def test_the_city_counts_by_quarter_and_a_township_by_week(cast: Cast) -> None:
    """XF-25."""
    held(cast, cast.parent_clerk, "city", "city", date(2026, 2, 4))

    assert missed_of(cast, "city") == []
    weeks = missed_of(cast, "township", first="2026-02-09", last="2026-03-08")
    assert weeks == [
        ("2026-02-09", "2026-02-15"),
        ("2026-02-23", "2026-03-01"),
        ("2026-03-02", "2026-03-08"),
    ]


def test_a_week_of_the_spring_festival_without_a_working_day_is_nobodys_to_keep(cast: Cast) -> None:
    """XF-25: rest days by the published calendar; 15 to 23 February 2026."""
    rows = reception.missed_periods(cast.leader, date(2026, 2, 1), date(2026, 3, 31), at("2026-04-01 09:00"))
    weeks = {str(one.first): one.working_days for one in rows if one.unit.id == cast.unit("township")}

    assert "2026-02-16" not in weeks, "16 to 22 February are all rest days"
    assert all(days > 0 for days in weeks.values())


def test_a_planned_day_that_nobody_noted_counts_as_missed_and_is_named(cast: Cast) -> None:
    """XF-25."""
    reception_days.plan_day(cast.clerk, plan(cast, on=date(2026, 2, 11)), at("2026-01-01 09:00"))
    off = reception_days.plan_day(
        cast.clerk, plan(cast, on=date(2026, 2, 12), leader_name="甲"), at("2026-01-01 09:00")
    )
    reception_days.cancel_day(cast.clerk, off.pk, "抗雪", at("2026-02-10 09:00"))

    rows = reception.missed_periods(cast.leader, date(2026, 2, 1), date(2026, 2, 28), at("2026-04-01 09:00"))
    (one,) = [row for row in rows if row.unit.id == cast.unit("district")]

    assert [day.cancelled_why for day in one.cancelled] == ["抗雪"]
    assert [day.on for day in one.unnoted] == [date(2026, 2, 11)]


def test_a_reception_is_noted_as_held_only_once_it_began(cast: Cast) -> None:
    """XF-25."""
    day = planned(cast)

    with pytest.raises(InvalidInput, match="还没有开始"):
        reception_days.mark_held(cast.clerk, day.pk, "", at("2026-03-11 08:59"))
    reception_days.mark_held(cast.clerk, day.pk, "接待 4 批", at("2026-03-11 12:00"))
    with pytest.raises(Conflict):
        reception_days.cancel_day(cast.clerk, day.pk, "改期", at("2026-03-11 13:00"))


def test_the_frequency_is_a_setting_that_says_where_it_comes_from(cast: Cast) -> None:
    """XF-25: 2009 opinion against 2013/14."""
    assert reception.frequency("township") == (Period.WEEK, False)

    set_setting(cast.system_admin, "petitions.reception_township", "any_time", "邯信联〔2026〕1号", NOW)

    assert reception.frequency("township") == (Period.ANY_TIME, True)
    assert missed_of(cast, "township") == []


def test_who_may_not_see_the_report_gets_nothing(cast: Cast) -> None:
    assert (
        reception.missed_periods(cast.handler, date(2026, 1, 1), date(2026, 3, 31), at("2026-04-01 09:00"))
        == []
    )
    assert missed_of(cast, "district", "neighbour") == []


def test_every_change_of_the_calendar_is_in_the_ledger(cast: Cast) -> None:
    day = planned(cast)
    booked(day)
    reception_days.cancel_day(cast.clerk, day.pk, "防汛", NOW)

    verbs = [one.verb for one in entries("petitions.reception")]
    assert verbs == ["reception.planned", "reception.booked", "reception.cancelled"]
    assert not Document.objects.exists()
    assert Booking.objects.count() == 1
    assert ReceptionPlace.objects.count() == 0
    assert day.made_at + timedelta(0) == NOW
