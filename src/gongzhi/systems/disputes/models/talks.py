"""What happens in a mediation: who mediates, sessions, notes behind their walls, offers, facts, experts, alarms.

Texts are sealed; nobody reads these rows but `queries.records`, which asks `rules.walls` for every one of them.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from gongzhi.systems.disputes.models.case import Case


class ChosenBy(models.TextChoices):
    """Who chose the mediator (人民调解法 art. 19)."""

    SIDES = "sides", "双方选定"
    BODY = "body", "调解组织指定"


class WhyLeft(models.TextChoices):
    """Why somebody does not mediate a case any more."""

    RECUSED = "recused", "自行回避"
    OBJECTED = "objected", "一方申请回避"
    REPLACED = "replaced", "双方同意更换"
    UNAVAILABLE = "unavailable", "不能继续调解"
    HANDED_OVER = "handed_over", "转入其他调解"


class MediatorChoice(models.Model):
    """Somebody chosen to mediate, with what he disclosed and what the file shows against him; all are kept."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="choices")
    proceeding_id = models.BigIntegerField()
    account_id = models.BigIntegerField(null=True, blank=True)
    network_mediator_id = models.BigIntegerField(null=True, blank=True)
    name = models.CharField(max_length=120)
    unit_id = models.BigIntegerField(null=True, blank=True)
    chosen_by = models.CharField(max_length=6, choices=ChosenBy.choices)
    declared = ArrayField(models.CharField(max_length=12), default=list, blank=True)
    declared_at = models.DateTimeField(null=True, blank=True)
    found = ArrayField(models.CharField(max_length=12), default=list, blank=True)
    chosen_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True, blank=True)
    why_left = models.CharField(max_length=12, choices=WhyLeft.choices, blank=True)
    words = models.CharField(max_length=300, blank=True)

    class Meta:
        app_label = "disputes"
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=models.Q(left_at__isnull=True), name="one_mediator_now"
            )
        ]


class Place(models.TextChoices):
    """Where a session takes place."""

    ON_SITE = "on_site", "现场"
    PHONE = "phone", "电话"
    VIDEO = "video", "视频"
    MIXED = "mixed", "现场和视频"


class SessionState(models.TextChoices):
    """Where a session stands."""

    PLANNED = "planned", "已约定"
    HELD = "held", "已进行"
    MISSED = "missed", "一方没有到"
    CANCELLED = "cancelled", "取消"


class Session(models.Model):
    """One talk: with all sides, or with one alone (`side`), which the others do not learn of."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="sessions")
    proceeding_id = models.BigIntegerField()
    n = models.IntegerField()
    side = models.CharField(max_length=8, blank=True)
    place = models.CharField(max_length=8, choices=Place.choices)
    where = models.CharField(max_length=300, blank=True)
    link = models.CharField(max_length=300, blank=True)
    is_open = models.BooleanField(default=False)
    planned_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=SessionState.choices, default=SessionState.PLANNED)
    held_at = models.DateTimeField(null=True, blank=True)
    present = ArrayField(models.CharField(max_length=8), default=list, blank=True)
    others = models.CharField(max_length=300, blank=True)
    why = models.CharField(max_length=300, blank=True)

    class Meta:
        app_label = "disputes"
        constraints = [models.UniqueConstraint(fields=["case", "n"], name="session_numbered_once")]
        indexes = [
            models.Index(fields=["planned_at"], name="session_ahead", condition=models.Q(state="planned"))
        ]


class Note(models.Model):
    """What was said or thought, behind a wall; never changed: a correction is a further note."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="notes")
    proceeding_id = models.BigIntegerField()
    session = models.ForeignKey(
        Session, null=True, blank=True, on_delete=models.PROTECT, related_name="notes"
    )
    wall = models.CharField(max_length=8)
    side = models.CharField(max_length=8, blank=True)
    text_sealed = models.BinaryField()
    digest = models.CharField(max_length=64)
    corrects_id = models.BigIntegerField(null=True, blank=True)
    author_id = models.BigIntegerField(null=True, blank=True)
    author_name = models.CharField(max_length=120)
    at = models.DateTimeField()

    class Meta:
        app_label = "disputes"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(wall__in=["joint", "own"], side="")
                | (models.Q(wall="caucus") & ~models.Q(side="")),
                name="caucus_note_has_side",
            )
        ]


