"""How many wrong attempts are borne, and for how long attempts then are refused."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from gongzhi.kernel.errors import DomainError
from gongzhi.kernel.terms import CHINA


@dataclass(frozen=True, slots=True)
class Limit:
    """After `attempts` wrong ones within `window`, attempts are refused for `pause`."""

    attempts: int
    window: timedelta
    pause: timedelta


class TooManyAttempts(DomainError):
    """Wrong attempts came too often under one name, number or address; the sentence says when to try again."""

    code = "identity.too_many_attempts"
    message = "连续出错的次数太多。为了安全，请在 %(until)s 以后再试。"
    http_status = 429

    def __init__(self, until: datetime) -> None:
        super().__init__(until=f"{until.astimezone(CHINA) + timedelta(minutes=1):%H:%M}")
        self.until = until


# A receipt's secret cannot be guessed; the limit keeps machines from trying, and is wide enough for worried people.
RECEIPT_BY_NUMBER = Limit(20, timedelta(minutes=15), timedelta(minutes=10))
RECEIPT_BY_ADDRESS = Limit(60, timedelta(minutes=15), timedelta(minutes=10))
ADDRESS_FACTOR = 10
"""Offices share one address, so an address bears this many times the attempts of one account."""
