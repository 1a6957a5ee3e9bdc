"""The pages at the desk: each opens for its role, does its work, and is not there for the neighbour."""

import pytest
from django.test import Client

from gongzhi.core.identity.testing import Cast, at
from gongzhi.core.matters.models import Matter
from gongzhi.core.matters.tests.web.desk.shared import browser, text_of
from gongzhi.systems.petitions.models import Opinion, Recusal
from gongzhi.systems.petitions.queries import representatives
from gongzhi.systems.petitions.tests.shared import (
    OPINION,
    bring,
    matter,
    move,
    to_drafted,
    to_handling,
    to_opinion,
    to_transferred,
)

pytestmark = pytest.mark.django_db
CLERK = "township_clerk"


def test_the_form_registers_a_joint_visit_and_gives_a_receipt(cast: Cast) -> None:
    form = {
        "channel": "visit", "text": "三号楼电梯停了一个月，物业和街道都不管，请求恢复。", "name": "张三", "contact": "13800000001",
        "is_real_name": "1", "is_joint": "1", "representatives": "张三\n李四", "joined": "三号楼全体住户",
    }  # fmt: skip

    page = browser(CLERK).post("/desk/petitions/new/", form)

    assert page.status_code == 200
    assert "信访事项登记回执" in page.content.decode()
    assert "15 日内书面告知" in page.content.decode()


def test_a_wrong_form_says_what_is_wrong_and_keeps_what_was_typed(cast: Cast) -> None:
    form = {"channel": "transfer", "text": "转来的信", "representatives": "甲", "received_on": "2099-01-01"}

    page = browser(CLERK).post("/desk/petitions/new/", form)

    assert page.status_code == 422
    assert "收到的日期不能晚于今天" in page.content.decode()
    assert "转来的信" in page.content.decode()
    assert browser("handler").get("/desk/petitions/new/").status_code == 403


def test_the_same_matter_is_linked_at_the_counter_and_its_state_told(cast: Cast) -> None:
    live = bring()
    to_handling(cast, live)
    client = browser(CLERK)
    found = matter(live)
    fragment = text_of(client, f"/desk/petitions/new/alike/?text={found.text}")
    form = {"channel": "visit", "text": found.text, "same": live.number}

    page = client.post("/desk/petitions/new/", form).content.decode()

    assert live.number in page
    assert "办理中" in page
    assert live.number in fragment or "13" not in fragment


def test_the_sorting_desk_shows_the_law_and_sorts_with_one_press(cast: Cast) -> None:
    first = bring(title="请查处占道经营", text="请查处人民路上的占道经营。")
    second = bring(title="不服法院判决", text="不服法院判决，要求再审。")
    client = browser(CLERK)

    shown = text_of(client, "/desk/petitions/sort/")
    assert first.number in shown
    assert "第31条第5项" in shown
    answer = client.post(f"/desk/petitions/sort/{first.number}/", {"way": "duty", "expect": "0"})

    assert answer.status_code == 302
    assert answer["Location"] == f"/desk/petitions/sort/{second.number}/"
    assert matter(first).status == "routed"
    assert "都甄别完了" in text_of(browser("neighbour"), "/desk/petitions/sort/")
    text_of(browser("neighbour"), f"/desk/petitions/sort/{second.number}/", 404)


def test_a_refused_sorting_comes_back_with_what_was_chosen(cast: Cast) -> None:
    given = bring()

    page = browser(CLERK).post(f"/desk/petitions/sort/{given.number}/", {"way": "", "expect": "0"})

    assert page.status_code == 422
    assert "哪条途径" in page.content.decode()
    assert text_of(browser(CLERK), f"/desk/petitions/sort/{given.number}/duty/?category=x")
    assert text_of(browser(CLERK), f"/desk/petitions/sort/{given.number}/?part=detail")


def test_lists_open_with_their_filters(cast: Cast) -> None:
    given = bring()
    to_handling(cast, given)
    client = browser(CLERK)

    assert given.number in text_of(client, "/desk/petitions/?kind=claim&stage=handling")
    assert given.number not in text_of(client, "/desk/petitions/?kind=suggestion")
    assert given.number not in text_of(browser("neighbour"), "/desk/petitions/")
    assert text_of(client, "/desk/petitions/due/")
    assert text_of(client, "/desk/petitions/reviews/")


