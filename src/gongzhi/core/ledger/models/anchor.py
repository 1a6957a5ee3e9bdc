"""The daily anchor: one hash over all that was appended since the one before, fit to be published elsewhere."""

from django.db import models


class Anchor(models.Model):
    """The Merkle root over the heads that moved since the previous anchor, chained to that anchor by `prev`.

    `streams` and `entries` count what this anchor covers beyond the one before.
    """

    n = models.IntegerField(unique=True)
    day = models.DateField()
    at = models.DateTimeField()
    streams = models.IntegerField()
    entries = models.BigIntegerField()
    root = models.CharField(max_length=64)
    prev = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    class Meta:
        app_label = "ledger"

    def __str__(self) -> str:
        """Return the day and the published hash."""
        return f"{self.day} {self.hash}"


class AnchorLeaf(models.Model):
    """One head as an anchor saw it; a stream that is later shortened or replaced no longer matches."""

    anchor = models.ForeignKey(Anchor, on_delete=models.PROTECT)
    stream = models.CharField(max_length=60, db_collation="C")
    n = models.IntegerField()
    hash = models.CharField(max_length=64)

    class Meta:
        app_label = "ledger"
        constraints = [models.UniqueConstraint(fields=["anchor", "stream"], name="anchor_leaf_once")]

    def __str__(self) -> str:
        """Return the stream as anchored."""
        return f"{self.stream}:{self.n}"
