"""The registers of the mediation network: entered, changed, ended, imported, within one's own area."""

from datetime import date

import pytest

from gongzhi.core.identity.testing import Cast, account_of, at
from gongzhi.core.ledger.models import Entry
from gongzhi.core.matters.models import Matter
from gongzhi.core.matters.tests.shared import bring
from gongzhi.core.notify.models import Notice
from gongzhi.kernel.errors import InvalidInput, NotAllowed, NotFound
from gongzhi.systems.disputes.actions import network as acts
from gongzhi.systems.disputes.models import Committee, Lawyer, Mediator, Room
from gongzhi.systems.disputes.queries import network
from gongzhi.systems.disputes.queries.network import Wanted
from gongzhi.systems.disputes.tests.places import make_areas

NOW = at("2026-03-02 10:00")
TODAY = NOW.date()
COMMITTEE = {
    "name": "人民路街道人民调解委员会", "kind": "township", "area_code": "130403001", "seal": "人民路街道人民调解委员会",
    "term_from": "2025-01-01", "valid_from": "2020-01-01",
}  # fmt: skip
ROOM = {
    "name": "老李调解室", "area_code": "130403001001", "address": "展览路 1 号", "hours": "周一至周五 09:00-11:00",
    "minutes": "60", "takes_bookings": "是", "valid_from": "2019-06-01",
}  # fmt: skip
LAWYER = {
    "name": "周律师",
    "firm": "滏阳律师事务所",
    "licence": "11304200000001",
    "area_code": "130403",
    "is_free": "是",
    "valid_from": "2024-01-01",
}


@pytest.fixture(autouse=True)
def areas(cast: Cast) -> None:
    make_areas()


def committee(cast: Cast, **changes: str) -> Committee:
    made = acts.enter(cast.clerk, "committees", COMMITTEE | changes, NOW)
    assert isinstance(made, Committee)
    return made


def person(cast: Cast, of: Committee, name: str, **changes: str) -> Mediator:
    texts = {"committee": str(of.pk), "name": name, "seat": "member", "valid_from": "2025-01-01"} | changes
    made = acts.enter(cast.clerk, "people", texts, NOW)
    assert isinstance(made, Mediator)
    return made


def test_a_committee_is_entered_with_its_people_and_found_lawful(cast: Cast) -> None:
    made = committee(cast)
    person(cast, made, "王主任", seat="head")
    person(cast, made, "李委员", is_woman="是")
    person(cast, made, "张委员")
    person(cast, made, "赵调解", seat="mediator")

    (view,) = network.committee_views([made], TODAY)

    assert view.findings == ()
    assert [one.name for one in view.people] == ["王主任", "李委员", "张委员", "赵调解"]
    assert view.term_to == date(2027, 12, 31)
    entered = Entry.objects.filter(stream="network", verb="network.entered")
    assert entered.count() == 5


def test_the_daily_look_tells_the_desk_once_of_what_is_not_lawful(cast: Cast) -> None:
    committee(cast, term_from="2023-01-01", seal="")

    assert acts.remind(NOW) == 5
    assert acts.remind(NOW) == 0

    subjects = set(Notice.objects.filter(recipient_kind="unit").values_list("subject", flat=True))
    assert any("任期 2025-12-31 已经届满" in one for one in subjects)
    assert Notice.objects.filter(recipient_id=cast.unit("township")).count() == 5


def test_a_new_term_ends_the_alert(cast: Cast) -> None:
    made = committee(cast, term_from="2023-01-01")

    acts.begin_term(cast.clerk, made.pk, "2026-02-01", NOW)

    (view,) = network.committee_views([Committee.objects.get(pk=made.pk)], TODAY)
    assert all(finding.sort not in ("term_over", "term_ends") for finding in view.findings)
    with pytest.raises(InvalidInput, match="换届"):
        acts.begin_term(cast.clerk, made.pk, "2020-01-01", NOW)


def test_a_change_keeps_the_old_values_in_the_ledger(cast: Cast) -> None:
    made = committee(cast)

    acts.change(cast.clerk, "committees", made.pk, COMMITTEE | {"address": "人民路 5 号"}, NOW)

    entry = Entry.objects.get(stream="network", verb="network.changed")
    assert entry.data["old"] == {"address": ""}
    assert entry.data["new"] == {"address": "人民路 5 号"}


