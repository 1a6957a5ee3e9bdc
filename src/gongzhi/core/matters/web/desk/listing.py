"""The list of matters as a page: the filter in the address, chips of what it narrows, heads that sort, saved filters."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from gongzhi.core.errors import sentence
from gongzhi.core.geo import queries as geo
from gongzhi.core.matters.models import Channel, SavedFilter
from gongzhi.core.matters.queries import Filter
from gongzhi.core.matters.queries.measures import ending_title, measure_title
from gongzhi.core.matters.queries.pages import stage_title, status_title
from gongzhi.core.matters.queries.timing import is_english
from gongzhi.core.orgs import queries as orgs
from gongzhi.core.workflow import library
from gongzhi.core.workflow.manifest import manifests
from gongzhi.kernel.actor import Actor
from gongzhi.kernel.errors import InvalidInput
from gongzhi.kernel.procedure import STAGES

Choice = tuple[str, str]
# The table's heads name a column, "-column" when falling; the filter knows three orders.
_SORTS = {"-opened": "newest", "-due": "due"}
_NAMES = tuple(one.name for one in fields(Filter))


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks for: the filter of all values that could be read, the values as typed, and what is wrong."""

    wanted: Filter
    typed: dict[str, str]
    errors: dict[str, str]


def asked(given: Mapping[str, str]) -> Asked:
    """Return the filter of an address; a value that cannot be meant is told, shown as typed, and narrows nothing."""
    typed = {name: str(given.get(name) or "").strip() for name in _NAMES}
    typed["sort"] = _SORTS.get(typed["sort"], typed["sort"])
    left, errors = dict(typed), dict[str, str]()
    while True:
        try:
            return Asked(Filter.parse(left), typed, errors)
        except InvalidInput as error:
            name = str(error.facts["field"])
            errors[name] = sentence(error)
            left.pop(name)


def asked_of(request: HttpRequest) -> Asked:
    """Return what the address of a request asks for."""
    given = {name: str(value) for name, value in request.GET.items()}
    if "ids" in given:
        given["ids"] = ",".join(request.GET.getlist("ids"))
    return asked(given)


def from_query(text: str) -> Filter:
    """Return the filter that a query string holds, as far as it can be read."""
    return asked({name: str(value) for name, value in QueryDict(text).items()}).wanted


def titles() -> dict[str, str]:
    """Return what each value of the filter is called."""
    return {
        "q": _("搜索"),
        "state": _("是否办结"),
        "stage": _("阶段"),
        "status": _("状态"),
        "system": _("系统"),
        "category": _("类别"),
        "area": _("地方"),
        "cell": _("地图格"),
        "unit": _("单位"),
        "channel": _("渠道"),
        "due": _("期限"),
        "urgent": _("紧急"),
        "mine": _("本单位有任务"),
        "returned": _("退过单"),
        "reopened": _("重新打开过"),
        "orders": _("有督办"),
        "lead": _("主办"),
        "due_on": _("到期日"),
        "measure": _("标记"),
        "ending": _("怎样办结"),
        "since": _("提出从"),
        "until": _("提出到"),
        "closed_since": _("办结从"),
        "closed_until": _("办结到"),
        "ids": _("选中的"),
    }


def state_choices() -> list[Choice]:
    """Return open, closed, all."""
    return [("open", _("在办")), ("closed", _("已办结")), ("all", _("全部"))]


def due_choices() -> list[Choice]:
    """Return the ways of asking for the due day."""
    return [("late", _("已超期")), ("soon", _("48 小时内到期")), ("week", _("7 天内到期"))]


def stage_choices() -> list[Choice]:
    """Return the stages in their order."""
    return [(stage, stage_title(stage)) for stage in STAGES]


def status_choices(system: str) -> list[Choice]:
    """Return the states of a system's procedures of today, of all systems for ""."""
    names = [system] if system else [one.name for one in manifests()]
    found = {
        state.name: status_title(name, state.name)
        for name in names
        if name in {one.name for one in manifests()}
        for procedure in library.procedures(name)
        for state in procedure.states
    }
    return list(found.items())


def system_choices() -> list[Choice]:
    """Return the systems of this installation."""
    return [(one.name, one.title_en if is_english() else one.title) for one in manifests()]


def channel_choices() -> list[Choice]:
    """Return the ways by which matters come in."""
    return [(value, _(str(label))) for value, label in Channel.choices]


def area_choices() -> list[tuple[str, str, str]]:
    """Return counties and townships of the city, each township under its county."""
    found = []
    for county in geo.children(settings.CITY_CODE):
        found.append((county.code, _("%(name)s(全部)") % {"name": county.name}, county.name))
        found += [(one.code, one.name, county.name) for one in geo.children(county.code)]
    return found


def unit_choices(actor: Actor) -> list[tuple[str, str, str]]:
    """Return the actor's unit, those below it, and those below these, each under the one above it."""
    if actor.unit_id is None:
        return []
    found = [(str(actor.unit_id), actor.unit_name, _("本单位"))]
    for child in orgs.children(actor.unit_id):
        found.append((str(child.id), child.name, actor.unit_name))
        found += [(str(one.id), one.name, child.name) for one in orgs.children(child.id)]
    return found


def chips(wanted: Filter) -> list[Choice]:
    """Return each narrowing in words with the address without it."""
    names = titles()
    found = []
    for name in wanted.chosen():
        if name == "sort":
            continue
        default = getattr(Filter(), name)
        found.append((f"{names[name]}:{_shown(wanted, name)}", address(wanted.but(**{name: default}))))
    return found


def address(wanted: Filter) -> str:
    """Return the list's address of a filter, relative to the list itself."""
    return f"?{wanted.query_string()}"


def _shown(wanted: Filter, name: str) -> str:
    """Return the value of one narrowing in words."""
    value = getattr(wanted, name)
    if isinstance(value, bool):
        return _("是")
    if name == "ids":
        return _("%(n)s 件") % {"n": len(value)}
    if name in _CHOICES:
        return dict(_CHOICES[name]()).get(value, str(value))
    text = str(value)
    return _WORDS[name](text) or text if name in _WORDS else text


def _lead(text: str) -> str:
    return _("还没有派出") if text == "0" else orgs.unit_name(int(text))


_CHOICES: dict[str, Callable[[], list[Choice]]] = {
    "state": state_choices,
    "stage": stage_choices,
    "system": system_choices,
    "channel": channel_choices,
    "due": due_choices,
    "status": lambda: status_choices(""),
}
_WORDS: dict[str, Callable[[str], str]] = {
    "category": orgs.category_title,
    "area": geo.full_name,
    "unit": lambda text: orgs.unit_name(int(text)),
    "lead": _lead,
    "measure": measure_title,
    "ending": ending_title,
}


def saved_items(saved: list[SavedFilter], wanted: Filter) -> list[tuple[str, str, bool]]:
    """Return saved filters as name, address and whether it is the one in force."""
    now = wanted.query_string()
    return [(one.name, f"?{one.query}", from_query(one.query).query_string() == now) for one in saved]


def sort_name(wanted: Filter) -> str:
    """Return the order in force as the table's heads name it."""
    return "-opened" if wanted.sort == "newest" else wanted.sort


def without_sort(wanted: Filter) -> str:
    """Return the query of an address without its order."""
    return urlencode({name: value for name, value in wanted.chosen().items() if name != "sort"})
