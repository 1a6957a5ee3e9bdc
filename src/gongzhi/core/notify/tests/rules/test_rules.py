"""Waiting between tries, contacts, and which addresses may be called."""

from datetime import timedelta

import pytest

from gongzhi.core.identity.testing import at
from gongzhi.core.notify.rules import backoff, events, outside
from gongzhi.core.notify.rules.addresses import reachable_by
from gongzhi.kernel.errors import InvalidInput

NOW = at("2026-03-02 09:00")


def test_tries_come_quickly_at_first_and_end_after_two_days() -> None:
    waits = []
    n = 1
    while (again := backoff.next_try(n, NOW)) is not None:
        waits.append(again - NOW)
        n += 1

    assert waits[0] == timedelta(seconds=5)
    assert waits[-1] == timedelta(hours=24)
    assert waits == sorted(waits)
    assert sum(waits, timedelta()) < timedelta(days=3)


@pytest.mark.parametrize(
    ("contact", "expected"),
    [
        ("13800138000", ("sms", "13800138000")),
        ("138-0013-8000", ("sms", "13800138000")),
        ("+86 138 0013 8000", ("sms", "13800138000")),
        ("１３８００１３８０００", ("sms", "13800138000")),
        ("li@example.cn", ("email", "li@example.cn")),
        ("0310-5551234", None),
        ("0310-5551234, 13800138000", ("sms", "13800138000")),
        ("li@example.cn;13800138000", ("sms", "13800138000")),
        ("23800138000", None),
        ("微信 abc", None),
        ("", None),
    ],
)
def test_what_a_contact_is(contact: str, expected: tuple[str, str] | None) -> None:
    assert reachable_by(contact) == expected


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("8.8.8.8", True),
        ("2400:3200::1", True),
        ("127.0.0.1", False),
        ("10.1.2.3", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),
        ("224.0.0.1", False),
        ("255.255.255.255", False),
        ("::1", False),
        ("::", False),
        ("fe80::1%eth0", False),
        ("fd00::1", False),
        ("::ffff:10.0.0.1", False),
        ("::ffff:8.8.8.8", True),
        ("2002:7f00:1::", False),
        ("no address", False),
    ],
)
def test_only_public_addresses_may_be_called(address: str, expected: bool) -> None:
    assert outside.is_public(address) is expected


@pytest.mark.parametrize(
    "url",
    [
        "http://example.com/hook",
        "ftp://example.com",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "https://",
        "https://user:secret@example.com/",
        "https://example.com:99999/",
        "https://[::1/",
        "https://example.com/" + "x" * 500,
        "",
    ],
)
def test_an_address_that_no_webhook_may_have_is_refused(url: str) -> None:
    with pytest.raises(InvalidInput):
        outside.checked_url(url, may_be_private=False)


def test_plain_http_is_for_private_networks_that_the_settings_allow() -> None:
    assert outside.checked_url(" http://10.0.0.5/hook ", may_be_private=True) == "http://10.0.0.5/hook"
    assert outside.checked_url("https://例子.cn/推送", may_be_private=False) == "https://例子.cn/推送"


def test_a_system_makes_its_own_events_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events, "EVENTS", {})

    events.register("dispute.settled", "达成调解协议", "A dispute was settled")

    assert events.EVENTS == {"dispute.settled": ("达成调解协议", "A dispute was settled")}
