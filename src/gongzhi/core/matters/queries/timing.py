"""Clocks as people read them: what is due, how much is left in words, and each step of the count with its article."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from gongzhi.core.clocks import queries as clocks
from gongzhi.core.clocks.models import Clock, ClockState
from gongzhi.core.matters.models import Matter
from gongzhi.core.matters.rules.remaining import ClockFace, Measure, Remaining, face, percent, remaining
from gongzhi.core.orgs import queries as orgs
from gongzhi.core.workflow import queries as workflow
from gongzhi.kernel.actor import Actor
from gongzhi.kernel.calendar import WorkCalendar
from gongzhi.kernel.procedure import Move, State
from gongzhi.kernel.terms import CHINA, Party, Step, Term, chosen

ENDED = {
    ClockState.MET: ClockFace.DONE,
    ClockState.MET_LATE: ClockFace.LATE,
    ClockState.CANCELLED: ClockFace.CANCELLED,
}


@dataclass(frozen=True, slots=True)
class ClockView:
    """One clock as shown. `percent` is the part of the time that has gone; `local` where the length comes from a city's own rule.

    `unconfirmed`: the length is a default that this installation has not confirmed yet. `provisional`: the end lies in
    a year whose days of rest are not published yet. `ended`: it counts no longer, in time or not.
    """

    title: str
    state: str
    words: str
    due: str = ""
    percent: int = 0
    law: str = ""
    steps: tuple[Step, ...] = ()
    party: str = ""
    unit: str = ""
    due_at: datetime | None = None
    started_at: datetime | None = None
    name: str = ""
    is_right: bool = False
    local: str = ""
    unconfirmed: bool = False
    provisional: bool = False
    ended: bool = False


def is_english() -> bool:
    """Return whether the page is read in English."""
    return (get_language() or "").startswith("en")


def title_of(thing: Term | Move | State) -> str:
    """Return a title in the language of the page."""
    return thing.title_en if is_english() and thing.title_en else thing.title


def chip(title: str, due_at: datetime | None, at: datetime, *, is_open: bool = True) -> ClockView:
    """Return the small clock of a list's row."""
    if not is_open:
        return ClockView(title, str(ClockFace.DONE), _("已办结"))
    if due_at is None:
        return ClockView(title, str(ClockFace.PAUSED), _("没有计时"))
    words = left_words(remaining(due_at, at, clocks.calendar()))
    return ClockView(title, str(face(due_at, at)), words, due_text(due_at), due_at=due_at)


def left_words(left: Remaining) -> str:
    """Return how much time is left, or by how much it is late, in the language of the page."""
    n = {"n": left.amount}
    if left.is_late:
        match left.measure:
            case Measure.DAYS | Measure.WORKING_DAYS:
                return ngettext("已超期 %(n)d 天", "已超期 %(n)d 天", left.amount) % n
            case Measure.HOURS:
                return ngettext("已超期 %(n)d 小时", "已超期 %(n)d 小时", left.amount) % n
            case _:
                return _("刚刚超期")
    match left.measure:
        case Measure.WORKING_DAYS:
            return ngettext("还剩 %(n)d 个工作日", "还剩 %(n)d 个工作日", left.amount) % n
        case Measure.DAYS:
            return ngettext("还剩 %(n)d 天", "还剩 %(n)d 天", left.amount) % n
        case Measure.HOURS:
            return ngettext("还剩 %(n)d 小时", "还剩 %(n)d 小时", left.amount) % n
        case _:
            return ngettext("还剩 %(n)d 分钟", "还剩 %(n)d 分钟", left.amount) % n


def due_text(due_at: datetime | None) -> str:
    """Return the last moment in time: the day alone when the term ends with it, else day and hour."""
    if due_at is None:
        return ""
    local = due_at.astimezone(CHINA)
    if (local.hour, local.minute) == (0, 0):
        return (local - timedelta(days=1)).strftime("%Y-%m-%d")
    return local.strftime("%Y-%m-%d %H:%M")


def clock_views(actor: Actor, matter: Matter, at: datetime) -> list[ClockView]:
    """Return the clocks of a matter that the actor may see, running ones first, each with every step of its count.

    The public sees its own rights and the bodies' duties; clocks of helpers' tasks are for staff.
    """
    kept = clocks.of_matter(matter.id)
    if not actor.is_staff:
        kept = [clock for clock in kept if clock.task_id is None]
    calendar = clocks.calendar()
    born = {one.id: workflow.procedure_of(one) for one in workflow.of_matter(matter.id)}
    return [view(clock, born[clock.proceeding_id].term(clock.term), calendar, at) for clock in kept]


def view(clock: Clock, term: Term, calendar: WorkCalendar, at: datetime) -> ClockView:
    """Return one clock as shown at a moment."""
    found = clocks.deadline(clock, term, calendar.with_provisional())
    length = chosen(term, frozenset(clock.flags))
    state = ENDED.get(ClockState(clock.state)) or face(clock.due_at, at)
    return ClockView(
        title=title_of(term),
        state=str(state),
        words=_words(clock, state, calendar, at),
        due=due_text(clock.due_at),
        percent=100 if clock.ended_at else percent(clock.started_at, clock.due_at, at),
        law=length.law,
        steps=found.steps,
        party=party_title(str(term.party)),
        unit="" if term.party is Party.OUTSIDE else orgs.unit_name(clock.unit_id),
        due_at=clock.due_at,
        started_at=clock.started_at,
        name=term.name,
        is_right=term.party.is_right,
        local=str((clock.limit or {}).get("source", "")),
        unconfirmed=_is_unconfirmed(term, length.setting),
        provisional=found.provisional,
        ended=clock.ended_at is not None,
    )


def _is_unconfirmed(term: Term, setting: str) -> bool:
    return not term.certain and bool(setting) and not orgs.is_confirmed(setting)


def _words(clock: Clock, state: ClockFace, calendar: WorkCalendar, at: datetime) -> str:
    match ClockState(clock.state):
        case ClockState.MET:
            return _("已按时完成")
        case ClockState.MET_LATE:
            return _("已完成，超期")
        case ClockState.CANCELLED:
            return _("不再计时")
        case _ if state is ClockFace.PAUSED or clock.due_at is None:
            return _("已暂停")
        case _:
            return left_words(remaining(clock.due_at, at, calendar))


def party_title(party: str) -> str:
    """Return whose duty (or right) a term is, in words."""
    titles = {
        "centre": _("中心"),
        "lead": _("主办单位"),
        "helper": _("协办单位"),
        "checker": _("核查回访"),
        "resident": _("您的权利"),
        "opposite": _("对方的权利"),
        "body": _("办理机关"),
        "outside": _("平台以外的机关"),
    }
    return titles.get(party, party)
