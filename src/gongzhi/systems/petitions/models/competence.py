"""Whose duty a petition is: objections to competence, and assignments with a day for the report."""

from django.db import models


class CompetenceWay(models.TextChoices):
    """How it was settled (信访工作条例 art. 23 and 24)."""

    RETURNED = "returned", "同意退回"
    REFUSED = "refused", "不同意退回"
    AGREED = "agreed", "协商一致"
    SUPERIOR = "superior", "共同的上一级决定"
    CONFERENCE = "conference", "联席会议协调"


class CompetenceCase(models.Model):
    """One objection, from when it was raised to how it was settled; the petitioner's clock runs on meanwhile."""

    matter_id = models.BigIntegerField(db_index=True)
    proceeding_id = models.BigIntegerField()
    unit_id = models.BigIntegerField()
    ground = models.CharField(max_length=300)
    advice_unit_id = models.BigIntegerField(null=True, blank=True)
    reason = models.TextField()
    raised_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    way = models.CharField(max_length=12, choices=CompetenceWay.choices, blank=True)
    lead_id = models.BigIntegerField(null=True, blank=True)
    decision = models.TextField(blank=True)

    class Meta:
        app_label = "petitions"
        constraints = [
            models.UniqueConstraint(
                fields=["proceeding_id"],
                condition=models.Q(decided_at__isnull=True),
                name="one_open_competence_case",
            )
        ]


class Assignment(models.Model):
    """An assignment (交办) with the day on which its result is to be reported (信访工作条例 art. 22)."""

    matter_id = models.BigIntegerField(db_index=True)
    proceeding_id = models.BigIntegerField()
    by_unit_id = models.BigIntegerField(null=True, blank=True)
    to_unit_id = models.BigIntegerField()
    due_on = models.DateField()
    report = models.TextField(blank=True)
    reported_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        app_label = "petitions"
        indexes = [
            models.Index(
                fields=["due_on"], name="assignment_open", condition=models.Q(reported_at__isnull=True)
            )
        ]
