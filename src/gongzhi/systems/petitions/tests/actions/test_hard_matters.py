"""The list, milestones, meetings, decisions, campaigns, suggestions, and what the nightly chore tells: right and wrong actors."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from gongzhi.core.files.models import Document
from gongzhi.core.files.press import letter
from gongzhi.core.identity.testing import Cast, account_of, at, in_role
from gongzhi.core.ledger.queries import entries
from gongzhi.core.matters import queries as matters
from gongzhi.core.matters.models import Task
from gongzhi.core.matters.queries import Filter, work
from gongzhi.core.notify.models import Notice
from gongzhi.kernel.errors import InvalidInput, NotAllowed, NotFound
from gongzhi.systems.petitions.actions import campaigns, links, listing, meetings, reminders
from gongzhi.systems.petitions.models import AgendaItem, AreaLink, BacklogEntry, Decision, Milestone
from gongzhi.systems.petitions.queries import backlog, ownership
from gongzhi.systems.petitions.queries import campaigns as campaign_queries
from gongzhi.systems.petitions.queries import meetings as meeting_queries
from gongzhi.systems.petitions.tests.hard import (
    CONTACT,
    NOW,
    bring,
    listed,
    matter,
    meeting,
    met,
    owned,
    to_handling,
)

pytestmark = pytest.mark.django_db
HELD = at("2026-11-05 18:00")


# ------------------------------------------------------------------------------------------------ areas


def test_only_the_centre_of_an_area_or_one_above_names_its_leaders(cast: Cast) -> None:
    new = links.NewLink("130403001", "周书记", "街道党工委书记", CONTACT)
    for wrong in (
        cast.neighbour,
        cast.handler,
        cast["department_leader"],
        in_role(cast["township_clerk"], "caller"),
    ):
        with pytest.raises(NotAllowed):
            links.keep_link(wrong, new, NOW)

    made = links.keep_link(cast.dispatcher, new, NOW)
    links.keep_link(cast.parent_clerk, replace(new, area_code="130403", name="孙书记"), NOW)

    assert made.level == "township"
    assert [one.verb for one in entries(links.STREAM)] == ["link.made", "link.made"]
    assert ownership.missing_at("130403001001", NOW.date()) == ("village",)


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"area_code": "999999"}, "area_code"), ({"name": ""}, "name"), ({"duty": ""}, "duty"), ({"contact": "家里"}, "contact"), ({"username": "nobody"}, "username")],
)  # fmt: skip
def test_a_link_needs_a_known_area_and_a_public_face(cast: Cast, changes: dict[str, str], field: str) -> None:
    given = {"area_code": "130403001", "name": "周", "duty": "书记", "contact": CONTACT}
    with pytest.raises(InvalidInput) as refused:
        links.keep_link(cast.dispatcher, links.NewLink(**(given | changes)), NOW)  # type: ignore[arg-type]
    assert refused.value.facts["field"] == field


def test_a_link_ends_with_a_reason_and_the_past_stays_readable(cast: Cast) -> None:
    made = links.keep_link(
        cast.dispatcher, links.NewLink("130403", "孙", "书记", CONTACT, since=date(2026, 1, 1)), NOW
    )
    with pytest.raises(InvalidInput):
        links.end_link(cast.dispatcher, made.pk, "", NOW)
    with pytest.raises(NotAllowed):
        links.end_link(cast.neighbour, made.pk, "调动", NOW)
    links.end_link(cast.dispatcher, made.pk, "调动", NOW)

    assert ownership.links_of("130403", date(2026, 11, 1))["county"] == [made]
    assert ownership.links_of("130403", date(2026, 11, 2))["county"] == []


def test_a_table_is_read_twice_without_doubling(cast: Cast) -> None:
    table = (
        "area_code,name,duty,contact,since,username\n130403,孙,书记,0310-3110000,2026-01-01,district_leader\n"
    )
    assert links.import_links(cast.dispatcher, table, NOW) == links.Imported(1, 0)
    assert links.import_links(cast.dispatcher, table, NOW) == links.Imported(0, 1)
    assert AreaLink.objects.get().account_id == cast["district_leader"].account_id
    with pytest.raises(InvalidInput, match="第一行"):
        links.import_links(cast.dispatcher, "a,b\n1,2\n", NOW)
    with pytest.raises(InvalidInput, match="第 2 行"):
        links.import_links(cast.dispatcher, table.replace("2026-01-01", "昨天"), NOW)


# ------------------------------------------------------------------------------------------------ the list


def test_the_database_and_the_rule_agree_on_every_criterion(cast: Cast) -> None:
    fresh = bring(brought_at=NOW - timedelta(days=3))
    old = bring()
    to_handling(cast, old)
    found, _ = backlog.candidates(cast.dispatcher, NOW)

    assert [one.matter.number for one in found] == [old.number]
    assert {one.name for one in found[0].criteria} == {"open_longer", "late_longer"}
    for one in backlog.criteria():
        by_sql = set(
            backlog.base(cast.dispatcher).filter(backlog.rule(one, NOW)).values_list("number", flat=True)
        )
        both = [matter(fresh), matter(old)]
        facts = backlog.facts_of(both, NOW)
        by_rule = {
            each.number
            for each in both
            if one.name in [c.name for c in backlog.criteria_met(cast.dispatcher, each, NOW).criteria]
        }
        assert by_sql == by_rule, one.name
        assert facts[both[0].id].late_days == 0


def test_a_matter_is_listed_with_its_reasons_and_taken_off_with_one(cast: Cast) -> None:
    given = bring()
    to_handling(cast, given)
    entry = listed(cast, given)

    assert entry.criteria == ["open_longer", "late_longer"]
    assert entry.reasons[0] == "已满 8 个月没有办结"
    with pytest.raises(InvalidInput, match="已经在积案清单上"):
        listed(cast, given)
    for wrong in (cast.clerk, cast.handler, cast.caller):
        with pytest.raises((NotAllowed, NotFound)):
            listing.take_off_list(wrong, given.number, "化解", NOW)
    with pytest.raises(NotFound):
        listing.take_off_list(cast.neighbour, given.number, "化解", NOW)
    listing.take_off_list(cast.dispatcher, given.number, "已经化解", NOW)

    assert backlog.entry_of(given.matter_id) is None
    assert BacklogEntry.objects.count() == 1, "nothing is deleted"
    verbs = [one.verb for one in entries(f"matter:{given.matter_id}")]
    assert verbs[-2:] == ["backlog.listed", "backlog.taken_off"]


def test_what_meets_no_criterion_is_listed_only_with_a_reason_and_sealed_ones_never(cast: Cast) -> None:
    fresh = bring(brought_at=NOW - timedelta(days=3))
    with pytest.raises(InvalidInput, match="不符合公布的认定标准"):
        listing.put_on_list(cast.dispatcher, fresh.number, "", NOW)
    listing.put_on_list(cast.dispatcher, fresh.number, "多个部门推诿", NOW)
    sealed = bring(is_sealed=True, area_code="130403")
    with pytest.raises(InvalidInput, match="密封"):
        listing.put_on_list(cast.dispatcher, sealed.number, "x", NOW)
    assert sealed.number not in [one.matter.number for one in backlog.candidates(cast.dispatcher, NOW)[0]]


def test_ages_add_up_and_coverage_is_owned_of_listed(cast: Cast) -> None:
    first, second = bring(), bring()
    listed(cast, first)
    listed(cast, second)
    owned(cast, first)
    rows = backlog.listed(cast.dispatcher, NOW)

    assert sum(one.count for one in backlog.ages(rows)) == len(rows) == 2
    assert {one.bucket.name for one in rows} == {"d365"}
    found = ownership.coverage(cast.dispatcher, NOW)
    assert (found.owned, found.listed, found.percent) == (1, 2, 50.0)
    assert [one.owner is None for one in found.rows] == [True, False]
    assert ownership.coverage(cast.neighbour, NOW).listed == 0


# ------------------------------------------------------------------------------------------------ milestones


def test_milestones_are_for_bodies_of_the_matter_and_never_move_a_clock_of_the_law(cast: Cast) -> None:
    given = bring()
    to_handling(cast, given)
    before = matter(given).due_at
    new = listing.NewMilestone("恢复路面", cast.unit("department"), date(2026, 11, 20), "郑承办")
    with pytest.raises(InvalidInput, match="承办、协办"):
        listing.add_milestone(cast.dispatcher, given.number, replace(new, unit_id=cast.unit("other")), NOW)
    with pytest.raises(NotAllowed):
        listing.add_milestone(cast.handler, given.number, new, NOW)
    made = listing.add_milestone(cast.dispatcher, given.number, new, NOW)
    listing.move_milestone(cast.dispatcher, made.pk, date(2026, 12, 20), "下雨", NOW)
    with pytest.raises(NotFound):
        listing.finish_milestone(cast.other_handler, made.pk, "完成", NOW)
    listing.finish_milestone(cast.handler, made.pk, "路面已恢复", NOW)

    assert matter(given).due_at == before
    assert Milestone.objects.get().done_on == NOW.date()
    with pytest.raises(InvalidInput, match="已经完成"):
        listing.finish_milestone(cast.handler, made.pk, "再来", NOW)


# ------------------------------------------------------------------------------------------------ meetings


def test_the_agenda_is_filled_by_rule_and_one_can_be_added_or_left_out_with_a_reason(cast: Cast) -> None:
    given, extra = bring(), bring(brought_at=NOW - timedelta(days=3))
    to_handling(cast, given)
    listed(cast, given)
    made = meeting(cast)

    item = AgendaItem.objects.get()
    assert item.matter_id == given.matter_id
    assert any("没有包案领导" in why for why in item.why)
    meetings.add_item(cast.dispatcher, made.pk, extra.number, "新发的群体事项", NOW)
    with pytest.raises(InvalidInput, match="已经在议题里"):
        meetings.add_item(cast.dispatcher, made.pk, extra.number, "x", NOW)
    meetings.leave_out(cast.dispatcher, AgendaItem.objects.get(matter_id=extra.matter_id).pk, "材料不全", NOW)
    assert meetings.refill_agenda(cast.dispatcher, made.pk, NOW) == 0


def test_only_the_calling_centre_keeps_a_meeting_and_only_its_line_and_guests_see_it(cast: Cast) -> None:
    listed(cast, bring())
    made = meeting(cast)
    for wrong in (cast.neighbour, in_role(cast["township_clerk"], "dispatcher")):
        with pytest.raises(NotFound):
            meetings.call_meeting(wrong, made.pk, NOW)
    with pytest.raises(NotAllowed):
        meetings.call_meeting(cast.supervisor, made.pk, NOW)
    with pytest.raises(NotAllowed):
        meetings.call_meeting(cast.clerk, made.pk, NOW)
    with pytest.raises(NotAllowed):
        meetings.plan_meeting(cast["department_leader"], meetings.NewMeeting("x", NOW, "x", "x", ()), NOW)
    meetings.call_meeting(cast.dispatcher, made.pk, NOW)

    assert made in meeting_queries.listing(cast.handler)
    assert made in meeting_queries.listing(cast.supervisor)
    assert made not in meeting_queries.listing(cast["complained"])
    assert (
        Notice.objects.filter(recipient_id=cast.unit("department"), subject__startswith="会议通知").count()
        == 1
    )


def test_a_body_complained_about_is_neither_called_nor_given_a_decision(cast: Cast) -> None:
    given = bring(complained_units=(cast.unit("complained"),))
    listed(cast, given)
    made = meeting(cast, "department", "below")
    with pytest.raises(InvalidInput, match="不能参加这次会议"):
        meetings.call_meeting(cast.dispatcher, made.pk, NOW)
    item = AgendaItem.objects.get()
    with pytest.raises(InvalidInput, match="不能把决定交给它办"):
        meetings.decide(
            cast.dispatcher, item.pk, meetings.NewDecision(cast.unit("below"), "x", date(2026, 12, 1)), HELD
        )


def test_a_decision_opens_the_file_to_the_body_and_no_opinion_waits_for_it(cast: Cast) -> None:
    given = bring()
    to_handling(cast, given)
    listed(cast, given)
    meeting(cast, "station")
    with pytest.raises(NotFound):
        matters.matter(cast["station_handler"], given.number)
    decided = meetings.decide(
        cast.dispatcher,
        AgendaItem.objects.get().pk,
        meetings.NewDecision(cast.unit("station"), "清理堆物", date(2026, 11, 20)),
        HELD,
    )

    assert matters.matter(cast["station_handler"], given.number).number == given.number
    with pytest.raises(NotFound):
        meetings.reply_decision(cast.handler, decided.pk, "我来", HELD)
    meetings.reply_decision(cast["station_handler"], decided.pk, "已经清理", HELD)
    assert Task.objects.get(id=decided.task_id or 0).state == "excused"
    assert work.helpers_waiting(Task.objects.get(id=decided.task_id or 0).proceeding_id) == []
    with pytest.raises(NotAllowed):
        meetings.finish_decision(cast.handler, decided.pk, "好", HELD)
    meetings.send_decision_back(cast.dispatcher, decided.pk, "还有一处", HELD)
    meetings.reply_decision(cast["station_handler"], decided.pk, "全部清理", HELD)
    meetings.finish_decision(cast.dispatcher, decided.pk, "现场看过", HELD)

    assert Decision.objects.get().done_words == "现场看过"
    verbs = [one.verb for one in entries(f"matter:{given.matter_id}")]
    assert verbs.count("meeting.decision_reported") == 2
    assert verbs[-1] == "meeting.decision_done"


def test_minutes_wait_for_every_item_are_numbered_and_end_the_meeting(cast: Cast) -> None:
    given = bring()
    to_handling(cast, given)
    listed(cast, given)
    made, item = meeting(cast), AgendaItem.objects.get()
    with pytest.raises(InvalidInput, match="还没有到召开的时间"):
        meetings.write_minutes(cast.dispatcher, made.pk, "城管局", NOW)
    with pytest.raises(InvalidInput, match="还有议题"):
        meetings.write_minutes(cast.dispatcher, made.pk, "城管局", HELD)
    meetings.record_item(cast.dispatcher, item.pk, "各单位说明了情况", "由城管局牵头", HELD)
    meetings.decide(
        cast.dispatcher,
        item.pk,
        meetings.NewDecision(cast.unit("department"), "恢复路面", date(2026, 11, 30)),
        HELD,
    )
    done = meetings.write_minutes(cast.dispatcher, made.pk, "城管局 郑承办", HELD)

    paper = Document.objects.get(id=done.document_id or 0)
    assert paper.number == done.number
    assert letter(paper).startswith(b"%PDF")
    assert "张三" not in str(paper.data), "minutes name no petitioner"
    with pytest.raises(InvalidInput, match="不能再改"):
        meetings.record_item(cast.dispatcher, item.pk, "x", "x", HELD)
    facts = backlog.listed_facts(cast.dispatcher, HELD)
    assert facts[0].discussed_on == date(2026, 11, 5)


def test_a_meeting_is_called_off_with_a_reason(cast: Cast) -> None:
    listed(cast, bring())
    made = meeting(cast)
    meetings.call_meeting(cast.dispatcher, made.pk, NOW)
    with pytest.raises(InvalidInput):
        meetings.cancel_meeting(cast.dispatcher, made.pk, "", NOW)
    meetings.cancel_meeting(cast.dispatcher, made.pk, "大雪", NOW)
    assert Notice.objects.filter(subject__startswith="会议取消").count() == 1


# ------------------------------------------------------------------------------------------------ campaigns


def campaign(cast: Cast) -> int:
    new = campaigns.NewCampaign(
        "道路恢复专项", "市政道路", "到期恢复", Filter(area="130403", ids=(1, 2), q="张三"), date(2026, 11, 1), date(2027, 3, 1)
    )  # fmt: skip
    return int(campaigns.start_campaign(cast.dispatcher, new, NOW).pk)


def test_a_campaign_keeps_a_filter_and_never_single_matters_or_words(cast: Cast) -> None:
    bring()
    bring(system="grid", procedure="service_order")
    view = campaign_queries.view(cast.dispatcher, campaign(cast), NOW)

    assert "ids" not in view.campaign.query
    assert "q=" not in view.campaign.query
    assert view.count == 1, "petitions only"
    assert campaign_queries.view(cast.handler, view.campaign.pk, NOW).count == 0, "counted as far as one sees"
    with pytest.raises(NotFound):
        campaign_queries.view(cast.neighbour, view.campaign.pk, NOW)
    with pytest.raises(NotAllowed):
        campaigns.start_campaign(
            cast.handler, campaigns.NewCampaign("x", "x", "x", Filter(), NOW.date(), NOW.date()), NOW
        )


def test_tasks_go_down_the_line_and_suggestions_anywhere_else(cast: Cast) -> None:
    made = campaign(cast)
    task = campaigns.NewTask(cast.unit("other"), "x", date(2026, 12, 1))
    with pytest.raises(InvalidInput, match="请发政策建议书"):
        campaigns.give_task(cast.dispatcher, made, task, NOW)
    new = campaigns.NewSuggestion(
        cast.unit("other"), "占道", "到期不恢复", "建立保证金", date(2026, 12, 31), made
    )
    with pytest.raises(NotAllowed):
        campaigns.suggest_policy(cast.handler, new, NOW)
    sent = campaigns.suggest_policy(cast.dispatcher, new, NOW)

    assert Notice.objects.filter(recipient_id=cast.unit("other"), statutory=True).count() == 1
    paper = Document.objects.get(id=sent.document_id)
    assert letter(paper).startswith(b"%PDF")
    with pytest.raises(NotFound):
        campaigns.reply_suggestion(cast.handler, sent.pk, "adopted", "好", NOW)
    with pytest.raises(InvalidInput):
        campaigns.reply_suggestion(cast.other_handler, sent.pk, "maybe", "好", NOW)
    campaigns.reply_suggestion(cast.other_handler, sent.pk, "not_adopted", "没有法律依据", NOW)
    with pytest.raises(InvalidInput, match="已经答复过"):
        campaigns.reply_suggestion(cast.other_handler, sent.pk, "adopted", "好", NOW)


# ------------------------------------------------------------------------------------------------ the chore


def test_what_is_overdue_is_told_once_to_who_must_act(cast: Cast) -> None:
    given = bring()
    to_handling(cast, given)
    listed(cast, given)
    later = at("2026-12-31 00:30")
    listing.add_milestone(
        cast.dispatcher,
        given.number,
        listing.NewMilestone("恢复", cast.unit("department"), date(2026, 11, 20)),
        NOW,
    )
    meeting(cast)
    meetings.decide(
        cast.dispatcher,
        AgendaItem.objects.get().pk,
        meetings.NewDecision(cast.unit("department"), "恢复路面", date(2026, 11, 30)),
        HELD,
    )
    made = campaign(cast)
    campaigns.give_task(
        cast.dispatcher, made, campaigns.NewTask(cast.unit("department"), "清理", date(2026, 12, 1)), NOW
    )
    campaigns.suggest_policy(
        cast.dispatcher,
        campaigns.NewSuggestion(cast.unit("other"), "占道", "不恢复", "保证金", date(2026, 12, 15), made),
        NOW,
    )

    told = reminders.tell_overdue(later)

    assert told == {
        "promises": 0, "milestones": 1, "decisions": 1, "campaign_tasks": 1, "suggestions": 1, "unowned": 1,
    }  # fmt: skip
    assert set(reminders.tell_overdue(later).values()) == {0}
    owner = owned(cast, given)
    met(cast, owner, promised="月底恢复", promise_on=date(2026, 11, 30))
    assert reminders.tell_promises(later) == 1
    mine = Notice.objects.filter(recipient_kind="account", recipient_id=account_of(cast["district_leader"]))
    assert mine.filter(body="月底恢复").exists()
