"""Keeps suggestions that a system's own reading made; each once for its model and version."""

from collections.abc import Sequence

from gongzhi.core.suggest.models import Suggestion


def keep_suggestions(rows: Sequence[Suggestion]) -> None:
    """Write suggestions and pass over those that are known; joins the caller's transaction."""
    Suggestion.objects.bulk_create(rows, ignore_conflicts=True)
