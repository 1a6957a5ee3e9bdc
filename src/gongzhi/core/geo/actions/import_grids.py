"""Takes in a layer of real grids and settles all layers anew into one tree; nothing of before is lost.

A layer is kept as it came, cell by cell, with what became of each. A newer file of the same layer takes the place of
the older one, whose cells stay as history. Grids that change are redrawn by date; drawn-up grids of a demonstration
end in a village as soon as a real one stands there.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any

import shapely
from django.db import transaction

from gongzhi.core.access.queries import require
from gongzhi.core.geo import cache
from gongzhi.core.geo.actions.dating import close
from gongzhi.core.geo.actions.outlining import Origin, put_outlines
from gongzhi.core.geo.models import Area, Cell, CellFate, Layer, Outline, Succession, SuccessionKind
from gongzhi.core.geo.rules.datum import Datum
from gongzhi.core.geo.rules.levels import Level
from gongzhi.core.geo.rules.merging import Fate, LayerCell, Resolved, resolve
from gongzhi.core.geo.rules.outlines import OutlineInvalid, outline, read_features
from gongzhi.core.ledger.actions import record
from gongzhi.kernel.actor import Actor
from gongzhi.kernel.lengths import local_day
from gongzhi.reading.locate import Locator

_KEY = ("id", "key", "code", "网格编号", "网格代码")
_NAME = ("name", "名称", "网格名称")
_VILLAGE = ("village", "village_code", "村代码", "区划代码", "code", "网格代码")
_IN_VILLAGE = 0.9
_SAME = 1e-6

Handle = tuple[str, str]


@dataclass(frozen=True, slots=True)
class LayerFile:
    """A file of grids: the layer's name, rank (lower goes first; None: after all others), title, datum and source."""

    name: str
    content: bytes
    source: str
    title: str = ""
    rank: int | None = None
    datum: Datum = Datum.WGS84


@dataclass(frozen=True, slots=True)
class GridsImported:
    """How many cells met which fate, what changed in the tree, and a sentence for each cell worth looking at."""

    fates: Mapping[str, int]
    added: int
    redrawn: int
    ended: int
    notes: tuple[str, ...]
    is_repeated: bool = False


@dataclass(slots=True)
class _Change:
    """What settling changes in the tree, gathered before it is written."""

    added: list[tuple[Handle, Area, Any]] = field(default_factory=list)
    kept: dict[Handle, Area] = field(default_factory=dict)
    redrawn: int = 0
    ended: int = 0


@transaction.atomic(durable=True)
def import_grids(*, actor: Actor, file: LayerFile, at: datetime) -> GridsImported:
    """Take in a layer of grids; broken cells are refused one by one, the same file again changes nothing."""
    require(actor, "geo.areas")
    digest = sha256(file.content).hexdigest()
    newest = Layer.objects.filter(name=file.name).order_by("-id").first()
    if newest is not None and newest.digest == digest:
        return GridsImported({}, 0, 0, 0, (), is_repeated=True)
    cells, refused, notes = _read(file)
    layer = _layer(file, newest, digest, actor, at)
    settled = resolve([*_other_cells(file.name), *(_ranked(cell, layer.rank) for cell in cells)])
    change = _settle(settled, file.source, at)
    fates = _keep_cells(layer, settled, refused, change)
    notes += [f"“{one.cell.label}”：{one.why}" for one in settled if one.why and one.cell.layer == file.name]
    told = {"layer": file.name, "sha256": digest, "source": file.source, "rank": layer.rank, "fates": fates}
    told |= {"added": len(change.added) - change.redrawn, "redrawn": change.redrawn, "ended": change.ended}
    record(stream="geo", verb="geo.grids_imported", actor=actor, at=at, data=told)
    cache.changed()
    return GridsImported(
        fates, len(change.added) - change.redrawn, change.redrawn, change.ended, tuple(notes)
    )


def _layer(file: LayerFile, newest: Layer | None, digest: str, actor: Actor, at: datetime) -> Layer:
    rank = file.rank if file.rank is not None else newest.rank if newest is not None else _last_rank() + 1
    return Layer.objects.create(
        name=file.name,
        title=file.title,
        rank=rank,
        digest=digest,
        source=file.source,
        imported_at=at,
        imported_by=actor.name,
    )


def _last_rank() -> int:
    return max(Layer.objects.values_list("rank", flat=True), default=0)


def _ranked(cell: LayerCell, rank: int) -> LayerCell:
    return LayerCell(cell.layer, cell.key, cell.name, cell.village, cell.shape, rank)


