"""Reads of the backlog: which matters meet the published criteria and why, who stands on the list, how old, and what is due."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet

from gongzhi.core.clocks.models import Clock, ClockState
from gongzhi.core.matters.models import Matter, SupervisionOrder, Task
from gongzhi.core.matters.queries.pages import matter as visible_matter
from gongzhi.core.matters.queries.pages import visible
from gongzhi.core.orgs import queries as orgs
from gongzhi.core.workflow.models import Proceeding
from gongzhi.kernel.actor import Actor
from gongzhi.kernel.errors import NotFound
from gongzhi.kernel.terms import CHINA
from gongzhi.systems.petitions.models import (
    AgendaItem,
    BacklogEntry,
    CaseMeeting,
    CaseOwner,
    CompetenceCase,
    CoordinationMeeting,
    Decision,
    Milestone,
    PerformanceDuty,
)
from gongzhi.systems.petitions.queries import answers
from gongzhi.systems.petitions.queries.ownership import SYSTEM, today
from gongzhi.systems.petitions.rules import backlog
from gongzhi.systems.petitions.rules.agenda import ListedFacts
from gongzhi.systems.petitions.rules.backlog import Bucket, Criterion, MatterFacts
from gongzhi.systems.petitions.rules.periods import Period

SIZE = 50


@dataclass(frozen=True, slots=True)
class Candidate:
    """A matter that meets criteria and is not on the list."""

    matter: Matter
    criteria: tuple[Criterion, ...]
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Listed:
    """A matter on the list: since when, why, how old, who owns it, which of our own days have passed."""

    entry: BacklogEntry
    matter: Matter
    days: int
    bucket: Bucket
    owner: CaseOwner | None
    late: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Age:
    """One stretch of days with how many listed matters are that old."""

    bucket: Bucket
    count: int


@dataclass(frozen=True, slots=True)
class MonthEnd:
    """How many were on the list at the end of a month, and how many came and went in it."""

    period: Period
    on_list: int
    listed: int
    off: int


def criteria() -> tuple[Criterion, ...]:
    """Return the published criteria with the numbers that the installation set."""
    return tuple(
        replace(one, number=int(str(orgs.setting(one.setting)))) if one.setting else one
        for one in backlog.published().criteria
    )


def midnight(day: date) -> datetime:
    """Return the first moment of a day in the city."""
    return datetime.combine(day, time.min, CHINA)


def rule(one: Criterion, at: datetime) -> Q:
    """Return a criterion as the rule over matters by which the database finds them."""
    return _RULES[one.name](one.number, at)


def _open_longer(number: int, at: datetime) -> Q:
    last = backlog.months_back(today(at), number)
    return Q(is_open=True, brought_at__lt=midnight(last + timedelta(days=1)))


def _late_longer(number: int, at: datetime) -> Q:
    return Q(Exists(_late(at).filter(matter_id=OuterRef("pk"), due_at__lte=_days_ago(number, at))))


def _late(at: datetime) -> QuerySet[Clock]:
    running = Clock.objects.filter(state=ClockState.RUNNING, task_id__isnull=True, due_at__lte=at)
    return running.exclude(party="resident")


def _days_ago(number: int, at: datetime) -> datetime:
    """Return the last moment that lies the full number of days back; a term that ends with a day ends at midnight."""
    return midnight(today(at) - timedelta(days=number) + timedelta(days=1))


def _rungs(number: int, at: datetime) -> Q:
    return Q(pk__in=_several(_asked(), number))


def _asked() -> QuerySet[Proceeding]:
    """Return reviews and re-reviews that were asked for."""
    untouched = ("may_request", "not_requested")
    return Proceeding.objects.filter(system=SYSTEM, procedure__in=("review", "re_review")).exclude(
        state__in=untouched
    )


def _several(rows: QuerySet[Any], number: int, column: str = "id") -> QuerySet[Any, Any]:
    """Return the ids of matters with at least so many different values of a column among some rows."""
    grouped = rows.order_by().values("matter_id").annotate(n=Count(column, distinct=True))
    found: QuerySet[Any, Any] = grouped.filter(n__gte=number).values("matter_id")
    return found


def _unsolved(number: int, at: datetime) -> Q:
    ended = Proceeding.objects.filter(matter_id=OuterRef("pk"), procedure="re_review", state="final")
    return Q(Exists(ended)) & answers.told(at) & answers.is_solved(False)


def _unperformed(number: int, at: datetime) -> Q:
    owed = PerformanceDuty.objects.filter(
        matter_id=OuterRef("pk"), done_at__isnull=True, due_on__lte=today(at) - timedelta(days=number)
    )
    return Q(Exists(owed))


_RULES: dict[str, Callable[[int, datetime], Q]] = {
    "open_longer": _open_longer,
    "late_longer": _late_longer,
    "returned": lambda number, at: Q(returned__gte=number),
    "reopened": lambda number, at: Q(reopened__gte=number),
    "rungs": _rungs,
    "unsolved": _unsolved,
    "unperformed": _unperformed,
    "bodies": lambda number, at: Q(is_open=True, pk__in=_several(Task.objects.all(), number, "unit_id")),
    "objections": lambda number, at: Q(pk__in=_several(CompetenceCase.objects.all(), number)),
    "supervised": lambda number, at: Q(is_open=True, pk__in=_several(SupervisionOrder.objects.all(), number)),
}


def facts_of(matters: Sequence[Matter], at: datetime) -> dict[int, MatterFacts]:
    """Return what the criteria ask of each matter, by a handful of queries for all of them."""
    ids = [one.id for one in matters]
    late = dict(
        _late(at).filter(matter_id__in=ids).order_by().values_list("matter_id").annotate(first=Min("due_at"))
    )
    rungs = _counted(_asked(), ids)
    bodies = _counted(Task.objects.all(), ids, "unit_id")
    objections, orders = (
        _counted(CompetenceCase.objects.all(), ids),
        _counted(SupervisionOrder.objects.all(), ids),
    )
    owed = dict(
        PerformanceDuty.objects.filter(matter_id__in=ids, done_at__isnull=True)
        .order_by().values_list("matter_id").annotate(first=Min("due_on"))
    )  # fmt: skip
    unsolved = set(Matter.objects.filter(_unsolved(1, at), id__in=ids).values_list("id", flat=True))
    return {
        one.id: MatterFacts(
            is_open=one.is_open,
            brought_on=today(one.brought_at),
            late_days=_days_over(late.get(one.id), at),
            returned=one.returned,
            reopened=one.reopened,
            rungs=rungs[one.id],
            ended_unsolved=one.id in unsolved,
            unperformed_days=max(0, (today(at) - owed[one.id]).days) if one.id in owed else 0,
            bodies=bodies[one.id],
            objections=objections[one.id],
            orders=orders[one.id],
        )
        for one in matters
    }


def _counted(rows: QuerySet[Any], ids: Iterable[int], column: str = "id") -> Counter[int]:
    found = rows.filter(matter_id__in=list(ids)).order_by().values_list("matter_id")
    return Counter(dict(found.annotate(n=Count(column, distinct=True))))


def _days_over(due_at: datetime | None, at: datetime) -> int:
    """Return the full days since the last day that was in time, 0 while nothing is late."""
    if due_at is None:
        return 0
    return max(0, (today(at) - today(due_at - timedelta(microseconds=1))).days)


def base(actor: Actor) -> QuerySet[Matter]:
    """Return the petitions in reach that may stand on the list: sealed accusations never do."""
    return visible(actor).filter(system=SYSTEM, is_sealed=False, merged_into_id__isnull=True)


def candidates(
    actor: Actor, at: datetime, *, criterion: str = "", after: int = 0, size: int = SIZE
) -> tuple[list[Candidate], int]:
    """Return matters that meet a criterion (any for "") and are not listed, the oldest first, and where to go on (0: end)."""
    wanted = [one for one in criteria() if criterion in ("", one.name)]
    if not wanted:
        raise NotFound
    any_of = Q()
    for one in wanted:
        any_of |= rule(one, at)
    found = base(actor).filter(any_of).exclude(id__in=_on_list().values("matter_id"))
    if after:
        last = base(actor).filter(id=after).first()
        if last is not None:
            found = found.filter(
                Q(brought_at__gt=last.brought_at) | Q(brought_at=last.brought_at, id__gt=last.id)
            )
    matters = list(found.order_by("brought_at", "id")[: size + 1])
    shown = matters[:size]
    facts = facts_of(shown, at)
    rows = [_candidate(one, facts[one.id], at, actor) for one in shown]
    return rows, shown[-1].id if len(matters) > size else 0


def _candidate(one: Matter, facts: MatterFacts, at: datetime, actor: Actor) -> Candidate:
    known = (
        criteria()
        if answers.may_tell(actor, one, at)
        else tuple(c for c in criteria() if c.name != "unsolved")
    )
    return Candidate(one, backlog.met(facts, known, today(at)), backlog.reasons(facts, known, today(at)))


def criteria_met(actor: Actor, matter: Matter, at: datetime) -> Candidate:
    """Return which criteria a matter meets now and why."""
    return _candidate(matter, facts_of([matter], at)[matter.id], at, actor)


def _on_list() -> QuerySet[BacklogEntry]:
    return BacklogEntry.objects.filter(off_at__isnull=True)


def entry_of(matter_id: int) -> BacklogEntry | None:
    """Return a matter's present stay on the list."""
    return _on_list().filter(matter_id=matter_id).first()


