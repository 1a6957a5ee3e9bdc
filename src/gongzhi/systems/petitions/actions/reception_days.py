"""Plans reception days and keeps the address book; a day that is called off keeps its reason and tells who had booked."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, time

from django.db import transaction

from gongzhi.core.clocks import queries as clocks
from gongzhi.core.identity import sealing
from gongzhi.core.identity.actions.residents import make_resident
from gongzhi.core.identity.rules.verbs import require_role
from gongzhi.core.ledger.actions import record
from gongzhi.core.notify.actions import notify
from gongzhi.core.notify.recipients import resident
from gongzhi.core.orgs import queries as orgs
from gongzhi.kernel.actor import Actor
from gongzhi.kernel.errors import Conflict, InvalidInput, NotAllowed, NotFound
from gongzhi.kernel.terms import CHINA
from gongzhi.kernel.wording import day_text
from gongzhi.systems.petitions.models import (
    Booking,
    BookingState,
    DayKind,
    Level,
    ReceptionDay,
    ReceptionPlace,
)
from gongzhi.systems.petitions.rules.reception import next_month, why_not_day

STREAM = "petitions.reception"
SLOTS_MOST = 60


@dataclass(frozen=True, slots=True)
class DayPlan:
    """One day as planned: who receives, when, where, for how many."""

    unit_id: int
    level: str
    on: date
    starts: time
    ends: time
    leader_name: str
    leader_post: str
    place: str
    slots: int
    slot_minutes: int = 30
    tel: str = ""
    theme: str = ""
    kind: str = str(DayKind.RECEIVING)


@dataclass(frozen=True, slots=True)
class PlaceFacts:
    """One entry of the address book (信访工作条例 art. 18, 20, 21)."""

    unit_id: int
    level: str
    name: str
    address: str
    tel: str
    hours: str
    how_to_query: str
    directions: str = ""
    site: str = ""
    post_to: str = ""


class PlanRefused(InvalidInput):
    """Some rows of a plan cannot be taken; nothing of it was written."""

    code = "petitions.plan_refused"


def _require_unit(actor: Actor, unit_id: int) -> None:
    require_role(actor, "petitions.plan_reception")
    if actor.unit_id is None or actor.unit_id not in orgs.unit_path(unit_id):
        raise NotAllowed(why="接访由本单位或者上级单位安排。")


@transaction.atomic(durable=True)
def plan_day(actor: Actor, plan: DayPlan, at: datetime) -> ReceptionDay:
    """Plan one day from today on; it is public at once."""
    return _plan(actor, plan, at)


@transaction.atomic(durable=True)
def plan_days(actor: Actor, plans: Sequence[DayPlan], at: datetime) -> list[ReceptionDay]:
    """Plan many days, as from a file: all or none; the first row that is wrong is named by its place."""
    made = []
    for n, plan in enumerate(plans, start=1):
        try:
            made.append(_plan(actor, plan, at))
        except InvalidInput as error:
            raise PlanRefused(
                field=str(error.facts["field"]), why="第 %(n)s 行：%(what)s", n=n, what=error.sentence()
            ) from error
    return made


def _plan(actor: Actor, plan: DayPlan, at: datetime) -> ReceptionDay:
    _require_unit(actor, plan.unit_id)
    _check(plan, at)
    if _is_planned(plan):
        raise InvalidInput(field="on", why="这一天这位领导同一时间已经排了接访。")
    made = ReceptionDay.objects.create(
        **(asdict(plan) | {"leader_name": plan.leader_name.strip(), "leader_post": plan.leader_post.strip()}),
        area_code=orgs.unit(plan.unit_id).area_code,
        made_by=actor.name,
        made_at=at,
    )
    _note(made, "reception.planned", actor, at)
    return made


def _check(plan: DayPlan, at: datetime) -> None:
    if plan.on < at.astimezone(CHINA).date():
        raise InvalidInput(field="on", why="接访的日期不能早于今天。")
    if plan.level not in set(Level):
        raise InvalidInput(field="level", why="请选择领导的级别。")
    if plan.kind not in set(DayKind):
        raise InvalidInput(field="kind", why="请选择接访还是下访。")
    for field, text, why in (
        ("leader_name", plan.leader_name, "请写明接访的领导。"),
        ("leader_post", plan.leader_post, "请写明领导的职务。"),
        ("place", plan.place, "请写明在哪里接访。"),
    ):
        if not text.strip():
            raise InvalidInput(field=field, why=why)
    if not 1 <= plan.slots <= SLOTS_MOST:
        raise InvalidInput(field="slots", why="名额要在 1 到 60 之间。")
    if refused := why_not_day(plan.starts, plan.ends, plan.slot_minutes, plan.slots):
        raise InvalidInput(field="ends", why=refused)


@transaction.atomic(durable=True)
def copy_month(actor: Actor, unit_id: int, year: int, month: int, at: datetime) -> tuple[int, int]:
    """Plan the month after as this one was, same weekdays; a day of rest moves to the next working day. Return made, left out."""
    _require_unit(actor, unit_id)
    year_after, month_after = (year + 1, 1) if month == 12 else (year, month + 1)
    made = left = 0
    first, after = date(year, month, 1), date(year_after, month_after, 1)
    for day in ReceptionDay.objects.filter(
        unit_id=unit_id, on__gte=first, on__lt=after, cancelled_at__isnull=True
    ).order_by("on", "starts"):
        on = _copied_to(day.on, year_after, month_after)
        if on is None or on < at.astimezone(CHINA).date() or _is_planned(_plan_of(day, on)):
            left += 1
            continue
        _plan(actor, _plan_of(day, on), at)
        made += 1
    return made, left


def _is_planned(plan: DayPlan) -> bool:
    """Whether the same leader of the same unit receives at that time already."""
    return ReceptionDay.objects.filter(
        unit_id=plan.unit_id,
        on=plan.on,
        leader_name=plan.leader_name.strip(),
        starts=plan.starts,
        cancelled_at__isnull=True,
    ).exists()


def _copied_to(day: date, year: int, month: int) -> date | None:
    on = next_month(day, year, month)
    if on is None:
        return None
    worked = clocks.calendar().with_provisional().next_working_day(on)
    return worked if worked.month == month else None


def _plan_of(day: ReceptionDay, on: date) -> DayPlan:
    names = DayPlan.__dataclass_fields__
    return DayPlan(**{name: getattr(day, name) for name in names if name != "on"}, on=on)


def _locked(actor: Actor, day_id: int) -> ReceptionDay:
    found = ReceptionDay.objects.select_for_update().filter(id=day_id).first()
    if found is None:
        raise NotFound
    _require_unit(actor, found.unit_id)
    return found


@transaction.atomic(durable=True)
def cancel_day(
    actor: Actor, day_id: int, why: str, at: datetime, instead: DayPlan | None = None
) -> ReceptionDay:
    """Call a day off with its reason and, if one is named, the day instead of it; who had booked is told."""
    found = _locked(actor, day_id)
    if found.cancelled_at is not None:
        raise Conflict(why="这一天已经取消了。")
    if found.held_at is not None:
        raise Conflict(why="这一天已经接访过了，不能取消。")
    if not why.strip():
        raise InvalidInput(field="why", why="请写明为什么取消，会公开。")
    replacement = _plan(actor, instead, at) if instead is not None else None
    found.cancelled_at, found.cancelled_why = at, why.strip()
    found.replaced_by_id = replacement.pk if replacement else None
    found.save()
    _note(found, "reception.cancelled", actor, at, why.strip())
    for booking in Booking.objects.filter(day_id=found.pk, state=BookingState.BOOKED):
        booking.state, booking.changed_at = BookingState.CALLED_OFF, at
        booking.save(update_fields=["state", "changed_at"])
        _tell_off(booking, found, replacement, actor, at)
    return found


def _tell_off(
    booking: Booking, day: ReceptionDay, instead: ReceptionDay | None, actor: Actor, at: datetime
) -> None:
    contact = sealing.unseal(booking.contact_sealed)
    holder = make_resident("", contact, at) if contact else None
    if holder is None:
        return
    text = f"您预约的{day_text(day.on)}{day.leader_post}{day.leader_name}接访取消：{day.cancelled_why}"
    if instead is not None:
        text += f"改为{day_text(instead.on)}{instead.starts:%H:%M}，请凭预约编号改约。"
    notify(
        matter_id=None,
        to=resident(holder),
        subject=f"接访预约 {booking.number} 取消",
        body=text,
        actor=actor,
        at=at,
        key=f"booking:{booking.pk}:off",
        statutory=True,
    )


@transaction.atomic(durable=True)
def mark_held(actor: Actor, day_id: int, note: str, at: datetime) -> ReceptionDay:
    """Note that a reception took place; the frequency report counts only days so noted."""
    found = _locked(actor, day_id)
    if found.cancelled_at is not None or found.held_at is not None:
        raise Conflict(why="这一天已经登记过结果。")
    if datetime.combine(found.on, found.starts, CHINA) > at:
        raise InvalidInput(field="note", why="接访还没有开始，不能登记为已接访。")
    found.held_at, found.held_note = at, note.replace("\x00", "").strip()[:2000]
    found.save(update_fields=["held_at", "held_note"])
    _note(found, "reception.held", actor, at, found.held_note)
    return found


@transaction.atomic(durable=True)
def keep_place(actor: Actor, facts: PlaceFacts, at: datetime, place_id: int | None = None) -> ReceptionPlace:
    """Write an entry of the address book; a change ends the old row and writes a new one from today on."""
    _require_unit(actor, facts.unit_id)
    for field in ("name", "address", "tel", "hours", "how_to_query"):
        if not str(getattr(facts, field)).strip():
            raise InvalidInput(field=field, why="名称、地址、电话、时间和查询办法都要公开，请写全。")
    if facts.level not in set(Level):
        raise InvalidInput(field="level", why="请选择级别。")
    today = at.astimezone(CHINA).date()
    if place_id is not None:
        _end_place(actor, place_id, today)
    made = ReceptionPlace.objects.create(
        **asdict(facts),
        area_code=orgs.unit(facts.unit_id).area_code,
        valid_from=today,
        made_by=actor.name,
        made_at=at,
    )
    _note_place(made, "reception.place_kept", actor, at)
    return made


@transaction.atomic(durable=True)
def end_place(actor: Actor, place_id: int, why: str, at: datetime) -> ReceptionPlace:
    """Take an entry out of the address book from today on."""
    if not why.strip():
        raise InvalidInput(field="why", why="请写明为什么撤下。")
    found = _end_place(actor, place_id, at.astimezone(CHINA).date())
    _note_place(found, "reception.place_ended", actor, at, why.strip())
    return found


def _end_place(actor: Actor, place_id: int, today: date) -> ReceptionPlace:
    found = ReceptionPlace.objects.select_for_update().filter(id=place_id, valid_to__isnull=True).first()
    if found is None:
        raise NotFound
    _require_unit(actor, found.unit_id)
    found.valid_to = today
    found.save(update_fields=["valid_to"])
    return found


def _note_place(place: ReceptionPlace, verb: str, actor: Actor, at: datetime, why: str = "") -> None:
    data = {
        "place": place.pk,
        "unit": place.unit_id,
        "name": place.name,
        "address": place.address,
        "tel": place.tel,
    }
    record(stream=STREAM, verb=verb, actor=actor, at=at, data=data, why=why)


def _note(day: ReceptionDay, verb: str, actor: Actor, at: datetime, why: str = "") -> None:
    data = {
        "day": day.pk,
        "unit": day.unit_id,
        "on": day.on.isoformat(),
        "starts": day.starts.isoformat(),
        "leader": f"{day.leader_post} {day.leader_name}",
        "place": day.place,
        "instead": day.replaced_by_id,
    }
    record(stream=STREAM, verb=verb, actor=actor, at=at, data=data, why=why)
