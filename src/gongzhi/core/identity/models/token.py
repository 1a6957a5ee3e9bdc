"""Tokens of the API: bound to a post or to an external system by name; only a keyed hash is kept."""

from datetime import datetime

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q


class ApiToken(models.Model):
    """One token. With `post_id` it acts as whoever holds that post, while he holds it; without one as the public, by name."""

    name = models.CharField(max_length=80)
    """Which program uses it, for whom; it stands in the ledger behind the actor's name."""
    post_id = models.BigIntegerField(null=True, blank=True, db_index=True)
    scopes = ArrayField(models.CharField(max_length=40))
    token_hash = models.CharField(max_length=64, unique=True)
    hint = models.CharField(max_length=8)
    """The last characters of the token, to tell which one lies in a configuration."""
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=120)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoke_reason = models.CharField(max_length=200, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        app_label = "identity"
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=models.F("made_at")), name="api_token_expires_later"
            )
        ]

    def __str__(self) -> str:
        """Return the name and what the token ends with."""
        return f"{self.name} …{self.hint}"

    def is_good(self, at: datetime) -> bool:
        """Whether the token opens anything at a moment."""
        return self.revoked_at is None and at < self.expires_at
