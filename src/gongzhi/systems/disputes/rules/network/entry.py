"""What is kept of each register of the network, and how a form's or a file's texts become values; without Django."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from gongzhi.kernel.errors import InvalidInput
from gongzhi.systems.disputes.rules.network import hours

COMMITTEES, PEOPLE, ROOMS, LAWYERS = "committees", "people", "rooms", "lawyers"
REGISTERS: dict[str, tuple[str, str]] = {
    COMMITTEES: ("调解委员会", "Committees"),
    PEOPLE: ("委员和调解员", "Members and mediators"),
    ROOMS: ("品牌调解室", "Brand rooms"),
    LAWYERS: ("律师", "Lawyers"),
}
FIELDS: dict[str, tuple[str, str]] = {
    "": ("各类纠纷", "All disputes"),
    "medical": ("医疗", "Medical"),
    "traffic": ("道路交通", "Road traffic"),
    "property": ("物业", "Property management"),
    "labour": ("劳动", "Labour"),
    "consumer": ("消费", "Consumer"),
    "family": ("婚姻家庭", "Family"),
    "land": ("土地", "Land"),
    "contract": ("合同、商事", "Contracts and trade"),
    "other": ("其他行业", "Other trades"),
}
KINDS: dict[str, tuple[str, str]] = {
    "village": ("村（居）人民调解委员会", "Village or community"),
    "township": ("乡镇（街道）人民调解委员会", "Township"),
    "enterprise": ("企业事业单位人民调解委员会", "Enterprise or institution"),
    "trade": ("行业性、专业性人民调解委员会", "Trade or profession"),
}
SEATS: dict[str, tuple[str, str]] = {
    "head": ("主任", "Head"),
    "deputy": ("副主任", "Deputy"),
    "member": ("委员", "Member"),
    "mediator": ("聘任调解员", "Engaged mediator"),
}
Value = str | bool | int | float | date | list[str] | None
LONGEST = 300
_PHONE = re.compile(r"[0-9+()（）、 \-转]{3,60}")


class Type(StrEnum):
    """What an entry is."""

    TEXT = "text"
    LONGTEXT = "longtext"
    PHONE = "phone"
    DAY = "day"
    FLAG = "flag"
    CHOICE = "choice"
    AREA = "area"
    TOWNSHIP = "township"
    COMMITTEE = "committee"
    NUMBER = "number"
    DEGREES = "degrees"
    HOURS = "hours"


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that is asked; `title` is also the head of its column in a file."""

    name: str
    title: str
    title_en: str
    type: Type = Type.TEXT
    required: bool = False
    choices: Mapping[str, tuple[str, str]] | None = None
    hint: str = ""
    hint_en: str = ""
    most: int = LONGEST


_AREA = Entry("area_code", "所在区划代码", "Area code", Type.AREA, required=True)
_FIELD = Entry("field", "专业领域", "Field", Type.CHOICE, choices=FIELDS)
_PHONE_ENTRY = Entry("telephone", "联系电话", "Telephone", Type.PHONE, most=60)
_SINCE = Entry("valid_from", "起始日期", "Since", Type.DAY, required=True)

