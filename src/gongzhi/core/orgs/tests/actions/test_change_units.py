"""Dated changes of the tree."""

from datetime import date

import pytest

from gongzhi.core.ledger.queries import entries
from gongzhi.core.orgs import queries
from gongzhi.core.orgs.actions import (
    NewUnit,
    Part,
    add_unit,
    close_unit,
    merge_units,
    rename_unit,
    split_unit,
)
from gongzhi.core.orgs.actions.change import ChangeRefused
from gongzhi.core.orgs.models import Duty, Unit
from gongzhi.core.orgs.tests.shared import ADMIN, AT, build, unit
from gongzhi.kernel.errors import InvalidInput, NotFound

pytestmark = pytest.mark.django_db
ON = date(2026, 3, 1)


@pytest.fixture(autouse=True)
def city() -> None:
    build()


def test_two_merged_townships_stand_on_in_one() -> None:
    one, two = unit("130402001"), unit("130402002")

    made = merge_units(ADMIN, ["130402001", "130402002"], Part("130402001", "新火磨街道"), ON, AT, "撤并")

    assert set(queries.unit_ids_standing_for(made.id)) == {made.id, one.id, two.id}
    assert [after.id for after in queries.successors(one.id)] == [made.id]
    assert queries.area_owner("130402001006") == queries.area_owner("130402002001") == made.id
    assert queries.unit(one.id).valid_to == ON
    assert queries.unit_name(one.id) == "邯山区火磨街道社会治理服务中心"
    assert {child.code for child in queries.children(made.id)} == {
        "130402001006",
        "130402001007",
        "130402002001",
    }
    for child in queries.children(made.id):
        assert queries.unit_path(child.id) == (*made.path, child.id)
        assert child.depth == 4


def test_a_merger_is_told_in_the_ledger() -> None:
    merge_units(ADMIN, ["130402001", "130402002"], Part("130402001", "新火磨街道"), ON, AT, "撤并")

    entry = entries("orgs")[-1]
    assert (entry.verb, entry.why, entry.actor_name) == ("orgs.merged", "撤并", "赵管理")
    assert [old["code"] for old in entry.data["old"]] == ["130402001", "130402002"]
    assert entry.data["on"] == "2026-03-01"


def test_mergers_one_after_another_still_add_up() -> None:
    first = merge_units(ADMIN, ["130402001", "130402002"], Part("130402009", "甲街道"), ON, AT)
    other = unit("130403001")
    last = merge_units(ADMIN, ["130402009", "130403001"], Part("130402010", "乙街道"), date(2026, 3, 2), AT)

    assert {first.id, other.id} < set(queries.unit_ids_standing_for(last.id))
    assert len(queries.unit_ids_standing_for(last.id)) == 5
    assert queries.area_owner("130402001006") == last.id


def test_a_merged_department_takes_its_duties_along() -> None:
    merge_units(ADMIN, ["130402-urban", "130402-environment"], Part("130402-urban", "综合执法局"), ON, AT)

    after = queries.duty_for("environment.air", "130402", ON)
    before = queries.duty_for("environment.air", "130402", date(2026, 2, 28))
    assert after is not None
    assert after.lead.name == "综合执法局"
    assert before is not None
    assert before.lead.name == "邯山区生态环境局"
    assert not Duty.objects.filter(valid_to__isnull=True, lead__valid_to__isnull=False).exists()


def test_a_renamed_unit_keeps_code_children_and_old_matters() -> None:
    old = unit("130402001")

    made = rename_unit(ADMIN, "130402001", "火磨新街道", ON, AT)

    assert unit("130402001").id == made.id != old.id
    assert old.id in queries.unit_ids_standing_for(made.id)
    assert len(queries.children(made.id)) == 2


