"""Who answers by name: leaders linked to areas (包联), leaders who take a hard matter (包案), and their meetings about it."""

from django.db import models
from django.db.models import F, Q


class LinkLevel(models.TextChoices):
    """The level of a named leader; the three of 三级书记包联 are county, township and village."""

    CITY = "city", "市级"
    COUNTY = "county", "县级"
    TOWNSHIP = "township", "乡级"
    VILLAGE = "village", "村级"


class AreaLink(models.Model):
    """A leader who answers for an area from one day to another, with the name and work number that residents read.

    A change ends the row and writes the next one, so that whoever answered on any past day can still be read.
    """

    area_code = models.CharField(max_length=12)
    level = models.CharField(max_length=10, choices=LinkLevel.choices)
    unit_id = models.BigIntegerField()
    name = models.CharField(max_length=60)
    duty = models.CharField(max_length=120)
    contact = models.CharField(max_length=60)
    account_id = models.BigIntegerField(null=True, blank=True)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    """The first day on which the leader does not answer any more."""
    ended_why = models.CharField(max_length=300, blank=True)
    made_by = models.CharField(max_length=120)
    made_at = models.DateTimeField()

    class Meta:
        app_label = "petitions"
        constraints = [
            models.UniqueConstraint(
                fields=["area_code", "name"], condition=Q(until__isnull=True), name="area_link_once"
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="area_link_days_in_order"
            ),
        ]
        indexes = [
            models.Index(fields=["area_code"], name="area_link_now", condition=Q(until__isnull=True)),
            models.Index(fields=["account_id"], name="area_link_account", condition=Q(until__isnull=True)),
        ]


class CaseResult(models.TextChoices):
    """How an owned case ended."""

    SOLVED = "solved", "化解"
    LAWFUL_END = "lawful_end", "依法终结"
    HANDED_ON = "handed_on", "换人包案"


class CaseOwner(models.Model):
    """A leader who took a hard matter: plan, request to close, the check by somebody else, and the end."""

    matter_id = models.BigIntegerField(db_index=True)
    level = models.CharField(max_length=10, choices=LinkLevel.choices)
    unit_id = models.BigIntegerField()
    account_id = models.BigIntegerField(null=True, blank=True)
    name = models.CharField(max_length=60)
    duty = models.CharField(max_length=120)
    contact = models.CharField(max_length=60)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    plan = models.TextField(blank=True)
    plan_at = models.DateTimeField(null=True, blank=True)
    closing_at = models.DateTimeField(null=True, blank=True)
    closing_words = models.TextField(blank=True)
    checked_at = models.DateTimeField(null=True, blank=True)
    checked_by = models.CharField(max_length=120, blank=True)
    checked_words = models.TextField(blank=True)
    result = models.CharField(max_length=12, choices=CaseResult.choices, blank=True)
    made_by = models.CharField(max_length=120)
    made_at = models.DateTimeField()

    class Meta:
        app_label = "petitions"
        constraints = [
            models.UniqueConstraint(
                fields=["matter_id", "level"], condition=Q(until__isnull=True), name="one_owner_per_level"
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | ~Q(result=""), name="case_owner_ends_with_result"
            ),
        ]
        indexes = [
            models.Index(fields=["account_id"], name="case_owner_account", condition=Q(until__isnull=True)),
            models.Index(fields=["unit_id"], name="case_owner_unit", condition=Q(until__isnull=True)),
        ]


class CaseMeeting(models.Model):
    """One meeting of the owner with the petitioner: who spoke for the body, what was said and promised, when next."""

    matter_id = models.BigIntegerField(db_index=True)
    owner_id = models.BigIntegerField(db_index=True)
    day = models.DateField()
    place = models.CharField(max_length=200)
    spoke = models.CharField(max_length=200)
    said = models.TextField()
    promised = models.TextField(blank=True)
    promise_on = models.DateField(null=True, blank=True)
    kept_at = models.DateTimeField(null=True, blank=True)
    kept_words = models.TextField(blank=True)
    next_on = models.DateField(null=True, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)
    """When the owner was told that a promise or the next meeting is overdue."""
    made_by = models.CharField(max_length=120)
    made_at = models.DateTimeField()

    class Meta:
        app_label = "petitions"
        constraints = [
            models.CheckConstraint(
                condition=Q(promised="", promise_on__isnull=True)
                | (~Q(promised="") & Q(promise_on__isnull=False)),
                name="case_promise_has_day",
            )
        ]
        indexes = [
            models.Index(
                fields=["promise_on"],
                name="case_promise_open",
                condition=Q(kept_at__isnull=True, promise_on__isnull=False),
            )
        ]
