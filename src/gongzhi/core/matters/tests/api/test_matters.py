import pytest
from django.test import Client

from gongzhi.core.identity.testing import Cast
from gongzhi.core.matters.tests.api.shared import bearer, code, get, holder, send
from gongzhi.core.matters.tests.shared import bring, bring_public, matter_of, to_archived, to_handling

PARTS = ("", "/story", "/clocks", "/moves")


def test_staff_resident_and_public_read_the_same_matter_each_as_far_as_they_may(
    client: Client, cast: Cast
) -> None:
    given = bring_public()
    other = bring()

    staff = get(client, f"matters/{given.number}", **bearer(cast, "clerk")).json()
    own = get(client, f"matters/{given.number}", **holder(given)).json()
    public = get(client, f"matters/{given.number}").json()

    assert staff["resident"] == {"name": "张*", "contact": "138****0001"}
    assert own["resident"] is None
    assert public["resident"] is None
    assert public["text"] == own["text"] == staff["text"]
    assert get(client, f"matters/{other.number}").status_code == 404


def test_nothing_leaks_to_the_neighbour_by_any_way(client: Client, cast: Cast) -> None:
    given = bring()
    to_handling(cast, given)
    other = bring(text="另一件事，在别处。")

    for who in ("neighbour", "other_handler", "system_admin"):
        headers = bearer(cast, who)
        for part in PARTS:
            assert get(client, f"matters/{given.number}{part}", **headers).status_code == 404, (who, part)
        move = send(client, f"matters/{given.number}/moves/answer", {"fields": {"answer": "x"}}, **headers)
        words = send(client, f"matters/{given.number}/words", {"words": "x"}, **headers)
        assert (move.status_code, words.status_code) == (404, 404)
        assert get(client, "matters?state=all", **headers).json()["matters"] == []
        assert get(client, f"matters?q={given.number}&state=all", **headers).json()["matters"] == []
        assert get(client, "matters.geojson?state=all", **headers).json()["features"] == []
    for part in PARTS:
        assert get(client, f"matters/{given.number}{part}", **holder(other)).status_code == 404


def test_who_is_complained_about_reads_nothing(client: Client, cast: Cast) -> None:
    given = bring(complained_units=(cast.unit("complained"),))

    for who in ("complained", "complained_below"):
        assert get(client, f"matters/{given.number}", **bearer(cast, who)).status_code == 404


def test_lists_are_filtered_and_paged_by_cursor(client: Client, cast: Cast) -> None:
    numbers = {bring(text=f"路灯第 {n} 盏不亮了。").number for n in range(5)}
    headers = bearer(cast, "clerk")

    first = get(client, "matters?size=3&sort=newest", **headers).json()
    second = get(client, f"matters?size=3&sort=newest&cursor={first['next']}", **headers).json()

    assert {one["number"] for one in first["matters"] + second["matters"]} == numbers
    assert second["next"] is None
    assert (
        get(client, f"matters?size=3&sort=newest&cursor={second['previous']}", **headers).json()["matters"]
        == first["matters"]
    )
    assert get(client, "matters?since=2026-03-03", **headers).json()["matters"] == []
    assert get(client, "matters?stage=handling", **headers).json()["matters"] == []


@pytest.mark.parametrize(
    "query",
    [
        "state=maybe",
        "size=0",
        "size=x",
        "since=9999-12-31",
        "until=yesterday",
        "cursor=nonsense",
        "bbox=1,2,3",
        "unit=-1",
        "category=a'b",
    ],
)
def test_a_wrong_filter_is_refused_with_a_sentence(client: Client, cast: Cast, query: str) -> None:
    route = "matters.geojson" if "bbox" in query else "matters"
    answer = get(client, f"{route}?{query}", **bearer(cast, "clerk"))

    assert answer.status_code == 422
    assert answer.json()["error"]["message"].endswith("。")


