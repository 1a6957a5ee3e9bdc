"""On which line of a TOML text things stand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongzhi.kernel.tests.samples import SMALL
from gongzhi.kernel.toml_lines import line_of, lines_of

TEXT = """\
# a comment [not.a.table]
name = "x" # with a comment
long = \"\"\"
[also.not.a.table]
key = 1 \\\"\"\"
\"\"\"
quoted."two words" = 'a \\'

[table.inner]
list = [
    1, # one
    { name = "a", rank = 2 },
    { name = "b",
      rank = [1, 2] },
]
day = 2026-01-01
fives = \"\"\"say \"five\"\"\"\"\"

[[rows]]
a = 1
[[rows]]
a = 2
[rows.sub]
b = { }
"""


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("name",), 2),
        (("long",), 3),
        (("quoted", "two words"), 7),
        (("table",), 9),
        (("table", "inner"), 9),
        (("table", "inner", "list"), 10),
        (("table", "inner", "list", 0), 11),
        (("table", "inner", "list", 1, "rank"), 12),
        (("table", "inner", "list", 2), 13),
        (("table", "inner", "list", 2, "rank", 1), 14),
        (("table", "inner", "day"), 16),
        (("table", "inner", "fives"), 17),
        (("rows", 0, "a"), 20),
        (("rows", 1, "a"), 22),
        (("rows", 1, "sub", "b"), 24),
        (("rows", 1, "sub", "b", "nothing"), 24),
        (("nowhere",), 1),
    ],
)
def test_a_path_is_found(path: tuple[str | int, ...], line: int) -> None:
    assert line_of(lines_of(TEXT), path) == line


@pytest.mark.parametrize("text", ["a = [}]", "a = ]\nb = 1", "a =", "[", "a = { , }"])
def test_a_text_that_is_no_toml_comes_to_an_end(text: str) -> None:
    assert all(line == 1 for path, line in lines_of(text).items() if path != ("b",))


@given(st.text(alphabet="[]{}\"'=,.#\\\n ab1", max_size=60))
def test_any_text_comes_to_an_end(text: str) -> None:
    assert all(line >= 1 for line in lines_of(text).values())


@given(st.integers(0, len(SMALL)), st.integers(0, 30), st.text(alphabet='[]{}"=,\n', max_size=4))
def test_a_damaged_procedure_comes_to_an_end(place: int, gone: int, put: str) -> None:
    assert lines_of(SMALL[:place] + put + SMALL[place + gone :]) is not None
