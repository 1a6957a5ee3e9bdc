"""`gongzhi reading hot | alike` on a table of the made-up city."""

import csv
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from gongzhi.project.cli_reading_hot import alike, hot, moment
from gongzhi.reading.tests.hot_corpus import city

_COLUMNS = ["编号", "用户", "主题", "时间", "详情", "点赞数", "反对数"]


def write(path: Path, user: str) -> Path:
    """Write the city's messages as a table in which one person wrote all, or many did."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        rows = csv.DictWriter(stream, _COLUMNS)
        rows.writeheader()
        for n, one in enumerate(city()):
            at = one.at.strftime("%Y/%m/%d %H:%M") if one.at else ""
            rows.writerow(dict(zip(_COLUMNS, [one.id, user % n, one.title, at, one.text, 1, 0], strict=True)))
    return path


def asked(path: Path, *more: str) -> str:
    arguments = [str(path), "--text", "详情,主题", "--time", "时间", "--id", "编号", *more]
    result = CliRunner().invoke(hot, arguments, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.stdout


def test_the_issues_are_told_in_json_the_hottest_first(tmp_path: Path) -> None:
    told = json.loads(asked(write(tmp_path / "a.csv", "用户%d"), "--json", "--top", "3"))

    assert [one["rank"] for one in told] == [1, 2, 3]
    assert set(told[0]) >= {"title", "place", "from", "to", "size", "heat", "members"}
    assert told[0]["heat"] >= told[1]["heat"]
    assert told[0]["votes"] == told[0]["size"] == len(told[0]["members"])


def test_who_wrote_changes_nothing(tmp_path: Path) -> None:
    many = asked(write(tmp_path / "many.csv", "用户%d"), "--json")
    one = asked(write(tmp_path / "one.csv", "同一个人%.0s"), "--json")

    assert many == one


def test_votes_can_be_left_out(tmp_path: Path) -> None:
    told = json.loads(asked(write(tmp_path / "a.csv", "%d"), "--json", "--votes", "none"))

    assert all(one["votes"] == 0 for one in told)


def test_without_json_a_table_is_shown(tmp_path: Path) -> None:
    assert "锦澜新城" in asked(write(tmp_path / "a.csv", "%d"))


def test_look_alikes_are_told_with_reasons(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", "%d")
    arguments = [
        str(path),
        "望岫园强制搭售储藏室",
        "--text",
        "主题,详情",
        "--id",
        "编号",
        "--json",
        "--top",
        "3",
    ]
    lines = CliRunner().invoke(alike, arguments, catch_exceptions=False).stdout.splitlines()
    first = json.loads(lines[0])

    assert len(lines) == 3
    assert first["id"].startswith("fees")
    assert "望岫园" in "".join(first["shared"])


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("2019-02-28 11:25:05", "2019-02-28 11:25:05"),
        ("2019/1/8 9:05", "2019-01-08 09:05:00"),
        ("2019年3月2日", "2019-03-02 00:00:00"),
        ("2019-13-40", None),
        ("昨天", None),
    ],
)
def test_moments_are_read_as_people_write_them(text: str, told: str | None) -> None:
    found = moment(text)

    assert (f"{found:%Y-%m-%d %H:%M:%S}" if found else None) == told
