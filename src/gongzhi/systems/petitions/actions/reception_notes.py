"""What was said in a reception: it becomes a petition, or is attached to the one that is being handled; promises have a day."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from gongzhi.core.identity.rules.verbs import require_role
from gongzhi.core.ledger.actions import record
from gongzhi.core.matters.actions import locking
from gongzhi.core.matters.submission import Submission, Submitted, title_of
from gongzhi.core.orgs import queries as orgs
from gongzhi.kernel.actor import Actor
from gongzhi.kernel.errors import Conflict, InvalidInput
from gongzhi.kernel.terms import CHINA
from gongzhi.systems.petitions.actions.intake import Brought, take_in
from gongzhi.systems.petitions.models import Booking, BookingState, ReceptionDay, ReceptionNote
from gongzhi.systems.petitions.queries import reception

LONGEST = 5000


@dataclass(frozen=True, slots=True)
class Said:
    """What was said and promised on a day, by whoever had booked or simply came."""

    day_id: int
    said: str
    promised: str = ""
    promised_unit_id: int | None = None
    due_on: date | None = None
    booking_id: int | None = None


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who came, in a matter that is new: what he chose to say about himself."""

    title: str = ""
    name: str = ""
    contact: str = ""
    category: str = ""
    area_code: str = ""
    is_real_name: bool = False
    key: str = ""


@dataclass(frozen=True, slots=True)
class Noted:
    """The note and, where a new petition was taken in, its receipt for the visitor's hand."""

    note: ReceptionNote
    submitted: Submitted | None = None


def become_petition(actor: Actor, said: Said, visitor: Visitor, at: datetime) -> Noted:
    """Take in what was said as a petition of its own (channel: visit) and keep the note with it; the same form again makes none."""
    require_role(actor, "petitions.receive")
    day = reception.day_of(actor, said.day_id)
    _check(said, day, at)
    submission = Submission(
        title=visitor.title.strip()[:100] or title_of(said.said),
        text=said.said.strip(),
        channel="visit",
        brought_at=at,
        category=visitor.category,
        area_code=visitor.area_code or day.area_code,
        name=visitor.name,
        contact=visitor.contact,
        is_anonymous=not (visitor.name.strip() or visitor.contact.strip()),
        submit_key=f"reception:{day.pk}:{visitor.key}" if visitor.key else None,
    )
    given = take_in(actor, submission, Brought(is_real_name=visitor.is_real_name), at)
    with transaction.atomic(durable=True):
        known = ReceptionNote.objects.filter(matter_id=given.matter_id, day_id=day.pk).first()
        note = known or _keep(actor, said, given.matter_id, day, at)
    return Noted(note, given)


@transaction.atomic(durable=True)
def attach(actor: Actor, said: Said, number: str, at: datetime) -> Noted:
    """Keep the note with the petition that is being handled; its clocks run on as they are."""
    require_role(actor, "petitions.receive")
    day = reception.day_of(actor, said.day_id)
    _check(said, day, at)
    matter = locking.lock_number(actor, number)
    if not matter.is_open:
        raise InvalidInput(field="number", why="这件事已经办结。有新的情况请登记为新的信访事项。")
    return Noted(_keep(actor, said, matter.id, day, at))


def _check(said: Said, day: ReceptionDay, at: datetime) -> None:
    text = said.said.replace("\x00", "").strip()
    if not text:
        raise InvalidInput(field="said", why="请写下对方说了什么。")
    if len(text) > LONGEST:
        raise InvalidInput(field="said", why="最多 5000 个字，材料可以作为附件上传。")
    if bool(said.promised.strip()) != (said.due_on is not None):
        raise InvalidInput(field="due_on", why="答应的事和哪天做到要一起写。")
    if said.due_on is not None and said.due_on < at.astimezone(CHINA).date():
        raise InvalidInput(field="due_on", why="答应做到的日期不能早于今天。")
    if day.cancelled_at is not None or day.on > at.astimezone(CHINA).date():
        raise InvalidInput(field="said", why="这一天的接访取消了或者还没有到。")
    if said.booking_id is not None and not Booking.objects.filter(id=said.booking_id, day_id=day.pk).exists():
        raise InvalidInput(field="booking_id", why="这个预约不是这一天的，请从名单里选。")


def _keep(actor: Actor, said: Said, matter_id: int, day: ReceptionDay, at: datetime) -> ReceptionNote:
    made = ReceptionNote.objects.create(
        day_id=day.pk,
        booking_id=said.booking_id,
        matter_id=matter_id,
        said=said.said.strip(),
        promised=said.promised.strip(),
        promised_unit_id=said.promised_unit_id,
        due_on=said.due_on,
        by_name=actor.name,
        at=at,
    )
    if said.booking_id is not None:
        Booking.objects.filter(id=said.booking_id, state=BookingState.BOOKED).update(
            state=BookingState.CAME, changed_at=at
        )
        Booking.objects.filter(id=said.booking_id, matter_id__isnull=True).update(matter_id=matter_id)
    data = {
        "note": made.pk,
        "day": day.pk,
        "leader": f"{day.leader_post} {day.leader_name}",
        "said": made.promised or made.said[:200],
        "promised": made.promised,
        "due": made.due_on.isoformat() if made.due_on else "",
        "unit": orgs.unit_name(made.promised_unit_id) if made.promised_unit_id else "",
    }
    record(stream=f"matter:{matter_id}", verb="petition.received_by_leader", actor=actor, at=at, data=data)
    return made


@transaction.atomic(durable=True)
def keep_promise(actor: Actor, note_id: int, words: str, at: datetime) -> ReceptionNote:
    """Keep what became of a promise."""
    require_role(actor, "petitions.receive")
    known, matter = reception.note(actor, note_id)
    locking.lock_number(actor, matter.number)
    found = ReceptionNote.objects.select_for_update().get(id=known.pk)
    if found.done_at is not None:
        raise Conflict(why="已经登记过结果。")
    if not words.strip():
        raise InvalidInput(field="words", why="请写明做到了什么，没有做到的写明原因。")
    found.done_at, found.done_words = at, words.strip()[:2000]
    found.save(update_fields=["done_at", "done_words"])
    data = {"note": found.pk, "words": found.done_words}
    record(stream=matter.stream, verb="petition.promise_kept", actor=actor, at=at, data=data)
    return found