def entries_of(matter_id: int) -> list[BacklogEntry]:
    """Return every stay of a matter on the list, the newest first."""
    return list(BacklogEntry.objects.filter(matter_id=matter_id).order_by("-id"))


def listed(
    actor: Actor, at: datetime, *, bucket: str = "", criterion: str = "", only: str = ""
) -> list[Listed]:
    """Return the list in reach, the oldest first, narrowed to a stretch of days, a criterion, or what is late or unowned."""
    entries = list(_on_list().filter(matter_id__in=base(actor).values("id")))
    matters = Matter.objects.in_bulk([one.matter_id for one in entries])
    owners = _owners(matters)
    late = late_days(matters, at)
    rows = [_listed(one, matters[one.matter_id], owners, late, at) for one in entries]
    rows = [one for one in rows if bucket in ("", one.bucket.name)]
    rows = [one for one in rows if not criterion or criterion in one.entry.criteria]
    if only == "unowned":
        rows = [one for one in rows if one.owner is None]
    if only == "late":
        rows = [one for one in rows if one.late]
    return sorted(rows, key=lambda one: (-one.days, one.entry.pk))


def _owners(matters: Iterable[int]) -> dict[int, CaseOwner]:
    found: dict[int, CaseOwner] = {}
    for one in CaseOwner.objects.filter(matter_id__in=list(matters), until__isnull=True).order_by("id"):
        found.setdefault(one.matter_id, one)
    return found


