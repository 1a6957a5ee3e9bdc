"""Every page compiles, is free of inline code, and points only to addresses that exist."""

import re
from pathlib import Path

import pytest
from django.template import engines
from django.urls import get_resolver
from jinja2 import Environment, nodes

from tests.house.places import short, templates

_INLINE = {
    "a script in the page": re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*application/(ld\+)?json)[^>]*>", re.I),
    "a style in the page": re.compile(r"<style\b|\sstyle\s*=", re.I),
    "a handler in the page": re.compile(r"<[^>]*\son[a-z]+\s*=\s*[\"']", re.I | re.S),
    "a javascript: address": re.compile(r"javascript:", re.I),
    "a third party": re.compile(r"(src|href)\s*=\s*[\"'](https?:)?//", re.I),
}
_PAGES = [pytest.param(path, id=short(path)) for path in templates()]


def environment() -> Environment:
    """Return the environment that renders the pages."""
    engine = engines["jinja2"]
    found = getattr(engine, "env", None)
    assert isinstance(found, Environment)
    return found


@pytest.mark.parametrize("path", _PAGES)
def test_a_page_compiles(path: Path) -> None:
    environment().compile(path.read_text(), filename=str(path))


@pytest.mark.parametrize("path", _PAGES)
def test_a_page_holds_no_inline_code(path: Path) -> None:
    text = re.sub(r"\{#.*?#\}", "", path.read_text(), flags=re.S)

    found = [what for what, pattern in _INLINE.items() if pattern.search(text)]

    assert not found, f"The content security policy refuses it; move it to frontend/: {found}"


@pytest.mark.parametrize("path", _PAGES)
def test_a_page_points_to_addresses_that_exist(path: Path) -> None:
    known = {str(name) for name in get_resolver().reverse_dict if isinstance(name, str)} | _namespaced()
    tree = environment().parse(path.read_text())

    wrong = [
        str(call.args[0].value)
        for call in tree.find_all(nodes.Call)
        if isinstance(call.node, nodes.Name)
        and call.node.name == "url"
        and call.args
        and isinstance(call.args[0], nodes.Const)
        and call.args[0].value not in known
    ]

    assert not wrong, f"No address has this name: {wrong}"


@pytest.mark.parametrize("path", _PAGES)
def test_a_page_extends_and_includes_pages_that_exist(path: Path) -> None:
    tree = environment().parse(path.read_text())

    for node in tree.find_all((nodes.Extends, nodes.Include, nodes.Import, nodes.FromImport)):
        target = getattr(node, "template", None)
        if isinstance(target, nodes.Const):
            environment().get_template(str(target.value))


def _namespaced() -> set[str]:
    found: set[str] = set()
    for space, (_, resolver) in get_resolver().namespace_dict.items():
        found |= {f"{space}:{name}" for name in resolver.reverse_dict if isinstance(name, str)}
    return found
