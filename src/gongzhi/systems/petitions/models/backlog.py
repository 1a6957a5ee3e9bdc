"""The backlog (积案): matters put on the list with the rule they met, meetings over them, decisions, and milestones."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q


class BacklogEntry(models.Model):
    """One stay of a matter on the list: which published criteria it met that day, who listed and who took it off, and why."""

    matter_id = models.BigIntegerField(db_index=True)
    unit_id = models.BigIntegerField()
    criteria = models.JSONField(default=list)
    reasons = models.JSONField(default=list)
    reason = models.TextField(blank=True)
    listed_at = models.DateTimeField()
    listed_by = models.CharField(max_length=120)
    told_at = models.DateTimeField(null=True, blank=True)
    """When the listing unit was told that nobody has taken it yet."""
    off_at = models.DateTimeField(null=True, blank=True)
    off_by = models.CharField(max_length=120, blank=True)
    off_reason = models.TextField(blank=True)

    class Meta:
        app_label = "petitions"
        constraints = [
            models.UniqueConstraint(
                fields=["matter_id"], condition=Q(off_at__isnull=True), name="backlog_listed_once"
            )
        ]
        indexes = [
            models.Index(fields=["unit_id", "listed_at"], name="backlog_on", condition=Q(off_at__isnull=True))
        ]


class CoordinationMeeting(models.Model):
    """A coordination meeting over hard matters: prepared, held, and written down in numbered minutes."""

    unit_id = models.BigIntegerField()
    title = models.CharField(max_length=120)
    held_at = models.DateTimeField()
    place = models.CharField(max_length=200)
    chair = models.CharField(max_length=120)
    participants = ArrayField(models.BigIntegerField(), default=list)
    attended = models.TextField(blank=True)
    made_by = models.CharField(max_length=120)
    made_at = models.DateTimeField()
    called_at = models.DateTimeField(null=True, blank=True)
    """When the participants were called."""
    minuted_at = models.DateTimeField(null=True, blank=True)
    document_id = models.BigIntegerField(null=True, blank=True)
    number = models.CharField(max_length=60, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_why = models.TextField(blank=True)

    class Meta:
        app_label = "petitions"
        indexes = [models.Index(fields=["unit_id", "-held_at"], name="coordination_unit")]


class AgendaItem(models.Model):
    """One matter on an agenda: why the rule put it there (or who added it), what was said, what was concluded."""

    meeting_id = models.BigIntegerField(db_index=True)
    matter_id = models.BigIntegerField(db_index=True)
    place = models.PositiveSmallIntegerField()
    why = models.JSONField(default=list)
    added_by = models.CharField(max_length=120, blank=True)
    """Empty where the rule put it there."""
    left_out_why = models.TextField(blank=True)
    discussed = models.TextField(blank=True)
    concluded = models.TextField(blank=True)

    class Meta:
        app_label = "petitions"
        constraints = [models.UniqueConstraint(fields=["meeting_id", "matter_id"], name="agenda_item_once")]


class Decision(models.Model):
    """What a meeting decided that a body does by a day, until somebody of the calling centre saw it done."""

    meeting_id = models.BigIntegerField(db_index=True)
    matter_id = models.BigIntegerField(db_index=True)
    unit_id = models.BigIntegerField()
    task_id = models.BigIntegerField(null=True, blank=True)
    """The part that the decision gave the body in the matter, so that it may open the file; excused at once."""
    what = models.TextField()
    due_on = models.DateField()
    given_at = models.DateTimeField()
    given_by = models.CharField(max_length=120)
    reply = models.TextField(blank=True)
    replied_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    done_words = models.TextField(blank=True)
    told_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        app_label = "petitions"
        indexes = [
            models.Index(
                fields=["unit_id", "due_on"], name="decision_open", condition=Q(done_at__isnull=True)
            )
        ]


class Milestone(models.Model):
    """One step of a hard matter run as a project; the clocks of the law run on beside it."""

    matter_id = models.BigIntegerField(db_index=True)
    title = models.CharField(max_length=200)
    unit_id = models.BigIntegerField()
    owner_name = models.CharField(max_length=60, blank=True)
    due_on = models.DateField()
    made_by = models.CharField(max_length=120)
    made_at = models.DateTimeField()
    moved_why = models.TextField(blank=True)
    done_on = models.DateField(null=True, blank=True)
    done_words = models.TextField(blank=True)
    told_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        app_label = "petitions"
        indexes = [
            models.Index(
                fields=["unit_id", "due_on"], name="milestone_open", condition=Q(done_on__isnull=True)
            )
        ]
