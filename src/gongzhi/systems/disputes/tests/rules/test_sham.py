"""What agreements have in common."""

from gongzhi.systems.disputes.rules.sham import Alike, Person, Seen, compare

ONE = Seen(
    "GZ-1",
    (Person("甲方", "张 三", "13040319900101123X", "139-1111-0001", "和平路 9 号楼 101"),),
    (12_000_00,),
    "和平路9号楼",
)


def test_nothing_in_common_is_nothing_found() -> None:
    other = Seen("GZ-2", (Person("甲方", "李四", "1", "2", "建设路 1 号院 5 号楼"),), (1,), "建设路")

    assert compare(ONE, [other]) == []


def test_it_is_not_compared_with_itself() -> None:
    assert compare(ONE, [ONE]) == []


def test_people_are_the_same_however_they_were_typed() -> None:
    other = Seen("GZ-2", (Person("乙方", "张三", "13040319900101123x", "13911110001"),), ())

    found = compare(ONE, [other])

    assert [one.alike for one in found] == [Alike.PERSON]
    assert found[0].what == "姓名、证件号码、联系方式相同"
    assert (found[0].here, found[0].there) == ("甲方 张 三", "乙方 张三")


def test_sums_and_addresses_are_shown_with_both_places() -> None:
    other = Seen("GZ-0", (Person("甲方", "李四", address="和平路9号楼101"),), (12_000_00, 5), "")

    found = compare(ONE, [other])

    assert [(one.alike, one.number) for one in found] == [(Alike.ADDRESS, "GZ-0"), (Alike.SUM, "GZ-0")]
    assert found[1].here == "12,000.00 元"


def test_empty_and_short_texts_are_not_compared() -> None:
    bare = Seen("GZ-3", (Person("甲方", ""),), (), "街")

    assert compare(bare, [Seen("GZ-4", (Person("甲方", ""),), (), "街")]) == []
