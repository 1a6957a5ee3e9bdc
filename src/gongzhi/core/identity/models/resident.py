"""Residents as they stand in one matter, and the receipts that open it. One row per matter: never a profile."""

from django.db import models


class ReceiptKind(models.TextChoices):
    """Whether the holder brought the matter or joined it."""

    MATTER = "matter", "提出"
    FOLLOW = "follow", "跟随"


class Resident(models.Model):
    """What somebody told about himself in one matter, sealed. There is no hash to find a person by: that is a red line."""

    name_sealed = models.BinaryField(default=b"", blank=True)
    contact_sealed = models.BinaryField(default=b"", blank=True)
    made_at = models.DateTimeField()

    class Meta:
        app_label = "identity"


class Receipt(models.Model):
    """Number and secret; only a keyed hash of the secret is kept. Several receipts may bear one matter's number."""

    matter_id = models.BigIntegerField()
    resident_id = models.BigIntegerField(null=True, blank=True)
    number = models.CharField(max_length=24)
    secret_hash = models.CharField(max_length=60)
    made_at = models.DateTimeField()
    kind = models.CharField(max_length=8, choices=ReceiptKind.choices, default=ReceiptKind.MATTER)

    class Meta:
        app_label = "identity"
        # Not `db_index`: that would add a second index for LIKE, which nobody asks and every import would pay for.
        indexes = [models.Index(fields=["number"], name="receipt_number")]
