"""A file of letters taken in as petitions: every row registered and clocked, a way suggested, nobody classed."""

from pathlib import Path

import pytest

from gongzhi.core.clocks.models import Clock
from gongzhi.core.identity.testing import Cast, at
from gongzhi.core.matters.models import Matter
from gongzhi.core.suggest.models import Suggestion
from gongzhi.kernel.actor import SYSTEM
from gongzhi.project.cli_intake import SystemUnknown, _procedure
from gongzhi.project.intake.columns import Plan
from gongzhi.project.intake.take import Wanted, take
from gongzhi.systems.petitions.actions.suggesting import suggest_ways
from gongzhi.systems.petitions.models import Petition

pytestmark = pytest.mark.django_db
ROWS = """留言编号,留言用户,留言主题,留言时间,留言详情
1,甲,建议增设公交站,2026/3/2 9:00:00,建议在和平小区门口增设公交站。
2,乙,请查处油烟扰民,2026/3/2 9:30:00,楼下饭店油烟直排，请查处。
3,丙,,2026/3/2 9:40:00,
"""


def taken(tmp_path: Path) -> Wanted:
    path = tmp_path / "letters.csv"
    path.write_text(ROWS, encoding="utf-8")
    return Wanted(
        path,
        Plan(),
        "letter",
        at("2026-03-03 09:00"),
        refused=tmp_path / "refused.csv",
        system="petitions",
        procedure="petition",
    )


def test_every_row_is_a_petition_with_its_fifteen_days_and_no_class(cast: Cast, tmp_path: Path) -> None:
    told = take(SYSTEM, taken(tmp_path), lambda what, done, total: None)

    assert (told.accepted, told.repeated, told.refused) == (2, 0, 1)
    found = Matter.objects.order_by("id")
    assert {(one.system, one.status, one.channel) for one in found} == {("petitions", "registered", "letter")}
    assert {str(one.due_on) for one in Clock.objects.filter(term="acceptance_notice")} == {"2026-03-17"}
    assert not Petition.objects.exists()


def test_ways_are_suggested_once_and_the_class_stays_open(cast: Cast, tmp_path: Path) -> None:
    take(SYSTEM, taken(tmp_path), lambda what, done, total: None)

    first, again = suggest_ways(at("2026-03-03 10:00")), suggest_ways(at("2026-03-03 10:05"))

    assert (first, again) == ({"suggestion": 1, "duty": 1}, {})
    assert {one.value for one in Suggestion.objects.filter(kind="way")} == {"suggestion", "duty"}
    assert not Petition.objects.exists()


def test_a_system_that_takes_no_rows_in_is_named_in_full() -> None:
    assert _procedure("petitions") == "petition"
    assert _procedure("") == ""
    with pytest.raises(SystemUnknown, match="petitions"):
        _procedure("weather")
