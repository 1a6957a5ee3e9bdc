"""Every word of every procedure stands in the glossary, with one identifier for one term."""

import re
from pathlib import Path

import pytest

from gongzhi.kernel.loader import load
from gongzhi.kernel.procedure import RELATIONS, ROLES, STAGES
from gongzhi.kernel.terms import Party
from gongzhi.kernel.tests.samples import FILES

GLOSSARY = (Path(__file__).parents[3] / "docs" / "glossary.md").read_text("utf-8")
ROWS = re.findall(r"^\| `([a-z_]+)` \| ([^|]+) \|", GLOSSARY, re.MULTILINE)
KNOWN = {name for name, _ in ROWS}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_glossary_has_every_word_of_a_procedure(path: Path) -> None:
    found = load(path)
    names = {state.name for state in found.states} | {move.name for move in found.moves}
    names |= {term.name for term in found.terms} | {flag.name for flag in found.flags}
    papers = {name for move in found.moves for name in move.documents}

    assert names | papers <= KNOWN


def test_the_glossary_has_the_words_of_all_procedures() -> None:
    assert {*ROLES, *STAGES, *map(str, RELATIONS), *map(str, Party)} <= KNOWN


def test_within_a_section_every_identifier_stands_once_and_in_order() -> None:
    for section in GLOSSARY.split("\n## ")[1:]:
        names = re.findall(r"^\| `([a-z_]+)` \|", section, re.MULTILINE)
        assert names == sorted(set(names)), section.split("\n")[0]
