"""Asks whether what is said to have happened to a term can have happened, in that order."""

from collections.abc import Sequence
from datetime import datetime

from gongzhi.kernel.calendar import WorkCalendar
from gongzhi.kernel.term_facts import LocalLimit, Term, TermEvent, TermEventKind
from gongzhi.kernel.terms import NO_FLAGS, compute
from gongzhi.kernel.wording import length_text, moment_text


def why_impossible(
    term: Term,
    started_at: datetime,
    events: Sequence[TermEvent],
    calendar: WorkCalendar,
    flags: frozenset[str] = NO_FLAGS,
    limit: LocalLimit | None = None,
) -> str:
    """Return a full sentence about the first event that cannot have happened as said, "" when all can."""
    before = started_at
    for place, event in enumerate(events):
        earlier = events[:place]
        if event.at < before:
            return f"{moment_text(event.at)}的事件早于它前面的{moment_text(before)}。请按时间先后写各个事件。"
        if any(one.kind.ends for one in earlier):
            return f"时限已经结束，{moment_text(event.at)}不能再有事件。请删去后面的事件。"
        why = _why_not(term, event, earlier)
        if (
            not why
            and event.kind is TermEventKind.EXTENDED
            and term.extension
            and term.extension.before_expiry
        ):
            due_at = compute(term, started_at, earlier, calendar, flags, limit).due_at
            if due_at is not None and event.at >= due_at:
                why = f"「{term.title}」已在{moment_text(due_at)}届满，延长要在届满以前办。"
        if why:
            return why
        before = event.at
    return ""


def _why_not(term: Term, event: TermEvent, earlier: Sequence[TermEvent]) -> str:
    kinds = [one.kind for one in earlier]
    stops = [kind for kind in kinds if kind is not TermEventKind.EXTENDED]
    is_paused = bool(stops) and stops[-1] is TermEventKind.PAUSED
    if event.kind is TermEventKind.PAUSED and is_paused:
        return f"{moment_text(event.at)}已经是暂停，不能再暂停。请先写恢复(resumed)。"
    if event.kind is TermEventKind.RESUMED and not is_paused:
        return f"{moment_text(event.at)}没有暂停，不能恢复。请先写暂停(paused)。"
    if event.kind is not TermEventKind.EXTENDED:
        return ""
    extension = term.extension
    if extension is None:
        return f"「{term.title}」这个时限不能延长。请删去延长(extended)的事件。"
    if kinds.count(TermEventKind.EXTENDED) >= extension.most:
        return f"「{term.title}」最多延长 {extension.most} 次。请删去多出来的延长(extended)。"
    if event.length is not None and not 1 <= event.length <= extension.length:
        return f"「{term.title}」一次最多延长 {length_text(extension.length, extension.unit)}，不能延长 {event.length}。"
    return ""
