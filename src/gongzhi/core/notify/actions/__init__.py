"""Writes of notify."""

from gongzhi.core.notify.actions.announce import announce
from gongzhi.core.notify.actions.deliver import deliver
from gongzhi.core.notify.actions.endpoints import (
    add_endpoint,
    prefer,
    renew_secret,
    retry_parked,
    switch_endpoint,
)
from gongzhi.core.notify.actions.notify import notify
from gongzhi.core.notify.actions.read import mark_all_read, mark_read

__all__ = [
    "add_endpoint",
    "announce",
    "deliver",
    "mark_all_read",
    "mark_read",
    "notify",
    "prefer",
    "renew_secret",
    "retry_parked",
    "switch_endpoint",
]
