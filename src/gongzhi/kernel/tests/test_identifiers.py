"""Numbers and secrets that people read out and type."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongzhi.kernel.errors import InvalidInput
from gongzhi.kernel.identifiers import ALPHABET, matter_number, new_secret, normal_number, normal_secret

DAYS = st.dates(date(2000, 1, 1), date(2099, 12, 31))


def test_a_number_holds_its_day_its_id_and_a_check_digit() -> None:
    number = matter_number(date(2026, 11, 24), 123)

    assert number == "GZ-20261124-000123-3"
    assert matter_number(date(2026, 11, 24), 123_456_789).startswith("GZ-20261124-123456789-")


@pytest.mark.parametrize(
    "typed",
    [
        "GZ-20261124-000123-3",
        "gz 20261124 000123 3",
        "GZ202611240001233",
        "gz-20261124-000123-3",
        " GZ—20261124—000123—3\n",
        "202611240001233",
    ],
    ids=["as written", "lower case and blanks", "no dashes", "full width", "long dashes", "without letters"],
)
def test_a_number_is_forgiven_how_it_is_typed(typed: str) -> None:
    assert normal_number(typed) == "GZ-20261124-000123-3"


@given(DAYS, st.integers(1, 10**10))
def test_every_number_is_its_own_normal_form(day: date, matter_id: int) -> None:
    assert normal_number(matter_number(day, matter_id)) == matter_number(day, matter_id)


@given(DAYS, st.integers(1, 10**8), st.integers(0, 40), st.integers(1, 9))
def test_any_one_wrong_digit_is_noticed(day: date, matter_id: int, place: int, shift: int) -> None:
    number = matter_number(day, matter_id)
    places = [n for n, character in enumerate(number) if character.isdigit()]
    at = places[place % len(places)]
    wrong = number[:at] + str((int(number[at]) + shift) % 10) + number[at + 1 :]

    with pytest.raises(InvalidInput) as caught:
        normal_number(wrong)
    assert caught.value.facts["field"] == "number"


@pytest.mark.parametrize("typed", ["", "hello", "GZ-2026-1", "GZ-20261124-000123-x", "9" * 200])
def test_what_is_no_number_is_refused_with_an_example(typed: str) -> None:
    with pytest.raises(InvalidInput, match="GZ-20261124-000123-7|校验"):
        normal_number(typed)


@given(st.binary(min_size=16, max_size=32))
def test_a_secret_is_readable_and_survives_typing(random: bytes) -> None:
    secret = new_secret(random)

    assert set(secret) <= set(ALPHABET) | {"-"}
    assert not set(secret) & set("0O1IL")
    assert [len(group) for group in secret.split("-")] == [4, 4, 4, 4]
    assert normal_secret(secret.lower().replace("-", " ")) == secret


def test_a_secret_needs_all_its_random_bytes() -> None:
    assert len(ALPHABET) ** 16 > 2**75
    with pytest.raises(ValueError, match="16 random bytes"):
        new_secret(b"short")
