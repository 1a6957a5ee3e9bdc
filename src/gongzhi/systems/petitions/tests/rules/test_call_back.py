"""Call-backs: the lot that anybody can draw again, the measures, small cells, the script."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongzhi.systems.petitions.rules.call_back import (
    MOST_QUESTIONS,
    Found,
    Question,
    Share,
    drawn,
    measures,
    questions_of,
    seed_of,
    shipped,
    why_not_script,
)

NUMBERS = st.lists(st.from_regex(r"GZ-[0-9]{6}", fullmatch=True), unique=True, max_size=40)


@given(NUMBERS, st.integers(0, 100))
def test_the_same_seed_draws_the_same_whatever_the_order(numbers: list[str], share: int) -> None:
    seed = seed_of("2026-03-02", "district")

    found = drawn(numbers, share, seed)

    assert found == drawn(list(reversed(numbers)), share, seed)
    assert set(found) <= set(numbers)
    assert len(found) == -(-len(numbers) * share // 100)


def test_seeds_follow_from_day_and_unit_alone() -> None:
    assert seed_of("2026-03-02", "a") == seed_of("2026-03-02", "a")
    assert len({seed_of("2026-03-02", "a"), seed_of("2026-03-03", "a"), seed_of("2026-03-02", "b")}) == 3


def test_another_seed_draws_others() -> None:
    numbers = [f"GZ-{n:06d}" for n in range(200)]

    assert drawn(numbers, 10, "one") != drawn(numbers, 10, "two")


def test_the_measures_count_only_who_said_something() -> None:
    found = measures(
        [
            Found(True, True, 5),
            Found(True, True, 4),
            Found(True, True, 3),
            Found(True, False, 1),
            Found(True, None, 4),
            Found(True, True, None),
            Found(False, True, 5),
        ]
    )

    assert (found.reached.part, found.reached.whole) == (6, 7)
    assert (found.solved.part, found.solved.whole, found.solved.percent) == (4, 5, 80.0)
    assert (found.satisfied.part, found.satisfied.whole) == (3, 5)


@pytest.mark.parametrize(("whole", "small", "percent"), [(0, False, None), (4, True, None), (5, False, 20.0)])
def test_a_small_cell_shows_nothing(whole: int, small: bool, percent: float | None) -> None:
    share = Share(min(1, whole), whole)

    assert (share.is_small, share.percent) == (small, percent)


def test_the_shipped_script_can_be_used_and_kept() -> None:
    script = shipped()

    assert why_not_script(script.opening, script.closing, script.questions) is None
    assert questions_of(script.as_data()) == script.questions
    assert script.version == 0


@pytest.mark.parametrize(
    ("opening", "closing", "questions", "says"),
    [
        ("", "谢谢", [], "开头"),
        ("您好", " ", [], "结尾"),
        ("您好", "谢谢", [Question("a", "问")] * (MOST_QUESTIONS + 1), "最多 12"),
        ("您好", "谢谢", [Question("a", " ")], "写清楚"),
        ("您好", "谢谢", [Question("a", "问", "essay")], "怎样回答"),
    ],
)
def test_a_script_that_cannot_be_used_says_why(
    opening: str, closing: str, questions: list[Question], says: str
) -> None:
    why = why_not_script(opening, closing, questions)

    assert why is not None
    assert says in why