def test_an_ended_committee_stays_with_its_people_ended(cast: Cast) -> None:
    made = committee(cast)
    person(cast, made, "王主任", seat="head")

    acts.end(cast.clerk, "committees", made.pk, "2026-03-02", "并入区级", NOW)

    assert Committee.objects.get(pk=made.pk).valid_to == TODAY
    assert Mediator.objects.get(name="王主任").valid_to == TODAY
    assert not network.rows(cast.clerk, "committees", Wanted(), TODAY).exists()
    assert network.rows(cast.clerk, "committees", Wanted(state="ended"), TODAY).count() == 1
    with pytest.raises(InvalidInput, match="已经结束"):
        acts.end(cast.clerk, "committees", made.pk, "2026-04-01", "再来", NOW)


def test_the_same_name_is_listed_once(cast: Cast) -> None:
    committee(cast)

    with pytest.raises(acts.AlreadyListed):
        committee(cast)


@pytest.mark.parametrize("who", ["handler", "caller", "system_admin"])
def test_others_may_not_keep_the_registers(cast: Cast, who: str) -> None:
    with pytest.raises(NotAllowed):
        acts.enter(cast[who], "committees", COMMITTEE, NOW)


def test_the_neighbour_neither_enters_nor_finds_what_is_not_in_its_area(cast: Cast) -> None:
    made = committee(cast)

    with pytest.raises(InvalidInput, match="不在您单位的范围"):
        acts.enter(cast.neighbour, "committees", COMMITTEE, NOW)
    with pytest.raises(NotFound):
        acts.change(cast.neighbour, "committees", made.pk, COMMITTEE, NOW)
    with pytest.raises(NotFound):
        acts.end(cast.neighbour, "committees", made.pk, "2026-03-02", "x", NOW)
    assert not network.rows(cast.neighbour, "committees", Wanted(state="all"), TODAY).exists()
    assert network.rows(cast.parent_clerk, "committees", Wanted(), TODAY).exists()


@pytest.mark.parametrize(
    ("register", "changes", "field"),
    [
        ("committees", {"name": ""}, "name"),
        ("committees", {"kind": "club"}, "kind"),
        ("committees", {"area_code": "999999"}, "area_code"),
        ("committees", {"area_code": "x"}, "area_code"),
        ("committees", {"term_from": "soon"}, "term_from"),
        ("committees", {"telephone": "电话"}, "telephone"),
        ("committees", {"is_mixed": "maybe"}, "is_mixed"),
        ("rooms", {"area_code": "130403"}, "area_code"),
        ("rooms", {"hours": "整天"}, "hours"),
        ("rooms", {"minutes": "5"}, "minutes"),
        ("rooms", {"lon": "114.5"}, "lon"),
        ("rooms", {"lon": "200", "lat": "36"}, "lon"),
        ("rooms", {"lon": "east", "lat": "36"}, "lon"),
        ("rooms", {"committee": "没有的"}, "committee"),
        ("lawyers", {"is_free": "", "fee": ""}, "fee"),
        ("lawyers", {"name": "长" * 61}, "name"),
    ],
)
def test_a_wrong_entry_is_refused_by_its_field(
    cast: Cast, register: str, changes: dict[str, str], field: str
) -> None:
    texts = {"committees": COMMITTEE, "rooms": ROOM, "lawyers": LAWYER}[register] | changes

    with pytest.raises(InvalidInput) as refused:
        acts.enter(cast.clerk, register, texts, NOW)

    assert refused.value.facts["field"] == field


def test_training_is_noted_once(cast: Cast) -> None:
    one = person(cast, committee(cast), "王主任")

    acts.train(cast.clerk, one.pk, "2026-02-01", "4.5", "民法典", NOW)
    acts.train(cast.clerk, one.pk, "2026-02-01", "4.5", "民法典", NOW)

    assert one.trainings.count() == 1
    for hours, theme in (("0", "x"), ("x", "x"), ("4", "")):
        with pytest.raises(InvalidInput):
            acts.train(cast.clerk, one.pk, "2026-02-01", hours, theme, NOW)


