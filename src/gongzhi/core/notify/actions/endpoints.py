"""Keeps the endpoints of webhooks and what an account prefers."""

import base64
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from secrets import token_bytes

from django.conf import settings
from django.db import transaction

from gongzhi.core.identity import sealing
from gongzhi.core.identity.rules.verbs import require_role
from gongzhi.core.ledger.actions import record
from gongzhi.core.notify.models import Endpoint, Notice, Preference, WebhookCall
from gongzhi.core.notify.models.notice import Channel
from gongzhi.core.notify.rules.events import EVENTS
from gongzhi.core.notify.rules.outside import checked_url
from gongzhi.kernel.actor import Actor
from gongzhi.kernel.errors import InvalidInput, NotFound

_STREAM = "settings"


@dataclass(frozen=True, slots=True)
class NewEndpoint:
    """An endpoint with its secret, which is shown this once."""

    endpoint: Endpoint
    secret: str


@transaction.atomic(durable=True)
def add_endpoint(*, actor: Actor, name: str, url: str, events: Iterable[str], at: datetime) -> NewEndpoint:
    """Add an endpoint and give its secret once; no events named means all of them."""
    require_role(actor, "notify.webhooks")
    wanted = sorted(set(events))
    if not name.strip() or len(name) > 80:
        raise InvalidInput(field="name", why="请给推送地址起一个 80 字以内的名字，例如对方系统的名称。")
    if unknown := [one for one in wanted if one not in EVENTS]:
        raise InvalidInput(field="events", why="没有叫「%(name)s」的事件。", name=unknown[0])
    address = checked_url(url, may_be_private=settings.WEBHOOKS_MAY_BE_PRIVATE)
    secret = _new_secret()
    made = Endpoint.objects.create(
        name=name.strip(), url=address, secret_sealed=sealing.seal(secret), events=wanted, made_at=at
    )
    said = {"endpoint": made.pk, "name": made.name, "url": made.url, "events": wanted}
    record(stream=_STREAM, verb="webhook.added", actor=actor, at=at, data=said)
    return NewEndpoint(made, secret)


@transaction.atomic(durable=True)
def renew_secret(*, actor: Actor, endpoint_id: int, at: datetime) -> NewEndpoint:
    """Give an endpoint a new secret; the old one signs nothing from now on."""
    endpoint = _locked(actor, endpoint_id)
    secret = _new_secret()
    endpoint.secret_sealed = sealing.seal(secret)
    endpoint.save(update_fields=["secret_sealed"])
    record(stream=_STREAM, verb="webhook.secret_renewed", actor=actor, at=at, data={"endpoint": endpoint.pk})
    return NewEndpoint(endpoint, secret)


@transaction.atomic(durable=True)
def switch_endpoint(*, actor: Actor, endpoint_id: int, is_active: bool, at: datetime) -> Endpoint:
    """Switch an endpoint on or off; while it is off nothing is queued for it."""
    endpoint = _locked(actor, endpoint_id)
    endpoint.is_active = is_active
    endpoint.save(update_fields=["is_active"])
    verb = "webhook.switched_on" if is_active else "webhook.switched_off"
    record(
        stream=_STREAM, verb=verb, actor=actor, at=at, data={"endpoint": endpoint.pk, "name": endpoint.name}
    )
    return endpoint


@transaction.atomic(durable=True)
def retry_parked(*, actor: Actor, at: datetime) -> int:
    """Queue everything that was parked once more; return how many rows."""
    require_role(actor, "notify.webhooks")
    again = {"state": "waiting", "attempts": 0, "next_at": at, "error": ""}
    total = Notice.objects.filter(state="parked").update(**again)
    total += WebhookCall.objects.filter(state="parked").update(**again)
    if total:
        record(stream=_STREAM, verb="notices.retried", actor=actor, at=at, data={"rows": total})
    return total


def prefer(*, actor: Actor, channel: str, is_wanted: bool) -> None:
    """Keep whether the actor's account wants a channel besides the in-app one; statutory notices do not ask."""
    require_role(actor, "notify.inbox")
    if actor.account_id is None or channel != Channel.EMAIL:
        raise NotFound
    Preference.objects.update_or_create(
        account_id=actor.account_id, channel=channel, defaults={"is_wanted": is_wanted}
    )


def _locked(actor: Actor, endpoint_id: int) -> Endpoint:
    require_role(actor, "notify.webhooks")
    endpoint = Endpoint.objects.select_for_update().filter(pk=endpoint_id).first()
    if endpoint is None:
        raise NotFound
    return endpoint


def _new_secret() -> str:
    """Return a secret in the form of Standard Webhooks: 32 random bytes in base64 after `whsec_`."""
    return "whsec_" + base64.b64encode(token_bytes(32)).decode()
