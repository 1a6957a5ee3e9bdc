"""One running (or ended) instance of a term."""

from django.db import models
from django.db.models import Q


class ClockState(models.TextChoices):
    """Where a clock stands; whether it is late follows from `due_at` and is never stored as a state."""

    RUNNING = "running", "计时中"
    PAUSED = "paused", "已暂停"
    MET = "met", "已按时完成"
    MET_LATE = "met_late", "已完成，超期"
    CANCELLED = "cancelled", "不再计时"


class Clock(models.Model):
    """A term that began to run: facts in `events`, the due day as a cache.

    `due_at` is exclusive: an act at or after it is late. `due_on` is the last day for terms counted in days.
    `task_id` is set where the clock belongs to a helper's task and not to the proceeding's own course.
    """

    matter_id = models.BigIntegerField()
    proceeding_id = models.BigIntegerField()
    task_id = models.BigIntegerField(null=True, blank=True)
    procedure = models.CharField(max_length=60)
    version = models.CharField(max_length=30)
    term = models.CharField(max_length=60)
    n = models.SmallIntegerField(default=1)
    party = models.CharField(max_length=12)
    unit_id = models.BigIntegerField(null=True, blank=True)
    started_at = models.DateTimeField()
    events = models.JSONField(default=list)
    flags = models.JSONField(default=list)
    limit = models.JSONField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=ClockState.choices, default=ClockState.RUNNING)
    due_on = models.DateField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    warned_at = models.DateTimeField(null=True, blank=True)
    breached_at = models.DateTimeField(null=True, blank=True)
    is_provisional = models.BooleanField(db_default=False)
    """The due day lies in a year whose days of rest are not published yet; an import computes it again."""

    class Meta:
        app_label = "clocks"
        constraints = [
            models.UniqueConstraint(
                fields=["proceeding_id", "term", "n", "task_id"], nulls_distinct=False, name="clock_once"
            ),
            models.CheckConstraint(
                condition=~Q(state="running") | Q(due_at__isnull=False), name="running_clock_has_due"
            ),
        ]
        indexes = [
            models.Index(fields=["matter_id"], name="clock_matter"),
            models.Index(
                fields=["due_at"],
                name="clock_to_breach",
                condition=Q(state="running", breached_at__isnull=True),
            ),
            models.Index(
                fields=["due_at"], name="clock_to_warn", condition=Q(state="running", warned_at__isnull=True)
            ),
            models.Index(fields=["unit_id", "due_at"], name="clock_unit_due", condition=Q(state="running")),
            models.Index(fields=["proceeding_id"], name="clock_proceeding"),
        ]

    def __str__(self) -> str:
        """Return the term and its state."""
        return f"{self.procedure}.{self.term}#{self.n} {self.state}"
