"""An area of any level, and who came after whom."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q


class AreaQuerySet(models.QuerySet["Area"]):
    """Filters over areas."""

    def standing(self, on: date) -> Self:
        """Return areas that exist on a day; `valid_to` is the first day on which an area is no more."""
        return self.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=on), valid_from__lte=on)

    def current(self) -> Self:
        """Return areas that were not abolished."""
        return self.filter(valid_to__isnull=True)


class Area(models.Model):
    """One area from `valid_from` until the day before `valid_to`.

    A code belongs to one standing area at a time; abolished ones stay, so that old matters keep their place.
    `is_synthetic` says that a program made the area up (demonstration grids); `layer` names the layer of a grid.
    """

    code = models.CharField(max_length=15)
    level = models.SmallIntegerField()
    name = models.CharField(max_length=80)
    parent_code = models.CharField(max_length=12, blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    population = models.IntegerField(null=True, blank=True)
    population_on = models.DateField(null=True, blank=True)
    """The day of which the population holds."""
    population_source = models.CharField(max_length=200, blank=True, default="", db_default="")
    layer = models.CharField(max_length=40, blank=True)
    is_synthetic = models.BooleanField(default=False)
    source = models.CharField(max_length=200)

    objects = AreaQuerySet.as_manager()

    class Meta:
        app_label = "geo"
        constraints = [
            models.UniqueConstraint(
                fields=["code"], condition=Q(valid_to__isnull=True), name="area_code_once"
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
                name="area_days_in_order",
            ),
            models.CheckConstraint(
                condition=Q(level=2, code__regex=r"^\d{4}$")
                | Q(level=3, code__regex=r"^\d{6}$")
                | Q(level=4, code__regex=r"^\d{9}$")
                | Q(level=5, code__regex=r"^\d{12}$")
                | Q(level=6, code__regex=r"^\d{15}$"),
                name="area_code_of_its_level",
            ),
        ]
        indexes = [
            models.Index(fields=["parent_code"], name="area_parent"),
            models.Index(fields=["code"], name="area_code"),
        ]

    def __str__(self) -> str:
        """Return code and name."""
        return f"{self.code} {self.name}"


class SuccessionKind(models.TextChoices):
    """How one area came after another."""

    MERGED = "merged", "合并"
    SPLIT = "split", "拆分"
    RENAMED = "renamed", "更名"
    RECODED = "recoded", "代码变更"
    REDRAWN = "redrawn", "网格重划"


class Succession(models.Model):
    """From a day on, `successor` stands where `predecessor` stood, wholly or (after a split) in part."""

    predecessor = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="followed_by")
    successor = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="came_from")
    on = models.DateField()
    kind = models.CharField(max_length=10, choices=SuccessionKind.choices)
    why = models.CharField(max_length=300, blank=True)

    class Meta:
        app_label = "geo"
        constraints = [
            models.UniqueConstraint(fields=["predecessor", "successor"], name="area_succession_once"),
            models.CheckConstraint(
                condition=~Q(predecessor=F("successor")), name="area_succession_of_another"
            ),
        ]

    def __str__(self) -> str:
        """Return who came after whom."""
        return f"{self.predecessor_id} → {self.successor_id}"


class Version(models.Model):
    """The mark of the last write; processes compare it to know that what they hold in memory is old."""

    name = models.CharField(max_length=20, primary_key=True)
    mark = models.CharField(max_length=32)

    class Meta:
        app_label = "geo"

    def __str__(self) -> str:
        """Return the mark."""
        return self.mark
