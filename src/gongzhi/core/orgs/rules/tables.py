"""Reads the tables that build a tree: divisions from CSV, categories and departments from TOML, each fault by its row."""

import csv
import io
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from gongzhi.kernel.errors import DomainError

DIGITS = {3: 6, 4: 9, 5: 12}
"""Level of a division (county, township, village) and how many digits its code has."""


class DivisionsInvalid(DomainError):
    """The division table cannot be taken in; nothing of it was."""

    code = "orgs.divisions_invalid"
    message = "这张行政区划表没有导入。%(why)s"
    http_status = 422


@dataclass(frozen=True, slots=True)
class Division:
    """One row: a county (level 3), township (4) or village (5) with its national code."""

    code: str
    level: int
    name: str
    parent: str


@dataclass(frozen=True, slots=True)
class CategoryRow:
    """One category as the file gives it, parents before children."""

    code: str
    parent: str
    title: str
    title_en: str
    about: str
    about_en: str
    is_urgent: bool
    is_public_safe: bool
    not_accepted: str


@dataclass(frozen=True, slots=True)
class DepartmentRow:
    """One department with the categories that it leads (category to article) and helps with."""

    code: str
    name: str
    name_en: str
    kind: str
    levels: tuple[str, ...]
    leads: Mapping[str, str] = field(default_factory=dict)
    helps: tuple[str, ...] = ()


def divisions(text: str) -> list[Division]:
    """Return the rows of a table `code,level,name,parent_code`, level by level; raise DivisionsInvalid with each fault."""
    rows: list[Division] = []
    faults: list[str] = []
    for number, row in enumerate(csv.DictReader(io.StringIO(text.lstrip("\ufeff"))), start=2):
        try:
            rows.append(_division(row))
        except ValueError as fault:
            faults.append(f"第 {number} 行：{fault}。")
    faults += _strangers(rows)
    if not rows and not faults:
        faults.append("表是空的,第一行应为 code,level,name,parent_code。")
    if faults:
        raise DivisionsInvalid(why="".join(faults[:20]))
    return sorted(rows, key=lambda one: (one.level, one.code))


def _division(row: Mapping[str, str | None]) -> Division:
    code, level, name, parent = (
        (row.get(key) or "").strip() for key in ("code", "level", "name", "parent_code")
    )
    if level not in {"3", "4", "5"}:
        raise ValueError(f"level 是「{level}」，应为 3(县)、4(乡)或 5(村)")
    if not code.isdigit() or len(code) != DIGITS[int(level)]:
        raise ValueError(f"code「{code}」应是 {DIGITS[int(level)]} 位数字")
    if not name:
        raise ValueError("没有 name")
    if not code.startswith(parent) or not parent:
        raise ValueError(f"code「{code}」不在 parent_code「{parent}」之下")
    return Division(code, int(level), name, parent)


def _strangers(rows: Sequence[Division]) -> list[str]:
    known = {one.code for one in rows}
    doubled = len(rows) - len(known)
    faults = [f"有 {doubled} 个 code 重复。"] if doubled else []
    for one in rows:
        if one.level > 3 and one.parent not in known:
            faults.append(f"「{one.name}」的上级 {one.parent} 不在表里。")
    return faults


def categories(text: str) -> list[CategoryRow]:
    """Return the categories of the file, each parent before its children."""
    found: list[CategoryRow] = []
    for parent in tomllib.loads(text)["category"]:
        found.append(_category(parent, parent["code"], ""))
        for child in parent["children"]:
            inherited = {"public": parent.get("public", False), **child}
            found.append(_category(inherited, f"{parent['code']}.{child['code']}", parent["code"]))
    return found


def _category(values: Mapping[str, Any], code: str, parent: str) -> CategoryRow:
    return CategoryRow(
        code=code,
        parent=parent,
        title=values["title"],
        title_en=values["title_en"],
        about=values["about"],
        about_en=values["about_en"],
        is_urgent=values.get("urgent", False),
        is_public_safe=values.get("public", False),
        not_accepted=values.get("not_accepted", ""),
    )


def departments(text: str) -> list[DepartmentRow]:
    """Return the departments of the file."""
    return [
        DepartmentRow(
            code=values["code"],
            name=values["name"],
            name_en=values["name_en"],
            kind=values.get("kind", "department"),
            levels=tuple(values["levels"]),
            leads=values["leads"],
            helps=tuple(values.get("helps", ())),
        )
        for values in tomllib.loads(text)["department"]
    ]
