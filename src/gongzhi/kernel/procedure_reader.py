"""Turns the tables of a procedure file into the model, noting every value that is missing, unknown or of a wrong kind."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from difflib import get_close_matches
from enum import StrEnum
from typing import TypeVar, cast

from gongzhi.kernel.procedure import (
    ROLES,
    STAGES,
    TOLD,
    TONES,
    By,
    Choice,
    FieldSpec,
    FieldType,
    Flag,
    Move,
    Procedure,
    Relation,
    State,
)
from gongzhi.kernel.procedure_faults import Fault
from gongzhi.kernel.terms import Extension, LengthUnit, Party, Term, Variant
from gongzhi.kernel.toml_lines import Path, line_of

E = TypeVar("E", bound=StrEnum)
Table = Mapping[str, object]
LONGEST = {
    LengthUnit.CALENDAR_DAYS: 3660,
    LengthUnit.WORKING_DAYS: 2500,
    LengthUnit.HOURS: 87_840,
    LengthUnit.WORKING_HOURS: 20_000,
    LengthUnit.MONTHS: 600,
    LengthUnit.YEARS: 50,
}
_NAME = re.compile(r"[a-z][a-z0-9_]{0,59}")
_SETTING = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+")
_REFERENCE = re.compile(r"[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*")
_VERSION = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]{0,29}")
_HOUR = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")
_NAME_RULE = "请用小写英文字母开头，只含小写字母、数字和下划线，最多 60 个字符"


@dataclass(slots=True)
class Reader:
    """Collects faults while values are taken out of tables; a value that is wrong is replaced by a harmless one."""

    lines: Mapping[Path, int]
    faults: list[Fault] = field(default_factory=list)

    def fault(self, path: Path, what: str, mend: str) -> None:
        """Note a fault at the line of a path."""
        self.faults.append(Fault(line_of(self.lines, path), what, mend))

    def table(self, value: object, path: Path) -> Table:
        """Return the value as a table."""
        if isinstance(value, dict):
            return cast(Table, value)
        self.fault(path, f"「{_named(path)}」应当是一张表", "请写成 [表名] 或 {…} 的样子")
        return {}

    def tables(self, value: object, path: Path) -> list[tuple[Path, Table]]:
        """Return the value as a list of tables with their paths."""
        if not isinstance(value, list):
            self.fault(path, f"「{_named(path)}」应当是若干张表", "请写成 [{…}, {…}] 或 [[…]] 的样子")
            return []
        return [((*path, place), self.table(one, (*path, place))) for place, one in enumerate(value)]

    def known(self, table: Table, path: Path, keys: Collection[str]) -> None:
        """Note every key that means nothing here."""
        for key in table:
            if key not in keys:
                like = get_close_matches(key, keys, 1)
                mend = f"是不是想写 {like[0]}" if like else f"这里可以写的有：{'、'.join(keys)}"
                self.fault((*path, key), f"不认识「{key}」这一项", mend)

    def text(self, table: Table, path: Path, key: str, *, required: bool = False) -> str:
        """Return a text."""
        value = table.get(key, "")
        if not isinstance(value, str):
            self.fault((*path, key), f"「{key}」应当是文字", '请加上双引号，例如 "受理"')
            return ""
        if required and not value.strip():
            where = (*path, key) if key in table else path
            self.fault(where, f"「{_named(path) or '文件'}」缺少「{key}」", f'请加上 {key} = "…"')
        return value.strip()

    def yes(self, table: Table, path: Path, key: str, default: bool = False) -> bool:
        """Return true or false."""
        value = table.get(key, default)
        if isinstance(value, bool):
            return value
        self.fault((*path, key), f"「{key}」应当是 true 或 false", "请改成 true 或 false，不加引号")
        return default

    def whole(self, table: Table, path: Path, key: str, most: int) -> int:
        """Return a whole number from 1 to `most`."""
        value = table.get(key)
        if isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= most:
            return value
        where = (*path, key) if key in table else path
        self.fault(
            where, f"「{_named(path)}」的「{key}」应当是 1 到 {most} 的整数", f"请写成 {key} = 5 的样子"
        )
        return 1

    def day(self, table: Table, path: Path, key: str) -> date | None:
        """Return a day, None when it is left out."""
        value = table.get(key)
        if value is None or (isinstance(value, date) and not isinstance(value, datetime)):
            return value
        self.fault((*path, key), f"「{key}」应当是日期", f"请写成 {key} = 2026-01-01,不加引号")
        return None

    def texts(self, table: Table, path: Path, key: str) -> tuple[str, ...]:
        """Return a list of texts without repeats."""
        value = table.get(key, [])
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            self.fault((*path, key), f"「{key}」应当是一列文字", f'请写成 {key} = ["…", "…"]')
            return ()
        for place, one in enumerate(value):
            if one in value[:place]:
                self.fault((*path, key, place), f"「{key}」里「{one}」写了两次", "请删去一个")
        return tuple(cast(list[str], value))

    def names(self, table: Table, path: Path, key: str) -> tuple[str, ...]:
        """Return a list of identifiers."""
        found = self.texts(table, path, key)
        for place, one in enumerate(found):
            self.matches(one, (*path, key, place), _NAME, _NAME_RULE)
        return found

    def matches(self, text: str, path: Path, pattern: re.Pattern[str], mend: str) -> None:
        """Note a text that has not the form it must have; empty ones are left to others."""
        if text and not pattern.fullmatch(text):
            self.fault(path, f"「{text[:60]}」的写法不对", mend)

    def one_of(
        self, table: Table, path: Path, key: str, values: Collection[str], default: str | None = None
    ) -> str:
        """Return one of the values; required when there is no default."""
        value = self.text(table, path, key, required=default is None) or default
        if value is None or value in values:
            return value or next(iter(values))
        self.unknown(value, (*path, key), key, values)
        return next(iter(values))

    def unknown(self, value: str, path: Path, what: str, values: Collection[str]) -> None:
        """Note a name that stands for nothing, with the nearest one that does."""
        like = get_close_matches(value, values, 1)
        mend = (
            f"是不是想写 {like[0]}"
            if like
            else f"可以写的有：{'、'.join(value for value in values if value) or '(无)'}"
        )
        self.fault(path, f"「{what}」里的「{value[:60]}」不存在", mend)

    def member(self, table: Table, path: Path, key: str, kind: type[E]) -> E:
        """Return a member of an enumeration."""
        return kind(self.one_of(table, path, key, [str(one) for one in kind]))


def _named(path: Path) -> str:
    return ".".join(str(part) for part in path)


_TOP = (
    "system", "name", "version", "title", "title_en", "law", "valid_from", "valid_to", "initial", "starts", "flags",
    "states", "terms", "moves",
)  # fmt: skip


def procedure_from(reader: Reader, top: Table, text: str, sha256: str) -> Procedure | None:
    """Return the procedure in the tables, None when its days or states are missing; faults go to the reader."""
    reader.known(top, (), _TOP)
    system, name = (reader.text(top, (), key, required=True) for key in ("system", "name"))
    version = reader.text(top, (), "version", required=True)
    for key, value in (("system", system), ("name", name)):
        reader.matches(value, (key,), _NAME, _NAME_RULE)
    reader.matches(version, ("version",), _VERSION, "请用数字、字母、点和横线，最多 30 个字符，例如 2026-01")
    valid_from, valid_to = (reader.day(top, (), key) for key in ("valid_from", "valid_to"))
    if valid_from is None and "valid_from" not in top:
        reader.fault((), "缺少「valid_from」", "请写上这个版本从哪一天起施行，例如 valid_from = 2026-01-01")
    if valid_from and valid_to and valid_to <= valid_from:
        reader.fault(
            ("valid_to",), "「valid_to」不晚于「valid_from」", "valid_to 是不再施行的第一天,请改晚,或删去"
        )
    states = tuple(
        _state(reader, path, name, table) for path, name, table in _named_tables(reader, top, "states")
    )
    terms = tuple(
        _term(reader, path, name, table) for path, name, table in _named_tables(reader, top, "terms")
    )
    moves = tuple(
        _move(reader, path, name, table) for path, name, table in _named_tables(reader, top, "moves")
    )
    found = Procedure(
        system=system,
        name=name,
        version=version,
        title=reader.text(top, (), "title", required=True),
        title_en=reader.text(top, (), "title_en", required=True),
        law=reader.text(top, (), "law", required=True),
        valid_from=valid_from or date.min,
        valid_to=valid_to,
        initial=reader.text(top, (), "initial", required=True),
        starts=reader.names(top, (), "starts"),
        states=states,
        moves=moves,
        terms=terms,
        text=text,
        sha256=sha256,
        flags=_flags(reader, top),
    )
    return found if states and valid_from else None


def _named_tables(reader: Reader, top: Table, key: str) -> list[tuple[Path, str, Table]]:
    if key != "terms" and not top.get(key):
        reader.fault((), f"缺少「{key}」", f"请至少写一张 [{key}.名字] 表")
    found: list[tuple[Path, str, Table]] = []
    for name, value in reader.table(top.get(key, {}), (key,)).items():
        path: Path = (key, name)
        if not _NAME.fullmatch(name):
            reader.fault(path, f"「{name[:60]}」不能作名字", _NAME_RULE)
        found.append((path, name, reader.table(value, path)))
    return found


def _flags(reader: Reader, top: Table) -> tuple[Flag, ...]:
    found = []
    for path, table in reader.tables(top.get("flags", []), ("flags",)):
        reader.known(table, path, ("name", "title", "title_en"))
        name, title, title_en = (
            reader.text(table, path, key, required=True) for key in ("name", "title", "title_en")
        )
        reader.matches(name, (*path, "name"), _NAME, _NAME_RULE)
        found.append(Flag(name, title, title_en))
    _no_repeats(reader, ("flags",), [flag.name for flag in found])
    return tuple(found)


def _no_repeats(reader: Reader, path: Path, names: Iterable[str]) -> None:
    seen: set[str] = set()
    for place, name in enumerate(names):
        if name in seen:
            reader.fault((*path, place), f"「{name}」写了两次", "请改名或删去一个")
        seen.add(name)


def _state(reader: Reader, path: Path, name: str, table: Table) -> State:
    reader.known(table, path, ("title", "title_en", "stage", "ending", "help", "help_en"))
    stage = reader.one_of(table, path, "stage", STAGES)
    ending = reader.text(table, path, "ending")
    if ending and stage != "closed":
        reader.fault(
            (*path, "ending"), "只有办结的状态才写「ending」", '请删去这一行，或把 stage 改成 "closed"'
        )
    return State(
        name=name,
        title=reader.text(table, path, "title", required=True),
        title_en=reader.text(table, path, "title_en", required=True),
        stage=stage,
        is_closed=stage == "closed",
        ending=ending or (name if stage == "closed" else ""),
        help=reader.text(table, path, "help"),
        help_en=reader.text(table, path, "help_en"),
    )


_TERM = (
    "title", "title_en", "party", "length", "unit", "law", "setting", "certain", "rolls", "after_hours", "variants",
    "extension", "start_note", "start_note_en", "before",
)  # fmt: skip


def _term(reader: Reader, path: Path, name: str, table: Table) -> Term:
    reader.known(table, path, _TERM)
    length, unit = _length(reader, path, table)
    after_hours = reader.text(table, path, "after_hours")
    reader.matches(after_hours, (*path, "after_hours"), _HOUR, '请写成 after_hours = "17:30" 的样子')
    certain = reader.yes(table, path, "certain", default=True)
    before = reader.yes(table, path, "before")
    if before and unit not in (LengthUnit.CALENDAR_DAYS, LengthUnit.WORKING_DAYS):
        mend = "请用 calendar_days 或 working_days"
        reader.fault((*path, "unit"), f"时限「{name}」往前数，只能数日", mend)
    setting = _setting(reader, path, table, certain=certain)
    extension = table.get("extension")
    return Term(
        name=name,
        title=reader.text(table, path, "title", required=True),
        title_en=reader.text(table, path, "title_en", required=True),
        party=reader.member(table, path, "party", Party),
        length=length,
        unit=unit,
        law=reader.text(table, path, "law", required=True),
        setting=setting,
        certain=certain,
        rolls=reader.yes(table, path, "rolls"),
        after_hours=after_hours if _HOUR.fullmatch(after_hours) else "",
        before=before,
        variants=_variants(reader, (*path, "variants"), table.get("variants", []), certain=certain),
        extension=None if extension is None else _extension(reader, (*path, "extension"), extension),
        start_note=reader.text(table, path, "start_note"),
        start_note_en=reader.text(table, path, "start_note_en"),
    )


def _length(reader: Reader, path: Path, table: Table) -> tuple[int, LengthUnit]:
    unit = reader.member(table, path, "unit", LengthUnit)
    return reader.whole(table, path, "length", LONGEST[unit]), unit


def _setting(reader: Reader, path: Path, table: Table, *, certain: bool) -> str:
    setting = reader.text(table, path, "setting")
    reader.matches(setting, (*path, "setting"), _SETTING, "请写成 系统.名字 的样子，例如 grid.sign_limit")
    if not certain and not setting:
        reader.fault(
            path,
            f"「{_named(path)}」的长度没有核实(certain = false)，却没有「setting」",
            '请加上 setting = "系统.名字",由安装的城市确认；已经核实的，删去 certain = false',
        )
    return setting


def _variants(reader: Reader, path: Path, value: object, *, certain: bool) -> tuple[Variant, ...]:
    found = []
    for where, table in reader.tables(value, path):
        reader.known(table, where, ("when", "length", "unit", "setting", "law"))
        length, unit = _length(reader, where, table)
        when = reader.text(table, where, "when", required=True)
        setting = _setting(reader, where, table, certain=certain)
        found.append(Variant(when, length, unit, setting, reader.text(table, where, "law")))
    _no_repeats(reader, path, [variant.when for variant in found])
    return tuple(found)


def _extension(reader: Reader, path: Path, value: object) -> Extension:
    table = reader.table(value, path)
    reader.known(table, path, ("most", "length", "unit", "by", "tell", "law", "before_expiry"))
    length, unit = _length(reader, path, table)
    return Extension(
        most=reader.whole(table, path, "most", 10),
        length=length,
        unit=unit,
        by=reader.one_of(table, path, "by", (*ROLES, "head")),
        tell=reader.one_of(table, path, "tell", TOLD),
        law=reader.text(table, path, "law"),
        before_expiry=reader.yes(table, path, "before_expiry", default=True),
    )


_MOVE = (
    "title", "title_en", "from", "to", "by", "fields", "guards", "effects", "documents", "notify", "law", "needs_reason",
    "starts", "meets", "cancels", "pauses", "resumes", "restarts", "extends", "sets", "unsets", "flags_from", "only_if",
    "unless", "hand_over", "key", "tone", "help", "help_en", "dated_by",
)  # fmt: skip


def _move(reader: Reader, path: Path, name: str, table: Table) -> Move:
    reader.known(table, path, _MOVE)
    hand_over, key = reader.text(table, path, "hand_over"), reader.text(table, path, "key")
    reader.matches(
        hand_over, (*path, "hand_over"), _REFERENCE, "请写成 系统.程序 的样子，例如 disputes.mediation"
    )
    reader.matches(key, (*path, "key"), re.compile(r"[a-z0-9]"), "请用一个小写字母或数字")
    sources = reader.names(table, path, "from")
    if not sources:
        reader.fault(
            path, f"「{_named(path)}」缺少「from」", '请写上从哪些状态可以办，例如 from = ["received"]'
        )
    return Move(
        name=name,
        title=reader.text(table, path, "title", required=True),
        title_en=reader.text(table, path, "title_en", required=True),
        sources=sources,
        target=reader.text(table, path, "to"),
        by=_by(reader, path, table),
        fields=_fields(reader, (*path, "fields"), table.get("fields", [])),
        law=reader.text(table, path, "law"),
        needs_reason=reader.yes(table, path, "needs_reason"),
        extends=reader.text(table, path, "extends"),
        dated_by=reader.text(table, path, "dated_by"),
        hand_over=hand_over,
        key=key,
        tone=reader.one_of(table, path, "tone", TONES, ""),
        help=reader.text(table, path, "help"),
        help_en=reader.text(table, path, "help_en"),
        **{name: reader.names(table, path, name) for name in _LISTS},
    )


_LISTS = (
    "guards", "effects", "documents", "notify", "starts", "meets", "cancels", "pauses", "resumes", "restarts", "sets",
    "unsets", "flags_from", "only_if", "unless",
)  # fmt: skip


def _by(reader: Reader, path: Path, table: Table) -> tuple[By, ...]:
    found = []
    for where, one in reader.tables(table.get("by", []), (*path, "by")):
        reader.known(one, where, ("role", "relation"))
        found.append(
            By(reader.one_of(one, where, "role", ROLES), reader.member(one, where, "relation", Relation))
        )
    if not table.get("by"):
        reader.fault(
            path,
            f"「{_named(path)}」缺少「by」",
            '请写上谁可以办，例如 by = [{role = "clerk", relation = "owner"}]',
        )
    return tuple(found)


_FIELD = ("name", "title", "title_en", "type", "required", "choices", "hint", "hint_en")


def _fields(reader: Reader, path: Path, value: object) -> tuple[FieldSpec, ...]:
    found = []
    for where, table in reader.tables(value, path):
        reader.known(table, where, _FIELD)
        name = reader.text(table, where, "name", required=True)
        reader.matches(name, (*where, "name"), _NAME, _NAME_RULE)
        kind = reader.member(table, where, "type", FieldType)
        choices = _choices(reader, (*where, "choices"), table.get("choices", []))
        if (kind is FieldType.CHOICE) != bool(choices):
            mend = "请为选择项(choice)列出 choices，其他类型不要写 choices"
            reader.fault(where, f"字段「{name}」的类型和选项对不上", mend)
        found.append(
            FieldSpec(
                name=name,
                title=reader.text(table, where, "title", required=True),
                title_en=reader.text(table, where, "title_en", required=True),
                type=kind,
                required=reader.yes(table, where, "required"),
                choices=choices,
                hint=reader.text(table, where, "hint"),
                hint_en=reader.text(table, where, "hint_en"),
            )
        )
    _no_repeats(reader, path, [spec.name for spec in found])
    return tuple(found)


def _choices(reader: Reader, path: Path, value: object) -> tuple[Choice, ...]:
    found = []
    for where, table in reader.tables(value, path):
        reader.known(table, where, ("value", "title", "title_en"))
        found.append(
            Choice(*(reader.text(table, where, key, required=True) for key in ("value", "title", "title_en")))
        )
    _no_repeats(reader, path, [choice.value for choice in found])
    return tuple(found)


__all__ = ["Reader", "procedure_from"]
