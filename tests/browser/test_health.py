"""The browser tests' own footing."""

import pytest
from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_browser_reaches_the_server(page: Page, address: str) -> None:
    answer = page.goto(f"{address}/healthz")

    assert answer is not None
    assert answer.text() == "ok\n"
