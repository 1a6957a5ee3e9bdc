"""Pages of ownership, backlog, meetings, campaigns, figures: each does its role's whole job, and is closed to the neighbour."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from gongzhi.core.identity.testing import Cast
from gongzhi.core.matters.tests.web.desk.shared import browser, text_of
from gongzhi.core.matters.tests.web.resident.test_follow import open_receipt
from gongzhi.kernel.terms import CHINA
from gongzhi.systems.petitions.models import (
    AgendaItem,
    AreaLink,
    BacklogEntry,
    Campaign,
    CampaignTask,
    CaseMeeting,
    CaseOwner,
    CoordinationMeeting,
    Decision,
    Milestone,
    PolicySuggestion,
)
from gongzhi.systems.petitions.tests.hard import CONTACT, bring, to_handling

pytestmark = pytest.mark.django_db
PAGES = (
    "areas/", "coverage/", "backlog/", "backlog/?tab=candidates", "backlog/?tab=milestones", "backlog/?tab=criteria",
    "meetings/", "decisions/", "decisions/?which=given&done=1", "campaigns/", "campaigns/?tab=tasks", "campaigns/?tab=letters",
)  # fmt: skip


def day(ahead: int = 0) -> str:
    """Return a day from today on, as forms send it; pages know the real time only."""
    return (timezone.now().astimezone(CHINA).date() + timedelta(days=ahead)).isoformat()


@pytest.mark.parametrize("address", PAGES)
def test_pages_open_for_staff_and_not_for_the_grid_worker(cast: Cast, address: str) -> None:
    assert browser("dispatcher").get(f"/desk/petitions/{address}").status_code == 200
    assert browser("handler").get(f"/desk/petitions/{address}").status_code == 200
    assert browser("grid_worker").get(f"/desk/petitions/{address}").status_code == 403


def test_the_tree_shows_gaps_and_takes_leaders_one_by_one_and_from_a_table(cast: Cast) -> None:
    client = browser("dispatcher")
    district = cast.unit("district")
    assert "没有人包联" in text_of(client, f"/desk/petitions/areas/?unit={district}")
    form = {"area_code": "130403001", "name": "周书记", "duty": "街道党工委书记", "contact": CONTACT}

    assert client.post(f"/desk/petitions/areas/?unit={district}", form).status_code == 302
    table = "area_code,name,duty,contact\n130403,孙书记,区委书记,0310-3110001\n130403001001,吴书记,社区书记,0310-3110002\n"
    upload = SimpleUploadedFile("包联.csv", table.encode("utf-8"), "text/csv")
    assert client.post("/desk/petitions/areas/import/", {"file": upload}).status_code == 302

    page = text_of(client, f"/desk/petitions/areas/?unit={district}")
    assert "周书记" in page
    assert "孙书记" in page
    assert "1/1" in page, "the village below the township is covered"
    link = AreaLink.objects.get(name="周书记")
    assert client.post(f"/desk/petitions/areas/{link.pk}/end/", {"why": "调动"}).status_code == 302
    assert AreaLink.objects.get(name="周书记").until is not None
    assert browser("handler").post(f"/desk/petitions/areas/?unit={district}", form).status_code == 403
    assert browser("neighbour").post(f"/desk/petitions/areas/?unit={district}", form).status_code == 403


def test_a_wrong_table_takes_in_nothing_and_says_which_line(cast: Cast) -> None:
    table = "area_code,name,duty,contact\n130403,孙书记,区委书记,0310-3110001\n999999,谁,书记,0310-3110002\n"
    upload = SimpleUploadedFile("包联.csv", table.encode("utf-8"), "text/csv")

    answer = browser("dispatcher").post("/desk/petitions/areas/import/", {"file": upload})

    assert answer.status_code == 422
    assert "第 3 行" in answer.content.decode()
    assert not AreaLink.objects.exists()


def test_a_leader_owns_a_matter_from_its_page_to_the_end(cast: Cast) -> None:
    given = bring()
    to_handling(cast, given)
    leader, address = browser("district_leader"), f"/desk/petitions/cases/{given.number}/"
    assert "还没有领导包案" in text_of(leader, address)

    assert leader.post(f"{address}take/", {"duty": "副区长", "contact": CONTACT}).status_code == 302
    owner = CaseOwner.objects.get()
    assert leader.post(f"{address}plan/", {"owner": owner.pk, "plan": "现场会商"}).status_code == 302
    meeting = {
        "owner": owner.pk, "day": day(), "place": "信访接待中心", "spoke": "孙区长", "said": "谈了恢复的时间",
        "promised": "月底恢复路面", "promise_on": day(20), "next_on": day(7),
    }  # fmt: skip
    assert leader.post(f"{address}meet/", meeting).status_code == 302
    page = text_of(leader, address)
    assert "月底恢复路面" in page
    assert "化解中" in page
    assert given.number in text_of(leader, "/desk/petitions/cases/")
    kept = {"meeting": CaseMeeting.objects.get().pk, "words": "已恢复"}
    assert leader.post(f"{address}kept/", kept).status_code == 302
    assert leader.post(f"{address}ask/", {"owner": owner.pk, "closing": "双方认可"}).status_code == 302
    refused = leader.post(f"{address}end/", {"owner": owner.pk, "result": "solved"})
    assert refused.status_code == 422
    assert "还没有独立的回访核实" in refused.content.decode()
    check = {"owner": owner.pk, "way": "reached", "solved": "yes", "checked": "电话核实"}
    assert browser("caller").post(f"{address}check/", check).status_code == 302
    assert "可以结案" in text_of(leader, address)
    assert leader.post(f"{address}end/", {"owner": owner.pk, "result": "solved"}).status_code == 302
    assert "可以结案" not in text_of(browser("handler"), address)
    assert "电话核实" not in text_of(browser("handler"), address), (
        "the handling body does not learn what was said"
    )
    assert browser("neighbour").get(address).status_code == 404


def test_the_petitioner_sees_name_and_number_on_his_page_and_others_do_not(
    cast: Cast, client: Client
) -> None:
    given, other = bring(), bring()
    leader = browser("district_leader")
    leader.post(f"/desk/petitions/cases/{given.number}/take/", {"duty": "副区长", "contact": CONTACT})
    open_receipt(client, given)

    page = client.get(f"/follow/{given.number}/").content.decode()

    assert "谁包您这件事" in page
    assert "孙区长" in page
    assert CONTACT in page
    assert CONTACT in text_of(leader, f"/desk/matters/{given.number}/")
    assert client.get(f"/follow/{other.number}/").status_code == 404


def test_a_matter_is_listed_run_by_milestones_and_taken_off(cast: Cast) -> None:
    given = bring()
    to_handling(cast, given)
    client, address = browser("dispatcher"), f"/desk/petitions/cases/{given.number}/"
    assert given.number in text_of(client, "/desk/petitions/backlog/?tab=candidates")
    assert "法定期限已过" in text_of(client, "/desk/petitions/backlog/?tab=candidates&criterion=late_longer")

    assert client.post(f"{address}list/", {"reason": ""}).status_code == 302
    assert given.number in text_of(client, "/desk/petitions/backlog/")
    assert given.number not in text_of(client, "/desk/petitions/backlog/?bucket=d60")
    assert given.number in text_of(browser("district_leader"), "/desk/petitions/cases/"), (
        "unowned, offered to leaders"
    )
    step = {"title": "恢复路面", "unit_id": cast.unit("department"), "due_on": day(10)}
    assert client.post(f"{address}milestone/", step).status_code == 302
    one = Milestone.objects.get()
    assert (
        client.post(
            f"{address}milestone-move/", {"milestone": one.pk, "due_on": day(20), "why": "下雨"}
        ).status_code
        == 302
    )
    assert (
        browser("handler")
        .post(f"{address}milestone-done/", {"milestone": one.pk, "words": "完成"})
        .status_code
        == 302
    )
    assert client.post(f"{address}unlist/", {"off_reason": ""}).status_code == 422
    assert client.post(f"{address}unlist/", {"off_reason": "已化解"}).status_code == 302
    assert BacklogEntry.objects.get().off_reason == "已化解"
    for kind in ("csv", "xlsx"):
        assert browser("district_leader").get(f"/desk/petitions/backlog.{kind}").status_code == 200
    assert browser("clerk").post(f"{address}list/", {"reason": "x"}).status_code == 403


def test_a_meeting_from_plan_to_minutes_and_its_decision_to_the_end(cast: Cast) -> None:
    given = bring()
    to_handling(cast, given)
    client = browser("dispatcher")
    client.post(f"/desk/petitions/cases/{given.number}/list/", {"reason": ""})
    form = {
        "title": "积案协调会", "held_at": f"{day(-1)}T15:00", "place": "三楼会议室", "chair": "孙区长",
        "participants": [cast.unit("department"), cast.unit("station")],
    }  # fmt: skip
    assert client.post("/desk/petitions/meetings/new/", form).status_code == 302
    meeting = CoordinationMeeting.objects.get()
    address = f"/desk/petitions/meetings/{meeting.pk}/"
    page = text_of(client, address)
    assert given.number in page
    assert "还没有包案领导" in page
    item = AgendaItem.objects.get()
    assert client.post(f"{address}call/").status_code == 302
    record = {"item": item.pk, "discussed": "各单位说明了情况", "concluded": "由城管局牵头"}
    assert client.post(f"{address}record/", record).status_code == 302
    decide = {"item": item.pk, "what": "恢复路面", "unit_id": cast.unit("department"), "due_on": day(10)}
    assert client.post(f"{address}decide/", decide).status_code == 302
    assert client.post(f"{address}minutes/", {"attended": "城管局 郑承办"}).status_code == 302
    meeting.refresh_from_db()
    pdf = browser("handler").get(f"/files/documents/{meeting.document_id}.pdf")
    assert pdf.content.startswith(b"%PDF")
    for other in ("neighbour", "complained"):
        assert browser(other).get(address).status_code == 404
        assert browser(other).get(f"/files/documents/{meeting.document_id}.pdf").status_code == 404
    handler, decision = browser("handler"), Decision.objects.get()
    assert "恢复路面" in text_of(handler, "/desk/petitions/decisions/")
    step = f"/desk/petitions/decisions/{decision.pk}"
    assert handler.post(f"{step}/reply/", {"words": "已恢复"}).status_code == 302
    assert handler.post(f"{step}/finish/", {"words": "好"}).status_code == 403
    assert client.post(f"{step}/finish/", {"words": "现场看过"}).status_code == 302
    assert "现场看过" in text_of(client, "/desk/petitions/decisions/?which=given&done=1")
    assert "meeting.minuted" not in text_of(client, f"/desk/matters/{given.number}/"), "told as a sentence"


def test_a_campaign_from_its_filter_to_an_answered_suggestion(cast: Cast) -> None:
    given = bring()
    client = browser("dispatcher")
    look = {"title": "x", "area": "130403", "go": "look"}
    assert "1 件" in client.post("/desk/petitions/campaigns/new/", look).content.decode()
    form = {
        "title": "道路恢复专项", "field": "市政道路", "aim": "占道恢复", "area": "130403", "begins": day(), "ends": day(90),
    }  # fmt: skip
    assert client.post("/desk/petitions/campaigns/new/", form).status_code == 302
    campaign = Campaign.objects.get()
    address = f"/desk/petitions/campaigns/{campaign.pk}/"
    assert "area=130403" in campaign.query
    assert given.number in text_of(client, f"/desk/matters/?{campaign.query}")
    cause = {"cause": "占道审批没有恢复保证金", "query": campaign.query}
    assert client.post(f"{address}cause/", cause).status_code == 302
    task = {"what": "清理到期占道", "unit_id": cast.unit("department"), "due_on": day(30)}
    assert client.post(f"{address}task/", task).status_code == 302
    letter = {
        "campaign": campaign.pk, "kind": "policy", "to_unit_id": cast.unit("department"), "subject": "占道恢复",
        "findings": "到期不恢复", "advice": "建立保证金", "due_on": day(60),
    }  # fmt: skip
    assert client.post("/desk/petitions/letters/new/", letter).status_code == 302
    sent = PolicySuggestion.objects.get()
    handler = browser("handler")
    assert handler.get(f"/files/documents/{sent.document_id}.pdf").content.startswith(b"%PDF")
    assert browser("neighbour").get(f"/desk/petitions/letters/{sent.pk}/").status_code == 404
    answer = {"adoption": "partly", "reply": "先在两个街道试行"}
    assert handler.post(f"/desk/petitions/letters/{sent.pk}/", answer).status_code == 302
    assert "先在两个街道试行" in text_of(client, f"/desk/petitions/letters/{sent.pk}/")
    given_task = CampaignTask.objects.get()
    assert client.post(f"{address}end/", {"words": "完成"}).status_code == 422
    step = f"/desk/petitions/campaign-tasks/{given_task.pk}"
    assert handler.post(f"{step}/reply/", {"words": "已清理"}).status_code == 302
    assert client.post(f"{step}/finish/", {"campaign": campaign.pk}).status_code == 302
    assert client.post(f"{address}end/", {"words": "完成"}).status_code == 302
    assert "部分采纳" in text_of(client, address)


def test_figures_open_exactly_their_matters(cast: Cast) -> None:
    for _n in range(3):
        to_handling(cast, bring())
    client = browser("district_leader")
    period = "since=2026-03-01&until=2026-06-30"

    page = text_of(client, f"/desk/petitions/indicators/?{period}")

    assert "办结按时率" in page
    assert "÷" in page
    one = text_of(client, f"/desk/petitions/indicators/handling/?{period}")
    assert "丛台区城市管理局" in one
    for which, n in (("whole", 3), ("part", 0), ("rest", 3)):
        assert f"{n} 件" in text_of(client, f"/desk/petitions/indicators/handling/{which}/?{period}")
    for kind in ("csv", "xlsx"):
        assert client.get(f"/desk/petitions/indicators.{kind}?{period}").status_code == 200
        assert client.get(f"/desk/petitions/indicators/handling/rest.{kind}?{period}").status_code == 200
        assert client.get(f"/desk/petitions/report.{kind}?{period}").status_code == 200
    assert client.get("/desk/petitions/indicators/nothing/").status_code == 404
    assert client.get("/desk/petitions/indicators/handling/all/").status_code == 404
    assert browser("handler").get("/desk/petitions/indicators/").status_code == 403


def test_the_yearly_report_is_a_page_and_a_letter(cast: Cast) -> None:
    for _n in range(6):
        bring()
    client = browser("district_leader")
    period = "since=2026-01-01&until=2026-12-31"

    page = text_of(client, f"/desk/petitions/report/?{period}")

    for section in (
        "一、信访事项的数据统计",
        "二、转送、交办、督办",
        "三、提出的改进工作",
        "四、其他应当报告",
    ):
        assert section in page
    assert client.get(f"/desk/petitions/report.pdf?{period}").content.startswith(b"%PDF")
    assert client.get("/desk/petitions/report/?since=2026-12-31&until=2026-01-01").status_code == 422
    assert browser("handler").get("/desk/petitions/report/").status_code == 403


def test_the_three_zeros_open_their_matters(cast: Cast) -> None:
    given = bring()
    to_handling(cast, given)
    client = browser("district_leader")
    for name in ("no_links", "not_contacted"):
        assert given.number in text_of(client, f"/desk/petitions/indicators/zero/{name}/")
    assert "都做到了" in text_of(client, "/desk/petitions/indicators/zero/piled_up/")
    assert client.get("/desk/petitions/indicators/zero/nothing/").status_code == 404
