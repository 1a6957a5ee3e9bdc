"""One field of a body or of an address: checked by the same lines that describe it in the OpenAPI document."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from gongzhi.kernel.errors import Both, InvalidInput
from gongzhi.kernel.terms import CHINA

BIGGEST = 2**63 - 1
_EARLIEST, _LATEST = 1900, 2999


@dataclass(frozen=True, slots=True)
class Field:
    """`kind`: text, whole, number, flag, day, moment, object, texts or file. `most` is the longest text or largest number."""

    name: str
    kind: str
    about: str
    about_en: str
    required: bool = False
    most: int | None = None
    least: float | None = None
    choices: tuple[str, ...] = ()
    example: object = None

    def schema(self) -> dict[str, object]:
        """Return the JSON schema of one value."""
        found: dict[str, object] = dict(_SCHEMAS[self.kind])
        if self.kind == "text":
            found |= {"maxLength": self.most or 200} | ({"minLength": 1} if self.required else {})
        elif self.kind in ("whole", "number") and self.most is not None:
            found |= {"maximum": self.most}
        if self.least is not None:
            found["minimum"] = self.least
        if self.choices:
            found["enum"] = list(self.choices)
        if self.example is not None:
            found["examples"] = [self.example]
        return found | {"description": f"{self.about_en} {self.about}"}

    def read(self, value: object) -> object:
        """Return the value as Python knows it; raise InvalidInput when it is of another kind or out of bounds."""
        return _READERS[self.kind](self, value)

    def read_text(self, text: str) -> object:
        """Return the value of an address or a form, where everything comes as text."""
        if self.kind in ("whole", "number", "flag"):
            return self.read(_from_text(self, text))
        return self.read(text)


def read_object(fields: Mapping[str, Field], body: Mapping[str, object]) -> dict[str, object]:
    """Return a body's fields that were given; raise InvalidInput for one that is unknown, wrong or missing."""
    found: dict[str, object] = {}
    for name, value in body.items():
        field = fields.get(name)
        if field is None:
            raise InvalidInput(
                field=name[:60],
                why="没有「%(name)s」这个字段，可以用的有：%(known)s。",
                name=name[:60],
                known="、".join(fields),
            )
        if value is not None:
            found[name] = field.read(value)
    _check_required(fields.values(), found)
    return found


def read_texts(fields: Sequence[Field], given: Mapping[str, str]) -> dict[str, object]:
    """Return the fields of an address; what is empty or unknown is passed over."""
    found = {
        field.name: field.read_text(given[field.name]) for field in fields if given.get(field.name, "") != ""
    }
    _check_required(fields, found)
    return found


def object_schema(fields: Sequence[Field]) -> dict[str, object]:
    """Return the JSON schema of a body."""
    found: dict[str, object] = {
        "type": "object",
        "properties": {field.name: field.schema() for field in fields},
        "additionalProperties": False,
    }
    required = [field.name for field in fields if field.required]
    return found | ({"required": required} if required else {})


def _check_required(fields: Iterable[Field], found: Mapping[str, object]) -> None:
    for field in fields:
        if field.required and found.get(field.name) in (None, ""):
            raise InvalidInput(
                field=field.name,
                why="请给出「%(name)s」：%(about)s",
                name=field.name,
                about=Both(field.about, field.about_en),
            )


def _refuse(field: Field, why: str) -> InvalidInput:
    return InvalidInput(field=field.name, why=why, name=field.name, most=field.most, least=field.least)


def _text(field: Field, value: object) -> str:
    if not isinstance(value, str):
        raise _refuse(field, "「%(name)s」要是文字。")
    text = value.replace("\x00", "").strip()
    if len(text) > (field.most or 200):
        raise InvalidInput(
            field=field.name,
            why="「%(name)s」最多 %(most)s 个字，现在有 %(now)s 个。",
            name=field.name,
            most=field.most or 200,
            now=len(text),
        )
    if field.choices and text not in field.choices:
        raise InvalidInput(
            field=field.name,
            why="「%(name)s」只能是：%(known)s。",
            name=field.name,
            known="、".join(field.choices),
        )
    return text


def _number(field: Field, value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or value != value:
        raise _refuse(field, "「%(name)s」要是数字。")
    return float(_bounded(field, value))


def _whole(field: Field, value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int | float) or value != int(value):
        raise _refuse(field, "「%(name)s」要是整数。")
    return int(_bounded(field, int(value)))


def _bounded(field: Field, value: float) -> float:
    most = BIGGEST if field.most is None else field.most
    least = -BIGGEST if field.least is None else field.least
    if not least <= value <= most:
        raise InvalidInput(
            field=field.name,
            why="「%(name)s」应在 %(least)s 到 %(most)s 之间。",
            name=field.name,
            least=least,
            most=most,
        )
    return value


def _flag(field: Field, value: object) -> bool:
    if not isinstance(value, bool):
        raise _refuse(field, "「%(name)s」要是 true 或 false。")
    return value


def _day(field: Field, value: object) -> date:
    try:
        found = date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        found = None
    if found is None or not _EARLIEST <= found.year <= _LATEST:
        raise _refuse(field, "「%(name)s」要写成 2026-03-02 这样的日期。")
    return found


def _moment(field: Field, value: object) -> datetime:
    try:
        found = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        found = None
    if found is None or not _EARLIEST <= found.year <= _LATEST:
        raise _refuse(field, "「%(name)s」要写成 2026-03-02T09:00:00+08:00 这样的时刻。")
    return found if found.tzinfo else found.replace(tzinfo=CHINA)


def _object(field: Field, value: object) -> dict[str, object]:
    if not isinstance(value, dict):
        raise _refuse(field, "「%(name)s」要是一个 JSON 对象。")
    return value


def _texts(field: Field, value: object) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(one, str) and "\x00" not in one for one in value):
        raise _refuse(field, "「%(name)s」要是一串文字。")
    return value


def _file(field: Field, value: object) -> object:
    return value


def _from_text(field: Field, text: str) -> object:
    if field.kind == "flag":
        known = {"true": True, "1": True, "false": False, "0": False}
        return known.get(text.lower(), text)
    try:
        return int(text) if field.kind == "whole" else float(text)
    except ValueError:
        return text


_SCHEMAS: dict[str, dict[str, object]] = {
    "text": {"type": "string"},
    "whole": {"type": "integer"},
    "number": {"type": "number"},
    "flag": {"type": "boolean"},
    "day": {"type": "string", "format": "date"},
    "moment": {"type": "string", "format": "date-time"},
    "object": {"type": "object"},
    "texts": {"type": "array", "items": {"type": "string"}},
    "file": {"type": "array", "items": {"type": "string", "format": "binary"}, "maxItems": 6},
}
_READERS = {
    "text": _text,
    "whole": _whole,
    "number": _number,
    "flag": _flag,
    "day": _day,
    "moment": _moment,
    "object": _object,
    "texts": _texts,
    "file": _file,
}
