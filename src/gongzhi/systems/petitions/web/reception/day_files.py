"""Reception days as rows of a file: the columns that the export writes and the import takes."""

import csv
import io

from gongzhi.core.matters.web import typed as read
from gongzhi.kernel.actor import Actor
from gongzhi.kernel.errors import InvalidInput
from gongzhi.systems.petitions.actions.reception_days import DayPlan, PlanRefused
from gongzhi.systems.petitions.models import DayKind, Level, ReceptionDay
from gongzhi.systems.petitions.queries import reception

HEADS = [
    "单位",
    "日期",
    "开始",
    "结束",
    "领导",
    "职务",
    "级别",
    "形式",
    "地点",
    "电话",
    "主题",
    "名额",
    "每位分钟",
]
NEEDED = ("日期", "开始", "结束", "领导", "职务", "地点")
ROWS_MOST = 400
_LEVELS = {str(one.label): str(one.value) for one in Level}
_KINDS = {str(one.label): str(one.value) for one in DayKind}


def cells(day: ReceptionDay) -> list[object]:
    """Return a day as a row."""
    return [
        reception.unit_title(day.unit_id), day.on.isoformat(), f"{day.starts:%H:%M}", f"{day.ends:%H:%M}", day.leader_name,
        day.leader_post, str(Level(day.level).label), str(DayKind(day.kind).label), day.place, day.tel, day.theme,
        day.slots, day.slot_minutes,
    ]  # fmt: skip


def plans_of(content: bytes, actor: Actor) -> list[DayPlan]:
    """Return the plans that a CSV file holds; raise InvalidInput or PlanRefused that says what to write instead."""
    rows = list(csv.DictReader(io.StringIO(_decoded(content))))
    if not rows or not set(NEEDED) <= set(rows[0]):
        raise InvalidInput(
            field="file",
            why="文件的第一行要有这些列：%(heads)s。可以先导出一份照着填。",
            heads="、".join(NEEDED),
        )
    if len(rows) > ROWS_MOST:
        raise InvalidInput(field="file", why="一次最多导入 400 行，请分几次。")
    return [_plan(n, row, actor) for n, row in enumerate(rows, start=1)]


def _decoded(content: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise InvalidInput(field="file", why="文件的编码读不懂，请另存为 UTF-8 的 CSV 再导入。")


def _plan(n: int, row: dict[str, str | None], actor: Actor) -> DayPlan:
    given = {str(name): (value or "").strip() for name, value in row.items() if name}
    units = {unit.name: unit for unit in reception.own_and_below(actor)}
    own = next(iter(units.values()), None)
    unit = units.get(given.get("单位", "")) if given.get("单位") else own
    if unit is None:
        raise PlanRefused(
            field="file", why="第 %(n)s 行的单位不是本单位或者下级中心，请照导出的名称写。", n=n
        )
    try:
        return DayPlan(
            unit_id=unit.id,
            level=_LEVELS.get(given.get("级别", ""), reception.level_of(unit)),
            on=read.day(given, "日期"),
            starts=read.clock_time(given, "开始"),
            ends=read.clock_time(given, "结束"),
            leader_name=given["领导"],
            leader_post=given["职务"],
            place=given["地点"],
            slots=read.whole_or_none(given, "名额") or 5,
            slot_minutes=read.whole_or_none(given, "每位分钟") or 30,
            tel=given.get("电话", ""),
            theme=given.get("主题", ""),
            kind=_KINDS.get(given.get("形式", ""), str(DayKind.RECEIVING)),
        )
    except InvalidInput as error:
        raise PlanRefused(
            field="file",
            why="第 %(n)s 行「%(column)s」：%(what)s",
            n=n,
            column=error.facts["field"],
            what=error.sentence(),
        ) from error
