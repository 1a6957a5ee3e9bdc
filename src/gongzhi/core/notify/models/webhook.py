"""Where another system wants to be told, and each call to it."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from gongzhi.core.notify.models.outgoing import Outgoing


class Endpoint(models.Model):
    """An address that gets signed events; no events named means all of them. The secret is kept sealed."""

    name = models.CharField(max_length=80)
    url = models.CharField(max_length=500)
    secret_sealed = models.BinaryField()
    events = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    is_active = models.BooleanField(default=True)
    made_at = models.DateTimeField()

    class Meta:
        app_label = "notify"

    def __str__(self) -> str:
        """Return the name."""
        return self.name


class WebhookCall(Outgoing):
    """One event for one endpoint; `event_key` makes sure that an endpoint is told once."""

    endpoint_id = models.BigIntegerField()
    event = models.CharField(max_length=60)
    event_key = models.CharField(max_length=160)
    payload = models.JSONField()
    status_code = models.SmallIntegerField(null=True, blank=True)

    class Meta(Outgoing.Meta):
        abstract = False
        constraints = [models.UniqueConstraint(fields=["endpoint_id", "event_key"], name="webhook_call_once")]
        indexes = [
            models.Index(fields=["next_at"], name="webhook_to_send", condition=Q(state="waiting")),
            models.Index(fields=["endpoint_id", "-id"], name="webhook_endpoint"),
        ]
