"""Campaigns (专项治理): a field and a filter of matters, the causes found in them, tasks, and policy suggestions."""

from django.db import models
from django.db.models import Q


class Campaign(models.Model):
    """One campaign in one field; its matters are what its saved filter shows, never a list of people."""

    unit_id = models.BigIntegerField()
    title = models.CharField(max_length=120)
    field = models.CharField(max_length=120)
    aim = models.TextField()
    query = models.CharField(max_length=1000)
    since = models.DateField()
    until = models.DateField()
    made_by = models.CharField(max_length=120)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_words = models.TextField(blank=True)

    class Meta:
        app_label = "petitions"
        constraints = [
            models.CheckConstraint(condition=Q(until__gte=models.F("since")), name="campaign_days_in_order")
        ]
        indexes = [models.Index(fields=["unit_id", "-since"], name="campaign_unit")]


class CampaignCause(models.Model):
    """A root cause with the filter of the matters that show it."""

    campaign_id = models.BigIntegerField(db_index=True)
    cause = models.TextField()
    query = models.CharField(max_length=1000)
    made_by = models.CharField(max_length=120)
    made_at = models.DateTimeField()

    class Meta:
        app_label = "petitions"


class CampaignTask(models.Model):
    """What one body does against a cause by a day."""

    campaign_id = models.BigIntegerField(db_index=True)
    cause_id = models.BigIntegerField(null=True, blank=True)
    unit_id = models.BigIntegerField()
    what = models.TextField()
    due_on = models.DateField()
    given_at = models.DateTimeField()
    given_by = models.CharField(max_length=120)
    reply = models.TextField(blank=True)
    replied_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        app_label = "petitions"
        indexes = [
            models.Index(
                fields=["unit_id", "due_on"], name="campaign_task_open", condition=Q(done_at__isnull=True)
            )
        ]


class Adoption(models.TextChoices):
    """What a body did with a policy suggestion."""

    ADOPTED = "adopted", "采纳"
    PARTLY = "partly", "部分采纳"
    NOT_ADOPTED = "not_adopted", "不采纳"


class SuggestionKind(models.TextChoices):
    """What is suggested: the three kinds of which the yearly report tells (信访工作条例 art. 41)."""

    POLICY = "policy", "完善政策"
    WORK = "work", "改进工作"
    ACCOUNT = "account", "追究责任"


class PolicySuggestion(models.Model):
    """A written suggestion (政策建议书) to a body, with the day of the answer and what became of it (信访工作条例 art. 41)."""

    campaign_id = models.BigIntegerField(null=True, blank=True, db_index=True)
    kind = models.CharField(max_length=8, choices=SuggestionKind.choices, default=SuggestionKind.POLICY)
    number = models.CharField(max_length=60)
    document_id = models.BigIntegerField()
    by_unit_id = models.BigIntegerField()
    to_unit_id = models.BigIntegerField()
    subject = models.CharField(max_length=200)
    findings = models.TextField()
    advice = models.TextField()
    sent_at = models.DateTimeField()
    sent_by = models.CharField(max_length=120)
    due_on = models.DateField()
    adoption = models.CharField(max_length=12, choices=Adoption.choices, blank=True)
    reply = models.TextField(blank=True)
    replied_at = models.DateTimeField(null=True, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        app_label = "petitions"
        indexes = [
            models.Index(
                fields=["to_unit_id", "due_on"],
                name="policy_unanswered",
                condition=Q(replied_at__isnull=True),
            )
        ]