def test_after_a_split_only_the_heir_has_the_old_matters() -> None:
    old = unit("130402001")

    heir, other = split_unit(
        ADMIN,
        "130402001",
        [Part("130402001", "东街道"), Part("130402011", "西街道")],
        ON,
        AT,
        children={"130402001007": "130402011"},
    )

    assert old.id in queries.unit_ids_standing_for(heir.id)
    assert queries.unit_ids_standing_for(other.id) == (other.id,)
    assert {one.id for one in queries.successors(old.id)} == {heir.id, other.id}
    assert [child.code for child in queries.children(other.id)] == ["130402001007"]
    assert queries.unit_path(unit("130402001007").id) == (*other.path, unit("130402001007").id)
    assert [child.code for child in queries.children(heir.id)] == ["130402001006"]


def test_a_closed_unit_is_gone_from_today_on() -> None:
    close_unit(ADMIN, "130402001006", ON, AT)

    with pytest.raises(NotFound):
        unit("130402001006")
    assert Unit.objects.filter(code="130402001006").exists()


@pytest.mark.parametrize("code", ["130402001", "130402-urban"])
def test_a_unit_with_others_below_it_or_with_duties_is_not_closed(code: str) -> None:
    with pytest.raises(ChangeRefused):
        close_unit(ADMIN, code, ON, AT)

    assert unit(code).valid_to is None


def test_what_makes_no_sense_is_refused() -> None:
    with pytest.raises(ChangeRefused):
        merge_units(ADMIN, ["130402001", "130402001"], Part("130402001", "甲"), ON, AT)
    with pytest.raises(ChangeRefused):
        split_unit(ADMIN, "130402001", [Part("130402001", "甲")], ON, AT)
    with pytest.raises(InvalidInput, match="没有编码"):
        merge_units(ADMIN, ["130402001", "nobody"], Part("130402001", "甲"), ON, AT)
    with pytest.raises(InvalidInput, match="正由另一个"):
        merge_units(ADMIN, ["130402001", "130402002"], Part("130403001", "甲"), ON, AT)
    with pytest.raises(InvalidInput, match="还没有到"):
        rename_unit(ADMIN, "130402001", "甲", date(2026, 3, 3), AT)
    with pytest.raises(InvalidInput, match="才有"):
        rename_unit(ADMIN, "130402001", "甲", date(2021, 1, 1), AT)
    with pytest.raises(InvalidInput, match="写错了"):
        split_unit(
            ADMIN, "130402001", [Part("130402001", "甲"), Part("1", "乙")], ON, AT, children={"x": "1"}
        )
    assert len(entries("orgs")) == 1


def test_a_committee_is_added_below_a_township() -> None:
    above = unit("130402001")

    made = add_unit(
        ADMIN,
        NewUnit("130402001-tjw", "火磨街道人民调解委员会", "committee", "130402001"),
        ON,
        AT,
        "成立批复",
    )

    assert made.path == [*above.path, made.id]
    assert (made.depth, made.area_code, made.kind) == (above.depth + 1, above.area_code, "committee")
    assert made.id in {child.id for child in queries.children(above.id)}
    assert queries.area_owner(above.area_code) == above.id, "matters of the place still come to its centre"
    assert (entries("orgs")[-1].verb, entries("orgs")[-1].why) == ("orgs.added", "成立批复")


@pytest.mark.parametrize(
    "new",
    [
        NewUnit("130402001", "重号", "committee", "130402002"),
        NewUnit("x y", "编码有空格", "committee", "130402002"),
        NewUnit("tjw-1", " ", "committee", "130402002"),
        NewUnit("tjw-1", "没有这种", "guild", "130402002"),
        NewUnit("tjw-1", "没有上级", "committee", "999999"),
    ],
    ids=lambda new: new.name.strip() or "no name",
)
def test_a_unit_that_cannot_be_is_refused(new: NewUnit) -> None:
    with pytest.raises(InvalidInput):
        add_unit(ADMIN, new, ON, AT)

    assert not Unit.objects.filter(name=new.name).exists()
