"""The mediation network: committees and their people, brand rooms with their hours, lawyers, and bookings of residents.

Everything is dated: what ends gets `valid_to` (the first day on which it is no more) and stays.
"""

from datetime import date
from typing import Self, TypeVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

M = TypeVar("M", bound=models.Model)


class DatedQuerySet(models.QuerySet[M]):
    """Filters over what has days."""

    def standing(self, on: date) -> Self:
        """Return what stands on a day; `valid_to` is the first day on which it is no more."""
        return self.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=on), valid_from__lte=on)

    def within(self, scope: str) -> Self:
        """Return what lies in an area, "" for everywhere."""
        return self.filter(area_code__startswith=scope)


class CommitteeKind(models.TextChoices):
    """Where a committee was set up (人民调解法 art. 8 and 34)."""

    VILLAGE = "village", "村（居）人民调解委员会"
    TOWNSHIP = "township", "乡镇（街道）人民调解委员会"
    ENTERPRISE = "enterprise", "企业事业单位人民调解委员会"
    TRADE = "trade", "行业性、专业性人民调解委员会"


class Field(models.TextChoices):
    """The trade of a committee, room or person; "" means disputes of every kind."""

    ANY = "", "各类纠纷"
    MEDICAL = "medical", "医疗"
    TRAFFIC = "traffic", "道路交通"
    PROPERTY = "property", "物业"
    LABOUR = "labour", "劳动"
    CONSUMER = "consumer", "消费"
    FAMILY = "family", "婚姻家庭"
    LAND = "land", "土地"
    CONTRACT = "contract", "合同、商事"
    OTHER = "other", "其他行业"


