"""A dispute as a case of mediation: what it is about, its sides, their keys, and whether they agree."""

from django.db import models

from gongzhi.systems.disputes.rules.causes import CAUSES, MEDIATIONS

_CAUSES = [(name, titles[0]) for name, titles in CAUSES.items()]
_KINDS = [(name, titles[0]) for name, titles in MEDIATIONS.items()]


class Origin(models.TextChoices):
    """How a case came (人民调解法 art. 17: on application, or on the committee's own initiative)."""

    ONE_SIDE = "one_side", "一方申请"
    BOTH_SIDES = "both_sides", "双方申请"
    OWN = "own", "主动调解"
    MATTER = "matter", "由在办事项转入"
    COURT = "court", "法院委派、委托"


class Case(models.Model):
    """One matter as a case of mediation; it stays one row through hand-overs, `kind` follows.

    `amount` is in fen. `mediator_id` is an account, `network_mediator_id` a person of the mediation network.
    """

    matter_id = models.BigIntegerField(primary_key=True)
    kind = models.CharField(max_length=40, choices=_KINDS)
    cause = models.CharField(max_length=24, choices=_CAUSES)
    amount = models.BigIntegerField(null=True, blank=True)
    people = models.IntegerField(default=2)
    is_open_session = models.BooleanField(default=False)
    origin = models.CharField(max_length=12, choices=Origin.choices)
    court_reference = models.CharField(max_length=80, blank=True)
    unit_id = models.BigIntegerField(null=True, blank=True)
    mediator_id = models.BigIntegerField(null=True, blank=True)
    network_mediator_id = models.BigIntegerField(null=True, blank=True)
    mediator_name = models.CharField(max_length=120, blank=True)
    registered_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    ending = models.CharField(max_length=40, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        app_label = "disputes"
        constraints = [
            models.CheckConstraint(condition=models.Q(people__gte=2), name="case_has_people"),
            models.CheckConstraint(
                condition=models.Q(amount__isnull=True) | models.Q(amount__gte=0),
                name="case_amount_not_negative",
            ),
            models.CheckConstraint(
                condition=models.Q(ending="", ended_at__isnull=True) | models.Q(ended_at__isnull=False),
                name="case_ended_has_day",
            ),
        ]
        indexes = [
            models.Index(
                fields=["mediator_id"], name="case_of_mediator", condition=models.Q(mediator_id__isnull=False)
            ),
            models.Index(fields=["unit_id", "-registered_at"], name="case_of_unit"),
            models.Index(fields=["cause", "registered_at"], name="case_cause"),
        ]


class Part(models.TextChoices):
    """What a side is in the dispute."""

    APPLICANT = "applicant", "申请人"
    RESPONDENT = "respondent", "被申请人"
    THIRD = "third", "第三人"


class Representative(models.TextChoices):
    """Who speaks for a side."""

    LAWYER = "lawyer", "律师"
    RELATIVE = "relative", "近亲属"
    LEGAL = "legal", "法定代理人"
    CHOSEN = "chosen", "推选的代表人"
    STAFF = "staff", "单位工作人员"
    OTHER = "other", "其他代理人"


class Side(models.Model):
    """One side of one case; who it is stands sealed in the identity's own table, for this matter alone.

    `code` ("a", "b", …) is what walls, agreements and signatures speak of. `people` is how many stand behind it.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="sides")
    code = models.CharField(max_length=8)
    part = models.CharField(max_length=10, choices=Part.choices)
    is_organisation = models.BooleanField(default=False)
    resident_id = models.BigIntegerField(null=True, blank=True)
    address_sealed = models.BinaryField(default=b"", blank=True)
    people = models.IntegerField(default=1)
    unit_id = models.BigIntegerField(null=True, blank=True)
    """The body of the platform that this side is, where it is one."""
    representative_id = models.BigIntegerField(null=True, blank=True)
    """The representative as he stands in this matter (a sealed row, as `resident_id` is)."""
    representative_kind = models.CharField(max_length=10, choices=Representative.choices, blank=True)
    added_at = models.DateTimeField()

    class Meta:
        app_label = "disputes"
        constraints = [
            models.UniqueConstraint(fields=["case", "code"], name="side_once"),
            models.CheckConstraint(condition=models.Q(people__gte=1), name="side_has_people"),
        ]


class SideKey(models.Model):
    """What opens the parties' own page for one side: the matter's number with a secret, kept as a keyed hash only."""

    side = models.ForeignKey(Side, on_delete=models.PROTECT, related_name="keys")
    secret_hash = models.CharField(max_length=60)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=120, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        app_label = "disputes"


class About(models.TextChoices):
    """What a side is asked to agree to."""

    MEDIATION = "mediation", "同意调解"
    EXTENSION = "extension", "同意延长期限"
    EXPERT = "expert", "同意鉴定评估"


class Answer(models.TextChoices):
    """How a side answered."""

    ASKED = "asked", "已征求，未答复"
    GIVEN = "given", "同意"
    REFUSED = "refused", "不同意"
    WITHDRAWN = "withdrawn", "先同意后撤回"
    UNREACHABLE = "unreachable", "联系不上"


class Way(models.TextChoices):
    """By which way it answered."""

    IN_PERSON = "in_person", "当面"
    PHONE = "phone", "电话"
    PAPER = "paper", "书面"
    PAGE = "page", "网上"


class Consent(models.Model):
    """One question to one side and its answer. `detail` is the kind of mediation, or the number of days asked for.

    A consent to extend or to ask an expert is used once (`used_at`). `words_sealed` is what the side said.
    """

    side = models.ForeignKey(Side, on_delete=models.PROTECT, related_name="consents")
    proceeding_id = models.BigIntegerField()
    about = models.CharField(max_length=12, choices=About.choices)
    detail = models.CharField(max_length=60, blank=True)
    answer = models.CharField(max_length=12, choices=Answer.choices, default=Answer.ASKED)
    way = models.CharField(max_length=10, choices=Way.choices, blank=True)
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    recorded_by = models.CharField(max_length=120, blank=True)
    words_sealed = models.BinaryField(default=b"", blank=True)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        app_label = "disputes"
        constraints = [
            models.UniqueConstraint(
                fields=["side", "about", "detail"],
                condition=models.Q(used_at__isnull=True),
                name="one_open_question",
            )
        ]
