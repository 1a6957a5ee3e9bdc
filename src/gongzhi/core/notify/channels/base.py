"""What a channel must be able to do, and how one is found."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol, cast

from django.conf import settings
from django.utils.module_loading import import_string


@dataclass(frozen=True, slots=True)
class Letter:
    """One message to one address. `key` stays the same over all tries: a gateway that knows it sends nothing again."""

    key: str
    address: str
    subject: str
    body: str


@dataclass(frozen=True, slots=True)
class Sent:
    """The gateway took the message; `reference` is what it calls it."""

    reference: str = ""


class SendFailed(Exception):
    """The gateway did not take the message; it is tried again unless `is_final`."""

    def __init__(self, why: str, *, is_final: bool = False) -> None:
        super().__init__(why)
        self.why = why
        self.is_final = is_final


class Gateway(Protocol):
    """A channel. It must wait no longer than 30 seconds and raise SendFailed for whatever goes wrong."""

    def send(self, letter: Letter) -> Sent:
        """Hand the message over; return only when the gateway has taken it."""


_EMAIL = "gongzhi.core.notify.channels.email.EmailGateway"


def gateway(channel: str) -> Gateway:
    """Return the gateway of a channel as the settings name it."""
    return _made({"email": _EMAIL, "sms": str(settings.SMS_BACKEND)}[channel])


@lru_cache(maxsize=8)
def _made(path: str) -> Gateway:
    return cast(Gateway, import_string(path)())
