"""Agreements: their drafts, who signed which, what is to be performed by when, and what was said of it."""

from django.contrib.postgres.fields import ArrayField
from django.db import models


class AgreementForm(models.TextChoices):
    """In which form the sides agreed (人民调解法 art. 28)."""

    WRITTEN = "written", "书面协议"
    ORAL = "oral", "口头协议"


class AgreementState(models.TextChoices):
    """Where an agreement stands."""

    DRAFT = "draft", "起草中"
    EFFECTIVE = "effective", "已生效"
    CHANGED = "changed", "已变更"


class Agreement(models.Model):
    """One agreement of a mediation. Written: effective when all have signed and the seal is set; oral: when reached."""

    matter_id = models.BigIntegerField(db_index=True)
    proceeding_id = models.BigIntegerField()
    form = models.CharField(max_length=8, choices=AgreementForm.choices)
    state = models.CharField(max_length=10, choices=AgreementState.choices, default=AgreementState.DRAFT)
    unit_id = models.BigIntegerField(null=True, blank=True)
    unit_name = models.CharField(max_length=120, blank=True)
    """The organisation that mediates, as its seal says."""
    reached_on = models.DateField(null=True, blank=True)
    """When the sides came to terms, for an oral agreement the day of its effect."""
    effective_on = models.DateField(null=True, blank=True)
    effective_at = models.DateTimeField(null=True, blank=True)
    sealed_by = models.CharField(max_length=120, blank=True)
    document_id = models.BigIntegerField(null=True, blank=True)
    changes_id = models.BigIntegerField(null=True, blank=True)
    """The agreement that this one takes the place of."""
    made_by = models.CharField(max_length=120, blank=True)
    made_at = models.DateTimeField()

    class Meta:
        app_label = "disputes"
        constraints = [
            models.UniqueConstraint(
                fields=["proceeding_id"], condition=models.Q(state="draft"), name="one_draft_agreement"
            ),
            models.UniqueConstraint(
                fields=["proceeding_id"],
                condition=models.Q(state="effective"),
                name="one_effective_agreement",
            ),
            models.CheckConstraint(
                condition=models.Q(state="draft") | models.Q(effective_on__isnull=False),
                name="effective_agreement_has_day",
            ),
        ]


class AgreementDraft(models.Model):
    """One version of an agreement, never changed: a new one takes its place, and signatures stay with what was signed.

    `body_sealed` holds the terms and the text that the sides read; `sha256` is the digest of that text.
    """

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="drafts")
    n = models.SmallIntegerField()
    body_sealed = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    made_by = models.CharField(max_length=120, blank=True)
    made_at = models.DateTimeField()

    class Meta:
        app_label = "disputes"
        constraints = [models.UniqueConstraint(fields=["agreement", "n"], name="draft_once")]


class SignatureWay(models.TextChoices):
    """How somebody signed."""

    PAPER = "paper", "在纸上签名"
    SCREEN = "screen", "用查询密码在线签名"


class Signature(models.Model):
    """One signature under one draft. `side_id` is None for the mediator; `name` is sealed for everybody else."""

    draft = models.ForeignKey(AgreementDraft, on_delete=models.PROTECT, related_name="signatures")
    side_id = models.BigIntegerField(null=True, blank=True)
    side = models.CharField(max_length=8, blank=True)
    signed_on = models.DateField()
    name_sealed = models.BinaryField(default=b"", blank=True)
    account_id = models.BigIntegerField(null=True, blank=True)
    way = models.CharField(max_length=8, choices=SignatureWay.choices)
    attachment_id = models.BigIntegerField(null=True, blank=True)
    recorded_by = models.CharField(max_length=120, blank=True)
    at = models.DateTimeField()

    class Meta:
        app_label = "disputes"
        constraints = [
            models.UniqueConstraint(
                fields=["draft", "side_id"], condition=models.Q(side_id__isnull=False), name="side_signs_once"
            ),
            models.UniqueConstraint(
                fields=["draft"], condition=models.Q(side_id__isnull=True), name="mediator_signs_once"
            ),
            models.CheckConstraint(
                condition=models.Q(way="screen") | models.Q(attachment_id__isnull=False),
                name="paper_signature_is_scanned",
            ),
        ]


class ItemState(models.TextChoices):
    """Where one performance stands."""

    OPEN = "open", "待履行"
    REPORTED = "reported", "说已履行，待核对"
    PERFORMED = "performed", "已履行"
    BREACHED = "breached", "未履行"


class PerformanceItem(models.Model):
    """One performance that the agreement asks for: of whom, to whom, by when, and what became of it.

    What is to be done stands in the draft's clause, sealed like all of it.
    """

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="items")
    matter_id = models.BigIntegerField(db_index=True)
    clause = models.SmallIntegerField()
    part = models.SmallIntegerField(default=0)
    by_side = models.CharField(max_length=8)
    to_side = models.CharField(max_length=8, blank=True)
    fen = models.BigIntegerField(default=0)
    due_on = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=ItemState.choices, default=ItemState.OPEN)
    performed_on = models.DateField(null=True, blank=True)
    proof_ids = ArrayField(models.BigIntegerField(), default=list, blank=True)
    breached_on = models.DateField(null=True, blank=True)

    class Meta:
        app_label = "disputes"
        constraints = [
            models.UniqueConstraint(fields=["agreement", "clause", "part"], name="item_once"),
            models.CheckConstraint(
                condition=~models.Q(state="performed") | models.Q(performed_on__isnull=False),
                name="performed_item_has_day",
            ),
        ]
        indexes = [
            models.Index(fields=["due_on", "id"], name="item_due", condition=~models.Q(state="performed"))
        ]


class Said(models.TextChoices):
    """What was said of a performance."""

    PERFORMED = "performed", "已经履行"
    RECEIVED = "received", "确认已履行"
    NOT_RECEIVED = "not_received", "没有履行"
    BREACHED = "breached", "登记未履行"
    URGED = "urged", "督促履行"


class PerformanceWord(models.Model):
    """What a side or the organisation said of one performance; kept in order, never changed."""

    item = models.ForeignKey(PerformanceItem, on_delete=models.PROTECT, related_name="words")
    side = models.CharField(max_length=8, blank=True)
    said = models.CharField(max_length=12, choices=Said.choices)
    day = models.DateField(null=True, blank=True)
    words_sealed = models.BinaryField(default=b"", blank=True)
    by_name = models.CharField(max_length=120, blank=True)
    at = models.DateTimeField()

    class Meta:
        app_label = "disputes"


class Reminder(models.Model):
    """That a side was reminded of one performance, once of each kind."""

    item = models.ForeignKey(PerformanceItem, on_delete=models.PROTECT, related_name="reminders")
    kind = models.CharField(max_length=10)
    at = models.DateTimeField()

    class Meta:
        app_label = "disputes"
        constraints = [models.UniqueConstraint(fields=["item", "kind"], name="reminder_once")]
