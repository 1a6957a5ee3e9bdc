"""What the fields in a search box mean: names and codes of categories, places, states, units, channels, and days."""

import re
from collections.abc import Callable
from datetime import date

from gongzhi.core.geo import queries as geo
from gongzhi.core.matters.models import Channel
from gongzhi.core.orgs import queries as orgs
from gongzhi.core.search.rules import language
from gongzhi.core.search.rules.language import Asked
from gongzhi.kernel.errors import InvalidInput
from gongzhi.kernel.procedure import STAGES

Changes = dict[str, object]
_DAY = re.compile(r"^(\d{4})(?:[-/.年](\d{1,2})[-/.月](\d{1,2})日?|(\d{2})(\d{2}))$")
_CHANNELS = {str(label): str(value) for value, label in Channel.choices}
_STATES: dict[str, Changes] = {
    "open": {"state": "open"},
    "在办": {"state": "open"},
    "closed": {"state": "closed"},
    "办结": {"state": "closed"},
    "all": {"state": "all"},
    "全部": {"state": "all"},
    "late": {"state": "open", "due": "late"},
    "超期": {"state": "open", "due": "late"},
    "soon": {"state": "open", "due": "soon"},
    "快到期": {"state": "open", "due": "soon"},
    "urgent": {"state": "open", "urgent": True},
    "紧急": {"state": "open", "urgent": True},
    **{name: {"state": "all", "stage": name} for name in STAGES},
    **{title: {"state": "all", "stage": name} for name, (title, _) in STAGES.items()},
}
_MOST_NAMED = 5


def read(q: str) -> tuple[str, Changes]:
    """Return the words of a query and the values of a filter that its fields stand for.

    Raise InvalidInput that says what to change: a field that is none, a value that is unknown or may mean several.
    """
    return narrowed(language.parse(q))


def narrowed(asked: Asked) -> tuple[str, Changes]:
    """Return the same for a query that was read already."""
    changes: Changes = {}
    for name, value in asked.fields.items():
        if name != "number":
            changes |= _MEANINGS[name](value)
    number = asked.fields.get("number", "")
    return " ".join(filter(None, [number, asked.words])), changes


def _refused(why: str, **facts: object) -> InvalidInput:
    return InvalidInput(field="q", why=why, **facts)


def _category(text: str) -> Changes:
    if orgs.category(text) is not None:
        return {"category": text}
    wanted = text.replace(" ", "")
    named = [one for one in orgs.categories() if one.title == text] or [
        one for one in orgs.categories() if orgs.category_title(one.code).replace(" ", "") == wanted
    ]
    if len(named) == 1:
        return {"category": named[0].code}
    if named:
        raise _refused(
            "叫「%(name)s」的类别有几个：%(found)s。请写全，例如「%(example)s」。",
            name=text,
            found="、".join(orgs.category_title(one.code) for one in named[:_MOST_NAMED]),
            example=orgs.category_title(named[0].code).replace(" ", ""),
        )
    near = [one.title for one in orgs.categories() if text in one.title][:_MOST_NAMED]
    if near:
        raise _refused("没有「%(name)s」这个类别，相近的有：%(found)s。", name=text, found="、".join(near))
    raise _refused("没有「%(name)s」这个类别，请写类别的名称或代码。", name=text)


def _area(text: str) -> Changes:
    code = text if text.isdigit() and geo.area_name(text) else geo.area_from_text(text)
    if not code:
        raise _refused("没有认出「%(name)s」是哪个地方，请写乡镇街道或社区的全名。", name=text)
    return {"area": code}


def _state(text: str) -> Changes:
    if text not in _STATES:
        known = "、".join(name for name in _STATES if not name.isascii())
        raise _refused("没有「%(name)s」这个状态，可以写：%(known)s。", name=text, known=known)
    return dict(_STATES[text])


def _unit(text: str) -> Changes:
    named = orgs.units_named(text)
    if not named:
        raise _refused("没有找到单位「%(name)s」，请写它的全名。", name=text)
    if len(named) > 1:
        raise _refused(
            "名称里有「%(name)s」的单位有几个：%(found)s。请写全名。",
            name=text,
            found="、".join(one.name for one in named[:_MOST_NAMED]),
        )
    return {"unit": named[0].id}


def _channel(text: str) -> Changes:
    code = text if text in _CHANNELS.values() else _CHANNELS.get(text, "")
    if not code:
        raise _refused("没有「%(name)s」这个渠道，可以写：%(known)s。", name=text, known="、".join(_CHANNELS))
    return {"channel": code}


def _from(text: str) -> Changes:
    return {"since": _day(text)}


def _to(text: str) -> Changes:
    return {"until": _day(text)}


def _day(text: str) -> date:
    found = _DAY.match(text)
    try:
        if found is not None:
            return date(*(int(part) for part in found.groups() if part))
    except ValueError:
        pass
    raise _refused("日期「%(name)s」读不懂，请写成 2026-03-02 这样。", name=text)


_MEANINGS: dict[str, Callable[[str], Changes]] = {
    "category": _category,
    "area": _area,
    "state": _state,
    "unit": _unit,
    "channel": _channel,
    "from": _from,
    "to": _to,
}
