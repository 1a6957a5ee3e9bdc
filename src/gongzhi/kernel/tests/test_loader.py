"""Reading a procedure file: what is taken, and every fault with its line and how to mend it."""

from datetime import date
from pathlib import Path

import pytest

from gongzhi.kernel.loader import LARGEST, Fault, ProcedureInvalid, load, load_all, loads
from gongzhi.kernel.procedure import By, FieldType, Relation
from gongzhi.kernel.procedure_check import unknown_hand_overs
from gongzhi.kernel.terms import LengthUnit, Party
from gongzhi.kernel.tests.samples import SMALL, small


def faults(text: str) -> tuple[Fault, ...]:
    with pytest.raises(ProcedureInvalid) as caught:
        loads(text.encode(), "small.toml")
    return caught.value.faults


def line(text: str, part: str) -> int:
    """Return the line on which the part begins, from 1."""
    return text[: text.index(part)].count("\n") + 1


def test_a_file_becomes_a_procedure(tmp_path: Path) -> None:
    path = tmp_path / "small.toml"
    path.write_text(SMALL, "utf-8")

    found = load(path)

    assert (found.system, found.name, found.version) == ("demo", "small", "1")
    assert (found.valid_from, found.valid_to) == (date(2026, 1, 1), date(2027, 1, 1))
    assert [state.name for state in found.states] == ["open", "done"]
    assert found.state("done").is_closed
    assert found.state("done").ending == "answered"
    term = found.term("answer")
    assert (term.party, term.length, term.unit, term.setting) == (
        Party.LEAD,
        5,
        LengthUnit.WORKING_DAYS,
        "demo.answer_limit",
    )
    assert term.variants[0].when == "urgent"
    assert term.extension is not None
    assert term.extension.before_expiry
    move = found.move("classify")
    assert move.by == (By("clerk", Relation.OWNER),)
    assert move.fields[0].type is FieldType.CHOICE
    assert [choice.value for choice in move.fields[0].choices] == ["hard", "easy"]
    assert found.text == SMALL
    assert len(found.sha256) == 64
    assert loads(found.text.encode(), "again") == found


def test_line_ends_and_byte_order_marks_are_no_matter() -> None:
    assert loads(b"\xef\xbb\xbf" + SMALL.replace("\n", "\r\n").encode()).states == small().states


def test_a_term_counted_back_needs_nothing_that_starts_it() -> None:
    text = SMALL.replace('starts = ["appeal"]\n', "").replace('meets = ["appeal"]\n', "")
    text = text.replace('restarts = ["answer", "appeal"]\n', "")

    assert small(text.replace("rolls = true", "before = true")).term("appeal").before


def test_a_closed_state_without_an_ending_ends_as_itself() -> None:
    assert small(SMALL.replace('ending = "answered"\n', "")).state("done").ending == "done"


