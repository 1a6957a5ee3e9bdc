"""Booking a mediation room: asked for by a resident without an account, answered by the room's desk."""

from dataclasses import dataclass
from datetime import date, datetime, time
from secrets import token_bytes

from django.db import IntegrityError, transaction

from gongzhi.core.identity import receipts, sealing
from gongzhi.core.identity.actions import throttle
from gongzhi.core.identity.actions.residents import WrongReceipt, make_resident
from gongzhi.core.identity.rules.verbs import require_role
from gongzhi.core.ledger.actions import record
from gongzhi.core.notify import recipients
from gongzhi.core.notify.actions.notify import notify
from gongzhi.core.orgs import queries as orgs
from gongzhi.kernel.actor import Actor
from gongzhi.kernel.errors import DomainError, InvalidInput, NotFound
from gongzhi.kernel.identifiers import new_secret
from gongzhi.kernel.terms import CHINA
from gongzhi.systems.disputes.models import Booking, BookingState, Room
from gongzhi.systems.disputes.models.network import OPEN_STATES
from gongzhi.systems.disputes.queries import bookings as queries
from gongzhi.systems.disputes.rules.causes import CAUSES

ANSWER = queries.ANSWER
MOST_WORDS = 500


class SlotTaken(DomainError):
    """Somebody else was faster, or the slot is none."""

    code = "disputes.slot_taken"
    message = "这个时段已经约满或者不在开放时间里，请另选一个。"
    http_status = 409


class BookingOver(DomainError):
    """The booking can no longer be changed in this way."""

    code = "disputes.booking_over"
    message = "这次预约现在是「%(state)s」，不能再这样改。%(why)s"
    http_status = 409


@dataclass(frozen=True, slots=True)
class Wish:
    """What a resident asks for; the form's own key makes a form that is sent twice one booking."""

    room_id: int
    day: date
    start: time
    about: str
    words: str = ""
    name: str = ""
    contact: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class Booked:
    """The receipt; `secret` is told this once and is "" when the form had been sent before."""

    booking: Booking
    secret: str


@transaction.atomic(durable=True)
def book(actor: Actor, wish: Wish, at: datetime) -> Booked:
    """Ask for a slot of a room; the room's desk is told at once."""
    require_role(actor, "matters.submit")
    repeated = Booking.objects.filter(submit_key=wish.key).first() if wish.key else None
    if repeated is not None:
        return Booked(repeated, "")
    _check(wish)
    room = _room(wish.room_id, at)
    _require_free(room, wish.day, wish.start, at)
    secret = new_secret(token_bytes(16))
    made = _written(
        Booking(
            number="", secret_hash=receipts.hash_secret(secret), room=room, day=wish.day, start=wish.start,
            about=wish.about, words_sealed=sealing.seal(wish.words.strip()) if wish.words.strip() else b"",
            resident_id=make_resident(wish.name, wish.contact, at), submit_key=wish.key or None, made_at=at,
        )
    )  # fmt: skip
    _record(made, "booking.asked", actor, at)
    _tell_desk(made, actor, at, f"{room.name}有新的预约", "请在「调解室预约」里确认或者改时间。")
    return Booked(made, secret)


def _check(wish: Wish) -> None:
    if wish.about not in CAUSES:
        raise InvalidInput(field="about", why="请选择是哪一类纠纷。")
    if len(wish.words) > MOST_WORDS:
        raise InvalidInput(field="words", why="说明最多 %(n)s 个字。", n=MOST_WORDS)
    if not wish.contact.strip():
        raise InvalidInput(field="contact", why="请留一个联系方式，改时间时好告诉您。")
    if len(wish.name) > 60 or len(wish.contact) > 100:
        raise InvalidInput(field="contact", why="姓名最多 60 个字，联系方式最多 100 个字。")


def _room(room_id: int, at: datetime) -> Room:
    queries.room(room_id, at.astimezone(CHINA).date())
    return Room.objects.select_for_update().get(pk=room_id)


def _require_free(room: Room, day: date, start: time, at: datetime) -> None:
    if not any(free == day and start in slots for free, slots in queries.free_slots(room, at)):
        raise SlotTaken


def _written(made: Booking) -> Booking:
    try:
        with transaction.atomic():
            made.number = f"asked-{token_bytes(6).hex()}"
            made.save()
            made.number = f"TJ-{made.day:%Y%m%d}-{made.pk:06d}"
            made.save(update_fields=["number"])
    except IntegrityError as error:
        raise SlotTaken from error
    return made


def open_booking(number: str, secret: str, address: str, at: datetime) -> Booking:
    """Return the booking of a receipt; raise WrongReceipt or TooManyAttempts."""
    keys = throttle.receipt_keys(number.strip().upper(), address)
    throttle.check(keys, at)
    found = queries.booking_numbered(number)
    if found is not None and receipts.is_secret_of(secret, found.secret_hash):
        throttle.forgive(keys)
        return found
    throttle.count_failure(keys, at)
    raise WrongReceipt


@transaction.atomic(durable=True)
def cancel(actor: Actor, booking_id: int, at: datetime) -> Booking:
    """Take a booking back; the caller has shown its receipt."""
    kept = _locked(booking_id, *OPEN_STATES)
    kept.state, kept.answered_at = BookingState.CANCELLED, at
    kept.save(update_fields=["state", "answered_at"])
    _record(kept, "booking.cancelled", actor, at)
    _tell_desk(kept, actor, at, f"{kept.room.name}的一次预约取消了", "这个时段又空出来了。")
    return kept


