"""The tables of law as one typed book, checked whole when it is read: every fact, limit and kind that is named exists."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from gongzhi.kernel.loader import load
from gongzhi.kernel.procedure import Procedure
from gongzhi.systems.disputes.rules.paths.conditions import Condition, condition_from
from gongzhi.systems.disputes.rules.paths.facts import Facts
from gongzhi.systems.disputes.rules.paths.limits import Limit, limits_from
from gongzhi.systems.disputes.rules.paths.questions import Choice, Questions, Value, questions_from
from gongzhi.systems.disputes.rules.paths.tables import Table, read

LAW = Path(__file__).parent / "law"
PROCEDURES = Path(__file__).parents[2] / "procedures"
STATES = ("not_for_this", "other_first", "not_yet", "done")
"""Why a path is closed: made for other disputes, another path comes first, something is missing yet, it was walked."""
_WORDS = ("who_decides", "fee", "effect", "order")


@dataclass(frozen=True, slots=True)
class Words:
    """A text in both languages."""

    title: str
    title_en: str


@dataclass(frozen=True, slots=True)
class Closed:
    """Why a path is not open when something holds."""

    when: Condition
    state: str
    why: Words
    law: str


@dataclass(frozen=True, slots=True)
class LastDay:
    """From which of these facts the last day is counted, with which lengths, and what its passing means."""

    when: Condition
    starts: tuple[str, ...]
    chain: tuple[Limit, ...]
    closes: bool
    pausable: bool
    required: bool


@dataclass(frozen=True, slots=True)
class Note:
    """Something to know when something holds; `replaces` names the text that it stands for ("" adds a line)."""

    when: Condition
    replaces: str
    text: Words
    law: str


@dataclass(frozen=True, slots=True)
class PathRules:
    """One path as its file tells it."""

    name: str
    title: str
    title_en: str
    law: str
    begin: str
    words: Mapping[str, Words]
    why: Words
    lapse: Words
    bring: tuple[Words, ...]
    duration: Limit | None
    closed: tuple[Closed, ...]
    last_days: tuple[LastDay, ...]
    notes: tuple[Note, ...]


@dataclass(frozen=True, slots=True)
class Ceiling:
    """A fact that follows from amounts: whether `what` is at most `most`, or at most `percent` hundredths of `of`."""

    name: str
    what: str
    of: str
    percent: int
    most: int

    def holds(self, facts: Facts) -> bool | None:
        """Return whether the amount is under the ceiling, None when one of the amounts is not known."""
        amount, measure = facts.get(self.what), facts.get(self.of) if self.of else 1
        if not isinstance(amount, (int, float)) or not isinstance(measure, (int, float)):
            return None
        return amount * 100 <= measure * self.percent if self.of else amount <= self.most


@dataclass(frozen=True, slots=True)
class Derived:
    """A fact that follows from others unless it was said; one that `refines` makes what was said more exact."""

    field: str
    value: Value
    when: Condition
    refines: bool


@dataclass(frozen=True, slots=True)
class Book:
    """All tables together."""

    questions: Questions
    groups: Mapping[str, frozenset[str]]
    limits: Mapping[str, Limit]
    ceilings: tuple[Ceiling, ...]
    derived: tuple[Derived, ...]
    paths: tuple[PathRules, ...]

    def completed(self, facts: Facts) -> Facts:
        """Return the facts with what follows from them."""
        values = dict(facts.values)
        for one in self.ceilings:
            under = one.holds(facts)
            if under is not None:
                values[one.name] = under
        for follows in self.derived:
            known = replace(facts, values=values)
            if (follows.refines or follows.field not in facts.values) and follows.when.holds(known):
                values[follows.field] = follows.value
        return replace(facts, values=values)


@cache
def book(law: Path = LAW, procedures: Path = PROCEDURES) -> Book:
    """Return the book of a folder; it is read once."""
    limits_table = read(law / "limits.toml")
    limits = limits_from(limits_table, _borrowed_from(limits_table, procedures))
    kinds_table = read(law / "kinds.toml")
    groups = {one.text("value"): frozenset(one.texts("groups")) for one in kinds_table.tables("kind")}
    questions = questions_from(read(law / "questions.toml"), tuple(_kinds(kinds_table)))
    ceilings = tuple(_ceilings(limits_table))
    allowed = {name: one.allowed for name, one in questions.items()} | {one.name: () for one in ceilings}
    reader = _Reader(allowed, limits, set().union(*groups.values()))
    paths = tuple(reader.path(read(file)) for file in sorted((law / "paths").glob("*.toml")))
    derived = tuple(reader.derived(read(law / "questions.toml")))
    return Book(questions, groups, limits, ceilings, derived, paths)


def _borrowed_from(table: Table, procedures: Path) -> list[Procedure]:
    """Return the procedures whose terms the limits use, all versions of each."""
    names = {one.text("procedure") for one in table.tables("limit") if "procedure" in one.values}
    return [load(path) for name in sorted(names) for path in sorted(procedures.glob(f"{name}*.toml"))]


def _kinds(table: Table) -> Iterator[Choice]:
    for one in table.tables("kind"):
        one.only("value", "title", "title_en", "hint", "hint_en", "groups")
        yield Choice(
            one.text("value"),
            one.text("title"),
            one.text("title_en"),
            one.text("hint", ""),
            one.text("hint_en", ""),
        )


def _ceilings(table: Table) -> Iterator[Ceiling]:
    for one in table.tables("ceiling"):
        one.only("name", "what", "of", "percent", "most", "law")
        one.text("law")
        yield Ceiling(
            one.text("name"),
            one.text("what"),
            one.text("of", ""),
            one.number("percent", 100),
            one.number("most", 0),
        )


@dataclass(frozen=True, slots=True)
class _Reader:
    allowed: Mapping[str, tuple[str, ...]]
    limits: Mapping[str, Limit]
    groups: set[str]

    def path(self, table: Table) -> PathRules:
        table.only(
            "path", "title", "title_en", "law", "begin", "why", "why_en", "lapse", "lapse_en", "duration",
            *_WORDS, *(f"{name}_en" for name in _WORDS), "bring", "closed", "last_day", "note",
        )  # fmt: skip
        duration = table.text("duration", "")
        return PathRules(
            name=table.text("path"),
            title=table.text("title"),
            title_en=table.text("title_en"),
            law=table.text("law"),
            begin=table.text("begin", ""),
            words={name: self.words(table, name, optional=True) for name in _WORDS},
            why=self.words(table, "why"),
            lapse=self.words(table, "lapse", optional=True),
            bring=tuple(self.words(one, "text") for one in table.tables("bring")),
            duration=self.limit(table, "duration", duration) if duration else None,
            closed=tuple(self.closed(one) for one in table.tables("closed")),
            last_days=tuple(self.last_day(one) for one in table.tables("last_day")),
            notes=tuple(self.note(one) for one in table.tables("note")),
        )

    def words(self, table: Table, key: str, *, optional: bool = False) -> Words:
        default = "" if optional else None
        return Words(table.text(key, default), table.text(f"{key}_en", default))

    def when(self, table: Table) -> Condition:
        found = condition_from(table.table("when"), self.allowed)
        for group in _groups_in(found):
            if group not in self.groups:
                raise table.wrong("when.group", "没有「%(group)s」这一组，见 kinds.toml。", group=group)
        return found

    def limit(self, table: Table, key: str, name: str) -> Limit:
        if name not in self.limits:
            raise table.wrong(key, "limits.toml 里没有时限「%(name)s」。", name=name)
        return self.limits[name]

    def closed(self, table: Table) -> Closed:
        table.only("when", "state", "why", "why_en", "law")
        state = table.text("state")
        if state not in STATES:
            raise table.wrong("state", "没有这种情形，可以写的有：%(known)s。", known="、".join(STATES))
        return Closed(self.when(table), state, self.words(table, "why"), table.text("law"))

    def last_day(self, table: Table) -> LastDay:
        table.only("when", "from", "limits", "closes", "pausable", "required")
        starts = table.texts("from")
        for name in starts:
            if name not in self.allowed:
                raise table.wrong("from", "questions.toml 里没有「%(name)s」。", name=name)
        return LastDay(
            when=self.when(table),
            starts=starts,
            chain=tuple(self.limit(table, "limits", name) for name in table.texts("limits")),
            closes=table.flag("closes", default=True),
            pausable=table.flag("pausable"),
            required=table.flag("required", default=True),
        )

    def note(self, table: Table) -> Note:
        table.only("when", "replaces", "text", "text_en", "law")
        replaces = table.text("replaces", "")
        if replaces not in ("", "why", "bring", *_WORDS):
            known = "、".join(("why", "bring", *_WORDS))
            raise table.wrong("replaces", "不能代替这一项，可以写的有：%(known)s。", known=known)
        return Note(self.when(table), replaces, self.words(table, "text"), table.text("law", ""))

    def derived(self, table: Table) -> Iterator[Derived]:
        for one in table.tables("derived"):
            one.only("field", "value", "when", "refines")
            value = one.values.get("value")
            if one.text("field") not in self.allowed or not isinstance(value, (str, bool)):
                raise one.wrong("field", "questions.toml 里没有这个事实，或者没有写它的值。")
            yield Derived(one.text("field"), value, self.when(one), one.flag("refines"))


def _groups_in(condition: Condition) -> Iterator[str]:
    for test in condition.tests:
        if test.field == "group":
            yield from (test.value if isinstance(test.value, list) else [str(test.value)])
    for one in condition.any:
        yield from _groups_in(one)


__all__ = ["Book", "PathRules", "Words", "book"]
