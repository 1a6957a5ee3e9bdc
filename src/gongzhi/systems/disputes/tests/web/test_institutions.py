"""The desk of institutions: who finds it, what it shows, what can be done there."""

import pytest
from django.test import Client

from gongzhi.core.identity.testing import Cast, at
from gongzhi.core.matters.submission import Submitted
from gongzhi.core.matters.tests.web.desk.shared import browser, text_of
from gongzhi.systems.disputes.actions import casebook
from gongzhi.systems.disputes.models import Application, Institution, Service
from gongzhi.systems.disputes.tests.offices import (
    Offices,
    make_offices,
    move,
    open_labour,
    open_reconsideration,
    proceeding,
)

pytestmark = pytest.mark.django_db
FORM = {
    "received_on": "2026-03-02",
    "name": "马工人",
    "contact": "13800000000",
    "people": "12",
    "respondent": "某建筑劳务有限公司",
    "claims": "2025年11月工资 | 5200",
    "text": "公司拖欠工资。",
    "submit_key": "form-1",
}


@pytest.fixture
def offices(cast: Cast) -> Offices:
    return make_offices(cast)


def post(client: Client, given: Submitted, act: str, **fields: str) -> str:
    answer = client.post(f"/desk/arbitration/{given.number}/act/{act}/", fields)
    assert answer.status_code == 302, answer.content.decode()[:2000]
    return text_of(client, f"/desk/arbitration/{given.number}/")


def test_the_list_is_there_for_the_institution_and_for_nobody_else(cast: Cast, offices: Offices) -> None:
    given = open_labour(offices)

    assert given.number in text_of(browser("labour_clerk"), "/desk/arbitration/")
    assert browser("arbitrator").get("/desk/arbitration/?tab=ended").status_code == 200
    for who in ("clerk", "recon_clerk", "neighbour", "department_leader"):
        assert browser(who).get("/desk/arbitration/").status_code == 404
    assert browser("handler").get("/desk/arbitration/").status_code == 403


def test_the_menu_has_the_entry_where_it_leads_somewhere(cast: Cast, offices: Offices) -> None:
    assert "劳动仲裁案件" in text_of(browser("labour_clerk"), "/desk/")
    assert "行政复议案件" in text_of(browser("adjudicator"), "/desk/")
    assert "劳动仲裁案件" not in text_of(browser("clerk"), "/desk/")


def test_an_application_at_the_window_gives_a_receipt_once(cast: Cast, offices: Offices) -> None:
    client = browser("labour_clerk")
    assert "登记仲裁申请" in text_of(client, "/desk/arbitration/new/")

    first = client.post("/desk/arbitration/new/", FORM).content.decode()
    again = client.post("/desk/arbitration/new/", FORM).content.decode()

    assert "查询码" in first
    assert "没有重复登记" in again
    assert Application.objects.get().people == 12


def test_a_form_with_something_missing_says_what_and_keeps_the_rest(cast: Cast, offices: Offices) -> None:
    answer = browser("labour_clerk").post("/desk/arbitration/new/", FORM | {"claims": " "})

    assert answer.status_code == 422
    assert "请填写「仲裁请求」" in answer.content.decode()
    assert "公司拖欠工资" in answer.content.decode()
    assert not Application.objects.exists()


def test_reconsideration_has_a_window_of_its_own(cast: Cast, offices: Offices) -> None:
    form = FORM | {"act": "丛城管罚〔2026〕8号", "claims": "撤销处罚", "people": ""}

    page = browser("recon_clerk").post("/desk/reconsideration/new/", form).content.decode()

    assert "收件回执" in page
    assert Application.objects.get().procedure == "reconsideration"


def test_the_page_of_a_case_shows_clocks_claims_and_the_next_steps(cast: Cast, offices: Offices) -> None:
    given = open_labour(offices)

    page = text_of(browser("labour_clerk"), f"/desk/arbitration/{given.number}/")

    for words in (
        "决定是否受理",
        "2025年11月工资",
        "合计 10,400.00 元",
        "受理",
        "不予受理",
        "收件凭证",
        "12 人",
    ):
        assert words in page
    assert browser("clerk").get(f"/desk/arbitration/{given.number}/").status_code == 404
    assert browser("neighbour").get(f"/desk/arbitration/{given.number}/").status_code == 404
    assert browser("labour_clerk").get(f"/desk/reconsideration/{given.number}/").status_code == 404


