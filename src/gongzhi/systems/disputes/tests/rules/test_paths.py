"""What the path advisor refuses, and what it finds wrong in a table of law."""

import tomllib
from datetime import date
from pathlib import Path

import pytest

from gongzhi.kernel.calendar import china
from gongzhi.systems.disputes.rules.paths import advise, book, facts_from
from gongzhi.systems.disputes.rules.paths.facts import Facts, FactsInvalid, answer_from
from gongzhi.systems.disputes.rules.paths.tables import LawTableInvalid, read


def facts(text: str, on: date | None = date(2026, 3, 20)) -> Facts:
    known = book()
    return facts_from(tomllib.loads(text), known.questions, known.groups, on)


@pytest.mark.parametrize(
    ("text", "field", "why"),
    [
        ("", "kind", "neighbour、loan"),
        ('kind = "quarrel"', "kind", "没有「quarrel」这个答案"),
        ('kind = "loan"\ncolour = 1', "colour", "没有这一项"),
        ('kind = "loan"\n[people]\na = 1', "people", "parties、act、agreements"),
        ('kind = "loan"\nknown = 2026-01-01', "known", "dates.known"),
        ('kind = "loan"\n[dates]\nknown = "2026-01-01"', "dates.known", "不加引号"),
        ('kind = "loan"\n[dates]\nknown = 2026-01-01T08:00:00', "dates.known", "不加引号"),
        ('kind = "loan"\n[dates]\nknown = 2026-03-21', "dates.known", "还没到"),
        ('kind = "loan"\n[dates]\nknown = 1900-01-01', "dates.known", "1949"),
        ('kind = "loan"\n[amounts]\nclaim = -1', "amounts.claim", "不小于 0"),
        ('kind = "loan"\n[amounts]\nclaim = true', "amounts.claim", "不小于 0"),
        ('kind = "loan"\n[parties]\nrefused = "yes"', "parties.refused", "true（是）或 false（否）"),
        ('kind = "loan"\n[done]\nlawsuit = 3', "done.lawsuit", "可以写的有：none、running"),
    ],
)
def test_a_wrong_fact_is_named_with_what_is_allowed(text: str, field: str, why: str) -> None:
    with pytest.raises(FactsInvalid) as refused:
        facts(text)

    assert refused.value.facts["field"] == field
    assert why in refused.value.sentence()


def test_without_a_day_to_reckon_on_nothing_is_reckoned() -> None:
    with pytest.raises(FactsInvalid, match="按哪一天"):
        facts('kind = "loan"', on=None)


def test_the_day_of_the_file_goes_before_the_day_of_today() -> None:
    assert facts('kind = "loan"\non = 2025-01-02').on == date(2025, 1, 2)
    assert facts('kind = "loan"').on == date(2026, 3, 20)


def test_performance_may_be_due_in_future() -> None:
    assert facts('kind = "loan"\n[dates]\nperformance_due = 2027-01-01').day("performance_due") == date(
        2027, 1, 1
    )


def test_a_last_day_beyond_the_published_calendar_is_marked_provisional() -> None:
    found = {
        one.path: one for one in advise(facts('kind = "loan"\n[dates]\nknown = 2026-03-01'), china(), book())
    }

    assert found["litigation"].provisional
    assert found["litigation"].last_day == date(2029, 3, 1)


def test_answers_of_a_form_are_read_by_type() -> None:
    known = book().questions

    assert answer_from(known["refused"], "yes") is True
    assert answer_from(known["refused"], "no") is False
    assert answer_from(known["known"], "2026-01-02") == date(2026, 1, 2)
    assert answer_from(known["claim"], "30，000") == 30000
    assert answer_from(known["clause"], "written") == "written"
    assert answer_from(known["clause"], " ") is None


@pytest.mark.parametrize(
    ("name", "text"), [("refused", "perhaps"), ("known", "soon"), ("claim", "three"), ("clause", "oral")]
)
def test_answers_of_a_form_that_are_none_are_refused(name: str, text: str) -> None:
    with pytest.raises(FactsInvalid):
        answer_from(book().questions[name], text)


_PATH = """
path = "talk"
title = "谈"
title_en = "Talk"
law = "法"
why = "能"
why_en = "Open"
"""


