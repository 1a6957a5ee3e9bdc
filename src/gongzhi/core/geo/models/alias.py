"""Other names of places: what people say and no table of areas holds, such as an old town's name or an estate's."""

from django.db import models
from django.db.models import Q


class Alias(models.Model):
    """A name for an area between two days; what is ended stays, so that old answers can be explained."""

    name = models.CharField(max_length=60)
    area_code = models.CharField(max_length=15)
    note = models.CharField(max_length=200, blank=True)
    made_by = models.CharField(max_length=120)
    made_at = models.DateTimeField()
    ended_by = models.CharField(max_length=120, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        app_label = "geo"
        db_table = "geo_alias"
        constraints = [
            models.UniqueConstraint(
                fields=["name", "area_code"], name="geo_alias_once", condition=Q(ended_at__isnull=True)
            )
        ]

    def __str__(self) -> str:
        """Return name and code."""
        return f"{self.name}={self.area_code}"
