"""The whole ladder of a petition through real pages, as six roles: from a joint visit to the end of re-review, every letter opened.

Time passes by moving the test's own clock between the steps; the product knows nothing of it.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

import pytest
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import Browser, Page, ViewportSize, expect
from pytest_django.live_server_helper import LiveServer

from gongzhi.core.clocks.actions import sweep
from gongzhi.core.clocks.models import Clock
from gongzhi.core.files.models import Document
from gongzhi.core.geo.actions.import_areas import City, import_areas
from gongzhi.core.identity.testing import Cast, at, make_cast
from gongzhi.core.matters.models import Matter
from gongzhi.core.orgs import cache
from gongzhi.core.orgs.actions.build import add_categories
from gongzhi.kernel.actor import SYSTEM
from gongzhi.systems.petitions.models import Opinion
from tests.browser.people import faults, fill, log_in
from tests.faults.ground import TABLE

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
PHONE: ViewportSize = {"width": 390, "height": 844}
DESK: ViewportSize = {"width": 1440, "height": 900}
WORDS = "三号楼的电梯停用一个月，物业说等维修资金，街道说归住建，住建说归物业。我们请求明确由谁负责，并写明恢复的日期。"
OPINION = {
    "request": "明确由谁负责恢复电梯，写明恢复的日期。",
    "facts": "三号楼电梯自 2 月 1 日停用，维保合同已经到期；维修资金的使用申请没有提交。有维保记录、现场照片和笔录为证。",
    "grounds": "物业服务人没有按期提出维修资金使用申请，属地没有督促。",
    "basis": "《中华人民共和国特种设备安全法》第四十条；《信访工作条例》第三十二条",
    "answer": "由物业在 5 月 30 日前恢复运行；维修资金的申请由街道督促在 5 月 20 日前提交。信访人要求写明责任人的部分，因合同已经约定，不另行认定。",
}


@dataclass(slots=True)
class Hall:
    """The city of the cast, its own clock, and a browser for each person."""

    cast: Cast
    address: str
    browser: Browser
    patch: pytest.MonkeyPatch
    found: list[str]

    def on(self, moment: str) -> datetime:
        """Let it be this moment for the server."""
        when = at(moment)
        self.patch.setattr(timezone, "now", lambda: when)
        return when

    def page(self, username: str = "", phone: bool = False) -> Page:
        """Return a page of somebody's own browser, signed in when a user name is given."""
        context = self.browser.new_context(
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            viewport=PHONE if phone else DESK,
            reduced_motion="reduce",
        )
        context.set_default_timeout(15_000)
        page = context.new_page()
        page.on("pageerror", lambda error: self.found.append(f"{page.url} script: {error}"))
        page.on(
            "response",
            lambda got: self.found.append(f"{got.status} {got.url}") if got.status >= 500 else None,
        )
        if username:
            log_in(page, self.address, username)
        return page

    def move(
        self, username: str, number: str, move: str, values: Mapping[str, str], reason: str = "", **more: str
    ) -> None:
        """Make a move by its form on the desk, from the button on the matter's page."""
        page = self.page(username)
        page.goto(f"{self.address}/desk/matters/{number}/")
        page.locator(f".desk-moves a[href*='/{move}/']").first.click()
        fill(page, values)
        if reason:
            fill(page, {"reason": reason})
        is_grave = page.locator("main form.desk-move[data-confirm]").count() > 0
        page.click("main form.desk-move button[data-primary]")
        if is_grave:
            page.locator("dialog[open] button.btn-danger, dialog[open] button.btn-primary").first.click()
        page.wait_for_load_state()
        assert page.url.endswith(f"/desk/matters/{number}/"), (
            f"{move}: {page.locator('main').inner_text()[:600]}"
        )
        self.look(page)
        page.context.close()

    def opinion(self, username: str, number: str, values: Mapping[str, str]) -> None:
        """Write the opinion in its editor."""
        page = self.page(username)
        page.goto(f"{self.address}/desk/petitions/file/{number}/opinion/")
        self.look(page)
        fill(page, values)
        page.click("main form button[data-primary]")
        page.wait_for_url(f"**/desk/matters/{number}/**")
        expect(page.locator("#opinion-draft")).to_contain_text(values["answer"][:20])
        page.context.close()

    def act(self, page: Page, move: str, values: Mapping[str, str]) -> None:
        """Make use of a right on the petitioner's page."""
        page.click(f"#move-{move} > summary")
        fill(page, values, within=f"#move-{move}")
        page.click(f"#move-{move} form button")
        page.wait_for_load_state()

    def follow(self, number: str, secret: str) -> Page:
        """Open the petitioner's page by the receipt, on a phone."""
        page = self.page(phone=True)
        page.goto(f"{self.address}/receipt/")
        fill(page, {"number": number, "secret": secret})
        page.click("main form button")
        page.wait_for_url(f"**/{number}/")
        self.look(page)
        return page

    def look(self, page: Page) -> None:
        """Keep what a person with a keyboard or poor sight would stumble over."""
        self.found += faults(page)