ENTRIES: dict[str, tuple[Entry, ...]] = {
    COMMITTEES: (
        Entry("name", "名称", "Name", required=True, most=120),
        Entry("kind", "类型", "Kind", Type.CHOICE, required=True, choices=KINDS),
        _FIELD,
        Entry("host", "设立单位", "Set up by", most=120),
        _AREA,
        Entry("address", "地址", "Address"),
        _PHONE_ENTRY,
        Entry("seal", "印章名称", "Seal", most=120, hint="印章上的全称，没有就留空。", hint_en="The words of the seal; leave empty if there is none."),
        Entry("is_mixed", "多民族居住地区", "Several nationalities live here", Type.FLAG),
        Entry("term_from", "本届任期起", "Present term since", Type.DAY, required=True),
        _SINCE,
    ),
    PEOPLE: (
        Entry("committee", "调解委员会", "Committee", Type.COMMITTEE, required=True),
        Entry("name", "姓名", "Name", required=True, most=60),
        Entry("seat", "职务", "Seat", Type.CHOICE, required=True, choices=SEATS),
        Entry("is_woman", "妇女", "Woman", Type.FLAG),
        Entry("is_minority", "人数较少的民族", "Of a smaller nationality", Type.FLAG),
        Entry("is_full_time", "专职", "Full time", Type.FLAG),
        _FIELD,
        _PHONE_ENTRY,
        Entry("account", "平台账户名", "Account name", most=60, hint="有平台账户的填登录名，没有就留空。", hint_en="The login name if there is an account."),
        _SINCE,
    ),
    ROOMS: (
        Entry("name", "品牌名称", "Brand name", required=True, most=120),
        Entry("lead", "领衔调解员", "Lead mediator", most=60),
        _FIELD,
        Entry("speciality", "特色", "Speciality"),
        Entry("committee", "所属调解委员会", "Committee", Type.COMMITTEE),
        Entry("area_code", "所在区划代码", "Area code", Type.TOWNSHIP, required=True),
        Entry("address", "地址", "Address", required=True),
        Entry("lon", "经度", "Longitude", Type.DEGREES),
        Entry("lat", "纬度", "Latitude", Type.DEGREES),
        _PHONE_ENTRY,
        Entry("hours", "开放时间", "Opening hours", Type.HOURS, required=True, hint="例如：周一至周五 09:00-11:30,14:00-17:00；周六 09:00-11:30", hint_en="For example: 周一至周五 09:00-11:30,14:00-17:00；周六 09:00-11:30"),
        Entry("minutes", "每次预约多少分钟", "Minutes for each booking", Type.NUMBER, required=True),
        Entry("takes_bookings", "接受网上预约", "Takes bookings", Type.FLAG),
        _SINCE,
    ),
    LAWYERS: (
        Entry("name", "姓名", "Name", required=True, most=60),
        Entry("firm", "律师事务所", "Firm", required=True, most=120),
        Entry("licence", "执业证号", "Licence", required=True, most=40),
        _FIELD,
        _PHONE_ENTRY,
        Entry("is_free", "免费", "Free of charge", Type.FLAG),
        Entry("fee", "收费办法", "Fee", most=200, hint="收费的要写明，居民看得到。", hint_en="Must be said if there is one; residents read it."),
        _AREA,
        _SINCE,
    ),
}  # fmt: skip


def entry(register: str, name: str) -> Entry:
    """Return an entry by name."""
    return next(one for one in ENTRIES[register] if one.name == name)


def read(register: str, texts: Mapping[str, str]) -> dict[str, Value]:
    """Return the values of a form or row; raise InvalidInput for the first that is wrong. Areas are not looked up here."""
    found = {one.name: _value(one, texts.get(one.name, "").strip()) for one in ENTRIES[register]}
    _check(register, found)
    return found


def _value(one: Entry, text: str) -> Value:
    if one.type is Type.FLAG:
        return _flag(one, text)
    if not text:
        if one.required:
            raise InvalidInput(field=one.name, why="请填写「%(title)s」。", title=one)
        return "" if one.type not in (Type.DEGREES, Type.NUMBER) else None
    if len(text) > one.most:
        raise InvalidInput(field=one.name, why="「%(title)s」最多 %(most)s 个字。", title=one, most=one.most)
    return _READ.get(one.type, _text)(one, text)


def _text(one: Entry, text: str) -> Value:
    return " ".join(text.split()) if one.type is Type.TEXT else text


def _flag(one: Entry, text: str) -> bool:
    if text in ("", "0", "否", "no", "false"):
        return False
    if text in ("1", "是", "yes", "true"):
        return True
    raise InvalidInput(
        field=one.name, why="「%(title)s」要填 是 或 否，现在是「%(text)s」。", title=one, text=text[:20]
    )


