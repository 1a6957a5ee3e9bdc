"""Cleaning what a form brings."""

import pytest

from gongzhi.core.workflow.fields import clean_one
from gongzhi.kernel.errors import InvalidInput
from gongzhi.kernel.procedure import Choice, FieldSpec, FieldType

CHOICES = (Choice("yes", "是", "Yes"),)


def spec(kind: FieldType) -> FieldSpec:
    return FieldSpec("x", "某项", "X", kind, choices=CHOICES if kind is FieldType.CHOICE else ())


@pytest.mark.parametrize(
    ("kind", "given", "value"),
    [
        (FieldType.BOOL, "on", True),
        (FieldType.BOOL, "", False),
        (FieldType.BOOL, "no", False),
        (FieldType.NUMBER, " 12 ", 12),
        (FieldType.UNIT, "7", 7),
        (FieldType.UNITS, ["1", 2], [1, 2]),
        (FieldType.UNITS, "1,2", [1, 2]),
        (FieldType.DATE, "2026-03-02", "2026-03-02"),
        (FieldType.DATETIME, "2026-03-02T09:00", "2026-03-02T09:00:00+08:00"),
        (FieldType.CHOICE, "yes", "yes"),
        (FieldType.TEXT, " 字\x00 ", "字"),
        (FieldType.TEXT, "", None),
    ],
)
def test_a_field_becomes_its_type(kind: FieldType, given: object, value: object) -> None:
    assert clean_one(spec(kind), given) == value


@pytest.mark.parametrize(
    ("kind", "given"),
    [
        (FieldType.NUMBER, "x"),
        (FieldType.UNITS, "1;x"),
        (FieldType.DATE, "3月2日"),
        (FieldType.DATETIME, "昨天"),
        (FieldType.CHOICE, "no"),
        (FieldType.TEXT, "字" * 301),
        (FieldType.LONGTEXT, "字" * 20_001),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_sentence(kind: FieldType, given: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        clean_one(spec(kind), given)

    assert refused.value.facts["field"] == "x"
    assert refused.value.sentence().endswith("。")
