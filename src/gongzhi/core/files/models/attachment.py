"""What somebody attached to a matter."""

from django.db import models


class FileKind(models.TextChoices):
    """What an attachment is, decided by its content."""

    IMAGE = "image", "图片"
    DOCUMENT = "document", "文档"
    AUDIO = "audio", "录音"
    VIDEO = "video", "视频"


class Attachment(models.Model):
    """A stored upload. `sha256` names the bytes kept; `source_sha256` the bytes sent, so a repeat is recognised.

    `is_internal` keeps it among staff; `is_public` shows it to everybody where the matter itself is public.
    """

    matter_id = models.BigIntegerField()
    name = models.CharField(max_length=160)
    kind = models.CharField(max_length=10, choices=FileKind.choices)
    media_type = models.CharField(max_length=100)
    size = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    source_sha256 = models.CharField(max_length=64)
    width = models.IntegerField(null=True, blank=True)
    height = models.IntegerField(null=True, blank=True)
    is_public = models.BooleanField(default=False)
    is_internal = models.BooleanField(default=False)
    by_kind = models.CharField(max_length=10)
    by_name = models.CharField(max_length=120, blank=True)
    by_unit = models.CharField(max_length=120, blank=True)
    made_at = models.DateTimeField()

    class Meta:
        app_label = "files"
        constraints = [
            models.UniqueConstraint(fields=["matter_id", "source_sha256"], name="attachment_once"),
            models.CheckConstraint(
                condition=~models.Q(is_public=True, is_internal=True), name="attachment_not_both"
            ),
        ]
        indexes = [models.Index(fields=["sha256"], name="attachment_sha256")]

    def __str__(self) -> str:
        """Return the name."""
        return self.name
