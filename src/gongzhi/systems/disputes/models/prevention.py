"""Prevention tasks (诉源治理): work on a cause in an area, never on a person."""

from django.db import models
from django.db.models import Q

from gongzhi.systems.disputes.rules.causes import CAUSES

_CAUSES = [(name, titles[0]) for name, titles in CAUSES.items()]


class PreventionTask(models.Model):
    """What a unit is to do about a cause of disputes in an area, by when, and what came of it."""

    theme = models.CharField(max_length=120)
    cause = models.CharField(max_length=24, choices=_CAUSES, blank=True)
    area_code = models.CharField(max_length=15)
    ground = models.CharField(max_length=300, blank=True)
    """The figure it was made from, as it was read, suppressed where small."""
    measures = models.TextField()
    unit_id = models.BigIntegerField()
    by_unit_id = models.BigIntegerField(null=True, blank=True)
    by_name = models.CharField(max_length=120)
    made_at = models.DateTimeField()
    due_on = models.DateField()
    result = models.TextField(blank=True)
    reported_at = models.DateTimeField(null=True, blank=True)
    reported_by = models.CharField(max_length=120, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.CharField(max_length=120, blank=True)
    verdict = models.CharField(max_length=300, blank=True)

    class Meta:
        app_label = "disputes"
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | ~Q(verdict=""), name="closed_task_says_what_came"
            )
        ]
        indexes = [
            models.Index(fields=["due_on"], name="prevention_open", condition=Q(closed_at__isnull=True)),
            models.Index(fields=["area_code"], name="prevention_area"),
        ]

    def __str__(self) -> str:
        """Return the theme."""
        return self.theme
