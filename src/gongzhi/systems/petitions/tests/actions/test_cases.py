"""Leaders own hard matters: who may take and act, what the petitioner is told, and that nobody ends his own case alone."""

from dataclasses import replace
from datetime import date

import pytest

from gongzhi.core.identity.testing import Cast, at, in_role
from gongzhi.core.ledger.queries import entries
from gongzhi.core.matters.models import Rating
from gongzhi.core.notify.models import Notice
from gongzhi.kernel.errors import InvalidInput, NotAllowed, NotFound
from gongzhi.systems.petitions.actions import cases
from gongzhi.systems.petitions.actions.cases import CannotEnd, NewCheck, NewOwner
from gongzhi.systems.petitions.models import CaseMeeting, CaseOwner
from gongzhi.systems.petitions.queries import ownership
from gongzhi.systems.petitions.tests.hard import CONTACT, NOW, bring, matter, met, move, owned, to_handling

pytestmark = pytest.mark.django_db
SOLVED = NewCheck(reached=True, solved=True, words="电话核实，信访人说路已经修好")


def verbs(given_id: int) -> list[str]:
    return [one.verb for one in entries(f"matter:{given_id}") if one.verb.startswith("case.")]


def asked(cast: Cast, owner: CaseOwner, when: str = "2026-11-10 09:00") -> None:
    cases.ask_closing(cast["district_leader"], owner.pk, "路面已恢复，信访人当面表示认可", at(when))


def test_a_leader_takes_a_case_and_the_petitioner_is_told_name_and_number(cast: Cast) -> None:
    given = bring()

    owner = owned(cast, given)

    assert (owner.name, owner.level, owner.contact) == ("孙区长", "county", CONTACT)
    told = Notice.objects.filter(
        matter_id=given.matter_id, recipient_kind="resident", key__startswith="case:"
    )
    assert {one.body for one in told} == {
        f"您反映的「{matter(given).title}」由副区长孙区长包案，办公电话 {CONTACT}。"
    }
    assert verbs(given.matter_id) == ["case.owned"]


@pytest.mark.parametrize("role", ["clerk", "dispatcher", "handler", "caller", "supervisor"])
def test_nobody_but_a_leader_takes_a_case(cast: Cast, role: str) -> None:
    with pytest.raises(NotAllowed):
        cases.take_case(in_role(cast.clerk, role), bring().number, "主任", CONTACT, NOW)


def test_out_of_reach_is_not_found(cast: Cast) -> None:
    given = bring()
    with pytest.raises(NotFound):
        cases.take_case(cast.neighbour, given.number, "区长", CONTACT, NOW)
    owner = owned(cast, given)
    with pytest.raises(NotFound):
        cases.plan_case(cast.neighbour, owner.pk, "方案", NOW)


def test_one_leader_of_a_level_owns_a_matter(cast: Cast) -> None:
    given = bring()
    owned(cast, given)
    with pytest.raises(InvalidInput, match="已经有领导包案"):
        owned(cast, given)
    cases.take_case(cast.leader, given.number, "市长", CONTACT, NOW)
    assert [one.level for one in ownership.owners_of(given.matter_id)] == ["city", "county"]


def test_a_body_that_is_complained_about_never_owns(cast: Cast) -> None:
    given = bring(complained_units=(cast.unit("complained"),))
    with pytest.raises(InvalidInput, match="不能由它的领导包案"):
        cases.appoint_owner(
            cast.dispatcher, given.number, NewOwner(cast.unit("below"), "蒋", "所长", CONTACT), NOW
        )
    with pytest.raises(NotFound):
        cases.take_case(cast["complained"], given.number, "主任", CONTACT, NOW)


def test_sealed_accusations_and_other_systems_are_not_owned(cast: Cast) -> None:
    sealed = bring(is_sealed=True, area_code="130403")
    with pytest.raises(InvalidInput, match="密封"):
        owned(cast, sealed)
    order = bring(system="grid", procedure="service_order")
    with pytest.raises(InvalidInput, match="信访事项"):
        owned(cast, order)


