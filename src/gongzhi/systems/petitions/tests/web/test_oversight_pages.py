"""The pages of reception, supervision and call-backs: what each shows to whom, and that its forms do what they say."""

import re
from datetime import date, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from gongzhi.core.clocks.models import Clock
from gongzhi.core.identity.models import Reveal
from gongzhi.core.identity.testing import Cast, at
from gongzhi.core.matters.models import Matter, SupervisionOrder
from gongzhi.core.matters.submission import Submitted
from gongzhi.core.matters.tests.api.shared import bearer
from gongzhi.core.matters.tests.shared import bring as bring_matter
from gongzhi.core.matters.tests.web.desk.shared import browser, text_of
from gongzhi.core.workflow import queries as workflow
from gongzhi.core.workflow.actions import MoveRequest, perform
from gongzhi.kernel.actor import Actor
from gongzhi.kernel.terms import CHINA
from gongzhi.systems.petitions.actions import call_back, escalation, oversight, reception_days
from gongzhi.systems.petitions.actions.oversight import Ask
from gongzhi.systems.petitions.models import (
    Booking,
    CallBack,
    CallScript,
    CallTask,
    Escalation,
    ImprovementLetter,
    ReceptionDay,
    ReceptionPlace,
)

pytestmark = pytest.mark.django_db
OVERSIGHT, CALLS, RECEPTION = (
    "/desk/petitions/oversight/",
    "/desk/petitions/calls/",
    "/desk/petitions/reception/",
)
OPINION = {
    "request": "恢复路面",
    "facts": "没有恢复",
    "grounds": "应当恢复",
    "basis": "条例第33条",
    "answer": "不予支持",
    "outcome": "not_supported",
}


def move(actor: Actor, given: Submitted, name: str, when: str, **fields: object) -> None:
    """Perform a move of the main proceeding."""
    perform(actor, MoveRequest(workflow.main_of(given.matter_id).id, name, fields), at(when))


def late(cast: Cast) -> Submitted:
    """Return a petition that the department should have finished in May 2026."""
    given = bring_matter(system="petitions", procedure="petition")
    move(cast["township_clerk"], given, "sort", "2026-03-03 09:00", kind="claim")
    move(
        cast["township_clerk"],
        given,
        "transfer",
        "2026-03-04 09:00",
        lead=cast.unit("department"),
        ask="请办理",
    )
    move(cast.handler, given, "accept", "2026-03-05 09:00", contact_person="郑 3110000")
    return given


def concluded(cast: Cast) -> Submitted:
    """Return a petition with its opinion, drawn for a call-back."""
    given = late(cast)
    move(cast.handler, given, "draft_opinion", "2026-04-01 09:00", **OPINION)
    move(cast["department_leader"], given, "sign_opinion", "2026-04-02 09:00")
    CallTask.objects.create(
        matter_id=given.matter_id,
        proceeding_id=workflow.main_of(given.matter_id).id,
        unit_id=cast.unit("township"),
        ground="sample",
        made_at=at("2026-04-02 18:00"),
    )
    return given


def rights_until(given: Submitted, when: datetime) -> None:
    """Let the petitioner's time to rate and to ask for a review end at a moment, whatever today is."""
    Clock.objects.filter(matter_id=given.matter_id, term__in=("rate", "request")).update(due_at=when)


def day_of(cast: Cast, days: int = 3) -> ReceptionDay:
    """Plan a day some days from now; days of the past are moved there."""
    on = timezone.now().astimezone(CHINA).date() + timedelta(days=days)
    form = plan_form(cast, max(on, timezone.now().astimezone(CHINA).date()))
    answer = browser("clerk").post(f"{RECEPTION}new/", form)
    assert answer.status_code == 302, answer.content.decode()[:3000]
    found = ReceptionDay.objects.latest("id")
    if days < 0:
        ReceptionDay.objects.filter(id=found.pk).update(on=on)
        found.refresh_from_db()
    return found


