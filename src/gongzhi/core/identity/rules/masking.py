"""How names and contacts are shown until somebody states why he must read them."""

import re

_PHONE = re.compile(r"^\+?\d{7,15}$")


def masked_name(name: str) -> str:
    """Return 张* for 张三 and 张** for 张三丰； one character stays hidden, "" stays ""."""
    text = name.strip()
    if len(text) <= 1:
        return "*" * len(text)
    return text[0] + "*" * min(len(text) - 1, 2)


def masked_contact(contact: str) -> str:
    """Return 138****5678 for a mobile number, a***@example.org for an address, and else only first and last."""
    text = contact.strip()
    digits = text.replace(" ", "").replace("-", "")
    if _PHONE.match(digits):
        return f"{digits[:3]}****{digits[-4:]}" if len(digits) >= 11 else f"****{digits[-3:]}"
    name, mark, host = text.partition("@")
    if mark and name:
        return f"{name[0]}***@{host}"
    return f"{text[0]}****{text[-1]}" if len(text) >= 6 else "*" * len(text)
