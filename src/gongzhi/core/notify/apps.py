"""Django app of notify."""

from django.apps import AppConfig


class NotifyConfig(AppConfig):
    """The outbox of notices and signed webhooks."""

    name = "gongzhi.core.notify"
    label = "notify"
    verbose_name = "通知"
