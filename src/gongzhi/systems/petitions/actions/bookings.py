"""Books a slot of a reception day without an account: by a number and a secret, which also move and cancel it."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from secrets import token_bytes

from django.db import IntegrityError, transaction

from gongzhi.core.identity import receipts, sealing
from gongzhi.core.identity.actions import throttle
from gongzhi.core.identity.actions.residents import WrongReceipt, forget_resident
from gongzhi.core.identity.rules.verbs import require_role
from gongzhi.core.ledger.actions import record
from gongzhi.core.matters import ids
from gongzhi.core.notify.models import Notice
from gongzhi.core.orgs import queries as orgs
from gongzhi.kernel.actor import PUBLIC, Actor
from gongzhi.kernel.errors import Conflict, DomainError, InvalidInput, NotFound
from gongzhi.kernel.identifiers import matter_number, new_secret, normal_number
from gongzhi.kernel.terms import CHINA
from gongzhi.systems.petitions.actions.reception_days import STREAM
from gongzhi.systems.petitions.models import Booking, BookingState, ReceptionDay
from gongzhi.systems.petitions.queries import reception
from gongzhi.systems.petitions.rules.representatives import MOST
from gongzhi.systems.petitions.settings_oversight import KEPT

PREFIX = "JF"
TOPIC_LONGEST = 300


class SlotTaken(DomainError):
    """Somebody else took the slot, or the day cannot be booked any more."""

    code = "petitions.slot_taken"
    message = "这个时间刚刚被约走，或者这一天已经不能预约。请另选一个时间。"
    http_status = 409


@dataclass(frozen=True, slots=True)
class Ask:
    """What somebody says who books. Name and contact are of his own choice; `matter_id` only where he showed its receipt."""

    day_id: int
    slot: time
    topic: str
    coming: int = 1
    name: str = ""
    contact: str = ""
    matter_id: int | None = None
    submit_key: str | None = None


@dataclass(frozen=True, slots=True)
class Booked:
    """The booking as told once: `secret` is "" when the same form came again."""

    booking: Booking
    secret: str


@transaction.atomic(durable=True)
def book(ask: Ask, at: datetime, actor: Actor = PUBLIC) -> Booked:
    """Book a slot; anybody may, with or without a name. Raise SlotTaken when it is gone."""
    known = Booking.objects.filter(submit_key=ask.submit_key).first() if ask.submit_key else None
    if known is not None:
        return Booked(known, "")
    topic = ask.topic.replace("\x00", "").strip()
    if not topic:
        raise InvalidInput(field="topic", why="请写下想说的事，一句话就行。")
    if len(topic) > TOPIC_LONGEST:
        raise InvalidInput(field="topic", why="这里最多 300 个字，详细的见面再说。")
    if not 1 <= ask.coming <= MOST:
        raise InvalidInput(
            field="coming", why="当面反映的推选不超过 5 名代表；支持的人数不限，名单可以带来。"
        )
    day = _open_day(ask.day_id, ask.slot, at)
    booking_id = ids.take("petitions_booking_id_seq")[0]
    secret = new_secret(token_bytes(16))
    made = Booking(
        id=booking_id,
        day_id=day.pk,
        slot=ask.slot,
        number=PREFIX + matter_number(day.on, booking_id)[2:],
        secret_hash=receipts.hash_secret(secret),
        submit_key=ask.submit_key,
        matter_id=ask.matter_id,
        topic=topic,
        coming=ask.coming,
        name_sealed=sealing.seal(ask.name.strip()[:60]),
        contact_sealed=sealing.seal(ask.contact.strip()[:120]),
        made_at=at,
    )
    _insert(made)
    _note(made, "reception.booked", actor, at)
    return Booked(made, secret)


def _open_day(day_id: int, slot: time, at: datetime) -> ReceptionDay:
    day = ReceptionDay.objects.select_for_update().filter(id=day_id).first()
    if day is None or not reception.is_bookable(day, at) or slot not in reception.free_slots(day):
        raise SlotTaken
    return day


def _insert(made: Booking) -> None:
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError as error:
        raise SlotTaken from error


def open_booking(number: str, secret: str, address: str, at: datetime) -> Booking:
    """Return the booking of a number and secret; raise WrongReceipt or TooManyAttempts."""
    wanted = normal_booking(number)
    keys = throttle.receipt_keys(wanted, address)
    throttle.check(keys, at)
    found = Booking.objects.filter(number=wanted).first()
    if found is not None and receipts.is_secret_of(secret, found.secret_hash):
        throttle.forgive(keys)
        return found
    throttle.count_failure(keys, at)
    raise WrongReceipt


def normal_booking(text: str) -> str:
    """Return a booking's number as we write it; raise InvalidInput for what is none."""
    plain = text.strip().upper()
    if plain.startswith(PREFIX):
        plain = plain[len(PREFIX) :]
    return PREFIX + normal_number(plain)[2:]