def _listed(
    entry: BacklogEntry,
    matter: Matter,
    owners: Mapping[int, CaseOwner],
    late: Mapping[int, tuple[str, ...]],
    at: datetime,
) -> Listed:
    days = age(matter, at)
    bucket = backlog.bucket_of(days, backlog.published().buckets)
    return Listed(entry, matter, days, bucket, owners.get(matter.id), late.get(matter.id, ()))


def age(matter: Matter, at: datetime) -> int:
    """Return the days from the day it was brought to today, of an ended one to the day it ended."""
    return (today(matter.closed_at or at) - today(matter.brought_at)).days


def ages(rows: Sequence[Listed]) -> list[Age]:
    """Return how many rows lie in each stretch of days."""
    n = Counter(one.bucket.name for one in rows)
    return [Age(one, n[one.name]) for one in backlog.published().buckets]


def curve(actor: Actor, periods: Sequence[Period]) -> list[MonthEnd]:
    """Return for each month how many in reach were on the list at its end, came on it, and were taken off."""
    rows = list(
        BacklogEntry.objects.filter(matter_id__in=base(actor).values("id")).values_list("listed_at", "off_at")
    )
    spans = [(today(on), today(off) if off else None) for on, off in rows]
    return [
        MonthEnd(
            one,
            sum(on <= one.until and (off is None or off > one.until) for on, off in spans),
            sum(one.since <= on <= one.until for on, _ in spans),
            sum(off is not None and one.since <= off <= one.until for _, off in spans),
        )
        for one in periods
    ]


# ------------------------------------------------------------------------------------------------ what is due of ours


LATE_WORDS = {
    "clock": "法定期限已过",
    "decision": "会议决定过期",
    "milestone": "节点过期",
    "promise": "答应的事过期",
}


def late_days(matters: Iterable[int], at: datetime) -> dict[int, tuple[str, ...]]:
    """Return which kinds of days have passed in matters: clock, decision, milestone, promise."""
    ids = list(matters)
    found: dict[int, list[str]] = defaultdict(list)
    for kind, rows in (
        ("clock", _late(at).filter(matter_id__in=ids)),
        ("decision", Decision.objects.filter(matter_id__in=ids, done_at__isnull=True, due_on__lt=today(at))),
        (
            "milestone",
            Milestone.objects.filter(matter_id__in=ids, done_on__isnull=True, due_on__lt=today(at)),
        ),
        ("promise", open_promises().filter(matter_id__in=ids, promise_on__lt=today(at))),
    ):
        for matter_id in set(rows.values_list("matter_id", flat=True)):
            found[matter_id].append(kind)
    return {matter_id: tuple(kinds) for matter_id, kinds in found.items()}


