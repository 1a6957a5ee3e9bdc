"""`gongzhi procedure list|show|check|draw|docs` over the shipped files and over one's own."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from gongzhi.kernel.errors import DomainError
from gongzhi.kernel.tests.samples import SMALL
from gongzhi.project import cli_law
from gongzhi.project.cli_law import procedure


def run(*arguments: str) -> Result:
    return CliRunner().invoke(procedure, list(arguments))


def refusal(result: Result) -> str:
    assert isinstance(result.exception, DomainError), result.output
    return result.exception.sentence()


def write(path: Path, text: str) -> str:
    path.write_text(text, "utf-8")
    return str(path)


def test_list_names_every_procedure() -> None:
    assert "grid.service_order\t2021-01\t服务工单" in run("list").output
    found = json.loads(run("list", "--json").output)
    assert "grid.service_order" in [one["name"] for one in found]


def test_show_tells_states_moves_and_terms_in_words() -> None:
    said = run("show", "service_order").output

    assert "待受理(受理)" in said
    assert "签收：待签收 → 办理中；承办人(主办单位)" in said
    assert "未核实，安装时以设置 grid.sign_limit 确认" in said
    assert json.loads(run("show", "service_order", "--json").output)["name"] == "grid.service_order"


def test_check_without_files_checks_the_shipped_ones() -> None:
    result = run("check")

    assert result.exit_code == 0
    assert "没有错误。服务工单" in result.output


def test_check_takes_a_citys_own_file(tmp_path: Path) -> None:
    assert "没有错误。小程序" in run("check", write(tmp_path / "small.toml", SMALL)).output


def test_check_tells_every_fault_and_exits_with_2(tmp_path: Path) -> None:
    wrong = SMALL.replace('to = "open"', 'to = "opne"').replace('party = "lead"', 'party = "leed"')
    good = write(tmp_path / "good.toml", SMALL)

    result = run("check", write(tmp_path / "wrong.toml", wrong), good)

    assert result.exit_code == 2
    assert "是不是想写 open" in result.output
    assert "是不是想写 lead" in result.output
    assert "good.toml：没有错误" in result.output


def test_check_refuses_two_versions_for_one_day_and_hand_overs_to_nowhere(tmp_path: Path) -> None:
    one = write(tmp_path / "one.toml", SMALL)
    two = write(tmp_path / "two.toml", SMALL.replace('version = "1"', 'version = "2"'))
    three = write(
        tmp_path / "three.toml",
        SMALL.replace('pauses = ["answer"]', 'pauses = ["answer"]\nhand_over = "demo.court"'),
    )
    four = write(
        tmp_path / "four.toml",
        SMALL.replace('pauses = ["answer"]', 'pauses = ["answer"]\nhand_over = "grid.service_order"'),
    )

    assert "重叠" in refusal(run("check", one, two))
    assert "没有这个程序" in refusal(run("check", three))
    assert run("check", four).exit_code == 0


def test_draw_writes_a_chart(tmp_path: Path) -> None:
    path = tmp_path / "chart.svg"

    assert run("draw", "service_order", "-o", str(path)).exit_code == 0
    assert path.read_text("utf-8").startswith("<svg")
    assert "Service order" in run("draw", "grid.service_order", "--lang", "en").output
    assert "写不了文件" in refusal(run("draw", "service_order", "-o", str(tmp_path / "no" / "where.svg")))
    assert "--on 的「x」不是时刻" in refusal(run("draw", "service_order", "--on", "x"))


def test_docs_are_written_and_checked(tmp_path: Path) -> None:
    assert "不是最新的" in refusal(run("docs", "--check", str(tmp_path)))
    assert run("docs", "--write", str(tmp_path)).exit_code == 0
    assert run("docs", "--check", str(tmp_path)).exit_code == 0
    assert "请写明 --write" in refusal(run("docs"))


def test_a_name_that_two_systems_use_must_be_said_in_full(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = [
        Path(write(tmp_path / "one.toml", SMALL)),
        Path(write(tmp_path / "two.toml", SMALL.replace('"demo"', '"other"'))),
    ]
    monkeypatch.setattr(cli_law, "procedure_files", lambda: files)

    assert "demo.small、other.small" in refusal(run("show", "small", "--on", "2026-03-02"))
    assert "小程序" in run("show", "other.small", "--on", "2026-03-02").output
    said = refusal(run("show", "other.small", "--on", "2027-03-02"))
    assert "没有施行的版本" in said
    assert "至 2027-01-01 前" in said


def test_the_console_command_needs_no_django_and_exits_with_2(tmp_path: Path) -> None:
    code = "import sys; from gongzhi.project.cli import main\ntry: main(['due', 'service_order', 'nothing', '--from', '2026-03-02'])\nfinally: assert 'django' not in sys.modules"

    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=tmp_path
    )

    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith("程序「服务工单」没有「nothing」这个时限。")
    assert "Traceback" not in done.stderr
