"""`gongzhi due` against statutory scenarios, and its refusals in full sentences."""

import json
import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from gongzhi.kernel.calendar import parse_table
from gongzhi.kernel.errors import DomainError
from gongzhi.project import calendar_tables
from gongzhi.project.cli_law import due

CASES = tomllib.loads((Path(__file__).parent / "cases.toml").read_text("utf-8"))["case"]
FRAME = """\
system = "demo"
name = "case"
version = "1"
title = "个案"
title_en = "Case"
law = "示例"
valid_from = 2004-01-01
initial = "open"
starts = ["term"]
[states.open]
title = "办理中"
title_en = "Open"
stage = "handling"
[states.done]
title = "已办结"
title_en = "Done"
stage = "closed"
[moves.end]
title = "办结"
title_en = "End"
from = ["open"]
to = "done"
by = [{ role = "handler", relation = "lead_task" }]
meets = ["term"]
[moves.extend]
title = "延长"
title_en = "Extend"
from = ["open"]
by = [{ role = "leader", relation = "owner" }]
notify = ["resident"]
needs_reason = true
{extends}
[terms.term]
title = "时限"
title_en = "Term"
party = "body"
{term}
"""


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GONGZHI_VAR", str(tmp_path / "var"))


def run(*arguments: str) -> Result:
    return CliRunner().invoke(due, list(arguments))


def refusal(*arguments: str) -> str:
    result = run(*arguments)
    assert isinstance(result.exception, DomainError), result.output
    return result.exception.sentence()


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_a_statutory_term_ends_on_the_day_worked_out_by_hand(case: dict[str, object], tmp_path: Path) -> None:
    lines = [
        f"{key} = {json.dumps(case[key], ensure_ascii=False)}"
        for key in ("length", "unit", "law", "rolls", "after_hours")
        if key in case
    ]
    extends = ""
    if "extension" in case:
        lines.append(
            f'extension = {{ most = 1, length = {case["extension"]}, unit = "{case["unit"]}", by = "leader", tell = "resident" }}'
        )
        extends = 'extends = "term"'
    path = tmp_path / "case.toml"
    path.write_text(FRAME.replace("{term}", "\n".join(lines)).replace("{extends}", extends), "utf-8")
    events = [argument for event in case.get("events", []) for argument in ("--event", event)]  # type: ignore[attr-defined]

    result = run(str(path), "term", "--from", str(case["from"]), *events, "--json")

    assert result.exit_code == 0, result.output
    answer = json.loads(result.output)
    assert answer["due"] == case["due"]
    assert answer["law"] == case["law"]
    assert not answer["provisional"]
    assert any(step["law"].startswith("民法典") for step in answer["steps"])


def test_the_service_order_is_asked_by_name() -> None:
    plain = json.loads(run("service_order", "handle", "--from", "2026-02-10T16:30", "--json").output)
    named = json.loads(run("grid.service_order", "handle", "--from", "2026-02-10T08:30Z", "--json").output)
    urgent = json.loads(
        run("service_order", "sign", "--from", "2026-02-10 16:30", "--flag", "urgent", "--json").output
    )

    assert plain["due"] == named["due"] == "2026-02-24"
    assert urgent["due"] == "2026-02-10T18:30:00+08:00"
    assert {"text", "text_en", "law", "day"} == set(plain["steps"][0])


def test_a_paused_term_has_no_last_day() -> None:
    arguments = ("service_order", "handle", "--from", "2026-03-02", "--event", "paused=2026-03-04T09:00")

    assert json.loads(run(*arguments, "--json").output)["due"] is None
    assert "届满：暂停计时，没有届满日" in run(*arguments).output


def test_the_answer_in_words_numbers_its_steps_and_names_each_article() -> None:
    said = run(
        "service_order", "handle", "--from", "2026-03-02T09:00", "--event", "extended:3=2026-03-04T09:00"
    ).output

    assert "服务工单(grid.service_order 2021-01)· 办理" in said
    assert " 1. 2026年3月2日(周一)09:00派单给主办单位" in said
    assert "〔民法典第203条〕" in said
    assert "届满：2026-03-12" in said


