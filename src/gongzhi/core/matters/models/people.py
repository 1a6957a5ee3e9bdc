"""Who stands where in a matter; never a profile across matters."""

from django.db import models
from django.db.models import Q


class PartyRole(models.TextChoices):
    """The part somebody plays in one matter."""

    ASKS = "asks", "提出人"
    AGAINST = "against", "被反映方"
    REPRESENTS = "represents", "代表人"
    WITNESS = "witness", "见证人"


class Party(models.Model):
    """A resident or a unit in one matter. A unit complained about never sees the file nor gets the task."""

    matter_id = models.BigIntegerField(db_index=True)
    role = models.CharField(max_length=12, choices=PartyRole.choices)
    name = models.CharField(max_length=120, blank=True)
    resident_id = models.BigIntegerField(null=True, blank=True)
    unit_id = models.BigIntegerField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    """When somebody ceased to play this part, such as a representative whom those he spoke for replaced."""

    class Meta:
        app_label = "matters"


class Follower(models.Model):
    """Somebody who met the same thing ("我也遇到") or wants to hear how it goes on, held by a receipt of his own."""

    matter_id = models.BigIntegerField(db_index=True)
    resident_id = models.BigIntegerField(null=True, blank=True)
    receipt_id = models.BigIntegerField(null=True, blank=True)
    since = models.DateTimeField()
    affected = models.BooleanField(default=True)
    came_with_id = models.BigIntegerField(null=True, blank=True)
    """The merged matter with which he came, so that undoing the merge takes him along."""

    class Meta:
        app_label = "matters"


class Rating(models.Model):
    """Three measures of one call-back or one resident's rating; hidden from the handler until the matter is archived."""

    matter_id = models.BigIntegerField(db_index=True)
    proceeding_id = models.BigIntegerField()
    by_resident = models.BooleanField()
    reached = models.BooleanField(default=True)
    solved = models.BooleanField(null=True)
    satisfied = models.SmallIntegerField(null=True)
    words = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        app_label = "matters"
        constraints = [
            models.CheckConstraint(
                condition=Q(satisfied__isnull=True) | Q(satisfied__gte=1, satisfied__lte=5),
                name="satisfied_1_to_5",
            )
        ]
