"""Bodies of the platform that decide themselves: labour arbitration commissions and reconsideration bodies."""

from django.contrib.postgres.fields import ArrayField
from django.db import models


class Institution(models.Model):
    """A unit that runs some of the procedures here, with what a party has to know to reach it."""

    unit_id = models.BigIntegerField(primary_key=True)
    procedures = ArrayField(models.CharField(max_length=40))
    address = models.CharField(max_length=300)
    telephone = models.CharField(max_length=60, blank=True)
    hours = models.CharField(max_length=120, blank=True)
    opened_on = models.DateField()
    closed_on = models.DateField(null=True, blank=True)

    class Meta:
        app_label = "disputes"
        constraints = [
            models.CheckConstraint(condition=~models.Q(procedures=[]), name="institution_runs_something"),
            models.CheckConstraint(
                condition=models.Q(closed_on__isnull=True) | models.Q(closed_on__gt=models.F("opened_on")),
                name="institution_days_in_order",
            ),
        ]
