from dataclasses import replace

import pytest

from gongzhi.core.access.queries import reach
from gongzhi.core.access.rules.reach import Level, Reach, reach_of
from gongzhi.core.identity.rules.roles import WORK_ROLES
from gongzhi.core.identity.testing import GRID, Cast, at, in_role
from gongzhi.core.orgs.actions.change import Part, merge_units
from gongzhi.kernel.actor import PUBLIC, SYSTEM, Actor, ActorKind

STAFF = Actor(
    kind=ActorKind.STAFF, name="x", roles=frozenset({"clerk"}), unit_id=3, unit_path=(1, 2, 3), area_code=GRID
)
SELF = {1: (1,), 2: (2,), 3: (3,)}
DEPTHS = {3: 3}


def test_staff_see_what_their_unit_owns_by_one_column() -> None:
    found = reach_of(STAFF, SELF, DEPTHS)

    assert found == Reach(levels=(Level(3, (3,)),), task_units=(3,), own_units=(3,), barred_units=(1, 2, 3))
    assert found.levels[0].column == "owner_l3"
    assert Level(7, (9,)).column == "owner_id"


def test_merged_predecessors_add_up_at_their_own_depths() -> None:
    found = reach_of(STAFF, SELF | {3: (3, 30, 31)}, {3: 3, 30: 3, 31: 2})

    assert found.levels == (Level(2, (31,)), Level(3, (3, 30)))
    assert found.own_units == (3, 30, 31)
    assert found.barred_units == (1, 2, 3, 30, 31)


@pytest.mark.parametrize(
    ("code", "columns"),
    [
        ("", ()),
        ("13040300", ()),
        ("130403", (("county_code", "130403"),)),
        ("130403001", (("township_code", "130403001"),)),
        ("130403001001", (("village_code", "130403001001"),)),
        (GRID, (("village_code", GRID[:12]), ("grid_code", GRID))),
    ],
)
def test_grid_worker_sees_the_area_of_the_post_and_nothing_by_tree(
    code: str, columns: tuple[tuple[str, str], ...]
) -> None:
    found = reach_of(replace(STAFF, roles=frozenset({"grid_worker"}), area_code=code), SELF, DEPTHS)

    assert (found.area, found.levels, found.task_units, found.own_units) == (columns, (), (), ())
    assert found.nothing is (not columns)


@pytest.mark.parametrize(
    "actor",
    [
        pytest.param(replace(STAFF, roles=frozenset({role})), id=role)
        for role in ("system_admin", "security_admin", "audit_admin", "resident", "public", "unheard_of")
    ]
    + [
        pytest.param(replace(STAFF, roles=frozenset()), id="no role"),
        pytest.param(replace(STAFF, unit_id=None), id="no unit"),
    ],
)
def test_whoever_is_not_named_sees_nothing(actor: Actor) -> None:
    assert reach_of(actor, SELF, DEPTHS) == Reach()
    assert Reach().nothing


def test_others_than_staff() -> None:
    citizen = Actor(kind=ActorKind.RESIDENT, name="x", matter_ids=frozenset({8, 7}))

    assert reach_of(SYSTEM, {}, {}) == Reach(everything=True)
    assert reach_of(PUBLIC, {}, {}) == Reach(public=True)
    assert reach_of(citizen, {}, {}) == Reach(matter_ids=(7, 8), public=True)


def test_those_who_lead_a_functional_body_see_the_tasks_of_those_below(cast: Cast) -> None:
    department, station = cast.unit("department"), cast.unit("station")

    assert reach(cast["department_leader"]).task_units == (department, station)
    assert reach(cast.handler).task_units == (department,)
    assert reach(cast["district_leader"]).task_units == (cast.unit("district"),)


@pytest.mark.parametrize("role", sorted(WORK_ROLES - {"grid_worker"}))
def test_every_working_role_sees_by_place(cast: Cast, role: str) -> None:
    assert reach(in_role(cast.clerk, role)).levels == (Level(2, (cast.unit("district"),)),)


def test_merging_districts_keeps_both_in_reach(cast: Cast) -> None:
    made = merge_units(
        cast.system_admin,
        ["district", "neighbour"],
        Part("new", "新区中心"),
        at("2026-02-01 00:00").date(),
        at("2026-03-01 09:00"),
    )
    clerk = replace(cast.clerk, unit_id=made.id, unit_path=tuple(made.path))

    (level,) = reach(clerk).levels

    assert set(level.unit_ids) == {made.id, cast.unit("district"), cast.unit("neighbour")}
    assert level.column == "owner_l2"
