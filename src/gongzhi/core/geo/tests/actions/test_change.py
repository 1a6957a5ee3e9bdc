"""Changing the tree by date."""

from datetime import date

import pytest

from gongzhi.core.geo import actions, queries
from gongzhi.core.geo.models import Area, Succession
from gongzhi.core.geo.tests.shared import KEEPER, LATER, NEIGHBOUR, build_city, plant_tree
from gongzhi.core.ledger.queries import entries
from gongzhi.kernel.actor import Actor
from gongzhi.kernel.errors import InvalidInput, NotAllowed, NotFound

pytestmark = pytest.mark.django_db
ON = date(2026, 6, 1)


def merge(codes: list[str], code: str, name: str, actor: Actor = KEEPER) -> Area:
    return actions.succeed_areas(
        actor=actor, codes=codes, into=actions.NewArea(code, name), on=ON, at=LATER, why="邯政复〔2026〕1号"
    )


def test_after_a_merger_old_codes_lead_to_the_new_area_and_figures_add_up() -> None:
    build_city()
    spot_before = queries.locate(114.45, 36.55)
    made = merge(["130402001", "130402100"], "130402100", "北张庄镇")

    assert made.valid_from == ON
    assert queries.successors("130402001") == ("130402100",)
    assert queries.successors("130402001001") == ("130402100001",)
    assert set(queries.with_past("130402100")) == {"130402100", "130402001"}
    assert queries.with_past("130402100001") == ("130402100001", "130402001001")
    assert queries.area_name("130402001001") == "焦窑社区居民委员会"
    assert {one.code for one in queries.children("130402")} == {"130402100"}
    spot = queries.locate(114.45, 36.55)
    assert spot in {spot_before, *queries.successors(spot_before)}
    assert spot.startswith("130402100")
    assert queries.bbox("130402100") == queries.bbox("130402")
    assert entries("geo")[-1].why == "邯政复〔2026〕1号"


def test_a_number_already_used_under_the_new_code_is_passed_over() -> None:
    plant_tree()
    merge(["130402100", "130403100"], "130403100", "黄粱梦镇")

    assert queries.successors("130402100200") == ("130403100202",)
    assert queries.successors("130402100201") == ("130403100203",)


def test_a_new_name_leaves_the_code_and_the_outline() -> None:
    build_city()
    box = queries.bbox("130403009")
    actions.rename_area(actor=KEEPER, code="130403009", name="新名街道", on=ON, at=LATER)

    assert queries.area_name("130403009") == "新名街道"
    assert queries.bbox("130403009") == box
    assert queries.successors("130403009") == queries.with_past("130403009") == ("130403009",)
    assert Succession.objects.get().kind == "renamed"


@pytest.mark.parametrize(
    ("codes", "into", "error"),
    [
        (["130402001"], "130402001", InvalidInput),
        (["130402001", "130402001"], "130402001", InvalidInput),
        (["130402001", "130402"], "130402001", InvalidInput),
        (["130402001", "130402100"], "130402", InvalidInput),
        (["130402001", "130402100"], "130403009", InvalidInput),
        (["130402001", "130402999"], "130402001", NotFound),
    ],
)
def test_a_merger_that_makes_no_sense_is_refused(codes: list[str], into: str, error: type[Exception]) -> None:
    plant_tree()
    with pytest.raises(error):
        merge(codes, into, "某街道")

    assert not Succession.objects.exists()


def test_only_the_keeper_of_the_system_may() -> None:
    plant_tree()
    with pytest.raises(NotAllowed):
        merge(["130402001", "130402100"], "130402100", "北张庄镇", NEIGHBOUR)
    with pytest.raises(NotAllowed):
        actions.rename_area(actor=NEIGHBOUR, code="130402", name="某区", on=ON, at=LATER)


def test_unknown_codes_have_no_successors() -> None:
    plant_tree()

    assert queries.successors("999999") == ()
    assert queries.with_past("999999") == ("999999",)
