"""Writes of notify."""

from gongzhi.core.notify.actions.announce import announce
from gongzhi.core.notify.actions.deliver import deliver
from gongzhi.core.notify.actions.notify import notify
from gongzhi.core.notify.actions.read import mark_all_read, mark_read

__all__ = ["announce", "deliver", "mark_all_read", "mark_read", "notify"]
