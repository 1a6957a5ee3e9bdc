"""Conditions over facts as a table writes them: all entries must hold, `any` holds when one of its tables does.

`kind = "wages"`, `kind = ["wages", "labour"]`, `award_served = {before = 2026-03-01}`, `known = {given = false}`,
`clause = {not = ["none", "denied"]}`, `claim = {upto = 5000}`, `group = "civil"`. What was not said fulfils only
`given = false` and `not`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol

from gongzhi.systems.disputes.rules.paths.tables import Table


class Known(Protocol):
    """What a condition asks of facts."""

    @property
    def groups(self) -> frozenset[str]:
        """Return the groups that the kind of dispute belongs to."""
        ...

    def get(self, name: str) -> object:
        """Return a fact, None when it was not said."""
        ...


class Op(StrEnum):
    """How a fact is compared."""

    IS = "is"
    NOT = "not"
    GIVEN = "given"
    BEFORE = "before"
    SINCE = "since"
    OVER = "over"
    UPTO = "upto"


@dataclass(frozen=True, slots=True)
class Comparison:
    """One comparison of one fact."""

    field: str
    op: Op
    value: object

    def holds(self, facts: Known) -> bool:
        """Whether the facts fulfil it."""
        if self.field == "group":
            return _in_groups(self, facts.groups)
        found = facts.get(self.field)
        match self.op:
            case Op.IS:
                return found is not None and found in _listed(self.value)
            case Op.NOT:
                return found is None or found not in _listed(self.value)
            case Op.GIVEN:
                return (found is not None) == self.value
        return found is not None and _compared(found, self.op, self.value)


@dataclass(frozen=True, slots=True)
class Condition:
    """All tests hold, and at least one of each list of alternatives."""

    tests: tuple[Comparison, ...] = ()
    any: tuple["Condition", ...] = ()

    def holds(self, facts: Known) -> bool:
        """Whether the facts fulfil it; an empty condition always holds."""
        if self.any and not any(one.holds(facts) for one in self.any):
            return False
        return all(test.holds(facts) for test in self.tests)

    @property
    def is_empty(self) -> bool:
        """Whether nothing is asked."""
        return not self.tests and not self.any


def condition_from(table: Table, allowed: Mapping[str, tuple[str, ...]]) -> Condition:
    """Return a condition; `allowed` names every fact with the answers of a choice, so that a misprint is found."""
    tests = tuple(
        test
        for key, value in table.values.items()
        if key != "any"
        for test in _tests(table, key, value, allowed)
    )
    return Condition(tests, tuple(condition_from(one, allowed) for one in table.tables("any")))


def _tests(table: Table, key: str, value: object, allowed: Mapping[str, tuple[str, ...]]) -> list[Comparison]:
    if key != "group" and key not in allowed:
        raise table.wrong(key, "没有叫这个名字的事实，见 questions.toml。")
    pairs = value.items() if isinstance(value, dict) else [("is", value)]
    found = []
    for op, one in pairs:
        if op not in set(Op):
            raise table.wrong(key, "没有这种比较，可以写的有：%(known)s。", known="、".join(Op))
        found.append(Comparison(key, Op(op), one))
    for test in found:
        choices = allowed.get(key, ())
        if choices and test.op in (Op.IS, Op.NOT):
            for given in _listed(test.value):
                if given not in choices:
                    raise table.wrong(
                        key,
                        "没有「%(given)s」这个答案，可以写的有：%(known)s。",
                        given=given,
                        known="、".join(choices),
                    )
    return found


def _in_groups(test: Comparison, groups: frozenset[str]) -> bool:
    inside = not groups.isdisjoint(str(one) for one in _listed(test.value))
    return inside if test.op is Op.IS else not inside


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]


def _compared(found: object, op: Op, value: object) -> bool:
    if isinstance(found, date) and isinstance(value, date):
        return found < value if op is Op.BEFORE else found >= value
    if isinstance(found, (int, float)) and isinstance(value, (int, float)):
        return found > value if op is Op.OVER else found <= value
    return False
