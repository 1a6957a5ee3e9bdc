"""Marks by which figures pick matters: the same word stands in the address behind a figure and in the count itself."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import CharField, Exists, OuterRef, Q, Subquery, Value
from django.db.models.functions import Cast, Concat
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from gongzhi.core.clocks import queries as clocks
from gongzhi.core.clocks.models import Clock
from gongzhi.core.ledger.models import Entry
from gongzhi.core.matters.models import Rating, Task, TaskState
from gongzhi.core.matters.queries.archived import archived
from gongzhi.core.workflow.models import Proceeding
from gongzhi.kernel.calendar import WorkCalendar
from gongzhi.kernel.terms import CHINA, NO_DUTIES

STUCK_AFTER = 5
"""Working days without an act of a person after which an open matter is called stuck."""
SATISFIED_FROM = 4
DISSATISFIED_TO = 2

Rule = Callable[[datetime], Q]


@dataclass(frozen=True, slots=True)
class Measure:
    """One mark: its name in addresses, its title, and the rule that a matter meets at a moment."""

    name: str
    title: str
    title_en: str
    rule: Rule


def late_clocks(matter_id: int | OuterRef) -> Exists:
    """Return whether a body let a clock of a matter run out; a resident's own terms do not count."""
    late = Q(state="met_late") | Q(breached_at__isnull=False)
    found = Clock.objects.filter(late, matter_id=matter_id, task_id__isnull=True)
    return Exists(found.exclude(party__in=NO_DUTIES))


def end_of_day(day: date) -> datetime:
    """Return the first moment after a day in the city's time."""
    return datetime.combine(day + timedelta(days=1), time.min, CHINA)


def stuck_since(at: datetime, calendar: WorkCalendar | None = None) -> datetime:
    """Return the moment since which a stuck matter has seen no act: the end of the day STUCK_AFTER working days back."""
    held = (calendar or clocks.calendar()).with_provisional()
    day = at.astimezone(CHINA).date()
    for _step in range(STUCK_AFTER):
        day = held.previous_working_day(day)
    return datetime.combine(day, time.min, CHINA)


def _due_today(at: datetime) -> Q:
    return Q(due_at__gt=at, due_at__lte=end_of_day(at.astimezone(CHINA).date()))


def _stuck(at: datetime) -> Q:
    """Return the rule "came in before, and nobody did anything since"; what the platform itself notes is no act."""
    since = stuck_since(at)
    stream = Concat(Value("matter:"), Cast(OuterRef("pk"), CharField()))
    acts = Entry.objects.filter(stream=stream, at__gte=since).exclude(actor_kind="system")
    return Q(~Q(Exists(acts)), is_open=True, opened_at__lt=since)


def _unsigned(at: datetime) -> Q:
    return Q(Exists(Task.objects.filter(matter_id=OuterRef("pk"), state=TaskState.SENT)))


def _extension_asked(at: datetime) -> Q:
    asked = Proceeding.objects.filter(
        matter_id=OuterRef("pk"), is_main=True, flags__contains=["extension_asked"]
    )
    return Q(Exists(asked), is_open=True)


def _rated(column: str) -> Rule:
    said = Rating.objects.filter(matter_id=OuterRef("pk"), **{f"{column}__isnull": False})
    return lambda at: Q(Exists(said)) & archived(at)


MEASURES: Mapping[str, Measure] = {
    one.name: one
    for one in (
        Measure("due_today", "今天到期", "due today", _due_today),
        Measure("unsigned", "有单位还没签收", "not signed for yet", _unsigned),
        Measure("stuck", "五个工作日没有进展", "nothing done for five working days", _stuck),
        Measure("extension_asked", "申请了延期", "extension asked for", _extension_asked),
        Measure("returned_twice", "退回两次以上", "returned twice or more", lambda at: Q(returned__gte=2)),
        Measure("given", "已派单", "given to a unit", lambda at: Q(lead_id__isnull=False)),
        Measure("responded", "已答复", "answered", lambda at: Q(answered_at__isnull=False, lead_id__isnull=False)),
        Measure("ended", "答复后办结", "ended with an answer", lambda at: Q(is_open=False, ending="answered")),
        Measure(
            "in_time", "按时办结", "ended in time",
            lambda at: Q(~Q(late_clocks(OuterRef("pk"))), is_open=False, ending="answered"),
        ),
        Measure("asked_solved", "回访过是否解决", "asked whether solved", _rated("solved")),
        Measure("solved", "回访：已解决", "solved", lambda at: _last_is("solved", True, at)),
        Measure("unsolved", "回访：没有解决", "not solved", lambda at: _last_is("solved", False, at)),
        Measure("rated", "评过满意度", "rated", _rated("satisfied")),
        Measure("satisfied", "满意", "satisfied", lambda at: _satisfied("gte", SATISFIED_FROM, at)),
        Measure("dissatisfied", "不满意", "not satisfied", lambda at: _satisfied("lte", DISSATISFIED_TO, at)),
    )
}  # fmt: skip


def _last_is(column: str, value: bool, at: datetime) -> Q:
    return archived(at) & Q(
        Exists(Rating.objects.filter(matter_id=OuterRef("pk"), id=_last_id(column), **{column: value}))
    )


def _satisfied(than: str, value: int, at: datetime) -> Q:
    return archived(at) & Q(
        Exists(
            Rating.objects.filter(
                matter_id=OuterRef("pk"), id=_last_id("satisfied"), **{f"satisfied__{than}": value}
            )
        )
    )


def _last_id(column: str) -> Subquery:
    """Return the last rating of the same matter that says anything about a measure."""
    found = Rating.objects.filter(matter_id=OuterRef("matter_id"), **{f"{column}__isnull": False})
    return Subquery(found.order_by("-id").values("id")[:1])


def measure_title(name: str) -> str:
    """Return a mark's title in the language of the page; the name itself when there is no such mark."""
    found = MEASURES.get(name)
    if found is None:
        return name
    return found.title_en if (get_language() or "").startswith("en") else found.title


def ending_title(ending: str) -> str:
    """Return in words how a matter ended; the name itself when it is unknown."""
    titles = {
        "answered": _("已答复"),
        "merged": _("已并案"),
        "withdrawn": _("已撤回"),
        "not_accepted": _("不予受理"),
    }
    return titles.get(ending, ending)
