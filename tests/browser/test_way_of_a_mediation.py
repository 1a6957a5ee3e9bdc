"""A dispute between neighbours through the desk of a mediator: registered, both asked, talked with, offers, facts, an ending.

Every page is looked at for what would trip somebody; the last step opens the sheet that the sides get.
"""

import os
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import Page, ViewportSize, expect
from pytest_django.live_server_helper import LiveServer

from gongzhi.core.geo.actions.import_areas import City, import_areas
from gongzhi.core.identity.testing import at, make_cast
from gongzhi.core.matters.models import Matter
from gongzhi.kernel.actor import SYSTEM
from gongzhi.kernel.terms import CHINA
from gongzhi.systems.disputes.models import Case, Note, Offer
from gongzhi.systems.disputes.tests.shared import Bench, make_bench
from tests.browser.people import faults, fill, log_in
from tests.faults.ground import TABLE

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
PHONE: ViewportSize = {"width": 390, "height": 844}
DESK: ViewportSize = {"width": 1440, "height": 900}
WORDS = "楼上住户每天晚上十点以后练琴，我家老人睡不着。要求晚上九点半以后不再练。"


@pytest.fixture
def bench(transactional_db: None) -> Bench:
    """The city of the cast with those who mediate."""
    with transaction.atomic():
        cast = make_cast()
    city = City("1304", "邯郸市", date(2021, 1, 1))
    import_areas(actor=SYSTEM, city=city, table=TABLE, source="tests", at=at("2026-01-02 09:00"))
    return make_bench(cast)


def look(page: Page, name: str) -> list[str]:
    """Return what is wrong with the page on a desk and on a phone; keep pictures where a folder is named."""
    found: list[str] = []
    folder = os.environ.get("GONGZHI_SHOTS")
    for width, size in (("desk", DESK), ("phone", PHONE)):
        page.set_viewport_size(size)
        found += faults(page)
        if folder:
            page.screenshot(path=str(Path(folder) / f"{name}-{width}.png"), full_page=True)
    page.set_viewport_size(DESK)
    return found


def do(page: Page, summary: str, values: dict[str, str], button: str) -> None:
    """Open a folded form by its words, fill it in and send it."""
    folded = page.locator("details.dispute-fold").filter(has=page.locator("summary", has_text=summary)).first
    if folded.get_attribute("open") is None:
        folded.locator("summary").click()
    form = folded.locator("form")
    for name, value in values.items():
        field = form.locator(f"[name^='{name}-']")
        kind = field.first.evaluate("one => one.type || one.tagName.toLowerCase()")
        if kind in ("radio", "checkbox"):
            form.locator(f"[name^='{name}-'][value='{value}']").check()
        elif kind == "select-one":
            field.first.evaluate(
                "(one, value) => { one.value = value; one.dispatchEvent(new Event('change', {bubbles: true})); }",
                value,
            )
        else:
            field.first.fill(value)
    form.get_by_role("button", name=button).click()
    page.wait_for_load_state()


def answered(page: Page, place: int, answer: str) -> None:
    """Record the answer of one side to the first question."""
    side = page.locator(".dispute-side").nth(place)
    side.locator("details.dispute-fold").first.locator("summary").click()
    form = side.locator("details.dispute-fold form").first
    form.locator(f"[name^='answer-'][value='{answer}']").check()
    form.locator("[name^='way-'][value='phone']").check()
    form.get_by_role("button").click()
    page.wait_for_load_state()


def moved(page: Page, address: str, number: str, move: str, **fields: str) -> None:
    """Make a move by its own form."""
    page.goto(f"{address}/desk/matters/{number}/{move}/")
    fill(page, fields)
    page.locator("main form button.btn-primary, main form button.btn-danger").first.click()
    page.wait_for_load_state()
    page.goto(f"{address}/desk/disputes/{number}/")


def test_a_mediator_takes_neighbours_from_the_door_to_the_exit_sheet(
    bench: Bench, live_server: LiveServer, page: Page
) -> None:
    address, wrong = live_server.url, []
    log_in(page, address, "mediator")
    page.goto(f"{address}/desk/disputes/")
    expect(page.get_by_text("这里没有案件")).to_be_visible()
    page.goto(f"{address}/desk/disputes/new/")
    wrong += look(page, "new")
    fill(page, {"name1": "高小琴", "contact1": "13911110001", "name2": "柳师傅", "contact2": "13922220002"})
    page.locator("main form button[data-primary]").click()
    expect(page.locator(".error-summary")).to_be_visible()
    fill(page, {"text": WORDS, "title": "楼上深夜练琴", "area": "130403001", "cause": "neighbours"})
    page.locator("main form button[data-primary]").click()
    expect(page.locator("[data-receipt]")).to_be_visible()
    wrong += look(page, "registered")
    number = Matter.objects.get(system="disputes").number

    page.goto(f"{address}/desk/disputes/{number}/")
    moved(page, address, number, "ask_consent")
    answered(page, 0, "given")
    answered(page, 1, "given")
    expect(page.get_by_text("答复已经记下")).to_be_visible()
    wrong += look(page, "asked")
    moved(page, address, number, "accept")
    do(page, "选定调解员", {"mediator": f"account:{bench.mediator.account_id}"}, "选定")
    do(page, "声明有没有利害关系", {"none": "1"}, "声明")
    moved(page, address, number, "start")
    assert Case.objects.get().mediator_id == bench.mediator.account_id

    page.locator("[name='text-note']").fill("甲方单独谈时说底线是每晚十点")
    page.locator("[name='wall-note'][value='caucus:a']").check()
    page.get_by_role("button", name="存草稿").click()
    expect(page.locator("[name='text-note']")).to_have_value("甲方单独谈时说底线是每晚十点")
    page.locator("#notes button[data-primary]").click()
    expect(page.locator(".dispute-note").first).to_contain_text("底线")
    assert Note.objects.count() == 1
    do(page, "记一个提议", {"side": "b", "text": "每晚九点半停，周末到十点", "carry": "1"}, "记下")
    expect(page.locator("#offers .dispute-note")).to_contain_text("九点半")
    assert Offer.objects.get().state == "open"
    soon = (timezone.now() + timedelta(days=2)).astimezone(CHINA).strftime("%Y-%m-%dT09:00")
    do(page, "约时间", {"place": "on_site", "planned_at": soon, "where": "社区调解室"}, "定下")
    do(page, "记一项事实", {"text": "双方住上下楼"}, "记下")
    page.get_by_role("button", name="甲方认可").click()
    page.get_by_role("button", name="乙方认可").click()
    expect(page.get_by_text("各方都认可").first).to_be_visible()
    wrong += look(page, "case")

    page.goto(f"{address}/desk/matters/{number}/")
    expect(page.locator("#case")).to_contain_text("邻里纠纷")
    wrong += look(page, "matter")
    page.goto(f"{address}/desk/disputes/")
    expect(page.get_by_role("link", name=number)).to_be_visible()
    wrong += look(page, "list")

    page.goto(f"{address}/desk/matters/{number}/end/")
    fill(page, {"ending": "not_reached", "reason": "双方对停练的时间分歧较大"})
    page.locator("main form button.btn-primary, main form button.btn-danger").first.click()
    page.goto(f"{address}/desk/disputes/{number}/")
    expect(page.get_by_text("终止调解告知书")).to_be_visible()
    sheet = page.request.get(
        address + str(page.get_by_role("link", name="终止调解告知书").get_attribute("href"))
    )
    assert sheet.ok
    assert sheet.body()[:4] == b"%PDF"
    assert not wrong, "\n".join(wrong)
