from pathlib import Path

import pytest

from gongzhi.core.identity.rules.roles import POST_ROLES, TITLES
from gongzhi.core.identity.rules.verbs import VERBS

PAGE = Path(__file__).parents[5] / "docs" / "reference" / "roles.md"


def rows() -> dict[str, list[str]]:
    """Return the rows of the page's tables by the name in their first cell."""
    lines = [line for line in PAGE.read_text().splitlines() if line.startswith("| `")]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return {row[0].strip("`"): row[1:] for row in cells}


@pytest.mark.parametrize("name", sorted(VERBS))
def test_verb_is_documented_with_its_roles(name: str) -> None:
    verb = VERBS[name]

    title, title_en, roles = rows()[name]

    assert (title, title_en) == (verb.title, verb.title_en)
    assert {role.strip("` ") for role in roles.split(",")} == set(verb.roles)


def test_page_names_no_verb_that_is_gone() -> None:
    assert {name for name in rows() if "." in name} == set(VERBS)


@pytest.mark.parametrize("role", [str(role) for role in POST_ROLES])
def test_role_is_documented(role: str) -> None:
    title, title_en, *_ = rows()[role]

    assert (title, title_en) == next(names for key, names in TITLES.items() if key == role)
