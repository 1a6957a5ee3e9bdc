"""Reading matters: one, lists, the story, the clocks with their reasons, the map."""

from datetime import date

from django.http import HttpResponse

from gongzhi.core.matters import queries
from gongzhi.core.matters.api import shapes
from gongzhi.core.matters.api.fields import Field
from gongzhi.core.matters.api.operations import Call, operation
from gongzhi.core.matters.api.wire import answer
from gongzhi.core.matters.models import Channel, Matter, Stage
from gongzhi.core.matters.queries import Filter
from gongzhi.core.matters.queries.filters import DUES, SORTS, STATES
from gongzhi.core.matters.queries.pages import SIZE
from gongzhi.kernel.actor import PUBLIC, Actor
from gongzhi.kernel.errors import InvalidInput

PAGE_MOST = 200
OPEN_TO_ALL = ("q", "state", "stage", "category", "area", "since", "until", "sort")
FILTERS = (
    Field("q", "text", "全文检索，或事项编号。", "Words to find, or a matter's number."),
    Field("state", "text", "未结、已结或全部。", "Open, closed or all.", choices=STATES),
    Field("stage", "text", "阶段。", "The stage.", choices=tuple(str(one) for one in Stage)),
    Field("status", "text", "程序里的状态。", "The state within the procedure.", most=60),
    Field("system", "text", "系统。", "The system.", most=60),
    Field("category", "text", "类别及其下级。", "A category with those below it.", most=60),
    Field("area", "text", "区划代码及其下级。", "A division code with those below it.", most=15),
    Field("unit", "whole", "所属或主办单位的编号。", "Id of the unit that owns or leads it.", least=1),
    Field("channel", "text", "渠道。", "By which way it came in.", choices=tuple(str(one) for one in Channel)),
    Field("due", "text", "时限：已超期、快到期、一周内到期。", "Late, soon due, or due within a week.", choices=tuple(one for one in DUES if one)),
    Field("urgent", "flag", "只要紧急的。", "Urgent ones only."),
    Field("mine", "flag", "只要本单位有任务的。", "Only those in which the unit has a task."),
    Field("returned", "flag", "只要退过单的。", "Only those that were returned."),
    Field("reopened", "flag", "只要重新打开过的。", "Only those that were reopened."),
    Field("orders", "flag", "只要有督办的。", "Only those under supervision."),
    Field("since", "day", "从哪天起提交的(含)。", "Brought on this day or later."),
    Field("until", "day", "到哪天为止提交的(含)。", "Brought on this day or earlier."),
    Field("closed_since", "day", "从哪天起办结的(含)。", "Closed on this day or later."),
    Field("closed_until", "day", "到哪天为止办结的(含)。", "Closed on this day or earlier."),
    Field("sort", "text", "顺序：先到期、先提交、后提交在前。", "First due, first brought, or newest first.", choices=SORTS),
)  # fmt: skip
PAGING = (
    Field("cursor", "text", "上一次回答里的 next 或 previous。", "`next` or `previous` of an answer before.", most=400),
    Field("size", "whole", "一页多少件，默认 50。", "How many to a page, 50 by default.", least=1, most=PAGE_MOST),
)  # fmt: skip
BOX = Field("bbox", "text", "范围:西,南,东,北(WGS 84)。", "Box: west,south,east,north (WGS 84).", most=100)


def one(call: Call) -> HttpResponse:
    """Return a matter as far as the caller may read it."""
    return answer(shapes.matter(call.actor, _found(call), call.at))


def some(call: Call) -> HttpResponse:
    """Return a page of matters; without a post's token, of those that are open to everybody."""
    size = call.query.get("size")
    found = queries.page(
        list_reader(call),
        wanted(call),
        call.text("cursor"),
        at=call.at,
        size=size if isinstance(size, int) else SIZE,
    )
    listed = [shapes.row(matter) for matter in found.matters]
    return answer({"matters": listed, "next": found.next or None, "previous": found.previous or None})


def features(call: Call) -> HttpResponse:
    """Return matters with coordinates as GeoJSON, at most five thousand."""
    body = queries.map_features(
        list_reader(call), wanted(call), box(call.text("bbox")), at=call.at, href=_href(call.actor)
    )
    response = HttpResponse(body, content_type="application/geo+json")
    response["Cache-Control"] = "no-store"
    return response


def story(call: Call) -> HttpResponse:
    """Return what happened, the oldest first."""
    told = queries.story(call.actor, _found(call))
    return answer({"story": [shapes.story_item(item) for item in reversed(told)]})


def clocks(call: Call) -> HttpResponse:
    """Return the clocks, each with how its end was counted."""
    found = queries.clock_views(call.actor, _found(call), call.at)
    return answer({"clocks": [shapes.clock(item) for item in found]})


def list_reader(call: Call) -> Actor:
    """Return the actor as he reads lists: whoever holds no post reads what is open to everybody."""
    return call.actor if call.actor.is_staff else PUBLIC


def wanted(call: Call) -> Filter:
    """Return the filter asked for; the public's knows nothing of bodies' inner work."""
    given = {name: _as_text(value) for name, value in call.query.items()}
    if call.actor.is_staff:
        return Filter.parse(given)
    open_to_all = {name: value for name, value in given.items() if name in OPEN_TO_ALL}
    return Filter.parse({"state": "all", "sort": "newest"} | open_to_all)


def _as_text(value: object) -> str:
    if isinstance(value, bool):
        return "1" if value else ""
    return value.isoformat() if isinstance(value, date) else str(value)


def box(text: str) -> tuple[float, float, float, float] | None:
    """Return a box from "west,south,east,north"; None for ""; raise InvalidInput."""
    if not text:
        return None
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError:
        west = south = east = north = float("nan")
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        raise InvalidInput(field="bbox", why="bbox 要写成「西,南,东,北」四个数,例如 114.3,36.4,114.7,36.8。")
    return west, south, east, north


def _href(actor: Actor) -> tuple[str, str]:
    return ("/desk/matters/", "/") if actor.is_staff else ("/matters/", "/")


def _found(call: Call) -> Matter:
    return queries.matter(call.actor, call.path["number"])


OPERATIONS = (
    operation("list_matters", "GET matters", "事项列表", "List matters", some, gives="Rows", group="matters", scope="matters:read", query=FILTERS + PAGING),
    operation("map_matters", "GET matters.geojson", "事项地图(GeoJSON)", "Matters as GeoJSON", features, gives="Features", group="matters", scope="matters:read", query=(*FILTERS, BOX), media="application/geo+json"),
    operation("read_matter", "GET matters/<str:number>", "一件事", "One matter", one, gives="Matter", group="matters", scope="matters:read"),
    operation("read_story", "GET matters/<str:number>/story", "经过", "What happened", story, gives="Story", group="matters", scope="matters:read"),
    operation("read_clocks", "GET matters/<str:number>/clocks", "时限和怎么算的", "Clocks and how they were counted", clocks, gives="Clocks", group="matters", scope="matters:read"),
)  # fmt: skip
