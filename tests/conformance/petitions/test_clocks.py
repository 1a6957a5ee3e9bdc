"""Each term of the petitions ends on the day worked out by hand; asked through the command that a lawyer would use."""

import json
import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner

from gongzhi.kernel.errors import DomainError
from gongzhi.project.cli_law import due

CASES = tomllib.loads((Path(__file__).parent / "clocks.toml").read_text("utf-8"))["case"]


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GONGZHI_VAR", str(tmp_path / "var"))


@pytest.mark.parametrize("case", CASES, ids=[f"{case['row']} {case['given']}" for case in CASES])
def test_a_term_ends_on_the_day_worked_out_by_hand(case: dict[str, object]) -> None:
    named = [str(case["procedure"]), str(case["term"]), "--from", str(case["from"])]
    events = [part for event in case.get("events", []) for part in ("--event", event)]  # type: ignore[attr-defined]

    result = CliRunner().invoke(due, [*named, *events, "--json"])

    assert result.exit_code == 0, result.output
    answer = json.loads(result.output)
    assert (answer["due"] or "") == case["due"]
    assert str(answer["law"]).startswith(str(case["article"]).split("(")[0])
    assert not answer["provisional"]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("petition", "handling", "--from", "2022-04-30"), "没有施行的版本"),
        (("petition", "competence_objection", "--from", "2026-03-02", "--event", "extended=2026-03-03"), "不能延长"),
        (("review", "decision", "--from", "2026-03-02", "--event", "extended=2026-03-20"), "不能延长"),
        (("petition", "handling", "--from", "2026-01-05", "--event", "extended:31=2026-02-01"), "一次最多延长"),
        (("petition", "handling", "--from", "2026-01-05", "--event", "extended=2026-03-07"), "届满"),
        (
            ("petition", "handling", "--from", "2026-01-05", "--event", "extended:5=2026-02-01", "--event", "extended:5=2026-02-02"),
            "最多延长 1 次",
        ),
    ],
)  # fmt: skip
def test_what_the_law_does_not_know_is_refused_in_a_sentence(arguments: tuple[str, ...], says: str) -> None:
    result = CliRunner().invoke(due, list(arguments))

    assert isinstance(result.exception, DomainError)
    assert says in result.exception.sentence()
