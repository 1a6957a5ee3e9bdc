"""A real Chromium against a real server on this machine, one page for each test; nothing is left running."""

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_WANTED = "Chromium is not installed; on Debian: apt-get install chromium fonts-noto-cjk"

# Playwright's own event loop runs in the test's thread, which Django would take for asynchronous code.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


def chromium() -> str | None:
    """Return the path of the machine's browser, or None."""
    return next((path for name in _NAMES if (path := shutil.which(name))), None)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One browser for the session; without one the tests are skipped, or fail where a browser is required."""
    path = chromium()
    if path is None:
        if os.environ.get("GONGZHI_BROWSER_REQUIRED") == "1" or os.environ.get("CI") == "true":
            pytest.fail(_WANTED)
        pytest.skip(_WANTED)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        yield started
        started.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A fresh set of cookies, as on somebody's own machine in China."""
    made = browser.new_context(
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
        viewport={"width": 1280, "height": 900},
        reduced_motion="reduce",
    )
    made.set_default_timeout(15_000)
    yield made
    made.close()


@pytest.fixture
def page(context: BrowserContext, live_server: LiveServer) -> Iterator[Page]:
    """A page whose errors fail the test: exceptions, refused scripts and styles, answers of 500."""
    made = context.new_page()
    faults: list[str] = []
    made.on("pageerror", lambda error: faults.append(f"script: {error}"))
    made.on(
        "console",
        lambda said: faults.append(f"console: {said.text}") if _is_fault(said.type, said.text) else None,
    )
    made.on("response", lambda got: faults.append(f"{got.status} {got.url}") if got.status >= 500 else None)
    yield made
    made.close()
    assert not faults, faults


@pytest.fixture
def address(live_server: LiveServer) -> str:
    """The server's address without a slash at its end."""
    return str(live_server.url)


def _is_fault(kind: str, text: str) -> bool:
    return kind == "error" and "status of 4" not in text
