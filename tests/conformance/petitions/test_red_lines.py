"""What the petitions must not be able to do: rank, count, block, close in bulk, delete; read from schema, routes and code."""

import ast
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.urls import URLPattern, URLResolver, get_resolver

from gongzhi.kernel.loader import load

ROOT = Path(__file__).parents[3] / "src" / "gongzhi" / "systems" / "petitions"
CODE = sorted(path for path in ROOT.rglob("*.py") if not {"tests", "migrations"} & set(path.parts))
PROCEDURES = [load(path) for path in sorted((ROOT / "procedures").glob("*.toml"))]
COUNTING = re.compile(
    r"(times|visits|repeat|petitioner|person|resident)_?(count|number|total|rank|score|level)|rank|score",
    re.I,
)
BLOCKING = re.compile(
    r"block|ban_|banned|blacklist|watch|stability|intercept|forbid_petition|normal_or_abnormal", re.I
)
BULK = re.compile(r"(close|end|refuse|route|archive)_(all|many|selected)|bulk_", re.I)

OF_BODIES = {
    "AreaLink", "CallDraw", "CallScript", "Campaign", "CampaignCause", "CampaignTask", "CoordinationMeeting",
    "PolicySuggestion", "ReceptionDay", "ReceptionPlace",
}  # fmt: skip
"""Rows about bodies, places and days, which name no petitioner; every other row hangs on one matter."""


def names_in(path: Path) -> set[str]:
    """Return every name that a module defines or uses."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        match node:
            case ast.Name(id=name) | ast.Attribute(attr=name) | ast.arg(arg=name):
                found.add(name)
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                found.add(name)
    return found


def routes(resolver: URLResolver, before: str = "") -> list[str]:
    """Return every address with its name."""
    found: list[str] = []
    for entry in resolver.url_patterns:
        here = f"{before}{entry.pattern}"
        if isinstance(entry, URLResolver):
            found += routes(entry, here)
        elif isinstance(entry, URLPattern):
            found.append(f"{here} {entry.name or ''}")
    return found


def test_no_column_counts_ranks_or_joins_persons() -> None:
    columns = {
        f"{model.__name__}.{field.name}": field
        for model in apps.get_app_config("petitions").get_models()
        for field in model._meta.get_fields()
    }

    assert [name for name in columns if COUNTING.search(name) or BLOCKING.search(name)] == []
    assert not any("resident" in name or "phone" in name or "person" in name for name in columns)
    assert {name.split(".")[0] for name in columns if name.endswith(".matter_id")} == {
        model.__name__ for model in apps.get_app_config("petitions").get_models()
    } - OF_BODIES, "every row hangs on one matter and on nobody"


@pytest.mark.parametrize("path", CODE, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_code_counts_blocks_or_closes_in_bulk(path: Path) -> None:
    names = names_in(path)

    assert sorted(name for name in names if COUNTING.search(name)) == []
    assert sorted(name for name in names if BLOCKING.search(name)) == []
    assert sorted(name for name in names if BULK.search(name)) == []


@pytest.mark.parametrize("path", CODE, ids=lambda path: str(path.relative_to(ROOT)))
def test_nothing_is_deleted(path: Path) -> None:
    text = path.read_text("utf-8")

    assert ".delete(" not in text
    assert "DELETE" not in text
    assert "TRUNCATE" not in text


def test_no_address_blocks_ranks_or_closes_in_bulk() -> None:
    assert [one for one in routes(get_resolver()) if BLOCKING.search(one) or BULK.search(one)] == []


@pytest.mark.parametrize("procedure", PROCEDURES, ids=lambda one: one.name)
def test_no_procedure_forgets_a_petition_or_ends_it_in_silence(procedure: object) -> None:
    found = next(one for one in PROCEDURES if one is procedure)
    for move in found.moves:
        if not move.target or not found.state(move.target).is_closed:
            continue
        own = all(by.role in ("resident", "system") for by in move.by)
        assert own or "resident" in move.notify or move.name == "lapse", f"{found.name}.{move.name}"


@pytest.mark.parametrize("procedure", PROCEDURES, ids=lambda one: one.name)
def test_no_word_of_a_procedure_labels_the_petitioner(procedure: object) -> None:
    found = next(one for one in PROCEDURES if one is procedure)

    for word in (
        "非正常",
        "缠访",
        "闹访",
        "稳控",
        "重点人",
        "老户",
        "黑名单",
        "劝返",
        "拦截",
        "累计次数",
        "零上行",
    ):
        assert word not in found.text


def test_only_the_petitioner_withdraws() -> None:
    for procedure in PROCEDURES:
        for move in procedure.moves:
            if move.target == "withdrawn":
                assert {by.role for by in move.by} == {"resident"}