def plan_form(cast: Cast, on: date) -> dict[str, str]:
    """Return the form of a day."""
    return {
        "unit_id": str(cast.unit("district")), "kind": "receiving", "leader_name": "孙区长", "leader_post": "区长", "level": "county",
        "on": on.isoformat(), "starts": "09:00", "ends": "11:30", "place": "接待中心一楼", "tel": "0310-3110000", "theme": "物业",
        "slots": "5", "slot_minutes": "30",
    }  # fmt: skip


# Supervision ----------------------------------------------------------------------------------------------------------


def test_a_supervisor_sees_the_breach_and_orders_with_the_text_filled_in(cast: Cast) -> None:
    given = late(cast)
    client = browser("supervisor")

    page = text_of(client, OVERSIGHT)
    assert given.number in page
    assert "逾期没有办结" in page
    assert "2026年5月4日" in page
    form = text_of(client, f"{OVERSIGHT}new/{given.number}/?trigger=late_handling")
    assert "请尽快办结并作出书面意见" in form
    words = re.search(r'name="words"[^>]*>([^<]+)<', form)
    assert words is not None
    due_on = (timezone.now() + timedelta(days=10)).date().isoformat()
    sent = {
        "level": "supervise",
        "to_unit": str(cast.unit("department")),
        "words": words[1],
        "due_on": due_on,
        "trigger": "late_handling",
        "why": "",
    }
    answer = client.post(f"{OVERSIGHT}new/{given.number}/", sent)

    made = SupervisionOrder.objects.get()
    assert answer.headers["Location"] == f"{OVERSIGHT}orders/{made.pk}/"
    shown = text_of(client, answer.headers["Location"])
    assert made.number in shown
    assert "查到的事实" in shown
    assert "已督办" in text_of(client, OVERSIGHT)


def test_a_step_left_out_without_a_reason_is_said_at_its_field(cast: Cast) -> None:
    given = late(cast)
    sent = {
        "level": "listed",
        "to_unit": str(cast.unit("department")),
        "words": "改",
        "due_on": "2027-01-10",
        "trigger": "",
        "why": "",
    }

    answer = browser("supervisor").post(f"{OVERSIGHT}new/{given.number}/", sent)

    assert answer.status_code == 422
    assert "理由" in answer.content.decode()
    assert not SupervisionOrder.objects.exists()


@pytest.mark.parametrize("who", ["handler", "clerk", "caller", "system_admin"])
def test_who_does_not_supervise_has_no_such_page(cast: Cast, who: str) -> None:
    late(cast)

    assert browser(who).get(OVERSIGHT).status_code == 403


def test_a_neighbour_is_shown_nothing_of_it(cast: Cast) -> None:
    given = late(cast)
    client = browser("neighbour")

    assert given.number not in text_of(client, OVERSIGHT)
    assert client.get(f"{OVERSIGHT}new/{given.number}/").status_code == 404


def test_the_body_answers_on_the_orders_page_and_the_talk_is_recorded_there(cast: Cast) -> None:
    given = late(cast)
    made = oversight.order(
        cast.supervisor, Ask(given.number, "请说明", "call_in", why="久拖不决"), timezone.now()
    )
    page = f"{OVERSIGHT}orders/{made.pk}/"

    assert "书面答复" in text_of(browser("handler"), page)
    browser("handler").post(f"/desk/orders/{made.pk}/reply/", {"reply": "局长到会说明"})
    client = browser("supervisor")
    bad = client.post(
        f"{page}talk/",
        {
            "held_at": "2026-11-20T15:00",
            "place": "二楼",
            "attended": "局长",
            "said": "谈了",
            "promised": "",
            "due_on": "2026-12-10",
        },
    )
    assert bad.status_code == 422
    good = client.post(
        f"{page}talk/",
        {
            "held_at": "2026-11-20T15:00",
            "place": "二楼",
            "attended": "局长",
            "said": "谈了",
            "promised": "月底办结",
            "due_on": "2026-12-10",
        },
    )
    assert good.status_code == 302
    assert "月底办结" in text_of(client, page)
    assert browser("handler").post(f"{page}talk/", {}).status_code == 403


