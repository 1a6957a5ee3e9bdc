"""What an institution decided, and opinion letters to the bodies whose acts were wrong."""

from django.db import models

from gongzhi.systems.disputes.models.application import Application


class Ruling(models.Model):
    """One award, decision or settlement as written; drafted once at a time, signed once."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="rulings")
    outcome = models.CharField(max_length=20)
    is_final = models.BooleanField(default=False)
    final_ground = models.CharField(max_length=20, blank=True)
    request = models.TextField(blank=True)
    facts = models.TextField(blank=True)
    grounds = models.TextField(blank=True)
    basis = models.TextField(blank=True)
    text = models.TextField()
    dissent = models.TextField(blank=True)
    perform_by = models.DateField(null=True, blank=True)
    drafted_by = models.CharField(max_length=120)
    drafted_at = models.DateTimeField()
    signed_by = models.CharField(max_length=120, blank=True)
    signed_on = models.DateField(null=True, blank=True)

    class Meta:
        app_label = "disputes"
        constraints = [
            models.UniqueConstraint(
                fields=["application"], condition=models.Q(signed_on__isnull=True), name="one_open_ruling"
            )
        ]


class OpinionLetter(models.Model):
    """A letter (行政复议意见书) to a body whose acts turned out wrong, until it reported (行政复议法 art. 76)."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="opinions")
    to_body = models.CharField(max_length=200)
    demand = models.TextField()
    sent_on = models.DateField()
    report = models.TextField(blank=True)
    reported_on = models.DateField(null=True, blank=True)

    class Meta:
        app_label = "disputes"
