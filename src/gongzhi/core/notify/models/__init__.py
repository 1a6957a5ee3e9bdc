"""Rows of notify."""

from gongzhi.core.notify.models.notice import Notice, Preference
from gongzhi.core.notify.models.outgoing import OutgoingState
from gongzhi.core.notify.models.webhook import Endpoint, WebhookCall

__all__ = ["Endpoint", "Notice", "OutgoingState", "Preference", "WebhookCall"]