def test_the_core_page_of_an_order_leads_to_the_petitions_own(cast: Cast) -> None:
    given = late(cast)
    made = oversight.order(cast.supervisor, Ask(given.number, "请答复"), timezone.now())
    client = browser("supervisor")

    assert f"{OVERSIGHT}orders/{made.pk}/" in text_of(client, f"/desk/orders/{made.pk}/")
    answer = client.get(f"/desk/orders/new/{given.number}/")
    assert answer.headers["Location"] == f"{OVERSIGHT}new/{given.number}/"


def test_a_listing_is_ended_on_its_page_with_proof(cast: Cast) -> None:
    given = late(cast)
    made = oversight.order(
        cast.supervisor, Ask(given.number, "限期整改", "listed", why="久拖不决"), timezone.now()
    )
    browser("handler").post(f"/desk/orders/{made.pk}/reply/", {"reply": "已恢复"})
    client = browser("supervisor")
    today = timezone.now().astimezone(CHINA).date().isoformat()
    sent = {"checked_by": "督查科", "checked_on": today, "findings": "属实", "proof": "照片入卷"}

    assert client.post(f"{OVERSIGHT}orders/{made.pk}/delist/", {**sent, "proof": ""}).status_code == 422
    assert client.post(f"{OVERSIGHT}orders/{made.pk}/delist/", sent).status_code == 302

    made.refresh_from_db()
    assert made.closed_at is not None


def test_a_proposal_is_decided_by_the_next_higher_supervisor(cast: Cast) -> None:
    given = late(cast)
    made = oversight.order(
        cast["district_leader"], Ask(given.number, "请答复", due_on=date(2026, 6, 1)), at("2026-05-10 09:00")
    )
    escalation.propose_unanswered(timezone.now())
    proposal = Escalation.objects.get()
    client = browser("supervisor")

    assert made.number in text_of(client, OVERSIGHT)
    path = f"{OVERSIGHT}up/{proposal.pk}/"
    assert "提级为约谈" in text_of(client, path)
    assert client.post(path, {"decision": "leave", "why": ""}).status_code == 422
    assert browser("handler").get(path).status_code == 403
    assert (
        client.post(
            path, {"decision": "take", "why": "逾期", "words": "请说明", "due_on": "2027-01-10"}
        ).status_code
        == 302
    )
    assert SupervisionOrder.objects.count() == 2


def test_advice_is_given_answered_and_closed_on_its_pages(cast: Cast) -> None:
    given = late(cast)
    client = browser("supervisor")
    assert "书面反馈的最后一天" in text_of(client, f"/desk/petitions/advice/new/{given.number}/")
    sent = {
        "to_unit": str(cast.unit("department")),
        "words": "占道到期前提醒",
        "due_on": "2027-01-10",
        "order_id": "",
    }
    assert client.post(f"/desk/petitions/advice/new/{given.number}/", sent).status_code == 302
    letter = ImprovementLetter.objects.get()
    page = f"/desk/petitions/advice/{letter.pk}/"

    body = browser("handler")
    assert letter.number in text_of(body, "/desk/petitions/advice/")
    assert "是否采纳" in text_of(body, page)
    assert body.post(page, {"outcome": "", "words": "改"}).status_code == 422
    assert body.post(page, {"outcome": "adopted", "words": "12月完成"}).status_code == 302
    assert client.post(page, {"act": "close", "note": "已看过"}).status_code == 302
    assert "已看过" in text_of(client, page)
    assert letter.number not in text_of(browser("other_handler"), "/desk/petitions/advice/")


# Call-backs -----------------------------------------------------------------------------------------------------------


