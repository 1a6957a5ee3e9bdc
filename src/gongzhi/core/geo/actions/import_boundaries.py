"""Takes in outlines of areas that stand already; all of a file or nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from gongzhi.core.access.queries import require
from gongzhi.core.geo import cache
from gongzhi.core.geo.actions.outlining import Origin, put_outlines
from gongzhi.core.geo.models import Area
from gongzhi.core.geo.rules.datum import Datum
from gongzhi.core.geo.rules.levels import Level
from gongzhi.core.geo.rules.outlines import Feature, OutlineInvalid, Overlap, outline, overlaps
from gongzhi.core.ledger.actions import record
from gongzhi.kernel.actor import Actor
from gongzhi.kernel.errors import DomainError

_CODE = ("code", "adcode", "区划代码", "CODE")
_NAME = ("name", "名称", "NAME")


class BoundariesRefused(DomainError):
    """At least one outline is broken or belongs to no area; nothing was taken in."""

    code = "geo.boundaries_refused"
    message = "这个文件没有导入，共有 %(count)s 处问题：%(why)s"
    http_status = 422

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__(count=len(faults), why="".join(faults[:20]))
        self.faults = tuple(faults)


@dataclass(frozen=True, slots=True)
class BoundariesImported:
    """How many outlines were set, which standing areas of the level have none yet, and what overlaps."""

    outlines: int
    without: tuple[str, ...]
    overlaps: tuple[Overlap, ...]


@transaction.atomic(durable=True)
def import_boundaries(
    *, actor: Actor, level: Level, features: Sequence[Feature], datum: Datum, origin: Origin, at: datetime
) -> BoundariesImported:
    """Set the outlines of standing areas of a level, found by code or by a name that only one of them bears."""
    require(actor, "geo.areas")
    standing = list(Area.objects.current().filter(level=level).order_by("code"))
    matched, faults = _match(features, standing, datum)
    if faults:
        raise BoundariesRefused(faults)
    put_outlines(level, [area for area, _ in matched], [shape for _, shape in matched], origin)
    data = {
        "level": level.name.lower(),
        "outlines": len(matched),
        "source": origin.source,
        "datum": datum.value,
    }
    record(stream="geo", verb="geo.boundaries_imported", actor=actor, at=at, data=data)
    cache.changed()
    without = Area.objects.current().filter(level=level, outline=None).order_by("code")
    return BoundariesImported(
        outlines=len(matched),
        without=tuple(without.values_list("code", flat=True)),
        overlaps=tuple(overlaps([area.name for area, _ in matched], [shape for _, shape in matched])),
    )


def _match(
    features: Sequence[Feature], standing: Sequence[Area], datum: Datum
) -> tuple[list[tuple[Area, Any]], list[str]]:
    by_code = {area.code: area for area in standing}
    by_name = _only_bearers(standing)
    matched: dict[str, tuple[Area, Any]] = {}
    faults: list[str] = []
    for feature in features:
        code, name = feature.text(*_CODE), feature.text(*_NAME)
        label = name or code or f"第 {feature.n} 个图形"
        area = by_code.get(code) if code else by_name.get(name)
        if area is None:
            faults.append(f"“{label}”(代码“{code}”)不在这一级现行的区划里。请核对代码或名称。")
        elif area.code in matched:
            faults.append(f"“{label}”在文件里出现了不止一次。请合并成一个图形。")
        else:
            try:
                matched[area.code] = (area, outline(label, feature.geometry, datum))
            except OutlineInvalid as error:
                faults.append(error.sentence())
    return list(matched.values()), faults


def _only_bearers(areas: Sequence[Area]) -> Mapping[str, Area]:
    """Return areas by name, without the names that several bear."""
    found: dict[str, list[Area]] = {}
    for area in areas:
        found.setdefault(area.name, []).append(area)
    return {name: ones[0] for name, ones in found.items() if len(ones) == 1}
