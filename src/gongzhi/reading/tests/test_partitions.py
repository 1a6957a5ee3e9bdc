"""Parts give what the whole gives, in order, whatever their size and engine."""

import importlib.util
import sys
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongzhi.reading.partitions import EngineMissing, Here, OnRay, over


def doubled(numbers: Sequence[int]) -> list[int]:
    """Return each number twice itself."""
    return [2 * number for number in numbers]


@given(st.lists(st.integers()), st.integers(1, 7))
def test_parts_give_what_the_whole_gives(numbers: list[int], part: int) -> None:
    assert over(doubled, numbers, Here(), part) == doubled(numbers)


def test_a_function_over_the_whole_is_refused() -> None:
    with pytest.raises(ValueError, match="one by one"):
        over(lambda numbers: [sum(numbers)], [1, 2, 3], Here(), 2)


def test_what_a_part_raises_is_raised() -> None:
    with pytest.raises(ZeroDivisionError):
        over(lambda numbers: [1 // number for number in numbers], [1, 0], Here(), 1)


def test_ray_is_asked_for_only_when_it_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)

    with pytest.raises(EngineMissing, match=r"requirements/scale\.txt"):
        OnRay()


@pytest.mark.skipif(importlib.util.find_spec("ray") is None, reason="Ray is optional and not installed here")
def test_two_workers_give_the_same() -> None:
    numbers = list(range(1000))

    with OnRay(workers=2) as engine:
        assert over(doubled, numbers, engine, 64) == doubled(numbers)
