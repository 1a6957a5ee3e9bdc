"""A clerk clears the petitions that wait by keyboard alone; how many keys that takes stands in the documentation and never grows."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from gongzhi.core.identity.testing import Cast, make_cast
from gongzhi.core.matters.actions.submit import submit
from gongzhi.core.matters.models import Matter
from gongzhi.core.matters.submission import Submission
from gongzhi.core.orgs import cache
from gongzhi.core.orgs.actions.build import add_categories
from gongzhi.kernel.actor import PUBLIC, SYSTEM
from gongzhi.project.intake.columns import Plan
from gongzhi.project.intake.take import Wanted, take
from gongzhi.systems.petitions.models import Petition
from gongzhi.systems.petitions.rules.ways import WAYS
from tests.browser.people import faults, log_in

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
# Real messages lie beside the checkout on machines that have them; none are carried along.
REAL = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "teddy_c" / "c2_raw_labelled.csv"
DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "explanation" / "petitions.md"
KEY = {way.name: way.key for way in WAYS}

# Ours, each with the way that a clerk takes who has read it.
OWN: Mapping[str, tuple[str, str]] = {
    "不服法院对借款案的判决，要求改判": ("litigation", "一审判我还款，实际借款人不是我，请求领导过问。"),
    "公司口头辞退没有给经济补偿": ("arbitration", "干了八年，劳动合同没有到期，请求要回经济补偿金。"),
    "对党内警告处分决定不服": ("party", "处分决定认定的事实有出入，申请复审。"),
    "不服工伤认定结论": ("administrative", "上班路上被车撞伤，认定结论写不属于工伤。"),
    "楼下饭店油烟直排，请求查处": ("duty", "没有净化设备，油烟排到走廊，投诉多次没有人来。"),
    "夜里工地施工噪音扰民": ("duty", "凌晨两点还在打桩，请执法的来管一管。"),
    "征地补偿款少算两亩": ("petition", "公示写三亩一分，实际五亩一分，请求核对补发。"),
    "低保停发没有说明理由": ("petition", "三月起低保停了，一直没有书面通知。"),
    "老厂改制时的安置费没有发清": ("petition", "分三次发，第三次一直没有发。"),
    "建议在小学门口设斑马线": ("suggestion", "车速快，建议设斑马线和减速带。"),
    "举报村干部套取危房改造补助": ("accusation", "没有危房却领了补助，请为我保密。"),
    "请问我家门前的路归谁修": ("petition", "坑了半年，村里说归乡里，乡里说归县里。"),
}
# Thirty real messages by their number, as a clerk decides who has read them.
HAND: Mapping[str, str] = {
    "24": "duty", "382": "petition", "1309": "petition", "1440": "petition", "2603": "duty", "3607": "duty",
    "3742": "duty", "3981": "suggestion", "4079": "duty", "5315": "arbitration", "6116": "petition", "6180": "duty",
    "7150": "petition", "7935": "duty", "8020": "duty", "8552": "duty", "9559": "duty", "11574": "petition",
    "12826": "petition", "14358": "petition", "14470": "petition", "14502": "duty", "17350": "duty",
    "18292": "suggestion", "18737": "petition", "18801": "suggestion", "18811": "petition", "18830": "duty",
    "18891": "suggestion", "19040": "duty",
}  # fmt: skip


@dataclass(slots=True)
class Keys:
    """Presses keys and counts them; nothing else is ever used."""

    page: Page
    pressed: int = 0

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)
        self.pressed += 1


@pytest.fixture
def cast() -> Cast:
    with transaction.atomic():
        made = make_cast()
        add_categories(date(2021, 1, 1))
        cache.changed()
    return made


@pytest.fixture
def page(browser: Browser, live_server: LiveServer, cast: Cast) -> Iterator[Page]:
    context = browser.new_context(
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
        viewport={"width": 1440, "height": 900},
        reduced_motion="reduce",
    )
    context.set_default_timeout(15_000)
    made = context.new_page()
    found: list[str] = []
    made.on("pageerror", lambda error: found.append(f"{made.url} script: {error}"))
    made.on("response", lambda got: found.append(f"{got.status} {got.url}") if got.status >= 500 else None)
    log_in(made, str(live_server.url), "township_clerk")
    yield made
    context.close()
    assert not found, found


def clear(page: Page, address: str, decided: Mapping[str, str]) -> int:
    """Sort every petition that waits as decided by title, by keyboard alone; return how many keys were pressed."""
    keys = Keys(page)
    page.goto(f"{address}/desk/petitions/sort/")
    for _n in range(len(decided)):
        expect(page.locator("form[data-ready-sorting]")).to_be_visible(timeout=15_000)
        way = decided[page.locator(".desk-triage-words .matter-title").inner_text().strip()]
        if page.locator("input[name=way]:checked").get_attribute("value") != way:
            keys.press(KEY[way])
            expect(page.locator(f"input[name=way][value={way}]")).to_be_checked()
        with page.expect_navigation():
            keys.press("Enter")
    return keys.pressed


def documented(what: str) -> int:
    """Return how many keys the documentation says that this takes."""
    found = re.search(rf"{what}.*?\*\*(\d+)\*\* 次按键", DOCUMENT.read_text("utf-8"))
    assert found is not None, f"docs/explanation/petitions.md says nothing about {what}"
    return int(found.group(1))


def test_a_dozen_petitions_of_every_way_are_cleared_by_keyboard(
    page: Page, live_server: LiveServer, cast: Cast
) -> None:
    now = timezone.now()
    for n, (title, (_way, text)) in enumerate(OWN.items()):
        at = now - timedelta(days=2, minutes=60 - n)
        told = Submission(
            title=title, text=text, channel="letter", brought_at=at, area_code="130403001", name="张三",
            system="petitions", procedure="petition",
        )  # fmt: skip
        submit(PUBLIC, told, at)

    pressed = clear(page, str(live_server.url), {title: way for title, (way, _text) in OWN.items()})

    assert "都甄别完了" in page.locator("main").inner_text()
    assert not faults(page)
    chosen = {
        Matter.objects.get(id=one.matter_id).title: one.route or one.kind for one in Petition.objects.all()
    }
    assert chosen["楼下饭店油烟直排，请求查处"] == "duty"
    assert chosen["举报村干部套取危房改造补助"] == "accusation"
    assert len(chosen) == len(OWN)
    assert pressed <= documented("自编的 12 件"), pressed


@pytest.mark.skipif(not REAL.exists(), reason="the real messages are not on this machine")
def test_thirty_real_messages_are_cleared_by_keyboard(
    page: Page, live_server: LiveServer, cast: Cast, tmp_path: Path
) -> None:
    lines = REAL.read_text("utf-8-sig").splitlines(keepends=True)
    wanted = Wanted(
        REAL, Plan(source="teddy"), "import", timezone.now(), refused=tmp_path / "refused.csv",
        system="petitions", procedure="petition",
    )  # fmt: skip
    told = take(SYSTEM, wanted, lambda what, done, total: None)
    assert (told.accepted, told.refused) == (2215, 0), "every row is a petition"
    assert len(lines) > 2215
    decided = {Matter.objects.get(source_key=f"teddy:{number}").title: way for number, way in HAND.items()}
    # The city's own centre took them in; the clerk of the street gets these thirty before her.
    rest = Matter.objects.exclude(title__in=list(decided))
    rest.update(status="sorted", stage="handling")
    street = cast.units["township"]
    Matter.objects.filter(title__in=list(decided)).update(
        owner_id=street.id, owner_l1=street.path[0], owner_l2=street.path[1], owner_l3=street.path[2]
    )

    pressed = clear(page, str(live_server.url), decided)

    assert Petition.objects.count() == len(HAND)
    assert pressed <= documented("真实来信 30 件"), pressed


def test_questions_of_the_law_are_answered_by_y_and_n(
    page: Page, live_server: LiveServer, cast: Cast
) -> None:
    now = timezone.now()
    told = Submission(
        title="一件说不清的事", text="请看一看。", channel="letter", brought_at=now, area_code="130403001",
        system="petitions", procedure="petition",
    )  # fmt: skip
    given = submit(PUBLIC, told, now)
    page.goto(f"{live_server.url}/desk/petitions/sort/")
    expect(page.locator("form[data-ready-sorting]")).to_be_visible(timeout=15_000)

    for key in ("n", "n", "n", "y"):
        page.keyboard.press(key)

    expect(page.locator("input[name=way][value=administrative]")).to_be_checked()
    expect(page.locator("[data-shows=guidance]")).to_contain_text("六十日")
    page.keyboard.press("?")
    expect(page.locator("dialog[open]")).to_be_visible()
    page.keyboard.press("Escape")
    # The browser gives the focus back a moment after the dialog is gone: sooner than any hand, later than a script.
    page.wait_for_function("() => !document.querySelector('dialog[open]') && document.hasFocus()")
    page.wait_for_timeout(100)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert Petition.objects.get(matter_id=given.matter_id).route == "administrative"
