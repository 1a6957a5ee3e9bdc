"""The ladder of supervision: what follows what, what is left out, and the table of breaches."""

import pytest

from gongzhi.systems.petitions.rules import ladder, supervision
from gongzhi.systems.petitions.rules.ladder import LETTERS, STEPS, is_skipping, next_step, proposed


def test_each_step_leads_to_the_next_and_the_last_one_stays() -> None:
    assert [next_step(step) for step in STEPS] == ["call_in", "make_known", "listed", "listed"]


@pytest.mark.parametrize(
    ("earlier", "expected"),
    [
        ((), "supervise"),
        (("supervise",), "call_in"),
        (("call_in", "supervise"), "make_known"),
        (("listed",), "listed"),
    ],
)
def test_the_step_proposed_is_above_the_highest_one_taken(earlier: tuple[str, ...], expected: str) -> None:
    assert proposed(earlier) == expected


@pytest.mark.parametrize(
    ("step", "earlier", "expected"),
    [
        ("supervise", (), False),
        ("call_in", (), True),
        ("call_in", ("supervise",), False),
        ("listed", ("supervise", "call_in"), True),
        ("listed", ("make_known",), False),
        ("supervise", ("listed",), False),
    ],
)
def test_a_step_is_left_out_when_the_one_before_was_never_reached(
    step: str, earlier: tuple[str, ...], expected: bool
) -> None:
    assert is_skipping(step, earlier) is expected


def test_every_step_has_a_letter_of_its_own() -> None:
    assert set(LETTERS) == set(STEPS)
    assert len({one.template for one in LETTERS.values()}) == len(STEPS)
    assert ladder.LETTERS["listed"].title == "挂牌督办通知书"


def test_every_breach_names_its_article_its_step_and_what_is_asked() -> None:
    found = supervision.triggers()

    assert len(found) == 9
    for one in found.values():
        assert "信访工作条例第" in one.law
        assert "第40条" in one.law
        assert one.level in STEPS
        assert one.ask.endswith("。")


def test_the_words_of_an_order_are_made_of_facts() -> None:
    one = supervision.triggers()["late_handling"]

    text = supervision.demand(one, "GZ-1", "路灯不亮", "最后一天是5月4日，现在还没有办。")

    assert "路灯不亮" in text
    assert "最后一天是5月4日" in text
    assert one.law in text
    assert text.endswith(one.ask)


ROW = (
    '[[trigger]]\nname = "a"\ntitle = "甲"\ntitle_en = "A"\nlaw = "{law}"\nlevel = "{level}"\nask = "{ask}"\n'
)


@pytest.mark.parametrize(
    "text",
    [
        ROW.format(law="", level="supervise", ask="做。"),
        ROW.format(law="第40条", level="shout", ask="做。"),
        ROW.format(law="第40条", level="supervise", ask=""),
        ROW.format(law="第40条", level="supervise", ask="做。") * 2,
    ],
)
def test_a_table_with_a_row_that_says_too_little_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="trigger"):
        supervision.read(text)