def test_a_file_is_taken_in_row_by_row_and_wrong_rows_are_told(cast: Cast) -> None:
    rows = [
        {"名称": "联纺街道人民调解委员会", "类型": "乡镇（街道）人民调解委员会", "所在区划代码": "130403002", "本届任期起": "2025/01/01", "起始日期": "2025-01-01"},
        {"名称": "", "类型": "village", "所在区划代码": "130403002", "本届任期起": "2025-01-01", "起始日期": "2025-01-01"},
        {"名称": "邯山的", "类型": "village", "所在区划代码": "130402001", "本届任期起": "2025-01-01", "起始日期": "2025-01-01"},
    ]  # fmt: skip

    taken = acts.import_rows(cast.clerk, "committees", rows, NOW)

    assert taken.entered == 1
    assert [line for line, _why in taken.refused] == [3, 4]
    assert "不在您单位的范围" in taken.refused[1][1]


def test_mediators_are_offered_with_the_field_and_the_nearest_first(cast: Cast) -> None:
    near = committee(cast)
    trade = committee(
        cast, name="丛台区医疗纠纷人民调解委员会", kind="trade", field="medical", area_code="130403"
    )
    person(cast, near, "近处的", account="handler")
    person(cast, trade, "懂医的")

    medical = network.mediators_for("130403001001", "medical_mediation", NOW)
    general = network.mediators_for("130403001001", "peoples_mediation", NOW)

    assert [one.name for one in medical] == ["懂医的", "近处的"]
    assert [one.name for one in general] == ["近处的"]
    assert general[0].account_id == account_of(cast.handler)
    assert network.committee(near.pk) == near
    assert network.mediator_candidate(general[0].id)[0] == "近处的"
    assert network.mediators_for("130402001", "peoples_mediation", NOW) == []


def test_a_lawyer_who_mediated_does_not_represent_in_the_same_dispute(cast: Cast) -> None:
    lawyer = acts.enter(cast.clerk, "lawyers", LAWYER, NOW)
    assert isinstance(lawyer, Lawyer)
    given, other = bring(), bring()
    Matter.objects.filter(id__in=[given.matter_id, other.matter_id]).update(system="disputes")

    acts.engage_lawyer(cast.clerk, given.number, lawyer.pk, "mediates", NOW)

    with pytest.raises(acts.LawyerConflict, match="不能再代理"):
        acts.engage_lawyer(cast.clerk, given.number, lawyer.pk, "represents", NOW)
    acts.engage_lawyer(cast.clerk, other.number, lawyer.pk, "represents", NOW)
    assert [one.capacity for one in network.lawyers_in(given.matter_id)] == ["mediates"]
    with pytest.raises(NotFound):
        acts.engage_lawyer(cast.neighbour, given.number, lawyer.pk, "mediates", NOW)
    with pytest.raises(NotAllowed):
        acts.engage_lawyer(cast.handler, given.number, lawyer.pk, "mediates", NOW)


def test_coverage_comes_out_of_the_records(cast: Cast) -> None:
    acts.enter(cast.clerk, "rooms", ROOM, NOW)
    whole, (county,) = network.coverage_for(cast.clerk, date(2019, 12, 31))

    assert (whole.rooms, whole.new, whole.covered, whole.townships) == (1, 1, 1, 2)
    assert [one.name for one in county.townships if one.code in county.figures.gaps] == ["联纺街道"]

    acts.enter(
        cast.clerk,
        "rooms",
        ROOM | {"name": "联纺调解室", "area_code": "130403002", "valid_from": "2020-01-01"},
        NOW,
    )
    assert network.coverage_for(cast.clerk, TODAY)[0].percent == 100.0
    room = Room.objects.get(name="联纺调解室")
    acts.end(cast.clerk, "rooms", room.pk, "2026-03-02", "搬走", NOW)
    assert network.coverage_for(cast.clerk, TODAY)[0].percent == 50.0
    assert network.coverage_for(cast.clerk, date(2026, 3, 1))[0].percent == 100.0
    assert network.coverage_for(cast.parent_clerk, TODAY)[0].townships == 3
