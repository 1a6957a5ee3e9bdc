"""Sessions, notes, offers, facts and alarms: what the mediator may do, and that nobody else may."""

import pytest

from gongzhi.core.identity.testing import at
from gongzhi.core.ledger.models import Entry
from gongzhi.core.notify.models import Notice
from gongzhi.kernel.errors import Conflict, InvalidInput, NotAllowed, NotFound
from gongzhi.systems.disputes.actions import alarms, keys, offers, talks
from gongzhi.systems.disputes.actions.alarms import Alarm
from gongzhi.systems.disputes.actions.entering import NotMediating
from gongzhi.systems.disputes.models import Fact, Note, NoteDraft, Offer, RiskAlarm, Session, Side
from gongzhi.systems.disputes.models.sealed import opened
from gongzhi.systems.disputes.queries import cases
from gongzhi.systems.disputes.tests.shared import Bench, open_one, to_mediating

pytestmark = pytest.mark.django_db
WHEN = at("2026-03-04 09:00")


def running(bench: Bench) -> str:
    """Return the number of a case that is being mediated."""
    given = open_one(bench.mediator)
    to_mediating(bench, given)
    return given.number


def test_a_session_is_fixed_held_and_missed_by_who_did_not_come(bench: Bench) -> None:
    number = running(bench)
    first = talks.plan(bench.mediator, number, talks.Plan(at("2026-03-06 09:00"), "on_site", "调解室"), WHEN)
    held = talks.hold(
        bench.mediator, number, first.pk, ["a", "b"], "记录员", at("2026-03-06 09:10"), at("2026-03-06 11:00")
    )
    second = talks.plan(
        bench.mediator, number, talks.Plan(at("2026-03-08 09:00"), "phone"), at("2026-03-07 09:00")
    )
    missed = talks.hold(
        bench.mediator, number, second.pk, ["a"], "", at("2026-03-08 09:00"), at("2026-03-08 10:00")
    )

    assert (held.state, held.present, missed.state, missed.present) == ("held", ["a", "b"], "missed", ["a"])
    assert (first.n, second.n) == (1, 2)
    with pytest.raises(Conflict):
        talks.cancel(bench.mediator, number, first.pk, "来不了", at("2026-03-08 11:00"))


def test_a_session_called_off_is_told_to_those_who_were_to_come(bench: Bench) -> None:
    number = running(bench)
    alone = talks.plan(bench.mediator, number, talks.Plan(at("2026-03-06 09:00"), "phone", side="b"), WHEN)

    talks.cancel(bench.mediator, number, alone.pk, "改天再谈", WHEN)

    told = Notice.objects.filter(key__startswith="session-off:")
    assert {one.key.rsplit(":", 1)[1] for one in told} == {"b"}


@pytest.mark.parametrize(
    ("plan", "field"),
    [
        (talks.Plan(at("2026-03-03 09:00"), "on_site", "调解室"), "planned_at"),
        (talks.Plan(at("2026-03-06 09:00"), "on_site"), "where"),
        (talks.Plan(at("2026-03-06 09:00"), "video"), "link"),
        (talks.Plan(at("2026-03-06 09:00"), "letter"), "place"),
        (talks.Plan(at("2026-03-06 09:00"), "phone", side="z"), "side"),
    ],
)
def test_a_session_that_cannot_take_place_is_refused_by_its_field(
    bench: Bench, plan: talks.Plan, field: str
) -> None:
    number = running(bench)
    with pytest.raises(InvalidInput) as refused:
        talks.plan(bench.mediator, number, plan, WHEN)
    assert refused.value.facts["field"] == field
    assert not Session.objects.exists()


def test_a_note_is_sealed_and_its_draft_goes(bench: Bench) -> None:
    number = running(bench)
    talks.save_draft(bench.mediator, number, talks.Said("写到一半", "caucus", "a"), WHEN)
    assert NoteDraft.objects.count() == 1

    made = talks.write_note(bench.mediator, number, talks.Said("写完了", "caucus", "a"), WHEN)

    assert opened(made.text_sealed) == "写完了"
    assert "写完了".encode() not in bytes(made.text_sealed)
    assert not NoteDraft.objects.exists()
    further = talks.write_note(
        bench.mediator, number, talks.Said("更正一句", "caucus", "a", corrects_id=made.pk), WHEN
    )
    assert further.corrects_id == made.pk
    with pytest.raises(InvalidInput):
        talks.write_note(bench.mediator, number, talks.Said("更正到别处", "joint", corrects_id=made.pk), WHEN)
    assert Entry.objects.filter(verb="dispute.noted").count() == 2


def test_a_private_talk_is_not_written_where_all_read_it(bench: Bench) -> None:
    number = running(bench)
    alone = talks.hold_now(
        bench.mediator, number, talks.Plan(at("2026-03-03 09:00"), "phone", side="a"), ["a"], "", WHEN
    )

    for said in (talks.Said("底线", "joint", "", alone.pk), talks.Said("底线", "caucus", "b", alone.pk)):
        with pytest.raises(InvalidInput):
            talks.write_note(bench.mediator, number, said, WHEN)
    with pytest.raises(InvalidInput):
        talks.write_note(bench.mediator, number, talks.Said("谁看", "everybody"), WHEN)
    with pytest.raises(InvalidInput):
        talks.write_note(bench.mediator, number, talks.Said("  ", "own"), WHEN)
    assert not Note.objects.exists()


