"""The city's own rules, which go before the model: if these words, category, place, way or hour, then this.

Rules stand in an order; the first that fits is the answer, and what it says is a suggestion like any other.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import cast

from gongzhi.core.search.rules.bigrams import normalise
from gongzhi.kernel.errors import InvalidInput

RULES_MOST = 500
WORDS_MOST = 60
TITLE_LONGEST = 80
_HOURS = 24


@dataclass(frozen=True, slots=True)
class Facts:
    """What a rule looks at: a matter's words, its resident's category, place, way and local moment; no person."""

    text: str
    category: str = ""
    area_code: str = ""
    channel: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: every condition that is given must hold, of several words or codes one; then what follows.

    `words` one of which must stand in the text, `without` none of which may; `categories` and `areas` include what is
    below them. `hours` are first and last full hour, over midnight when the first is the later.
    """

    title: str
    words: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    hours: tuple[int, ...] = ()
    category: str = ""
    unit: int | None = None
    urgent: bool = False
    law: str = ""

    def outcome(self) -> tuple[str, int | None, bool]:
        """Return what follows: category, lead body, urgent."""
        return self.category, self.unit, self.urgent


@dataclass(frozen=True, slots=True)
class Match:
    """The rule that fits, its number in the order (from 1), and what in the matter fitted."""

    n: int
    rule: Rule
    found: tuple[str, ...]


def first(rules: Sequence[Rule], facts: Facts) -> Match | None:
    """Return the first rule that fits, None when none does."""
    text = normalise(facts.text)
    for n, rule in enumerate(rules, start=1):
        found = _fits(rule, facts, text)
        if found is not None:
            return Match(n, rule, found)
    return None


def _fits(rule: Rule, facts: Facts, text: str) -> tuple[str, ...] | None:
    """Return the words that fitted (none where the rule asks for none), or None when a condition fails."""
    if rule.categories and not any(_below(facts.category, one) for one in rule.categories):
        return None
    if rule.areas and not any(facts.area_code.startswith(one) for one in rule.areas):
        return None
    if rule.channels and facts.channel not in rule.channels:
        return None
    if rule.hours and not _within(rule.hours, facts.at):
        return None
    if any(normalise(word) in text for word in rule.without):
        return None
    said = tuple(word for word in rule.words if normalise(word) in text)
    return None if rule.words and not said else said


def _below(code: str, upper: str) -> bool:
    return code == upper or code.startswith(f"{upper}.")


def _within(hours: Sequence[int], at: datetime | None) -> bool:
    if at is None:
        return False
    begin, end = hours
    return begin <= at.hour <= end if begin <= end else at.hour >= begin or at.hour <= end


def checked(rule: Rule) -> Rule:
    """Return the rule if it can be kept; raise InvalidInput with a full sentence for what is wrong."""
    if not 1 <= len(rule.title) <= TITLE_LONGEST:
        raise InvalidInput(field="title", why="请给规则起一个名字，最多 %(most)s 个字。", most=TITLE_LONGEST)
    if not (rule.words or rule.categories or rule.areas or rule.channels or rule.hours):
        raise InvalidInput(
            field="words", why="请至少写一个条件：字词、类别、地方、渠道或时段，否则每件事都会符合。"
        )
    if not (rule.category or rule.unit or rule.urgent):
        raise InvalidInput(field="category", why="请写明符合以后怎样：归哪一类、交给谁或者按紧急办。")
    if rule.hours and (len(rule.hours) != 2 or not all(0 <= hour < _HOURS for hour in rule.hours)):
        raise InvalidInput(field="hours", why="时段要写开始和结束两个整点，例如 22-6，每个在 0 到 23 之间。")
    for name in ("words", "without"):
        words = getattr(rule, name)
        if len(words) > WORDS_MOST or any(not 1 <= len(word) <= 40 for word in words):
            raise InvalidInput(field=name, why="最多 %(most)s 个词，每个 1 到 40 个字。", most=WORDS_MOST)
    return rule


def to_json(rule: Rule) -> dict[str, object]:
    """Return a rule as it is kept: only what it says."""
    kept: dict[str, object] = {}
    for one in fields(rule):
        value = getattr(rule, one.name)
        if value:
            kept[one.name] = list(value) if isinstance(value, tuple) else value
    return kept


def from_json(kept: Mapping[str, object]) -> Rule:
    """Return the rule that was kept; what is unknown by name is passed over."""
    values: dict[str, object] = {}
    for one in fields(Rule):
        value = kept.get(one.name)
        if value:
            values[one.name] = tuple(cast(Sequence[object], value)) if isinstance(value, list) else value
    return Rule(**values)  # type: ignore[arg-type]


def words_of(text: str) -> tuple[str, ...]:
    """Return the words of a field in which people part them by commas, spaces or lines."""
    for mark in ",，、;；\n\r\t\u3000":
        text = text.replace(mark, " ")
    return tuple(dict.fromkeys(text.split()))


def hours_of(text: str) -> tuple[int, ...]:
    """Return the hours of "22-6", () for ""; raise InvalidInput for what is none."""
    plain = text.strip().replace("：00", "").replace(":00", "").replace("点", "")
    if not plain:
        return ()
    for mark in "—–~～至到":
        plain = plain.replace(mark, "-")
    parts = [part.strip() for part in plain.split("-")]
    if len(parts) != 2 or not all(part.isascii() and part.isdigit() and len(part) <= 2 for part in parts):
        raise InvalidInput(field="hours", why="时段要写开始和结束两个整点，例如 22-6，每个在 0 到 23 之间。")
    return tuple(int(part) for part in parts)
