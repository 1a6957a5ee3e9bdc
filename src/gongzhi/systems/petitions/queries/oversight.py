"""What supervision asks: which breaches are due for an order, what stands behind an order, what was proposed upwards."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from gongzhi.core.clocks import queries as clocks
from gongzhi.core.clocks.models import Clock, ClockState
from gongzhi.core.files.models import Document
from gongzhi.core.identity.rules.verbs import can
from gongzhi.core.matters.models import Matter, OrderLevel, SupervisionOrder
from gongzhi.core.matters.queries.oversee import addressees, orders_in_reach
from gongzhi.core.matters.queries.pages import matter as visible_matter
from gongzhi.core.matters.queries.pages import own_units, visible
from gongzhi.core.matters.queries.timing import due_text
from gongzhi.core.matters.queries.work import units_of
from gongzhi.core.notify.models import Notice, OutgoingState
from gongzhi.core.notify.models.notice import Channel
from gongzhi.core.orgs import queries as orgs
from gongzhi.core.workflow import library
from gongzhi.kernel.actor import Actor
from gongzhi.kernel.errors import NotFound
from gongzhi.kernel.terms import CHINA, compute_due, limit_for
from gongzhi.kernel.wording import day_text
from gongzhi.systems.petitions.models import (
    Acceptance,
    Assignment,
    CallBack,
    CompetenceCase,
    CompetenceWay,
    Escalation,
    Finding,
    ImprovementLetter,
    OrderGround,
    PerformanceDuty,
    Talk,
)
from gongzhi.systems.petitions.rules.supervision import Trigger, triggers

SYSTEM = "petitions"
LATE_TERMS = {"late_acceptance": ("acceptance_notice",), "late_handling": ("handling", "decision")}
MOST = 300
"""As many breaches of one kind as a page shows; the oldest come first."""


@dataclass(frozen=True, slots=True)
class Breach:
    """One breach that supervision is due for: the trigger, its fact in a sentence, since when, and the body concerned."""

    trigger: Trigger
    matter: Matter
    evidence: str
    since: datetime
    unit_id: int | None
    order: str = ""
    """The number of an open order that was issued for it already, "" when there is none."""

    @property
    def key(self) -> tuple[str, int]:
        """Return what tells this breach from others: kind and matter."""
        return self.trigger.name, self.matter.id

    @property
    def unit(self) -> str:
        """Return the name of the body."""
        return orgs.unit_name(self.unit_id)


def in_reach(actor: Actor) -> QuerySet[Matter]:
    """Return the open petitions that the actor may see and of which its unit is not itself the addressee."""
    found = visible(actor).filter(system=SYSTEM, is_open=True)
    return found.exclude(lead_id__in=own_units(actor)) if actor.is_staff else found.none()


def breaches(actor: Actor, at: datetime, only: str = "") -> list[Breach]:
    """Return the breaches within the actor's reach that an order may be issued for, the oldest of each kind first."""
    if not can(actor, "matters.supervise"):
        return []
    matters = in_reach(actor)
    found = [one for name, search in _SEARCHES.items() if only in ("", name) for one in search(matters, at)]
    ordered = _ordered({one.matter.id for one in found})
    rows = [_marked(one, ordered) for one in found if addressees(actor, one.matter)]
    places = {name: n for n, name in enumerate(triggers())}
    return sorted(rows, key=lambda one: (bool(one.order), places[one.trigger.name], one.since))


def breach(actor: Actor, number: str, trigger: str, at: datetime) -> Breach | None:
    """Return the breach of one kind in a matter of the actor's reach, None when there is none (any more)."""
    matter = visible_matter(actor, number)
    if trigger not in _SEARCHES or not can(actor, "matters.supervise"):
        return None
    found = list(_SEARCHES[trigger](in_reach(actor).filter(id=matter.id), at))
    return found[0] if found else None


def _ordered(matter_ids: set[int]) -> dict[tuple[str, int], str]:
    """Return the open orders of matters by trigger and matter."""
    open_orders = dict(
        SupervisionOrder.objects.filter(matter_id__in=matter_ids, closed_at__isnull=True).values_list(
            "id", "number"
        )
    )
    rows = OrderGround.objects.filter(order_id__in=open_orders).values_list(
        "trigger", "matter_id", "order_id"
    )
    return {(trigger, matter): open_orders[order] for trigger, matter, order in rows}


def _marked(one: Breach, ordered: dict[tuple[str, int], str]) -> Breach:
    number = ordered.get(one.key, "")
    return (
        one if not number else Breach(one.trigger, one.matter, one.evidence, one.since, one.unit_id, number)
    )


# Each search takes matters and the moment, and yields what it finds ---------------------------------------------------