def _choice(one: Entry, text: str) -> str:
    choices = one.choices or {}
    by_title = {titles[0]: value for value, titles in choices.items()}
    if text in choices or text in by_title:
        return text if text in choices else by_title[text]
    known = "、".join(titles[0] for titles in choices.values())
    raise InvalidInput(field=one.name, why="「%(title)s」里没有「%(text)s」，可以填的有：%(known)s。", title=one, text=text[:20], known=known)  # fmt: skip


def _day(one: Entry, text: str) -> date:
    try:
        return date.fromisoformat(text.replace("/", "-"))
    except ValueError:
        raise InvalidInput(field=one.name, why="「%(title)s」要写成 2026-03-02 的样子，现在是「%(text)s」。", title=one, text=text[:20]) from None  # fmt: skip


def _phone(one: Entry, text: str) -> str:
    if _PHONE.fullmatch(text) is None:
        raise InvalidInput(field=one.name, why="「%(title)s」只能有数字和 - + ( )，现在是「%(text)s」。", title=one, text=text[:20])  # fmt: skip
    return text


def _area(one: Entry, text: str) -> str:
    if not (text.isascii() and text.isdigit()):
        raise InvalidInput(field=one.name, why="「%(title)s」要填区划代码，例如 130403001，现在是「%(text)s」。", title=one, text=text[:20])  # fmt: skip
    return text


def _number(one: Entry, text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 6):
        raise InvalidInput(
            field=one.name, why="「%(title)s」要填整数，现在是「%(text)s」。", title=one, text=text[:20]
        )
    return int(text)


def _degrees(one: Entry, text: str) -> float:
    if re.fullmatch(r"-?\d{1,3}(\.\d{1,8})?", text) is None:
        raise InvalidInput(field=one.name, why="「%(title)s」要填度数，例如 114.489，现在是「%(text)s」。", title=one, text=text[:20])  # fmt: skip
    return float(text)


def _hours(one: Entry, text: str) -> list[str]:
    week = hours.week_of(text)
    if week is None:
        raise InvalidInput(field=one.name, why="「%(title)s」要写成「周一至周五 09:00-11:30,14:00-17:00；周六 09:00-11:30」的样子。", title=one)  # fmt: skip
    return week


_READ: dict[Type, Callable[[Entry, str], Value]] = {
    Type.CHOICE: _choice, Type.DAY: _day, Type.PHONE: _phone, Type.AREA: _area, Type.TOWNSHIP: _area,
    Type.NUMBER: _number, Type.DEGREES: _degrees, Type.HOURS: _hours,
}  # fmt: skip


def _check(register: str, found: Mapping[str, Value]) -> None:
    """Refuse values that do not go together."""
    if register == ROOMS:
        minutes = found["minutes"]
        if not isinstance(minutes, int) or not 15 <= minutes <= 240:
            raise InvalidInput(field="minutes", why="每次预约在 15 到 240 分钟之间。")
        if (found["lon"] is None) != (found["lat"] is None):
            raise InvalidInput(field="lon", why="经度和纬度要么都填，要么都不填。")
        for name, most in (("lon", 180), ("lat", 90)):
            degrees = found[name]
            if isinstance(degrees, float) and abs(degrees) > most:
                raise InvalidInput(field=name, why="经纬度不在地球上，请核对。")
    if register == LAWYERS and not found["is_free"] and not found["fee"]:
        raise InvalidInput(field="fee", why="收费的要写明收费办法，居民看得到。")


def written(one: Entry, value: object) -> str:
    """Return a kept value as a form or a file shows it."""
    if one.type is Type.FLAG:
        return "是" if value else "否"
    if one.type is Type.HOURS and isinstance(value, list):
        return hours.text_of(value)
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else str(value)
