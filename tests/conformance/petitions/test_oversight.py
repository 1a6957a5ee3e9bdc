"""Supervision with people in their posts: found from facts, ordered step by step, answered in writing, gone up when not."""

from dataclasses import replace
from datetime import date

import pytest
from tests.conformance.petitions.shared import (
    bring,
    clocks,
    matter,
    move,
    papers,
    proceeding,
    sort,
    to_handling,
    to_opinion,
    transfer,
)

from gongzhi.core.clocks.models import ClockState
from gongzhi.core.files.models import Document
from gongzhi.core.files.press import letter
from gongzhi.core.identity.testing import Cast, at
from gongzhi.core.ledger.queries import entries
from gongzhi.core.matters.actions import supervise
from gongzhi.core.matters.models import SupervisionOrder
from gongzhi.core.notify.models import Notice
from gongzhi.core.workflow.actions.perform import GuardRefused
from gongzhi.kernel.actor import Actor
from gongzhi.kernel.errors import Conflict, DomainError, InvalidInput, NotAllowed, NotFound
from gongzhi.systems.petitions.actions import escalation, improvement, oversight
from gongzhi.systems.petitions.actions.escalation import Decision
from gongzhi.systems.petitions.actions.improvement import Advice
from gongzhi.systems.petitions.actions.oversight import Ask, Proof, TalkAsk
from gongzhi.systems.petitions.models import Acceptance, Escalation, OrderGround, Talk
from gongzhi.systems.petitions.queries import oversight as found

pytestmark = pytest.mark.django_db
LATE = at("2026-05-10 09:00")


def order(cast: Cast, number: str, when: str = "2026-05-10 09:00", **changes: object) -> SupervisionOrder:
    """Issue an order as the city's supervisor."""
    ask = Ask(number, "请书面答复。", **changes)  # type: ignore[arg-type]
    return oversight.order(cast.supervisor, ask, at(when))


def paper_of(document_id: int | None) -> Document:
    """Return a letter by its id."""
    return Document.objects.get(id=document_id or 0)


def kinds(actor: Actor, when: str = "2026-05-10 09:00") -> list[str]:
    """Return which breaches somebody is shown."""
    return [one.trigger.name for one in found.breaches(actor, at(when))]


def test_a_late_opinion_is_found_from_its_clock_with_the_day_since_when(cast: Cast) -> None:
    """XF-21, art. 34, 40."""
    given = bring()
    to_handling(cast, given)

    assert kinds(cast.supervisor, "2026-05-04 23:59") == []
    (breach,) = found.breaches(cast.supervisor, LATE)

    assert breach.trigger.name == "late_handling"
    assert "2026年5月4日" in breach.evidence
    assert breach.since == at("2026-05-05 00:00")
    assert breach.unit_id == cast.unit("department")


def test_a_late_acceptance_is_found(cast: Cast) -> None:
    """XF-21, art. 22, 23, 44."""
    given = bring()
    sort(cast, given)

    assert kinds(cast.supervisor, "2026-03-18 00:00") == ["late_acceptance"]
    assert kinds(cast.supervisor, "2026-03-17 23:59") == []


def test_a_supported_opinion_that_is_not_performed_is_found(cast: Cast) -> None:
    """XF-21, art. 32, 42."""
    given = bring()
    to_opinion(cast, given, "supported", perform_by="2026-04-30")

    assert kinds(cast.supervisor, "2026-04-30 12:00") == []
    assert "not_performed" in kinds(cast.supervisor, "2026-05-01 00:00")


def test_a_petitioner_who_says_it_was_not_performed_is_enough(cast: Cast) -> None:
    """XF-21, art. 32, 42."""
    given = bring()
    to_opinion(cast, given, "supported", perform_by="2026-06-30")
    words = {"words": "一直没有来人"}
    move(cast.citizen(given.matter_id), given, "dispute_performance", at("2026-04-20 09:00"), fields=words)

    assert kinds(cast.supervisor, "2026-04-21 09:00") == ["not_performed"]


