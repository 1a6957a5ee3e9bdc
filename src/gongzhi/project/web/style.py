"""The living style guide: every component with plausible content; shown in dev, demo and test, not in production."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import wraps
from math import cos, pi, sin

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from gongzhi.kernel.terms import CHINA

View = Callable[[HttpRequest], HttpResponse]


@dataclass(frozen=True, slots=True)
class SampleStep:
    """One step of a sample clock."""

    text: str
    law: str = ""
    day: date | None = None
    text_en: str = ""


@dataclass(frozen=True, slots=True)
class SampleClock:
    """A clock as a page shows it."""

    title: str
    state: str
    words: str
    due: str
    percent: int
    law: str
    steps: tuple[SampleStep, ...]
    party: str = ""


@dataclass(frozen=True, slots=True)
class SampleEntry:
    """One line of a story."""

    at: datetime
    who: str
    role: str
    text: str
    why: str = ""
    icon: str = "dot"
    tone: str = ""
    links: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class SampleMove:
    """One move, open or not."""

    title: str
    href: str = "#moves"
    open: bool = True
    why_not: str = ""
    tone: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class SampleRow:
    """One matter of a list."""

    number: str
    title: str
    place: str
    unit: str
    stage: str
    state: str
    clock: SampleClock
    unread: bool = False


@dataclass(frozen=True, slots=True)
class ChartRow:
    """One row of a chart's table."""

    label: str
    values: tuple[int, ...]
    href: str = ""
    hrefs: tuple[str, ...] = field(default=())


def _at(day: int, hour: int, minute: int) -> datetime:
    return datetime(2026, 3, day, hour, minute, tzinfo=CHINA)


_LAW = "《信访工作条例》第二十二条"
_STEPS = (
    SampleStep("收到的当天不算，从第二天起算", "《民法典》第二百零一条", date(2026, 3, 2)),
    SampleStep("数 15 个日历日", _LAW, date(2026, 3, 17)),
    SampleStep("最后一天是周二，不顺延", "《民法典》第二百零三条", date(2026, 3, 17)),
)
CLOCKS = (
    SampleClock("答复", "running", "还剩 9 个工作日", "2026-03-17 周二", 35, _LAW, _STEPS, "主办单位"),
    SampleClock("联系居民", "soon", "今天 17:30 前", "2026-03-05 周四 17:30", 88, _LAW, _STEPS, "主办单位"),
    SampleClock("签收", "late", "超期 2 天", "2026-03-03 周二", 100, _LAW, _STEPS, "人民路街道办事处"),
    SampleClock("受理告知", "done", "按时完成", "2026-03-03 周二", 100, _LAW, _STEPS, "受理中心"),
    SampleClock("补充材料", "paused", "已暂停", "", 40, _LAW, _STEPS, "居民"),
)
STORY = (
    SampleEntry(
        _at(5, 9, 12),
        "王建国",
        "承办人 · 丛台区城市管理局",
        "到现场看过，井盖已放围挡，约定周六更换。",
        icon="hammer",
        tone="running",
        links=(("现场照片 3 张", "#"), ("处理单 GZ-0412", "#")),
    ),
    SampleEntry(
        _at(3, 17, 30),
        "系统",
        "时钟",
        "签收超过了时限。",
        "签收时限 1 个工作日，到 3 月 3 日 17:30 为止。",
        icon="circle-alert",
        tone="late",
    ),
    SampleEntry(
        _at(2, 10, 5),
        "李敏",
        "派单员 · 受理中心",
        "派给丛台区城市管理局主办，人民路街道协办。",
        "井盖属市政设施，管护单位是城市管理局。",
        icon="send",
        tone="brand",
    ),
    SampleEntry(_at(2, 9, 41), "居民", "提出人", "说了这件事，上传 2 张照片。", icon="megaphone"),
)
MOVES = (
    SampleMove("答复", tone="primary", key="e"),
    SampleMove("请协办", key="a"),
    SampleMove("申请延期", key="t"),
    SampleMove("退回", tone="danger", key="r"),
    SampleMove("办结", open=False, why_not="还没有答复居民，答复并回访后才能办结。"),
    SampleMove("再次延期", open=False, why_not="只能延期一次,3 月 4 日已经用过。"),
)
ROWS = (
    SampleRow(
        "GZ-20260302-000412-7",
        "人民路与中华大街路口井盖松动，夜里响",
        "丛台区人民路街道",
        "丛台区城市管理局",
        "handling",
        "办理中",
        CLOCKS[1],
        True,
    ),
    SampleRow(
        "GZ-20260302-000398-1",
        "小区二次供水水压不足，五楼以上早晚没水",
        "复兴区百家村街道",
        "复兴区住房和城乡建设局",
        "handling",
        "办理中",
        CLOCKS[2],
        True,
    ),
    SampleRow(
        "GZ-20260301-000377-4",
        "公园健身器材坏了一个月没人修",
        "邯山区浴新南街道",
        "邯山区城市管理局",
        "answered",
        "已答复",
        CLOCKS[0],
    ),
    SampleRow(
        "GZ-20260228-000340-2",
        "工地夜间施工噪声",
        "丛台区联纺东街道",
        "丛台区生态环境分局",
        "checking",
        "回访中",
        CLOCKS[0],
    ),
    SampleRow(
        "GZ-20260226-000311-9",
        "道路积水，雨后两天不退",
        "永年区临洺关镇",
        "永年区水利局",
        "closed",
        "已办结",
        CLOCKS[3],
    ),
)
COLUMNS = (
    {"name": "number", "title": "编号"},
    {"name": "title", "title": "事项", "sortable": True},
    {"name": "place", "title": "地点"},
    {"name": "unit", "title": "主办单位"},
    {"name": "state", "title": "状态"},
    {"name": "due", "title": "时限", "sortable": True},
)
UNITS = tuple(
    (number, name, group)
    for number, (name, group) in enumerate(
        [
            ("丛台区城市管理局", "丛台区"),
            ("丛台区住房和城乡建设局", "丛台区"),
            ("丛台区人民路街道办事处", "丛台区"),
            ("邯山区城市管理局", "邯山区"),
            ("邯山区水利局", "邯山区"),
            ("市生态环境局", "市直"),
            ("市应急管理局", "市直"),
        ],
        1,
    )
)
TREND = tuple(
    ChartRow(f"{month} 月", values)
    for month, values in zip(
        range(1, 13),
        [
            (310, 290),
            (240, 228),
            (402, 371),
            (420, 399),
            (455, 431),
            (490, 470),
            (612, 540),
            (587, 560),
            (430, 441),
            (402, 410),
            (377, 372),
            (350, 361),
        ],
        strict=True,
    )
)
LOAD = tuple(
    ChartRow(name, values, hrefs=("#running", "#soon", "#late"))
    for name, values in [
        ("丛台区城市管理局", (86, 12, 3)),
        ("复兴区住建局", (61, 9, 7)),
        ("邯山区城市管理局", (54, 4, 0)),
        ("永年区水利局", (33, 6, 1)),
        ("市生态环境局", (28, 2, 0)),
        ("峰峰矿区交通局", (17, 3, 2)),
    ]
)
LAYERS = (
    {"kind": "areas", "level": "county", "url": "/style/areas.geojson", "title": "街道与网格"},
    {"kind": "clusters", "url": "/style/areas.geojson?points=1", "title": "事项"},
)


