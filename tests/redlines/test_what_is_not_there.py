"""The red lines (docs/explanation/red-lines.md): what the platform must not be able to do, read from its own code."""

import ast
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.urls import URLPattern, URLResolver, get_resolver

SOURCE = Path(__file__).parents[2] / "src" / "gongzhi"
FORBIDDEN_WORDS = re.compile(
    r"petitioner_?(count|rank|score)|(resident|person|complainant)_?(score|ranking|count|risk|blacklist)|blacklist|watch_?list|"
    r"repeat_?petitioner|phone_?hash|contact_?hash|name_?hash|person_?key|identity_?hash|face_?(id|recogni)|plate_?number|trajectory",
    re.IGNORECASE,
)
BULK_CLOSE = re.compile(
    r"(bulk|batch|mass|all)_?(close|archive|refuse|reject)|close_?(all|many|selected)", re.IGNORECASE
)
KEPT = ("ledger", "clocks", "notify")
CODE = sorted(
    path for path in SOURCE.rglob("*.py") if "tests" not in path.parts and "migrations" not in path.parts
)
IDS = [str(path.relative_to(SOURCE)) for path in CODE]


def identifiers(path: Path) -> set[str]:
    """Return the names that a module defines or uses; strings and comments are not among them."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        match node:
            case ast.Name(id=name) | ast.Attribute(attr=name) | ast.arg(arg=name):
                found.add(name)
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name) | ast.AsyncFunctionDef(name=name):
                found.add(name)
            case ast.keyword(arg=str(name)):
                found.add(name)
    return found


@pytest.mark.parametrize("path", CODE, ids=IDS)
def test_no_code_ranks_counts_or_marks_persons(path: Path) -> None:
    assert sorted(name for name in identifiers(path) if FORBIDDEN_WORDS.search(name)) == []


@pytest.mark.parametrize("path", CODE, ids=IDS)
def test_nothing_closes_matters_in_bulk(path: Path) -> None:
    assert sorted(name for name in identifiers(path) if BULK_CLOSE.search(name)) == []


def test_no_column_holds_a_score_a_mark_or_a_join_key_of_a_person() -> None:
    columns = [
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        if model.__module__.startswith("gongzhi.")
        for field in model._meta.get_fields()
    ]

    assert [name for name in columns if FORBIDDEN_WORDS.search(name)] == []


def test_a_resident_is_one_row_of_one_matter_without_any_key_to_find_him_by() -> None:
    resident = apps.get_model("identity", "Resident")

    assert {field.name for field in resident._meta.concrete_fields} == {
        "id",
        "name_sealed",
        "contact_sealed",
        "made_at",
    }
    assert resident._meta.indexes == []


def routes(resolver: URLResolver, before: str = "") -> list[str]:
    """Return every address and name of the URL table."""
    found: list[str] = []
    for entry in resolver.url_patterns:
        here = f"{before}{entry.pattern}"
        if isinstance(entry, URLResolver):
            found.extend(routes(entry, here))
        elif isinstance(entry, URLPattern):
            found.append(f"{here} {entry.name or ''}")
    return found


def test_no_address_ranks_persons_or_closes_in_bulk() -> None:
    assert [
        one for one in routes(get_resolver()) if FORBIDDEN_WORDS.search(one) or BULK_CLOSE.search(one)
    ] == []


@pytest.mark.parametrize("path", CODE, ids=IDS)
def test_no_code_deletes_entries_clocks_or_notices(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    kept = r"(Entry|Head|Anchor|AnchorLeaf|Clock|Notice)"

    assert re.search(rf"\b{kept}\.objects[^\n]*\.delete\(", text) is None
    assert re.search(r"(DELETE FROM|TRUNCATE)\s+(ledger_|clocks_clock|notify_notice)", text) is None


def test_no_procedure_stops_a_matter_without_a_reason_and_a_way_to_appeal() -> None:
    from gongzhi.core.workflow import library  # noqa: PLC0415 - procedures are read once the apps are up
    from gongzhi.core.workflow.manifest import manifests  # noqa: PLC0415

    refusals = [
        (procedure, move)
        for system in manifests()
        for procedure in library.procedures(system.name)
        for move in procedure.moves
        if move.target and procedure.state(move.target).ending == "not_accepted"
    ]

    assert refusals
    for procedure, move in refusals:
        assert move.needs_reason, f"{procedure.name}.{move.name}"
        assert "resident" in move.notify, f"{procedure.name}.{move.name}"
        # What a body elsewhere refused, it refused by a letter of its own; here its day and reason are kept.
        own = move.name.startswith("elsewhere_") or move.name.endswith("_there")
        assert move.documents or own, f"{procedure.name}.{move.name}"
        appeals = [
            one
            for one in procedure.moves
            if move.target in one.sources and any(by.role == "resident" for by in one.by)
        ]
        assert appeals, f"{procedure.name}.{move.name}"
