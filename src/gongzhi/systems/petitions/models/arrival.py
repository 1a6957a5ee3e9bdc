"""How a petition was brought, as far as the matter itself does not tell it."""

from django.db import models


class Arrival(models.Model):
    """What was said when one petition came in: in whose name, for whom, and which body above passed it on.

    Who stands behind a joint matter is kept in words as it was told ("三号楼 46 户，名单见附件"): nothing here is counted.
    """

    matter_id = models.BigIntegerField(primary_key=True)
    is_real_name = models.BooleanField(default=False)
    is_joint = models.BooleanField(default=False)
    joined = models.CharField(max_length=300, blank=True)
    against_words = models.CharField(max_length=300, blank=True)
    """The body complained about as the petitioner calls it; who sorts says which bodies that are."""
    sender = models.CharField(max_length=200, blank=True)
    sender_number = models.CharField(max_length=80, blank=True)
    return_on = models.DateField(null=True, blank=True)
    returned = models.TextField(blank=True)
    returned_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        app_label = "petitions"
        indexes = [
            models.Index(
                fields=["return_on"],
                name="arrival_return_open",
                condition=models.Q(return_on__isnull=False, returned_at__isnull=True),
            )
        ]
