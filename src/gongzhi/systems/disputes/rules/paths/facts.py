"""What somebody said of a dispute, checked against the questions; an error names the field and what is allowed."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from gongzhi.kernel.errors import DomainError
from gongzhi.systems.disputes.rules.paths.questions import SECTIONS, Question, Questions, Type, Value

FIRST_DAY, LAST_DAY = date(1949, 10, 1), date(2099, 12, 31)
_LARGEST = 10**13


class FactsInvalid(DomainError):
    """One fact is not what may be said; `field` names it as FACTS.toml does."""

    code = "paths.facts_invalid"
    message = "「%(field)s」写得不对：%(why)s"
    http_status = 422


@dataclass(frozen=True, slots=True)
class Facts:
    """The day on which one asks, and what is known; what was not said is absent."""

    on: date
    values: Mapping[str, Value]
    groups: frozenset[str] = field(default_factory=frozenset)

    def get(self, name: str) -> Value | None:
        """Return a fact, None when it was not said."""
        return self.on if name == "on" else self.values.get(name)

    def day(self, name: str) -> date | None:
        """Return a fact that is a day."""
        found = self.get(name)
        return found if isinstance(found, date) else None

    @property
    def kind(self) -> str:
        """Return what the dispute is about."""
        return str(self.values.get("kind", ""))


def facts_from(
    said: Mapping[str, object],
    questions: Questions,
    groups: Mapping[str, frozenset[str]],
    on: date | None = None,
) -> Facts:
    """Return the facts of a FACTS.toml as read; `on` is the day when the file names none."""
    flat = _flat(said, questions)
    asked_on = flat.pop("on", on)
    if not isinstance(asked_on, date):
        raise FactsInvalid(field="on", why="请写明按哪一天来算，例如 on = 2026-03-20。")
    if "kind" not in flat:
        raise FactsInvalid(
            field="kind",
            why="请写明是哪一类争议，可以写的有：%(known)s。",
            known="、".join(questions["kind"].allowed),
        )
    for name, value in flat.items():
        if isinstance(value, date) and value > asked_on and name not in _MAY_BE_AHEAD:
            raise FactsInvalid(
                field=_place(questions[name]), why="这一天还没到，晚于计算的那一天 %(on)s。", on=asked_on
            )
    return Facts(asked_on, flat, groups[str(flat["kind"])])


_MAY_BE_AHEAD = frozenset({"performance_due", "obstacle_to"})


def answer_from(question: Question, text: str) -> Value | None:
    """Return what a form sent as an answer, None for an empty one; raise FactsInvalid for what is none."""
    text = text.strip()
    if not text:
        return None
    match question.type:
        case Type.FLAG:
            return _value(question, {"yes": True, "no": False}.get(text, text))
        case Type.DAY:
            try:
                return _value(question, date.fromisoformat(text))
            except ValueError:
                return _value(question, text)
        case Type.NUMBER:
            plain = re.sub(r"[,，\s]", "", text)
            return _value(question, float(plain) if re.fullmatch(r"\d{1,13}(\.\d{1,2})?", plain) else text)
        case Type.CHOICE:
            return _value(question, text)


def _flat(said: Mapping[str, object], questions: Questions) -> dict[str, Value]:
    found: dict[str, Value] = {}
    for key, value in said.items():
        if isinstance(value, Mapping):
            if key not in SECTIONS[1:]:
                raise FactsInvalid(
                    field=key, why="没有这个部分，可以写的有：%(known)s。", known="、".join(SECTIONS[1:])
                )
            for name, one in value.items():
                found[name] = _value(_question(questions, key, name), one)
        else:
            found[key] = _value(_question(questions, "", key), value)
    return found


def _question(questions: Questions, section: str, name: str) -> Question:
    found = questions.get(name)
    if found is not None and found.section == section:
        return found
    place = f"{section}.{name}".strip(".")
    if found is not None:
        raise FactsInvalid(field=place, why="这一项要写成 %(place)s。", place=_place(found))
    known = "、".join(one.name for one in questions.values() if one.section == section)
    raise FactsInvalid(field=place, why="没有这一项，这一部分可以写的有：%(known)s。", known=known)


def _place(question: Question) -> str:
    return f"{question.section}.{question.name}".strip(".")


def _value(question: Question, value: object) -> Value:
    place = _place(question)
    match question.type:
        case Type.CHOICE:
            if isinstance(value, str) and value in question.allowed:
                return value
            known = "、".join(question.allowed)
            raise FactsInvalid(
                field=place,
                why="没有「%(given)s」这个答案，可以写的有：%(known)s。",
                given=_short(value),
                known=known,
            )
        case Type.FLAG:
            if isinstance(value, bool):
                return value
            raise FactsInvalid(field=place, why="这里要写 true（是）或 false（否）。")
        case Type.DAY:
            if isinstance(value, date) and not isinstance(value, datetime) and FIRST_DAY <= value <= LAST_DAY:
                return value
            raise FactsInvalid(
                field=place, why="这里要写一天，例如 2026-03-20，不加引号，在 1949 年到 2099 年之间。"
            )
        case Type.NUMBER:
            if isinstance(value, (int, float)) and not isinstance(value, bool) and 0 <= value <= _LARGEST:
                return value
            raise FactsInvalid(field=place, why="这里要写一个不小于 0 的数，例如 30000，不加单位。")


def _short(value: object) -> str:
    text = str(value)
    return text if len(text) <= 40 else f"{text[:39]}…"