ONE_FAULT = [
    pytest.param('name = "small"', 'name = "Small!"', "「Small!」的写法不对", id="a name that cannot be one"),
    pytest.param('version = "1"', 'version = "one two"', "「one two」的写法不对", id="a version with a blank"),
    pytest.param('title = "小程序"', "title = 5", "「title」应当是文字", id="a number for a text"),
    pytest.param('title = "小程序"', 'title = " "', "缺少「title」", id="an empty title"),
    pytest.param('law = "示例法"', 'lawn = "示例法"', "不认识「lawn」", id="an unknown key near a known one"),
    pytest.param('law = "示例法"', 'law = "示例法"\nzzz = 1', "不认识「zzz」", id="an unknown key near nothing"),
    pytest.param("valid_from = 2026-01-01", 'valid_from = "soon"', "「valid_from」应当是日期", id="a day as a text"),
    pytest.param("valid_from = 2026-01-01", "valid_from = 2026-01-01T00:00:00", "「valid_from」应当是日期", id="a moment for a day"),
    pytest.param("valid_from = 2026-01-01", "", "缺少「valid_from」", id="no first day"),
    pytest.param("valid_to = 2027-01-01", "valid_to = 2026-01-01", "不晚于", id="ending before it begins"),
    pytest.param('initial = "open"', 'initial = "opne"', "「opne」不存在", id="an unknown initial state"),
    pytest.param('starts = ["answer"]\nflags', 'starts = ["anwser"]\nflags', "「anwser」不存在", id="an unknown first term"),
    pytest.param('starts = ["answer"]\nflags', 'starts = ["answer", "answer"]\nflags', "写了两次", id="a term twice"),
    pytest.param('starts = ["answer"]\nflags', 'starts = "answer"\nflags', "「starts」应当是一列文字", id="a text for a list"),
    pytest.param('{ name = "hard", title = "疑难"', '{ name = "urgent", title = "疑难"', "「urgent」写了两次", id="a flag twice"),
    pytest.param('[states.done]', '[states."Done!"]', "不能作名字", id="a state that cannot be named so"),
    pytest.param('stage = "handling"', 'stage = "handlign"', "「handlign」不存在", id="an unknown stage"),
    pytest.param('stage = "handling"', "", "缺少「stage」", id="no stage"),
    pytest.param('stage = "handling"', 'stage = "handling"\nending = "x"', "只有办结的状态才写「ending」", id="an ending of an open state"),
    pytest.param('party = "lead"', 'party = "leed"', "「leed」不存在", id="an unknown party"),
    pytest.param('length = 5\nunit = "working_days"\nlaw', 'length = 0\nunit = "working_days"\nlaw', "应当是 1 到 2500 的整数", id="a length of nothing"),
    pytest.param('length = 5\nunit = "working_days"\nlaw', 'unit = "working_days"\nlaw', "应当是 1 到 2500 的整数", id="no length"),
    pytest.param('length = 30', 'length = true', "应当是 1 到 3660 的整数", id="yes for a length"),
    pytest.param('unit = "calendar_days"', 'unit = "days"', "「days」不存在", id="an unknown unit"),
    pytest.param('law = "示例法第1条"', "", "缺少「law」", id="a term without law"),
    pytest.param('setting = "demo.answer_limit"', 'setting = "limit"', "「limit」的写法不对", id="a setting without its system"),
    pytest.param('setting = "demo.answer_limit"', "certain = false", "没有核实", id="an unverified length that nothing confirms"),
    pytest.param(', setting = "demo.answer_limit_urgent" }', " }", None, id="a verified variant needs no setting"),
    pytest.param("rolls = true", 'rolls = "yes"', "应当是 true 或 false", id="a text for yes"),
    pytest.param("rolls = true", 'after_hours = "25:00"', "「25:00」的写法不对", id="no such hour"),
    pytest.param('when = "urgent"', 'when = "ugrent"', "「ugrent」不存在", id="a variant for an unknown flag"),
    pytest.param('variants = [{', 'variants = [3, {', "应当是一张表", id="a number for a variant"),
    pytest.param('variants = [{ when = "urgent", length = 2, unit = "hours", setting = "demo.answer_limit_urgent" }]', "variants = 3", "应当是若干张表", id="a number for variants"),
    pytest.param("most = 1", "most = 99", "应当是 1 到 10 的整数", id="extended without end"),
    pytest.param('tell = "resident"', 'tell = "nobody"', "「nobody」不存在", id="an extension told to nobody"),
    pytest.param('by = "leader"\n', 'by = "boss"\n', "「boss」不存在", id="an extension by an unknown role"),
    pytest.param('to = "open"', 'to = "opne"', "「opne」不存在", id="a move to an unknown state"),
    pytest.param('from = ["done"]', 'from = ["doen"]', "「doen」不存在", id="a move from an unknown state"),
    pytest.param('from = ["done"]\n', "", "缺少「from」", id="a move from nowhere"),
    pytest.param('by = [{ role = "resident", relation = "party" }]\n', "", "缺少「by」", id="a move by nobody"),
    pytest.param('{ role = "handler", relation = "lead_task" }', '{ role = "handler", relation = "boss" }', "「boss」不存在", id="an unknown relation"),
    pytest.param('{ role = "handler", relation = "lead_task" }', '{ role = "hand", relation = "lead_task" }', "「hand」不存在", id="an unknown role"),
    pytest.param('relation = "party"', 'relation = "owner"', "不能配在一起", id="a resident as owner"),
    pytest.param('{ role = "handler", relation = "lead_task" }', '{ role = "handler", relation = "system" }', "不能配在一起", id="a person as the platform"),
    pytest.param('pauses = ["answer"]', 'pauses = ["anwser"]', "「anwser」不存在", id="pausing an unknown term"),
    pytest.param('pauses = ["answer"]', 'pauses = ["appeal"]', "只能暂停或只能恢复", id="a pause that nothing ends"),
    pytest.param('pauses = ["answer"]', 'pauses = ["answer"]\nresumes = ["answer"]', "同时写在 pauses 和 resumes 里", id="pausing and resuming at once"),
    pytest.param('extends = "answer"', 'extends = "anwser"', "「anwser」不存在", id="extending an unknown term"),
    pytest.param('extends = "answer"', 'extends = "appeal"', "没有写可以延长", id="extending what cannot be"),
    pytest.param('extends = "answer"\n', "", "却没有哪一步延长它", id="an extension that nobody grants"),
    pytest.param('notify = ["resident"]', 'notify = ["owner"]', "notify 里却没有「resident」", id="an extension that is not told"),
    pytest.param('notify = ["resident"]', 'notify = ["resident", "mayor"]', "「mayor」不存在", id="telling somebody unknown"),
    pytest.param("needs_reason = true", "", "延长时限要说明理由", id="an extension without a reason"),
    pytest.param('by = [{ role = "leader", relation = "owner" }]', 'by = [{ role = "clerk", relation = "owner" }]', "by 里却没有这个角色", id="an extension by the wrong role"),
    pytest.param('extends = "answer"', 'extends = "answer"\nmeets = ["answer"]', "既延长又结束", id="extending and meeting at once"),
    pytest.param('sets = ["urgent"]', 'sets = ["uregnt"]', "「uregnt」不存在", id="setting an unknown flag"),
    pytest.param('flags_from = ["kind", "urgent"]', 'flags_from = ["knid", "urgent"]', "「knid」不存在", id="flags from an unknown field"),
    pytest.param('type = "bool"', 'type = "text"', "既不是选择项也不是是非项", id="flags from a text"),
    pytest.param('{ value = "easy"', '{ value = "esay"', "「esay」不存在", id="a choice that is no flag"),
    pytest.param('{ value = "easy"', '{ value = "hard"', "「hard」写了两次", id="a choice twice"),
    pytest.param('type = "bool"', 'type = "bool", choices = [{ value = "a", title = "a", title_en = "a" }]', "类型和选项对不上", id="choices of a yes"),
    pytest.param('name = "urgent", title = "紧急", title_en = "Urgent", type', 'name = "kind", title = "紧急", title_en = "Urgent", type', "「kind」写了两次", id="a field twice"),
    pytest.param("rolls = true", "before = true", "不作为计时", id="a clock that counts back"),
    pytest.param('length = 30\nunit = "calendar_days"', 'length = 3\nunit = "months"\nbefore = true', "只能数日", id="months counted back"),
    pytest.param('key = "c"', 'key = "c"\ndated_by = "kidn"', "「kidn」不存在", id="dated by an unknown field"),
    pytest.param('key = "c"', 'key = "c"\ndated_by = "kind"', "不是日期", id="dated by what is no day"),
    pytest.param('key = "c"', 'key = "c"\ndated_by = 3', "「dated_by」应当是文字", id="dated by a number"),
    pytest.param('key = "c"', 'key = "cc"', "「cc」的写法不对", id="a key of two letters"),
    pytest.param('pauses = ["answer"]', 'pauses = ["answer"]\nkey = "c"', "已经用来办「classify」", id="a key taken twice"),
    pytest.param('pauses = ["answer"]', 'pauses = ["answer"]\ntone = "loud"', "「loud」不存在", id="an unknown tone"),
    pytest.param('pauses = ["answer"]', 'pauses = ["answer"]\nhand_over = "court"', "「court」的写法不对", id="a hand-over to no procedure"),
    pytest.param('meets = ["appeal"]\n', "", "没有哪一步算完成", id="a term that nothing meets"),
    pytest.param('party = "lead"', 'party = "helper"', "随协办任务起算", id="a helper's term that a move starts"),
    pytest.param('starts = ["appeal"]\n', "", "从来没有起算", id="a term that never starts"),
    pytest.param('meets = ["answer"]\nstarts = ["appeal"]', 'starts = ["appeal", "answer"]', "办结的一步又起算了「answer」", id="a duty that starts with the end"),
    pytest.param('to = "done"\nby = [{ role = "handler"', 'by = [{ role = "handler"', None, id="one way out is enough"),
    pytest.param("[moves.drop]", '[states.lost]\ntitle = "x"\ntitle_en = "x"\nstage = "handling"\n\n[moves.drop]', "没有哪一步能走到状态「lost」", id="a state that is never reached"),
    pytest.param("[moves.drop]", '[states.trap]\ntitle = "x"\ntitle_en = "x"\nstage = "handling"\n[moves.fall]\ntitle = "x"\ntitle_en = "x"\nfrom = ["open"]\nto = "trap"\nby = [{ role = "clerk", relation = "owner" }]\n\n[moves.drop]', "走不到任何办结的状态", id="a state without a way out"),
]  # fmt: skip


