"""The whole way of a matter through real pages: a resident with a phone, four desks, and the resident again."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from django.db import transaction
from PIL import Image
from playwright.sync_api import Browser, Page, ViewportSize, expect
from pytest_django.live_server_helper import LiveServer

from gongzhi.core.geo.actions.import_areas import City, import_areas
from gongzhi.core.identity.testing import Cast, at, make_actor, make_cast
from gongzhi.core.matters.models import Matter
from gongzhi.core.orgs import cache
from gongzhi.core.orgs import queries as orgs
from gongzhi.core.orgs.actions.build import add_categories
from gongzhi.kernel.actor import SYSTEM
from tests.browser.people import faults, fill, log_in
from tests.faults.ground import TABLE, TOWNSHIP

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
PHONE: ViewportSize = {"width": 390, "height": 844}
DESK: ViewportSize = {"width": 1440, "height": 900}
WORDS = "展览路社区三号楼门口的路灯坏了三天，晚上老人出门看不清路，请派人来修。"


@dataclass(slots=True)
class Town:
    """A small city with a desk for each role, and a browser for each person."""

    cast: Cast
    category: str
    address: str
    browser: Browser
    faults: list[str]

    def page(self, username: str = "", width: ViewportSize | None = None, locale: str = "zh-CN") -> Page:
        """Return a page of somebody's own browser, signed in when a user name is given."""
        context = self.browser.new_context(
            locale=locale, timezone_id="Asia/Shanghai", viewport=width or DESK, reduced_motion="reduce"
        )
        context.set_default_timeout(15_000)
        page = context.new_page()
        page.on("pageerror", lambda error: self.faults.append(f"{page.url} script: {error}"))
        page.on("console", lambda said: self._note(page, said.type, said.text))
        page.on(
            "response",
            lambda got: self.faults.append(f"{got.status} {got.url}") if got.status >= 500 else None,
        )
        if username:
            log_in(page, self.address, username)
        return page

    def _note(self, page: Page, kind: str, text: str) -> None:
        if kind == "error" and "status of 4" not in text:
            self.faults.append(f"{page.url} console: {text}")


@pytest.fixture
def town(browser: Browser, live_server: LiveServer) -> Iterator[Town]:
    with transaction.atomic():
        cast = make_cast()
        street = cast.unit("township")
        for name, role in (
            ("s_clerk", "clerk"),
            ("s_dispatcher", "dispatcher"),
            ("s_reviewer", "reviewer"),
            ("s_caller", "caller"),
        ):
            make_actor(name, f"街道{role}", street, (role,))
    city = City("1304", "邯郸市", date(2021, 1, 1))
    import_areas(actor=SYSTEM, city=city, table=TABLE, source="tests", at=at("2026-01-02 09:00"))
    with transaction.atomic():
        add_categories(date(2021, 1, 1))
        cache.changed()
        category = next(one.code for one in orgs.categories() if one.parent_id and "路灯" in one.title)
        made = Town(cast, category, str(live_server.url), browser, [])
    yield made
    for context in browser.contexts:
        context.close()
    assert not made.faults, made.faults


def submit_with_phone(town: Town, page: Page, photo: Path | None) -> tuple[str, str]:
    """Bring a matter in three steps and return number and code of the receipt."""
    page.goto(f"{town.address}/submit/")
    fill(page, {"text": WORDS})
    page.click("main button[value=next]")
    fill(page, {"place": "展览路社区三号楼", "area": TOWNSHIP})
    page.click("main button[value=next]")
    if photo:
        page.set_input_files("[name=photos]", str(photo))
    fill(page, {"name": "张三", "contact": "13800000001"})
    page.click("main button[value=next]")
    receipt = page.locator("[data-receipt]")
    expect(receipt).to_be_visible()
    return receipt.get_attribute("data-number") or "", receipt.get_attribute("data-secret") or ""


def make_move(
    page: Page, town: Town, number: str, move: str, values: dict[str, str], reason: str = ""
) -> None:
    """Make a move by its form and see that the desk says it is done."""
    page.goto(f"{town.address}/desk/matters/{number}/{move}/")
    fill(page, values)
    if reason:
        fill(page, {"reason": reason})
    page.click("main form.desk-move button[data-primary]")
    page.wait_for_url(f"**/desk/matters/{number}/")


def status(number: str) -> str:
    """Return the state in which the matter is."""
    return Matter.objects.get(number=number).status


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "路灯.jpg"
    Image.effect_noise((900, 600), 60).convert("RGB").save(path, quality=80)
    return path


