"""Building the tree."""

from time import monotonic

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gongzhi.core.ledger.queries import entries
from gongzhi.core.orgs import cache, queries
from gongzhi.core.orgs.actions import import_areas
from gongzhi.core.orgs.models import Duty, Unit, UnitKind
from gongzhi.core.orgs.rules.tables import DivisionsInvalid
from gongzhi.core.orgs.tests.shared import ADMIN, AT, CITY, TABLE, build, unit

pytestmark = pytest.mark.django_db


def test_the_tree_stands_after_one_import() -> None:
    built = build()

    root = queries.root()
    assert (root.name, root.depth) == ("邯郸市社会治理服务中心(12345)", 1)
    township = unit("130402001")
    assert township.name == "邯山区火磨街道社会治理服务中心"
    assert queries.unit_path(township.id) == (root.id, unit("130402").id, township.id)
    village = unit("130402001006")
    assert (village.kind, village.depth, village.parent_id) == (UnitKind.VILLAGE, 4, township.id)
    assert unit("130402-fire").name == "邯山区消防救援大队"
    assert built.units == built.total == Unit.objects.count()
    assert built.duties == Duty.objects.count() > 100


def test_importing_again_changes_nothing() -> None:
    build()
    before = list(Unit.objects.order_by("id").values())

    again = build()

    assert (again.units, again.duties, again.categories) == (0, 0, 0)
    assert list(Unit.objects.order_by("id").values()) == before
    assert [entry.verb for entry in entries("orgs")] == ["orgs.areas_imported"]


def test_a_new_township_is_added_to_what_stands() -> None:
    build()

    built = import_areas(ADMIN, CITY, TABLE + "130403002,4,联纺街道,130403\n", "新表", AT)

    assert built.units == 1
    assert unit("130403002").parent_id == unit("130403").id


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("130403002,7,联纺街道,130403", "level"),
        ("13040300,4,联纺街道,130403", "9 位数字"),
        ("130403002,4,,130403", "没有 name"),
        ("130403002,4,联纺街道,130402", "不在 parent_code"),
        ("130499001,4,某街道,130499", "不在表里"),
        ("130403001,4,人民路街道,130403", "重复"),
    ],
)
def test_a_faulty_table_is_refused_whole(row: str, why: str) -> None:
    with pytest.raises(DivisionsInvalid, match=why):
        import_areas(ADMIN, CITY, TABLE + row + "\n", "坏表", AT)

    assert not Unit.objects.exists()


def test_an_empty_table_is_refused() -> None:
    with pytest.raises(DivisionsInvalid, match="表是空的"):
        import_areas(ADMIN, CITY, "code,level,name,parent_code\n", "空表", AT)


def test_the_owner_of_a_place_is_the_nearest_centre() -> None:
    build()

    assert queries.area_owner("130402001006") == unit("130402001").id
    assert queries.area_owner("130402001006003") == unit("130402001").id
    assert queries.area_owner("130402999") == unit("130402").id
    assert queries.area_owner("990000") == queries.root().id
    assert queries.area_owner("") == queries.root().id


def test_without_units_nobody_owns_anything() -> None:
    with pytest.raises(queries.NoUnits):
        queries.area_owner("130402")
    with pytest.raises(queries.NoUnits):
        queries.root()


@pytest.mark.parametrize(
    ("category", "area", "lead"),
    [
        ("noise.construction", "130402001006", "130402-urban"),
        ("noise.living", "130403", "130403-police"),
        ("city.parks", "130402", "130402-urban"),
        ("utility.heat", "130402001", "1304-heat_company"),
        ("labour.wages", "1304", "1304-labour"),
        ("security.elderly", "130403001001", "130403-civil"),
    ],
)
def test_a_duty_is_found_by_the_nearest_area_and_the_deepest_category(
    category: str, area: str, lead: str
) -> None:
    build()

    found = queries.duty_for(category, area, AT.date())

    assert found is not None
    assert found.lead.code == lead
    assert found.law


def test_every_category_has_a_lead_in_every_county() -> None:
    build()

    for category in queries.categories():
        assert queries.duty_for(category.code, "130402", AT.date()) is not None, category.code


def test_nobody_has_a_duty_before_the_tree_stood_or_in_another_city() -> None:
    build()

    assert queries.duty_for("noise.living", "130402", CITY.valid_from.replace(year=2020)) is None
    assert queries.duty_for("noise.living", "990001", AT.date()) is None


def test_departments_of_an_area_come_nearest_first() -> None:
    build()

    codes = [one.code for one in queries.departments_for("130402001")]

    assert codes[0].startswith("130402-")
    assert codes[-1].startswith("1304-")


def test_hot_reads_ask_the_database_nothing() -> None:
    build()
    cache.snapshot()

    with CaptureQueriesContext(connection) as asked:
        owner = queries.area_owner("130402001006")
        queries.unit_path(owner)
        queries.unit_name(owner)
        queries.local_limits()
        queries.category_title("noise.living")

    assert len(asked) == 0


def test_after_a_second_one_query_asks_whether_anything_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    build()
    cache.snapshot()
    monkeypatch.setattr(cache, "FRESH", 0.0)

    with CaptureQueriesContext(connection) as asked:
        queries.area_owner("130402")

    assert len(asked) == 1


def test_reading_is_fast() -> None:
    build()
    cache.snapshot()
    started = monotonic()

    for _ in range(10_000):
        queries.area_owner("130402001006")

    assert monotonic() - started < 1


def test_titles_and_names_have_an_answer_for_the_unknown() -> None:
    build()

    assert queries.category_title("noise.living") == "噪音 / 生活噪音"
    assert queries.category_title("noise") == "噪音"
    assert queries.category_title("无") == "无"
    assert queries.unit_name(None) == queries.unit_name(-1) == ""
    assert queries.category("无") is None
    codes = [category.code for category in queries.categories()]
    assert codes.index("noise") < codes.index("noise.living")
    assert [one.code for one in queries.children(unit("130402001").id)] == ["130402001006", "130402001007"]
