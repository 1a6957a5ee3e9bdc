"""One act, and where each stream ends."""

import json

from django.db import models

from gongzhi.core.ledger.fields import ExactJsonField


class Entry(models.Model):
    """One act in one stream; `n` counts from 1 without a gap, `prev` is the hash of entry n-1 ("" for the first)."""

    stream = models.CharField(max_length=60, db_collation="C")
    n = models.IntegerField()
    at = models.DateTimeField()
    verb = models.CharField(max_length=60)
    actor_kind = models.CharField(max_length=12)
    actor_name = models.CharField(max_length=120)
    actor_account = models.BigIntegerField(null=True, blank=True)
    actor_post = models.BigIntegerField(null=True, blank=True)
    actor_unit = models.BigIntegerField(null=True, blank=True)
    role = models.TextField(blank=True)
    data = ExactJsonField(default=dict)
    why = models.TextField(blank=True)
    prev = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    class Meta:
        app_label = "ledger"
        constraints = [models.UniqueConstraint(fields=["stream", "n"], name="entry_once")]
        indexes = [models.Index(fields=["verb", "at"], name="entry_verb")]

    def __str__(self) -> str:
        """Return where the entry stands and what it says."""
        return f"{self.stream}#{self.n} {self.verb}"

    def refresh_data(self) -> None:
        """Turn the canonical text of a row just written into its value."""
        if isinstance(self.data, str):
            self.data = json.loads(self.data)


class Head(models.Model):
    """Where a stream ends: its last number and hash; locked by whoever appends. `anchored_n` is what anchors cover."""

    stream = models.CharField(max_length=60, primary_key=True, db_collation="C")
    n = models.IntegerField()
    hash = models.CharField(max_length=64)
    anchored_n = models.IntegerField(db_default=0)

    class Meta:
        app_label = "ledger"

    def __str__(self) -> str:
        """Return the stream and its length."""
        return f"{self.stream}:{self.n}"
