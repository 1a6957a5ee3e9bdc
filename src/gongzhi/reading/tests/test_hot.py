"""Hot issues: issues are found whole, topics are not issues, and neither order, batches nor persons change anything."""

import dataclasses
import random
from datetime import timedelta
from pathlib import Path

import pytest

import gongzhi
from gongzhi.reading.hot import Hot, Issue, Message, hot
from gongzhi.reading.tests.hot_corpus import START, city, issue, once

_KEYS = {"kiln": 18, "fees": 14, "subsidy": 10}


@pytest.fixture(scope="module")
def found() -> list[Issue]:
    return hot(city(), top=10)


def best(found: list[Issue], key: str) -> tuple[Issue, int]:
    """Return the issue that holds most messages of a kind, and how many."""
    counted = [(one, sum(member.id.startswith(key) for member in one.members)) for one in found]
    return max(counted, key=lambda pair: pair[1])


@pytest.mark.parametrize("key", _KEYS)
def test_an_issue_is_found_whole_and_pure(found: list[Issue], key: str) -> None:
    one, held = best(found, key)

    assert held >= 0.8 * _KEYS[key]
    assert held >= 0.85 * one.size


def test_the_same_trouble_at_two_places_is_never_one_issue(found: list[Issue]) -> None:
    for one in found:
        places = {member.id.rpartition("-")[0] for member in one.members}
        assert not {"smoke-a", "smoke-b"} <= places


def test_messages_about_many_streets_are_no_issue() -> None:
    assert all(one.size < 6 for one in hot(once(400), top=0))


def test_an_issue_tells_where_when_and_how_hot(found: list[Issue]) -> None:
    one, _ = best(found, "kiln")

    assert "锦澜新城" in one.place
    assert "砖窑厂" in one.title
    assert one.from_at == START + timedelta(days=3)
    assert one.to_at == START + timedelta(days=20)
    assert one.heat == pytest.approx(one.size + one.votes**0.5 + one.growth, abs=0.01)
    assert [member.distance for member in one.members] == sorted(member.distance for member in one.members)


def test_votes_and_growth_make_an_issue_hotter() -> None:
    voted = [dataclasses.replace(one, votes=25) if one.id.startswith("subsidy") else one for one in city()]
    before, _ = best(hot(city(), 0), "subsidy")
    after, _ = best(hot(voted, 0), "subsidy")

    assert after.heat == pytest.approx(before.heat + (25 * after.size) ** 0.5, abs=0.02)


@pytest.mark.parametrize("seed", [1, 2])
def test_order_and_batches_change_nothing(found: list[Issue], seed: int) -> None:
    messages = city()
    random.Random(seed).shuffle(messages)
    held = Hot()
    for start in range(0, len(messages), 97):
        held.add(messages[start : start + 97])
        if start == 194:
            held.issues()

    assert held.issues(10) == found


def test_an_issue_keeps_its_id_while_it_grows() -> None:
    held = Hot()
    held.add(once(300))
    whole = issue("kiln", 30, "锦澜新城小区", "旁的砖窑厂污染", ["窑炉日夜冒黑烟", "粉尘落满阳台"], 3)
    held.add(whole[:12])
    before, _ = best(held.issues(), "kiln")
    held.add(whole[12:])
    after, _ = best(held.issues(), "kiln")

    assert after.id == before.id
    assert after.size > before.size


def test_what_is_forgotten_is_gone() -> None:
    held = Hot()
    held.add(city())
    held.forget(START + timedelta(days=400))

    assert held.issues() == []


def test_a_message_that_comes_again_is_counted_once(found: list[Issue]) -> None:
    held = Hot()
    held.add(city())
    held.add(city())

    assert held.issues(10) == found


def test_a_message_without_title_or_time_is_read() -> None:
    bare = [Message(one.id, f"{one.title}。{one.text}") for one in city()]
    one, held = best(hot(bare, 10), "kiln")

    assert held >= 0.8 * one.size
    assert one.from_at is None


@pytest.mark.parametrize("texts", [[], [""], ["", "。。。", "\n"], ["a"], ["路灯坏了"] * 5])
def test_very_little_is_read_without_trouble(texts: list[str]) -> None:
    found = hot([Message(str(n), text) for n, text in enumerate(texts)])

    assert all(one.size <= len(texts) for one in found)


def test_a_message_has_no_sender() -> None:
    names = {field.name for field in dataclasses.fields(Message)}

    assert names == {"id", "text", "title", "at", "place", "votes"}


def test_the_package_knows_no_issue_of_the_data_it_was_tried_on() -> None:
    known = [
        "搅" + "拌站",
        "丽" + "发新城",
        "伊" + "景园",
        "滨" + "河苑",
        "58" + "车贷",
        "五" + "矿万境",
        "K9" + "县",
    ]
    files = Path(gongzhi.__file__).parent.rglob("*")
    sources = [
        path for path in files if path.suffix in {".py", ".toml", ".json"} and "tests" not in path.parts
    ]

    told = [
        (path.name, word)
        for path in sources
        for word in known
        if word in path.read_text(encoding="utf-8", errors="ignore")
    ]
    assert told == []
