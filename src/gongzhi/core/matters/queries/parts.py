"""The parts of a matter's page: tasks, ties, orders, ratings, documents, attachments, and what staff keep for themselves."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from gongzhi.core.clocks import queries as clocks
from gongzhi.core.files.models import Attachment, Document
from gongzhi.core.files.rules import kinds
from gongzhi.core.identity.rules.verbs import can
from gongzhi.core.matters.models import (
    AnswerTemplate,
    Link,
    LinkKind,
    Matter,
    OrderLevel,
    Rating,
    SavedFilter,
    SupervisionOrder,
    Task,
)
from gongzhi.core.matters.queries.archived import is_archived
from gongzhi.core.matters.queries.pages import own_units, visible
from gongzhi.core.matters.queries.timing import ClockView, due_text, left_words
from gongzhi.core.matters.rules.remaining import ClockFace, face, remaining
from gongzhi.core.orgs import queries as orgs
from gongzhi.core.workflow import queries as workflow
from gongzhi.core.workflow.models import Proceeding
from gongzhi.kernel.actor import Actor, ActorKind


@dataclass(frozen=True, slots=True)
class TaskView:
    """A task as shown. `is_mine`: the actor's own unit has it and may act on it."""

    id: int
    unit_id: int
    unit: str
    role: str
    role_title: str
    state: str
    state_title: str
    ask: str
    answer: str
    reason: str
    sent_at: datetime
    signed_at: datetime | None
    ended_at: datetime | None
    due_at: datetime | None
    due: str
    is_open: bool
    is_late: bool
    is_mine: bool


@dataclass(frozen=True, slots=True)
class LinkView:
    """A tie as seen from one matter; `number` is "" when the actor may not see the other one."""

    id: int
    kind: str
    title: str
    number: str
    other_title: str
    is_open: bool
    why: str
    at: datetime
    outgoing: bool


@dataclass(frozen=True, slots=True)
class OrderView:
    """An order of supervision with its clock."""

    id: int
    number: str
    matter_id: int
    matter_number: str
    matter_title: str
    level: str
    level_title: str
    demand: str
    to_unit: str
    by_unit: str
    by_name: str
    issued_at: datetime
    due_at: datetime
    clock: ClockView
    reply: str
    replied_at: datetime | None
    closed_at: datetime | None
    closing_note: str
    document_id: int | None
    may_reply: bool
    may_close: bool


@dataclass(frozen=True, slots=True)
class RatingView:
    """The three measures of a call-back or of a resident's own rating."""

    by_resident: bool
    reached: bool
    solved: bool | None
    satisfied: int | None
    words: str
    at: datetime


def proceedings(matter: Matter) -> list[Proceeding]:
    """Return all proceedings of a matter in the order they began."""
    return workflow.of_matter(matter.id)


def tasks(actor: Actor, matter: Matter, at: datetime) -> list[TaskView]:
    """Return the tasks of a matter in the order they were given; residents and the public see none."""
    if not actor.is_staff:
        return []
    mine = set(own_units(actor))
    return [_task(task, mine, at) for task in Task.objects.filter(matter_id=matter.id).order_by("id")]


def _task(task: Task, mine: set[int], at: datetime) -> TaskView:
    return TaskView(
        id=task.id,
        unit_id=task.unit_id,
        unit=orgs.unit_name(task.unit_id),
        role=task.role,
        role_title=_(str(task.get_role_display())),
        state=task.state,
        state_title=_(str(task.get_state_display())),
        ask=task.ask,
        answer=task.answer,
        reason=task.reason,
        sent_at=task.sent_at,
        signed_at=task.signed_at,
        ended_at=task.ended_at,
        due_at=task.due_at,
        due=due_text(task.due_at),
        is_open=task.is_open,
        is_late=task.is_open and task.due_at is not None and task.due_at <= at,
        is_mine=task.is_open and task.unit_id in mine,
    )


def links(actor: Actor, matter: Matter) -> list[LinkView]:
    """Return the ties of a matter; one to a matter out of reach says that it is there, and nothing more."""
    found = list(
        Link.objects.filter(Q(from_id=matter.id) | Q(to_id=matter.id), undone_at__isnull=True).order_by("id")
    )
    others = {one.to_id if one.from_id == matter.id else one.from_id for one in found}
    seen = {one.id: one for one in visible(actor).filter(id__in=others)} if others else {}
    return [_link(one, matter, seen) for one in found]


def _link(link: Link, matter: Matter, seen: dict[int, Matter]) -> LinkView:
    outgoing = link.from_id == matter.id
    other = seen.get(link.to_id if outgoing else link.from_id)
    return LinkView(
        id=link.id,
        kind=link.kind,
        title=_tie_title(link.kind, outgoing=outgoing),
        number=other.number if other else "",
        other_title=other.title if other else _("您看不到的事项"),
        is_open=other.is_open if other else False,
        why=link.why,
        at=link.at,
        outgoing=outgoing,
    )


def _tie_title(kind: str, *, outgoing: bool) -> str:
    match kind:
        case LinkKind.DUPLICATE:
            return _("已并入") if outgoing else _("并入本件")
        case LinkKind.CHILD:
            return _("拆出") if outgoing else _("拆自")
        case LinkKind.REFERRED:
            return _("转往") if outgoing else _("转自")
        case _:
            return _("相关")


