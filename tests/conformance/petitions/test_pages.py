"""The petitioner's own page: the right to a review beside the proceeding that ended, asked for from where it is shown."""

import pytest
from django.test import Client
from tests.conformance.petitions.shared import bring, matter, move, proceeding, to_opinion

from gongzhi.core.identity.testing import Cast, at
from gongzhi.core.matters.tests.web.resident.test_follow import open_receipt

pytestmark = pytest.mark.django_db


def test_the_page_offers_the_review_of_the_proceeding_beside_the_main_one(cast: Cast, client: Client) -> None:
    """XF-12, art. 35."""
    given = bring()
    to_opinion(cast, given)
    open_receipt(client, given)

    page = client.get(f"/follow/{given.number}/").content.decode()

    assert "请求复查" in page
    assert f'name="proceeding" value="{proceeding(given, "review").id}"' in page
    assert "您可以请求复查" in page, "the last day of the right is shown"
    assert "信访事项处理意见书" in page


def test_a_late_request_from_the_page_says_what_to_do(cast: Cast, client: Client) -> None:
    """XF-12 late, art. 35: the page is opened in November, the right ended in May."""
    given = bring()
    to_opinion(cast, given)
    open_receipt(client, given)
    form = {"proceeding": str(proceeding(given, "review").id), "words": "没有收到信"}

    answer = client.post(f"/follow/{given.number}/request/", form)

    assert answer.status_code == 422
    assert "正当理由" in answer.content.decode()
    assert matter(given).status == "concluded"


def test_a_proceeding_of_another_matter_is_never_moved_from_here(cast: Cast, client: Client) -> None:
    """XF-20: a receipt opens its own matter only."""
    given, other = bring(), bring()
    to_opinion(cast, other)
    open_receipt(client, given)
    move(cast["township_clerk"], given, "sort", at("2026-03-03 09:00"), fields={"kind": "claim"})

    form = {"proceeding": str(proceeding(other, "review").id), "words": "x"}
    answer = client.post(f"/follow/{given.number}/request/", form)

    assert answer.status_code in (403, 404, 422)
    assert proceeding(other, "review").state == "may_request"
