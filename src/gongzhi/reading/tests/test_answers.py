"""Checks of a draft: what is missing is named, what is there is quoted."""

import pytest

from gongzhi.reading.answers import Check, check, is_question, share_taken_up

ASKED = "小区门口路灯不亮\n人民路小区门口的路灯坏了一个月,什么时候能修好?"
GOOD = (
    "您好,您反映的人民路小区门口路灯不亮的问题收悉。3月5日,我局工作人员到现场查看,确认三盏路灯的线路烧坏,已安排维修,"
    "3月8日前修好。依据《城市照明管理规定》,今后由我局负责维护。咨询电话:0310-1234567。"
)


def passed(asked: str, reply: str) -> dict[str, bool]:
    """Return which checks passed."""
    return {one.name: one.passed for one in check(asked, reply)}


def test_a_full_reply_passes_all() -> None:
    assert all(passed(ASKED, GOOD).values())


def test_what_is_there_is_quoted() -> None:
    words = {one.name: one.words for one in check(ASKED, GOOD)}

    assert words["basis"] == "《城市照明管理规定》"
    assert words["contact"].startswith("电话") or words["contact"].startswith("0310")


@pytest.mark.parametrize(
    ("reply", "missing"),
    [
        pytest.param("", {"on_topic", "says_enough", "basis", "done", "when", "contact"}, id="empty"),
        pytest.param("您的来信已转交有关部门处理,感谢支持。", {"on_topic", "says_enough", "basis", "done", "when", "contact"}, id="passed on"),
        pytest.param(GOOD.replace("《城市照明管理规定》", "职责").replace("依据", "按"), {"basis"}, id="no basis"),
        pytest.param(GOOD.replace("咨询电话:0310-1234567。", ""), {"contact"}, id="no contact"),
        pytest.param(GOOD.replace("3月5日,", "").replace("\n3月8日前", "").replace("3月8日前", "").replace("0310-1234567", "1234567"), {"on_topic", "when"}, id="no time though asked for one"),
    ],
)  # fmt: skip
def test_what_is_missing_is_named(reply: str, missing: set[str]) -> None:
    assert {name for name, ok in passed(ASKED, reply).items() if not ok} == missing


def test_every_check_says_what_to_do() -> None:
    checks: list[Check] = check("", "")

    assert all(one.advice.endswith("。") and one.advice_en.endswith(".") for one in checks)


def test_how_much_of_the_question_is_taken_up() -> None:
    assert share_taken_up("路灯不亮", "路灯不亮的问题") == 1
    assert share_taken_up("路灯不亮", "关于医保") == 0
    assert share_taken_up("", "关于医保") == 0


def test_a_question_is_told_from_a_report() -> None:
    assert is_question("请问什么时候修")
    assert not is_question("路灯坏了")
