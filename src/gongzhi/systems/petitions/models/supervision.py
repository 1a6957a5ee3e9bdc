"""What stands behind an order of supervision: its ground, the way up when nobody answers, talks, advice, the end of a listing."""

from django.db import models
from django.db.models import Q


class OrderGround(models.Model):
    """Why an order was issued: the breach as the platform found it, or the supervisor's own words (art. 40)."""

    matter_id = models.BigIntegerField(db_index=True)
    order_id = models.BigIntegerField(unique=True)
    trigger = models.CharField(max_length=40, blank=True)
    evidence = models.TextField(blank=True)
    since = models.DateTimeField(null=True, blank=True)
    skipped_why = models.TextField(blank=True)
    """Why a step of the ladder was left out."""

    class Meta:
        app_label = "petitions"


class Escalation(models.Model):
    """An unanswered order, put before the next higher supervisor as a proposal; a person takes it up or says why not."""

    matter_id = models.BigIntegerField(db_index=True)
    order_id = models.BigIntegerField(unique=True)
    unit_id = models.BigIntegerField()
    level = models.CharField(max_length=12)
    proposed_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.CharField(max_length=120, blank=True)
    is_taken = models.BooleanField(null=True, blank=True)
    why = models.TextField(blank=True)
    next_order_id = models.BigIntegerField(null=True, blank=True)

    class Meta:
        app_label = "petitions"
        indexes = [
            models.Index(
                fields=["unit_id", "proposed_at"],
                name="escalation_open",
                condition=Q(decided_at__isnull=True),
            )
        ]


class Talk(models.Model):
    """The record of a talk (约谈): when, where, which posts took part, what was promised and by when."""

    matter_id = models.BigIntegerField(db_index=True)
    order_id = models.BigIntegerField(db_index=True)
    held_at = models.DateTimeField()
    place = models.CharField(max_length=200)
    attended = models.TextField()
    said = models.TextField()
    promised = models.TextField()
    due_on = models.DateField()
    done_at = models.DateTimeField(null=True, blank=True)
    done_words = models.TextField(blank=True)
    document_id = models.BigIntegerField(null=True, blank=True)
    by_name = models.CharField(max_length=120)
    at = models.DateTimeField()

    class Meta:
        app_label = "petitions"


class Outcome(models.TextChoices):
    """What a body did with an advice to improve."""

    ADOPTED = "adopted", "采纳"
    PARTLY = "partly", "部分采纳"
    NOT_ADOPTED = "not_adopted", "不采纳"


class ImprovementLetter(models.Model):
    """Advice to improve (改进建议) to which a body answers in writing (art. 40), followed until it is closed."""

    matter_id = models.BigIntegerField(db_index=True)
    order_id = models.BigIntegerField(null=True, blank=True)
    number = models.CharField(max_length=60)
    document_id = models.BigIntegerField()
    by_unit_id = models.BigIntegerField()
    to_unit_id = models.BigIntegerField()
    by_name = models.CharField(max_length=120)
    advice = models.TextField()
    issued_at = models.DateTimeField()
    due_on = models.DateField()
    outcome = models.CharField(max_length=12, choices=Outcome.choices, blank=True)
    feedback = models.TextField(blank=True)
    feedback_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closing_note = models.TextField(blank=True)

    class Meta:
        app_label = "petitions"
        indexes = [
            models.Index(
                fields=["to_unit_id", "due_on"], name="improvement_open", condition=Q(closed_at__isnull=True)
            )
        ]


class Acceptance(models.Model):
    """The proof on which a publicly listed order (挂牌督办) is taken off the list: who looked, at what, with what result."""

    matter_id = models.BigIntegerField(db_index=True)
    order_id = models.BigIntegerField(unique=True)
    checked_by = models.CharField(max_length=200)
    checked_on = models.DateField()
    findings = models.TextField()
    proof = models.TextField()
    by_name = models.CharField(max_length=120)
    at = models.DateTimeField()

    class Meta:
        app_label = "petitions"
