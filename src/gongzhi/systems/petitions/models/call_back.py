"""Call-backs (回访核实): the script, the day's lot, whom to call, and what was found; never shown to who handled it in time."""

from django.db import models
from django.db.models import Q


class CallScript(models.Model):
    """One version of what callers say and ask; a new version ends the one before, and a call keeps the one it used."""

    unit_id = models.BigIntegerField(null=True, blank=True)
    """The centre whose script it is; empty: the one that is shipped."""
    version = models.PositiveSmallIntegerField()
    opening = models.TextField()
    closing = models.TextField()
    questions = models.JSONField(default=list)
    made_by = models.CharField(max_length=120)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        app_label = "petitions"
        constraints = [
            models.UniqueConstraint(
                fields=["unit_id", "version"], nulls_distinct=False, name="call_script_version"
            )
        ]


class CallDraw(models.Model):
    """One day's lot of a centre: seed, share and how many of how many, so that anybody can draw it again."""

    unit_id = models.BigIntegerField()
    day = models.DateField()
    seed = models.CharField(max_length=64)
    share = models.PositiveSmallIntegerField()
    pool = models.PositiveIntegerField()
    drawn = models.PositiveIntegerField()
    made_at = models.DateTimeField()

    class Meta:
        app_label = "petitions"
        constraints = [models.UniqueConstraint(fields=["unit_id", "day"], name="call_draw_once")]


class CallGround(models.TextChoices):
    """Why a matter is called back."""

    UNHAPPY = "unhappy", "评价不满意"
    OWNED = "owned", "包案已结"
    SAMPLE = "sample", "随机抽取"
    AGAIN = "again", "重办后再访"
    DIRECT = "direct", "主动回访"


class CallEnd(models.TextChoices):
    """How a call ended."""

    DONE = "done", "已回访"
    UNREACHED = "unreached", "多次未联系上"
    REOPENED = "reopened", "已重新办理"
    IN_REVIEW = "in_review", "已进入复查复核"


class CallTask(models.Model):
    """One matter to call back, by somebody outside the bodies that handled it."""

    matter_id = models.BigIntegerField(db_index=True)
    proceeding_id = models.BigIntegerField()
    unit_id = models.BigIntegerField()
    draw_id = models.BigIntegerField(null=True, blank=True)
    ground = models.CharField(max_length=10, choices=CallGround.choices)
    made_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    tried_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    ending = models.CharField(max_length=10, choices=CallEnd.choices, blank=True)

    class Meta:
        app_label = "petitions"
        constraints = [
            models.UniqueConstraint(
                fields=["proceeding_id"], condition=Q(done_at__isnull=True), name="one_open_call"
            )
        ]
        indexes = [
            models.Index(fields=["unit_id", "made_at"], name="call_open", condition=Q(done_at__isnull=True)),
            models.Index(fields=["unit_id", "done_at"], name="call_done"),
        ]


class Finding(models.TextChoices):
    """What the call found about how the matter was handled (art. 40)."""

    NONE = "", "没有发现"
    SHIFTING = "shifting", "推诿"
    PERFUNCTORY = "perfunctory", "敷衍"
    DELAY = "delay", "拖延"
    FALSE = "false", "弄虚作假"


class CallBack(models.Model):
    """What one call found: the three measures, the answers to the script, and whether the handling was evasive."""

    matter_id = models.BigIntegerField(db_index=True)
    proceeding_id = models.BigIntegerField()
    task_id = models.BigIntegerField(db_index=True)
    script_id = models.BigIntegerField(null=True, blank=True)
    lead_id = models.BigIntegerField(null=True, blank=True)
    """The body that handled it, for the report by unit."""
    reached = models.BooleanField()
    solved = models.BooleanField(null=True)
    satisfied = models.SmallIntegerField(null=True)
    finding = models.CharField(max_length=12, choices=Finding.choices, blank=True)
    answers = models.JSONField(default=list)
    words = models.TextField(blank=True)
    by_account = models.BigIntegerField(null=True, blank=True)
    by_unit_id = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        app_label = "petitions"
        indexes = [models.Index(fields=["at"], name="call_back_at")]