def test_a_matter_goes_its_whole_way_through_the_pages(town: Town, photo: Path) -> None:
    phone = town.page(width=PHONE)
    number, secret = submit_with_phone(town, phone, photo)
    assert re.fullmatch(r"GZ-\d{8}-\d{6,}-\d", number)
    assert len(secret) >= 16

    clerk = town.page("s_clerk")
    clerk.goto(f"{town.address}/desk/triage/{number}/")
    fill(clerk, {"category": town.category, "kind": "general"})
    clerk.click("main button[name=go][value=triage]")
    clerk.wait_for_load_state()
    assert status(number) == "triaged", clerk.locator("main").inner_text()

    dispatcher = town.page("s_dispatcher")
    make_move(
        dispatcher,
        town,
        number,
        "dispatch",
        {"lead": str(town.cast.unit("department")), "ask": "请三天内修好"},
    )
    assert status(number) == "dispatched"

    handler = town.page("handler")
    make_move(handler, town, number, "sign", {})
    make_move(handler, town, number, "contact", {"way": "telephone", "reached": "1", "words": "约好下午上门"})
    make_move(handler, town, number, "answer", {"answer": "路灯已经换新，今晚亮灯。"})
    assert status(number) == "to_check"

    make_move(town.page("s_reviewer"), town, number, "approve", {})
    caller = town.page("s_caller")
    make_move(caller, town, number, "call_back", {"reached": "1", "solved": "yes", "satisfied": "5"})
    make_move(clerk, town, number, "archive", {})
    assert status(number) == "archived"

    resident = town.page(width=PHONE)
    resident.goto(f"{town.address}/receipt/")
    fill(resident, {"number": number, "secret": secret})
    resident.click("main button[type=submit], main form button")
    resident.wait_for_url(f"**/{number}/")
    expect(resident.locator("main")).to_contain_text("路灯已经换新，今晚亮灯。")
    act(resident, "rate", {"solved": "no", "satisfied": "2", "words": "又不亮了"})
    act(resident, "reopen", {"reason": "修好两天又不亮了。"})
    assert status(number) == "dispatched"
    assert not faults(resident)


def act(page: Page, move: str, values: dict[str, str]) -> None:
    """Make use of a right on the resident's page."""
    page.click(f"#move-{move} > summary")
    fill(page, values, within=f"#move-{move}")
    page.click(f"#move-{move} form button")
    page.wait_for_load_state()


def test_a_resident_submits_without_javascript(town: Town) -> None:
    context = town.browser.new_context(java_script_enabled=False, viewport=PHONE, locale="zh-CN")
    page = context.new_page()
    page.goto(f"{town.address}/submit/")
    page.fill("[name=text]", WORDS)
    page.click("main button[value=next]")
    page.fill("[name=place]", "人民路街道展览路社区三号楼")
    page.click("main button[value=next]")
    page.check("[name=is_anonymous]")
    page.click("main button[value=next]")

    number = page.locator("[data-receipt]").get_attribute("data-number")

    assert Matter.objects.filter(number=number, is_anonymous=True).exists()


def test_the_desk_is_driven_by_the_keyboard(town: Town) -> None:
    number, _ = submit_with_phone(town, town.page(width=PHONE), None)
    page = town.page("s_clerk")
    page.goto(f"{town.address}/desk/matters/?sort=newest")
    page.keyboard.press("?")
    expect(page.locator("dialog[open]")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("dialog[open]")).to_have_count(0)

    page.keyboard.press("j")
    expect(page.locator(".is-current")).to_be_visible()
    page.keyboard.press("Enter")

    page.wait_for_url(f"**/desk/matters/{number}/")
    assert page.evaluate("document.activeElement !== null")


RESIDENT_PAGES = ("/", "/submit/", "/receipt/", "/matters/", "/figures/", "/about/", "/login/")
DESK_PAGES = (
    "/desk/",
    "/desk/triage/",
    "/desk/matters/",
    "/desk/tasks/",
    "/desk/new/",
    "/desk/templates/",
    "/desk/search/",
)


@pytest.mark.parametrize("width", [PHONE, DESK], ids=["390", "1440"])
def test_every_page_is_fit_for_all(town: Town, width: ViewportSize) -> None:
    number, _ = submit_with_phone(town, town.page(width=PHONE), None)
    found = look_at(town, town.page(width=width), RESIDENT_PAGES)
    desk = (*DESK_PAGES, f"/desk/matters/{number}/", f"/desk/matters/{number}/triage/")

    found += look_at(town, town.page("township_clerk", width), desk)

    assert not found, "\n".join(found)


def look_at(town: Town, page: Page, paths: tuple[str, ...]) -> list[str]:
    """Open pages and return what is wrong with them."""
    found = []
    for path in paths:
        answer = page.goto(f"{town.address}{path}")
        if answer is None or answer.status == 404:
            found.append(f"{path}: not there")
            continue
        found += faults(page)
    return found


CHINESE = re.compile(r"[\u4e00-\u9fff]+")


def test_english_pages_hold_no_chinese_but_data(town: Town) -> None:
    public, staff = town.page(width=DESK, locale="en-GB"), town.page("s_dispatcher", locale="en-GB")
    found = [
        *leftovers(town, public, RESIDENT_PAGES),
        *leftovers(town, staff, DESK_PAGES),
    ]

    assert not found, "\n".join(found)


def leftovers(town: Town, page: Page, paths: tuple[str, ...]) -> list[str]:
    """Return the Chinese words on English pages; names of people and places are data, and marked by their language."""
    found = []
    for path in paths:
        page.goto(f"{town.address}{path}")
        words = page.evaluate(
            "() => { const copy = document.body.cloneNode(true);"
            " for (const one of copy.querySelectorAll('[lang^=zh], option, script, noscript, [data-zh]')) one.remove();"
            " return copy.textContent; }"
        )
        for name in DATA:
            words = str(words).replace(name, "")
        left = sorted({one for one in CHINESE.findall(str(words)) if one not in KNOWN})
        found += [f"{path}: {one}" for one in left]
    return found


KNOWN = {"中文", "简体中文", "共治"}
"""The switch of languages, and our own name."""
DATA = ("人民路街道社会治理中心", "人民路街道", "丛台区", "邯郸市", "街道dispatcher", "街")
"""Names of places, bodies and people, which have no English in this city."""
