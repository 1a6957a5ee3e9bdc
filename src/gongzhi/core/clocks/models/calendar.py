"""Days that a yearly notice of the State Council sets as working or rest days, over the published tables."""

from django.db import models


class CalendarImport(models.Model):
    """One imported yearly table: who brought it, from which file, and what it moved."""

    imported_at = models.DateTimeField()
    imported_by = models.CharField(max_length=120)
    source = models.CharField(max_length=300)
    days = models.IntegerField()
    clocks_moved = models.IntegerField(default=0)

    class Meta:
        app_label = "clocks"


class CalendarDay(models.Model):
    """One day of such a table; the newest import of a day holds."""

    day = models.DateField(primary_key=True)
    is_working = models.BooleanField()
    name = models.CharField(max_length=60, blank=True)
    source = models.ForeignKey(CalendarImport, on_delete=models.PROTECT)

    class Meta:
        app_label = "clocks"
