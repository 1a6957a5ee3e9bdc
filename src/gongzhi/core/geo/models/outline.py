"""The outline of an area."""

from django.db import models
from django.db.models import F, Q

from gongzhi.core.geo.models.area import Area


class Outline(models.Model):
    """Where an area lies, in WGS 84 degrees: exact for locating (`wkb`), simplified for maps (`shape`, GeoJSON).

    `source` says where it comes from; `is_synthetic` that a program drew it and that it is no real boundary.
    """

    area = models.OneToOneField(Area, primary_key=True, on_delete=models.PROTECT, related_name="outline")
    wkb = models.BinaryField()
    shape = models.TextField()
    west = models.FloatField()
    south = models.FloatField()
    east = models.FloatField()
    north = models.FloatField()
    is_synthetic = models.BooleanField(default=False)
    source = models.CharField(max_length=200)

    class Meta:
        app_label = "geo"
        constraints = [
            models.CheckConstraint(
                condition=Q(west__lte=F("east"), south__lte=F("north")), name="outline_box_in_order"
            ),
        ]

    def __str__(self) -> str:
        """Return the area's id."""
        return str(self.area_id)
