"""Webhooks: where another system wants to be told, kept by the system administrator's token."""

from typing import cast

from django.http import HttpResponse

from gongzhi.core.identity.rules.verbs import require_role
from gongzhi.core.matters.api.callers import STAFF
from gongzhi.core.matters.api.fields import Field
from gongzhi.core.matters.api.operations import Call, operation
from gongzhi.core.matters.api.wire import answer
from gongzhi.core.notify import actions, queries
from gongzhi.core.notify.models import Endpoint
from gongzhi.core.notify.rules.events import EVENTS

SCOPE = "webhooks:manage"
NEW = (
    Field("name", "text", "对方系统的名称。", "Name of the other system.", required=True, most=80),
    Field("url", "text", "以 https:// 开头的公网地址。", "A public address that begins with https://.", required=True, most=500),
    Field("events", "texts", "要哪些事件；空着就是全部。", "Which events; all when empty."),
)  # fmt: skip
SWITCH = (Field("is_active", "flag", "启用或停用。", "On or off.", required=True),)


def some(call: Call) -> HttpResponse:
    """Return the endpoints and the events there are."""
    require_role(call.actor, "notify.webhooks")
    return answer({"webhooks": [_shape(one) for one in queries.endpoints()], "events": sorted(EVENTS)})


def add(call: Call) -> HttpResponse:
    """Add an endpoint and show its secret once."""
    made = actions.add_endpoint(
        actor=call.actor,
        name=call.text("name"),
        url=call.text("url"),
        events=cast(list[str], call.body.get("events", [])),
        at=call.at,
    )
    return answer({"webhook": _shape(made.endpoint), "secret": made.secret}, 201)


def switch(call: Call) -> HttpResponse:
    """Switch an endpoint on or off."""
    found = actions.switch_endpoint(
        actor=call.actor,
        endpoint_id=int(call.path["webhook_id"]),
        is_active=call.body["is_active"] is True,
        at=call.at,
    )
    return answer(_shape(found))


def renew(call: Call) -> HttpResponse:
    """Give an endpoint a new secret and show it once."""
    made = actions.renew_secret(actor=call.actor, endpoint_id=int(call.path["webhook_id"]), at=call.at)
    return answer({"webhook": _shape(made.endpoint), "secret": made.secret})


def _shape(one: Endpoint) -> dict[str, object]:
    return {
        "id": one.pk,
        "name": one.name,
        "url": one.url,
        "events": one.events,
        "is_active": one.is_active,
        "made_at": one.made_at,
    }


OPERATIONS = (
    operation("list_webhooks", "GET webhooks", "推送地址", "Webhooks", some, gives="Webhooks", group="webhooks", who=STAFF, scope=SCOPE),
    operation("add_webhook", "POST webhooks", "添加推送地址", "Add a webhook", add, gives="NewWebhook", group="webhooks", status=201, who=STAFF, scope=SCOPE, body=NEW),
    operation("switch_webhook", "PATCH webhooks/<id:webhook_id>", "启用或停用", "Switch a webhook", switch, gives="Webhook", group="webhooks", who=STAFF, scope=SCOPE, body=SWITCH),
    operation("renew_webhook", "POST webhooks/<id:webhook_id>/secret", "更换密钥", "Renew a webhook's secret", renew, gives="NewWebhook", group="webhooks", who=STAFF, scope=SCOPE),
)  # fmt: skip
