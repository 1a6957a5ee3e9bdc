"""Whom a notice is for: a resident in one matter, a unit's desk, or one account."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["resident", "unit", "account"]


@dataclass(frozen=True, slots=True)
class Recipient:
    """A recipient by kind and id."""

    kind: Kind
    id: int


def resident(resident_id: int) -> Recipient:
    """Return a resident as he stands in one matter."""
    return Recipient("resident", resident_id)


def unit(unit_id: int) -> Recipient:
    """Return the desk of a unit: whoever acts for it sees the notice."""
    return Recipient("unit", unit_id)


def account(account_id: int) -> Recipient:
    """Return one member of staff."""
    return Recipient("account", account_id)