@pytest.fixture
def hall(browser: Browser, live_server: LiveServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hall]:
    with transaction.atomic():
        cast = make_cast()
    import_areas(
        actor=SYSTEM,
        city=City("1304", "邯郸市", date(2021, 1, 1)),
        table=TABLE,
        source="tests",
        at=at("2026-01-02 09:00"),
    )
    with transaction.atomic():
        add_categories(date(2021, 1, 1))
        cache.changed()
    made = Hall(cast, str(live_server.url), browser, monkeypatch, [])
    yield made
    for context in browser.contexts:
        context.close()
    assert not made.found, "\n".join(made.found)


def status(number: str) -> str:
    """Return the state in which the petition is."""
    return Matter.objects.get(number=number).status


def bring_joint_visit(hall: Hall) -> tuple[str, str]:
    """Five people come to the counter of the street; the clerk registers them and prints the receipt."""
    page = hall.page("township_clerk")
    page.goto(f"{hall.address}/desk/petitions/new/")
    values = {"channel": "visit", "text": WORDS, "name": "王桂兰", "contact": "13800000001", "is_joint": "1"}
    fill(page, values)
    fill(
        page,
        {"representatives": "王桂兰\n李国强\n赵玉珍\n孙立新\n何静", "joined": "三号楼全体住户，名单见附件"},
    )
    hall.look(page)
    page.click("main form button[data-primary]")
    receipt = page.locator("[data-receipt]")
    expect(receipt).to_be_visible()
    hall.look(page)
    number = receipt.locator("dd.number").first.inner_text().strip()
    secret = receipt.locator(".desk-secret").inner_text().strip()
    page.context.close()
    return number, secret


def sort_as_sixth(hall: Hall, number: str) -> None:
    """The clerk takes the sixth way by its key and names the body."""
    page = hall.page("township_clerk")
    page.goto(f"{hall.address}/desk/petitions/sort/")
    expect(page.locator("form[data-ready-sorting]")).to_be_visible(timeout=15_000)
    page.keyboard.press("6")
    fill(page, {"lead": str(hall.cast.unit("department"))})
    hall.look(page)
    page.locator("[data-submit-sorting]").click()
    expect(page.locator("main")).to_contain_text("都甄别完了")
    page.context.close()
    assert status(number) == "transferred"


