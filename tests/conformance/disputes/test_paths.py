"""The path advisor against fact patterns as a lawyer writes them; see paths.toml."""

import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from gongzhi.kernel.calendar import china
from gongzhi.systems.disputes.rules.paths import Advice, advise, book, facts_from

PATTERNS: list[dict[str, Any]] = tomllib.loads((Path(__file__).parent / "paths.toml").read_text("utf-8"))[
    "pattern"
]
# What an expectation says → what of the advice must hold it.
_WITHIN: dict[str, Callable[[Advice], str]] = {
    "law": lambda one: one.law,
    "why": lambda one: one.why.title,
    "fee": lambda one: one.fee.title,
    "who": lambda one: one.who_decides.title,
    "order": lambda one: one.order.title,
    "duration": lambda one: one.duration.title,
    "note": lambda one: "".join(text.title for text, _law in one.notes),
}


def advice(facts: Mapping[str, object]) -> dict[str, Advice]:
    known = book()
    return {one.path: one for one in advise(facts_from(facts, known.questions, known.groups), china(), known)}


@pytest.mark.parametrize("pattern", PATTERNS, ids=[one["name"] for one in PATTERNS])
def test_fact_pattern(pattern: dict[str, Any]) -> None:
    found = advice(pattern["facts"])

    for wanted in pattern["expect"]:
        one = found[wanted["path"]]
        assert one.open is wanted["open"], (wanted["path"], one.state, one.why.title)
        assert one.state == wanted.get("state", one.state)
        assert one.last_day == wanted.get("last_day", one.last_day), (wanted["path"], one.last_day)
        assert not (wanted.get("no_last_day") and one.last_day), one.last_day
        assert list(one.missing) == wanted.get("missing", list(one.missing))
        for name, text in _WITHIN.items():
            assert wanted.get(name, "") in text(one), (wanted["path"], name, text(one))


@pytest.mark.parametrize("pattern", PATTERNS, ids=[one["name"] for one in PATTERNS])
def test_no_path_is_ever_hidden_and_every_answer_has_its_law_and_reason(pattern: dict[str, Any]) -> None:
    found = advice(pattern["facts"])

    assert list(found) == [one.name for one in book().paths]
    for one in found.values():
        said = (one.law, one.why.title, one.why.title_en, one.title_en, one.fee.title_en, one.bring)
        assert all(said), one.path
        assert one.who_decides.title_en, one.path
        assert one.open == (one.state == "open")


def test_there_are_enough_patterns() -> None:
    assert len(PATTERNS) >= 40