def _late(name: str, matters: QuerySet[Matter], at: datetime) -> Iterator[Breach]:
    late = Clock.objects.filter(
        matter_id__in=matters.values("id"),
        state=ClockState.RUNNING,
        task_id__isnull=True,
        due_at__lte=at,
        term__in=LATE_TERMS[name],
    ).order_by("due_at")[:MOST]
    rows = list(late)
    known = matters.in_bulk([one.matter_id for one in rows])
    for clock in rows:
        if clock.matter_id in known and clock.due_at is not None:
            title = _term_title(clock)
            last = clock.due_on or (clock.due_at - timedelta(microseconds=1)).astimezone(CHINA).date()
            text = f"「{title}」最后一天是{day_text(last)}，现在还没有办。"
            matter = known[clock.matter_id]
            yield Breach(triggers()[name], matter, text, clock.due_at, matter.lead_id or matter.owner_id)


def _term_title(clock: Clock) -> str:
    for procedure in library.procedures(SYSTEM):
        if (procedure.name, procedure.version) == (clock.procedure, clock.version):
            return procedure.term(clock.term).title
    return clock.term


def late_acceptance(matters: QuerySet[Matter], at: datetime) -> Iterator[Breach]:
    """Yield petitions whose fifteen days passed without the written notice."""
    return _late("late_acceptance", matters, at)


def late_handling(matters: QuerySet[Matter], at: datetime) -> Iterator[Breach]:
    """Yield petitions, reviews and re-reviews that are past their day."""
    return _late("late_handling", matters, at)


def not_told(matters: QuerySet[Matter], at: datetime) -> Iterator[Breach]:
    """Yield petitions of which a statutory notice to the petitioner was given up on every outside channel."""
    parked = Notice.objects.filter(
        matter_id__in=matters.values("id"),
        recipient_kind="resident",
        statutory=True,
        state=OutgoingState.PARKED,
        channel=Channel.CONTACT,
    ).order_by("made_at")[:MOST]
    rows = {int(one.matter_id or 0): one for one in reversed(list(parked))}
    for matter in matters.filter(id__in=rows):
        notice = rows[matter.id]
        text = f"{day_text(notice.made_at.astimezone(CHINA).date())}的「{notice.subject}」没有送达信访人。"
        yield Breach(triggers()["not_told"], matter, text, notice.made_at, matter.lead_id or matter.owner_id)


def extended_untold(matters: QuerySet[Matter], at: datetime) -> Iterator[Breach]:
    """Yield petitions whose sixty days were extended without the letter that tells so."""
    letters = Document.objects.filter(matter_id=OuterRef("matter_id"), template="petition_extended")
    extended = Clock.objects.filter(
        matter_id__in=matters.values("id"), term="handling", events__contains=[{"kind": "extended"}]
    ).filter(~Exists(letters))
    rows = {one.matter_id: one for one in extended[:MOST]}
    for matter in matters.filter(id__in=rows):
        clock = rows[matter.id]
        text = "「办结」的期限已经延长，没有延长办理期限告知书。"
        yield Breach(triggers()["extended_untold"], matter, text, clock.started_at, clock.unit_id)


def not_performed(matters: QuerySet[Matter], at: datetime) -> Iterator[Breach]:
    """Yield petitions of which a supported opinion is past its day, or the petitioner says that it was not performed."""
    today = at.astimezone(CHINA).date()
    owed = PerformanceDuty.objects.filter(matter_id__in=matters.values("id"), done_at__isnull=True)
    owed = owed.filter(Q(due_on__lt=today) | Q(disputed_at__isnull=False)).order_by("due_on")[:MOST]
    rows = {one.matter_id: one for one in reversed(list(owed))}
    for matter in matters.filter(id__in=rows):
        duty = rows[matter.id]
        text = f"处理意见予以支持，应当在{day_text(duty.due_on)}前执行，没有执行。"
        since = _end_of(duty.due_on)
        if duty.disputed_at is not None:
            text = (
                f"处理意见予以支持，信访人{day_text(duty.disputed_at.astimezone(CHINA).date())}反映没有执行。"
            )
            since = min(since, duty.disputed_at)
        yield Breach(triggers()["not_performed"], matter, text, since, duty.unit_id)


def returned_twice(matters: QuerySet[Matter], at: datetime) -> Iterator[Breach]:
    """Yield petitions that bodies tried to send back twice or more, at least one of them without being agreed with."""
    cases = CompetenceCase.objects.filter(matter_id__in=matters.values("id"), decided_at__isnull=False)
    by_matter: dict[int, list[CompetenceCase]] = {}
    for case in cases.order_by("id")[: MOST * 2]:
        by_matter.setdefault(case.matter_id, []).append(case)
    rows = {
        matter: found
        for matter, found in by_matter.items()
        if len(found) > 1 and any(_was_without_ground(one) for one in found)
    }
    for matter in matters.filter(id__in=rows):
        found = rows[matter.id]
        last = [one for one in found if _was_without_ground(one)][-1]
        told = "；".join(
            f"{orgs.unit_name(one.unit_id)}{day_text(one.raised_at.astimezone(CHINA).date())}提出"
            f"({CompetenceWay(one.way).label if one.way else '未决'})"
            for one in found
        )
        text = f"先后 {len(found)} 次提出退回：{told}。"
        yield Breach(triggers()["returned_twice"], matter, text, found[-1].raised_at, last.unit_id)


