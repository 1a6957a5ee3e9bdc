"""What a contact is: a telephone number that can get a text message, an e-mail address, or neither."""

import re
import unicodedata

_MOBILE = re.compile(r"(?:\+?86)?(1[3-9]\d{9})")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


def reachable_by(contact: str) -> tuple[str, str] | None:
    """Return ("sms" or "email", address), None when no message can go there (a landline, say).

    A contact may hold several, separated by blanks or commas: a mobile number comes first.
    """
    text = unicodedata.normalize("NFKC", contact)
    parts = [part for part in re.split(r"[,;、/\s]+", text) if part]
    for part in [re.sub(r"[\s\-()]", "", text), *parts]:
        if found := _MOBILE.fullmatch(part.replace("-", "")):
            return "sms", found[1]
    for part in parts:
        if _EMAIL.fullmatch(part):
            return "email", part
    return None
