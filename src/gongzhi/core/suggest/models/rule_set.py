"""The rules of a city or of one of its centres, version by version: what goes before the model's guess."""

from django.db import models
from django.db.models import Q


class RuleState(models.TextChoices):
    """Where a version stands."""

    DRAFT = "draft", "草稿"
    IN_FORCE = "in_force", "在用"
    ENDED = "ended", "已停用"
    DROPPED = "dropped", "已放弃"


class RuleSet(models.Model):
    """One version of a unit's ordered rules; the text of each rule is read by `rules.city`.

    `tried` are the figures of the last dry run, made at `tried_at`; what was changed later has to be tried again.
    """

    unit_id = models.BigIntegerField()
    version = models.IntegerField()
    state = models.CharField(max_length=8, choices=RuleState.choices, default=RuleState.DRAFT)
    rules = models.JSONField(default=list)
    note = models.CharField(max_length=300, blank=True)
    made_by = models.CharField(max_length=120)
    made_at = models.DateTimeField()
    edited_at = models.DateTimeField()
    tried_at = models.DateTimeField(null=True, blank=True)
    tried = models.JSONField(default=dict, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    started_by = models.CharField(max_length=120, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        app_label = "suggest"
        db_table = "city_rules"
        constraints = [
            models.UniqueConstraint(fields=["unit_id", "version"], name="city_rules_version"),
            models.UniqueConstraint(
                fields=["unit_id", "state"],
                name="city_rules_one_each",
                condition=Q(state__in=("draft", "in_force")),
            ),
        ]

    def __str__(self) -> str:
        """Return unit and version."""
        return f"{self.unit_id}.{self.version}"

    @property
    def stream(self) -> str:
        """Return the name of the ledger stream."""
        return f"rules:{self.unit_id}"
