"""At most five speak in a joint visit; the limit is on them and on nobody else."""

import pytest

from gongzhi.systems.petitions.rules.representatives import MOST, why_not


@pytest.mark.parametrize(
    ("names", "known", "says"),
    [
        pytest.param(["甲"], 0, "", id="one"),
        pytest.param(list("甲乙丙丁戊"), 0, "", id="five"),
        pytest.param(list("甲乙丙丁戊己"), 0, "不超过 5 人", id="six"),
        pytest.param(["己"], 5, "不超过 5 人", id="a sixth later"),
        pytest.param([], 0, "写明", id="nobody"),
        pytest.param(["甲", " "], 0, "写明", id="a blank name"),
        pytest.param(["甲", "甲 "], 0, "两次", id="one twice"),
    ],
)
def test_how_many_may_speak(names: list[str], known: int, says: str) -> None:
    why = why_not(names, known)

    assert why is None if not says else says in (why or "")


def test_the_limit_is_that_of_the_regulation_and_the_refusal_says_that_supporters_are_free() -> None:
    assert MOST == 5
    assert "联名的人数不限" in (why_not(list("甲乙丙丁戊己")) or "")
