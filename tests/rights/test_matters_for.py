"""Rights over matters against the real table: who sees which matter, and that it stays one filter of the database."""

from collections.abc import Callable
from dataclasses import replace
from itertools import count

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gongzhi.core.access.queries import given, matters_for, owned, require
from gongzhi.core.identity.testing import GRID, Cast, at
from gongzhi.core.matters.models import Matter, Task
from gongzhi.core.orgs.actions.change import Part, merge_units
from gongzhi.kernel.actor import SYSTEM, Actor
from gongzhi.kernel.errors import NotAllowed, NotFound

NOW = at("2026-03-02 09:00")
Make = Callable[..., Matter]
_numbers = count(1_000_001)


@pytest.fixture
def make(cast: Cast) -> Make:
    """Return what writes one matter with an owner, and tasks for units."""

    def made(owner: str, *, tasks: tuple[str, ...] = (), state: str = "sent", **columns: object) -> Matter:
        path = list(cast.units[owner].path)
        number = next(_numbers)
        values: dict[str, object] = {
            "id": number, "number": f"GZ-{number}", "system": "grid", "channel": "web", "title": "路灯不亮", "text": "路灯不亮",
            "opened_at": NOW, "brought_at": NOW, "status": "received", "stage": "intake", "owner_id": path[-1],
            **{f"owner_l{depth}": unit for depth, unit in enumerate(path, 1)}, **columns,
        }  # fmt: skip
        matter = Matter(**values)
        matter.save(force_insert=True)
        for n, unit in enumerate(tasks):
            Task(
                matter_id=matter.id, proceeding_id=matter.id, unit_id=cast.unit(unit),
                role="lead" if n == 0 else "helper", state=state, sent_at=NOW,
            ).save()  # fmt: skip
        return matter

    return made


def seen_by(cast: Cast, matter: Matter) -> set[str]:
    """Return the names of all in the cast (and citizen, public) who see a matter."""
    people: dict[str, Actor] = {
        **cast.actors,
        "public": cast.public,
        "citizen": cast.citizen(matter.id),
        "other_citizen": cast.citizen(matter.id + 1),
    }
    rows = Matter.objects.filter(id=matter.id)
    return {name for name, actor in people.items() if matters_for(actor, rows).exists()}


CITY = {"leader", "supervisor", "parent_clerk", "arbiter"}
DISTRICT = {"clerk", "dispatcher", "caller", "district_leader"}
TOWNSHIP = {"township_clerk"}


def test_matter_of_a_township_is_seen_up_its_line_only(cast: Cast, make: Make) -> None:
    assert seen_by(cast, make("township")) == CITY | DISTRICT | TOWNSHIP | {"citizen"}


def test_matter_of_a_district_is_not_seen_below(cast: Cast, make: Make) -> None:
    assert seen_by(cast, make("district")) == CITY | DISTRICT | {"citizen"}


def test_grid_worker_sees_the_own_grid(cast: Cast, make: Make) -> None:
    inside = make("township", village_code=GRID[:12], grid_code=GRID)
    beside = make("township", village_code=GRID[:12], grid_code=GRID[:12] + "002")

    assert "grid_worker" in seen_by(cast, inside)
    assert "grid_worker" not in seen_by(cast, beside)


@pytest.mark.parametrize("state", ["sent", "answered", "returned"])
def test_bodies_that_have_or_had_a_task_see_the_matter(cast: Cast, make: Make, state: str) -> None:
    matter = make("township", tasks=("department", "other"), state=state)

    assert seen_by(cast, matter) == CITY | DISTRICT | TOWNSHIP | {
        "citizen", "handler", "reviewer", "department_leader", "other_handler",
    }  # fmt: skip


def test_task_of_a_station_is_seen_by_those_who_lead_its_department(cast: Cast, make: Make) -> None:
    seen = seen_by(cast, make("township", tasks=("station",)))

    assert {"station_handler", "department_leader"} <= seen
    assert not {"handler", "reviewer"} & seen


def test_sealed_matter_is_open_to_its_owner_and_those_given_a_task_only(cast: Cast, make: Make) -> None:
    matter = make("district", tasks=("department",), is_sealed=True, is_public=True, grid_code=GRID)

    assert seen_by(cast, matter) == DISTRICT | {"citizen", "handler", "reviewer", "department_leader"}