def test_a_missing_report_on_an_assignment_is_found(cast: Cast) -> None:
    """XF-21, art. 22."""
    given = bring()
    sort(cast, given)
    fields = {"lead": cast.unit("department"), "ask": "请办理", "report_on": "2026-03-20"}
    move(cast["township_clerk"], given, "assign", at("2026-03-04 09:00"), fields=fields)
    move(cast.handler, given, "accept", at("2026-03-05 09:00"), fields={"contact_person": "郑 3110000"})

    assert kinds(cast.supervisor, "2026-03-20 23:00") == []
    assert kinds(cast.supervisor, "2026-03-21 00:00") == ["report_missing"]


def test_a_petition_sent_back_twice_without_ground_is_found(cast: Cast) -> None:
    """XF-21, art. 23, 24."""
    given = bring()
    sort(cast, given)
    transfer(cast, given)
    fields = {"ground": "不在本单位职责内"}
    move(cast.handler, given, "object_competence", at("2026-03-05 09:00"), "不归我们管", fields)
    move(cast["township_clerk"], given, "agree_return", at("2026-03-05 15:00"), "确属环卫职责")
    transfer_to = {"lead": cast.unit("complained"), "ask": "请依法办理"}
    move(cast["township_clerk"], given, "transfer_again", at("2026-03-06 09:00"), "归环卫管", transfer_to)
    move(cast.complained, given, "object_competence", at("2026-03-09 09:00"), "也不归我们管", fields)

    assert kinds(cast.supervisor, "2026-03-09 10:00") == []
    move(cast["township_clerk"], given, "refuse_return", at("2026-03-09 15:00"), "三定方案写明归你单位")
    (breach,) = found.breaches(cast.supervisor, at("2026-03-10 09:00"))
    assert (breach.trigger.name, breach.unit_id) == ("returned_twice", cast.unit("complained"))


def test_a_notice_that_never_arrived_is_found(cast: Cast) -> None:
    """XF-21, art. 23, 44."""
    given = bring()
    sort(cast, given)
    Notice.objects.filter(matter_id=given.matter_id, recipient_kind="resident", channel="contact").update(
        state="parked"
    )

    assert kinds(cast.supervisor, "2026-03-06 09:00") == ["not_told"]


@pytest.mark.parametrize("who", ["handler", "reviewer", "clerk", "caller", "grid_worker", "system_admin"])
def test_who_does_not_supervise_is_shown_no_breach(cast: Cast, who: str) -> None:
    """XF-22, art. 39, 40."""
    given = bring()
    to_handling(cast, given)

    assert found.breaches(cast[who], LATE) == []


def test_a_neighbour_neither_sees_nor_orders(cast: Cast) -> None:
    """XF-21; reach."""
    given = bring()
    to_handling(cast, given)

    assert found.breaches(cast.neighbour, LATE) == []
    with pytest.raises(NotFound):
        oversight.order(cast.neighbour, Ask(given.number, "请答复"), LATE)


def test_the_line_of_a_complained_unit_is_not_shown_the_matter(cast: Cast) -> None:
    """XF-20, XF-21; art. 30."""
    given = bring(complained_units=(cast.unit("department"),))
    boss = replace(cast["department_leader"], roles=frozenset({"leader", "supervisor"}))

    assert "late_acceptance" in kinds(cast.supervisor)
    assert found.breaches(boss, LATE) == []
    assert given.number


def test_an_order_is_a_numbered_letter_with_its_ground_and_a_written_answer_due(cast: Cast) -> None:
    """XF-21, art. 40."""
    given = bring()
    to_handling(cast, given)

    made = order(cast, given.number, trigger="late_handling")

    assert made.level == "supervise"
    assert made.to_unit_id == cast.unit("department")
    ground = OrderGround.objects.get(order_id=made.pk)
    assert (ground.trigger, ground.since) == ("late_handling", at("2026-05-05 00:00"))
    assert str(clocks(given, "supervision_reply")[0].due_on) == "2026-06-09", "30 days as shipped"
    assert made.due_at == at("2026-06-10 00:00")
    paper = paper_of(made.document_id)
    assert (paper.template, paper.title) == ("supervision_letter", "督办函")
    assert letter(paper).startswith(b"%PDF")
    assert "supervised" in proceeding(given).flags
    assert [one.order for one in found.breaches(cast.supervisor, LATE)] == [made.number]


