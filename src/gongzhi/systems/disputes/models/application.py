"""An application to an institution: what is asked of whom, and the people and papers on its way to a decision."""

from django.db import models


class Application(models.Model):
    """One proceeding before an institution, here or elsewhere; who applies is the matter's own resident.

    `institution_id` is the unit that decides here, `body` the name of one elsewhere. The respondent's contact is sealed.
    """

    proceeding_id = models.BigIntegerField(primary_key=True)
    matter_id = models.BigIntegerField(db_index=True)
    procedure = models.CharField(max_length=40)
    institution_id = models.BigIntegerField(null=True, blank=True)
    body = models.TextField(blank=True)
    reference = models.CharField(max_length=80, blank=True)
    respondent = models.CharField(max_length=200, blank=True)
    respondent_sealed = models.BinaryField(default=b"", blank=True)
    act = models.TextField(blank=True)
    """The administrative act that reconsideration is about."""
    people = models.IntegerField(default=1)
    filed_on = models.DateField()
    accepted_on = models.DateField(null=True, blank=True)
    track = models.CharField(max_length=40, blank=True)
    defence = models.TextField(blank=True)
    defence_on = models.DateField(null=True, blank=True)

    class Meta:
        app_label = "disputes"
        constraints = [
            models.CheckConstraint(condition=models.Q(people__gte=1), name="application_has_people")
        ]
        indexes = [
            models.Index(
                fields=["institution_id", "procedure", "-filed_on"],
                name="application_of_institution",
                condition=models.Q(institution_id__isnull=False),
            )
        ]


class ApplicationClaim(models.Model):
    """One thing asked for; `fen` is None where it is no sum."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="claims")
    n = models.SmallIntegerField()
    text = models.TextField()
    fen = models.BigIntegerField(null=True, blank=True)

    class Meta:
        app_label = "disputes"
        constraints = [models.UniqueConstraint(fields=["application", "n"], name="claim_once")]


class SpeakerKind(models.TextChoices):
    """Who speaks for a side."""

    ELECTED = "elected", "推举的代表人"
    LAWYER = "lawyer", "律师、法律工作者"
    LEGAL_AID = "legal_aid", "法律援助人员"
    RELATIVE = "relative", "近亲属"
    STAFF = "staff", "单位工作人员"
    OTHER = "other", "其他代理人"


class CaseSide(models.TextChoices):
    """The sides of a case before an institution."""

    APPLICANT = "applicant", "申请人"
    RESPONDENT = "respondent", "被申请人"
    THIRD = "third", "第三人"


class Speaker(models.Model):
    """Somebody who speaks for a side; his name is sealed. Special powers (to settle, waive, admit) are named."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="speakers")
    side = models.CharField(max_length=10, choices=CaseSide.choices)
    kind = models.CharField(max_length=10, choices=SpeakerKind.choices)
    name_sealed = models.BinaryField()
    has_special_powers = models.BooleanField(default=False)
    added_by = models.CharField(max_length=120)
    added_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        app_label = "disputes"


class EvidenceItem(models.Model):
    """One line of the list of evidence, and what the other side said about it."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="evidence")
    n = models.SmallIntegerField()
    side = models.CharField(max_length=10, choices=CaseSide.choices)
    title = models.CharField(max_length=200)
    source = models.CharField(max_length=200, blank=True)
    proves = models.CharField(max_length=500)
    pages = models.SmallIntegerField(null=True, blank=True)
    attachment_id = models.BigIntegerField(null=True, blank=True)
    answer = models.CharField(max_length=500, blank=True)
    is_late = models.BooleanField(default=False)
    added_by = models.CharField(max_length=120)
    added_at = models.DateTimeField()

    class Meta:
        app_label = "disputes"
        constraints = [models.UniqueConstraint(fields=["application", "n"], name="evidence_once")]


class ServicePaper(models.TextChoices):
    """What was served."""

    COPY = "copy", "申请书副本"
    DEFENCE = "defence", "答辩书、答复书副本"
    DECISION = "decision", "裁决书、决定书"
    NOTICE = "notice", "通知书"
    OTHER = "other", "其他文书"


class ServiceWay(models.TextChoices):
    """How it was served (民事诉讼法 art. 88 to 95)."""

    IN_PERSON = "in_person", "直接送达"
    LEFT = "left", "留置送达"
    ELECTRONIC = "electronic", "电子送达"
    POST = "post", "邮寄送达"
    ENTRUSTED = "entrusted", "委托送达"
    PUBLIC_NOTICE = "public_notice", "公告送达"


class Service(models.Model):
    """One paper served on one side, with its proof."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="services")
    paper = models.CharField(max_length=10, choices=ServicePaper.choices)
    side = models.CharField(max_length=10, choices=CaseSide.choices)
    way = models.CharField(max_length=14, choices=ServiceWay.choices)
    served_on = models.DateField()
    proof = models.CharField(max_length=300, blank=True)
    by_name = models.CharField(max_length=120)
    at = models.DateTimeField()

    class Meta:
        app_label = "disputes"
