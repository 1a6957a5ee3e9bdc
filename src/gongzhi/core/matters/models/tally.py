"""Counts of open matters by unit, kept by appending differences; a job folds them together."""

from django.db import models


class Tally(models.Model):
    """A difference in the number of open matters of one unit (with all below it) in one stage; the sum is the count."""

    unit_id = models.BigIntegerField()
    stage = models.CharField(max_length=12)
    n = models.BigIntegerField()

    class Meta:
        app_label = "matters"
        indexes = [models.Index(fields=["unit_id", "stage"], include=["n"], name="tally_unit")]
