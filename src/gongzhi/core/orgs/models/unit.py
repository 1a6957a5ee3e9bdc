"""A body that may own or handle matters, and who came after whom."""

from datetime import date
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q


class UnitKind(models.TextChoices):
    """What sort of body a unit is."""

    CENTRE = "centre", "社会治理中心"
    DEPARTMENT = "department", "部门"
    UTILITY = "utility", "公共服务企业"
    VILLAGE = "village", "村(社区)"
    COMMITTEE = "committee", "调解委员会"
    COURT = "court", "法院"
    ORGANISATION = "organisation", "社会组织"


class UnitQuerySet(models.QuerySet["Unit"]):
    """Filters over units."""

    def standing(self, on: date) -> Self:
        """Return units that exist on a day; `valid_to` is the first day on which a unit is no more."""
        return self.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=on), valid_from__lte=on)

    def under(self, unit_id: int) -> Self:
        """Return the unit and all below it."""
        return self.filter(path__contains=[unit_id])


class Unit(models.Model):
    """One body from `valid_from` until the day before `valid_to`; `path` holds the ids from the root to itself.

    `code` is ours to choose and belongs to one standing unit at a time; `area_code` is the division it works for.
    """

    code = models.CharField(max_length=40)
    name = models.CharField(max_length=120)
    name_en = models.CharField(max_length=160, blank=True)
    kind = models.CharField(max_length=16, choices=UnitKind.choices)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    area_code = models.CharField(max_length=15, blank=True)
    depth = models.SmallIntegerField()
    path = ArrayField(models.BigIntegerField())
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    objects = UnitQuerySet.as_manager()

    class Meta:
        app_label = "orgs"
        constraints = [
            models.UniqueConstraint(
                fields=["code"], condition=Q(valid_to__isnull=True), name="unit_code_once"
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
                name="unit_days_in_order",
            ),
            models.CheckConstraint(condition=Q(depth__gte=1, depth__lte=6), name="unit_depth_one_to_six"),
        ]
        indexes = [models.Index(fields=["area_code", "kind"], name="unit_area")]

    def __str__(self) -> str:
        """Return code and name."""
        return f"{self.code} {self.name}"


class SuccessionKind(models.TextChoices):
    """How one unit came after another."""

    MERGED = "merged", "合并"
    SPLIT = "split", "拆分"
    RENAMED = "renamed", "更名"
    MOVED = "moved", "划转"


class Succession(models.Model):
    """From a day on, `successor` stands where `predecessor` stood, wholly or (after a split) in part."""

    predecessor = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="followed_by")
    successor = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="came_from")
    on = models.DateField()
    kind = models.CharField(max_length=10, choices=SuccessionKind.choices)
    why = models.CharField(max_length=300, blank=True)

    class Meta:
        app_label = "orgs"
        constraints = [
            models.UniqueConstraint(fields=["predecessor", "successor"], name="succession_once"),
            models.CheckConstraint(condition=~Q(predecessor=F("successor")), name="succession_of_another"),
        ]

    def __str__(self) -> str:
        """Return who came after whom."""
        return f"{self.predecessor_id} → {self.successor_id}"