def test_an_offer_is_kept_carried_answered_and_countered(bench: Bench) -> None:
    number = running(bench)
    kept = offers.make(bench.mediator, number, "a", "只要五千", WHEN)
    with pytest.raises(NotFound):
        offers.answer_as_side(side_of_number(bench, number, "b"), kept.pk, "accept", WHEN)

    carried = offers.carry(bench.mediator, number, kept.pk, WHEN)
    counter = offers.make_as_side(
        side_of_number(bench, number, "b"), "最多三千", WHEN, carry=True, answers=carried.pk
    )
    accepted = offers.answer_as_side(side_of_number(bench, number, "a"), counter.pk, "accept", WHEN)

    assert Offer.objects.get(pk=kept.pk).state == "countered"
    assert accepted.state == "accepted"
    with pytest.raises(Conflict):
        offers.withdraw(bench.mediator, number, counter.pk, WHEN)
    with pytest.raises(Conflict):
        offers.carry(bench.mediator, number, kept.pk, WHEN)
    with pytest.raises(NotFound):
        offers.answer_as_side(side_of_number(bench, number, "b"), counter.pk, "accept", WHEN)


def test_a_side_takes_back_its_own_offer_and_not_the_others(bench: Bench) -> None:
    number = running(bench)
    made = offers.make_as_side(side_of_number(bench, number, "a"), "只要五千", WHEN)
    with pytest.raises(NotFound):
        offers.withdraw_as_side(side_of_number(bench, number, "b"), made.pk, WHEN)

    assert offers.withdraw_as_side(side_of_number(bench, number, "a"), made.pk, WHEN).state == "withdrawn"


def test_a_fact_is_undisputed_only_while_every_side_says_so(bench: Bench) -> None:
    number = running(bench)
    made = offers.put_fact(bench.mediator, number, "双方住上下楼", WHEN, ("a",))
    assert made.undisputed_at is None

    offers.agree_fact_as_side(side_of_number(bench, number, "b"), made.pk, WHEN)
    assert Fact.objects.get().undisputed_at == WHEN
    offers.dispute_fact_as_side(side_of_number(bench, number, "a"), made.pk, WHEN)

    assert (Fact.objects.get().undisputed_at, Fact.objects.get().agreed) == (None, ["b"])


def test_a_danger_is_told_to_the_police_and_the_centre_at_once(bench: Bench) -> None:
    """RM-05, 人民调解法 art. 25."""
    number = running(bench)

    alarms.raise_alarm(
        bench.mediator, number, Alarm("violence", bench.police, "乙方扬言今晚动手", "已劝开"), WHEN
    )

    told = Notice.objects.filter(subject__contains="紧急情况")
    assert {one.recipient_id for one in told} == {bench.police, bench.cast.unit("township")}
    assert "扬言" in told.get(recipient_id=bench.police).body
    assert "扬言" not in told.get(recipient_id=bench.cast.unit("township")).body
    made = RiskAlarm.objects.get()
    assert "扬言" not in str(Entry.objects.get(verb="dispute.alarm_raised").data)
    assert alarms.answer_alarm(bench.mediator, number, made.pk, "民警已到场", WHEN).answer == "民警已到场"


def test_nobody_but_the_mediator_writes_behind_the_walls(bench: Bench) -> None:
    number = running(bench)
    made = offers.make(bench.mediator, number, "a", "只要五千", WHEN)
    for wrong in (bench.colleague, bench.cast["township_clerk"], bench.cast.supervisor):
        for act in (
            lambda who: talks.write_note(who, number, talks.Said("记一笔"), WHEN),
            lambda who: talks.save_draft(who, number, talks.Said("记一笔"), WHEN),
            lambda who: talks.plan(who, number, talks.Plan(at("2026-03-06 09:00"), "phone"), WHEN),
            lambda who: offers.make(who, number, "a", "让步", WHEN),
            lambda who: offers.carry(who, number, made.pk, WHEN),
            lambda who: offers.put_fact(who, number, "事实", WHEN),
        ):
            with pytest.raises(NotMediating):
                act(wrong)
    for outside in (bench.stranger, bench.cast.neighbour):
        with pytest.raises(NotFound):
            talks.write_note(outside, number, talks.Said("记一笔"), WHEN)
        with pytest.raises(NotFound):
            alarms.raise_alarm(outside, number, Alarm("violence", bench.police, "动手"), WHEN)
        with pytest.raises(NotFound):
            keys.give_key(outside, number, "a", WHEN)
    with pytest.raises(NotAllowed):
        keys.give_key(bench.cast.supervisor, number, "a", WHEN)


def side_of_number(bench: Bench, number: str, code: str) -> int:
    """Return the id of a side."""
    matter, _case = cases.case_for(bench.mediator, number)
    return Side.objects.get(case_id=matter.id, code=code).pk