def _was_without_ground(case: CompetenceCase) -> bool:
    return case.way == CompetenceWay.REFUSED or case.lead_id == case.unit_id


def report_missing(matters: QuerySet[Matter], at: datetime) -> Iterator[Breach]:
    """Yield assignments whose report is past its day."""
    today = at.astimezone(CHINA).date()
    owed = Assignment.objects.filter(
        matter_id__in=matters.values("id"), reported_at__isnull=True, due_on__lt=today
    ).order_by("due_on")[:MOST]
    rows = {one.matter_id: one for one in reversed(list(owed))}
    for matter in matters.filter(id__in=rows):
        one = rows[matter.id]
        text = f"交办要求在{day_text(one.due_on)}前反馈结果，没有反馈。"
        yield Breach(triggers()["report_missing"], matter, text, _end_of(one.due_on), one.to_unit_id)


def evasive(matters: QuerySet[Matter], at: datetime) -> Iterator[Breach]:
    """Yield petitions of which a call-back found the handling evasive; what the petitioner said stays with the caller."""
    calls = CallBack.objects.filter(matter_id__in=matters.values("id")).exclude(finding=Finding.NONE)
    rows = {one.matter_id: one for one in calls.order_by("at")[:MOST]}
    for matter in matters.filter(id__in=rows):
        one = rows[matter.id]
        title = str(Finding(one.finding).label)
        text = f"{day_text(one.at.astimezone(CHINA).date())}核实，办理中有{title}的情形。"
        yield Breach(triggers()["evasive"], matter, text, one.at, one.lead_id or matter.lead_id)


def advice_unanswered(matters: QuerySet[Matter], at: datetime) -> Iterator[Breach]:
    """Yield advice to improve whose written answer is past its day."""
    today = at.astimezone(CHINA).date()
    owed = ImprovementLetter.objects.filter(
        matter_id__in=matters.values("id"), feedback_at__isnull=True, closed_at__isnull=True, due_on__lt=today
    ).order_by("due_on")[:MOST]
    rows = {one.matter_id: one for one in reversed(list(owed))}
    for matter in matters.filter(id__in=rows):
        one = rows[matter.id]
        text = f"改进建议{one.number}应当在{day_text(one.due_on)}前书面反馈，没有反馈。"
        yield Breach(triggers()["advice_unanswered"], matter, text, _end_of(one.due_on), one.to_unit_id)


_SEARCHES = {
    one.__name__: one
    for one in (
        late_acceptance, late_handling, not_told, extended_untold, not_performed, returned_twice, report_missing,
        evasive, advice_unanswered,
    )
}  # fmt: skip


def _end_of(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time.min, CHINA)


# Orders -----------------------------------------------------------------------------------------------------------


def steps_taken(matter_id: int) -> list[str]:
    """Return the steps of the ladder that were taken in a matter."""
    return list(
        SupervisionOrder.objects.filter(matter_id=matter_id).order_by("id").values_list("level", flat=True)
    )


def unanswered(matter_id: int, units: Iterable[int] | None = None) -> list[SupervisionOrder]:
    """Return the open orders of a matter that nobody answered, of some units when they are given."""
    found = SupervisionOrder.objects.filter(
        matter_id=matter_id, replied_at__isnull=True, closed_at__isnull=True
    ).order_by("id")
    return list(found if units is None else found.filter(to_unit_id__in=list(units)))


def reply_due(at: datetime) -> datetime:
    """Return when an order is to be answered if nobody says otherwise: the setting, 30 days as shipped."""
    day = at.astimezone(CHINA).date()
    term = library.current(SYSTEM, "petition", day).term("supervision_reply")
    flags: frozenset[str] = frozenset()
    _, due_at = compute_due(
        term, at, clocks.calendar().with_provisional(), flags, limit_for(term, clocks.limits(), flags)
    )
    return due_at


def default_addressee(actor: Actor, matter: Matter) -> int | None:
    """Return whom an order goes to when nobody is named: the lead, else the nearest owner below the actor."""
    found = addressees(actor, matter)
    return found[0][0] if found else None


@dataclass(frozen=True, slots=True)
class OrderFacts:
    """What stands behind one order: ground, talks, the acceptance that ends a listing, the way up."""

    ground: OrderGround | None
    trigger: Trigger | None
    talks: list[Talk]
    acceptance: Acceptance | None
    escalation: Escalation | None
    letters: list[ImprovementLetter]