@transaction.atomic(durable=True)
def move(booking_id: int, day_id: int, slot: time, at: datetime) -> Booking:
    """Move a booking that its holder opened to another slot; the old one is free again."""
    found = _locked(booking_id)
    if found.state not in (BookingState.BOOKED, BookingState.CALLED_OFF):
        raise Conflict(why="这个预约已经取消或者已经来过。")
    day = _open_day(day_id, slot, at)
    found.day_id, found.slot, found.state, found.changed_at = day.pk, slot, BookingState.BOOKED, at
    try:
        with transaction.atomic():
            found.save()
    except IntegrityError as error:
        raise SlotTaken from error
    _note(found, "reception.booking_moved", PUBLIC, at)
    return found


@transaction.atomic(durable=True)
def cancel(booking_id: int, at: datetime) -> Booking:
    """Give a slot back; nothing is asked and nothing is held against anybody."""
    found = _locked(booking_id)
    if found.state != BookingState.BOOKED:
        raise Conflict(why="这个预约已经取消或者已经来过。")
    found.state, found.changed_at = BookingState.CANCELLED, at
    found.save(update_fields=["state", "changed_at"])
    _note(found, "reception.booking_cancelled", PUBLIC, at)
    return found


@transaction.atomic(durable=True)
def came(actor: Actor, booking_id: int, at: datetime) -> Booking:
    """Note that who had booked is here."""
    require_role(actor, "petitions.receive")
    found = _locked(booking_id)
    reception.day_of(actor, found.day_id)
    if found.state != BookingState.BOOKED:
        raise Conflict(why="这个预约已经取消或者已经登记过。")
    found.state, found.changed_at = BookingState.CAME, at
    found.save(update_fields=["state", "changed_at"])
    _note(found, "reception.came", actor, at)
    return found


@transaction.atomic(durable=True)
def forget_bookings(at: datetime) -> int:
    """Wipe the names and contacts of bookings whose day lies far enough back; return how many were wiped."""
    today = at.astimezone(CHINA).date()
    before = today - timedelta(days=max(1, int(str(orgs.setting(KEPT)))))
    days = ReceptionDay.objects.filter(on__lt=before).values("id")
    rows = list(Booking.objects.filter(day_id__in=days, forgotten_at__isnull=True).order_by("id")[:500])
    for one in rows:
        one.name_sealed, one.contact_sealed, one.forgotten_at = b"", b"", at
        one.save(update_fields=["name_sealed", "contact_sealed", "forgotten_at"])
        for holder in Notice.objects.filter(key=f"booking:{one.pk}:off").values_list(
            "recipient_id", flat=True
        ):
            forget_resident(holder)
    return len(rows)


def _locked(booking_id: int) -> Booking:
    found = Booking.objects.select_for_update().filter(id=booking_id).first()
    if found is None:
        raise NotFound
    return found


def _note(booking: Booking, verb: str, actor: Actor, at: datetime) -> None:
    data = {"booking": booking.number, "day": booking.day_id, "slot": booking.slot.isoformat()}
    record(stream=STREAM, verb=verb, actor=actor, at=at, data=data)
