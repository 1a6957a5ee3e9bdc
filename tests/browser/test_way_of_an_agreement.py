"""Neighbours and noise, to the end: mediation fails once, a professional body tries again, both sides sign on their phones,
apply to the court together, an instalment is missed, and the side that was not paid is shown what to do.

Every page and every paper on the way is looked at; with GONGZHI_SHOTS set, pictures and papers are kept in that folder.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from gongzhi.core.identity.testing import make_actor, make_unit
from gongzhi.core.orgs import cache
from gongzhi.kernel.lengths import add_months
from gongzhi.kernel.terms import CHINA
from gongzhi.systems.disputes.actions import keys
from gongzhi.systems.disputes.models import Agreement, PerformanceItem
from gongzhi.systems.disputes.queries import confirmations
from gongzhi.systems.disputes.tests.shared import Bench, matter_of, open_one, to_mediating
from tests.browser.people import faults, fill, log_in
from tests.browser.test_way_of_a_mediation import bench, do, look, moved

__all__ = ["bench"]
pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
NAMES = {"a": "高申请", "b": "柳被申"}


@dataclass
class Walk:
    """The city, its browsers, and what was found wrong on the way."""

    browser: Browser
    address: str
    wrong: list[str] = field(default_factory=list)

    def open(self, *, phone: bool, username: str = "") -> Page:
        """Return a page of somebody's own browser."""
        size = {"width": 390, "height": 844} if phone else {"width": 1440, "height": 900}
        context = self.browser.new_context(locale="zh-CN", timezone_id="Asia/Shanghai", viewport=size)  # type: ignore[arg-type]
        context.set_default_timeout(15_000)
        page = context.new_page()
        page.on("pageerror", lambda error: self.wrong.append(f"{page.url} script: {error}"))
        page.on(
            "response",
            lambda got: self.wrong.append(f"{got.status} {got.url}") if got.status >= 500 else None,
        )
        if username:
            log_in(page, self.address, username)
        return page

    def shot(self, page: Page, name: str) -> None:
        """Look at a phone's page."""
        self.wrong += [f"{name}: {one}" for one in faults(page)]
        if folder := os.environ.get("GONGZHI_SHOTS"):
            page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)

    def paper(self, page: Page, href: str, name: str) -> None:
        """Open a paper and keep it."""
        got = page.request.get(self.address + href)
        assert got.ok, (got.status, href)
        assert got.body()[:4] == b"%PDF"
        if folder := os.environ.get("GONGZHI_SHOTS"):
            (Path(folder) / f"{name}.pdf").write_bytes(got.body())


@pytest.fixture
def walk(browser: Browser, live_server: LiveServer) -> Iterator[Walk]:
    made = Walk(browser, str(live_server.url))
    yield made
    for context in browser.contexts:
        context.close()


def side_opens(walk: Walk, bench: Bench, number: str, code: str) -> tuple[Page, str]:
    """Return a phone that opened the page of one side, and its code."""
    secret = keys.give_key(bench.mediator, number, code, timezone.now())
    page = walk.open(phone=True)
    page.goto(f"{walk.address}/disputes/open/?number={number}")
    fill(page, {"secret": secret})
    page.click("main form button.btn-primary")
    page.wait_for_url(f"**/disputes/{number}/")
    return page, secret