def _read(file: LayerFile) -> tuple[list[LayerCell], list[tuple[str, str, str]], list[str]]:
    """Return the cells of a file, the refused ones as (key, name, why), and what is worth telling."""
    villages = _Villages()
    cells: dict[str, LayerCell] = {}
    refused: list[tuple[str, str, str]] = []
    notes: list[str] = []
    for feature in read_features(file.content):
        key = feature.text(*_KEY) or f"{feature.n}"
        name = feature.text(*_NAME)
        try:
            shape = outline(name or key, feature.geometry, file.datum)
        except OutlineInvalid as error:
            refused.append((key, name, error.sentence()))
            continue
        village, note = villages.of(feature.text(*_VILLAGE), shape)
        if not village or key in cells:
            why = (
                "不在任何一个村(社区)的界线里，也没有写村代码。"
                if not village
                else "编号与文件里另一个网格相同。"
            )
            refused.append((key if key not in cells else f"{key}#{feature.n}", name, f"“{name or key}”{why}"))
            continue
        if note:
            notes.append(f"“{name or key}”{note}")
        cells[key] = LayerCell(file.name, key, name, village, shape)
    return list(cells.values()), refused, [*(why for _, _, why in refused), *notes]


class _Villages:
    """Finds the village of a cell: the one that the file says, else the one in which its middle lies."""

    def __init__(self) -> None:
        rows = Outline.objects.filter(area__level=Level.VILLAGE, area__valid_to__isnull=True)
        found = list(rows.values_list("area__code", "area__name", "wkb", "is_synthetic"))
        self.codes = set(Area.objects.current().filter(level=Level.VILLAGE).values_list("code", flat=True))
        self.names = {code: name for code, name, _, _ in found}
        self.shapes = {code: shapely.from_wkb(bytes(wkb)) for code, _, wkb, _ in found}
        self.drawn = {code for code, _, _, is_synthetic in found if is_synthetic}
        self.locator = Locator.build(list(self.shapes), list(self.shapes.values()))

    def of(self, said: str, shape: Any) -> tuple[str, str]:
        """Return the code of a cell's village ("" for none) and a note when the cell crosses its border."""
        if said[:12] in self.codes:
            code = said[:12]
        else:
            middle = shape.point_on_surface()
            code = self.locator.locate(middle.x, middle.y)
        if code in self.shapes and code not in self.drawn:
            share = shapely.intersection(shape, self.shapes[code]).area / shape.area
            if share < _IN_VILLAGE:
                return (
                    code,
                    f"有 {1 - share:.0%} 的面积越出了“{self.names[code]}”的边界，网格不应跨村(社区)。",
                )
        return code, ""


def _other_cells(name: str) -> list[LayerCell]:
    """Return the cells of the newest file of every other layer."""
    newest: dict[str, Layer] = {}
    for layer in Layer.objects.exclude(name=name).order_by("id"):
        newest[layer.name] = layer
    rows = (
        Cell.objects.select_related("layer").filter(layer__in=newest.values()).exclude(fate=CellFate.REFUSED)
    )
    return [
        LayerCell(
            row.layer.name,
            row.key,
            row.name,
            row.village,
            shapely.from_wkb(bytes(row.wkb or b"")),
            row.layer.rank,
        )
        for row in rows.order_by("id")
    ]


def _settle(settled: Sequence[Resolved], source: str, at: datetime) -> _Change:
    """Bring the standing grids to what the settled cells ask for."""
    change = _Change()
    standing = _standing_grids()
    used = _used_numbers({one.cell.village for one in settled})
    gone = dict(standing)
    for one in settled:
        if one.shape is None:
            continue
        handle = (one.cell.layer, one.cell.key)
        held = gone.pop(handle, None)
        if held is not None and _is_same(held, one):
            change.kept[handle] = held[0]
            continue
        area = _new_grid(one, held, used, source, at)
        change.added.append((handle, area, one.shape))
        change.redrawn += held is not None
    put_outlines(
        Level.GRID,
        [area for _, area, _ in change.added],
        [shape for _, _, shape in change.added],
        Origin(source),
    )
    change.kept.update({handle: area for handle, area, _ in change.added})
    _end(gone, settled, change, at)
    return change