def test_an_order_for_a_breach_that_is_mended_is_refused(cast: Cast) -> None:
    """XF-21: grounds are facts."""
    given = bring()
    to_opinion(cast, given, "supported", perform_by="2026-06-30")

    with pytest.raises(Conflict, match="改正"):
        order(cast, given.number, trigger="late_handling")


def test_a_handler_or_a_clerk_of_the_owner_cannot_order(cast: Cast) -> None:
    """XF-22, art. 39, 40."""
    given = bring()
    to_handling(cast, given)

    for who in ("handler", "township_clerk", "department_leader"):
        with pytest.raises(DomainError):
            oversight.order(cast[who], Ask(given.number, "请答复"), LATE)


def test_the_written_answer_meets_the_clock_and_goes_to_the_issuer(cast: Cast) -> None:
    """XF-21, art. 40."""
    given = bring()
    to_handling(cast, given)
    made = order(cast, given.number)

    with pytest.raises(NotAllowed):
        supervise.reply_order(cast["district_leader"], made.pk, "已办", at("2026-05-20 09:00"))
    supervise.reply_order(cast.handler, made.pk, "已查明原因，5月30日前办结。", at("2026-05-20 09:00"))

    assert clocks(given, "supervision_reply")[0].state == ClockState.MET
    assert "supervised" not in proceeding(given).flags
    assert Notice.objects.filter(recipient_id=cast.unit("city"), subject__contains="督办已答复").exists()


def test_the_move_answers_the_orders_of_the_body_as_well(cast: Cast) -> None:
    """XF-21, art. 40: two ways to the same written answer."""
    given = bring()
    to_handling(cast, given)
    made = order(cast, given.number)

    words = {"words": "已经改正"}
    move(cast.handler, given, "answer_supervision", at("2026-05-20 09:00"), fields=words)

    made.refresh_from_db()
    assert made.reply == "已经改正"
    assert clocks(given, "supervision_reply")[0].state == ClockState.MET


def test_leaving_out_a_step_of_the_ladder_needs_a_reason(cast: Cast) -> None:
    """XF-22, art. 39."""
    given = bring()
    to_handling(cast, given)

    with pytest.raises(GuardRefused, match="理由"):
        order(cast, given.number, level="listed")
    made = order(cast, given.number, level="listed", why="涉及人身安全，来不及逐级督办")

    assert made.level == "listed"
    assert paper_of(made.document_id).template == "listing_notice"


def test_every_step_has_its_own_numbered_letter(cast: Cast) -> None:
    """XF-22, art. 39."""
    given = bring()
    to_handling(cast, given)

    for level in ("supervise", "call_in", "make_known", "listed"):
        order(cast, given.number, level=level)

    assert papers(given)[-4:] == ["supervision_letter", "talk_notice", "circular", "listing_notice"]
    for one in Document.objects.filter(matter_id=given.matter_id).order_by("-id")[:4]:
        assert letter(one).startswith(b"%PDF")


