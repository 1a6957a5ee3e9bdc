"""The matter itself: what was said, where, who answers for it, and by when."""

from collections.abc import Sequence
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q


class Channel(models.TextChoices):
    """By which way a matter came in."""

    WEB = "web", "网上"
    PHONE = "phone", "电话"
    WINDOW = "window", "窗口"
    LETTER = "letter", "信件"
    VISIT = "visit", "走访"
    GRID = "grid", "网格上报"
    TRANSFER = "transfer", "上级交转"
    OPEN311 = "open311", "Open311"
    IMPORT = "import", "批量导入"


class Stage(models.TextChoices):
    """The coarse stage that every procedure's states belong to; lists and figures use it."""

    INTAKE = "intake", "待分派"
    HANDLING = "handling", "办理中"
    ANSWERED = "answered", "已答复"
    CHECKING = "checking", "核查回访"
    CLOSED = "closed", "已办结"


class MatterQuerySet(models.QuerySet["Matter"]):
    """Filters over matters; who may see which is decided in `queries.py`."""

    def open(self) -> Self:
        """Return matters that are not ended."""
        return self.filter(is_open=True)

    def under(self, unit_id: int, depth: int) -> Self:
        """Return matters whose owner is the unit or below it; `depth` is the unit's depth, the root being 1."""
        return self.filter(**{f"owner_l{depth}": unit_id})

    def located(self) -> Self:
        """Return matters with coordinates."""
        return self.filter(lon__isnull=False)


