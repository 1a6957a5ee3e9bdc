"""The one base of every error that a person can cause and mend; shells translate it, everything else is a bug."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import ClassVar

_HOLE = re.compile(r"%%|%\((\w+)\)[sd]")
Say = Callable[[object], str]
"""Turns a Chinese template, or a thing with `title` and `title_en`, into the reader's language."""


class Said(str):
    """A filled Chinese sentence that keeps its template and facts, so that the edge can say it in another language."""

    __slots__ = ("facts", "template")

    template: str
    facts: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Both:
    """A fact that is written differently in the two languages, such as a list of steps or a moment."""

    title: str
    title_en: str


def said(template: str, **facts: object) -> Said:
    """Return the sentence of a template with `%(name)s` places and its facts; the template is the gettext msgid."""
    made = Said(fill(template, facts))
    made.template, made.facts = template, facts
    return made


def in_chinese(thing: object) -> str:
    """Return a template as it is and a titled thing by its Chinese title."""
    return str(getattr(thing, "title", thing)) if hasattr(thing, "title_en") else str(thing)


def fill(template: str, facts: Mapping[str, object], say: Say = in_chinese) -> str:
    """Return the template in the reader's language with its facts put in; a place without a fact stays as it is."""

    def put(found: re.Match[str]) -> str:
        name = found[1]
        if name is None:
            return "%"
        return told(facts[name], say) if name in facts else found[0]

    return _HOLE.sub(put, say(template))


def told(fact: object, say: Say = in_chinese) -> str:
    """Return a fact as text: a sentence of ours and a titled thing in the reader's language, all else unchanged."""
    if isinstance(fact, Said):
        return fill(fact.template, fact.facts, say)
    return say(fact) if hasattr(fact, "title_en") else str(fact)


class DomainError(Exception):
    """An anticipated refusal: a stable code, facts, and a Chinese sentence template (also the gettext msgid).

    `message` and the fact `why` are templates with `%(name)s` places filled from the facts. Neither is ever put
    together before it is raised, so that the edge can translate it first (tests/house holds this).
    """

    code: ClassVar[str] = "error"
    message: ClassVar[str] = "这一步没有办成。"
    http_status: ClassVar[int] = 400

    def __init__(self, **facts: object) -> None:
        self.facts = facts
        super().__init__(self.sentence())

    def sentence(self, say: Say = in_chinese) -> str:
        """Return the full sentence in the language that `say` speaks (Chinese by default)."""
        why = self.facts.get("why")
        if isinstance(why, str) and not isinstance(why, Said):
            why = fill(why, self.facts, say) if why else ""
            return fill(self.message, {**self.facts, "why": why}, say)
        return fill(self.message, self.facts, say)


class NotFound(DomainError):
    """Absent or out of reach; the two are never told apart."""

    code = "not_found"
    message = "没有找到这一项，或者您现在的岗位看不到它。请核对编号，或换一个岗位再试。"
    http_status = 404


class NotAllowed(DomainError):
    """In reach, yet this actor may not do this."""

    code = "not_allowed"
    message = "您现在的岗位不能办这一步：%(why)s"
    http_status = 403


class InvalidInput(DomainError):
    """A field that a person filled in is wrong; `field` names it and `why` is a full sentence, its facts beside it."""

    code = "invalid_input"
    message = "%(why)s"
    http_status = 422

    def __init__(self, *, field: str, why: str, **facts: object) -> None:
        super().__init__(field=field, why=why, **facts)


class Conflict(DomainError):
    """Somebody else acted first."""

    code = "conflict"
    message = "别人刚刚改动了这一项。请看过新的情况后再办：%(why)s"
    http_status = 409
