"""The matters' own entries of the two menus: the head of the resident site and the side of the desk."""

from gongzhi.core.identity.rules.verbs import verb_named
from gongzhi.core.matters.queries import themes
from gongzhi.core.matters.queries.pages import counts
from gongzhi.core.workflow.manifest import MenuItem
from gongzhi.kernel.actor import Actor


def _may(verb: str) -> tuple[str, ...]:
    """Return the roles of a verb, so that an entry is shown to exactly those whom its page lets in."""
    return tuple(sorted(verb_named(verb).roles))


def _waiting(actor: Actor) -> int:
    """Return how many matters wait to be accepted or dispatched."""
    return counts(actor)["intake"]


def _to_confirm(actor: Actor) -> int:
    """Return how many matters wait to be confirmed for the unit's themes."""
    return themes.waiting(actor)


def _open_tasks(actor: Actor) -> int:
    """Return how many open tasks the unit has."""
    return counts(actor)["task"]


RESIDENT = (
    MenuItem("说事", "Tell us", "submit", "message-square-plus", order=10, group="resident"),
    MenuItem("查进度", "Follow", "receipt", "search", order=20, group="resident"),
    MenuItem("大家的事", "Public matters", "public_matters", "map", order=30, group="resident"),
    MenuItem("公开数据", "Open figures", "figures", "chart-column", order=40, group="resident"),
)
DESK = (
    MenuItem("工作台", "Desk", "desk", "layout-dashboard", roles=_may("matters.desk"), order=10),
    MenuItem(
        "受理分派", "Triage", "desk_triage", "inbox", roles=_may("matters.triage"), order=20, count=_waiting
    ),
    MenuItem(
        "本单位任务",
        "Our tasks",
        "desk_tasks",
        "clipboard-list",
        roles=("handler",),
        order=30,
        count=_open_tasks,
    ),
    MenuItem("登记事项", "Register", "desk_new", "file-plus", roles=_may("matters.enter"), order=50),
    MenuItem(
        "答复模板", "Answer texts", "desk_templates", "scroll-text", roles=_may("matters.templates"), order=60
    ),
)

_BOARD = _may("board.view")
OVERSEE = (
    MenuItem("热点", "Hot issues", "hot", "flame", roles=_may("themes.view"), order=12, group="oversee"),
    MenuItem("专题", "Themes", "themes", "folder-open", roles=_may("themes.view"), order=14, group="oversee", count=_to_confirm),
    MenuItem("建议的采纳", "Suggestions", "suggest_figures", "list-checks", roles=_may("suggest.figures"), order=56, group="oversee"),
    MenuItem("城市规则", "City rules", "city_rules", "list-ordered", roles=_may("suggest.rules"), order=902, group="manage"),
    MenuItem("同义词", "Synonyms", "synonyms", "book-a", roles=_may("search.words"), order=904, group="manage"),
    MenuItem("地名别称", "Place names", "place_names", "map-pinned", roles=_may("geo.aliases"), order=906, group="manage"),
    MenuItem("智能建议开关", "Switches", "suggest_switches", "sliders-horizontal", roles=_may("suggest.switch"), order=908, group="manage"),
    MenuItem("地图", "Map", "desk_map", "map", roles=_may("matters.map"), order=70),
    MenuItem("回访", "Call-backs", "call_backs", "phone-call", roles=_may("matters.call_back"), order=40),
    MenuItem("指挥板", "Board", "board", "trending-up", roles=_BOARD, order=10, group="oversee"),
    MenuItem("今日调度", "Today", "today_board", "calendar-days", roles=_BOARD, order=20, group="oversee"),
    MenuItem("督办", "Supervision", "supervision", "gavel", roles=_BOARD, order=30, group="oversee"),
    MenuItem("督办清单", "Orders", "orders", "clipboard-check", roles=_may("matters.desk"), order=40, group="oversee"),
    MenuItem("单位指标", "Unit figures", "unit_figures", "chart-column", roles=_BOARD, order=50, group="oversee"),
    MenuItem("抽样回头看", "Sampling", "sample", "search-check", roles=_may("matters.ratings"), order=60, group="oversee"),
)  # fmt: skip
