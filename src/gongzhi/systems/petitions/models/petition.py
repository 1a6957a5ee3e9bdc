"""What is known of a matter as a petition, and who stepped aside in it."""

from django.db import models


class Kind(models.TextChoices):
    """The three classes (信访工作条例 art. 28 to 31)."""

    SUGGESTION = "suggestion", "建议意见类"
    ACCUSATION = "accusation", "检举控告类"
    CLAIM = "claim", "申诉求决类"


class Route(models.TextChoices):
    """The six ways of a claim (信访工作条例 art. 31)."""

    LITIGATION = "litigation", "诉讼、复议、检察、公安"
    ARBITRATION = "arbitration", "仲裁"
    PARTY = "party", "党员申诉、纪检"
    ADMINISTRATIVE = "administrative", "裁决、确认、许可、处罚等"
    DUTY = "duty", "履行职责、查处违法"
    PETITION = "petition", "信访程序"


class Petition(models.Model):
    """One petition's class and route; the unit is the matter, nothing here leads to another matter of somebody."""

    matter_id = models.BigIntegerField(primary_key=True)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    route = models.CharField(max_length=16, choices=Route.choices, blank=True)
    route_body = models.CharField(max_length=300, blank=True)
    is_real_name = models.BooleanField(default=False)
    is_joint = models.BooleanField(default=False)
    is_against_root = models.BooleanField(default=False, db_default=False)
    """It complains about the highest body of this platform: nobody here may decide it, it is passed up or out."""
    sorted_at = models.DateTimeField()
    sorted_by = models.BigIntegerField(null=True, blank=True)
    """The account that sorted or routed it last, who does not review the sorting."""

    class Meta:
        app_label = "petitions"


class Recusal(models.Model):
    """Somebody of the staff who takes no part in a matter because of a direct interest (信访工作条例 art. 28)."""

    matter_id = models.BigIntegerField()
    account_id = models.BigIntegerField()
    name = models.CharField(max_length=120)
    reason = models.TextField()
    by_name = models.CharField(max_length=120)
    at = models.DateTimeField()

    class Meta:
        app_label = "petitions"
        constraints = [models.UniqueConstraint(fields=["matter_id", "account_id"], name="recused_once")]