def test_a_centre_appoints_leaders_of_its_own_line_only(cast: Cast) -> None:
    given = bring()
    made = cases.appoint_owner(
        cast.dispatcher, given.number, NewOwner(cast.unit("township"), "周书记", "街道书记", CONTACT), NOW
    )
    assert (made.level, made.account_id) == ("township", None)
    with pytest.raises(InvalidInput, match="下级单位"):
        cases.appoint_owner(
            cast.dispatcher, given.number, NewOwner(cast.unit("other"), "韩", "局长", CONTACT), NOW
        )
    with pytest.raises(NotAllowed):
        cases.appoint_owner(
            cast.caller, given.number, NewOwner(cast.unit("district"), "韩", "局长", CONTACT), NOW
        )


@pytest.mark.parametrize("contact", ["", "1234", "张三家的手机", "x" * 80])
def test_a_public_work_number_is_needed(cast: Cast, contact: str) -> None:
    with pytest.raises(InvalidInput, match="办公电话"):
        cases.take_case(cast["district_leader"], bring().number, "副区长", contact, NOW)


def test_plan_meetings_and_promises_lead_from_owned_to_working(cast: Cast) -> None:
    given = bring()
    owner = owned(cast, given)
    leader = cast["district_leader"]

    def state() -> str:
        return ownership.cases_of(leader, given.number, NOW)[0].state

    assert state() == "owned"
    cases.plan_case(leader, owner.pk, "一周内现场会商，月底前恢复路面", NOW)
    assert state() == "planned"
    met(cast, owner, promised="月底前恢复路面", promise_on=date(2026, 11, 30), next_on=date(2026, 11, 20))
    assert state() == "working"
    seen = ownership.cases_of(leader, given.number, NOW)[0]
    assert (seen.next_on, len(seen.promises), seen.is_mine) == (date(2026, 11, 20), 1, True)
    with pytest.raises(InvalidInput, match="没有兑现"):
        asked(cast, owner)
    cases.keep_promise(leader, CaseMeeting.objects.get().pk, "路面已恢复", at("2026-11-09 09:00"))
    asked(cast, owner)
    assert state() == "asked"
    assert verbs(given.matter_id) == [
        "case.owned", "case.planned", "case.met", "case.promise_kept", "case.closing_asked",
    ]  # fmt: skip


def test_a_promise_has_a_day_and_days_come_in_order(cast: Cast) -> None:
    owner = owned(cast, bring())
    with pytest.raises(InvalidInput, match="哪一天以前"):
        met(cast, owner, promised="修路")
    with pytest.raises(InvalidInput, match="见面的日期之后"):
        met(cast, owner, next_on=date(2026, 11, 1))
    with pytest.raises(InvalidInput, match="不能晚于今天"):
        met(cast, owner, day=date(2026, 12, 1))


def test_the_office_logs_for_a_leader_of_its_own_unit_only(cast: Cast) -> None:
    given = bring()
    own = owned(cast, given)
    cases.plan_case(cast.dispatcher, own.pk, "方案", NOW)
    for other in (cast.caller, cast["department_leader"], cast.parent_clerk, cast.leader):
        with pytest.raises((NotAllowed, NotFound)):
            cases.plan_case(other, own.pk, "别人的方案", NOW)


def test_nobody_ends_his_case_without_a_check_by_somebody_else(cast: Cast) -> None:
    given = bring()
    to_handling(cast, given)
    owner, leader = owned(cast, given), cast["district_leader"]

    with pytest.raises(CannotEnd, match="先提出结案申请"):
        cases.end_case(leader, owner.pk, "solved", at("2026-11-11 09:00"))
    asked(cast, owner)
    with pytest.raises(CannotEnd, match="还没有独立的回访核实"):
        cases.end_case(leader, owner.pk, "solved", at("2026-11-11 09:00"))
    self_check = replace(leader, roles=frozenset({"leader", "supervisor"}))
    with pytest.raises(InvalidInput, match="不能核实自己包的案件"):
        cases.check_closing(self_check, owner.pk, SOLVED, at("2026-11-11 09:10"))
    handler = in_role(cast.handler, "caller")
    with pytest.raises(InvalidInput, match="承办过这件事的单位不能核实"):
        cases.check_closing(handler, owner.pk, SOLVED, at("2026-11-11 09:20"))
    with pytest.raises(NotAllowed):
        cases.check_closing(cast.clerk, owner.pk, SOLVED, at("2026-11-11 09:30"))

    cases.check_closing(cast.caller, owner.pk, SOLVED, at("2026-11-12 09:00"))
    ended = cases.end_case(leader, owner.pk, "solved", at("2026-11-12 10:00"))

    assert (ended.result, ended.until) == ("solved", date(2026, 11, 12))
    assert Rating.objects.get().solved is True
    assert matter(given).is_open, "the case is ended, the petition goes its lawful way"
    assert verbs(given.matter_id)[-2:] == ["case.checked", "case.ended"]