def test_a_caller_works_through_the_list_one_by_one(cast: Cast) -> None:
    first, second = concluded(cast), concluded(cast)
    client = browser("township_clerk")
    tasks = list(CallTask.objects.order_by("id"))

    page = text_of(client, CALLS)
    assert first.number in page
    assert second.number in page
    shown = text_of(client, f"{CALLS}{tasks[0].pk}/")
    assert "13800000001" not in shown
    assert "您好" in shown
    revealed = client.post(f"{CALLS}{tasks[0].pk}/reveal/").content.decode()
    assert "13800000001" in revealed
    assert Reveal.objects.get().purpose == "回访核实"
    assert (
        client.post(f"{CALLS}{tasks[0].pk}/", {"reached": "yes", "solved": "", "go": "next"}).status_code
        == 422
    )
    sent = {"reached": "yes", "solved": "yes", "satisfied": "5", "q_contacted": "yes", "go": "next"}
    answer = client.post(f"{CALLS}{tasks[0].pk}/", sent)

    assert answer.headers["Location"] == f"{CALLS}{tasks[1].pk}/"
    assert CallBack.objects.get().answers == [["contacted", "yes"]]
    answer = client.post(f"{CALLS}{tasks[1].pk}/", {"reached": "no", "go": "next"})
    assert answer.headers["Location"] == CALLS


def test_not_solved_on_the_page_reopens_at_once(cast: Cast) -> None:
    given = concluded(cast)
    task = CallTask.objects.get()
    client = browser("township_clerk")

    answer = client.post(
        f"{CALLS}{task.pk}/", {"reached": "yes", "solved": "no", "satisfied": "1", "go": "list"}, follow=True
    )

    assert "已经重新办理" in answer.content.decode()
    assert Matter.objects.get(id=given.matter_id).status == "handling"


@pytest.mark.parametrize("who", ["handler", "clerk", "supervisor"])
def test_only_callers_have_the_list(cast: Cast, who: str) -> None:
    concluded(cast)

    assert browser(who).get(CALLS).status_code == 403


def test_a_caller_elsewhere_finds_no_call_and_reads_no_number(cast: Cast) -> None:
    concluded(cast)
    task = CallTask.objects.get()
    client = browser("neighbour")

    assert client.get(f"{CALLS}{task.pk}/").status_code == 404
    assert client.post(f"{CALLS}{task.pk}/reveal/").status_code == 404
    assert not Reveal.objects.exists()


def test_the_handler_finds_no_trace_of_a_rating_on_page_or_in_the_api(cast: Cast) -> None:
    given = concluded(cast)
    citizen = cast.citizen(given.matter_id)
    move(citizen, given, "rate", "2026-04-03 09:00", solved="no", satisfied="1", words="根本没有来人")
    call_back.make_call(
        cast["township_clerk"],
        CallTask.objects.get().pk,
        call_back.Call(True, "yes", 3, "", "电话里说的话"),
        at("2026-04-03 10:00"),
    )
    rights_until(given, timezone.now() + timedelta(days=1))
    client = browser("handler")

    for path in (
        f"/desk/matters/{given.number}/",
        "/desk/matters/?state=all&measure=dissatisfied",
        "/desk/matters/?state=all&measure=rated",
    ):
        page = text_of(client, path)
        assert "根本没有来人" not in page
        assert "电话里说的话" not in page
    assert given.number not in text_of(client, "/desk/matters/?state=all&measure=dissatisfied")
    assert client.get("/desk/petitions/calls/report/").status_code == 403


def test_the_handler_reads_the_rating_once_its_days_are_over_without_any_chore(cast: Cast) -> None:
    given = concluded(cast)
    call_back.make_call(
        cast["township_clerk"],
        CallTask.objects.get().pk,
        call_back.Call(True, "yes", 2, "", "电话里说的话"),
        at("2026-04-03 10:00"),
    )
    rights_until(given, timezone.now() - timedelta(minutes=1))
    client = browser("handler")

    assert "电话里说的话" in text_of(client, f"/desk/matters/{given.number}/")
    assert given.number in text_of(client, "/desk/matters/?state=all&measure=dissatisfied")


