"""Populations come with their day and source, and stay when an area is renamed."""

from datetime import date

import pytest

from gongzhi.core.geo import actions, queries
from gongzhi.core.geo.models import Area
from gongzhi.core.identity.testing import Cast, at
from gongzhi.core.ledger.models import Entry
from gongzhi.kernel.errors import InvalidInput, NotAllowed

NOW = at("2026-03-02 10:00")


@pytest.fixture(autouse=True)
def area(cast: Cast) -> None:
    Area.objects.create(
        code="130403",
        level=3,
        name="丛台区",
        parent_code="1304",
        valid_from=date(2021, 1, 1),
        source="区划表",
    )


def take(cast: Cast, table: str, source: str = "人口普查") -> actions.PopulationImported:
    return actions.import_population(
        actor=cast.system_admin, table=table, on=date(2020, 11, 1), source=source, at=NOW
    )


def test_populations_are_written_with_day_and_source(cast: Cast) -> None:
    done = take(cast, 'code,population\n130403,"400,000"\n130499,5\n')

    assert (done.written, done.unknown) == (1, ("130499",))
    found = queries.area("130403")
    assert (found.population, found.population_on, found.population_source) == (
        400_000,
        date(2020, 11, 1),
        "人口普查",
    )
    assert Entry.objects.filter(stream="geo", verb="geo.population_imported").count() == 1


@pytest.mark.parametrize(
    "table",
    ["", "code,population\n", "code,population\n130403,many\n", "code,population\n130403,0\n", "a,b\n1,2\n"],
)
def test_a_wrong_table_writes_nothing(cast: Cast, table: str) -> None:
    with pytest.raises(InvalidInput):
        take(cast, table)

    assert Area.objects.get(code="130403").population is None


def test_a_source_is_asked_for_and_a_clerk_may_not(cast: Cast) -> None:
    with pytest.raises(InvalidInput, match="来源"):
        take(cast, "code,population\n130403,5\n", " ")
    with pytest.raises(NotAllowed):
        actions.import_population(
            actor=cast.clerk, table="code,population\n130403,5\n", on=date(2020, 11, 1), source="x", at=NOW
        )