def test_a_talk_ends_only_with_its_record_of_what_was_promised_and_by_when(cast: Cast) -> None:
    """XF-22, art. 39."""
    given = bring()
    to_handling(cast, given)
    made = order(cast, given.number, level="call_in", why="多次催办无果")
    supervise.reply_order(cast.handler, made.pk, "局长将到会说明", at("2026-05-12 09:00"))

    with pytest.raises(InvalidInput, match="约谈还没有记录"):
        supervise.close_order(cast.supervisor, made.pk, "谈过了", at("2026-05-13 09:00"))
    ask = TalkAsk(
        at("2026-05-12 15:00"),
        "市信访局二楼会议室",
        "局长、分管副局长",
        "说明了逾期原因",
        "5月25日前作出意见",
        date(2026, 5, 25),
    )
    talk = oversight.record_talk(cast.supervisor, made.pk, ask, at("2026-05-12 17:00"))
    supervise.close_order(cast.supervisor, made.pk, "已约谈", at("2026-05-26 09:00"))

    paper = paper_of(talk.document_id)
    assert paper.template == "talk_record"
    assert letter(paper).startswith(b"%PDF")
    assert Talk.objects.get().due_on == date(2026, 5, 25)


def test_the_body_called_in_does_not_write_the_record(cast: Cast) -> None:
    """XF-22."""
    given = bring()
    to_handling(cast, given)
    made = order(cast, given.number, level="call_in", why="多次催办无果")
    ask = TalkAsk(at("2026-05-12 15:00"), "本局", "局长", "谈了", "改", date(2026, 5, 25))

    for who in ("handler", "department_leader", "district_leader", "neighbour"):
        with pytest.raises(DomainError):
            oversight.record_talk(cast[who], made.pk, ask, at("2026-05-12 17:00"))


def test_a_listing_ends_only_after_an_answer_and_an_acceptance_with_proof(cast: Cast) -> None:
    """XF-22, art. 39."""
    given = bring()
    to_handling(cast, given)
    made = order(cast, given.number, level="listed", why="久拖不决")
    proof = Proof("市信访局督查科", date(2026, 5, 30), "路面已恢复", "现场照片 3 张，入卷第 12 页")

    with pytest.raises(InvalidInput, match="书面答复"):
        supervise.close_order(cast.supervisor, made.pk, "好了", at("2026-05-30 09:00"))
    with pytest.raises(InvalidInput, match="书面答复"):
        oversight.delist(cast.supervisor, made.pk, proof, at("2026-05-30 09:00"))
    supervise.reply_order(cast.handler, made.pk, "路面已恢复", at("2026-05-29 09:00"))
    with pytest.raises(InvalidInput, match="验收"):
        supervise.close_order(cast.supervisor, made.pk, "好了", at("2026-05-30 09:00"))
    with pytest.raises(InvalidInput, match="凭证"):
        oversight.delist(cast.supervisor, made.pk, replace(proof, proof=" "), at("2026-05-30 09:00"))
    closed = oversight.delist(cast.supervisor, made.pk, proof, at("2026-05-30 10:00"))

    assert closed.closed_at == at("2026-05-30 10:00")
    assert Acceptance.objects.get(order_id=made.pk).proof.startswith("现场照片")
    assert papers(given)[-1] == "delisting_notice"


def test_an_unanswered_order_is_proposed_to_the_next_higher_supervisor_once_and_told(cast: Cast) -> None:
    """XF-21: never silently, never by itself."""
    given = bring()
    to_handling(cast, given)
    district = replace(cast["district_leader"], roles=frozenset({"leader", "supervisor"}))
    made = oversight.order(district, Ask(given.number, "请答复", due_on=date(2026, 5, 15)), LATE)

    assert escalation.propose_unanswered(at("2026-05-15 23:00")) == 0
    assert escalation.propose_unanswered(at("2026-05-16 00:00")) == 1
    assert escalation.propose_unanswered(at("2026-05-17 00:00")) == 0

    proposal = Escalation.objects.get(order_id=made.pk)
    assert (proposal.unit_id, proposal.level) == (cast.unit("city"), "call_in")
    assert {one.recipient_id for one in Notice.objects.filter(key=f"escalation:{proposal.pk}")} == {
        cast.unit("city"),
        cast.unit("district"),
    }
    assert [one.verb for one in entries(matter(given).stream)][-1] == "petition.escalated"
    assert SupervisionOrder.objects.count() == 1, "only a person issues an order"


