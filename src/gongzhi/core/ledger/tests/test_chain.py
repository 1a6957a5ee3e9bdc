"""The chain's pure rules."""

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from hashlib import sha256
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongzhi.core.ledger.rules import chain, merkle
from gongzhi.core.ledger.tests.shared import AT, CLERK

plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


@given(plain)
def test_canonical_json_is_stable_and_reads_back(value: object) -> None:
    text = chain.plain_json(value)

    assert chain.plain_json(json.loads(text)) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({"b": 1, "a": "字"}, '{"a":"字","b":1}'),
        (datetime(2026, 3, 2, 1, tzinfo=UTC), '"2026-03-02T01:00:00.000000Z"'),
        (AT, '"2026-03-02T01:00:00.123456Z"'),
        (date(2026, 3, 2), '"2026-03-02"'),
        (Decimal("1.50"), '"1.50"'),
        (frozenset({"b", "a"}), '["a","b"]'),
        (range(3), "[0,1,2]"),
        (MappingProxyType({"a": 1}), '{"a":1}'),
    ],
)
def test_values_have_one_text(value: object, text: str) -> None:
    assert chain.plain_json(value) == text


def test_what_is_not_plain_is_refused() -> None:
    with pytest.raises(TypeError):
        chain.plain_json(object())
    with pytest.raises(ValueError):
        chain.plain_json(float("nan"))
    with pytest.raises(ValueError):
        chain.moment_text(datetime(2026, 3, 2))  # noqa: DTZ001 - the point of the test


@given(st.lists(st.tuples(texts, st.dictionaries(texts, plain, max_size=3), texts), min_size=1, max_size=6))
def test_a_new_stream_can_be_recomputed_from_its_rows(acts: list[tuple[str, dict[str, object], str]]) -> None:
    drafts = [chain.Draft("matter:1", verb, CLERK, data, why) for verb, data, why in acts]

    rows, head = chain.new_stream(drafts, AT)

    assert head == ("matter:1", len(drafts), rows[-1][-1])
    last = ""
    for n, row in enumerate(rows, start=1):
        stream, number, at, *rest, prev, digest = row
        assert (stream, number, at, prev) == ("matter:1", n, AT, last)
        told = [stream, number, chain.moment_text(AT), *rest[:7], json.loads(str(rest[7])), rest[8], prev]
        plainly = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        assert digest == sha256(plainly.encode()).hexdigest()
        last = str(digest)


@given(st.lists(st.tuples(texts, st.integers(1, 99), texts), max_size=9, unique=True), st.data())
def test_the_root_changes_with_any_leaf(heads: list[tuple[str, int, str]], data: st.DataObject) -> None:
    leaves = [merkle.leaf(*head) for head in heads]
    before = merkle.root(leaves)
    if not leaves:
        assert before == merkle.EMPTY
        return
    place = data.draw(st.integers(0, len(leaves) - 1))
    stream, n, digest = heads[place]

    leaves[place] = merkle.leaf(stream, n + 1, digest)

    assert merkle.root(leaves) != before
    assert merkle.root(leaves[:-1]) != merkle.root(leaves)
