"""What the documentation promises: links lead somewhere, and every setting, command and code has its entry."""

import re
from pathlib import Path

import pytest

from gongzhi.project import cli
from tests.house.places import ROOT, modules, short, tracked

_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
_SETTING = re.compile(r"\b(GONGZHI_[A-Z_]+|DATABASE_URL|NATS_URL)\b")
_MODES = ("tutorial", "howto", "reference", "explanation", "adr")
_PAGES = [
    pytest.param(path, id=short(path))
    for path in tracked()
    if path.suffix == ".md" and "node_modules" not in path.parts
]


@pytest.mark.parametrize("page", _PAGES)
def test_every_link_of_a_page_leads_somewhere(page: Path) -> None:
    text = re.sub(r"```.*?```", "", page.read_text(), flags=re.S)

    dead = [
        link
        for link in _LINK.findall(text)
        if not link.startswith(("http://", "https://", "mailto:", "#"))
        and not (page.parent / link.split("#", 1)[0]).exists()
    ]

    assert not dead, f"{short(page)} points to what is not there: {dead}"


def test_every_setting_read_by_the_code_is_explained() -> None:
    page = (ROOT / "docs" / "reference" / "settings.md").read_text()
    read = {name for path in modules() for name in _SETTING.findall(path.read_text())}

    missing = sorted(name for name in read if f"`{name}`" not in page)

    assert not missing, f"Add to docs/reference/settings.md: {missing}"


def test_every_setting_explained_is_read_by_the_code() -> None:
    page = (ROOT / "docs" / "reference" / "settings.md").read_text()
    code = "".join(
        path.read_text() for path in [*modules(), ROOT / "conftest.py", *(ROOT / "tests").rglob("*.py")]
    )

    stale = sorted(name for name in set(re.findall(r"^\| `([A-Z_]+)`", page, flags=re.M)) if name not in code)

    assert not stale, f"docs/reference/settings.md explains what nothing reads: {stale}"


@pytest.mark.parametrize("name", sorted(cli._COMMANDS))
def test_every_command_is_there_and_has_its_entry(name: str) -> None:
    page = (ROOT / "docs" / "reference" / "commands.md").read_text()

    assert f"## `gongzhi {name}`" in page, "Run scripts/reference"


@pytest.mark.parametrize("mode", _MODES)
def test_every_page_is_on_its_index(mode: str) -> None:
    folder = ROOT / "docs" / mode
    index = (folder / "README.md").read_text()

    lost = [page.name for page in folder.glob("*.md") if page.name != "README.md" and page.name not in index]

    assert not lost, f"List in docs/{mode}/README.md: {lost}"
