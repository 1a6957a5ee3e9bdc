"""The reference pages are made from the procedures, and those in the repository are up to date."""

from pathlib import Path

import pytest

import gongzhi
from gongzhi.kernel.documenting import pages
from gongzhi.kernel.loader import load_all
from gongzhi.kernel.tests.samples import FILES, SMALL, small

DOCS = Path(gongzhi.__path__[0]).parents[1] / "docs" / "reference"
REAL = pages(load_all(FILES))


@pytest.mark.parametrize("name", sorted(REAL))
def test_the_page_in_the_repository_is_up_to_date(name: str) -> None:
    assert (DOCS / name).read_text("utf-8") == REAL[name], (
        "run: gongzhi procedure docs --write docs/reference"
    )


def test_a_page_tells_everything_about_a_procedure() -> None:
    text = SMALL.replace("[terms.appeal]", '[terms.appeal]\nafter_hours = "17:30"').replace(
        'pauses = ["answer"]', 'pauses = ["answer"]\ndocuments = ["receipt"]\nlaw = "示例法|第5条"'
    )
    found = pages(
        [
            small(text),
            small(
                SMALL.replace('"1"', '"0"')
                .replace("2026-01-01", "2025-01-01")
                .replace("2027-01-01", "2026-01-01")
            ),
        ]
    )

    page = found["demo.md"]
    assert set(found) == {"procedures.md", "demo.md", "procedures/small.svg", "procedures/small.en.svg"}
    assert "[`demo.small`](demo.md)" in found["procedures.md"]
    assert "版本 `1`" in page, "only the newest version is shown"
    assert "版本 `0`" not in page
    assert "紧急 2 小时(设置 `demo.answer_limit_urgent`)" in page
    assert "届满前最多 1 次，每次至多 5 个工作日，领导批准，告知诉求人" in page
    assert "30 日(自然日),最后一天是休息日的顺延,17:30 以后按下一工作日" in page
    assert "示例法\\|第5条" in page
    assert "延长答复" in page
    assert "`receipt`" in page


def test_a_page_of_a_procedure_without_flags_and_with_a_rule_for_heads() -> None:
    text = SMALL.replace('by = "leader"\n', 'by = "head"\nbefore_expiry = false\n')
    cut = text[: text.index("flags = [")] + text[text.index("]\n\n[states.open]") + 2 :]
    cut = cut.replace(
        'variants = [{ when = "urgent", length = 2, unit = "hours", setting = "demo.answer_limit_urgent" }]\n',
        "",
    )
    cut = cut.replace('flags_from = ["kind", "urgent"]\n', "").replace(
        'sets = ["urgent"]\nunless = ["urgent"]\n', ""
    )
    cut = cut.replace('unsets = ["urgent"]\nonly_if = ["urgent"]\n', "").replace(
        'setting = "demo.answer_limit"', 'setting = "demo.answer_limit"\ncertain = false'
    )

    page = pages([small(cut)])["demo.md"]

    assert "负责人批准" in page
    assert "标记 Flags" not in page
    assert "5 个工作日(未核实，设置 `demo.answer_limit`)" in page