def test_an_order_that_a_later_one_took_the_place_of_is_not_proposed(cast: Cast) -> None:
    """XF-21."""
    given = bring()
    to_handling(cast, given)
    order(cast, given.number, due_on=date(2026, 5, 15))
    order(cast, given.number, "2026-05-16 09:00", level="call_in", due_on=date(2026, 5, 30))

    assert escalation.propose_unanswered(at("2026-05-20 00:00")) == 0


def test_the_next_higher_supervisor_takes_it_up_or_says_why_not(cast: Cast) -> None:
    """XF-21, XF-22."""
    given = bring()
    to_handling(cast, given)
    district = replace(cast["district_leader"], roles=frozenset({"leader", "supervisor"}))
    oversight.order(district, Ask(given.number, "请答复", due_on=date(2026, 5, 15)), LATE)
    escalation.propose_unanswered(at("2026-05-16 00:00"))
    proposal = Escalation.objects.get()

    assert [one.escalation.pk for one in found.proposals(cast.supervisor)] == [proposal.pk]
    assert found.proposals(district) == []
    with pytest.raises(NotAllowed):
        escalation.decide(district, proposal.pk, Decision(True, "提级", "请答复"), at("2026-05-16 09:00"))
    with pytest.raises(InvalidInput, match="理由"):
        escalation.decide(cast.supervisor, proposal.pk, Decision(False, " "), at("2026-05-16 09:00"))
    taken = escalation.decide(
        cast.supervisor, proposal.pk, Decision(True, "逾期未答复", "请主要负责人说明"), at("2026-05-16 09:00")
    )

    made = SupervisionOrder.objects.get(id=taken.next_order_id or 0)
    assert (made.level, made.by_unit_id, made.to_unit_id) == (
        "call_in",
        cast.unit("city"),
        cast.unit("department"),
    )
    with pytest.raises(Conflict):
        escalation.decide(cast.supervisor, proposal.pk, Decision(False, "不提"), at("2026-05-16 10:00"))


def test_advice_is_a_numbered_letter_answered_in_writing_and_followed(cast: Cast) -> None:
    """XF-21, art. 40: written feedback on advice."""
    given = bring()
    to_handling(cast, given)
    made = improvement.advise(
        cast.supervisor, Advice(given.number, cast.unit("department"), "占道到期前应当提醒"), LATE
    )

    assert made.due_on == date(2026, 6, 9), "30 days as shipped"
    assert letter(paper_of(made.document_id)).startswith(b"%PDF")
    with pytest.raises(InvalidInput, match="还没有书面反馈"):
        improvement.close(cast.supervisor, made.pk, "改好了", at("2026-05-20 09:00"))
    with pytest.raises(DomainError):
        improvement.answer(cast["district_leader"], made.pk, "adopted", "改", at("2026-05-20 09:00"))
    assert "advice_unanswered" in kinds(cast.supervisor, "2026-06-10 00:00")
    improvement.answer(cast.handler, made.pk, "partly", "提醒已做，其余待财力", at("2026-06-10 09:00"))
    assert "advice_unanswered" not in kinds(cast.supervisor, "2026-06-10 10:00")
    with pytest.raises(Conflict):
        improvement.answer(cast.handler, made.pk, "adopted", "再答", at("2026-06-10 11:00"))
    closed = improvement.close(cast.supervisor, made.pk, "现场看过", at("2026-06-20 09:00"))

    assert closed.closed_at is not None


def test_advice_goes_to_a_body_of_the_matter_and_from_above(cast: Cast) -> None:
    """XF-21."""
    given = bring()
    to_handling(cast, given)

    with pytest.raises(InvalidInput, match="下级单位"):
        improvement.advise(cast.supervisor, Advice(given.number, cast.unit("other"), "改"), LATE)
    with pytest.raises(NotFound):
        improvement.advise(cast.neighbour, Advice(given.number, cast.unit("department"), "改"), LATE)
    with pytest.raises(NotAllowed):
        improvement.advise(cast.handler, Advice(given.number, cast.unit("department"), "改"), LATE)
