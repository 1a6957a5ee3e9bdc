"""Django app of the workflow."""

from django.apps import AppConfig
from django.core.checks import Tags, register


class WorkflowConfig(AppConfig):
    """Proceedings and the registry of what systems declare."""

    name = "gongzhi.core.workflow"
    label = "workflow"
    verbose_name = "程序"

    def ready(self) -> None:
        """Offer the terms' settings, the checks of the ledger's caches, and the check of the procedures."""
        from gongzhi.core.orgs import settings  # noqa: PLC0415 - models must be loaded first
        from gongzhi.core.workflow import checks, library, rebuild  # noqa: PLC0415 - see above

        settings.provide(library.settings)
        rebuild.register()
        register(checks.check_procedures, Tags.compatibility)
