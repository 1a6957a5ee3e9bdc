"""The joint application for judicial confirmation: what the check found, who wants it, and the sealed identity list."""

from django.contrib.postgres.fields import ArrayField
from django.db import models


class Confirmation(models.Model):
    """One application, by its proceeding: the agreement, the mediator's answers to the check, the bundle made."""

    proceeding_id = models.BigIntegerField(primary_key=True)
    matter_id = models.BigIntegerField(db_index=True)
    agreement_id = models.BigIntegerField()
    contents = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    """What the agreement holds that a court does not confirm, as the mediator answered."""
    court_delegated = models.BooleanField(default=False)
    checked_by = models.CharField(max_length=120, blank=True)
    checked_at = models.DateTimeField(null=True, blank=True)
    document_id = models.BigIntegerField(null=True, blank=True)
    annex_ids = ArrayField(models.BigIntegerField(), default=list, blank=True)
    """Further files of the matter that go behind the application."""
    court = models.CharField(max_length=120, blank=True)
    case_number = models.CharField(max_length=80, blank=True)
    ruling = models.CharField(max_length=80, blank=True)
    result = models.CharField(max_length=20, blank=True)
    """What the court did: `confirmed`, `dismissed`, `not_accepted`; "" before."""
    reasons_sealed = models.BinaryField(default=b"", blank=True)

    class Meta:
        app_label = "disputes"


class ConfirmationConsent(models.Model):
    """Whether one side wants the court to confirm; the newest word counts, all are kept."""

    proceeding_id = models.BigIntegerField()
    side_id = models.BigIntegerField()
    side = models.CharField(max_length=8)
    wants = models.BooleanField()
    way = models.CharField(max_length=8)
    attachment_id = models.BigIntegerField(null=True, blank=True)
    recorded_by = models.CharField(max_length=120, blank=True)
    at = models.DateTimeField()

    class Meta:
        app_label = "disputes"
        indexes = [models.Index(fields=["proceeding_id", "side_id", "-id"], name="consent_newest")]


class ConfirmationIdentity(models.Model):
    """What the court needs to know of one side: name, paper, address, contact, one sealed value for this one use."""

    proceeding_id = models.BigIntegerField()
    side_id = models.BigIntegerField()
    side = models.CharField(max_length=8)
    sealed = models.BinaryField()
    recorded_by = models.CharField(max_length=120, blank=True)
    at = models.DateTimeField()

    class Meta:
        app_label = "disputes"
        constraints = [models.UniqueConstraint(fields=["proceeding_id", "side_id"], name="identity_once")]
