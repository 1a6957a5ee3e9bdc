"""Changes the tree by date: areas end, others stand in their place, and everybody can tell which."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import shapely
from django.db import transaction

from gongzhi.core.access.queries import require
from gongzhi.core.geo import cache
from gongzhi.core.geo.actions.dating import close, hand_outline
from gongzhi.core.geo.actions.outlining import Origin, put_outlines
from gongzhi.core.geo.models import Area, Outline, Succession, SuccessionKind
from gongzhi.core.geo.rules.levels import DIGITS, Level, level_of, parent_of
from gongzhi.core.ledger.actions import record
from gongzhi.kernel.actor import Actor
from gongzhi.kernel.errors import InvalidInput, NotFound


@dataclass(frozen=True, slots=True)
class NewArea:
    """The area that stands from now on."""

    code: str
    name: str


@transaction.atomic(durable=True)
def rename_area(*, actor: Actor, code: str, name: str, on: date, at: datetime, why: str = "") -> Area:
    """Give an area another name from a day on; papers of before keep the old one."""
    require(actor, "geo.areas")
    old = _standing(code)
    day = close(old, on)
    new = _made(NewArea(code, name), old, day)
    _follow(old, new, day, SuccessionKind.RENAMED, why)
    hand_outline(old, new)
    _tell(actor, "geo.area_renamed", at, {"code": code, "name": name, "before": old.name}, why)
    return new


@transaction.atomic(durable=True)
def succeed_areas(
    *, actor: Actor, codes: Sequence[str], into: NewArea, on: date, at: datetime, why: str = ""
) -> Area:
    """Merge areas of one level into one from a day on; its code may be one of theirs.

    Everything below those that end goes along: it gets the next free number of its class under the new code, its own
    succession, and its outline. The outline of the new area is that of all the old ones together.
    """
    require(actor, "geo.areas")
    old = [_standing(code) for code in dict.fromkeys(codes)]
    _check_merger(old, into)
    day = max(close(one, on) for one in old)
    new = _made(into, old[0], day)
    for one in old:
        _follow(one, new, day, SuccessionKind.MERGED, why)
    _join_outlines(old, new)
    for one in old:
        if one.code != into.code:
            _move_children(one.code, into.code, day, why)
    _tell(actor, "geo.areas_merged", at, {"codes": list(codes), "into": into.code, "name": into.name}, why)
    return new


def _standing(code: str) -> Area:
    area = Area.objects.select_for_update().current().filter(code=code).first()
    if area is None:
        raise NotFound
    return area


def _check_merger(old: Sequence[Area], into: NewArea) -> None:
    if len(old) < 2:
        raise InvalidInput(field="codes", why="合并至少要写两个不同的区划代码。")
    if any(one.level != level_of(into.code) for one in old):
        raise InvalidInput(field="into", why="合并的区划和合并后的区划必须是同一级。")
    taken = Area.objects.current().filter(code=into.code).exclude(pk__in=[one.pk for one in old])
    if taken.exists():
        raise InvalidInput(field="into", why="合并后的代码已经是另一个现行区划的代码。请换一个代码。")


def _made(new: NewArea, old: Area, day: date) -> Area:
    return Area.objects.create(
        code=new.code,
        level=old.level,
        name=new.name,
        parent_code=parent_of(new.code),
        valid_from=day,
        population=old.population,
        population_on=old.population_on,
        population_source=old.population_source,
        layer=old.layer,
        is_synthetic=old.is_synthetic,
        source=old.source,
    )


def _follow(old: Area, new: Area, day: date, kind: SuccessionKind, why: str) -> None:
    Succession.objects.create(predecessor=old, successor=new, on=day, kind=kind, why=why)


def _join_outlines(old: Sequence[Area], new: Area) -> None:
    rows = list(Outline.objects.filter(area__in=old))
    if rows:
        together = shapely.union_all([shapely.from_wkb(bytes(row.wkb)) for row in rows])
        origin = Origin(rows[0].source, any(row.is_synthetic for row in rows))
        put_outlines(Level(new.level), [new], [together], origin)


def _move_children(before: str, after: str, on: date, why: str) -> None:
    level = level_of(before)
    if level is None or level is Level.GRID:
        return
    for child in Area.objects.current().filter(parent_code=before).order_by("code"):
        code = _free_code(child.code, after)
        day = close(child, on)
        moved = _made(NewArea(code, child.name), child, day)
        _follow(child, moved, day, SuccessionKind.RECODED, why)
        hand_outline(child, moved)
        _move_children(child.code, code, on, why)


def _free_code(child: str, parent: str) -> str:
    """Return a code under the new parent: the child's own number if never used there, else the next of its class."""
    digits = DIGITS[Level(int(level_of(child) or 0))] - len(parent)
    used = set(Area.objects.filter(parent_code=parent).values_list("code", flat=True))
    number = int(child[-digits:])
    return next(
        code
        for n in [number, *range(number + 1, 10**digits)]
        if (code := f"{parent}{n:0{digits}d}") not in used
    )


def _tell(actor: Actor, verb: str, at: datetime, data: dict[str, object], why: str) -> None:
    record(stream="geo", verb=verb, actor=actor, at=at, data=data, why=why)
    cache.changed()
