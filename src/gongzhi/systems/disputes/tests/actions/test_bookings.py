"""Bookings of a room: asked for without an account, answered by the desk, taken back by receipt."""

from datetime import date, time

import pytest

from gongzhi.core.identity.actions.residents import WrongReceipt
from gongzhi.core.identity.rules.lockout import TooManyAttempts
from gongzhi.core.identity.testing import Cast, at
from gongzhi.core.ledger.models import Entry
from gongzhi.core.notify.models import Notice
from gongzhi.kernel.actor import PUBLIC
from gongzhi.kernel.errors import InvalidInput, NotAllowed, NotFound
from gongzhi.systems.disputes.actions import bookings as acts
from gongzhi.systems.disputes.actions import network
from gongzhi.systems.disputes.models import Room
from gongzhi.systems.disputes.queries import bookings as queries
from gongzhi.systems.disputes.tests.actions.test_network import NOW, ROOM
from gongzhi.systems.disputes.tests.places import make_areas

DAY = date(2026, 3, 3)


@pytest.fixture(autouse=True)
def areas(cast: Cast) -> None:
    make_areas()


@pytest.fixture
def room(cast: Cast) -> Room:
    made = network.enter(cast.clerk, "rooms", ROOM, NOW)
    assert isinstance(made, Room)
    return made


def wish(room: Room, **changes: object) -> acts.Wish:
    values: dict[str, object] = {
        "room_id": room.pk, "day": DAY, "start": time(9), "about": "neighbours", "words": "楼上漏水",
        "name": "张三", "contact": "13800000001",
    } | changes  # fmt: skip
    return acts.Wish(**values)  # type: ignore[arg-type]


def test_a_slot_is_booked_without_an_account_and_the_desk_is_told(room: Room, cast: Cast) -> None:
    booked = acts.book(PUBLIC, wish(room), NOW)

    assert booked.secret
    assert booked.booking.number.startswith("TJ-20260303-")
    assert Notice.objects.filter(recipient_kind="unit", recipient_id=cast.unit("township")).exists()
    (view,) = queries.bookings(cast["township_clerk"])
    assert (view.name, view.words) == ("张*", "楼上漏水")
    assert "13800000001" not in view.contact
    said = Entry.objects.get(stream=f"booking:{booked.booking.pk}").data
    assert "张三" not in str(said)


def test_a_taken_slot_and_one_outside_the_hours_are_refused(room: Room) -> None:
    acts.book(PUBLIC, wish(room), NOW)

    for changes in ({}, {"start": time(12)}, {"day": date(2026, 3, 7)}, {"day": date(2026, 6, 1)}):
        with pytest.raises(acts.SlotTaken):
            acts.book(PUBLIC, wish(room, **changes), NOW)


