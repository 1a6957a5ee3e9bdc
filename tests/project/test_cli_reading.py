"""`gongzhi reading`: train, judge, explain and check from the command line, with tables of our own."""

import csv
import gzip
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from gongzhi.kernel.errors import DomainError
from gongzhi.project.cli_reading import reading
from gongzhi.reading.tests.corpus import MESSAGES


def run(*arguments: object) -> Result:
    """Run a command of the group; a bug surfaces."""
    return CliRunner().invoke(reading, [str(one) for one in arguments], catch_exceptions=False)


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """Return a table of messages with title, text, and the label on two levels."""
    path = tmp_path / "history.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["标题", "内容", "大类", "小类", "全类"])
        for label, message in MESSAGES:
            writer.writerow([*message.split("\n"), *label.split("/"), label])
        writer.writerow(["没有类别的", "一行", "", "", ""])
    return path


@pytest.fixture
def folder(table: Path, tmp_path: Path) -> Path:
    run("train", table, "--text", "标题,内容", "--label", "大类,小类", "--out", tmp_path / "model")
    return tmp_path / "model"


def test_training_tells_what_it_made_and_writes_a_card(table: Path, tmp_path: Path) -> None:
    told = json.loads(
        run(
            "train", table, "--text", "标题,内容", "--label", "大类,小类", "--out", tmp_path / "m", "--json"
        ).output
    )

    assert told["texts"] == len(MESSAGES)
    assert told["bytes"] < 50_000_000
    assert "# 分类模型" in (tmp_path / "m" / "MODEL.md").read_text(encoding="utf-8")
    assert (
        "宏平均 F1"
        in run("train", table, "--text", "标题", "--label", "全类", "--out", tmp_path / "m2").output
    )


def test_a_model_is_judged_on_a_table_packed_or_not(folder: Path, table: Path, tmp_path: Path) -> None:
    packed = tmp_path / "held.csv.gz"
    packed.write_bytes(gzip.compress(table.read_bytes()))

    told = json.loads(
        run("evaluate", folder, packed, "--text", "标题,内容", "--label", "全类", "--json").output
    )
    shown = run("evaluate", folder, table, "--text", "标题,内容", "--label", "大类,小类").output

    assert told["accuracy"] > 0.9
    assert {"macro_f1", "calibration_error", "coverage_at_95", "classes", "confusion"} <= told.keys()
    assert len(told["levels"]) == 1
    assert told["levels"][0] >= told["accuracy"]
    assert "第 1 级准确率" in shown
    assert "路灯" in shown


def test_a_message_is_explained_by_its_words(folder: Path) -> None:
    told = json.loads(run("explain", folder, "老板拖欠工资不给", "--json").output)

    assert told["best"]["label"] == "劳动/工资"
    assert any("工资" in one["words"] for one in told["reasons"])
    assert "依据：" in run("explain", folder, "路灯坏了").output


def test_a_taxonomy_alone_makes_a_start(tmp_path: Path) -> None:
    words = tmp_path / "taxonomy.csv"
    words.write_text(
        "大类,小类,说明\n市政,路灯,路灯不亮\n市政,路面,坑洼塌陷\n环保,噪声,施工扰民\n", encoding="utf-8"
    )

    said = run("cold", words, "--label", "大类,小类", "--about", "说明", "--out", tmp_path / "m").output

    assert "没有成绩可以核对" in said
    assert run("explain", tmp_path / "m", "晚上施工噪声").output.startswith("环保/噪声")


@pytest.mark.parametrize(
    ("text", "label", "why"),
    [
        pytest.param("没有", "全类", "没有「没有」这一列", id="no such column"),
        pytest.param("内容", "没有", "没有「没有」这一列", id="no such label"),
    ],
)
def test_a_column_that_is_not_there_is_named(
    table: Path, tmp_path: Path, text: str, label: str, why: str
) -> None:
    with pytest.raises(DomainError) as refused:
        run("train", table, "--text", text, "--label", label, "--out", tmp_path / "m")

    assert why in refused.value.sentence()


@pytest.mark.parametrize(
    ("content", "why"),
    [
        pytest.param("文本,类别\n路灯,市政\n路面,市政\n".encode(), "只有一个类别", id="one class"),
        pytest.param("文本,类别\n".encode(), "没有一行", id="no rows"),
        pytest.param("文本,类别\n路灯,市政\n".encode("gb18030"), "UTF-8", id="another encoding"),
    ],
)
def test_a_table_that_teaches_nothing_is_refused(tmp_path: Path, content: bytes, why: str) -> None:
    path = tmp_path / "bad.csv"
    path.write_bytes(content)

    for command in ("train", "cold"):
        options = ["--text", "文本"] if command == "train" else []
        with pytest.raises(DomainError) as refused:
            run(command, path, *options, "--label", "类别", "--out", tmp_path / "m")
        assert why in refused.value.sentence()