def test_a_step_is_made_from_the_page_and_leads_back_to_it(cast: Cast, offices: Offices) -> None:
    given = open_labour(offices)
    client = browser("labour_clerk")
    back = f"/desk/arbitration/{given.number}/"
    form = {
        "proceeding": str(proceeding(given, "labour_arbitration").id),
        "expect": "1",
        "decided_on": "2026-03-02",
        "next": back,
    }

    answer = client.post(f"/desk/matters/{given.number}/accept/", form)

    assert answer.status_code == 302
    assert answer.headers["Location"] == back
    assert proceeding(given, "labour_arbitration").state == "accepted"


def test_what_belongs_to_a_case_is_kept_from_its_page(cast: Cast, offices: Offices) -> None:
    given = open_labour(offices)
    client = browser("labour_clerk")

    assert "丛台区新地址" in post(
        client, given, "respondent", respondent="某公司", respondent_contact="丛台区新地址"
    )
    page = post(
        client,
        given,
        "evidence",
        evidence_side="applicant",
        evidence_title="考勤表",
        proves="出勤",
        pages="3",
    )
    assert "考勤表" in page
    assert "真实性认可" in post(client, given, "answer", n="1", answer="真实性认可")
    page = post(client, given, "speaker", speaker_side="applicant", speaker_kind="lawyer", speaker="申律师")
    assert "申律师" in page
    page = post(client, given, "elect", elected="甲工、乙工、丙工")
    assert "推举的代表人" in page
    speaker = Application.objects.get().speakers.get(kind="lawyer").pk
    assert "申律师" not in post(client, given, "end_speaker", speaker_id=str(speaker))
    post(
        client,
        given,
        "serve",
        paper="notice",
        service_side="respondent",
        way="post",
        served_on="2026-03-03",
        proof="EMS123",
    )
    assert Service.objects.get().proof == "EMS123"


@pytest.mark.parametrize(
    ("act", "fields", "says"),
    [
        ("respondent", {"respondent": " "}, "名称"),
        ("evidence", {"evidence_side": "nobody", "evidence_title": "a", "proves": "b"}, "哪一方"),
        ("evidence", {"evidence_side": "applicant", "evidence_title": "", "proves": "b"}, "证明什么"),
        ("speaker", {"speaker_side": "applicant", "speaker_kind": "elected", "speaker": "a"}, "另外登记"),
        ("speaker", {"speaker_side": "applicant", "speaker_kind": "lawyer", "speaker": " "}, "姓名"),
        ("elect", {"elected": "甲、乙"}, "3 到 5"),
        ("serve", {"paper": "notice", "service_side": "applicant", "way": "post"}, "送达的日期"),
        (
            "serve",
            {"paper": "notice", "service_side": "applicant", "way": "post", "served_on": "2999-01-01"},
            "还没有到",
        ),
        (
            "serve",
            {"paper": "decision", "service_side": "applicant", "way": "post", "served_on": "2026-03-03"},
            "步骤里登记",
        ),
    ],
)
def test_what_is_wrong_is_said_on_the_page(
    cast: Cast, offices: Offices, act: str, fields: dict[str, str], says: str
) -> None:
    given = open_labour(offices)

    answer = browser("labour_clerk").post(f"/desk/arbitration/{given.number}/act/{act}/", fields)

    assert answer.status_code == 422
    assert says in answer.content.decode()


def test_unknown_acts_rows_and_strangers_are_not_found(cast: Cast, offices: Offices) -> None:
    given = open_labour(offices)
    client = browser("labour_clerk")
    for act, fields in (
        ("fly", {}),
        ("answer", {"n": "9", "answer": "a"}),
        ("answer", {"n": "x"}),
        ("end_speaker", {"speaker_id": "x"}),
        ("end_speaker", {"speaker_id": "999999"}),
    ):
        assert client.post(f"/desk/arbitration/{given.number}/act/{act}/", fields).status_code == 404
    for who in ("clerk", "neighbour", "recon_clerk"):
        answer = browser(who).post(f"/desk/arbitration/{given.number}/act/evidence/", {})
        assert answer.status_code == 404


def test_a_case_that_has_ended_is_only_read(cast: Cast, offices: Offices) -> None:
    given = open_labour(offices)
    move(cast.citizen(given.matter_id), given, "withdraw", "2026-03-03 09:00", "和解了")
    client = browser("labour_clerk")

    assert "列入证据" not in text_of(client, f"/desk/arbitration/{given.number}/")
    answer = client.post(
        f"/desk/arbitration/{given.number}/act/evidence/",
        {"evidence_side": "applicant", "evidence_title": "a", "proves": "b"},
    )
    assert answer.status_code == 409