def test_a_joint_visit_goes_the_whole_ladder(hall: Hall) -> None:
    hall.on("2026-03-02 09:00")
    number, secret = bring_joint_visit(hall)
    assert re.fullmatch(r"GZ-\d{8}-\d{6,}-\d", number)
    hall.on("2026-03-03 09:30")
    sort_as_sixth(hall, number)

    hall.on("2026-03-05 10:00")
    ground = {"ground": "“三定”规定第五条", "advice": str(hall.cast.unit("complained"))}
    hall.move("handler", number, "object_competence", ground, "电梯的监管不在本局职责内。")
    hall.on("2026-03-09 15:00")
    dispute = hall.page("district_leader")
    dispute.goto(f"{hall.address}/desk/petitions/file/{number}/competence/")
    hall.look(dispute)
    expect(dispute.locator("main")).to_contain_text("丛台区社会治理中心")
    dispute.click("a[href*='way=superior']")
    fill(dispute, {"lead": str(hall.cast.unit("department")), "ask": "由你局牵头"})
    fill(dispute, {"reason": "依“三定”规定，牵头责任在城市管理局。"})
    dispute.click("main form.desk-move button[data-primary]")
    dispute.wait_for_url(f"**/desk/matters/{number}/")
    assert status(number) == "transferred"

    hall.on("2026-03-10 09:00")
    hall.move("handler", number, "accept", {"contact_person": "郑承办 0310-3110000"})
    assert (
        str(Clock.objects.get(matter_id=Matter.objects.get(number=number).id, term="handling").due_on)
        == "2026-05-09"
    )
    hall.on("2026-03-20 09:00")
    hall.move("handler", number, "contact", {"way": "visit", "words": "上门听取五位代表陈述。"})
    found = {
        "heard": "五位代表、物业经理",
        "findings": "电梯自 2 月 1 日停用，维保合同到期，维修资金没有申请。",
    }
    hall.move("handler", number, "investigate", found)

    late = hall.on("2026-05-12 09:00")
    sweep.sweep(late)
    hall.move("supervisor", number, "supervise", {"words": "已经超过 60 日，请书面说明原因并立即出具意见。"})
    hall.on("2026-05-13 09:00")
    hall.move("handler", number, "answer_supervision", {"words": "因两次调取资料超期，本周内出具意见。"})
    hall.on("2026-05-14 09:00")
    hall.opinion("handler", number, OPINION | {"outcome": "explained"})
    head = hall.page("department_leader")
    head.goto(f"{hall.address}/desk/matters/{number}/")
    expect(head.locator(".petition-checks .is-late")).to_contain_text("办理期限")
    expect(head.locator(".petition-checks .is-late")).to_have_count(1)
    hall.look(head)
    hall.on("2026-05-14 16:00")
    hall.move("department_leader", number, "sign_opinion", {})
    assert status(number) == "concluded"

    hall.on("2026-05-20 20:00")
    petitioner = hall.follow(number, secret)
    expect(petitioner.locator("#petition")).to_contain_text("丛台区社会治理中心")
    expect(petitioner.locator("#petition")).to_contain_text("2026-06-15")
    hall.act(petitioner, "request", {"words": "没有写明由谁负责。"})
    assert status(number) == "requested"

    hall.on("2026-06-08 09:00")
    hall.opinion(
        "clerk",
        number,
        OPINION | {"result": "upheld", "answer": "原意见认定事实清楚，予以维持；责成补充告知恢复的日期。"},
    )
    hall.move("district_leader", number, "sign_decision", {})
    assert status(number) == "decided"

    hall.on("2026-06-16 09:00")
    hall.act(hall.follow(number, secret), "request", {"words": "复查没有到现场，请求复核。"})
    hall.on("2026-06-23 09:00")
    hall.move(
        "parent_clerk", number, "open_hearing", {"held_at": "2026-07-01T09:00", "place": "市信访接待中心二楼"}
    )
    hall.on("2026-07-03 09:00")
    hall.move("parent_clerk", number, "close_hearing", {"record": "双方到场，听证员五人，意见见笔录。"})
    hall.opinion(
        "parent_clerk",
        number,
        OPINION
        | {"result": "upheld", "answer": "维持复查意见；恢复日期以补充告知为准，由区中心跟踪到恢复为止。"},
    )
    hall.on("2026-07-06 09:00")
    hall.move("leader", number, "sign_decision", {})
    assert status(number) == "final"

    hall.on("2026-07-20 09:00")
    after = hall.follow(number, secret)
    hall.act(after, "raise_again", {"words": "还是不服。"})
    expect(after.locator("main")).to_contain_text("已复核信访事项答复书")
    assert Opinion.objects.filter(signed_at__isnull=False).count() == 3
    open_every_letter(hall, number, after)


def open_every_letter(hall: Hall, number: str, petitioner: Page) -> None:
    """Every letter of the ladder opens for the petitioner, and every one that is for the bodies at the desk."""
    matter_id = Matter.objects.get(number=number).id
    made = {one.template for one in Document.objects.filter(matter_id=matter_id)}
    assert made >= {
        "petition_received", "petition_transferred", "petition_accepted", "opinion_letter", "review_received",
        "review_decision", "hearing_notice", "re_review_decision", "procedure_end_notice", "earlier_decision_notice",
    }  # fmt: skip
    desk = hall.page("parent_clerk")
    desk.goto(f"{hall.address}/desk/matters/{number}/")
    hall.look(desk)
    for page in (petitioner, desk):
        addresses = page.locator("main .papers a[href^='/files/']").evaluate_all(
            "links => links.map((one) => one.href)"
        )
        assert len(addresses) >= 10
        for address in addresses:
            answer = page.request.get(address)
            assert answer.status == 200, address
            assert answer.body().startswith(b"%PDF"), address