def facts(order_id: int) -> OrderFacts:
    """Return what stands behind an order whose matter the caller has found in reach."""
    ground = OrderGround.objects.filter(order_id=order_id).first()
    return OrderFacts(
        ground,
        triggers().get(ground.trigger) if ground else None,
        list(Talk.objects.filter(order_id=order_id).order_by("id")),
        Acceptance.objects.filter(order_id=order_id).first(),
        Escalation.objects.filter(order_id=order_id).first(),
        list(ImprovementLetter.objects.filter(order_id=order_id).order_by("id")),
    )


def order_in_reach(actor: Actor, order_id: int) -> tuple[SupervisionOrder, Matter]:
    """Return an order over a petition with its matter; raise NotFound when it is absent or out of reach."""
    found = orders_in_reach(actor).filter(id=order_id).first()
    matter = Matter.objects.filter(id=found.matter_id, system=SYSTEM).first() if found else None
    if found is None or matter is None:
        raise NotFound
    return found, matter


def is_own(actor: Actor, unit_id: int) -> bool:
    """Whether a unit is the actor's own or one merged into it."""
    return unit_id in units_of(actor.unit_id)


@dataclass(frozen=True, slots=True)
class Proposal:
    """An unanswered order with the step above, as its page shows it."""

    escalation: Escalation
    order: SupervisionOrder
    matter: Matter
    level_title: str
    proposed_title: str
    to_unit: str
    by_unit: str
    due: str


def proposals(actor: Actor) -> list[Proposal]:
    """Return what was proposed to the actor's unit and is not decided, the oldest first."""
    if not can(actor, "matters.supervise"):
        return []
    mine = Escalation.objects.filter(unit_id__in=own_units(actor), decided_at__isnull=True)
    mine = mine.filter(matter_id__in=visible(actor).values("id")).order_by("proposed_at")
    rows = list(mine[:MOST])
    orders = SupervisionOrder.objects.in_bulk([one.order_id for one in rows])
    matters = Matter.objects.in_bulk([one.matter_id for one in rows])
    return [_proposal(one, orders[one.order_id], matters[one.matter_id]) for one in rows]


def _proposal(one: Escalation, order: SupervisionOrder, matter: Matter) -> Proposal:
    return Proposal(
        one, order, matter,
        str(OrderLevel(order.level).label), str(OrderLevel(one.level).label),
        orgs.unit_name(order.to_unit_id), orgs.unit_name(order.by_unit_id), due_text(order.due_at),
    )  # fmt: skip


def late_orders(at: datetime, most: int) -> list[SupervisionOrder]:
    """Return unanswered orders over petitions whose day has passed and that were not put before anybody higher yet.

    One that a later order to the same body took the place of has gone up already.
    """
    known = Escalation.objects.filter(order_id=OuterRef("pk"))
    later = SupervisionOrder.objects.filter(
        matter_id=OuterRef("matter_id"), to_unit_id=OuterRef("to_unit_id"), id__gt=OuterRef("pk")
    )
    late = SupervisionOrder.objects.filter(
        closed_at__isnull=True,
        replied_at__isnull=True,
        due_at__lte=at,
        matter_id__in=Matter.objects.filter(system=SYSTEM, is_open=True).values("id"),
    ).filter(~Exists(known), ~Exists(later))
    return list(late.order_by("due_at")[:most])


def advice_letters(actor: Actor, *, open_only: bool = True) -> list[tuple[ImprovementLetter, Matter]]:
    """Return advice to improve: what the actor's unit gave or got, and what lies in reach of whoever supervises."""
    found = ImprovementLetter.objects.filter(matter_id__in=visible(actor).values("id"))
    if not can(actor, "board.view"):
        mine = own_units(actor)
        found = found.filter(Q(to_unit_id__in=mine) | Q(by_unit_id__in=mine))
    if open_only:
        found = found.filter(closed_at__isnull=True)
    rows = list(found.order_by("due_on", "id")[:MOST])
    matters = Matter.objects.in_bulk([one.matter_id for one in rows])
    return [(one, matters[one.matter_id]) for one in rows]


def advice_of_matter(matter_id: int) -> list[ImprovementLetter]:
    """Return the advice over a matter that the caller has found in reach, oldest first."""
    return list(ImprovementLetter.objects.filter(matter_id=matter_id).order_by("id"))


def advice(actor: Actor, letter_id: int) -> tuple[ImprovementLetter, Matter]:
    """Return one advice with its matter; raise NotFound when it is absent or out of reach."""
    found = next((pair for pair in advice_letters(actor, open_only=False) if pair[0].pk == letter_id), None)
    if found is None:
        raise NotFound
    return found
