"""Titles of choices in the reader's language."""

from collections.abc import Iterable, Mapping

from django.db.models import TextChoices
from django.utils.translation import get_language
from django.utils.translation import gettext as _

Option = tuple[str, str]


def pairs(titles: Mapping[str, tuple[str, str]], only: Iterable[str] | None = None) -> list[Option]:
    """Return the names of a table with their titles, all or those named."""
    english = (get_language() or "").startswith("en")
    wanted = titles if only is None else only
    return [(str(name), titles[name][english]) for name in wanted]


def labels(choices: type[TextChoices]) -> list[Option]:
    """Return the values of choices with their labels."""
    return [(str(value), _(str(label))) for value, label in choices.choices]


def title(titles: Mapping[str, tuple[str, str]], name: str) -> str:
    """Return one title, the name itself for none."""
    english = (get_language() or "").startswith("en")
    return titles[name][english] if name in titles else name