@transaction.atomic(durable=True)
def confirm(actor: Actor, booking_id: int, at: datetime) -> Booking:
    """Confirm a booking that was asked for."""
    kept = _of_desk(actor, booking_id, BookingState.ASKED)
    return _answer(kept, BookingState.CONFIRMED, "", actor, at)


@transaction.atomic(durable=True)
def decline(actor: Actor, booking_id: int, why: str, at: datetime) -> Booking:
    """Say that a booking cannot be met, with the reason that the resident reads."""
    kept = _of_desk(actor, booking_id, *OPEN_STATES)
    return _answer(kept, BookingState.DECLINED, _why(why), actor, at)


@transaction.atomic(durable=True)
def move(actor: Actor, booking_id: int, slot: tuple[date, time], why: str, at: datetime) -> Booking:
    """Move a booking to another free slot, with the reason that the resident reads."""
    kept = _of_desk(actor, booking_id, *OPEN_STATES)
    day, start = slot
    _require_free(kept.room, day, start, at)
    old, kept.day, kept.start = f"{kept.day} {kept.start:%H:%M}", day, start
    return _answer(kept, BookingState.MOVED, _why(why), actor, at, old=old)


@transaction.atomic(durable=True)
def note_came(actor: Actor, booking_id: int, came: bool, at: datetime) -> Booking:
    """Note on or after the day whether somebody came; nothing follows from not coming."""
    kept = _of_desk(actor, booking_id, BookingState.CONFIRMED, BookingState.MOVED)
    if kept.day > at.astimezone(CHINA).date():
        raise BookingOver(state=kept.get_state_display(), why="预约的那天还没到。")
    state = BookingState.CAME if came else BookingState.NO_SHOW
    kept.state, kept.answered_at, kept.answered_by = state, at, actor.name
    kept.save(update_fields=["state", "answered_at", "answered_by"])
    _record(kept, f"booking.{state}", actor, at)
    return kept


@transaction.atomic(durable=True)
def read_contact(actor: Actor, booking_id: int, purpose: str, at: datetime) -> tuple[str, str]:
    """Return name and contact in clear to the desk that has to ring somebody; who read them, and why, is kept."""
    kept = queries.booking(actor, booking_id).booking
    if not purpose.strip():
        raise InvalidInput(field="purpose", why="请写明为什么要看联系方式。")
    _record(kept, "booking.contact_read", actor, at, why=purpose.strip()[:200])
    return queries.told_by(kept)


def _why(why: str) -> str:
    if not why.strip() or len(why) > 300:
        raise InvalidInput(field="why", why="请写明原因，居民会看到，最多 300 个字。")
    return why.strip()


def _locked(booking_id: int, *states: str) -> Booking:
    kept = (
        Booking.objects.select_for_update(of=("self",)).select_related("room").filter(pk=booking_id).first()
    )
    if kept is None:
        raise NotFound
    if kept.state not in states:
        raise BookingOver(state=kept.get_state_display(), why="")
    return kept


def _of_desk(actor: Actor, booking_id: int, *states: str) -> Booking:
    queries.booking(actor, booking_id)
    return _locked(booking_id, *states)


def _answer(
    kept: Booking, state: BookingState, why: str, actor: Actor, at: datetime, old: str = ""
) -> Booking:
    kept.state, kept.answer, kept.answered_at, kept.answered_by = state, why, at, actor.name
    try:
        with transaction.atomic():
            kept.save()
    except IntegrityError as error:
        raise SlotTaken from error
    _record(kept, f"booking.{state}", actor, at, why=why, old=old)
    _tell_resident(kept, actor, at)
    return kept


def _record(kept: Booking, verb: str, actor: Actor, at: datetime, why: str = "", old: str = "") -> None:
    data = {
        "number": kept.number,
        "room": kept.room_id,
        "slot": f"{kept.day.isoformat()} {kept.start:%H:%M}",
        **({"old": old} if old else {}),
    }
    record(stream=f"booking:{kept.pk}", verb=verb, actor=actor, at=at, data=data, why=why)


def _tell_desk(kept: Booking, actor: Actor, at: datetime, subject: str, body: str) -> None:
    room: Room = kept.room
    unit_id = room.unit_id or orgs.area_owner(room.area_code)
    when = f"{kept.day.isoformat()} {kept.start:%H:%M}"
    notify(
        matter_id=None, to=recipients.unit(unit_id), subject=subject, body=f"{kept.number}，{when}。{body}",
        actor=actor, at=at, key=f"booking:{kept.pk}:{kept.state}", statutory=False,
    )  # fmt: skip


def _tell_resident(kept: Booking, actor: Actor, at: datetime) -> None:
    if kept.resident_id is None:
        return
    room: Room = kept.room
    when = f"{kept.day.isoformat()} {kept.start:%H:%M}"
    why = f"原因：{kept.answer}" if kept.answer else ""
    notify(
        matter_id=None, to=recipients.resident(kept.resident_id), subject=f"调解室预约{kept.get_state_display()}",
        body=f"预约 {kept.number}，{room.name}（{room.address}），{when}：{kept.get_state_display()}。{why}",
        actor=actor, at=at, key=f"booking:{kept.pk}:{kept.state}:{when}", statutory=True,
    )  # fmt: skip


__all__ = ["Booked", "BookingOver", "SlotTaken", "Wish", "book", "cancel", "confirm", "decline", "move", "note_came", "open_booking", "read_contact"]  # fmt: skip