def test_the_api_and_the_notices_tell_the_handler_nothing_of_a_rating(cast: Cast, client: Client) -> None:
    given = concluded(cast)
    move(
        cast.citizen(given.matter_id),
        given,
        "rate",
        "2026-04-03 09:00",
        solved="no",
        satisfied="1",
        words="根本没有来人",
    )

    for path in (f"/api/v1/matters/{given.number}", f"/api/v1/matters/{given.number}/story"):
        answer = client.get(path, **bearer(cast, "handler"))  # type: ignore[arg-type]
        assert answer.status_code == 200
        assert "根本没有来人" not in answer.content.decode()
        assert "评价" not in answer.content.decode()
    assert client.get(f"/api/v1/matters/{given.number}", **bearer(cast, "handler")).json()["ratings"] == []  # type: ignore[arg-type]
    inbox = text_of(browser("handler"), "/desk/notices/")
    assert "评价" not in inbox


def test_the_script_is_edited_as_a_new_version(cast: Cast) -> None:
    client = browser("caller")
    page = text_of(client, f"{CALLS}script/")
    assert "出厂版本" in page

    sent = {
        "opening": "您好",
        "closing": "谢谢",
        "text_0": "态度怎么样",
        "kind_0": "scale",
        "name_0": "manner",
        "text_1": "",
    }
    assert client.post(f"{CALLS}script/", {**sent, "opening": ""}).status_code == 422
    assert client.post(f"{CALLS}script/", sent).status_code == 302
    assert [one["name"] for one in CallScript.objects.get().questions] == ["manner"]
    assert "第 1 版" in text_of(client, f"{CALLS}script/")
    assert browser("handler").get(f"{CALLS}script/").status_code == 403


def test_the_report_shows_formulas_and_leaves_out_small_cells(cast: Cast) -> None:
    concluded(cast)
    now = timezone.now()
    call_back.make_call(
        cast["township_clerk"], CallTask.objects.get().pk, call_back.Call(True, "yes", 5), now
    )

    page = text_of(browser("supervisor"), f"{CALLS}report/")
    assert "少于 5 件不列" in page
    assert "接通并说了是否解决的件数" in page
    answer = browser("supervisor").get(f"{CALLS}report.csv")
    assert "少于 5 件不列" in b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]


# Reception ------------------------------------------------------------------------------------------------------------


def test_the_public_calendar_and_its_file_show_the_day(cast: Cast, client: Client) -> None:
    day = day_of(cast)

    page = client.get(f"/petitions/reception/?month={day.on:%Y-%m}").content.decode()
    assert "孙区长" in page
    assert "0310-3110000" in page
    assert "信访工作条例第18条" in page
    assert f"/petitions/reception/{day.pk}/" in page
    told = client.get("/petitions/reception.ics")
    assert told.headers["Content-Type"].startswith("text/calendar")
    assert "BEGIN:VEVENT" in told.content.decode()


def test_booking_takes_two_steps_and_shows_the_secret_once(cast: Cast, client: Client) -> None:
    day = day_of(cast)
    path = f"/petitions/reception/{day.pk}/"

    assert "第 1 步" in client.get(path).content.decode()
    assert client.post(path, {"step": "1", "slot": "08:00"}).status_code == 422
    second = client.post(path, {"step": "1", "slot": "09:30"}).content.decode()
    assert "第 2 步" in second
    key = re.search(r'name="key" value="([^"]+)"', second)
    assert key is not None
    form = {
        "step": "2",
        "slot": "09:30",
        "key": key[1],
        "topic": "占道",
        "coming": "2",
        "name": "张三",
        "contact": "13800000001",
    }
    assert client.post(path, {**form, "topic": ""}).status_code == 422
    assert client.post(path, {**form, "coming": "9"}).status_code == 422
    card = client.post(path, form).content.decode()
    booking = Booking.objects.get()
    secret = re.search(r'data-secret="([^"]+)"', card)
    assert booking.number in card
    assert secret is not None
    again = client.post(path, form)
    assert Booking.objects.count() == 1
    assert again.status_code in (200, 422)

    opened = client.post(
        "/petitions/booking/", {"number": booking.number, "secret": secret[1]}
    ).content.decode()
    assert "占道" in opened
    assert client.post("/petitions/booking/", {"number": booking.number, "secret": "AAAA"}).status_code == 403
    moved = {"number": booking.number, "secret": secret[1], "act": "move", "to": f"{day.pk}@10:00"}
    assert "已改到新的时间" in client.post("/petitions/booking/", moved).content.decode()
    gone = client.post(
        "/petitions/booking/", {"number": booking.number, "secret": secret[1], "act": "cancel"}
    ).content.decode()
    assert "预约已取消" in gone


