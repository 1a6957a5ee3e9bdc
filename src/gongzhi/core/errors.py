"""A refusal in the reader's language; every shell of the core and of the systems says it through here."""

from django.utils.translation import gettext

from gongzhi.kernel.errors import DomainError


def sentence(error: DomainError) -> str:
    """Return the error's full sentence, its reason translated too when that is one of our own sentences."""
    template = gettext(error.message)
    why = error.facts.get("why")
    if not isinstance(why, str) or not why:
        return error.sentence(template)
    return template % {**error.facts, "why": gettext(why)}
