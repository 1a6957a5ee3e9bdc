"""Theme and language are kept in cookies that the next page reads; addresses elsewhere are not followed."""

import pytest
from django.test import Client


def test_a_theme_is_kept_and_drawn_by_the_server(client: Client) -> None:
    answer = client.post("/preferences/", {"theme": "dark", "next": "/style/"})

    assert answer.status_code == 302
    assert answer["Location"] == "/style/"
    assert 'data-theme="dark"' in client.get("/style/").content.decode()


def test_following_the_system_forgets_the_theme(client: Client) -> None:
    client.cookies["theme"] = "dark"

    client.post("/preferences/", {"theme": ""})

    assert client.cookies["theme"].value == ""


def test_a_language_is_kept(client: Client) -> None:
    client.post("/preferences/", {"language": "en"})

    assert '<html lang="en"' in client.get("/style/").content.decode()


@pytest.mark.parametrize(
    "sent", [{"theme": "pink"}, {"language": "xx"}, {}], ids=["theme", "language", "nothing"]
)
def test_unknown_values_change_nothing(client: Client, sent: dict[str, str]) -> None:
    client.post("/preferences/", sent)

    assert not client.cookies


@pytest.mark.parametrize("elsewhere", ["https://example.org/", "//example.org", "javascript:alert(1)"])
def test_the_way_back_stays_on_this_site(client: Client, elsewhere: str) -> None:
    assert client.post("/preferences/", {"next": elsewhere})["Location"] == "/"


def test_only_a_post_changes_them(client: Client) -> None:
    assert client.get("/preferences/").status_code == 405


def test_robots_may_read_public_pages_only(client: Client) -> None:
    text = client.get("/robots.txt").content.decode()

    assert "Disallow: /desk/" in text
    assert "Disallow: /\n" not in text
