"""Which column of a file is what: known headings in Chinese and English, or what a mapping file says."""

import re
import tomllib
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from gongzhi.kernel.errors import DomainError

REASON = "拒绝原因"
"""The column that a file of refused rows has more than its original; it is passed over when such a file comes back."""

KNOWN: dict[str, str] = {
    "number": "留言编号 事项编号 工单编号 工单号 受理编号 诉求编号 案件编号 信访编号 流水号 编号 序列号 "
    "case_enquiry_id service_request_id request_id case_id ticket_id sr_number case_number number id",
    "title": "留言主题 留言标题 事项标题 工单标题 诉求标题 问题标题 案件标题 标题 主题 "
    "case_title title subject_line subject summary headline",
    "text": "留言详情 留言内容 诉求内容 工单内容 问题描述 事项内容 反映内容 反映问题 案件描述 投诉内容 诉求描述 "
    "内容 详情 正文 描述 text description details content body message comments complaint",
    "whole": "主题加详情 标题加内容 全文 title_and_text full_text",
    "time": "留言时间 受理时间 诉求时间 反映时间 来电时间 提交时间 登记时间 上报时间 发生时间 创建时间 时间 日期 "
    "open_dt opened_at opened requested_datetime created_at created_date created submitted_at received_at "
    "open_date datetime date time",
    "place": "事发地址 事发地点 诉求地址 问题地址 详细地址 地址 地点 位置 location address incident_address "
    "address_string street place",
    "area": "区划代码 行政区划代码 网格代码 网格编码 网格编号 area_code grid_code",
    "lon": "经度 lng lon long longitude x坐标",
    "lat": "纬度 lat latitude y坐标",
    "category": "事项类别 问题类别 诉求类别 工单类别 问题类型 诉求类型 一级分类 一级标签 类别 分类 类型 "
    "category type service_code service_name complaint_type reason problem",
    "name": "留言用户 诉求人 反映人 联系人 投诉人 来电人 姓名 name contact_name reporter",
    "contact": "联系电话 联系方式 手机号码 手机号 手机 电话 来电号码 phone telephone mobile contact email",
    "due": "办理期限 截止时间 到期时间 target_dt due_dt due_at due_date expected_datetime",
    "closed": "办结时间 结案时间 归档时间 关闭时间 closed_dt closed_at closed_date closed_time",
    "answered": "答复时间 回复时间 answered_at reply_time",
}
TITLES = {
    "number": "编号",
    "title": "标题",
    "text": "内容",
    "whole": "全文",
    "time": "时间",
    "place": "地址",
    "area": "区划代码",
    "lon": "经度",
    "lat": "纬度",
    "category": "类别",
    "name": "姓名",
    "contact": "联系方式",
    "due": "到期时间",
    "closed": "办结时间",
    "answered": "答复时间",
}
DATUMS = ("wgs84", "gcj02")
_KEYS = (
    "source",
    "channel",
    "encoding",
    "delimiter",
    "time_format",
    "time_zone",
    "datum",
    "columns",
    "categories",
)


class MappingInvalid(DomainError):
    """The mapping file says something that does not hold; `why` is the full sentence."""

    code = "intake.mapping_invalid"
    message = "对照文件「%(file)s」有错：%(why)s"
    http_status = 422


class ColumnsMissing(DomainError):
    """The file has no column from which a matter could be made; `found` lists the columns that it has."""

    code = "intake.columns_missing"
    message = (
        "文件「%(file)s」没有导入：找不到写着标题或内容的列。文件里的列有：%(found)s。"
        "请用 --map mapping.toml 写明，例如 [columns] text = '列名'。"
    )
    http_status = 422


@dataclass(frozen=True, slots=True)
class Plan:
    """What a mapping file says; everything has a default."""

    source: str = ""
    channel: str = ""
    encoding: str = ""
    delimiter: str = ""
    time_format: str = ""
    time_zone: str = "Asia/Shanghai"
    datum: str = "wgs84"
    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    categories: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Columns:
    """Where each thing stands in a row, by what it is; several places are joined by line ends."""

    places: Mapping[str, tuple[int, ...]]
    header: tuple[str, ...]
    skipped: frozenset[int] = frozenset()

    def heading(self, what: str) -> str:
        """Return the heading of the first column of a kind, "" when the file has none."""
        places = self.places.get(what, ())
        return self.header[places[0]] if places else ""


def plain(heading: str) -> str:
    """Return a heading as it is compared: width, case, blanks, underlines and brackets do not count."""
    text = unicodedata.normalize("NFKC", heading).strip().lower().lstrip("\ufeff")
    return re.sub(r"[\s_\-*:]|\(.*?\)", "", text)


_BY_HEADING = {
    plain(word): (what, rank) for what, words in KNOWN.items() for rank, word in enumerate(words.split())
}


def known_headings(cells: Sequence[str]) -> int:
    """Return how many cells of a row are headings that we know; what makes it a table of messages counts most."""
    found = {_BY_HEADING[plain(cell)][0] for cell in cells if plain(cell) in _BY_HEADING}
    return len(found) + (10 if found & {"title", "text", "whole"} else 0)


