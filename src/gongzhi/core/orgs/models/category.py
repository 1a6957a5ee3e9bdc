"""What a matter is about: our own tree on two levels."""

from django.db import models


class Category(models.Model):
    """One category; `code` is the parent's code, a dot, and its own word, e.g. `noise.construction`.

    `is_public_safe` says that a matter of it may be shown to the public unless a person decides otherwise.
    `not_accepted_reason` is filled where the law sends such matters elsewhere, and says where.
    """

    code = models.CharField(max_length=60, primary_key=True)
    title = models.CharField(max_length=60)
    title_en = models.CharField(max_length=80)
    about = models.CharField(max_length=300, blank=True)
    about_en = models.CharField(max_length=300, blank=True)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    order = models.SmallIntegerField(default=0)
    is_urgent = models.BooleanField(default=False)
    is_public_safe = models.BooleanField(default=False)
    not_accepted_reason = models.CharField(max_length=300, blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        app_label = "orgs"

    def __str__(self) -> str:
        """Return code and title."""
        return f"{self.code} {self.title}"
