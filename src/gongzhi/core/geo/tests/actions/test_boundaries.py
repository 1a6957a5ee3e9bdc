"""Outlines of standing areas, real and drawn up."""

import json

import pytest
import shapely

from gongzhi.core.geo import actions, queries
from gongzhi.core.geo.actions.import_boundaries import BoundariesRefused
from gongzhi.core.geo.actions.outlining import Origin
from gongzhi.core.geo.actions.synthesize import NothingToDrawIn, RealGridsStand
from gongzhi.core.geo.data import OUTLINE_SOURCE, handan_counties, handan_tree
from gongzhi.core.geo.models import Area, Outline
from gongzhi.core.geo.rules.datum import Datum
from gongzhi.core.geo.rules.drawing import SOURCE
from gongzhi.core.geo.rules.levels import Level
from gongzhi.core.geo.rules.outlines import Feature, read_features
from gongzhi.core.geo.tests.shared import (
    AT,
    CONGTAI,
    DAY,
    HANSHAN,
    KEEPER,
    NEIGHBOUR,
    build_city,
    feature,
    outline_counties,
    plant_tree,
)
from gongzhi.core.ledger.queries import entries
from gongzhi.kernel.errors import NotAllowed

pytestmark = pytest.mark.django_db


def bring(*features: Feature, level: Level = Level.COUNTY) -> actions.BoundariesImported:
    return actions.import_boundaries(
        actor=KEEPER, level=level, features=features, datum=Datum.WGS84, origin=Origin("测试"), at=AT
    )


def test_outlines_are_found_by_code_or_by_a_name_that_one_area_bears() -> None:
    plant_tree()
    done = bring(feature(1, HANSHAN, adcode=130402), feature(2, CONGTAI, name="丛台区"))

    assert (done.outlines, done.without, done.overlaps) == (2, ("130471",), ())
    assert queries.locate(114.45, 36.55) == "130402"
    assert queries.locate_many([114.55, 114.5, 100.0], [36.55, 36.55, 36.55]) == ["130403", "130402", ""]
    assert queries.bbox("130403100201") == CONGTAI.bounds
    assert queries.bbox("1304") == (114.4, 36.5, 114.6, 36.6)
    assert queries.bbox("9999") is None
    assert not queries.is_synthetic("130402")
    assert [entry.verb for entry in entries("geo")][-1] == "geo.boundaries_imported"


def test_all_faults_of_a_file_are_told_and_nothing_is_taken_in() -> None:
    plant_tree()
    bow_tie = {"type": "Polygon", "coordinates": [[[114, 36], [115, 37], [115, 36], [114, 37], [114, 36]]]}
    with pytest.raises(BoundariesRefused) as caught:
        bring(
            feature(1, HANSHAN, code="130402"),
            feature(2, HANSHAN, code="130402"),
            feature(3, CONGTAI, code="999999", name="无名区"),
            Feature(4, {"code": "130403", "name": "丛台区"}, bow_tie),
            feature(5, CONGTAI),
        )

    starts = ("“130402”在文件里", "“无名区”(代码“999999”)", "“丛台区”的界线在", "“第 5 个图形”")
    assert len(caught.value.faults) == 4
    assert all(fault.startswith(start) for fault, start in zip(caught.value.faults, starts, strict=True))
    assert "共有 4 处问题" in caught.value.sentence()
    assert not Outline.objects.exists()


def test_overlapping_siblings_are_reported() -> None:
    plant_tree()
    done = bring(feature(1, HANSHAN, code="130402"), feature(2, HANSHAN.buffer(-0.02), code="130403"))

    assert [(one.one, one.other, one.share > 0.99) for one in done.overlaps] == [("邯山区", "丛台区", True)]


def test_the_outlines_of_handan_come_with_the_program_and_hold_together() -> None:
    city = actions.City("1304", "邯郸市", DAY)
    actions.import_areas(actor=KEEPER, city=city, table=handan_tree(), source="", at=AT)
    features = read_features(handan_counties())
    done = actions.import_boundaries(
        actor=KEEPER,
        level=Level.COUNTY,
        features=features,
        datum=Datum.GCJ02,
        origin=Origin(OUTLINE_SOURCE),
        at=AT,
    )

    assert (done.outlines, done.without, done.overlaps) == (18, ("130471", "130473"), ())
    assert queries.full_name(queries.locate(114.4775, 36.6256)) in {"丛台区", "复兴区", "邯山区"}


def test_drawn_up_borders_nest_and_say_that_they_are_drawn_up() -> None:
    done = build_city()

    assert (done.townships, done.villages, done.grids, done.without) == (4, 7, 13, ("130471",))
    grid = queries.locate(114.55, 36.55)
    assert len(grid) == 15
    assert grid.startswith("130403")
    assert queries.is_synthetic(grid)
    assert queries.full_name(grid).startswith("丛台区")
    assert Area.objects.get(code=grid).source == SOURCE
    assert Area.objects.get(code=grid).is_synthetic
    assert not Area.objects.get(code=grid[:12]).is_synthetic
    assert Outline.objects.get(area__code=grid[:12]).is_synthetic


def test_drawing_again_keeps_the_grids_and_their_ids() -> None:
    build_city()
    before = {one.code: one.pk for one in Area.objects.all()}
    actions.synthesize_grids(actor=KEEPER, city_code="1304", at=AT, seed=5)

    assert {one.code: one.pk for one in Area.objects.all()} == before


def test_without_county_outlines_nothing_is_drawn() -> None:
    plant_tree()
    with pytest.raises(NothingToDrawIn):
        actions.synthesize_grids(actor=KEEPER, city_code="1304", at=AT)


def test_drawn_up_borders_never_mix_with_real_ones() -> None:
    plant_tree()
    outline_counties()
    bring(feature(1, CONGTAI, code="130403009"), level=Level.TOWNSHIP)
    with pytest.raises(RealGridsStand, match="丛台区"):
        actions.synthesize_grids(actor=KEEPER, city_code="1304", at=AT)


def test_only_the_keeper_of_the_system_may() -> None:
    with pytest.raises(NotAllowed):
        actions.synthesize_grids(actor=NEIGHBOUR, city_code="1304", at=AT)
    with pytest.raises(NotAllowed):
        actions.import_boundaries(
            actor=NEIGHBOUR, level=Level.COUNTY, features=[], datum=Datum.WGS84, origin=Origin(""), at=AT
        )


def test_maps_get_light_outlines_of_one_parent() -> None:
    build_city()
    found = json.loads(queries.geojson(Level.GRID, "130403"))

    assert {one["properties"]["parent"][:6] for one in found["features"]} == {"130403"}
    assert all(one["properties"]["synthetic"] for one in found["features"])
    assert all(shapely.geometry.shape(one["geometry"]).is_valid for one in found["features"])
    assert queries.geojson_tag(Level.GRID, "130403") != queries.geojson_tag(Level.GRID, "130402")
    assert queries.version()
