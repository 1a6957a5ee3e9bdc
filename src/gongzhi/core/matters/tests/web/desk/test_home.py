"""The first page: each post sees what it has to do, with figures that open their rows."""

import re

import pytest
from django.test import Client

from gongzhi.core.identity.testing import Cast
from gongzhi.core.matters.tests.shared import bring, to_archived
from gongzhi.core.matters.tests.web.desk.shared import WORKERS, browser, dispatched, handled, text_of

pytestmark = pytest.mark.django_db


def figures(page: str) -> dict[str, int]:
    found = re.findall(
        r'stat-title">(?:<svg.*?</svg>)?(.*?)</span>\s*<span class="stat-value">(\d+)', page, re.S
    )
    return {title.strip(): int(value) for title, value in found}


@pytest.mark.parametrize("who", WORKERS)
def test_every_post_has_a_first_page(cast: Cast, who: str) -> None:
    bring()

    assert "工作台" in text_of(browser(who), "/desk/")


def test_a_clerk_sees_what_waits_to_be_accepted_and_the_neighbour_does_not(cast: Cast) -> None:
    bring()
    bring()

    assert figures(text_of(browser("township_clerk"), "/desk/"))["待受理"] == 2
    assert figures(text_of(browser("neighbour"), "/desk/"))["待受理"] == 0


def test_a_handler_sees_tasks_by_what_comes_next(cast: Cast) -> None:
    dispatched(cast)
    handled(cast)

    found = figures(text_of(browser("handler"), "/desk/"))

    assert (found["待签收"], found["待联系诉求人"], found["待答复"]) == (1, 1, 0)
    assert set(figures(text_of(browser("other_handler"), "/desk/")).values()) == {0}


def test_a_figure_opens_exactly_its_rows(cast: Cast) -> None:
    dispatched(cast)
    client = browser("supervisor")
    page = text_of(client, "/desk/")

    href = re.search(
        r'href="([^"]+)">\s*<span class="stat-title"><svg[^>]*><use[^>]*></use></svg>有单位还没签收',
        page,
        re.S,
    )

    assert href is not None
    assert text_of(client, href[1].replace("&amp;", "&")).count("<tr data-href") == 1


def test_it_says_so_when_there_is_nothing_to_do(cast: Cast) -> None:
    to_archived(cast, bring())

    assert "现在没有要办的事" in text_of(browser("neighbour"), "/desk/")


def test_strangers_are_sent_to_the_login_and_administrators_are_refused(cast: Cast, client: Client) -> None:
    assert client.get("/desk/").headers["Location"] == "/login/?next=%2Fdesk%2F"
    assert browser("system_admin").get("/desk/").status_code == 403