def test_complained_unit_and_those_below_never_see_the_matter_but_its_superiors_do(
    cast: Cast, make: Make
) -> None:
    complained = [cast.unit("complained")]
    matter = make("district", tasks=("complained", "below"), complained_units=complained)

    assert seen_by(cast, matter) == CITY | DISTRICT | {"citizen"}


def test_complaint_about_a_district_is_hidden_from_all_below_it(cast: Cast, make: Make) -> None:
    matter = make("city", tasks=("department", "other"), complained_units=[cast.unit("district")])

    assert seen_by(cast, matter) == CITY | {"citizen", "other_handler"}


def test_complaint_stays_hidden_after_the_unit_was_merged(cast: Cast, make: Make) -> None:
    matter = make("city", complained_units=[cast.unit("district")])
    made = merge_units(
        SYSTEM, ["district", "neighbour"], Part("new", "新区中心"), at("2026-02-01 00:00").date(), NOW
    )
    clerk = replace(cast.clerk, unit_id=made.id, unit_path=tuple(made.path))

    assert not matters_for(clerk, Matter.objects.filter(id=matter.id)).exists()


def test_old_matters_of_merged_units_add_up(cast: Cast, make: Make) -> None:
    mine, theirs = make("district"), make("neighbour", tasks=("other",))
    made = merge_units(
        SYSTEM, ["district", "neighbour"], Part("new", "新区中心"), at("2026-02-01 00:00").date(), NOW
    )
    clerk = replace(cast.clerk, unit_id=made.id, unit_path=tuple(made.path))

    assert set(matters_for(clerk, Matter.objects.all())) == {mine, theirs}


def test_public_sees_what_was_made_public(cast: Cast, make: Make) -> None:
    seen = seen_by(cast, make("township", is_public=True))

    assert {"public", "citizen", "other_citizen"} <= seen
    assert not {"neighbour", "system_admin", "security_admin", "audit_admin"} & seen


def test_neighbour_and_administrators_see_nothing_of_anything(cast: Cast, make: Make) -> None:
    for owner in ("city", "district", "township", "village"):
        matter = make(owner, tasks=("department", "complained"), village_code=GRID[:12], grid_code=GRID)
        seen = seen_by(cast, matter)
        assert (
            not {"neighbour", "other_handler", "system_admin", "security_admin", "audit_admin", "public"}
            & seen
        )


def test_platform_sees_all(cast: Cast, make: Make) -> None:
    make("district", is_sealed=True)

    assert matters_for(SYSTEM, Matter.objects.all()).count() == 1


def test_branches_add_up_to_the_whole(cast: Cast, make: Make) -> None:
    make("township", tasks=("department",))
    make("district", tasks=("complained",), complained_units=[cast.unit("complained")])
    make("neighbour", tasks=("department",), is_sealed=True)
    make("township", village_code=GRID[:12], grid_code=GRID)

    for name, actor in cast.actors.items():
        rows = Matter.objects.all()
        whole = set(matters_for(actor, rows))
        assert whole == set(owned(actor, rows)) | set(given(actor, rows)), name


def test_out_of_reach_is_not_found_and_wrong_role_is_not_allowed(cast: Cast, make: Make) -> None:
    matter = make("township")

    require(cast.supervisor, "matters.supervise", matter)
    with pytest.raises(NotFound):
        require(cast.neighbour, "matters.supervise", matter)
    with pytest.raises(NotAllowed):
        require(cast.clerk, "matters.supervise", matter)
    with pytest.raises(NotAllowed):
        require(cast.public, "matters.desk")


def test_rights_are_one_statement_served_by_the_index_of_the_level(cast: Cast, make: Make) -> None:
    make("district")
    with CaptureQueriesContext(connection) as found:
        list(matters_for(cast.clerk, Matter.objects.filter(is_open=True)))
    assert len([query for query in found if "matters_matter" in query["sql"]]) == 1

    rows = owned(cast.clerk, Matter.objects.filter(is_open=True)).order_by("due_at", "id")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    assert "matter_open_l2" in rows.explain()