def test_the_page_of_a_petition_shows_class_draft_checks_and_opinion(cast: Cast) -> None:
    given = bring()
    to_drafted(cast, given)

    shown = text_of(browser("department_leader"), f"/desk/matters/{given.number}/")

    assert "申诉求决类" in shown
    assert OPINION["answer"] in shown
    assert "没有做到：" in shown, "nobody investigated, and the page says so before anybody signs"
    pdf = browser("department_leader").get(f"/desk/petitions/file/{given.number}/opinion.pdf")
    assert pdf.content.startswith(b"%PDF")


def test_the_editor_drafts_keeps_and_brings_back_what_was_sent_back(cast: Cast) -> None:
    given = bring()
    to_handling(cast, given)
    client = browser("handler")
    address = f"/desk/petitions/file/{given.number}/opinion/"
    assert matter(given).text[:10] in text_of(client, address)

    wrong = client.post(address, OPINION | {"outcome": "supported", "expect": "3"})
    assert wrong.status_code in (409, 422)
    assert OPINION["facts"] in wrong.content.decode()
    done = client.post(address, OPINION | {"outcome": "explained", "expect": "3"})
    assert done.status_code == 302
    move(cast["department_leader"], given, "send_back", at("2026-04-02 09:00"), "写明日期")

    assert OPINION["facts"] in text_of(client, address)
    assert Opinion.objects.filter(signed_at__isnull=True).count() == 1
    text_of(browser("neighbour"), address, 404)


def test_representatives_and_recusal_have_a_page(cast: Cast) -> None:
    given = bring()
    to_handling(cast, given)
    address = f"/desk/petitions/file/{given.number}/people/"
    clerk = browser(CLERK)

    assert clerk.post(address, {"act": "name", "names": "张三\n李四"}).status_code == 302
    assert clerk.post(address, {"act": "name", "names": "甲\n乙\n丙\n丁"}).status_code == 422
    assert len(representatives(given.matter_id)) == 2
    ordered = {"act": "recuse", "account": str(cast.handler.account_id), "recuse_why": "与信访人是亲属"}
    assert clerk.post(address, ordered).status_code == 403
    assert browser("department_leader").post(address, ordered).status_code == 302
    assert Recusal.objects.get().name == "郑承办"
    text_of(browser("neighbour"), address, 404)


def test_a_dispute_over_competence_shows_its_history_and_the_common_superior(cast: Cast) -> None:
    given = bring()
    to_transferred(cast, given)
    ground = {"ground": "三定规定第五条", "advice": cast.unit("station")}
    move(cast.handler, given, "object_competence", at("2026-03-05 09:00"), "不是本局职责", ground)

    shown = text_of(browser("district_leader"), f"/desk/petitions/file/{given.number}/competence/")

    assert "三定规定第五条" in shown
    assert "时限照常计算" in shown
    assert "way=conference" in shown


def test_the_petitioner_reads_his_rights_and_reports_retaliation_apart(cast: Cast, client: Client) -> None:
    given = bring()
    to_opinion(cast, given)
    client.post("/receipt/", {"number": given.number, "secret": given.secret})

    page = client.get(f"/follow/{given.number}/").content.decode()
    assert "丛台区社会治理中心" in page
    assert "2026-05-06" in page
    sent = client.post(f"/follow/{given.number}/retaliation/", {"words": "队长上门威胁"})

    assert sent.status_code == 200
    assert "data-receipt" in sent.content.decode()
    assert "威胁" not in text_of(browser("handler"), f"/desk/matters/{given.number}/")
    assert Client().get(f"/follow/{given.number}/retaliation/").status_code == 404


def test_a_resident_brings_a_petition_by_himself(cast: Cast, client: Client) -> None:
    form = {
        "text": "镇里征地补偿款没有发到位，请求核查。",
        "place": "人民路街道",
        "name": "张三",
        "contact": "13800000001",
    }

    assert client.get("/petition/").status_code == 200
    page = client.post("/petition/", form)

    assert page.status_code == 200
    assert "data-receipt" in page.content.decode()
    assert client.post("/petition/", {"text": ""}).status_code == 422


def test_a_resident_may_shut_his_own_township_out_from_the_first_moment(cast: Cast, client: Client) -> None:
    form = {"text": "街道截留补偿款。", "area": "130403001", "against_level": "township"}

    page = client.post("/petition/", form)

    assert page.status_code == 200
    given = Matter.objects.get()
    assert (given.owner_id, given.complained_units) == (cast.unit("district"), [cast.unit("township")])
    text_of(browser(CLERK), f"/desk/matters/{given.number}/", 404)
    assert given.number in text_of(browser("clerk"), "/desk/petitions/sort/")
