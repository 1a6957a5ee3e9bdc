"""Taking in the division table."""

from datetime import date

import pytest

from gongzhi.core.geo import actions, queries
from gongzhi.core.geo.data import TREE_SOURCE, handan_tree
from gongzhi.core.geo.models import Area
from gongzhi.core.geo.tests.shared import AT, DAY, KEEPER, NEIGHBOUR, TREE, plant_tree
from gongzhi.core.ledger.queries import entries
from gongzhi.core.orgs.rules.tables import DivisionsInvalid
from gongzhi.kernel.errors import NotAllowed, NotFound

pytestmark = pytest.mark.django_db


def test_the_tree_of_handan_is_taken_in_once() -> None:
    city = actions.City("1304", "邯郸市", DAY)
    first = actions.import_areas(actor=KEEPER, city=city, table=handan_tree(), source=TREE_SOURCE, at=AT)
    second = actions.import_areas(actor=KEEPER, city=city, table=handan_tree(), source=TREE_SOURCE, at=AT)

    assert (first.added, first.total) == (6102, 6102)
    assert (second.added, second.renamed, second.missing) == (0, 0, ())
    assert [entry.verb for entry in entries("geo")] == ["geo.areas_imported"]
    assert queries.full_name("130402001006") == "邯山区火磨街道焦窑社区居民委员会"
    assert len(queries.children("1304")) == 20


def test_a_new_name_is_a_new_row_and_the_old_one_stays() -> None:
    plant_tree()
    city = actions.City("1304", "邯郸市", date(2026, 1, 1))
    table = TREE.replace("火磨街道", "和平路街道").replace("130402100201,5,张庄村民委员会,130402100\n", "")
    done = actions.import_areas(actor=KEEPER, city=city, table=table, source="新表", at=AT)

    assert (done.added, done.renamed, done.missing) == (0, 1, ("130402100201",))
    old, new = Area.objects.filter(code="130402001").order_by("valid_from")
    assert (old.name, old.valid_to) == ("火磨街道", date(2026, 1, 1))
    assert (new.name, new.valid_to) == ("和平路街道", None)
    assert queries.area_name("130402001") == "和平路街道"
    assert queries.area_from_text("邯山区和平路街道") == "130402001"
    assert list(Area.objects.standing(date(2025, 12, 31)).filter(code="130402001")) == [old]


def test_a_faulty_table_changes_nothing() -> None:
    with pytest.raises(DivisionsInvalid, match="第 2 行"):
        actions.import_areas(
            actor=KEEPER,
            city=actions.City("1304", "邯郸市", DAY),
            table=TREE.replace("130402,3", "13040,3"),
            source="",
            at=AT,
        )

    assert not Area.objects.exists()


def test_only_the_keeper_of_the_system_may() -> None:
    with pytest.raises(NotAllowed):
        actions.import_areas(
            actor=NEIGHBOUR, city=actions.City("1304", "邯郸市", DAY), table=TREE, source="", at=AT
        )

    assert not Area.objects.exists()


def test_unknown_codes_have_no_name_and_no_area() -> None:
    plant_tree()

    assert queries.area_name("") == queries.area_name("999999") == queries.full_name("") == ""
    assert queries.full_name("1304") == "邯郸市"
    assert [one.code for one in queries.ancestors("130403009001")] == [
        "130403009001",
        "130403009",
        "130403",
        "1304",
    ]
    with pytest.raises(NotFound):
        queries.area("999999")
