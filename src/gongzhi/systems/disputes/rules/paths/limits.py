"""The lengths that the paths count with: each a term of a procedure of ours, else a row of limits.toml with its article."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time

from gongzhi.kernel.calendar import WorkCalendar
from gongzhi.kernel.lengths import CHINA, LengthUnit
from gongzhi.kernel.procedure import Procedure
from gongzhi.kernel.terms import Party, Step, Term, TermEvent, TermEventKind, chosen, compute
from gongzhi.systems.disputes.rules.paths.facts import Facts
from gongzhi.systems.disputes.rules.paths.tables import Table

_NOON = time(12)
_DAY_UNITS = tuple(str(unit) for unit in LengthUnit if not unit.is_hours)


@dataclass(frozen=True, slots=True)
class Limit:
    """One length under a name; its versions follow one another by the day on which counting starts."""

    name: str
    versions: tuple[tuple[date, Term], ...]
    flags: frozenset[str] = frozenset()

    def on(self, start: date) -> Term:
        """Return the term in force on the day on which counting starts; before all versions the first."""
        fitting = [term for since, term in self.versions if since <= start]
        return fitting[-1] if fitting else self.versions[0][1]


@dataclass(frozen=True, slots=True)
class Counted:
    """Where a chain of lengths ends, and why."""

    last_day: date
    provisional: bool
    certain: bool
    law: str
    steps: tuple[Step, ...]


def limits_from(table: Table, procedures: Iterable[Procedure]) -> Mapping[str, Limit]:
    """Return the limits of limits.toml by name."""
    every = tuple(procedures)
    found: dict[str, Limit] = {}
    for one in table.tables("limit"):
        name = one.text("name")
        if name in found:
            raise one.wrong("name", "「%(name)s」写了两次。", name=name)
        versions = _borrowed(one, every) if "procedure" in one.values else tuple(_own(one))
        flags = frozenset(one.texts("flags"))
        found[name] = Limit(name, tuple(sorted(versions, key=lambda pair: pair[0])), flags)
    return found


def _borrowed(table: Table, procedures: tuple[Procedure, ...]) -> tuple[tuple[date, Term], ...]:
    table.only("name", "procedure", "term", "flags")
    name, wanted = table.text("procedure"), table.text("term")
    found = tuple(
        (one.valid_from, term)
        for one in procedures
        if one.name == name
        for term in one.terms
        if term.name == wanted
    )
    if not found:
        raise table.wrong("term", "程序 %(name)s 里没有时限 %(term)s。", name=name, term=wanted)
    return found


def _own(table: Table) -> Iterator[tuple[date, Term]]:
    """Yield the length in force, and those before it, each with the day from which it holds."""
    table.only("name", "title", "title_en", "length", "unit", "law", "rolls", "certain", "since", "earlier")
    yield _since(table), _term(table, table)
    for earlier in table.tables("earlier"):
        earlier.only("length", "unit", "law", "rolls", "certain", "since")
        yield _since(earlier), _term(table, earlier)


def _since(table: Table) -> date:
    found = table.values.get("since", date.min)
    if not isinstance(found, date):
        raise table.wrong("since", "这里要写一天，例如 2026-03-01。")
    return found


def _term(names: Table, table: Table) -> Term:
    unit = table.text("unit")
    if unit not in set(LengthUnit) or LengthUnit(unit).is_hours:
        raise table.wrong("unit", "没有这个单位，可以写的有：%(known)s。", known="、".join(_DAY_UNITS))
    return Term(
        name=names.text("name"),
        title=names.text("title"),
        title_en=names.text("title_en"),
        party=Party.RESIDENT,
        length=table.number("length", 0),
        unit=LengthUnit(unit),
        law=table.text("law"),
        certain=table.flag("certain", default=True),
        rolls=table.flag("rolls", default=True),
    )


def count(
    chain: tuple[Limit, ...], start: date, facts: Facts, calendar: WorkCalendar, *, pausable: bool
) -> Counted:
    """Return where lengths laid one after another end; an obstacle that was told stops the clock meanwhile."""
    steps: list[Step] = []
    day, provisional, certain, law = start, False, True, ""
    for limit in chain:
        term = limit.on(day)
        events = _obstacle(facts) if pausable else ()
        deadline = compute(term, datetime.combine(day, _NOON, CHINA), events, calendar, limit.flags)
        assert deadline.due_on is not None  # hour lengths and open pauses are refused when the book is read
        steps.extend(deadline.steps)
        day, law = deadline.due_on, chosen(term, limit.flags).law
        provisional, certain = provisional or deadline.provisional, certain and term.certain
    return Counted(day, provisional, certain, law, tuple(steps))


def _obstacle(facts: Facts) -> tuple[TermEvent, ...]:
    begin, end = facts.day("obstacle_from"), facts.day("obstacle_to")
    if begin is None or end is None or end < begin:
        return ()
    reason = "不可抗力或者其他不属于自身的原因"
    return (
        TermEvent(TermEventKind.PAUSED, datetime.combine(begin, time(0), CHINA), reason=reason),
        TermEvent(TermEventKind.RESUMED, datetime.combine(end, _NOON, CHINA), reason=reason),
    )
