"""One suggestion about one matter: what, by which model, why, how sure, and what a person then chose."""

from django.db import models
from django.db.models import Q


class Kind(models.TextChoices):
    """What is suggested."""

    CATEGORY = "category", "类别"
    URGENCY = "urgency", "紧急"
    UNIT = "unit", "主办单位"
    WAY = "way", "途径"


class Suggestion(models.Model):
    """Kept for good beside the choice; a newer model adds a row and never rewrites one.

    `value` is a category code, "urgent", a unit's id, or a way that a system's own sorting knows; `others` the next likely ones with their confidence.
    """

    matter_id = models.BigIntegerField()
    kind = models.CharField(max_length=12, choices=Kind.choices)
    model = models.CharField(max_length=60)
    version = models.CharField(max_length=60)
    value = models.CharField(max_length=80)
    confidence = models.FloatField()
    is_sure = models.BooleanField()
    reasons = models.JSONField(default=list)
    others = models.JSONField(default=list)
    made_at = models.DateTimeField()
    chosen = models.CharField(max_length=80, blank=True)
    chosen_by = models.CharField(max_length=120, blank=True)
    chosen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        app_label = "suggest"
        db_table = "suggestion"
        constraints = [
            models.UniqueConstraint(
                fields=["matter_id", "kind", "model", "version"], name="suggestion_once_a_version"
            ),
            models.CheckConstraint(
                condition=Q(confidence__gte=0, confidence__lte=1), name="suggestion_confidence_is_a_share"
            ),
        ]
        indexes = [
            models.Index(
                fields=["chosen_at", "kind"], name="suggestion_chosen", condition=Q(chosen_at__isnull=False)
            )
        ]

    def __str__(self) -> str:
        """Return kind and value."""
        return f"{self.kind}:{self.value}"
