"""Gatherings from run to run: growing, splitting, merging, fading; heat and alarms with their numbers."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongzhi.core.suggest.rules.hot import Carried, Located, by_place, carry, common_area, growth, heat
from gongzhi.kernel.terms import CHINA

NOW = datetime(2026, 3, 31, 9, tzinfo=CHINA)


def of(*members: int) -> frozenset[int]:
    return frozenset(members)


def test_what_grows_stays_itself() -> None:
    run = carry({7: of(1, 2, 3)}, [of(1, 2, 3, 4, 5)])

    assert run.carried == (Carried(0, 7),)
    assert run.faded == ()


def test_the_part_with_most_members_keeps_the_name_and_the_other_has_split_off() -> None:
    run = carry({7: of(1, 2, 3, 4, 5)}, [of(4, 5), of(1, 2, 3)])

    assert run.carried == (Carried(0, None, split_from=7), Carried(1, 7))


def test_of_two_that_become_one_the_elder_stands() -> None:
    run = carry({9: of(1, 2, 3), 4: of(4, 5, 6)}, [of(1, 2, 3, 4, 5, 6)])

    assert run.carried == (Carried(0, 4, absorbs=(9,)),)


def test_what_shares_too_little_is_new_and_what_is_gone_fades() -> None:
    run = carry({7: of(1, 2, 3, 4, 5, 6)}, [of(6, 10, 11, 12)])

    assert run.carried == (Carried(0, None),)
    assert run.faded == (7,)


_GROUPS = st.lists(st.frozensets(st.integers(0, 12), min_size=2, max_size=6), max_size=4)


@given(_GROUPS, _GROUPS)
def test_each_old_one_goes_to_one_place_and_each_new_one_has_one_past(
    before: list[frozenset[int]], after: list[frozenset[int]]
) -> None:
    olds = dict(enumerate(before, start=1))

    run = carry(olds, after)

    told = [one.keeps for one in run.carried if one.keeps is not None]
    told += [old for one in run.carried for old in one.absorbs] + list(run.faded)
    assert sorted(told) == sorted(olds)
    assert [one.index for one in run.carried] == list(range(len(after)))


@given(_GROUPS)
def test_nothing_changes_when_nothing_changed(groups: list[frozenset[int]]) -> None:
    parted: list[frozenset[int]] = []
    for group in groups:
        if not any(group & other for other in parted):
            parted.append(group)

    run = carry(dict(enumerate(parted)), parted)

    assert [(one.index, one.keeps, one.absorbs) for one in run.carried] == [
        (n, n, ()) for n in range(len(parted))
    ]


def test_heat_is_size_and_growth() -> None:
    times = [NOW - timedelta(days=days) for days in (1, 2, 3, 40, 70, 100)]

    found = heat(times, NOW)

    assert (found.size, found.recent) == (6, 3)
    assert found.usual == pytest.approx(3 / (70 / 30), abs=0.01)
    assert found.heat == pytest.approx(6 + found.growth, abs=0.01)
    assert heat([], NOW).heat == 0


@pytest.mark.parametrize(
    ("week", "before", "unusual"),
    [
        pytest.param(4, 0, False, id="too few"),
        pytest.param(5, 0, True, id="many after a silence"),
        pytest.param(5, 12, False, id="as ever"),
        pytest.param(9, 12, True, id="three times the usual"),
        pytest.param(20, 80, False, id="much, but no more than before"),
    ],
)
def test_growth_is_unusual_above_the_line(week: int, before: int, unusual: bool) -> None:
    times = [NOW - timedelta(hours=n) for n in range(week)]
    times += [NOW - timedelta(days=8 + n % 27) for n in range(before)]

    found = growth(times, NOW)

    assert (found.week, found.usual) == (week, before / 4)
    assert found.is_unusual is unusual


@pytest.mark.parametrize(
    ("codes", "area"),
    [
        (["130403001001", "130403001002"], "130403001"),
        (["130403001001", ""], "130403001001"),
        (["130403001", "130404002"], "1304"),
        (["1304", "3301"], ""),
        ([], ""),
    ],
)
def test_the_area_in_common(codes: list[str], area: str) -> None:
    assert common_area(codes) == area


def here(n: int, lon: float = 114.5, lat: float = 36.6, code: str = "130403001") -> Located:
    return Located(n, code, lon, lat)


@pytest.mark.parametrize(
    ("members", "parts"),
    [
        pytest.param([here(1), here(2, 114.51), here(3, 114.505)], [[1, 2, 3]], id="one place"),
        pytest.param(
            [here(1), here(2), here(3), here(4, 115.0), here(5, 115.0), here(6, 115.0)], [[1, 2, 3], [4, 5, 6]], id="two places"
        ),
        pytest.param([here(n, 114.0 + n / 5) for n in range(6)], [], id="everywhere is a topic"),
        pytest.param([here(1), here(2), Located(3, "130403001002"), Located(4)], [[1, 2, 3, 4]], id="township and unknown go along"),
        pytest.param([here(n, 114.0 + n / 5) for n in range(4)] + [Located(n) for n in (7, 8, 9)], [[7, 8, 9]], id="unknown alone"),
        pytest.param([Located(1, "1304"), Located(2), Located(3)], [[1, 2, 3]], id="nobody tells a place"),
        pytest.param([], [], id="nothing"),
    ],
)  # fmt: skip
def test_a_gathering_is_parted_into_what_lies_together(
    members: list[Located], parts: list[list[int]]
) -> None:
    assert by_place(members) == parts