def test_neighbours_reach_an_agreement_a_court_and_an_enforcement(bench: Bench, walk: Walk) -> None:
    today = timezone.now().astimezone(CHINA).date()
    with transaction.atomic():
        township = bench.cast.unit("township")
        body = make_unit(
            "property",
            "人民路街道物业纠纷人民调解委员会",
            "department",
            bench.cast.units["township"],
            "130403001",
        )
        assert township
        cache.changed()
        professional = make_actor("professional", "唐专业", body.id, ("mediator",))

    # The committee tries and fails.
    given = open_one(bench.mediator, when=timezone.now() - timedelta(days=5))
    to_mediating(bench, given, timezone.now() - timedelta(days=4))
    number, base = given.number, f"{walk.address}/desk/disputes/{given.number}"
    desk = walk.open(phone=False, username="mediator")
    moved(desk, walk.address, number, "end", ending="not_reached", reason="双方对停练的时间分歧较大")
    moved(desk, walk.address, number, "again", reason="双方愿意请专业组织再调一次")
    (one, code_a), (two, code_b) = side_opens(walk, bench, number, "a"), side_opens(walk, bench, number, "b")

    # A professional body takes over; both sides agree on their phones.
    clerk = walk.open(phone=False, username="township_clerk")
    moved(clerk, walk.address, number, "assign", lead=str(body.id), ask="请专业调解")
    one.reload()
    walk.shot(one, "party-asked")
    for page in (one, two):
        page.reload()
        page.click("#questions button[value=given]")
        page.wait_for_load_state()
        expect(page.get_by_text("您的答复已经收到")).to_be_visible()
    pro = walk.open(phone=False, username="professional")
    moved(pro, walk.address, number, "accept")
    do(pro, "选定调解员", {"mediator": f"account:{professional.account_id}"}, "选定")
    do(pro, "声明有没有利害关系", {"none": "1"}, "声明")
    moved(pro, walk.address, number, "start")

    # Words to the mediator alone, an offer carried over and taken.
    one.reload()
    one.click("#say > summary")
    one.fill("#my-words", "只要晚上十点以后安静就行")
    one.click("#say button")
    two.reload()
    assert "十点以后安静就行" not in two.content()
    two.click("#offers details.panel > summary")
    two.fill("#my-offer", "愿意赔医药费一万二，分十二个月付")
    two.check("#offers [name=carry][type=checkbox]")
    two.click("#offers details.panel button")
    one.reload()
    walk.shot(one, "party-offer")
    one.click("#offers button[value=accept]")
    expect(one.get_by_text("您对提议的答复已经收到")).to_be_visible()

    # The agreement: written in a form, signed on two phones and by the mediator, sealed.
    pro.goto(f"{base}/agreement/")
    first = add_months(today, 1)
    fill(
        pro,
        {
            "form": "written",
            "facts": "乙方深夜练琴，甲方无法休息，就医支出医疗费。",
            "points": "停止深夜练琴，赔偿医疗费。",
            "responsibility": "乙方负主要责任。",
            "c1-kind": "refrain",
            "c1-by": "b",
            "c1-what": "每日二十二时至次日八时练琴",
            "c2-kind": "pay",
            "c2-by": "b",
            "c2-to": "a",
            "c2-what": "医疗费",
            "c2-amount": "12,000",
            "c2-way": "银行转账",
            "called_due_after": "15",
        },
    )
    pro.locator("details.act").nth(1).locator("summary").click()
    fill(pro, {"c2-parts": "12", "c2-first_on": first.isoformat(), "c2-every": "1"})
    pro.locator("details.act").nth(1).get_by_role("button", name="按月平均填好").click()
    pro.wait_for_load_state()
    walk.wrong += look(pro, "agreement-form")
    pro.locator("main button[data-primary]").click()
    expect(pro.get_by_text("第 1 稿已保存")).to_be_visible()
    walk.wrong += look(pro, "agreement-draft")
    walk.paper(pro, f"/desk/disputes/{number}/agreement/draft.pdf", "agreement-draft")
    for page, code, side in ((one, code_a, "a"), (two, code_b, "b")):
        page.goto(f"{walk.address}/disputes/{number}/text/")
        walk.shot(page, f"party-text-{side}")
        fill(page, {"name": NAMES[side], "secret": code})
        page.click("main form button.btn-primary")
        page.wait_for_url(f"**/disputes/{number}/")
        expect(page.get_by_text("您已经签名").first).to_be_visible()
    pro.goto(f"{base}/agreement/")
    pro.get_by_role("button", name="我是调解员，看过全文，签名").click()
    pro.get_by_role("link", name="签名齐全，盖章生效").click()
    pro.locator("main form button.btn-primary").first.click()
    pro.wait_for_load_state()
    agreement = Agreement.objects.get(state="effective")
    assert agreement.effective_on == today
    pro.goto(f"{base}/agreement/")
    walk.wrong += look(pro, "agreement-effective")
    one.goto(f"{walk.address}/disputes/{number}/")
    walk.shot(one, "party-effective")
    walk.paper(one, f"/disputes/{number}/documents/{agreement.document_id}.pdf", "agreement")

    # Together to the court.
    for page, code, address in ((one, code_a, "展览路社区3号楼101"), (two, code_b, "展览路社区3号楼201")):
        page.goto(f"{walk.address}/disputes/{number}/")
        page.locator("form[action$='/confirm/'] [name=secret]").fill(code)
        page.get_by_role("button", name="同意共同申请").click()
        page.wait_for_load_state()
        expect(page.get_by_text("您同意共同申请")).to_be_visible()
        form = page.locator("form[action$='/identity/']")
        form.locator("[name=name]").fill("高申请" if address.endswith("101") else "柳被申")
        form.locator("[name=paper]").fill(
            "130403199001011234" if address.endswith("101") else "130403198505055678"
        )
        form.locator("[name=address]").fill(address)
        form.locator("[name=contact]").fill("13911110001" if address.endswith("101") else "13922220002")
        form.locator("button").click()
        page.wait_for_load_state()
    walk.shot(two, "party-confirmation")
    assert "130403199001011234" not in two.content()
    pro.goto(f"{base}/confirmation/")
    pro.get_by_role("button", name="保存核对结果").click()
    expect(pro.get_by_text("没有发现法院不受理的情形")).to_be_visible()
    walk.wrong += look(pro, "confirmation")
    day = today.isoformat()
    court(
        pro,
        walk,
        number,
        "提交双方的申请",
        court="邯郸市丛台区人民法院",
        court_ground="organisation",
        handed_in_on=day,
        way="in_person",
    )
    bundle = pro.get_by_role("link", name="司法确认申请材料").get_attribute("href") or ""
    walk.paper(pro, bundle, "bundle")
    court(pro, walk, number, "登记法院受理", accepted_on=day, case_number="（2026）冀0403民特12号")
    court(
        pro,
        walk,
        number,
        "登记法院确认有效",
        ruling="（2026）冀0403民特12号",
        served_on=day,
        reasons="协议内容不违反法律强制性规定。",
    )
    proceeding = confirmations.of_matter(matter_of(given).id)
    assert proceeding is not None
    assert proceeding.state == "confirmed"
    walk.wrong += look(pro, "confirmation-confirmed")

    # Five weeks later: the schedule lies behind, the first instalment was not paid.
    for item in PerformanceItem.objects.filter(due_on__isnull=False):
        item.due_on = add_months(item.due_on or date.max, -2)
        item.save()
    one.goto(f"{walk.address}/disputes/{number}/")
    one.locator(".duties").first.locator("details").first.locator("summary").click()
    one.locator(".duties .btn-danger").first.click()
    one.wait_for_load_state()
    expect(one.get_by_role("heading", name="没有履行，现在可以怎么办")).to_be_visible()
    expect(one.get_by_role("heading", name="申请强制执行")).to_be_visible()
    walk.shot(one, "party-what-then")
    one.get_by_role("button", name="制作强制执行申请书").click()
    one.wait_for_load_state()
    paper = one.get_by_role("link", name="强制执行申请书").get_attribute("href") or ""
    walk.paper(one, paper, "enforcement")
    two.goto(f"{walk.address}/disputes/{number}/")
    expect(two.get_by_role("heading", name="没有履行，现在可以怎么办")).to_be_visible()
    assert two.get_by_role("link", name="强制执行申请书").count() == 0
    pro.goto(f"{walk.address}/desk/disputes/performance/?view=late")
    expect(pro.get_by_role("link", name="楼上深夜练琴").first).to_be_visible()
    walk.wrong += look(pro, "performance")
    pro.goto(f"{base}/agreement/")
    walk.wrong += look(pro, "agreement-late")
    assert not walk.wrong, "\n".join(walk.wrong)


def court(page: Page, walk: Walk, number: str, title: str, **fields: str) -> None:
    """Record a step before the court by its form, and come back to the page of the confirmation."""
    page.goto(f"{walk.address}/desk/disputes/{number}/confirmation/")
    page.locator("a", has_text=title).first.click()
    page.wait_for_load_state()
    fill(page, fields)
    page.locator("main form button.btn-primary").first.click()
    page.wait_for_load_state()
    page.goto(f"{walk.address}/desk/disputes/{number}/confirmation/")