class Committee(models.Model):
    """One people's mediation committee; `term_from` is the day on which the present members were chosen."""

    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=12, choices=CommitteeKind.choices)
    field = models.CharField(max_length=12, choices=Field.choices, blank=True)
    unit_id = models.BigIntegerField(null=True, blank=True)
    """The unit whose desk is told of what falls due; None: the centre of the area."""
    host = models.CharField(max_length=120, blank=True)
    """The body that set it up: a village, a township, an enterprise, an association."""
    area_code = models.CharField(max_length=15)
    address = models.CharField(max_length=300, blank=True)
    telephone = models.CharField(max_length=60, blank=True)
    seal = models.CharField(max_length=120, blank=True)
    """What its seal says; "" while it has none."""
    is_mixed = models.BooleanField(default=False)
    """Whether several nationalities live in its area."""
    term_from = models.DateField()
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    why_ended = models.CharField(max_length=300, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        app_label = "disputes"
        constraints = [
            models.UniqueConstraint(
                fields=["name", "area_code"],
                condition=Q(valid_to__isnull=True),
                name="committee_once",
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
                name="committee_days_in_order",
            ),
        ]
        indexes = [models.Index(fields=["area_code"], name="committee_area")]

    def __str__(self) -> str:
        """Return the name."""
        return self.name


class CommitteeSeat(models.TextChoices):
    """What somebody is in a committee (人民调解法 art. 8 and 13)."""

    HEAD = "head", "主任"
    DEPUTY = "deputy", "副主任"
    MEMBER = "member", "委员"
    MEDIATOR = "mediator", "聘任调解员"


class Mediator(models.Model):
    """Somebody who sits in a committee or mediates for it; a public duty with a public name, so nothing is sealed.

    Nothing here counts or ranks what he did.
    """

    committee = models.ForeignKey(Committee, on_delete=models.PROTECT, related_name="people")
    name = models.CharField(max_length=60)
    seat = models.CharField(max_length=10, choices=CommitteeSeat.choices)
    is_woman = models.BooleanField(default=False)
    is_minority = models.BooleanField(default=False)
    is_full_time = models.BooleanField(default=False)
    field = models.CharField(max_length=12, choices=Field.choices, blank=True)
    telephone = models.CharField(max_length=60, blank=True)
    account_id = models.BigIntegerField(null=True, blank=True)
    """His account on the platform, when he has one."""
    area_code = models.CharField(max_length=15)
    """The committee's."""
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    why_ended = models.CharField(max_length=300, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        app_label = "disputes"
        constraints = [
            models.UniqueConstraint(
                fields=["committee", "name"], condition=Q(valid_to__isnull=True), name="mediator_once"
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
                name="mediator_days_in_order",
            ),
        ]
        indexes = [models.Index(fields=["area_code"], name="mediator_area")]

    def __str__(self) -> str:
        """Return the name."""
        return self.name


class Training(models.Model):
    """One training that a mediator took part in (人民调解法 art. 14)."""

    mediator = models.ForeignKey(Mediator, on_delete=models.PROTECT, related_name="trainings")
    on = models.DateField()
    hours = models.DecimalField(max_digits=5, decimal_places=1)
    theme = models.CharField(max_length=120)
    recorded_by = models.CharField(max_length=120, blank=True)

    class Meta:
        app_label = "disputes"
        constraints = [
            models.UniqueConstraint(fields=["mediator", "on", "theme"], name="training_once"),
            models.CheckConstraint(condition=Q(hours__gt=0), name="training_has_hours"),
        ]


class Room(models.Model):
    """One brand mediation room (品牌调解室). `hours` holds for Monday to Sunday "09:00-11:30,14:00-17:00", "" closed."""

    name = models.CharField(max_length=120)
    lead = models.CharField(max_length=60, blank=True)
    field = models.CharField(max_length=12, choices=Field.choices, blank=True)
    speciality = models.CharField(max_length=300, blank=True)
    committee = models.ForeignKey(
        Committee, null=True, blank=True, on_delete=models.PROTECT, related_name="rooms"
    )
    unit_id = models.BigIntegerField(null=True, blank=True)
    """The unit whose desk answers bookings; None: the centre of the area."""
    area_code = models.CharField(max_length=15)
    township_code = models.CharField(max_length=9)
    address = models.CharField(max_length=300)
    lon = models.FloatField(null=True, blank=True)
    lat = models.FloatField(null=True, blank=True)
    telephone = models.CharField(max_length=60, blank=True)
    hours = ArrayField(models.CharField(max_length=60, blank=True), size=7)
    minutes = models.SmallIntegerField(default=60)
    """How long one booking lasts."""
    takes_bookings = models.BooleanField(default=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    why_ended = models.CharField(max_length=300, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        app_label = "disputes"
        constraints = [
            models.UniqueConstraint(
                fields=["name", "township_code"], condition=Q(valid_to__isnull=True), name="room_once"
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
                name="room_days_in_order",
            ),
            models.CheckConstraint(condition=Q(minutes__gte=15, minutes__lte=240), name="room_slot_length"),
            models.CheckConstraint(
                condition=Q(lon__isnull=True, lat__isnull=True)
                | Q(lon__gte=-180, lon__lte=180, lat__gte=-90, lat__lte=90),
                name="room_on_earth",
            ),
        ]
        indexes = [models.Index(fields=["township_code"], name="room_township")]

    def __str__(self) -> str:
        """Return the name."""
        return self.name


class Lawyer(models.Model):
    """A lawyer who takes part in mediation, with what a resident should know: whether he pays."""

    name = models.CharField(max_length=60)
    firm = models.CharField(max_length=120)
    licence = models.CharField(max_length=40)
    field = models.CharField(max_length=12, choices=Field.choices, blank=True)
    telephone = models.CharField(max_length=60, blank=True)
    is_free = models.BooleanField(default=True)
    fee = models.CharField(max_length=200, blank=True)
    area_code = models.CharField(max_length=15)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    why_ended = models.CharField(max_length=300, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        app_label = "disputes"
        constraints = [
            models.UniqueConstraint(
                fields=["licence"], condition=Q(valid_to__isnull=True), name="lawyer_once"
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
                name="lawyer_days_in_order",
            ),
            models.CheckConstraint(condition=Q(is_free=True) | ~Q(fee=""), name="paid_lawyer_names_fee"),
        ]

    def __str__(self) -> str:
        """Return the name."""
        return self.name


class Capacity(models.TextChoices):
    """As what a lawyer stands in a dispute."""

    MEDIATES = "mediates", "主持或者参与调解"
    REPRESENTS = "represents", "代理一方"


class Engagement(models.Model):
    """That a lawyer stands in one matter, and as what; kept for good, for the conflict outlasts the engagement."""

    lawyer = models.ForeignKey(Lawyer, on_delete=models.PROTECT, related_name="engagements")
    matter_id = models.BigIntegerField(db_index=True)
    capacity = models.CharField(max_length=10, choices=Capacity.choices)
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    by_name = models.CharField(max_length=120)

    class Meta:
        app_label = "disputes"
        constraints = [
            models.UniqueConstraint(fields=["lawyer", "matter_id", "capacity"], name="engaged_once")
        ]


class BookingState(models.TextChoices):
    """Where a booking stands."""

    ASKED = "asked", "等待确认"
    CONFIRMED = "confirmed", "已确认"
    MOVED = "moved", "已改时间"
    DECLINED = "declined", "未能安排"
    CANCELLED = "cancelled", "已取消"
    CAME = "came", "已到场"
    NO_SHOW = "no_show", "未到场"


OPEN_STATES = (BookingState.ASKED, BookingState.CONFIRMED, BookingState.MOVED)


class Booking(models.Model):
    """One slot of a room asked for by a resident; the secret of its receipt is kept as a keyed hash only.

    `resident_id` leads to name and contact, sealed and for this booking alone; no booking leads to another.
    """

    number = models.CharField(max_length=24, unique=True)
    secret_hash = models.CharField(max_length=60)
    room = models.ForeignKey(Room, on_delete=models.PROTECT, related_name="bookings")
    day = models.DateField()
    start = models.TimeField()
    state = models.CharField(max_length=10, choices=BookingState.choices, default=BookingState.ASKED)
    about = models.CharField(max_length=24)
    words_sealed = models.BinaryField(default=b"", blank=True)
    resident_id = models.BigIntegerField(null=True, blank=True)
    submit_key = models.CharField(max_length=80, null=True, blank=True, unique=True)
    answer = models.CharField(max_length=300, blank=True)
    made_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.CharField(max_length=120, blank=True)

    class Meta:
        app_label = "disputes"
        constraints = [
            models.UniqueConstraint(
                fields=["room", "day", "start"],
                condition=Q(state__in=["asked", "confirmed", "moved"]),
                name="slot_taken_once",
            )
        ]
        indexes = [models.Index(fields=["room", "day"], name="booking_of_room")]

    def __str__(self) -> str:
        """Return the number."""
        return self.number
