"""The city's words of one meaning, version by version; the newest is in force, and none is ever changed."""

from django.db import models


class SynonymList(models.Model):
    """One version: `groups` is a list of lists of words."""

    groups = models.JSONField(default=list)
    note = models.CharField(max_length=300)
    made_by = models.CharField(max_length=120)
    made_at = models.DateTimeField()

    class Meta:
        app_label = "search"
        db_table = "search_synonyms"

    def __str__(self) -> str:
        """Return the version."""
        return f"synonyms:{self.pk}"