def test_the_matters_page_names_the_case_and_the_other_ways(cast: Cast, offices: Offices) -> None:
    given = open_labour(offices)
    move(cast.citizen(given.matter_id), given, "withdraw", "2026-03-03 09:00", "和解了")
    client = browser("clerk")
    page = text_of(client, f"/desk/matters/{given.number}/")
    assert "丛台区劳动人事争议仲裁委员会" in page
    assert "转入其他途径" in page

    answer = client.post(
        f"/desk/matters/{given.number}/path/", {"procedure": "litigation", "path_why": "直接起诉"}
    )

    assert answer.status_code == 302
    assert "可以起诉" in text_of(client, f"/desk/matters/{given.number}/")
    twice = client.post(
        f"/desk/matters/{given.number}/path/", {"procedure": "litigation", "path_why": "再来"}, follow=True
    )
    assert "不用再开始一次" in twice.content.decode()
    assert browser("neighbour").post(f"/desk/matters/{given.number}/path/", {}).status_code == 404
    assert browser("handler").post(f"/desk/matters/{given.number}/path/", {}).status_code == 403


def test_filing_offers_the_institutions_that_run_it_here(cast: Cast, offices: Offices) -> None:
    given = open_reconsideration(offices)
    reason = {"free_will": True}
    move(
        cast.citizen(given.matter_id),
        given,
        "withdraw",
        "2026-03-03 09:00",
        "先谈",
        procedure="reconsideration",
        **reason,
    )
    casebook.begin_path(cast.clerk, given.number, "reconsideration", "没有谈成", at("2026-03-10 09:00"))

    page = text_of(browser("clerk"), f"/desk/matters/{given.number}/file/")

    assert "丛台区人民政府行政复议机构" in page
    assert "丛台区劳动人事争议仲裁委员会" not in page


def test_the_centre_registers_changes_and_closes_institutions(cast: Cast, offices: Offices) -> None:
    client = browser("dispatcher")
    assert "丛台区联纺西路100号" in text_of(client, "/desk/institutions/")
    form = {
        "unit": str(offices.commission),
        "procedures": ["labour_arbitration"],
        "address": "丛台区中华北大街1号",
        "hours": "工作日",
    }
    assert client.post("/desk/institutions/", form).status_code == 302
    assert "中华北大街" in text_of(client, "/desk/institutions/")

    assert (
        client.post("/desk/institutions/", {"close": str(offices.commission), "why": "合并"}).status_code
        == 302
    )
    assert Institution.objects.get(unit_id=offices.commission).closed_on is not None
    assert browser("labour_clerk").get("/desk/arbitration/").status_code == 404


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"unit": ""}, "请选是哪个单位"),
        ({"procedures": []}, "至少选一样"),
        ({"address": " "}, "办公地址"),
        ({"unit": "district"}, "不能是社会治理中心本身"),
    ],
)
def test_a_wrong_registration_says_what_is_wrong(
    cast: Cast, offices: Offices, changes: dict[str, object], says: str
) -> None:
    form = {
        "unit": str(offices.commission),
        "procedures": ["labour_arbitration"],
        "address": "某路",
    } | changes
    if form["unit"] == "district":
        form["unit"] = str(cast.unit("district"))

    answer = browser("dispatcher").post("/desk/institutions/", form)

    assert answer.status_code == 422
    assert says in answer.content.decode()


def test_institutions_of_others_are_not_found(cast: Cast, offices: Offices) -> None:
    form = {"unit": str(offices.commission), "procedures": ["labour_arbitration"], "address": "某路"}

    assert browser("neighbour").post("/desk/institutions/", form).status_code == 404
    assert (
        browser("neighbour").post("/desk/institutions/", {"close": str(offices.commission)}).status_code
        == 404
    )
    assert browser("dispatcher").post("/desk/institutions/", {"close": "x"}).status_code == 404
    assert browser("clerk").get("/desk/institutions/").status_code == 403


def test_the_applicant_sees_who_decides_where_and_when_and_may_act(cast: Cast, offices: Offices) -> None:
    given = open_labour(offices, people=1)
    move(offices.labour_clerk, given, "accept", "2026-03-05 10:00", decided_on="2026-03-05")
    sole = {"kind": "sole", "presiding": "高仲裁", "secretary": "史书记"}
    move(offices.labour_clerk, given, "form_tribunal", "2026-03-10 09:00", **sole)
    when = {"held_at": "2026-04-02T09:00", "place": "第一仲裁庭", "openness": "public"}
    move(offices.labour_clerk, given, "set_hearing", "2026-03-20 09:00", **when)
    client = Client()
    client.post("/receipt/", {"number": given.number, "secret": given.secret})

    page = text_of(client, f"/follow/{given.number}/")

    for words in (
        "丛台区劳动人事争议仲裁委员会",
        "联纺西路100号",
        "第一仲裁庭",
        "高仲裁",
        "5,200.00",
        "请求延期开庭",
    ):
        assert words in page
    assert "0310-1234567" not in page