@pytest.mark.parametrize(
    ("name", "text", "why"),
    [
        ("paths/x.toml", _PATH + "colour = 1", "没有叫这个名字的项"),
        ("paths/x.toml", _PATH.replace('law = "法"', ""), "要写一段文字"),
        ("paths/x.toml", _PATH + "bring = 1", "若干个"),
        ("paths/x.toml", _PATH + "bring = [1]", "若干个"),
        ("paths/x.toml", _PATH + 'duration = "eternity"', "没有时限「eternity」"),
        ("paths/x.toml", _PATH + '[[closed]]\nwhen = { kind = "quarrel" }\nstate = "done"\nwhy = "x"\nwhy_en = "x"\nlaw = "x"', "没有「quarrel」这个答案"),
        ("paths/x.toml", _PATH + '[[closed]]\nwhen = { colour = 1 }\nstate = "done"', "没有叫这个名字的事实"),
        ("paths/x.toml", _PATH + '[[closed]]\nwhen = { claim = { about = 1 } }\nstate = "done"', "没有这种比较"),
        ("paths/x.toml", _PATH + '[[closed]]\nwhen = { group = "tribe" }\nstate = "done"', "没有「tribe」这一组"),
        ("paths/x.toml", _PATH + '[[closed]]\nwhen = { any = [{ group = "tribe" }] }\nstate = "done"', "没有「tribe」这一组"),
        ("paths/x.toml", _PATH + "[[closed]]\nwhen = 3\nstate = 'done'", "要写一个表"),
        ("paths/x.toml", _PATH + '[[closed]]\nstate = "shut"', "没有这种情形"),
        ("paths/x.toml", _PATH + '[[last_day]]\nfrom = ["sometime"]', "没有「sometime」"),
        ("paths/x.toml", _PATH + "[[last_day]]\nfrom = [1]", "一段文字，或者方括号里"),
        ("paths/x.toml", _PATH + '[[last_day]]\nfrom = ["known"]\ncloses = 1', "true 或 false"),
        ("paths/x.toml", _PATH + '[[note]]\nreplaces = "colour"', "不能代替"),
        ("paths/x.toml", "= 3", "不合 TOML"),
        ("limits.toml", '[[limit]]\nname = "a"\nprocedure = "litigation"\nterm = "none"', "没有时限 none"),
        ("limits.toml", '[[limit]]\nname = "a"\ntitle = "a"\ntitle_en = "a"\nlength = "1"\nunit = "years"\nlaw = "x"', "整数"),
        ("limits.toml", '[[limit]]\nname = "a"\ntitle = "a"\ntitle_en = "a"\nlength = 1\nunit = "hours"\nlaw = "x"', "没有这个单位"),
        ("limits.toml", '[[limit]]\nname = "a"\ntitle = "a"\ntitle_en = "a"\nlength = 1\nunit = "years"\nlaw = "x"\nsince = 1', "要写一天"),
        ("limits.toml", '[[limit]]\nname = "civil_limitation"\nprocedure = "litigation"\nterm = "limitation"\n', "写了两次"),
        ("questions.toml", '[[question]]\nname = "x"\nsection = "people"\ntype = "flag"\ntitle = "x"\ntitle_en = "x"', "没有这个部分"),
        ("questions.toml", '[[question]]\nname = "x"\nsection = "act"\ntype = "colour"\ntitle = "x"\ntitle_en = "x"', "没有这个类型"),
        ("questions.toml", '[[derived]]\nfield = "colour"\nvalue = true', "没有这个事实"),
    ],
)  # fmt: skip
def test_a_wrong_table_of_law_is_refused_with_its_place(
    tmp_path: Path, name: str, text: str, why: str
) -> None:
    source = Path(str(book.__wrapped__.__code__.co_filename)).parent / "law"
    (tmp_path / "paths").mkdir()
    for one in ("kinds.toml", "limits.toml", "questions.toml"):
        (tmp_path / one).write_text((source / one).read_text("utf-8"), "utf-8")
    target = tmp_path / name
    before = target.read_text("utf-8") + "\n" if target.exists() else ""
    target.write_text(before + text, "utf-8")

    with pytest.raises(LawTableInvalid, match=why):
        book(tmp_path)


def test_a_limit_may_have_earlier_versions_of_its_own(tmp_path: Path) -> None:
    source = Path(str(book.__wrapped__.__code__.co_filename)).parent / "law"
    (tmp_path / "paths").mkdir()
    for one in ("kinds.toml", "questions.toml", "limits.toml"):
        (tmp_path / one).write_text((source / one).read_text("utf-8"), "utf-8")
    with (tmp_path / "limits.toml").open("a", encoding="utf-8") as file:
        file.write(
            '\n[[limit]]\nname = "talk"\ntitle = "谈"\ntitle_en = "Talk"\nsince = 2026-03-01\nlength = 3\nunit = "months"\n'
            'law = "new"\nearlier = [{ length = 6, unit = "months", law = "old" }]\n'
        )

    limit = book(tmp_path).limits["talk"]

    assert limit.on(date(2026, 2, 28)).law == "old"
    assert limit.on(date(2026, 3, 1)).law == "new"


def test_a_text_where_a_table_belongs_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.toml").write_text("x = 1", "utf-8")

    with pytest.raises(LawTableInvalid):
        list(read(tmp_path / "x.toml").tables("x"))


def test_the_reference_page_names_every_path_field_and_answer() -> None:
    page = (Path(__file__).parents[6] / "docs" / "reference" / "paths.md").read_text("utf-8")

    names = [one.name for one in book().paths] + list(book().questions)
    answers = [choice for question in book().questions.values() for choice in question.allowed]
    assert [name for name in names + answers if f"`{name}`" not in page] == []