def test_a_broken_archive_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bad.csv.gz"
    path.write_bytes(b"no archive")

    with pytest.raises(DomainError) as refused:
        run("train", path, "--text", "a", "--label", "b", "--out", tmp_path / "m")
    assert "不是完好的 CSV" in refused.value.sentence()


def test_a_folder_without_a_model_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(DomainError) as refused:
        run("explain", tmp_path, "路灯坏了")

    assert "gongzhi reading train" in refused.value.sentence()


def test_replies_are_checked_one_or_many(tmp_path: Path) -> None:
    path = tmp_path / "replies.csv"
    path.write_text(
        "标题,内容,答复\n路灯不亮,什么时候修,已安排维修 3月8日修好 电话:1234567\n路灯不亮,什么时候修,已转交办理\n路灯,没有答复,\n",
        encoding="utf-8",
    )

    lines = run("answers", path, "--text", "标题,内容", "--reply", "答复", "--json").output.splitlines()
    told = json.loads(lines[-1])

    assert told["replies"] == len(lines) - 1 == 2
    assert told["passed"]["contact"] == 1
    assert "不能判断答复是否属实" in run("answers", path, "--text", "标题", "--reply", "答复").output
    assert "✗ 有依据" in run("answer", "路灯不亮", "已安排维修").output


def test_what_cannot_wait_is_named() -> None:
    assert json.loads(run("urgent", "停水三天", "--json").output)[0]["words"] == "停水"
    assert "停水" in run("urgent", "停水三天").output
    assert "没有发现" in run("urgent", "路灯不亮").output


def test_the_group_lists_what_is_installed() -> None:
    shown = run("--help").output

    assert all(name in shown for name in ("train", "evaluate", "explain", "cold", "answers", "urgent"))
    assert run("no-such-thing").exit_code == 2


def test_an_unlabelled_table_is_sorted_row_by_row(table: Path, folder: Path) -> None:
    lines = run("sort", folder, table, "--text", "标题,内容", "--id", "标题", "--json").output.splitlines()

    told = [json.loads(line) for line in lines]
    assert len(told) == len(MESSAGES) + 1
    assert all(0 <= one["confidence"] <= 1 and one["label"] for one in told)
    assert "%" in run("sort", folder, table, "--text", "标题,内容", "--id", "标题").output


def test_a_place_is_told_with_reasons_and_the_rest_of_the_address() -> None:
    told = json.loads(run("place", "丛台区人民路街道光明社区滏东大街12号", "--json").output)

    best = told["candidates"][0]
    assert best["name"].startswith("丛台区人民路街道光明社区")
    assert "紧跟在「人民路街道」后面" in best["reasons"]
    assert [one["text"] for one in told["elements"]] == ["滏东大街", "12号"]
    assert "没有认出" in run("place", "没有地方").output
    assert "丛台区" in run("place", "丛台区人民路街道").output


def test_other_names_and_another_tree_are_taken_from_tables(tmp_path: Path) -> None:
    tree, aliases, asked = (tmp_path / name for name in ("tree.csv", "aliases.csv", "asked.csv"))
    tree.write_text("code,name\n110101,某某区\n110101001,东街街道\n110101001001,花园社区\n", encoding="utf-8")
    aliases.write_text("code,name\n110101001001,老纺织厂\n", encoding="utf-8")
    asked.write_text("text,code\n老纺织厂门口,110101001001\n别处,110101\n,1\n", encoding="utf-8")

    told = json.loads(run("place", "老纺织厂门口", "--tree", tree, "--aliases", aliases, "--json").output)
    judged = json.loads(
        run(
            "places",
            asked,
            "--text",
            "text",
            "--code",
            "code",
            "--tree",
            tree,
            "--aliases",
            aliases,
            "--json",
        ).output
    )

    assert [one["code"] for one in told["candidates"]] == ["110101001001"]
    assert told["candidates"][0]["reasons"] == ["「老纺织厂」是它的别称"]
    assert judged == {"texts": 2, "first": 0.5, "among_five": 0.5, "silent": 0.5}
    assert "第一个就对" in run("places", asked, "--text", "text", "--code", "code", "--tree", tree).output
