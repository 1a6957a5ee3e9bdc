"""Whose duty a category is in an area (职责清单)."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q


class Duty(models.Model):
    """In areas that begin with `area_code`, matters of `category` (and below it) belong to `lead`, with `helpers`.

    The longest area code and then the deepest category win; `law` names the article the duty comes from.
    """

    category = models.CharField(max_length=60)
    area_code = models.CharField(max_length=15)
    lead = models.ForeignKey("orgs.Unit", on_delete=models.PROTECT)
    helpers = ArrayField(models.BigIntegerField(), default=list, blank=True)
    law = models.CharField(max_length=300)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        app_label = "orgs"
        constraints = [
            models.UniqueConstraint(
                fields=["category", "area_code"], condition=Q(valid_to__isnull=True), name="duty_once"
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
                name="duty_days_in_order",
            ),
        ]
        indexes = [models.Index(fields=["lead"], name="duty_of_lead")]

    def __str__(self) -> str:
        """Return category and area."""
        return f"{self.category} @ {self.area_code}"
