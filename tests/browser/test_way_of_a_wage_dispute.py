"""Twelve workers and their wages: mediation fails, the file goes on to arbitration, an award, and the suit against it.

What has to lie in the past (the talks, the notice before the hearing) was done then; the rest is done by the pages now.
"""

import os
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from gongzhi.core.files.models import Document
from gongzhi.core.matters.models import Matter
from gongzhi.core.workflow import queries as workflow
from gongzhi.core.workflow.actions import MoveRequest, perform
from gongzhi.core.workflow.models import Proceeding
from gongzhi.kernel.actor import Actor
from gongzhi.kernel.terms import CHINA
from gongzhi.systems.disputes.actions import casebook, opening
from gongzhi.systems.disputes.actions.opening import CaseInput, SideInput, Story
from gongzhi.systems.disputes.tests.offices import WAGES, Offices, make_offices
from gongzhi.systems.disputes.tests.shared import Bench, matter_of, move, to_mediating
from tests.browser.people import fill, log_in
from tests.browser.test_way_of_a_mediation import bench, look

__all__ = ["bench"]
pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def ago(days: int) -> datetime:
    """Return ten o'clock in the city, so many days ago."""
    moment = timezone.now().astimezone(CHINA) - timedelta(days=days)
    return moment.replace(hour=10, minute=0, second=0, microsecond=0)


def newest(number_id: int) -> Proceeding:
    """Return the newest proceeding over the matter."""
    return workflow.of_matter(number_id)[-1]


def step(actor: Actor, matter_id: int, name: str, days: int, **fields: object) -> None:
    """Make a move of the newest proceeding some days ago."""
    perform(actor, MoveRequest(newest(matter_id).id, name, fields), ago(days))


def by_page(page: Page, address: str, number: str, name: str, **fields: str) -> None:
    """Make a move by its form."""
    page.goto(f"{address}/desk/matters/{number}/{name}/")
    fill(page, fields)
    page.locator("main form button.btn-primary, main form button.btn-danger").first.click()
    page.wait_for_load_state()
    assert "/desk/matters/" in page.url, page.locator("main").inner_text()[:600]
    assert not page.url.endswith(f"/{name}/"), page.locator("main").inner_text()[:800]


def to_heard(bench: Bench, offices: Offices) -> str:
    """Bring the dispute through a mediation that fails to the end of the hearing; return its number."""
    told = Story(
        "工地停工，十二名工人两个月的工资没有发。", title="十二名工人追索劳动报酬", area_code="130403001001"
    )
    sides = [
        SideInput("applicant", "马工人", "13800000000", people=12),
        SideInput("respondent", "邯郸市某建筑劳务有限公司", "13922220002", is_organisation=True),
    ]
    given = opening.open_case(
        bench.mediator, told, CaseInput("labour_mediation", "labour", amount=124_800_00), sides, ago(50)
    )
    to_mediating(bench, given, ago(49))
    move(bench.mediator, given, "end", ago(44), "公司没有到场，也没有还款方案", {"ending": "not_reached"})
    clerk, found = bench.cast["township_clerk"], matter_of(given)
    casebook.begin_path(clerk, given.number, "labour_arbitration", "没有谈成，申请仲裁", ago(43))
    day = ago(42).date().isoformat()
    filed = {"institution": offices.commission, "received_on": day, "respondent": "邯郸市某建筑劳务有限公司"}
    step(clerk, found.id, "file", 42, **filed, people=12, collective=True, words=WAGES)
    elected = ["马工人", "牛工人", "杨工人"]
    casebook.elect_speakers(offices.labour_clerk, given.number, "labour_arbitration", elected, ago(41))
    step(offices.labour_clerk, found.id, "accept", 40, decided_on=ago(40).date().isoformat())
    tribunal = {"kind": "three", "presiding": "高仲裁", "members": "宋仲裁、唐仲裁", "secretary": "史书记"}
    step(offices.labour_clerk, found.id, "form_tribunal", 38, **tribunal)
    held = ago(12).strftime("%Y-%m-%dT09:00")
    step(
        offices.labour_clerk, found.id, "set_hearing", 35, held_at=held, place="第一仲裁庭", openness="public"
    )
    step(offices.arbitrator, found.id, "hold_hearing", 12, attended="双方到庭", record="质证、辩论")
    return given.number


def test_twelve_workers_go_from_mediation_to_the_suit(
    bench: Bench, live_server: LiveServer, page: Page
) -> None:
    with transaction.atomic():
        offices = make_offices(bench.cast)
    number, address, wrong = to_heard(bench, offices), str(live_server.url), []
    today = timezone.now().astimezone(CHINA).date().isoformat()
    log_in(page, address, "arbitrator")
    page.goto(f"{address}/desk/arbitration/{number}/")
    expect(page.locator("main")).to_contain_text("马工人")
    wrong += look(page, "wage-case")
    award = {"outcome": "supported", "finality": "not_final", "request": "支付工资", "facts": "拖欠属实"}
    grounds = {"grounds": "劳动者提供了劳动", "basis": "劳动法第50条", "answer": "三十日内支付 124800 元"}
    by_page(page, address, number, "draft_award", **award, **grounds)

    page.context.clear_cookies()
    log_in(page, address, "labour_head")
    by_page(page, address, number, "sign_award", signed_on=today)
    page.context.clear_cookies()
    log_in(page, address, "labour_clerk")
    by_page(page, address, number, "serve_worker", served_on=today, way="in_person", proof="签收单")
    by_page(page, address, number, "serve_employer", served_on=today, way="in_person", proof="签收单")
    page.goto(f"{address}/desk/arbitration/{number}/")
    wrong += look(page, "wage-awarded")
    by_page(page, address, number, "sue", sued_on=today, by_whom="employer")

    found = Matter.objects.get(number=number).id
    kinds = [one.procedure for one in workflow.of_matter(found)]
    assert kinds == ["labour_mediation", "labour_arbitration", "litigation"]
    paper = Document.objects.get(matter_id=found, template="labour_award")
    got = page.request.get(f"{address}/files/documents/{paper.pk}.pdf")
    assert got.body()[:4] == b"%PDF"
    if folder := os.environ.get("GONGZHI_SHOTS"):
        (Path(folder) / "wage-award.pdf").write_bytes(got.body())
    page.context.clear_cookies()
    log_in(page, address, "township_clerk")
    page.goto(f"{address}/desk/matters/{number}/")
    wrong += look(page, "wage-matter")
    assert not wrong, "\n".join(wrong)
