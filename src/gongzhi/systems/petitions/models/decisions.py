"""Opinions, reviews and re-reviews as written, and what a supported one still owes."""

from django.db import models


class Opinion(models.Model):
    """One written decision over a petition: the request, facts, reasons, basis and outcome (信访工作条例 art. 32, 35, 36)."""

    matter_id = models.BigIntegerField(db_index=True)
    proceeding_id = models.BigIntegerField()
    procedure = models.CharField(max_length=60)
    unit_id = models.BigIntegerField()
    outcome = models.CharField(max_length=16)
    request = models.TextField()
    facts = models.TextField()
    grounds = models.TextField()
    basis = models.TextField()
    text = models.TextField()
    perform_by = models.DateField(null=True, blank=True)
    drafted_by = models.BigIntegerField(null=True, blank=True)
    drafted_at = models.DateTimeField()
    signed_by = models.BigIntegerField(null=True, blank=True)
    signed_name = models.CharField(max_length=120, blank=True)
    signed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        app_label = "petitions"
        constraints = [
            models.UniqueConstraint(
                fields=["proceeding_id"], condition=models.Q(signed_at__isnull=True), name="one_open_draft"
            )
        ]


class PerformanceDuty(models.Model):
    """What a supported opinion obliges a body to do, until somebody outside it confirmed that it was done."""

    matter_id = models.BigIntegerField(db_index=True)
    proceeding_id = models.BigIntegerField()
    unit_id = models.BigIntegerField()
    what = models.TextField()
    due_on = models.DateField()
    report = models.TextField(blank=True)
    reported_at = models.DateTimeField(null=True, blank=True)
    disputed_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    checked = models.TextField(blank=True)

    class Meta:
        app_label = "petitions"
        indexes = [
            models.Index(fields=["due_on"], name="performance_open", condition=models.Q(done_at__isnull=True))
        ]
