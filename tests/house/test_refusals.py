"""Refusals can be said in another language: what tells why is a template with its facts beside it."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.house.places import SOURCE, modules, short

_PUT_TOGETHER = 'Write why="… %(name)s …" and the facts beside it (name=…), or kernel.errors.said(…)'


def _name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


@cache
def _trees() -> dict[Path, ast.Module]:
    return {path: ast.parse(path.read_text()) for path in modules()}


@cache
def _refusals() -> frozenset[str]:
    """Return the names of DomainError and all that derive from it."""
    found = {"DomainError"}
    classes = [
        node for tree in _trees().values() for node in ast.walk(tree) if isinstance(node, ast.ClassDef)
    ]
    while True:
        more = {one.name for one in classes if {_name(base) for base in one.bases} & found} - found
        if not more:
            return frozenset(found)
        found |= more


def _is_put_together(value: ast.expr | None) -> bool:
    """Whether a text is an f-string, a sum, a `%` or a `.format()`: what gettext can no longer find."""
    match value:
        case ast.JoinedStr() | ast.BinOp():
            return True
        case ast.Call(func=ast.Attribute(attr="format")):
            return True
        case ast.IfExp(body=one, orelse=other):
            return _is_put_together(one) or _is_put_together(other)
        case ast.BoolOp(values=values):
            return any(_is_put_together(one) for one in values)
    return False


def _faults(tree: ast.Module) -> Iterator[int]:
    """Yield the lines on which a refusal gets a sentence that was put together before it was raised."""
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=func, args=args, keywords=words) if _name(func) in _refusals() | {"said"}:
                told = [word.value for word in words if word.arg in {"why", "message"}] + args[:1]
                yield from (node.lineno for one in told if _is_put_together(one))
            case ast.ClassDef(name=name, body=body) if name in _refusals():
                for line in body:
                    if isinstance(line, ast.Assign) and [_name(one) for one in line.targets] == ["message"]:
                        yield from (line.lineno for _ in [0] if _is_put_together(line.value))
            case ast.FunctionDef() if any(isinstance(one, ast.Raise) for one in ast.walk(node)):
                yield from _reasons(node)


def _reasons(function: ast.FunctionDef) -> Iterator[int]:
    """Yield where a function that raises keeps a reason that was put together."""
    for node in ast.walk(function):
        match node:
            case ast.Assign(targets=[ast.Name(id="why")], value=value) if _is_put_together(value):
                yield node.lineno


def _speaks_chinese_only(path: Path) -> bool:
    """Whether a module belongs to a command; commands speak Chinese, as their help does."""
    parts = path.relative_to(SOURCE / "project").parts if path.is_relative_to(SOURCE / "project") else ()
    return bool(parts) and (parts[0].startswith("cli") or parts[0] == "intake")


@pytest.mark.parametrize(
    "code",
    [
        'raise InvalidInput(field="x", why=f"最多 {n} 个字。")',
        'raise InvalidInput(field="x", why="最多 " + n)',
        'raise InvalidInput(field="x", why="最多 %s 个字。" % n)',
        'raise InvalidInput(field="x", why="最多 {} 个字。".format(n))',
        'raise InvalidInput(field="x", why=f"{n}" if n else "请写。")',
        'def check():\n    why = f"最多 {n} 个字。"\n    raise InvalidInput(field="x", why=why)',
        'raise MoveRefused(said(f"最多 {n} 个字。"))',
        'class Busy(DomainError):\n    message = f"最多 {n} 个字。"',
    ],
)
def test_a_sentence_put_together_is_found(code: str) -> None:
    tree = ast.parse(code.replace("Busy(", "Conflict("))

    assert list(_faults(tree))


def test_a_template_with_facts_is_let_through() -> None:
    code = 'raise InvalidInput(field="x", why="最多 %(most)s 个字。", most=f"{n:.1f}")'

    assert not list(_faults(ast.parse(code)))


def test_no_refusal_is_put_together_before_it_is_raised() -> None:
    found = [
        f"{short(path)}:{line}"
        for path, tree in _trees().items()
        if not _speaks_chinese_only(path)
        for line in _faults(tree)
    ]

    assert not found, f"{_PUT_TOGETHER}: {found}"