@pytest.mark.parametrize(("right", "wrong", "says"), ONE_FAULT)
def test_a_fault_is_told_with_its_line_and_how_to_mend_it(right: str, wrong: str, says: str | None) -> None:
    assert right in SMALL
    text = SMALL.replace(right, wrong, 1)
    if says is None:
        assert small(text).name == "small"
        return

    found = faults(text)

    told = [fault for fault in found if says in fault.what]
    assert told, [fault.sentence() for fault in found]
    assert told[0].mend
    assert 1 <= told[0].line <= text.count("\n")


def test_faults_are_at_the_line_where_they_are() -> None:
    text = SMALL.replace('to = "open"', 'to = "opne"').replace(
        'pauses = ["answer"]', 'pauses = [\n  "answer",\n  "anwser",\n]'
    )

    found = faults(text)

    assert [(fault.line, fault.what) for fault in found] == [
        (line(text, '  "anwser"'), "「pauses」里的「anwser」不存在"),
        (line(text, 'to = "opne"'), "「to」里的「opne」不存在"),
    ]
    assert "是不是想写 open" in found[1].sentence()


def test_all_faults_of_a_file_are_told_at_once() -> None:
    text = (
        SMALL.replace('"示例法第1条"', "3")
        .replace('stage = "handling"', 'stage = "x"')
        .replace('party = "lead"', "")
    )

    with pytest.raises(ProcedureInvalid) as caught:
        loads(text.encode(), "small.toml")

    assert len(caught.value.faults) >= 3
    assert caught.value.sentence().startswith("程序文件 small.toml 有 ")
    assert f"small.toml:{line(text, 'law = 3')}: 第 " in caught.value.sentence()


