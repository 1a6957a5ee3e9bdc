"""Whatever is done to a procedure file, reading it gives a procedure or a refusal in words, never anything else."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongzhi.kernel.loader import ProcedureInvalid, loads
from gongzhi.kernel.tests.samples import FILES, SMALL

TEXTS = [SMALL, *(path.read_text("utf-8") for path in FILES)]
VALUES = [
    "3",
    "true",
    '"x"',
    "[]",
    "{}",
    "[{}]",
    "[[1]]",
    "2026-01-01",
    "nan",
    "-1",
    "1e400",
    '""',
    "[1, {}]",
    "{ a = 1 }",
    "9" * 30,
]


def survive(raw: bytes) -> None:
    try:
        loads(raw, "fuzzed.toml")
    except ProcedureInvalid as error:
        told = error.sentence()
    else:
        told = "a procedure"
    assert told


@given(st.sampled_from(TEXTS), st.randoms(use_true_random=False), st.sampled_from(VALUES))
@settings(max_examples=60, deadline=None)
def test_any_value_in_place_of_another(text: str, chance: random.Random, value: str) -> None:
    lines = text.split("\n")
    places = [number for number, line in enumerate(lines) if " = " in line and not line.startswith(" ")]
    place = chance.choice(places)
    lines[place] = lines[place].split(" = ")[0] + f" = {value}"
    survive("\n".join(lines).encode())


@given(st.sampled_from(TEXTS), st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_lines_dropped_doubled_and_moved(text: str, chance: random.Random) -> None:
    lines = text.split("\n")
    for _ in range(chance.randrange(1, 4)):
        place = chance.randrange(len(lines))
        match chance.randrange(3):
            case 0:
                del lines[place]
            case 1:
                lines.insert(place, lines[chance.randrange(len(lines))])
            case _:
                lines[place] = lines[place][: chance.randrange(len(lines[place]) + 1)]
    survive("\n".join(lines).encode())


@given(st.sampled_from(TEXTS), st.integers(0, 30_000), st.binary(max_size=6), st.integers(0, 40))
@settings(max_examples=60, deadline=None)
def test_bytes_put_in_and_taken_out(text: str, place: int, put: bytes, gone: int) -> None:
    raw = text.encode()
    place %= len(raw)
    survive(raw[:place] + put + raw[place + gone :])


@given(st.binary(max_size=400))
@settings(deadline=None)
def test_any_bytes(raw: bytes) -> None:
    survive(raw)


@pytest.mark.parametrize("text", TEXTS)
def test_a_file_read_again_is_the_same(text: str) -> None:
    found = loads(text.encode(), "a.toml")

    assert loads(found.text.encode(), "b.toml") == found
