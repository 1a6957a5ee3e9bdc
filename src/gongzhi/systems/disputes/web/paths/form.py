"""The questions of the path advisor as forms: which are worth asking now, what was answered, what is wrong."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from gongzhi.core.errors import sentence
from gongzhi.systems.disputes.rules.paths import Book, Facts
from gongzhi.systems.disputes.rules.paths.facts import FactsInvalid, answer_from, facts_from
from gongzhi.systems.disputes.rules.paths.questions import Question, Type, Value

STEPS: tuple[tuple[str, ...], ...] = (("",), ("parties", "act"), ("agreements", "done"), ("dates", "amounts"))
"""Which sections each step of the public page asks about; the first asks only what it is about."""
LAST = len(STEPS)


@dataclass(frozen=True, slots=True)
class Answers:
    """What was answered so far: as typed, as values, and what was wrong, by the name of the question."""

    typed: Mapping[str, str]
    values: Mapping[str, Value]
    errors: Mapping[str, str]
    asked: frozenset[str] = field(default_factory=frozenset)

    @classmethod
    def of(cls, sent: Mapping[str, str], book: Book, on: date) -> "Answers":
        """Return the answers of a form; a day in the future is wrong like any other that cannot be."""
        values: dict[str, Value] = {}
        errors: dict[str, str] = {}
        for name, question in book.questions.items():
            try:
                found = answer_from(question, sent.get(name, "")[:60]) if name != "on" else None
                if isinstance(found, date) and found > on and name not in ("performance_due", "obstacle_to"):
                    raise FactsInvalid(field=name, why="这一天还没到。")
            except FactsInvalid as error:
                errors[name] = sentence(error)
            else:
                if found is not None:
                    values[name] = found
        asked = frozenset(sent.get("asked", "").split())
        return cls({name: sent.get(name, "") for name in book.questions}, values, errors, asked)

    def facts(self, book: Book, on: date) -> Facts:
        """Return the facts as the advisor takes them; those of questions that are no longer asked are left out."""
        known = Facts(on, dict(self.values), book.groups.get(str(self.values.get("kind", "")), frozenset()))
        kept = {name: value for name, value in self.values.items() if book.questions[name].ask.holds(known)}
        nested: dict[str, object] = {}
        for name, value in kept.items():
            section = book.questions[name].section
            if section:
                inner = nested.setdefault(section, {})
                assert isinstance(inner, dict)
                inner[name] = value
            else:
                nested[name] = value
        return facts_from(nested, book.questions, book.groups, on)

    def questions(self, book: Book, step: int, on: date) -> list[Question]:
        """Return the questions of a step (1 …) that are worth asking, given what was answered."""
        groups = book.groups.get(str(self.values.get("kind", "")), frozenset())
        known = Facts(on, dict(self.values), groups)
        asked = [one for one in _of_step(book, step) if one.ask.holds(known)]
        return [replace(one, choices=one.offered(groups)) for one in asked]

    def fresh(self, book: Book, step: int, on: date) -> list[Question]:
        """Return those of a step that an answer of the same step brought up and that were not shown yet."""
        return [one for one in self.questions(book, step, on) if one.name not in self.asked]


def _of_step(book: Book, step: int) -> Iterator[Question]:
    for section in STEPS[step - 1]:
        yield from (one for one in book.questions.values() if one.section == section and one.name != "on")


def is_choice(question: Question) -> bool:
    """Whether a question is answered by choosing."""
    return question.type is Type.CHOICE
