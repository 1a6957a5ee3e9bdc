"""Django app of notify."""

from django.apps import AppConfig


class NotifyConfig(AppConfig):
    """The outbox of notices and signed webhooks."""

    name = "gongzhi.core.notify"
    label = "notify"
    verbose_name = "通知"

    def ready(self) -> None:
        """Put the administrator's page into the menu."""
        from gongzhi.core.workflow.manifest import MenuItem, register_menu  # noqa: PLC0415 - models must be loaded first

        roles = ("system_admin",)
        register_menu(
            [MenuItem("推送地址", "Webhooks", "webhooks", "send", roles=roles, order=340, group="manage")]
        )
