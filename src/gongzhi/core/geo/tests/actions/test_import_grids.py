"""Layers of real grids become one tree, and nothing of before is lost."""

import pytest
import shapely

from gongzhi.core.geo import actions, queries
from gongzhi.core.geo.models import Area, Cell, Layer
from gongzhi.core.geo.rules.outlines import Feature, FileNotGeoJSON
from gongzhi.core.geo.tests.shared import AT, KEEPER, LATER, NEIGHBOUR, build_city, collection, feature
from gongzhi.core.ledger.queries import entries
from gongzhi.kernel.errors import NotAllowed

pytestmark = pytest.mark.django_db
VILLAGE = "130403009001"


def grid(n: int, key: str, west: float, east: float, **more: object) -> Feature:
    properties: dict[str, object] = {"id": key, "name": f"{key}网格", "village": VILLAGE} | more
    return feature(n, shapely.box(west, 36.55, east, 36.56), **properties)


def bring(name: str, *features: Feature, rank: int | None = None) -> actions.GridsImported:
    file = actions.LayerFile(name, collection(*features), f"{name}文件", rank=rank)
    return actions.import_grids(actor=KEEPER, file=file, at=LATER)


def standing() -> dict[str, str]:
    rows = Area.objects.current().filter(parent_code=VILLAGE)
    return {one.name: one.code for one in rows}


def test_real_grids_take_the_place_of_drawn_up_ones() -> None:
    build_city()
    done = bring("综治", grid(1, "a", 114.55, 114.56), grid(2, "b", 114.56, 114.57))

    assert done.fates == {"taken": 2}
    assert (done.added, done.redrawn, done.ended) == (2, 0, 3)
    assert standing() == {"a网格": f"{VILLAGE}004", "b网格": f"{VILLAGE}005"}
    assert queries.locate(114.555, 36.555) == f"{VILLAGE}004"
    assert not queries.is_synthetic(f"{VILLAGE}004")
    assert Area.objects.get(code=f"{VILLAGE}001").valid_to is not None
    assert entries("geo")[-1].data["fates"] == {"taken": 2}


def test_two_overlapping_layers_become_one_net_with_every_fate_told() -> None:
    build_city()
    bring("综治", grid(1, "a", 114.55, 114.56), grid(2, "b", 114.56, 114.57))
    done = bring(
        "城管",
        grid(1, "same", 114.5501, 114.56),
        grid(2, "inside", 114.562, 114.565),
        grid(3, "half", 114.565, 114.575),
        grid(4, "new", 114.58, 114.59),
    )

    assert done.fates == {"merged": 1, "covered": 1, "cut": 1, "taken": 1}
    assert (done.added, done.redrawn, done.ended) == (2, 0, 0)
    assert len(done.notes) == 3
    assert any("视为同一网格" in note for note in done.notes)
    assert Cell.objects.get(key="same").area == Cell.objects.get(key="a").area
    assert Cell.objects.get(key="inside").area == Cell.objects.get(key="b").area
    assert set(standing()) == {"a网格", "b网格", "half网格", "new网格"}
    assert queries.locate(114.572, 36.555) == standing()["half网格"]


def test_a_layer_with_a_better_rank_redraws_the_others_by_date() -> None:
    build_city()
    bring("综治", grid(1, "a", 114.55, 114.56))
    done = bring("专属", grid(1, "school", 114.553, 114.556), rank=0)

    assert (done.added, done.redrawn, done.ended) == (1, 1, 0)
    old, new = Area.objects.filter(code=standing()["a网格"]).order_by("valid_from")
    assert old.valid_to == new.valid_from
    assert queries.successors(old.code) == (old.code,)
    assert Cell.objects.get(key="a").fate == "cut"
    assert queries.locate(114.5545, 36.555) == standing()["school网格"]
    assert queries.locate(114.551, 36.555) == standing()["a网格"]


def test_a_newer_file_of_a_layer_takes_the_place_of_the_older_and_keeps_what_is_the_same() -> None:
    build_city()
    bring("综治", grid(1, "a", 114.55, 114.56), grid(2, "b", 114.56, 114.57))
    before = standing()
    done = bring("综治", grid(1, "a", 114.55, 114.56), grid(2, "c", 114.56, 114.57))

    assert (done.added, done.redrawn, done.ended) == (1, 0, 1)
    assert standing()["a网格"] == before["a网格"]
    assert queries.successors(before["b网格"]) == (standing()["c网格"],)
    assert Layer.objects.filter(name="综治").count() == 2
    assert Cell.objects.filter(layer__name="综治").count() == 4


def test_the_same_file_again_changes_nothing() -> None:
    build_city()
    bring("综治", grid(1, "a", 114.55, 114.56))
    count = len(entries("geo"))
    done = bring("综治", grid(1, "a", 114.55, 114.56))

    assert done.is_repeated
    assert Layer.objects.count() == 1
    assert len(entries("geo")) == count


def test_broken_cells_are_refused_one_by_one_with_their_reason() -> None:
    build_city()
    line = Feature(
        2, {"id": "x", "name": "断线"}, {"type": "LineString", "coordinates": [[114, 36], [115, 37]]}
    )
    away = grid(3, "away", 120.0, 120.1, village="")
    done = bring("综治", grid(1, "a", 114.55, 114.56), line, away, grid(4, "a", 114.57, 114.58))

    assert done.fates == {"taken": 1, "refused": 3}
    assert [note.partition("”")[0] for note in done.notes] == ["“断线", "“away网格", "“a网格"]
    assert Cell.objects.filter(fate="refused").count() == 3


def test_without_a_village_code_the_outline_decides() -> None:
    build_city()
    done = bring("综治", grid(1, "a", 114.55, 114.5501, village=""))

    assert done.fates == {"taken": 1}
    assert Area.objects.get(name="a网格").parent_code.startswith("130403")


def test_a_file_that_is_no_map_and_a_clerk_are_refused() -> None:
    file = actions.LayerFile("综治", b"name,code", "文件")
    with pytest.raises(FileNotGeoJSON):
        actions.import_grids(actor=KEEPER, file=file, at=AT)
    with pytest.raises(NotAllowed):
        actions.import_grids(actor=NEIGHBOUR, file=file, at=AT)

    assert not Layer.objects.exists()
