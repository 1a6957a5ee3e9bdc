"""Where and when leaders receive petitioners: the address book, the days, bookings without an account, what was said."""

from django.db import models
from django.db.models import Q


class Level(models.TextChoices):
    """The level of the leader who receives, on which the frequency rule turns."""

    PROVINCE = "province", "省级"
    CITY = "city", "市级"
    COUNTY = "county", "县级"
    TOWNSHIP = "township", "乡级"


class DayKind(models.TextChoices):
    """Whether the leader receives at the place or goes down to the people (信访工作条例 art. 18)."""

    RECEIVING = "receiving", "接访"
    VISITING = "visiting", "下访"


class ReceptionPlace(models.Model):
    """One way to be heard: a body's address, telephone, hours and how to ask after one's matter (art. 18, 20, 21).

    A change ends the row and writes the next one, so that the book of any past day can still be read.
    """

    unit_id = models.BigIntegerField(db_index=True)
    level = models.CharField(max_length=10, choices=Level.choices)
    area_code = models.CharField(max_length=15, blank=True)
    name = models.CharField(max_length=120)
    address = models.CharField(max_length=300)
    directions = models.CharField(max_length=300, blank=True)
    tel = models.CharField(max_length=60)
    site = models.CharField(max_length=200, blank=True)
    post_to = models.CharField(max_length=300, blank=True)
    hours = models.CharField(max_length=200)
    how_to_query = models.TextField()
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    made_by = models.CharField(max_length=120)
    made_at = models.DateTimeField()

    class Meta:
        app_label = "petitions"
        indexes = [
            models.Index(fields=["area_code"], name="reception_place_now", condition=Q(valid_to__isnull=True))
        ]


class ReceptionDay(models.Model):
    """A day on which a named leader receives; a cancelled one keeps its reason and the day that takes its place."""

    unit_id = models.BigIntegerField()
    level = models.CharField(max_length=10, choices=Level.choices)
    area_code = models.CharField(max_length=15, blank=True)
    kind = models.CharField(max_length=10, choices=DayKind.choices, default=DayKind.RECEIVING)
    on = models.DateField()
    starts = models.TimeField()
    ends = models.TimeField()
    leader_name = models.CharField(max_length=60)
    leader_post = models.CharField(max_length=120)
    place = models.CharField(max_length=300)
    tel = models.CharField(max_length=60, blank=True)
    theme = models.CharField(max_length=200, blank=True)
    slots = models.PositiveSmallIntegerField()
    slot_minutes = models.PositiveSmallIntegerField(default=30)
    made_by = models.CharField(max_length=120)
    made_at = models.DateTimeField()
    held_at = models.DateTimeField(null=True, blank=True)
    held_note = models.TextField(blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_why = models.TextField(blank=True)
    replaced_by_id = models.BigIntegerField(null=True, blank=True)

    class Meta:
        app_label = "petitions"
        constraints = [
            models.UniqueConstraint(
                fields=["unit_id", "on", "leader_name", "starts"],
                condition=Q(cancelled_at__isnull=True),
                name="reception_day_once",
            ),
            models.CheckConstraint(condition=Q(ends__gt=models.F("starts")), name="reception_day_ends_later"),
        ]
        indexes = [
            models.Index(fields=["on"], name="reception_day_on"),
            models.Index(fields=["unit_id", "on"], name="reception_day_unit"),
        ]


class BookingState(models.TextChoices):
    """Where a booking stands."""

    BOOKED = "booked", "已预约"
    CAME = "came", "已到"
    CANCELLED = "cancelled", "已取消"
    CALLED_OFF = "called_off", "接访取消"


class Booking(models.Model):
    """One slot of a day, held by a number and a secret; who comes may say so, sealed, and it is forgotten afterwards."""

    day_id = models.BigIntegerField(db_index=True)
    slot = models.TimeField()
    number = models.CharField(max_length=24, unique=True)
    secret_hash = models.CharField(max_length=60)
    submit_key = models.CharField(max_length=80, null=True, blank=True, unique=True)
    matter_id = models.BigIntegerField(null=True, blank=True)
    topic = models.CharField(max_length=300)
    coming = models.PositiveSmallIntegerField(default=1)
    name_sealed = models.BinaryField(default=b"", blank=True)
    contact_sealed = models.BinaryField(default=b"", blank=True)
    state = models.CharField(max_length=10, choices=BookingState.choices, default=BookingState.BOOKED)
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField(null=True, blank=True)
    forgotten_at = models.DateTimeField(null=True, blank=True)
    """When name and contact were wiped."""

    class Meta:
        app_label = "petitions"
        constraints = [
            models.UniqueConstraint(
                fields=["day_id", "slot"], condition=Q(state__in=["booked", "came"]), name="slot_booked_once"
            ),
            models.CheckConstraint(condition=Q(coming__gte=1, coming__lte=5), name="at_most_five_come"),
        ]


class ReceptionNote(models.Model):
    """What was said in a reception and what was promised until when; it hangs on the matter that it became or belongs to."""

    day_id = models.BigIntegerField(db_index=True)
    booking_id = models.BigIntegerField(null=True, blank=True)
    matter_id = models.BigIntegerField(db_index=True)
    said = models.TextField()
    promised = models.TextField(blank=True)
    promised_unit_id = models.BigIntegerField(null=True, blank=True)
    due_on = models.DateField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    done_words = models.TextField(blank=True)
    by_name = models.CharField(max_length=120)
    at = models.DateTimeField()

    class Meta:
        app_label = "petitions"
        indexes = [
            models.Index(
                fields=["due_on"],
                name="reception_promise_open",
                condition=Q(done_at__isnull=True, due_on__isnull=False),
            )
        ]
