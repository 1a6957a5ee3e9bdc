"""Days that a yearly notice of the State Council sets as working or rest days, over the published tables."""

from django.db import models


class CalendarImport(models.Model):
    """One imported yearly table: who brought it, from which file, and what it moved."""

    imported_at = models.DateTimeField()
    imported_by = models.CharField(max_length=120)
    source = models.CharField(max_length=300)
    days = models.IntegerField()
    clocks_moved = models.IntegerField(default=0)
    finished_at = models.DateTimeField(null=True, blank=True)
    """When every open clock had been computed again; empty after a crash, and then it is done again."""

    class Meta:
        app_label = "clocks"

    def __str__(self) -> str:
        """Return where it came from."""
        return self.source


class CalendarDay(models.Model):
    """One day of such a table; the newest import of a day holds."""

    day = models.DateField(primary_key=True)
    is_working = models.BooleanField()
    name = models.CharField(max_length=60, blank=True)
    source = models.ForeignKey(CalendarImport, on_delete=models.PROTECT)

    class Meta:
        app_label = "clocks"

    def __str__(self) -> str:
        """Return the day and whether it is worked."""
        return f"{self.day} {'班' if self.is_working else '休'}"