def open_promises() -> QuerySet[CaseMeeting]:
    """Return meetings whose promise is not kept, of leaders who still answer."""
    return CaseMeeting.objects.filter(
        Exists(CaseOwner.objects.filter(id=OuterRef("owner_id"), until__isnull=True)),
        kept_at__isnull=True,
        promise_on__isnull=False,
    )


def listed_facts(actor: Actor, at: datetime) -> list[ListedFacts]:
    """Return how every listed matter in reach stands, for the agenda's rule."""
    ids = list(_on_list().filter(matter_id__in=base(actor).values("id")).values_list("matter_id", flat=True))
    matters = Matter.objects.in_bulk(ids)
    owners = _owners(ids)
    late = dict(
        _late(at).filter(matter_id__in=ids).order_by().values_list("matter_id").annotate(d=Min("due_at"))
    )
    decisions = _first_due(Decision.objects.filter(done_at__isnull=True), ids)
    milestones = _first_due(Milestone.objects.filter(done_on__isnull=True), ids)
    promises = _first_due(open_promises(), ids, "promise_on")
    disputed = set(
        CompetenceCase.objects.filter(matter_id__in=ids, decided_at__isnull=True).values_list(
            "matter_id", flat=True
        )
    )
    spoken = _last_discussed(ids)
    return [
        ListedFacts(
            matter_id=one,
            brought_on=today(matters[one].brought_at),
            is_owned=one in owners,
            late_since=today(late[one] - timedelta(microseconds=1)) if one in late else None,
            decision_due=decisions.get(one),
            milestone_due=milestones.get(one),
            promise_due=promises.get(one),
            in_competence=one in disputed,
            discussed_on=spoken.get(one),
        )
        for one in ids
    ]


def _first_due(rows: QuerySet[Any], ids: Sequence[int], column: str = "due_on") -> dict[int, date]:
    found = rows.filter(matter_id__in=ids).order_by().values_list("matter_id").annotate(first=Min(column))
    return dict(found)


def _last_discussed(ids: Sequence[int]) -> dict[int, date]:
    """Return for each matter the day of the last meeting that spoke of it."""
    items = (
        AgendaItem.objects.filter(matter_id__in=ids)
        .exclude(discussed="")
        .values_list("matter_id", "meeting_id")
    )
    pairs = list(items)
    held = CoordinationMeeting.objects.in_bulk({meeting for _, meeting in pairs})
    found: dict[int, date] = {}
    for matter_id, meeting in pairs:
        day = today(held[meeting].held_at)
        found[matter_id] = max(day, found.get(matter_id, day))
    return found


# ------------------------------------------------------------------------------------------------ one matter


def hard_matter(actor: Actor, number: str) -> Matter:
    """Return a petition in reach; raise NotFound for what is none, or is out of reach."""
    found = visible_matter(actor, number)
    if found.system != SYSTEM:
        raise NotFound
    return found


def milestones_of(matter_id: int) -> list[Milestone]:
    """Return the milestones of a matter by their day."""
    return list(Milestone.objects.filter(matter_id=matter_id).order_by("due_on", "id"))


def milestone_of(actor: Actor, milestone_id: int) -> tuple[Milestone, Matter]:
    """Return a milestone with its matter; raise NotFound when out of reach."""
    found = Milestone.objects.filter(id=milestone_id).first()
    matter = visible(actor).filter(id=found.matter_id).first() if found else None
    if found is None or matter is None:
        raise NotFound
    return found, matter


def overdue_milestones(actor: Actor, at: datetime) -> list[tuple[Milestone, Matter]]:
    """Return milestones in reach whose day has passed, the oldest first."""
    rows = list(
        Milestone.objects.filter(
            done_on__isnull=True, due_on__lt=today(at), matter_id__in=visible(actor).values("id")
        ).order_by("due_on", "id")
    )
    matters = Matter.objects.in_bulk([one.matter_id for one in rows])
    return [(one, matters[one.matter_id]) for one in rows]


def agenda_of(matter_id: int) -> list[AgendaItem]:
    """Return when a matter was on an agenda, the newest first."""
    return list(AgendaItem.objects.filter(matter_id=matter_id).order_by("-id"))
