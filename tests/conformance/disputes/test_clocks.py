"""Each term of the disputes ends on the day worked out by hand; what the law does not know is refused in a sentence.

A case has `row`, `given`, `procedure`, `term`, `from`, `events` (kind[:length]=day), `flags`, and then either `due` with the
`article` (and `at` where it ends at an hour), or `refused` with words of the refusal.
"""

from pathlib import Path

import pytest
from tests.conformance.disputes.shared import Case, answer, ask, cases, name_of

from gongzhi.kernel.errors import DomainError

CASES = cases()


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GONGZHI_VAR", str(tmp_path / "var"))


@pytest.mark.parametrize("case", [one for one in CASES if "due" in one], ids=name_of)
def test_a_term_ends_on_the_day_worked_out_by_hand(case: Case) -> None:
    found = answer(case)

    assert (found["due"] or "") == case["due"]
    assert str(found["law"]).startswith(str(case["article"]).split("(")[0])
    assert not found["provisional"]


@pytest.mark.parametrize("case", [one for one in CASES if "refused" in one], ids=name_of)
def test_what_the_law_does_not_know_is_refused_in_a_sentence(case: Case) -> None:
    result = ask(case)

    assert isinstance(result.exception, DomainError), result.output
    assert str(case["refused"]) in result.exception.sentence()


def test_every_case_says_what_is_expected() -> None:
    assert CASES
    assert [name_of(one) for one in CASES if ("due" in one) == ("refused" in one)] == []
    assert len({(one["file"], name_of(one)) for one in CASES}) == len(CASES)
