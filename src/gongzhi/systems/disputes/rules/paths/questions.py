"""What is asked about a dispute: each fact with its type, its words and the answers allowed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from gongzhi.systems.disputes.rules.paths.conditions import Condition, condition_from
from gongzhi.systems.disputes.rules.paths.tables import Table

Value = str | bool | int | float | date


class Type(StrEnum):
    """What an answer is."""

    CHOICE = "choice"
    FLAG = "flag"
    DAY = "day"
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer that may be given."""

    value: str
    title: str
    title_en: str
    hint: str = ""
    hint_en: str = ""
    groups: tuple[str, ...] = ()
    """The groups of disputes in which it is offered; () for all. It may be said in any."""


@dataclass(frozen=True, slots=True)
class Question:
    """One fact: the section of FACTS.toml that holds it, its type and words, and when it is worth asking."""

    name: str
    section: str
    type: Type
    title: str
    title_en: str
    hint: str
    hint_en: str
    choices: tuple[Choice, ...]
    ask: Condition

    def offered(self, groups: frozenset[str]) -> tuple[Choice, ...]:
        """Return the answers that a form offers in a dispute of these groups."""
        return tuple(one for one in self.choices if not one.groups or not groups.isdisjoint(one.groups))

    @property
    def allowed(self) -> tuple[str, ...]:
        """Return the answers of a choice."""
        return tuple(one.value for one in self.choices)


Questions = Mapping[str, Question]
SECTIONS = ("", "parties", "act", "agreements", "done", "dates", "amounts")
"""The sections of FACTS.toml in the order in which they are asked; "" is the top of the file."""


def questions_from(table: Table, kinds: tuple[Choice, ...]) -> Questions:
    """Return the questions of questions.toml by name; the answers to `kind` come from kinds.toml."""
    names = {one.text("name") for one in table.tables("question")}
    known = {one.text("name"): tuple(_choices(one)) for one in table.tables("question")} | {"kind": kinds}
    return {one.name: one for one in _questions(table, known, names)}


def _questions(table: Table, known: Mapping[str, tuple[Choice, ...]], names: set[str]) -> Iterator[Question]:
    allowed = {name: tuple(one.value for one in choices) for name, choices in known.items()}
    for one in table.tables("question"):
        one.only("name", "section", "type", "title", "title_en", "hint", "hint_en", "choice", "ask")
        section, name = one.text("section", ""), one.text("name")
        if section not in SECTIONS:
            raise one.wrong("section", "没有这个部分，可以写的有：%(known)s。", known="、".join(SECTIONS[1:]))
        if one.text("type") not in set(Type):
            raise one.wrong("type", "没有这个类型，可以写的有：%(known)s。", known="、".join(Type))
        yield Question(
            name=name,
            section=section,
            type=Type(one.text("type")),
            title=one.text("title"),
            title_en=one.text("title_en"),
            hint=one.text("hint", ""),
            hint_en=one.text("hint_en", ""),
            choices=known[name],
            ask=condition_from(one.table("ask"), allowed),
        )


def _choices(table: Table) -> Iterator[Choice]:
    for one in table.tables("choice"):
        one.only("value", "title", "title_en", "hint", "hint_en", "groups")
        yield Choice(
            one.text("value"),
            one.text("title"),
            one.text("title_en"),
            one.text("hint", ""),
            one.text("hint_en", ""),
            one.texts("groups"),
        )
