"""What every row of an outbox has: where it stands, when to try next, and who holds it."""

from django.db import models


class OutgoingState(models.TextChoices):
    """Where a row of an outbox stands."""

    WAITING = "waiting", "待发送"
    SENT = "sent", "已发送"
    PARKED = "parked", "多次失败，已搁置"
    SKIPPED = "skipped", "没有可用的联系方式"


class Outgoing(models.Model):
    """A row is claimed by setting `leased_until`; a worker that dies loses its lease and another one tries.

    The row's own id is the idempotency key that a gateway gets, so a try after a crash is no second message.
    """

    state = models.CharField(max_length=10, choices=OutgoingState.choices, default=OutgoingState.WAITING)
    attempts = models.SmallIntegerField(default=0)
    next_at = models.DateTimeField()
    leased_until = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=300, blank=True)
    made_at = models.DateTimeField()

    class Meta:
        abstract = True
        app_label = "notify"
