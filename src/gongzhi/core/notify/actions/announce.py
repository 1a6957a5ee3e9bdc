"""Queues events for webhooks in the transaction of the act that they tell of; never with personal data."""

from collections.abc import Mapping
from datetime import datetime

from gongzhi.core.notify.models import Endpoint, WebhookCall


def announce(event: str, *, data: Mapping[str, object], at: datetime, key: str) -> int:
    """Queue an event for every endpoint that wants it; return for how many.

    `key` makes an event that is announced again, say after a retry, no second call. `data` must hold no names,
    contacts or words of residents: a number, a state, a moment.
    """
    payload = {"type": event, "timestamp": at.isoformat(), "data": dict(data)}
    rows = [
        WebhookCall(endpoint_id=one.pk, event=event, event_key=key, payload=payload, made_at=at, next_at=at)
        for one in Endpoint.objects.filter(is_active=True)
        if not one.events or event in one.events
    ]
    if rows:
        WebhookCall.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)