class Matter(models.Model):
    """Columns from `status` on are caches of the ledger, proved by `gongzhi ledger rebuild --check`.

    `owner_l1..owner_l6` are the owner unit and its ancestors by depth, so that the open list of a unit of any level
    is one partial index. Coordinates are WGS 84 degrees.
    """

    id = models.BigIntegerField(primary_key=True)
    number = models.CharField(max_length=24, unique=True)
    system = models.CharField(max_length=40)
    channel = models.CharField(max_length=12, choices=Channel.choices)
    title = models.CharField(max_length=200)
    text = models.TextField()
    category = models.CharField(max_length=60, blank=True)
    place = models.CharField(max_length=300, blank=True)
    lon = models.FloatField(null=True, blank=True)
    lat = models.FloatField(null=True, blank=True)
    h3 = models.CharField(max_length=15, blank=True)
    area_code = models.CharField(max_length=15, blank=True)
    county_code = models.CharField(max_length=6, blank=True)
    township_code = models.CharField(max_length=9, blank=True)
    village_code = models.CharField(max_length=12, blank=True)
    grid_code = models.CharField(max_length=15, blank=True)
    is_anonymous = models.BooleanField(default=False)
    is_public = models.BooleanField(default=False)
    """Whether everybody may read it: only after the resident agreed and a person at the centre has read it."""
    wants_public = models.BooleanField(default=False, db_default=False)
    """Whether the resident agreed that everybody may read it; by itself it shows nothing to anybody."""
    is_sealed = models.BooleanField(default=False)
    """Accusations and the like: readable by the owner unit only, never by others through their place in the tree."""
    resident_id = models.BigIntegerField(null=True, blank=True)
    complained_units = ArrayField(models.BigIntegerField(), default=list, blank=True)
    source_key = models.CharField(max_length=160, null=True, blank=True)
    submit_key = models.CharField(max_length=80, null=True, blank=True)
    opened_at = models.DateTimeField()
    brought_at = models.DateTimeField()
    """When the resident said it; equals `opened_at` but for imported matters."""

    status = models.CharField(max_length=60)
    stage = models.CharField(max_length=12, choices=Stage.choices)
    is_open = models.BooleanField(default=True)
    is_urgent = models.BooleanField(default=False)
    owner_id = models.BigIntegerField(null=True, blank=True)
    owner_l1 = models.BigIntegerField(null=True, blank=True)
    owner_l2 = models.BigIntegerField(null=True, blank=True)
    owner_l3 = models.BigIntegerField(null=True, blank=True)
    owner_l4 = models.BigIntegerField(null=True, blank=True)
    owner_l5 = models.BigIntegerField(null=True, blank=True)
    owner_l6 = models.BigIntegerField(null=True, blank=True)
    lead_id = models.BigIntegerField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    ending = models.CharField(max_length=60, blank=True)
    merged_into_id = models.BigIntegerField(null=True, blank=True)
    parent_id = models.BigIntegerField(null=True, blank=True)
    reopened = models.SmallIntegerField(default=0)
    returned = models.SmallIntegerField(default=0)
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    before: tuple[Sequence[int], str] | None = None
    """Where it was counted among the open ones when it was locked; not a column."""
    found_by: str = ""
    """The published answer by which it was found when it was locked; not a column."""

    objects = MatterQuerySet.as_manager()

    class Meta:
        app_label = "matters"
        constraints = [
            models.UniqueConstraint(fields=["source_key"], name="matter_source_once"),
            models.UniqueConstraint(fields=["submit_key"], name="matter_submit_once"),
            models.CheckConstraint(
                condition=Q(is_open=True, closed_at__isnull=True) | Q(is_open=False, closed_at__isnull=False),
                name="matter_closed_has_day",
            ),
            models.CheckConstraint(
                condition=Q(is_open=True) | Q(due_at__isnull=True), name="matter_closed_is_not_due"
            ),
            models.CheckConstraint(
                condition=Q(lon__isnull=True, lat__isnull=True)
                | Q(lon__gte=-180, lon__lte=180, lat__gte=-90, lat__lte=90),
                name="matter_on_earth",
            ),
        ]
        indexes = [
            *(
                models.Index(
                    fields=[f"owner_l{depth}", "due_at", "id"],
                    name=f"matter_open_l{depth}",
                    condition=Q(is_open=True),
                )
                for depth in range(1, 7)
            ),
            *(
                models.Index(
                    fields=[column, "due_at", "id"],
                    name=f"matter_open_{name}",
                    condition=Q(is_open=True) & ~Q(**{column: ""}),
                )
                for column, name in (
                    ("county_code", "county"),
                    ("township_code", "town"),
                    ("village_code", "village"),
                )
            ),
            models.Index(
                fields=["lead_id", "due_at", "id"], name="matter_open_lead", condition=Q(is_open=True)
            ),
            models.Index(
                fields=["due_at", "id"], name="matter_open_public", condition=Q(is_open=True, is_public=True)
            ),
            models.Index(
                fields=["opened_at", "id"], name="matter_public", condition=Q(is_public=True, is_sealed=False)
            ),
            models.Index(fields=["owner_id", "opened_at", "id"], name="matter_owner_opened"),
            models.Index(fields=["opened_at", "id"], name="matter_opened"),
            *(
                models.Index(fields=[f"owner_l{depth}", "opened_at", "id"], name=f"matter_opened_l{depth}")
                for depth in (2, 3)
            ),
            models.Index(fields=["closed_at"], name="matter_closed", condition=Q(is_open=False)),
            models.Index(fields=["h3"], name="matter_cell", condition=~Q(h3="")),
            models.Index(fields=["category", "opened_at"], name="matter_category"),
            models.Index(
                fields=["merged_into_id"], name="matter_merged", condition=Q(merged_into_id__isnull=False)
            ),
            models.Index(fields=["parent_id"], name="matter_parent", condition=Q(parent_id__isnull=False)),
            models.Index(
                fields=["resident_id"], name="matter_resident", condition=Q(resident_id__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        """Return number and title."""
        return f"{self.number} {self.title}"

    @property
    def stream(self) -> str:
        """Return the name of this matter's ledger stream."""
        return f"matter:{self.id}"

    @property
    def published_answer(self) -> str:
        """Return the answer once the resident may read it, "" before."""
        return self.answer if self.answered_at is not None else ""

    @property
    def owner_path(self) -> tuple[int, ...]:
        """Return the owner's ancestors and the owner itself, root first."""
        levels = (self.owner_l1, self.owner_l2, self.owner_l3, self.owner_l4, self.owner_l5, self.owner_l6)
        return tuple(level for level in levels if level is not None)
