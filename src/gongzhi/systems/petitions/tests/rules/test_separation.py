"""Whoever decided first never decides the review: neither the body, nor one below it, nor a person who took part."""

import pytest

from gongzhi.systems.petitions.rules.separation import Decided, why_not_review

BEFORE = Decided(units=frozenset({3}), accounts=frozenset({70}))


@pytest.mark.parametrize(
    ("path", "account", "says"),
    [
        pytest.param((1, 2), 80, "", id="the next higher body"),
        pytest.param((1, 2, 3), 80, "上一级", id="the deciding body"),
        pytest.param((1, 2, 3, 4), 80, "上一级", id="below the deciding body"),
        pytest.param((1, 2), 70, "参与过", id="a person who moved up meanwhile"),
        pytest.param((1, 2), None, "", id="the platform"),
    ],
)
def test_who_may_review(path: tuple[int, ...], account: int | None, says: str) -> None:
    why = why_not_review(path, account, BEFORE)

    assert (why or "") == "" if not says else says in (why or "")
