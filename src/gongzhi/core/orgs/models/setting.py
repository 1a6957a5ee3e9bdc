"""What an installation set otherwise than shipped, and the mark by which every process sees that something changed."""

from django.db import models
from django.db.models import Q


class Setting(models.Model):
    """The value of one declared setting, with where it comes from and who confirmed it."""

    name = models.CharField(max_length=80, primary_key=True)
    value = models.JSONField()
    source = models.CharField(max_length=300)
    set_by = models.CharField(max_length=120)
    set_at = models.DateTimeField()
    confirmed_by = models.CharField(max_length=120, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        app_label = "orgs"
        constraints = [
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True, confirmed_by="")
                | (Q(confirmed_at__isnull=False) & ~Q(confirmed_by="")),
                name="setting_confirmed_by_somebody",
            )
        ]

    def __str__(self) -> str:
        """Return the name."""
        return self.name


class Version(models.Model):
    """One row whose mark is new after every write to the tables that processes keep in memory."""

    name = models.CharField(max_length=20, primary_key=True)
    mark = models.CharField(max_length=32)

    class Meta:
        app_label = "orgs"

    def __str__(self) -> str:
        """Return name and mark."""
        return f"{self.name}:{self.mark}"