def test_a_booking_names_an_own_matter_only_with_its_secret(cast: Cast, client: Client) -> None:
    day = day_of(cast)
    given = late(cast)
    path = f"/petitions/reception/{day.pk}/"
    form = {"step": "2", "slot": "09:30", "key": "k", "topic": "占道", "coming": "1", "number": given.number}

    assert client.post(path, form).status_code == 422
    assert client.post(path, {**form, "secret": "AAAA-BBBB"}).status_code == 422
    assert client.post(path, {**form, "secret": given.secret}).status_code == 200
    assert Booking.objects.get().matter_id == given.matter_id


def test_the_desk_plans_copies_imports_exports_and_cancels(cast: Cast, client: Client) -> None:
    day = day_of(cast)
    clerk = browser("clerk")
    month = f"{day.on:%Y-%m}"

    assert "孙区长" in text_of(clerk, f"{RECEPTION}?month={month}")
    csv = b"".join(clerk.get(f"/desk/petitions/reception.csv?month={month}").streaming_content)  # type: ignore[attr-defined]
    assert "孙区长" in csv.decode()
    text = csv.decode().replace("孙区长", "李副区长")
    upload = _file("days.csv", text)
    assert clerk.post(f"{RECEPTION}import/", {"file": upload}).status_code == 302
    assert ReceptionDay.objects.filter(leader_name="李副区长").count() == 1
    clerk.post(f"{RECEPTION}import/", {"file": _file("bad.csv", "日期,开始\n2026,9")})
    assert ReceptionDay.objects.count() == 2
    answer = clerk.post(f"{RECEPTION}copy/", {"month": month, "unit_id": str(cast.unit("district"))})
    assert answer.status_code == 302
    page = text_of(clerk, f"{RECEPTION}{day.pk}/")
    assert "取消这一天" in page
    assert clerk.post(f"{RECEPTION}{day.pk}/cancel/", {"why": ""}).status_code == 422
    assert clerk.post(f"{RECEPTION}{day.pk}/cancel/", {"why": "防汛"}).status_code == 302
    assert "防汛" in client.get(f"/petitions/reception/?month={month}").content.decode()


def _file(name: str, text: str) -> object:
    from django.core.files.uploadedfile import SimpleUploadedFile  # noqa: PLC0415

    return SimpleUploadedFile(name, text.encode("utf-8-sig"), content_type="text/csv")


