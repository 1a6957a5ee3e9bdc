"""Following one's own matter by its receipt, and what everybody may read."""

import pytest
from django.test import Client

from gongzhi.core.identity.testing import PASSWORD, Cast
from gongzhi.core.ledger.queries import entries
from gongzhi.core.matters.models import Follower, Matter, Rating
from gongzhi.core.matters.submission import Submitted
from gongzhi.core.matters.tests.shared import bring, bring_public, matter_of, to_archived


def open_receipt(client: Client, given: Submitted, secret: str = "") -> int:
    sent = {"number": given.number.lower(), "secret": (secret or given.secret).replace("-", " ")}
    return client.post("/receipt/", sent).status_code


def test_a_receipt_opens_the_page_in_any_spelling(cast: Cast, client: Client) -> None:
    given = bring()

    assert client.get(f"/follow/{given.number}/").status_code == 404
    assert open_receipt(client, given) == 302
    page = client.get(f"/follow/{given.number}/").content.decode()

    assert matter_of(given).title in page
    assert "受理派单" in page
    assert "还没有人看过" in page


def test_a_wrong_secret_opens_nothing_and_says_so(cast: Cast, client: Client) -> None:
    given = bring()

    answer = client.post("/receipt/", {"number": given.number, "secret": "AAAA-AAAA-AAAA-AAAA"})

    assert answer.status_code in (403, 404, 422)
    assert given.number in answer.content.decode()
    assert client.get(f"/follow/{given.number}/").status_code == 404


def test_receipts_are_put_away_on_a_shared_device(cast: Cast, client: Client) -> None:
    given = bring()
    open_receipt(client, given)

    client.post("/receipt/away/")

    assert client.get(f"/follow/{given.number}/").status_code == 404


def test_words_added_reach_the_ledger_once_they_are_the_residents(cast: Cast, client: Client) -> None:
    given, other = bring(), bring_public()
    open_receipt(client, given)

    assert client.post(f"/follow/{given.number}/add/", {"words": "昨晚又灭了"}).status_code == 302
    empty = client.post(f"/follow/{given.number}/add/", {"words": " "})
    strange = client.post(f"/follow/{other.number}/add/", {"words": "不是我的"})

    assert empty.status_code == 422
    assert strange.status_code in (403, 404)
    assert "matter.words_added" in [entry.verb for entry in entries(f"matter:{given.matter_id}")]
    assert "matter.words_added" not in [entry.verb for entry in entries(f"matter:{other.matter_id}")]


def test_a_resident_rates_what_was_done(cast: Cast, client: Client) -> None:
    given = bring()
    to_archived(cast, given)
    open_receipt(client, given)
    page = client.get(f"/follow/{given.number}/").content.decode()
    assert "已换灯" in page

    answer = client.post(
        f"/follow/{given.number}/rate/", {"solved": "no", "satisfied": "2", "words": "又坏了"}
    )

    assert answer.status_code == 302
    kept = Rating.objects.get(matter_id=given.matter_id, by_resident=True)
    assert (kept.solved, kept.satisfied) == (False, 2)


def test_a_move_that_is_not_the_residents_is_refused(cast: Cast, client: Client) -> None:
    given = bring()
    open_receipt(client, given)

    assert client.post(f"/follow/{given.number}/triage/", {}).status_code == 403
    assert matter_of(given).status == "received"


def test_a_form_seen_before_the_last_step_says_that_things_moved_on(cast: Cast, client: Client) -> None:
    given = bring()
    open_receipt(client, given)

    answer = client.post(f"/follow/{given.number}/withdraw/", {"expect": "7"})

    assert answer.status_code == 422
    assert "已经走了下一步" in answer.content.decode()


def test_staff_read_the_resident_site_as_the_public_does(cast: Cast, client: Client) -> None:
    given = bring()
    client.post("/login/", {"username": "clerk", "password": PASSWORD})

    assert client.get(f"/follow/{given.number}/").status_code == 404


def test_only_public_matters_are_listed_and_joined(cast: Cast, client: Client) -> None:
    shown, hidden = bring_public(title="大家都能看的路灯"), bring(title="不公开的事")

    page = client.get("/matters/").content.decode()
    joined = client.post(f"/matters/{shown.number}/join/", {"contact": "13800000009"})

    assert "大家都能看的路灯" in page
    assert "不公开的事" not in page
    assert client.get(f"/matters/{shown.number}/").status_code == 200
    assert client.get(f"/matters/{hidden.number}/").status_code == 404
    assert client.post(f"/matters/{hidden.number}/join/").status_code == 404
    assert joined.status_code == 200
    assert "data-secret" in joined.content.decode()
    assert Follower.objects.filter(matter_id=shown.matter_id).count() == 1


def test_the_map_of_public_matters_holds_no_other(cast: Cast, client: Client) -> None:
    bring_public(lon=114.49, lat=36.61)
    bring(lon=114.49, lat=36.61)

    found = client.get("/matters.geojson").json()

    assert len(found["features"]) == 1


@pytest.mark.parametrize("address", ["/", "/figures/", "/about/", "/receipt/", "/matters/?state=open&q=路灯"])
def test_open_pages_need_nothing(cast: Cast, client: Client, address: str) -> None:
    assert client.get(address).status_code == 200
    client.cookies["django_language"] = "en"
    assert client.get(address).status_code == 200


def test_a_filter_that_cannot_be_meant_is_answered_in_a_sentence(cast: Cast, client: Client) -> None:
    answer = client.get("/matters/", {"state": "nonsense"})

    assert answer.status_code == 422
    assert "nonsense" in answer.content.decode()


def test_the_state_chart_is_served_as_svg(client: Client) -> None:
    answer = client.get("/procedures/grid/service_order.svg")

    assert answer.headers["Content-Type"] == "image/svg+xml"
    assert client.get("/procedures/grid/nothing.svg").status_code == 404


def test_nothing_about_persons_is_counted_in_the_open_figures(cast: Cast, client: Client) -> None:
    bring()

    page = client.get("/figures/").content.decode()

    assert "张三" not in page
    assert Matter.objects.count() == 1
