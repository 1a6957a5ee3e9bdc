"""A case is opened by whoever mediates or by the centre's clerk, with its sides sealed and the applicant's secret given once."""

import pytest

from gongzhi.core.clocks.models import Clock
from gongzhi.core.identity.models import Resident
from gongzhi.core.identity.testing import at
from gongzhi.core.ledger.models import Entry
from gongzhi.core.matters.models import Matter
from gongzhi.core.matters.tests.shared import bring
from gongzhi.kernel.errors import Conflict, InvalidInput, NotAllowed, NotFound
from gongzhi.systems.disputes.actions import opening
from gongzhi.systems.disputes.actions.opening import CaseInput, SideInput
from gongzhi.systems.disputes.queries import cases
from gongzhi.systems.disputes.tests.shared import (
    NAME_B,
    PHONE_A,
    PHONE_B,
    Bench,
    case_of,
    matter_of,
    newest,
    now_at,
    open_one,
    side_of,
    sides,
)

pytestmark = pytest.mark.django_db


def test_a_mediator_opens_a_case_and_his_body_has_it_at_once(bench: Bench) -> None:
    given = open_one(bench.mediator)

    matter, case = matter_of(given), case_of(given)
    assert (matter.system, matter.status, matter.lead_id) == ("disputes", "applied", bench.committee)
    assert (case.unit_id, case.people, case.kind, case.cause) == (
        bench.committee,
        2,
        "peoples_mediation",
        "neighbours",
    )
    assert given.secret
    assert cases.side_for(given.number, given.secret) == side_of(given, "a")
    assert cases.side_for(given.number, "AAAA-BBBB-CCCC-DDDD") is None
    clock = Clock.objects.get(matter_id=matter.id, term="acceptance")
    assert clock.due_at == at("2026-03-06 00:00")


def test_who_the_sides_are_is_sealed_and_never_in_the_ledger(bench: Bench) -> None:
    given = open_one(bench.mediator)

    rows = Resident.objects.values_list("name_sealed", "contact_sealed")
    assert len(rows) == 2
    told = " ".join(str(one.data) for one in Entry.objects.filter(stream=matter_of(given).stream))
    for secret in (NAME_B, PHONE_A, PHONE_B, "3 号楼"):
        assert secret not in told
        assert all(secret.encode() not in bytes(column) for row in rows for column in row)


def test_a_clerk_opens_a_case_that_waits_to_be_assigned(bench: Bench) -> None:
    given = open_one(bench.cast["township_clerk"])

    assert matter_of(given).lead_id is None
    assert case_of(given).unit_id is None


def test_the_same_form_twice_is_one_case(bench: Bench) -> None:
    told = opening.Story("楼上漏水", area_code="130403001001", submit_key="form-1")
    about = CaseInput("peoples_mediation", "neighbours")
    first = opening.open_case(bench.mediator, told, about, sides(), at("2026-03-02 09:00"))

    again = opening.open_case(bench.mediator, told, about, sides(), at("2026-03-02 09:01"))

    assert (again.number, again.repeated, again.secret) == (first.number, True, "")
    assert Matter.objects.filter(system="disputes").count() == 1


@pytest.mark.parametrize(
    ("about", "parts", "field"),
    [
        (CaseInput("peoples_mediation", "nothing"), sides(), "cause"),
        (CaseInput("petition", "neighbours"), sides(), "kind"),
        (CaseInput("peoples_mediation", "neighbours"), sides()[:1], "sides"),
        (CaseInput("peoples_mediation", "neighbours"), [sides()[0], sides()[0]], "sides"),
        (CaseInput("peoples_mediation", "neighbours"), [sides()[0], SideInput("respondent", " ")], "name"),
        (CaseInput("peoples_mediation", "neighbours", amount=-1), sides(), "amount"),
    ],
)
def test_what_is_no_dispute_between_two_sides_is_refused_by_its_field(
    bench: Bench, about: CaseInput, parts: list[SideInput], field: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        opening.open_case(bench.mediator, opening.Story("吵架"), about, parts, at("2026-03-02 09:00"))

    assert refused.value.facts["field"] == field
    assert not Matter.objects.exists()


def test_nobody_without_that_duty_opens_a_case(bench: Bench) -> None:
    for wrong in (bench.cast.supervisor, bench.cast.grid_worker, bench.cast.citizen(), bench.cast.public):
        with pytest.raises(NotAllowed):
            open_one(wrong)


def test_a_service_order_goes_over_to_mediation_whole_with_its_number(bench: Bench) -> None:
    given = bring(title="楼上楼下因漏水争执", text="楼上漏水泡了我家天花板，楼上不肯赔。")
    clerk = bench.cast["township_clerk"]

    matter = opening.take_in(
        clerk, given.number, "peoples_mediation", "双方愿意坐下来谈", at("2026-03-02 10:00")
    )

    assert matter.number == given.number
    assert (newest_of(given.matter_id).procedure, newest_of(given.matter_id).is_main) == (
        "peoples_mediation",
        True,
    )
    case = opening.register_case(
        clerk,
        given.number,
        CaseInput("peoples_mediation", "neighbours", origin="matter"),
        sides(),
        at("2026-03-02 10:05"),
    )
    assert case.sides.get(code="a").resident_id == Matter.objects.get(id=given.matter_id).resident_id
    with pytest.raises(Conflict):
        opening.register_case(
            clerk, given.number, CaseInput("peoples_mediation", "neighbours"), sides(), at("2026-03-02 10:06")
        )


def test_a_petition_is_mediated_beside_and_its_clock_runs_on(bench: Bench) -> None:
    given = bring(system="petitions", procedure="petition")
    clerk = bench.cast["township_clerk"]

    opening.take_in(clerk, given.number, "administrative_mediation", "双方愿意调解", at("2026-03-03 10:00"))

    matter = Matter.objects.get(id=given.matter_id)
    assert (matter.system, matter.status) == ("petitions", "registered")
    assert not newest_of(given.matter_id).is_main
    assert Clock.objects.get(matter_id=matter.id, term="acceptance_notice").ended_at is None
    with pytest.raises(Conflict):
        opening.take_in(clerk, given.number, "peoples_mediation", "再来一次", at("2026-03-03 11:00"))


def test_another_centre_neither_finds_nor_takes_in_a_matter(bench: Bench) -> None:
    given = bring()

    with pytest.raises(NotFound):
        opening.take_in(
            bench.cast.neighbour, given.number, "peoples_mediation", "愿意", at("2026-03-02 10:00")
        )
    case = open_one(bench.mediator)
    with pytest.raises(NotFound):
        opening.add_side(bench.stranger, case.number, SideInput("third", "某人"), at("2026-03-02 10:00"))


def test_a_third_side_is_added_and_must_be_asked_too(bench: Bench) -> None:
    given = open_one(bench.mediator, agrees="in_person")

    opening.add_side(
        bench.mediator,
        given.number,
        SideInput("third", "物业公司", is_organisation=True),
        at("2026-03-02 10:00"),
    )

    assert side_of(given, "c").part == "third"
    assert now_at(given).state == "applied"
    assert newest(given).procedure == "peoples_mediation"


def newest_of(matter_id: int):  # type: ignore[no-untyped-def]
    return cases.newest_of_system(matter_id)