def _standing_grids() -> dict[Handle, tuple[Area, Any]]:
    """Return the standing grids that came from layers, by layer and key, with their outlines."""
    rows = Cell.objects.select_related("area", "area__outline", "layer").filter(
        area__valid_to__isnull=True, fate__in=(CellFate.TAKEN, CellFate.CUT)
    )
    return {
        (row.layer.name, row.key): (row.area, shapely.from_wkb(bytes(row.area.outline.wkb)))
        for row in rows.order_by("id")
        if row.area is not None
    }


def _used_numbers(villages: Iterable[str]) -> dict[str, set[int]]:
    used: dict[str, set[int]] = defaultdict(set)
    rows = Area.objects.filter(level=Level.GRID, parent_code__in=villages)
    for code in rows.values_list("code", flat=True):
        used[code[:12]].add(int(code[12:]))
    return used


def _is_same(held: tuple[Area, Any], one: Resolved) -> bool:
    area, shape = held
    changed = shapely.symmetric_difference(shape, one.shape).area
    named = not one.cell.name or area.name == one.cell.name
    return named and area.parent_code == one.cell.village and bool(changed <= _SAME * one.shape.area)


def _new_grid(
    one: Resolved, held: tuple[Area, Any] | None, used: dict[str, set[int]], source: str, at: datetime
) -> Area:
    """Return the grid of a cell: with the code of the one that it redraws, else the next number never used."""
    village, day = one.cell.village, local_day(at)
    if held is not None:
        day = close(held[0], day)
    if held is not None and held[0].parent_code == village:
        code = held[0].code
    else:
        number = next(n for n in range(1, 1000) if n not in used[village])
        used[village].add(number)
        code = f"{village}{number:03d}"
    area = Area.objects.create(
        code=code,
        level=Level.GRID,
        name=one.cell.name or f"第{int(code[12:])}网格",
        parent_code=village,
        valid_from=day,
        layer=one.cell.layer,
        source=source,
    )
    if held is not None:
        _follow(held[0], area)
    return area


def _follow(before: Area, after: Area) -> None:
    Succession.objects.get_or_create(
        predecessor=before, successor=after, defaults={"on": after.valid_from, "kind": SuccessionKind.REDRAWN}
    )


def _end(
    gone: Mapping[Handle, tuple[Area, Any]], settled: Sequence[Resolved], change: _Change, at: datetime
) -> None:
    """End the grids that no cell asks for any more, and drawn-up ones in villages that now have real ones."""
    villages = {one.cell.village for one in settled if one.shape is not None}
    drawn = Outline.objects.select_related("area").filter(
        area__valid_to__isnull=True,
        area__is_synthetic=True,
        area__level=Level.GRID,
        area__parent_code__in=villages,
    )
    ending = [*gone.values(), *((row.area, shapely.from_wkb(bytes(row.wkb))) for row in drawn)]
    shapes = [
        (change.kept[one.cell.layer, one.cell.key], one.shape) for one in settled if one.shape is not None
    ]
    locator = Locator.build([str(n) for n in range(len(shapes))], [shape for _, shape in shapes])
    for area, shape in ending:
        close(area, local_day(at))
        middle = shape.point_on_surface()
        heir = locator.locate(middle.x, middle.y)
        if heir:
            _follow(area, shapes[int(heir)][0])
    change.ended = len(ending)


def _keep_cells(
    layer: Layer, settled: Sequence[Resolved], refused: Sequence[tuple[str, str, str]], change: _Change
) -> dict[str, int]:
    """Write the cells of the new layer, and the fates of the other layers' cells where they changed."""
    areas = {one.cell: change.kept[one.cell.layer, one.cell.key] for one in settled if one.shape is not None}
    fates: dict[str, int] = defaultdict(int)
    new: list[Cell] = []
    for one in settled:
        cell, area = one.cell, areas.get(one.cell) or areas[one.into or one.cell]
        if cell.layer != layer.name:
            rows = Cell.objects.filter(layer__name=cell.layer, key=cell.key).order_by("-id")
            Cell.objects.filter(pk__in=rows[:1].values("pk")).update(
                fate=one.fate.value, area=area, why=one.why
            )
            continue
        fates[one.fate.value] += 1
        new.append(
            Cell(
                layer=layer,
                key=cell.key,
                name=cell.name,
                village=cell.village,
                wkb=shapely.to_wkb(cell.shape),
                fate=one.fate.value,
                area=area,
                why=one.why,
            )
        )
    for key, name, why in refused:
        fates[Fate.REFUSED.value] += 1
        new.append(Cell(layer=layer, key=key[:60], name=name[:80], fate=CellFate.REFUSED, why=why[:300]))
    Cell.objects.bulk_create(new, batch_size=1000)
    return dict(fates)
