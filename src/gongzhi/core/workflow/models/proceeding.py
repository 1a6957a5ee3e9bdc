"""An instance of a procedure over one matter."""

from django.db import models
from django.db.models import Q


class Proceeding(models.Model):
    """State and stage are caches of the ledger's moves; `flags` are facts that choose variants of terms."""

    matter_id = models.BigIntegerField(db_index=True)
    system = models.CharField(max_length=40)
    procedure = models.CharField(max_length=60)
    version = models.CharField(max_length=30)
    state = models.CharField(max_length=60)
    stage = models.CharField(max_length=20)
    flags = models.JSONField(default=list)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    ending = models.CharField(max_length=60, blank=True)
    is_main = models.BooleanField(default=True)
    moves = models.IntegerField(default=0)
    """How many moves were made: the value a form carries, so that two people never act on the same state."""

    class Meta:
        app_label = "workflow"
        constraints = [
            models.UniqueConstraint(
                fields=["matter_id"], condition=Q(is_main=True), name="one_main_proceeding"
            ),
        ]


class ProcedureText(models.Model):
    """The exact text of each procedure version that a proceeding was born under, kept for as long as the matter."""

    procedure = models.CharField(max_length=60)
    version = models.CharField(max_length=30)
    sha256 = models.CharField(max_length=64)
    text = models.TextField()
    first_used_at = models.DateTimeField()

    class Meta:
        app_label = "workflow"
        constraints = [models.UniqueConstraint(fields=["procedure", "version"], name="procedure_text_once")]

    def __str__(self) -> str:
        """Return the procedure and its version."""
        return f"{self.procedure} {self.version}"
