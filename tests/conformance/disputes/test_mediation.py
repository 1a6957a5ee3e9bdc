"""Mediation with people in their posts: the consent gate, extension by consent, time with an expert, endings, hand-overs.

Rows RM-01 to RM-13 and S16 of the domain; each test names its row and article.
"""

from datetime import date

import pytest

from gongzhi.core.clocks.models import Clock, ClockState
from gongzhi.core.files.models import Document
from gongzhi.core.identity.testing import Cast, at
from gongzhi.core.notify.models import Notice
from gongzhi.core.workflow import queries as workflow
from gongzhi.core.workflow.actions.perform import GuardRefused, MoveRequest, perform
from gongzhi.kernel.actor import Actor
from gongzhi.kernel.engine import MoveRefused
from gongzhi.kernel.errors import Conflict, InvalidInput, NotAllowed, NotFound
from gongzhi.systems.disputes.actions import consents, keys, mediators, offers, opening, talks
from gongzhi.systems.disputes.actions.consents import Said
from gongzhi.systems.disputes.models import Consent, ExpertTime
from gongzhi.systems.disputes.queries import cases, records
from gongzhi.systems.disputes.tests.shared import (
    Bench,
    answer,
    case_of,
    consent_of_all,
    make_bench,
    matter_of,
    move,
    newest,
    now_at,
    open_one,
    side_of,
    take,
    to_accepted,
    to_mediating,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def bench(cast: Cast) -> Bench:
    """Return the bodies and people that mediate."""
    return make_bench(cast)


def clock(given, term: str) -> Clock:  # type: ignore[no-untyped-def]
    """Return the newest run of a term."""
    return Clock.objects.filter(matter_id=matter_of(given).id, term=term).order_by("-id")[0]


def last_day(given, term: str) -> date:  # type: ignore[no-untyped-def]
    """Return the last day of the newest run of a term."""
    found = clock(given, term).due_on
    assert found is not None
    return found


def papers(given) -> list[str]:  # type: ignore[no-untyped-def]
    """Return the papers of the matter by kind, oldest first."""
    found = Document.objects.filter(matter_id=matter_of(given).id).order_by("id")
    return list(found.values_list("template", flat=True))


# ------------------------------------------------------------------------------- RM-01 the consent gate


def test_nothing_begins_before_both_sides_said_yes(bench: Bench) -> None:
    """RM-01, 人民调解法 art. 17."""
    given = open_one(bench.mediator)
    move(bench.mediator, given, "ask_consent", at("2026-03-02 10:00"))

    with pytest.raises(GuardRefused) as refused:
        move(bench.mediator, given, "accept", at("2026-03-02 11:00"))
    assert "甲方、乙方还没有同意" in refused.value.sentence()

    answer(bench.mediator, given, "a", "given", at("2026-03-02 11:00"))
    with pytest.raises(GuardRefused) as refused:
        move(bench.mediator, given, "accept", at("2026-03-02 11:30"))
    assert "乙方还没有同意" in refused.value.sentence()

    answer(bench.mediator, given, "b", "given", at("2026-03-03 09:00"))
    move(bench.mediator, given, "accept", at("2026-03-03 09:10"))
    assert now_at(given).state == "accepted"
    assert clock(given, "acceptance").state == ClockState.MET
    assert last_day(given, "settlement") == date(2026, 4, 3)


def test_sides_who_come_together_are_not_asked_again(bench: Bench) -> None:
    """RM-01: both applied, their consent is there already."""
    given = open_one(bench.mediator, agrees="in_person", origin="both_sides")

    move(bench.mediator, given, "accept", at("2026-03-02 10:00"))

    assert now_at(given).state == "accepted"
    assert papers(given) == ["mediation_accepted"]


def test_one_refusal_ends_it_and_both_are_told_the_other_ways(bench: Bench) -> None:
    """RM-01, RM-04: art. 17 and 26."""
    given = open_one(bench.mediator)
    move(bench.mediator, given, "ask_consent", at("2026-03-02 10:00"))
    answer(bench.mediator, given, "a", "given", at("2026-03-02 11:00"))

    answer(bench.mediator, given, "b", "refused", at("2026-03-03 09:00"), words="我没有错，不谈")

    matter, case = matter_of(given), case_of(given)
    assert (now_at(given).state, matter.is_open, matter.ending) == ("refused", False, "refused")
    assert (case.ending, case.ended_at) == ("refused", at("2026-03-03 09:00"))
    assert papers(given) == ["mediation_ended"]
    data = Document.objects.get(matter_id=matter.id).data
    assert "仲裁" in str(data["ways"])
    assert "起诉" in str(data["ways"])
    told = Notice.objects.filter(matter_id=matter.id, recipient_kind="resident", subject__contains="不调解")
    assert {one.recipient_id for one in told} == {
        side_of(given, "a").resident_id,
        side_of(given, "b").resident_id,
    }
    assert not Notice.objects.filter(body__contains="不谈").exists()


def test_a_side_refuses_on_its_own_page_and_the_case_ends_by_itself(bench: Bench) -> None:
    """RM-01: the answer comes from the side with its key."""
    given = open_one(bench.mediator)
    move(bench.mediator, given, "ask_consent", at("2026-03-02 10:00"))
    secret = keys.give_key(bench.mediator, given.number, "b", at("2026-03-02 10:05"))
    side = keys.open_side(
        number=given.number, secret=secret, address="203.0.113.9", at=at("2026-03-02 20:00")
    )

    consents.answer_as_side(
        side.pk, Said("mediation", "peoples_mediation", "refused"), at("2026-03-02 20:01")
    )

    assert now_at(given).state == "refused"
    assert Consent.objects.get(side=side).way == "page"


def test_who_cannot_be_reached_is_not_mediated_either(bench: Bench) -> None:
    """RM-01: without an answer there is no consent."""
    given = open_one(bench.mediator)
    move(bench.mediator, given, "ask_consent", at("2026-03-02 10:00"))
    with pytest.raises(GuardRefused):
        move(bench.mediator, given, "refuse", at("2026-03-04 10:00"))

    answer(bench.mediator, given, "b", "unreachable", at("2026-03-05 10:00"))
    assert now_at(given).state == "consent_asked"
    move(bench.mediator, given, "refuse", at("2026-03-05 10:30"))

    assert now_at(given).state == "refused"


def test_a_side_stops_at_any_time(bench: Bench) -> None:
    """RM-01: 人民调解法 art. 23, whoever agreed may take it back."""
    given = open_one(bench.mediator)
    to_mediating(bench, given)

    consents.answer_as_side(
        side_of(given, "b").pk, Said("mediation", "peoples_mediation", "withdrawn"), at("2026-03-10 20:00")
    )

    assert (now_at(given).state, case_of(given).ending) == ("ended", "stopped")
    assert clock(given, "settlement").state == ClockState.MET
    with pytest.raises(NotAllowed):
        talks.write_note(bench.mediator, given.number, talks.Said("补记"), at("2026-03-11 09:00"))


def test_a_third_side_has_to_agree_too(bench: Bench) -> None:
    """RM-01: every side, not two of three."""
    given = open_one(bench.mediator, agrees="in_person")
    third = opening.SideInput(part="third", name="物业公司")
    opening.add_side(bench.mediator, given.number, third, at("2026-03-02 09:30"))

    with pytest.raises(GuardRefused) as refused:
        move(bench.mediator, given, "accept", at("2026-03-02 10:00"))
    assert "丙方还没有同意" in refused.value.sentence()


def test_both_who_refused_may_come_again_and_are_asked_anew(bench: Bench) -> None:
    """RM-01: the way back is open; the earlier answers do not count."""
    given = open_one(bench.mediator)
    move(bench.mediator, given, "ask_consent", at("2026-03-02 10:00"))
    answer(bench.mediator, given, "a", "given", at("2026-03-02 11:00"))
    answer(bench.mediator, given, "b", "refused", at("2026-03-03 09:00"))

    move(bench.mediator, given, "again", at("2026-03-20 09:00"), "乙方打电话来说愿意谈")

    assert now_at(given).state == "consent_asked"
    assert case_of(given).ending == ""
    with pytest.raises(GuardRefused) as refused:
        move(bench.mediator, given, "accept", at("2026-03-20 10:00"))
    assert "甲方、乙方" in refused.value.sentence()
    for code in ("a", "b"):
        answer(bench.mediator, given, code, "given", at("2026-03-20 11:00"))
    move(bench.mediator, given, "accept", at("2026-03-20 12:00"))
    assert last_day(given, "settlement") == date(2026, 4, 20)


def test_no_fee_can_be_written_anywhere(bench: Bench) -> None:
    """RM-02, 人民调解法 art. 4: people's mediation is free, so there is no field for a fee."""
    given = open_one(bench.mediator)
    procedure = workflow.procedure_of(now_at(given))

    words = " ".join(f"{spec.name} {spec.title}" for one in procedure.moves for spec in one.fields)
    assert "fee" not in words
    assert "费" not in words


# ------------------------------------------------------------------------------- who mediates


def test_a_mediator_with_a_tie_steps_aside_by_saying_so(bench: Bench) -> None:
    """S18, 人民调解法 art. 13, 15: conflict of interest before the beginning."""
    given = open_one(bench.mediator)
    to_accepted(bench, given)
    mediators.choose(
        bench.mediator,
        given.number,
        mediators.Chosen("sides", bench.mediator.account_id),
        at("2026-03-03 09:00"),
    )
    with pytest.raises(GuardRefused) as refused:
        move(bench.mediator, given, "start", at("2026-03-03 09:30"))
    assert "声明" in refused.value.sentence()

    mediators.declare(bench.mediator, given.number, ["relative"], at("2026-03-03 10:00"))

    assert case_of(given).mediator_id is None
    with pytest.raises(GuardRefused):
        move(bench.mediator, given, "start", at("2026-03-03 10:30"))
    take(bench.colleague, given, at("2026-03-03 11:00"))
    move(bench.colleague, given, "start", at("2026-03-03 11:30"))
    assert now_at(given).state == "mediating"


def test_the_file_shows_a_representative_as_mediator_and_the_start_is_refused(bench: Bench) -> None:
    """S20: whoever represents a side does not mediate."""
    given = open_one(bench.mediator)
    to_accepted(bench, given)
    opening.change_representative(
        bench.mediator, given.number, "a", bench.colleague.name, "lawyer", "", at("2026-03-02 16:00")
    )

    made = mediators.choose(
        bench.mediator,
        given.number,
        mediators.Chosen("body", bench.colleague.account_id),
        at("2026-03-03 09:00"),
    )
    assert made.found == ["represents"]
    mediators.declare(bench.colleague, given.number, [], at("2026-03-03 09:30"))
    with pytest.raises(GuardRefused) as refused:
        move(bench.colleague, given, "start", at("2026-03-03 10:00"))
    assert "回避" in refused.value.sentence()


def test_nobody_declares_for_somebody_else_and_nobody_from_outside_is_chosen(bench: Bench) -> None:
    given = open_one(bench.mediator)
    to_accepted(bench, given)
    with pytest.raises(InvalidInput):
        mediators.choose(
            bench.mediator,
            given.number,
            mediators.Chosen("body", bench.stranger.account_id),
            at("2026-03-03 09:00"),
        )
    mediators.choose(
        bench.mediator,
        given.number,
        mediators.Chosen("body", bench.colleague.account_id),
        at("2026-03-03 09:00"),
    )
    with pytest.raises(NotAllowed):
        mediators.declare(bench.mediator, given.number, [], at("2026-03-03 09:30"))
    with pytest.raises(Conflict):
        mediators.choose(
            bench.mediator,
            given.number,
            mediators.Chosen("body", bench.mediator.account_id),
            at("2026-03-03 10:00"),
        )


def test_only_the_mediator_of_the_case_makes_its_moves(bench: Bench) -> None:
    given = open_one(bench.mediator)
    to_mediating(bench, given)

    with pytest.raises(GuardRefused) as refused:
        move(bench.colleague, given, "agree", at("2026-03-05 09:00"))
    assert bench.mediator.name in refused.value.sentence()
    for wrong in (bench.cast.handler, bench.cast.supervisor):
        with pytest.raises((NotAllowed, NotFound)):
            move(wrong, given, "end", at("2026-03-05 09:00"), "不谈了", {"ending": "not_reached"})
    with pytest.raises((NotAllowed, NotFound)):
        move(bench.stranger, given, "end", at("2026-03-05 09:00"), "不谈了", {"ending": "not_reached"})


# ------------------------------------------------------------------------------- RM-03 terms, extension, experts


def test_it_is_extended_only_as_far_as_both_agreed_and_before_it_is_over(bench: Bench) -> None:
    """RM-03, SF/T 0083-2020."""
    given = open_one(bench.mediator)
    to_mediating(bench, given)
    assert last_day(given, "settlement") == date(2026, 4, 2)
    with pytest.raises(GuardRefused) as refused:
        move(bench.mediator, given, "extend", at("2026-03-25 09:00"), "还差一次谈话", {"length": 10})
    assert "双方都同意" in refused.value.sentence()

    consent_of_all(bench.mediator, given, "extension", "10", at("2026-03-25 10:00"))
    with pytest.raises(GuardRefused) as refused:
        move(bench.mediator, given, "extend", at("2026-03-25 11:00"), "还差一次谈话", {"length": 20})
    assert "10 日" in refused.value.sentence()
    move(bench.mediator, given, "extend", at("2026-03-25 11:00"), "还差一次谈话", {"length": 10})

    assert last_day(given, "settlement") == date(2026, 4, 12)
    assert papers(given)[-1] == "mediation_extended"
    with pytest.raises(GuardRefused):
        move(bench.mediator, given, "extend", at("2026-04-10 09:00"), "再延长", {"length": 10})


def test_consent_to_extend_comes_too_late_after_the_last_day(bench: Bench) -> None:
    """RM-03: extension before expiry."""
    given = open_one(bench.mediator)
    to_mediating(bench, given)
    consent_of_all(bench.mediator, given, "extension", "10", at("2026-04-03 08:00"))

    with pytest.raises(MoveRefused) as refused:
        move(bench.mediator, given, "extend", at("2026-04-03 09:00"), "再谈", {"length": 10})
    assert "届满" in refused.value.sentence()


def test_one_side_against_the_extension_is_enough(bench: Bench) -> None:
    given = open_one(bench.mediator)
    to_mediating(bench, given)
    consents.ask(bench.mediator, given.number, "extension", "10", at("2026-03-25 10:00"))
    answer(bench.mediator, given, "a", "given", at("2026-03-25 11:00"), "extension", "10")
    answer(bench.mediator, given, "b", "refused", at("2026-03-25 11:00"), "extension", "10")

    with pytest.raises(GuardRefused) as refused:
        move(bench.mediator, given, "extend", at("2026-03-25 12:00"), "再谈", {"length": 10})
    assert "乙方还没有同意" in refused.value.sentence()
    assert now_at(given).state == "mediating"


def test_time_with_an_expert_does_not_count_and_takes_both(bench: Bench) -> None:
    """RM-03 and RM-08: the clock stands still from the day both agreed to ask an expert."""
    given = open_one(bench.mediator)
    to_mediating(bench, given)
    asked = {"institution": "邯郸市建筑科学研究所", "question": "漏水的原因"}
    with pytest.raises(GuardRefused):
        move(bench.mediator, given, "send_expert", at("2026-03-12 09:00"), fields=asked)

    consent_of_all(bench.mediator, given, "expert", "", at("2026-03-12 10:00"))
    move(bench.mediator, given, "send_expert", at("2026-03-12 11:00"), fields=asked)
    assert clock(given, "settlement").state == ClockState.PAUSED
    move(
        bench.mediator,
        given,
        "expert_back",
        at("2026-04-10 15:00"),
        fields={"result": "楼上卫生间防水层失效"},
    )

    assert last_day(given, "settlement") == date(2026, 5, 1)
    assert ExpertTime.objects.get().result == "楼上卫生间防水层失效"
    with pytest.raises(GuardRefused):
        move(bench.mediator, given, "send_expert", at("2026-04-11 09:00"), fields=asked)


def test_time_cannot_be_called_over_while_it_runs(bench: Bench) -> None:
    """RM-03: lapse only after the last day, other endings at any time."""
    given = open_one(bench.mediator)
    to_mediating(bench, given)
    with pytest.raises(GuardRefused):
        move(bench.mediator, given, "end", at("2026-04-02 23:00"), "到期了", {"ending": "lapsed"})

    move(bench.mediator, given, "end", at("2026-04-03 09:00"), "期限届满没有达成协议", {"ending": "lapsed"})

    assert (now_at(given).state, case_of(given).ending) == ("ended", "lapsed")
    ended = clock(given, "settlement")
    assert ended.ended_at == at("2026-04-03 09:00")
    assert ended.due_at is not None
    assert ended.ended_at > ended.due_at


@pytest.mark.parametrize("ending", ["not_reached", "stopped", "absent", "reconciled", "unsuitable"])
def test_each_ending_of_the_closed_list_is_kept_and_told(bench: Bench, ending: str) -> None:
    """RM-04, 人民调解法 art. 26."""
    given = open_one(bench.mediator)
    to_mediating(bench, given)

    move(bench.mediator, given, "end", at("2026-03-20 09:00"), "双方分歧较大", {"ending": ending})

    assert case_of(given).ending == ending
    assert ending in now_at(given).flags
    assert papers(given)[-1] == "mediation_ended"


def test_an_ending_that_is_not_on_the_list_is_refused(bench: Bench) -> None:
    given = open_one(bench.mediator)
    to_mediating(bench, given)
    with pytest.raises(InvalidInput):
        move(bench.mediator, given, "end", at("2026-03-20 09:00"), "别的", {"ending": "tired"})
    with pytest.raises(MoveRefused):
        move(bench.mediator, given, "end", at("2026-03-20 09:00"), "", {"ending": "stopped"})


def test_no_agreement_without_signatures(bench: Bench) -> None:
    """RM-06, art. 28 to 30: the move into the agreement asks for what was signed or recorded."""
    given = open_one(bench.mediator)
    to_mediating(bench, given)

    with pytest.raises(GuardRefused) as refused:
        move(bench.mediator, given, "agree", at("2026-03-20 09:00"))
    assert "协议" in refused.value.sentence()


# ------------------------------------------------------------------------------- RM-08 to RM-12: each kind its own period


def test_a_medical_case_has_thirty_working_days(bench: Bench) -> None:
    """RM-08, 医疗纠纷预防和处理条例 art. 38."""
    given = open_one(bench.doctor, "medical_mediation", "medical")

    to_mediating(bench, given)

    assert last_day(given, "settlement") == date(2026, 4, 14)


def test_a_labour_case_runs_from_the_application(bench: Bench) -> None:
    """RM-11, 劳动争议调解仲裁法 art. 14: fifteen days from the application, whatever comes between."""
    given = open_one(bench.mediator, "labour_mediation", "labour")
    assert last_day(given, "settlement") == date(2026, 3, 17)

    to_mediating(bench, given, at("2026-03-09 09:00"))

    assert last_day(given, "settlement") == date(2026, 3, 17)


def test_a_consumer_case_is_decided_upon_ended_and_told_in_its_own_days(bench: Bench) -> None:
    """RM-09: 7 working days to accept, 45 to settle, 7 to tell."""
    given = open_one(bench.constable, "consumer_mediation", "consumer")
    assert last_day(given, "acceptance") == date(2026, 3, 11)
    to_mediating(bench, given)
    assert last_day(given, "settlement") == date(2026, 5, 8)

    move(bench.constable, given, "end", at("2026-05-07 10:00"), "双方分歧大", {"ending": "not_reached"})
    assert now_at(given).state == "terminated"
    assert last_day(given, "tell_ending") == date(2026, 5, 15)
    move(bench.constable, given, "tell_parties", at("2026-05-08 10:00"))

    assert (now_at(given).state, case_of(given).ending) == ("ended", "not_reached")
    assert papers(given)[-1] == "mediation_ended"


def test_the_police_extend_by_their_head_twice_and_never_a_third_time(bench: Bench) -> None:
    """RM-10, 治安管理处罚法 art. 118."""
    given = open_one(bench.constable, "public_order_mediation", "public_order")
    to_mediating(bench, given)
    with pytest.raises(NotAllowed):
        move(bench.constable, given, "extend", at("2026-03-20 09:00"), "案情复杂", {"length": 30})

    move(bench.sergeant, given, "extend", at("2026-03-20 09:00"), "案情复杂", {"length": 30})
    move(bench.sergeant, given, "extend", at("2026-04-20 09:00"), "案情复杂", {"length": 30})
    assert last_day(given, "settlement") == date(2026, 5, 31)
    with pytest.raises(MoveRefused):
        move(bench.sergeant, given, "extend", at("2026-05-20 09:00"), "案情复杂", {"length": 30})


@pytest.mark.parametrize(
    ("flag", "day"),
    [("", date(2026, 4, 1)), ("filed_ordinary", date(2026, 3, 17)), ("filed_summary", date(2026, 3, 9))],
)
def test_what_a_court_gives_runs_as_it_gave_it(bench: Bench, flag: str, day: date) -> None:
    """RM-12: delegated before filing 30 days, after filing 15 or 7."""
    flags = frozenset({flag} if flag else ())
    given = open_one(
        bench.mediator,
        "court_mediation",
        "contract",
        origin="court",
        court_reference="(2026)冀0403委调12号",
        flags=flags,
    )

    assert last_day(given, "settlement") == day
    assert case_of(given).court_reference == "(2026)冀0403委调12号"


# ------------------------------------------------------------------------------- S16 hand-overs


def test_a_case_goes_to_professional_mediation_by_consent_with_its_file_and_its_own_days(
    bench: Bench,
) -> None:
    """S16: file, sides and undisputed facts stay, mediator and body stay behind, the new kind has its own period."""
    given = open_one(bench.mediator, cause="medical")
    to_mediating(bench, given)
    talks.write_note(
        bench.mediator, given.number, talks.Said("单方透露最低两万", "caucus", "b"), at("2026-03-04 09:00")
    )
    talks.write_note(
        bench.mediator, given.number, talks.Said("双方到场，各自陈述", "joint"), at("2026-03-04 10:00")
    )
    offers.put_fact(bench.mediator, given.number, "2025年12月3日住院手术", at("2026-03-04 10:30"), ("a", "b"))
    with pytest.raises(GuardRefused) as refused:
        move(bench.mediator, given, "to_medical_mediation", at("2026-03-05 09:00"), "属于医疗纠纷")
    assert "双方都同意" in refused.value.sentence()

    consent_of_all(bench.mediator, given, "mediation", "medical_mediation", at("2026-03-05 10:00"))
    move(bench.mediator, given, "to_medical_mediation", at("2026-03-05 11:00"), "属于医疗纠纷")

    case = case_of(given)
    assert (now_at(given).procedure, now_at(given).state, now_at(given).is_main) == (
        "medical_mediation",
        "applied",
        True,
    )
    assert (case.kind, case.mediator_id, case.unit_id, case.ending) == ("medical_mediation", None, None, "")
    first, second = workflow.of_matter(matter_of(given).id)
    assert (first.state, first.ending) == ("handed_over", "passed_on")
    move(
        bench.cast["township_clerk"], given, "assign", at("2026-03-05 14:00"), fields={"lead": bench.hospital}
    )
    move(bench.doctor, given, "accept", at("2026-03-06 09:00"))
    take(bench.doctor, given, at("2026-03-06 09:10"))
    assert last_day(given, "settlement") == date(2026, 4, 20)

    reader = cases.reader_of(bench.doctor, matter_of(given), case_of(given))
    assert [one.text for one in records.notes(reader, case_of(given))] == ["双方到场，各自陈述"]
    assert [one.text for one in records.facts(reader, case_of(given))] == ["2025年12月3日住院手术"]
    former = cases.reader_of(bench.mediator, matter_of(given), case_of(given))
    assert records.offers(former, case_of(given)) == []
    assert second.id == now_at(given).id


def test_before_anybody_was_asked_sorting_into_the_right_kind_takes_no_consent(bench: Bench) -> None:
    """S16, S19: routing by field; the sides are asked in the kind to which it goes."""
    given = open_one(bench.mediator, cause="consumer")

    move(bench.mediator, given, "to_consumer_mediation", at("2026-03-02 10:00"), "属于消费投诉")

    assert now_at(given).procedure == "consumer_mediation"
    assert last_day(given, "acceptance") == date(2026, 3, 11)


def test_after_a_failed_attempt_another_kind_may_follow(bench: Bench) -> None:
    """S16: people's mediation fails once, professional mediation begins over the same file."""
    given = open_one(bench.mediator)
    to_mediating(bench, given)
    move(bench.mediator, given, "end", at("2026-03-20 09:00"), "双方分歧较大", {"ending": "not_reached"})

    consent_of_all(bench.mediator, given, "mediation", "administrative_mediation", at("2026-03-21 09:00"))
    move(bench.mediator, given, "to_administrative_mediation", at("2026-03-21 10:00"), "请城管一起调解")

    assert matter_of(given).is_open
    assert now_at(given).procedure == "administrative_mediation"
    assert last_day(given, "acceptance") == date(2026, 3, 27)


@pytest.mark.parametrize(
    ("opened_as", "cause", "exit_to", "initial"),
    [
        ("peoples_mediation", "neighbours", "litigation", "to_sue"),
        ("labour_mediation", "labour", "labour_arbitration", "to_file"),
        ("peoples_mediation", "contract", "arbitration", "to_file"),
        ("peoples_mediation", "land", "land_arbitration", "to_file"),
    ],
)
def test_a_side_may_leave_for_court_or_arbitration_at_any_time_without_the_others_consent(
    bench: Bench, opened_as: str, cause: str, exit_to: str, initial: str
) -> None:
    """RM-02, art. 3(3): mediation blocks no other way; the file goes along, concessions do not."""
    given = open_one(bench.mediator, opened_as, cause)
    to_mediating(bench, given)
    offers.make(bench.mediator, given.number, "b", "愿意出五千元了结", at("2026-03-04 09:00"), carry=True)
    offers.put_fact(bench.mediator, given.number, "双方住上下楼", at("2026-03-04 10:00"), ("a", "b"))

    move(bench.mediator, given, f"to_{exit_to}", at("2026-03-06 09:00"), "甲方要求走这条途径")

    found = newest(given)
    assert (found.procedure, found.state, found.is_main) == (exit_to, initial, True)
    assert matter_of(given).is_open
    assert papers(given)[-1] == "mediation_package"
    assert case_of(given).ending == "referred"
    with pytest.raises(MoveRefused):
        move(bench.mediator, given, "again", at("2026-03-07 09:00"), "又愿意谈了")


def test_a_mediation_the_law_does_not_allow_is_declined_with_the_way_to_go(bench: Bench) -> None:
    given = open_one(bench.mediator)
    with pytest.raises(MoveRefused):
        move(bench.mediator, given, "decline", at("2026-03-02 10:00"))

    move(bench.mediator, given, "decline", at("2026-03-02 10:00"), "属于确认收养关系，应当到民政部门或者法院")

    assert (now_at(given).state, matter_of(given).ending) == ("declined", "not_accepted")
    assert papers(given) == ["mediation_declined"]


def test_the_applicant_withdraws_by_himself(bench: Bench) -> None:
    given = open_one(bench.mediator)
    to_mediating(bench, given)
    matter = matter_of(given)

    move(
        bench.cast.citizen(matter.id, resident_id=matter.resident_id),
        given,
        "withdraw",
        at("2026-03-05 09:00"),
        "自己谈好了",
    )

    assert (now_at(given).state, case_of(given).ending) == ("withdrawn", "withdrawn")


def test_a_body_that_is_a_side_does_not_mediate_and_a_change_of_body_changes_the_mediator(
    bench: Bench,
) -> None:
    given = open_one(bench.mediator)
    to_mediating(bench, given)
    opening.add_side(
        bench.mediator,
        given.number,
        opening.SideInput("third", "医调委", is_organisation=True, unit_id=bench.hospital),
        at("2026-03-03 09:00"),
    )
    clerk = bench.cast["township_clerk"]
    with pytest.raises(GuardRefused):
        move(clerk, given, "assign", at("2026-03-03 10:00"), fields={"lead": bench.hospital})

    move(clerk, given, "assign", at("2026-03-03 10:00"), fields={"lead": bench.police})

    assert case_of(given).mediator_id is None
    assert clock(given, "settlement").ended_at is None


def test_a_clue_of_violation_is_checked_beside_the_mediation_by_the_same_body(bench: Bench) -> None:
    """RM-09: 15 working days, once 15 more by the head, 5 to tell; the mediation goes on."""
    given = open_one(bench.constable, "consumer_mediation", "consumer")
    move(bench.constable, given, "note_clue", at("2026-03-02 10:00"), fields={"clue": "销售过期食品"})
    beside = newest(given)
    assert (beside.procedure, beside.is_main, last_day(given, "clue_check")) == (
        "market_clue",
        False,
        date(2026, 3, 23),
    )

    def act(who: Actor, name: str, when: str, why: str = "", **fields: object) -> None:
        perform(who, MoveRequest(beside.id, name, fields, why), at(when))

    with pytest.raises((GuardRefused, NotAllowed)):
        act(bench.cast["district_leader"], "extend_clue", "2026-03-20 09:00", "检测没有出来")
    act(bench.sergeant, "extend_clue", "2026-03-20 09:00", "检测没有出来")
    assert last_day(given, "clue_check") == date(2026, 4, 14)
    act(bench.constable, "decide_clue", "2026-04-10 09:00", "事实清楚", opened="opened")
    assert last_day(given, "reporter_notice") == date(2026, 4, 17)
    act(bench.constable, "tell_reporter", "2026-04-13 09:00", how="电话")

    assert newest(given).state == "clue_told"
    assert now_at(given).state == "applied"