def orders(actor: Actor, matter: Matter, at: datetime) -> list[OrderView]:
    """Return the orders of supervision over a matter, newest first; for staff only."""
    if not actor.is_staff:
        return []
    found = SupervisionOrder.objects.filter(matter_id=matter.id).order_by("-id")
    return [order_view(actor, one, matter, at) for one in found]


def late_orders(actor: Actor, at: datetime, most: int = 100) -> list[OrderView]:
    """Return unanswered orders past their due day over matters in the actor's reach, the oldest first."""
    late = SupervisionOrder.objects.filter(
        closed_at__isnull=True,
        replied_at__isnull=True,
        due_at__lte=at,
        matter_id__in=visible(actor).values("id"),
    )
    found = list(late.order_by("due_at")[:most])
    over = {one.id: one for one in visible(actor).filter(id__in=[order.matter_id for order in found])}
    return [order_view(actor, one, over[one.matter_id], at) for one in found if one.matter_id in over]


def order_view(actor: Actor, order: SupervisionOrder, matter: Matter, at: datetime) -> OrderView:
    """Return an order as shown; `matter` is the one it is about."""
    waiting = order.closed_at is None and order.replied_at is None
    level = _(str(OrderLevel(order.level).label))
    return OrderView(
        id=order.id,
        number=order.number,
        matter_id=matter.id,
        matter_number=matter.number,
        matter_title=matter.title,
        level=order.level,
        level_title=level,
        demand=order.demand,
        to_unit=orgs.unit_name(order.to_unit_id),
        by_unit=orgs.unit_name(order.by_unit_id),
        by_name=order.by_name,
        issued_at=order.issued_at,
        due_at=order.due_at,
        clock=_order_clock(order, level, at),
        reply=order.reply,
        replied_at=order.replied_at,
        closed_at=order.closed_at,
        closing_note=order.closing_note,
        document_id=order.document_id,
        may_reply=waiting and can(actor, "matters.reply_order") and order.to_unit_id in own_units(actor),
        may_close=order.closed_at is None
        and can(actor, "matters.supervise")
        and order.by_unit_id in own_units(actor),
    )


def _order_clock(order: SupervisionOrder, title: str, at: datetime) -> ClockView:
    done = order.replied_at or order.closed_at
    if done:
        state = ClockFace.LATE if done >= order.due_at else ClockFace.DONE
        words = _("已答复，超期") if done >= order.due_at else _("已按时答复")
        return ClockView(title, str(state), words, due_text(order.due_at), 100, due_at=order.due_at)
    words = left_words(remaining(order.due_at, at, clocks.calendar()))
    return ClockView(title, str(face(order.due_at, at)), words, due_text(order.due_at), due_at=order.due_at)


def ratings(actor: Actor, matter: Matter, at: datetime | None = None) -> list[RatingView]:
    """Return the ratings of a matter at a moment, now by default.

    Who handled it does not see them before it is archived; a resident sees his own only.
    """
    found = Rating.objects.filter(matter_id=matter.id).order_by("id")
    if actor.kind is ActorKind.PUBLIC:
        return []
    if actor.kind is ActorKind.RESIDENT:
        found = found.filter(by_resident=True)
    elif not may_read_ratings(actor, matter, at):
        return []
    return [
        RatingView(one.by_resident, one.reached, one.solved, one.satisfied, one.words, one.at)
        for one in found
    ]


def may_read_ratings(actor: Actor, matter: Matter, at: datetime | None = None) -> bool:
    """Whether staff may know how a matter was rated: everybody once it is archived, before that nobody who handles it."""
    if is_archived(matter, at):
        return True
    if not can(actor, "matters.ratings"):
        return False
    return not Task.objects.filter(matter_id=matter.id, unit_id__in=own_units(actor)).exists()


def documents(actor: Actor, matter: Matter) -> QuerySet[Document]:
    """Return the documents of a matter, newest first; what goes between bodies is for staff, the public sees none."""
    found = Document.objects.filter(matter_id=matter.id).order_by("-id")
    if actor.kind is ActorKind.PUBLIC:
        return found.none()
    return found if actor.kind is not ActorKind.RESIDENT else found.exclude(template__in=kinds.for_bodies())


def attachments(actor: Actor, matter: Matter) -> QuerySet[Attachment]:
    """Return the attachments of a matter; internal ones are for staff, the public sees those marked public."""
    found = Attachment.objects.filter(matter_id=matter.id).order_by("id")
    if actor.kind is ActorKind.RESIDENT:
        return found.filter(is_internal=False)
    return found.filter(is_public=True) if actor.kind is ActorKind.PUBLIC else found


def saved_filters(actor: Actor, page: str) -> list[SavedFilter]:
    """Return the actor's own filters of a page by name."""
    return list(SavedFilter.objects.filter(account_id=actor.account_id or 0, page=page).order_by("name"))


def answer_templates(actor: Actor, category: str = "") -> list[AnswerTemplate]:
    """Return texts for answers that the actor's unit may use, those of the category first."""
    if not actor.is_staff:
        return []
    found = AnswerTemplate.objects.filter(
        Q(unit_id__isnull=True) | Q(unit_id__in=own_units(actor)), ended_at__isnull=True
    )
    fitting = [one for one in found.order_by("title") if one.category in ("", category) or not category]
    return sorted(fitting, key=lambda one: one.category != category)
