"""Webhooks: signed, filtered, tried again, never into the inside network."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone
from pytest_django import Settings
from standardwebhooks.webhooks import Webhook

from gongzhi.core.identity.testing import Cast
from gongzhi.core.ledger import queries as ledger
from gongzhi.core.notify import actions, queries
from gongzhi.core.notify.actions.endpoints import NewEndpoint
from gongzhi.core.notify.models import Endpoint, WebhookCall
from gongzhi.core.notify.tests.shared import Receiver, receiver
from gongzhi.kernel.errors import InvalidInput, NotAllowed

pytestmark = pytest.mark.django_db(transaction=True)
NOW = datetime.now(UTC)


@pytest.fixture(autouse=True)
def _private(settings: Settings) -> None:
    settings.WEBHOOKS_MAY_BE_PRIVATE = True


@pytest.fixture
def other() -> Iterator[Receiver]:
    with receiver() as found:
        yield found


def add(cast: Cast, url: str, *events: str) -> NewEndpoint:
    return actions.add_endpoint(actor=cast.system_admin, name="对方", url=url, events=events, at=NOW)


def announce(event: str = "matter.submitted", key: str = "k1") -> int:
    return actions.announce(event, data={"number": "GZ-1"}, at=NOW, key=key)


def deliver(later: timedelta = timedelta()) -> int:
    return actions.deliver(10, now=lambda: timezone.now() + later)


def test_an_event_arrives_signed_so_that_the_receiver_can_prove_it(cast: Cast, other: Receiver) -> None:
    made = add(cast, other.url)
    announce()

    deliver()

    headers, body = other.got[0]
    told = Webhook(made.secret).verify(body, headers)
    assert told == {"type": "matter.submitted", "timestamp": NOW.isoformat(), "data": {"number": "GZ-1"}}
    row = WebhookCall.objects.get()
    assert (row.state, row.status_code) == ("sent", 204)
    assert deliver() == 0


def test_the_same_event_is_queued_once(cast: Cast, other: Receiver) -> None:
    add(cast, other.url)

    announce()
    announce()
    deliver()

    assert other.events == ["matter.submitted"]


def test_an_endpoint_gets_the_events_it_asked_for(cast: Cast, other: Receiver) -> None:
    add(cast, other.url, "clock.breached")

    assert announce("matter.submitted", "a") == 0
    assert announce("clock.breached", "b") == 1
    deliver()

    assert other.events == ["clock.breached"]


def test_a_failure_is_tried_again_under_the_same_id(cast: Cast) -> None:
    with receiver(500, 503, 200) as other:
        add(cast, other.url)
        announce()
        for later in (0, 60, 600):
            deliver(timedelta(seconds=later))

    ids = [headers["webhook-id"] for headers, _ in other.got]
    assert len(ids) == 3
    assert len(set(ids)) == 1
    assert WebhookCall.objects.get().state == "sent"


def test_a_redirect_is_not_followed(cast: Cast) -> None:
    with receiver(302) as other:
        add(cast, other.url)
        announce()
        deliver()

    row = WebhookCall.objects.get()
    assert (len(other.got), row.state, row.status_code) == (1, "waiting", 302)


def test_a_receiver_that_is_gone_is_parked_and_can_be_tried_again(cast: Cast) -> None:
    with receiver(410, 200) as other:
        add(cast, other.url)
        announce()
        deliver()
        assert [row.state for row in queries.parked_calls()] == ["parked"]

        assert actions.retry_parked(actor=cast.system_admin, at=NOW) == 1
        deliver()

    assert WebhookCall.objects.get().state == "sent"


def test_a_receiver_that_does_not_answer_is_noted(cast: Cast) -> None:
    add(cast, "http://127.0.0.1:1/hook")
    announce()

    deliver()

    row = WebhookCall.objects.get()
    assert (row.state, row.attempts) == ("waiting", 1)
    assert "没有连上" in row.error


def test_an_inside_address_is_never_called_without_the_setting(
    cast: Cast, other: Receiver, settings: Settings
) -> None:
    add(cast, other.url.replace("http:", "https:").replace("127.0.0.1", "localhost"))
    announce()
    settings.WEBHOOKS_MAY_BE_PRIVATE = False

    deliver()

    assert other.got == []
    assert "内部网络" in WebhookCall.objects.get().error


def test_an_endpoint_switched_off_gets_nothing(cast: Cast, other: Receiver) -> None:
    made = add(cast, other.url)
    announce(key="a")
    actions.switch_endpoint(actor=cast.system_admin, endpoint_id=made.endpoint.pk, is_active=False, at=NOW)

    assert announce(key="b") == 0
    deliver()

    assert other.got == []
    assert WebhookCall.objects.get().state == "skipped"


def test_a_new_secret_signs_from_now_on(cast: Cast, other: Receiver) -> None:
    first = add(cast, other.url)
    second = actions.renew_secret(actor=cast.system_admin, endpoint_id=first.endpoint.pk, at=NOW)
    announce()
    deliver()

    headers, body = other.got[0]
    assert first.secret != second.secret
    assert Webhook(second.secret).verify(body, headers)


def test_the_secret_is_kept_sealed_and_not_in_the_ledger(cast: Cast, other: Receiver) -> None:
    made = add(cast, other.url)

    assert made.secret.encode() not in bytes(Endpoint.objects.get().secret_sealed)
    assert made.secret not in str([entry.data for entry in ledger.entries("settings")])
    assert [entry.verb for entry in ledger.entries("settings")] == ["webhook.added"]


def test_only_the_system_administrator_keeps_endpoints(cast: Cast, other: Receiver) -> None:
    for actor in (cast.clerk, cast.neighbour, cast.leader, cast.audit_admin, cast.public):
        with pytest.raises(NotAllowed):
            actions.add_endpoint(actor=actor, name="x", url=other.url, events=[], at=NOW)
        with pytest.raises(NotAllowed):
            actions.retry_parked(actor=actor, at=NOW)


@pytest.mark.parametrize(("name", "events"), [("", []), ("x" * 81, []), ("x", ["no.such"])])
def test_a_wrong_endpoint_is_refused(cast: Cast, other: Receiver, name: str, events: list[str]) -> None:
    with pytest.raises(InvalidInput):
        actions.add_endpoint(actor=cast.system_admin, name=name, url=other.url, events=events, at=NOW)
