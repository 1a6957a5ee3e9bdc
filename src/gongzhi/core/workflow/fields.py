"""Cleans what a form or an API call brings for a move: text to typed values, each fault with its field."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from gongzhi.core.workflow.context import FieldValue
from gongzhi.kernel.errors import InvalidInput
from gongzhi.kernel.procedure import FieldSpec, FieldType, Move
from gongzhi.kernel.terms import CHINA

LONGEST = {FieldType.TEXT: 300, FieldType.LONGTEXT: 20_000}
YES = frozenset({"1", "true", "on", "yes", "是"})


def clean(move: Move, given: Mapping[str, object]) -> dict[str, FieldValue]:
    """Return the move's fields as typed values; raise InvalidInput for the first that is wrong or missing."""
    cleaned: dict[str, FieldValue] = {}
    for spec in move.fields:
        value = clean_one(spec, given.get(spec.name))
        if spec.required and value in (None, "", []):
            raise InvalidInput(field=spec.name, why="请填写「%(title)s」。", title=spec)
        if value not in (None, "", []):
            cleaned[spec.name] = value
    return cleaned


def clean_one(spec: FieldSpec, value: object) -> FieldValue:
    """Return one field as its type; empty becomes None."""
    if value is None or value == "" or value == []:
        return False if spec.type is FieldType.BOOL else None
    match spec.type:
        case FieldType.BOOL:
            return value is True or str(value).lower() in YES
        case FieldType.NUMBER | FieldType.UNIT | FieldType.FILE:
            return _number(spec, value)
        case FieldType.UNITS:
            return [_number(spec, item) for item in _items(value)]
        case FieldType.DATE | FieldType.DATETIME:
            return _moment(spec, str(value))
        case FieldType.CHOICE:
            return _choice(spec, str(value))
        case _:
            return _text(spec, str(value))


def _items(value: object) -> Iterable[object]:
    return value if isinstance(value, list | tuple) else str(value).replace("\uff0c", ",").split(",")


def _number(spec: FieldSpec, value: object) -> int:
    try:
        return int(str(value).strip())
    except ValueError as error:
        raise InvalidInput(
            field=spec.name, why="「%(title)s」要填整数，现在是「%(value)s」。", title=spec, value=value
        ) from error


def _moment(spec: FieldSpec, value: str) -> str:
    try:
        if spec.type is FieldType.DATE:
            return date.fromisoformat(value).isoformat()
        moment = datetime.fromisoformat(value)
    except ValueError as error:
        raise InvalidInput(
            field=spec.name,
            why="「%(title)s」要填日期,例如 2026-03-02,现在是「%(value)s」。",
            title=spec,
            value=value,
        ) from error
    return (moment if moment.tzinfo else moment.replace(tzinfo=CHINA)).isoformat()


def _choice(spec: FieldSpec, value: str) -> str:
    if spec.choices and value not in {choice.value for choice in spec.choices}:
        raise InvalidInput(
            field=spec.name,
            why="「%(title)s」没有「%(value)s」这个选项，请重新选择。",
            title=spec,
            value=value,
        )
    return value


def _text(spec: FieldSpec, value: str) -> str:
    text = value.replace("\x00", "").strip()
    longest = LONGEST.get(spec.type, 300)
    if len(text) > longest:
        raise InvalidInput(
            field=spec.name,
            why="「%(title)s」最多 %(most)s 个字，现在有 %(now)s 个，请缩短。",
            title=spec,
            most=longest,
            now=len(text),
        )
    return text