def test_the_public_lists_public_matters_and_cannot_ask_about_inner_work(client: Client, cast: Cast) -> None:
    shown = bring_public()
    bring()

    listed = get(client, "matters").json()["matters"]

    assert [one["number"] for one in listed] == [shown.number]
    assert get(client, f"matters?unit={cast.unit('district')}").json()["matters"] == listed
    assert get(client, "matters", **bearer(cast)).status_code == 403


def test_every_clock_says_how_its_end_was_counted(client: Client, cast: Cast) -> None:
    given = bring()

    clocks = get(client, f"matters/{given.number}/clocks", **holder(given)).json()["clocks"]

    assert clocks[0]["name"] == "intake"
    assert clocks[0]["due_at"]
    assert clocks[0]["law"]
    assert clocks[0]["steps"]
    assert clocks[0]["unconfirmed"] is True


def test_moves_are_offered_and_made_and_never_on_a_stale_state(client: Client, cast: Cast) -> None:
    given = bring()
    to_handling(cast, given)
    headers = bearer(cast, "handler")

    offered = get(client, f"matters/{given.number}/moves", **headers).json()
    answer = {"fields": {"answer": "已换灯。"}, "expect": offered["expect"]}
    made = send(client, f"matters/{given.number}/moves/answer", answer, **headers)
    again = send(client, f"matters/{given.number}/moves/answer", answer, **headers)

    assert "answer" in [one["name"] for one in offered["moves"] if one["open"]]
    assert made.status_code == 200
    assert made.json()["status"] == "to_check"
    assert made.json()["expect"] == offered["expect"] + 1
    assert (again.status_code, code(again)) == (409, "conflict")
    assert send(client, f"matters/{given.number}/moves/nothing", {}, **headers).status_code == 404
    assert (
        send(client, f"matters/{given.number}/moves/answer", {"proceeding": 1}, **headers).status_code == 404
    )


def test_a_resident_rates_and_reopens_by_the_receipt(client: Client, cast: Cast) -> None:
    given = bring()
    to_archived(cast, given)
    offered = {
        one["name"]: one
        for one in get(client, f"matters/{given.number}/moves", **holder(given)).json()["moves"]
    }

    assert {"rate", "reopen"} & set(offered)
    assert get(client, f"matters/{given.number}/moves").status_code == 401


def test_words_are_added_once_under_one_key(client: Client, cast: Cast) -> None:
    given = bring()
    key = {"HTTP_IDEMPOTENCY_KEY": "7c1f0a52-5d5e-4b1c-9a55-0b9f0f8e2d11"}

    answers = [
        send(client, f"matters/{given.number}/words", {"words": "今天又灭了。"}, **holder(given), **key)
        for _ in range(2)
    ]

    assert [one.status_code for one in answers] == [201, 200]
    story = get(client, f"matters/{given.number}/story", **holder(given)).json()["story"]
    assert sum("今天又灭了" in item["text"] for item in story) == 1
    assert send(client, f"matters/{given.number}/words", {"words": "x"}).status_code == 401


def test_a_token_does_only_what_it_was_issued_for(client: Client, cast: Cast) -> None:
    given = bring()
    reads = bearer(cast, "clerk", "matters:read")

    assert get(client, f"matters/{given.number}", **reads).status_code == 200
    assert code(send(client, f"matters/{given.number}/moves/triage", {}, **reads)) == "api.scope_missing"
    assert code(send(client, "matters", {"text": "x"}, **reads)) == "api.scope_missing"
    assert code(get(client, "webhooks", **reads)) == "api.scope_missing"


def test_following_a_public_matter_gives_a_receipt_of_ones_own(client: Client, cast: Cast) -> None:
    given = bring_public()

    joined = send(client, f"matters/{given.number}/join", {"contact": "13900000002"})

    assert joined.status_code == 201
    assert joined.json()["secret"] != given.secret
    assert send(client, f"matters/{bring().number}/join", {}).status_code == 404
    assert matter_of(given).resident_id is not None