def test_not_solved_lets_the_request_fall(cast: Cast) -> None:
    given = bring()
    owner = owned(cast, given)
    asked(cast, owner)

    cases.check_closing(
        cast.caller, owner.pk, NewCheck(reached=True, solved=False, words="路没有修"), at("2026-11-12 09:00")
    )

    with pytest.raises(CannotEnd):
        cases.end_case(cast["district_leader"], owner.pk, "solved", at("2026-11-12 10:00"))
    assert ownership.cases_of(cast.clerk, given.number, NOW)[0].state == "owned"


def test_a_call_back_made_by_a_move_of_the_petition_counts_as_the_check(cast: Cast) -> None:
    given = bring()
    to_handling(cast, given)
    settled = {"petitioner_agrees": "1", "other_agrees": "1", "answer": "月底前恢复路面"}
    owner = owned(cast, given, at("2026-03-10 09:00"))
    move(cast.handler, given, "settle", at("2026-03-20 09:00"), fields=settled)
    cases.ask_closing(cast["district_leader"], owner.pk, "双方签了协议", at("2026-03-21 09:00"))
    assert "还没有独立" in str(ownership.why_not_end(CaseOwner.objects.get()))

    call = {"reached": "1", "solved": "yes", "satisfied": "5"}
    move(cast.caller, given, "call_back", at("2026-03-22 09:00"), fields=call)

    assert ownership.why_not_end(CaseOwner.objects.get()) is None
    cases.end_case(cast["district_leader"], owner.pk, "lawful_end", at("2026-03-23 09:00"))


def test_a_look_at_the_place_stands_for_a_call_only_after_three_tries_on_three_days(cast: Cast) -> None:
    given = bring()
    owner = owned(cast, given)
    asked(cast, owner)
    seen = NewCheck(reached=False, solved=True, words="到现场看，路面平整", is_seen=True)
    missed = NewCheck(reached=False, solved=None, words="没有人接")
    for day in (11, 11, 12):
        cases.check_closing(cast.caller, owner.pk, missed, at(f"2026-11-{day} 09:{day}"))
    with pytest.raises(InvalidInput, match="三个不同的日子"):
        cases.check_closing(cast.caller, owner.pk, seen, at("2026-11-12 15:00"))
    cases.check_closing(cast.caller, owner.pk, missed, at("2026-11-13 09:00"))

    cases.check_closing(cast.caller, owner.pk, seen, at("2026-11-13 15:00"))

    assert (
        cases.end_case(cast["district_leader"], owner.pk, "solved", at("2026-11-14 09:00")).result == "solved"
    )


def test_an_open_matter_is_never_lawfully_ended(cast: Cast) -> None:
    owner = owned(cast, bring())
    asked(cast, owner)
    cases.check_closing(cast.caller, owner.pk, SOLVED, at("2026-11-12 09:00"))
    with pytest.raises(CannotEnd, match="还没有依法办结"):
        cases.end_case(cast["district_leader"], owner.pk, "lawful_end", at("2026-11-12 10:00"))


def test_a_leader_is_released_with_a_reason_and_the_matter_is_unowned_again(cast: Cast) -> None:
    given = bring()
    owner = owned(cast, given)
    with pytest.raises(InvalidInput, match="为什么换人"):
        cases.hand_on(cast.dispatcher, owner.pk, " ", NOW)
    with pytest.raises((NotAllowed, NotFound)):
        cases.hand_on(in_role(cast["township_clerk"], "dispatcher"), owner.pk, "调动", NOW)

    cases.hand_on(cast.dispatcher, owner.pk, "工作调动", NOW)

    assert ownership.owners_of(given.matter_id) == []
    assert owned(cast, given).until is None
