"""Reads of notices: whose they are follows from the actor's account, unit, or receipts."""

from typing import Any

from django.apps import apps
from django.db.models import Q, QuerySet

from gongzhi.core.access.queries import matters_for
from gongzhi.core.notify.models import Endpoint, Notice, OutgoingState, Preference, WebhookCall
from gongzhi.core.notify.models.notice import Channel
from gongzhi.kernel.actor import Actor, ActorKind


def inbox(actor: Actor) -> QuerySet[Notice]:
    """Return the in-app notices of the actor, newest first; nothing for the public."""
    return _in_app(actor).order_by("-id")


def unread(actor: Actor) -> int:
    """Return how many notices the actor has not read; one scan of a partial index."""
    return _in_app(actor).filter(read_at__isnull=True).count()


def of_matter(matter_id: int) -> QuerySet[Notice]:
    """Return every notice about a matter, for a page whose reader may see the matter."""
    return Notice.objects.filter(matter_id=matter_id).order_by("id")


def matter_number(actor: Actor, matter_id: int) -> str:
    """Return the number of a matter that the actor may see, "" when it is out of reach."""
    # Matters lie above notices, so their model is asked for by name and the one filter of rights decides.
    matters: QuerySet[Any] = apps.get_model("matters", "Matter")._default_manager.filter(pk=matter_id)
    return str(matters_for(actor, matters).values_list("number", flat=True).first() or "")


def parked() -> QuerySet[Notice]:
    """Return notices that could not be sent and wait for a person, newest first."""
    return Notice.objects.filter(state=OutgoingState.PARKED).order_by("-id")


def parked_calls() -> QuerySet[WebhookCall]:
    """Return webhook calls that could not be made and wait for a person, newest first."""
    return WebhookCall.objects.filter(state=OutgoingState.PARKED).order_by("-id")


def endpoints() -> list[Endpoint]:
    """Return all endpoints by name."""
    return list(Endpoint.objects.order_by("name", "id"))


def calls_of(endpoint_id: int) -> QuerySet[WebhookCall]:
    """Return the calls to an endpoint, newest first."""
    return WebhookCall.objects.filter(endpoint_id=endpoint_id).order_by("-id")


def is_wanted(account_id: int, channel: Channel) -> bool:
    """Whether an account wants a channel; it does until it says otherwise."""
    said = Preference.objects.filter(account_id=account_id, channel=channel).values_list(
        "is_wanted", flat=True
    )
    return said.first() is not False


def _in_app(actor: Actor) -> QuerySet[Notice]:
    notices = Notice.objects.filter(channel=Channel.IN_APP)
    if actor.kind is ActorKind.RESIDENT:
        # A matter may have residents who must not read each other's notices: the sides of a dispute.
        mine = Q(recipient_kind="resident", recipient_id=actor.resident_id)
        return notices.filter(mine, matter_id__in=actor.matter_ids)
    if actor.kind is not ActorKind.STAFF:
        return notices.none()
    own = Q(recipient_kind="account", recipient_id=actor.account_id)
    if actor.unit_id is not None:
        own |= Q(recipient_kind="unit", recipient_id=actor.unit_id)
    return notices.filter(own)