def headings_of(mapping: Plan) -> Callable[[Sequence[str]], int]:
    """Return the score of a row as header: headings that the mapping names count before those that we know."""
    named = {plain(one) for names in mapping.columns.values() for one in names}

    def score(cells: Sequence[str]) -> int:
        return 100 * len(named & {plain(cell) for cell in cells}) + known_headings(cells)

    return score


def find_columns(header: Sequence[str], mapping: Plan, file: str, mapping_file: str = "") -> Columns:
    """Return which column is what; raise ColumnsMissing without title and text, MappingInvalid for unknown headings."""
    places = _known(header)
    for what, names in mapping.columns.items():
        places[what] = tuple(_place(header, name, what, mapping_file) for name in names)
    if not any(places.get(what) for what in ("title", "text", "whole")):
        found = "、".join(one.strip()[:30] or "(空)" for one in header[:40])
        raise ColumnsMissing(file=file, found=found)
    taken = tuple(one.strip() for one in header)
    skipped = frozenset(n for n, one in enumerate(taken) if one == REASON)
    return Columns({what: found for what, found in places.items() if found}, taken, skipped)


def _known(header: Sequence[str]) -> dict[str, tuple[int, ...]]:
    """Return for each kind the column with the most telling heading."""
    best: dict[str, tuple[int, int]] = {}
    for place, heading in enumerate(header):
        what, rank = _BY_HEADING.get(plain(heading), ("", 0))
        if what and (what not in best or rank < best[what][0]):
            best[what] = (rank, place)
    return {what: (place,) for what, (_, place) in best.items()}


def _place(header: Sequence[str], name: str, what: str, mapping_file: str) -> int:
    for place, heading in enumerate(header):
        if plain(heading) == plain(name):
            return place
    near = get_close_matches(name, header, 1)
    hint = (
        f"是不是「{near[0]}」？"
        if near
        else "文件里的列有：" + "、".join(one[:30] for one in header[:40]) + "。"
    )
    why = f"[columns] 里 {what} 写的列「{name[:40]}」在数据文件里没有。{hint}"
    raise MappingInvalid(file=mapping_file, why=why)


def read_mapping(path: Path) -> Plan:
    """Return what a mapping file says; raise MappingInvalid with the place and what to do for the first fault."""
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise MappingInvalid(file=path.name, why=f"不是有效的 TOML({error})。") from error
    _only(path, told, _KEYS, "最外层")
    texts = {key: _text(path, told, key) for key in _KEYS[:7] if key in told}
    found = Plan(**texts, columns=_columns(path, told), categories=_categories(path, told))
    _check(path, found)
    return found


def _only(path: Path, told: Mapping[str, object], known: Iterable[str], where: str) -> None:
    for key in told:
        if key not in known:
            near = get_close_matches(key, list(known), 1)
            hint = f"是不是 {near[0]}?" if near else "可以用的有：" + "、".join(known) + "。"
            raise MappingInvalid(file=path.name, why=f"{where}不认识「{key}」。{hint}")


def _text(path: Path, told: Mapping[str, object], key: str) -> str:
    value = told[key]
    if not isinstance(value, str):
        raise MappingInvalid(file=path.name, why=f"{key} 要是一段文字，例如 {key} = '…'。")
    return value


def _table(path: Path, told: Mapping[str, object], key: str) -> dict[str, object]:
    value = told.get(key, {})
    if not isinstance(value, dict):
        raise MappingInvalid(file=path.name, why=f"{key} 要是一节，写成 [{key}]。")
    return value


def _columns(path: Path, told: Mapping[str, object]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    table = _table(path, told, "columns")
    _only(path, table, tuple(KNOWN), "[columns] 里")
    for what, value in table.items():
        names = [value] if isinstance(value, str) else value
        if not isinstance(names, list) or not all(isinstance(one, str) for one in names):
            raise MappingInvalid(file=path.name, why=f"[columns] 里 {what} 要是列名，或几个列名的数组。")
        if len(names) > 1 and what not in ("text", "place", "title", "contact"):
            raise MappingInvalid(file=path.name, why=f"[columns] 里 {what} 只能写一个列名。")
        found[what] = tuple(one for one in names if one)
    return found


def _categories(path: Path, told: Mapping[str, object]) -> dict[str, str]:
    table = _table(path, told, "categories")
    for name, code in table.items():
        if not isinstance(code, str):
            raise MappingInvalid(file=path.name, why=f"[categories] 里「{name}」要写成我们的类别代码或名称。")
    return {plain(name): str(code) for name, code in table.items()}


def _check(path: Path, found: Plan) -> None:
    if found.datum not in DATUMS:
        raise MappingInvalid(
            file=path.name, why=f"datum 只能是 {'、'.join(DATUMS)}，不能是「{found.datum}」。"
        )
    if len(found.delimiter) > 1:
        raise MappingInvalid(file=path.name, why="delimiter 只能是一个字符，例如 ',' 或 '\\t'。")
    try:
        ZoneInfo(found.time_zone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        why = f"没有「{found.time_zone[:40]}」这个时区，请写成 Asia/Shanghai 这样。"
        raise MappingInvalid(file=path.name, why=why) from error
