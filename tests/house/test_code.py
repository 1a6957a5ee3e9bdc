"""Habits of the code that no general linter knows."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.house.places import ROOT, SOURCE, modules, short

DRAWERS = {"utils", "helpers", "common", "misc", "util", "helper"}
_MAY_NOT_READ_ROWS = {"kernel", "reading", "rules", "web", "api", "project", "management", "manifest"}
_NO_CLOCK = {"kernel", "reading", "rules", "models", "actions"}


def test_shells_and_rules_never_reach_for_rows() -> None:
    found = []
    for path in modules():
        parts = path.relative_to(SOURCE).with_suffix("").parts
        if _MAY_NOT_READ_ROWS & set(parts):
            found += [f"{short(path)}:{line}" for line in _uses_of_objects(path)]

    assert not found, "Put reads into queries.py and writes into actions/: " + ", ".join(found)


def test_no_module_is_a_drawer() -> None:
    found = [short(path) for path in modules() if path.stem in DRAWERS or DRAWERS & set(path.parts)]

    assert not found, f"Name a module after its one subject: {found}"


def test_time_is_passed_in_below_the_shells() -> None:
    found = []
    for path in modules():
        if _NO_CLOCK & set(path.relative_to(SOURCE).parts):
            found += [f"{short(path)}:{line}" for line in _reads_the_clock(path)]

    assert not found, "Take `at` (or a day) as a parameter: " + ", ".join(found)


def test_every_module_says_what_it_is() -> None:
    silent = [
        short(path)
        for path in modules()
        if path.read_text().strip() and ast.get_docstring(ast.parse(path.read_text())) is None
    ]

    assert not silent, f"Begin each module with one to five lines on what it is and why: {silent}"


def test_nothing_is_left_unfinished() -> None:
    marks = ("TO" + "DO", "FIX" + "ME", "XX" + "X:", "raise " + "NotImplemented")
    found = []
    for path in modules():
        for number, line in enumerate(path.read_text().splitlines(), 1):
            if any(mark in line for mark in marks):
                found.append(f"{short(path)}:{number}")

    assert not found, f"Finish it, or file an issue and leave it out: {found}"


def test_the_package_is_laid_out_in_known_rooms() -> None:
    rooms = {path.name for path in SOURCE.iterdir() if path.is_dir() and path.name != "__pycache__"}

    assert rooms <= {"kernel", "reading", "core", "systems", "project"}, f"A new floor needs an ADR: {rooms}"


def test_make_knows_the_words_that_the_readme_uses() -> None:
    makefile = (ROOT / "Makefile").read_text()

    for word in ("setup", "demo", "test", "check", "bench", "clean"):
        assert f"\n{word}:" in makefile


def _uses_of_objects(path: Path) -> Iterator[int]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Attribute) and node.attr == "objects":
            yield node.lineno


def _reads_the_clock(path: Path) -> Iterator[int]:
    for node in ast.walk(ast.parse(path.read_text())):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and isinstance(node.func.value, ast.Name)
        ):
            name = f"{node.func.value.id}.{node.func.attr}"
            if name in {"timezone.now", "datetime.now", "date.today", "datetime.utcnow", "time.time"}:
                yield node.lineno
