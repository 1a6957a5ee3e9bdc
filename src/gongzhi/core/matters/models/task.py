"""A piece of work given to a unit: one lead, any number of helpers, each with a clock of its own."""

from django.db import models
from django.db.models import Q


class TaskRole(models.TextChoices):
    """Who leads and who helps."""

    LEAD = "lead", "主办"
    HELPER = "helper", "协办"


class TaskState(models.TextChoices):
    """Where a task stands; it ends answered, returned, excused or withdrawn."""

    SENT = "sent", "待签收"
    SIGNED = "signed", "已签收"
    ANSWERED = "answered", "已答复"
    RETURNED = "returned", "已退回"
    EXCUSED = "excused", "已免办"
    WITHDRAWN = "withdrawn", "已收回"


OPEN_STATES = (TaskState.SENT, TaskState.SIGNED)


class Task(models.Model):
    """What is asked of one unit in one matter. A return carries a reason; the second goes to the arbiter."""

    matter_id = models.BigIntegerField(db_index=True)
    proceeding_id = models.BigIntegerField()
    unit_id = models.BigIntegerField()
    role = models.CharField(max_length=8, choices=TaskRole.choices)
    ask = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=TaskState.choices, default=TaskState.SENT)
    account_id = models.BigIntegerField(null=True, blank=True)
    sent_at = models.DateTimeField()
    signed_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    answer = models.TextField(blank=True)
    reason = models.TextField(blank=True)
    due_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        app_label = "matters"
        constraints = [
            models.UniqueConstraint(
                fields=["proceeding_id"],
                condition=Q(role="lead", state__in=["sent", "signed"]),
                name="one_open_lead_task",
            ),
            models.UniqueConstraint(
                fields=["proceeding_id", "unit_id"],
                condition=Q(state__in=["sent", "signed"]),
                name="one_open_task_per_unit",
            ),
        ]
        indexes = [
            models.Index(
                fields=["unit_id", "due_at", "id"],
                name="task_open_unit",
                condition=Q(state__in=["sent", "signed"]),
            ),
            models.Index(fields=["unit_id", "matter_id"], name="task_unit_matter"),
        ]

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to act on it."""
        return self.state in OPEN_STATES