def test_a_form_sent_twice_books_once(room: Room) -> None:
    first = acts.book(PUBLIC, wish(room, key="k"), NOW)
    second = acts.book(PUBLIC, wish(room, key="k"), NOW)

    assert second.booking.pk == first.booking.pk
    assert second.secret == ""


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"about": "love"}, "about"),
        ({"contact": " "}, "contact"),
        ({"words": "长" * 501}, "words"),
        ({"name": "长" * 61}, "contact"),
    ],
)
def test_a_wrong_wish_is_refused(room: Room, changes: dict[str, object], field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        acts.book(PUBLIC, wish(room, **changes), NOW)

    assert refused.value.facts["field"] == field


def test_the_receipt_opens_the_booking_and_a_wrong_secret_does_not(room: Room) -> None:
    booked = acts.book(PUBLIC, wish(room), NOW)

    found = acts.open_booking(booked.booking.number.lower(), booked.secret, "10.0.0.1", NOW)
    assert found.pk == booked.booking.pk
    with pytest.raises(WrongReceipt):
        acts.open_booking(booked.booking.number, "AAAA-BBBB-CCCC-DDDD", "10.0.0.1", NOW)
    with pytest.raises(WrongReceipt):
        acts.open_booking("TJ-20260303-999999", booked.secret, "10.0.0.1", NOW)


def test_guessing_secrets_is_stopped(room: Room) -> None:
    booked = acts.book(PUBLIC, wish(room), NOW)

    for _ in range(40):
        try:
            acts.open_booking(booked.booking.number, "AAAA-BBBB-CCCC-DDDD", "10.0.0.2", NOW)
        except WrongReceipt:
            continue
        except TooManyAttempts:
            break
    else:
        pytest.fail("Forty wrong secrets in a row were let pass.")


def test_the_desk_confirms_moves_and_notes_who_came(room: Room, cast: Cast) -> None:
    clerk = cast["township_clerk"]
    booked = acts.book(PUBLIC, wish(room), NOW).booking

    acts.confirm(clerk, booked.pk, NOW)
    with pytest.raises(acts.BookingOver):
        acts.confirm(clerk, booked.pk, NOW)
    moved = acts.move(clerk, booked.pk, (DAY, time(10)), "九点有会", NOW)
    assert (moved.state, moved.start, moved.answer) == ("moved", time(10), "九点有会")
    with pytest.raises(acts.BookingOver, match="还没到"):
        acts.note_came(clerk, booked.pk, True, NOW)
    assert acts.note_came(clerk, booked.pk, False, at("2026-03-03 12:00")).state == "no_show"
    told = Notice.objects.filter(recipient_kind="resident").values_list("subject", flat=True)
    assert set(told) == {"调解室预约已确认", "调解室预约已改时间"}
    assert acts.book(PUBLIC, wish(room), NOW).secret


def test_declining_needs_a_reason_and_frees_the_slot(room: Room, cast: Cast) -> None:
    clerk = cast["township_clerk"]
    booked = acts.book(PUBLIC, wish(room), NOW).booking

    with pytest.raises(InvalidInput):
        acts.decline(clerk, booked.pk, " ", NOW)
    acts.decline(clerk, booked.pk, "调解员住院，请联系街道司法所", NOW)

    assert acts.book(PUBLIC, wish(room), NOW).secret


def test_a_resident_takes_a_booking_back_once(room: Room) -> None:
    booked = acts.book(PUBLIC, wish(room), NOW).booking

    assert acts.cancel(PUBLIC, booked.pk, NOW).state == "cancelled"
    with pytest.raises(acts.BookingOver):
        acts.cancel(PUBLIC, booked.pk, NOW)


def test_who_reads_a_contact_is_kept_with_the_reason(room: Room, cast: Cast) -> None:
    booked = acts.book(PUBLIC, wish(room), NOW).booking

    assert acts.read_contact(cast["township_clerk"], booked.pk, "打电话改时间", NOW) == (
        "张三",
        "13800000001",
    )
    kept = Entry.objects.get(stream=f"booking:{booked.pk}", verb="booking.contact_read")
    assert kept.why == "打电话改时间"
    with pytest.raises(InvalidInput):
        acts.read_contact(cast["township_clerk"], booked.pk, "", NOW)


def test_the_neighbour_finds_no_booking_and_a_handler_may_not_answer(room: Room, cast: Cast) -> None:
    booked = acts.book(PUBLIC, wish(room), NOW).booking

    assert queries.bookings(cast.neighbour) == []
    for act in (
        acts.confirm,
        lambda a, pk, t: acts.decline(a, pk, "x", t),
        lambda a, pk, t: acts.read_contact(a, pk, "x", t),
    ):
        with pytest.raises(NotFound):
            act(cast.neighbour, booked.pk, NOW)
        with pytest.raises(NotAllowed):
            act(cast.handler, booked.pk, NOW)


def test_rooms_are_found_by_area_and_by_distance(room: Room, cast: Cast) -> None:
    far = ROOM | {
        "name": "联纺调解室",
        "area_code": "130403002",
        "lon": "114.60",
        "lat": "36.60",
        "field": "labour",
    }
    network.enter(cast.clerk, "rooms", far, NOW)
    network.change(cast.clerk, "rooms", room.pk, ROOM | {"lon": "114.50", "lat": "36.60"}, NOW)

    by_area = queries.rooms_near(NOW, area="130403002")
    by_point = queries.rooms_near(NOW, lon=114.501, lat=36.60)

    assert [view.room.name for view in by_area] == ["联纺调解室", "老李调解室"]
    assert [view.room.name for view in by_point] == ["老李调解室", "联纺调解室"]
    assert by_point[0].metres is not None
    assert by_point[0].metres < 200
    assert [view.room.name for view in queries.rooms_near(NOW, field="medical")] == ["老李调解室"]
    assert queries.place_of("联纺街道")[0] == "130403002"
