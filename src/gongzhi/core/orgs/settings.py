"""The settings that exist: each declared in code with its type, its default, and the rule it comes from.

A default that no verified text supports is declared with `certain=False`: it runs, and every page that shows it says
that the local rule is not yet confirmed, until somebody of the installation confirms it.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from gongzhi.kernel.errors import DomainError, InvalidInput
from gongzhi.kernel.terms import LengthUnit, LocalLimit


class SettingType(StrEnum):
    """What a value may be."""

    LIMIT = "limit"
    NUMBER = "number"
    FLAG = "flag"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Declared:
    """One setting; `default` is a number, a flag, a text, or for a limit {"length": 15, "unit": "working_days"}."""

    name: str
    title: str
    title_en: str
    type: SettingType
    default: object
    certain: bool = True
    law: str = ""


class Kept(Protocol):
    """A value as an installation keeps it."""

    value: object
    source: str


class UnknownSetting(DomainError):
    """Nothing declares a setting of this name."""

    code = "settings.unknown"
    message = "没有叫「%(name)s」的设置。用命令 gongzhi setting list 可以看到全部设置。"
    http_status = 404


class SettingDeclaredTwice(DomainError):
    """Two places declare one name in different ways."""

    code = "settings.declared_twice"
    message = "设置「%(name)s」被登记了两次，而且内容不同。请改正程序文件或代码里的其中一处。"


Provider = Callable[[], Iterable[Declared]]
_declared: dict[str, Declared] = {}
_providers: list[Provider] = []


def declare(*ones: Declared) -> None:
    """Make settings known; the same declaration again is harmless, another of the same name is refused."""
    for one in ones:
        if _declared.setdefault(one.name, one) != one:
            raise SettingDeclaredTwice(name=one.name)


def provide(provider: Provider) -> None:
    """Have a function asked for declarations when somebody first wants to know them."""
    _providers.append(provider)


def _ask_providers() -> None:
    while _providers:
        declare(*_providers.pop()())


def declared(name: str) -> Declared:
    """Return a declaration; raise UnknownSetting for an unknown name."""
    _ask_providers()
    if name not in _declared:
        raise UnknownSetting(name=name)
    return _declared[name]


def all_declared() -> tuple[Declared, ...]:
    """Return all declarations in the order of their names."""
    _ask_providers()
    return tuple(_declared[name] for name in sorted(_declared))


def limits(kept: Mapping[str, Kept]) -> Mapping[str, LocalLimit]:
    """Return the limits among what an installation keeps."""
    return {
        name: limit(one.value, one.source) for name, one in kept.items() if isinstance(one.value, Mapping)
    }


def limit(value: object, source: str) -> LocalLimit:
    """Return a kept limit as the kernel knows it."""
    assert isinstance(value, Mapping)
    return LocalLimit(int(str(value["length"])), LengthUnit(str(value["unit"])), source)


def parse(one: Declared, text: str) -> object:
    """Return what a person typed as the setting's type; raise InvalidInput that says what to type."""
    given = text.strip()
    match one.type:
        case SettingType.LIMIT:
            return _parse_limit(one, given)
        case SettingType.NUMBER:
            return _parse_number(one, given)
        case SettingType.FLAG:
            return _parse_flag(one, given)
        case SettingType.TEXT:
            return given


UNIT_WORDS = {
    "工作日": LengthUnit.WORKING_DAYS,
    "个工作日": LengthUnit.WORKING_DAYS,
    "日": LengthUnit.CALENDAR_DAYS,
    "天": LengthUnit.CALENDAR_DAYS,
    "小时": LengthUnit.HOURS,
    "工作小时": LengthUnit.WORKING_HOURS,
    "个工作小时": LengthUnit.WORKING_HOURS,
    "个月": LengthUnit.MONTHS,
    "月": LengthUnit.MONTHS,
    "年": LengthUnit.YEARS,
}


def _parse_limit(one: Declared, given: str) -> dict[str, object]:
    digits = given[: len(given) - len(given.lstrip("0123456789"))]
    word = given[len(digits) :].strip()
    unit = UNIT_WORDS.get(word) or (LengthUnit(word) if word in set(LengthUnit) else None)
    if not digits or unit is None or not 1 <= int(digits) <= 3650:
        raise InvalidInput(
            field=one.name,
            why="「%(title)s」要写长度和单位，例如 15工作日、24小时、60日，现在是「%(given)s」。",
            title=one,
            given=given,
        )
    return {"length": int(digits), "unit": str(unit)}


def _parse_number(one: Declared, given: str) -> int:
    if not given.lstrip("-").isdigit():
        raise InvalidInput(
            field=one.name, why="「%(title)s」要填整数，现在是「%(given)s」。", title=one, given=given
        )
    return int(given)


def _parse_flag(one: Declared, given: str) -> bool:
    if given.lower() in {"1", "true", "yes", "on", "是"}:
        return True
    if given.lower() in {"0", "false", "no", "off", "否"}:
        return False
    raise InvalidInput(
        field=one.name, why="「%(title)s」要填 是 或 否，现在是「%(given)s」。", title=one, given=given
    )