def test_a_file_without_anything_says_what_it_needs() -> None:
    said = "".join(fault.what for fault in faults(""))

    for key in ("system", "name", "version", "title", "law", "valid_from", "initial", "states", "moves"):
        assert f"「{key}」" in said


def test_a_file_without_a_closed_state_is_refused() -> None:
    text = SMALL.replace('stage = "closed"\nending = "answered"', 'stage = "handling"')

    assert any("没有办结的状态" in fault.what for fault in faults(text))


def test_states_that_are_no_tables_are_refused() -> None:
    assert any(
        "应当是一张表" in fault.what for fault in faults("states = 3\nmoves = 4\nterms = 5\nflags = 6\n")
    )


@pytest.mark.parametrize(
    ("raw", "at", "says"),
    [
        (SMALL.replace("[states.open]", "[states.open").encode(), 17, "不合 TOML 的写法"),
        (b'a = "x', 1, "不合 TOML 的写法"),
        (b"a = 1\nb = \xff\n", 2, "不是 UTF-8"),
        (b"a = " + b"9" * 5000, 0, "不合 TOML 的写法"),
        (b"a = " + b"[" * 5000, 0, "括号套得太深|不合 TOML"),
        (b"#" * (LARGEST + 1), 0, "超过"),
    ],
    ids=[
        "an open bracket",
        "an open text",
        "not UTF-8",
        "a number too long",
        "brackets without end",
        "too large",
    ],
)
def test_what_is_not_toml_is_refused_at_its_line(raw: bytes, at: int, says: str) -> None:
    with pytest.raises(ProcedureInvalid, match=says) as caught:
        loads(raw)
    if at:
        assert caught.value.faults[0].line == at


@pytest.mark.parametrize("name", ["missing.toml", ".", "\0"], ids=["missing", "a folder", "no name at all"])
def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(ProcedureInvalid, match="读不到这个文件"):
        load(tmp_path / name)


def written(folder: Path, **texts: str) -> list[Path]:
    paths = []
    for name, text in texts.items():
        path = folder / f"{name}.toml"
        path.write_text(text, "utf-8")
        paths.append(path)
    return paths


def test_versions_follow_one_another(tmp_path: Path) -> None:
    later = SMALL.replace('version = "1"', 'version = "2"').replace(
        "valid_from = 2026-01-01\nvalid_to = 2027-01-01", "valid_from = 2027-01-01"
    )
    other = SMALL.replace('name = "small"\nversion', 'name = "other"\nversion')

    assert len(load_all(written(tmp_path, one=SMALL, two=later, three=other))) == 3


@pytest.mark.parametrize(
    ("second", "says"),
    [
        (SMALL, "版本「1」和文件"),
        (SMALL.replace('version = "1"', 'version = "2"').replace("valid_to = 2027-01-01\n", ""), "重叠"),
        (
            SMALL.replace('version = "1"', 'version = "2"').replace(
                "valid_from = 2026-01-01\nvalid_to = 2027-01-01",
                "valid_from = 2025-01-01\nvalid_to = 2026-01-02",
            ),
            "重叠",
        ),
    ],
    ids=["the same version", "beginning while the other is in force", "ending while the other is in force"],
)
def test_versions_may_not_overlap(tmp_path: Path, second: str, says: str) -> None:
    with pytest.raises(ProcedureInvalid, match=says):
        load_all(written(tmp_path, one=SMALL, two=second))


def test_a_hand_over_needs_its_procedure() -> None:
    text = SMALL.replace('pauses = ["answer"]', 'pauses = ["answer"]\nhand_over = "demo.court"')
    court = small(SMALL.replace('name = "small"\nversion', 'name = "court"\nversion'))

    assert [move.name for _, move in unknown_hand_overs([small(text)])] == ["stop"]
    assert list(unknown_hand_overs([small(text), court])) == []
    assert list(unknown_hand_overs([small(text)], [court])) == []
