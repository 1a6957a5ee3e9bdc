"""A refusal in the reader's language; every shell of the core and of the systems says it through here."""

from django.utils.translation import get_language, gettext

from gongzhi.kernel.errors import DomainError, told


def say(thing: object) -> str:
    """Return a Chinese template, or a thing titled in both languages, in the reader's language."""
    if hasattr(thing, "title_en"):
        english = (get_language() or "").startswith("en") and thing.title_en
        return str(english or getattr(thing, "title", ""))
    text = str(thing)
    return gettext(text) if text else ""


def sentence(error: DomainError) -> str:
    """Return the error's full sentence in the reader's language."""
    return error.sentence(say)


def spoken(why: str) -> str:
    """Return a reason that may be a sentence of ours with facts (`kernel.errors.said`) in the reader's language."""
    return told(why, say)
