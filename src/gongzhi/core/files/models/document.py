"""A numbered document: the data it was made from, and the PDF once it has been rendered."""

from django.db import models


class NumberCounter(models.Model):
    """The last number given out under one prefix in one year; its row lock keeps the numbers without gaps."""

    prefix = models.CharField(max_length=20)
    year = models.SmallIntegerField()
    last = models.IntegerField(default=0)

    class Meta:
        app_label = "files"
        constraints = [models.UniqueConstraint(fields=["prefix", "year"], name="number_counter_once")]


class Document(models.Model):
    """One version of a numbered letter. A correction is a new version under the same number, never an overwrite.

    `data` is the snapshot that the PDF prints. `pdf_sha256` is "" until it has been rendered.
    `verify_code` is printed on the letter; with the number it proves that the letter is ours. `matter_id` is None for
    what concerns no single matter (minutes, a policy suggestion); its kind says who reads it.
    """

    matter_id = models.BigIntegerField(null=True, blank=True)
    proceeding_id = models.BigIntegerField(null=True, blank=True)
    template = models.CharField(max_length=40)
    title = models.CharField(max_length=120)
    prefix = models.CharField(max_length=20)
    year = models.SmallIntegerField()
    n = models.IntegerField()
    version = models.SmallIntegerField(default=1)
    number = models.CharField(max_length=60)
    verify_code = models.CharField(max_length=24)
    data = models.JSONField(default=dict)
    unit_id = models.BigIntegerField(null=True, blank=True)
    unit_name = models.CharField(max_length=120, blank=True)
    made_by = models.CharField(max_length=120, blank=True)
    made_at = models.DateTimeField()
    pdf_sha256 = models.CharField(max_length=64, blank=True)
    pdf_size = models.IntegerField(default=0)

    class Meta:
        app_label = "files"
        constraints = [
            models.UniqueConstraint(fields=["prefix", "year", "n", "version"], name="document_number_once"),
        ]
        indexes = [
            models.Index(fields=["matter_id", "id"], name="document_matter"),
            models.Index(fields=["number"], name="document_number"),
            models.Index(fields=["id"], name="document_to_render", condition=models.Q(pdf_sha256="")),
        ]

    def __str__(self) -> str:
        """Return number and title."""
        return f"{self.number} {self.title}"
