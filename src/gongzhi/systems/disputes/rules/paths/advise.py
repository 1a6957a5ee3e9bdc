"""Lays every path beside the facts: open or not and why, until when, what it costs, who decides, what to bring."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from gongzhi.kernel.calendar import WorkCalendar
from gongzhi.kernel.terms import Step, chosen
from gongzhi.kernel.wording import day_text, day_text_en, length_text, length_text_en
from gongzhi.systems.disputes.rules.paths.book import Book, LastDay, PathRules, Words
from gongzhi.systems.disputes.rules.paths.facts import Facts
from gongzhi.systems.disputes.rules.paths.limits import Counted, count

_NONE = Words("", "")


@dataclass(frozen=True, slots=True)
class Advice:
    """One path for one dispute on one day; every path is told, whether open or not.

    `state` is open, not_for_this, other_first, not_yet, done or late. `missing` names the facts without which no last day
    can be told. `provisional`: the last day lies beyond the published calendar. `certain`: the texts were verified.
    """

    path: str
    title: str
    title_en: str
    open: bool
    state: str
    last_day: date | None
    law: str
    why: Words
    fee: Words
    who_decides: Words
    order: Words
    effect: Words
    duration: Words
    bring: tuple[Words, ...]
    notes: tuple[tuple[Words, str], ...]
    steps: tuple[Step, ...]
    missing: tuple[str, ...]
    begin: str
    provisional: bool
    certain: bool


def advise(facts: Facts, calendar: WorkCalendar, book: Book) -> list[Advice]:
    """Return all paths in the order of the book; none is left out and nothing is decided."""
    known, days = book.completed(facts), calendar.with_provisional()
    return [_advice(path, known, days) for path in book.paths]


def _advice(path: PathRules, facts: Facts, calendar: WorkCalendar) -> Advice:
    closed = next((one for one in path.closed if one.when.holds(facts)), None)
    if closed is not None:
        return _told(path, facts, closed.state, closed.why, closed.law, None)
    missing: list[str] = []
    counted = list(_counted(path, facts, calendar, missing))
    first = min(counted, key=lambda pair: pair[1].last_day, default=None)
    if first is None:
        return _told(path, facts, "open", path.why, path.law, None, tuple(missing))
    rule, end = first
    if end.last_day >= facts.on:
        return _told(path, facts, "open", path.why, _joined(path.law, end.law), end, tuple(missing))
    state = "late" if rule.closes else "open"
    return _told(path, facts, state, _late(path, end), _joined(path.law, end.law), end, tuple(missing))


def _counted(
    path: PathRules, facts: Facts, calendar: WorkCalendar, missing: list[str]
) -> Iterator[tuple[LastDay, Counted]]:
    for rule in path.last_days:
        if not rule.when.holds(facts):
            continue
        start = next((day for name in rule.starts if (day := facts.day(name)) is not None), None)
        if start is not None:
            yield rule, count(rule.chain, start, facts, calendar, pausable=rule.pausable)
        elif rule.required:
            missing.append(rule.starts[-1])


def _late(path: PathRules, end: Counted) -> Words:
    return Words(
        f"最后一天是{day_text(end.last_day)}，已经过了。{path.lapse.title}",
        f"The last day was {day_text_en(end.last_day)}. {path.lapse.title_en}".strip(),
    )


def _joined(*laws: str) -> str:
    return "；".join(dict.fromkeys(law for law in laws if law))


def _told(
    path: PathRules,
    facts: Facts,
    state: str,
    why: Words,
    law: str,
    end: Counted | None,
    missing: tuple[str, ...] = (),
) -> Advice:
    words = _words(path, facts)
    is_open = state == "open"
    return Advice(
        path=path.name,
        title=path.title,
        title_en=path.title_en,
        open=is_open,
        state=state,
        last_day=end.last_day if end else None,
        law=law,
        why=words.get("why", why) if is_open and why is path.why else why,
        fee=words.get("fee", path.words["fee"]),
        who_decides=words.get("who_decides", path.words["who_decides"]),
        order=words.get("order", path.words["order"]),
        effect=words.get("effect", path.words["effect"]),
        duration=_duration(path, facts),
        bring=(
            *path.bring,
            *(one.text for one in path.notes if one.replaces == "bring" and one.when.holds(facts)),
        ),
        notes=tuple((one.text, one.law) for one in path.notes if not one.replaces and one.when.holds(facts))
        if is_open or state == "late"
        else (),
        steps=end.steps if end else (),
        missing=tuple(dict.fromkeys(missing)),
        begin=path.begin,
        provisional=bool(end and end.provisional),
        certain=end is None or end.certain,
    )


def _words(path: PathRules, facts: Facts) -> dict[str, Words]:
    """Return the texts that the facts put in place of the usual ones; the first that fits counts."""
    found: dict[str, Words] = {}
    for one in path.notes:
        if one.replaces and one.replaces != "bring" and one.when.holds(facts):
            found.setdefault(one.replaces, one.text)
    return found


def _duration(path: PathRules, facts: Facts) -> Words:
    if path.duration is None:
        return _NONE
    length = chosen(path.duration.on(facts.on), path.duration.flags)
    return Words(length_text(length.length, length.unit), length_text_en(length.length, length.unit))