class NoteDraft(models.Model):
    """A note that somebody has not finished, of himself alone; one a case."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="note_drafts")
    account_id = models.BigIntegerField()
    wall = models.CharField(max_length=8)
    side = models.CharField(max_length=8, blank=True)
    text_sealed = models.BinaryField()
    saved_at = models.DateTimeField()

    class Meta:
        app_label = "disputes"
        constraints = [models.UniqueConstraint(fields=["case", "account_id"], name="one_note_draft")]


class OfferState(models.TextChoices):
    """Where an offer stands."""

    KEPT = "kept", "只告诉了调解员"
    OPEN = "open", "已转达，待答复"
    ACCEPTED = "accepted", "对方接受"
    DECLINED = "declined", "对方不接受"
    WITHDRAWN = "withdrawn", "已收回"
    COUNTERED = "countered", "对方另有提议"


class Offer(models.Model):
    """What a side would concede, without prejudice: of its side until it says that it may be carried over."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="offers")
    proceeding_id = models.BigIntegerField()
    side = models.CharField(max_length=8)
    text_sealed = models.BinaryField()
    digest = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=OfferState.choices, default=OfferState.KEPT)
    carried_at = models.DateTimeField(null=True, blank=True)
    answers_id = models.BigIntegerField(null=True, blank=True)
    """The offer that this one answers."""
    made_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    author_id = models.BigIntegerField(null=True, blank=True)

    class Meta:
        app_label = "disputes"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=["kept", "withdrawn"]) | models.Q(carried_at__isnull=False),
                name="answered_offer_was_carried",
            )
        ]


class Fact(models.Model):
    """A fact put to the sides; undisputed once every one of them agreed, and only while none took it back."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="facts")
    proceeding_id = models.BigIntegerField()
    text_sealed = models.BinaryField()
    digest = models.CharField(max_length=64)
    agreed = ArrayField(models.CharField(max_length=8), default=list, blank=True)
    undisputed_at = models.DateTimeField(null=True, blank=True)
    disputed_at = models.DateTimeField(null=True, blank=True)
    put_at = models.DateTimeField()
    author_id = models.BigIntegerField(null=True, blank=True)

    class Meta:
        app_label = "disputes"


class ExpertTime(models.Model):
    """Time with an expert that does not count."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="experts")
    proceeding_id = models.BigIntegerField()
    institution = models.CharField(max_length=300)
    question = models.TextField()
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    result = models.TextField(blank=True)

    class Meta:
        app_label = "disputes"
        constraints = [
            models.UniqueConstraint(
                fields=["proceeding_id"],
                condition=models.Q(ended_at__isnull=True),
                name="one_expert_at_a_time",
            )
        ]


class Danger(models.TextChoices):
    """What may happen (人民调解法 art. 25)."""

    VIOLENCE = "violence", "可能激化、动手伤人"
    SELF_HARM = "self_harm", "可能自伤"
    CRIME = "crime", "涉嫌犯罪"
    ORDER = "order", "可能引起治安案件"
    OTHER = "other", "其他"


class RiskAlarm(models.Model):
    """An alarm to the police or to another body, sent at once; it is about the dispute, never a mark on a person."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="alarms")
    proceeding_id = models.BigIntegerField()
    danger = models.CharField(max_length=10, choices=Danger.choices)
    unit_id = models.BigIntegerField()
    text_sealed = models.BinaryField()
    digest = models.CharField(max_length=64)
    measures = models.CharField(max_length=300, blank=True)
    sent_at = models.DateTimeField()
    by_name = models.CharField(max_length=120)
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        app_label = "disputes"
