"""What many matters are about (热点), as the machine gathers them, and what a person makes of it (专题).

No person who brought a matter is read or counted here: an issue consists of matters, a theme belongs to a unit.
"""

from django.db import models
from django.db.models import Q


class IssueState(models.TextChoices):
    """What became of an issue."""

    LIVE = "live", "持续"
    MERGED = "merged", "已并入"
    FADED = "faded", "已平息"


class HotIssue(models.Model):
    """One gathering of matters; its id stays while it grows, goes to the elder part when it splits or merges.

    Title, place and figures are those of all its members; a page tells them anew for what its reader may see.
    """

    title = models.CharField(max_length=200)
    place = models.CharField(max_length=200, blank=True)
    words = models.JSONField(default=list)
    area_code = models.CharField(max_length=15, blank=True)
    """The smallest area in which all members lie, "" when they have none in common."""
    state = models.CharField(max_length=8, choices=IssueState.choices, default=IssueState.LIVE)
    into = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    split_from = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    theme = models.ForeignKey(
        "suggest.Theme", null=True, blank=True, on_delete=models.PROTECT, related_name="issues"
    )
    size = models.IntegerField()
    growth = models.FloatField()
    heat = models.FloatField()
    from_at = models.DateTimeField()
    to_at = models.DateTimeField()
    begun_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    """The last run in which it was found."""
    alarmed_at = models.DateTimeField(null=True, blank=True)
    alarm = models.JSONField(default=dict, blank=True)

    class Meta:
        app_label = "suggest"
        db_table = "hot_issue"
        indexes = [models.Index(fields=["-heat", "id"], name="hot_issue_live", condition=Q(state="live"))]

    def __str__(self) -> str:
        """Return the title."""
        return self.title

    @property
    def stream(self) -> str:
        """Return the name of the ledger stream."""
        return f"hot:{self.pk}"


class HotMember(models.Model):
    """A matter of an issue; `distance` is 0 for one that says just what the issue is about and 1 for a stranger."""

    issue = models.ForeignKey(HotIssue, on_delete=models.CASCADE, related_name="members")
    matter_id = models.BigIntegerField()
    distance = models.FloatField()
    since = models.DateTimeField()

    class Meta:
        app_label = "suggest"
        db_table = "hot_member"
        constraints = [models.UniqueConstraint(fields=["issue", "matter_id"], name="hot_member_once")]
        indexes = [models.Index(fields=["matter_id"], name="hot_member_matter")]

    def __str__(self) -> str:
        """Return issue and matter."""
        return f"{self.issue_id}:{self.matter_id}"


class Theme(models.Model):
    """A matter of many that a person made the duty of a unit, from one day to another."""

    title = models.CharField(max_length=120)
    note = models.TextField(blank=True)
    owner_unit_id = models.BigIntegerField()
    area_code = models.CharField(max_length=15, blank=True)
    attaches = models.BooleanField(default=False)
    """Whether later matters that fit are attached at once (marked so, and undone by one click) or only suggested."""
    opened_at = models.DateTimeField()
    opened_by = models.CharField(max_length=120)
    looked_at = models.DateTimeField()
    """Until when later matters were looked at."""
    closed_at = models.DateTimeField(null=True, blank=True)
    closing_note = models.TextField(blank=True)
    into = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    split_from = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    alarmed_at = models.DateTimeField(null=True, blank=True)
    alarm = models.JSONField(default=dict, blank=True)

    class Meta:
        app_label = "suggest"
        db_table = "theme"
        indexes = [models.Index(fields=["owner_unit_id", "opened_at"], name="theme_owner")]

    def __str__(self) -> str:
        """Return the title."""
        return self.title

    @property
    def stream(self) -> str:
        """Return the name of the ledger stream."""
        return f"theme:{self.pk}"


class Belongs(models.TextChoices):
    """How a matter stands to a theme."""

    SUGGESTED = "suggested", "建议归入"
    AUTOMATIC = "automatic", "自动归入"
    CONFIRMED = "confirmed", "已确认"
    DECLINED = "declined", "不属于"


class ThemeMember(models.Model):
    """A matter of a theme, or one that may be; what a person declined is never suggested to that theme again."""

    theme = models.ForeignKey(Theme, on_delete=models.CASCADE, related_name="members")
    matter_id = models.BigIntegerField()
    state = models.CharField(max_length=10, choices=Belongs.choices)
    score = models.FloatField(default=1.0)
    reasons = models.JSONField(default=list)
    since = models.DateTimeField()
    decided_by = models.CharField(max_length=120, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        app_label = "suggest"
        db_table = "theme_member"
        constraints = [models.UniqueConstraint(fields=["theme", "matter_id"], name="theme_member_once")]
        indexes = [models.Index(fields=["matter_id"], name="theme_member_matter")]

    def __str__(self) -> str:
        """Return theme and matter."""
        return f"{self.theme_id}:{self.matter_id}"
