"""Django app of suggestions."""

from django.apps import AppConfig


class SuggestConfig(AppConfig):
    """Suggestions with reasons, and what was chosen."""

    name = "gongzhi.core.suggest"
    label = "suggest"
    verbose_name = "建议"

    def ready(self) -> None:
        """Declare the off switches."""
        from gongzhi.core.orgs import settings  # noqa: PLC0415 - models must be loaded first
        from gongzhi.core.suggest.switches import SWITCHES  # noqa: PLC0415

        settings.declare(*SWITCHES)