def test_a_local_limit_may_be_tried() -> None:
    answer = json.loads(
        run("service_order", "sign", "--from", "2026-03-02", "--limit", "3:working_days", "--json").output
    )

    assert answer["due"] == "2026-03-05"
    assert answer["law"] == "命令行给出的本地规定"


BEYOND = ("service_order", "handle", "--from", "2026-12-28T09:00")


def test_beyond_the_published_years_it_refuses_and_says_what_to_do() -> None:
    said = refusal(*BEYOND)

    assert "2027 年放假安排" in said
    assert "gongzhi calendar import" in said


def test_beyond_the_published_years_it_answers_provisionally_when_asked_to() -> None:
    result = run(*BEYOND, "--provisional")

    assert "届满：2027-01-05 (暂定)" in result.output
    assert "这是暂定的日期" in result.output


@pytest.fixture
def table(tmp_path: Path) -> Path:
    rests = [
        "01-01",
        "02-05",
        "02-06",
        "02-07",
        "02-08",
        "04-05",
        "05-01",
        "05-02",
        "06-09",
        "09-15",
        "10-01",
        "10-02",
        "10-03",
    ]
    path = tmp_path / "2027.csv"
    path.write_text("".join(f"2027-{day},0\n" for day in rests) + "2027-01-04,0\n2027-01-03,1\n", "utf-8")
    return path


def test_a_table_may_be_given_along(table: Path) -> None:
    assert json.loads(run(*BEYOND, "--calendar", str(table), "--json").output)["due"] == "2027-01-05"


def test_an_imported_table_is_used_from_then_on(table: Path) -> None:
    calendar_tables.keep_days(parse_table(table.read_text("utf-8")))
    calendar_tables.keep_days({})

    answer = json.loads(run(*BEYOND, "--json").output)

    assert answer["due"] == "2027-01-05"
    assert not answer["provisional"]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("nothing", "handle", "--from", "2026-03-02"), "没有「nothing」这个程序。现有的程序有："),
        (("missing.toml", "handle", "--from", "2026-03-02"), "读不到这个文件"),
        (("service_order", "nothing", "--from", "2026-03-02"), "没有「nothing」这个时限。它的时限有："),
        (("service_order", "handle", "--from", "soon"), "「soon」不是时刻"),
        (("service_order", "handle", "--from", "2012-03-02"), "没有施行的版本"),
        (("service_order", "handle", "--from", "2026-03-02", "--event", "lost=2026-03-03"), "不认识事件「lost=2026-03-03」"),
        (("service_order", "handle", "--from", "2026-03-02", "--event", "paused"), "不认识事件「paused」"),
        (("service_order", "handle", "--from", "2026-03-02", "--event", "paused:3=2026-03-03"), "长度不对"),
        (("service_order", "handle", "--from", "2026-03-02", "--event", "extended:x=2026-03-03"), "长度不对"),
        (("service_order", "handle", "--from", "2026-03-02", "--event", "resumed=2026-03-03"), "没有暂停"),
        (("service_order", "sign", "--from", "2026-03-02", "--event", "extended=2026-03-03"), "不能延长"),
        (("service_order", "handle", "--from", "2026-03-02", "--flag", "secret"), "没有「secret」这个标记"),
        (("service_order", "handle", "--from", "2026-03-02", "--limit", "3"), "--limit 的「3」不对"),
        (("service_order", "handle", "--from", "2026-03-02", "--limit", "0:hours"), "--limit 的「0:hours」不对"),
        (("service_order", "handle", "--from", "2026-03-02", "--calendar", "missing.csv"), "读不了工作日表"),
    ],
)  # fmt: skip
def test_a_question_that_cannot_be_answered_is_refused_in_a_sentence(
    arguments: tuple[str, ...], says: str
) -> None:
    said = refusal(*arguments)

    assert says in said
    assert said.endswith("。")
