"""Broken outlines are refused in a sentence that says where and what to do."""

import json
from pathlib import Path

import numpy as np
import pytest
import shapely

from gongzhi.core.geo.rules import outlines
from gongzhi.core.geo.rules.datum import Datum

GOOD = [[114.0, 36.0], [115.0, 36.0], [115.0, 37.0], [114.0, 37.0], [114.0, 36.0]]
TAIPEI = Path(__file__).parents[6].parent / "shared" / "data" / "admin" / "taipei_villages.geojson"


def polygon(*rings: object) -> dict[str, object]:
    return {"type": "Polygon", "coordinates": list(rings)}


@pytest.mark.parametrize(
    ("geometry", "error", "words"),
    [
        (None, outlines.NotAnOutline, "不是面"),
        ({"type": "Point", "coordinates": [1, 2]}, outlines.NotAnOutline, "Point"),
        (polygon(), outlines.TooFewPoints, "三个"),
        (polygon([]), outlines.TooFewPoints, "三个"),
        (polygon("x"), outlines.TooFewPoints, "三个"),
        (polygon(GOOD[:2] + GOOD[:1]), outlines.TooFewPoints, "三个"),
        (polygon([[1, 1], [2, 2], [3, 3], [1, 1]]), outlines.OutlineInvalid, "“东街”"),
        (polygon([*GOOD[:4], [114.0, 36.1]]), outlines.RingNotClosed, "闭合"),
        (polygon([*GOOD[:4], [float("nan"), 36.0]]), outlines.NotNumbers, "不是数字"),
        (polygon([*GOOD[:4], ["114", 36.0]]), outlines.NotNumbers, "不是数字"),
        (polygon([*GOOD[:4], [114.0]]), outlines.NotNumbers, "不是数字"),
        (polygon([*GOOD[:4], None]), outlines.NotNumbers, "不是数字"),
        (polygon([[y, x] for x, y in GOOD]), outlines.OutOfRange, "(36,114)"),
        (polygon([[x * 4000, y * 100000] for x, y in GOOD]), outlines.OutOfRange, "先转换成经纬度"),
        (polygon([GOOD[0], GOOD[2], GOOD[1], GOOD[3], GOOD[0]]), outlines.CrossesItself, "纬度 36.5"),
        (polygon(GOOD, [[x + 5, y] for x, y in GOOD]), outlines.HoleOutside, "伸到了界线外面"),
        (
            {"type": "MultiPolygon", "coordinates": [[GOOD], [[[114.2, 36.2], [114.4, 36.2], [114.4, 36.4], [114.2, 36.2]]]]},
            outlines.PartsOverlap,
            "相互重叠",
        ),
        ({"type": "MultiPolygon", "coordinates": [[]]}, outlines.TooFewPoints, "三个"),
        (polygon(None), outlines.TooFewPoints, "三个"),
        ({"type": "MultiPolygon"}, outlines.TooFewPoints, "三个"),
        ({"type": "Polygon"}, outlines.TooFewPoints, "三个"),
        (polygon([[114, 36], [115, 36], [116, 36], [114, 36]]), outlines.OutlineInvalid, "界线"),
    ],
)  # fmt: skip
def test_a_broken_outline_is_refused_with_its_reason(
    geometry: object, error: type[outlines.OutlineInvalid], words: str
) -> None:
    with pytest.raises(error) as caught:
        outlines.outline("东街", geometry)

    sentence = caught.value.sentence()
    assert words in sentence
    assert "“东街”" in sentence
    assert sentence.endswith("。")


def test_a_good_outline_comes_back_flat_and_in_wgs84() -> None:
    high = [[x, y, 80.0] for x, y in GOOD]

    assert outlines.outline("东街", polygon(high)).equals(shapely.box(114, 36, 115, 37))
    assert outlines.outline("东街", polygon(GOOD), Datum.GCJ02).bounds[0] < 114


@pytest.mark.parametrize(
    "content", [b"", b"[]", b"{}", b'{"features": 3}', b'{"features": [3]}', b"\xff\xfe", b"null"]
)
def test_what_is_no_collection_of_features_is_refused(content: bytes) -> None:
    with pytest.raises(outlines.FileNotGeoJSON):
        outlines.read_features(content)


def test_properties_are_read_under_any_of_their_names() -> None:
    file = {
        "type": "FeatureCollection",
        "features": [{"properties": {"adcode": 130403, "name": " "}, "geometry": None}],
    }
    (found,) = outlines.read_features(json.dumps(file).encode())

    assert found.text("code", "adcode") == "130403"
    assert found.text("title") == found.text("name") == ""


def test_a_shape_made_elsewhere_is_checked_alike() -> None:
    with np.errstate(invalid="ignore"):
        half = shapely.Polygon([(114, 36), (115, 36), (float("nan"), 37), (114, 36)])

    with pytest.raises(outlines.NotNumbers):
        outlines.check("东街", half)
    with pytest.raises(outlines.TooFewPoints):
        outlines.check("东街", shapely.Polygon())


def test_overlaps_are_told_with_their_share_of_the_smaller_one() -> None:
    shapes = [shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1), shapely.box(0.9, 0, 1.9, 0.5)]
    found = outlines.overlaps(["甲", "乙", "丙"], shapes)

    assert [(one.one, one.other, round(one.share, 3)) for one in found] == [
        ("乙", "丙", 0.9),
        ("甲", "丙", 0.1),
    ]
    assert outlines.overlaps(["甲"], shapes[:1]) == []


@pytest.mark.skipif(not TAIPEI.exists(), reason="the measuring data are not on this machine")
def test_of_448_real_outlines_the_one_that_crosses_itself_is_found() -> None:
    faults = []
    for one in outlines.read_features(TAIPEI.read_bytes()):
        try:
            outlines.outline(one.text("VILLAGENAM"), one.geometry)
        except outlines.OutlineInvalid as error:
            faults.append(error)

    assert [type(one) for one in faults] == [outlines.CrossesItself]
    assert "九如里" in faults[0].sentence()