def _sample_only(view: View) -> View:
    @wraps(view)
    def guarded(request: HttpRequest) -> HttpResponse:
        if settings.MODE == "production":
            raise Http404
        return view(request)

    return guarded


@_sample_only
@require_safe
def style(request: HttpRequest) -> HttpResponse:
    """Show all components as the desk shows them."""
    return render(request, "style/desk.html", _context())


@_sample_only
@require_safe
def style_resident(request: HttpRequest) -> HttpResponse:
    """Show forms, receipt and story as residents see them."""
    return render(request, "style/resident.html", _context())


@_sample_only
@require_safe
def style_board(request: HttpRequest) -> HttpResponse:
    """Show figures, map and charts as the board shows them."""
    return render(request, "style/board.html", _context())


@_sample_only
@require_safe
def areas(request: HttpRequest) -> HttpResponse:
    """Return made-up outlines, or with `points` made-up matters, around the city's centre."""
    features = [_point(n) for n in range(40)] if "points" in request.GET else [_cell(n) for n in range(12)]
    return JsonResponse({"type": "FeatureCollection", "features": features})


def _cell(n: int) -> dict[str, object]:
    lon, lat = 114.44 + 0.03 * (n % 4), 36.58 + 0.025 * (n // 4)
    ring = [[lon, lat], [lon + 0.03, lat], [lon + 0.03, lat + 0.025], [lon, lat + 0.025], [lon, lat]]
    return {
        "type": "Feature",
        "geometry": {"type": "Polygon", "coordinates": [ring]},
        "properties": {"code": str(n), "name": f"第 {n + 1} 网格", "synthetic": True, "value": (n % 5) / 5},
    }


def _point(n: int) -> dict[str, object]:
    states = ("running", "running", "soon", "late", "done")
    spot = [114.5 + 0.05 * cos(n * pi / 7) * (n / 40), 36.618 + 0.033 * sin(n * pi / 5) * (n / 40)]
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": spot},
        "properties": {
            "number": f"GZ-{n:04}",
            "title": ROWS[n % 5].title,
            "state": states[n % 5],
            "href": "#",
        },
    }


def _context() -> dict[str, object]:
    return {
        "clocks": CLOCKS,
        "story": STORY,
        "moves": MOVES,
        "rows": ROWS,
        "columns": COLUMNS,
        "units": UNITS,
        "trend": TREND,
        "load": LOAD,
        "layers": LAYERS,
        "bbox": (114.43, 36.57, 114.57, 36.67),
        "errors": {"text": "请写下发生了什么，至少 10 个字。", "unit": "请选择主办单位。"},
    }
