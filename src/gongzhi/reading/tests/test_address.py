"""Parting addresses by their endings; all examples are made up."""

import pytest

from gongzhi.reading.address import Part, parse


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("河北省邯郸市丛台区人民路街道展览路社区", [("河北省", 0), ("邯郸市", 1), ("丛台区", 2), ("人民路街道", 3), ("展览路社区", 4)]),
        ("武安市阳邑镇柏林村", [("武安市", 1), ("阳邑镇", 3), ("柏林村", 4)]),
        ("人民路12号锦绣家园3号楼", [("人民路", 5), ("12号", 6), ("锦绣家园", 7), ("3号楼", 8)]),
        ("光明大街与和平路交叉口", [("光明大街", 5), ("和平路", 5)]),
        ("第三中学，滏东大街", [("第三中学", 7), ("滏东大街", 5)]),
        ("很远的地方", []),
        ("", []),
    ],
)  # fmt: skip
def test_an_address_is_parted_by_its_endings(text: str, expected: list[tuple[str, int]]) -> None:
    assert [(one.text, int(one.part)) for one in parse(text)] == expected


def test_a_known_name_goes_before_the_endings() -> None:
    found = parse("邯山罗城头小区", {"邯山": Part.COUNTY, "罗城头": Part.TOWN})

    assert [(one.text, one.part) for one in found][:2] == [("邯山", Part.COUNTY), ("罗城头", Part.TOWN)]


def test_elements_tell_where_they_stand() -> None:
    for one in parse("我住在 丛台区，人民路 12号"):
        assert "我住在 丛台区，人民路 12号"[one.start : one.end] == one.text