def test_the_desk_receives_notes_and_hands_out_a_receipt(cast: Cast, client: Client) -> None:
    day = day_of(cast, days=1)
    client.post(
        f"/petitions/reception/{day.pk}/",
        {"step": "2", "slot": "09:30", "key": "k", "topic": "占道", "coming": "1"},
    )
    ReceptionDay.objects.filter(id=day.pk).update(
        on=timezone.now().astimezone(CHINA).date() - timedelta(days=1)
    )
    clerk, booking = browser("clerk"), Booking.objects.get()

    assert "占道" in text_of(clerk, f"{RECEPTION}{day.pk}/")
    assert clerk.post(f"{RECEPTION}came/{booking.pk}/").status_code == 302
    assert "占道" in text_of(clerk, f"{RECEPTION}{day.pk}/note/?booking={booking.pk}")
    due = (timezone.now() + timedelta(days=7)).date().isoformat()
    form = {
        "booking_id": str(booking.pk),
        "said": "占道半年",
        "promised": "一周内清",
        "due_on": due,
        "promised_unit_id": "",
        "number": "",
        "key": "k",
        "title": "",
        "name": "张三",
        "contact": "13800000001",
        "category": "",
        "area_code": "",
    }
    assert clerk.post(f"{RECEPTION}{day.pk}/note/", {**form, "said": ""}).status_code == 422
    noted = clerk.post(f"{RECEPTION}{day.pk}/note/", form).content.decode()
    made = Matter.objects.latest("id")
    assert made.number in noted
    assert "查询码" in noted
    assert "一周内清" in text_of(clerk, f"{RECEPTION}promises/")
    assert clerk.post(f"{RECEPTION}{day.pk}/held/", {"note": "4 批"}).status_code == 302
    assert "一周内清" in text_of(clerk, f"/desk/matters/{made.number}/")


def test_the_missed_report_names_units_periods_and_reasons(cast: Cast) -> None:
    clerk = browser("clerk")

    page = text_of(clerk, f"{RECEPTION}missed/")
    assert "丛台区社会治理中心" in page
    assert "只算已经结束的整段时间" in page
    assert clerk.get("/desk/petitions/reception/missed.xlsx").status_code == 200
    assert browser("handler").get(f"{RECEPTION}missed/").status_code == 403


def test_the_address_book_is_kept_at_the_desk_and_read_by_everybody(cast: Cast, client: Client) -> None:
    clerk = browser("clerk")
    form = {
        "unit_id": str(cast.unit("district")),
        "level": "county",
        "name": "丛台区接待中心",
        "address": "丛台路1号",
        "directions": "",
        "tel": "0310-1",
        "hours": "工作日",
        "post_to": "",
        "site": "",
        "how_to_query": "凭回执",
    }

    assert "还没有公开" in text_of(clerk, "/desk/petitions/places/")
    assert clerk.post("/desk/petitions/places/new/", {**form, "hours": ""}).status_code == 422
    assert clerk.post("/desk/petitions/places/new/", form).status_code == 302
    place = ReceptionPlace.objects.get()
    assert "丛台路1号" in client.get("/petitions/places/").content.decode()
    assert clerk.post(f"/desk/petitions/places/{place.pk}/", {**form, "tel": "0310-2"}).status_code == 302
    newest = ReceptionPlace.objects.latest("id")
    assert "0310-2" in client.get("/petitions/places/").content.decode()
    assert clerk.post(f"/desk/petitions/places/{newest.pk}/end/", {"why": "搬迁"}).status_code == 302
    assert "丛台路1号" not in client.get("/petitions/places/").content.decode()
    assert browser("neighbour").get(f"/desk/petitions/places/{newest.pk}/").status_code == 404


def test_planning_is_not_for_who_handles(cast: Cast) -> None:
    for who in ("handler", "caller", "supervisor"):
        client = browser(who)
        assert client.get(f"{RECEPTION}new/").status_code == 403
        assert client.get(RECEPTION).status_code == 403


def test_a_cancelled_day_is_told_on_the_booking(cast: Cast, client: Client) -> None:
    day = day_of(cast)
    card = client.post(
        f"/petitions/reception/{day.pk}/",
        {"step": "2", "slot": "09:30", "key": "k", "topic": "占道", "coming": "1"},
    ).content.decode()
    secret = re.search(r'data-secret="([^"]+)"', card)
    assert secret is not None
    reception_days.cancel_day(cast.clerk, day.pk, "防汛值守", timezone.now())

    page = client.post(
        "/petitions/booking/", {"number": Booking.objects.get().number, "secret": secret[1]}
    ).content.decode()
    assert "防汛值守" in page
