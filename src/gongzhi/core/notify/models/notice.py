"""A notice to one recipient through one channel, and what an account prefers."""

from django.db import models
from django.db.models import Q

from gongzhi.core.notify.models.outgoing import Outgoing


class Channel(models.TextChoices):
    """By which way a notice goes."""

    IN_APP = "in_app", "站内"
    EMAIL = "email", "电子邮件"
    SMS = "sms", "短信"
    CONTACT = "contact", "预留的联系方式"
    """A resident's own contact: whether telephone or e-mail shows only when it is unsealed to send."""


class RecipientKind(models.TextChoices):
    """Whom a notice is for."""

    RESIDENT = "resident", "居民"
    UNIT = "unit", "单位"
    ACCOUNT = "account", "工作人员"


class Notice(Outgoing):
    """One row per key, recipient and channel: the unique key makes sure that nothing is said twice."""

    key = models.CharField(max_length=160)
    matter_id = models.BigIntegerField(null=True, blank=True)
    recipient_kind = models.CharField(max_length=10, choices=RecipientKind.choices)
    recipient_id = models.BigIntegerField()
    channel = models.CharField(max_length=10, choices=Channel.choices)
    subject = models.CharField(max_length=200)
    body = models.TextField()
    statutory = models.BooleanField(default=False)
    made_by = models.CharField(max_length=120, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)
    read_by = models.CharField(max_length=120, blank=True)
    via = models.CharField(max_length=10, choices=Channel.choices, blank=True)
    """Through which channel it was sent in the end."""
    reference = models.CharField(max_length=120, blank=True)
    """What the gateway called the message."""

    class Meta(Outgoing.Meta):
        abstract = False
        constraints = [
            models.UniqueConstraint(
                fields=["key", "recipient_kind", "recipient_id", "channel"], name="notice_once"
            )
        ]
        indexes = [
            models.Index(fields=["next_at"], name="notice_to_send", condition=Q(state="waiting")),
            models.Index(fields=["-id"], name="notice_parked", condition=Q(state="parked")),
            models.Index(
                fields=["recipient_kind", "recipient_id", "-id"],
                name="notice_inbox",
                condition=Q(channel="in_app"),
            ),
            models.Index(
                fields=["recipient_kind", "recipient_id"],
                name="notice_unread",
                condition=Q(channel="in_app", read_at__isnull=True),
            ),
            models.Index(
                fields=["matter_id", "id"], name="notice_matter", condition=Q(matter_id__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        """Return the subject."""
        return self.subject


class Preference(models.Model):
    """Whether an account wants a channel besides the in-app one; statutory notices do not ask."""

    account_id = models.BigIntegerField()
    channel = models.CharField(max_length=10, choices=Channel.choices)
    is_wanted = models.BooleanField()

    class Meta:
        app_label = "notify"
        constraints = [models.UniqueConstraint(fields=["account_id", "channel"], name="preference_once")]
